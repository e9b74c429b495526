//! What the composer holds beside the draft: the query's table, what was replaced, requests saved under a name.

use std::{sync::Arc, time::Duration};

use leptos::prelude::*;

use super::Session;
use crate::{
    browser::{event::Listener, session as kept_session, storage},
    client::{
        Draft, QueryRow,
        credentials::{self, Card},
        fields::Shown,
        query_rows,
        replaced::Replaced,
        saved::{self, SavedRequests},
        since::Since,
    },
    journal::{Entry, Journal},
    world::World,
};

/// Where requests that were saved are kept between visits.
const SAVED: &str = "requests";

/// What this tab keeps of the draft.
const DRAFT: &str = "draft";

/// How long nothing is typed before the draft is kept, in milliseconds.
const PAUSE_MS: u64 = 400;

/// How many exchanges are looked through for a request that was sent.
const LOOKED_BACK: usize = 50;

/// The places of the tabs.
pub(super) const HEADERS: usize = 0;
pub(super) const QUERY: usize = 1;
pub(super) const BODY: usize = 2;
pub(super) const AUTH: usize = 3;

/// What the composer holds beside the draft. A handful of signals, so it is passed by value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Composing {
    /// The query as a table; rows that are off are here alone.
    pub(super) query: RwSignal<Vec<QueryRow>>,
    /// The drafts that others took the place of, where they had been written by hand.
    pub(super) replaced: RwSignal<Replaced>,
    /// Requests that were saved under a name.
    pub(super) saved: RwSignal<SavedRequests>,
}

impl Composing {
    /// With what is saved.
    pub(super) fn new() -> Self {
        let saved = storage::preference(SAVED).map(|text| SavedRequests::read(&text)).unwrap_or_default();
        Self {
            query: RwSignal::new(Vec::new()),
            replaced: RwSignal::new(Replaced::default()),
            saved: RwSignal::new(saved),
        }
    }

    /// Notes that a draft is about to take the place of another, which is kept where it was written by hand.
    pub(super) fn replace(self, session: Session, old: Draft, new: &Draft) {
        let query = self.query.get_untracked();
        let whole = old.headers.iter().all(|row| row.on) && query.iter().all(|row| row.on);
        let sent = whole && session.was_sent(&old);
        self.put(old, query, sent, new);
    }

    /// The same where the exchanges go, too: what was sent does not stand there any more.
    pub(super) fn start_over(self, session: Session, new: &Draft) {
        self.put(session.draft.get_untracked(), self.query.get_untracked(), false, new);
    }

    fn put(self, old: Draft, query: Vec<QueryRow>, sent: bool, new: &Draft) {
        self.replaced.update(|replaced| replaced.replace(old, query, sent, new));
        self.query.set(query_rows::rows(&new.path));
    }

    /// Changes what is saved, and keeps that.
    pub(super) fn save(self, change: impl FnOnce(&mut SavedRequests)) {
        self.saved.update(change);
        storage::prefer(SAVED, &self.saved.with_untracked(SavedRequests::text));
    }

    /// Keeps table and path in step, and the draft for a reload.
    pub(super) fn connect(self, session: Session) {
        let draft = session.draft;
        if let Some((kept, query, tab)) = kept_session::scratch(DRAFT).and_then(|text| saved::kept(&text))
            // What was typed before the rest of the page was there is newer.
            && draft.with_untracked(|draft| *draft == Draft::default())
        {
            draft.set(kept);
            self.query.set(query);
            session.composer_tab.set(tab.min(AUTH));
        }

        let path = Memo::new(move |_| draft.with(|draft| draft.path.clone()));
        Effect::new(move |_| {
            path.with(|path| {
                self.query.maybe_update(|table| {
                    let next = query_rows::follow(table, path);
                    let changed = *table != next;
                    *table = next;
                    changed
                });
            });
        });

        let keep = move || {
            let tab = session.composer_tab.get_untracked();
            let text = self
                .query
                .with_untracked(|query| draft.with_untracked(|draft| saved::keep(draft, query, tab)));
            kept_session::keep_scratch(DRAFT, text.as_deref());
        };
        let mut later = debounce(Duration::from_millis(PAUSE_MS), move |()| keep());
        Effect::watch(
            move || {
                draft.track();
                self.query.track();
                session.composer_tab.track();
            },
            move |(), _, _| later(()),
            false,
        );
        if let Some(window) = web_sys::window() {
            let leaving = Listener::new(window.as_ref(), "pagehide", move |_| keep());
            // Kept for as long as the page is.
            StoredValue::new_local(leaving);
        }
    }
}

