//! Do the parameters fit what the document of an imported API says of them?

use serde_json::{Map, Number, Value};

use super::contract;
use crate::{
    api::{Parameter, ParameterPlace},
    http::{StatusCode, target::Target},
    server::{Asked, Block, Decision, Source, Trace, content::entry, receive::Received, route::Routed},
    world::World,
};

pub(in crate::server) static PARAMETERS: Decision = Decision {
    id: "parameters-fit",
    block: Block::Route,
    question: "Do the parameters fit the API description?",
    story: "Did they say which one, and in the right words?",
    spec: "OpenAPI 3.1 §4.8.12",
    exits: &[400],
};

pub(super) fn parameters(
    world: &World,
    received: &Received,
    routed: &Routed<'_>,
    trace: &mut Trace,
) -> Asked<()> {
    let query: &[(String, String)] = match &received.target {
        Target::Origin(target) => &target.query,
        Target::Asterisk => &[],
    };
    let declared = contract(routed).map_or(&[][..], |contract| &contract.parameters);
    if declared.is_empty() && query.is_empty() {
        trace.pass(&PARAMETERS, "The API description names no parameters for this, and none were given.");
        return Ok(());
    }
    let mut question = trace.ask(&PARAMETERS);
    let mut checked = 0;
    for parameter in declared {
        let given = given(parameter, received, routed, query);
        let place = match parameter.place {
            ParameterPlace::Path => "path",
            ParameterPlace::Query => "query",
            ParameterPlace::Header => "header",
        };
        if given.is_empty() {
            if parameter.required && parameter.place != ParameterPlace::Path && !is_spread(parameter) {
                let name = &parameter.name;
                let how = match parameter.place {
                    ParameterPlace::Query => format!("Add “{name}=…” to the query."),
                    _ => format!("Add the header field “{name}: …”."),
                };
                let detail =
                    format!("The {place} parameter “{name}” is missing, and it must be there. {how}");
                return Err(question
                    .saw(Source::Description(parameter.pointer.clone()), "required")
                    .refuse(StatusCode::BAD_REQUEST, detail)
                    .with("part", place)
                    .with("parameter", name.as_str())
                    .into());
            }
            continue;
        }
        checked += 1;
        let value = read(parameter, &given);
        let violations = parameter
            .schema
            .as_ref()
            .and_then(|schema| schema.get(world.api().document()))
            .map_or_else(Vec::new, |schema| schema.validate(&value));
        let shown = given.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(", ");
        question = question
            .saw(Source::Description(parameter.pointer.clone()), format!("{} = {shown}", parameter.name));
        if let Some(first) = violations.first() {
            let rule = if first.pointer.is_empty() { &first.expected } else { &first.message };
            let detail = format!(
                "The {place} parameter “{}” is “{shown}”, and that does not fit: it must be {rule}.",
                parameter.name
            );
            let entries: Vec<Value> = violations.iter().map(entry).collect();
            return Err(question
                .refuse(StatusCode::BAD_REQUEST, detail)
                .with("part", place)
                .with("parameter", parameter.name.as_str())
                .with("violations", entries)
                .into());
        }
    }
    let ignored: Vec<&str> = query
        .iter()
        .map(|(name, _)| name.as_str())
        .filter(|name| !declared.iter().any(|one| names(one, name)))
        // A key that says who asks is no parameter, and is looked at next.
        .filter(|name| !routed.operation.keys.iter().any(|key| key == name))
        .collect();
    let mut because = match checked {
        0 => "None of the described parameters is given, and none must be.".to_owned(),
        1 => "The one that is given fits its schema.".to_owned(),
        many => format!("The {many} that are given fit their schemas."),
    };
    if !ignored.is_empty() {
        question = question.saw(Source::Target, ignored.join(", "));
        because.push_str(&format!(
            " The description does not name “{}”, so it changes nothing.",
            ignored.join("”, “")
        ));
    }
    question.yes(because);
    Ok(())
}

