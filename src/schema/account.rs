//! An account of a validation: which keyword was checked where, in order, with what outcome.

use std::fmt;

use super::check::Violation;

/// What became of a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// What does not fit, as [`Schema::validate`](super::Schema::validate) tells it.
    pub violations: Vec<Violation>,
    /// What was checked, in order. What an alternative checked is not in it, only whether one fits.
    pub checks: Vec<Check>,
    /// How many more checks there were than are kept.
    pub left_out: usize,
}

/// One keyword, checked on one value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Where in the value, as a JSON Pointer (RFC 6901).
    pub pointer: String,
    /// Where in the document the keyword stands, as a JSON Pointer.
    pub schema_pointer: String,
    /// The keyword.
    pub keyword: &'static str,
    /// What came of it.
    pub outcome: Outcome,
    /// What the part of the value is called, such as `name of item 1`.
    pub subject: String,
    /// What the keyword asks, such as `at least 1 character`; of a condition, what it decided.
    pub asked: String,
}

/// What came of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The value has what is asked.
    Holds,
    /// It has not.
    Broken,
    /// Nothing was asked of it: a condition chose what to ask next.
    Chosen,
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outcome = match self.outcome {
            Outcome::Holds => "holds",
            Outcome::Broken => "broken",
            Outcome::Chosen => "chosen",
        };
        write!(f, "{outcome}: {}, {}", self.subject, self.asked)
    }
}

impl Account {
    pub(super) fn without_checks(violations: Vec<Violation>) -> Self {
        Self { violations, ..Self::default() }
    }

    pub(super) fn new(violations: Vec<Violation>, notes: Option<Notes>) -> Self {
        let (checks, left_out) = notes.map(|notes| (notes.checks, notes.left_out)).unwrap_or_default();
        Self { violations, checks, left_out }
    }
}

/// The account while it is written.
#[derive(Debug)]
pub(super) struct Notes {
    checks: Vec<Check>,
    left_out: usize,
    /// How many more checks may be kept: those that are broken, and the others.
    room: (usize, usize),
}

impl Notes {
    pub(super) fn new(limit: usize) -> Self {
        Self { checks: Vec::new(), left_out: 0, room: (limit, limit) }
    }

    /// Takes room for a check; where there is none, it is counted as left out.
    pub(super) fn has_room_for(&mut self, outcome: Outcome) -> bool {
        let room = if outcome == Outcome::Broken { &mut self.room.0 } else { &mut self.room.1 };
        let Some(less) = room.checked_sub(1) else {
            self.left_out += 1;
            return false;
        };
        *room = less;
        true
    }

    pub(super) fn push(&mut self, check: Check) {
        self.checks.push(check);
    }
}
