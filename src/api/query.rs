//! The query parameters of an operation.

use std::sync::OnceLock;

use serde_json::Value;

use crate::schema::Schema;

/// One query parameter that an operation takes.
#[derive(Debug)]
pub struct QueryParameter {
    /// Its name as it stands in a query, such as `wheels[gte]`.
    pub name: String,
    /// What it does to a collection, where the document says so (`x-toyshelf-query`).
    pub does: Option<String>,
    /// Where its schema stands in the document, as a JSON Pointer.
    pub schema_pointer: String,
    /// Whether a list in it is written as one value for each item (`explode`), or as one value with commas.
    pub explode: bool,
    reading: OnceLock<Reading>,
}

impl QueryParameter {
    /// Reads one parameter object; `pointer` is its place. A parameter of style `deepObject` comes apart into one
    /// for each property (`wheels[gte]`), and one for itself where its schema takes more than objects.
    pub(super) fn read(document: &Value, name: &str, parameter: &Value, pointer: &str) -> Vec<Self> {
        let text = |key: &str| parameter.get(key).and_then(Value::as_str);
        let made = |name: String, schema_pointer: String| Self {
            name,
            does: text("x-toyshelf-query").map(str::to_owned),
            schema_pointer,
            explode: parameter.get("explode") != Some(&Value::Bool(false)),
            reading: OnceLock::new(),
        };
        let place = format!("{pointer}/schema");
        if text("style") != Some("deepObject") {
            return vec![made(name.to_owned(), place)];
        }
        let whole = resolved(document, place.clone());
        let choices = match document.pointer(&whole).and_then(|schema| schema.get("anyOf")) {
            Some(Value::Array(choices)) => {
                (0..choices.len()).map(|index| resolved(document, format!("{whole}/anyOf/{index}"))).collect()
            }
            _ => vec![whole],
        };
        let mut all = Vec::new();
        for choice in choices {
            match document.pointer(&choice).and_then(|schema| schema.get("properties")) {
                Some(Value::Object(properties)) => all.extend(properties.keys().map(|key| {
                    made(format!("{name}[{key}]"), super::compile::below(&choice, "properties", key))
                })),
                _ => all.push(made(name.to_owned(), choice)),
            }
        }
        all
    }

    /// How its value is read, worked out when it is first asked for: most parameters of most documents never are.
    pub(crate) fn reading(&self, document: &Value) -> &Reading {
        self.reading.get_or_init(|| {
            let place = resolved(document, self.schema_pointer.clone());
            let is_list =
                document.pointer(&place).and_then(|schema| schema.get("type")) == Some(&"array".into());
            let one = if is_list { resolved(document, format!("{place}/items")) } else { place.clone() };
            let one = document.pointer(&one).unwrap_or(&Value::Null);
            let of_type = |kinds: [&str; 2]| match one.get("type") {
                Some(Value::Array(types)) => types.iter().any(|kind| kinds.iter().any(|known| kind == known)),
                Some(kind) => kinds.iter().any(|known| kind == known),
                None => false,
            };
            let default = document.pointer(&place).and_then(|schema| schema.get("default"));
            Reading {
                schema: Schema::compile(document, &self.schema_pointer).ok(),
                is_list,
                numbers: of_type(["integer", "number"]),
                booleans: of_type(["boolean"; 2]),
                choices: one.get("enum").and_then(Value::as_array).cloned(),
                default: default.cloned(),
            }
        })
    }
}

/// How the value of a parameter is read: what its schema says of it, at hand.
#[derive(Debug)]
pub(crate) struct Reading {
    /// The schema; `None` where there is none that compiles.
    pub(crate) schema: Option<Schema>,
    /// Whether it is a list. What follows is then of the items of the list.
    pub(crate) is_list: bool,
    /// Whether it may be a number.
    pub(crate) numbers: bool,
    /// Whether it may be true or false.
    pub(crate) booleans: bool,
    /// All that it may be, where the schema lists that.
    pub(crate) choices: Option<Vec<Value>>,
    /// The value where there is none.
    pub(crate) default: Option<Value>,
}

/// Follows references from a place, a few times at most: a circle of them leads nowhere.
fn resolved(document: &Value, mut place: String) -> String {
    for _ in 0..8 {
        let reference = document.pointer(&place).and_then(|value| value.get("$ref")).and_then(Value::as_str);
        match reference.and_then(|reference| reference.strip_prefix('#')) {
            Some(target) => place = target.to_owned(),
            None => break,
        }
    }
    place
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_deep_object_comes_apart() {
        let document = json!({
            "p": {"style": "deepObject", "schema": {"anyOf": [
                {"$ref": "#/range"}, {"type": "integer"},
            ]}},
            "range": {"properties": {"gte": {"type": "integer"}, "lt": {"type": "integer"}}},
        });
        let read = QueryParameter::read(&document, "wheels", &document["p"], "/p");
        let names: Vec<_> = read.iter().map(|one| (one.name.as_str(), one.schema_pointer.as_str())).collect();
        assert_eq!(
            names,
            [
                ("wheels[gte]", "/range/properties/gte"),
                ("wheels[lt]", "/range/properties/lt"),
                ("wheels", "/p/schema/anyOf/1"),
            ]
        );
        let reading = read[0].reading(&document);
        assert!(reading.schema.is_some() && reading.numbers && !reading.is_list && !reading.booleans);
    }

    #[test]
    fn references_in_a_circle_end() {
        let document = json!({"a": {"schema": {"$ref": "#/a/schema"}}});
        let read = QueryParameter::read(&document, "a", &document["a"], "/a");
        assert_eq!(read.len(), 1);
        assert!(read[0].reading(&document).schema.is_none());
    }
}
