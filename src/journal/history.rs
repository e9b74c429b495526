//! What was done, so that it can be undone, and what was undone, so that it can be done again.
//!
//! Sending costs a count: what was sent is in the branch already. What was undone is kept until something else is
//! done; then a branch keeps the exchanges among it, because nothing that somebody made is lost.

use std::sync::Arc;

use super::{
    Entry, Journal,
    action::Told,
    branch::{Fork, Label, Twig},
};
use crate::{client::Draft, world::World};

/// How many things can be undone at most; exchanges sent one after another count as one.
const DEEDS: usize = 200;

/// How many of them may each hold whole branches.
const HEAVY: usize = 24;

/// How many branches are kept of what was undone. The oldest of them leave.
const RESCUED: usize = 8;

/// One thing that was done, or undone, with what it takes to turn it round.
#[derive(Clone, Debug)]
pub(super) enum Deed {
    /// So many exchanges, the last of the branch. Stands among what was done.
    Sent(usize),
    /// An exchange that was taken back. Stands among what was undone.
    Unsent(Arc<Entry>),
    /// Other settings; with what the world was changed to on the other side of it.
    Configured(Option<Box<World>>),
    /// A branch was made, and is the current one; with the one it left.
    Forked { from: u32 },
    /// The same, taken back; with the branch.
    Unforked(Box<Twig>),
    /// Another branch was made current; with the one that is on the other side of it.
    Switched { from: u32 },
    /// A branch was given another name; with that on the other side of it.
    Renamed { branch: u32, other: String, undone: bool },
    /// A branch was taken away.
    Deleted { twig: Box<Twig>, was_current: bool },
    /// The same, taken back.
    Undeleted { branch: u32, was_current: bool },
    /// A draft took the place of another.
    Wrote { before: Box<Draft>, after: Box<Draft> },
    /// Everything was started over; with all branches on the other side of it.
    Started { tree: Box<Tree>, before: Box<Draft>, after: Box<Draft> },
}

impl Deed {
    fn writes(&self) -> bool {
        matches!(self, Self::Wrote { .. } | Self::Started { .. })
    }
}

/// All branches.
#[derive(Clone, Debug)]
pub(super) struct Tree {
    now: Twig,
    others: Vec<Twig>,
}

/// The branches that are not current, and what can be undone and redone.
#[derive(Clone, Debug)]
pub(super) struct Past {
    /// What tells the current branch apart.
    pub(super) label: Label,
    pub(super) others: Vec<Twig>,
    /// The number that the next branch gets.
    pub(super) next: u32,
    /// What was done, oldest first.
    done: Vec<Deed>,
    /// What was undone, the last of it last.
    undone: Vec<Deed>,
    /// Keeps what was undone when something else is done. A pointer, so that a page that has just been opened need not
    /// bring it along.
    rescue: fn(&mut Journal),
}

impl Default for Past {
    fn default() -> Self {
        let label = Label::first();
        Self {
            next: label.id + 1,
            label,
            others: Vec::new(),
            done: Vec::new(),
            undone: Vec::new(),
            rescue: Journal::settle,
        }
    }
}

impl Past {
    /// What has to be done before something else is.
    pub(super) fn rescue(&self) -> Option<fn(&mut Journal)> {
        (!self.undone.is_empty()).then_some(self.rescue)
    }

    /// What was done so far stays done.
    pub(super) fn forget_done(&mut self) {
        self.done.clear();
    }

    pub(super) fn next_id(&mut self) -> u32 {
        let id = self.next;
        self.next += 1;
        id
    }
}

impl Journal {
    /// What undoing would take back, in a few words such as `POST /toys`; `None` where there is nothing.
    #[must_use]
    pub fn undoable(&self) -> Option<String> {
        if self.sends > 0 {
            return self.entries.last().map(|entry| entry.name());
        }
        let deed = self.past.as_ref()?.done.last()?;
        Some(match deed {
            Deed::Sent(_) => self.entries.last().map(|entry| entry.name())?,
            deed => self.words(deed),
        })
    }

    /// What redoing would do again, in a few words; `None` where there is nothing.
    #[must_use]
    pub fn redoable(&self) -> Option<String> {
        Some(self.words(self.past.as_ref()?.undone.last()?))
    }

    fn words(&self, deed: &Deed) -> String {
        let name = |id: u32| self.branch(id).map_or_else(String::new, |branch| branch.name.to_owned());
        match deed {
            Deed::Sent(_) => "a request".into(),
            Deed::Unsent(entry) => entry.name(),
            Deed::Configured(_) => "server settings".into(),
            Deed::Forked { .. } => format!("fork “{}”", self.current().name),
            Deed::Unforked(twig) => format!("fork “{}”", twig.label.name),
            Deed::Switched { from } => {
                format!("switch between “{}” and “{}”", name(*from), self.current().name)
            }
            Deed::Renamed { branch, other, .. } => {
                format!("rename between “{other}” and “{}”", name(*branch))
            }
            Deed::Deleted { twig, .. } => format!("delete “{}”", twig.label.name),
            Deed::Undeleted { branch, .. } => format!("delete “{}”", name(*branch)),
            Deed::Wrote { after, .. } => format!("writing {} {}", after.method, after.path),
            Deed::Started { .. } => "starting over".into(),
        }
    }

