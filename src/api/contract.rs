//! What an imported document says of an operation and of a resource, beyond what the toy library needs.
//!
//! An imported document is compiled leniently: an operation that cannot be read is left out and told, the rest is
//! served. Which paths hold stored resources is said by the extension `x-toyshelf-resources` at the document's root:
//! a list of objects with `collection` and `item` (paths), `schema` (JSON Pointer of what one looks like), `id` (the
//! property that holds its id), `list` (`schema` of the list's answer, and `at`: the members that lead to the list
//! in it; `of`, where one is described otherwise there) and `wrapper` (the member of an answer in which one stands).
//! All but `collection` and `schema` may be absent. With `inList: true` one stands in a list of one in that member. With
//! `single: true` there is one thing only, which lives at `collection` itself, as at `/me`.

mod operation;
mod resources;

use std::{collections::HashMap, sync::OnceLock};

use serde_json::{Map, Value};

use super::{
    Api, ApiError, Operation, PathTemplate, Resource, Route, SecurityScheme, Segment, Shape,
    compile::{self, error, escape},
    import::{
        facets::{Facets, follow},
        steps::{self, Steps},
    },
    path::form,
    security,
};
use crate::{
    http::{Method, media::MediaType},
    schema::Schema,
};

/// The statuses of success and redirection that have a meaning by the registry of RFC 9110 §16.2.1, but for 206, which
/// only a request for a part gets.
pub(crate) const SUCCESSES: &[u16] =
    &[200, 201, 202, 203, 204, 205, 207, 208, 226, 300, 301, 302, 303, 304, 305, 307, 308];

/// The media type of a patch in operations (RFC 6902 §6).
pub(crate) const JSON_PATCH: &str = "application/json-patch+json";

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
    /// The schema of its content where that is a patch in operations (RFC 6902).
    pub patch: Option<LazySchema>,
    /// The answers that the document lists: `200`, `2XX`, `default`.
    pub listed: Vec<String>,
    /// The status of its success.
    pub status: u16,
    /// Where its success is described, as a JSON Pointer; empty where it is not.
    pub response: String,
    /// The media type of its answer, and where that stands; `None` where it has no content.
    pub writes: Option<(String, String)>,
    /// The kind of item that it lies below, by index: that one must be there.
    pub below: Option<usize>,
}

impl Kept {
    /// What stands in the member of an answer in which one stands.
    pub(crate) fn wrapped(&self, one: Value) -> Value {
        if self.in_list { Value::Array(vec![one]) } else { one }
    }

    /// The one that stands in its member of an answer or of content: by itself, or alone in a list.
    pub(crate) fn unwrapped<'v>(&self, whole: &'v Value) -> Option<&'v Value> {
        let inner = whole.get(self.wrapper.as_ref()?)?;
        match inner.as_array().map(Vec::as_slice) {
            Some([one]) if self.in_list => Some(one),
            _ => Some(inner),
        }
    }
}

impl Contract {
    /// Whether the document lists this status, by itself or with its class. What it says of any other (`default`) is
    /// nearly always an error, so that counts for errors only.
    #[must_use]
    pub fn lists(&self, status: u16) -> bool {
        let (number, class) = (status.to_string(), format!("{}XX", status / 100));
        let has = |key: &str| self.listed.iter().any(|listed| listed.eq_ignore_ascii_case(key));
        has(&number) || has(&class) || status >= 400 && has("default")
    }

    /// Whether its answer may go without content to a client that would rather have none: there is no content anyway,
    /// or the document lists a 204.
    #[must_use]
    pub fn may_be_bare(&self) -> bool {
        self.changes() && (self.writes.is_none() || self.lists(204))
    }

    /// Whether its answer shows what was made or changed.
    #[must_use]
    pub fn shows_result(&self) -> bool {
        self.changes() && self.writes.is_some()
    }

    /// Whether it makes or changes something stored.
    fn changes(&self) -> bool {
        matches!(self.does, Does::Create | Does::Replace { .. } | Does::Merge)
    }

