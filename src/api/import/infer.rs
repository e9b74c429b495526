//! Which paths hold stored resources: written into the document as `x-toyshelf-resources`, for the compiler to read.
//!
//! A person may write that extension too, and is then taken at their word.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::{
    child,
    facets::{Facets, follow},
    report::Report,
    single,
    survey::is_json,
    words::{parts, singular},
};
use crate::api::{PathTemplate, Segment};

/// The extension's name.
pub(in crate::api) const RESOURCES: &str = "x-toyshelf-resources";

/// Names under which lists of things stand in their answers.
const LISTS: [&str; 12] = [
    "items", "data", "results", "records", "entries", "values", "content", "list", "rows", "elements",
    "objects", "member",
];

/// A path with what the document has there.
pub(super) struct Known<'d> {
    pub(super) template: PathTemplate,
    pub(super) text: &'d str,
    pub(super) item: &'d Map<String, Value>,
    pub(super) pointer: String,
}

/// Where a list stands in its answer: the members that lead to it, and the pointer of the schema of what is in it.
pub(super) struct List {
    at: Vec<String>,
    of: String,
}

/// Adds `x-toyshelf-resources` to a document that has none, and the root and the description where they are missing.
pub(super) fn infer(document: &mut Value, report: &mut Report) {
    if document.get(RESOURCES).is_none() {
        let resources = resources(document, report);
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

fn resources(document: &Value, report: &mut Report) -> Vec<Value> {
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
    let mut collections_used = Vec::new();
    for item in &known {
        let Some((Segment::Parameter(id), above)) = item.template.segments().split_last() else { continue };
        let collection = by_form.get(&form(above)).map(|index| &known[*index]).filter(|_| !above.is_empty());
        if let Some(resource) = resource(document, id, above, Some(item), collection, report) {
            collections_used.extend(collection.map(|collection| collection.text));
            found.push(resource);
        }
    }
    let mut alone = Vec::new();
    for one in &known {
        if !collections_used.contains(&one.text)
            && let Some(resource) = single::single(document, one)
        {
            alone.push(one.text);
            found.push(resource);
        }
    }
    // A collection whose items have no path of their own: what is added can be seen in the list.
    for collection in &known {
        let segments = collection.template.segments();
        if collections_used.contains(&collection.text)
            || alone.contains(&collection.text)
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

fn form(segments: &[Segment]) -> String {
    segments.iter().fold(String::new(), |form, segment| match segment {
        Segment::Literal(word) => format!("{form}/{word}"),
        Segment::Parameter(_) => form + "/{}",
    })
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

/// The pointer of the JSON schema in an operation's first success, and the status.
pub(in crate::api) fn success<'d>(
    document: &'d Value,
    operation: &'d Value,
    pointer: &str,
) -> Option<(String, &'d Value, String)> {
    let responses = operation.get("responses")?.as_object()?;
    let (status, response) = responses
        .iter()
        .find(|(status, _)| status.starts_with('2'))
        .or_else(|| responses.iter().find(|(status, _)| *status == "default"))
        .or_else(|| responses.iter().find(|(status, _)| status.starts_with('3')))?;
    let (response, place) = follow(document, response, &child(&child(pointer, "responses"), status))?;
    Some((status.clone(), response, place))
}

/// The pointer of the schema under the first JSON media type of a `content`.
pub(in crate::api) fn json_schema(document: &Value, holder: &Value, pointer: &str) -> Option<String> {
    json_schema_of(document, holder, pointer, &is_json)
}

/// The pointer of the schema under the first media type of a `content` that is wanted.
pub(in crate::api) fn json_schema_of(
    document: &Value,
    holder: &Value,
    pointer: &str,
    wanted: &dyn Fn(&str) -> bool,
) -> Option<String> {
    let content = holder.get("content")?.as_object()?;
    let (media, given) = content.iter().find(|(media, _)| wanted(media))?;
    let place = child(&child(&child(pointer, "content"), media), "schema");
    follow(document, given.get("schema")?, &place).map(|(_, place)| place)
}

pub(super) fn answer_schema(document: &Value, known: &Known<'_>, method: &str) -> Option<(String, String)> {
    let (status, response, place) =
        success(document, known.item.get(method)?, &child(&known.pointer, method))?;
    json_schema(document, response, &place).map(|schema| (schema, status))
}

pub(super) fn request_schema(document: &Value, known: &Known<'_>, method: &str) -> Option<String> {
    let place = child(&child(&known.pointer, method), "requestBody");
    let (body, place) = follow(document, known.item.get(method)?.get("requestBody")?, &place)?;
    json_schema(document, body, &place)
}

pub(super) fn is_object(document: &Value, pointer: &str) -> bool {
    Facets::at(document, pointer).is_some_and(|facets| {
        !facets.never
            && facets.may_be("object")
            && !facets.may_be("array")
            && (facets.types().len() == 1 || !facets.properties().is_empty())
    })
}

/// Where the list stands in an answer that lists things.
pub(super) fn list(document: &Value, pointer: &str, noun: &str) -> Option<List> {
    let facets = Facets::at(document, pointer)?;
    if facets.may_be("array") {
        return items(document, pointer).map(|of| List { at: Vec::new(), of });
    }
    let lists = |pointer: &str| -> Vec<(String, String)> {
        let mut found: Vec<(String, String)> = Vec::new();
        for (name, place) in property_places(document, pointer) {
            if Facets::at(document, &place).is_none_or(|facets| facets.types().first() != Some(&"array")) {
                continue;
            }
            let Some(of) = items(document, &place) else { continue };
            // An envelope that many lists share says little of what is in it; the list's own part says more.
            let says =
                |place: &str| Facets::at(document, place).map_or(0, |facets| facets.properties().len());
            match found.iter_mut().find(|(known, _)| *known == name) {
                Some((_, known)) if says(known) < says(&of) => *known = of,
                Some(_) => {}
                None => found.push((name, of)),
            }
        }
        found
    };
    let best = |found: Vec<(String, String)>| {
        let named = |name: &str| singular(name) == noun || LISTS.contains(&name.to_lowercase().as_str());
        let index = match found.iter().position(|(name, _)| named(name)) {
            None if found.len() != 1 => return None,
            other => other.unwrap_or(0),
        };
        found.into_iter().nth(index)
    };
    if let Some((name, of)) = best(lists(pointer)) {
        return Some(List { at: vec![name], of });
    }
    for (outer, place) in property_places(document, pointer) {
        if ["data", "_embedded", "result", "response", "payload"].contains(&outer.as_str())
            && let Some((name, of)) = best(lists(&place))
        {
            return Some(List { at: vec![outer, name], of });
        }
    }
    None
}

/// The pointers of the properties' schemas, references followed; a property that several parts tell of comes again.
pub(super) fn property_places(document: &Value, pointer: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut left = vec![pointer.to_owned()];
    let mut seen = Vec::new();
    while let Some(place) = left.pop() {
        if seen.contains(&place) || seen.len() > 32 {
            continue;
        }
        seen.push(place.clone());
        let Some(schema) = document.pointer(&place) else { continue };
        if schema.get("$ref").is_some() {
            left.extend(follow(document, schema, &place).map(|(_, place)| place));
        }
        for (name, inner) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let inner_place = child(&child(&place, "properties"), name);
            found.extend(follow(document, inner, &inner_place).map(|(_, place)| (name.clone(), place)));
        }
        for key in ["allOf", "oneOf", "anyOf"] {
            let parts = schema.get(key).and_then(Value::as_array).map_or(0, Vec::len);
            let take = if key == "allOf" { parts } else { parts.min(1) };
            left.extend((0..take).rev().map(|index| format!("{place}/{key}/{index}")));
        }
    }
    found
}

/// The schema of what is in a list, where that is objects.
fn items(document: &Value, pointer: &str) -> Option<String> {
    let mut left = vec![pointer.to_owned()];
    let mut tries = 0;
    while let Some(place) = left.pop() {
        tries += 1;
        let schema = document.pointer(&place)?;
        if let Some(inner) = schema.get("items") {
            let (_, place) = follow(document, inner, &format!("{place}/items"))?;
            return is_object(document, &place).then_some(place);
        }
        if tries > 32 {
            return None;
        }
        if schema.get("$ref").is_some() {
            left.extend(follow(document, schema, &place).map(|(_, place)| place));
        }
        for key in ["oneOf", "anyOf", "allOf"] {
            let parts = schema.get(key).and_then(Value::as_array).map_or(0, Vec::len);
            left.extend((0..parts.min(16)).rev().map(|index| format!("{place}/{key}/{index}")));
        }
    }
    None
}

/// The one member of an answer in which the thing itself stands, as in `{"data": {…}}`.
pub(super) fn unwrap(
    document: &Value,
    pointer: &str,
    id: &str,
    noun: &str,
    of: Option<&str>,
) -> Option<(String, String)> {
    let places = property_places(document, pointer);
    if let Some(of) = of
        && let Some((name, place)) = places.iter().find(|(_, place)| place == of)
        && places.len() <= 4
    {
        return Some((name.clone(), place.clone()));
    }
    let facets = Facets::at(document, pointer)?;
    if id_field(document, &facets, id, noun, false).is_some() {
        return None;
    }
    let objects: Vec<_> = places.into_iter().filter(|(_, place)| is_object(document, place)).collect();
    let named =
        |name: &str| name == noun || ["data", "result", "item", "response", "payload"].contains(&name);
    let index = objects.iter().position(|(name, _)| named(&name.to_lowercase()))?;
    objects.into_iter().nth(index)
}

/// Whether what stands in the path is text by its schema, and no number.
fn takes_text(document: &Value, item: &Known<'_>, id: &str) -> bool {
    let own = ["get", "put", "patch", "delete"]
        .iter()
        .filter_map(|method| item.item.get(*method)?.get("parameters"));
    item.item
        .get("parameters")
        .into_iter()
        .chain(own)
        .filter_map(Value::as_array)
        .flatten()
        .filter_map(|parameter| follow(document, parameter, "").map(|(parameter, _)| parameter))
        .find(|parameter| parameter.get("name").and_then(Value::as_str) == Some(id))
        .and_then(|parameter| parameter.get("schema"))
        .is_some_and(|schema| Facets::gather(document, &[schema], |_| 0).types() == ["string"])
}

/// The property that holds what stands in the path; where that is text, rather one that is text too.
fn id_field(document: &Value, facets: &Facets<'_>, id: &str, noun: &str, takes_text: bool) -> Option<String> {
    let properties = facets.properties();
    let plain = |text: &str| parts(text).concat();
    let scalar = |schemas: &Vec<&Value>| {
        let facets = Facets::gather(document, schemas, |_| 0);
        ["string", "integer", "number"].iter().any(|kind| facets.may_be(kind))
            || facets.types().is_empty() && facets.get("enum").is_none()
    };
    let mut wanted = vec![plain(id)];
    if let Some(rest) = plain(id).strip_prefix(&plain(noun)).filter(|rest| !rest.is_empty()) {
        wanted.push(rest.to_owned());
    }
    // The last word of the thing's own name is no id: an external subnet has a subnet, and is not called by it.
    if plain(id) != plain(noun) {
        wanted.extend(parts(id).last().cloned());
    }
    let is_id = ["id", "uuid", "guid", "gid", "key"].iter().any(|end| plain(id).ends_with(end));
    if is_id || plain(id) == plain(noun) {
        wanted.extend(["id", "uuid", "guid", "gid"].map(str::to_owned));
        wanted.push(format!("{}id", plain(noun)));
    }
    if plain(id) == plain(noun) {
        wanted.extend(["key", "code", "slug", "name", "username", "login"].map(str::to_owned));
    } else {
        wanted.push("id".into());
    }
    let is_number = |schemas: &Vec<&Value>| {
        let facets = Facets::gather(document, schemas, |_| 0);
        facets.may_be("integer") && !facets.may_be("string")
    };
    let find = |numbers: bool| {
        wanted.iter().enumerate().find_map(|(turn, wanted)| {
            properties
                .iter()
                .find(|(name, schemas)| {
                    let fits = numbers || turn == 0 || !is_number(schemas);
                    plain(name) == *wanted && fits && scalar(schemas)
                })
                .map(|(name, _)| (*name).to_owned())
        })
    };
    find(!takes_text).or_else(|| find(true))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inferred(paths: &Value) -> Vec<Value> {
        let thing =
            json!({"type": "object", "properties": {"id": {"type": "integer"}, "name": {"type": "string"}}});
        let document = json!({"paths": paths, "components": {"schemas": {
            "Thing": thing,
            "Things": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}},
            "Page": {"properties": {"total": {"type": "integer"}, "data": {"$ref": "#/components/schemas/Things"}}},
            "One": {"properties": {"data": {"$ref": "#/components/schemas/Thing"}}},
        }}});
        resources(&document, &mut Report::default())
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
