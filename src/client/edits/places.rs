//! Other places: what is there, what is missing, what is gone, what has moved, and what is no place at all.

use super::make::{Maker, segments, short};
use crate::{
    api::{Route, Segment},
    world::{World, path},
};

/// How many items of a collection are tried.
const ITEMS: usize = 12;

/// How many of the API's paths are tried.
const ROUTES: usize = 60;

/// How much more it costs to go to another kind of place: whoever asks for a toy does not mean a friend.
const ELSEWHERE: usize = 16;

/// Ids that are likely to be free.
const FREE: [&str; 4] = ["boat", "dragon", "nothing", "no-such-thing"];

/// The same where ids are numbers.
const FREE_NUMBERS: [&str; 3] = ["999", "99999", "999999999"];

pub(super) fn make(maker: &mut Maker<'_>) {
    others(maker);
    moved_and_gone(maker);
    known(maker);
    nowhere(maker);
}

/// Other values of each parameter of the path.
pub(super) fn others(maker: &mut Maker<'_>) {
    let Some((route, _)) = &maker.route else { return };
    let template = route.template.segments();
    let now: Vec<&str> = maker.path.trim_start_matches('/').split('/').collect();
    if now.len() < template.len() {
        return;
    }
    let mut paths = Vec::new();
    for (place, segment) in template.iter().enumerate() {
        if !matches!(segment, Segment::Parameter(_)) {
            continue;
        }
        let collection = format!("/{}", segments(&now[..place].join("/")).join("/"));
        let stored = maker.world.collection(&collection);
        let mut ids: Vec<String> = stored.iter().take(ITEMS).map(|item| item.id.to_string()).collect();
        ids.extend(stored.tombstones().take(2).map(str::to_owned));
        ids.extend(free(maker.world, &collection));
        ids.retain(|id| !id.is_empty());
        for id in ids {
            let mut parts = now.clone();
            let id = encoded(&id);
            parts[place] = &id;
            paths.push(format!("/{}", parts.join("/")));
        }
    }
    for path in paths {
        let path = with_query(maker, &path);
        maker.path(&path);
    }
}

/// An id that names nothing, and never did.
fn free(world: &World, collection: &str) -> Option<String> {
    let stored = world.collection(collection);
    let numbers = stored.iter().take(3).any(|item| item.id.parse::<u64>().is_ok());
    let ids: &[&str] = if numbers { &FREE_NUMBERS } else { &FREE };
    ids.iter().find(|id| !stored.was_used(id)).map(|id| (*id).to_owned())
}

/// What has moved, and what was taken away, wherever it was.
fn moved_and_gone(maker: &mut Maker<'_>) {
    let world = maker.world;
    for from in world.forwards().take(6) {
        maker.path(from);
    }
    let gone = world
        .collections()
        .take(200)
        .flat_map(|(collection, stored)| stored.tombstones().take(2).map(move |id| (collection, id)));
    for (collection, id) in gone.take(6) {
        maker.path(&path("", collection, Some(id)));
    }
}

/// The API's other paths.
fn known(maker: &mut Maker<'_>) {
    for route in maker.world.api().routes().iter().take(ROUTES) {
        let path = filled(maker, route);
        let words = short(&path).into_owned();
        maker.odd_path(ELSEWHERE, &path, words);
    }
}

/// The path of a route: with the parameters of the request where they have the same names, and else with what is there.
pub(super) fn filled(maker: &Maker<'_>, route: &Route) -> String {
    let mut plain = String::new();
    let mut path = String::new();
    for segment in route.template.segments() {
        let part = match segment {
            Segment::Literal(word) => word.clone(),
            Segment::Parameter(name) => {
                let given = maker.route.as_ref().and_then(|(_, found)| found.get(name)).map(str::to_owned);
                let stored = || maker.world.collection(&plain).iter().next().map(|item| item.id.to_string());
                given.or_else(stored).unwrap_or_else(|| "1".into())
            }
        };
        path.push('/');
        path.push_str(&encoded(&part));
        plain.push('/');
        plain.push_str(&part);
    }
    if path.is_empty() { "/".into() } else { path }
}

/// A path that leads nowhere, one that cannot be read, and one that is too long.
fn nowhere(maker: &mut Maker<'_>) {
    maker.odd_path(ELSEWHERE / 2, "/nowhere", "/nowhere".into());
    let now = maker.draft.path.clone();
    if !now.contains('%') {
        maker.odd_path(6, &format!("{now}%"), format!("{}%", short(&now)));
    }
    let limit = maker.world.limits().target;
    if limit <= 1 << 16 {
        let base = maker.world.base().len() + now.len();
        let more = (limit + 1).saturating_sub(base + 1);
        let mark = if now.contains('?') { '&' } else { '?' };
        let long = format!("{now}{mark}{}", "x".repeat(more));
        maker.odd_path(0, &long, format!("make the target {} bytes long", limit + 1));
    }
}

/// The same query behind another path.
fn with_query(maker: &Maker<'_>, path: &str) -> String {
    match maker.query {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    }
}

/// One segment of a path, encoded.
fn encoded(segment: &str) -> String {
    path("", "", Some(segment)).trim_start_matches('/').to_owned()
}
