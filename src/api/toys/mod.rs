//! The built-in toy library: its description and what is on its shelf at the start.

use std::sync::{Arc, LazyLock};

use serde_json::{Map, Value};

use super::{Api, SharedApi};

/// The OpenAPI document that the toy library is built from.
const DOCUMENT: &str = include_str!("openapi.json");

/// What is stored at the start: collection paths with their items.
const SEED: &str = include_str!("seed.json");

static LIBRARY: LazyLock<(SharedApi, Map<String, Value>)> = LazyLock::new(|| {
    // Both texts are part of the program, and a test compiles them: a panic here cannot reach a person.
    #[allow(clippy::expect_used)]
    let read = || {
        let document = serde_json::from_str(DOCUMENT).expect("the built-in document is JSON");
        let api = Api::from_own_document(document).expect("the built-in document compiles");
        (Arc::new(api), serde_json::from_str(SEED).expect("the built-in seed is JSON"))
    };
    read()
});

/// The toy library's API, compiled once.
#[must_use]
pub fn api() -> SharedApi {
    Arc::clone(&LIBRARY.0)
}

/// What the toy library stores at the start: collection paths, each with an array of items.
#[must_use]
pub fn seed() -> &'static Map<String, Value> {
    &LIBRARY.1
}
