//! Everything on the page that changes, and what can be done to it.

use std::{ops::Deref, sync::Arc};

use leptos::prelude::*;

use super::{
    bulk::Busy,
    clients::Clients,
    composing::{self, Composing},
    edits::Edits,
    keep::Keeper,
    keys,
    legs::{self, play},
    mode::Mode,
    on_stage::OnStage,
    shell::{Carrier, Shell},
    told::Told,
    travel::Travel,
    words::Words,
};
use crate::{
    client::{Draft, credentials::Given},
    dispatch::TransportState,
    journal::{Action, Entry},
    server::Block,
    stage::{Actor, ClientSide, Line, Mark, Mood, Play, Player, Scene, Speech},
    world::Settings,
};

/// The exchange that is on stage.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    pub(super) entry: Arc<Entry>,
    /// The errand that it is part of, with this exchange in focus.
    pub(super) board: Arc<Play>,
}

/// A request to try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Example {
    /// What it does, in a few words.
    pub(super) name: String,
    /// What to watch.
    pub(super) about: String,
    /// The request.
    pub(super) draft: Draft,
}

/// Something the visitor should know, until they put it away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Notice {
    /// What it is about: a later notice about the same replaces it.
    pub(super) topic: &'static str,
    pub(super) text: String,
    /// What was set aside, to be saved as a file where the visitor wants it.
    pub(super) kept: Option<String>,
}

/// Everything on the page that changes. A handful of signals, so it is passed by value.
#[derive(Clone, Copy, Debug)]
pub struct Session {
    /// What was there from the first moment on.
    pub(super) shell: Shell,
    /// What the page is for at the moment.
    pub(super) mode: RwSignal<Mode>,
    /// Which tab of the composer is open: 0 the headers, 1 the query, 2 the body, 3 the credentials.
    pub(super) composer_tab: RwSignal<usize>,
    /// What was typed of each kind of credentials, for when that kind is chosen again.
    pub(super) credentials: StoredValue<Vec<Given>>,
    /// What the composer holds beside the draft.
    pub(super) composing: Composing,
    /// The exchange on stage; `None` before the first.
    pub(super) shown: RwSignal<Option<Shown>>,
    /// The playhead over it.
    pub(super) player: RwSignal<Player>,
    /// What is on stage.
    pub(super) scene: Memo<Scene>,
    /// Whether the client has the answer: until then nothing on the page gives it away.
    pub(super) arrived: Memo<bool>,
    /// What is on stage beside it.
    pub(super) on_stage: OnStage,
    /// Whether to leave out travel (the visitor prefers reduced motion).
    pub(super) still: RwSignal<bool>,
    /// How requests reach the server.
    pub(super) transport: RwSignal<TransportState>,
    /// What the visitor should know.
    pub(super) notices: RwSignal<Vec<Notice>>,
    /// Whether the question before starting over is open.
    pub(super) asking_reset: RwSignal<bool>,
    /// Whether the server's settings are open.
    pub(super) showing_settings: RwSignal<bool>,
    /// Whether another API is being brought in.
    pub(super) importing: RwSignal<bool>,
    /// Requests to try; empty for those of the toy library.
    pub(super) examples: RwSignal<Vec<Example>>,
    /// Whether the sheet of shortcuts is open.
    pub(super) showing_keys: RwSignal<bool>,
    /// Whether keys of one character do anything.
    pub(super) single_keys: RwSignal<bool>,
    /// Whether the text log is shown to everybody.
    pub(super) showing_log: RwSignal<bool>,
    /// Moving through what was done.
    pub(super) travel: Travel,
    /// What is one edit away from the request being written.
    pub(super) edits: Edits,
    /// The texts of the four lenses.
    pub(super) words: Words,
    /// What is told on stage.
    pub(super) told: Told,
    /// The clients, their caches and their errands.
    pub(super) clients: Clients,
    /// Long work.
    pub(super) busy: Busy,
    /// What keeps it all for a reload, once connected.
    pub(super) keeper: StoredValue<Option<Keeper>, LocalStorage>,
    /// Carries a request without a client around it: no cache, no second try, and nothing on stage.
    pub(super) bare: StoredValue<Option<Carrier>, LocalStorage>,
    /// What was last said about storage, so that it is said once.
    pub(super) told_storage: StoredValue<String>,
}

impl Deref for Session {
    type Target = Shell;

    fn deref(&self) -> &Shell {
        &self.shell
    }
}

