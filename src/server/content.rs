//! Content: does it parse, and does it fit the schema?

use std::borrow::Cow;

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::{
    Asked, Block, Decision, Source, Trace,
    asking::Question,
    find::Subject,
    patch::{self, Failure, Patch},
    problem::Problem,
    receive::Received,
    route::Routed,
};
use crate::{
    api::{JSON_PATCH, Resource},
    http::{Method, Request, StatusCode, header, media::MediaType},
    schema::{Direction, Violation},
    world::World,
};

pub(super) static PARSES: Decision = Decision {
    id: "content-parses",
    block: Block::Content,
    question: "Does the content parse?",
    story: "Do the words in the letter make sense?",
    spec: "RFC 9110 §15.5.1",
    exits: &[400],
};
pub(super) static APPLIES: Decision = Decision {
    id: "patch-applies",
    block: Block::Content,
    question: "Can the patch be applied to what is stored?",
    story: "Can I change the toy in the way they say?",
    spec: "RFC 5789 §2.2",
    exits: &[409],
};
pub(super) static FITS: Decision = Decision {
    id: "content-fits",
    block: Block::Content,
    question: "Does the content satisfy the schema?",
    story: "Is it a whole toy, with nothing missing?",
    spec: "RFC 9110 §15.5.21",
    exits: &[422],
};

/// This block's decisions, in order.
pub(super) static DECISIONS: &[&Decision] = &[&PARSES, &APPLIES, &FITS];

/// The fields that the request would have stored, without those that the server alone writes.
pub(super) type Wanted = Option<Map<String, Value>>;

pub(super) fn content(
    world: &World,
    request: &Request,
    received: &Received,
    routed: &Routed<'_>,
    subject: &Subject,
    trace: &mut Trace,
) -> Asked<Wanted> {
    let resource = match subject {
        Subject::Collection { resource, .. }
        | Subject::Item { resource, .. }
        | Subject::Absent { resource, .. } => world.resource(*resource),
        Subject::Root | Subject::Description | Subject::Example { .. } | Subject::Selected(_) => None,
    };
    let (Some(resource), Some(_)) = (resource, &routed.operation.content) else {
        pass(received, trace);
        return Ok(None);
    };

    let stored = match subject {
        Subject::Item { item, .. } if received.method == Method::PATCH => Some(item),
        _ => None,
    };
    let Some(stored) = stored else {
        let (value, question) = parse(&request.content, trace)?;
        question.yes("It is JSON.");
        trace.pass(&APPLIES, "The content is the whole resource; only a patch is applied to what is stored.");
        return fits(world, resource, value, None, trace).map(Some);
    };
    let (value, question) = parse(&request.content, trace)?;
    let patch = if is_json_patch(received) {
        match patch::read(&value) {
            Ok(operations) => {
                question.yes(format!("It is a JSON Patch of {}.", count(operations.len(), "operation")));
                Patch::Operations(operations)
            }
            Err(failure) => {
                let detail = format!("The content is JSON, but no JSON Patch. {}", failure.sentence());
                return Err(failed(question.refuse(StatusCode::BAD_REQUEST, detail), &failure));
            }
        }
    } else {
        question.yes("It is JSON, and so a merge patch.");
        Patch::Merge(value)
    };
    // What is patched is what GET shows, so that a test may look at all of it.
    let before: Value =
        serde_json::from_slice(&stored.json).unwrap_or_else(|_| Value::Object(stored.fields.clone()));
    let question = trace
        .ask(&APPLIES)
        .saw(Source::Content, &request.content)
        .saw(Source::Stored(subject.path()), format!("version {}", stored.etag()));
    let whole = match patch {
        Patch::Merge(patch) => {
            let mut whole = before.clone();
            patch::merge(&mut whole, &patch);
            question.yes("A merge patch always can (RFC 7396 §2).");
            whole
        }
        Patch::Operations(operations) => match patch::apply(&before, &operations) {
            Ok(whole) => {
                question.yes(format!("All of it: {} done, in order.", count(operations.len(), "operation")));
                whole
            }
            Err(failure) => {
                let detail = format!(
                    "The patch does not go with what is stored, so nothing of it was done. {}",
                    failure.sentence()
                );
                return Err(failed(question.refuse(StatusCode::CONFLICT, detail), &failure));
            }
        },
    };
    fits(world, resource, whole, Some(&before), trace).map(Some)
}

