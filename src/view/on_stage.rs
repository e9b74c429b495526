//! Who else is on stage: the exchanges beside the one in focus, and whether the message in focus lies open.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    Session,
    legs::{Told, play},
    session::Shown,
};
use crate::{
    client::{Client, wire::Loss},
    journal::Entry,
    stage::{
        Direction, Play, Player,
        ensemble::{self, Ensemble, Spot},
    },
};

/// How far a lost message has faded when it is told, from 0 to 1.
const LOST: f64 = 0.5;

/// How many reports of what went on beside the focus are kept.
const REPORTS: usize = 30;

/// What is on stage beside the exchange in focus.
#[derive(Clone, Copy, Debug)]
pub(super) struct OnStage {
    /// The exchanges on the way beside the one in focus.
    pub(super) ensemble: RwSignal<Ensemble>,
    /// Those of them that are drawn.
    pub(super) spots: Memo<Vec<Spot>>,
    /// How many of them are counted only.
    pub(super) counted: Memo<usize>,
    /// All of them, by [`ensemble::key`].
    pub(super) keys: Memo<Vec<usize>>,
    /// What became of them, one sentence after another, each with its number.
    pub(super) reports: RwSignal<Vec<(usize, String)>>,
    /// Whether the message in focus lies open.
    pub(super) letter: RwSignal<bool>,
    /// The exchange whose message never arrived, by its key, and the way on which it was lost.
    pub(super) lost: RwSignal<Option<(usize, Direction)>>,
    /// The exchange in focus, by its key, as long as it is there for the first time: no replay.
    pub(super) live: RwSignal<Option<usize>>,
}

impl OnStage {
    /// An empty stage; `still` says whether to leave out travel.
    pub(super) fn new(still: RwSignal<bool>) -> Self {
        let ensemble = RwSignal::new(Ensemble::default());
        Self {
            ensemble,
            spots: Memo::new(move |_| ensemble.with(|ensemble| ensemble.spots(still.get()))),
            counted: Memo::new(move |_| ensemble.with(Ensemble::counted)),
            keys: Memo::new(move |_| ensemble.with(Ensemble::keys)),
            reports: RwSignal::new(Vec::new()),
            letter: RwSignal::new(false),
            lost: RwSignal::new(None),
            live: RwSignal::new(None),
        }
    }

    /// Whether this exchange is on the way beside the one in focus: what came of it is not told yet.
    pub(super) fn withholds(&self, entry: &Arc<Entry>) -> bool {
        self.keys.with(|keys| keys.contains(&ensemble::key(entry)))
    }

    /// Sends everybody home.
    pub(super) fn clear(&self) {
        self.ensemble.set(Ensemble::default());
        self.reports.set(Vec::new());
        self.letter.set(false);
        self.lost.set(None);
        self.live.set(None);
    }

    /// Makes room for an exchange in focus: it is not on the way beside it at the same time, and it is no first run
    /// unless somebody says so.
    pub(super) fn make_way(&self, entry: &Arc<Entry>) {
        let key = ensemble::key(entry);
        if self.keys.with_untracked(|keys| keys.contains(&key)) {
            self.ensemble.update(|ensemble| {
                ensemble.take(key);
            });
        }
        self.live.set(None);
    }

    /// Says that an exchange in focus is there for the first time.
    pub(super) fn is_new(&self, entry: &Arc<Entry>) {
        self.live.set(Some(ensemble::key(entry)));
    }

    /// The focus goes on from one message of an errand to the next.
    pub(super) fn hand_on(&self, from: Option<&Arc<Entry>>, to: &Arc<Entry>) {
        if self.live.get_untracked().is_some_and(|live| from.map(ensemble::key) == Some(live)) {
            self.is_new(to);
        }
    }

    /// Lets this many milliseconds of real time go by at a speed; `two` says whether there are two clients to tell apart.
    fn tick(&self, dt_ms: f64, rate: f64, two: bool) {
        let mut report = None;
        self.ensemble.update(|ensemble| {
            ensemble.name_clients(two);
            ensemble.tick(dt_ms * rate);
            report = ensemble.report();
        });
        if let Some(report) = report {
            self.reports.update(|reports| {
                let number = reports.last().map_or(0, |(number, _)| number + 1);
                reports.push((number, report));
                let over = reports.len().saturating_sub(REPORTS);
                reports.drain(..over);
            });
        }
    }
}

impl Session {
    /// Puts an exchange that has just been answered into focus, from its start, running. What was in focus and is not
    /// at its end goes on beside it.
    pub(super) fn bring_on(&self, entry: &Arc<Entry>) {
        self.step_aside();
        self.show(entry);
        self.on_stage.live.set(Some(ensemble::key(entry)));
    }

