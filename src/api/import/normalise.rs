//! One form for all: OpenAPI 3.0 becomes 3.1, and references that lead nowhere are taken out and told.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::{
    child,
    facets::{follow, lookup},
    report::Report,
    steps::Steps,
};
use crate::schema::{Schema, SchemaError, Unsupported};

/// How many schemas may be compiled in all, while those that do not compile are mended and tried again.
const MOST_COMPILED: usize = 200_000;

/// How many schemas are compiled in one step.
const SOME: usize = 200;

/// Brings a document into the form that the compiler reads.
pub(super) async fn normalise(document: &mut Value, report: &mut Report, steps: &Steps) {
    let is_old = version(document).starts_with("3.0");
    let parts = parts(document);
    let total = 4 * parts.len();
    mend_references(document, &parts, report, steps).await;
    if is_old {
        for (at, (pointer, context)) in parts.iter().enumerate() {
            steps.next(parts.len() + at, total).await;
            if let Some(part) = document.pointer_mut(pointer) {
                upgrade(part, *context, pointer, report);
            }
        }
        report.note(
            "version",
            "/openapi",
            "This is OpenAPI 3.0; it is read, and served, as the OpenAPI 3.1 that says the same.",
        );
    }
    if let Some(root) = document.as_object_mut() {
        root.insert("openapi".into(), "3.1.0".into());
    }
    check_schemas(document, &parts, report, steps).await;
}

/// The parts of a document that are gone through one at a time, each with its place: every path, every entry of the
/// components, and what else is at the root. What holds them is no more than their names.
fn parts(document: &Value) -> Vec<(String, Context)> {
    let mut parts = Vec::new();
    for (key, value) in document.as_object().into_iter().flatten() {
        let (pointer, context) = (child("", key), inside(Context::Root, key, value));
        match (context, value) {
            (Context::Named, Value::Object(named)) => {
                parts.extend(
                    named.iter().map(|(name, part)| (child(&pointer, name), inside(context, name, part))),
                );
            }
            (Context::Components, Value::Object(kinds)) => {
                for (kind, named) in kinds {
                    let (pointer, context) = (child(&pointer, kind), inside(context, kind, named));
                    let named = named.as_object().into_iter().flatten();
                    parts.extend(
                        named.map(|(name, part)| (child(&pointer, name), inside(context, name, part))),
                    );
                }
            }
            _ => parts.push((pointer, context)),
        }
    }
    parts
}

/// The version as text: YAML reads an unquoted `3.1` as a number.
pub(super) fn version(document: &Value) -> String {
    match document.get("openapi") {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// What a part of a document is, as far as it matters where schemas are.
#[derive(Clone, Copy, PartialEq)]
enum Context {
    Root,
    Components,
    /// Parts under names that people chose.
    Named,
    Part,
    Schemas,
    SchemaList,
    Schema,
    /// Values, in which nothing is a keyword.
    Data,
}

/// What the value under a key is.
fn inside(context: Context, key: &str, value: &Value) -> Context {
    match context {
        Context::Data => Context::Data,
        Context::Root if key == "components" => Context::Components,
        Context::Root if key == "paths" || key == "webhooks" => Context::Named,
        Context::Components if key == "schemas" => Context::Schemas,
        Context::Components if key.starts_with("x-") || key == "examples" => Context::Data,
        Context::Components => Context::Named,
        Context::Named => Context::Part,
        Context::Schemas | Context::SchemaList => Context::Schema,
        Context::Schema => match key {
            "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas" => {
                Context::Schemas
            }
            "allOf" | "anyOf" | "oneOf" | "prefixItems" => Context::SchemaList,
            "items" if value.is_array() => Context::SchemaList,
            "items"
            | "additionalProperties"
            | "not"
            | "if"
            | "then"
            | "else"
            | "contains"
            | "propertyNames"
            | "unevaluatedProperties"
            | "unevaluatedItems"
            | "contentSchema"
            | "additionalItems" => Context::Schema,
            _ => Context::Data,
        },
        Context::Root | Context::Part => match key {
            "schema" => Context::Schema,
            "example" | "examples" | "default" | "value" | "enum" | "security" | "tags" | "mapping" => {
                Context::Data
            }
            "responses" | "headers" | "content" | "callbacks" | "links" | "encoding" if value.is_object() => {
                Context::Named
            }
            _ if key.starts_with("x-") => Context::Data,
            _ => Context::Part,
        },
    }
}

/// Walks everything that is no data, and shows each part with what it is and where.
fn walk(value: &Value, context: Context, pointer: &str, see: &mut impl FnMut(&Value, Context, &str)) {
    if context == Context::Data {
        return;
    }
    see(value, context, pointer);
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                if inner.is_object() || inner.is_array() || context != Context::Part {
                    walk(inner, inside(context, key, inner), &child(pointer, key), see);
                }
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                let context = if context == Context::SchemaList { Context::Schema } else { context };
                walk(inner, context, &format!("{pointer}/{index}"), see);
            }
        }
        _ => {}
    }
}

