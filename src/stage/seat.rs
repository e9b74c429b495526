//! How each of two clients looks: the one whose message is in focus, and the one beside it.

use std::sync::Arc;

use super::{
    MomentKind, Mood, Scene,
    ensemble::{Ensemble, sender},
};
use crate::{
    client::Client,
    http::StatusCode,
    journal::{Entry, Journal},
};

/// How far back in the journal the last message of a client is looked for.
const REACH: usize = 400;

/// What a client is doing, in a word or two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Doing {
    /// It has sent nothing yet.
    Rests,
    /// It writes, or asks itself something.
    Asks,
    /// Its message is under way.
    Waits,
    /// It has this answer.
    Has(StatusCode),
    /// Its message, or the answer, was lost.
    InVain,
}

impl Doing {
    /// The key of the word for it among those of the stage ([`Tellings::word`](crate::lens::Tellings::word)); that of
    /// [`Self::Has`] has a slot for the `code`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Rests => "rests",
            Self::Asks => "asks",
            Self::Waits => "waits",
            Self::Has(_) => "has",
            Self::InVain => "in vain",
        }
    }

    /// In words, such as `has 200`.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::Rests => "idle".into(),
            Self::Asks => "asks".into(),
            Self::Waits => "waits".into(),
            Self::Has(status) => format!("has {}", status.as_u16()),
            Self::InVain => "no answer".into(),
        }
    }
}

/// A client on stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Seat {
    /// How it looks.
    pub mood: Mood,
    /// What it is doing.
    pub doing: Doing,
    /// Whether its message is the one in focus.
    pub in_focus: bool,
}

impl Seat {
    /// The client whose message is in focus, in a moment of this kind; `status` is that of the answer on stage.
    #[must_use]
    pub fn in_focus(scene: &Scene, kind: Option<MomentKind>, status: StatusCode) -> Self {
        let doing = match kind {
            None => Doing::Rests,
            Some(MomentKind::Ask) => Doing::Asks,
            Some(MomentKind::Read) => Doing::Has(status),
            Some(MomentKind::Home(_)) if scene.client == Mood::Thinking => Doing::Asks,
            Some(_) if scene.client == Mood::Thinking => Doing::Waits,
            // What it asks itself, or hands on, once it has read the answer.
            Some(MomentKind::Home(_)) => Doing::Has(status),
            Some(_) if scene.client == Mood::Refusing => Doing::InVain,
            Some(_) => Doing::Has(status),
        };
        Self { mood: scene.client, doing, in_focus: true }
    }

    /// The client beside it: what it last got before the exchange in focus, at `place` in the journal (its length, where
    /// there is none), or how far its message is that flies beside that one.
    #[must_use]
    pub fn beside(client: Client, journal: &Journal, place: usize, ensemble: &Ensemble) -> Self {
        if let Some(flight) = ensemble.flight_of(client) {
            let (board, status) = (&flight.board, flight.entry.exchange.response.status);
            if let Some(scene) = board.at(flight.at_ms()) {
                let kind = board.moments().get(scene.moment).map(|moment| moment.kind);
                return Self { in_focus: false, ..Self::in_focus(&scene, kind, status) };
            }
        }
        let entries = journal.entries();
        let before = &entries[..place.min(entries.len())];
        let near = &before[before.len().saturating_sub(REACH)..];
        let of = |entry: &&Arc<Entry>| sender(entry) == Some(client);
        let doing = near.iter().rfind(of).map_or(Doing::Rests, |entry| match entry.role.loss {
            Some(_) => Doing::InVain,
            None => Doing::Has(entry.exchange.response.status),
        });
        Self { mood: Mood::Idle, doing, in_focus: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        client::wire::Loss,
        http::Request,
        journal::{Origin, Role, Sender, Via},
        server::dispatch,
        stage::{Leg, Play, Storyboard, Way},
        world::World,
    };

    #[test]
    fn the_one_in_focus_asks_waits_and_has_its_answer() {
        let (_, exchange) = dispatch(&World::toy_library("/api"), Request::new("GET", "/api/toys/nix"));
        let told = |way| {
            let board = Storyboard::of_leg(&Leg { way, ..Leg::plain(&exchange) }, "/api");
            let seat = |moment: &crate::stage::Moment| {
                let scene = board.at(moment.end_ms());
                Seat::in_focus(&scene, Some(moment.kind), exchange.response.status)
            };
            let mut told: Vec<_> = board.moments().iter().map(|moment| seat(moment).doing.words()).collect();
            told.dedup();
            told
        };
        assert_eq!(told(Way::There), ["asks", "waits", "has 404"]);
        assert_eq!(told(Way::Lost(Loss::Request)), ["asks", "waits", "no answer"]);
    }

    #[test]
    fn the_one_beside_keeps_what_it_got_before_the_moment_on_stage() {
        let mut journal = Journal::new(World::toy_library("/api"));
        let mut send = |target: &str, client, origin| {
            let sender = Sender { role: Role { client, ..Role::default() }, origin };
            journal.send(0, Request::new("GET", target), sender, Via::InPage).entry
        };
        send("/api/toys/car", Client::First, Origin::Composer);
        let nix = send("/api/toys/nix", Client::Second, Origin::Composer);
        send("/api/toys/duck", Client::First, Origin::Page);
        let none = Ensemble::default();
        let beside = |client, place| Seat::beside(client, &journal, place, &none).doing.words();
        assert_eq!((beside(Client::Second, 1), beside(Client::Second, 2)), ("idle".into(), "has 404".into()));
        assert_eq!(beside(Client::First, 9), "has 200", "others in the page are neither of the two");
        let mut ensemble = Ensemble::default();
        let board = Arc::new(Play::of(&nix.exchange, "/api"));
        ensemble.go_on(nix, board, 2_000.0);
        let flies = |ensemble: &Ensemble| Seat::beside(Client::Second, &journal, 3, ensemble);
        assert_eq!((flies(&ensemble).mood, flies(&ensemble).doing), (Mood::Thinking, Doing::Waits));
        while flies(&ensemble).doing == Doing::Waits {
            ensemble.tick(16.0);
        }
        assert_eq!((flies(&ensemble).mood, flies(&ensemble).in_focus), (Mood::Refusing, false));
    }
}
