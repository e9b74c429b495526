//! Which of the requests that come back through the service worker are the composer's own.
//!
//! A `fetch` carries no mark that would not also be visible in the request, so a relayed request is matched with
//! those under way by method, target and content, first come, first served.

use bytes::Bytes;

use crate::http::Request;

/// Stands for one request under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket(u64);

/// Whose a relayed request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// The composer's, sent with this ticket.
    Ours(Ticket),
    /// The composer's, but it was given up and has been answered another way: it must not be answered again.
    GivenUp,
    /// Nobody's here.
    Unknown,
}

/// The requests the composer has sent and that have not come back yet, each with what it came to: an `E`.
#[derive(Debug)]
pub struct Outbox<E> {
    next: u64,
    slots: Vec<Slot<E>>,
}

#[derive(Debug)]
struct Slot<E> {
    ticket: Ticket,
    method: Bytes,
    target: Bytes,
    content: Bytes,
    state: State<E>,
}

#[derive(Debug)]
enum State<E> {
    UnderWay,
    Claimed,
    Delivered(E),
    GivenUp,
}

impl<E> Default for Outbox<E> {
    fn default() -> Self {
        Self { next: 0, slots: Vec::new() }
    }
}

impl<E> Outbox<E> {
    /// How many requests that were given up are remembered.
    const GIVEN_UP: usize = 16;

    /// Notes that this request is about to be fetched.
    pub fn post(&mut self, request: &Request) -> Ticket {
        let ticket = Ticket(self.next);
        self.next += 1;
        self.slots.push(Slot {
            ticket,
            method: request.method.clone(),
            target: request.target.clone(),
            content: request.content.clone(),
            state: State::UnderWay,
        });
        ticket
    }

    /// Says whose a relayed request is. From here on that ticket waits for [`Outbox::deliver`].
    pub fn claim(&mut self, request: &Request) -> Claim {
        let found = self.slots.iter().position(|slot| {
            matches!(slot.state, State::UnderWay | State::GivenUp)
                && slot.method == request.method
                && slot.target == request.target
                && slot.content == request.content
        });
        match found {
            None => Claim::Unknown,
            Some(at) if matches!(self.slots[at].state, State::GivenUp) => {
                self.slots.remove(at);
                Claim::GivenUp
            }
            Some(at) => {
                self.slots[at].state = State::Claimed;
                Claim::Ours(self.slots[at].ticket)
            }
        }
    }

    /// Keeps what a claimed request came to.
    pub fn deliver(&mut self, ticket: Ticket, outcome: E) {
        if let Some(slot) = self.slots.iter_mut().find(|slot| slot.ticket == ticket) {
            slot.state = State::Delivered(outcome);
        }
    }

    /// Whether the server has seen this request.
    #[must_use]
    pub fn seen(&self, ticket: Ticket) -> bool {
        self.slots
            .iter()
            .any(|slot| slot.ticket == ticket && matches!(slot.state, State::Claimed | State::Delivered(_)))
    }

    /// Takes what this request came to, and forgets it. `None` where the server has not seen it.
    ///
    /// `might_come` says that it could still arrive, as after a time limit: then it is remembered as given up, so
    /// that whoever sends it another way can be sure that it is not answered twice.
    pub fn take(&mut self, ticket: Ticket, might_come: bool) -> Option<E> {
        let at = self.slots.iter().position(|slot| slot.ticket == ticket)?;
        if let State::Delivered(_) = self.slots[at].state {
            let State::Delivered(outcome) = self.slots.remove(at).state else { return None };
            return Some(outcome);
        }
        if might_come {
            self.slots[at].state = State::GivenUp;
            let given_up = |slot: &Slot<E>| matches!(slot.state, State::GivenUp);
            if self.slots.iter().filter(|slot| given_up(slot)).count() > Self::GIVEN_UP
                && let Some(oldest) = self.slots.iter().position(given_up)
            {
                self.slots.remove(oldest);
            }
        } else {
            self.slots.remove(at);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(target: &str) -> Request {
        Request::new("GET", target)
    }

    #[test]
    fn the_same_request_twice_is_matched_in_order() {
        let mut outbox = Outbox::default();
        let (first, other, second) =
            (outbox.post(&get("/a")), outbox.post(&get("/b")), outbox.post(&get("/a")));
        assert_eq!(outbox.claim(&get("/a").with("accept", "*/*")), Claim::Ours(first));
        assert_eq!(outbox.claim(&get("/a")), Claim::Ours(second));
        assert_eq!(outbox.claim(&get("/a")), Claim::Unknown);
        outbox.deliver(second, "two");
        outbox.deliver(first, "one");
        assert_eq!(outbox.take(first, false), Some("one"));
        assert_eq!(outbox.take(second, false), Some("two"));
        assert!(!outbox.seen(other));
    }

    #[test]
    fn content_and_method_tell_requests_apart() {
        let mut outbox = Outbox::<()>::default();
        let ticket = outbox.post(&get("/a").content("x"));
        assert_eq!(outbox.claim(&get("/a")), Claim::Unknown);
        assert_eq!(outbox.claim(&Request::new("PUT", "/a").content("x")), Claim::Unknown);
        assert_eq!(outbox.claim(&get("/a").content("x")), Claim::Ours(ticket));
    }

    #[test]
    fn a_request_given_up_is_refused_once_when_it_comes_late() {
        let mut outbox = Outbox::<()>::default();
        let ticket = outbox.post(&get("/a"));
        assert_eq!(outbox.take(ticket, true), None);
        assert_eq!(outbox.claim(&get("/a")), Claim::GivenUp);
        assert_eq!(outbox.claim(&get("/a")), Claim::Unknown);
    }

    #[test]
    fn one_that_cannot_come_any_more_is_forgotten() {
        let mut outbox = Outbox::<()>::default();
        let ticket = outbox.post(&get("/a"));
        assert_eq!(outbox.take(ticket, false), None);
        assert_eq!(outbox.claim(&get("/a")), Claim::Unknown);
    }

    #[test]
    fn only_a_few_of_those_given_up_are_remembered() {
        let mut outbox = Outbox::<()>::default();
        for n in 0..100 {
            let ticket = outbox.post(&get(&format!("/{n}")));
            outbox.take(ticket, true);
        }
        assert_eq!(outbox.slots.len(), Outbox::<()>::GIVEN_UP);
        assert_eq!(outbox.claim(&get("/0")), Claim::Unknown);
        assert_eq!(outbox.claim(&get("/99")), Claim::GivenUp);
    }
}
