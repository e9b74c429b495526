//! What goes back, by the document of an imported API.

use bytes::Bytes;
use serde_json::Value;

use super::{contract, list::list, shape};
use crate::{
    api::{Contract, Does, Kept, Resource, import},
    http::{
        HeaderName, HeaderValue, Method, Response, StatusCode, header,
        range::{Range, parse},
    },
    server::{
        Asked, Source, Trace,
        act::Done,
        find::Subject,
        half::Known,
        negotiate::Coding,
        precondition::Part,
        range,
        receive::Received,
        respond::{ANSWER, RANGE, describe},
        route::Routed,
    },
    world::{Item, World},
};

pub(super) fn tell(
    world: &World,
    known: &Known<'_>,
    done: &Done,
    part: Part,
    trace: &mut Trace,
) -> Asked<Response> {
    let Known { received, routed, negotiated, subject, wishes, .. } = *known;
    let Some(contract) = contract(routed) else {
        trace.pass(&RANGE, WHOLE);
        let question = trace.ask(&ANSWER).saw(Source::Method, received.method.as_str());
        return Ok(question.finish("200, with nothing to say.", Response::new(StatusCode::OK)));
    };
    let mut seen: Vec<(String, String)> = Vec::new();
    if !contract.response.is_empty() {
        seen.push((contract.response.clone(), contract.status.to_string()));
    }
    let mut response = Response::new(StatusCode::from_u16(contract.status).unwrap_or(StatusCode::OK));
    let mut because = format!("{}: so the API description says.", contract.status);
    let resource =
        |index: usize| world.resource(index).and_then(|found| Some((found, found.kept.as_deref()?)));
    let schema = answer_schema(world, contract);
    let is_done = matches!(done, Done::Created { .. } | Done::Changed { .. });

    // What was found or made, as it is now.
    let content: Option<Value> = match (subject, done) {
        (Subject::Collection { resource: index, path }, Done::Read) if contract.does == Does::List => {
            resource(*index).map(|(made, kept)| {
                let (list, told) = list(world, received, contract, made, kept, path);
                because = told;
                list
            })
        }
        (
            Subject::Collection { resource: index, .. }
            | Subject::Item { resource: index, .. }
            | Subject::Absent { resource: index, .. },
            Done::Created { collection, id } | Done::Changed { collection, id },
        ) => {
            let created = matches!(done, Done::Created { .. });
            // RFC 9110 §9.3.4: what was made by PUT is told so.
            if created && matches!(subject, Subject::Absent { .. }) && received.method == Method::PUT {
                response.status = StatusCode::CREATED;
                because = "201: it was not there, and is now.".into();
            }
            if created && resource(*index).is_some_and(|(_, kept)| kept.addressed) {
                let path = crate::world::path(world.base(), collection, Some(id));
                because.push_str(&format!(" It lives at {path} now, and Location says so."));
                response.set(header::LOCATION, path);
            }
            let item = world.find(collection, id);
            if let Some(item) = item.filter(|_| received.method != Method::PUT) {
                let mut etag = item.etag();
                if negotiated.coding == Coding::Gzip {
                    etag.opaque.push_str("-gz");
                }
                response.set(header::ETAG, etag.to_string());
            }
            resource(*index).zip(item).map(|((made, kept), item)| one(world, made, kept, &schema, item))
        }
        (Subject::Item { resource: index, item, .. }, _) => {
            resource(*index).map(|(made, kept)| one(world, made, kept, &schema, item))
        }
        _ => None,
    };
    let is_read = received.method.is_safe();
    if is_read && let Some(current) = negotiated.select(world, subject, subject.validators(world)) {
        describe(&mut response, &current, negotiated);
    }
    if let Some((media, place)) = &contract.writes {
        let document = world.api().document();
        let described = document.pointer(place).unwrap_or(&Value::Null);
        let from_example = content.is_none();
        let is_json = import::survey::is_json(media);
        let mut broken = false;
        let value = content.unwrap_or_else(|| {
            let examples = import::examples_of(document, described, is_json);
            let (value, passed_over) = import::invent::shown(document, &examples, &schema, 1);
            broken = passed_over;
            value
        });
        response.content = match (&value, is_json) {
            (Value::String(text), false) => text.clone().into(),
            _ => value.to_string().into(),
        };
        response.set(header::CONTENT_TYPE, media);
        let size = response.content.len();
        if from_example {
            seen.push((place.clone(), "an example, or a schema to make one by".to_owned()));
            because.push_str(&format!(" The {size} bytes are an example: nothing is stored behind this."));
            if broken {
                because.push_str(" It is made up, because the document's own breaks its schema.");
            }
        } else if received.method == Method::HEAD {
            because.push_str(&format!(
                " These are the header fields that GET would get, without the {size} bytes."
            ));
        }
    } else {
        because.push_str(" It describes no content for this, so there is none.");
    }
    fields(world, contract, &mut response);
    if wishes.minimal && contract.writes.is_some() && is_done && response.status != StatusCode::CREATED {
        // RFC 7240 §4.2. A 201 keeps its content: the document describes one, and no 204 says what was made.
        response.status = StatusCode::NO_CONTENT;
        response.content = Bytes::new();
        response.fields.remove(header::CONTENT_TYPE);
        because = "204: it is done, and they would rather not have it sent back.".into();
        seen.retain(|(_, told)| told != &contract.status.to_string());
    }
    if negotiated.coding != Coding::Identity {
        (negotiated.half.represent)(world, subject, negotiated, &mut response);
    }
    if contract.lists(206) && received.method == Method::GET {
        response.set_static(header::ACCEPT_RANGES, "bytes");
    }
    match whole(world, received, routed, contract, part, &response) {
        None => range::cut(received, &mut response, trace)?,
        Some(why) => trace.pass(&RANGE, why),
    }
    let mut question = trace.ask(&ANSWER).saw(Source::Method, received.method.as_str());
    for (place, told) in seen {
        question = question.saw(Source::Description(place), told);
    }
    Ok(question.finish(because, response))
}

