//! The engine, alone, for JavaScript to time: no view, no worker, no page.
//!
//! A request goes in as the page has it, in strings, and the answer is read back as a status and a string, so that
//! what crossing into WebAssembly costs is part of every figure.

use toyshelf::{
    http::{Request, Response},
    server::dispatch,
    world::World,
};
use wasm_bindgen::prelude::wasm_bindgen;

/// A server with its world, the world it can be put back to, and its last answer.
#[derive(Debug)]
#[wasm_bindgen]
pub struct Engine {
    world: World,
    mark: World,
    answer: Option<(usize, Response)>,
}

#[wasm_bindgen]
impl Engine {
    /// The toy library with its API root at `base`, such as `/api`.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(base: &str) -> Self {
        let world = World::toy_library(base);
        Self { mark: world.clone(), world, answer: None }
    }

    /// Dispatches one request and gives its status. `fields` holds names and values in turn.
    #[must_use]
    pub fn send(&mut self, method: &str, target: &str, fields: Vec<String>, content: &str) -> u16 {
        let mut request = Request::new(method, target).content(content);
        let mut fields = fields.into_iter();
        while let (Some(name), Some(value)) = (fields.next(), fields.next()) {
            request = request.with(name, value);
        }
        let (world, exchange) = dispatch(&self.world, request);
        self.world = world;
        let status = exchange.response.status.as_u16();
        self.answer = Some((exchange.trace.steps.len(), exchange.response));
        status
    }

    /// The content of the last answer, as text.
    #[must_use]
    pub fn content(&self) -> String {
        self.answer.as_ref().map(|(_, response)| response.text().into_owned()).unwrap_or_default()
    }

    /// A header field of the last answer.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<String> {
        self.answer.as_ref()?.1.field(name).map(Into::into)
    }

    /// How many steps the trace of the last answer has.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.answer.as_ref().map_or(0, |(steps, _)| *steps)
    }

    /// Remembers the world as it is now.
    pub fn mark(&mut self) {
        self.mark = self.world.clone();
    }

    /// Goes back to the world remembered last.
    pub fn reset(&mut self) {
        self.world = self.mark.clone();
    }
}
