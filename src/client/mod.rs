//! Composing requests.
//!
//! May use everything up to `lens`. Start with [`Draft`]: what the composer holds, and how that becomes a
//! [`Request`](crate::http::Request). What helps with writing one stands beside it, each a function of the draft and
//! the world: [`complete`] for the path, [`query_rows`] for the query, [`fields`] for header fields, [`check`] for the
//! body, [`credentials`], and [`snippets`] and [`curl`] for the way out of the page and back in.

pub mod check;
pub mod complete;
pub mod content;
pub mod credentials;
pub mod curl;
mod draft;
pub mod fields;
pub mod json;
pub mod lookup;
pub mod methods;
pub mod outline;
pub mod place;
mod presets;
pub mod query_rows;
pub mod saved;
mod shell;
pub mod snippets;
mod suggest;

pub use draft::{Draft, HeaderRow, Note, Part};
pub use presets::{Preset, presets};
pub use query_rows::QueryRow;
pub use suggest::{MOST_SUGGESTIONS, Suggestion, matching};
