//! The world that is served: the toy library, or what an OpenAPI document describes.

use std::{fs, path::Path, sync::Arc};

use toyshelf::{api::Api, world::World};

/// The toy library, or an empty world served by the document in this file. The error is a sentence for a person.
pub(crate) fn world(file: Option<&Path>, base: &str) -> Result<World, String> {
    let Some(file) = file else { return Ok(World::toy_library(base)) };
    let name = file.display();
    let text = fs::read_to_string(file).map_err(|error| format!("Cannot read {name}: {error}."))?;
    described(&text, base).map_err(|problem| format!("{name} cannot be served: {problem}."))
}

/// The one place that knows how a document becomes a world.
fn described(text: &str, base: &str) -> Result<World, String> {
    let document = serde_json::from_str(text).map_err(|error| format!("it is no JSON: {error}"))?;
    let api = Api::from_document(document).map_err(|error| error.to_string())?;
    Ok(World::empty(Arc::new(api), base))
}
