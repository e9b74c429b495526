//! Precondition: do the conditions that the client set hold? In the order of RFC 9110 §13.2.2.
//!
//! §13.2.1 has them ignored where the plain answer would be neither 2xx nor 412, as far as that is found out before
//! the content is processed. All blocks before this one leave with such answers, so it is enough that they come
//! first; the one such answer that comes later, the 303 of work that is done, is asked for here. What Content and Act
//! find out (400, 409, 422) belongs to processing the content and performing the action, so a condition that fails
//! comes before it: a client with an old copy is told so, rather than that its change breaks a rule.

use super::{
    Answer, Asked, Block, Decision, Source, Trace, acceptable, find::Validators, half::Known, key,
    negotiate::Negotiated, receive::Received, route::Routed,
};
use crate::{
    http::{
        HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, SyntaxError,
        date::HttpDate,
        etag::{EntityTag, EntityTagList},
        header,
    },
    world::World,
};

static REQUIRED: Decision = Decision {
    id: "precondition-given",
    block: Block::Precondition,
    question: "Is a condition given where one is needed?",
    story: "Must they say which toy they mean?",
    spec: "RFC 6585 §3",
    exits: &[428],
};
static IF_MATCH: Decision = Decision {
    id: "if-match",
    block: Block::Precondition,
    question: "Is the stored version the one they expect?",
    story: "Is it still the toy they know?",
    spec: "RFC 9110 §13.1.1",
    exits: &[412],
};
static IF_UNMODIFIED_SINCE: Decision = Decision {
    id: "if-unmodified-since",
    block: Block::Precondition,
    question: "Is it unchanged since the date they gave?",
    story: "Has nobody played with it since?",
    spec: "RFC 9110 §13.1.4",
    exits: &[412],
};
static IF_NONE_MATCH: Decision = Decision {
    id: "if-none-match",
    block: Block::Precondition,
    question: "Is the stored version new to them?",
    story: "Is it different from the one they have?",
    spec: "RFC 9110 §13.1.2",
    exits: &[304, 412],
};
static IF_MODIFIED_SINCE: Decision = Decision {
    id: "if-modified-since",
    block: Block::Precondition,
    question: "Did it change since the date they gave?",
    story: "Did it change since they last looked?",
    spec: "RFC 9110 §13.1.3",
    exits: &[304],
};
static IF_RANGE: Decision = Decision {
    id: "if-range",
    block: Block::Precondition,
    question: "May a part be sent, or must it be the whole?",
    story: "Does their half still fit mine?",
    spec: "RFC 9110 §13.1.5",
    exits: &[],
};

/// This block's decisions, in order.
pub(super) static DECISIONS: &[&Decision] =
    &[&REQUIRED, &IF_MATCH, &IF_UNMODIFIED_SINCE, &IF_NONE_MATCH, &IF_MODIFIED_SINCE, &IF_RANGE];

/// Which part of the representation may be sent, as far as the conditions go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The whole, because nothing else was asked for, or because If-Range does not hold.
    Whole,
    /// The part that the Range field names.
    Ranged,
}

/// Asks the conditions of a request that has any; most have none, and need the second half for nothing.
pub(super) fn preconditions(known: &Known<'_>, trace: &mut Trace) -> Asked<Part> {
    const FIELDS: [HeaderName; 6] = [
        header::IF_MATCH,
        header::IF_UNMODIFIED_SINCE,
        header::IF_NONE_MATCH,
        header::IF_MODIFIED_SINCE,
        header::RANGE,
        header::IF_RANGE,
    ];
    let any = known.routed.operation.guarded
        || known.wishes.key.is_some()
        || known.subject.is_status(known.world)
        || FIELDS.iter().any(|field| known.received.headers.contains_key(field));
    if any {
        return (known.negotiated.half.conditions)(known, trace);
    }
    trace.pass(&REQUIRED, UNGUARDED);
    trace.pass(&IF_MATCH, NO_IF_MATCH);
    trace.pass(&IF_UNMODIFIED_SINCE, NO_IF_UNMODIFIED_SINCE);
    trace.pass(&IF_NONE_MATCH, NO_IF_NONE_MATCH);
    trace.pass(&IF_MODIFIED_SINCE, NO_IF_MODIFIED_SINCE);
    trace.pass(&IF_RANGE, NO_RANGE);
    Ok(Part::Whole)
}

