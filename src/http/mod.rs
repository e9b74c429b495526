//! HTTP messages and header fields as types (RFC 9110, RFC 9112 for the text form).
//!
//! Uses nothing above it. Start with [`Request`] and [`Response`]; a request is kept as it arrived, in bytes,
//! because the server's first questions are about exactly those bytes.

#[cfg(test)]
pub(crate) mod arbitrary;
pub mod coding;
pub mod credentials;
pub mod date;
pub(crate) mod encode;
pub mod etag;
pub mod field;
pub mod length;
pub mod list;
pub mod media;
mod message;
pub mod prefer;
pub mod range;
mod syntax;
pub mod target;

pub use ::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
pub use message::{Field, Request, Response, reason};
pub use syntax::SyntaxError;