    /// Notes what was done now; call [`Journal::settle`] before doing it.
    pub(super) fn note(&mut self, deed: Deed) {
        let sends = std::mem::take(&mut self.sends);
        let done = &mut self.past().done;
        if sends > 0 {
            done.push(Deed::Sent(sends));
        }
        done.push(deed);
        let heavy = |deed: &Deed| matches!(deed, Deed::Deleted { .. } | Deed::Started { .. });
        let heavies = done.iter().enumerate().rev().filter(|(_, deed)| heavy(deed));
        let over = heavies.map(|(place, _)| place + 1).nth(HEAVY).unwrap_or(0);
        done.drain(..over.max(done.len().saturating_sub(DEEDS)));
    }

    /// Notes something that changes no branch.
    pub(super) fn done(&mut self, deed: Deed) {
        self.settle();
        self.note(deed);
    }

    /// Whether undoing puts something else into the composer.
    #[must_use]
    pub fn undo_writes(&self) -> bool {
        let deed = self.past.as_ref().and_then(|past| past.done.last());
        self.sends == 0 && deed.is_some_and(Deed::writes)
    }

    /// Whether redoing puts something else into the composer.
    #[must_use]
    pub fn redo_writes(&self) -> bool {
        self.past.as_ref().and_then(|past| past.undone.last()).is_some_and(Deed::writes)
    }

    /// Takes back what was done last.
    pub(super) fn undo(&mut self, now: Option<Box<Draft>>) -> Result<Told, String> {
        const NOTHING: &str = "There is nothing to undo.";
        if self.sends == 0
            && let Some(Deed::Sent(sends)) = self.past().done.last()
        {
            self.sends = *sends;
            self.past().done.pop();
        }
        if self.sends > 0 {
            let entry = self.entries.pop().ok_or(NOTHING)?;
            self.sends -= 1;
            self.changed = None;
            // The server was set up anew between the exchange before and this one: so it is again.
            if self.world().settings() != entry.before.settings() {
                self.changed = Some(self.world().with_settings(entry.before.settings().clone()));
            }
            self.past().undone.push(Deed::Unsent(entry));
            return Ok(None);
        }
        let deed = self.past().done.pop().ok_or(NOTHING)?;
        let (mut turned, told) = self.turn(deed, false);
        if let (Some(now), Deed::Wrote { after, .. } | Deed::Started { after, .. }) = (now, &mut turned) {
            *after = now;
        }
        self.past().undone.push(turned);
        Ok(told)
    }

    /// Does again what was taken back last.
    pub(super) fn redo(&mut self, now: Option<Box<Draft>>) -> Result<Told, String> {
        match self.past().undone.pop() {
            None => Err("There is nothing to redo.".into()),
            Some(Deed::Unsent(entry)) => {
                self.entries.push(entry);
                self.changed = None;
                self.sends += 1;
                Ok(None)
            }
            Some(deed) => {
                let (mut turned, told) = self.turn(deed, true);
                if let (Some(now), Deed::Wrote { before, .. } | Deed::Started { before, .. }) =
                    (now, &mut turned)
                {
                    *before = now;
                }
                self.note(turned);
                Ok(told)
            }
        }
    }

    /// Turns a deed round: undoes one that was done (`again` is false), or does again one that was undone.
    fn turn(&mut self, deed: Deed, again: bool) -> (Deed, Told) {
        let mut told = None;
        let turned = match deed {
            Deed::Sent(_) | Deed::Unsent(_) => deed,
            Deed::Configured(other) => {
                let now = std::mem::replace(&mut self.changed, other.map(|world| *world));
                Deed::Configured(now.map(Box::new))
            }
            Deed::Forked { from } => {
                let id = self.current().id;
                self.turn_to(from);
                self.take_twig(id).map_or(Deed::Forked { from }, |twig| Deed::Unforked(Box::new(twig)))
            }
            Deed::Unforked(twig) => {
                let (id, from) = (twig.label.id, self.current().id);
                self.past().others.push(*twig);
                self.turn_to(id);
                Deed::Forked { from }
            }
            Deed::Switched { from } => {
                let now = self.current().id;
                self.turn_to(from);
                Deed::Switched { from: now }
            }
            Deed::Renamed { branch, mut other, mut undone } => {
                if let Some(label) = self.label_mut(branch) {
                    std::mem::swap(&mut label.name, &mut other);
                    std::mem::swap(&mut label.undone, &mut undone);
                }
                Deed::Renamed { branch, other, undone }
            }
            Deed::Deleted { twig, was_current } => {
                let branch = twig.label.id;
                self.past().others.push(*twig);
                if was_current {
                    self.turn_to(branch);
                }
                Deed::Undeleted { branch, was_current }
            }
            Deed::Undeleted { branch, was_current } => {
                if was_current {
                    let next = self.next_to(branch);
                    self.turn_to(next);
                }
                match self.take_twig(branch) {
                    Some(twig) => Deed::Deleted { twig: Box::new(twig), was_current },
                    None => Deed::Undeleted { branch, was_current },
                }
            }
            Deed::Wrote { before, after } => {
                told = Some(if again { *after.clone() } else { *before.clone() });
                Deed::Wrote { before, after }
            }
            Deed::Started { tree, before, after } => {
                let now = self.take_all();
                let Tree { now: current, others } = *tree;
                self.put(current);
                self.past().others = others;
                told = Some(if again { *after.clone() } else { *before.clone() });
                Deed::Started { tree: Box::new(now), before, after }
            }
        };
        (turned, told)
    }

