//! Regular expressions as JSON Schema has them: ECMAScript's (ECMA-262 §22.2), found anywhere in a text.
//!
//! Patterns come from documents and texts from anybody, so matching takes time linear in the text: a pattern is
//! read (`parse.rs`), becomes a program of states (`program.rs`), and all its ways are followed at once
//! (`run.rs`). Look-around is no exception: what a group looks at is found for every place of the text first, by one
//! sweep of its own. Only references back to a group are beyond this; they are told apart from what is malformed.

mod class;
mod parse;
mod program;
mod run;
mod tables;

use parse::Reading;
use program::Program;

/// A compiled pattern.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    text: String,
    program: Program,
}

/// Why a pattern cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PatternError {
    /// It is no regular expression of ECMAScript.
    Malformed(String),
    /// It is, or may be, but is not matched here.
    Unsupported(String),
}

impl Pattern {
    pub(super) fn new(text: &str) -> Result<Self, PatternError> {
        let program = Program::new(&parse::parse(text, Reading::Lenient)?)?;
        Ok(Self { text: text.to_owned(), program })
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Whether the pattern is found in a text. Each step takes one of `fuel`; `None` when there is none left.
    pub(super) fn finds(&self, text: &str, fuel: &mut u64) -> Option<bool> {
        run::finds(&self.program, text, fuel)
    }
}

/// Whether a text is a regular expression, matched here or not.
pub(super) fn is_regex(text: &str) -> bool {
    !matches!(parse::parse(text, Reading::Strict), Err(PatternError::Malformed(_)))
}

#[cfg(test)]
mod tests;
