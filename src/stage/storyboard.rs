//! From an exchange to timed moments.

use super::{Moment, Scene};
use crate::server::Exchange;

/// An exchange as timed moments.
#[derive(Clone, Debug)]
pub struct Storyboard {}

impl Storyboard {
    /// The storyboard of an exchange; `base` is the path of the API root, left off the paths shown.
    #[must_use]
    pub fn of(exchange: &Exchange, base: &str) -> Self {
        let _ = (exchange, base);
        todo!()
    }

    /// The moments in order; never empty.
    #[must_use]
    pub fn moments(&self) -> &[Moment] {
        todo!()
    }

    /// How long it lasts at speed 1, in milliseconds.
    #[must_use]
    pub fn duration_ms(&self) -> f64 {
        todo!()
    }

    /// What is on stage at this time, in milliseconds; before the start is the start, past the end is the end.
    #[must_use]
    pub fn at(&self, t_ms: f64) -> Scene {
        let _ = t_ms;
        todo!()
    }

    /// The same without travel, for those who asked for reduced motion: a message lies where it is going to, and
    /// a question stands there with its answer. The steps and the words are those of [`Storyboard::at`].
    #[must_use]
    pub fn at_still(&self, t_ms: f64) -> Scene {
        let _ = t_ms;
        todo!()
    }

    /// Which moment this time belongs to (index into [`Storyboard::moments`]). A moment owns the time after its
    /// start up to and including its end.
    #[must_use]
    pub fn moment_at(&self, t_ms: f64) -> usize {
        let _ = t_ms;
        todo!()
    }

    /// The first moment in which this block of the track is asked, where one is.
    #[must_use]
    pub fn moment_of(&self, block: crate::server::Block) -> Option<usize> {
        let _ = block;
        todo!()
    }

    /// What the client says as it asks, in the toy tale.
    #[must_use]
    pub fn asked(&self) -> &str {
        todo!()
    }

    /// What the server says as it answers, in the toy tale.
    #[must_use]
    pub fn said(&self) -> &str {
        todo!()
    }
}