fn is_reference_place(context: Context) -> bool {
    matches!(context, Context::Part | Context::Schema)
}

/// Takes out references that lead out of the document, nowhere, or round in a circle.
async fn mend_references(
    document: &mut Value,
    parts: &[(String, Context)],
    report: &mut Report,
    steps: &Steps,
) {
    let mut broken: Vec<(String, &'static str, String)> = Vec::new();
    let mut see = |value: &Value, context: Context, pointer: &str| {
        let Some(reference) = value.get("$ref") else { return };
        if !is_reference_place(context) {
            return;
        }
        let Some(text) = reference.as_str() else {
            let sentence = "“$ref” must be text, as in “#/components/schemas/Toy”; it is taken out.";
            broken.push((pointer.to_owned(), "broken-reference", sentence.to_owned()));
            return;
        };
        if !text.starts_with('#') {
            let sentence = format!(
                "“{}” leads out of this document, and nothing is fetched from elsewhere. Anything is taken for \
                 what stands there; put it into the document to have it checked.",
                short(text)
            );
            broken.push((pointer.to_owned(), "external-reference", sentence));
        } else if text.len() > 1 && !text.starts_with("#/") {
            let known =
                document.pointer("/components/schemas").and_then(Value::as_object).is_some_and(|all| {
                    all.values().any(|schema| schema.get("$anchor").and_then(Value::as_str) == text.get(1..))
                });
            if !known {
                let sentence =
                    format!("“{}” names an anchor that no schema has; it is taken out.", short(text));
                broken.push((pointer.to_owned(), "broken-reference", sentence));
            }
        } else if lookup(document, text).is_none() {
            let sentence = format!(
                "“{}” leads nowhere in this document; anything is taken for what should stand there.",
                short(text)
            );
            broken.push((pointer.to_owned(), "broken-reference", sentence));
        } else if follow(document, value, pointer).is_none() {
            let sentence = format!(
                "“{}” leads to references that lead round in a circle; it is taken out.",
                short(text)
            );
            broken.push((pointer.to_owned(), "circular-reference", sentence));
        }
    };
    for (at, (pointer, context)) in parts.iter().enumerate() {
        steps.next(at, 4 * parts.len()).await;
        if let Some(part) = document.pointer(pointer) {
            walk(part, *context, pointer, &mut see);
        }
    }
    for (pointer, kind, sentence) in broken {
        if kind == "external-reference" {
            report.unsupported(kind, &pointer, sentence);
        } else {
            report.broken(kind, &pointer, sentence);
        }
        if let Some(Value::Object(map)) = document.pointer_mut(&pointer) {
            map.shift_remove("$ref");
        }
    }
}

fn short(text: &str) -> String {
    if text.chars().count() <= 80 { text.to_owned() } else { text.chars().take(80).chain(['…']).collect() }
}

/// From the schemas of OpenAPI 3.0 to those of 3.1, everywhere below.
fn upgrade(value: &mut Value, context: Context, pointer: &str, report: &mut Report) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map.iter_mut() {
                let context = inside(context, key, inner);
                if context != Context::Data && (inner.is_object() || inner.is_array()) {
                    upgrade(inner, context, &child(pointer, key), report);
                }
            }
            if context == Context::Schema {
                upgrade_schema(map, pointer, report);
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter_mut().enumerate() {
                let context = if context == Context::SchemaList { Context::Schema } else { context };
                upgrade(inner, context, &format!("{pointer}/{index}"), report);
            }
        }
        _ => {}
    }
}

