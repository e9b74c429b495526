//! Any OpenAPI document, 3.0 or 3.1, in JSON or YAML, made into an API that the server serves.
//!
//! Start with [`import`]. The text is read with the place of every part (`read.rs`, `yaml.rs`), brought into one form
//! (`normalise.rs`), looked through for what is not supported (`survey.rs`), and told what it stores (`infer.rs`:
//! the extension `x-toyshelf-resources`, which a person may write as well). Then it is compiled by the same compiler
//! as the toy library, and the world's first contents are made from examples and schemas (`seed.rs`, `invent.rs`).
//! Nothing that is left out is left out in silence: it stands in the report, with its place.

mod dice;
mod examples;
pub(crate) mod facets;
pub(crate) mod ids;
pub(in crate::api) mod infer;
pub(crate) mod invent;
mod normalise;
mod pattern;
mod read;
mod report;
mod request;
mod seed;
pub(in crate::api) mod shapes;
pub(in crate::api) mod single;
pub(in crate::api) mod steps;
pub(crate) mod survey;
mod words;
mod work;
mod yaml;

use serde_json::Value;

use super::SharedApi;
pub(crate) use dice::Dice;
pub(crate) use examples::{example_of, examples_of, mended};
pub(crate) use ids::set_id;
pub use report::{Finding, Severity};
pub use request::example_request;
pub use seed::{Seed, Seeded};
pub(crate) use words::singular;
pub use work::{Outcome, Work};

/// A document that became an API.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The API, ready to be served.
    pub api: SharedApi,
    /// What is stored at the start.
    pub seed: Seed,
    /// What is done otherwise than the document says, or not at all; the worst first.
    pub report: Vec<Finding>,
}

/// Makes an API of an OpenAPI document, 3.0 or 3.1, in JSON or YAML. The same text and seed give the same API with
/// the same contents.
///
/// ```
/// let text = "
/// openapi: 3.1.0
/// info: {title: Boats, version: '1'}
/// paths:
///   /boats:
///     get:
///       responses:
///         '200':
///           description: All boats.
///           content:
///             application/json:
///               schema: {type: array, items: {$ref: '#/components/schemas/Boat'}}
///     post: {responses: {'201': {description: Made.}}}
/// components:
///   schemas:
///     Boat: {type: object, properties: {id: {type: integer}, name: {type: string, examples: [Kestrel]}}}
/// ";
/// let imported = toyshelf::api::import::import(text, 1)?;
/// let world = toyshelf::world::World::imported(&imported, "/api");
/// assert!(!world.collection("/boats").is_empty());
/// # Ok::<(), Vec<toyshelf::api::import::Finding>>(())
/// ```
///
/// # Errors
/// What stands in the way of serving anything at all, with its place: a syntax error, a version that is not read, or
/// a document without paths.
pub fn import(text: &str, seed: u64) -> Result<Imported, Vec<Finding>> {
    let mut work = Work::on(text, seed);
    loop {
        if let Some(outcome) = work.advance() {
            return outcome;
        }
    }
}

/// Why nothing can be made of a document.
fn unreadable(document: &Value) -> Option<(&'static str, &'static str, String)> {
    if !document.is_object() {
        let sentence = "An OpenAPI document is an object with “openapi”, “info” and “paths”; this is none.";
        return Some(("not-openapi", "", sentence.into()));
    }
    if let Some(version) = document.get("swagger") {
        let sentence = format!(
            "This is Swagger {}, which is not read. Convert it to OpenAPI 3 first; many free converters do that.",
            version.as_str().map_or_else(|| version.to_string(), str::to_owned)
        );
        return Some(("swagger", "/swagger", sentence));
    }
    let version = normalise::version(document);
    if !version.starts_with("3.0") && !version.starts_with("3.1") {
        let sentence = if version.is_empty() {
            "There is no “openapi” field that says which version this is; 3.0 and 3.1 are read.".into()
        } else {
            format!("This says it is OpenAPI “{version}”; 3.0 and 3.1 are read.")
        };
        return Some(("version", "/openapi", sentence));
    }
    match document.get("paths") {
        Some(Value::Object(paths)) if !paths.is_empty() => None,
        Some(Value::Object(_)) | None => {
            Some(("no-paths", "/paths", "There are no paths, so there is nothing to serve.".into()))
        }
        Some(_) => Some(("no-paths", "/paths", "“paths” must be an object with a path in each key.".into())),
    }
}

/// A JSON Pointer one step further (RFC 6901 §3).
pub(in crate::api) fn child(pointer: &str, name: &str) -> String {
    format!("{pointer}/{}", super::compile::escape(name))
}
