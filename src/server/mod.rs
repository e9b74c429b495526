//! The server: the decisions in order, what each does, and the trace of all of it.
//!
//! May use `http`, `schema`, `api` and `world`. Start with [`dispatch`]. Each block of decisions has a file, which
//! declares them and asks them; what one block finds out is a type that the next takes, so a question cannot be
//! asked before what it needs is known. [`decisions`] lists them all, in the order in which they are asked.

mod acceptable;
mod act;
mod admit;
mod asking;
mod cards;
mod content;
mod cors;
mod credentials;
mod elsewhere;
mod find;
mod half;
mod identify;
mod imported;
mod key;
mod links;
mod negotiate;
mod options;
mod patch;
mod precondition;
mod prefer;
mod problem;
mod query;
mod range;
mod readable;
mod receive;
mod represent;
mod respond;
mod route;
mod slow;
pub mod table;
mod trace;

use crate::{
    http::{Request, Response},
    world::World,
};

use asking::{Asked, Exit};
pub(crate) use cards::token as card_token;
use half::{Half, Known};
pub use trace::{Answer, Block, Decision, Evidence, Exchange, Source, Step, Trace};

/// Every decision the server knows, in the order in which it asks them.
pub fn decisions() -> impl Iterator<Item = &'static Decision> {
    [
        receive::DECISIONS,
        route::DECISIONS,
        identify::DECISIONS,
        negotiate::DECISIONS,
        prefer::DECISIONS,
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

fn run(world: &World, request: Request, half: &'static Half) -> Result<(World, Exchange), Request> {
    let settled;
    let world = if world.is_due() {
        match (half.settle)(world) {
            Ok(world) => settled = world,
            Err(_) => return Err(request),
        }
        &settled
    } else {
        world
    };
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
    respond::finish(&after, &request, half, &trace, &mut response);
    let exchange = Exchange { number, at_ms: world.now_ms(), request, trace, response };
    Ok((after, exchange))
}

/// The nine blocks, in order. Only `after` changes; every question is asked of the world as it was.
fn answer(
    world: &World,
    after: &mut World,
    request: &Request,
    half: &'static Half,
    trace: &mut Trace,
) -> Asked<Response> {
    let received = receive::receive(world, after, request, half, trace)?;
    let routed = route::route(world, request, &received, half, trace)?;
    if routed.operation.contract.is_some() {
        return (half.imported)(world, after, request, &received, &routed, trace);
    }
    identify::identify(world, &received, &routed, half, trace)?;
    let negotiated = negotiate::ask(world, request, &received, &routed, half, trace)?;
    // From here on the content is what was meant, with its coding undone.
    let meant;
    let request = if negotiated.content == request.content {
        request
    } else {
        meant = Request { content: negotiated.content.clone(), ..request.clone() };
        &meant
    };
    let wishes = prefer::wishes(request, &received, &routed, half, trace)?;
    let subject = find::find(world, &received, &routed, half, trace)?;
    let subject = match &routed.query {
        Some(query) => (half.select)(world, query, subject),
        None => subject,
    };
    let known = Known {
        world,
        request,
        received: &received,
        routed: &routed,
        negotiated: &negotiated,
        wishes: &wishes,
        subject: &subject,
    };
    let part = precondition::preconditions(&known, trace)?;
    let mut response = if received.method.is_safe() {
        content::pass(&received, trace);
        act::read(&received, &subject, trace);
        respond::read(world, &received, &subject, part, &negotiated, trace)?
    } else {
        (half.change)(&known, after, trace)?
    };
    (half.wished)(after, &wishes, &mut response);
    Ok(response)
}
