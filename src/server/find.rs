//! Find: is the resource there?

use std::sync::Arc;

use super::{Asked, Block, Decision, Source, Trace, receive::Received, route::Routed};
use crate::{
    api::{Contract, Does, Segment, Shape},
    http::{Method, StatusCode, etag::EntityTag},
    world::{Item, World},
};

static MOVED: Decision = Decision {
    id: "moved",
    block: Block::Find,
    question: "Did it stay where it was?",
    story: "Is the toy still in its old place?",
    spec: "RFC 9110 §15.4",
    exits: &[301, 307, 308],
};
static HERE_BEFORE: Decision = Decision {
    id: "here-before",
    block: Block::Find,
    question: "Was it here before?",
    story: "Did I once have this toy?",
    spec: "RFC 9110 §15.5.11",
    exits: &[410],
};
static FOUND: Decision = Decision {
    id: "found",
    block: Block::Find,
    question: "Is the resource there?",
    story: "Is the toy on the shelf?",
    spec: "RFC 9110 §15.5.5",
    exits: &[404],
};

/// This block's decisions, in order.
pub(super) static DECISIONS: &[&Decision] = &[&MOVED, &HERE_BEFORE, &FOUND];

/// What the request is about, as it is stored.
#[derive(Debug)]
pub(super) enum Subject {
    /// The API's root.
    Root,
    /// The API description.
    Description,
    /// A collection: the kind of resource in it (index), and its path from the API root.
    Collection { resource: usize, path: String },
    /// A stored item.
    Item { resource: usize, collection: String, item: Arc<Item> },
    /// Nothing stored: an operation of an imported API that answers from examples. Its path from the API root.
    Example { path: String },
    /// An item that is not there, but that PUT may create.
    Absent { resource: usize, collection: String, id: String },
}

/// The validators of the selected representation (RFC 9110 §8.8).
#[derive(Debug)]
pub(super) struct Validators {
    pub(super) etag: EntityTag,
    /// In milliseconds since 1970-01-01T00:00:00Z.
    pub(super) modified_ms: Option<u64>,
}

impl Subject {
    /// Its path from the API root.
    pub(super) fn path(&self) -> String {
        match self {
            Self::Root => "/".into(),
            Self::Description => "/openapi.json".into(),
            Self::Collection { path, .. } | Self::Example { path } => path.clone(),
            Self::Item { collection, item, .. } => format!("{collection}/{}", item.id),
            Self::Absent { collection, id, .. } => format!("{collection}/{id}"),
        }
    }

    /// The validators of its current representation; `None` where there is no such thing.
    pub(super) fn validators(&self, world: &World) -> Option<Validators> {
        match self {
            Self::Root => Some(Validators { etag: EntityTag::strong("root"), modified_ms: None }),
            Self::Description => {
                Some(Validators { etag: EntityTag::strong("description"), modified_ms: None })
            }
            Self::Collection { path, .. } => {
                let collection = world.collection(path);
                let modified = collection.modified_ms();
                Some(Validators { etag: collection.etag(), modified_ms: (modified > 0).then_some(modified) })
            }
            Self::Item { item, .. } => {
                Some(Validators { etag: item.etag(), modified_ms: Some(item.modified_ms) })
            }
            // It is always the same: the document does not change.
            Self::Example { .. } => {
                Some(Validators { etag: EntityTag::strong("example"), modified_ms: None })
            }
            Self::Absent { .. } => None,
        }
    }
}