/// Whether an object's properties stand each as a parameter of its own, under its own name.
fn is_spread(parameter: &Parameter) -> bool {
    parameter.style == "form" && parameter.explode && parameter.types.iter().any(|kind| kind == "object")
}

/// Whether a query name belongs to this parameter.
fn names(parameter: &Parameter, name: &str) -> bool {
    parameter.place == ParameterPlace::Query
        && (parameter.name == name
            || name
                .strip_prefix(parameter.name.as_str())
                .is_some_and(|rest| rest.starts_with('[') && rest.ends_with(']'))
            || is_spread(parameter))
}

/// The names and values given for a parameter, in order.
fn given(
    parameter: &Parameter,
    received: &Received,
    routed: &Routed<'_>,
    query: &[(String, String)],
) -> Vec<(String, String)> {
    match parameter.place {
        ParameterPlace::Path => {
            let value = routed.found.get(&parameter.name);
            value.map(|value| (parameter.name.clone(), value.to_owned())).into_iter().collect()
        }
        ParameterPlace::Header => {
            let values: Vec<_> = received
                .headers
                .get_all(parameter.name.as_str())
                .iter()
                .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
                .collect();
            if values.is_empty() { Vec::new() } else { vec![(parameter.name.clone(), values.join(", "))] }
        }
        ParameterPlace::Query if is_spread(parameter) => Vec::new(),
        ParameterPlace::Query => query.iter().filter(|(name, _)| names(parameter, name)).cloned().collect(),
    }
}

/// The value that was meant, by the parameter's style (OpenAPI 3.1 §4.8.12.3).
fn read(parameter: &Parameter, given: &[(String, String)]) -> Value {
    let is = |kind: &str| parameter.types.iter().any(|other| other == kind);
    let first = given.first().map_or("", |(_, value)| value.as_str());
    if is("array") {
        let divider = match parameter.style.as_str() {
            "spaceDelimited" => ' ',
            "pipeDelimited" => '|',
            _ => ',',
        };
        let whole: Vec<&str> = given.iter().map(|(_, value)| value.as_str()).collect();
        let parts: Vec<&str> = if parameter.explode && parameter.place == ParameterPlace::Query {
            whole
        } else if first.is_empty() && given.len() == 1 {
            // A list of nothing is written so (OpenAPI 3.1 §4.8.12.4).
            Vec::new()
        } else {
            whole.into_iter().flat_map(|value| value.split(divider)).map(str::trim).collect()
        };
        return parts.into_iter().map(|part| plain(&parameter.item_types, part)).collect();
    }
    if is("object") && parameter.style == "deepObject" {
        let mut object = Map::new();
        for (name, value) in given {
            let key = name.split_once('[').map_or(name.as_str(), |(_, key)| key.trim_end_matches(']'));
            object.insert(key.to_owned(), guess(value));
        }
        return Value::Object(object);
    }
    if is("object") {
        let mut object = Map::new();
        let mut parts = first.split(',');
        while let Some(part) = parts.next() {
            let (key, value) =
                part.split_once('=').unwrap_or_else(|| (part, parts.next().unwrap_or_default()));
            object.insert(key.to_owned(), guess(value));
        }
        return Value::Object(object);
    }
    plain(&parameter.types, first)
}

/// A text as the number or boolean that its schema asks for, where it is one.
fn plain(types: &[String], text: &str) -> Value {
    let is = |kind: &str| types.iter().any(|other| other == kind);
    if is("integer") || is("number") {
        // As JSON writes numbers: “+5”, “0x1” and “NaN” are none.
        if let Ok(number) = serde_json::from_str::<Number>(text) {
            return Value::Number(number);
        }
    }
    match text {
        "true" if is("boolean") => Value::Bool(true),
        "false" if is("boolean") => Value::Bool(false),
        "" | "null" if is("null") && !is("string") => Value::Null,
        _ => Value::String(text.to_owned()),
    }
}

/// A text whose type nobody names.
fn guess(text: &str) -> Value {
    match serde_json::from_str::<Value>(text) {
        Ok(value @ (Value::Number(_) | Value::Bool(_))) => value,
        _ => Value::String(text.to_owned()),
    }
}
