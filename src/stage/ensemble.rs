//! What else is on the way while one exchange is in focus.
//!
//! Each flight has a playhead of its own; they share a clock ([`Ensemble::tick`]). The first few of them have a row each,
//! there and back, and the rest are counted. Between the rows and the clients there is one way for all of them: whoever
//! comes there while another is on it waits a little, so no two ever lie on each other. Nothing here is seen of an answer
//! before its envelope shows it.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    Direction, MomentKind, Play, Tone, Way,
    course::{Course, GOING_IN_MS, Whereabouts},
};
use crate::{
    client::Client,
    journal::{Entry, Origin},
    server::Exchange,
};

/// How many flights have an envelope of their own; see [`Spot::slot`].
pub const DRAWN: usize = 3;

/// The most flights at once. What comes on top is in the journal, and not on stage.
pub const MOST: usize = 200;

/// How far behind each other those set out that came together, in milliseconds …
const GAP_MS: f64 = 300.0;

/// … and the longest that one waits for that.
const LONGEST_WAIT_MS: f64 = 2_400.0;

/// How much time goes by between two reports of what landed.
const REPORT_MS: f64 = 900.0;

/// How far one is put back at a time that finds another on the way home, in milliseconds.
const BACK_MS: f64 = 16.0;

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

    /// Where its playhead is once so much time has gone by. What is not known to its end waits there.
    fn after(&self, dt_ms: f64) -> f64 {
        let at_ms = self.at_ms + dt_ms;
        if self.board.is_open() { at_ms.min(self.board.duration_ms()) } else { at_ms }
    }

    /// How far an answer at the client has gone in there at this time, from 0 to 1.
    fn gone_in(&self, at_ms: f64) -> f64 {
        match self.board.moments().get(self.board.moment_at(at_ms)) {
            Some(moment) if moment.kind == MomentKind::Read => (at_ms - moment.start_ms) / GOING_IN_MS,
            _ => 1.0,
        }
    }

    /// Where its envelope is at this time.
    fn whereabouts(&self, at_ms: f64) -> Whereabouts {
        let scene = if at_ms < 0.0 { None } else { self.board.at(at_ms) };
        let envelope = scene.and_then(|scene| scene.envelope);
        let lands = envelope.as_ref().is_some_and(|envelope| envelope.along <= 0.0);
        Whereabouts::of(envelope.as_ref(), if lands { self.gone_in(at_ms) } else { 0.0 })
    }

    fn is_on_the_way_home(&self) -> bool {
        self.slot.is_some() && self.whereabouts(self.at_ms) == Whereabouts::OnTheWayHome
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
    /// Where it is, and how it is held.
    pub course: Course,
    /// Whose it is; `None` where neither of the clients in this page sent it.
    pub by: Option<Client>,
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
    /// Whether there are two clients, so that it matters whose a message is.
    two: bool,
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
    /// One of them; said with whose it is where there are `two` clients.
    fn of(flight: &Flight, two: bool) -> Self {
        let Exchange { number, response, .. } = &flight.entry.exchange;
        let line = flight.board.request_line();
        let status = match response.reason() {
            "" => response.status.as_u16().to_string(),
            reason => format!("{} {reason}", response.status.as_u16()),
        };
        let lost = matches!(flight.board.last_way(), Some(Way::Lost(_)));
        let by = sender(&flight.entry).filter(|_| two);
        let whose = by.map_or_else(String::new, |client| format!("{}’s ", client.name()));
        let request = numbered(*number).map_or(line.clone(), |number| format!("number {number}, {line},"));
        Self { request: format!("{whose}{request}"), status: (!lost).then_some(status) }
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

/// Which of the clients in this page sent it, where one did.
#[must_use]
pub fn sender(entry: &Entry) -> Option<Client> {
    (entry.origin == Origin::Composer).then_some(entry.role.client)
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

    /// Says whether there are two clients: then reports name them.
    pub fn name_clients(&mut self, two: bool) {
        self.two = two;
    }

    /// The last of this client's that is on the way, where one is.
    #[must_use]
    pub fn flight_of(&self, client: Client) -> Option<&Flight> {
        self.flights.iter().rfind(|flight| sender(&flight.entry) == Some(client))
    }

    /// The keys of all that are on the way.
    #[must_use]
    pub fn keys(&self) -> Vec<usize> {
        self.flights.iter().map(|flight| key(&flight.entry)).collect()
    }

    /// Lets one go on from where it was, at `at_ms` of its storyboard; a request that was still being written sets out.
    pub fn go_on(&mut self, entry: Arc<Entry>, board: Arc<Play>, at_ms: f64) {
        let at_ms = match board.moments().get(board.moment_at(at_ms)) {
            Some(moment) if moment.kind == MomentKind::Ask => moment.end_ms(),
            _ => at_ms,
        };
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

    fn add(&mut self, mut flight: Flight) {
        // One that is on the way home goes before it: this one is put back to where it has not come there yet.
        if self.flights.iter().any(Flight::is_on_the_way_home) {
            while flight.whereabouts(flight.at_ms) == Whereabouts::OnTheWayHome {
                flight.at_ms -= BACK_MS;
            }
        }
        let is_known = self.flights.iter().any(|other| Arc::ptr_eq(&other.entry, &flight.entry));
        let flies = flight.at_ms < flight.board.duration_ms() || flight.board.is_open();
        if !is_known && self.flights.len() < MOST && flies {
            flight.slot = self.free_slots().next();
            self.flights.push(flight);
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
        self.fly(dt_ms);
        let (landed, two) = (&mut self.landed, self.two);
        self.flights.retain(|flight| {
            let flies = flight.at_ms < flight.board.duration_ms() || flight.board.is_open();
            if !flies {
                landed.push(Landed::of(flight, two));
            }
            flies
        });
        self.give_places();
    }

    /// Moves them all. Of those that are drawn, one at a time is let on to the way between the rows and the clients.
    fn fly(&mut self, dt_ms: f64) {
        let mut on_it = self.flights.iter().position(Flight::is_on_the_way_home);
        for (index, flight) in self.flights.iter_mut().enumerate() {
            let next_ms = flight.after(dt_ms);
            if flight.slot.is_some() {
                let comes = flight.whereabouts(next_ms) == Whereabouts::OnTheWayHome;
                match on_it {
                    Some(other) if other != index && comes => continue,
                    Some(other) if other == index && !comes => on_it = None,
                    None if comes => on_it = Some(index),
                    _ => {}
                }
            }
            flight.at_ms = next_ms;
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
            let lands = envelope.along <= 0.0;
            let gone_in = if lands { flight.gone_in(flight.at_ms) } else { 0.0 };
            if Whereabouts::of(Some(&envelope), gone_in) == Whereabouts::Unseen {
                return None;
            }
            let course = Course::of(&envelope, gone_in);
            let face = Face {
                direction: envelope.direction,
                tone: envelope.tone,
                title: envelope.title,
                subject: envelope.subject,
                request: flight.board.request_line(),
            };
            let (key, number) = (key(&flight.entry), numbered(flight.entry.exchange.number));
            Some(Spot { key, number, slot, course, by: sender(&flight.entry), face })
        };
        self.flights.iter().filter_map(spot).collect()
    }

    /// The places that nobody has.
    fn free_slots(&self) -> impl Iterator<Item = usize> + use<> {
        let mut taken = [false; DRAWN];
        for slot in self.flights.iter().filter_map(|flight| flight.slot) {
            taken[slot] = true;
        }
        (0..DRAWN).filter(move |slot| !taken[*slot])
    }

    /// Gives the places that are free to those that came first. Whoever has one keeps it, and nobody appears in the
    /// middle of the way home, where another may be.
    fn give_places(&mut self) {
        let mut free = self.free_slots().peekable();
        for flight in self.flights.iter_mut().filter(|flight| flight.slot.is_none()) {
            if free.peek().is_none() {
                return;
            }
            if flight.whereabouts(flight.at_ms) != Whereabouts::OnTheWayHome {
                flight.slot = free.next();
            }
        }
    }
}

#[cfg(test)]
mod tests;
