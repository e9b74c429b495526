//! From an OpenAPI document to an [`Api`].

use serde_json::{Map, Value};

use super::{
    Api, ApiError, Condition, Effect, Operation, PathTemplate, RequestContent, Resource, Route, Segment,
    Shape,
};
use crate::{
    http::{Method, media::MediaType},
    schema::Schema,
};

/// The methods that a path item can hold, by their key there (OpenAPI 3.1 §4.8.9).
pub(super) const METHODS: [(&str, Method); 5] = [
    ("get", Method::GET),
    ("post", Method::POST),
    ("put", Method::PUT),
    ("patch", Method::PATCH),
    ("delete", Method::DELETE),
];

pub(super) fn compile(document: Value) -> Result<Api, ApiError> {
    let version = document.get("openapi").and_then(Value::as_str).unwrap_or_default();
    if !version.starts_with("3.1") {
        return Err(error("/openapi", "only OpenAPI 3.1 is read; the field says otherwise or is missing"));
    }
    let paths = document
        .get("paths")
        .and_then(Value::as_object)
        .ok_or_else(|| error("/paths", "there are no paths, so there is nothing to serve"))?;

    let mut templates = Vec::new();
    for (path, item) in paths {
        let pointer = format!("/paths/{}", escape(path));
        let template = PathTemplate::parse(path).map_err(|message| error(&pointer, message))?;
        let item = item.as_object().ok_or_else(|| error(&pointer, "a path item must be an object"))?;
        templates.push((template, item, pointer));
    }

    let mut resources = Vec::new();
    for (template, item, pointer) in &templates {
        let Some(Segment::Parameter(_)) = template.segments().last() else { continue };
        resources.push(resource(&document, &templates, template, item, pointer)?);
    }

    let mut routes = Vec::new();
    for (template, item, pointer) in &templates {
        let shape = shape(template, item, &resources).ok_or_else(|| {
            error(
                pointer,
                "nothing says what lives here: it is neither a collection, nor an item of one, nor marked",
            )
        })?;
        let mut operations = Vec::new();
        for (key, method) in METHODS {
            if let Some(value) = item.get(key) {
                operations.push(operation(
                    &document,
                    method,
                    value,
                    &format!("{pointer}/{key}"),
                    template.text(),
                )?);
            }
        }
        routes.push(Route { template: template.clone(), shape, operations, pointer: pointer.clone() });
    }

    let title = document
        .pointer("/info/title")
        .and_then(Value::as_str)
        .unwrap_or("An API without a title")
        .to_owned();
    let bytes = document.to_string().into();
    Ok(Api { bytes, title, routes, resources, document, imported: false })
}

pub(super) fn error(pointer: &str, message: impl Into<String>) -> ApiError {
    ApiError { pointer: pointer.into(), message: message.into() }
}

/// A reference token of a JSON Pointer (RFC 6901 §3).
pub(super) fn escape(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}

/// Follows `$ref` once, with the place that it led to.
fn resolve<'a>(
    document: &'a Value,
    value: &'a Value,
    pointer: &str,
) -> Result<(&'a Value, String), ApiError> {
    let Some(reference) = value.get("$ref").and_then(Value::as_str) else {
        return Ok((value, pointer.into()));
    };
    let target = reference.strip_prefix('#').unwrap_or(reference);
    document
        .pointer(target)
        .map(|found| (found, target.to_owned()))
        .ok_or_else(|| error(pointer, format!("the reference “{reference}” leads nowhere in this document")))
}

/// What lives at a path: said by `x-toyshelf-serves`, or told by its form.
fn shape(template: &PathTemplate, item: &Map<String, Value>, resources: &[Resource]) -> Option<Shape> {
    let serves =
        item.values().find_map(|operation| operation.get("x-toyshelf-serves").and_then(Value::as_str));
    match serves {
        Some("root") => return Some(Shape::Root),
        Some("description") => return Some(Shape::Description),
        _ => {}
    }
    resources.iter().enumerate().find_map(|(index, resource)| {
        if resource.item == *template {
            Some(Shape::Item(index))
        } else if resource.collection == *template {
            Some(Shape::Collection(index))
        } else {
            None
        }
    })
}

