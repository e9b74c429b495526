//! What is done otherwise where the API was imported: every answer is as its own document describes it.
//!
//! The nine blocks are the same, in the same order. Where the toy library's own rules would be asked, these ask the
//! document's: which parameters there are (`parameters.rs`), what is there (`find.rs`), what content must be and what
//! it does (`change.rs`), and what goes back (`tell.rs`). All of it is in the second half of the server.

mod change;
mod find;
mod parameters;
mod shape;
mod tell;

pub(super) use parameters::PARAMETERS;

use super::{
    Asked, Trace, act, content,
    half::{Known, WHOLE},
    identify, negotiate, precondition, prefer,
    prefer::Wishes,
};
use super::{receive::Received, route::Routed};
use crate::{
    api::Contract,
    http::{Request, Response},
    world::World,
};

/// All that follows Route.
pub(super) fn answer(
    world: &World,
    after: &mut World,
    request: &Request,
    received: &Received,
    routed: &Routed<'_>,
    trace: &mut Trace,
) -> Asked<Response> {
    parameters::parameters(world, received, routed, trace)?;
    identify::identify(world, received, routed, &WHOLE, trace)?;
    let negotiated = negotiate::ask(world, request, received, routed, &WHOLE, trace)?;
    for decision in prefer::DECISIONS {
        trace.pass(
            decision,
            "An imported API knows of no wishes but the parameters that its document describes.",
        );
    }
    let subject = find::find(world, received, routed, trace)?;
    // Parts are not sent, so it does not matter here whether one might be.
    let (wishes, subject) = (&Wishes::default(), &subject);
    let known = Known { world, request, received, routed, negotiated: &negotiated, wishes, subject };
    precondition::preconditions(&known, trace)?;
    let done = if received.method.is_safe() {
        content::pass(received, trace);
        act::read(received, subject, trace);
        act::Done::Read
    } else {
        change::change(&known, after, trace)?
    };
    tell::tell(after, received, routed, &negotiated, subject, &done, trace)
}

/// The contract of the operation; every operation that gets here has one.
fn contract<'r>(routed: &'r Routed<'_>) -> Option<&'r Contract> {
    routed.operation.contract.as_deref()
}
