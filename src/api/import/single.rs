//! What there is one of only: told by a path without an id at its end, and by what is sent there.

use serde_json::{Map, Value};

use super::{
    child,
    facets::{Facets, follow},
    infer::{Known, path_text},
    shapes::{answer_schema, is_object, list, property_places, request_schema, unwrap},
    words::singular,
};
use crate::api::{JSON_PATCH, Segment};

/// What there is one of only: a path that ends in a word, at which one thing is read and changed, as `/me` or
/// `/users/{id}/profile`.
pub(super) fn single(document: &Value, known: &Known<'_>) -> Option<Value> {
    let segments = known.template.segments();
    let Some(Segment::Literal(word)) = segments.last() else { return None };
    let get = known.item.get("get")?;
    // Which one is meant by a query is not what the path says.
    let asks = |holder: &Value| {
        let parameters = holder.get("parameters").and_then(Value::as_array).into_iter().flatten();
        parameters.filter_map(|parameter| follow(document, parameter, "")).any(|(parameter, _)| {
            parameter.get("in").and_then(Value::as_str) == Some("query")
                && parameter.get("required") == Some(&Value::Bool(true))
        })
    };
    if asks(get) {
        return None;
    }
    let (read, _) = answer_schema(document, known, "get")?;
    if !is_object(document, &read) {
        return None;
    }
    let noun = singular(word);
    let wrapped =
        unwrap(document, &read, "", &noun, None).filter(|_| property_places(document, &read).len() <= 3);
    let (schema, wrapper) = match wrapped {
        Some((member, inner)) => (inner, Some(member)),
        None => (read.clone(), None),
    };
    // What is sent to change it looks like it, at least in part; what does not asks for something else.
    let changed_by = |method: &str| {
        known.item.contains_key(method)
            && request_schema(document, known, method)
                .is_some_and(|sent| reads_alike(document, &sent, &schema))
    };
    let patched = || {
        let place = child(&child(&known.pointer, "patch"), "requestBody");
        let body = known.item.get("patch").and_then(|patch| patch.get("requestBody"));
        let body = body.and_then(|body| follow(document, body, &place));
        body.and_then(|(body, _)| body.get("content")?.as_object())
            .is_some_and(|content| content.keys().any(|media| media.starts_with(JSON_PATCH)))
    };
    let lists = || list(document, &read, &noun).is_some();
    let posted = || {
        let answers = answer_schema(document, known, "post").is_some_and(|(schema, _)| schema == read);
        changed_by("post") && answers && !lists()
    };
    if !changed_by("put") && !changed_by("patch") && !patched() && !posted() {
        return None;
    }
    let path = path_text(segments);
    let mut made = Map::new();
    made.insert("collection".into(), path.into());
    made.insert("single".into(), true.into());
    made.insert("schema".into(), schema.into());
    if let Some(member) = wrapper {
        made.insert("wrapper".into(), member.into());
    }
    Some(Value::Object(made))
}

/// Whether content of this schema may be one object, and so be stored as one.
pub(in crate::api) fn fits_content(document: &Value, pointer: &str) -> bool {
    Facets::at(document, pointer).is_none_or(|facets| {
        let types = facets.types();
        types.is_empty() || types.contains(&"object")
    })
}

/// Whether content of this schema may be a thing of the kind that another schema shows, or a part of one: it names no
/// fields, or one of those shown, itself or in the one member that it stands in.
pub(in crate::api) fn reads_alike(document: &Value, sent: &str, shown: &str) -> bool {
    if sent == shown {
        return true;
    }
    if !fits_content(document, sent) {
        return false;
    }
    let places = property_places(document, sent);
    let names = |places: &[(String, String)]| places.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    let known = names(&property_places(document, shown));
    let meets = |places: &[(String, String)]| names(places).iter().any(|name| known.contains(name));
    places.is_empty()
        || known.is_empty()
        || meets(&places)
        || places.len() == 1 && places.iter().any(|(_, place)| meets(&property_places(document, place)))
}
