//! Precondition: do the conditions that the client set hold? In the order of RFC 9110 §13.2.2.

use super::{
    Answer, Asked, Block, Decision, Source, Trace, acceptable, find::Subject, find::Validators,
    negotiate::Negotiated, receive::Received,
};
use crate::{
    http::{
        HeaderValue, Method, Response, StatusCode, SyntaxError, date::HttpDate, etag::EntityTagList, header,
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

pub(super) fn preconditions(
    world: &World,
    received: &Received,
    subject: &Subject,
    negotiated: &Negotiated,
    trace: &mut Trace,
) -> Asked<()> {
    let current = subject.validators(world);
    let current =
        if is_safe_read(&received.method) { negotiated.select(world, subject, current) } else { current };
    let path = subject.path();
    trace.pass(&REQUIRED, "Not asked yet: no condition is needed anywhere here.");
    if received.headers.contains_key(header::IF_MATCH) {
        if_match(received, &path, current.as_ref(), trace)?;
        trace.pass(&IF_UNMODIFIED_SINCE, "If-Match is there, and wins over If-Unmodified-Since.");
    } else {
        trace.pass(&IF_MATCH, "There is no If-Match field.");
        if_unmodified_since(world, received, &path, current.as_ref(), trace)?;
    }
    if received.headers.contains_key(header::IF_NONE_MATCH) {
        if_none_match(received, &path, current.as_ref(), negotiated, trace)?;
        trace.pass(&IF_MODIFIED_SINCE, "If-None-Match is there, and wins over If-Modified-Since.");
    } else {
        trace.pass(&IF_NONE_MATCH, "There is no If-None-Match field.");
        if_modified_since(world, received, &path, current.as_ref(), negotiated, trace)?;
    }
    trace.pass(&IF_RANGE, "Not asked yet: ranges are not served, so the whole is sent.");
    Ok(())
}

/// How the stored version shows in the evidence.
fn version(current: Option<&Validators>) -> String {
    current.map_or_else(|| "(none)".into(), |current| current.etag.to_string())
}

/// The tags of a condition. For a method that changes something, those of all representations of a version count as
/// that version's ([`acceptable::of_versions`]).
fn tags(received: &Received, lines: Vec<&HeaderValue>) -> Result<EntityTagList, SyntaxError> {
    let tags = EntityTagList::parse(lines)?;
    Ok(if is_safe_read(&received.method) { tags } else { acceptable::of_versions(tags) })
}

fn if_match(received: &Received, path: &str, current: Option<&Validators>, trace: &mut Trace) -> Asked<()> {
    let lines: Vec<_> = received.headers.get_all(header::IF_MATCH).iter().collect();
    let question = trace
        .ask(&IF_MATCH)
        .saw_field("If-Match", lines.first().map(|value| value.as_bytes()))
        .saw(Source::Stored(path.into()), version(current));
    match tags(received, lines) {
        Ok(expected) if expected.strong_match(current.map(|current| &current.etag)) => {
            question.yes(format!("The stored version {} is one they expect.", version(current)));
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

fn if_unmodified_since(
    world: &World,
    received: &Received,
    path: &str,
    current: Option<&Validators>,
    trace: &mut Trace,
) -> Asked<()> {
    let Some(value) = received.headers.get(header::IF_UNMODIFIED_SINCE) else {
        trace.pass(&IF_UNMODIFIED_SINCE, "There is no If-Unmodified-Since field.");
        return Ok(());
    };
    let question = trace.ask(&IF_UNMODIFIED_SINCE).saw_field("If-Unmodified-Since", Some(value.as_bytes()));
    let Some(date) = date(world, value) else {
        question.pass("It is no date of HTTP's, and so is ignored.");
        return Ok(());
    };
    let Some(modified) = modified(current) else {
        question.pass("There is no date of the last change to compare with, so it is ignored.");
        return Ok(());
    };
    let question = question.saw(Source::Stored(path.into()), modified.to_string());
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

fn if_none_match(
    received: &Received,
    path: &str,
    current: Option<&Validators>,
    negotiated: &Negotiated,
    trace: &mut Trace,
) -> Asked<()> {
    let lines: Vec<_> = received.headers.get_all(header::IF_NONE_MATCH).iter().collect();
    let question = trace
        .ask(&IF_NONE_MATCH)
        .saw_field("If-None-Match", lines.first().map(|value| value.as_bytes()))
        .saw(Source::Stored(path.into()), version(current));
    let known = match tags(received, lines) {
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
        let answer = format!("They have {} already: no need to send it again.", version(current));
        return Err(question.leave(Answer::No, answer, not_modified(current, negotiated)));
    }
    let detail = match known {
        EntityTagList::Any => "If-None-Match: * asks that nothing is there yet, and something is.".to_owned(),
        EntityTagList::Tags(_) => {
            format!("The stored version {} is one of those in If-None-Match.", version(current))
        }
    };
    Err(question.refuse(StatusCode::PRECONDITION_FAILED, detail).with("field", "if-none-match").into())
}

fn if_modified_since(
    world: &World,
    received: &Received,
    path: &str,
    current: Option<&Validators>,
    negotiated: &Negotiated,
    trace: &mut Trace,
) -> Asked<()> {
    let Some(value) = received.headers.get(header::IF_MODIFIED_SINCE) else {
        trace.pass(&IF_MODIFIED_SINCE, "There is no If-Modified-Since field.");
        return Ok(());
    };
    let question = trace.ask(&IF_MODIFIED_SINCE).saw_field("If-Modified-Since", Some(value.as_bytes()));
    if !is_safe_read(&received.method) {
        question.pass(format!("It counts for GET and HEAD only, not for {}.", received.method));
        return Ok(());
    }
    let Some(date) = date(world, value) else {
        question.pass("It is no date of HTTP's, and so is ignored.");
        return Ok(());
    };
    let Some(modified) = modified(current) else {
        question.pass("There is no date of the last change to compare with, so it is ignored.");
        return Ok(());
    };
    let question = question.saw(Source::Stored(path.into()), modified.to_string());
    if modified > date {
        question.yes(format!("It changed on {modified}, after that date."));
        return Ok(());
    }
    let answer = format!("It last changed on {modified}: what they have is still good.");
    Err(question.leave(Answer::No, answer, not_modified(current, negotiated)))
}

fn is_safe_read(method: &Method) -> bool {
    *method == Method::GET || *method == Method::HEAD
}

fn date(world: &World, value: &HeaderValue) -> Option<HttpDate> {
    let now = HttpDate::from_seconds(world.now_ms() / 1000);
    value.to_str().ok().and_then(|value| HttpDate::parse_at(value, now).ok())
}

fn modified(current: Option<&Validators>) -> Option<HttpDate> {
    current.and_then(|current| current.modified_ms).map(|ms| HttpDate::from_seconds(ms / 1000))
}

/// A 304, which carries what a 200 would have said of the copy (RFC 9110 §15.4.5).
fn not_modified(current: Option<&Validators>, negotiated: &Negotiated) -> Response {
    let mut response = Response::new(StatusCode::NOT_MODIFIED);
    if let Some(current) = current {
        super::respond::describe(&mut response, current, negotiated);
    }
    response
}
