//! Respond: what goes back.

use std::borrow::Cow;

use super::{
    Asked, Block, Decision, Half, Source, Trace,
    act::Done,
    cors,
    find::{Subject, Validators},
    half::Known,
    links,
    negotiate::{Coding, Form, Negotiated},
    precondition::Part,
    receive::Received,
};
use crate::{
    api::SUCCESSES,
    http::{HeaderName, Method, Request, Response, StatusCode, date::HttpDate, encode::decimal, header},
    world::{Item, World},
};
use bytes::Bytes;

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
    // The toy library answers with 200, 201, 202, 204 and 303; an imported API with the success that its document names.
    exits: SUCCESSES,
};

const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");

/// This block's decisions, in order.
pub(super) static DECISIONS: &[&Decision] = &[&RANGE, &ANSWER];

/// The answer to what was done; `world` is as that left it.
pub(super) fn respond(world: &World, known: &Known<'_>, done: &Done, trace: &mut Trace) -> Asked<Response> {
    let Known { negotiated, received, subject, .. } = *known;
    let minimal = known.wishes.minimal;
    let method = &received.method;
    if matches!(done, Done::Read) {
        return read(world, received, subject, Part::Whole, negotiated, trace);
    }
    trace.pass(&RANGE, "A Range field counts for GET only.");
    let question = trace.ask(&ANSWER).saw(Source::Method, method.as_str());
    let mut response = match done {
        Done::Created { collection, id } => {
            let mut response = Response::new(StatusCode::CREATED);
            let path = crate::world::path(world.base(), collection, Some(id));
            let because = format!("201: it lives at {path} now, and Location says so.");
            response.set(header::LOCATION, path);
            if let Some(item) = world.find(collection, id) {
                show(&mut response, negotiated, method, item);
                if world.api().issues_tokens(collection) {
                    (negotiated.half.hand_out)(item, &mut response);
                }
            }
            // A token that is not shown now never is.
            if minimal && !world.api().issues_tokens(collection) {
                bare(&mut response);
            }
            question.finish(because, response)
        }
        Done::Changed { collection, id } => {
            let mut response = Response::new(StatusCode::OK);
            if let Some(item) = world.find(collection, id) {
                show(&mut response, negotiated, method, item);
            }
            if minimal {
                bare(&mut response);
                response.status = StatusCode::NO_CONTENT;
                question.finish("204: it is done, and they would rather not have it sent back.", response)
            } else {
                question.finish("200 with the representation as it is now.", response)
            }
        }
        Done::Accepted { collection, id, seconds } => {
            let mut response = Response::new(StatusCode::ACCEPTED);
            let path = crate::world::path(world.base(), collection, Some(id));
            let because =
                format!("202: taken on, not done yet. {path} tells how far it is; ask in {seconds} s.");
            response.set(header::LOCATION, path);
            response.set(header::RETRY_AFTER, seconds.to_string());
            if let Some(item) = world.find(collection, id) {
                response.content = item.json.clone();
                response.set(header::CONTENT_TYPE, "application/json");
            }
            question.finish(because, response)
        }
        Done::Read | Done::Deleted => question
            .finish("204: it is gone, and there is nothing to send.", Response::new(StatusCode::NO_CONTENT)),
    };
    dress(&mut response, world, subject, negotiated);
    Ok(response)
}

/// The answer to a read: the representation or a part of it, or where to look instead.
pub(super) fn read(
    world: &World,
    received: &Received,
    subject: &Subject,
    part: Part,
    negotiated: &Negotiated,
    trace: &mut Trace,
) -> Asked<Response> {
    let mut response = Response::new(StatusCode::OK);
    response.content = representation(world, subject);
    set_type(&mut response, negotiated);
    response.set_static(header::ACCEPT_RANGES, "bytes");
    if let Some(current) = negotiated.select(world, subject, subject.validators(world)) {
        describe(&mut response, &current, negotiated);
    }
    links::lead_on(world, subject, &mut response);
    let kind = dress(&mut response, world, subject, negotiated);
    let elsewhere = if subject.is_status(world) {
        (negotiated.half.status)(world, subject, &mut response)?
    } else {
        None
    };
    if part == Part::Ranged {
        (negotiated.half.cut)(received, &mut response, trace)?;
    } else {
        trace.pass(&RANGE, "The whole is to be sent.");
    }
    let question = trace.ask(&ANSWER).saw(Source::Method, received.method.as_str());
    let size = response.content.len();
    let because = if let Some(because) = elsewhere {
        because
    } else if received.method == Method::HEAD {
        format!("200: the header fields that GET would get, without the {size} bytes.")
    } else {
        ["200 with the representation, ", decimal(size as u64, &mut [0; 20]), " bytes of ", kind, "."]
            .concat()
    };
    Ok(question.finish(because, response))
}