const UNGUARDED: &str = "The API description asks for no condition here.";
const NO_IF_MATCH: &str = "There is no If-Match field.";
const NO_IF_UNMODIFIED_SINCE: &str = "There is no If-Unmodified-Since field.";
const NO_IF_NONE_MATCH: &str = "There is no If-None-Match field.";
const NO_IF_MODIFIED_SINCE: &str = "There is no If-Modified-Since field.";
const NO_RANGE: &str = "There is no Range field: the whole is asked for.";

/// What a condition is asked of: the request, and what it is about as it is stored.
struct Stored<'k> {
    world: &'k World,
    received: &'k Received,
    negotiated: &'k Negotiated,
    path: String,
    /// The validators of the representation; `None` where nothing is stored.
    current: Option<Validators>,
}

impl Stored<'_> {
    /// How the stored version shows in the evidence.
    fn version(&self) -> String {
        self.current.as_ref().map_or_else(|| "(none)".into(), |current| current.etag.text())
    }

    fn modified(&self) -> Option<HttpDate> {
        let modified = self.current.as_ref().and_then(|current| current.modified_ms);
        modified.map(|ms| HttpDate::from_seconds(ms / 1000))
    }

    /// A 304, which carries what a 200 would have said of the copy (RFC 9110 §15.4.5).
    fn not_modified(&self) -> Response {
        let mut response = Response::new(StatusCode::NOT_MODIFIED);
        if let Some(current) = &self.current {
            super::respond::describe(&mut response, current, self.negotiated);
        }
        response
    }
}

/// The conditions, in the order of RFC 9110 §13.2.2.
pub(super) fn conditions(known: &Known<'_>, trace: &mut Trace) -> Asked<Part> {
    let Known { world, received, routed, negotiated, wishes, subject, .. } = *known;
    let current = subject.validators(world);
    let current =
        if is_safe_read(&received.method) { negotiated.select(world, subject, current) } else { current };
    let stored = Stored { world, received, negotiated, path: subject.path(), current };
    if subject.result(world).is_some() {
        for decision in DECISIONS {
            trace
                .pass(decision, "The plain answer is 303, and conditions count only where it is 2xx or 412.");
        }
        return Ok(Part::Whole);
    }
    if routed.operation.guarded && stored.current.is_some() {
        required(world, received, routed, trace)?;
    } else {
        trace.pass(&REQUIRED, UNGUARDED);
    }
    if wishes.key.as_ref().is_some_and(|key| key::was_done(world, key)) {
        trace.pass(&IF_MATCH, DONE_BEFORE);
        trace.pass(&IF_UNMODIFIED_SINCE, DONE_BEFORE);
    } else if received.headers.contains_key(header::IF_MATCH) {
        if_match(&stored, trace)?;
        trace.pass(&IF_UNMODIFIED_SINCE, "If-Match is there, and wins over If-Unmodified-Since.");
    } else {
        trace.pass(&IF_MATCH, NO_IF_MATCH);
        if_unmodified_since(&stored, trace)?;
    }
    if received.headers.contains_key(header::IF_NONE_MATCH) {
        if_none_match(&stored, trace)?;
        trace.pass(&IF_MODIFIED_SINCE, "If-None-Match is there, and wins over If-Modified-Since.");
    } else {
        trace.pass(&IF_NONE_MATCH, NO_IF_NONE_MATCH);
        if_modified_since(&stored, trace)?;
    }
    if !received.headers.contains_key(header::RANGE) {
        trace.pass(&IF_RANGE, NO_RANGE);
        return Ok(Part::Whole);
    }
    if received.method != Method::GET {
        trace.pass(&IF_RANGE, "A Range field counts for GET only.");
        return Ok(Part::Whole);
    }
    if_range(&stored, trace)
}

const DONE_BEFORE: &str = "This very request, by its Idempotency-Key, was done before: the condition held when it \
                           counted, and the change asked for has succeeded (RFC 9110 §13.1.1).";

/// Asks for a condition that guards against overwriting what the client has not seen.
fn required(world: &World, received: &Received, routed: &Routed<'_>, trace: &mut Trace) -> Asked<()> {
    let pointer = format!("{}/x-toyshelf-precondition", routed.operation.pointer);
    let question = trace.ask(&REQUIRED).saw(Source::Description(pointer), "required");
    let headers = &received.headers;
    let since = single(headers, &header::IF_UNMODIFIED_SINCE).and_then(|value| date(world, value));
    let absent = EntityTagList::parse(headers.get_all(header::IF_NONE_MATCH)) == Ok(EntityTagList::Any);
    let found = if headers.contains_key(header::IF_MATCH) {
        "If-Match"
    } else if since.is_some() {
        "If-Unmodified-Since"
    } else if absent {
        "If-None-Match: *"
    } else {
        let detail = format!(
            "Here {} changes what is there only for a client that says which version it knows, so that no change of \
             somebody else is lost. GET it first, then send If-Match with its ETag.",
            received.method
        );
        return Err(question.refuse(StatusCode::PRECONDITION_REQUIRED, detail).into());
    };
    question.yes(format!("{found} says what they expect to find."));
    Ok(())
}

