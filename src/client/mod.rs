//! Composing requests, and running the errands they are.
//!
//! May use everything up to `lens`. Start with [`Draft`]: what the composer holds, and how that becomes a
//! [`Request`](crate::http::Request). What helps with writing one stands beside it, each a function of the draft and
//! the world: [`complete`] for the path, [`query_rows`] for the query, [`fields`] for header fields, [`check`] for the
//! body, [`credentials`], and [`snippets`] and [`curl`] for the way out of the page and back in. [`errand`] is what a
//! client does with a request, message by message, with its private [`cache`] and over a [`wire`] that may lose things.
//! None of it sends or waits itself; what it has to say of an answer is a [`Remark`]. [`edits`] finds what is one edit
//! away, [`verdict`] puts into order what is wrong with a body, and [`replaced`] keeps drafts that others took the place
//! of. [`json`], [`diff`], [`problem`] and [`link`] read an answer for people.

pub mod agent;
pub mod answer;
mod asked;
pub mod cache;
pub mod check;
pub mod complete;
pub mod content;
pub mod credentials;
pub mod csv;
pub mod curl;
pub mod diff;
mod draft;
pub mod edits;
pub mod errand;
pub mod explain_field;
pub mod fields;
pub mod hex;
pub mod json;
pub mod link;
pub mod lookup;
pub mod methods;
pub mod outline;
pub mod place;
pub mod preflight;
mod presets;
pub mod problem;
pub mod query_rows;
pub mod redirect;
mod remark;
mod repeat;
pub mod replaced;
pub mod saved;
mod shell;
pub mod since;
pub mod snippets;
mod suggest;
pub mod verdict;
pub mod wire;

pub use agent::{Agent, Client, ClientSettings, Purpose};
pub use asked::{Asked, Question, Saw};
pub use draft::{Draft, HeaderRow, Note, Part};
pub use presets::{Preset, presets};
pub use query_rows::QueryRow;
pub use remark::Remark;
pub use suggest::{MOST_SUGGESTIONS, Suggestion, matching};
