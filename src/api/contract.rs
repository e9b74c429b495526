//! What an imported document says of an operation and of a resource, beyond what the toy library needs.
//!
//! An imported document is compiled leniently: an operation that cannot be read is left out and told, the rest is
//! served. Which paths hold stored resources is said by the extension `x-toyshelf-resources` at the document's root:
//! a list of objects with `collection` and `item` (paths), `schema` (JSON Pointer of what one looks like), `id` (the
//! property that holds its id), `list` (`schema` of the list's answer, and `at`: the members that lead to the list
//! in it) and `wrapper` (the member of an answer in which one stands). All but `collection` and `schema` may be absent.

use std::{collections::HashMap, sync::OnceLock};

use serde_json::{Map, Value};

use super::{
    Api, ApiError, Operation, PathTemplate, Resource, Route, SecurityScheme, Segment, Shape,
    compile::{self, error, escape},
    import::{
        facets::{Facets, follow},
        infer::{RESOURCES, json_schema},
        survey::is_json,
    },
    security,
};
use crate::{http::Method, http::media::MediaType, schema::Schema};

/// The statuses of success and redirection that have a meaning by the registry of RFC 9110 §16.2.1.
pub(crate) const SUCCESSES: &[u16] =
    &[200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 300, 301, 302, 303, 304, 305, 307, 308];

/// A schema that is compiled when it is first needed: a document may have thousands, each of which reaches the others.
#[derive(Debug)]
pub struct LazySchema {
    /// Where it stands, as a JSON Pointer.
    pub pointer: String,
    compiled: OnceLock<Option<Schema>>,
}

impl LazySchema {
    fn new(pointer: String) -> Self {
        Self { pointer, compiled: OnceLock::new() }
    }

    /// The schema, compiled from the document; `None` where it does not compile, so that nothing can be checked.
    #[must_use]
    pub fn get(&self, document: &Value) -> Option<&Schema> {
        self.compiled.get_or_init(|| Schema::compile(document, &self.pointer).ok()).as_ref()
    }
}

/// What an operation of an imported document does with what is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Does {
    /// Lists a collection.
    List,
    /// Reads an item.
    Read,
    /// Adds an item to a collection.
    Create,
    /// Puts an item in the place of another; `creates` where the document says that it may be a new one (201).
    Replace {
        /// Whether what is not there yet may be put.
        creates: bool,
    },
    /// Changes some fields of an item.
    Merge,
    /// Takes an item away.
    Delete,
    /// Nothing: it answers from the document's examples.
    Nothing,
}

/// What an imported document says of an operation.
#[derive(Debug)]
pub struct Contract {
    /// What it does with what is stored.
    pub does: Does,
    /// Its parameters: those of the path, and its own.
    pub parameters: Vec<Parameter>,
    /// The schema of its JSON content, where it has one.
    pub content: Option<LazySchema>,
    /// The status of its success.
    pub status: u16,
    /// Where its success is described, as a JSON Pointer; empty where it is not.
    pub response: String,
    /// The media type of its answer, and where that stands; `None` where it has no content.
    pub writes: Option<(String, String)>,
    /// The kind of item that it lies below, by index: that one must be there.
    pub below: Option<usize>,
}

/// Where a parameter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterPlace {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header field.
    Header,
}

/// One parameter (OpenAPI 3.1 §4.8.12).
#[derive(Debug)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub place: ParameterPlace,
    /// Whether it must be there.
    pub required: bool,
    /// The place in the document, as a JSON Pointer.
    pub pointer: String,
    /// The schema that its value must fit.
    pub schema: Option<LazySchema>,
    /// The types that its value may have.
    pub types: Vec<String>,
    /// The types that each of many values may have, in a list.
    pub item_types: Vec<String>,
    /// How it is written: `form`, `simple`, `deepObject` and so on.
    pub style: String,
    /// Whether each of many values stands apart.
    pub explode: bool,
}