impl Session {
    /// Whether one of the last exchanges is this request, as it is.
    pub(super) fn was_sent(&self, draft: &Draft) -> bool {
        let base = self.base();
        let sent = |entry: &Arc<Entry>| Since::of(draft, &entry.exchange.request, &base) == Since::Same;
        self.journal.with_untracked(|journal| journal.entries().iter().rev().take(LOOKED_BACK).any(sent))
    }

    /// Brings back the request that was replaced last, which can be undone.
    pub(super) fn bring_back(&self) {
        let (replaced, query) = (self.composing.replaced, self.composing.query);
        let now = (self.draft.get_untracked(), query.get_untracked());
        let Some(Some((draft, rows))) = replaced.try_update(|replaced| replaced.back(now.0, now.1)) else {
            return;
        };
        self.alter(draft.clone());
        self.place(draft);
        query.set(rows);
    }

    /// The world as far as whoever watches can know it: not what an answer still on its way would tell.
    pub(super) fn known_world(&self) -> World {
        let shown = self.shown.get_untracked();
        match shown {
            _ if self.arrived.get_untracked() => {
                self.journal.with_untracked(|journal| journal.world().clone())
            }
            Some(shown) if self.under_way.get_untracked() > 0 => shown.entry.after.clone(),
            Some(shown) => shown.entry.before.clone(),
            None => self.journal.with_untracked(|journal| journal.start().clone()),
        }
    }

    /// The number of the last exchange whose answer has arrived.
    fn known_until(&self) -> u64 {
        let number = self.shown_number();
        match number {
            _ if self.arrived.get() => u64::MAX,
            Some(number) if self.under_way.get() > 0 => number,
            Some(number) => number.saturating_sub(1),
            None => 0,
        }
    }

    /// The tags and dates that the last answers have shown, oldest first.
    pub(super) fn shown_validators(&self) -> Vec<Shown> {
        const LOOKED_AT: usize = 200;
        let until = untrack(|| self.known_until());
        self.journal.with_untracked(|journal| {
            let base = journal.world().base();
            let entries = journal.entries().iter().rev().take(LOOKED_AT).rev();
            let known = entries.filter(|entry| entry.exchange.number <= until);
            known
                .filter_map(|entry| {
                    let response = &entry.exchange.response;
                    let text = |name: &str| response.field(name).map(str::to_owned);
                    let (etag, modified) = (text("etag"), text("last-modified"));
                    let target = entry.exchange.request.target_text();
                    let path = target.strip_prefix(base).unwrap_or(&target).to_owned();
                    (etag.is_some() || modified.is_some()).then_some(Shown { path, etag, modified })
                })
                .collect()
        })
    }

    /// The cards that were handed out in this session, newest first, each once. Looks at each exchange once.
    pub(super) fn cards(&self) -> Signal<Vec<Card>> {
        let session = *self;
        let seen = Memo::new(move |before: Option<&Seen>| {
            session.journal.with(|journal| Seen::next(before, journal))
        });
        Signal::derive(move || {
            let until = session.known_until();
            seen.with(|seen| {
                let known = seen.cards.iter().rev().filter(|(number, _)| *number <= until);
                known.map(|(_, card)| card.clone()).collect()
            })
        })
    }
}

/// The cards found so far, and how far the journal was looked through.
#[derive(Clone, Default)]
struct Seen {
    cards: Vec<(u64, Card)>,
    /// How many entries were looked at, and the last of them.
    looked: Option<(usize, Arc<Entry>)>,
}

impl PartialEq for Seen {
    fn eq(&self, other: &Self) -> bool {
        self.cards == other.cards
    }
}

impl Seen {
    fn next(before: Option<&Self>, journal: &Journal) -> Self {
        let entries = journal.entries();
        // Where the journal only grew, what was looked at is where it was.
        let grown = before.filter(|seen| {
            seen.looked.as_ref().is_some_and(|(count, last)| {
                count
                    .checked_sub(1)
                    .and_then(|at| entries.get(at))
                    .is_some_and(|entry| Arc::ptr_eq(entry, last))
            })
        });
        let mut seen = grown.cloned().unwrap_or_default();
        let from = seen.looked.as_ref().map_or(0, |(count, _)| *count);
        for entry in entries.iter().skip(from) {
            let exchange = &entry.exchange;
            let world = &entry.after;
            if let Some(card) =
                credentials::card(world.api(), world.base(), &exchange.request, &exchange.response)
                && !seen.cards.iter().any(|(_, known)| known.token == card.token)
            {
                seen.cards.push((exchange.number, card));
            }
        }
        seen.looked = entries.last().map(|last| (entries.len(), Arc::clone(last)));
        seen
    }
}
