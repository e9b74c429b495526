//! What a client did that the server never heard of: answers from its cache, and requests that were lost.

use std::{collections::HashMap, sync::Arc};

use super::{Entry, Role};
use crate::{client::Asked, server::Exchange};

/// Something that never reached the server.
#[derive(Clone, Debug)]
pub struct Aside {
    /// Which one it is, from 1, in the order in which they came.
    pub id: u64,
    /// Whose it is, and what it was for; with a loss where it is a request that was lost.
    pub role: Role,
    /// The request, and the answer from home. It has no trace, and no number: the server has not counted it. What was
    /// lost has no answer, and what stands here for one is not to be shown.
    pub exchange: Exchange,
    /// What the client asked its cache. A reload forgets it.
    pub asked: Vec<Asked>,
    /// The number of the exchange whose content the answer is, where it is one's.
    pub of: Option<u64>,
}

impl Aside {
    /// Whether it is a request that was lost; else it is an answer from home.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        self.role.loss.is_some()
    }
}

/// The asides of a session, each kept with the entry after which it happened, so that it stays at its place on
/// whichever branch that entry is.
#[derive(Clone, Debug, Default)]
pub struct Asides {
    /// By the address of the entry; 0 for before all.
    after: HashMap<usize, Vec<Arc<Aside>>>,
    count: usize,
    last: u64,
}

impl Asides {
    /// The most asides that are kept; then no more are.
    pub const MOST: usize = 5_000;

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The number for the next one.
    #[must_use]
    pub fn next_id(&self) -> u64 {
        self.last + 1
    }

    /// Keeps one after this entry, or before all.
    pub fn add(&mut self, after: Option<&Arc<Entry>>, aside: Arc<Aside>) {
        self.last = self.last.max(aside.id);
        if self.count < Self::MOST {
            self.after.entry(place(after)).or_default().push(aside);
            self.count += 1;
        }
    }

    /// The number of the newest errand among them; 0 where there is none.
    #[must_use]
    pub fn last_errand(&self) -> u64 {
        self.after.values().flatten().map(|aside| aside.role.errand).max().unwrap_or(0)
    }

    /// Those after this entry, or before all; oldest first.
    #[must_use]
    pub fn after(&self, entry: Option<&Arc<Entry>>) -> &[Arc<Aside>] {
        self.after.get(&place(entry)).map_or(&[], Vec::as_slice)
    }

    /// The newest of all, at most so many, oldest first.
    #[must_use]
    pub fn newest(&self, most: usize) -> Vec<Arc<Aside>> {
        let mut all: Vec<_> = self.after.values().flatten().cloned().collect();
        all.sort_by_key(|aside| aside.id);
        all.split_off(all.len().saturating_sub(most))
    }

    /// Forgets those of entries that have left.
    pub fn leave(&mut self, left: &[Arc<Entry>]) {
        for entry in left {
            if let Some(gone) = self.after.remove(&place(Some(entry))) {
                self.count -= gone.len();
            }
        }
    }
}

fn place(entry: Option<&Arc<Entry>>) -> usize {
    entry.map_or(0, |entry| Arc::as_ptr(entry) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        http::{Request, Response, StatusCode},
        journal::{Journal, Origin, Via},
        server::Trace,
        world::World,
    };

    #[test]
    fn an_aside_stays_with_the_entry_it_came_after() {
        let mut journal = Journal::new(World::toy_library("/api"));
        let mut send =
            || journal.send(1, Request::new("GET", "/api/toys"), Origin::Composer, Via::InPage).entry;
        let (first, second) = (send(), send());
        let mut asides = Asides::default();
        let aside = |id| {
            Arc::new(Aside {
                id,
                role: Role::default(),
                exchange: Exchange {
                    number: 0,
                    at_ms: 0,
                    request: Request::new("GET", "/"),
                    trace: Trace::default(),
                    response: Response::new(StatusCode::OK),
                },
                asked: Vec::new(),
                of: None,
            })
        };
        asides.add(None, aside(1));
        asides.add(Some(&first), aside(2));
        asides.add(Some(&first), aside(3));
        let ids =
            |asides: &Asides, entry| asides.after(entry).iter().map(|aside| aside.id).collect::<Vec<_>>();
        assert_eq!((ids(&asides, None), ids(&asides, Some(&first))), (vec![1], vec![2, 3]));
        assert_eq!((ids(&asides, Some(&second)), asides.next_id()), (vec![], 4));
        asides.leave(std::slice::from_ref(&first));
        assert_eq!((asides.len(), ids(&asides, Some(&first))), (1, vec![]));
    }
}