fn upgrade_schema(schema: &mut Map<String, Value>, pointer: &str, report: &mut Report) {
    // OpenAPI 3.0 §4.7.23: what stands beside $ref is ignored; in 3.1 it would count.
    if schema.contains_key("$ref") {
        let dropped: Vec<String> = schema
            .keys()
            .filter(|key| {
                !["$ref", "description", "summary"].contains(&key.as_str()) && !key.starts_with("x-")
            })
            .cloned()
            .collect();
        if !dropped.is_empty() {
            let names = dropped.join("”, “");
            let sentence =
                format!("“{names}” beside “$ref” is ignored, as OpenAPI 3.0 says. Use “allOf” around both.");
            report.note("beside-reference", pointer, sentence);
            schema.retain(|key, _| !dropped.contains(key));
        }
        return;
    }
    for (limit, exclusive) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
        match schema.get(exclusive) {
            Some(Value::Bool(true)) => match schema.shift_remove(limit) {
                Some(value) => {
                    schema.insert(exclusive.into(), value);
                }
                None => {
                    schema.shift_remove(exclusive);
                }
            },
            Some(Value::Bool(false)) => {
                schema.shift_remove(exclusive);
            }
            _ => {}
        }
    }
    if let Some(example) = schema.shift_remove("example") {
        schema.entry("examples").or_insert_with(|| json!([example]));
    }
    if schema.get("format").and_then(Value::as_str) == Some("byte") {
        schema.entry("contentEncoding").or_insert_with(|| "base64".into());
    }
    if schema.shift_remove("nullable") == Some(Value::Bool(true)) {
        match schema.get("type") {
            Some(Value::String(kind)) => {
                let kinds = json!([kind, "null"]);
                schema.insert("type".into(), kinds);
                if let Some(Value::Array(allowed)) = schema.get_mut("enum")
                    && !allowed.contains(&Value::Null)
                {
                    allowed.push(Value::Null);
                }
            }
            // Without a type nullable says nothing (OpenAPI 3.0.3 §4.7.24), but null is meant beside a choice.
            None if ["allOf", "oneOf", "anyOf"].iter().any(|key| schema.contains_key(*key)) => {
                let whole = Value::Object(std::mem::take(schema));
                schema.insert("anyOf".into(), json!([whole, {"type": "null"}]));
            }
            _ => {}
        }
    }
}