impl Session {
    /// A session over what was there from the first moment on.
    pub(super) fn new(shell: Shell) -> Self {
        let shown = RwSignal::new(None::<Shown>);
        let player = RwSignal::new(Player::new(&[]));
        let still = RwSignal::new(false);
        let words = Words::new();
        let clients = Clients::new();
        let told = Told::new(words, shown, shell.journal, shell.draft, clients);
        let scene = Memo::new(move |_| {
            let at_ms = player.with(Player::at_ms);
            shown
                .with(|shown| {
                    let board = &shown.as_ref()?.board;
                    if still.get() { board.at_still(at_ms) } else { board.at(at_ms) }
                })
                .map_or_else(|| idle(told.invitation()), |scene| told.speak(scene))
        });
        let under_way = shell.under_way;
        let arrived = Memo::new(move |_| {
            // Answered, but not yet on stage: the answer has not arrived for whoever watches.
            if under_way.get() > usize::from(clients.live.get()) {
                return false;
            }
            let moment = scene.with(|scene| scene.moment);
            shown.with(|shown| shown.as_ref().is_none_or(|shown| shown.board.has_answer(moment)))
        });
        Self {
            shell,
            mode: RwSignal::new(Mode::kept()),
            composer_tab: RwSignal::new(0),
            credentials: StoredValue::new(Vec::new()),
            composing: Composing::new(),
            shown,
            player,
            scene,
            arrived,
            on_stage: OnStage::new(still),
            still,
            transport: RwSignal::new(TransportState::Starting),
            notices: RwSignal::new(Vec::new()),
            asking_reset: RwSignal::new(false),
            showing_settings: RwSignal::new(false),
            importing: RwSignal::new(false),
            examples: RwSignal::new(Vec::new()),
            showing_keys: RwSignal::new(false),
            single_keys: RwSignal::new(keys::kept()),
            showing_log: RwSignal::new(false),
            edits: Edits::new(),
            travel: Travel::new(),
            words,
            told,
            clients,
            busy: Busy::new(),
            keeper: StoredValue::new_local(None),
            bare: StoredValue::new_local(None),
            told_storage: StoredValue::new(String::new()),
        }
    }

    /// Writes a request into the composer in the place of the one there, which can be undone, and opens the tab where
    /// there is something to see.
    pub(super) fn write(&self, draft: Draft) {
        self.composing.replace(*self, self.draft.get_untracked(), &draft);
        self.alter(draft.clone());
        self.place(draft);
    }

    /// Changes the request in the composer, which can be undone; the tab stays.
    pub(super) fn alter(&self, draft: Draft) {
        let before = self.draft.get_untracked();
        if before != draft {
            self.act(Action::Write { before: Box::new(before), after: Box::new(draft.clone()) });
            self.draft.set(draft);
        }
    }

    /// Puts a request into the composer, and opens the tab where there is something to see.
    pub(super) fn place(&self, draft: Draft) {
        self.composer_tab.set(if draft.body.is_empty() { composing::HEADERS } else { composing::BODY });
        self.draft.set(draft);
    }

    /// Puts an exchange on stage, from its start, running.
    pub(super) fn show(&self, entry: &Arc<Entry>) {
        self.show_told(self.errand_of(entry), Some(entry));
    }

    /// Puts the messages of an errand on stage, from the start of this one's, running. With none they are all there is
    /// so far: where they are on stage already, the rest is added and what runs runs on.
    pub(super) fn show_told(&self, told: Vec<legs::Told>, from: Option<&Arc<Entry>>) {
        let Some(first) = told.first() else { return };
        let board = play(&told, first.entry.before.base());
        let same = from.is_none() && self.clients.is_on_stage(first);
        let leg = match from {
            Some(entry) => told.iter().position(|told| Arc::ptr_eq(&told.entry, entry)).unwrap_or(0),
            None if same => {
                self.shown.with_untracked(|shown| shown.as_ref().map_or(0, |shown| shown.board.focus()))
            }
            None => 0,
        };
        let entry = told.get(leg).map_or_else(|| Arc::clone(&first.entry), |told| Arc::clone(&told.entry));
        if same {
            // What stood for a message that was on its way is that message now.
            let before =
                self.shown.with_untracked(|shown| shown.as_ref().map(|shown| Arc::clone(&shown.entry)));
            self.on_stage.hand_on(before.as_ref(), &entry);
        } else {
            self.on_stage.make_way(&entry);
            // Whoever runs the errand says so where it goes on.
            self.clients.live.set(false);
        }
        self.player.update(|player| {
            if same {
                player.extend(board.moments());
            } else {
                player.load(board.moments());
                player.seek(board.start_ms(leg));
            }
        });
        self.travel.quiet.set(false);
        self.clients.put_on_stage(told);
        self.shown.set(Some(Shown { entry, board: Arc::new(board.focused(leg)) }));
    }

