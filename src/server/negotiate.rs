//! Negotiate: do we understand what they sent, and can we write what they want back?

use std::borrow::Cow;

use bytes::Bytes;

use super::{
    Asked, Block, Decision, Half, Source, Trace, acceptable,
    find::{Subject, Validators},
    half, readable,
    receive::Received,
    route::Routed,
};
use crate::{
    api::Shape,
    http::{HeaderValue, Method, Request, StatusCode, header, list},
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
    exits: &[413],
};
pub(super) static READABLE: Decision = Decision {
    id: "content-type",
    block: Block::Negotiate,
    question: "Do we read this content type and coding?",
    story: "Is it written in a way I can read?",
    spec: "RFC 9110 §15.5.16",
    exits: &[400, 413, 415],
};
pub(super) static WRITABLE: Decision = Decision {
    id: "acceptable",
    block: Block::Negotiate,
    question: "Can we write what they accept?",
    story: "Can I answer in a way they can read?",
    spec: "RFC 9110 §15.5.7",
    exits: &[406],
};

/// This block's decisions, in order.
pub(super) static DECISIONS: &[&Decision] = &[&EXPECTATION, &SMALL_ENOUGH, &READABLE, &WRITABLE];

/// The forms in which a resource can be represented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// JSON: the one form in which everything is kept.
    Json,
    /// Rows and columns (RFC 4180).
    Csv,
    /// A page.
    Html,
    /// Lines of text.
    Plain,
}

/// The languages in which the server writes for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    /// English, which it prefers.
    English,
    /// German.
    German,
}

/// Whether the answer is coded on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coding {
    /// It goes as it is.
    Identity,
    /// It goes as gzip where it is large enough for that to be worth it.
    GzipIfLarge,
    /// It goes as gzip, because they do not take it as it is.
    Gzip,
}

/// What the negotiation came to: what was sent, and what goes back.
#[derive(Debug)]
pub(super) struct Negotiated {
    /// The content of the request, with its coding undone.
    pub(super) content: Bytes,
    /// The form of the answer.
    pub(super) form: Form,
    /// The media type of the answer.
    pub(super) media: Cow<'static, str>,
    /// The language of an answer in which there are words for people.
    pub(super) language: Option<Language>,
    /// Whether the answer is coded.
    pub(super) coding: Coding,
    /// Whether the answer to a read is a list.
    pub(super) list: bool,
    /// How caches may use the answer to a read (RFC 9111 §5.2.2).
    pub(super) cache: &'static str,
    /// Where an answer other than plain JSON is written.
    pub(super) half: &'static Half,
}

impl Negotiated {
    /// What a request comes to that asks for nothing in particular.
    pub(super) fn plain(content: Bytes, routed: &Routed<'_>, half: &'static Half) -> Self {
        Self {
            content,
            form: Form::Json,
            media: Cow::Borrowed("application/json"),
            language: None,
            coding: Coding::Identity,
            list: matches!(routed.route.shape, Shape::Collection(_)),
            cache: cache(routed),
            half,
        }
    }

    /// The request fields that took part in choosing this representation (RFC 9110 §12.5.5).
    pub(super) fn vary(&self) -> &'static str {
        match self.language {
            Some(_) => "Accept, Accept-Language, Accept-Encoding",
            None => "Accept, Accept-Encoding",
        }
    }

    /// Whether the answer is coded as gzip. It is known before the answer is, because the entity tag says so.
    pub(super) fn gzips(&self, world: &World, subject: &Subject) -> bool {
        match self.coding {
            Coding::Identity => false,
            Coding::Gzip => true,
            Coding::GzipIfLarge => match subject {
                Subject::Description => true,
                Subject::Item { item, .. } => item.json.len() >= 1024,
                Subject::Selected(selected) => selected.json.len() >= 1024,
                Subject::Collection { path, .. } => world.collection(path).len() >= 4,
                _ => false,
            },
        }
    }

    /// The validators of the representation that was selected: its entity tag is its own, as strong tags must be
    /// (RFC 9110 §8.8.3.3). JSON, not coded, has the version's tag as it is.
    pub(super) fn select(
        &self,
        world: &World,
        subject: &Subject,
        current: Option<Validators>,
    ) -> Option<Validators> {
        current.map(|mut current| {
            if self.form != Form::Json || self.coding != Coding::Identity {
                acceptable::mark(&mut current.etag, self, self.gzips(world, subject));
            }
            current
        })
    }
}

