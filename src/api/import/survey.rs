//! What a document asks for that this server does not do, each with its place.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::{child, facets::follow, report::Report, steps::Steps};
use crate::api::{JSON_PATCH, PathTemplate, Segment};

/// The keys of a path item under which an operation stands (OpenAPI 3.1 §4.8.9).
const SERVED: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Whether a media type is JSON: `application/json`, or any with `+json` at its end (RFC 6839 §3.1).
pub(crate) fn is_json(media: &str) -> bool {
    let essence = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json"
        || essence == "*/*"
        || essence == "application/*"
        || essence.ends_with("+json")
}

/// Whether two media types are the same but for their parameters; a range such as `*/*` is the same as any.
pub(crate) fn same_essence(one: &str, other: &str) -> bool {
    let essence = |media: &str| media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence(one) == "*/*" || essence(one) == essence(other)
}

pub(super) async fn survey(document: &Value, report: &mut Report, steps: &Steps) {
    root(document, report);
    let Some(paths) = document.get("paths").and_then(Value::as_object) else { return };
    let mut ids: HashMap<&str, String> = HashMap::new();
    let mut forms: HashMap<String, &str> = HashMap::new();
    for (place, (path, item)) in paths.iter().enumerate().filter(|(_, (path, _))| !path.starts_with("x-")) {
        steps.next(place, paths.len()).await;
        let pointer = child("/paths", path);
        match PathTemplate::parse(path) {
            Err(message) => {
                report.unsupported("path", &pointer, format!("Nothing is served here: {message}."));
                continue;
            }
            Ok(template) => {
                let form = template.segments().iter().fold(String::new(), |form, segment| match segment {
                    Segment::Literal(word) => format!("{form}/{word}"),
                    Segment::Parameter(_) => form + "/{}",
                });
                if let Some(first) = forms.get(&form) {
                    let sentence =
                        format!("This path and “{first}” fit the same targets; “{first}” gets them all.");
                    report.broken("ambiguous-path", &pointer, sentence);
                    continue;
                }
                forms.insert(form, path);
            }
        }
        let Some((item, place)) = follow(document, item, &pointer) else { continue };
        let Some(item) = item.as_object() else {
            report.broken("wrong-type", &pointer, "A path item must be an object; nothing is served here.");
            continue;
        };
        path_item(document, path, item, &place, &mut ids, report);
    }
}

fn root(document: &Value, report: &mut Report) {
    if let Some(object) = document.as_object() {
        extensions(object, "", &["resources"], report);
    }
    let servers = document.get("servers").and_then(Value::as_array);
    if let Some(first) = servers.and_then(|servers| servers.iter().find_map(|server| server.get("url"))) {
        let sentence = format!(
            "The servers are set aside: every path is served here, below this server's own base, not at {}.",
            first.as_str().unwrap_or_default()
        );
        report.note("servers", "/servers", sentence);
    }
    for (name, webhook) in document.get("webhooks").and_then(Value::as_object).into_iter().flatten() {
        let _ = webhook;
        let sentence = format!("The webhook “{name}” is never sent: this server only answers.");
        report.unsupported("webhooks", &child("/webhooks", name), sentence);
    }
    if let Some(dialect) = document.get("jsonSchemaDialect").and_then(Value::as_str)
        && !dialect.contains("spec.openapis.org")
        && !dialect.contains("2020-12")
    {
        let sentence = format!("Schemas are read as JSON Schema 2020-12, not as “{dialect}”.");
        report.unsupported("dialect", "/jsonSchemaDialect", sentence);
    }
}

