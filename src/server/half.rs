//! The server in two halves: what every visit needs at once, and what can be fetched when it is first needed.
//!
//! A page that has just been opened answers plain reads with the first half. Whatever is heavy and not needed for
//! that stands in [`Half`] as a function, is reached through it alone, and so can be cut off into a file of its own.

use super::{
    Asked, Exit, Trace, act,
    asking::Question,
    content, elsewhere,
    elsewhere::Place,
    find::Subject,
    key::{self, Key},
    precondition,
    precondition::Part,
    prefer::{self, Wishes},
    query::{self, Asking, Query},
    range,
    receive::Received,
    respond,
    route::Routed,
    slow,
};
use crate::{
    api::{Operation, Route},
    http::{Request, Response, target::OriginForm},
    world::{Forward, Tombstone, World},
};

/// The blocks Content, Act and Respond, for a method that is not safe (RFC 9110 §9.2.1).
pub(super) type Change = fn(
    world: &World,
    after: &mut World,
    request: &Request,
    received: &Received,
    routed: &Routed<'_>,
    subject: &Subject,
    wishes: &Wishes,
    trace: &mut Trace,
) -> Asked<Response>;

/// A redirect to where something has moved.
pub(super) type Redirect = fn(&World, &Received, &Place<'_>, &Forward, &mut Trace) -> Box<Exit>;

/// What a tombstone means for the request.
pub(super) type Gone = fn(&Received, &Place<'_>, Tombstone, &mut Trace) -> Asked<()>;

/// The conditions that the client set.
pub(super) type Conditions = fn(&World, &Received, &Routed<'_>, &Subject, &Wishes, &mut Trace) -> Asked<Part>;

/// Reads a query that is not empty, and settles the question whether the resource takes it.
pub(super) type ReadQuery = fn(
    world: &World,
    route: &Route,
    operation: &Operation,
    target: &OriginForm,
    received: &Received,
    question: Question<'_>,
) -> Asked<Asking>;

/// The work of the second half; each function may instead leave with [`Exit::Beyond`].
#[derive(Clone, Copy)]
pub(super) struct Half {
    /// Does the work that is due by the clock; a world in which nothing is due never asks for it.
    pub(super) settle: fn(&World) -> Asked<World>,
    /// Reads a Prefer field.
    pub(super) preferences: fn(&Received, &Routed<'_>, &mut Trace) -> Asked<Wishes>,
    /// Reads an Idempotency-Key.
    pub(super) key: fn(&Request, &Received, &Routed<'_>, &mut Trace) -> Asked<Key>,
    /// Leads on to where something has moved.
    pub(super) redirect: Redirect,
    /// Meets a tombstone.
    pub(super) gone: Gone,
    /// Asks whether the conditions hold.
    pub(super) conditions: Conditions,
    /// Reads the content, does what was asked, and says so.
    pub(super) change: Change,
    /// Leads on to the result of work that is done, or says how long it still takes.
    pub(super) status: fn(&World, &Subject, &mut Response) -> Asked<Option<String>>,
    /// Cuts the part that was asked for out of a whole answer.
    pub(super) cut: fn(&Received, &mut Response, &mut Trace) -> Asked<()>,
    /// Says in the answer which preferences it keeps to, and keeps it under its key.
    pub(super) wished: fn(&mut World, &Wishes, &mut Response),
    /// Reads a query.
    pub(super) query: ReadQuery,
    /// Picks what a query asks for. Not reached without the one above.
    pub(super) select: fn(world: &World, query: &Query, subject: Subject) -> Subject,
}

/// Both halves: everything is done here.
pub(super) static WHOLE: Half = Half {
    settle: |world| Ok(slow::settle(world)),
    preferences: prefer::preferences,
    key: key::given,
    redirect: elsewhere::redirect,
    gone: elsewhere::gone,
    conditions: precondition::conditions,
    change,
    status: |world, subject, response| Ok(slow::status(world, subject, response)),
    cut: range::cut,
    wished: |world, wishes, response| {
        prefer::applied(wishes, response);
        key::keep(world, wishes, response);
    },
    query: query::read,
    select: query::select,
};

/// The first half alone: where the second is needed, the request is given back.
pub(super) static FIRST: Half = Half {
    settle: |_| Err(beyond()),
    preferences: |_, _, _| Err(beyond()),
    key: |_, _, _, _| Err(beyond()),
    redirect: |_, _, _, _, _| beyond(),
    gone: |_, _, _, _| Err(beyond()),
    conditions: |_, _, _, _, _, _| Err(beyond()),
    change: |_, _, _, _, _, _, _, _| Err(beyond()),
    status: |_, _, _| Err(beyond()),
    cut: |_, _, _| Err(beyond()),
    wished: |_, _, _| {},
    query: |_, _, _, _, _, _| Err(beyond()),
    select: |_, _, subject| subject,
};

fn beyond() -> Box<Exit> {
    Box::new(Exit::Beyond)
}

#[allow(clippy::too_many_arguments)]
fn change(
    world: &World,
    after: &mut World,
    request: &Request,
    received: &Received,
    routed: &Routed<'_>,
    subject: &Subject,
    wishes: &Wishes,
    trace: &mut Trace,
) -> Asked<Response> {
    let wanted = content::content(world, request, received, routed, subject, trace)?;
    key::seen(world, wishes, trace)?;
    let done = act::act(after, received, routed, subject, wanted, trace)?;
    respond::respond(after, request, received, subject, &done, wishes.minimal, trace)
}
