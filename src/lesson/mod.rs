//! Lessons and goals as data.
//!
//! May use everything up to `journal`. Start with [`FIRST_STEPS`] and [`Goal::met`]: a goal is compared with what
//! happened, not with what was typed, and a lesson carries a solution for each of its goals, so a test can prove
//! that every one can be reached.

mod first_steps;
mod goal;
mod predicate;
mod score;

pub use first_steps::FIRST_STEPS;
pub use goal::{Ask, Goal, Lesson, Part};
pub use predicate::Predicate;
pub use score::Score;
