//! Receive: is this a message the server can take at all?

use super::{
    Asked, Block, Decision, Half, Source, Trace,
    admit::{RATE, UP},
};
use crate::{
    http::{
        Field, HeaderMap, Method, Request, StatusCode, encode::decimal, field, header,
        length::content_length, target::Target,
    },
    world::World,
};

static METHOD_KNOWN: Decision = Decision {
    id: "method-known",
    block: Block::Receive,
    question: "Does the server know the method?",
    story: "Is this something one can ask for?",
    spec: "RFC 9110 §15.6.2",
    exits: &[501],
};
static TARGET_SHORT: Decision = Decision {
    id: "target-short",
    block: Block::Receive,
    question: "Is the target short enough?",
    story: "Does the address fit on the envelope?",
    spec: "RFC 9110 §15.5.15",
    exits: &[414],
};
static FIELDS_SMALL: Decision = Decision {
    id: "fields-small",
    block: Block::Receive,
    question: "Are the header fields small enough?",
    story: "Do the notes on the envelope fit?",
    spec: "RFC 6585 §5",
    exits: &[431],
};
static WELL_FORMED: Decision = Decision {
    id: "well-formed",
    block: Block::Receive,
    question: "Is the message well formed?",
    story: "Can the writing be read?",
    spec: "RFC 9110 §15.5.1",
    exits: &[400],
};

/// This block's decisions, in order.
pub(super) static DECISIONS: &[&Decision] =
    &[&UP, &RATE, &METHOD_KNOWN, &TARGET_SHORT, &FIELDS_SMALL, &WELL_FORMED];

/// The methods of RFC 9110 §9, PATCH (RFC 5789) and QUERY (RFC 10008). Methods are case-sensitive.
///
/// A method that is known and has no operation is not allowed (405); one that nobody knows is not implemented (501).
const METHODS: [&str; 10] =
    ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "QUERY"];

/// A request whose parts were parsed.
#[derive(Debug)]
pub(super) struct Received {
    pub(super) method: Method,
    pub(super) target: Target,
    pub(super) headers: HeaderMap,
}