pub(super) fn find(
    world: &World,
    received: &Received,
    routed: &Routed<'_>,
    trace: &mut Trace,
) -> Asked<Subject> {
    trace.pass(&MOVED, "Not asked yet: nothing here ever moves.");
    trace.pass(&HERE_BEFORE, "Not asked yet: what is gone leaves no trace.");

    if let Some(contract) = &routed.operation.contract
        && contract.does == Does::Nothing
    {
        return example(world, routed, contract, trace);
    }
    let (resource, is_item) = match routed.route.shape {
        Shape::Root => {
            trace.ask(&FOUND).yes("The API's root is always there.");
            return Ok(Subject::Root);
        }
        Shape::Description => {
            trace.ask(&FOUND).yes("The API description is always there.");
            return Ok(Subject::Description);
        }
        Shape::Collection(resource) => (resource, false),
        Shape::Item(resource) => (resource, true),
        // Every operation there answers from examples.
        Shape::Example => return Ok(Subject::Example { path: routed.route.template.fill(&routed.found) }),
    };
    let mut parents = routed.found.parameters.clone();
    let id = if is_item { parents.pop().map(|(_, id)| id) } else { None };
    let collection = collection_path(world, resource, &parents, trace)?;
    let Some(id) = id else {
        let count = world.collection(&collection).len();
        let things = if count == 1 { "1 item" } else { &format!("{count} items") };
        trace
            .ask(&FOUND)
            .saw(Source::Stored(collection.clone()), things)
            .yes(format!("The collection is there, with {things}."));
        return Ok(Subject::Collection { resource, path: collection });
    };

    let path = format!("{collection}/{id}");
    let question = trace.ask(&FOUND).saw(Source::Target, format!("id = {id}"));
    if let Some(item) = world.find(&collection, &id) {
        let item = Arc::clone(item);
        question
            .saw(Source::Stored(path), format!("version {}", item.etag()))
            .yes(format!("Found “{id}”, version {}.", item.etag()));
        return Ok(Subject::Item { resource, collection, item });
    }
    let question = question.saw(Source::Stored(path), "(none)");
    let may_create = match &routed.operation.contract {
        Some(contract) => contract.does == Does::Replace { creates: true },
        None => received.method == Method::PUT,
    };
    if !may_create {
        let detail = format!("There is no “{id}” in {collection}.");
        return Err(question.refuse(StatusCode::NOT_FOUND, detail).into());
    }
    if !is_plain(&id) {
        let detail = format!(
            "There is no “{id}” in {collection}, and nothing can be put there: an id has 1 to 60 letters a to z, \
             digits, “-”, “.”, “_” or “~”, and does not start with a dot."
        );
        return Err(question.refuse(StatusCode::NOT_FOUND, detail).into());
    }
    question.no(format!("There is no “{id}” in {collection} yet, but PUT may create it."));
    Ok(Subject::Absent { resource, collection, id })
}

/// The path of a collection below the API root; every item that it lies under must be there.
fn collection_path(
    world: &World,
    resource: usize,
    parents: &[(String, String)],
    trace: &mut Trace,
) -> Asked<String> {
    let Some(template) = world.resource(resource).map(|resource| &resource.collection) else {
        return Ok("/".into());
    };
    let mut path = String::new();
    let mut nth = 0;
    for segment in template.segments() {
        match segment {
            Segment::Literal(word) => path = format!("{path}/{word}"),
            Segment::Parameter(_) => {
                // By its place: paths that lie below one another may name the same parameter differently.
                let id = parents.get(nth).map_or("", |(_, id)| id.as_str());
                let kept = world.resource(resource).and_then(|resource| resource.kept.as_ref());
                let must_be = kept.is_none_or(|kept| kept.checked.get(nth) == Some(&true));
                nth += 1;
                if must_be && world.find(&path, id).is_none() {
                    return Err(trace
                        .ask(&FOUND)
                        .saw(Source::Stored(format!("{path}/{id}")), "(none)")
                        .refuse(
                            StatusCode::NOT_FOUND,
                            format!("There is no “{id}” in {path}, so nothing is below it."),
                        )
                        .into());
                }
                path = format!("{path}/{id}");
            }
        }
    }
    Ok(path)
}

/// An operation that answers from examples; what its path lies below must be there all the same.
fn example(world: &World, routed: &Routed<'_>, contract: &Contract, trace: &mut Trace) -> Asked<Subject> {
    if let Some(parent) = contract.below {
        let mut parameters = routed.found.parameters.clone();
        let own = world.resource(parent).map_or(0, |resource| {
            let is_parameter = |segment: &&Segment| matches!(segment, Segment::Parameter(_));
            resource.item.segments().iter().filter(is_parameter).count()
        });
        parameters.truncate(own);
        if let Some((_, id)) = parameters.pop() {
            let collection = collection_path(world, parent, &parameters, trace)?;
            if world.find(&collection, &id).is_none() {
                return Err(trace
                    .ask(&FOUND)
                    .saw(Source::Stored(format!("{collection}/{id}")), "(none)")
                    .refuse(
                        StatusCode::NOT_FOUND,
                        format!("There is no “{id}” in {collection}, so nothing is below it."),
                    )
                    .into());
            }
        }
    }
    let path = routed.route.template.fill(&routed.found);
    trace
        .ask(&FOUND)
        .saw(Source::Description(routed.operation.pointer.clone()), "answers from examples")
        .yes("The API description tells of it; nothing is stored for it, so it is always there.");
    Ok(Subject::Example { path })
}

/// Whether an id can stand in a path as it is (RFC 3986 §2.3: unreserved characters).
fn is_plain(id: &str) -> bool {
    (1..=60).contains(&id.len())
        && !id.starts_with('.')
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~'))
}