/// The kind of resource whose items live at a path that ends in a parameter.
fn resource(
    document: &Value,
    templates: &[(PathTemplate, &Map<String, Value>, String)],
    template: &PathTemplate,
    item: &Map<String, Value>,
    pointer: &str,
) -> Result<Resource, ApiError> {
    let parent = template.text().rsplit_once('/').map_or("/", |(parent, _)| parent);
    let collection = PathTemplate::parse(parent).map_err(|message| error(pointer, message))?;

    let read = item
        .get("get")
        .ok_or_else(|| error(pointer, "an item needs a GET, which says what it looks like"))?;
    let place = format!("{pointer}/get/responses/200");
    let answer = read
        .pointer("/responses/200")
        .ok_or_else(|| error(&place, "the GET of an item needs a 200, which says what it looks like"))?;
    let (answer, place) = resolve(document, answer, &place)?;
    let schema = answer
        .pointer("/content/application~1json/schema")
        .ok_or_else(|| error(&place, "the answer needs content of type application/json with a schema"))?;
    let (schema, schema_pointer) =
        resolve(document, schema, &format!("{place}/content/application~1json/schema"))?;

    let mut made = Resource {
        schema: Schema::compile(document, &schema_pointer)
            .map_err(|problem| error(&schema_pointer, problem.to_string()))?,
        schema_pointer,
        item: template.clone(),
        children: templates
            .iter()
            .filter_map(|(other, ..)| other.text().strip_prefix(template.text())?.strip_prefix('/'))
            .filter(|rest| !rest.is_empty() && !rest.contains('/'))
            .map(str::to_owned)
            .collect(),
        collection,
        order: Vec::new(),
        read_only: Vec::new(),
        defaults: Vec::new(),
        from_path: Vec::new(),
        from_clock: Vec::new(),
        refers_to: Vec::new(),
        kept: None,
    };
    let properties = schema.get("properties").and_then(Value::as_object);
    for (name, property) in properties.into_iter().flatten() {
        let text = |key: &str| property.get(key).and_then(Value::as_str);
        made.order.push(name.clone());
        if property.get("readOnly") == Some(&Value::Bool(true)) {
            made.read_only.push(name.clone());
        }
        if let Some(default) = property.get("default") {
            made.defaults.push((name.clone(), default.clone()));
        }
        match text("x-toyshelf-fill") {
            Some("parameter") => made.from_path.push(name.clone()),
            Some("now") => made.from_clock.push(name.clone()),
            _ => {}
        }
        if let Some(collection) = text("x-toyshelf-refers-to") {
            made.refers_to.push((name.clone(), collection.into()));
        }
    }
    Ok(made)
}

