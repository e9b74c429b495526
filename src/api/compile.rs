//! From an OpenAPI document to an [`Api`].

use std::sync::OnceLock;

use serde_json::{Map, Value};

use super::{
    Api, ApiError, Condition, Effect, Operation, PathTemplate, QueryParameter, RequestContent, Resource,
    Route, SecurityScheme, Segment, Shape, extension, security,
};
use crate::{
    http::{Method, encode::FRAGMENT, media::MediaType},
    schema::{Schema, SchemaError},
};

/// The methods that a path item can hold, by their key there (OpenAPI 3.1 §4.8.9).
pub(super) const METHODS: [(&str, Method); 5] = [
    ("get", Method::GET),
    ("post", Method::POST),
    ("put", Method::PUT),
    ("patch", Method::PATCH),
    ("delete", Method::DELETE),
];

/// How a schema is compiled; [`Schema::compile`].
pub(super) type CompileSchema = fn(&Value, &str) -> Result<Schema, SchemaError>;

/// Compiles a document. Where no way of compiling schemas is given, they are left until they are first asked for, and
/// what is wrong with them is not told here.
pub(super) fn compile(document: Value, schemas: Option<CompileSchema>) -> Result<Api, ApiError> {
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
        resources.push(resource(&document, schemas, &templates, template, item, pointer)?);
    }

    let schemes = security::schemes(&document)?;
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
                    &schemes,
                )?);
            }
        }
        routes.push(Route::new(template.clone(), shape, operations, pointer.clone()));
    }

    for route in &routes {
        for slow in route.operations.iter().filter_map(|operation| operation.slow.as_ref()) {
            let found = resources.iter_mut().find(|resource| resource.collection.text() == slow.status);
            let place = format!("{}/post/x-toyshelf-slow/status", route.pointer);
            found.ok_or_else(|| error(&place, "no collection lives at this path"))?.is_status = true;
        }
    }
    let forwards = extension::forwards(&document)?;
    let title = document
        .pointer("/info/title")
        .and_then(Value::as_str)
        .unwrap_or("An API without a title")
        .to_owned();
    let bytes = document.to_string().into();
    let description = routes.iter().position(|route| route.shape == Shape::Description);
    Ok(Api {
        bytes,
        title,
        routes,
        resources,
        schemes,
        forwards,
        description,
        document,
        tag: OnceLock::new(),
        imported: false,
    })
}

pub(super) fn error(pointer: &str, message: impl Into<String>) -> ApiError {
    ApiError { pointer: pointer.into(), message: message.into() }
}

/// A reference token of a JSON Pointer (RFC 6901 §3).
pub(super) fn escape(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}

/// A JSON Pointer as it stands in a link: a URI fragment without its `#` (RFC 6901 §6).
pub(super) fn fragment(pointer: &str) -> String {
    percent_encoding::utf8_percent_encode(pointer, FRAGMENT).to_string()
}

