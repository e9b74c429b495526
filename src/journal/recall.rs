//! What a client has learnt, from the exchanges it had: a reload brings those back, and this follows.

use std::sync::Arc;

use super::{Entry, Origin};
use crate::{
    client::{
        Agent, Client, Purpose,
        cache::{Cache, Verdict},
    },
    http::{Response, StatusCode},
};

/// Has this client take in what it was answered, oldest first, as it did when it happened. Its settings say whether it
/// keeps answers; what was dropped from its cache by hand since is there again.
pub fn recall(agent: &mut Agent, entries: &[Arc<Entry>], client: Client) {
    for entry in entries.iter().filter(|entry| own(entry, client)) {
        agent.learn(&entry.exchange.response);
        if agent.settings.cache && entry.role.purpose != Purpose::Preflight {
            take_in(&mut agent.cache, entry);
        }
    }
}

/// The answer that whoever asked got, where it is not the message that came: the stored one, after a 304 to a question of
/// the cache's own (RFC 9111 §4.3.4). `entries` are those up to this one, or more, oldest first.
#[must_use]
pub fn handed(entries: &[Arc<Entry>], entry: &Entry) -> Option<Response> {
    let Entry { exchange, role, .. } = entry;
    let asked = role.purpose == Purpose::Revalidation && role.loss.is_none();
    if !asked || exchange.response.status != StatusCode::NOT_MODIFIED {
        return None;
    }
    let mut cache = Cache::default();
    let earlier = entries.iter().filter(|other| {
        own(other, role.client)
            && other.exchange.number < exchange.number
            && other.exchange.request.target == exchange.request.target
    });
    for earlier in earlier {
        take_in(&mut cache, earlier);
    }
    let taken = take_in(&mut cache, entry);
    (taken.status != StatusCode::NOT_MODIFIED).then_some(taken)
}

/// Whether the client has this answer.
fn own(entry: &Entry, client: Client) -> bool {
    entry.origin == Origin::Composer && entry.role.client == client && entry.role.loss.is_none()
}

/// Has the cache take in an exchange as it did when it happened. Comes back with the answer for whoever asked.
fn take_in(cache: &mut Cache, entry: &Entry) -> Response {
    let exchange = &entry.exchange;
    // The condition of a revalidation is the cache's own.
    let mut wish = exchange.request.clone();
    if entry.role.purpose == Purpose::Revalidation {
        let conditions: [&[u8]; 2] = [b"if-none-match", b"if-modified-since"];
        wish.fields.retain(|field| !conditions.iter().any(|name| field.name.eq_ignore_ascii_case(name)));
    }
    let about = match cache.look_up(&wish, exchange.at_ms).verdict {
        Verdict::Validate { id, .. } => Some(id),
        _ => None,
    };
    let (number, at_ms) = (exchange.number, exchange.at_ms);
    cache.take_in(&wish, about, &exchange.response, number, at_ms, at_ms).response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        client::{ClientSettings, cache::Stored},
        http::Request,
        journal::{Journal, Role, Via},
        world::World,
    };

    #[test]
    fn what_was_handed_on_after_a_304_is_known_again() {
        let mut journal = Journal::new(World::toy_library("/api"));
        let get = || Request::new("GET", "/api/toys/car");
        let role = |purpose, client| Role { purpose, client, errand: 1, ..Role::default() };
        let again = || get().with("If-None-Match", "\"v1\"");
        let mut send = |request, role: Role| journal.send(1_000_000, request, role, Via::InPage).entry;
        let first = send(get(), role(Purpose::Plain, Client::First));
        let asked = send(again(), role(Purpose::Revalidation, Client::First));
        let by_hand = send(again(), role(Purpose::Plain, Client::First));
        let of_other = send(again(), role(Purpose::Revalidation, Client::Second));
        let given = handed(journal.entries(), &asked).expect("it was stored");
        assert_eq!((given.status, &given.content), (StatusCode::OK, &first.exchange.response.content));
        for entry in [first, by_hand, of_other] {
            assert!(handed(journal.entries(), &entry).is_none(), "{:?}", entry.role);
        }
    }

    #[test]
    fn a_cache_comes_back_as_it_was_filled() {
        let mut journal = Journal::new(World::toy_library("/api"));
        let get = |target: &str| Request::new("GET", target);
        let role = |purpose| Role { purpose, errand: 1, ..Role::default() };
        journal.send(1_000_000, get("/api/"), role(Purpose::Plain), Via::InPage);
        journal.send(1_000_000, get("/api/toys/car"), role(Purpose::Plain), Via::InPage);
        let again = get("/api/toys/car").with("If-None-Match", "\"v1\"");
        journal.send(2_000_000, again, role(Purpose::Revalidation), Via::InPage);
        let other = Role { client: Client::Second, ..role(Purpose::Plain) };
        journal.send(2_000_000, get("/api/toys/duck"), other, Via::InPage);
        journal.send(2_000_000, get("/api/toys/bear"), Origin::Page, Via::ServiceWorker);

        let mut agent = Agent { settings: ClientSettings::browser(), ..Agent::default() };
        recall(&mut agent, journal.entries(), Client::First);
        let mut targets: Vec<_> = agent.cache.stored().iter().map(Stored::target_text).collect();
        targets.sort();
        assert_eq!(targets, ["/api/", "/api/toys/car"]);
        let car = &agent.cache.stored()[1];
        assert_eq!((car.standing(2_000_000).age_ms, car.exchange), (0, 2), "the 304 has refreshed it");
        let mut off = Agent::default();
        recall(&mut off, journal.entries(), Client::First);
        assert!(off.cache.stored().is_empty());
    }
}
