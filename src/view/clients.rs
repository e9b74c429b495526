//! The clients in this page: what they have learnt, how they are set up, the wire before them, and their errands.

use std::{cell::RefCell, collections::VecDeque, rc::Rc, sync::Arc};

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::{
    Session,
    legs::{Told, lead, note},
    session::Shown,
};
use crate::{
    browser::session,
    client::{
        Agent, Client, ClientSettings,
        wire::{Passage, Wire, WireSettings},
    },
    http::{Request, Response},
    journal::{self, Asides, Entry, Journal, Role, recall},
};

/// Where it is kept how they are set up.
const KEPT: &str = "clients";

/// How the clients and the wire are set up, as it is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Setup {
    first: ClientSettings,
    second: ClientSettings,
    /// Whether the second client is there.
    two: bool,
    wire: WireSettings,
}

/// The roles of what is under way to the server, in the order in which it was sent.
type Cast = Rc<RefCell<VecDeque<(Request, Role)>>>;

/// Everything about the clients that changes. A handful of signals, so it is passed by value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clients {
    first: RwSignal<Agent>,
    second: RwSignal<Agent>,
    /// Whether the second client is there.
    pub(super) two: RwSignal<bool>,
    /// Who sends what is composed.
    pub(super) sender: RwSignal<Client>,
    pub(super) wire: RwSignal<Wire>,
    /// What never reached the server.
    pub(super) asides: RwSignal<Asides>,
    /// The messages of the errand on stage.
    pub(super) told: RwSignal<Arc<[Told]>>,
    /// Whether the errand on stage is still under way.
    pub(super) live: RwSignal<bool>,
    /// Which tab of the settings is open: 0 the server, 1 the clients, the wire and what the API offers.
    pub(super) tab: RwSignal<usize>,
    /// What the client is waiting for, while it does.
    pub(super) waiting: RwSignal<Option<String>>,
    /// The number of the errand that is to stop waiting.
    stopped: StoredValue<u64>,
    /// The number of the last errand.
    last: StoredValue<u64>,
    /// The roles of what is under way to the server.
    cast: StoredValue<Cast, LocalStorage>,
    /// The errands that were on stage last: they are told again as they were.
    runs: StoredValue<VecDeque<Arc<[Told]>>>,
    /// The errands that have a message on the wire.
    travelling: RwSignal<Vec<u64>>,
}

impl Clients {
    pub(super) fn new() -> Self {
        Self {
            first: RwSignal::new(Agent::default()),
            second: RwSignal::new(Agent::default()),
            two: RwSignal::new(false),
            sender: RwSignal::new(Client::First),
            wire: RwSignal::new(Wire::default()),
            asides: RwSignal::new(Asides::default()),
            told: RwSignal::new(Arc::new([])),
            live: RwSignal::new(false),
            tab: RwSignal::new(0),
            waiting: RwSignal::new(None),
            stopped: StoredValue::new(0),
            last: StoredValue::new(0),
            cast: StoredValue::new_local(Rc::default()),
            runs: StoredValue::new(VecDeque::new()),
            travelling: RwSignal::new(Vec::new()),
        }
    }

    /// One of the clients.
    pub(super) fn agent(&self, client: Client) -> RwSignal<Agent> {
        match client {
            Client::First => self.first,
            Client::Second => self.second,
        }
    }

    /// Sets a client up anew.
    pub(super) fn configure(&self, client: Client, change: impl FnOnce(&mut ClientSettings)) {
        self.agent(client).update(|agent| {
            let mut settings = agent.settings.clone();
            change(&mut settings);
            agent.settings = settings.bounded();
        });
    }

    /// Sets the wire up anew.
    pub(super) fn configure_wire(&self, change: impl FnOnce(&mut WireSettings)) {
        self.wire.update(|wire| {
            change(&mut wire.settings);
            wire.settings = wire.settings.bounded();
        });
    }

    /// Switches the second client on or off. What it has learnt stays.
    pub(super) fn switch_two(&self, on: bool) {
        self.two.set(on);
        if !on {
            self.sender.set(Client::First);
        }
    }

    /// How all of it is set up.
    pub(super) fn setup(&self) -> Setup {
        let settings = |client| self.agent(client).with(|agent: &Agent| agent.settings.clone());
        Setup {
            first: settings(Client::First),
            second: settings(Client::Second),
            two: self.two.get(),
            wire: self.wire.with(|wire| wire.settings),
        }
    }

    /// Sets all of it up.
    pub(super) fn set_up(&self, setup: Setup) {
        self.configure(Client::First, |settings| *settings = setup.first);
        self.configure(Client::Second, |settings| *settings = setup.second);
        self.switch_two(setup.two);
        self.wire.set(Wire::new(setup.wire));
    }

