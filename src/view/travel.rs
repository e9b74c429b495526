//! Moving through what was done: which moment of the journal is being looked at, and everything that can be undone.

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::{
    Session, keys,
    session::{Notice, Shown},
};
use crate::{
    client::Draft,
    journal::{self, Action, Entry, Journal},
    stage::{Player, Stride},
    world::World,
};

/// What the page remembers of moving through time. A handful of signals.
#[derive(Clone, Copy, Debug)]
pub(super) struct Travel {
    /// What was done last by undoing, redoing, forking …, for those who do not see it.
    pub(super) said: RwSignal<String>,
    /// The two branches being compared, while they are.
    pub(super) comparing: RwSignal<Option<(u32, u32)>>,
    /// How far a step of the player goes.
    pub(super) stride: RwSignal<Stride>,
    /// How often a moment was gone to: its row comes into view then.
    pub(super) visits: RwSignal<usize>,
    /// Whether what is on stage was gone to, and not sent or played: then its whole story is not read out.
    pub(super) quiet: RwSignal<bool>,
}

/// Where in the current branch the exchange on stage stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    /// Its place, counted from 0 at the oldest kept.
    pub(super) place: usize,
    /// Its number.
    pub(super) number: u64,
    /// The number of the newest.
    pub(super) newest: u64,
}

impl Moment {
    /// Whether others have come since.
    pub(super) fn is_past(&self) -> bool {
        self.number < self.newest
    }
}

impl Travel {
    pub(super) fn new() -> Self {
        Self {
            said: RwSignal::new(String::new()),
            comparing: RwSignal::new(None),
            stride: RwSignal::new(Stride::Decision),
            visits: RwSignal::new(0),
            quiet: RwSignal::new(false),
        }
    }
}

impl Session {
    /// The moment being looked at; `None` where what is on stage is not of the current branch.
    pub(super) fn moment(&self) -> Option<Moment> {
        self.shown.with(|shown| {
            let entry = &shown.as_ref()?.entry;
            self.journal.with(|journal| {
                let number = entry.exchange.number;
                let place = journal.place_of(number)?;
                let there = journal.get(place).is_some_and(|there| Arc::ptr_eq(there, entry));
                let newest = journal.entries().last()?.exchange.number;
                there.then_some(Moment { place, number, newest })
            })
        })
    }

    /// Whether this exchange is on stage.
    pub(super) fn is_on_stage(&self, entry: &Arc<Entry>) -> bool {
        self.shown.with(|shown| shown.as_ref().is_some_and(|shown| Arc::ptr_eq(&shown.entry, entry)))
    }

    /// Does this to the journal, here and in what is kept, and puts on stage what is newest then. `false` where it
    /// cannot be done; then the visitor is told why.
    pub(super) fn act(&self, action: Action) -> bool {
        let line = journal::action_line(&action);
        let newest = |journal: &Journal| journal.entries().last().cloned();
        let before = self.journal.with_untracked(newest);
        let mut outcome = Err(String::new());
        self.journal.maybe_update(|journal| {
            outcome = journal.act(action);
            outcome.is_ok()
        });
        self.notices.update(|notices| notices.retain(|notice| notice.topic != "time"));
        let told = match outcome {
            Ok(told) => told,
            Err(why) => {
                self.notify(Notice { topic: "time", text: why, kept: None });
                return false;
            }
        };
        self.keeper.with_value(|keeper| {
            if let Some(keeper) = keeper {
                keeper.did(&line);
            }
        });
        if let Some(draft) = told {
            self.place(draft);
        }
        let after = self.journal.with_untracked(newest);
        if before.as_ref().map(Arc::as_ptr) != after.as_ref().map(Arc::as_ptr) {
            self.look_at(after.as_ref());
        }
        true
    }

    /// Puts an exchange on stage at its end, or clears the stage.
    pub(super) fn look_at(&self, entry: Option<&Arc<Entry>>) {
        match entry {
            Some(entry) => {
                self.show_settled(entry);
                self.travel.quiet.set(true);
            }
            None => {
                self.clients.clear_stage();
                self.on_stage.clear();
                self.shown.set(None);
                self.player.update(|player| player.load(&[]));
            }
        }
    }

    /// Looks at the exchange in this place of the current branch, as it left things.
    pub(super) fn visit(&self, place: usize) {
        let Some(entry) = self.journal.with_untracked(|journal| journal.get(place).cloned()) else { return };
        let there = |shown: &Shown| Arc::ptr_eq(&shown.entry, &entry);
        if self.shown.with_untracked(|shown| shown.as_ref().is_some_and(there)) {
            self.settle();
        } else {
            self.look_at(Some(&entry));
        }
        self.travel.visits.update(|visits| *visits += 1);
    }

