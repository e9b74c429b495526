//! Act: read, create, replace, patch, delete.

mod moving;

use serde_json::{Map, Value};

use super::{
    Asked, Block, Decision, Source, Trace, content::Wanted, find::Subject, key::SEEN, receive::Received,
    route::Routed, slow,
};
use crate::{
    api::{Condition, Resource},
    http::{Method, StatusCode},
    world::{World, rfc3339},
};

pub(super) static CONFLICT: Decision = Decision {
    id: "no-conflict",
    block: Block::Act,
    question: "Does it go together with what is stored?",
    story: "Is the toy free right now?",
    spec: "RFC 9110 §15.5.10",
    exits: &[409],
};
pub(super) static DO: Decision = Decision {
    id: "do",
    block: Block::Act,
    question: "What is to be done?",
    story: "What do I do with the toy?",
    spec: "RFC 9110 §9.3",
    exits: &[],
};

/// This block's decisions, in order.
pub(super) static DECISIONS: &[&Decision] = &[&SEEN, &CONFLICT, &DO];

const NO_CONDITION: &str = "The API description sets no condition for this.";

/// What was done.
#[derive(Debug)]
pub(super) enum Done {
    /// Read what the request is about.
    Read,
    /// Stored a new item.
    Created { collection: String, id: String },
    /// Changed an item.
    Changed { collection: String, id: String },
    /// Took an item out.
    Deleted,
    /// Took on work that will be done later: its status resource, and how long it takes.
    Accepted { collection: String, id: String, seconds: u64 },
}

/// Reads what the request is about: all that a safe method asks for.
pub(super) fn read(received: &Received, subject: &Subject, trace: &mut Trace) {
    trace.pass(&SEEN, "A read changes nothing, so it may be done as often as they like.");
    trace.pass(&CONFLICT, NO_CONDITION);
    let question = trace.ask(&DO).saw(Source::Method, received.method.as_str());
    if let Subject::Selected(selected) = subject {
        let seen = selected.evidence.iter();
        seen.fold(question, |question, (source, value)| question.saw(source.clone(), value))
            .yes(selected.told.clone());
    } else {
        question.yes(["Read ", &subject.path(), "."].concat());
    }
}

pub(super) fn act(
    world: &mut World,
    received: &Received,
    routed: &Routed<'_>,
    subject: &Subject,
    wanted: Wanted,
    trace: &mut Trace,
) -> Asked<Done> {
    conflict(world, routed, subject, wanted.as_ref(), trace)?;

    let question = trace.ask(&DO).saw(Source::Method, received.method.as_str());
    if let (Some(slow), Subject::Collection { path, .. }, Some(wanted)) =
        (&routed.operation.slow, subject, &wanted)
    {
        let id = slow::take_on(world, slow, path, wanted);
        question.yes(format!(
            "This takes {} seconds, so it is taken on now and done later: {}/{id} tells how far it is.",
            slow.seconds, slow.status
        ));
        return Ok(Done::Accepted { collection: slow.status.clone(), id, seconds: slow.seconds });
    }
    let mut moved = None;
    let (because, done) = match (subject, wanted) {
        (Subject::Collection { resource, path }, Some(wanted)) => {
            let id = new_id(world, path, &wanted);
            let Some(fields) =
                world.resource(*resource).map(|made| new_fields(world, made, routed, &id, wanted))
            else {
                return Err(internal(question));
            };
            moved = moving::out(world, *resource, &fields);
            world.write(path, &id, fields);
            (format!("Created “{id}” in {path}."), Done::Created { collection: path.clone(), id })
        }
        (Subject::Absent { resource, collection, id }, Some(wanted)) => {
            let Some(fields) =
                world.resource(*resource).map(|made| new_fields(world, made, routed, id, wanted))
            else {
                return Err(internal(question));
            };
            world.write(collection, id, fields);
            (
                format!("Created “{id}” in {collection}."),
                Done::Created { collection: collection.clone(), id: id.clone() },
            )
        }
        (Subject::Item { resource, collection, item }, Some(wanted)) => {
            let Some(made) = world.resource(*resource) else { return Err(internal(question)) };
            let fields = kept_fields(made, &item.fields, wanted);
            let (old, id) = (item.etag(), item.id.to_string());
            world.write(collection, &id, fields);
            let verb = if received.method == Method::PATCH { "Patched" } else { "Replaced" };
            let new = world.find(collection, &id).map_or_else(|| old.clone(), |item| item.etag());
            let because = if new == old {
                format!("{verb} “{id}” with what it already was: still version {old}.")
            } else {
                format!("{verb} “{id}”: version {old} became {new}.")
            };
            (because, Done::Changed { collection: collection.clone(), id })
        }
        (Subject::Item { resource, collection, item }, None) if received.method == Method::DELETE => {
            world.remove(collection, &item.id);
            moved = moving::back(world, *resource, &item.fields);
            (format!("Deleted “{}” from {collection}.", item.id), Done::Deleted)
        }
        _ => (format!("Read {}.", subject.path()), Done::Read),
    };
    let mut because = because;
    if let Some(moved) = moved {
        because.push(' ');
        because.push_str(&moved);
    }
    if let Some(effect) = &routed.operation.sets
        && let Some((collection, id)) = other(&effect.resource.fill(&routed.found))
        && let Some(item) = world.find(collection, id)
    {
        let mut fields = item.fields.clone();
        fields.insert(effect.field.clone(), effect.value.clone());
        world.write(collection, id, fields);
        because.push_str(&format!(" And {collection}/{id} now has {} = {}.", effect.field, effect.value));
    }
    question.yes(because);
    Ok(done)
}

