//! How the dispatcher and the wires look: a function of the scene.

use super::{Actor, Direction, Mood, Scene};
use crate::client::wire::Loss;

/// How the dispatcher looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Relay {
    /// Nothing to carry.
    Idle,
    /// It carries a message this way.
    Carrying(Direction),
    /// A message was lost on its way in this direction.
    Lost(Direction),
}

impl Relay {
    /// From what is on stage; `lost` is the way on which the message of this exchange was lost, where it was. It shows
    /// once the message is under way there, and not before.
    #[must_use]
    pub fn of(scene: &Scene, lost: Option<Direction>) -> Self {
        let wires = Wires::of(scene, lost);
        let busy = |legs: [Leg; 2], which| legs.contains(&which);
        match wires {
            Wires { out, .. } if busy(out, Leg::Lost) => Self::Lost(Direction::Out),
            Wires { back, .. } if busy(back, Leg::Lost) => Self::Lost(Direction::Back),
            Wires { out, .. } if busy(out, Leg::Busy) => Self::Carrying(Direction::Out),
            Wires { back, .. } if busy(back, Leg::Busy) => Self::Carrying(Direction::Back),
            Wires { .. } => Self::Idle,
        }
    }
}

/// How one leg of a wire looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Leg {
    /// Nothing passes.
    Idle,
    /// A message is on it.
    Busy,
    /// A message was lost on it.
    Lost,
}

/// The two wires, each from the client to the dispatcher and from there to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Wires {
    /// The upper one: requests.
    pub out: [Leg; 2],
    /// The lower one: responses.
    pub back: [Leg; 2],
}

impl Wires {
    /// From what is on stage; see [`Relay::of`].
    #[must_use]
    pub fn of(scene: &Scene, lost: Option<Direction>) -> Self {
        let mut wires = Self { out: [Leg::Idle; 2], back: [Leg::Idle; 2] };
        let Some(envelope) = &scene.envelope else {
            // Whoever waits in vain still sees where the message was lost.
            match scene.side.lost {
                Some((Loss::Request, _)) => wires.out[1] = Leg::Lost,
                Some((Loss::Response, _)) => wires.back[1] = Leg::Lost,
                Some((Loss::Midway, _)) => wires.back[0] = Leg::Lost,
                None => {}
            }
            return wires;
        };
        let along = envelope.along;
        // Without travel a message on its way lies where it is going to, so the place alone does not tell.
        match envelope.direction {
            Direction::Out if along > 0.5 => wires.out[1] = on_the_way(scene.step.is_none()),
            Direction::Out => wires.out[0] = on_the_way(along > 0.0),
            Direction::Back if along >= 0.5 => wires.back[1] = on_the_way(along < 1.0),
            Direction::Back => wires.back[0] = on_the_way(scene.lights.1),
        }
        if lost == Some(envelope.direction) {
            let legs = match envelope.direction {
                Direction::Out => &mut wires.out,
                // Once lost it stays so: the client never gets it.
                Direction::Back if along < 0.5 => {
                    wires.back[0] = Leg::Lost;
                    return wires;
                }
                Direction::Back => &mut wires.back,
            };
            for leg in legs.iter_mut().filter(|leg| **leg == Leg::Busy) {
                *leg = Leg::Lost;
            }
        }
        wires
    }
}

/// How far to its side an actor holds its head, in degrees: it nods once in each moment that it thinks through, and
/// holds it straight at both ends.
#[must_use]
pub fn nod(scene: &Scene, actor: Actor) -> f64 {
    const FURTHEST: f64 = 7.0;
    let (mood, side) = match actor {
        Actor::Client => (scene.client, -1.0),
        Actor::Server => (scene.server, if scene.moment.is_multiple_of(2) { 1.0 } else { -1.0 }),
        Actor::Dispatcher => return 0.0,
    };
    if mood != Mood::Thinking || (actor == Actor::Client && scene.moment > 0) {
        return 0.0;
    }
    // A parabola: 0 at both ends, 1 in the middle.
    let progress = scene.progress.clamp(0.0, 1.0);
    side * FURTHEST * 4.0 * progress * (1.0 - progress)
}

