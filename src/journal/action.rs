//! What a person can do to a journal beside sending.

use super::{
    Journal,
    branch::{Fork, Label, Twig},
    history::Deed,
};
use crate::{
    client::Draft,
    world::{Settings, World},
};

/// Something done to a journal, as data: each is one line of the saved form.
#[derive(Clone, Debug)]
pub enum Action {
    /// Goes another way after the exchange of this number: a new branch that shares all up to it. The number of the
    /// world that the branch started from goes back to before the first.
    Fork {
        /// The number of the last exchange that is shared.
        after: u64,
    },
    /// Makes another branch the current one.
    Switch {
        /// Its number.
        branch: u32,
    },
    /// Gives a branch another name.
    Rename {
        /// Its number.
        branch: u32,
        /// The name; spaces at both ends are left off.
        name: String,
    },
    /// Takes a branch away. Those that left it stay as they are.
    Delete {
        /// Its number.
        branch: u32,
    },
    /// Sets the server up anew, from the next request on.
    Configure {
        /// How.
        settings: Box<Settings>,
    },
    /// Something put a draft in the place of the one that was being written.
    Write {
        /// What was there.
        before: Box<Draft>,
        /// What is there now.
        after: Box<Draft>,
    },
    /// Starts over from this world. All branches are put away.
    Start {
        /// The world.
        world: Box<World>,
        /// What was being written.
        before: Box<Draft>,
        /// What is being written then.
        after: Box<Draft>,
    },
    /// Takes back what was done last.
    Undo {
        /// What is being written, where that gives way ([`Journal::undo_writes`]): it comes back by redoing.
        now: Option<Box<Draft>>,
    },
    /// Does again what was taken back last.
    Redo {
        /// What is being written, where that gives way ([`Journal::redo_writes`]): it comes back by undoing.
        now: Option<Box<Draft>>,
    },
}

/// What the composer is told when something was done.
pub type Told = Option<Draft>;

impl Journal {
    /// The most branches that can be made.
    pub const MOST_BRANCHES: usize = 24;

    /// The longest name of a branch, in characters.
    pub const LONGEST_NAME: usize = 60;

    /// Does this, and comes back with what is to stand in the composer now, where that changes.
    ///
    /// # Errors
    /// A sentence that says why it cannot be done. Then nothing has changed.
    pub fn act(&mut self, action: Action) -> Result<Told, String> {
        match action {
            Action::Fork { after } => self.fork(after).map(|()| None),
            Action::Switch { branch } => self.switch(branch).map(|()| None),
            Action::Rename { branch, name } => self.rename(branch, &name).map(|()| None),
            Action::Delete { branch } => self.delete(branch).map(|()| None),
            Action::Configure { settings } => {
                self.reconfigure(*settings);
                Ok(None)
            }
            Action::Write { before, after } => {
                if before != after {
                    self.done(Deed::Wrote { before, after });
                }
                Ok(None)
            }
            Action::Start { world, before, after } => {
                let told = *after.clone();
                self.start_over(*world, before, after);
                Ok(Some(told))
            }
            Action::Undo { now } => self.undo(now),
            Action::Redo { now } => self.redo(now),
        }
    }

    fn fork(&mut self, after: u64) -> Result<(), String> {
        let shared = if after == self.start.exchanges() {
            Some(0)
        } else {
            self.place_of(after).map(|place| place + 1)
        };
        let shared = shared.ok_or_else(|| format!("There is no request {after} to go another way from."))?;
        if self.branch_count() >= Self::MOST_BRANCHES {
            return Err(format!("There are {} branches already: delete one first.", Self::MOST_BRANCHES));
        }
        self.settle();
        let from = self.past().label.id;
        let mut twig = self.copy();
        if shared < twig.entries.len() {
            twig.entries.truncate(shared);
            twig.changed = None;
        }
        let id = self.past().next_id();
        twig.label =
            Label { id, name: format!("Branch {id}"), fork: Some(Fork { from, after }), undone: false };
        let last = self.take();
        self.past().others.push(last);
        self.put(twig);
        self.note(Deed::Forked { from });
        Ok(())
    }

    fn switch(&mut self, branch: u32) -> Result<(), String> {
        let from = self.current().id;
        if self.branch(branch).is_none() {
            return Err("That branch is not there any more.".into());
        }
        if branch != from {
            self.settle();
            self.turn_to(branch);
            // What somebody goes on with is no longer among what may leave.
            self.past().label.undone = false;
            self.note(Deed::Switched { from });
        }
        Ok(())
    }

    fn rename(&mut self, branch: u32, name: &str) -> Result<(), String> {
        let name = name.trim();
        if name.is_empty() {
            return Err("A branch needs a name: one letter is enough.".into());
        }
        if name.chars().count() > Self::LONGEST_NAME {
            return Err(format!("That name is longer than {} characters.", Self::LONGEST_NAME));
        }
        let now = self.branch(branch).ok_or("That branch is not there any more.")?;
        if now.name == name {
            return Ok(());
        }
        if self.branches().iter().any(|other| other.name == name) {
            return Err(format!("Another branch is called “{name}” already."));
        }
        self.settle();
        let Some(label) = self.label_mut(branch) else { return Ok(()) };
        let undone = std::mem::replace(&mut label.undone, false);
        let other = std::mem::replace(&mut label.name, name.to_owned());
        self.note(Deed::Renamed { branch, other, undone });
        Ok(())
    }

    fn delete(&mut self, branch: u32) -> Result<(), String> {
        if self.branch_count() == 1 {
            return Err("The only branch cannot be deleted. Reset starts over.".into());
        }
        let was_current = self.branch(branch).ok_or("That branch is not there any more.")?.is_current;
        self.settle();
        if was_current {
            let next = self.next_to(branch);
            self.turn_to(next);
        }
        if let Some(twig) = self.take_twig(branch) {
            self.note(Deed::Deleted { twig: Box::new(twig), was_current });
        }
        Ok(())
    }

    fn reconfigure(&mut self, settings: Settings) {
        let now = self.world().with_settings(settings);
        if now.settings() != self.world().settings() {
            self.settle();
            let before = self.changed.replace(now).map(Box::new);
            self.note(Deed::Configured(before));
        }
    }

    fn start_over(&mut self, world: World, before: Box<Draft>, after: Box<Draft>) {
        self.settle();
        let tree = self.take_all();
        let id = self.past().next_id();
        self.put(Twig {
            label: Label { id, ..Label::first() },
            start: world,
            entries: Vec::new(),
            changed: None,
        });
        self.note(Deed::Started { tree: Box::new(tree), before, after });
    }
}
