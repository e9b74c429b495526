//! The playhead over a storyboard.

use super::Moment;

/// The playhead: where it is, whether it runs, how fast.
///
/// It is moved by [`Player::tick`] alone, which is told how much time went by; so it is the same in a browser and
/// in a test.
///
/// A *stop* is the end of a moment: there a paused person sees the whole of it, question and answer. A moment
/// owns the time after the stop before it up to and including its own stop, so the playhead on a stop shows that
/// moment finished, and playing on from there starts the next one.
#[derive(Clone, Debug, PartialEq)]
pub struct Player {
    /// The end of each moment in milliseconds, rising.
    stops_ms: Vec<f64>,
    at_ms: f64,
    playing: bool,
    rate: f64,
}

impl Player {
    /// The speeds offered, slowest first.
    pub const RATES: [f64; 5] = [0.25, 0.5, 1.0, 2.0, 4.0];

    /// A player at the start of a storyboard, playing at speed 1. With no moments there is nothing to play, and
    /// it stands still at its end.
    #[must_use]
    pub fn new(moments: &[Moment]) -> Self {
        let mut player = Self { stops_ms: Vec::new(), at_ms: 0.0, playing: false, rate: 1.0 };
        player.load(moments);
        player
    }

    /// Puts in another storyboard: to its start, playing, at the speed chosen before.
    pub fn load(&mut self, moments: &[Moment]) {
        self.stops_ms = moments.iter().map(Moment::end_ms).collect();
        self.at_ms = 0.0;
        self.playing = !self.stops_ms.is_empty();
    }

    /// Goes on with a storyboard that begins with the moments of this one and is longer: where the playhead was at the
    /// end, it runs on. The last of them may be shorter by now, as one in which somebody waits: then the playhead is not
    /// beyond its end.
    pub fn extend(&mut self, moments: &[Moment]) {
        let (was_at_end, was_in) = (self.at_end(), self.moment());
        self.stops_ms = moments.iter().map(Moment::end_ms).collect();
        let end_ms = self.stops_ms.get(was_in).copied().unwrap_or_else(|| self.duration_ms());
        self.at_ms = self.at_ms.min(end_ms);
        self.playing = (self.playing || was_at_end) && !self.at_end();
    }

    /// Where the playhead is, in milliseconds of the storyboard at speed 1.
    #[must_use]
    pub fn at_ms(&self) -> f64 {
        self.at_ms
    }

    /// How long the storyboard lasts at speed 1, in milliseconds.
    #[must_use]
    pub fn duration_ms(&self) -> f64 {
        self.stops_ms.last().copied().unwrap_or(0.0)
    }

    /// Whether it runs.
    #[must_use]
    pub fn playing(&self) -> bool {
        self.playing
    }

    /// Whether the playhead is at the end.
    #[must_use]
    pub fn at_end(&self) -> bool {
        self.at_ms >= self.duration_ms()
    }

    /// Whether the playhead is at the start.
    #[must_use]
    pub fn at_start(&self) -> bool {
        self.at_ms <= 0.0
    }

    /// Which moment the playhead is in, from 0.
    #[must_use]
    pub fn moment(&self) -> usize {
        moment_at(&self.stops_ms, self.at_ms)
    }

    /// How many moments there are.
    #[must_use]
    pub fn moments(&self) -> usize {
        self.stops_ms.len()
    }

    /// The speed: how many milliseconds of the storyboard pass in one of real time.
    #[must_use]
    pub fn rate(&self) -> f64 {
        self.rate
    }

    /// Sets the speed to the one of [`Player::RATES`] that is nearest; a number that is none (NaN) changes nothing.
    pub fn set_rate(&mut self, rate: f64) {
        if !rate.is_nan() {
            let distance = |of: f64| (of - rate.clamp(Self::RATES[0], Self::RATES[4])).abs();
            self.rate = Self::RATES
                .into_iter()
                .fold(Self::RATES[0], |best, next| if distance(next) < distance(best) { next } else { best });
        }
    }

    /// One speed up, where there is one.
    pub fn faster(&mut self) {
        let now = self.rate;
        self.rate = Self::RATES.into_iter().find(|rate| *rate > now).unwrap_or(now);
    }