const WHOLE: &str = "The whole is to be sent.";

/// Why the whole is sent; nothing where a part of it is asked for, and the document lists the statuses for that. A
/// server may always send the whole (RFC 9110 §14.2).
fn whole(
    world: &World,
    received: &Received,
    routed: &Routed<'_>,
    contract: &Contract,
    part: Part,
    response: &Response,
) -> Option<&'static str> {
    if part == Part::Whole {
        return Some(WHOLE);
    }
    if !contract.lists(206) {
        return Some(
            "The API description lists no 206 here, so the whole is sent, as RFC 9110 §14.2 lets a server do.",
        );
    }
    let document = world.api().document();
    let place = format!("{}/responses/206", routed.operation.pointer);
    let described = document.pointer(&place).and_then(|one| import::facets::follow(document, one, &place));
    let types: Vec<&String> = described
        .and_then(|(one, _)| one.get("content")?.as_object())
        .map_or_else(Vec::new, |content| content.keys().collect());
    let asked = received.headers.get(header::RANGE).and_then(|value| value.to_str().ok()).map(parse);
    // What cannot be read is told by the question itself.
    let Some(Ok(Range::Bytes(asked))) = asked else { return None };
    let has = |wanted: &str| {
        types.is_empty() || types.iter().any(|media| import::survey::same_essence(media, wanted))
    };
    if asked.len() > 1 && !has("multipart/byteranges") {
        return Some(
            "The API description has no multipart/byteranges for several parts, so the whole is sent.",
        );
    }
    if !has(response.field("content-type").unwrap_or_default()) {
        return Some("The API description has parts of other media types only, so the whole is sent.");
    }
    let length = response.content.len() as u64;
    if asked.iter().all(|part| part.within(length).is_none()) && !contract.lists(416) {
        return Some(
            "None of the bytes asked for is there, and the API description lists no 416: so the whole is sent.",
        );
    }
    None
}

/// The pointer of the schema of the answer's content.
fn answer_schema(world: &World, contract: &Contract) -> String {
    let document = world.api().document();
    contract
        .writes
        .as_ref()
        .and_then(|(_, place)| {
            let place = format!("{place}/schema");
            import::facets::follow(document, document.pointer(&place)?, &place)
        })
        .map_or_else(String::new, |(_, pointer)| pointer)
}

fn one(world: &World, resource: &Resource, kept: &Kept, schema: &str, item: &Item) -> Value {
    shape::shaped(world, resource, kept, schema, shown(kept, item))
}

/// An item's fields, without those that are never sent back.
pub(super) fn shown(kept: &Kept, item: &Item) -> Value {
    let shown = item.fields.iter().filter(|(name, _)| !kept.write_only.contains(name));
    Value::Object(shown.map(|(name, value)| (name.clone(), value.clone())).collect())
}

/// The header fields that the document says the answer has, where the server has not set them.
fn fields(world: &World, contract: &Contract, response: &mut Response) {
    let document = world.api().document();
    let headers = document.pointer(&contract.response).and_then(|response| response.get("headers"));
    for (name, described) in headers.and_then(Value::as_object).into_iter().flatten().take(50) {
        let place = format!("{}/headers/{}", contract.response, name.replace('~', "~0").replace('/', "~1"));
        let Some((described, place)) = import::facets::follow(document, described, &place) else { continue };
        let Ok(field) = name.parse::<HeaderName>() else { continue };
        let is_framing =
            [header::CONTENT_TYPE, header::CONTENT_LENGTH, header::TRANSFER_ENCODING, header::CONNECTION]
                .contains(&field);
        if is_framing || response.field(name).is_some() {
            continue;
        }
        let value = import::example_of(described)
            .cloned()
            .unwrap_or_else(|| import::invent::invent(document, &format!("{place}/schema"), name, 1).0);
        let text = match value {
            Value::String(text) => text,
            Value::Array(items) => {
                let texts =
                    items.iter().map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned));
                texts.collect::<Vec<_>>().join(", ")
            }
            Value::Null => continue,
            other => other.to_string(),
        };
        if HeaderValue::from_str(&text).is_ok() && text.is_ascii() {
            response.set(field, text);
        }
    }
}
