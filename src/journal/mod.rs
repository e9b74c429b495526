//! The exchanges so far, with the world before and after each.
//!
//! May use everything up to `client`. Start with [`Journal::send`]. The journal is a list of facts, none of
//! which ever changes; beyond [`Journal::MAX`] the oldest leave. Whatever else a person does to it is an [`Action`],
//! handed to [`Journal::act`]: going another way from an earlier exchange ([`Branch`]), undoing, redoing. Since the
//! server is deterministic, it is saved as the world it started from and what was done since, and read back by doing
//! that again ([`Journal::restore`]).

mod action;
mod aside;
mod base64;
mod branch;
mod compare;
mod earlier;
mod history;
mod recall;
mod saved;
mod sender;
mod tree;

use std::sync::Arc;

use crate::{
    http::Request,
    server::{Exchange, dispatch_reading},
    world::{Settings, World},
};

pub use action::{Action, Told};
pub use aside::{Aside, Asides, Layout};
pub use branch::{Branch, Fork};
pub use compare::{Comparison, Pair, Sides};
use history::Past;
pub use recall::{handed, recall};
pub use saved::{Restored, action_line, aside_line, entry_line};
pub use sender::{Role, Sender};
pub use tree::{Limb, tree};

/// Who sent a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// The composer in this page.
    Composer,
    /// Some other code in this page: a `fetch` typed in the console.
    Page,
    /// Another tab, frame or program.
    Elsewhere,
}

/// How a request came to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Via {
    /// A direct call in the page.
    InPage,
    /// A real `fetch`, relayed by the service worker.
    ServiceWorker,
}

/// One exchange, and the world on both sides of it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The exchange.
    pub exchange: Exchange,
    /// The world as the request found it.
    pub before: World,
    /// The world as the request left it.
    pub after: World,
    /// Who sent it.
    pub origin: Origin,
    /// How it came.
    pub via: Via,
    /// What part it plays in an errand.
    pub role: Role,
}

/// What came of sending a request.
#[derive(Clone, Debug)]
pub struct Sent {
    /// The new entry; it is the last one of the journal.
    pub entry: Arc<Entry>,
    /// The oldest entries, where they had to leave to keep the journal within [`Journal::MAX`]; nearly always
    /// empty. When it is not, the journal starts from a later world: a saved journal needs its head line written
    /// anew ([`Journal::head_line`]) and as many of its oldest entry lines dropped, where [`Journal::is_plain`]; and
    /// all of its lines written anew ([`Journal::lines`]) where not.
    pub left: Vec<Arc<Entry>>,
}

/// The exchanges of one session, oldest first: those of the branch that is current.
#[derive(Clone, Debug)]
pub struct Journal {
    start: World,
    entries: Vec<Arc<Entry>>,
    /// The world as it is now, where its settings were changed since the last exchange.
    changed: Option<World>,
    /// How many exchanges came since anything else was done: these can be undone first.
    sends: usize,
    /// The other branches, and what can be undone and redone. A page that has just been opened needs none of it.
    past: Option<Box<Past>>,
}

impl Journal {
    /// The most entries kept.
    pub const MAX: usize = 10_000;

    /// How many of the oldest leave together when one more would be too many. A tenth, so that a saved journal
    /// is moved on once in a thousand requests and not at every one.
    pub const LEAVE: usize = Self::MAX / 10;

    /// An empty journal that starts from this world.
    #[must_use]
    pub fn new(start: World) -> Self {
        Self { start, entries: Vec::new(), changed: None, sends: 0, past: None }
    }

    /// The world before the oldest entry.
    #[must_use]
    pub fn start(&self) -> &World {
        &self.start
    }

    /// The world as it is now.
    #[must_use]
    pub fn world(&self) -> &World {
        let left = self.entries.last().map_or(&self.start, |entry| &entry.after);
        self.changed.as_ref().unwrap_or(left)
    }

    /// The exchanges, oldest first.
    #[must_use]
    pub fn entries(&self) -> &[Arc<Entry>] {
        &self.entries
    }