/// Cannot happen: a subject always names a resource of the API. Told as an error all the same, never a panic.
fn internal(question: super::asking::Question<'_>) -> Box<super::Exit> {
    question
        .refuse(StatusCode::INTERNAL_SERVER_ERROR, "The server lost the description of this resource.")
        .into()
}

/// What stands in the way: a condition of the API description, or another resource that still refers to this one.
fn conflict(
    world: &World,
    routed: &Routed<'_>,
    subject: &Subject,
    wanted: Option<&Map<String, Value>>,
    trace: &mut Trace,
) -> Asked<()> {
    let mut question = trace.ask(&CONFLICT);
    let mut asked = false;
    if let (Subject::Collection { resource, .. }, Some(wanted)) = (subject, wanted)
        && let Some((path, found)) = moving::conflict(world, *resource, wanted)
    {
        asked = true;
        question = question.saw(Source::Stored(path), if found.is_some() { "taken" } else { "free" });
        if let Some(detail) = found {
            return Err(question.refuse(StatusCode::CONFLICT, detail).into());
        }
    }
    if let Some(Condition { resource, field, equals, otherwise }) = &routed.operation.requires {
        let path = resource.fill(&routed.found);
        let stored = other(&path)
            .and_then(|(collection, id)| world.find(collection, id))
            .and_then(|item| item.fields.get(field))
            .cloned()
            .unwrap_or(Value::Null);
        asked = true;
        question = question.saw(Source::Stored(path), format!("{field} = {stored}"));
        if stored != *equals {
            return Err(question.refuse(StatusCode::CONFLICT, otherwise.clone()).into());
        }
    }
    if routed.operation.method == Method::DELETE
        && let Subject::Item { resource, collection, item } = subject
        && let Some(template) = world.resource(*resource).map(|resource| resource.collection.text())
        && world.api().resources().iter().any(|other| other.refers_to.iter().any(|(_, to)| to == template))
    {
        asked = true;
        if let Some(referrer) = referrer(world, template, &item.id) {
            let detail = format!("{referrer} still refers to “{}”. Take that away first.", item.id);
            return Err(question
                .saw(Source::Stored(referrer), item.id.as_bytes())
                .refuse(StatusCode::CONFLICT, detail)
                .into());
        }
        question = question.saw(Source::Stored(collection.clone()), "nothing refers to it");
    }
    if asked {
        question.yes("Nothing stored stands in the way.");
    } else {
        question.pass(NO_CONDITION);
    }
    Ok(())
}

