//! A whole errand as one play: its messages one after another, each with a storyboard of its own.

use std::sync::Arc;

use super::{ClientSide, Envelope, Leg, Moment, MomentKind, Scene, Storyboard, Way, player::moment_at};
use crate::server::{Block, Exchange};

/// The storyboards of an errand's messages, in sequence. Cheap to copy.
///
/// One of its legs is in *focus*: what is asked of blocks, steps and words is about that one ([`Play::focused`]).
#[derive(Clone, Debug)]
pub struct Play {
    acts: Arc<[Act]>,
    moments: Arc<[Moment]>,
    /// The end of each moment.
    stops_ms: Arc<[f64]>,
    focus: usize,
}

/// One leg, and where it stands in the play.
#[derive(Clone, Debug)]
struct Act {
    board: Storyboard,
    first_moment: usize,
    start_ms: f64,
    /// The moment in which the client reads its answer, or hands on the one that it has at home in its place.
    answer: usize,
    way: Way,
}

impl Play {
    /// An exchange alone; `base` is the path of the API root, left off the paths shown.
    #[must_use]
    pub fn of(exchange: &Exchange, base: &str) -> Self {
        Self::of_legs(&[Leg::plain(exchange)], base)
    }

    /// The messages of an errand in order; the last is in focus at first. There has to be one.
    ///
    /// # Panics
    /// Never: no legs make a play with nothing in it, in which every time is its end.
    #[must_use]
    pub fn of_legs(legs: &[Leg<'_>], base: &str) -> Self {
        let mut acts = Vec::with_capacity(legs.len());
        let mut moments: Vec<Moment> = Vec::new();
        for leg in legs {
            let board = Storyboard::of_leg(leg, base);
            let start_ms = moments.last().map_or(0.0, Moment::end_ms);
            let first_moment = moments.len();
            moments.extend(
                board
                    .moments()
                    .iter()
                    .map(|moment| Moment { start_ms: start_ms + moment.start_ms, ..moment.clone() }),
            );
            let after = if leg.handed.is_some() { 1 } else { leg.after.len() + 1 };
            let answer = moments.len().saturating_sub(after);
            acts.push(Act { board, first_moment, start_ms, answer, way: leg.way });
        }
        Self {
            focus: acts.len().saturating_sub(1),
            acts: acts.into(),
            stops_ms: moments.iter().map(Moment::end_ms).collect(),
            moments: moments.into(),
        }
    }

    /// The same with this leg in focus, or the last where there are not so many.
    #[must_use]
    pub fn focused(&self, leg: usize) -> Self {
        Self { focus: leg.min(self.acts.len().saturating_sub(1)), ..self.clone() }
    }

    /// Which leg is in focus, from 0.
    #[must_use]
    pub fn focus(&self) -> usize {
        self.focus
    }

    /// How many legs there are.
    #[must_use]
    pub fn legs(&self) -> usize {
        self.acts.len()
    }

    /// The storyboard of each leg, and when it starts, in milliseconds.
    pub(super) fn boards(&self) -> impl Iterator<Item = (f64, &Storyboard)> {
        self.acts.iter().map(|act| (act.start_ms, &act.board))
    }

    /// All moments in order.
    #[must_use]
    pub fn moments(&self) -> &[Moment] {
        &self.moments
    }

    /// How long it lasts at speed 1, in milliseconds.
    #[must_use]
    pub fn duration_ms(&self) -> f64 {
        self.stops_ms.last().copied().unwrap_or(0.0)
    }

    /// Where a playhead that was here, at this time, is in a play that begins with the same moments. The last of them may
    /// be shorter there: then it is not beyond its end.
    #[must_use]
    pub fn carried_over(&self, t_ms: f64, to: &Self) -> f64 {
        to.stops_ms.get(self.moment_at(t_ms)).map_or(t_ms, |end_ms| t_ms.min(*end_ms))
    }

    /// Which moment this time belongs to, as [`Storyboard::moment_at`].
    #[must_use]
    pub fn moment_at(&self, t_ms: f64) -> usize {
        moment_at(&self.stops_ms, t_ms)
    }

    /// Which leg a moment belongs to.
    #[must_use]
    pub fn leg_of(&self, moment: usize) -> usize {
        self.acts.partition_point(|act| act.first_moment <= moment).saturating_sub(1)
    }

    /// Whether the client has its answer at this moment: in the last of its leg, or in what it asks itself after that.
    /// Where the answer is lost, or on its way still, never.
    #[must_use]
    pub fn has_answer(&self, moment: usize) -> bool {
        let leg = self.leg_of(moment);
        let Some(act) = self.acts.get(leg) else { return true };
        !matches!(act.way, Way::Lost(_) | Way::Waiting) && moment >= act.answer
    }

    /// Whether it is not known yet how it ends: the last message is on its way.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.last_way() == Some(Way::Waiting)
    }

