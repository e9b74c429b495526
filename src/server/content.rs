//! Content: does it parse, and does it fit the schema?

use serde_json::{Map, Value, json};

use super::{Asked, Block, Decision, Source, Trace, find::Subject, receive::Received, route::Routed};
use crate::{
    api::Resource,
    http::{Method, Request, StatusCode},
    schema::Violation,
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
pub(super) static FITS: Decision = Decision {
    id: "content-fits",
    block: Block::Content,
    question: "Does the content satisfy the schema?",
    story: "Is it a whole toy, with nothing missing?",
    spec: "RFC 9110 §15.5.21",
    exits: &[422],
};

/// This block's decisions, in order.
pub(super) static DECISIONS: &[&Decision] = &[&PARSES, &FITS];

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
        Subject::Root | Subject::Description | Subject::Example { .. } => None,
    };
    let (Some(resource), Some(_)) = (resource, &routed.operation.content) else {
        pass(received, trace);
        return Ok(None);
    };

    let value = parse(request, trace)?;
    let patch = received.method == Method::PATCH;
    let stored = match subject {
        Subject::Item { item, .. } if patch => Some(&item.fields),
        _ => None,
    };
    let value = match stored {
        Some(stored) => {
            let mut whole = Value::Object(stored.clone());
            merge(&mut whole, &value);
            whole
        }
        None => value,
    };
    fits(world, resource, value, patch, trace).map(Some)
}

/// Passes over this block: the request takes no content.
pub(super) fn pass(received: &Received, trace: &mut Trace) {
    for decision in DECISIONS {
        trace.pass(decision, format!("{} takes no content here.", received.method));
    }
}

pub(super) fn parse(request: &Request, trace: &mut Trace) -> Asked<Value> {
    let content = &request.content;
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
        Ok(value) => {
            question.yes("It is JSON.");
            Ok(value)
        }
        Err(error) => {
            let (line, column) = (error.line(), error.column());
            let detail = format!("The content is not JSON: {error}.");
            Err(malformed(question, detail, line, column))
        }
    }
}

fn malformed(
    question: super::asking::Question<'_>,
    detail: String,
    line: usize,
    column: usize,
) -> Box<super::Exit> {
    question
        .refuse(StatusCode::BAD_REQUEST, detail)
        .with("part", "content")
        .with("line", line)
        .with("column", column)
        .into()
}

fn fits(
    world: &World,
    resource: &Resource,
    mut value: Value,
    patch: bool,
    trace: &mut Trace,
) -> Asked<Map<String, Value>> {
    let mut aside = Vec::new();
    if let Some(fields) = value.as_object_mut() {
        for name in &resource.read_only {
            if fields.shift_remove(name).is_some() {
                aside.push(name.as_str());
            }
        }
    }
    let mut violations: Vec<Value> = resource.schema.validate(&value).iter().map(entry).collect();
    for (field, collection) in &resource.refers_to {
        if let Some(id) = value.get(field).and_then(Value::as_str)
            && world.find(collection, id).is_none()
        {
            let known: Vec<_> = world.collection(collection).iter().map(|item| item.id.to_string()).collect();
            violations.push(json!({
                "pointer": format!("/{field}"),
                "keyword": "x-toyshelf-refers-to",
                "message": format!("{field} must be the id of something in {collection}, and “{id}” is none"),
                "expected": format!("one of {}", known.join(", ")),
                "found": id,
            }));
        }
    }

    let question = trace.ask(&FITS).saw(Source::Description(resource.schema_pointer.clone()), "schema");
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
            let count = violations.len();
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
        "message": violation.message,
        "expected": violation.expected,
        "found": violation.found,
    })
}

/// Applies a JSON Merge Patch (RFC 7396 §2).
pub(super) fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Value::Object(target) = target else { return };
    for (key, value) in patch {
        if value.is_null() {
            target.shift_remove(key);
        } else {
            merge(target.entry(key.clone()).or_insert(Value::Null), value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of RFC 7396, appendix A.
    #[test]
    fn merge_patch_does_as_its_specification_shows() {
        let cases = [
            (json!({"a":"b"}), json!({"a":"c"}), json!({"a":"c"})),
            (json!({"a":"b"}), json!({"b":"c"}), json!({"a":"b","b":"c"})),
            (json!({"a":"b"}), json!({"a":null}), json!({})),
            (json!({"a":"b","b":"c"}), json!({"a":null}), json!({"b":"c"})),
            (json!({"a":["b"]}), json!({"a":"c"}), json!({"a":"c"})),
            (json!({"a":"c"}), json!({"a":["b"]}), json!({"a":["b"]})),
            (json!({"a":{"b":"c"}}), json!({"a":{"b":"d","c":null}}), json!({"a":{"b":"d"}})),
            (json!({"a":[{"b":"c"}]}), json!({"a":[1]}), json!({"a":[1]})),
            (json!(["a", "b"]), json!(["c", "d"]), json!(["c", "d"])),
            (json!({"a":"b"}), json!(["c"]), json!(["c"])),
            (json!({"a":"foo"}), json!(null), json!(null)),
            (json!({"a":"foo"}), json!("bar"), json!("bar")),
            (json!({"e":null}), json!({"a":1}), json!({"e":null,"a":1})),
            (json!([1, 2]), json!({"a":"b","c":null}), json!({"a":"b"})),
            (json!({}), json!({"a":{"bb":{"ccc":null}}}), json!({"a":{"bb":{}}})),
        ];
        for (mut target, patch, result) in cases {
            merge(&mut target, &patch);
            assert_eq!(target, result, "{patch}");
        }
    }
}
