//! What is done otherwise where the API was imported: every answer is as its own document describes it.
//!
//! The nine blocks are the same, in the same order. Where the toy library's own rules would be asked, these ask the
//! document's: which parameters there are (`parameters.rs`), what is there (`find.rs`), what content must be and what
//! it does (`change.rs`, `patch.rs`), and what goes back (`tell.rs`, `list.rs`). All of it is in the second half of the server.
//!
//! Where HTTP leaves a server the choice, the document decides: a part (206, 416), an answer without content to
//! `Prefer: return=minimal` (204) and the strictness of `handling=strict` (400) are had only where the document lists
//! that status, because a server may ignore a Range field (RFC 9110 §14.2) and any preference (RFC 7240 §2). Where HTTP
//! leaves none, the document need not list it: what is not there is a 404, what was made by PUT a 201 (RFC 9110
//! §9.3.4), a condition that fails a 304 or 412, and what breaks the document's own rules a 400 or 422.

mod change;
mod find;
mod list;
mod parameters;
mod patch;
mod shape;
mod tell;

pub(super) use parameters::PARAMETERS;

use super::{
    Asked, Trace, act, content,
    half::{Known, WHOLE},
    identify, key, negotiate, precondition, prefer,
    prefer::Wishes,
};
use super::{receive::Received, route::Routed};
use crate::{
    api::Contract,
    http::{Method, Request, Response},
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
    let wishes = wishes(request, received, routed, trace)?;
    let subject = find::find(world, received, routed, trace)?;
    let (wishes, subject) = (&wishes, &subject);
    let known = Known { world, request, received, routed, negotiated: &negotiated, wishes, subject };
    let part = precondition::preconditions(&known, trace)?;
    let done = if received.method.is_safe() {
        content::pass(received, trace);
        act::read(received, subject, trace);
        act::Done::Read
    } else {
        change::change(&known, after, trace)?
    };
    let mut response = tell::tell(after, &known, &done, part, trace)?;
    prefer::applied(wishes, &mut response);
    key::keep(after, wishes, &response);
    Ok(response)
}

/// What they would like beside the thing itself: preferences, and a key where the document has a parameter for one.
fn wishes(request: &Request, received: &Received, routed: &Routed<'_>, trace: &mut Trace) -> Asked<Wishes> {
    let mut wishes = if received.headers.contains_key(prefer::PREFER) {
        prefer::preferences(received, routed, trace)?
    } else {
        trace.pass(&prefer::PREFERENCE, prefer::NO_PREFERENCE);
        Wishes::default()
    };
    let is_given = received.headers.contains_key(key::IDEMPOTENCY_KEY);
    let why = if !contract(routed).is_some_and(Contract::takes_key) {
        "The API description has no parameter for an Idempotency-Key here."
    } else if !matches!(received.method, Method::POST | Method::PATCH) {
        prefer::NEEDS_NO_KEY
    } else if is_given {
        wishes.key = Some(key::described(request, received, trace));
        return Ok(wishes);
    } else {
        prefer::NO_KEY
    };
    trace.pass(&key::GIVEN, why);
    Ok(wishes)
}

/// The contract of the operation; every operation that gets here has one.
fn contract<'r>(routed: &'r Routed<'_>) -> Option<&'r Contract> {
    routed.operation.contract.as_deref()
}
