//! A schema with all that must hold together with it, through `$ref`, `allOf` and one branch of each choice.

use std::collections::{HashMap, HashSet};

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

/// How many schemas are followed from one: more than documents have, few enough to stay quick.
const MOST: usize = 64;

/// The value that a reference within the document leads to.
pub(crate) fn lookup<'d>(document: &'d Value, reference: &str) -> Option<&'d Value> {
    let fragment = reference.strip_prefix('#')?;
    if fragment.contains('%') {
        return document.pointer(&percent_decode_str(fragment).decode_utf8().ok()?);
    }
    document.pointer(fragment)
}

/// Follows `$ref` to what it stands for, however many there are in a row, with its pointer.
pub(crate) fn follow<'d>(
    document: &'d Value,
    value: &'d Value,
    pointer: &str,
) -> Option<(&'d Value, String)> {
    let (mut value, mut pointer) = (value, pointer.to_owned());
    for _ in 0..MOST {
        let Some(reference) = value.get("$ref").and_then(Value::as_str) else {
            return Some((value, pointer));
        };
        let fragment = reference.strip_prefix('#')?;
        pointer = percent_decode_str(fragment).decode_utf8().ok()?.into_owned();
        value = document.pointer(&pointer)?;
    }
    None
}

/// The schemas that hold of one value, all objects.
#[derive(Debug, Default)]
pub(crate) struct Facets<'d> {
    pub(crate) parts: Vec<&'d Map<String, Value>>,
    /// One of them is `false`, or there is no end to them.
    pub(crate) never: bool,
}

impl<'d> Facets<'d> {
    /// Gathers what holds with these schemas. `choose` says which of so many branches to take.
    pub(crate) fn gather(
        document: &'d Value,
        schemas: &[&'d Value],
        mut choose: impl FnMut(usize) -> usize,
    ) -> Self {
        let mut facets = Self::default();
        let mut left: Vec<&'d Value> = schemas.iter().rev().copied().collect();
        let mut seen: Vec<*const Value> = Vec::new();
        while let Some(schema) = left.pop() {
            if seen.contains(&std::ptr::from_ref(schema)) {
                continue;
            }
            seen.push(schema);
            if seen.len() > MOST {
                facets.never = true;
                break;
            }
            let part = match schema {
                Value::Object(part) => part,
                Value::Bool(false) => {
                    facets.never = true;
                    continue;
                }
                _ => continue,
            };
            facets.parts.push(part);
            if let Some(found) =
                part.get("$ref").and_then(Value::as_str).and_then(|reference| lookup(document, reference))
            {
                left.push(found);
            }
            if let Some(all) = part.get("allOf").and_then(Value::as_array) {
                left.extend(all.iter().rev());
            }
            for key in ["oneOf", "anyOf"] {
                let branches: Vec<_> = part
                    .get(key)
                    .and_then(Value::as_array)
                    .into_iter()
                    .flatten()
                    .filter(|branch| branch.get("type").and_then(Value::as_str) != Some("null"))
                    .collect();
                if !branches.is_empty() {
                    left.push(branches[choose(branches.len()) % branches.len()]);
                }
            }
        }
        facets
    }

    /// What holds of a value by the schema at a pointer, the first branch of each choice taken.
    pub(crate) fn at(document: &'d Value, pointer: &str) -> Option<Self> {
        Some(Self::gather(document, &[document.pointer(pointer)?], |_| 0))
    }

    /// The first value of a keyword.
    pub(crate) fn get(&self, keyword: &str) -> Option<&'d Value> {
        self.parts.iter().find_map(|part| part.get(keyword))
    }

    /// Every value of a keyword.
    pub(crate) fn all(&self, keyword: &str) -> impl Iterator<Item = &'d Value> {
        self.parts.iter().filter_map(move |part| part.get(keyword))
    }

    /// The first text that a keyword has.
    pub(crate) fn text(&self, keyword: &str) -> Option<&'d str> {
        self.all(keyword).find_map(Value::as_str)
    }

    /// Whether a keyword is `true` anywhere.
    pub(crate) fn says(&self, keyword: &str) -> bool {
        self.all(keyword).any(|value| value == &Value::Bool(true))
    }

    /// The types that a value may have, as the schemas name them; what their keywords tell where they name none.
    pub(crate) fn types(&self) -> Vec<&'d str> {
        let mut types: Option<Vec<&'d str>> = None;
        for value in self.all("type") {
            let these: Vec<&'d str> = match value {
                Value::String(one) => vec![one],
                Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
                _ => continue,
            };
            types = Some(match types {
                None => these,
                Some(those) => {
                    let both = |one: &&str, other: &[&str]| {
                        other.contains(one) || *one == "integer" && other.contains(&"number")
                    };
                    let mut met: Vec<_> = those.iter().copied().filter(|one| both(one, &these)).collect();
                    met.extend(these.iter().copied().filter(|one| both(one, &those) && !those.contains(one)));
                    met
                }
            });
        }
        types.filter(|types| !types.is_empty()).unwrap_or_else(|| {
            for (keyword, kind) in [
                ("properties", "object"),
                ("additionalProperties", "object"),
                ("required", "object"),
                ("items", "array"),
                ("prefixItems", "array"),
                ("pattern", "string"),
                ("format", "string"),
                ("minLength", "string"),
                ("maxLength", "string"),
                ("minimum", "number"),
                ("maximum", "number"),
                ("multipleOf", "number"),
            ] {
                if self.get(keyword).is_some() {
                    return vec![kind];
                }
            }
            Vec::new()
        })
    }

    /// Whether a value may be of this type.
    pub(crate) fn may_be(&self, kind: &str) -> bool {
        self.types().contains(&kind)
    }

    /// The properties in the order in which they are named, each with all the schemas that hold of it.
    pub(crate) fn properties(&self) -> Vec<(&'d str, Vec<&'d Value>)> {
        let mut found: Vec<(&'d str, Vec<&'d Value>)> = Vec::new();
        let mut index: HashMap<&'d str, usize> = HashMap::new();
        for (name, schema) in self.all("properties").filter_map(Value::as_object).flatten() {
            match index.get(name.as_str()) {
                Some(&place) => found[place].1.push(schema),
                None => {
                    index.insert(name, found.len());
                    found.push((name, vec![schema]));
                }
            }
        }
        found
    }

    /// The names of the properties that must be there, each once.
    pub(crate) fn required(&self) -> Vec<&'d str> {
        let mut seen = HashSet::new();
        let names = self.all("required").filter_map(Value::as_array).flatten().filter_map(Value::as_str);
        names.filter(|name| seen.insert(*name)).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_holds_together_is_gathered() {
        let document = json!({
            "A": {"allOf": [{"$ref": "#/B"}, {"required": ["b"], "properties": {"b": {"minimum": 1}}}]},
            "B": {"type": "object", "required": ["a"], "properties": {"a": {}, "b": {"type": "integer"}}},
            "Loop": {"allOf": [{"$ref": "#/Loop"}]},
        });
        let facets = Facets::at(&document, "/A").unwrap();
        assert_eq!(facets.required(), ["a", "b"]);
        assert_eq!(facets.types(), ["object"]);
        assert_eq!(facets.properties()[1].1.len(), 2);
        assert!(Facets::at(&document, "/Loop").unwrap().parts.len() < 4);
        assert!(follow(&document, &json!({"$ref": "#/nowhere"}), "").is_none());
    }
}
