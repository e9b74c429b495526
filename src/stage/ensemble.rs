//! What else is on the way while one exchange is in focus.
//!
//! Each flight has a playhead of its own; they share a clock ([`Ensemble::tick`]). The first few of them have a place
//! on the wires, so that no two lie on each other; the rest are counted. Nothing here is seen of an answer before its
//! envelope shows it.

use std::{collections::BTreeMap, sync::Arc};

use super::{Direction, Play, Tone, Way};
use crate::{journal::Entry, server::Exchange};

/// How many flights have an envelope of their own; see [`Spot::slot`].
pub const DRAWN: usize = 6;

/// The most flights at once. What comes on top is in the journal, and not on stage.
pub const MOST: usize = 200;

/// How far behind each other those set out that came together, in milliseconds …
const GAP_MS: f64 = 300.0;

/// … and the longest that one waits for that.
const LONGEST_WAIT_MS: f64 = 2_400.0;

/// How much time goes by between two reports of what landed.
const REPORT_MS: f64 = 900.0;

/// How many that landed are told of one by one; more are counted.
const TOLD: usize = 2;

/// One exchange on its way beside the one in focus.
#[derive(Clone, Debug)]
pub struct Flight {
    /// The exchange.
    pub entry: Arc<Entry>,
    /// Its storyboard.
    pub board: Arc<Play>,
    /// Where its playhead is, in milliseconds of the storyboard; below 0 while it waits to set out.
    at_ms: f64,
    slot: Option<usize>,
}

impl Flight {
    /// Where its playhead is, in milliseconds of the storyboard.
    #[must_use]
    pub fn at_ms(&self) -> f64 {
        self.at_ms.max(0.0)
    }
}

/// A flight as it is drawn: a small envelope.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    /// What tells this flight from every other ([`key`]).
    pub key: usize,
    /// The number of the exchange, as in its row of the timeline; `None` where the server has not counted it: it is on
    /// its way, or never came there.
    pub number: Option<u64>,
    /// Its place among those drawn, from 0 to [`DRAWN`]: no two have the same at a time, and it keeps its own.
    pub slot: usize,
    /// Where it is between client (0) and server (1).
    pub along: f64,
    /// What is written on it; it changes once, when the answer takes the place of the request.
    pub face: Face,
}

/// What is written on a small envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Face {
    /// Which way it goes.
    pub direction: Direction,
    /// Its colour family.
    pub tone: Tone,
    /// The method, or the status code.
    pub title: String,
    /// The path, or the reason phrase.
    pub subject: String,
    /// Method and path, whichever way it goes.
    pub request: String,
}

/// The flights beside the exchange in focus, in the order in which they came.
#[derive(Clone, Debug, Default)]
pub struct Ensemble {
    flights: Vec<Flight>,
    /// Those that landed and were not told of.
    landed: Vec<Landed>,
    since_report_ms: f64,
}

/// One that landed.
#[derive(Clone, Debug)]
struct Landed {
    /// Its number, where it has one, and what was asked.
    request: String,
    /// The status; `None` where no answer came.
    status: Option<String>,
}

impl Landed {
    fn of(flight: &Flight) -> Self {
        let Exchange { number, response, .. } = &flight.entry.exchange;
        let line = flight.board.request_line();
        let status = match response.reason() {
            "" => response.status.as_u16().to_string(),
            reason => format!("{} {reason}", response.status.as_u16()),
        };
        let lost = matches!(flight.board.last_way(), Some(Way::Lost(_)));
        Self {
            request: numbered(*number).map_or(line.clone(), |number| format!("number {number}, {line},")),
            status: (!lost).then_some(status),
        }
    }
}

fn is_of(flight: &Flight, errand: u64) -> bool {
    errand > 0 && flight.entry.role.errand == errand
}

/// The number of an exchange that the server has counted.
fn numbered(number: u64) -> Option<u64> {
    (number > 0).then_some(number)
}

/// What tells an entry from every other for as long as it is kept. Numbers do not: a branch counts on from where it
/// left.
#[must_use]
pub fn key(entry: &Arc<Entry>) -> usize {
    Arc::as_ptr(entry) as usize
}