    /// Which way the last message went; `None` in a play with nothing in it.
    #[must_use]
    pub fn last_way(&self) -> Option<Way> {
        self.acts.last().map(|act| act.way)
    }

    /// When a leg starts, in milliseconds.
    #[must_use]
    pub fn start_ms(&self, leg: usize) -> f64 {
        self.acts.get(leg).map_or(0.0, |act| act.start_ms)
    }

    /// The moment of a leg in which the client gives up, where it does.
    #[must_use]
    pub fn gives_up(&self, leg: usize) -> Option<usize> {
        let act = self.acts.get(leg)?;
        let waits = |moment: &Moment| moment.kind == MomentKind::Wait;
        act.board.moments().iter().position(waits).map(|place| act.first_moment + place)
    }

    /// The last moment of a leg.
    #[must_use]
    pub fn last_of_leg(&self, leg: usize) -> usize {
        let next = self.acts.get(leg + 1).map_or(self.moments.len(), |act| act.first_moment);
        next.saturating_sub(1)
    }

    /// The first moment of the leg in focus in which this block of the track is asked, where it is.
    #[must_use]
    pub fn moment_of(&self, block: Block) -> Option<usize> {
        let act = self.acts.get(self.focus)?;
        act.board.moment_of(block).map(|moment| act.first_moment + moment)
    }

    /// The moment of the leg in focus in which this step is asked, where it is.
    #[must_use]
    pub fn moment_of_step(&self, step: usize) -> Option<usize> {
        let act = self.acts.get(self.focus)?;
        act.board.moment_of_step(step).map(|moment| act.first_moment + moment)
    }

    /// The request of the leg in focus as it lies at the client; `None` in a play with nothing in it.
    #[must_use]
    pub fn request(&self) -> Option<&Envelope> {
        self.acts.get(self.focus).map(|act| act.board.request())
    }

    /// Method and path of the leg in focus, as they stand on its envelope, such as `GET /toys/car`.
    #[must_use]
    pub fn request_line(&self) -> String {
        self.acts.get(self.focus).map(|act| act.board.request_line()).unwrap_or_default()
    }

    /// What the client says as it asks, in the toy tale, in the leg in focus.
    #[must_use]
    pub fn asked(&self) -> &str {
        self.acts.get(self.focus).map_or("", |act| act.board.asked())
    }

    /// What the server says as it answers, in the toy tale, in the leg in focus.
    #[must_use]
    pub fn said(&self) -> &str {
        self.acts.get(self.focus).map_or("", |act| act.board.said())
    }

    /// What is on stage at this time, in milliseconds; `None` in a play with nothing in it.
    #[must_use]
    pub fn at(&self, t_ms: f64) -> Option<Scene> {
        self.scene(t_ms, Storyboard::at)
    }

    /// The same without travel, as [`Storyboard::at_still`].
    #[must_use]
    pub fn at_still(&self, t_ms: f64) -> Option<Scene> {
        self.scene(t_ms, Storyboard::at_still)
    }

    fn scene(&self, t_ms: f64, of: fn(&Storyboard, f64) -> Scene) -> Option<Scene> {
        let t_ms = if t_ms.is_nan() { 0.0 } else { t_ms.clamp(0.0, self.duration_ms()) };
        let leg = self.leg_of(self.moment_at(t_ms));
        let act = self.acts.get(leg)?;
        let scene = of(&act.board, t_ms - act.start_ms);
        Some(Scene {
            moment: act.first_moment + scene.moment,
            side: ClientSide { leg, ..scene.side },
            ..scene
        })
    }
}

#[cfg(test)]
mod tests;