/// Tells of this server's own extensions that count for the toy library alone.
fn extensions(object: &Map<String, Value>, pointer: &str, kept: &[&str], report: &mut Report) {
    for key in object.keys() {
        let Some(name) = key.strip_prefix("x-toyshelf-").filter(|name| !kept.contains(name)) else {
            continue;
        };
        let mut sentence = format!("“{key}” is set aside");
        sentence.push_str(match name {
            "forwards" => ": nothing in an imported API has moved at the start.",
            "moves" => ": nothing in an imported API moves.",
            "slow" => ": an imported API does everything at once.",
            "owner" => ": in an imported API nobody owns what is stored.",
            "requires" | "sets" => ": in an imported API, what is stored does not depend on something else.",
            _ => ": it means nothing here.",
        });
        report.unsupported("extension", &child(pointer, key), sentence);
    }
}

fn path_item<'d>(
    document: &'d Value,
    path: &str,
    item: &'d Map<String, Value>,
    pointer: &str,
    ids: &mut HashMap<&'d str, String>,
    report: &mut Report,
) {
    for (key, value) in item {
        let place = child(pointer, key);
        match key.as_str() {
            key if SERVED.contains(&key) => {
                let Some(operation) = value.as_object() else {
                    report.broken(
                        "wrong-type",
                        &place,
                        "An operation must be an object; this one is not served.",
                    );
                    continue;
                };
                surveyed(document, operation, &place, ids, report);
            }
            "head" | "options" => {
                let sentence =
                    format!("{} is answered by the server itself, for every path.", key.to_uppercase());
                report.note("method", &place, sentence);
            }
            "trace" | "query" | "additionalOperations" => {
                let sentence = format!("“{key}” is not served.");
                report.unsupported("method", &place, sentence);
            }
            "servers" => report.note("servers", &place, "The servers of this path are set aside."),
            "parameters" | "summary" | "description" | "$ref" => {}
            key if key.starts_with("x-") => {}
            _ => report.broken("unknown-field", &place, format!("A path item has no field “{key}”.")),
        }
    }
    let Ok(template) = PathTemplate::parse(path) else { return };
    let declared: Vec<&str> = std::iter::once(item.get("parameters"))
        .chain(SERVED.iter().map(|key| item.get(*key).and_then(|operation| operation.get("parameters"))))
        .flatten()
        .filter_map(Value::as_array)
        .flatten()
        .filter_map(|parameter| follow(document, parameter, "").map(|(parameter, _)| parameter))
        .filter(|parameter| parameter.get("in").and_then(Value::as_str) == Some("path"))
        .filter_map(|parameter| parameter.get("name").and_then(Value::as_str))
        .collect();
    for segment in template.segments() {
        if let Segment::Parameter(name) = segment
            && !declared.contains(&name.as_str())
        {
            let sentence =
                format!("“{{{name}}}” is declared nowhere as a path parameter; any text is taken.");
            report.note("path-parameter", pointer, sentence);
        }
    }
}

