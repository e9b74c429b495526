//! Routes, the operations on them, and the resources behind them.

use std::sync::OnceLock;

use serde_json::Value;

use super::{
    contract::{Contract, Kept},
    extension::{Moves, Slow},
    path::PathTemplate,
    query::QueryParameter,
    security::{Owner, Requirement},
};
use crate::{
    http::{Method, media::MediaType},
    schema::Schema,
};

/// What lives at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// The API's root: links to the rest.
    Root,
    /// The API description itself.
    Description,
    /// Many stored resources (index into [`Api::resources`](super::Api::resources)).
    Collection(usize),
    /// One stored resource of that kind.
    Item(usize),
    /// Nothing stored: its operations answer from the examples of an imported document.
    Example,
}

/// One path of the API, and what may be done there.
#[derive(Debug)]
pub struct Route {
    /// The path's template.
    pub template: PathTemplate,
    /// What lives there.
    pub shape: Shape,
    /// The operations that the document gives, in its order.
    pub operations: Vec<Operation>,
    /// The place in the document, as a JSON Pointer.
    pub pointer: String,
    /// What [`Route::allow`] says.
    allow: String,
}

impl Route {
    /// A route whose operations are all there.
    pub(super) fn new(
        template: PathTemplate,
        shape: Shape,
        operations: Vec<Operation>,
        pointer: String,
    ) -> Self {
        let mut allow = String::new();
        for operation in &operations {
            allow.push_str(operation.method.as_str());
            allow.push_str(if operation.method == Method::GET { ", HEAD, " } else { ", " });
        }
        allow.push_str("OPTIONS");
        Self { template, shape, operations, pointer, allow }
    }

    /// The operation for a method. HEAD is answered by GET's (RFC 9110 §9.3.2).
    #[must_use]
    pub fn operation(&self, method: &Method) -> Option<&Operation> {
        let wanted = if method == Method::HEAD { &Method::GET } else { method };
        self.operations.iter().find(|operation| operation.method == wanted)
    }

    /// The methods allowed here, for the `Allow` field: the document's, HEAD beside GET, and OPTIONS.
    #[must_use]
    pub fn allow(&self) -> &str {
        &self.allow
    }
}

/// One operation: a method on a path.
#[derive(Debug)]
pub struct Operation {
    /// The method.
    pub method: Method,
    /// The operation's id, or method and path where the document gives none.
    pub id: String,
    /// The place in the document, as a JSON Pointer.
    pub pointer: String,
    /// What content it takes, where it takes any.
    pub content: Option<RequestContent>,
    /// The query parameters it takes.
    pub query: Vec<QueryParameter>,
    /// The media types it can answer with on success.
    pub writes: Vec<MediaType>,
    /// The status of success that the document names first.
    pub success: u16,
    /// What must hold of another stored resource (`x-toyshelf-requires`).
    pub requires: Option<Condition>,
    /// What it changes in another stored resource (`x-toyshelf-sets`).
    pub sets: Option<Effect>,
    /// How one must show who one is: any one of these ways; empty where nobody has to.
    pub security: Vec<Requirement>,
    /// The query parameters that hold an API key.
    pub keys: Vec<String>,
    /// Whose the resource must be for somebody to do this.
    pub owner: Option<Owner>,
    /// Whether what is there may be changed only by a client that says which version it knows
    /// (`x-toyshelf-precondition: required`).
    pub guarded: bool,
    /// Whether it asks for an Idempotency-Key: a required header parameter of that name.
    pub needs_key: bool,
    /// What it takes so long over that it answers 202 (`x-toyshelf-slow`).
    pub slow: Option<Slow>,
    /// What an imported document says of it; `None` in the toy library.
    pub contract: Option<Box<Contract>>,
}

/// The content that an operation takes.
#[derive(Debug)]
pub struct RequestContent {
    /// Whether there must be content.
    pub required: bool,
    /// The media types read.
    pub types: Vec<MediaType>,
}

/// A kind of stored resource: a collection path and the schema of what is in it.
#[derive(Debug)]
pub struct Resource {
    /// The collection's path template.
    pub collection: PathTemplate,
    /// The path template of one item.
    pub item: PathTemplate,
    /// The schema of one item, once it was asked for.
    pub(super) compiled: OnceLock<Schema>,
    /// Where the schema of one item stands in the document, as a JSON Pointer.
    pub schema_pointer: String,
    /// The same place as it stands in a link: a URI fragment without its `#` (RFC 6901 §6).
    pub fragment: String,
    /// The names of its fields, in the order in which the schema has them.
    pub order: Vec<String>,
    /// The fields that the server alone writes (`readOnly`).
    pub read_only: Vec<String>,
    /// Fields filled with a default when an item is created, in order.
    pub defaults: Vec<(String, Value)>,
    /// Fields filled with the value of the path parameter of the same name when an item is created.
    pub from_path: Vec<String>,
    /// Fields filled with the time when an item is created.
    pub from_clock: Vec<String>,
    /// Fields that hold the id of an item in another collection: the field, and that collection's path.
    pub refers_to: Vec<(String, String)>,
    /// What moves when such a resource is created (`x-toyshelf-moves`).
    pub moves: Option<Moves>,
    /// Whether it tells how far work is that some operation takes long over (`x-toyshelf-slow`).
    pub is_status: bool,
    /// The paths of the collections below one item, by their last segment: `loans`.
    pub children: Vec<String>,
    /// Whether the collection can be read.
    pub listed: bool,
    /// How it is stored and shown where its document was imported; `None` in the toy library.
    pub kept: Option<Box<Kept>>,
}

impl Resource {
    /// The schema of one item, from the document that this resource was compiled from. It is compiled when it is first
    /// asked for: a page that only reads needs no validator, and need not fetch one.
    #[must_use]
    pub fn schema(&self, document: &Value) -> &Schema {
        self.compiled.get_or_init(|| Schema::compile_leniently(document, &self.schema_pointer))
    }
}

/// What must hold of a stored resource before an operation may act.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// The resource's path template.
    pub resource: PathTemplate,
    /// The field looked at.
    pub field: String,
    /// The value it must have.
    pub equals: Value,
    /// What to say when it has another.
    pub otherwise: String,
}

/// What an operation changes in another stored resource.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// The resource's path template.
    pub resource: PathTemplate,
    /// The field changed.
    pub field: String,
    /// The value it gets.
    pub value: Value,
}
