//! What a client has learnt, from the exchanges it had: a reload brings those back, and this follows.

use std::sync::Arc;

use super::{Entry, Origin};
use crate::client::{Agent, Client, Purpose, cache::Verdict};

/// Has this client take in what it was answered, oldest first, as it did when it happened. Its settings say whether it
/// keeps answers; what was dropped from its cache by hand since is there again.
pub fn recall(agent: &mut Agent, entries: &[Arc<Entry>], client: Client) {
    let own = entries.iter().filter(|entry| {
        entry.origin == Origin::Composer && entry.role.client == client && entry.role.loss.is_none()
    });
    for entry in own {
        let exchange = &entry.exchange;
        agent.learn(&exchange.response);
        if !agent.settings.cache || entry.role.purpose == Purpose::Preflight {
            continue;
        }
        // The condition of a revalidation is the cache's own.
        let mut wish = exchange.request.clone();
        if entry.role.purpose == Purpose::Revalidation {
            let conditions: [&[u8]; 2] = [b"if-none-match", b"if-modified-since"];
            wish.fields.retain(|field| !conditions.iter().any(|name| field.name.eq_ignore_ascii_case(name)));
        }
        let about = match agent.cache.look_up(&wish, exchange.at_ms).verdict {
            Verdict::Validate { id, .. } => Some(id),
            _ => None,
        };
        agent.cache.take_in(
            &wish,
            about,
            &exchange.response,
            exchange.number,
            exchange.at_ms,
            exchange.at_ms,
        );
    }
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