/// Takes the content out of an answer, for a client that would rather not have it (RFC 7240 §4.2).
fn bare(response: &mut Response) {
    response.content = Bytes::new();
    response.fields.remove(header::CONTENT_TYPE);
}

/// An item as the content of a response to a write.
///
/// A response to PUT carries validators only where what was stored is what was sent, byte for byte, because a
/// client may otherwise take them for those of its own text (RFC 9110 §9.3.4).
fn show(response: &mut Response, negotiated: &Negotiated, method: &Method, item: &Item) {
    response.content = item.json.clone();
    set_type(response, negotiated);
    if *method != Method::PUT || negotiated.content == item.json {
        let mut validators =
            Validators { etag: item.etag(), modified_ms: Some(item.modified_ms), hasty: item.hasty };
        if negotiated.coding == Coding::Gzip {
            validators.etag.opaque.push_str("-gz");
        }
        response.set(header::ETAG, validators.etag.to_string());
        set_modified(response, &validators);
    }
}

/// Writes the answer in the form and the coding that were negotiated. Comes back with what it is now.
fn dress(response: &mut Response, world: &World, subject: &Subject, negotiated: &Negotiated) -> &'static str {
    if negotiated.form == Form::Json && negotiated.coding == Coding::Identity {
        return "JSON";
    }
    (negotiated.half.represent)(world, subject, negotiated, response)
}

/// The fields that describe a selected representation: validators, `Vary` and how caches may use it.
pub(super) fn describe(response: &mut Response, current: &Validators, negotiated: &Negotiated) {
    response.set(header::ETAG, current.etag.text());
    set_modified(response, current);
    response.set_static(header::VARY, negotiated.vary());
    response.set_static(header::CACHE_CONTROL, negotiated.cache);
}

/// The media type that was negotiated; one that is part of the program is not copied.
fn set_type(response: &mut Response, negotiated: &Negotiated) {
    match &negotiated.media {
        Cow::Borrowed(media) => response.set_static(header::CONTENT_TYPE, media),
        Cow::Owned(media) => response.set(header::CONTENT_TYPE, &**media),
    }
}

fn set_modified(response: &mut Response, current: &Validators) {
    if let Some(modified) = current.modified_ms {
        response.set(header::LAST_MODIFIED, HttpDate::from_seconds(modified / 1000).text());
    }
}

fn representation(world: &World, subject: &Subject) -> Bytes {
    match subject {
        Subject::Root => world.root_json(),
        Subject::Description => world.api().bytes().clone(),
        Subject::Item { item, .. } => item.json.clone(),
        Subject::Collection { path, .. } => world.collection_json(path, world.collection(path).iter()),
        Subject::Selected(selected) => selected.json.clone(),
        Subject::Absent { .. } | Subject::Example { .. } => Bytes::new(),
    }
}

/// What every response carries, whatever became of the request.
pub(super) fn finish(world: &World, request: &Request, half: &Half, trace: &Trace, response: &mut Response) {
    response.set(header::DATE, HttpDate::from_seconds(world.now_ms() / 1000).text());
    let status = response.status;
    // RFC 9110 §8.6: no Content-Length in a 204; in a 304 it would have to be that of the 200.
    if status != StatusCode::NO_CONTENT && status != StatusCode::NOT_MODIFIED {
        response.set(header::CONTENT_LENGTH, response.content.len().to_string());
    }
    response.set(SERVER_TIMING, server_timing(trace));
    if status.is_client_error() || status.is_server_error() {
        // An error is of its moment: whether the next request gets it, too, is for the server to say.
        response.set_static(header::CACHE_CONTROL, "no-store");
    }
    if world.has_usual_settings() {
        cors::allow_all(request, response);
    } else {
        (half.settings_fields)(world, request, response);
    }
    if request.method.as_ref() == b"HEAD" {
        response.content = Bytes::new();
    }
}

/// The blocks as a `Server-Timing` field, so that a browser's network panel shows the way the request took.
fn server_timing(trace: &Trace) -> String {
    let mut text = String::with_capacity(160);
    let mut steps = trace.steps.iter().peekable();
    while let Some(step) = steps.next() {
        let block = step.decision.block;
        if steps.peek().is_some_and(|next| next.decision.block == block) {
            continue;
        }
        if !text.is_empty() {
            text.push_str(", ");
        }
        text.extend(block.name().chars().map(|letter| letter.to_ascii_lowercase()));
        if let Some(exit) = step.exit {
            for part in [";desc=\"", exit.as_str(), " at ", step.decision.id, "\""] {
                text.push_str(part);
            }
        }
    }
    text
}