/// Compiles every schema of the document in one go, mends what does not compile, and tells what is not checked.
async fn check_schemas(
    document: &mut Value,
    parts: &[(String, Context)],
    report: &mut Report,
    steps: &Steps,
) {
    let mut places = Vec::new();
    let mut outer: HashSet<String> = HashSet::new();
    let mut see = |value: &Value, context: Context, pointer: &str| {
        if context != Context::Schema {
            return;
        }
        // Only where a schema begins: what is inside one is reached from there.
        let parent = pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
        let above = parent.rsplit_once('/').map_or("", |(above, _)| above);
        if !outer.contains(parent) && !outer.contains(above) {
            places.push(pointer.to_owned());
        }
        outer.insert(pointer.to_owned());
        if value.get("nullable").is_some() {
            report.note(
                "nullable",
                pointer,
                "“nullable” is a word of OpenAPI 3.0 and says nothing in 3.1. Write “type: [string, 'null']”.",
            );
        }
    };
    for (at, (pointer, context)) in parts.iter().enumerate() {
        steps.next(2 * parts.len() + at, 4 * parts.len()).await;
        if let Some(part) = document.pointer(pointer) {
            walk(part, *context, pointer, &mut see);
        }
    }
    if places.is_empty() {
        return;
    }
    const ALL: &str = "x-toyshelf-all";
    let references: Vec<Value> = places
        .iter()
        .map(|place| {
            let encoded = place.replace('%', "%25").replace('"', "%22");
            json!({ "$ref": format!("#{encoded}") })
        })
        .collect();
    let mut mended = HashMap::new();
    if let Some(root) = document.as_object_mut() {
        root.insert(ALL.into(), json!({ "anyOf": references }));
    }
    let rounds = (MOST_COMPILED / places.len()).clamp(8, 200);
    for round in 0..=rounds {
        match unsupported(document, &format!("/{ALL}"), steps).await {
            Ok(listed) => {
                for unsupported in listed {
                    let value = document.pointer(&child(&unsupported.pointer, &unsupported.keyword));
                    let value =
                        value.map_or_else(String::new, |value| format!(" ({})", short(&value.to_string())));
                    let place = child(&unsupported.pointer, &unsupported.keyword);
                    let sentence = format!("“{}”{value} is not checked.", unsupported.keyword);
                    // A format is a hint by itself (JSON Schema 2020-12 validation §7.2.1).
                    if unsupported.keyword == "format" {
                        report.note("format", &place, sentence);
                    } else {
                        report.unsupported("keyword", &place, sentence);
                    }
                }
                break;
            }
            // What it referred to was no schema at all, and is gone.
            Err(error) if error.pointer.starts_with("/x-toyshelf-all/anyOf/") => {
                let place: String = error.pointer.split('/').take(4).collect::<Vec<_>>().join("/");
                match document.pointer_mut(&place) {
                    Some(entry) if entry.get("$ref").is_some() => *entry = Value::Bool(true),
                    _ => break,
                }
            }
            Err(error) if round == rounds || !mend(document, &error.pointer) => {
                report.broken(
                    "schema",
                    &error.pointer,
                    format!(
                        "This is no schema: {}. Content that has to fit it is taken as it is.",
                        error.problem
                    ),
                );
                break;
            }
            Err(error) => {
                if mended.insert(error.pointer.clone(), ()).is_none() {
                    let sentence = format!("This is no schema: {}. It is left out.", error.problem);
                    report.broken("schema", &error.pointer, sentence);
                }
            }
        }
    }
    if let Some(root) = document.as_object_mut() {
        root.shift_remove(ALL);
    }
}

/// What is not checked of a schema and all that it reaches.
async fn unsupported(
    document: &Value,
    pointer: &str,
    steps: &Steps,
) -> Result<Vec<Unsupported>, SchemaError> {
    let mut compiling = Schema::compiling(document, pointer);
    loop {
        if let Some(listed) = compiling.advance(SOME)? {
            return Ok(listed);
        }
        // How many there are is known at the end only.
        let (done, known) = compiling.progress();
        steps.next(3 * known + done, 4 * known).await;
    }
}

/// Takes out what is wrong at a place: a keyword, or all that a schema says.
fn mend(document: &mut Value, pointer: &str) -> bool {
    let Some((parent, token)) = pointer.rsplit_once('/') else { return false };
    let key = token.replace("~1", "/").replace("~0", "~");
    match document.pointer_mut(pointer) {
        Some(Value::Object(schema)) if !schema.is_empty() => {
            schema.clear();
            return true;
        }
        None => return false,
        _ => {}
    }
    match document.pointer_mut(parent) {
        Some(Value::Object(map)) => map.shift_remove(&key).is_some(),
        Some(Value::Array(items)) => key
            .parse::<usize>()
            .ok()
            .and_then(|index| items.get_mut(index))
            .map(|item| *item = Value::Object(Map::new()))
            .is_some(),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
