//! A request that an operation of an imported API should take: for a person to start from, and for tests to try.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

use super::{Seed, child, example_of, facets::follow, invent, shapes::json_schema_of};
use crate::{
    api::{
        Api, JSON_PATCH, KeyPlace, Operation, Parameter, ParameterPlace, Resource, Route, SchemeKind,
        Segment, Shape,
    },
    http::Request,
};

/// A request for an operation, aimed at what is stored at the start, with whatever the document requires: from its
/// examples, or else made to fit its schemas. `base` is the path of the API root, such as `/api`.
#[must_use]
pub fn example_request(api: &Api, seed: &Seed, route: &Route, operation: &Operation, base: &str) -> Request {
    let document = api.document();
    let parameters = operation.contract.as_ref().map_or(&[][..], |contract| &contract.parameters);
    let mut target = format!("{base}{}", path(api, seed, route, operation, parameters));
    let mut divider = '?';
    let mut fields: Vec<(String, String)> = Vec::new();
    for parameter in parameters.iter().filter(|parameter| parameter.required) {
        let value = example(document, parameter);
        match parameter.place {
            ParameterPlace::Path => {}
            ParameterPlace::Header => fields.push((parameter.name.clone(), text(&value))),
            ParameterPlace::Query => {
                for (name, value) in pairs(parameter, &value) {
                    target.push(divider);
                    target.push_str(&format!("{}={}", encoded(&name), encoded(&value)));
                    divider = '&';
                }
            }
        }
    }
    let credentials = credentials(api, operation);
    for (name, value) in credentials
        .iter()
        .filter_map(|(place, name, value)| (*place == KeyPlace::Query).then_some((name, value)))
    {
        target.push(divider);
        target.push_str(&format!("{}={}", encoded(name), encoded(value)));
        divider = '&';
    }
    for (place, name, value) in credentials {
        // What a parameter gives already is not given twice.
        let is_there = fields.iter().any(|(known, _)| known.eq_ignore_ascii_case(&name));
        match place {
            KeyPlace::Header if !is_there => fields.push((name, value)),
            KeyPlace::Cookie => fields.push(("Cookie".into(), format!("{name}={value}"))),
            _ => {}
        }
    }
    if operation.guarded {
        fields.push(("If-Match".into(), "*".into()));
    }
    let mut request = Request::new(operation.method.as_str(), target);
    for (name, value) in
        fields.iter().filter(|(_, value)| value.bytes().all(|byte| (b' '..0x7f).contains(&byte)))
    {
        request = request.with(name, value);
    }
    match content(document, operation) {
        // A patch of no operations is one, but shows nothing.
        Some((media, content)) if media.starts_with(JSON_PATCH) && content == "[]" => {
            let content = patch(api, seed, route).unwrap_or(content);
            request.with("Content-Type", media).content(content)
        }
        Some((media, content)) => request.with("Content-Type", media).content(content),
        None => request,
    }
}

/// Credentials of the form that the operation asks for, by the first way that it gives: where each stands, its name
/// and its value. Nobody checks more than the form.
fn credentials(api: &Api, operation: &Operation) -> Vec<(KeyPlace, String, String)> {
    let Some(way) = operation.security.first() else { return Vec::new() };
    let mut schemes: Vec<_> = way.schemes.iter().filter_map(|(at, _)| api.schemes().get(*at)).collect();
    // A key in the field of HTTP's own credentials may be anything, and they may not.
    schemes.sort_by_key(|scheme| matches!(scheme.kind, SchemeKind::ApiKey { .. }));
    schemes
        .into_iter()
        .filter_map(|scheme| match &scheme.kind {
            SchemeKind::Bearer => {
                Some((KeyPlace::Header, "Authorization".into(), "Bearer example-token".into()))
            }
            // “reader:example”, as RFC 7617 §2 has it.
            SchemeKind::Basic => {
                Some((KeyPlace::Header, "Authorization".into(), "Basic cmVhZGVyOmV4YW1wbGU=".into()))
            }
            SchemeKind::ApiKey { place, name } => Some((*place, name.clone(), "example-key".into())),
            SchemeKind::Unseen(_) => None,
        })
        .collect()
}

/// A patch in operations (RFC 6902) that gives a field of the first item the value that it has.
fn patch(api: &Api, seed: &Seed, route: &Route) -> Option<String> {
    let Shape::Item(index) = route.shape else { return None };
    let kind = api.resources().get(index)?;
    let kept = kind.kept.as_deref()?;
    let (_, fields) = seed.iter().find(|seeded| seeded.resource == index)?.items.first()?;
    let own = kept.id.as_ref().map(|(field, _)| field);
    let is_free = |name: &String| {
        own != Some(name) && !kind.read_only.contains(name) && !kept.write_only.contains(name)
    };
    let (name, value) = fields.iter().find(|(name, _)| is_free(name))?;
    let start = kept.wrapper.as_ref().map_or_else(String::new, |member| child("", member));
    let start = if kept.in_list { format!("{start}/0") } else { start };
    let operation = serde_json::json!({"op": "replace", "path": child(&start, name), "value": value});
    Some(Value::Array(vec![operation]).to_string())
}