/// Whether the content is a JSON Patch; any other patch read here is a merge patch.
fn is_json_patch(received: &Received) -> bool {
    let kind = received.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.and_then(|kind| kind.parse::<MediaType>().ok()).is_some_and(|kind| kind.essence() == JSON_PATCH)
}

pub(super) fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

/// Says in the problem which operation it was, and what a test wanted and found.
pub(super) fn failed(problem: Problem, failure: &Failure) -> Box<super::Exit> {
    let mut problem = problem.with("part", "content");
    if let Some(number) = failure.operation {
        problem = problem.with("operation", number);
    }
    if !failure.op.is_empty() {
        problem = problem.with("op", failure.op).with("path", failure.path.as_str());
    }
    if let Some(values) = &failure.values {
        let (expected, found) = &**values;
        problem = problem.with("expected", expected.clone()).with("found", found.clone());
    }
    problem.into()
}

/// Why there is no content to look at. The methods that never take any are those asked most: theirs is not made anew.
pub(super) fn takes_none(method: &Method) -> Cow<'static, str> {
    match *method {
        Method::GET => "GET takes no content here.".into(),
        Method::HEAD => "HEAD takes no content here.".into(),
        _ => [method.as_str(), " takes no content here."].concat().into(),
    }
}

/// Passes over this block: the request takes no content.
pub(super) fn pass(received: &Received, trace: &mut Trace) {
    for decision in DECISIONS {
        trace.pass(decision, takes_none(&received.method));
    }
}

pub(super) fn parse<'t>(content: &Bytes, trace: &'t mut Trace) -> Asked<(Value, Question<'t>)> {
    let question = trace.ask(&PARSES).saw(Source::Content, content);
    if content.is_empty() {
        let detail = "There is no content, and this needs some: a JSON object.";
        return Err(question.refuse(StatusCode::BAD_REQUEST, detail).with("part", "content").into());
    }
    let text = match std::str::from_utf8(content) {
        Ok(text) => text,
        Err(error) => {
            let good = &content[..error.valid_up_to()];
            let line = good.iter().filter(|byte| **byte == b'\n').count() + 1;
            let column = good.iter().rev().take_while(|byte| **byte != b'\n').count() + 1;
            let byte = content[error.valid_up_to()];
            let detail = format!(
                "The content is not UTF-8 text: the byte 0x{byte:02X} at line {line}, column {column} belongs to no character."
            );
            return Err(malformed(question, detail, line, column));
        }
    };
    match serde_json::from_str(text) {
        Ok(value) => Ok((value, question)),
        Err(error) => {
            let (line, column) = (error.line(), error.column());
            let detail = format!("The content is not JSON: {error}.");
            Err(malformed(question, detail, line, column))
        }
    }
}

fn malformed(question: Question<'_>, detail: String, line: usize, column: usize) -> Box<super::Exit> {
    question
        .refuse(StatusCode::BAD_REQUEST, detail)
        .with("part", "content")
        .with("line", line)
        .with("column", column)
        .into()
}

/// How many checks of the schema that hold, and how many that do not, are kept as evidence.
const CHECKS: usize = 24;
/// How many violations the answer lists.
const TOLD: usize = 100;

