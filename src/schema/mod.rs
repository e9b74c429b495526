//! A JSON Schema validator that explains itself (2020-12, the dialect of OpenAPI 3.1).
//!
//! May use `http`; uses nothing of it today. Start with [`Schema`]. A schema is compiled once (`compile.rs`,
//! `compiler.rs`) into numbered nodes of rules (`rule.rs`); `check.rs` walks a value along them. What a rule says to a
//! person is in `words.rs`. A new keyword is a `Rule` variant, a line in `keyword.rs`, and an arm where its kind of
//! value is checked (`plain.rs`, `list.rs`, `object.rs`); the compiler lists every keyword that it does not know, so
//! nothing is dropped in silence. Time and depth are bounded for any schema and any value, patterns included
//! (`pattern/`): what cannot be judged within the bounds is said not to fit, by the keyword `limit`.

mod account;
mod alternatives;
mod anchors;
mod check;
mod circle;
mod compile;
mod compiler;
mod equal;
mod format;
mod keyword;
mod list;
mod number;
mod object;
mod pattern;
mod plain;
mod rule;
mod unevaluated;
mod words;

pub use account::{Account, Check, Outcome};
pub use check::{Direction, Violation};
pub use compile::{Compiling, Schema, SchemaError, Unsupported};
pub(crate) use equal::equal;
pub(crate) use number::compare as compare_numbers;

#[cfg(test)]
mod tests;