    /// Lets an exchange that has just been answered play beside the one in focus.
    pub(super) fn bring_beside(&self, entry: &Arc<Entry>) {
        let board = Arc::new(Play::of(&entry.exchange, entry.before.base()));
        let focus_ms = self.player.with_untracked(Player::at_ms);
        self.on_stage.ensemble.update(|ensemble| ensemble.set_out(Arc::clone(entry), board, focus_ms));
    }

    /// Has an errand that is on its way beside the one in focus go on as it is known by now.
    pub(super) fn know_beside(&self, told: &[Told]) {
        let Some(last) = told.last() else { return };
        let errand = last.entry.role.errand;
        let holds = |ensemble: &Ensemble| ensemble.key_of(errand).is_some();
        if self.on_stage.ensemble.with_untracked(holds) {
            let board = Arc::new(play(told, last.entry.before.base()));
            self.on_stage.ensemble.update(|ensemble| ensemble.know(errand, &last.entry, &board));
        }
    }

    /// Puts an exchange of the timeline into focus: where it is, if it is on the way, and else from its start.
    /// One whose client still waits is not known to anybody yet: then what is seen of it comes into focus.
    pub(super) fn pick(&self, entry: &Arc<Entry>) {
        if untrack(|| self.is_on_its_way(entry)) && !self.clients.was_told(entry) {
            let beside = self.on_stage.ensemble.with_untracked(|ensemble| ensemble.key_of(entry.role.errand));
            if let Some(key) = beside {
                self.focus_on(key);
            }
            return;
        }
        if !self.focus_on(ensemble::key(entry)) {
            let again = self
                .shown
                .with_untracked(|shown| shown.as_ref().is_some_and(|shown| Arc::ptr_eq(&shown.entry, entry)));
            if !again {
                self.step_aside();
            }
            self.show(entry);
        }
    }

    /// Puts one that is on the way into focus, where it is; `false` where it is not on the way.
    pub(super) fn focus_on(&self, key: usize) -> bool {
        let mut taken = None;
        self.on_stage.ensemble.update(|ensemble| taken = ensemble.take(key));
        let Some(flight) = taken else { return false };
        self.step_aside();
        let at_ms = flight.at_ms();
        // Its errand may have gone on since.
        self.show_told(self.errand_of(&flight.entry), Some(&flight.entry));
        self.player.update(|player| player.seek(at_ms));
        self.on_stage.is_new(&flight.entry);
        true
    }

    /// Lets what is in focus go on beside it, if it is there for the first time and not at its end, or waits there.
    pub(super) fn step_aside(&self) {
        let Some(Shown { entry, board }) = self.shown.get_untracked() else { return };
        let live = self.on_stage.live.get_untracked() == Some(ensemble::key(&entry));
        let (at_ms, at_end) = self.player.with_untracked(|player| (player.at_ms(), player.at_end()));
        if live && (!at_end || board.is_open()) {
            self.on_stage.ensemble.update(|ensemble| ensemble.go_on(entry, board, at_ms));
        }
    }

    /// Whether time goes by on stage: the playhead runs, or it is at its end and others are still on the way. Whoever
    /// pauses in between pauses all of them.
    pub(super) fn time_runs(&self) -> bool {
        let on_the_way = !self.on_stage.keys.with(Vec::is_empty);
        self.player.with(|player| player.playing() || on_the_way && player.at_end())
    }

    /// Lets this many milliseconds of real time go by.
    pub(super) fn pass_time(&self, dt_ms: f64) {
        let (playing, rate) = self.player.with_untracked(|player| (player.playing(), player.rate()));
        if playing {
            self.player.update(|player| {
                player.tick(dt_ms);
            });
        }
        if !self.on_stage.ensemble.with_untracked(Ensemble::is_empty) {
            self.on_stage.tick(dt_ms, rate, self.clients.two.get_untracked());
        }
    }

    /// Which of the clients in this page speaks or would; `None` for what others sent.
    pub(super) fn speaker(&self) -> Option<Client> {
        self.shown.with(|shown| match shown {
            None => Some(self.clients.on_stage_client()),
            Some(shown) => ensemble::sender(&shown.entry),
        })
    }

    /// The way on which a message of the exchange in focus was lost, where one was.
    pub(super) fn lost_way(&self) -> Option<Direction> {
        let faded = self.scene.with(|scene| scene.side.lost.filter(|(_, faded)| *faded >= LOST));
        if let Some((loss, _)) = faded {
            return Some(if loss == Loss::Request { Direction::Out } else { Direction::Back });
        }
        let (key, way) = self.on_stage.lost.get()?;
        let shown = self.shown.with(|shown| shown.as_ref().map(|shown| ensemble::key(&shown.entry)));
        (shown == Some(key)).then_some(way)
    }
}
