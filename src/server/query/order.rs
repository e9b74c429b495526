//! In what order items come.

use std::cmp::Ordering;

use serde_json::{Map, Number, Value};

use super::{FieldPath, filter::get};
use crate::schema::compare_numbers;

/// One key to sort by.
#[derive(Debug)]
pub(super) struct Direction {
    pub(super) path: FieldPath,
    pub(super) descending: bool,
}

/// A value to sort by. Kinds come in this order, whatever is in them: nothing (missing or null), false, true,
/// numbers, text by code point, lists, objects. So any two values have an order, and the same one every time.
#[derive(Clone, Copy, Debug)]
pub(super) enum Key<'a> {
    Nothing,
    Bool(bool),
    Number(&'a Number),
    Text(&'a str),
    List,
    Object,
}

impl<'a> From<Option<&'a Value>> for Key<'a> {
    fn from(value: Option<&'a Value>) -> Self {
        match value {
            None | Some(Value::Null) => Self::Nothing,
            Some(Value::Bool(value)) => Self::Bool(*value),
            Some(Value::Number(number)) => Self::Number(number),
            Some(Value::String(text)) => Self::Text(text),
            Some(Value::Array(_)) => Self::List,
            Some(Value::Object(_)) => Self::Object,
        }
    }
}

impl Key<'_> {
    fn rank(self) -> u8 {
        match self {
            Self::Nothing => 0,
            Self::Bool(_) => 1,
            Self::Number(_) => 2,
            Self::Text(_) => 3,
            Self::List => 4,
            Self::Object => 5,
        }
    }

    fn compare(self, other: Self) -> Ordering {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => compare_numbers(a, b),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (Self::Bool(a), Self::Bool(b)) => a.cmp(&b),
            _ => self.rank().cmp(&other.rank()),
        }
    }

    /// The value, to be kept in a cursor; of a list or an object, one of its kind, as no more counts.
    pub(super) fn keep(self) -> Value {
        match self {
            Self::Nothing => Value::Null,
            Self::Bool(value) => value.into(),
            Self::Number(number) => Value::Number(number.clone()),
            Self::Text(text) => text.into(),
            Self::List => Value::Array(Vec::new()),
            Self::Object => Value::Object(Map::new()),
        }
    }
}

impl Direction {
    pub(super) fn key<'a>(&self, fields: &'a Map<String, Value>) -> Key<'a> {
        let mut path = self.path.0.iter();
        let mut value = path.next().and_then(|first| get(fields, first));
        for name in path {
            value = value.and_then(Value::as_object).and_then(|fields| get(fields, name));
        }
        value.into()
    }
}

/// Compares by each key in turn. Equal keys leave the order to the items' places, so sorting is stable.
pub(super) fn compare(order: &[Direction], a: (&[Key<'_>], u64), b: (&[Key<'_>], u64)) -> Ordering {
    for (direction, (one, other)) in order.iter().zip(a.0.iter().zip(b.0)) {
        let found = one.compare(*other);
        if found.is_ne() {
            return if direction.descending { found.reverse() } else { found };
        }
    }
    a.1.cmp(&b.1)
}

/// The keys for people: `wheels, largest first, then name`.
pub(super) fn told(order: &[Direction]) -> String {
    let keys: Vec<_> = order
        .iter()
        .map(|key| {
            let name = key.path.0.join(".");
            if key.descending { format!("{name} (descending)") } else { name }
        })
        .collect();
    keys.join(", then ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_of_every_kind_have_an_order() {
        let ascending = [
            json!(null),
            json!(false),
            json!(true),
            json!(-1e300),
            json!(-1),
            json!(2.5),
            json!(10),
            json!(""),
            json!("B"),
            json!("a"),
            json!("é"),
            json!([]),
            json!({}),
        ];
        for (place, a) in ascending.iter().enumerate() {
            for (other, b) in ascending.iter().enumerate() {
                assert_eq!(Key::from(Some(a)).compare(Some(b).into()), place.cmp(&other), "{a} {b}");
            }
        }
        assert_eq!(Key::from(None).compare(Key::from(Some(&Value::Null))), Ordering::Equal);
    }
}