impl Ensemble {
    /// Whether nothing is on the way.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.flights.is_empty()
    }

    /// How many are on the way.
    #[must_use]
    pub fn len(&self) -> usize {
        self.flights.len()
    }

    /// How many of them have no envelope of their own.
    #[must_use]
    pub fn counted(&self) -> usize {
        self.flights.iter().filter(|flight| flight.slot.is_none()).count()
    }

    /// The keys of all that are on the way.
    #[must_use]
    pub fn keys(&self) -> Vec<usize> {
        self.flights.iter().map(|flight| key(&flight.entry)).collect()
    }

    /// Lets one go on from where it was, at `at_ms` of its storyboard.
    pub fn go_on(&mut self, entry: Arc<Entry>, board: Arc<Play>, at_ms: f64) {
        self.add(Flight { entry, board, at_ms, slot: None });
    }

    /// Lets one set out, a little behind those that have only just left: the last of the flights, and the one in
    /// focus, which is at `focus_ms` of its own storyboard.
    pub fn set_out(&mut self, entry: Arc<Entry>, board: Arc<Play>, focus_ms: f64) {
        let last = self.flights.iter().map(|flight| flight.at_ms).fold(focus_ms, f64::min);
        let at_ms = (last - GAP_MS).clamp(-LONGEST_WAIT_MS, 0.0);
        self.add(Flight { entry, board, at_ms, slot: None });
    }

    /// Has the errand of this number go on as it is known by now, with its last message, from where it was.
    pub fn know(&mut self, errand: u64, entry: &Arc<Entry>, board: &Arc<Play>) {
        if let Some(flight) = self.flights.iter_mut().find(|flight| is_of(flight, errand)) {
            flight.at_ms = flight.board.carried_over(flight.at_ms, board);
            (flight.entry, flight.board) = (Arc::clone(entry), Arc::clone(board));
        }
    }

    /// The key of the errand of this number, where it is on the way.
    #[must_use]
    pub fn key_of(&self, errand: u64) -> Option<usize> {
        self.flights.iter().find(|flight| is_of(flight, errand)).map(|flight| key(&flight.entry))
    }

    /// Takes the errand of this number off the way, where nobody will ever know how it ends.
    pub fn give_up(&mut self, errand: u64) {
        self.flights.retain(|flight| !(is_of(flight, errand) && flight.board.is_open()));
        self.give_places();
    }

    fn add(&mut self, flight: Flight) {
        let is_known = self.flights.iter().any(|other| Arc::ptr_eq(&other.entry, &flight.entry));
        let flies = flight.at_ms < flight.board.duration_ms() || flight.board.is_open();
        if !is_known && self.flights.len() < MOST && flies {
            self.flights.push(flight);
            self.give_places();
        }
    }

    /// Takes one out, where it is on the way.
    pub fn take(&mut self, of: usize) -> Option<Flight> {
        let place = self.flights.iter().position(|flight| key(&flight.entry) == of)?;
        let flight = self.flights.remove(place);
        self.give_places();
        Some(flight)
    }

    /// Lets this many milliseconds of the storyboards go by. What reaches its end has landed, unless it is not known yet
    /// how it ends: then it waits there.
    pub fn tick(&mut self, dt_ms: f64) {
        if dt_ms.is_nan() || dt_ms <= 0.0 {
            return;
        }
        self.since_report_ms += dt_ms;
        for flight in &mut self.flights {
            flight.at_ms += dt_ms;
            if flight.board.is_open() {
                flight.at_ms = flight.at_ms.min(flight.board.duration_ms());
            }
        }
        let landed = &mut self.landed;
        let before = self.flights.len();
        self.flights.retain(|flight| {
            let flies = flight.at_ms < flight.board.duration_ms() || flight.board.is_open();
            if !flies {
                landed.push(Landed::of(flight));
            }
            flies
        });
        if self.flights.len() != before {
            self.give_places();
        }
    }

    /// What landed since the last time this was asked and answered, in a sentence or two. Not more often than about
    /// once a second, unless nothing is on the way any more.
    pub fn report(&mut self) -> Option<String> {
        let due = self.since_report_ms >= REPORT_MS || self.flights.is_empty();
        if self.landed.is_empty() || !due {
            return None;
        }
        self.since_report_ms = 0.0;
        let landed = std::mem::take(&mut self.landed);
        if landed.len() <= TOLD {
            let each = landed.iter().map(|Landed { request, status }| match status {
                Some(status) => format!("Meanwhile {request} is back with {status}."),
                None => format!("Meanwhile {request} has got no answer."),
            });
            return Some(each.collect::<Vec<_>>().join(" "));
        }
        let mut statuses = BTreeMap::<&str, usize>::new();
        for Landed { status, .. } in &landed {
            *statuses.entry(status.as_deref().unwrap_or("no answer")).or_default() += 1;
        }
        let statuses: Vec<_> =
            statuses.iter().map(|(status, count)| format!("{count} with {status}")).collect();
        Some(format!("Meanwhile {} more are back: {}.", landed.len(), statuses.join(", ")))
    }

    /// The small envelopes; `still` for whoever asked for less motion.
    #[must_use]
    pub fn spots(&self, still: bool) -> Vec<Spot> {
        let spot = |flight: &Flight| {
            let slot = flight.slot.filter(|_| flight.at_ms >= 0.0)?;
            let scene =
                if still { flight.board.at_still(flight.at_ms) } else { flight.board.at(flight.at_ms) };
            let envelope = scene?.envelope?;
            let face = Face {
                direction: envelope.direction,
                tone: envelope.tone,
                title: envelope.title,
                subject: envelope.subject,
                request: flight.board.request_line(),
            };
            let (key, number) = (key(&flight.entry), numbered(flight.entry.exchange.number));
            Some(Spot { key, number, slot, along: envelope.along, face })
        };
        self.flights.iter().filter_map(spot).collect()
    }

    /// Gives the places that are free to those that came first. Whoever has one keeps it.
    fn give_places(&mut self) {
        let mut taken = [false; DRAWN];
        for slot in self.flights.iter().filter_map(|flight| flight.slot) {
            taken[slot] = true;
        }
        let mut free = (0..DRAWN).filter(|slot| !taken[*slot]);
        for flight in self.flights.iter_mut().filter(|flight| flight.slot.is_none()) {
            let Some(slot) = free.next() else { return };
            flight.slot = Some(slot);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        client::wire::Loss,
        http::Request,
        journal::{Journal, Origin, Role, Via},
        stage::Leg,
        world::World,
    };

    fn entries(count: usize) -> Vec<(Arc<Entry>, Arc<Play>)> {
        let mut journal = Journal::new(World::toy_library("/api"));
        let send = |at: usize| {
            let target = if at % 3 == 2 { "/api/toys/none" } else { "/api/toys/car" };
            let sent = journal.send(at as u64, Request::new("GET", target), Origin::Page, Via::InPage);
            let board = Arc::new(Play::of(&sent.entry.exchange, "/api"));
            (sent.entry, board)
        };
        (0..count).map(send).collect()
    }

    fn all_out(count: usize) -> Ensemble {
        let mut ensemble = Ensemble::default();
        for (entry, board) in entries(count) {
            ensemble.set_out(entry, board, 0.0);
        }
        ensemble
    }

    #[test]
    fn what_came_together_sets_out_one_behind_the_other_and_the_last_does_not_wait_for_ever() {
        let ensemble = all_out(50);
        let starts: Vec<_> = ensemble.flights.iter().map(|flight| flight.at_ms).collect();
        assert_eq!(&starts[..3], [-300.0, -600.0, -900.0]);
        assert_eq!(starts[49], -LONGEST_WAIT_MS);
        assert!(ensemble.spots(false).is_empty(), "nobody has left yet");

        let mut late = Ensemble::default();
        let (entry, board) = entries(1).remove(0);
        late.set_out(entry, board, 5_000.0);
        assert_eq!(late.flights[0].at_ms, 0.0, "nobody has just left, so nobody is waited for");
    }

    #[test]
    fn six_have_a_place_of_their_own_and_the_rest_are_counted() {
        let mut ensemble = all_out(50);
        ensemble.tick(2_900.0);
        let slots: Vec<_> = ensemble.spots(false).iter().map(|spot| spot.slot).collect();
        assert_eq!(slots, [0, 1, 2, 3, 4, 5]);
        assert_eq!((ensemble.len(), ensemble.counted()), (50, 44));

        // Whoever leaves makes room for the one who waited longest; the others keep theirs.
        let gone = ensemble.spots(false)[2].key;
        let next = key(&ensemble.flights[6].entry);
        assert!(ensemble.take(gone).is_some_and(|flight| flight.at_ms() > 0.0));
        let spots: BTreeMap<_, _> =
            ensemble.spots(false).into_iter().map(|spot| (spot.key, spot.slot)).collect();
        assert_eq!((spots.get(&next), spots.get(&gone)), (Some(&2), None));
        assert_eq!(ensemble.counted(), 43);
    }

    #[test]
    fn a_flight_goes_there_and_back_and_shows_its_status_only_on_the_way_back() {
        let mut ensemble = Ensemble::default();
        let (entry, board) = entries(1).remove(0);
        ensemble.go_on(Arc::clone(&entry), Arc::clone(&board), 600.0);
        let (mut furthest, mut turned) = (0.0, false);
        while !ensemble.is_empty() {
            if let [spot] = &*ensemble.spots(false) {
                match spot.face.direction {
                    Direction::Out => {
                        assert!(!turned && spot.along >= furthest);
                        assert_eq!((&*spot.face.title, &*spot.face.subject), ("GET", "/toys/car"));
                        furthest = spot.along;
                    }
                    Direction::Back => {
                        assert_eq!((&*spot.face.title, &*spot.face.request), ("200", "GET /toys/car"));
                        turned = true;
                    }
                }
            }
            ensemble.tick(16.0);
        }
        assert!(turned && furthest == 1.0);
        assert_eq!(
            ensemble.report().as_deref(),
            Some("Meanwhile number 1, GET /toys/car, is back with 200 OK.")
        );
        assert_eq!(ensemble.report(), None, "it is told once");
    }

    #[test]
    fn an_exchange_is_on_the_way_once_and_not_beyond_its_end() {
        let mut ensemble = Ensemble::default();
        let (entry, board) = entries(1).remove(0);
        ensemble.set_out(Arc::clone(&entry), Arc::clone(&board), 0.0);
        ensemble.go_on(Arc::clone(&entry), Arc::clone(&board), 10.0);
        assert_eq!(ensemble.keys(), [key(&entry)]);
        assert!(ensemble.take(key(&entry)).is_some() && ensemble.take(key(&entry)).is_none());
        ensemble.go_on(entry, Arc::clone(&board), board.duration_ms());
        assert!(ensemble.is_empty());
        let mut full = all_out(MOST + 20);
        assert_eq!(full.len(), MOST);
        full.tick(f64::NAN);
        assert_eq!(full.len(), MOST);
    }

    #[test]
    fn what_is_not_known_yet_waits_at_its_end_and_is_told_of_as_what_it_was() {
        let (entry, _) = entries(1).remove(0);
        let role = |loss| Role { errand: 4, loss, ..Role::default() };
        let request = Exchange { number: 0, ..entry.exchange.clone() };
        let waiting = Arc::new(Entry { exchange: request, role: role(None), ..(*entry).clone() });
        let leg = Leg { way: Way::Waiting, ..Leg::plain(&waiting.exchange) };
        let mut ensemble = Ensemble::default();
        let open = Arc::new(Play::of_legs(&[leg], "/api"));
        // It stands at its end, and nobody knows more: it is on the way all the same.
        ensemble.go_on(Arc::clone(&waiting), Arc::clone(&open), open.duration_ms());
        ensemble.tick(60_000.0);
        assert_eq!((ensemble.keys(), ensemble.report()), (vec![key(&waiting)], None));
        assert_eq!(ensemble.spots(false)[0].number, None, "the server has not counted it");
        assert_eq!([4, 0, 3].map(|errand| ensemble.key_of(errand)), [Some(key(&waiting)), None, None]);

        let lost = Arc::new(Entry { role: role(Some(Loss::Response)), ..(*entry).clone() });
        let leg = Leg { way: Way::Lost(Loss::Response), ..Leg::plain(&lost.exchange) };
        ensemble.know(4, &lost, &Arc::new(Play::of_legs(&[leg], "/api")));
        assert_eq!(ensemble.keys(), [key(&lost)]);
        assert_eq!(ensemble.flights[0].at_ms, open.duration_ms());
        ensemble.tick(60_000.0);
        let told = "Meanwhile number 1, GET /toys/car, has got no answer.";
        assert_eq!((ensemble.len(), ensemble.report().as_deref()), (0, Some(told)));

        ensemble.go_on(waiting, open, 0.0);
        ensemble.give_up(4);
        assert!(ensemble.is_empty());
    }

    #[test]
    fn many_that_land_are_told_of_in_one_sentence() {
        let mut ensemble = all_out(9);
        ensemble.tick(60_000.0);
        assert_eq!(
            ensemble.report().as_deref(),
            Some("Meanwhile 9 more are back: 6 with 200 OK, 3 with 404 Not Found.")
        );
    }

    #[test]
    fn reports_do_not_crowd() {
        let mut ensemble = all_out(30);
        let mut told = Vec::new();
        let mut ms = 0.0;
        while !ensemble.is_empty() {
            ensemble.tick(16.0);
            ms += 16.0;
            told.extend(ensemble.report().map(|_| ms));
        }
        assert!(
            told.len() > 1 && told.windows(2).all(|pair| pair[1] - pair[0] >= 800.0 || pair[1] == ms),
            "{told:?}"
        );
    }
}
