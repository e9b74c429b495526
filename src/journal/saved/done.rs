//! The lines for what was done beside sending; and those with which a journal is written anew, branch by branch.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    super::branch::{Fork, Label},
    Journal, aside_line, entry_line,
};
use crate::{
    client::Draft,
    journal::{Action, Asides, Entry},
    world::{Settings, World},
};

/// What every such line begins with; a line with a request begins otherwise.
const MARK: &str = "{\"do\":";

/// A line.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    #[serde(rename = "do")]
    done: Done,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
enum Done {
    Fork {
        after: u64,
    },
    Switch {
        branch: u32,
    },
    Rename {
        branch: u32,
        name: String,
    },
    Delete {
        branch: u32,
    },
    Configure {
        settings: Box<Settings>,
    },
    Write {
        before: Box<Draft>,
        after: Box<Draft>,
    },
    Start {
        world: Value,
        before: Box<Draft>,
        after: Box<Draft>,
    },
    Undo {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        now: Option<Box<Draft>>,
    },
    Redo {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        now: Option<Box<Draft>>,
    },
    /// What follows belongs to this branch, until the next one. The first such line is about the branch that is there.
    Branch {
        id: u32,
        name: String,
        /// The branch it left, and the number of the exchange after which it did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fork: Option<(u32, u64)>,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        undone: bool,
        /// The branch with which it begins, and the number of the last exchange that it has in common with it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        like: Option<(u32, u64)>,
        /// The world that it starts from, where it is like no other and not the first.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        world: Option<Value>,
    },
    /// All branches are there; this one is current. What can be undone: so many exchanges.
    Settled {
        branch: u32,
        next: u32,
        sends: usize,
    },
}

/// One thing that was done as a line of a saved journal: a JSON object with no line break in it.
#[must_use]
pub fn action_line(action: &Action) -> String {
    line(match action.clone() {
        Action::Fork { after } => Done::Fork { after },
        Action::Switch { branch } => Done::Switch { branch },
        Action::Rename { branch, name } => Done::Rename { branch, name },
        Action::Delete { branch } => Done::Delete { branch },
        Action::Configure { settings } => Done::Configure { settings },
        Action::Write { before, after } => Done::Write { before, after },
        Action::Start { world, before, after } => Done::Start { world: world.save(), before, after },
        Action::Undo { now } => Done::Undo { now },
        Action::Redo { now } => Done::Redo { now },
    })
}

fn line(done: Done) -> String {
    // Strings, numbers and lists alone: serde_json cannot fail on them.
    serde_json::to_string(&Line { done }).unwrap_or_default()
}

/// Whether a line is one of these.
pub(super) fn is_done(text: &str) -> bool {
    text.starts_with(MARK)
}

/// Does again what a line says.
pub(super) fn read(text: &str, journal: &mut Journal) -> Result<(), String> {
    let line: Line = serde_json::from_str(text).map_err(|error| format!("It cannot be read: {error}."))?;
    let action = match line.done {
        Done::Fork { after } => Action::Fork { after },
        Done::Switch { branch } => Action::Switch { branch },
        Done::Rename { branch, name } => Action::Rename { branch, name },
        Done::Delete { branch } => Action::Delete { branch },
        Done::Configure { settings } => Action::Configure { settings },
        Done::Write { before, after } => Action::Write { before, after },
        Done::Start { world, before, after } => {
            let world = Box::new(World::restore(&world, journal.world().base())?);
            Action::Start { world, before, after }
        }
        Done::Undo { now } => Action::Undo { now },
        Done::Redo { now } => Action::Redo { now },
        Done::Branch { id, name, fork, undone, like, world } => {
            let fork = fork.map(|(from, after)| Fork { from, after });
            return journal.grow(Label { id, name, fork, undone }, like, world.as_ref());
        }
        Done::Settled { branch, next, sends } => return journal.settled(branch, next, sends),
    };
    journal.act(action).map(|_| ())
}

