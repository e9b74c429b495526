//! Composing requests.
//!
//! May use everything up to `server`. Start with [`Draft`]: what the composer holds, and how that becomes a
//! [`Request`](crate::http::Request).

mod draft;
pub mod edits;
pub mod json;
mod presets;

pub use draft::{Draft, HeaderRow, Note, Part};
pub use presets::{Preset, presets};
