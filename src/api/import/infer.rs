//! Which paths hold stored resources: written into the document as `x-toyshelf-resources`, for the compiler to read.
//!
//! A person may write that extension too, and is then taken at their word.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::{
    child,
    facets::{Facets, follow},
    report::Report,
    shapes::{answer_schema, id_field, is_object, list, request_schema, takes_text, unwrap},
    single,
    steps::Steps,
    words::singular,
};
use crate::api::{PathTemplate, Segment, path::form};

/// The extension's name.
pub(in crate::api) const RESOURCES: &str = "x-toyshelf-resources";

/// A path with what the document has there.
pub(super) struct Known<'d> {
    pub(super) template: PathTemplate,
    pub(super) text: &'d str,
    pub(super) item: &'d Map<String, Value>,
    pub(super) pointer: String,
}

/// Adds `x-toyshelf-resources` to a document that has none, and the root and the description where they are missing.
pub(super) async fn infer(document: &mut Value, report: &mut Report, steps: &Steps) {
    if document.get(RESOURCES).is_none() {
        let resources = resources(document, report, steps).await;
        if let Some(root) = document.as_object_mut() {
            root.insert(RESOURCES.into(), Value::Array(resources));
        }
    }
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else { return };
    let serves = |id: &str, summary: &str, what: &str| {
        json!({"get": {
            "operationId": id, "summary": summary, "x-toyshelf-serves": what,
            // They are not the document's, so nobody has to say who they are for them.
            "security": [],
            "responses": {"200": {"description": summary, "content": {"application/json": {"schema": {"type": "object"}}}}},
        }})
    };
    if !paths.contains_key("/") {
        paths
            .insert("/".into(), serves("x-toyshelf-root", "Links to every path without parameters.", "root"));
    }
    if !paths.contains_key("/openapi.json") {
        let item = serves("x-toyshelf-description", "This document.", "description");
        paths.insert("/openapi.json".into(), item);
    }
}

async fn resources(document: &Value, report: &mut Report, steps: &Steps) -> Vec<Value> {
    let mut known: Vec<Known<'_>> = Vec::new();
    let mut seen = HashSet::new();
    for (text, item) in document.get("paths").and_then(Value::as_object).into_iter().flatten() {
        let Ok(template) = PathTemplate::parse(text) else { continue };
        let Some((item, pointer)) = follow(document, item, &child("/paths", text)) else { continue };
        let Some(item) = item.as_object() else { continue };
        // Of two paths that fit the same targets, the first gets them all.
        if seen.insert(form(template.segments())) {
            known.push(Known { template, text, item, pointer });
        }
    }
    let by_form: HashMap<String, usize> = known
        .iter()
        .enumerate()
        .rev()
        .map(|(index, known)| (form(known.template.segments()), index))
        .collect();

    let mut found = Vec::new();
    let mut collections_used = HashSet::new();
    let total = 3 * known.len();
    for (at, item) in known.iter().enumerate() {
        steps.next(at, total).await;
        let Some((Segment::Parameter(id), above)) = item.template.segments().split_last() else { continue };
        let collection = by_form.get(&form(above)).map(|index| &known[*index]).filter(|_| !above.is_empty());
        if let Some(resource) = resource(document, id, above, Some(item), collection, report) {
            collections_used.extend(collection.map(|collection| collection.text));
            found.push(resource);
        }
    }
    let mut alone = HashSet::new();
    for (at, one) in known.iter().enumerate() {
        steps.next(known.len() + at, total).await;
        if !collections_used.contains(one.text)
            && let Some(resource) = single::single(document, one)
        {
            alone.insert(one.text);
            found.push(resource);
        }
    }
    // A collection whose items have no path of their own: what is added can be seen in the list.
    for (at, collection) in known.iter().enumerate() {
        steps.next(2 * known.len() + at, total).await;
        let segments = collection.template.segments();
        if collections_used.contains(collection.text)
            || alone.contains(collection.text)
            || !matches!(segments.last(), Some(Segment::Literal(_)))
        {
            continue;
        }
        // A list that can only be looked at is stored if its name is that of many things: not `/search`.
        let last = match segments.last() {
            Some(Segment::Literal(word)) => word.to_lowercase(),
            _ => String::new(),
        };
        if collection.item.contains_key("get")
            && (collection.item.contains_key("post") || singular(&last) != last)
        {
            found.extend(resource(document, "id", segments, None, Some(collection), report));
        }
    }
    found
}

