//! The contract of one operation: what it does with what is stored, its parameters, and its answer.

use serde_json::{Map, Value};

use super::{Contract, Does, JSON_PATCH, LazySchema, Parameter, ParameterPlace, SUCCESSES};
use crate::{
    api::{
        Operation, Resource, Shape,
        compile::escape,
        import::{
            facets::{Facets, follow},
            shapes::json_schema_of,
            single::{fits_content, reads_alike},
            survey::is_json,
        },
    },
    http::Method,
};

/// What the document says of an operation that was read.
pub(super) fn contract(
    document: &Value,
    resources: &[Resource],
    operation: &Operation,
    value: &Value,
    shared: (Option<&Value>, String),
    shape: Shape,
    item: &Map<String, Value>,
) -> Contract {
    let body = value
        .get("requestBody")
        .and_then(|body| follow(document, body, &format!("{}/requestBody", operation.pointer)));
    // A patch in operations looks like no resource, so it has a schema of its own.
    let is_patch = |media: &str| media.starts_with(JSON_PATCH);
    let schema_of = |wanted: &dyn Fn(&str) -> bool| {
        body.as_ref().and_then(|(body, place)| json_schema_of(document, body, place, wanted))
    };
    let schema = schema_of(&|media| is_json(media) && !is_patch(media));
    let patch = schema_of(&is_patch).filter(|_| operation.method == Method::PATCH);
    // Content that is no JSON cannot be stored field by field.
    let readable = operation.content.as_ref().is_none_or(|content| {
        content.types.is_empty() || content.types.iter().any(|media| is_json(&media.to_string()))
    });
    let takes = operation.content.is_some() && readable;
    let documents = |status: &str| value.get("responses").and_then(|all| all.get(status)).is_some();
    let lists = |index: usize| {
        let kept = resources.get(index).and_then(|resource| resource.kept.as_ref());
        kept.is_some_and(|kept| kept.list_schema.is_some())
    };
    let takes_one = schema.as_ref().is_none_or(|schema| fits_content(document, schema));
    let kept = |index: usize| resources.get(index).and_then(|resource| resource.kept.as_ref());
    let is_single = |index: usize| kept(index).is_some_and(|kept| kept.single);
    let shown =
        |index: usize| resources.get(index).map_or("", |resource| &resource.schema_pointer).to_owned();
    let is_example = value.get("x-toyshelf-serves").and_then(Value::as_str) == Some("example");
    let does = match (shape, &operation.method) {
        _ if is_example => Does::Nothing,
        (Shape::Collection(index), &Method::GET) if lists(index) => Does::List,
        (Shape::Collection(_), &Method::POST) if readable && takes_one => Does::Create,
        // What there is one of only: what is sent must be of its kind, or it asks for something else.
        (Shape::Item(index), method)
            if is_single(index) && *method != Method::GET && *method != Method::DELETE =>
        {
            let alike =
                takes && schema.as_ref().is_none_or(|sent| reads_alike(document, sent, &shown(index)));
            let puts = item.contains_key("put") || item.contains_key("patch");
            match *method {
                Method::PUT if alike => {
                    Does::Replace { creates: documents("201") || item.contains_key("delete") }
                }
                Method::PATCH if alike || takes && patch.is_some() => Does::Merge,
                Method::POST if alike && puts => Does::Replace { creates: true },
                Method::POST if alike => Does::Merge,
                _ => Does::Nothing,
            }
        }
        (Shape::Item(_), &Method::GET) => Does::Read,
        // Some APIs replace an item by its id in the content, at the path of the collection.
        (Shape::Collection(_), &Method::PUT) if takes && takes_one => Does::Replace { creates: true },
        (Shape::Item(_), &Method::PUT) if takes => Does::Replace { creates: documents("201") },
        (Shape::Item(_), &Method::PATCH) if takes => Does::Merge,
        (Shape::Item(_), &Method::POST)
            if takes && !item.contains_key("put") && !item.contains_key("patch") =>
        {
            Does::Merge
        }
        (Shape::Item(_), &Method::DELETE) => Does::Delete,
        _ => Does::Nothing,
    };
    let (status, response) = success(document, value, &operation.pointer, does);
    let writes = document.pointer(&response).and_then(|found| written(found, &response));
    Contract {
        does,
        parameters: parameters(document, value, &operation.pointer, shared),
        content: schema.map(LazySchema::new),
        patch: patch.map(LazySchema::new),
        listed: value
            .get("responses")
            .and_then(Value::as_object)
            .into_iter()
            .flat_map(Map::keys)
            .cloned()
            .collect(),
        status,
        response,
        writes: if matches!(status, 204 | 205 | 304) { None } else { writes },
        below: None,
    }
}

