//! What operations answer and take, as far as their schemas tell: lists, what stands in a member of its own, ids.

use serde_json::Value;

use super::{
    child,
    facets::{Facets, follow},
    infer::Known,
    survey::is_json,
    words::{parts, singular},
};

/// Names under which lists of things stand in their answers.
const LISTS: [&str; 12] = [
    "items", "data", "results", "records", "entries", "values", "content", "list", "rows", "elements",
    "objects", "member",
];

/// Where a list stands in its answer: the members that lead to it, and the pointer of the schema of what is in it.
pub(super) struct List {
    pub(super) at: Vec<String>,
    pub(super) of: String,
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
pub(super) fn items(document: &Value, pointer: &str) -> Option<String> {
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
pub(super) fn takes_text(document: &Value, item: &Known<'_>, id: &str) -> bool {
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
pub(super) fn id_field(
    document: &Value,
    facets: &Facets<'_>,
    id: &str,
    noun: &str,
    takes_text: bool,
) -> Option<String> {
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
