//! Routes, the operations on them, and the resources behind them.

use serde_json::Value;

use super::{
    contract::{Contract, Kept},
    path::PathTemplate,
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
}

impl Route {
    /// The operation for a method. HEAD is answered by GET's (RFC 9110 §9.3.2).
    #[must_use]
    pub fn operation(&self, method: &Method) -> Option<&Operation> {
        let wanted = if method == Method::HEAD { &Method::GET } else { method };
        self.operations.iter().find(|operation| operation.method == wanted)
    }

    /// The methods allowed here, for the `Allow` field: the document's, HEAD beside GET, and OPTIONS.
    #[must_use]
    pub fn allow(&self) -> String {
        let mut allow = String::new();
        for operation in &self.operations {
            allow.push_str(operation.method.as_str());
            allow.push_str(if operation.method == Method::GET { ", HEAD, " } else { ", " });
        }
        allow.push_str("OPTIONS");
        allow
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
    /// The names of the query parameters it takes.
    pub query: Vec<String>,
    /// The media types it can answer with on success.
    pub writes: Vec<MediaType>,
    /// The status of success that the document names first.
    pub success: u16,
    /// What must hold of another stored resource (`x-toyshelf-requires`).
    pub requires: Option<Condition>,
    /// What it changes in another stored resource (`x-toyshelf-sets`).
    pub sets: Option<Effect>,
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
    /// The schema of one item.
    pub schema: Schema,
    /// Where that schema stands in the document, as a JSON Pointer.
    pub schema_pointer: String,
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
    /// The paths of the collections below one item, by their last segment: `loans`.
    pub children: Vec<String>,
    /// How it is stored and shown where its document was imported; `None` in the toy library.
    pub kept: Option<Box<Kept>>,
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