    /// Puts an exchange on stage at its end: nothing moves until asked to.
    pub(super) fn show_settled(&self, entry: &Arc<Entry>) {
        self.show(entry);
        self.settle();
    }

    /// Puts the playhead at the end of the message on stage.
    pub(super) fn settle(&self) {
        let last = self
            .shown
            .with_untracked(|shown| shown.as_ref().map(|shown| shown.board.last_of_leg(shown.board.focus())));
        if let Some(last) = last {
            self.player.update(|player| player.seek_moment(last));
        }
    }

    /// Has the exchange that is shown follow the playhead from one message of an errand to the next.
    pub(super) fn follow_legs(&self) {
        let session = *self;
        Effect::new(move |_| {
            let leg = session.scene.with(|scene| scene.side.leg);
            let entry =
                session.clients.told.with_untracked(|told| told.get(leg).map(|told| Arc::clone(&told.entry)));
            let board = session.shown.with_untracked(|shown| {
                shown
                    .as_ref()
                    .filter(|shown| shown.board.focus() != leg)
                    .map(|shown| shown.board.focused(leg))
            });
            if let (Some(entry), Some(board)) = (entry, board) {
                session.on_stage.hand_on(
                    session
                        .shown
                        .with_untracked(|shown| shown.as_ref().map(|shown| Arc::clone(&shown.entry)))
                        .as_ref(),
                    &entry,
                );
                session.shown.set(Some(Shown { entry, board: Arc::new(board) }));
            }
        });
    }

    /// Whether the stage is free for what others send: nothing is on it, or it has been played to its end.
    pub(super) fn is_free(&self) -> bool {
        let open = |shown: &Option<Shown>| shown.as_ref().map(|shown| shown.board.is_open());
        match self.shown.with_untracked(open) {
            None => true,
            Some(is_open) => !is_open && self.player.with_untracked(Player::at_end),
        }
    }

    /// The number of the exchange on stage; `None` too where the server has not counted it.
    pub(super) fn shown_number(&self) -> Option<u64> {
        let number = self.shown.with(|shown| shown.as_ref().map(|shown| shown.entry.exchange.number));
        number.filter(|number| *number > 0)
    }

    /// Whether it was seen what became of the message in focus: the client has its answer, or knows that it gets none.
    pub(super) fn is_told(&self) -> bool {
        let moment = self.scene.with(|scene| scene.moment);
        let at_last =
            |shown: &Shown| !shown.board.is_open() && moment >= shown.board.last_of_leg(shown.board.focus());
        self.arrived.get() || self.shown.with(|shown| shown.as_ref().is_none_or(at_last))
    }

    /// Whether what came of this exchange is still on its way on stage, and so not given away elsewhere.
    pub(super) fn hides(&self, entry: &Arc<Entry>) -> bool {
        (self.is_on_stage(entry) && !self.is_told()) || self.is_ahead(entry) || self.on_stage.withholds(entry)
    }

    /// Moves the playhead to the first question of a block, where it was asked.
    pub(super) fn seek_block(&self, block: Block) {
        let moment = self.shown.with_untracked(|shown| shown.as_ref()?.board.moment_of(block));
        if let Some(moment) = moment {
            self.player.update(|player| player.seek_moment(moment));
        }
    }

    /// Sets the server up anew, from the next request on.
    pub(super) fn configure(&self, change: impl FnOnce(&mut Settings)) {
        let mut settings = self.settings();
        change(&mut settings);
        self.act(Action::Configure { settings: Box::new(settings) });
    }

    /// How the server is set up.
    pub(super) fn settings(&self) -> Settings {
        self.journal.with(|journal| journal.world().settings().clone())
    }

    /// Says something to the visitor, in place of what was said about the same before.
    pub(super) fn notify(&self, notice: Notice) {
        self.notices.update(|notices| {
            notices.retain(|other| other.topic != notice.topic);
            notices.push(notice);
        });
    }
}

/// The stage before the first exchange: an invitation.
fn idle(invitation: String) -> Scene {
    Scene {
        moment: 0,
        progress: 0.0,
        client: Mood::Idle,
        server: Mood::Idle,
        lights: (false, false),
        envelope: None,
        speech: Some(Speech { by: Actor::Client, line: Line::Asked, text: invitation }),
        track: [Mark::Ahead; 9],
        step: None,
        answered: false,
        acted: false,
        side: ClientSide::default(),
    }
}