fn resource(
    document: &Value,
    id: &str,
    above: &[Segment],
    item: Option<&Known<'_>>,
    collection: Option<&Known<'_>>,
    report: &mut Report,
) -> Option<Value> {
    let noun = above.iter().rev().find_map(|segment| match segment {
        Segment::Literal(word) => Some(singular(word)),
        Segment::Parameter(_) => None,
    });
    let noun = noun.unwrap_or_default();
    let listed = collection
        .and_then(|collection| answer_schema(document, collection, "get"))
        .and_then(|(schema, _)| list(document, &schema, &noun).map(|list| (schema, list)));
    let read = item.and_then(|item| answer_schema(document, item, "get")).map(|(schema, _)| schema);
    let creates = collection.is_some_and(|collection| collection.item.contains_key("post"));
    let changes = item
        .is_some_and(|item| ["put", "patch", "delete"].iter().any(|method| item.item.contains_key(*method)));

    if item.is_none() && listed.is_none() {
        return None;
    }

    // Some APIs answer with a list even where one is asked for.
    let in_list = read.as_ref().zip(listed.as_ref()).and_then(|(read, (_, all))| {
        let own = list(document, read, &noun).filter(|own| own.of == all.of && own.at.len() == 1)?;
        let facets = Facets::at(document, read)?;
        id_field(document, &facets, id, &noun, false).is_none().then_some(())?;
        own.at.into_iter().next()
    });
    // What one looks like: by its own GET, by the list, or by what comes back from or goes into a write.
    let (schema, wrapper) = match (&read, &listed) {
        (_, Some((_, all))) if in_list.is_some() => (all.of.clone(), in_list.clone()),
        (Some(read), listed) if is_object(document, read) => {
            let of = listed.as_ref().map(|(_, list)| list.of.as_str());
            match unwrap(document, read, id, &noun, of) {
                Some((member, inner)) => (inner, Some(member)),
                None => (read.clone(), None),
            }
        }
        (Some(_), _) => return None,
        (None, Some((_, list))) => (list.of.clone(), None),
        (None, None) => {
            let written = [(collection, "post"), (item, "put"), (item, "patch")].into_iter().find_map(
                |(known, method)| {
                    let known = known?;
                    let schema = answer_schema(document, known, method).map(|(schema, _)| schema);
                    schema
                        .or_else(|| request_schema(document, known, method))
                        .filter(|schema| is_object(document, schema))
                },
            );
            (written?, None)
        }
    };
    if !is_object(document, &schema) {
        return None;
    }
    // One that can only be looked at, with no list beside it, is stored as well: its examples are what is there.
    if read.is_none() && !changes && !(listed.is_some() || creates) {
        return None;
    }
    let facets = Facets::at(document, &schema)?;
    let takes_text = item.is_some_and(|item| takes_text(document, item, id));
    let field = id_field(document, &facets, id, &noun, takes_text);
    if field.is_none() && item.is_some() {
        let place = item.map_or("", |item| item.pointer.as_str());
        let sentence = format!(
            "No property of what lives here holds “{id}”, so ids are counted, and do not show in the answers."
        );
        report.note("id", place, sentence);
    }
    let mut made = Map::new();
    made.insert("collection".into(), path_text(above).into());
    if let Some(item) = item {
        made.insert("item".into(), item.text.into());
    }
    made.insert("schema".into(), schema.into());
    if let Some(field) = field {
        made.insert("id".into(), field.into());
    }
    if let Some((schema, list)) = listed {
        let is_same = made.get("schema").and_then(Value::as_str) == Some(&list.of);
        let mut told = json!({ "schema": schema, "at": list.at });
        if !is_same {
            told["of"] = list.of.into();
        }
        made.insert("list".into(), told);
    }
    if let Some(member) = wrapper {
        made.insert("wrapper".into(), member.into());
    }
    if in_list.is_some() {
        made.insert("inList".into(), true.into());
    }
    Some(Value::Object(made))
}

pub(super) fn path_text(segments: &[Segment]) -> String {
    let text = segments.iter().fold(String::new(), |text, segment| match segment {
        Segment::Literal(word) => format!("{text}/{word}"),
        Segment::Parameter(name) => format!("{text}/{{{name}}}"),
    });
    if text.is_empty() { "/".into() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::import::steps;

    fn inferred(paths: &Value) -> Vec<Value> {
        let thing =
            json!({"type": "object", "properties": {"id": {"type": "integer"}, "name": {"type": "string"}}});
        let document = json!({"paths": paths, "components": {"schemas": {
            "Thing": thing,
            "Things": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}},
            "Page": {"properties": {"total": {"type": "integer"}, "data": {"$ref": "#/components/schemas/Things"}}},
            "One": {"properties": {"data": {"$ref": "#/components/schemas/Thing"}}},
        }}});
        steps::all(resources(&document, &mut Report::default(), &Steps::default()))
    }

    fn gives(name: &str) -> Value {
        json!({"responses": {"200": {"content": {"application/json": {"schema": {"$ref": format!("#/components/schemas/{name}")}}}}}})
    }

    #[test]
    fn lists_items_and_what_is_below_are_told_by_their_paths() {
        let found = inferred(&json!({
            "/things": {"get": gives("Page"), "post": gives("Thing")},
            "/things/{thingId}": {"get": gives("One"), "delete": {}},
            "/things/{thingId}/parts": {"get": gives("Things")},
            "/things/{thingId}/parts/{part_id}": {"get": gives("Thing")},
            "/search/{words}": {"get": gives("Things")},
            "/login": {"post": gives("Thing")},
            "/notes": {"get": gives("Things"), "post": gives("Thing")},
        }));
        assert_eq!(
            found,
            [
                json!({"collection": "/things", "item": "/things/{thingId}", "schema": "/components/schemas/Thing",
                    "id": "id", "list": {"schema": "/components/schemas/Page", "at": ["data"]}, "wrapper": "data"}),
                json!({"collection": "/things/{thingId}/parts", "item": "/things/{thingId}/parts/{part_id}",
                    "schema": "/components/schemas/Thing", "id": "id",
                    "list": {"schema": "/components/schemas/Things", "at": []}}),
                json!({"collection": "/notes", "schema": "/components/schemas/Thing", "id": "id",
                    "list": {"schema": "/components/schemas/Things", "at": []}}),
            ]
        );
    }
}