pub(super) fn receive(
    world: &World,
    after: &mut World,
    request: &Request,
    half: &Half,
    trace: &mut Trace,
) -> Asked<Received> {
    let limits = world.limits();
    if world.has_usual_settings() {
        trace.ask(&UP).saw(Source::Server("server".into()), "up").yes("The server is up.");
        trace.pass(&RATE, "No rate limit is set, so one may ask as often as one likes.");
    } else {
        (half.admit)(world, after, trace)?;
    }

    let question = trace.ask(&METHOD_KNOWN).saw(Source::Method, &request.method);
    let known = METHODS.iter().any(|method| method.as_bytes() == request.method.as_ref());
    let method = match Method::from_bytes(&request.method) {
        Ok(method) if known => {
            question.yes([method.as_str(), " is one of the methods that HTTP defines."].concat());
            method
        }
        _ => {
            let known = METHODS.join(", ");
            let hint =
                match METHODS.iter().find(|method| request.method.eq_ignore_ascii_case(method.as_bytes())) {
                    Some(method) => format!(" Methods are case-sensitive: {method} is meant, perhaps."),
                    None => String::new(),
                };
            let detail = if request.method.is_empty() {
                format!("There is no method. The methods known here are {known}.")
            } else {
                format!(
                    "No method is called “{}”. The methods known here are {known}.{hint}",
                    shown(&request.method)
                )
            };
            return Err(question.refuse(StatusCode::NOT_IMPLEMENTED, detail).into());
        }
    };

    let length = request.target.len();
    let question = trace
        .ask(&TARGET_SHORT)
        .saw(Source::Target, [decimal(length as u64, &mut [0; 20]), " bytes"].concat());
    if length > limits.target {
        let detail =
            format!("The target has {length} bytes; this server takes up to {}. Shorten it.", limits.target);
        return Err(question.refuse(StatusCode::URI_TOO_LONG, detail).into());
    }
    question.yes(within(length, limits.target));

    let size: usize = request.fields.iter().map(|field| field.name.len() + field.value.len() + 4).sum();
    let count = request.fields.len();
    let question = trace.ask(&FIELDS_SMALL).saw(
        Source::Server("header fields".into()),
        [decimal(count as u64, &mut [0; 20]), " in ", decimal(size as u64, &mut [0; 20]), " bytes"].concat(),
    );
    if size > limits.fields {
        let length = |field: &Field| field.name.len() + field.value.len() + 4;
        let largest = request.fields.iter().max_by_key(|field| length(field));
        let (name, alone) =
            largest.map_or_else(Default::default, |field| (shown(&field.name), length(field)));
        // RFC 6585 §5: where a single field is too large, the answer says which.
        let fault = if alone > limits.fields {
            format!("“{name}” alone takes {alone}: shorten it.")
        } else {
            format!("The largest is “{name}”, with {alone}. Send fewer fields, or shorter ones.")
        };
        let detail = format!(
            "The header fields take {size} bytes; this server takes up to {}. {fault}",
            limits.fields
        );
        return Err(question
            .refuse(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, detail)
            .with("field", name)
            .into());
    }
    question.yes(within(size, limits.fields));

    let question = trace.ask(&WELL_FORMED).saw(Source::Target, &request.target);
    let target = match Target::parse(&request.target) {
        Ok(target) => target,
        Err(error) => {
            // A client writes paths from the API's root, and counts from there.
            let base = world.base();
            let inside = error.column().is_some_and(|column| column > base.len())
                && request.target.starts_with(base.as_bytes());
            let root = if inside { base } else { "" };
            let error = error.after(root.len());
            let counted =
                if root.is_empty() { String::new() } else { [" Columns count after ", root, "."].concat() };
            let detail = format!("The target is malformed: {error}.{counted}");
            let mut refusal = question.refuse(StatusCode::BAD_REQUEST, detail).with("part", "target");
            if let Some(column) = error.column() {
                refusal = refusal.with("column", column);
            }
            return Err(refusal.into());
        }
    };
    let mut headers = HeaderMap::with_capacity(request.fields.len());
    for line in &request.fields {
        let name = match field::parse_name(&line.name) {
            Ok(name) => name,
            Err(error) => {
                let detail = format!("The header field name “{}” is malformed: {error}.", shown(&line.name));
                return Err(question
                    .saw(Source::Field(shown(&line.name).into()), &line.value)
                    .refuse(StatusCode::BAD_REQUEST, detail)
                    .with("part", "header field name")
                    .into());
            }
        };
        match field::parse_value(&line.value) {
            Ok(value) => headers.append(name, value),
            Err(error) => {
                let detail = format!("The value of the header field {name} is malformed: {error}.");
                return Err(question
                    .saw(Source::Field(shown(&line.name).into()), &line.value)
                    .refuse(StatusCode::BAD_REQUEST, detail)
                    .with("part", "header field value")
                    .with("field", name.as_str())
                    .into());
            }
        };
    }
    if let (Some(coding), Some(length)) =
        (headers.get(header::TRANSFER_ENCODING), headers.get(header::CONTENT_LENGTH))
    {
        // RFC 9112 §6.1: two answers to where the content ends is how requests get smuggled.
        let detail = "Transfer-Encoding and Content-Length are both there, and each says in its own way where the \
                      content ends. Send one of them.";
        return Err(question
            .saw(Source::Field("Transfer-Encoding".into()), coding)
            .saw(Source::Field("Content-Length".into()), length)
            .refuse(StatusCode::BAD_REQUEST, detail)
            .with("field", "content-length")
            .into());
    }
    match content_length(headers.get_all(header::CONTENT_LENGTH)) {
        Err(error) => {
            let detail = format!("The header field Content-Length is malformed: {error}.");
            let raw = headers.get(header::CONTENT_LENGTH).map_or(&b""[..], |value| value.as_bytes());
            return Err(question
                .saw(Source::Field("Content-Length".into()), raw)
                .refuse(StatusCode::BAD_REQUEST, detail)
                .with("part", "header field value")
                .with("field", "content-length")
                .into());
        }
        Ok(Some(length)) if length != request.content.len() as u64 => {
            let detail = format!(
                "Content-Length says {length} bytes, but the content has {}. Send the true length, or leave the field out.",
                request.content.len()
            );
            return Err(question
                .saw(Source::Field("Content-Length".into()), length.to_string())
                .saw(Source::Content, format!("{} bytes", request.content.len()))
                .refuse(StatusCode::BAD_REQUEST, detail)
                .with("field", "content-length")
                .into());
        }
        Ok(_) => {}
    }
    question.yes("The target and every header field keep to HTTP's grammar.");
    Ok(Received { method, target, headers })
}

fn within(size: usize, limit: usize) -> String {
    let (size, limit) = (size as u64, limit as u64);
    [decimal(size, &mut [0; 20]), " bytes are within ", decimal(limit, &mut [0; 20]), "."].concat()
}

/// Bytes for a sentence: cut after 40 characters, control characters made visible.
fn shown(bytes: &[u8]) -> String {
    let text: String = String::from_utf8_lossy(bytes).chars().take(40).flat_map(visible).collect();
    if bytes.len() > text.len() { format!("{text}…") } else { text }
}

fn visible(character: char) -> Vec<char> {
    if character.is_control() { character.escape_default().collect() } else { vec![character] }
}