    /// Looks at the newest exchange again, as it left things.
    pub(super) fn back_to_now(&self) {
        let newest = self.journal.with_untracked(|journal| journal.entries().last().cloned());
        self.look_at(newest.as_ref());
    }

    /// Goes another way from the exchange on stage.
    pub(super) fn fork_here(&self) {
        let number =
            self.shown.with_untracked(|shown| shown.as_ref().map(|shown| shown.entry.exchange.number));
        if let Some(after) = number {
            self.fork_after(after);
        }
    }

    /// Goes another way after the exchange of this number.
    pub(super) fn fork_after(&self, after: u64) {
        if self.act(Action::Fork { after }) {
            let name = self.journal.with_untracked(|journal| journal.current().name.to_owned());
            let shared = self.journal.with_untracked(Journal::len);
            let requests = requests(shared);
            self.travel
                .said
                .set(format!("{name} starts here. It shares {requests} with the branch it left."));
        }
    }

    /// Takes back what was done last.
    pub(super) fn undo(&self) {
        let (what, writes) =
            self.journal.with_untracked(|journal| (journal.undoable(), journal.undo_writes()));
        let now = writes.then(|| Box::new(self.draft.get_untracked()));
        self.turn("Undone", what, Action::Undo { now });
    }

    /// Does again what was taken back last.
    pub(super) fn redo(&self) {
        let (what, writes) =
            self.journal.with_untracked(|journal| (journal.redoable(), journal.redo_writes()));
        let now = writes.then(|| Box::new(self.draft.get_untracked()));
        self.turn("Done again", what, Action::Redo { now });
    }

    fn turn(&self, how: &str, what: Option<String>, action: Action) {
        let Some(what) = what else { return };
        let imported = |session: &Self| {
            session.journal.with_untracked(|journal| journal.world().api().title().to_owned())
        };
        let api = imported(self);
        let focus = Focus::now();
        if self.act(action) {
            if imported(self) != api {
                // They were for another API.
                self.examples.set(Vec::new());
            }
            let (name, count) =
                self.journal.with_untracked(|journal| (journal.current().name.to_owned(), journal.len()));
            self.travel.said.set(format!("{how}: {what}. {} in {name}.", requests(count)));
        }
        focus.hand_on();
    }

    /// Starts over from this world, with this draft; it can be undone. Where there is no room to keep what was, it is
    /// gone.
    pub(super) fn start_over(&self, world: World, draft: Draft) {
        self.notices.set(Vec::new());
        self.examples.set(Vec::new());
        self.clients.forget();
        self.on_stage.clear();
        if self.no_way_back().is_some() {
            let journal = Journal::new(world);
            self.keeper.with_value(|keeper| {
                if let Some(keeper) = keeper {
                    keeper.begin(&journal.head_line());
                }
            });
            self.look_at(None);
            self.journal.set(journal);
            self.place(draft);
        } else {
            let (before, after) = (Box::new(self.draft.get_untracked()), Box::new(draft));
            self.act(Action::Start { world: Box::new(world), before, after });
            // The stage may have been showing an exchange of another branch.
            self.look_at(None);
        }
    }

    /// How far the next step of the player goes: moves the playhead by that.
    pub(super) fn step(&self, forward: bool, stride: Stride) {
        let stops = self.shown.with_untracked(|shown| shown.as_ref().map(|shown| shown.board.stops(stride)));
        if let Some(stops) = stops {
            let step = if forward { Player::forward_to } else { Player::back_to };
            self.player.update(|player| step(player, &stops));
        }
    }
}

/// A number of requests in words.
pub(super) fn requests(count: usize) -> String {
    match count {
        0 => "No request".into(),
        1 => "1 request".into(),
        more => format!("{more} requests"),
    }
}

/// Where the focus was before something was taken away.
pub(super) struct Focus(bool);

impl Focus {
    /// Remembers whether anything has it.
    pub(super) fn now() -> Self {
        Self(has_focus())
    }

    /// Where what had the focus is gone, gives it to the next best: the row on stage, or the title above the rows.
    pub(super) fn hand_on(self) {
        if self.0 {
            request_animation_frame(|| {
                if !has_focus() {
                    let _ = keys::focus(".timeline .ex[tabindex='0']") || keys::focus("#timeline-title");
                }
            });
        }
    }
}

fn has_focus() -> bool {
    let active = document().active_element();
    active.is_some_and(|active| {
        active.dyn_ref::<web_sys::HtmlElement>().is_some() && active.tag_name() != "BODY"
    })
}
