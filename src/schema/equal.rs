//! Equality of JSON values as JSON Schema has it (2020-12 core §4.2.2): by value, so 1 equals 1.0, and the order
//! of an object's properties means nothing.

use std::collections::HashMap;

use serde_json::{Number, Value};

use super::number;

pub(crate) fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => number::compare(a, b).is_eq(),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter().all(|(name, value)| b.get(name).is_some_and(|other| equal(value, other)))
        }
        _ => a == b,
    }
}

/// The first two equal items of a list, by their indices. One pass, however long the list.
pub(super) fn first_twins(items: &[Value]) -> Option<(usize, usize)> {
    let mut seen = HashMap::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        let mut key = String::new();
        write_canonical(item, &mut key);
        if let Some(before) = seen.insert(key, index) {
            return Some((before, index));
        }
    }
    None
}

/// Writes text that is the same for equal values and differs for others.
fn write_canonical(value: &Value, out: &mut String) {
    match value {
        Value::Number(number) => out.push_str(&canonical_number(number)),
        Value::Array(items) => {
            out.push('[');
            for item in items {
                write_canonical(item, out);
                out.push(',');
            }
            out.push(']');
        }
        Value::Object(properties) => {
            let mut sorted: Vec<_> = properties.iter().collect();
            sorted.sort_by_key(|&(name, _)| name);
            out.push('{');
            for (name, value) in sorted {
                out.push_str(&format!("{name:?}:"));
                write_canonical(value, out);
                out.push(',');
            }
            out.push('}');
        }
        Value::String(text) => out.push_str(&format!("{text:?}")),
        Value::Bool(_) | Value::Null => out.push_str(&value.to_string()),
    }
}

fn canonical_number(value: &Number) -> String {
    number::whole(value).map_or_else(|| value.to_string(), |whole| whole.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn both_ways_of_comparing_agree() {
        let values = [
            json!(null),
            json!(false),
            json!(0),
            json!(0.0),
            json!(1),
            json!(1.0),
            json!(1.5),
            json!("1"),
            json!(""),
            json!([]),
            json!([1]),
            json!([1.0]),
            json!([[1]]),
            json!({}),
            json!({"a": 1, "b": 2}),
            json!({"b": 2.0, "a": 1}),
            json!({"a": 1}),
            json!({"a\":1,\"b": 2}),
            json!("null"),
            json!(1e300),
        ];
        for a in &values {
            for b in &values {
                let twins = first_twins(&[a.clone(), b.clone()]).is_some();
                assert_eq!(equal(a, b), twins, "{a} {b}");
            }
        }
        assert!(equal(&json!({"a": [1, {"b": 2}]}), &json!({"a": [1.0, {"b": 2.0}]})));
        assert_eq!(first_twins(&[json!(1), json!(2), json!(1.0), json!(2)]), Some((0, 2)));
    }
}
