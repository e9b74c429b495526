//! The server: the decisions in order, what each does, and the trace of all of it.
//!
//! May use `http`, `schema`, `api` and `world`. Start with [`dispatch`]; the decisions stand in [`DECISIONS`] in
//! the order in which they are asked, and each block has one file.

mod trace;

use crate::{http::Request, world::World};

pub use trace::{Answer, Block, Decision, Evidence, Exchange, Source, Step, Trace};

/// Every decision the server knows, in the order in which it asks them.
pub static DECISIONS: &[&Decision] = &[];

/// Answers one request.
///
/// Pure, synchronous and deterministic: the clock, the counters and the settings are in the world. Comes back
/// with the world as it is after the request, and the whole exchange. Never panics, whatever the bytes.
#[must_use]
pub fn dispatch(world: &World, request: Request) -> (World, Exchange) {
    let _ = (world, request);
    todo!()
}