fn on_the_way(is: bool) -> Leg {
    if is { Leg::Busy } else { Leg::Idle }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        http::Request,
        server::dispatch,
        stage::{MomentKind, Storyboard},
        world::World,
    };

    /// The states in each moment, seen in the middle of it.
    fn states(still: bool, lost: Option<Direction>) -> Vec<(MomentKind, Relay)> {
        let (_, exchange) = dispatch(&World::toy_library("/api"), Request::new("GET", "/api/toys/car"));
        let board = Storyboard::of(&exchange, "/api");
        let middle = |moment: &super::super::Moment| moment.start_ms + moment.duration_ms / 2.0;
        let at = |ms| if still { board.at_still(ms) } else { board.at(ms) };
        board.moments().iter().map(|moment| (moment.kind, Relay::of(&at(middle(moment)), lost))).collect()
    }

    #[test]
    fn it_carries_while_a_message_is_under_way_with_and_without_travel() {
        for still in [false, true] {
            for (kind, relay) in states(still, None) {
                let expected = match kind {
                    MomentKind::ClientToDispatcher | MomentKind::DispatcherToServer => {
                        Relay::Carrying(Direction::Out)
                    }
                    MomentKind::ServerToDispatcher | MomentKind::DispatcherToClient => {
                        Relay::Carrying(Direction::Back)
                    }
                    MomentKind::LoseRequest | MomentKind::LoseResponse => {
                        unreachable!("nothing is lost in a plain exchange")
                    }
                    MomentKind::Ask
                    | MomentKind::Decide(_)
                    | MomentKind::Read
                    | MomentKind::Home(_)
                    | MomentKind::Wait => Relay::Idle,
                };
                assert_eq!(relay, expected, "{kind:?}, still: {still}");
            }
        }
    }

    #[test]
    fn where_a_message_was_lost_is_seen_for_as_long_as_the_client_waits() {
        let request = Request::new("GET", "/api/toys/car");
        let (_, exchange) = dispatch(&World::toy_library("/api"), request);
        for (loss, way) in [
            (Loss::Request, Direction::Out),
            (Loss::Response, Direction::Back),
            (Loss::Midway, Direction::Back),
        ] {
            let leg = crate::stage::Leg {
                way: crate::stage::Way::Lost(loss),
                ..crate::stage::Leg::plain(&exchange)
            };
            let board = Storyboard::of_leg(&leg, "/api");
            let end = board.at(board.duration_ms());
            assert_eq!((end.envelope.as_ref(), end.side.lost), (None, Some((loss, 1.0))));
            assert_eq!(Relay::of(&end, None), Relay::Lost(way), "{loss:?}");
        }
    }

    #[test]
    fn whoever_thinks_nods_and_stands_straight_between_two_thoughts() {
        let (_, exchange) = dispatch(&World::toy_library("/api"), Request::new("GET", "/api/toys/car"));
        let board = Storyboard::of(&exchange, "/api");
        for moment in board.moments() {
            let nod = |ms, actor| super::nod(&board.at(ms), actor);
            let middle = moment.start_ms + moment.duration_ms / 2.0;
            let asks = matches!(moment.kind, MomentKind::Decide(_));
            assert!(nod(moment.end_ms(), Actor::Server).abs() < 1e-6, "{moment:?}");
            let decided = board.at(middle).server != Mood::Thinking;
            assert_eq!(nod(middle, Actor::Server).abs() > 5.0, asks && !decided, "{moment:?}");
            assert_eq!(nod(middle, Actor::Client).abs() > 5.0, moment.kind == MomentKind::Ask, "{moment:?}");
        }
    }

    #[test]
    fn what_is_lost_is_lost_from_then_on_and_not_before() {
        let states = states(false, Some(Direction::Back));
        let lost: Vec<_> = states.iter().map(|(_, relay)| *relay == Relay::Lost(Direction::Back)).collect();
        let first = lost.iter().position(|lost| *lost).expect("it is lost somewhere");
        assert_eq!(states[first].0, MomentKind::ServerToDispatcher);
        assert!(lost[first..].iter().all(|lost| *lost) && states[1].1 == Relay::Carrying(Direction::Out));
    }
}
