//! The names that schemas in a document give themselves: `$id`, `$anchor` and `$dynamicAnchor` (JSON Schema 2020-12
//! core §8.2).

use std::collections::HashMap;

use serde_json::Value;

use super::compiler::child;

/// Every name in a document, by what refers to it.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    /// The pointer of each schema with an `$id`, by that id.
    pub(super) ids: HashMap<String, String>,
    /// The pointer of each anchor, by the pointer of its resource and its name.
    pub(super) places: HashMap<(String, String), String>,
    /// How many resources have a `$dynamicAnchor` of each name.
    pub(super) dynamic: HashMap<String, usize>,
}

/// Keywords whose values are data, whatever they look like.
const DATA: [&str; 5] = ["const", "default", "enum", "example", "examples"];
/// Keywords whose values hold schemas by names that may be anything, even `const`.
const NAMED: [&str; 6] =
    ["$defs", "definitions", "dependentSchemas", "patternProperties", "properties", "schemas"];

impl Anchors {
    pub(super) fn find(root: &Value) -> Self {
        let mut found = Self::default();
        // Each with its pointer, the pointer of its resource, and whether its keys are names.
        let mut left = vec![(root, String::new(), String::new(), false)];
        while let Some((value, pointer, base, names)) = left.pop() {
            match value {
                Value::Object(object) => {
                    let base = if names { base } else { found.note(value, &pointer, base) };
                    for (key, inner) in
                        object.iter().filter(|(_, inner)| inner.is_object() || inner.is_array())
                    {
                        if names || !DATA.contains(&key.as_str()) {
                            let inside = !names && NAMED.contains(&key.as_str());
                            left.push((inner, child(&pointer, key), base.clone(), inside));
                        }
                    }
                }
                Value::Array(items) => {
                    let place = |(index, item)| (item, format!("{pointer}/{index}"), base.clone(), false);
                    left.extend(items.iter().enumerate().map(place));
                }
                _ => {}
            }
        }
        found
    }

    /// Notes the names of one schema, and gives the pointer of the resource it belongs to.
    fn note(&mut self, schema: &Value, pointer: &str, base: String) -> String {
        let text = |keyword: &str| schema.get(keyword).and_then(Value::as_str);
        let base = match text("$id") {
            Some(id) => {
                self.ids.insert(id.trim_end_matches('#').to_owned(), pointer.to_owned());
                pointer.to_owned()
            }
            None => base,
        };
        if let Some(name) = text("$dynamicAnchor") {
            *self.dynamic.entry(name.to_owned()).or_default() += 1;
        }
        for name in ["$anchor", "$dynamicAnchor"].into_iter().filter_map(text) {
            self.places.insert((base.clone(), name.to_owned()), pointer.to_owned());
        }
        base
    }
}

/// The pointer of the resource that a place belongs to: the nearest schema around it with an `$id`, or the document.
pub(super) fn base_of(root: &Value, pointer: &str) -> String {
    let mut base = "";
    let ends = pointer.match_indices('/').map(|(end, _)| end).chain([pointer.len()]);
    let mut value = Some(root);
    let mut start = 0;
    for end in ends {
        if end > 0 {
            let token = pointer.get(start..end).unwrap_or_default();
            value = value.and_then(|value| value.pointer(token));
            start = end;
        }
        if value.and_then(|value| value.get("$id")).is_some_and(Value::is_string) {
            base = pointer.get(..end).unwrap_or_default();
        }
    }
    base.to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn finds_names_in_schemas_but_not_in_data() {
        let document = json!({
            "$anchor": "top",
            "properties": {"const": {"$anchor": "inner"}, "$id": {"$anchor": "odd"}},
            "const": {"$anchor": "data"},
            "$defs": {"a/b": {"$id": "other.json", "items": [{"$dynamicAnchor": "deep"}]}}
        });
        let found = Anchors::find(&document);
        let mut places: Vec<_> =
            found.places.iter().map(|((base, name), pointer)| [base.as_str(), name, pointer]).collect();
        places.sort_unstable();
        assert_eq!(
            places,
            [
                ["", "inner", "/properties/const"],
                ["", "odd", "/properties/$id"],
                ["", "top", ""],
                ["/$defs/a~1b", "deep", "/$defs/a~1b/items/0"]
            ]
        );
        assert_eq!(found.ids["other.json"], "/$defs/a~1b");
        assert_eq!(found.dynamic["deep"], 1);
        assert_eq!(base_of(&document, "/$defs/a~1b/items/0"), "/$defs/a~1b");
        assert_eq!(base_of(&document, "/$defs/a~1b"), "/$defs/a~1b");
        assert_eq!(base_of(&document, "/properties/const"), "");
        assert_eq!(base_of(&document, ""), "");
    }
}
