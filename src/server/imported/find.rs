//! Is the resource there, by the document of an imported API?
//!
//! Nothing moves there, because an OpenAPI document has no words for that; and what was removed is told as gone only
//! where the document describes a 410.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::{contract, shape};
use crate::{
    api::{Contract, Does, Kept, Resource, Segment, Shape, import},
    http::{Method, StatusCode},
    server::{
        Answer, Asked, Source, Trace,
        find::{FOUND, HERE_BEFORE, MOVED, Subject, is_plain, place},
        receive::Received,
        route::Routed,
    },
    world::{Item, World, rfc3339},
};

/// An item that is not where it should be: its collection, and its id.
struct Missing {
    collection: String,
    id: String,
}

pub(super) fn find(
    world: &World,
    received: &Received,
    routed: &Routed<'_>,
    trace: &mut Trace,
) -> Asked<Subject> {
    trace.pass(&MOVED, "Nothing moves in an imported API: its document has no words for that.");
    let Some(contract) = contract(routed) else { return example(world, routed, None, trace) };
    let (resource, is_item) = match routed.route.shape {
        _ if contract.does == Does::Nothing => return example(world, routed, Some(contract), trace),
        Shape::Collection(resource) => (resource, false),
        Shape::Item(resource) => (resource, true),
        Shape::Root | Shape::Description | Shape::Example => {
            return example(world, routed, Some(contract), trace);
        }
    };
    let mut parents = routed.found.parameters.clone();
    let kept = world.resource(resource).and_then(|resource| resource.kept.as_deref());
    let is_single = kept.is_some_and(|kept| kept.single);
    let id = match is_item {
        // What there is one of only has no id of its own.
        true if is_single => Some(String::new()),
        true => parents.pop().map(|(_, id)| id),
        false => None,
    };
    let collection = match collection_path(world, resource, &parents) {
        Ok(collection) => collection,
        Err(missing) => return Err(nothing_below(world, routed, &missing, trace)),
    };
    let Some(id) = id else {
        trace.pass(&HERE_BEFORE, "What is here leaves no tombstone.");
        let count = world.collection(&collection).len();
        let things = if count == 1 { "1 item" } else { &format!("{count} items") };
        trace
            .ask(&FOUND)
            .saw(Source::Stored(collection.clone()), things)
            .yes(format!("The collection is there, with {things}."));
        return Ok(Subject::Collection { resource, path: collection });
    };

    let path = place(&collection, &id);
    let found = world.find(&collection, &id).map(Arc::clone);
    let first = || {
        let kept = kept.filter(|_| is_single && world.collection(&collection).tombstone("").is_none())?;
        Some(Arc::new(first(world, world.resource(resource)?, kept, &collection)))
    };
    if let Some(item) = found.or_else(first) {
        trace.pass(&HERE_BEFORE, "What is here leaves no tombstone.");
        let question = trace.ask(&FOUND);
        let question = if is_single { question } else { question.saw(Source::Target, format!("id = {id}")) };
        let called = if is_single { path.clone() } else { format!("“{id}”") };
        question
            .saw(Source::Stored(path), format!("version {}", item.etag()))
            .yes(format!("Found {called}, version {}.", item.etag()));
        return Ok(Subject::Item { resource, collection, item });
    }
    let may_create = contract.does == Does::Replace { creates: true }
        || is_single && contract.does == Does::Merge && received.method == Method::POST;
    let missing = Missing { collection, id };
    here_before(world, routed, &missing, may_create, trace)?;
    let Missing { collection, id } = missing;
    if is_single {
        let question = trace.ask(&FOUND).saw(Source::Stored(path), "(none)");
        if may_create {
            question.no(format!("There is none at {collection} now, but {} may make one.", received.method));
            return Ok(Subject::Absent { resource, collection, id });
        }
        let detail = format!("There is none at {collection} any more: it was taken away.");
        return Err(question.refuse(StatusCode::NOT_FOUND, detail).into());
    }
    let question =
        trace.ask(&FOUND).saw(Source::Target, format!("id = {id}")).saw(Source::Stored(path), "(none)");
    if !may_create {
        let detail = format!("There is no “{id}” in {collection}. GET the collection to see what there is.");
        return Err(question.refuse(StatusCode::NOT_FOUND, detail).into());
    }
    if !is_plain(&id) {
        let detail = format!(
            "There is no “{id}” in {collection}, and nothing can be put there: an id has 1 to 60 letters a to z, \
             digits, “-”, “.”, “_” or “~”, and does not start with a dot."
        );
        return Err(question.refuse(StatusCode::NOT_FOUND, detail).into());
    }
    question.no(format!("There is no “{id}” in {collection} yet, but {} may create it.", received.method));
    Ok(Subject::Absent { resource, collection, id })
}

