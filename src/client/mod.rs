//! Composing requests.
//!
//! May use everything up to `server`. Start with [`Draft`]: what the composer holds, and how that becomes a
//! [`Request`](crate::http::Request).

mod asked;
pub mod cache;
mod draft;
pub mod json;
mod presets;
pub mod redirect;

pub use asked::{Asked, Question, Saw};
pub use draft::{Draft, HeaderRow, Note, Part};
pub use presets::{Preset, presets};
