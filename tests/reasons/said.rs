//! All that the server says in very many exchanges.

use std::collections::BTreeMap;

use toyshelf::{
    api::import::{Seed, example_request, import},
    client::{Draft, edits::candidates},
    http::Request,
    server::{Exchange, Source, dispatch, table},
    world::World,
};

use super::{
    played::{exchanges, lived_in, new},
    requests::{documents, elsewhere, rare},
};

/// All that was said, and read, in many exchanges.
#[derive(Default)]
pub(crate) struct Said {
    /// Each reason, and where it was first given.
    pub(crate) reasons: BTreeMap<String, String>,
    /// Each label of a piece of evidence, with what it is of.
    pub(crate) labels: BTreeMap<String, Source>,
}

impl Said {
    fn hear(&mut self, exchange: &Exchange) {
        let Exchange { request, trace, .. } = exchange;
        for step in &trace.steps {
            let target: String = request.target_text().chars().take(60).collect();
            let place = || format!("{} at {} {target}", step.decision.id, request.method_text());
            self.reasons.entry(step.because.trim().to_owned()).or_insert_with(place);
            for evidence in &step.evidence {
                self.labels.entry(evidence.source.label()).or_insert_with(|| evidence.source.clone());
            }
        }
    }

    /// Sends a request, and comes back with the world as it left it.
    fn ask(&mut self, world: &World, request: Request) -> World {
        let (after, exchange) = dispatch(world, request);
        self.hear(&exchange);
        after
    }

    /// Asks what each edit of a request comes to.
    fn edit(&mut self, world: &World, request: &Request) {
        let draft = Draft::of(request, world.base());
        for candidate in candidates(world, &draft) {
            let edit = candidate.edit;
            let world = edit.settings().map_or_else(|| world.clone(), |set| world.with_settings(set.clone()));
            self.ask(&world, edit.apply(&draft).request(world.base()));
        }
    }
}

/// What the server says in all sorts of exchanges: by every way out, one edit away from a request on each operation, in
/// every combination of conditions, and by imported documents.
pub(crate) fn said() -> Said {
    let mut said = Said::default();
    for (_, exchange) in exchanges() {
        said.hear(&exchange);
    }
    let world = lived_in();
    let toys =
        world.api().routes().iter().flat_map(|route| route.operations.iter().map(move |one| (route, one)));
    let seed = Seed::default();
    for (route, operation) in toys {
        let request = example_request(world.api(), &seed, route, operation, "/api");
        said.edit(&world, &request);
    }
    for request in [new("GET", "/toys?kind=car"), new("PATCH", "/toys/bear").json(r#"{"color":"red"}"#)] {
        said.edit(&world, &request);
    }
    let aged = World::toy_library("/api").at(1_800_000_000_000);
    for row in table::Work::on(&aged) {
        for column in table::COLUMNS {
            if let Some(request) = table::request(&aged, column, row.told()) {
                said.ask(&aged, request);
            }
        }
    }
    for (world, request) in
        rare().into_iter().map(|request| (world.clone(), request)).chain(elsewhere(&world))
    {
        said.ask(&world, request);
    }
    for (document, requests) in documents() {
        let imported = import(&document, 1).expect("an API");
        let mut world = World::imported(&imported, "/api");
        for route in imported.api.routes() {
            for operation in &route.operations {
                let request = example_request(&imported.api, &imported.seed, route, operation, "/api");
                said.edit(&world, &request);
                said.ask(&world, request.clone().with("Idempotency-Key", "\"a\""));
                world = said.ask(&world, request);
            }
        }
        for seeded in &imported.seed {
            if let Some((_, fields)) = seeded.items.first() {
                let again = serde_json::Value::Object(fields.clone()).to_string();
                said.ask(&world, new("POST", &seeded.collection).json(again));
            }
        }
        for request in requests {
            world = said.ask(&world, request);
        }
    }
    said
}