/// The place of a member of an object in the document.
pub(super) fn below(pointer: &str, member: &str, name: &str) -> String {
    format!("{pointer}/{member}/{}", escape(name))
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
    schemas: Option<CompileSchema>,
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
    let (mut schema, mut schema_pointer) =
        resolve(document, schema, &format!("{place}/content/application~1json/schema"))?;
    // Where an answer may also be a part of an item (sparse fields), the whole comes first.
    if let (None, Some(whole)) = (schema.get("properties"), schema.pointer("/anyOf/0")) {
        (schema, schema_pointer) = resolve(document, whole, &format!("{schema_pointer}/anyOf/0"))?;
    }

    let compiled = schemas
        .map(|compile| compile(document, &schema_pointer))
        .transpose()
        .map_err(|problem| error(&schema_pointer, problem.to_string()))?;

    let mut made = Resource {
        compiled: compiled.map(OnceLock::from).unwrap_or_default(),
        fragment: fragment(&schema_pointer),
        schema_pointer,
        item: template.clone(),
        children: templates
            .iter()
            .filter_map(|(other, ..)| other.text().strip_prefix(template.text())?.strip_prefix('/'))
            .filter(|rest| !rest.is_empty() && !rest.contains('/'))
            .map(str::to_owned)
            .collect(),
        listed: templates
            .iter()
            .any(|(other, item, _)| other.text() == collection.text() && item.contains_key("get")),
        collection,
        order: Vec::new(),
        read_only: Vec::new(),
        defaults: Vec::new(),
        from_path: Vec::new(),
        from_clock: Vec::new(),
        refers_to: Vec::new(),
        moves: None,
        is_status: false,
        kept: None,
    };
    if let Some((_, post, place)) = templates.iter().find(|(other, ..)| *other == made.collection) {
        made.moves = extension::moves(post.get("post"), place)?;
    }
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
    schemes: &[SecurityScheme],
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
    // A path's own parameters are those of each of its operations, but for those that one of them gives anew
    // (OpenAPI 3.1 §4.8.9.1), so the operation's come first.
    let above = pointer.rsplit_once('/').map_or("", |(above, _)| above);
    let lists = [(value, pointer), (document.pointer(above).unwrap_or(&Value::Null), above)];
    let lists = lists.into_iter().filter_map(|(holder, pointer)| {
        Some((holder.get("parameters").and_then(Value::as_array)?.iter().enumerate(), pointer))
    });
    let mut needs_key = false;
    let mut query: Vec<QueryParameter> = Vec::new();
    for (index, parameter, pointer) in
        lists.flat_map(|(list, pointer)| list.map(move |(index, parameter)| (index, parameter, pointer)))
    {
        let (parameter, place) = resolve(document, parameter, &format!("{pointer}/parameters/{index}"))?;
        let text = |key: &str| parameter.get(key).and_then(Value::as_str);
        match (text("in"), text("name")) {
            (Some("query"), Some(name)) => {
                for read in QueryParameter::read(document, name, parameter, &place) {
                    if query.iter().all(|known| known.name != read.name) {
                        query.push(read);
                    }
                }
            }
            (Some("header"), Some(name)) if name.eq_ignore_ascii_case("Idempotency-Key") => {
                needs_key = parameter.get("required") == Some(&Value::Bool(true));
            }
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
    let security = security::requirements(document, value, pointer, schemes)?;
    let owner = security::owner(value, pointer)?;
    let guarded = value.get("x-toyshelf-precondition").and_then(Value::as_str) == Some("required");
    let slow = extension::slow(value, pointer)?;
    Ok(Operation {
        method,
        id,
        pointer: pointer.into(),
        content,
        query,
        writes,
        success,
        requires,
        sets,
        keys: security::keys_in_query(&security, schemes),
        security,
        owner,
        guarded,
        needs_key,
        slow,
        contract: None,
    })
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
            api.routes().iter().map(|route| (route.template.text(), route.allow().to_owned())).collect();
        assert_eq!(shapes[0], ("/", "GET, HEAD, OPTIONS".to_owned()));
        assert!(shapes.contains(&("/toys/{toy}", "GET, HEAD, PUT, PATCH, DELETE, OPTIONS".to_owned())));
        let toys = &api.resources()[0];
        assert_eq!(toys.read_only, ["id", "available", "_links", "_embedded"]);
        assert_eq!(toys.children, ["loans", "repairs"]);
        assert_eq!(api.resources()[1].refers_to, [("friend".to_owned(), "/friends".to_owned())]);
    }

    /// The built-in document is compiled without its schemas; nothing must be wrong with them.
    #[test]
    fn every_schema_of_the_toy_library_is_checked_whole() {
        let api = Api::from_document(super::super::toys::api().document().clone()).unwrap();
        for resource in api.resources() {
            assert_eq!(resource.schema(api.document()).unsupported(), [], "{}", resource.schema_pointer);
        }
        let broken = json!({"openapi": "3.1.0", "paths": {"/t": {}, "/t/{a}": {"get": {"responses": {"200": {"content": {
            "application/json": {"schema": {"type": "toy"}}}}}}}}});
        assert!(Api::from_document(broken).unwrap_err().message.contains("\"toy\" is not a type"));
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
