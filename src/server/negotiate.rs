//! Negotiate: do we understand what they sent, and can we write what they want back?

use super::{Asked, Block, Decision, Source, Trace, receive::Received, route::Routed};
use crate::{
    http::{
        HeaderName, HeaderValue, Method, Request, StatusCode, header,
        media::{Accept, MediaType},
    },
    world::World,
};

static EXPECTATION: Decision = Decision {
    id: "expectation",
    block: Block::Negotiate,
    question: "Can we meet what they expect?",
    story: "Can I promise what they ask for?",
    spec: "RFC 9110 §15.5.18",
    exits: &[417],
};
static SMALL_ENOUGH: Decision = Decision {
    id: "content-small",
    block: Block::Negotiate,
    question: "Is the content small enough?",
    story: "Does the parcel fit through the door?",
    spec: "RFC 9110 §15.5.14",
    exits: &[411, 413],
};
static READABLE: Decision = Decision {
    id: "content-type",
    block: Block::Negotiate,
    question: "Do we read this content type and coding?",
    story: "Is it written in a way I can read?",
    spec: "RFC 9110 §15.5.16",
    exits: &[415],
};
static WRITABLE: Decision = Decision {
    id: "acceptable",
    block: Block::Negotiate,
    question: "Can we write what they accept?",
    story: "Can I answer in a way they can read?",
    spec: "RFC 9110 §15.5.7",
    exits: &[406],
};

/// This block's decisions, in order.
pub(super) static DECISIONS: &[&Decision] = &[&EXPECTATION, &SMALL_ENOUGH, &READABLE, &WRITABLE];

pub(super) fn negotiate(
    world: &World,
    request: &Request,
    received: &Received,
    routed: &Routed<'_>,
    trace: &mut Trace,
) -> Asked<()> {
    expectation(received, trace)?;
    small_enough(world, request, trace)?;
    readable(request, received, routed, trace)?;
    writable(received, routed, trace)
}

fn expectation(received: &Received, trace: &mut Trace) -> Asked<()> {
    let Some(expect) = received.headers.get(header::EXPECT) else {
        trace.pass(&EXPECTATION, "There is no Expect field.");
        return Ok(());
    };
    let question = trace.ask(&EXPECTATION).saw_field("Expect", Some(expect.as_bytes()));
    if !expect.as_bytes().eq_ignore_ascii_case(b"100-continue") {
        let detail = "The only expectation that HTTP defines is “100-continue”. Leave the Expect field out.";
        return Err(question.refuse(StatusCode::EXPECTATION_FAILED, detail).into());
    }
    question.yes("They wait for a go-ahead before they send the content, and may send it.");
    Ok(())
}

fn small_enough(world: &World, request: &Request, trace: &mut Trace) -> Asked<()> {
    let (size, limit) = (request.content.len(), world.limits().content);
    if size == 0 {
        trace.pass(&SMALL_ENOUGH, "There is no content.");
        return Ok(());
    }
    let question = trace.ask(&SMALL_ENOUGH).saw(Source::Content, format!("{size} bytes"));
    if size > limit {
        let detail = format!("The content has {size} bytes; this server takes up to {limit}. Send less.");
        return Err(question.refuse(StatusCode::PAYLOAD_TOO_LARGE, detail).into());
    }
    question.yes(format!("{size} bytes are within {limit}."));
    Ok(())
}

/// The field in which a server says what it would have read (RFC 9110 §15.5.16, RFC 5789 §3.1).
fn accept_field(method: &Method) -> HeaderName {
    match *method {
        Method::POST => HeaderName::from_static("accept-post"),
        Method::PATCH => HeaderName::from_static("accept-patch"),
        _ => header::ACCEPT,
    }
}

fn readable(request: &Request, received: &Received, routed: &Routed<'_>, trace: &mut Trace) -> Asked<()> {
    let Some(content) = &routed.operation.content else {
        trace.pass(&READABLE, format!("{} takes no content here.", received.method));
        return Ok(());
    };
    if request.content.is_empty() && !received.headers.contains_key(header::CONTENT_TYPE) {
        trace.pass(&READABLE, "There is no content; whether there must be is asked later.");
        return Ok(());
    }
    let readable: Vec<_> = content.types.iter().map(ToString::to_string).collect();
    let readable = readable.join(", ");
    let given = received.headers.get(header::CONTENT_TYPE);
    let mut question = trace.ask(&READABLE).saw_field("Content-Type", given.map(HeaderValue::as_bytes));

    if let Some(coding) = received.headers.get(header::CONTENT_ENCODING) {
        question = question.saw_field("Content-Encoding", Some(coding.as_bytes()));
        if !coding.as_bytes().eq_ignore_ascii_case(b"identity") && !coding.is_empty() {
            let coding = String::from_utf8_lossy(coding.as_bytes()).into_owned();
            let detail =
                format!("The content is coded as “{coding}”, which is not read here. Send it as it is.");
            return Err(question
                .refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail)
                .field(header::ACCEPT_ENCODING, "identity")
                .into());
        }
    }
    let parsed = given.map(|value| String::from_utf8_lossy(value.as_bytes()).parse::<MediaType>());
    let because = match parsed {
        Some(Ok(given)) if content.types.iter().any(|type_| type_.essence() == given.essence()) => {
            question.yes(format!("{} is read here.", given.essence()));
            return Ok(());
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

fn writable(received: &Received, routed: &Routed<'_>, trace: &mut Trace) -> Asked<()> {
    let writes = &routed.operation.writes;
    let accept = &received.headers;
    if !accept.contains_key(header::ACCEPT) {
        trace.pass(&WRITABLE, "There is no Accept field, so anything will do.");
        return Ok(());
    }
    let lines: Vec<_> = accept.get_all(header::ACCEPT).iter().map(HeaderValue::as_bytes).collect();
    let question = trace.ask(&WRITABLE).saw_field("Accept", Some(&lines.join(&b", "[..])));
    if writes.is_empty() {
        question.pass("The answer has no content, so any Accept field will do.");
        return Ok(());
    }
    let offers: Vec<_> = writes.iter().map(ToString::to_string).collect();
    let offers = offers.join(", ");
    let refusal = match Accept::parse(accept.get_all(header::ACCEPT)) {
        Ok(accept) => match accept.best(writes) {
            Some(best) => {
                question.yes(format!("{} is among what they accept.", best.media.essence()));
                return Ok(());
            }
            None => format!("What they accept is not written here. Accept {offers}, or */* for anything."),
        },
        Err(error) => {
            format!("The Accept field is malformed: {error}. Accept {offers}, or */* for anything.")
        }
    };
    Err(question.refuse(StatusCode::NOT_ACCEPTABLE, refusal).field(header::VARY, "Accept").into())
}
