//! A JSON Schema validator that explains itself (2020-12, the dialect of OpenAPI 3.1).
//!
//! May use `http`; uses nothing of it today. Start with [`Schema`]. A schema is compiled once, in `compile.rs`,
//! into numbered nodes of rules (`rule.rs`); `check.rs` walks a value along them. What a rule says to a person is
//! in `words.rs`. A new keyword is a `Rule` variant, a line where it is compiled, and an arm where it is
//! checked; the compiler lists every keyword that it does not know, so nothing is dropped in silence.

mod alternatives;
mod check;
mod circle;
mod compile;
mod equal;
mod format;
mod number;
mod rule;
mod words;

pub use check::Violation;
pub use compile::{Schema, SchemaError, Unsupported};
pub(crate) use equal::equal;
pub(crate) use number::compare as compare_numbers;

#[cfg(test)]
mod tests;
