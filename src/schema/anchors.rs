//! The names that schemas in a document give themselves: `$id`, `$anchor` and `$dynamicAnchor` (JSON Schema 2020-12
//! core §8.2).

use std::collections::HashMap;

use serde_json::Value;

use super::compiler::child;

/// Every name in a document, by what refers to it.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    /// The pointer of each schema with an `$id`, by that id in full.
    pub(super) ids: HashMap<String, String>,
    /// The id in full of each schema with an `$id`, by its pointer.
    full: HashMap<String, String>,
    /// The pointer of each anchor, by the pointer of its resource and its name.
    pub(super) places: HashMap<(String, String), String>,
    /// The resource and the pointer of each `$dynamicAnchor`, by its name.
    pub(super) dynamic: HashMap<String, Vec<(String, String)>>,
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
                let full = join(self.full_id(&base), id.trim_end_matches('#'));
                self.ids.insert(full.clone(), pointer.to_owned());
                self.full.insert(pointer.to_owned(), full);
                pointer.to_owned()
            }
            None => base,
        };
        if let Some(name) = text("$dynamicAnchor") {
            self.dynamic.entry(name.to_owned()).or_default().push((base.clone(), pointer.to_owned()));
        }
        for name in ["$anchor", "$dynamicAnchor"].into_iter().filter_map(text) {
            self.places.insert((base.clone(), name.to_owned()), pointer.to_owned());
        }
        base
    }

    /// The id in full of the resource at a pointer; empty when it has none.
    pub(super) fn full_id(&self, base: &str) -> &str {
        self.full.get(base).map_or("", String::as_str)
    }
}

/// A reference without its fragment, in full, as seen from a resource (RFC 3986 §5.2.2).
pub(super) fn join(base: &str, reference: &str) -> String {
    let scheme = |text: &str| {
        let end = text.find([':', '/', '?']).filter(|&end| text[end..].starts_with(':'));
        end.map_or(0, |end| end + 1)
    };
    if reference.is_empty() {
        return base.to_owned();
    }
    if scheme(reference) > 0 || base.is_empty() {
        return reference.to_owned();
    }
    let (scheme, rest) = base.split_at(scheme(base));
    let authority_end = match rest.strip_prefix("//") {
        Some(after) => after.find(['/', '?']).map_or(rest.len(), |end| end + 2),
        None => 0,
    };
    let (authority, path) = rest.split_at(authority_end);
    let path = path.split('?').next().unwrap_or_default();
    if reference.starts_with("//") {
        return format!("{scheme}{reference}");
    }
    let whole = match reference.starts_with('/') {
        true => reference.to_owned(),
        false => format!("{}{reference}", path.rfind('/').map_or("/", |end| &path[..=end])),
    };
    let mut segments: Vec<&str> = Vec::new();
    let last = whole.split('/').count() - 1;
    for (index, segment) in whole.split('/').enumerate() {
        match segment {
            "." | ".." => {
                if segment == ".." && segments.len() > 1 {
                    segments.pop();
                }
                if index == last {
                    segments.push("");
                }
            }
            _ => segments.push(segment),
        }
    }
    format!("{scheme}{authority}{}", segments.join("/"))
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
        assert_eq!(found.dynamic["deep"], [("/$defs/a~1b".to_owned(), "/$defs/a~1b/items/0".to_owned())]);
        assert_eq!(base_of(&document, "/$defs/a~1b/items/0"), "/$defs/a~1b");
        assert_eq!(base_of(&document, "/$defs/a~1b"), "/$defs/a~1b");
        assert_eq!(base_of(&document, "/properties/const"), "");
        assert_eq!(base_of(&document, ""), "");
    }

    #[test]
    fn references_are_joined() {
        let table = [
            ("", "a", "a"),
            ("http://h/a/b?c", "", "http://h/a/b?c"),
            ("http://h/a/b?c", "d", "http://h/a/d"),
            ("http://h/a/b", "./d", "http://h/a/d"),
            ("http://h/a/b", "../../../d/.", "http://h/d/"),
            ("http://h/a/b", "/d", "http://h/d"),
            ("http://h", "d", "http://h/d"),
            ("http://h/a", "//i/d", "http://i/d"),
            ("http://h/a", "urn:d", "urn:d"),
            ("a/b", "c", "a/c"),
        ];
        for (base, reference, want) in table {
            assert_eq!(join(base, reference), want, "{base} {reference}");
        }
    }
}
