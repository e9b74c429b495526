//! Branches: ways that part after an exchange that they share.

use std::sync::Arc;

use super::{Entry, Journal, history::Past};
use crate::world::World;

/// The number of the branch that every journal begins with.
pub(super) const FIRST: u32 = 1;

/// Where a branch left another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fork {
    /// The branch it left.
    pub from: u32,
    /// The number of the last exchange that both had then; that of the world they started from where there was none.
    pub after: u64,
}

/// What tells a branch apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Label {
    pub(super) id: u32,
    pub(super) name: String,
    pub(super) fork: Option<Fork>,
    /// Whether it is one that nobody made: what was undone, kept because something else was done then.
    pub(super) undone: bool,
}

impl Label {
    pub(super) fn first() -> Self {
        Self { id: FIRST, name: "Main".into(), fork: None, undone: false }
    }
}

/// A branch that is not the current one, whole.
#[derive(Clone, Debug)]
pub(super) struct Twig {
    pub(super) label: Label,
    pub(super) start: World,
    pub(super) entries: Vec<Arc<Entry>>,
    pub(super) changed: Option<World>,
}

impl Twig {
    fn branch(&self) -> Branch<'_> {
        Branch {
            id: self.label.id,
            name: &self.label.name,
            fork: self.label.fork,
            is_current: false,
            was_undone: self.label.undone,
            start: &self.start,
            entries: &self.entries,
            changed: self.changed.as_ref(),
        }
    }
}

/// One branch of a journal, to be looked at.
#[derive(Clone, Copy, Debug)]
pub struct Branch<'a> {
    /// Its number, from 1; never given twice in a journal.
    pub id: u32,
    /// Its name.
    pub name: &'a str,
    /// Where it left another branch; `None` for one that started on its own. The other may be gone since.
    pub fork: Option<Fork>,
    /// Whether it is the one that is sent to.
    pub is_current: bool,
    /// Whether nobody made it: it holds what was undone before something else was done.
    pub was_undone: bool,
    /// The world before its oldest entry.
    pub start: &'a World,
    /// Its exchanges, oldest first, those it shares with others included.
    pub entries: &'a [Arc<Entry>],
    changed: Option<&'a World>,
}

impl<'a> Branch<'a> {
    /// The world as this branch left it.
    #[must_use]
    pub fn world(&self) -> &'a World {
        let left = self.entries.last().map_or(self.start, |entry| &entry.after);
        self.changed.unwrap_or(left)
    }

    /// Whether its settings were changed since its last exchange.
    pub(super) fn is_changed(&self) -> bool {
        self.changed.is_some()
    }

    /// Where its own way begins, seen from another branch: the place of its first exchange that the other has not, and
    /// that of the first of the other that it has not.
    #[must_use]
    pub fn parts_from(&self, other: &Branch<'_>) -> (usize, usize) {
        // The oldest may have left one of them.
        let first = self.start.exchanges().max(other.start.exchanges());
        let skipped = |branch: &Branch<'_>| {
            usize::try_from(first - branch.start.exchanges()).unwrap_or(usize::MAX).min(branch.entries.len())
        };
        let (mine, theirs) = (skipped(self), skipped(other));
        let (a, b) = (&self.entries[mine..], &other.entries[theirs..]);
        // What is shared is shared from the start on, so its end is found by halving.
        let (mut low, mut high) = (0, a.len().min(b.len()));
        while low < high {
            let middle = low + (high - low) / 2;
            if Arc::ptr_eq(&a[middle], &b[middle]) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if low == 0 { (0, 0) } else { (mine + low, theirs + low) }
    }
}

impl Journal {
    /// All branches, in the order in which they were made. There is always one, the current one.
    #[must_use]
    pub fn branches(&self) -> Vec<Branch<'_>> {
        let others = self.past.iter().flat_map(|past| past.others.iter().map(Twig::branch));
        let mut branches: Vec<_> = std::iter::once(self.current()).chain(others).collect();
        branches.sort_unstable_by_key(|branch| branch.id);
        branches
    }

    /// The branch of this number.
    #[must_use]
    pub fn branch(&self, id: u32) -> Option<Branch<'_>> {
        let current = self.current();
        if current.id == id {
            return Some(current);
        }
        self.past.as_ref()?.others.iter().find(|twig| twig.label.id == id).map(Twig::branch)
    }

    /// The current branch.
    #[must_use]
    pub fn current(&self) -> Branch<'_> {
        let label = self.past.as_ref().map(|past| &past.label);
        Branch {
            id: label.map_or(FIRST, |label| label.id),
            name: label.map_or("Main", |label| &label.name),
            fork: label.and_then(|label| label.fork),
            is_current: true,
            was_undone: label.is_some_and(|label| label.undone),
            start: &self.start,
            entries: &self.entries,
            changed: self.changed.as_ref(),
        }
    }

    /// How many branches there are.
    #[must_use]
    pub fn branch_count(&self) -> usize {
        1 + self.past.as_ref().map_or(0, |past| past.others.len())
    }

    /// Whether nothing was ever done but to send: then one line is kept for each entry, and nothing else.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.past.is_none()
    }

    /// Where the exchange of this number stands in the current branch, counted from 0; found without a search.
    #[must_use]
    pub fn place_of(&self, number: u64) -> Option<usize> {
        let place = usize::try_from(number.checked_sub(self.start.exchanges())?).ok()?.checked_sub(1)?;
        (place < self.entries.len()).then_some(place)
    }

    pub(super) fn past(&mut self) -> &mut Past {
        self.past.get_or_insert_default()
    }

    /// The current branch, taken out; the journal is not whole until another is [`Journal::put`] in.
    pub(super) fn take(&mut self) -> Twig {
        Twig {
            label: self.past().label.clone(),
            start: self.start.clone(),
            entries: std::mem::take(&mut self.entries),
            changed: self.changed.take(),
        }
    }

    /// Makes this the current branch.
    pub(super) fn put(&mut self, twig: Twig) {
        let Twig { label, start, entries, changed } = twig;
        self.past().label = label;
        (self.start, self.entries, self.changed) = (start, entries, changed);
    }

    /// A copy of the current branch: of pointers alone.
    pub(super) fn copy(&mut self) -> Twig {
        let label = self.past().label.clone();
        let (start, entries) = (self.start.clone(), self.entries.clone());
        Twig { label, start, entries, changed: self.changed.clone() }
    }

    /// Makes the branch of this number the current one; `false` where there is none.
    pub(super) fn turn_to(&mut self, id: u32) -> bool {
        let Some(place) = self.past().others.iter().position(|twig| twig.label.id == id) else {
            return self.past().label.id == id;
        };
        let next = self.past().others.swap_remove(place);
        let last = self.take();
        self.past().others.push(last);
        self.put(next);
        true
    }
}
