//! Composing requests.
//!
//! May use everything up to `server`. Start with [`Draft`]: what the composer holds, and how that becomes a
//! [`Request`](crate::http::Request).

pub mod answer;
pub mod csv;
pub mod diff;
mod draft;
pub mod explain_field;
pub mod hex;
pub mod json;
pub mod link;
mod presets;
pub mod problem;
pub mod since;

pub use draft::{Draft, HeaderRow, Note, Part};
pub use presets::{Preset, presets};
