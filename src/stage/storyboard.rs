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
}