/// Whether a part may be sent: If-Range holds, or is not there. Strong comparison (RFC 9110 §13.1.5).
fn if_range(stored: &Stored<'_>, trace: &mut Trace) -> Asked<Part> {
    let Stored { world, received, .. } = *stored;
    if !received.headers.contains_key(header::IF_RANGE) {
        trace.pass(&IF_RANGE, "There is no If-Range field: the part is asked for whatever the version.");
        return Ok(Part::Ranged);
    }
    let value = single(&received.headers, &header::IF_RANGE);
    let question = trace
        .ask(&IF_RANGE)
        .saw_field("If-Range", received.headers.get(header::IF_RANGE).map(HeaderValue::as_bytes))
        .saw(Source::Stored(stored.path.clone()), stored.version());
    let text = value.and_then(|value| std::str::from_utf8(value.as_bytes()).ok()).unwrap_or_default();
    let modified = stored.modified();
    let not = match (stored.current.as_ref(), text.parse::<EntityTag>()) {
        (None, _) => "there is no version to compare with",
        (Some(current), Ok(tag)) if tag.strong_eq(&current.etag) => {
            question.yes(format!("The part they have is of {}, which is still the version.", current.etag));
            return Ok(Part::Ranged);
        }
        (_, Ok(tag)) if tag.weak => "a weak entity tag does not tell that the bytes are the same",
        (_, Ok(_)) => "that is not the version any more",
        (Some(current), Err(_)) => match value.and_then(|value| date(world, value)) {
            None => "it is neither one entity tag nor a date",
            Some(date) if modified != Some(date) => "that is not when it last changed",
            Some(_) if current.hasty => {
                "it changed more than once in that second, so the date does not tell which of them it is"
            }
            Some(date) => {
                question.yes(format!("It last changed on {date}, and only once in that second."));
                return Ok(Part::Ranged);
            }
        },
    };
    question.no(format!("If-Range does not hold: {not}. So the whole is sent, with 200."));
    Ok(Part::Whole)
}

/// The value of a field that must not have several; of several, none counts.
fn single<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h HeaderValue> {
    let mut lines = headers.get_all(name).iter();
    lines.next().filter(|_| lines.next().is_none())
}

/// The tags of a condition. For a method that changes something, those of all representations of a version count as
/// that version's ([`acceptable::of_versions`]).
fn tags(received: &Received, name: &HeaderName) -> Result<EntityTagList, SyntaxError> {
    let tags = EntityTagList::parse(received.headers.get_all(name))?;
    Ok(if is_safe_read(&received.method) { tags } else { acceptable::of_versions(tags) })
}

fn if_match(stored: &Stored<'_>, trace: &mut Trace) -> Asked<()> {
    let (received, current) = (stored.received, stored.current.as_ref());
    let question = trace
        .ask(&IF_MATCH)
        .saw_field("If-Match", received.headers.get(header::IF_MATCH).map(HeaderValue::as_bytes))
        .saw(Source::Stored(stored.path.clone()), stored.version());
    match tags(received, &header::IF_MATCH) {
        Ok(expected) if expected.strong_match(current.map(|current| &current.etag)) => {
            question.yes(format!("The stored version {} is one they expect.", stored.version()));
            Ok(())
        }
        Ok(_) => {
            let detail = match current {
                Some(current) => format!(
                    "The stored version is {}, and that is none of those in If-Match. Somebody may have changed it: \
                     get it again, and decide anew.",
                    current.etag
                ),
                None => "If-Match asks for something that is there, and nothing is.".into(),
            };
            Err(question.refuse(StatusCode::PRECONDITION_FAILED, detail).with("field", "if-match").into())
        }
        Err(error) => {
            let detail = format!("If-Match cannot be read, so it does not hold: {error}.");
            Err(question.refuse(StatusCode::PRECONDITION_FAILED, detail).with("field", "if-match").into())
        }
    }
}