impl Journal {
    /// The lines after the head line with which this journal can be written anew: all its branches, and these asides
    /// where they belong. What can be undone is not among them, but for the exchanges sent last, and nor is what can be
    /// redone.
    #[must_use]
    pub fn lines(&self, asides: &Asides) -> Vec<String> {
        let beside = |entry: Option<&Arc<Entry>>| asides.after(entry).iter().map(|aside| aside_line(aside));
        let with_asides = |entry: &Arc<Entry>| std::iter::once(entry_line(entry)).chain(beside(Some(entry)));
        let mut lines: Vec<_> = beside(None).collect();
        if self.is_plain() {
            lines.extend(self.entries().iter().flat_map(with_asides));
            return lines;
        }
        let branches = self.branches();
        // The first line is about the branch that starts from the head's world: the current one.
        let current = self.current();
        let others = branches.iter().filter(|branch| !branch.is_current);
        let order: Vec<_> = std::iter::once(&current).chain(others).collect();
        for (place, branch) in order.iter().enumerate() {
            let shares = order[..place].iter().map(|other| (other.id, branch.parts_from(other).0));
            let like = shares.max_by_key(|(_, shared)| *shared).filter(|(_, shared)| *shared > 0);
            let shared = like.map_or(0, |(_, shared)| shared);
            // A branch that is like another, but starts earlier, starts from a world of its own.
            let same_start = |other: u32| {
                self.branch(other).is_some_and(|other| other.start.exchanges() == branch.start.exchanges())
            };
            let like = like.filter(|(other, _)| same_start(*other));
            let shared = if like.is_some() { shared } else { 0 };
            lines.push(line(Done::Branch {
                id: branch.id,
                name: branch.name.to_owned(),
                fork: branch.fork.map(|fork| (fork.from, fork.after)),
                undone: branch.was_undone,
                like: like.map(|(other, shared)| (other, branch.start.exchanges() + shared as u64)),
                world: (place > 0 && like.is_none()).then(|| branch.start.save()),
            }));
            lines.extend(branch.entries[shared..].iter().flat_map(with_asides));
            if branch.is_changed() {
                let settings = Box::new(branch.world().settings().clone());
                lines.push(line(Done::Configure { settings }));
            }
        }
        let next = self.past.as_ref().map_or(current.id + 1, |past| past.next);
        lines.push(line(Done::Settled { branch: current.id, next, sends: self.sends }));
        lines
    }

    /// Begins another branch, or names the one that is there.
    fn grow(&mut self, label: Label, like: Option<(u32, u64)>, world: Option<&Value>) -> Result<(), String> {
        let known = self.branch(label.id).is_some();
        if like.is_none() && world.is_none() {
            if !self.entries.is_empty() || self.branch_count() > 1 {
                return Err("It is a branch that begins nowhere.".into());
            }
            self.past().label = label;
            return Ok(());
        }
        if known {
            return Err(format!("There is a branch {} already.", label.id));
        }
        let twig = match (like, world) {
            (Some((other, last)), _) => {
                if !self.turn_to(other) {
                    return Err(format!("It is like branch {other}, which is not there."));
                }
                let place = self.place_of(last).ok_or_else(|| format!("There is no request {last}."))?;
                let mut twig = self.copy();
                twig.entries.truncate(place + 1);
                twig.changed = None;
                twig.label = label;
                twig
            }
            (None, world) => {
                let start = World::restore(world.unwrap_or(&Value::Null), self.world().base())?;
                super::super::branch::Twig { label, start, entries: Vec::new(), changed: None }
            }
        };
        let last = self.take();
        self.past().others.push(last);
        self.put(twig);
        Ok(())
    }

    /// All branches are there.
    fn settled(&mut self, branch: u32, next: u32, sends: usize) -> Result<(), String> {
        if !self.turn_to(branch) {
            return Err(format!("There is no branch {branch}."));
        }
        self.sends = sends.min(self.entries.len());
        let highest = self.branches().iter().map(|branch| branch.id).max().unwrap_or(branch);
        self.past().next = next.max(highest.saturating_add(1));
        self.past().forget_done();
        Ok(())
    }
}