/// How long caches may use an answer without asking again: what changes is asked for each time, what is written down
/// stays good for a minute, and what only its owner may see stays with them.
fn cache(routed: &Routed<'_>) -> &'static str {
    match routed.route.shape {
        _ if !routed.operation.security.is_empty() => "private, no-cache",
        Shape::Root | Shape::Description => "max-age=60",
        _ => "no-cache",
    }
}

/// Asks this block's questions: at once where a request has no content and asks for nothing in particular, else in
/// the second half.
pub(super) fn ask(
    world: &World,
    request: &Request,
    received: &Received,
    routed: &Routed<'_>,
    half: &'static Half,
    trace: &mut Trace,
) -> Asked<Negotiated> {
    let accept = received.headers.get(header::ACCEPT);
    if !is_plain(request, received, routed) {
        return (half.negotiate)(world, request, received, routed, trace);
    }
    trace.pass(&EXPECTATION, NO_EXPECTATION);
    trace.pass(&SMALL_ENOUGH, NO_CONTENT);
    trace.pass(&READABLE, readable::nothing_to_read(received, routed));
    match accept {
        None => trace.pass(&WRITABLE, "There is no Accept field, so anything will do."),
        Some(accept) => trace
            .ask(&WRITABLE)
            .saw_field("Accept", Some(accept.as_bytes()))
            .yes("application/json is among what they accept."),
    }
    Ok(Negotiated::plain(Bytes::new(), routed, half))
}

const NO_EXPECTATION: &str = "There is no Expect field.";
const NO_CONTENT: &str = "There is no content.";

/// Whether there is nothing to negotiate.
fn is_plain(request: &Request, received: &Received, routed: &Routed<'_>) -> bool {
    let headers = &received.headers;
    let mut accepts = headers.get_all(header::ACCEPT).iter();
    let any = match accepts.next().map(HeaderValue::as_bytes) {
        None => true,
        Some(b"*/*" | b"application/json") => {
            let json = |media: &crate::http::media::MediaType| {
                media.type_ == "application" && media.subtype == "json" && media.params.is_empty()
            };
            accepts.next().is_none() && routed.operation.writes.first().is_some_and(json)
        }
        Some(_) => false,
    };
    any && request.content.is_empty()
        && ![header::EXPECT, header::ACCEPT_ENCODING, header::TRANSFER_ENCODING]
            .iter()
            .any(|name| headers.contains_key(name))
        && (routed.operation.content.is_none() || !headers.contains_key(header::CONTENT_TYPE))
        && routed.operation.writes.first().is_none_or(|media| media.subtype == "json")
}

/// Asks this block's questions in full.
pub(super) fn negotiate(
    world: &World,
    request: &Request,
    received: &Received,
    routed: &Routed<'_>,
    trace: &mut Trace,
) -> Asked<Negotiated> {
    expectation(request, received, trace)?;
    small_enough(world, request, received, trace)?;
    let content = readable::readable(world, request, received, routed, trace)?;
    let plain = Negotiated::plain(content, routed, &half::WHOLE);
    acceptable::acceptable(received, routed, plain, trace)
}

fn expectation(request: &Request, received: &Received, trace: &mut Trace) -> Asked<()> {
    let mut lines = received.headers.get_all(header::EXPECT).iter().peekable();
    let Some(expect) = lines.peek().map(|value| value.as_bytes()) else {
        trace.pass(&EXPECTATION, NO_EXPECTATION);
        return Ok(());
    };
    let question = trace.ask(&EXPECTATION).saw_field("Expect", Some(expect));
    let elements = list::elements(lines);
    let known = elements.is_ok_and(|elements| {
        !elements.is_empty()
            && elements.iter().all(|element| element.text.eq_ignore_ascii_case("100-continue"))
    });
    if !known {
        let detail = "The only expectation that HTTP defines is “100-continue”. Leave the Expect field out.";
        return Err(question.refuse(StatusCode::EXPECTATION_FAILED, detail).into());
    }
    question.yes(if request.content.is_empty() {
        "They wait for a go-ahead, but have nothing to send: RFC 9110 §10.1.1 lets the server pass that over."
    } else {
        "They wait for a go-ahead before they send the content, and may send it."
    });
    Ok(())
}

/// There is no 411 here: a request comes to this server whole, so its length is known, whatever the fields say.
fn small_enough(world: &World, request: &Request, received: &Received, trace: &mut Trace) -> Asked<()> {
    let (size, limit) = (request.content.len(), world.limits().content);
    if size == 0 {
        trace.pass(&SMALL_ENOUGH, NO_CONTENT);
        return Ok(());
    }
    let mut question = trace.ask(&SMALL_ENOUGH).saw(Source::Content, format!("{size} bytes"));
    if let Some(coding) = received.headers.get(header::TRANSFER_ENCODING) {
        question = question.saw_field("Transfer-Encoding", Some(coding.as_bytes()));
    }
    if size > limit {
        let detail = format!("The content has {size} bytes; this server takes up to {limit}. Send less.");
        return Err(question.refuse(StatusCode::PAYLOAD_TOO_LARGE, detail).into());
    }
    let mut because = format!("{size} bytes are within {limit}.");
    if received.headers.contains_key(header::TRANSFER_ENCODING) {
        because.push_str(" No field said how many there would be, but they came whole and could be counted.");
    }
    question.yes(because);
    Ok(())
}

/// Whether a method asks for a representation and nothing else.
pub(super) fn is_read(method: &Method) -> bool {
    *method == Method::GET || *method == Method::HEAD
}