    /// One speed down, where there is one.
    pub fn slower(&mut self) {
        let now = self.rate;
        self.rate = Self::RATES.into_iter().rev().find(|rate| *rate < now).unwrap_or(now);
    }

    /// Lets this many milliseconds of real time go by. At the end it stops by itself. Returns whether the
    /// playhead moved.
    pub fn tick(&mut self, dt_ms: f64) -> bool {
        if !self.playing || dt_ms.is_nan() || dt_ms <= 0.0 {
            return false;
        }
        let before = self.at_ms;
        self.at_ms = (before + dt_ms * self.rate).min(self.duration_ms());
        self.playing = !self.at_end();
        self.at_ms > before
    }

    /// Runs on; from the end, runs again from the start.
    pub fn play(&mut self) {
        if self.at_end() {
            self.at_ms = 0.0;
        }
        self.playing = !self.at_end();
    }

    /// Stands still.
    pub fn pause(&mut self) {
        self.playing = false;
    }

    /// Pauses when running, plays when not.
    pub fn toggle(&mut self) {
        if self.playing {
            self.pause();
        } else {
            self.play();
        }
    }

    /// Pauses at the next stop: first the end of the moment it is in, then the end of the one after.
    pub fn step_forward(&mut self) {
        let now = self.at_ms;
        self.playing = false;
        self.at_ms = self.stops_ms.iter().copied().find(|stop| *stop > now).unwrap_or(now);
    }

    /// Pauses at the stop before; before the first stop there is the start.
    pub fn step_back(&mut self) {
        let now = self.at_ms;
        self.playing = false;
        self.at_ms = self.stops_ms.iter().copied().rev().find(|stop| *stop < now).unwrap_or(0.0);
    }

    /// Pauses at the start.
    pub fn to_start(&mut self) {
        self.playing = false;
        self.at_ms = 0.0;
    }

    /// Pauses at the end.
    pub fn to_end(&mut self) {
        self.playing = false;
        self.at_ms = self.duration_ms();
    }

    /// Moves the playhead to this time, or to the nearest there is, and runs on if it ran. At the end it stops.
    pub fn seek(&mut self, ms: f64) {
        if !ms.is_nan() {
            self.at_ms = ms.clamp(0.0, self.duration_ms());
            self.playing = self.playing && !self.at_end();
        }
    }

    /// Pauses at the stop of this moment, counted from 0; past the last one, at the last.
    pub fn seek_moment(&mut self, moment: usize) {
        self.playing = false;
        self.at_ms = self.stops_ms.get(moment).copied().unwrap_or_else(|| self.duration_ms());
    }
}

