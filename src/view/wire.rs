//! Connects a session to the browser: what is kept, how requests travel, and the clock that moves the playhead.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    sync::Arc,
};

use leptos::{prelude::*, task::spawn_local};

use super::{Session, session::Notice};
use crate::{
    browser::{
        event::Listener,
        frame::Frames,
        media::Wish,
        page,
        session::{Loaded, Session as Kept, StorageState},
        storage,
    },
    dispatch::{Dispatcher, TransportState},
    http::Request,
    journal::{self, Entry, Journal, Origin, Via},
    stage::Player,
    world::World,
};

/// Where the chosen speed is kept between visits.
const SPEED: &str = "speed";

/// What a session holds on to in the browser.
pub(super) struct Wire {
    dispatcher: Dispatcher,
    kept: Rc<RefCell<Kept>>,
    frames: Rc<RefCell<Option<Frames>>>,
    /// Told when the visitor's wish for less motion changes.
    _motion: Option<Listener>,
}

impl Session {
    /// The session of this tab: what a reload kept, or a fresh toy library; connected and ready to send.
    #[must_use]
    pub fn connect() -> Self {
        let base = page::api_base();
        let (mut kept, loaded) = Kept::open();
        let mut notices = Vec::new();
        let journal = reopen(&mut kept, loaded, &base, &mut notices);
        let session = Self::new(journal);
        session.notices.set(notices);
        let kept = Rc::new(RefCell::new(kept));
        session.tell_storage(kept.borrow().state());

        let serve_kept = Rc::clone(&kept);
        let serve = move |request: Request, origin: Origin, via: Via| {
            let entry = session.answer_and_keep(&serve_kept, request, origin, via);
            // What the composer sends is put on stage by `send`, once it is back.
            if origin != Origin::Composer && session.is_free() {
                session.show(&entry);
            }
            entry
        };
        let dispatcher = Dispatcher::start(serve, move |state| session.transport.set(state));

        session.still.set(Wish::LessMotion.holds());
        let motion = Wish::LessMotion.watch(move |less| session.still.set(less));
        if let Some(rate) = storage::preference(SPEED).and_then(|rate| page::number(&rate)) {
            session.player.update(|player| player.set_rate(rate));
        }
        if let Some(last) = session.journal.with_untracked(|journal| journal.entries().last().cloned()) {
            session.show_settled(&last);
        }

        let frames = Rc::new(RefCell::new(None));
        session.wire.set_value(Some(Wire { dispatcher, kept, frames: Rc::clone(&frames), _motion: motion }));
        session.run_frames();
        Effect::new(move |before: Option<f64>| {
            let rate = session.player.with(Player::rate);
            if before.is_some_and(|before| before != rate) {
                storage::prefer(SPEED, &rate.to_string());
            }
            rate
        });
        session
    }

    /// Sends what is composed, and puts the exchange on stage once it is back.
    pub(super) fn send(&self) {
        let session = *self;
        let Some(dispatcher) =
            session.wire.with_value(|wire| wire.as_ref().map(|wire| wire.dispatcher.clone()))
        else {
            return;
        };
        let request = session.draft.with_untracked(|draft| draft.request(&session.base()));
        session.under_way.update(|count| *count += 1);
        spawn_local(async move {
            let was_live = dispatcher.state() == TransportState::Live;
            let sent = dispatcher.send(request).await;
            session.show(&sent.entry);
            session.under_way.update(|count| *count -= 1);
            // While the badge says "in the page", it says why; a single request that goes round the worker does not.
            let remark = sent.lost.or(sent.in_page.filter(|_| was_live));
            session.notices.update(|notices| notices.retain(|notice| notice.topic != "request"));
            if let Some(text) = remark {
                session.notify(Notice { topic: "request", text, kept: None });
            }
        });
    }

    /// Starts over with a fresh toy library, here and in what is kept.
    pub(super) fn reset(&self) {
        let journal = Journal::new(World::toy_library(&self.base()));
        self.wire.with_value(|wire| {
            if let Some(wire) = wire {
                let mut kept = wire.kept.borrow_mut();
                kept.begin(&journal.head_line());
                self.notices.set(Vec::new());
                self.tell_storage(kept.state());
            }
        });
        self.restart(journal);
    }

    /// Has the server answer, and keeps the exchange for a reload.
    fn answer_and_keep(
        &self,
        kept: &RefCell<Kept>,
        request: Request,
        origin: Origin,
        via: Via,
    ) -> Arc<Entry> {
        let sent = self.answer(page::now_ms(), request, origin, via);
        let mut kept = kept.borrow_mut();
        if !sent.left.is_empty() {
            // The oldest have left, so the kept session starts from a later world.
            self.journal.with_untracked(|journal| kept.forget_oldest(sent.left.len(), &journal.head_line()));
        }
        kept.append(&journal::entry_line(&sent.entry));
        self.tell_storage(kept.state());
        sent.entry
    }

    /// Says that the session is not kept, once.
    fn tell_storage(&self, state: &StorageState) {
        let text = match state {
            StorageState::Kept => return,
            StorageState::MemoryOnly { why } | StorageState::Full { why } => why.clone(),
        };
        let said = self.told_storage.with_value(|told| *told == text);
        if !said {
            self.told_storage.set_value(text.clone());
            self.notify(Notice { topic: "storage", text, kept: None });
        }
    }

    /// Moves the playhead with the frames, for as long as it runs: a page at rest asks for none.
    fn run_frames(&self) {
        let session = *self;
        let running = Memo::new(move |_| session.player.with(Player::playing));
        Effect::new(move |_| {
            let running = running.get();
            let frames = session.wire.with_value(|wire| wire.as_ref().map(|wire| Rc::clone(&wire.frames)));
            if let Some(frames) = frames {
                let first = Cell::new(true);
                *frames.borrow_mut() = running.then(|| {
                    Frames::start(move |dt_ms| {
                        if !first.replace(false) {
                            session.player.update(|player| {
                                player.tick(dt_ms);
                            });
                        }
                    })
                });
            }
        });
    }
}

/// The journal that was kept, or a fresh one. What cannot be read is set aside and said.
fn reopen(kept: &mut Kept, loaded: Loaded, base: &str, notices: &mut Vec<Notice>) -> Journal {
    for text in loaded.notes {
        notices.push(Notice { topic: "gaps", text, kept: None });
    }
    if let Some(head) = loaded.head {
        match Journal::restore(&head, loaded.lines.iter().map(String::as_str), base) {
            Ok(restored) => {
                if let Some((first, why)) = restored.set_aside.first() {
                    kept.set_aside_from(*first);
                    let text = format!(
                        "{} of the requests kept in this tab could not be read and were set aside: {why}",
                        restored.set_aside.len()
                    );
                    let rest = loaded.lines[*first..].join("\n");
                    notices.push(Notice { topic: "damage", text, kept: Some(rest) });
                }
                return restored.journal;
            }
            Err(why) => {
                kept.set_aside();
                let text = format!("The session kept in this tab could not be read and was set aside: {why}");
                let whole = std::iter::once(head).chain(loaded.lines).collect::<Vec<_>>().join("\n");
                notices.push(Notice { topic: "damage", text, kept: Some(whole) });
            }
        }
    }
    let journal = Journal::new(World::toy_library(base));
    kept.begin(&journal.head_line());
    journal
}
