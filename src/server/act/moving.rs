//! Resources that stand for a move (`x-toyshelf-moves`): making one moves something, deleting one forgets that.

use serde_json::{Map, Value};

use crate::{api::Moves, server::find::is_plain, world::World};

fn text<'f>(fields: &'f Map<String, Value>, name: &str) -> Option<&'f str> {
    fields.get(name).and_then(Value::as_str)
}

fn parts<'m>(
    world: &'m World,
    resource: usize,
    fields: &'m Map<String, Value>,
) -> Option<(&'m Moves, &'m str, &'m str)> {
    let moves = world.resource(resource)?.moves.as_ref()?;
    Some((moves, text(fields, &moves.from)?, text(fields, &moves.to)?))
}

/// For a move about to be made, the path looked at, and what stands in its way.
pub(super) fn conflict(
    world: &World,
    resource: usize,
    wanted: &Map<String, Value>,
) -> Option<(String, Option<String>)> {
    let (Moves { collection, .. }, from, to) = parts(world, resource, wanted)?;
    let path = format!("{collection}/{to}");
    let found = if !is_plain(to) {
        Some(format!("“{to}” cannot be an id: one has letters, digits, “-”, “.”, “_” and “~”, 60 at most."))
    } else if world.find(collection, from).is_none() {
        Some(format!("There is no “{from}” in {collection} that could move."))
    } else if world.find(collection, to).is_some() {
        Some(format!("There is a “{to}” in {collection} already. Choose an id that is free."))
    } else {
        world.forward(&path).map(|forward| {
            format!("{path} is an old address that leads to {}. Choose an id that is free.", forward.to)
        })
    };
    Some((path, found))
}

/// Moves what a move that is being made names, and says so.
pub(super) fn out(world: &mut World, resource: usize, fields: &Map<String, Value>) -> Option<String> {
    let (Moves { collection, .. }, from, to) = parts(world, resource, fields)?;
    let (collection, from, to) = (collection.clone(), from.to_owned(), to.to_owned());
    world.rename(&collection, &from, &to);
    Some(format!("And {collection}/{from} is at {collection}/{to} now, with all that lies below it."))
}

/// Brings back what had moved for a while only, once its move is deleted, and says so.
pub(super) fn back(world: &mut World, resource: usize, fields: &Map<String, Value>) -> Option<String> {
    let (Moves { collection, permanent, .. }, from, to) = parts(world, resource, fields)?;
    let is_permanent = fields.get(permanent) == Some(&Value::Bool(true));
    let (collection, from, to) = (collection.clone(), from.to_owned(), to.to_owned());
    if is_permanent || world.find(&collection, &to).is_none() {
        return Some(format!("And {collection}/{from} leads nowhere any more."));
    }
    world.rename(&collection, &to, &from);
    Some(format!("And what was at {collection}/{to} for a while is back at {collection}/{from}."))
}