/// Which of the moments that end at these times owns this one; past the last end, the last.
pub(super) fn moment_at(stops_ms: &[f64], t_ms: f64) -> usize {
    stops_ms.partition_point(|stop| *stop < t_ms).min(stops_ms.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::MomentKind;

    /// Moments that end at 100, 250 and 400 ms.
    fn player() -> Player {
        let moment = |start_ms, duration_ms| Moment {
            start_ms,
            duration_ms,
            kind: MomentKind::Ask,
            caption: String::new(),
        };
        Player::new(&[moment(0.0, 100.0), moment(100.0, 150.0), moment(250.0, 150.0)])
    }

    #[test]
    fn it_runs_at_its_rate_and_stops_at_the_end() {
        let mut player = player();
        assert!(player.playing() && player.at_start());
        assert!(player.tick(40.0));
        player.set_rate(2.0);
        assert!(player.tick(100.0));
        assert_eq!((player.at_ms(), player.moment()), (240.0, 1));
        assert!(player.tick(1_000.0));
        assert_eq!(player.at_ms(), 400.0);
        assert!(player.at_end() && !player.playing());
        assert!(!player.tick(16.0));
    }

    #[test]
    fn time_that_is_no_time_moves_nothing() {
        let mut player = player();
        for dt in [0.0, -5.0, f64::NAN, f64::NEG_INFINITY] {
            assert!(!player.tick(dt));
        }
        player.seek(f64::NAN);
        player.set_rate(f64::NAN);
        assert_eq!((player.at_ms(), player.rate()), (0.0, 1.0));
    }

    #[test]
    fn playing_from_the_end_starts_again() {
        let mut player = player();
        player.to_end();
        player.toggle();
        assert_eq!((player.at_ms(), player.playing()), (0.0, true));
        player.tick(10.0);
        player.toggle();
        assert!(!player.playing());
        player.toggle();
        assert_eq!((player.at_ms(), player.playing()), (10.0, true));
    }

    #[test]
    fn stepping_lands_on_each_moment_once_in_both_directions() {
        let mut player = player();
        player.to_start();
        let mut seen = Vec::new();
        while !player.at_end() {
            player.step_forward();
            seen.push((player.moment(), player.at_ms()));
        }
        assert_eq!(seen, [(0, 100.0), (1, 250.0), (2, 400.0)]);

        seen.truncate(2);
        let mut back = Vec::new();
        loop {
            player.step_back();
            if player.at_start() {
                break;
            }
            back.push((player.moment(), player.at_ms()));
        }
        back.reverse();
        assert_eq!(back, seen);
    }

    #[test]
    fn a_step_pauses_and_finishes_the_moment_it_is_in() {
        let mut player = player();
        player.tick(130.0);
        player.step_forward();
        assert_eq!((player.at_ms(), player.moment(), player.playing()), (250.0, 1, false));
        player.seek(130.0);
        player.step_back();
        assert_eq!((player.at_ms(), player.moment()), (100.0, 0));
        player.to_end();
        player.step_forward();
        assert_eq!(player.at_ms(), 400.0);
    }

    #[test]
    fn seeking_stays_inside_and_keeps_running() {
        let mut player = player();
        player.seek(-3.0);
        assert_eq!((player.at_ms(), player.playing()), (0.0, true));
        player.seek(200.0);
        assert_eq!((player.moment(), player.playing()), (1, true));
        player.seek(9_999.0);
        assert_eq!((player.at_ms(), player.playing()), (400.0, false));
        player.seek_moment(0);
        assert_eq!((player.at_ms(), player.moment()), (100.0, 0));
        player.seek_moment(7);
        assert!(player.at_end());
    }

    #[test]
    fn speeds_are_those_offered() {
        let mut player = player();
        player.set_rate(1.4);
        assert_eq!(player.rate(), 1.0);
        player.set_rate(f64::INFINITY);
        assert_eq!(player.rate(), 4.0);
        player.faster();
        assert_eq!(player.rate(), 4.0);
        player.slower();
        assert_eq!(player.rate(), 2.0);
        player.set_rate(-1.0);
        player.slower();
        assert_eq!(player.rate(), 0.25);
        player.faster();
        assert_eq!(player.rate(), 0.5);
    }

    #[test]
    fn a_storyboard_that_grows_runs_on_from_its_end() {
        let mut player = player();
        let more = |count: u32| {
            (0..count)
                .map(|at| Moment {
                    start_ms: f64::from(at) * 200.0,
                    duration_ms: 200.0,
                    kind: MomentKind::Ask,
                    caption: String::new(),
                })
                .collect::<Vec<_>>()
        };
        player.to_end();
        player.extend(&more(3));
        assert_eq!((player.at_ms(), player.playing(), player.duration_ms()), (400.0, true, 600.0));
        player.pause();
        player.extend(&more(4));
        assert!(!player.playing(), "one that was stopped on the way stays where it is");
        player.extend(&more(1));
        assert_eq!((player.at_ms(), player.playing()), (200.0, false));
    }

    #[test]
    fn a_new_storyboard_keeps_the_speed() {
        let mut player = player();
        player.set_rate(0.5);
        player.to_end();
        player.load(&[]);
        assert!(player.at_end() && !player.playing());
        player.play();
        player.step_forward();
        player.step_back();
        player.seek_moment(3);
        assert_eq!((player.at_ms(), player.moment(), player.playing()), (0.0, 0, false));
        assert_eq!(player.rate(), 0.5);
    }
}
