//! Any OpenAPI document becomes a server: documents of many sorts are imported, served and held to what they say.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod alone;
mod documents;
mod faults;
mod hostile;
mod secured;
mod serving;
mod walk;
mod wishes;

use serde_json::Value;
use toyshelf::{
    api::import::{Finding, Imported, import},
    http::Request,
    server::{Exchange, dispatch},
    world::World,
};

/// An imported API with its world, for asking.
struct Served {
    imported: Imported,
    world: World,
}

impl Served {
    fn new(text: &str) -> Self {
        let imported = import(text, 1).unwrap_or_else(|findings| panic!("{findings:#?}"));
        let world = World::imported(&imported, "/api");
        Self { imported, world }
    }

    fn send(&mut self, request: Request) -> Exchange {
        let (after, exchange) = dispatch(&self.world, request);
        self.world = after;
        exchange
    }

    fn get(&mut self, target: &str) -> Exchange {
        self.send(Request::new("GET", target))
    }

    fn kinds(&self) -> Vec<&'static str> {
        self.imported.report.iter().map(|finding| finding.kind).collect()
    }

    fn finding(&self, kind: &str) -> &Finding {
        let found = self.imported.report.iter().find(|finding| finding.kind == kind);
        found.unwrap_or_else(|| panic!("no finding of kind {kind} in {:#?}", self.imported.report))
    }
}

fn status(exchange: &Exchange) -> u16 {
    exchange.response.status.as_u16()
}

fn body(exchange: &Exchange) -> Value {
    serde_json::from_slice(&exchange.response.content)
        .unwrap_or_else(|error| panic!("{error} in {}", exchange.response.text()))
}

/// What holds of every exchange: one exit, the last, with the status of the response, and a reason for each step.
fn check_trace(exchange: &Exchange) {
    let (last, before) = exchange.trace.steps.split_last().expect("a step");
    assert_eq!(last.exit, Some(exchange.response.status));
    assert!(before.iter().all(|step| step.exit.is_none()));
    assert!(exchange.trace.steps.iter().all(|step| !step.because.is_empty()));
    assert!(
        last.decision.exits.contains(&exchange.response.status.as_u16()),
        "{} leaves with {}",
        last.decision.id,
        exchange.response.status
    );
}
