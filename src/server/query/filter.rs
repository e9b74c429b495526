//! Which items a query picks.

use std::{cell::Cell, cmp::Ordering};

use serde_json::{Map, Value};

use super::FieldPath;
use crate::schema::{compare_numbers, equal};

/// How a field is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Test {
    Is,
    Not,
    Less,
    AtMost,
    More,
    AtLeast,
    Contains,
}

impl Test {
    /// The test that the word in brackets names: `gte` of `wheels[gte]`.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "eq" => Self::Is,
            "ne" => Self::Not,
            "lt" => Self::Less,
            "lte" => Self::AtMost,
            "gt" => Self::More,
            "gte" => Self::AtLeast,
            "contains" => Self::Contains,
            _ => return None,
        })
    }

    /// How it reads between a field and a value.
    fn sign(self) -> &'static str {
        match self {
            Self::Is => "=",
            Self::Not => "≠",
            Self::Less => "<",
            Self::AtMost => "≤",
            Self::More => ">",
            Self::AtLeast => "≥",
            Self::Contains => "contains",
        }
    }
}

/// One condition on one field; any one of the values will do.
#[derive(Debug)]
pub(super) struct Filter {
    pub(super) path: FieldPath,
    pub(super) test: Test,
    pub(super) wanted: Vec<Wanted>,
    /// Which field of an item the first of the path was, the last time.
    pub(super) place: Cell<usize>,
}

/// A value to compare with: read once, as the text that came and as the JSON that it is.
#[derive(Debug)]
pub(super) struct Wanted {
    text: String,
    /// In lower case, to be searched for.
    lower: String,
    json: Value,
}

impl Wanted {
    pub(super) fn new(value: Value) -> Self {
        let (text, json) = match value {
            // A document may call a field text where what is stored is a number or a boolean.
            Value::String(text) => (text.clone(), text.parse().unwrap_or(Value::String(text))),
            json => (json.to_string(), json),
        };
        Self { lower: text.to_lowercase(), text, json }
    }
}

impl Filter {
    pub(super) fn picks(&self, fields: &Map<String, Value>) -> bool {
        let test = |value: &Value| self.wanted.iter().any(|wanted| self.holds(value, wanted));
        let Some((first, rest)) = self.path.0.split_first() else { return false };
        let any = match get_near(fields, first, &self.place) {
            // What most conditions are: that a field is this text.
            Some(Value::String(text)) if rest.is_empty() && matches!(self.test, Test::Is | Test::Not) => {
                self.wanted.iter().any(|wanted| *text == wanted.text)
            }
            Some(value) => any(value, rest, &test),
            None => false,
        };
        // What is not there is not equal to anything.
        if self.test == Test::Not { !any } else { any }
    }

    fn holds(&self, value: &Value, wanted: &Wanted) -> bool {
        match self.test {
            Test::Is | Test::Not => match value {
                Value::String(text) => *text == wanted.text,
                other => equal(other, &wanted.json),
            },
            Test::Contains => match value {
                Value::String(text) => contains(text, &wanted.lower),
                _ => false,
            },
            Test::Less => compare(value, wanted) == Some(Ordering::Less),
            Test::AtMost => matches!(compare(value, wanted), Some(Ordering::Less | Ordering::Equal)),
            Test::More => compare(value, wanted) == Some(Ordering::Greater),
            Test::AtLeast => matches!(compare(value, wanted), Some(Ordering::Greater | Ordering::Equal)),
        }
    }

    /// The condition for people: `wheels ≥ 2`, `kind = car or duck`.
    pub(super) fn told(&self) -> String {
        let values: Vec<_> = self.wanted.iter().map(|wanted| wanted.text.as_str()).collect();
        format!("{} {} {}", self.path.0.join("."), self.test.sign(), values.join(" or "))
    }
}

/// Numbers with numbers, text with text (by code point, which for dates of one zone is by time); nothing else.
fn compare(value: &Value, wanted: &Wanted) -> Option<Ordering> {
    match (value, &wanted.json) {
        (Value::Number(a), Value::Number(b)) => Some(compare_numbers(a, b)),
        (Value::String(text), _) => Some(text.as_str().cmp(&wanted.text)),
        _ => None,
    }
}

