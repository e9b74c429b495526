//! Respond: what goes back.

use bytes::Bytes;
use serde_json::Value;

use super::{
    Block, Decision, Source, Trace,
    act::Done,
    find::{Subject, Validators},
    receive::Received,
    route::Routed,
};
use crate::{
    http::{HeaderName, Method, Request, Response, StatusCode, date::HttpDate, header},
    world::{Item, World},
};

pub(super) static RANGE: Decision = Decision {
    id: "range",
    block: Block::Respond,
    question: "Can the part they ask for be sent?",
    story: "Do they want only a piece of it?",
    spec: "RFC 9110 §14.2",
    exits: &[206, 416],
};
pub(super) static ANSWER: Decision = Decision {
    id: "answer",
    block: Block::Respond,
    question: "What goes back?",
    story: "What do I send back?",
    spec: "RFC 9110 §15.3",
    // The toy library answers with 200, 201 and 204; an imported API with the success that its document names.
    exits: &[200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 300, 301, 302, 303, 304, 305, 307, 308],
};

/// This block's decisions, in order.
pub(super) static DECISIONS: &[&Decision] = &[&RANGE, &ANSWER];

pub(super) fn respond(
    world: &World,
    request: &Request,
    received: &Received,
    routed: &Routed<'_>,
    subject: &Subject,
    done: &Done,
    trace: &mut Trace,
) -> Response {
    trace.pass(&RANGE, "Not asked yet: the whole is sent.");
    let question = trace.ask(&ANSWER).saw(Source::Method, received.method.as_str());
    let method = &received.method;
    match done {
        Done::Read => {
            let mut response = Response::new(StatusCode::OK);
            response.content = representation(world, routed, subject);
            response.set(header::CONTENT_TYPE, "application/json");
            if let Some(current) = subject.validators(world) {
                describe(&mut response, &current);
            }
            let size = response.content.len();
            let because = if *method == Method::HEAD {
                format!("200: the header fields that GET would get, without the {size} bytes.")
            } else {
                format!("200 with the representation, {size} bytes of JSON.")
            };
            question.finish(because, response)
        }
        Done::Created { collection, id } => {
            let mut response = Response::new(StatusCode::CREATED);
            let path = crate::world::path(world.base(), collection, Some(id));
            let because = format!("201: it lives at {path} now, and Location says so.");
            response.set(header::LOCATION, path);
            if let Some(item) = world.find(collection, id) {
                show(&mut response, request, method, item);
            }
            question.finish(because, response)
        }
        Done::Changed { collection, id } => {
            let mut response = Response::new(StatusCode::OK);
            if let Some(item) = world.find(collection, id) {
                show(&mut response, request, method, item);
            }
            question.finish("200 with the representation as it is now.", response)
        }
        Done::Deleted => question
            .finish("204: it is gone, and there is nothing to send.", Response::new(StatusCode::NO_CONTENT)),
    }
}

/// An item as the content of a response to a write.
///
/// A response to PUT carries validators only where what was stored is what was sent, byte for byte, because a
/// client may otherwise take them for those of its own text (RFC 9110 §9.3.4).
fn show(response: &mut Response, request: &Request, method: &Method, item: &Item) {
    response.content = item.json.clone();
    response.set(header::CONTENT_TYPE, "application/json");
    if *method != Method::PUT || request.content == item.json {
        let validators = Validators { etag: item.etag(), modified_ms: Some(item.modified_ms) };
        response.set(header::ETAG, validators.etag.to_string());
        set_modified(response, &validators);
    }
}

/// The fields that describe a selected representation: validators, `Vary` and how caches may use it.
pub(super) fn describe(response: &mut Response, current: &Validators) {
    response.set(header::ETAG, current.etag.to_string());
    set_modified(response, current);
    response.set(header::VARY, "Accept");
    response.set(header::CACHE_CONTROL, "no-cache");
}

fn set_modified(response: &mut Response, current: &Validators) {
    if let Some(modified) = current.modified_ms {
        response.set(header::LAST_MODIFIED, HttpDate::from_seconds(modified / 1000).to_string());
    }
}

fn representation(world: &World, routed: &Routed<'_>, subject: &Subject) -> Bytes {
    match subject {
        Subject::Root => world.root_json(),
        Subject::Description => world.api().bytes().clone(),
        Subject::Item { item, .. } => item.json.clone(),
        Subject::Collection { path, .. } => {
            let collection = world.collection(path);
            world.collection_json(path, collection.iter().filter(|item| picked(item, &routed.filters)))
        }
        Subject::Absent { .. } | Subject::Example { .. } => Bytes::new(),
    }
}

/// Whether an item has every value that the query asks for.
fn picked(item: &Item, filters: &[(String, String)]) -> bool {
    filters.iter().all(|(name, wanted)| match item.fields.get(name) {
        Some(Value::String(text)) => text == wanted,
        Some(other) => wanted.parse().is_ok_and(|wanted: Value| *other == wanted),
        None => false,
    })
}

/// What every response carries, whatever became of the request.
pub(super) fn finish(world: &World, request: &Request, trace: &Trace, response: &mut Response) {
    response.set(header::DATE, HttpDate::from_seconds(world.now_ms() / 1000).to_string());
    let status = response.status;
    // RFC 9110 §8.6: no Content-Length in a 204; in a 304 it would have to be that of the 200.
    if status != StatusCode::NO_CONTENT && status != StatusCode::NOT_MODIFIED {
        response.set(header::CONTENT_LENGTH, response.content.len().to_string());
    }
    response.set(HeaderName::from_static("server-timing"), server_timing(trace));
    if request.method.as_ref() == b"HEAD" {
        response.content = Bytes::new();
    }
}

/// The blocks as a `Server-Timing` field, so that a browser's network panel shows the way the request took.
fn server_timing(trace: &Trace) -> String {
    let mut text = String::with_capacity(160);
    for block in Block::ALL {
        let Some(last) = trace.of(block).last() else { break };
        if !text.is_empty() {
            text.push_str(", ");
        }
        text.push_str(&block.name().to_ascii_lowercase());
        if let Some(exit) = last.exit {
            text.push_str(&format!(";desc=\"{} at {}\"", exit.as_u16(), last.decision.id));
        }
    }
    text
}