fn fits(
    world: &World,
    resource: &Resource,
    mut value: Value,
    before: Option<&Value>,
    trace: &mut Trace,
) -> Asked<Map<String, Value>> {
    let (mut aside, mut untouchable) = (Vec::new(), Vec::new());
    if let Some(fields) = value.as_object_mut() {
        for name in &resource.read_only {
            let given = fields.shift_remove(name);
            if let Some(before) =
                before.map(|before| before.get(name)).filter(|before| *before != given.as_ref())
            {
                untouchable.push(read_only(name, before, given.as_ref()));
            }
            if given.is_some() {
                aside.push(name.as_str());
            }
        }
    }
    let patch = before.is_some();
    let schema = resource.schema(world.api().document());
    let account = schema.explain(&value, Direction::Request, CHECKS);
    let mut violations: Vec<Value> = account.violations.iter().take(TOLD).map(entry).collect();
    violations.extend(untouchable);
    let mut looked_up = Vec::new();
    for (field, collection) in &resource.refers_to {
        let Some(id) = value.get(field).and_then(Value::as_str) else { continue };
        let there = world.find(collection, id).is_some();
        let shown: String = id.chars().take(60).collect();
        looked_up.push((format!("{collection}/{shown}"), if there { "it is there" } else { "(none)" }));
        if !there {
            let mut known: Vec<_> =
                world.collection(collection).iter().take(21).map(|item| item.id.to_string()).collect();
            if known.len() > 20 {
                known[20] = "and more".to_owned();
            }
            let at = field.replace('~', "~0").replace('/', "~1");
            violations.push(json!({
                "pointer": format!("/{at}"),
                "keyword": "x-toyshelf-refers-to",
                "schema": format!("{}/properties/{at}/x-toyshelf-refers-to", resource.schema_pointer),
                "message": format!("{field} must be the id of something in {collection}, and “{id}” is none"),
                "expected": format!("one of {}", known.join(", ")),
                "found": id,
            }));
        }
    }

    let mut question = trace.ask(&FITS).saw(Source::Description(resource.schema_pointer.clone()), "schema");
    for check in account.checks {
        let seen = check.to_string();
        question = question.saw(Source::Description(check.schema_pointer), seen);
    }
    for (place, seen) in looked_up {
        question = question.saw(Source::Stored(place), seen);
    }
    if account.left_out > 0 {
        let seen = format!("{} more checks are not shown", account.left_out);
        question = question.saw(Source::Server("schema".into()), seen);
    }
    match value {
        Value::Object(fields) if violations.is_empty() => {
            let mut because = String::from(if patch {
                "The resource, patched, satisfies it."
            } else {
                "It satisfies every rule."
            });
            if !patch && !aside.is_empty() {
                because
                    .push_str(&format!(" The server sets aside what it alone writes: {}.", aside.join(", ")));
            }
            question.yes(because);
            Ok(fields)
        }
        _ => {
            let count = violations.len() + account.violations.len().saturating_sub(TOLD);
            let first = violations
                .first()
                .and_then(|violation| violation["message"].as_str())
                .unwrap_or("it must be an object")
                .to_owned();
            let more = match count {
                0 | 1 => String::new(),
                2 => "; and one more".into(),
                _ => format!("; and {} more", count - 1),
            };
            Err(question
                .refuse(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    format!("The content breaks the schema: {first}{more}."),
                )
                .with("violations", violations)
                .into())
        }
    }
}

/// One violation, as the problem details list it.
pub(super) fn entry(violation: &Violation) -> Value {
    json!({
        "pointer": violation.pointer,
        "keyword": violation.keyword,
        "schema": violation.schema_pointer,
        "message": violation.message,
        "expected": violation.expected,
        "found": violation.found,
    })
}

/// What a patch may not do: change a field that the server alone writes. Setting it aside would do the patch by
/// halves, and a patch is done as a whole or not at all (RFC 5789 §2).
pub(super) fn read_only(name: &str, before: Option<&Value>, given: Option<&Value>) -> Value {
    let text = |value: Option<&Value>| value.map_or_else(|| "nothing".to_owned(), Value::to_string);
    json!({
        "pointer": format!("/{name}"),
        "keyword": "readOnly",
        "message": format!("{name} is written by the server alone; leave it out of the patch"),
        "expected": text(before),
        "found": text(given),
    })
}