/// A field by name. A short object is looked through in order: that is quicker than hashing the name.
pub(super) fn get<'a>(fields: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    if fields.len() > 16 {
        return fields.get(name);
    }
    fields.iter().find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// A field by name, looked for first where it was in the item before: items of a kind are mostly written alike.
fn get_near<'a>(fields: &'a Map<String, Value>, name: &str, place: &Cell<usize>) -> Option<&'a Value> {
    match fields.iter().nth(place.get()) {
        Some((key, value)) if key == name => Some(value),
        _ if fields.len() > 16 => fields.get(name),
        _ => {
            let (at, (_, value)) = fields.iter().enumerate().find(|(_, (key, _))| *key == name)?;
            place.set(at);
            Some(value)
        }
    }
}

/// Whether what lies at the path passes the test; of a list, any item of it.
fn any(value: &Value, path: &[String], test: &impl Fn(&Value) -> bool) -> bool {
    match (value, path) {
        (Value::Array(items), _) => items.iter().any(|item| any(item, path, test)),
        (Value::Object(fields), [first, rest @ ..]) => {
            get(fields, first).is_some_and(|value| any(value, rest, test))
        }
        (_, []) => test(value),
        _ => false,
    }
}

/// Whether every word stands somewhere in the text of the fields.
pub(super) fn mentions(fields: &Map<String, Value>, words: &[String]) -> bool {
    words.iter().all(|word| fields.values().any(|value| says(value, word)))
}

fn says(value: &Value, word: &str) -> bool {
    match value {
        Value::String(text) => contains(text, word),
        Value::Array(items) => items.iter().any(|item| says(item, word)),
        Value::Object(fields) => fields.values().any(|value| says(value, word)),
        _ => false,
    }
}

/// Whether a text contains one in lower case, whatever the case.
fn contains(text: &str, lower: &str) -> bool {
    if !text.is_ascii() {
        return text.to_lowercase().contains(lower);
    }
    lower.is_empty()
        || text.as_bytes().windows(lower.len()).any(|part| part.eq_ignore_ascii_case(lower.as_bytes()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn picks(field: &str, test: &str, wanted: Value) -> bool {
        let item = json!({
            "name": "Straße Zoë", "wheels": 4, "sold": false, "tags": ["red", "fast"],
            "made": {"in": [{"city": "Ulm"}, {"city": "Bonn"}], "year": 1999.0},
        });
        let filter = Filter {
            path: FieldPath::parse(field),
            test: Test::named(test).unwrap(),
            wanted: vec![Wanted::new(wanted)],
            place: Cell::default(),
        };
        filter.picks(item.as_object().unwrap())
    }

    #[test]
    fn values_are_compared_by_what_they_are() {
        for (field, test, wanted, holds) in [
            ("wheels", "eq", json!(4), true),
            ("wheels", "eq", json!(4.0), true),
            ("wheels", "eq", json!("4"), true),
            ("wheels", "gte", json!(4), true),
            ("wheels", "gt", json!(4), false),
            ("wheels", "lt", json!(10), true),
            ("wheels", "lt", json!("ten"), false),
            ("wheels", "ne", json!(4), false),
            ("wings", "ne", json!(4), true),
            ("wings", "lt", json!(4), false),
            ("sold", "eq", json!("false"), true),
            ("name", "contains", json!("STRASSE"), false),
            ("name", "contains", json!("zoË"), true),
            ("name", "gte", json!("St"), true),
            ("tags", "eq", json!("fast"), true),
            ("tags", "ne", json!("fast"), false),
            ("made.year", "eq", json!("1999"), true),
            ("made.in.city", "eq", json!("Bonn"), true),
            ("made.in.city", "eq", json!("Rome"), false),
            ("name.first", "eq", json!("x"), false),
        ] {
            assert_eq!(picks(field, test, wanted.clone()), holds, "{field} {test} {wanted}");
        }
    }

    #[test]
    fn every_word_must_be_found() {
        let item = json!({"name": "Red racing car", "madeOf": ["metal"], "wheels": 4});
        let item = item.as_object().unwrap();
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert!(mentions(item, &words("car red")));
        assert!(mentions(item, &words("metal")));
        assert!(!mentions(item, &words("car blue")));
        assert!(!mentions(item, &words("4")), "numbers are not text");
    }
}