/// How an imported resource is stored and shown.
#[derive(Debug)]
pub struct Kept {
    /// The property that holds the id, and whether that is a number; `None` where ids do not show.
    pub id: Option<(String, bool)>,
    /// Properties that are stored but never sent back (`writeOnly`).
    pub write_only: Vec<String>,
    /// The members that lead to the list in a list's answer; none where the answer is the list.
    pub list_at: Vec<String>,
    /// The schema of a list's answer, as a JSON Pointer.
    pub list_schema: Option<String>,
    /// The member in which one stands in an answer.
    pub wrapper: Option<String>,
    /// For each parameter of the collection's path: whether an item lives there, which must then exist.
    pub checked: Vec<bool>,
    /// Whether its items have a path of their own.
    pub addressed: bool,
    /// The schema of one.
    pub schema: LazySchema,
    /// Properties that must be there, or that the server writes.
    pub filled: Vec<String>,
}

impl Api {
    /// Compiles an imported document: one in OpenAPI 3.1 that says what it stores by `x-toyshelf-resources`. Comes back
    /// with what had to be left out, and why.
    #[must_use]
    pub fn from_imported(document: Value) -> (Self, Vec<ApiError>) {
        let mut problems = Vec::new();
        let resources = resources(&document, &mut problems);
        let mut shapes: HashMap<String, Shape> = HashMap::new();
        for (index, resource) in resources.iter().enumerate() {
            shapes.entry(form(&resource.collection)).or_insert(Shape::Collection(index));
            if resource.kept.as_ref().is_some_and(|kept| kept.addressed) {
                shapes.insert(form(&resource.item), Shape::Item(index));
            }
        }
        let schemes = security::schemes_leniently(&document, &mut problems);
        let mut routes: Vec<Route> = Vec::new();
        let mut forms: HashMap<String, ()> = HashMap::new();
        for (path, item) in document.get("paths").and_then(Value::as_object).into_iter().flatten() {
            let pointer = format!("/paths/{}", escape(path));
            let Ok(template) = PathTemplate::parse(path) else { continue };
            let Some((item, pointer)) = follow(&document, item, &pointer) else { continue };
            let Some(item) = item.as_object() else { continue };
            if forms.insert(form(&template), ()).is_some() {
                continue;
            }
            let shape = shapes.get(&form(&template)).copied().unwrap_or(Shape::Example);
            routes.push(route(
                &document,
                &resources,
                &schemes,
                shape,
                template,
                item,
                pointer,
                &mut problems,
            ));
        }
        let title =
            document.pointer("/info/title").and_then(Value::as_str).unwrap_or("An API without a title");
        let (title, bytes) = (title.to_owned(), document.to_string().into());
        let description = routes.iter().position(|route| route.shape == Shape::Description);
        let forwards = Vec::new();
        (
            Self {
                bytes,
                tag: OnceLock::new(),
                title,
                routes,
                resources,
                schemes,
                forwards,
                description,
                document,
                imported: true,
            },
            problems,
        )
    }
}

/// A path with its parameters' names taken out: two that are the same fit the same targets.
fn form(template: &PathTemplate) -> String {
    template.segments().iter().fold(String::new(), |form, segment| match segment {
        Segment::Literal(word) => format!("{form}/{word}"),
        Segment::Parameter(_) => form + "/{}",
    })
}

fn resources(document: &Value, problems: &mut Vec<ApiError>) -> Vec<Resource> {
    let given: Vec<&Value> =
        document.get(RESOURCES).and_then(Value::as_array).into_iter().flatten().collect();
    let items: HashMap<String, ()> = given
        .iter()
        .filter_map(|one| PathTemplate::parse(one.get("item")?.as_str()?).ok())
        .map(|template| (form(&template), ()))
        .collect();
    let mut found = Vec::new();
    for (index, one) in given.into_iter().enumerate() {
        match resource(document, one, &items) {
            Ok(resource) => found.push(resource),
            Err(message) => problems.push(error(&format!("/{RESOURCES}/{index}"), message)),
        }
    }
    found
}

