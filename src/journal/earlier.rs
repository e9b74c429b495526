//! The answer that came before: what an exchange is compared with.

use std::sync::Arc;

use super::{Entry, Journal};

impl Journal {
    /// How many exchanges are looked back over.
    pub const LOOK_BACK: usize = 2_000;

    /// The last exchange before this one by the same client for the same target: with the same method, if there is
    /// one not too long ago, else with any. What came back for it has to be something to compare with: a 304 sends to
    /// what came before it.
    #[must_use]
    pub fn earlier(&self, entry: &Entry) -> Option<Arc<Entry>> {
        let number = entry.exchange.number;
        let entries = self.entries();
        let end = entries.partition_point(|other| other.exchange.number < number);
        let alike = |other: &&Arc<Entry>| {
            other.origin == entry.origin
                && other.exchange.request.target == entry.exchange.request.target
                && other.exchange.response.status != 304
        };
        let before = || entries[..end].iter().rev().take(Self::LOOK_BACK).filter(alike);
        before()
            .find(|other| other.exchange.request.method == entry.exchange.request.method)
            .or_else(|| before().next())
            .cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        http::Request,
        journal::{Origin, Via},
        world::World,
    };

    const NOON: u64 = 1_800_000_000_000;

    #[test]
    fn the_same_target_by_the_same_client_and_rather_the_same_method() {
        let mut journal = Journal::new(World::toy_library("/api"));
        let mut send = |request, origin| journal.send(NOON, request, origin, Via::InPage).entry;
        let car = || Request::new("GET", "/api/toys/car");
        let first = send(car(), Origin::Composer);
        send(car(), Origin::Page);
        let gone = send(Request::new("DELETE", "/api/toys/car"), Origin::Composer);
        send(Request::new("GET", "/api/toys/duck"), Origin::Composer);
        let last = send(car(), Origin::Composer);
        let same =
            send(Request::new("GET", "/api/toys/duck").with("If-None-Match", "\"v1\""), Origin::Composer);
        let again = send(Request::new("GET", "/api/toys/duck"), Origin::Composer);
        let number = |of: &Entry| journal.earlier(of).map(|entry| entry.exchange.number);
        assert_eq!(number(&first), None);
        assert_eq!(number(&gone), Some(first.exchange.number));
        assert_eq!(number(&last), Some(first.exchange.number));
        assert_eq!(number(&same), Some(4));
        assert_eq!(same.exchange.response.status, 304);
        assert_eq!(number(&again), Some(4), "a 304 has nothing to compare with");
    }
}
