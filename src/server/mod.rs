//! The server: the decisions in order, what each does, and the trace of all of it.
//!
//! May use `http`, `schema`, `api` and `world`. Start with [`dispatch`]. Each block of decisions has a file, which
//! declares them and asks them; what one block finds out is a type that the next takes, so a question cannot be
//! asked before what it needs is known. [`decisions`] lists them all, in the order in which they are asked.

mod act;
mod asking;
mod content;
mod find;
mod half;
mod identify;
mod imported;
mod negotiate;
mod precondition;
mod problem;
mod receive;
mod respond;
mod route;
mod trace;

use crate::{
    http::{Request, Response},
    world::World,
};

use asking::{Asked, Exit};
use half::Half;
pub use trace::{Answer, Block, Decision, Evidence, Exchange, Source, Step, Trace};

/// Every decision the server knows, in the order in which it asks them.
pub fn decisions() -> impl Iterator<Item = &'static Decision> {
    [
        receive::DECISIONS,
        route::DECISIONS,
        identify::DECISIONS,
        negotiate::DECISIONS,
        find::DECISIONS,
        precondition::DECISIONS,
        content::DECISIONS,
        act::DECISIONS,
        respond::DECISIONS,
    ]
    .into_iter()
    .flatten()
    .copied()
}

/// Answers one request.
///
/// Pure, synchronous and deterministic: the clock, the counters and the settings are in the world. Comes back
/// with the world as it is after the request, and the whole exchange. Never panics, whatever the bytes.
#[must_use]
pub fn dispatch(world: &World, request: Request) -> (World, Exchange) {
    match run(world, request, &half::WHOLE) {
        Ok(answered) => answered,
        Err(_) => unreachable!("only the first half of the server gives a request back"),
    }
}

/// Answers one request as [`dispatch`] does, with the first half of the server alone: what plain reads need.
///
/// The second half is most of the code, and a page that has just been opened can do without: it fetches
/// [`dispatch`] when the first request needs it.
///
/// # Errors
/// The request, untouched, where answering it takes the second half: above all where its method may change
/// something and it has got as far as its content.
pub fn dispatch_reading(world: &World, request: Request) -> Result<(World, Exchange), Request> {
    run(world, request, &half::FIRST)
}

fn run(world: &World, request: Request, half: &Half) -> Result<(World, Exchange), Request> {
    let mut after = world.clone();
    let number = after.count_exchange();
    let mut trace = Trace::with_capacity(decisions().count());
    let mut response = match answer(world, &mut after, &request, half, &mut trace) {
        Ok(response) => response,
        Err(exit) => match *exit {
            Exit::Answer(response) => response,
            Exit::Problem(problem) => problem.into_response(world.base()),
            Exit::Beyond => return Err(request),
        },
    };
    respond::finish(world, &request, &trace, &mut response);
    let exchange = Exchange { number, at_ms: world.now_ms(), request, trace, response };
    Ok((after, exchange))
}

/// The nine blocks, in order. Only `after` changes; every question is asked of the world as it was.
fn answer(
    world: &World,
    after: &mut World,
    request: &Request,
    half: &Half,
    trace: &mut Trace,
) -> Asked<Response> {
    let received = receive::receive(world, request, trace)?;
    let routed = route::route(world, request, &received, trace)?;
    let is_imported = routed.operation.contract.is_some();
    if is_imported {
        (half.parameters)(world, &received, &routed, trace)?;
    }
    identify::identify(trace);
    negotiate::negotiate(world, request, &received, &routed, trace)?;
    let subject = find::find(world, &received, &routed, trace)?;
    precondition::preconditions(world, &received, &subject, trace)?;
    let done = if received.method.is_safe() {
        content::pass(&received, trace);
        act::read(&received, &subject, trace)
    } else {
        (half.change)(world, after, request, &received, &routed, &subject, trace)?
    };
    if is_imported {
        return (half.tell)(after, &received, &routed, &subject, &done, trace);
    }
    Ok(respond::respond(after, request, &received, &routed, &subject, &done, trace))
}