fn resource(document: &Value, one: &Value, items: &HashMap<String, ()>) -> Result<Resource, String> {
    let text = |key: &str| one.get(key).and_then(Value::as_str);
    let collection = PathTemplate::parse(text("collection").ok_or("it has no “collection”")?)?;
    let item = text("item").map(PathTemplate::parse).transpose()?;
    let pointer = text("schema").ok_or("it has no “schema”")?.to_owned();
    let facets = Facets::at(document, &pointer).ok_or("its “schema” leads nowhere")?;

    let mut checked = Vec::new();
    let mut prefix = String::new();
    for segment in collection.segments() {
        match segment {
            Segment::Literal(word) => prefix = format!("{prefix}/{word}"),
            Segment::Parameter(_) => {
                prefix.push_str("/{}");
                checked.push(items.contains_key(&prefix));
            }
        }
    }
    let properties = facets.properties();
    let says = |schemas: &[&Value], keyword: &str| Facets::gather(document, schemas, |_| 0).says(keyword);
    let names = |keyword: &str| -> Vec<String> {
        let marked = properties.iter().filter(|(_, schemas)| says(schemas, keyword));
        marked.map(|(name, _)| (*name).to_owned()).collect()
    };
    let read_only = names("readOnly");
    let id = text("id").map(|name| {
        let schemas = properties.iter().find(|(known, _)| *known == name).map(|(_, schemas)| schemas);
        let is_number = schemas.is_some_and(|schemas| {
            let facets = Facets::gather(document, schemas, |_| 0);
            !facets.may_be("string") && (facets.may_be("integer") || facets.may_be("number"))
        });
        (name.to_owned(), is_number)
    });
    let mut filled: Vec<String> = facets.required().into_iter().map(str::to_owned).collect();
    filled.extend(read_only.iter().filter(|name| !filled.contains(name)).cloned().collect::<Vec<_>>());
    let list = one.get("list");
    let at = list.and_then(|list| list.get("at")).and_then(Value::as_array);
    let mut defaults = Vec::new();
    for (name, schemas) in &properties {
        if let Some(default) = Facets::gather(document, schemas, |_| 0).get("default") {
            defaults.push(((*name).to_owned(), default.clone()));
        }
    }
    let kept = Kept {
        id,
        write_only: names("writeOnly"),
        list_at: at.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect(),
        list_schema: list.and_then(|list| list.get("schema")).and_then(Value::as_str).map(str::to_owned),
        wrapper: text("wrapper").map(str::to_owned),
        checked,
        addressed: item.is_some(),
        schema: LazySchema::new(pointer.clone()),
        filled,
    };
    Ok(Resource {
        // What is checked is each operation's own schema, so this one is never asked for.
        compiled: OnceLock::new(),
        fragment: compile::fragment(&pointer),
        schema_pointer: pointer,
        item: item.unwrap_or_else(|| collection.clone()),
        collection,
        order: properties.iter().map(|(name, _)| (*name).to_owned()).collect(),
        read_only,
        defaults,
        from_path: Vec::new(),
        from_clock: Vec::new(),
        refers_to: Vec::new(),
        moves: None,
        is_status: false,
        listed: true,
        children: Vec::new(),
        kept: Some(Box::new(kept)),
    })
}

