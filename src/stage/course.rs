//! The course of a small envelope: along a row of its own over the wires, and the way between that row and its client.
//!
//! A row belongs to one envelope at a time, so on their rows no two ever meet. The way home is shared:
//! [`Ensemble`](super::ensemble::Ensemble) lets one in at a time.

use super::{Direction, Envelope};

/// Up to where the shared way between the client and the rows reaches, as a share of the whole way.
pub const HOME: f64 = 0.26;

/// Where, on the way home, an envelope is level with its row …
const LEVEL: f64 = 0.12;

/// … and where it is beside its client at the latest.
const BESIDE: f64 = 0.06;

/// For how long an answer is seen going into its client, in milliseconds of the storyboard.
pub const GOING_IN_MS: f64 = 240.0;

/// Where a small envelope is, and how it is held. The lengths are the view's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Course {
    /// How far it has come along its row: 0 where the way home begins, 1 before the server.
    pub run: f64,
    /// How far it is on the way home: 0 where its row begins, 1 at its client's side.
    pub home: f64,
    /// How far it has come down from the height of its row (0) to its client (1).
    pub down: f64,
    /// How wide it is seen, from 0 (from its edge, or gone in) to 1.
    pub width: f64,
}

impl Course {
    /// Of this envelope; `gone_in` says how far it has gone into its client, from 0 to 1.
    #[must_use]
    pub fn of(envelope: &Envelope, gone_in: f64) -> Self {
        let Envelope { along, turn, .. } = *envelope;
        let turned = turn.map_or(1.0, |turn| (turn.share * std::f64::consts::PI).cos().abs());
        Self {
            run: ((along - HOME) / (1.0 - HOME)).clamp(0.0, 1.0),
            home: ((HOME - along) / (HOME - BESIDE)).clamp(0.0, 1.0),
            down: smooth(((LEVEL - along) / LEVEL).clamp(0.0, 1.0)),
            width: turned * (1.0 - gone_in.clamp(0.0, 1.0)),
        }
    }
}

/// Where an envelope is, as far as others have to mind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whereabouts {
    /// Nowhere that anybody sees: being written or read, or there is none.
    Unseen,
    /// Between its client and its row.
    OnTheWayHome,
    /// On its row.
    OnItsRow,
}

impl Whereabouts {
    /// Of the envelope on stage; `gone_in` as for [`Course::of`].
    pub(super) fn of(envelope: Option<&Envelope>, gone_in: f64) -> Self {
        match envelope {
            None => Self::Unseen,
            Some(Envelope { along, direction, .. }) if *along <= 0.0 => {
                let lands = *direction == Direction::Back && gone_in < 1.0;
                if lands { Self::OnTheWayHome } else { Self::Unseen }
            }
            Some(Envelope { along, .. }) if *along < HOME => Self::OnTheWayHome,
            Some(_) => Self::OnItsRow,
        }
    }
}

/// From 0 to 1, without a start or a stop that is felt.
fn smooth(share: f64) -> f64 {
    share * share * (3.0 - 2.0 * share)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{http::Request, server::dispatch, stage::Storyboard, world::World};

    fn envelopes() -> Vec<Envelope> {
        let (_, exchange) = dispatch(&World::toy_library("/api"), Request::new("GET", "/api/toys/car"));
        let board = Storyboard::of(&exchange, "/api");
        let frames = (0..).map(|frame| f64::from(frame) * 16.0);
        let times = frames.take_while(|ms| *ms < board.duration_ms());
        times.filter_map(|ms| board.at(ms).envelope).collect()
    }

    #[test]
    fn it_goes_from_its_client_to_the_server_and_all_the_way_back_and_never_jumps() {
        let courses: Vec<_> = envelopes().iter().map(|envelope| Course::of(envelope, 0.0)).collect();
        let at_client = Course { run: 0.0, home: 1.0, down: 1.0, width: 1.0 };
        assert_eq!((courses.first(), courses.last()), (Some(&at_client), Some(&at_client)));
        assert!(courses.iter().any(|course| course.run == 1.0));
        for pair in courses.windows(2) {
            for (part, most) in [
                (|course: &Course| course.run) as fn(&Course) -> f64,
                |course| course.home,
                |course| course.down,
            ]
            .into_iter()
            .zip([0.08, 0.25, 0.35])
            {
                assert!((part(&pair[1]) - part(&pair[0])).abs() < most, "{pair:?}");
            }
        }
    }

    #[test]
    fn it_is_level_with_its_row_before_it_leaves_its_clients_side_far_behind() {
        let at = |along| {
            let envelope = Envelope { along, ..envelopes().remove(0) };
            Course::of(&envelope, 0.0)
        };
        assert!(at(0.06).home == 1.0 && at(0.06).down < 0.6);
        assert!(at(0.12).down == 0.0 && at(0.12).home > 0.6);
        assert_eq!((at(HOME).home, at(HOME).run), (0.0, 0.0));
        assert_eq!(Course::of(&envelopes().remove(0), 1.0).width, 0.0, "gone in");
    }
}