    /// Sets all of it up as a reload kept it.
    pub(super) fn set_up_as_kept(&self) {
        if let Some(setup) = session::scratch(KEPT).and_then(|text| serde_json::from_str(&text).ok()) {
            self.set_up(setup);
        }
    }

    /// Starts over: what the clients have learnt is forgotten, how they are set up stays.
    pub(super) fn forget(&self) {
        for client in Client::ALL {
            self.agent(client).update(|agent| {
                *agent = Agent { settings: agent.settings.clone(), ..Agent::default() };
            });
        }
        // Those of the exchanges so far come back with them, where starting over is undone.
        self.asides.update(Asides::begin);
        self.clear_stage();
        self.waiting.set(None);
    }

    /// Puts the messages of an errand on stage.
    pub(super) fn put_on_stage(&self, told: Vec<Told>) {
        let told: Arc<[Told]> = told.into();
        self.remember(&told);
        self.told.set(told);
    }

    /// Remembers an errand as it went, in place of what was known of it before.
    pub(super) fn remember(&self, told: &Arc<[Told]>) {
        let errand = told.first().map_or(0, |told| told.entry.role.errand);
        if errand != 0 {
            self.runs.update_value(|runs| {
                runs.retain(|run| run.first().is_none_or(|told| told.entry.role.errand != errand));
                if runs.len() >= MOST_RUNS {
                    runs.pop_front();
                }
                runs.push_back(Arc::clone(told));
            });
        }
    }

    /// Whether it was seen what became of this, with its errand.
    pub(super) fn was_told(&self, entry: &Arc<Entry>) -> bool {
        let holds = |run: &Arc<[Told]>| run.iter().any(|told| Arc::ptr_eq(&told.entry, entry));
        self.runs.with_value(|runs| runs.iter().any(holds))
    }

    /// Nothing is on stage any more.
    pub(super) fn clear_stage(&self) {
        self.told.set(Arc::new([]));
        self.live.set(false);
    }

    /// The number of an errand that begins.
    pub(super) fn begin(&self) -> u64 {
        self.last.update_value(|last| *last += 1);
        self.last.get_value()
    }

    /// Has the clients know again what they had learnt before a reload.
    pub(super) fn recall(&self, journal: &Journal, asides: Asides) {
        let sent = journal.entries().iter().map(|entry| entry.role.errand).max().unwrap_or(0);
        self.last.update_value(|last| *last = sent.max(asides.last_errand()).max(*last));
        for client in Client::ALL {
            self.agent(client).update(|agent| recall(agent, journal.entries(), client));
        }
        self.asides.set(asides);
    }

    /// Whether the errand that begins with this is on stage.
    pub(super) fn is_on_stage(&self, first: &Told) -> bool {
        let errand = first.entry.role.errand;
        errand != 0 && self.is_errand_on_stage(errand)
    }

    /// Whether the errand of this number is on stage.
    pub(super) fn is_errand_on_stage(&self, errand: u64) -> bool {
        self.told.with_untracked(|told| told.first().is_some_and(|told| told.entry.role.errand == errand))
    }

    /// Has the errand that waits stop waiting.
    pub(super) fn stop(&self) {
        self.stopped.set_value(self.last.get_value());
    }

    /// Whether this errand is to stop waiting.
    pub(super) fn is_stopped(&self, errand: u64) -> bool {
        self.stopped.get_value() >= errand
    }

    /// The client whose errand is on stage; before the first, the one who would send.
    pub(super) fn on_stage_client(&self) -> Client {
        let shown = self.told.with(|told| told.first().map(|told| told.entry.role.client));
        shown.filter(|_| self.two.get()).unwrap_or_else(|| self.sender.get())
    }

    /// The answer that whoever asked gets in the message in focus, where it is not the one that came.
    pub(super) fn handed(&self, shown: RwSignal<Option<Shown>>) -> Option<Arc<Response>> {
        let leg = shown.with(|shown| shown.as_ref().map(|shown| shown.board.focus()))?;
        self.told.with(|told| told.get(leg)?.handed.clone())
    }

    /// The aside that is on stage at the moment, where one is.
    pub(super) fn aside_on_stage(&self, shown: RwSignal<Option<Shown>>) -> Option<u64> {
        let leg = shown.with(|shown| shown.as_ref().map(|shown| shown.board.focus()))?;
        self.told.with(|told| told.get(leg)?.aside)
    }

    /// What tells the play on stage from another one, for what is keyed by it: an errand by its number, which it has from
    /// the first moment on.
    pub(super) fn key(&self) -> Option<(u64, u64)> {
        self.told.with(|told| {
            let entry = &told.first()?.entry;
            let errand = entry.role.errand;
            Some((errand, if errand == 0 { entry.exchange.number } else { 0 }))
        })
    }