    /// Whether the document has a header parameter for an Idempotency-Key here.
    #[must_use]
    pub fn takes_key(&self) -> bool {
        self.parameters.iter().any(|parameter| {
            parameter.place == ParameterPlace::Header
                && parameter.name.eq_ignore_ascii_case("idempotency-key")
        })
    }
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
    /// The schema of one in a list, where that is another than its own.
    pub list_of: Option<LazySchema>,
    /// The member in which one stands in an answer.
    pub wrapper: Option<String>,
    /// Whether it stands there in a list of one.
    pub in_list: bool,
    /// For each parameter of the collection's path: whether an item lives there, which must then exist.
    pub checked: Vec<bool>,
    /// Whether its items have a path of their own.
    pub addressed: bool,
    /// Whether there is one only, at the path of the collection: it is stored there under the empty id.
    pub single: bool,
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
        steps::all(Self::from_imported_by(document, &Steps::default()))
    }

    /// The same, step by step.
    pub(in crate::api) async fn from_imported_by(document: Value, steps: &Steps) -> (Self, Vec<ApiError>) {
        let mut problems = Vec::new();
        let resources = resources::resources(&document, &mut problems, steps).await;
        let mut shapes: HashMap<String, Shape> = HashMap::new();
        for (index, resource) in resources.iter().enumerate() {
            shapes.entry(form(resource.collection.segments())).or_insert(Shape::Collection(index));
            if resource.kept.as_ref().is_some_and(|kept| kept.addressed) {
                shapes.insert(form(resource.item.segments()), Shape::Item(index));
            }
        }
        let schemes = security::schemes_leniently(&document, &mut problems);
        let read = Read { document: &document, resources: &resources, schemes: &schemes };
        let mut routes: Vec<Route> = Vec::new();
        let mut forms: HashMap<String, ()> = HashMap::new();
        let paths = document.get("paths").and_then(Value::as_object);
        let count = paths.map_or(0, Map::len);
        for (at, (path, item)) in paths.into_iter().flatten().enumerate() {
            steps.next(count + at, 3 * count).await;
            let pointer = format!("/paths/{}", escape(path));
            let Ok(template) = PathTemplate::parse(path) else { continue };
            let Some((item, pointer)) = follow(&document, item, &pointer) else { continue };
            let Some(item) = item.as_object() else { continue };
            if forms.insert(form(template.segments()), ()).is_some() {
                continue;
            }
            let shape = shapes.get(&form(template.segments())).copied().unwrap_or(Shape::Example);
            routes.push(route(&read, shape, template, item, pointer, &mut problems));
        }
        let title =
            document.pointer("/info/title").and_then(Value::as_str).unwrap_or("An API without a title");
        let (title, bytes) = (title.to_owned(), written(&document, steps).await.into());
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

/// A document as JSON, written part by part.
async fn written(document: &Value, steps: &Steps) -> String {
    enum Piece<'d> {
        Text(String),
        Part(&'d Value),
    }
    /// Takes an object apart, and those in it, as far as this depth.
    fn cut<'d>(value: &'d Value, depth: usize, pieces: &mut Vec<Piece<'d>>) {
        let Value::Object(map) = value else { return pieces.push(Piece::Part(value)) };
        if depth == 0 {
            return pieces.push(Piece::Part(value));
        }
        let mut open = String::from("{");
        for (key, part) in map {
            pieces.push(Piece::Text(format!("{open}{}:", Value::from(key.as_str()))));
            cut(part, depth - 1, pieces);
            ",".clone_into(&mut open);
        }
        pieces.push(Piece::Text(if map.is_empty() { "{}".into() } else { "}".into() }));
    }
    let mut pieces = Vec::new();
    cut(document, 3, &mut pieces);
    let (mut text, count) = (String::new(), pieces.len());
    for (at, piece) in pieces.into_iter().enumerate() {
        match piece {
            Piece::Text(piece) => text.push_str(&piece),
            Piece::Part(part) => {
                steps.next(2 * count + at, 3 * count).await;
                text.push_str(&part.to_string());
            }
        }
    }
    text
}

/// What is read of a document before its paths are.
struct Read<'d> {
    document: &'d Value,
    resources: &'d [Resource],
    schemes: &'d [SecurityScheme],
}

fn route(
    read: &Read<'_>,
    mut shape: Shape,
    template: PathTemplate,
    item: &Map<String, Value>,
    pointer: String,
    problems: &mut Vec<ApiError>,
) -> Route {
    let Read { document, resources, schemes } = *read;
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
                && number != 206
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
                let contract =
                    operation::contract(document, resources, &operation, value, shared, shape, item);
                let below = below(document, resources, &template, shape, &contract.parameters);
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
    // A patch in operations (RFC 6902) is told as not supported with other methods than PATCH, and so must not be taken.
    content.types.retain(|media| operation.method == Method::PATCH || media.essence() != JSON_PATCH);
    if content.types.is_empty() {
        operation.content = None;
    }
}

/// The kind of item that a path lies below.
fn below(
    document: &Value,
    resources: &[Resource],
    template: &PathTemplate,
    shape: Shape,
    parameters: &[Parameter],
) -> Option<usize> {
    if matches!(shape, Shape::Item(_) | Shape::Collection(_)) {
        return None;
    }
    let segments = template.segments();
    // What may only be one of a few words is no id of something stored.
    let is_id = |name: &str| {
        let own = parameters.iter().find(|one| one.place == ParameterPlace::Path && one.name == name);
        let schema = own.and_then(|one| one.schema.as_ref());
        let facets = schema.and_then(|schema| Facets::at(document, &schema.pointer));
        facets.is_none_or(|facets| facets.get("enum").is_none())
    };
    resources
        .iter()
        .enumerate()
        .filter(|(_, resource)| {
            let item = resource.item.segments();
            resource.kept.as_ref().is_some_and(|kept| kept.addressed && !kept.single)
                && item.len() < segments.len()
                && item.iter().zip(segments).all(|pair| match pair {
                    (Segment::Literal(one), Segment::Literal(other)) => one == other,
                    (Segment::Parameter(_), Segment::Parameter(name)) => is_id(name),
                    _ => false,
                })
        })
        .max_by_key(|(_, resource)| resource.item.segments().len())
        .map(|(index, _)| index)
}

/// Tells which operations answer from examples.
pub(super) fn tell(api: &Api, note: &mut dyn FnMut(&'static str, &str, String)) {
    for route in api.routes() {
        for operation in &route.operations {
            if let Some(contract) = &operation.contract
                && contract.response.is_empty()
                && !contract.listed.is_empty()
            {
                let sentence = format!(
                    "No success is described here, so one is answered with {} and no content.",
                    contract.status
                );
                note("success", &format!("{}/responses", operation.pointer), sentence);
            }
            if operation.contract.as_ref().is_some_and(|contract| contract.does == Does::Nothing) {
                note(
                    "example",
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
