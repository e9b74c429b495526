//! Further than one edit away: for the ways out that no single edit reaches, several at once and requests before.

use toyshelf::{
    client::{
        Draft,
        edits::{Exit, Further, Long, Work},
    },
    server::dispatch,
    stage::map::DecisionMap,
    world::World,
};

const NOON: u64 = 1_800_000_000_000;

fn exits(world: &World) -> Vec<Exit> {
    let nodes = DecisionMap::new(world.api()).nodes;
    nodes.iter().flat_map(|node| node.exits.iter().map(|exit| (node.decision.id, *exit))).collect()
}

/// The ways out of the map that are told, each longer one done as it is told; and those that are not.
fn told(draft: &Draft) -> (Vec<Long>, Vec<Exit>) {
    let world = World::toy_library("/api").at(NOON);
    let mut work = Work::on(&world, draft);
    while work.step() {}
    let exits = exits(&world);
    let mut further = Further::on(&world, draft, &exits, work.found());
    let mut steps = 0;
    while further.step() {
        steps += 1;
        assert!(steps <= Further::MOST);
    }
    for long in further.found() {
        leads_there(&world, draft, long);
    }
    let has = |exit: &Exit| {
        work.found().exit(exit.0, exit.1).is_some()
            || (work.found().base()).is_some_and(|base| (base.decision.id, base.status.as_u16()) == *exit)
            || further.found().iter().any(|long| (long.way.decision.id, long.way.status.as_u16()) == *exit)
    };
    (further.found().to_vec(), exits.iter().copied().filter(|exit| !has(exit)).collect())
}

/// Does what is told, and looks where it leads.
fn leads_there(world: &World, draft: &Draft, long: &Long) {
    let mut world = world.clone();
    if let Some(before) = &long.before {
        let first = before.way.edit.apply(draft).request(world.base());
        let (next, exchange) = dispatch(&world, first);
        assert_eq!(exchange.response.status, before.way.status, "{long:?}");
        world = next.at(NOON + before.wait_s * 1000);
    }
    if let Some(settings) = long.way.edit.settings() {
        world = world.with_settings(settings.clone());
    }
    let (_, exchange) = dispatch(&world, long.way.edit.apply(draft).request(world.base()));
    let exit = exchange.trace.exit().map(|step| step.decision.id);
    assert_eq!((exit, exchange.response.status), (Some(long.way.decision.id), long.way.status), "{long:?}");
}

#[test]
fn nearly_every_way_out_of_the_map_is_told() {
    for draft in [
        Draft::default(),
        Draft::new("GET", "/toys"),
        Draft::new("DELETE", "/toys/car"),
        Draft::new("POST", "/toys").body("application/json", "{\"name\": \"Boat\"}"),
        Draft::new("PUT", "/friends/mia").with("If-Match", "*").with("Range", "bytes=0-1"),
        Draft::new("GET", "/nowhere?at=all#once"),
        Draft::new("BREW", "tea"),
    ] {
        let (_, missing) = told(&draft);
        // A body that grows while it is unpacked cannot be written as text.
        assert_eq!(missing, [("content-type", 413)], "{} {}", draft.method, draft.path);
    }
}

#[test]
fn what_has_to_come_before_is_told() {
    let (longs, _) = told(&Draft::default());
    let at = |id: &str, status: u16| {
        longs.iter().find(|long| long.way.decision.id == id && long.way.status == status).cloned()
    };
    let gone = at("here-before", 410).expect("410");
    assert_eq!(gone.before.map(|before| before.way.words).as_deref(), Some("use DELETE"));
    assert!(gone.way.is_none(), "{:?}", gone.way);

    let replayed = at("idempotency-key", 201).expect("a replay");
    assert!(replayed.is_repeated(), "{replayed:?}");
    assert!(replayed.way.words.contains("Idempotency-Key"), "{replayed:?}");

    let done = at("answer", 303).expect("303");
    assert!(done.before.as_ref().is_some_and(|before| before.wait_s > 0), "{done:?}");
    assert_eq!(done.way.words, "GET /jobs/1");

    // Near things come before far ones: the same path, as far as it goes.
    let conflict = at("no-conflict", 409).expect("409");
    assert_eq!(conflict.way.words, "use DELETE, /toys/ball");
}

#[test]
fn nothing_is_looked_for_that_a_single_edit_reaches() {
    let world = World::toy_library("/api").at(NOON);
    let draft = Draft::default();
    let mut work = Work::on(&world, &draft);
    while work.step() {}
    let mut further = Further::on(&world, &draft, &[("if-none-match", 304), ("answer", 200)], work.found());
    assert!(!further.step());
    assert!(further.found().is_empty());
}
