//! Whether the content can be read: its media type, and its coding undone.

use std::borrow::Cow;

use bytes::Bytes;

use super::{
    Asked, Source, Trace, asking::Question, content::takes_none, negotiate::READABLE, receive::Received,
    route::Routed,
};
use crate::{
    http::{
        HeaderName, HeaderValue, Method, Request, StatusCode, coding, coding::CodingError, header, list,
        media::MediaType,
    },
    world::World,
};

/// The codings that are read, as `Accept-Encoding` gives them in a 415 (RFC 9110 §12.5.3).
const CODINGS: &str = "gzip, identity";

/// How many codings may lie around each other: more is an attempt to make the server work.
const DEEPEST: usize = 2;

/// Why there is nothing to read.
pub(super) fn nothing_to_read(received: &Received, routed: &Routed<'_>) -> Cow<'static, str> {
    match routed.operation.content {
        None => takes_none(&received.method),
        Some(_) => "There is no content; whether there must be is asked later.".into(),
    }
}

/// The field in which a server says what it would have read (RFC 9110 §15.5.16, RFC 5789 §3.1).
fn accept_field(method: &Method) -> HeaderName {
    match *method {
        Method::POST => HeaderName::from_static("accept-post"),
        Method::PATCH => HeaderName::from_static("accept-patch"),
        _ => header::ACCEPT,
    }
}

/// Asks whether type and coding are read. Comes back with the content, its coding undone.
pub(super) fn readable(
    world: &World,
    request: &Request,
    received: &Received,
    routed: &Routed<'_>,
    trace: &mut Trace,
) -> Asked<Bytes> {
    let given = received.headers.get(header::CONTENT_TYPE);
    let Some(content) = &routed.operation.content else {
        trace.pass(&READABLE, nothing_to_read(received, routed));
        return Ok(request.content.clone());
    };
    if request.content.is_empty() && given.is_none() {
        trace.pass(&READABLE, nothing_to_read(received, routed));
        return Ok(Bytes::new());
    }
    let question = trace.ask(&READABLE).saw_field("Content-Type", given.map(HeaderValue::as_bytes));
    let (question, bytes, unpacked) = decode(world, request, received, question)?;

    let readable: Vec<_> = content.types.iter().map(ToString::to_string).collect();
    let readable = readable.join(", ");
    let parsed = given.map(|value| String::from_utf8_lossy(value.as_bytes()).parse::<MediaType>());
    let because = match parsed {
        Some(Ok(given)) if content.types.iter().any(|type_| type_.essence() == given.essence()) => {
            question.yes(format!("{} is read here{unpacked}.", given.essence()));
            return Ok(bytes);
        }
        Some(Ok(given)) => format!("Content of type {} is not read here.", given.essence()),
        Some(Err(error)) => format!("The Content-Type is no media type: {error}."),
        None => "The content has no Content-Type, so there is no telling what it is.".to_owned(),
    };
    Err(question
        .refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, format!("{because} Send Content-Type: {readable}."))
        .field(accept_field(&received.method), readable)
        .into())
}

/// Undoes the content codings, the last one first, because it was applied last (RFC 9110 §8.4).
fn decode<'t>(
    world: &World,
    request: &Request,
    received: &Received,
    question: Question<'t>,
) -> Result<(Question<'t>, Bytes, String), Box<super::Exit>> {
    let mut bytes = request.content.clone();
    let lines = received.headers.get_all(header::CONTENT_ENCODING);
    let Some(first) = lines.iter().next() else { return Ok((question, bytes, String::new())) };
    let question = question.saw_field("Content-Encoding", Some(first.as_bytes()));
    let codings = list::elements(lines).unwrap_or_default();
    let unknown = codings
        .iter()
        .find(|coding| !coding::is_gzip(coding.text) && !coding.text.eq_ignore_ascii_case("identity"));
    if let Some(unknown) = unknown {
        let detail = format!(
            "The content is coded as “{}”, which is not read here. Send it as gzip, or as it is.",
            unknown.text
        );
        return Err(not_read(question, detail));
    }
    let layers = codings.iter().filter(|coding| coding::is_gzip(coding.text)).count();
    if layers > DEEPEST {
        let detail = format!("The content is packed {layers} times over. Pack it once, or send it as it is.");
        return Err(not_read(question, detail));
    }
    let most = world.limits().content;
    for _ in 0..layers {
        bytes = match coding::gunzip(&bytes, most) {
            Ok(content) => content.into(),
            Err(CodingError::TooLarge { .. }) => {
                let detail =
                    format!("Unpacked, the content has more than the {most} bytes taken here. Send less.");
                return Err(question.refuse(StatusCode::PAYLOAD_TOO_LARGE, detail).into());
            }
            Err(error) => {
                let detail = format!("The content says that it is gzip, but cannot be unpacked: {error}.");
                return Err(question
                    .refuse(StatusCode::BAD_REQUEST, detail)
                    .with("part", "content")
                    .with("field", "content-encoding")
                    .into());
            }
        };
    }
    if layers == 0 {
        return Ok((question, bytes, String::new()));
    }
    let size = format!("{} bytes", bytes.len());
    let unpacked = format!(", and gzip, too: unpacked it has {size}");
    Ok((question.saw(Source::Content, format!("unpacked: {size}")), bytes, unpacked))
}

fn not_read(question: Question<'_>, detail: String) -> Box<super::Exit> {
    question.refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail).field(header::ACCEPT_ENCODING, CODINGS).into()
}
