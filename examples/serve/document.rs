//! The world that is served: the toy library, or what an OpenAPI document describes.

use std::{fs, path::Path};

use toyshelf::{
    api::import::{Finding, import},
    world::World,
};

/// The toy library, or what the document in this file describes. The error is a sentence for a person.
pub(crate) fn world(file: Option<&Path>, base: &str) -> Result<World, String> {
    let Some(file) = file else { return Ok(World::toy_library(base)) };
    let name = file.display();
    let text = fs::read_to_string(file).map_err(|error| format!("Cannot read {name}: {error}."))?;
    described(&text, base).map_err(|problem| format!("{name} cannot be served: {problem}"))
}

/// The one place that knows how a document becomes a world. What is served otherwise than the document says, or not at
/// all, is told on stderr.
fn described(text: &str, base: &str) -> Result<World, String> {
    let lines = |findings: &[Finding]| -> String {
        findings.iter().map(|finding| format!("\n  {finding}")).collect()
    };
    let imported = import(text, 1).map_err(|findings| lines(&findings))?;
    if !imported.report.is_empty() {
        eprintln!("Served, but for this:{}", lines(&imported.report));
    }
    Ok(World::imported(&imported, base))
}
