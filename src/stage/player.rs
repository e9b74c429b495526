//! The playhead over a storyboard.

/// The playhead: where it is, whether it runs, how fast. It is moved by [`Player::tick`] alone, which is told how
/// much time went by; so it is the same in a browser and in a test.
#[derive(Clone, Debug, PartialEq)]
pub struct Player {
    stops_ms: Vec<f64>,
    duration_ms: f64,
    at_ms: f64,
    playing: bool,
    rate: f64,
}

impl Player {
    /// The speeds offered, slowest first.
    pub const RATES: [f64; 5] = [0.25, 0.5, 1.0, 2.0, 4.0];

    /// A player at the start of a storyboard, playing.
    #[must_use]
    pub fn new(moments: &[super::Moment]) -> Self {
        let duration_ms = moments.last().map_or(0.0, |last| last.start_ms + last.duration_ms);
        Self {
            stops_ms: moments.iter().map(|moment| moment.start_ms).collect(),
            duration_ms,
            at_ms: 0.0,
            playing: true,
            rate: 1.0,
        }
    }
}
