//! Where an envelope lies between the actors, and how it is held: a function of the envelope and of whose it is.

use super::{Direction, Envelope};
use crate::client::Client;

/// How high the two wires lie at the dispatcher and at the server: the one of requests, the one of responses. Shares of
/// the height of the way, from its top.
pub const WIRES: [f64; 2] = [0.22, 0.78];

/// The same at the client's end, by whose hands the wires come from: all of them, or each client's where there are two.
#[must_use]
pub fn ports(of: Option<Client>) -> [f64; 2] {
    match of {
        None => WIRES,
        Some(Client::First) => [0.14, 0.26],
        Some(Client::Second) => [0.74, 0.86],
    }
}

/// Where an envelope lies, and how it is held.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pose {
    /// Where it is between client (0) and server (1).
    pub along: f64,
    /// How far it has come from the side of requests (0) to that of responses (1).
    pub across: f64,
    /// How high it lies, as a share of the height of the way, from its top.
    pub height: f64,
    /// How wide it is seen, from 0 (from its edge) to 1.
    pub width: f64,
}

impl Pose {
    /// Of a request that is being written; `of` as in [`Pose::of`].
    #[must_use]
    pub fn written(of: Option<Client>) -> Self {
        Self { along: 0.0, across: 0.0, height: ports(of)[0], width: 1.0 }
    }

    /// Of this envelope; `of` says from which of two clients it comes, `None` where there is one.
    #[must_use]
    pub fn of(envelope: &Envelope, of: Option<Client>) -> Self {
        let Envelope { along, turn, direction, .. } = *envelope;
        let side = |direction| if direction == Direction::Out { 0.0 } else { 1.0 };
        // What is turned over lies on the side of the other one in the end: an answer's.
        let across = turn.map_or(side(direction), |turn| between(side(turn.from), 1.0, turn.share));
        let [out, back] = ports(of);
        // From the client's hands the wires run to those that all share.
        let come = (along * 2.0).clamp(0.0, 1.0);
        let upper = between(out, WIRES[0], come);
        let lower = between(back, WIRES[1], come);
        Self {
            along,
            across,
            height: between(upper, lower, across),
            width: turn.map_or(1.0, |turn| (turn.share * std::f64::consts::PI).cos().abs()),
        }
    }
}

fn between(from: f64, to: f64, share: f64) -> f64 {
    from + (to - from) * share
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{http::Request, server::dispatch, stage::Storyboard, world::World};

    /// The poses of a whole exchange, a frame apart.
    fn poses(of: Option<Client>) -> Vec<Pose> {
        let (_, exchange) = dispatch(&World::toy_library("/api"), Request::new("GET", "/api/toys/car"));
        let board = Storyboard::of(&exchange, "/api");
        let frames = (0..).map(|frame| f64::from(frame) * 16.0);
        let times = frames.take_while(|ms| *ms < board.duration_ms());
        times.filter_map(|ms| Some(Pose::of(&board.at(ms).envelope?, of))).collect()
    }

    #[test]
    fn an_envelope_never_jumps() {
        for of in [None, Some(Client::First), Some(Client::Second)] {
            let poses = poses(of);
            for pair in poses.windows(2) {
                let far = |part: fn(&Pose) -> f64| (part(&pair[1]) - part(&pair[0])).abs();
                assert!(far(|pose| pose.along) < 0.05, "{pair:?}");
                assert!(far(|pose| pose.height) < 0.08, "{pair:?}");
                assert!(far(|pose| pose.width) < 0.45, "{pair:?}");
            }
            let edge = poses.iter().map(|pose| pose.width).fold(1.0, f64::min);
            assert!(edge < 0.2, "it is seen from its edge as it is turned: {edge}");
        }
    }

    #[test]
    fn each_client_has_ends_of_its_own_and_the_rest_of_the_way_is_shared() {
        let of = |client| {
            let poses = poses(client);
            let (first, last) = (poses[0], poses[poses.len() - 1]);
            let middle = poses.iter().find(|pose| pose.along >= 0.5).copied();
            ([first.height, last.height], middle.map(|pose| pose.height))
        };
        assert_eq!(of(None), (WIRES, Some(WIRES[0])));
        for client in Client::ALL {
            let (ends, middle) = of(Some(client));
            assert_eq!(ends, ports(Some(client)));
            assert_eq!(Pose::written(Some(client)), poses(Some(client))[0]);
            assert!(middle.is_some_and(|height| (height - WIRES[0]).abs() < 1e-9));
        }
        assert!(ports(Some(Client::First))[1] < ports(Some(Client::Second))[0]);
    }
}