fn content(document: &Value, operation: &Operation) -> Option<(String, String)> {
    let place = format!("{}/requestBody", operation.pointer);
    let (body, place) = follow(document, document.pointer(&place)?, &place)?;
    let all = body.get("content")?.as_object()?;
    let json = |patches: bool| {
        let is_wanted =
            |media: &str| super::survey::is_json(media) && media.starts_with(JSON_PATCH) == patches;
        all.iter().find(|(media, _)| is_wanted(media))
    };
    let json = json(false).or_else(|| json(true));
    let Some((media, described)) = json else {
        let (media, described) = all.iter().next()?;
        let text = example_of(described).and_then(Value::as_str).unwrap_or("text");
        return Some((media.clone(), text.to_owned()));
    };
    let given = media.as_str();
    let media = if media.contains('*') { "application/json" } else { media };
    let schema = json_schema_of(document, body, &place, &|other| all.contains_key(other) && other == given);
    let examples = super::examples_of(document, described, true);
    if let (None, Some(example)) = (&schema, examples.first()) {
        return Some((media.to_owned(), example.to_string()));
    }
    let Some(schema) = schema else {
        let nothing = if media.starts_with(JSON_PATCH) { "[]" } else { "{}" };
        return Some((media.to_owned(), nothing.to_owned()));
    };
    if media.starts_with(JSON_PATCH) && examples.is_empty() {
        // What operations are about is no matter of their schema.
        return Some((media.to_owned(), "[]".to_owned()));
    }
    let value = invent::shown(document, &examples, &schema, 3).0;
    Some((media.to_owned(), value.to_string()))
}

fn path(api: &Api, seed: &Seed, route: &Route, operation: &Operation, parameters: &[Parameter]) -> String {
    let document = api.document();
    let below = operation.contract.as_ref().and_then(|contract| contract.below);
    let item = |index: usize| {
        let own = seed.iter().filter(move |seeded| seeded.resource == index);
        own.filter_map(|seeded| {
            let (id, _) = seeded.items.first()?;
            Some(if id.is_empty() {
                seeded.collection.clone()
            } else {
                format!("{}/{id}", seeded.collection)
            })
        })
        .next()
    };
    let length = |resource: &Resource| resource.item.segments().len();
    let (start, from) = match route.shape {
        Shape::Item(index) => (item(index), api.resources().get(index).map_or(0, length)),
        Shape::Collection(index) => {
            let seeded = seed.iter().find(|seeded| seeded.resource == index);
            let segments =
                api.resources().get(index).map_or(0, |resource| resource.collection.segments().len());
            (seeded.map(|seeded| seeded.collection.clone()), segments)
        }
        _ => (below.and_then(item), below.and_then(|index| api.resources().get(index)).map_or(0, length)),
    };
    let (mut path, from) = match start {
        Some(start) => {
            let parts = start.split('/').skip(1).map(encoded);
            (parts.fold(String::new(), |path, part| format!("{path}/{part}")), from)
        }
        None => (String::new(), 0),
    };
    for segment in route.template.segments().iter().skip(from) {
        path.push('/');
        match segment {
            Segment::Literal(word) => path.push_str(&encoded(word)),
            Segment::Parameter(name) => {
                let parameter = parameters
                    .iter()
                    .find(|parameter| parameter.place == ParameterPlace::Path && parameter.name == *name);
                let value =
                    parameter.map_or_else(|| name.clone(), |parameter| text(&example(document, parameter)));
                path.push_str(&encoded(if value.is_empty() { name } else { &value }));
            }
        }
    }
    if path.is_empty() { "/".into() } else { path }
}

/// A value for a parameter: its example, or one that fits its schema.
fn example(document: &Value, parameter: &Parameter) -> Value {
    let given = document.pointer(&parameter.pointer).and_then(example_of).cloned();
    let made = || {
        let schema = parameter.schema.as_ref()?;
        Some(invent::invent(document, &schema.pointer, &parameter.name, 3).0)
    };
    given.or_else(made).unwrap_or_else(|| "text".into())
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(","),
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| format!("{name},{}", text(value))).collect::<Vec<_>>().join(",")
        }
        other => other.to_string(),
    }
}

/// A query parameter as names and values, by its style (OpenAPI 3.1 §4.8.12.3).
fn pairs(parameter: &Parameter, value: &Value) -> Vec<(String, String)> {
    let name = &parameter.name;
    match value {
        Value::Array(items) if parameter.explode => {
            items.iter().map(|item| (name.clone(), text(item))).collect()
        }
        Value::Array(items) => {
            let divider = match parameter.style.as_str() {
                "spaceDelimited" => " ",
                "pipeDelimited" => "|",
                _ => ",",
            };
            vec![(name.clone(), items.iter().map(text).collect::<Vec<_>>().join(divider))]
        }
        Value::Object(fields) if parameter.style == "deepObject" => {
            fields.iter().map(|(key, value)| (format!("{name}[{key}]"), text(value))).collect()
        }
        Value::Object(fields) if parameter.explode => spread(fields),
        other => vec![(name.clone(), text(other))],
    }
}

fn spread(fields: &Map<String, Value>) -> Vec<(String, String)> {
    fields.iter().map(|(name, value)| (name.clone(), text(value))).collect()
}

fn encoded(text: impl AsRef<str>) -> String {
    utf8_percent_encode(text.as_ref(), NON_ALPHANUMERIC).to_string()
}