/// The status of success and where it is described.
fn success(document: &Value, operation: &Value, pointer: &str, does: Does) -> (u16, String) {
    let (wanted, otherwise) = match does {
        Does::Create => ("201", 201),
        Does::Delete => ("204", 204),
        _ => ("200", 200),
    };
    let responses = operation.get("responses").and_then(Value::as_object);
    let number = |status: &str| match status.parse::<u16>() {
        // RFC 9110 §15.3.7: a part answers nothing but a request for a part.
        Ok(206) => Some(200),
        Ok(status) if SUCCESSES.contains(&status) => Some(status),
        // RFC 9110 §15: one that nobody knows means what the first of its class does.
        Ok(status @ 200..400) => Some(status / 100 * 100),
        Ok(_) => None,
        Err(_) if status.eq_ignore_ascii_case("2XX") => Some(200),
        Err(_) => (status == "default").then_some(otherwise),
    };
    let found = responses.and_then(|responses| {
        let any = |test: &dyn Fn(&str) -> bool| responses.iter().find(|(status, _)| test(status));
        any(&|status| status == wanted)
            .or_else(|| any(&|status| status.starts_with('2') && status != "206" && number(status).is_some()))
            .or_else(|| any(&|status| status == "206"))
            .or_else(|| any(&|status| status == "default"))
            .or_else(|| any(&|status| status.starts_with('3') && number(status).is_some()))
    });
    let Some((status, response)) = found else { return (otherwise, String::new()) };
    let place = format!("{pointer}/responses/{}", escape(status));
    let place = follow(document, response, &place).map_or(String::new(), |(_, place)| place);
    (number(status).unwrap_or(otherwise), place)
}

/// The media type that an answer is written in, and the pointer of what the document says of it: JSON, or else text
/// that the document has an example of.
fn written(response: &Value, pointer: &str) -> Option<(String, String)> {
    let content = response.get("content")?.as_object()?;
    let json = content.keys().find(|media| is_json(media));
    let text = || {
        content
            .iter()
            .find(|(_, given)| {
                let many = given.get("examples").and_then(Value::as_object).into_iter().flatten();
                given.get("example").is_some_and(Value::is_string)
                    || many.into_iter().any(|(_, one)| one.get("value").is_some_and(Value::is_string))
            })
            .map(|(media, _)| media)
    };
    let media = json.or_else(text)?;
    let place = format!("{pointer}/content/{}", escape(media));
    let plain = if media.contains('*') { "application/json".to_owned() } else { media.clone() };
    Some((plain, place))
}

fn parameters(
    document: &Value,
    operation: &Value,
    pointer: &str,
    shared: (Option<&Value>, String),
) -> Vec<Parameter> {
    let own = (operation.get("parameters"), format!("{pointer}/parameters"));
    let mut found: Vec<Parameter> = Vec::new();
    for (list, place) in [own, shared] {
        for (index, one) in list.and_then(Value::as_array).into_iter().flatten().enumerate() {
            let Some((one, place)) = follow(document, one, &format!("{place}/{index}")) else { continue };
            let Some(parameter) = parameter(document, one, place) else { continue };
            // The operation's own count more than the path's (OpenAPI 3.1 §4.8.9).
            if !found.iter().any(|other| other.name == parameter.name && other.place == parameter.place) {
                found.push(parameter);
            }
        }
    }
    found
}

fn parameter(document: &Value, one: &Value, pointer: String) -> Option<Parameter> {
    let text = |key: &str| one.get(key).and_then(Value::as_str);
    let name = text("name")?.to_owned();
    let place = match text("in")? {
        "path" => ParameterPlace::Path,
        "query" => ParameterPlace::Query,
        // OpenAPI 3.1 §4.8.12.1: these three are said elsewhere, and a parameter for them is ignored.
        "header"
            if !["accept", "content-type", "authorization"].contains(&name.to_ascii_lowercase().as_str()) =>
        {
            ParameterPlace::Header
        }
        _ => return None,
    };
    let usual = if place == ParameterPlace::Query { "form" } else { "simple" };
    let style = text("style").unwrap_or(usual).to_owned();
    let explode = one.get("explode").and_then(Value::as_bool).unwrap_or(style == "form");
    let schema = one.get("schema").map(|_| format!("{pointer}/schema"));
    let facets = schema.as_ref().and_then(|schema| Facets::at(document, schema));
    let words = |types: Vec<&str>| types.into_iter().map(str::to_owned).collect();
    let inner: Vec<&Value> = facets.iter().flat_map(|facets| facets.all("items")).collect();
    Some(Parameter {
        name,
        place,
        required: place == ParameterPlace::Path || one.get("required") == Some(&Value::Bool(true)),
        types: facets.map_or_else(Vec::new, |facets| words(facets.types())),
        item_types: words(Facets::gather(document, &inner, |_| 0).types()),
        schema: schema.map(LazySchema::new),
        pointer,
        style,
        explode,
    })
}
