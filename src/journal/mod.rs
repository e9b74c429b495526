//! The exchanges so far, with the world before and after each.
//!
//! May use everything up to `client`. Start with [`Journal::send`]. The journal is a list of facts: it is only
//! ever added to, and since the server is deterministic it can be saved as the world it started from and the
//! requests that followed, and replayed.

use std::sync::Arc;

use crate::{http::Request, server::Exchange, world::World};

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
}

/// The exchanges of one session, oldest first.
#[derive(Clone, Debug)]
pub struct Journal {
    start: World,
    entries: Vec<Arc<Entry>>,
}

impl Journal {
    /// An empty journal that starts from this world.
    #[must_use]
    pub fn new(start: World) -> Self {
        Self { start, entries: Vec::new() }
    }

    /// The world as it is now.
    #[must_use]
    pub fn world(&self) -> &World {
        self.entries.last().map_or(&self.start, |entry| &entry.after)
    }

    /// The exchanges, oldest first.
    #[must_use]
    pub fn entries(&self) -> &[Arc<Entry>] {
        &self.entries
    }

    /// Has the server answer a request at this time (milliseconds since 1970-01-01T00:00:00Z), and keeps it.
    pub fn send(&mut self, now_ms: u64, request: Request, origin: Origin, via: Via) -> Arc<Entry> {
        let before = self.world().at(now_ms);
        let (after, exchange) = crate::server::dispatch(&before, request);
        let entry = Arc::new(Entry { exchange, before, after, origin, via });
        self.entries.push(Arc::clone(&entry));
        entry
    }
}