pub(super) fn operation(
    document: &Value,
    method: Method,
    value: &Value,
    pointer: &str,
    path: &str,
) -> Result<Operation, ApiError> {
    let content = match value.get("requestBody") {
        None => None,
        Some(content) => {
            let (content, place) = resolve(document, content, &format!("{pointer}/requestBody"))?;
            Some(RequestContent {
                required: content.get("required") == Some(&Value::Bool(true)),
                types: media_types(content, &place)?,
            })
        }
    };
    let responses = value.get("responses").and_then(Value::as_object);
    let (success, writes) = match responses.into_iter().flatten().find(|(status, _)| status.starts_with('2'))
    {
        None => (200, Vec::new()),
        Some((status, answer)) => {
            let place = format!("{pointer}/responses/{status}");
            let (answer, place) = resolve(document, answer, &place)?;
            (status.parse().unwrap_or(200), media_types(answer, &place)?)
        }
    };
    let mut query = Vec::new();
    for (index, parameter) in
        value.get("parameters").and_then(Value::as_array).into_iter().flatten().enumerate()
    {
        let (parameter, place) = resolve(document, parameter, &format!("{pointer}/parameters/{index}"))?;
        let text = |key: &str| parameter.get(key).and_then(Value::as_str);
        match (text("in"), text("name")) {
            (Some("query"), Some(name)) => query.push(name.to_owned()),
            (Some(_), Some(_)) => {}
            _ => return Err(error(&place, "a parameter needs “name” and “in”")),
        }
    }
    let rule = |key: &str| -> Result<Option<(PathTemplate, String, &Value)>, ApiError> {
        let Some(rule) = value.get(key) else { return Ok(None) };
        let place = format!("{pointer}/{key}");
        let text = |name: &str| {
            rule.get(name)
                .and_then(Value::as_str)
                .ok_or_else(|| error(&place, format!("the field “{name}” is missing or is no text")))
        };
        let resource = PathTemplate::parse(text("resource")?).map_err(|message| error(&place, message))?;
        Ok(Some((resource, text("field")?.to_owned(), rule)))
    };
    let requires = rule("x-toyshelf-requires")?.map(|(resource, field, rule)| Condition {
        resource,
        field,
        equals: rule.get("equals").cloned().unwrap_or(Value::Null),
        otherwise: rule
            .get("otherwise")
            .and_then(Value::as_str)
            .unwrap_or("What is stored is against it.")
            .into(),
    });
    let sets = rule("x-toyshelf-sets")?.map(|(resource, field, rule)| Effect {
        resource,
        field,
        value: rule.get("value").cloned().unwrap_or(Value::Null),
    });
    let id = value
        .get("operationId")
        .and_then(Value::as_str)
        .map_or_else(|| format!("{method} {path}"), str::to_owned);
    let pointer = pointer.into();
    let contract = None;
    Ok(Operation { method, id, pointer, content, query, writes, success, requires, sets, contract })
}

fn media_types(holder: &Value, pointer: &str) -> Result<Vec<MediaType>, ApiError> {
    let Some(content) = holder.get("content").and_then(Value::as_object) else { return Ok(Vec::new()) };
    content
        .keys()
        .map(|key| {
            // A range (OpenAPI 3.1 §4.8.14.1) leaves the choice to the server, and this one's is JSON.
            let key = if key.contains('*') { "application/json" } else { key };
            key.parse::<MediaType>()
                .map_err(|problem| error(&format!("{pointer}/content/{}", escape(key)), problem.to_string()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_toy_library_compiles() {
        let api = super::super::toys::api();
        let shapes: Vec<_> =
            api.routes().iter().map(|route| (route.template.text(), route.allow())).collect();
        assert_eq!(shapes[0], ("/", "GET, HEAD, OPTIONS".to_owned()));
        assert!(shapes.contains(&("/toys/{toy}", "GET, HEAD, PUT, PATCH, DELETE, OPTIONS".to_owned())));
        let toys = &api.resources()[0];
        assert_eq!(toys.read_only, ["id", "available", "_links"]);
        assert_eq!(toys.children, ["loans"]);
        assert_eq!(api.resources()[1].refers_to, [("friend".to_owned(), "/friends".to_owned())]);
    }

    #[test]
    fn a_broken_document_says_where() {
        let cases = [
            (json!({}), "/openapi"),
            (json!({"openapi": "3.1.0"}), "/paths"),
            (json!({"openapi": "3.1.0", "paths": {"toys": {}}}), "/paths/toys"),
            (json!({"openapi": "3.1.0", "paths": {"/toys/{a}": {}}}), "/paths/~1toys~1{a}"),
            (
                json!({"openapi": "3.1.0", "paths": {"/t/{a}": {"get": {"responses": {"200": {"$ref": "#/no"}}}}}}),
                "/paths/~1t~1{a}/get/responses/200",
            ),
            (json!({"openapi": "3.1.0", "paths": {"/lost": {"get": {}}}}), "/paths/~1lost"),
        ];
        for (document, pointer) in cases {
            assert_eq!(Api::from_document(document).unwrap_err().pointer, pointer);
        }
    }
}
