//! Find: is the resource there?

use std::sync::Arc;

use super::{
    Asked, Block, Decision, Source, Trace, elsewhere::Place, half::Half, query::Selected, receive::Received,
    route::Routed,
};
use crate::{
    api::{Segment, Shape},
    http::{Method, StatusCode, etag::EntityTag},
    world::{Item, World},
};

pub(super) static MOVED: Decision = Decision {
    id: "moved",
    block: Block::Find,
    question: "Did it stay where it was?",
    story: "Is the toy still in its old place?",
    spec: "RFC 9110 §15.4",
    exits: &[301, 307, 308],
};
pub(super) static HERE_BEFORE: Decision = Decision {
    id: "here-before",
    block: Block::Find,
    question: "Was it here before?",
    story: "Did I once have this toy?",
    spec: "RFC 9110 §15.5.11",
    exits: &[410],
};
pub(super) static FOUND: Decision = Decision {
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
    /// What a query picked of a collection, or shows of an item.
    Selected(Box<Selected>),
}

/// The validators of the selected representation (RFC 9110 §8.8).
#[derive(Clone, Debug)]
pub(super) struct Validators {
    pub(super) etag: EntityTag,
    /// In milliseconds since 1970-01-01T00:00:00Z.
    pub(super) modified_ms: Option<u64>,
    /// Whether that date tells two versions alike, and so is a weak validator (RFC 9110 §8.8.2.2).
    pub(super) hasty: bool,
}

/// The path of an item. What an imported API has one of only has no id of its own.
pub(super) fn place(collection: &str, id: &str) -> String {
    [collection, if id.is_empty() { "" } else { "/" }, id].concat()
}

impl Subject {
    /// Its path from the API root.
    pub(super) fn path(&self) -> String {
        match self {
            Self::Root => "/".into(),
            Self::Description => "/openapi.json".into(),
            Self::Collection { path, .. } | Self::Example { path } => path.clone(),
            Self::Item { collection, item, .. } => place(collection, &item.id),
            Self::Absent { collection, id, .. } => place(collection, id),
            Self::Selected(selected) => selected.from.path(),
        }
    }

    /// Where the result is, of work that this is the status resource of and that is done: a path from the API root.
    pub(super) fn result(&self, world: &World) -> Option<&str> {
        match self {
            Self::Item { item, .. } if self.is_status(world) => {
                item.fields.get("result").and_then(serde_json::Value::as_str)
            }
            Self::Selected(selected) => selected.from.result(world),
            _ => None,
        }
    }

    /// Whether it tells how far some work is.
    pub(super) fn is_status(&self, world: &World) -> bool {
        match self {
            Self::Item { resource, .. } => world.resource(*resource).is_some_and(|kind| kind.is_status),
            Self::Selected(selected) => selected.from.is_status(world),
            _ => false,
        }
    }

    /// The validators of its current representation; `None` where there is no such thing.
    pub(super) fn validators(&self, world: &World) -> Option<Validators> {
        match self {
            Self::Root => {
                let etag = EntityTag::of(&world.root_json());
                Some(Validators { etag, modified_ms: None, hasty: true })
            }
            Self::Description => {
                let etag = world.api().tag().clone();
                Some(Validators { etag, modified_ms: None, hasty: true })
            }
            Self::Collection { path, .. } => {
                let collection = world.collection(path);
                let modified = collection.modified_ms();
                Some(Validators {
                    etag: collection.etag(),
                    modified_ms: (modified > 0).then_some(modified),
                    hasty: collection.hasty(),
                })
            }
            Self::Item { item, .. } => {
                Some(Validators { etag: item.etag(), modified_ms: Some(item.modified_ms), hasty: item.hasty })
            }
            // It is always the same: the document does not change.
            Self::Example { .. } => {
                Some(Validators { etag: EntityTag::strong("example"), modified_ms: None, hasty: true })
            }
            Self::Absent { .. } => None,
            Self::Selected(selected) => Some(selected.validators.clone()),
        }
    }
}

