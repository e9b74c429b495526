//! What is done otherwise where the API was imported: every answer is as its own document describes it.
//!
//! The nine blocks are the same. Where the toy library's own rules would be asked, these ask the document's: which
//! parameters there are (`parameters.rs`), what content must be and what it does (`change.rs`), and what goes back
//! (`tell.rs`). All of it is in the second half of the server.

mod change;
mod parameters;
mod shape;
mod tell;

pub(super) use change::change;
pub(super) use parameters::{PARAMETERS, parameters};
pub(super) use tell::tell;

use super::route::Routed;
use crate::api::Contract;

/// The contract of the operation; every operation that gets here has one.
fn contract<'r>(routed: &'r Routed<'_>) -> Option<&'r Contract> {
    routed.operation.contract.as_deref()
}