fn if_unmodified_since(stored: &Stored<'_>, trace: &mut Trace) -> Asked<()> {
    let Stored { world, received, .. } = *stored;
    let Some(value) = received.headers.get(header::IF_UNMODIFIED_SINCE) else {
        trace.pass(&IF_UNMODIFIED_SINCE, NO_IF_UNMODIFIED_SINCE);
        return Ok(());
    };
    let question = trace.ask(&IF_UNMODIFIED_SINCE).saw_field("If-Unmodified-Since", Some(value.as_bytes()));
    let value = single(&received.headers, &header::IF_UNMODIFIED_SINCE);
    let Some(date) = value.and_then(|value| date(world, value)) else {
        question.pass("It is no date of HTTP's, and so is ignored.");
        return Ok(());
    };
    let Some(modified) = stored.modified() else {
        question.pass("There is no date of the last change to compare with, so it is ignored.");
        return Ok(());
    };
    let question = question.saw(Source::Stored(stored.path.clone()), modified.to_string());
    if modified > date {
        let detail = format!("It changed on {modified}, after the date in If-Unmodified-Since.");
        return Err(question
            .refuse(StatusCode::PRECONDITION_FAILED, detail)
            .with("field", "if-unmodified-since")
            .into());
    }
    question.yes(format!("It last changed on {modified}, not after that date."));
    Ok(())
}

fn if_none_match(stored: &Stored<'_>, trace: &mut Trace) -> Asked<()> {
    let (received, current) = (stored.received, stored.current.as_ref());
    let question = trace
        .ask(&IF_NONE_MATCH)
        .saw_field("If-None-Match", received.headers.get(header::IF_NONE_MATCH).map(HeaderValue::as_bytes))
        .saw(Source::Stored(stored.path.clone()), stored.version());
    let known = match tags(received, &header::IF_NONE_MATCH) {
        Ok(known) => known,
        Err(error) => {
            question.pass(format!("It cannot be read, and so is ignored: {error}."));
            return Ok(());
        }
    };
    if !known.weak_match(current.map(|current| &current.etag)) {
        question.yes(match current {
            Some(current) => format!("They do not have {} yet.", current.etag),
            None => "Nothing is stored, so nothing matches.".into(),
        });
        return Ok(());
    }
    if is_safe_read(&received.method) {
        let answer = ["They have ", &stored.version(), " already: no need to send it again."].concat();
        return Err(question.leave(Answer::No, answer, stored.not_modified()));
    }
    let detail = match known {
        EntityTagList::Any => "If-None-Match: * asks that nothing is there yet, and something is.".to_owned(),
        EntityTagList::Tags(_) => {
            format!("The stored version {} is one of those in If-None-Match.", stored.version())
        }
    };
    Err(question.refuse(StatusCode::PRECONDITION_FAILED, detail).with("field", "if-none-match").into())
}

fn if_modified_since(stored: &Stored<'_>, trace: &mut Trace) -> Asked<()> {
    let Stored { world, received, .. } = *stored;
    let Some(value) = received.headers.get(header::IF_MODIFIED_SINCE) else {
        trace.pass(&IF_MODIFIED_SINCE, NO_IF_MODIFIED_SINCE);
        return Ok(());
    };
    let question = trace.ask(&IF_MODIFIED_SINCE).saw_field("If-Modified-Since", Some(value.as_bytes()));
    if !is_safe_read(&received.method) {
        question.pass(format!("It counts for GET and HEAD only, not for {}.", received.method));
        return Ok(());
    }
    let value = single(&received.headers, &header::IF_MODIFIED_SINCE);
    let Some(date) = value.and_then(|value| date(world, value)) else {
        question.pass("It is no date of HTTP's, and so is ignored.");
        return Ok(());
    };
    let Some(modified) = stored.modified() else {
        question.pass("There is no date of the last change to compare with, so it is ignored.");
        return Ok(());
    };
    let question = question.saw(Source::Stored(stored.path.clone()), modified.to_string());
    if modified > date {
        question.yes(format!("It changed on {modified}, after that date."));
        return Ok(());
    }
    let answer = format!("It last changed on {modified}: what they have is still good.");
    Err(question.leave(Answer::No, answer, stored.not_modified()))
}

fn is_safe_read(method: &Method) -> bool {
    *method == Method::GET || *method == Method::HEAD
}

fn date(world: &World, value: &HeaderValue) -> Option<HttpDate> {
    let now = HttpDate::from_seconds(world.now_ms() / 1000);
    value.to_str().ok().and_then(|value| HttpDate::parse_at(value, now).ok())
}