/// The path of some stored item with a field that holds this id.
fn referrer(world: &World, template: &str, id: &str) -> Option<String> {
    world.collections().find_map(|(path, collection)| {
        let resource = world.resource(world.resource_of(path)?)?;
        let fields: Vec<_> = resource.refers_to.iter().filter(|(_, to)| to == template).collect();
        if fields.is_empty() {
            return None;
        }
        let item = collection.iter().find(|item| {
            fields.iter().any(|(field, _)| item.fields.get(field).and_then(Value::as_str) == Some(id))
        })?;
        Some(format!("{path}/{}", item.id))
    })
}

/// A path from the API root as the collection and the id.
fn other(path: &str) -> Option<(&str, &str)> {
    path.rsplit_once('/')
}

/// The id of a new item: from its name, or the next number; one that was never used in this collection.
pub(super) fn new_id(world: &World, path: &str, wanted: &Map<String, Value>) -> String {
    let name = wanted.get("name").and_then(Value::as_str).map(slug).unwrap_or_default();
    let taken =
        |id: &str| world.collection(path).was_used(id) || world.forward(&format!("{path}/{id}")).is_some();
    if !name.is_empty() && !taken(&name) {
        return name;
    }
    let next = world.collection(path).next_number();
    if name.is_empty() {
        return (next..).map(|number| number.to_string()).find(|id| !taken(id)).unwrap_or_default();
    }
    (2..10)
        .chain(next.max(10)..)
        .map(|number| format!("{name}-{number}"))
        .find(|id| !taken(id))
        .unwrap_or_default()
}

/// A name as an id: lower-case letters and digits, the rest as hyphens, at most 40 characters.
fn slug(name: &str) -> String {
    let mut id = String::new();
    for character in name.chars().map(|character| character.to_ascii_lowercase()) {
        if id.len() >= 40 {
            break;
        }
        if character.is_ascii_alphanumeric() {
            id.push(character);
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
    }
    id.trim_end_matches('-').to_owned()
}

/// The fields of a new item: those wanted, and those that the server fills.
fn new_fields(
    world: &World,
    resource: &Resource,
    routed: &Routed<'_>,
    id: &str,
    mut wanted: Map<String, Value>,
) -> Map<String, Value> {
    wanted.insert("id".into(), id.into());
    for (name, default) in &resource.defaults {
        if !wanted.contains_key(name) {
            wanted.insert(name.clone(), default.clone());
        }
    }
    for name in &resource.from_path {
        if let Some(value) = routed.found.get(name) {
            wanted.insert(name.clone(), value.into());
        }
    }
    for name in &resource.from_clock {
        wanted.insert(name.clone(), rfc3339(world.now_ms()).into());
    }
    in_order(resource, wanted)
}

/// The fields of a changed item: those wanted, and those stored that the server alone writes.
fn kept_fields(
    resource: &Resource,
    stored: &Map<String, Value>,
    mut wanted: Map<String, Value>,
) -> Map<String, Value> {
    for name in &resource.read_only {
        if let Some(value) = stored.get(name) {
            wanted.insert(name.clone(), value.clone());
        }
    }
    in_order(resource, wanted)
}

/// The fields in the order of the schema, those that it does not name last.
pub(super) fn in_order(resource: &Resource, mut fields: Map<String, Value>) -> Map<String, Value> {
    let mut ordered = Map::with_capacity(fields.len());
    for name in &resource.order {
        if let Some(value) = fields.shift_remove(name) {
            ordered.insert(name.clone(), value);
        }
    }
    ordered.extend(fields);
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_makes_an_id() {
        for (name, id) in [
            ("Blue boat", "blue-boat"),
            ("  Zoë's  kite!! ", "zo-s-kite"),
            ("…", ""),
            (&"long name ".repeat(9), "long-name-long-name-long-name-long-name"),
        ] {
            assert_eq!(slug(name), id);
        }
    }
}
