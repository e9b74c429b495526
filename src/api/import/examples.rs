//! The document's own examples.

use serde_json::{Map, Value};

use super::{
    facets::{Facets, follow, lookup},
    invent,
    shapes::success,
    survey,
};
use crate::{
    api::{Api, Kept, Resource, Shape},
    http::Method,
    schema::Schema,
};

/// How many examples of one kind are taken.
const EXAMPLES: usize = 20;

/// What the document shows as examples of this kind.
pub(super) fn of_kind(api: &Api, index: usize, resource: &Resource, kept: &Kept) -> Vec<Map<String, Value>> {
    let document = api.document();
    let mut found: Vec<Value> = Vec::new();
    for route in api.routes() {
        let is_list = match route.shape {
            Shape::Collection(other) if other == index => true,
            Shape::Item(other) if other == index => false,
            _ => continue,
        };
        for operation in &route.operations {
            let Some(value) = document.pointer(&operation.pointer) else { continue };
            let Some((_, response, _)) = success(document, value, &operation.pointer) else { continue };
            for example in shown(document, response) {
                if is_list && operation.method == Method::GET {
                    let list = kept.list_at.iter().try_fold(&example, |value, member| value.get(member));
                    found.extend(list.and_then(Value::as_array).into_iter().flatten().cloned());
                } else {
                    let one = kept.unwrapped(&example).unwrap_or(&example);
                    found.push(one.clone());
                }
            }
        }
    }
    if let Some(facets) = Facets::at(document, &resource.schema_pointer) {
        for part in &facets.parts {
            found.extend(part.get("examples").and_then(Value::as_array).into_iter().flatten().cloned());
            found.extend(part.get("example").cloned());
        }
    }
    let id =
        |fields: &Map<String, Value>| kept.id.as_ref().is_none_or(|(field, _)| fields.contains_key(field));
    let mut examples: Vec<Map<String, Value>> = Vec::new();
    for one in found {
        if let Value::Object(fields) = one
            && id(&fields)
            && !examples.contains(&fields)
            && examples.len() < EXAMPLES
        {
            examples.push(fields);
        }
    }
    examples
}

/// An example without what breaks its own schema: made up instead, or left out. Whether there was anything.
pub(crate) fn mended(
    document: &Value,
    seed: u64,
    mut fields: Map<String, Value>,
    schema: &Value,
    judge: &Schema,
    noun: &str,
) -> (Map<String, Value>, bool) {
    let mut wrong = judge.validate(&Value::Object(fields.clone()));
    if wrong.is_empty() {
        return (fields, false);
    }
    let made = invent::without_examples(document, schema, Some(judge), noun, seed);
    for _ in 0..3 {
        for violation in &wrong {
            let names = match violation.pointer.split('/').nth(1) {
                Some(name) => vec![name.replace("~1", "/").replace("~0", "~")],
                // Of the whole it may be that something is missing.
                None => made.as_object().into_iter().flat_map(Map::keys).cloned().collect(),
            };
            for name in names {
                match made.get(&name) {
                    Some(_) if violation.pointer.is_empty() && fields.contains_key(&name) => {}
                    Some(value) => {
                        fields.insert(name, value.clone());
                    }
                    None => {
                        fields.shift_remove(&name);
                    }
                }
            }
        }
        wrong = judge.validate(&Value::Object(fields.clone()));
        if wrong.is_empty() {
            break;
        }
    }
    (fields, true)
}

/// The first example that a media type, a parameter or a header holds.
pub(crate) fn example_of(holder: &Value) -> Option<&Value> {
    let many = holder.get("examples").and_then(Value::as_object);
    holder.get("example").or_else(|| many?.values().find_map(|one| one.get("value")))
}

/// The examples that a media type holds. Where that is JSON, one that is written down as text is what the text says: in
/// YAML that is soon done.
pub(crate) fn examples_of(document: &Value, holder: &Value, is_json: bool) -> Vec<Value> {
    let many = holder.get("examples").and_then(Value::as_object).into_iter().flat_map(Map::values);
    let many = many.filter_map(|one| {
        let one = one.get("$ref").and_then(Value::as_str).map_or(Some(one), |to| lookup(document, to));
        one.and_then(|one| one.get("value"))
    });
    let meant = |value: &Value| match value {
        Value::String(text) if is_json && text.trim_start().starts_with(['{', '[']) => {
            serde_json::from_str(text).unwrap_or_else(|_| value.clone())
        }
        value => value.clone(),
    };
    holder.get("example").into_iter().chain(many).map(meant).collect()
}

/// The examples that a response shows in JSON.
fn shown(document: &Value, response: &Value) -> Vec<Value> {
    let content = response.get("content").and_then(Value::as_object);
    let mut found = Vec::new();
    for (_, given) in content.into_iter().flatten().filter(|(media, _)| survey::is_json(media)) {
        found.extend(examples_of(document, given, true));
        let schema = given.get("schema").and_then(|schema| follow(document, schema, ""));
        if let Some((schema, _)) = schema {
            found.extend(schema.get("examples").and_then(Value::as_array).into_iter().flatten().cloned());
        }
    }
    found
}