fn surveyed<'d>(
    document: &'d Value,
    operation: &'d Map<String, Value>,
    pointer: &str,
    ids: &mut HashMap<&'d str, String>,
    report: &mut Report,
) {
    if let Some(id) = operation.get("operationId").and_then(Value::as_str) {
        match ids.get(id) {
            Some(first) => {
                let sentence =
                    format!("The operationId “{id}” is also that of {first}; each should have its own.");
                report.broken("duplicate-operation-id", &child(pointer, "operationId"), sentence);
            }
            None => {
                ids.insert(id, pointer.to_owned());
            }
        }
    }
    if operation.get("callbacks").and_then(Value::as_object).is_some_and(|callbacks| !callbacks.is_empty()) {
        report.unsupported(
            "callbacks",
            &child(pointer, "callbacks"),
            "Callbacks are never sent: this server only answers.",
        );
    }
    if operation.contains_key("servers") {
        report.note("servers", &child(pointer, "servers"), "The servers of this operation are set aside.");
    }
    extensions(operation, pointer, &["serves", "precondition"], report);
    if let Some(body) = operation.get("requestBody")
        && let Some((body, place)) = follow(document, body, &child(pointer, "requestBody"))
    {
        content(body, &place, if pointer.ends_with("/patch") { "A patch" } else { "Content" }, report);
    }
    let parameters = operation.get("parameters").and_then(Value::as_array);
    for (index, parameter) in parameters.into_iter().flatten().enumerate() {
        let place = format!("{pointer}/parameters/{index}");
        let Some((parameter, place)) = follow(document, parameter, &place) else { continue };
        let text = |key: &str| parameter.get(key).and_then(Value::as_str);
        match (text("name"), text("in")) {
            (Some(name), Some("cookie")) => {
                let sentence = format!("The cookie “{name}” is not looked at: cookies are not read here.");
                report.unsupported("cookie", &place, sentence);
            }
            (Some(_), Some("path" | "query" | "header")) => {}
            (Some(name), Some(other)) => {
                let sentence = format!("The parameter “{name}” is in “{other}”, which is no place for one.");
                report.broken("parameter", &place, sentence);
            }
            _ => {
                report.broken(
                    "parameter",
                    &place,
                    "A parameter needs “name” and “in”; this one is left out.",
                );
            }
        }
        if parameter.get("content").is_some() {
            report.unsupported(
                "parameter-content",
                &place,
                "A parameter with “content” is only checked for being there, not for what it holds.",
            );
        }
        let style = text("style").unwrap_or("form");
        if !["form", "simple", "deepObject", "spaceDelimited", "pipeDelimited"].contains(&style) {
            let sentence =
                format!("The style “{style}” is not read apart: the value is taken as plain text.");
            report.unsupported("parameter-style", &place, sentence);
        }
    }
    let Some(responses) = operation.get("responses").and_then(Value::as_object).filter(|all| !all.is_empty())
    else {
        report.broken(
            "responses",
            pointer,
            "There are no responses, so a success is answered with 200 and no content.",
        );
        return;
    };
    for (status, response) in responses {
        let Some((response, place)) =
            follow(document, response, &child(&child(pointer, "responses"), status))
        else {
            continue;
        };
        if response.get("links").and_then(Value::as_object).is_some_and(|links| !links.is_empty()) {
            report.unsupported(
                "links",
                &child(&place, "links"),
                "Links between operations are not made use of.",
            );
        }
        if status.starts_with('2') || status == "default" {
            content(response, &place, "An answer", report);
        }
    }
}

/// The media types that are neither read nor written.
fn content(holder: &Value, pointer: &str, what: &str, report: &mut Report) {
    let Some(content) = holder.get("content").and_then(Value::as_object) else { return };
    for (media, given) in content {
        let place = child(&child(pointer, "content"), media);
        if what == "Content" && media.starts_with(JSON_PATCH) {
            let sentence = "A patch in operations (RFC 6902) is applied by PATCH only.";
            report.unsupported("json-patch", &place, sentence);
            continue;
        }
        if is_json(media) {
            continue;
        }
        let essence = media.split(';').next().unwrap_or_default();
        let other = if content.keys().any(|media| is_json(media)) { "; JSON is" } else { "" };
        if ["Content", "A patch"].contains(&what) {
            let sentence = format!("{what} of type {essence} is taken, but not looked into{other}.");
            report.unsupported(kind(essence), &place, sentence);
        } else if essence.contains("xml") || !has_text(given) {
            let sentence = format!("{what} is not written as {essence}{other}.");
            report.unsupported(kind(essence), &place, sentence);
        }
    }
}

fn has_text(given: &Value) -> bool {
    let examples = given.get("examples").and_then(Value::as_object);
    given.get("example").is_some_and(Value::is_string)
        || examples.into_iter().flatten().any(|(_, one)| one.get("value").is_some_and(Value::is_string))
}

fn kind(essence: &str) -> &'static str {
    if essence.contains("xml") {
        "xml"
    } else if essence.starts_with("multipart/") {
        "multipart"
    } else if essence == "application/x-www-form-urlencoded" {
        "form"
    } else {
        "media-type"
    }
}
