//! Other queries: parameters left out, unknown ones, and values that they cannot have.

use serde_json::Value;

use super::make::{Maker, short};
use crate::api::ParameterPlace;

/// How many parameters are tried.
const PARAMETERS: usize = 12;

/// Names that no API is likely to have.
const UNKNOWN: [&str; 2] = ["colour", "nonsense"];

pub(super) fn make(maker: &mut Maker<'_>) {
    let pairs: Vec<String> = maker
        .query
        .map(|query| query.split('&').filter(|pair| !pair.is_empty()).map(str::to_owned).collect())
        .unwrap_or_default();
    if !pairs.is_empty() {
        let path = maker.path;
        maker.odd_path(0, path, "drop the query".into());
    }
    for place in 0..pairs.len().min(PARAMETERS) {
        let mut left = pairs.clone();
        let pair = left.remove(place);
        if !left.is_empty() {
            write(maker, &left, format!("drop {} from the query", short(&pair)));
        }
    }
    let known = known(maker);
    let is_known = |name: &str| known.iter().any(|(known, ..)| known == name);
    if let Some(name) = UNKNOWN.into_iter().find(|name| !is_known(name)) {
        put(maker, &pairs, name, "red");
    }
    for (name, good, bad) in known.iter().take(PARAMETERS) {
        if let Some(bad) = bad {
            put(maker, &pairs, name, bad);
        }
        if let Some(good) = good {
            put(maker, &pairs, name, good);
        }
    }
}

/// A query with this parameter set.
fn put(maker: &mut Maker<'_>, pairs: &[String], name: &str, value: &str) {
    let is_it = |pair: &String| pair.split('=').next() == Some(name);
    let mut pairs = pairs.to_vec();
    let pair = format!("{name}={value}");
    let words = match pairs.iter().position(is_it) {
        Some(place) => {
            pairs[place].clone_from(&pair);
            format!("{pair} in the query")
        }
        None => {
            pairs.push(pair.clone());
            format!("add ?{pair}")
        }
    };
    write(maker, &pairs, words);
}

fn write(maker: &mut Maker<'_>, pairs: &[String], words: String) {
    let path = format!("{}?{}", maker.path, pairs.join("&"));
    maker.odd_path(0, &path, words);
}

/// The parameters that the operation takes: a value that each can have, where it must be there, and one that it cannot
/// have, where that can be told.
fn known(maker: &Maker<'_>) -> Vec<(String, Option<String>, Option<String>)> {
    let Some(operation) = maker.operation() else { return Vec::new() };
    let document = maker.world.api().document();
    if let Some(contract) = &operation.contract {
        let of_query = contract.parameters.iter().filter(|one| one.place == ParameterPlace::Query);
        return of_query
            .map(|one| {
                let schema = one.schema.as_ref().map(|schema| resolved(document, &schema.pointer));
                let (good, bad) = values(schema.unwrap_or(&Value::Null));
                (one.name.clone(), good.filter(|_| one.required), bad)
            })
            .collect();
    }
    operation
        .query
        .iter()
        .map(|one| {
            let (_, bad) = values(resolved(document, &one.schema_pointer));
            (one.name.clone(), None, bad)
        })
        .collect()
}

/// A value that a parameter with this schema can have, and one that it cannot.
fn values(schema: &Value) -> (Option<String>, Option<String>) {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    };
    if let Some(first) = schema.get("enum").and_then(Value::as_array).and_then(|all| all.first()) {
        return (text(first), Some("none-of-these".into()));
    }
    let example = schema.get("example").or_else(|| schema.get("default")).and_then(text);
    match schema.get("type").and_then(Value::as_str) {
        Some("integer" | "number") => {
            let least = schema.get("minimum").and_then(text);
            (example.or(least).or_else(|| Some("1".into())), Some("many".into()))
        }
        Some("boolean") => (Some("true".into()), Some("perhaps".into())),
        _ => (example.or_else(|| Some("text".into())), None),
    }
}

/// A schema, its references followed, a few at most.
pub(super) fn resolved<'d>(document: &'d Value, pointer: &str) -> &'d Value {
    let mut schema = document.pointer(pointer).unwrap_or(&Value::Null);
    for _ in 0..8 {
        let reference = schema.get("$ref").and_then(Value::as_str).and_then(|to| to.strip_prefix('#'));
        match reference.and_then(|pointer| document.pointer(pointer)) {
            Some(to) => schema = to,
            None => break,
        }
    }
    schema
}
