//! Composing requests, and running the errands they are.
//!
//! May use everything up to `server`. Start with [`Draft`]: what the composer holds, and how that becomes a
//! [`Request`](crate::http::Request); then [`agent`]: what a client does with it, message by message, with its private
//! [`cache`] and over a [`wire`] that may lose things. None of it sends or waits itself.

pub mod agent;
pub mod answer;
mod asked;
pub mod cache;
pub mod csv;
pub mod diff;
mod draft;
pub mod edits;
pub mod explain_field;
pub mod hex;
pub mod json;
pub mod link;
pub mod preflight;
mod presets;
pub mod problem;
pub mod redirect;
mod repeat;
pub mod since;
pub mod wire;

pub use agent::{Agent, Client, ClientSettings, Purpose};
pub use asked::{Asked, Question, Saw};
pub use draft::{Draft, HeaderRow, Note, Part};
pub use presets::{Preset, presets};
