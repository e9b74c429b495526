//! The server in two halves: what every visit needs at once, and what can be fetched when it is first needed.
//!
//! A page that has just been opened answers plain reads with the first half. Whatever is heavy and not needed for
//! that stands in [`Half`] as a function, is reached through it alone, and so can be cut off into a file of its own.

use super::{
    Asked, Exit, Trace,
    act::{self, Done},
    asking::Question,
    content,
    find::Subject,
    query::{self, Query},
    receive::Received,
    route::Routed,
};
use crate::{
    api::{Operation, Route},
    http::{Request, target::OriginForm},
    world::World,
};

/// The blocks Content and Act, for a method that is not safe (RFC 9110 §9.2.1).
pub(super) type Change = fn(
    world: &World,
    after: &mut World,
    request: &Request,
    received: &Received,
    routed: &Routed<'_>,
    subject: &Subject,
    trace: &mut Trace,
) -> Asked<Done>;

/// Reads a query that is not empty, and settles the question whether the resource takes it.
pub(super) type ReadQuery = fn(
    world: &World,
    route: &Route,
    operation: &Operation,
    target: &OriginForm,
    question: Question<'_>,
) -> Asked<Option<Box<Query>>>;

/// The work of the second half; each function may instead leave with [`Exit::Beyond`].
#[derive(Clone, Copy)]
pub(super) struct Half {
    /// Reads the content, and does what was asked.
    pub(super) change: Change,
    /// Reads a query.
    pub(super) query: ReadQuery,
    /// Picks what a query asks for. Not reached without the one above.
    pub(super) select: fn(world: &World, query: &Query, subject: Subject) -> Subject,
}

/// Both halves: everything is done here.
pub(super) static WHOLE: Half = Half { change, query: query::read, select: query::select };

/// The first half alone: where the second is needed, the request is given back.
pub(super) static FIRST: Half = Half {
    change: |_, _, _, _, _, _, _| Err(Box::new(Exit::Beyond)),
    query: |_, _, _, _, _| Err(Box::new(Exit::Beyond)),
    select: |_, _, subject| subject,
};

fn change(
    world: &World,
    after: &mut World,
    request: &Request,
    received: &Received,
    routed: &Routed<'_>,
    subject: &Subject,
    trace: &mut Trace,
) -> Asked<Done> {
    let wanted = content::content(world, request, received, routed, subject, trace)?;
    act::act(after, received, routed, subject, wanted, trace)
}