/// What there is one of only, as it is from the start: from its schema's examples, or else made up, always the same.
fn first(world: &World, resource: &Resource, kept: &Kept, path: &str) -> Item {
    let document = world.api().document();
    let seed = import::Dice::named(1, path).next();
    let fields = match import::invent::invent(document, &resource.schema_pointer, "", seed).0 {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    world.unwritten(path, shape::below(resource, kept, path, fields))
}

/// Puts back what each has one of only, below an item that was taken away with it and is made again under its old id.
pub(super) fn renew(after: &mut World, collection: &str, id: &str) {
    let gone: Vec<(usize, String)> = (after.api().resources().iter().enumerate())
        .filter(|(_, resource)| resource.kept.as_ref().is_some_and(|kept| kept.single))
        .filter_map(|(index, resource)| match resource.collection.segments().last() {
            Some(Segment::Literal(word)) => Some((index, format!("{collection}/{id}/{word}"))),
            _ => None,
        })
        .filter(|(index, path)| {
            after.collection(path).tombstone("").is_some() && after.resource_of(path) == Some(*index)
        })
        .collect();
    for (index, path) in gone {
        let made =
            after.resource(index).and_then(|kind| Some(first(after, kind, kind.kept.as_deref()?, &path)));
        if let Some(made) = made {
            after.write(&path, "", made.fields);
        }
    }
}

/// Asks whether something that is missing was here before. That it is gone is told with 410 only where the document
/// describes that.
fn here_before(
    world: &World,
    routed: &Routed<'_>,
    missing: &Missing,
    may_create: bool,
    trace: &mut Trace,
) -> Asked<()> {
    let Missing { collection, id } = missing;
    let question = trace.ask(&HERE_BEFORE);
    let Some(tombstone) = world.collection(collection).tombstone(id) else {
        question
            .saw(Source::Server("tombstones".into()), "none here")
            .no("It never was here: there is no tombstone.");
        return Ok(());
    };
    let (when, version) = (rfc3339(tombstone.at_ms), tombstone.version);
    let question = question
        .saw(Source::Stored(place(collection, id)), format!("tombstone: version \"v{version}\", {when}"));
    let called = if id.is_empty() { "It".to_owned() } else { format!("“{id}”") };
    let place = format!("{}/responses/410", routed.operation.pointer);
    if !may_create && world.api().document().pointer(&place).is_some() {
        let detail = format!(
            "{called} was in {collection} until {when}, as version \"v{version}\", and will not come back by itself."
        );
        return Err(question
            .saw(Source::Description(place), "described")
            .refuse_as(Answer::Yes, StatusCode::GONE, detail)
            .with("removed", when)
            .into());
    }
    question.yes(if may_create {
        format!("{called} was in {collection} until {when}, and may be put there again.")
    } else {
        format!("{called} was in {collection} until {when}, but the API description has no 410 to say so.")
    });
    Ok(())
}

fn nothing_below(
    world: &World,
    routed: &Routed<'_>,
    missing: &Missing,
    trace: &mut Trace,
) -> Box<crate::server::Exit> {
    if let Err(exit) = here_before(world, routed, missing, false, trace) {
        return exit;
    }
    let Missing { collection, id } = missing;
    let detail = format!(
        "There is no “{id}” in {collection}, so nothing is below it. GET the collection to see what there is."
    );
    trace
        .ask(&FOUND)
        .saw(Source::Stored(format!("{collection}/{id}")), "(none)")
        .refuse(StatusCode::NOT_FOUND, detail)
        .into()
}

/// The path of a collection below the API root; every item that it lies under must be there.
fn collection_path(world: &World, resource: usize, parents: &[(String, String)]) -> Result<String, Missing> {
    let Some(resource) = world.resource(resource) else { return Ok("/".into()) };
    let mut path = String::new();
    let mut nth = 0;
    for segment in resource.collection.segments() {
        match segment {
            Segment::Literal(word) => path = format!("{path}/{word}"),
            Segment::Parameter(_) => {
                // By its place: paths that lie below one another may name the same parameter differently.
                let id = parents.get(nth).map_or("", |(_, id)| id.as_str());
                let must_be = resource.kept.as_ref().is_none_or(|kept| kept.checked.get(nth) == Some(&true));
                nth += 1;
                if must_be && world.find(&path, id).is_none() {
                    return Err(Missing { collection: path, id: id.to_owned() });
                }
                path = format!("{path}/{id}");
            }
        }
    }
    Ok(path)
}

/// An operation that answers from examples; what its path lies below must be there all the same.
fn example(
    world: &World,
    routed: &Routed<'_>,
    contract: Option<&Contract>,
    trace: &mut Trace,
) -> Asked<Subject> {
    if let Some(parent) = contract.and_then(|contract| contract.below) {
        let mut parameters = routed.found.parameters.clone();
        let own = world.resource(parent).map_or(0, |resource| {
            let is_parameter = |segment: &&Segment| matches!(segment, Segment::Parameter(_));
            resource.item.segments().iter().filter(is_parameter).count()
        });
        parameters.truncate(own);
        if let Some((_, id)) = parameters.pop() {
            let missing = match collection_path(world, parent, &parameters) {
                Ok(collection) if world.find(&collection, &id).is_some() => None,
                Ok(collection) => Some(Missing { collection, id }),
                Err(missing) => Some(missing),
            };
            if let Some(missing) = missing {
                return Err(nothing_below(world, routed, &missing, trace));
            }
        }
    }
    trace.pass(&HERE_BEFORE, "What is here leaves no tombstone.");
    let path = routed.route.template.fill(&routed.found);
    trace
        .ask(&FOUND)
        .saw(Source::Description(routed.operation.pointer.clone()), "answers from examples")
        .yes("The API description tells of it; nothing is stored for it, so it is always there.");
    Ok(Subject::Example { path })
}
