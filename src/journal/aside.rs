//! What a client did that the server never heard of: answers from its cache, and requests that were lost.

use std::{collections::HashMap, sync::Arc};

use super::{Entry, Journal, Role};
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
    after: HashMap<usize, After>,
    count: usize,
    last: u64,
}

/// An entry, and what came after it.
#[derive(Clone, Debug, Default)]
struct After {
    entry: Option<Arc<Entry>>,
    asides: Vec<Arc<Aside>>,
}

/// Where rows stand in a list that has a row for each entry of the current branch, and one for each aside after it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// Places with asides before them, rising, each with how many there are in all up to there.
    before: Vec<(usize, usize)>,
}

impl Layout {
    /// How many asides stand before the entry in this place.
    #[must_use]
    pub fn asides_before(&self, place: usize) -> usize {
        let at = self.before.partition_point(|(first, _)| *first <= place);
        at.checked_sub(1).map_or(0, |at| self.before[at].1)
    }

    /// The row of the entry in this place.
    #[must_use]
    pub fn row_of(&self, place: usize) -> usize {
        place + self.asides_before(place)
    }

    /// The place of the entry in this row, or of the last one before it.
    #[must_use]
    pub fn place_at(&self, row: usize) -> usize {
        // The places before whose row this is: rising, so found by halving.
        let (mut low, mut high) = (0, row + 1);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.row_of(middle) <= row { low = middle + 1 } else { high = middle }
        }
        low.saturating_sub(1)
    }

    /// How many asides there are in all.
    #[must_use]
    pub fn asides(&self) -> usize {
        self.before.last().map_or(0, |(_, count)| *count)
    }
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
            let there = self.after.entry(place(after)).or_default();
            there.entry = after.cloned();
            there.asides.push(aside);
            self.count += 1;
        }
    }

    /// The number of the newest errand among them; 0 where there is none.
    #[must_use]
    pub fn last_errand(&self) -> u64 {
        self.after.values().flat_map(|there| &there.asides).map(|aside| aside.role.errand).max().unwrap_or(0)
    }

    /// Those after this entry, or before all; oldest first.
    #[must_use]
    pub fn after(&self, entry: Option<&Arc<Entry>>) -> &[Arc<Aside>] {
        self.after.get(&place(entry)).map_or(&[], |there| there.asides.as_slice())
    }

    /// Where the rows of this journal's current branch stand with those that belong to it among them.
    #[must_use]
    pub fn layout(&self, journal: &Journal) -> Layout {
        let mut counts: Vec<(usize, usize)> = self
            .after
            .values()
            .filter_map(|there| {
                let Some(entry) = &there.entry else { return Some((0, there.asides.len())) };
                let place = journal.place_of(entry.exchange.number)?;
                journal.get(place).filter(|other| Arc::ptr_eq(other, entry))?;
                Some((place + 1, there.asides.len()))
            })
            .collect();
        counts.sort_unstable();
        let mut sum = 0;
        for (_, count) in &mut counts {
            sum += *count;
            *count = sum;
        }
        Layout { before: counts }
    }

    /// Forgets those before all: there is another beginning now.
    pub fn begin(&mut self) {
        if let Some(gone) = self.after.remove(&place(None)) {
            self.count -= gone.asides.len();
        }
    }

    /// Forgets those of entries that have left.
    pub fn leave(&mut self, left: &[Arc<Entry>]) {
        for entry in left {
            if let Some(gone) = self.after.remove(&place(Some(entry))) {
                self.count -= gone.asides.len();
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
        // Rows: 0 aside, 1 first, 2 and 3 asides, 4 second.
        let layout = asides.layout(&journal);
        assert_eq!([0, 1, 2].map(|place| layout.row_of(place)), [1, 4, 5]);
        assert_eq!([0, 1, 2, 3, 4, 5].map(|row| layout.place_at(row)), [0, 0, 0, 0, 1, 2]);
        assert_eq!((layout.asides(), Layout::default().place_at(7)), (3, 7));
        asides.leave(std::slice::from_ref(&first));
        assert_eq!((asides.len(), ids(&asides, Some(&first))), (1, vec![]));
        asides.begin();
        assert!(asides.is_empty());
    }
}