    /// One exchange, counted from 0 at the oldest kept.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&Arc<Entry>> {
        self.entries.get(index)
    }

    /// How many exchanges are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no exchange yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Sets the server up anew: what is asked from now on meets these settings. Exchanges so far stay as they are.
    pub fn configure(&mut self, settings: Settings) {
        if *self.world().settings() != settings {
            self.changed = Some(self.world().with_settings(settings));
        }
    }

    /// Has the server answer a request at this time (milliseconds since 1970-01-01T00:00:00Z), and keeps it.
    pub fn send(&mut self, now_ms: u64, request: Request, sender: impl Into<Sender>, via: Via) -> Sent {
        let before = self.world().at(now_ms);
        let answered = crate::server::dispatch(&before, request);
        self.add(before, answered, sender.into(), via)
    }

    /// The same with the first half of the server alone ([`dispatch_reading`]).
    ///
    /// # Errors
    /// The request, where that is not enough to answer it; then nothing is kept.
    pub fn send_reading(
        &mut self,
        now_ms: u64,
        request: Request,
        sender: impl Into<Sender>,
        via: Via,
    ) -> Result<Sent, Request> {
        let before = self.world().at(now_ms);
        let answered = dispatch_reading(&before, request)?;
        Ok(self.add(before, answered, sender.into(), via))
    }

    /// The one place where an entry is made.
    fn add(&mut self, before: World, answered: (World, Exchange), sender: Sender, via: Via) -> Sent {
        let (after, exchange) = answered;
        let Sender { origin, role } = sender;
        let entry = Arc::new(Entry { exchange, before, after, origin, via, role });
        let left = self.keep(Arc::clone(&entry));
        Sent { entry, left }
    }

    /// Adds an entry; comes back with those that had to leave.
    fn keep(&mut self, entry: Arc<Entry>) -> Vec<Arc<Entry>> {
        if let Some(rescue) = self.past.as_deref().and_then(Past::rescue) {
            rescue(self);
        }
        let left: Vec<_> =
            if self.len() < Self::MAX { Vec::new() } else { self.entries.drain(..Self::LEAVE).collect() };
        if let Some(last) = left.last() {
            self.start = last.after.clone();
            self.sends = self.sends.min(self.len());
            if let Some(past) = &mut self.past {
                past.forget_done();
            }
        }
        self.entries.push(entry);
        self.sends += 1;
        self.changed = None;
        left
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::Down;

    const NOON: u64 = 1_800_000_000_000;

    #[test]
    fn settings_count_from_the_next_request_on() {
        let mut journal = Journal::new(World::toy_library("/api"));
        let car = || Request::new("GET", "/api/toys/car");
        let up = journal.send(NOON, car(), Origin::Composer, Via::InPage).entry;
        journal.configure(Settings { down: Some(Down { retry_after_s: 9 }), ..Settings::default() });
        let down = journal.send(NOON + 1, car(), Origin::Composer, Via::InPage).entry;
        assert_eq!(
            (up.exchange.response.status.as_u16(), down.exchange.response.status.as_u16()),
            (200, 503)
        );
        assert!(down.before.settings().down.is_some() && up.after.settings().down.is_none());
        journal.configure(Settings::default());
        assert_eq!(
            journal.send(NOON + 2, car(), Origin::Composer, Via::InPage).entry.exchange.response.status,
            200
        );
    }

    #[test]
    fn each_request_meets_the_world_the_last_one_left() {
        let mut journal = Journal::new(World::toy_library("/api"));
        assert!(journal.is_empty());
        let duck = || Request::new("DELETE", "/api/toys/duck");
        let first = journal.send(NOON, duck(), Origin::Composer, Via::InPage).entry;
        let second = journal.send(NOON + 1_000, duck(), Origin::Page, Via::ServiceWorker).entry;
        assert_eq!(first.exchange.response.status, 204);
        assert!(second.exchange.response.status.is_client_error());
        assert_eq!((first.exchange.at_ms, second.exchange.at_ms), (NOON, NOON + 1_000));
        assert_eq!(journal.len(), 2);
        assert!(journal.get(1).is_some_and(|entry| Arc::ptr_eq(entry, &second)));
        assert_eq!(journal.world().save(), second.after.save());
        assert_ne!(first.before.save(), first.after.save());
        assert_eq!(journal.start().save(), World::toy_library("/api").save());
    }

    #[test]
    fn the_oldest_leave_when_it_is_full() {
        let mut journal = Journal::new(World::toy_library("/api"));
        let request = |target: &str| Request::new("DELETE", target);
        let first = journal.send(NOON, request("/api/toys/duck"), Origin::Composer, Via::InPage).entry;
        while journal.len() < Journal::MAX {
            assert!(journal.keep(Arc::clone(&first)).is_empty());
        }
        let sent = journal.send(NOON + 1, request("/api/toys/car"), Origin::Composer, Via::InPage);
        assert_eq!(sent.left.len(), Journal::LEAVE);
        assert_eq!(journal.len(), Journal::MAX - Journal::LEAVE + 1);
        assert_eq!(journal.start().save(), first.after.save());
        assert!(journal.entries().last().is_some_and(|last| Arc::ptr_eq(last, &sent.entry)));
    }
}