pub(super) fn find(
    world: &World,
    received: &Received,
    routed: &Routed<'_>,
    half: &Half,
    trace: &mut Trace,
) -> Asked<Subject> {
    let (resource, template) = match routed.route.shape {
        Shape::Root => return Ok(always(Subject::Root, "The API's root is always there.", trace)),
        Shape::Description => {
            return Ok(always(Subject::Description, "The API description is always there.", trace));
        }
        // Only an imported API has such, and those are found in its own way.
        Shape::Example => {
            let path = routed.route.template.fill(&routed.found);
            return Ok(always(Subject::Example { path }, "It is answered from examples.", trace));
        }
        Shape::Collection(resource) | Shape::Item(resource) => (resource, &routed.route.template),
    };
    // The way there, from the root: each item on it must be there, or be the one asked for.
    let segments = template.segments();
    let (mut path, mut asked, mut lost, mut forward) = (String::with_capacity(64), None, None, None);
    for (depth, segment) in segments.iter().enumerate() {
        let id = match segment {
            Segment::Literal(word) => {
                path.push('/');
                path.push_str(word);
                continue;
            }
            Segment::Parameter(name) => routed.found.get(name).unwrap_or_default(),
        };
        let collection = path.clone();
        path.push('/');
        path.push_str(id);
        forward = world.forward(&path);
        let found = world.find(&collection, id);
        let is_last = depth + 1 == segments.len();
        if forward.is_some() || found.is_none() {
            lost = Some((collection.clone(), id, depth));
        }
        asked = is_last.then_some((collection, id, found));
        if lost.is_some() {
            break;
        }
    }
    if let (Some(forward), Some((collection, id, depth))) = (forward, &lost) {
        let below = below(routed, *depth);
        return Err((half.redirect)(
            world,
            received,
            &Place { collection, id, below: &below },
            forward,
            trace,
        ));
    }
    trace
        .ask(&MOVED)
        .saw(Source::Server("forwarding addresses".into()), "none from here")
        .yes("It has not moved.");

    if let Some((collection, id, depth)) = &lost {
        match world.collection(collection).tombstone(id) {
            Some(tombstone) => {
                let below = below(routed, *depth);
                let place = Place { collection, id, below: &below };
                (half.gone)(received, &place, tombstone, trace)?;
            }
            None => trace
                .ask(&HERE_BEFORE)
                .saw(Source::Server("tombstones".into()), "none here")
                .no("It never was here: there is no tombstone."),
        }
        if asked.is_none() {
            return Err(trace
                .ask(&FOUND)
                .saw(Source::Stored(format!("{collection}/{id}")), "(none)")
                .refuse(
                    StatusCode::NOT_FOUND,
                    format!("There is no “{id}” in {collection}, so nothing is below it."),
                )
                .into());
        }
    } else {
        trace.pass(&HERE_BEFORE, "What is here leaves no tombstone.");
    }
    let Some((collection, id, found)) = asked else {
        let count = world.collection(&path).len();
        let things = if count == 1 { "1 item" } else { &format!("{count} items") };
        trace
            .ask(&FOUND)
            .saw(Source::Stored(path.clone()), things)
            .yes(format!("The collection is there, with {things}."));
        return Ok(Subject::Collection { resource, path });
    };

    let question = trace.ask(&FOUND).saw(Source::Target, ["id = ", id].concat());
    if let Some(item) = found {
        let item = Arc::clone(item);
        let version = item.etag().text();
        question
            .saw(Source::Stored(path), ["version ", &version].concat())
            .yes(["Found “", id, "”, version ", &version, "."].concat());
        return Ok(Subject::Item { resource, collection, item });
    }
    let question = question.saw(Source::Stored(path), "(none)");
    if received.method != Method::PUT {
        let detail = format!("There is no “{id}” in {collection}.");
        return Err(question.refuse(StatusCode::NOT_FOUND, detail).into());
    }
    if !is_plain(id) {
        let detail = format!(
            "There is no “{id}” in {collection}, and nothing can be put there: an id has 1 to 60 letters a to z, \
             digits, “-”, “.”, “_” or “~”, and does not start with a dot."
        );
        return Err(question.refuse(StatusCode::NOT_FOUND, detail).into());
    }
    question.no(format!("There is no “{id}” in {collection} yet, but PUT may create it."));
    Ok(Subject::Absent { resource, collection, id: id.into() })
}

/// What is part of the server itself neither moves nor goes.
fn always(subject: Subject, because: &'static str, trace: &mut Trace) -> Subject {
    trace.pass(&MOVED, "The server's own pages do not move.");
    trace.pass(&HERE_BEFORE, "The server's own pages do not go.");
    trace.ask(&FOUND).yes(because);
    subject
}

/// The decoded segments of the path below the one at this depth.
fn below(routed: &Routed<'_>, depth: usize) -> Vec<String> {
    let segments = routed.route.template.segments().iter().skip(depth + 1);
    let filled = segments.map(|segment| match segment {
        Segment::Literal(word) => word.clone(),
        Segment::Parameter(name) => routed.found.get(name).unwrap_or_default().to_owned(),
    });
    filled.collect()
}

/// Whether an id can stand in a path as it is (RFC 3986 §2.3: unreserved characters).
pub(super) fn is_plain(id: &str) -> bool {
    (1..=60).contains(&id.len())
        && !id.starts_with('.')
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~'))
}
