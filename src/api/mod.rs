//! The API description (OpenAPI 3.1), compiled: routes, methods, media types, schemas. And the built-in toy library.
//!
//! May use `http` and `schema`. Start with [`Api::from_document`]; for a document from elsewhere, with
//! [`import::import`]. What the server serves and how it checks
//! requests comes from the document alone; extensions whose names start with `x-toyshelf-` say what OpenAPI has no
//! words for (the document's own description lists them).

mod compile;
mod contract;
mod extension;
pub mod import;
mod path;
mod query;
mod route;
mod security;
pub mod toys;

use std::{
    fmt,
    sync::{Arc, OnceLock},
};

use bytes::Bytes;
use serde_json::Value;

use crate::http::etag::EntityTag;

pub(crate) use contract::JSON_PATCH;
pub(crate) use contract::SUCCESSES;
pub use contract::{Contract, Does, Kept, LazySchema, Parameter, ParameterPlace};
pub use extension::{Forward, Moves, Slow};
pub use path::{Found, PathTemplate, Segment};
pub use query::QueryParameter;
pub(crate) use query::Reading;
pub use route::{Condition, Effect, Operation, RequestContent, Resource, Route, Shape};
pub use security::{KeyPlace, Owner, Requirement, SchemeKind, SecurityScheme};

/// An API description, compiled into what the server needs to answer by it.
#[derive(Debug)]
pub struct Api {
    document: Value,
    bytes: Bytes,
    tag: OnceLock<EntityTag>,
    title: String,
    routes: Vec<Route>,
    resources: Vec<Resource>,
    schemes: Vec<SecurityScheme>,
    forwards: Vec<(String, Forward)>,
    description: Option<usize>,
    imported: bool,
}

impl Api {
    /// Compiles an OpenAPI 3.1 document.
    ///
    /// # Errors
    /// The first thing in the document that stands in the way, with its place.
    pub fn from_document(document: Value) -> Result<Self, ApiError> {
        compile::compile(document, Some(crate::schema::Schema::compile))
    }

    /// Compiles a document whose schemas are known to be right: each is compiled when it is first asked for.
    fn from_own_document(document: Value) -> Result<Self, ApiError> {
        compile::compile(document, None)
    }

    /// Whether this was imported, and so answers as its own document says; the toy library was not.
    #[must_use]
    pub fn is_imported(&self) -> bool {
        self.imported
    }

    /// The document as it came.
    #[must_use]
    pub fn document(&self) -> &Value {
        &self.document
    }

    /// The document as compact JSON text.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// The entity tag of that text, worked out when it is first asked for.
    #[must_use]
    pub fn tag(&self) -> &EntityTag {
        self.tag.get_or_init(|| EntityTag::of(&self.bytes))
    }

    /// The title of the API.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Every path of the document, in its order.
    #[must_use]
    pub fn routes(&self) -> &[Route] {
        &self.routes
    }

    /// Every kind of resource that is stored, one for each collection path.
    #[must_use]
    pub fn resources(&self) -> &[Resource] {
        &self.resources
    }

    /// Every security scheme of the document, in its order.
    #[must_use]
    pub fn schemes(&self) -> &[SecurityScheme] {
        &self.schemes
    }

    /// Whether what is created in the collection at this path is handed out with a token.
    #[must_use]
    pub fn issues_tokens(&self, collection: &str) -> bool {
        self.schemes.iter().any(|scheme| scheme.issued_by.as_deref() == Some(collection))
    }

    /// The addresses that led elsewhere from the start (`x-toyshelf-forwards`), as paths from the API root.
    #[must_use]
    pub fn forwards(&self) -> &[(String, Forward)] {
        &self.forwards
    }

    /// The path of the API description, from the API root, where the API serves it.
    #[must_use]
    pub fn description_path(&self) -> Option<&str> {
        self.routes.get(self.description?).map(|route| route.template.text())
    }

    /// The route that these path segments lead to, with the values of its parameters. A literal segment wins over a
    /// parameter, as OpenAPI asks.
    #[must_use]
    pub fn find<'a>(&'a self, segments: &[String]) -> Option<(&'a Route, Found)> {
        self.routes
            .iter()
            .filter_map(|route| route.template.find(segments).map(|found| (route, found)))
            .max_by_key(|(route, _)| route.template.literals())
    }
}

/// What in an API description stands in the way, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    /// The place in the document, as a JSON Pointer (RFC 6901).
    pub pointer: String,
    /// What is wrong there, and what would be right.
    pub message: String,
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.pointer.is_empty() { "the document" } else { &self.pointer };
        write!(f, "at {place}: {}", self.message)
    }
}

impl std::error::Error for ApiError {}

/// A description that is shared by every world built from it.
pub type SharedApi = Arc<Api>;
