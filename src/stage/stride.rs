//! How far one step of the player goes.

use super::{MomentKind, Play, Player, Storyboard};
use crate::server::Block;

/// What a step takes the playhead past.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Stride {
    /// One moment: one question, or one leg of a message's way.
    #[default]
    Decision,
    /// All questions of one block; or one leg of a message's way.
    Block,
    /// All that happens between two hands: the whole way of a message, all questions together.
    Message,
}

impl Stride {
    /// All three, the shortest first.
    pub const ALL: [Self; 3] = [Self::Decision, Self::Block, Self::Message];

    /// What it is called, such as `block`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Decision => "decision",
            Self::Block => "block",
            Self::Message => "message",
        }
    }
}

/// What moments have in common that one step takes together.
#[derive(PartialEq, Eq)]
enum Together {
    Moment(usize),
    Block(Block),
    Home,
    Out,
    Asking,
    Back,
}

impl Play {
    /// Where steps of this length stop, in milliseconds, rising; the last is the end. A leg of the errand ends a step of
    /// any length.
    #[must_use]
    pub fn stops(&self, stride: Stride) -> Vec<f64> {
        let legs = self.boards().map(|(start_ms, board)| {
            let stops = board.stops(stride);
            stops.into_iter().map(move |stop| start_ms + stop)
        });
        legs.flatten().collect()
    }
}

impl Storyboard {
    /// Where steps of this length stop, in milliseconds, rising; the last is the end.
    #[must_use]
    pub fn stops(&self, stride: Stride) -> Vec<f64> {
        let together = |place: usize, kind: MomentKind| match (stride, kind) {
            (Stride::Block, MomentKind::Decide(step)) => {
                self.block_of(step).map_or(Together::Moment(place), Together::Block)
            }
            (Stride::Message, MomentKind::Decide(_)) => Together::Asking,
            (
                Stride::Message,
                MomentKind::ClientToDispatcher
                | MomentKind::OnTheWire
                | MomentKind::DispatcherToServer
                | MomentKind::LoseRequest,
            ) => Together::Out,
            (
                Stride::Message,
                MomentKind::ServerToDispatcher | MomentKind::DispatcherToClient | MomentKind::LoseResponse,
            ) => Together::Back,
            (Stride::Block | Stride::Message, MomentKind::Home(_)) => Together::Home,
            _ => Together::Moment(place),
        };
        let moments = self.moments();
        let ends = moments.iter().enumerate().filter(|(place, moment)| {
            moments
                .get(place + 1)
                .is_none_or(|next| together(place + 1, next.kind) != together(*place, moment.kind))
        });
        ends.map(|(_, moment)| moment.end_ms()).collect()
    }
}

impl Player {
    /// Pauses at the next of these stops, or at the end.
    pub fn forward_to(&mut self, stops_ms: &[f64]) {
        let now = self.at_ms();
        let stop = stops_ms.iter().copied().find(|stop| *stop > now).unwrap_or_else(|| self.duration_ms());
        self.pause();
        self.seek(stop);
    }

    /// Pauses at the last of these stops before the playhead, or at the start.
    pub fn back_to(&mut self, stops_ms: &[f64]) {
        let now = self.at_ms();
        let stop = stops_ms.iter().copied().rev().find(|stop| *stop < now).unwrap_or(0.0);
        self.pause();
        self.seek(stop);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{http::Request, server::dispatch, world::World};

    fn board() -> Storyboard {
        let request = Request::new("GET", "/api/toys/car").with("Accept", "application/json");
        let (_, exchange) = dispatch(&World::toy_library("/api"), request);
        Storyboard::of(&exchange, "/api")
    }

    #[test]
    fn longer_strides_stop_at_some_of_the_same_places() {
        let board = board();
        let [decisions, blocks, messages] = Stride::ALL.map(|stride| board.stops(stride));
        let ends: Vec<_> = board.moments().iter().map(super::super::Moment::end_ms).collect();
        assert_eq!(decisions, ends);
        assert!(messages.len() < blocks.len() && blocks.len() < decisions.len());
        for stops in [&blocks, &messages] {
            assert!(stops.iter().all(|stop| decisions.contains(stop)));
            assert_eq!(stops.last(), ends.last());
        }
    }

    #[test]
    fn a_block_is_left_with_its_last_question() {
        let board = board();
        let blocks: Vec<_> = board
            .stops(Stride::Block)
            .iter()
            .filter_map(|stop| match board.moments()[board.moment_at(*stop)].kind {
                MomentKind::Decide(step) => board.block_of(step),
                _ => None,
            })
            .collect();
        let mut once = blocks.clone();
        once.dedup();
        assert_eq!(blocks, once);
        assert!(blocks.len() > 3, "{blocks:?}");
    }

    #[test]
    fn messages_stop_where_they_change_hands() {
        let board = board();
        let kinds: Vec<_> = board
            .stops(Stride::Message)
            .iter()
            .map(|stop| board.moments()[board.moment_at(*stop)].kind)
            .collect();
        assert!(matches!(
            kinds[..],
            [
                MomentKind::Ask,
                MomentKind::DispatcherToServer,
                MomentKind::Decide(_),
                MomentKind::DispatcherToClient,
                MomentKind::Read
            ]
        ));
    }

    #[test]
    fn steps_go_there_and_back() {
        let board = board();
        let stops = board.stops(Stride::Message);
        let mut player = Player::new(board.moments());
        for stop in &stops {
            player.forward_to(&stops);
            assert_eq!((player.at_ms(), player.playing()), (*stop, false));
        }
        player.forward_to(&stops);
        assert!(player.at_end());
        for stop in stops.iter().rev().skip(1) {
            player.back_to(&stops);
            assert_eq!(player.at_ms(), *stop);
        }
        player.back_to(&stops);
        assert!(player.at_start());
        player.forward_to(&[]);
        assert!(player.at_end());
    }
}