#[allow(clippy::too_many_arguments)]
fn route(
    document: &Value,
    resources: &[Resource],
    schemes: &[SecurityScheme],
    mut shape: Shape,
    template: PathTemplate,
    item: &Map<String, Value>,
    pointer: String,
    problems: &mut Vec<ApiError>,
) -> Route {
    let mut operations = Vec::new();
    for (key, method) in compile::METHODS {
        let Some(value) = item.get(key).filter(|value| value.is_object()) else { continue };
        match value.get("x-toyshelf-serves").and_then(Value::as_str) {
            Some("root") => shape = Shape::Root,
            Some("description") => shape = Shape::Description,
            _ => {}
        }
        let place = format!("{pointer}/{key}");
        // Better without a requirement that leads nowhere than not at all.
        let mut open = None;
        if let Err(problem) = security::requirements(document, value, &place, schemes) {
            problems.push(problem);
            let mut copy = value.clone();
            copy["security"] = Value::Array(Vec::new());
            open = Some(copy);
        }
        let value = open.as_ref().unwrap_or(value);
        for status in value.get("responses").and_then(Value::as_object).into_iter().flat_map(Map::keys) {
            if let Ok(number @ 200..400) = status.parse::<u16>()
                && !SUCCESSES.contains(&number)
            {
                let class = number / 100 * 100;
                let told =
                    format!("nobody knows the status {number}, so {class} is sent, which stands for it");
                problems.push(error(&compile::below(&place, "responses", status), told));
            }
        }
        match compile::operation(document, method, value, &place, template.text(), schemes) {
            Ok(mut operation) => {
                // These are the toy library's own: nothing behind an imported API does them.
                (operation.owner, operation.slow, operation.needs_key) = (None, None, false);
                readable(&mut operation);
                let shared = (item.get("parameters"), format!("{pointer}/parameters"));
                let contract = contract(document, resources, &operation, value, shared, shape, item);
                let below = below(resources, &template, shape);
                operation.success = contract.status;
                operation.writes =
                    contract.writes.iter().filter_map(|(media, _)| media.parse().ok()).collect();
                operation.contract = Some(Box::new(Contract { below, ..contract }));
                if matches!(shape, Shape::Root | Shape::Description) {
                    operation.contract = None;
                    operation.writes = "application/json".parse::<MediaType>().into_iter().collect();
                }
                operations.push(operation);
            }
            Err(problem) => problems.push(problem),
        }
    }
    Route::new(template, shape, operations, pointer)
}

/// Takes out what an operation says it reads and this server does not.
fn readable(operation: &mut Operation) {
    let Some(content) = &mut operation.content else { return };
    // A patch in operations (RFC 6902) is told as not supported, and so must not be taken.
    content.types.retain(|media| media.essence() != "application/json-patch+json");
    if content.types.is_empty() {
        operation.content = None;
    }
}

/// The kind of item that a path lies below.
fn below(resources: &[Resource], template: &PathTemplate, shape: Shape) -> Option<usize> {
    if matches!(shape, Shape::Item(_) | Shape::Collection(_)) {
        return None;
    }
    let segments = template.segments();
    resources
        .iter()
        .enumerate()
        .filter(|(_, resource)| {
            let item = resource.item.segments();
            resource.kept.as_ref().is_some_and(|kept| kept.addressed)
                && item.len() < segments.len()
                && item.iter().zip(segments).all(|pair| match pair {
                    (Segment::Literal(one), Segment::Literal(other)) => one == other,
                    (Segment::Parameter(_), Segment::Parameter(_)) => true,
                    _ => false,
                })
        })
        .max_by_key(|(_, resource)| resource.item.segments().len())
        .map(|(index, _)| index)
}

fn contract(
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
    let schema = body.as_ref().and_then(|(body, place)| json_schema(document, body, place));
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
    let is_example = value.get("x-toyshelf-serves").and_then(Value::as_str) == Some("example");
    let does = match (shape, &operation.method) {
        _ if is_example => Does::Nothing,
        (Shape::Collection(index), &Method::GET) if lists(index) => Does::List,
        (Shape::Collection(_), &Method::POST) if readable => Does::Create,
        (Shape::Item(_), &Method::GET) => Does::Read,
        // Some APIs replace an item by its id in the content, at the path of the collection.
        (Shape::Collection(_), &Method::PUT) if takes => Does::Replace { creates: true },
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
            .or_else(|| any(&|status| status.starts_with('2') && number(status).is_some()))
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

/// Tells which operations answer from examples.
pub(super) fn tell(api: &Api, note: &mut dyn FnMut(&str, String)) {
    for route in api.routes() {
        for operation in &route.operations {
            if operation.contract.as_ref().is_some_and(|contract| contract.does == Does::Nothing) {
                note(
                    &operation.pointer,
                    format!(
                        "{} {} is no list, read, create, replace, change or delete of something stored. It answers \
                         from its examples or its schema, always the same, and changes nothing.",
                        operation.method,
                        route.template.text()
                    ),
                );
            }
        }
    }
}