    /// How a message of a client that waits so many milliseconds fares on the wire.
    pub(super) fn pass(&self, patience_ms: u32) -> Passage {
        // The counters of a wire that loses nothing need not be told to the page.
        if self.is_quiet() {
            return Passage::default();
        }
        self.wire.try_update(|wire| wire.pass(patience_ms)).unwrap_or_default()
    }

    /// Whether the wire is quick and loses nothing.
    pub(super) fn is_quiet(&self) -> bool {
        self.wire.with_untracked(|wire| wire.settings == WireSettings::default())
    }

    /// Notes which role a request plays that is about to be sent.
    pub(super) fn cast(&self, request: &Request, role: Role) {
        self.cast.with_value(|cast| cast.borrow_mut().push_back((request.clone(), role)));
    }

    /// Notes that a message of this errand leaves, or that it is known what became of it.
    pub(super) fn travels(&self, errand: u64, does: bool) {
        self.travelling.update(|travelling| {
            travelling.retain(|other| *other != errand);
            if does {
                travelling.push(errand);
            }
        });
    }

    /// Forgets a role that was never played.
    pub(super) fn uncast(&self, role: Role) {
        self.cast.with_value(|cast| cast.borrow_mut().retain(|(_, other)| *other != role));
    }

    /// The role of a request that has come to the server. A browser adds fields on the way, so it is known by the rest,
    /// first come, first served.
    pub(super) fn role(&self, request: &Request) -> Role {
        self.cast.with_value(|cast| {
            let mut cast = cast.borrow_mut();
            let at = cast.iter().position(|(sent, _)| {
                sent.method == request.method
                    && sent.target == request.target
                    && sent.content == request.content
            });
            at.and_then(|at| cast.remove(at)).map_or_else(Role::default, |(_, role)| role)
        })
    }
}

impl Session {
    /// Keeps how the clients are set up for a reload, whenever that changes.
    pub(super) fn keep_clients(&self) {
        let clients = self.clients;
        let setup = Memo::new(move |_| clients.setup());
        Effect::new(move |before: Option<()>| {
            let text = setup.with(|setup| serde_json::to_string(setup).unwrap_or_default());
            if before.is_some() {
                session::keep_scratch(KEPT, Some(&text));
            }
        });
    }

    /// The entries that stand for what the timeline shows as one errand with this one: itself alone, where it is one.
    pub(super) fn errand_of(&self, entry: &Arc<Entry>) -> Vec<Told> {
        let errand = entry.role.errand;
        if errand == 0 {
            return vec![Told::of(entry)];
        }
        let handed = |entries: &[Arc<Entry>], entry: &Entry| journal::handed(entries, entry).map(Arc::new);
        let found = self.clients.runs.with_value(|runs| {
            let holds = |run: &&Arc<[Told]>| run.iter().any(|told| Arc::ptr_eq(&told.entry, entry));
            runs.iter().rev().find(holds).map(|run| run.to_vec())
        });
        found.unwrap_or_else(|| {
            // An errand's messages stand close together: what others sent in between is passed over.
            self.journal.with_untracked(|journal| {
                let entries = journal.entries();
                let Some(at) = entries.iter().rposition(|other| Arc::ptr_eq(other, entry)) else {
                    return vec![Told::of(entry)];
                };
                let from = at.saturating_sub(REACH);
                let to = (at + REACH).min(entries.len());
                let near = entries[from..to].iter().filter(|other| other.role.errand == errand);
                near.map(|entry| Told {
                    lead: lead(entry.role),
                    note: note(entry.role),
                    handed: handed(entries, entry),
                    ..Told::of(entry)
                })
                .collect()
            })
        })
    }

    /// Whether the client still waits for what came of this.
    pub(super) fn is_on_its_way(&self, entry: &Entry) -> bool {
        let (number, errand) = (entry.exchange.number, entry.role.errand);
        errand != 0
            && self.clients.travelling.with(|travelling| travelling.contains(&errand))
            && self.clients.told.with(|told| {
                !told.iter().any(|told| told.aside.is_none() && told.entry.exchange.number == number)
            })
    }

    /// Whether the client waits for something that has not yet come on stage: what the timeline must not give away.
    pub(super) fn is_ahead(&self, entry: &Entry) -> bool {
        if self.is_on_its_way(entry) {
            return true;
        }
        let number = entry.exchange.number;
        let leg = self.shown.with(|shown| shown.as_ref().map_or(0, |shown| shown.board.focus()));
        self.clients.told.with(|told| {
            told.iter().skip(leg + 1).any(|told| told.entry.exchange.number == number && told.aside.is_none())
        })
    }
}

/// How many errands are remembered as they went.
const MOST_RUNS: usize = 100;

/// How far around an entry the other messages of its errand are looked for.
const REACH: usize = 48;
