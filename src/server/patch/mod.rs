//! Patches: the content of PATCH, and what becomes of what is stored (RFC 5789).

mod json_patch;
mod merge;
mod pointer;

use serde_json::Value;

pub(super) use json_patch::{Failure, apply, read};
pub(super) use merge::merge;

/// A patch that was read, and can be applied.
pub(super) enum Patch {
    /// A JSON Merge Patch (RFC 7396): any JSON.
    Merge(Value),
    /// A JSON Patch (RFC 6902): operations in order.
    Operations(Vec<json_patch::Operation>),
}