    /// The branch that becomes current when this one, being current, is taken away.
    pub(super) fn next_to(&self, branch: u32) -> u32 {
        let parent = self.branch(branch).and_then(|branch| branch.fork).map(|fork| fork.from);
        let parent = parent.filter(|parent| self.branch(*parent).is_some());
        let first = || self.branches().iter().map(|other| other.id).find(|id| *id != branch);
        parent.or_else(first).unwrap_or(branch)
    }

    /// All branches, taken out; the journal is not whole until one is [`Journal::put`] in.
    pub(super) fn take_all(&mut self) -> Tree {
        let now = self.take();
        Tree { now, others: std::mem::take(&mut self.past().others) }
    }

    /// A branch that is not current, taken out.
    pub(super) fn take_twig(&mut self, id: u32) -> Option<Twig> {
        let others = &mut self.past().others;
        let place = others.iter().position(|twig| twig.label.id == id)?;
        Some(others.swap_remove(place))
    }

    /// What tells the branch of this number apart.
    pub(super) fn label_mut(&mut self, id: u32) -> Option<&mut Label> {
        let past = self.past();
        if past.label.id == id {
            return Some(&mut past.label);
        }
        past.others.iter_mut().map(|twig| &mut twig.label).find(|label| label.id == id)
    }

    /// Before something else is done: keeps the exchanges among what was undone as branches, and can redo no more.
    pub(super) fn settle(&mut self) {
        let undone = self.past().undone.len();
        if undone == 0 {
            return;
        }
        // It is all done again, to see what there was, and taken back.
        let mut found: Vec<Twig> = Vec::new();
        for left in (0..undone).rev() {
            let sent = matches!(self.past().undone.last(), Some(Deed::Unsent(_)));
            // What was undone was done: doing it again cannot fail.
            let _ = self.redo(None);
            let more = matches!(self.past().undone.last(), Some(Deed::Unsent(_)));
            if sent && (left == 0 || !more) {
                let twig = self.copy();
                found.retain(|other| other.label.id != twig.label.id);
                found.push(twig);
            }
        }
        for _ in 0..undone {
            let _ = self.undo(None);
        }
        self.past().undone.clear();
        for twig in found {
            self.rescue(twig);
        }
    }

    /// Keeps a branch as it was before something was undone.
    fn rescue(&mut self, mut twig: Twig) {
        if let Some(now) = self.branch(twig.label.id) {
            // It is still there, with less in it.
            let after = now.start.exchanges() + now.entries.len() as u64;
            let (fork, name) = (Fork { from: now.id, after }, format!("{}, undone", now.name));
            let id = self.past().next_id();
            twig.label = Label { id, name: self.free_name(&name), fork: Some(fork), undone: true };
        } else {
            let name = self.free_name(&twig.label.name);
            twig.label = Label { name, undone: true, ..twig.label };
        }
        let others = &mut self.past().others;
        others.push(twig);
        let rescued = others.iter().filter(|twig| twig.label.undone);
        if rescued.clone().count() > RESCUED
            && let Some(oldest) = rescued.map(|twig| twig.label.id).min()
        {
            others.retain(|twig| twig.label.id != oldest);
        }
    }

    /// This name, or where a branch has it already, this name with a number.
    fn free_name(&self, name: &str) -> String {
        let branches = self.branches();
        let taken = |name: &str| branches.iter().any(|branch| branch.name == name);
        let numbered = (2..).map(|number| format!("{name} {number}"));
        std::iter::once(name.to_owned()).chain(numbered).find(|name| !taken(name)).unwrap_or_default()
    }
}

impl Entry {
    /// Method and path from the API root, such as `POST /toys`.
    #[must_use]
    pub fn name(&self) -> String {
        let request = &self.exchange.request;
        let target = request.target_text();
        let path = target.strip_prefix(self.before.base()).unwrap_or(&target);
        format!("{} {}", request.method_text(), if path.is_empty() { "/" } else { path })
    }
}

#[cfg(test)]
mod tests;
