//! What a reload brings back: every exchange of this tab is kept as it comes.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use leptos::{prelude::*, task::spawn_local};

use super::{
    Session,
    part::{self, Engine},
    session::Notice,
};
use crate::{
    browser::session::{Loaded, Session as Kept, StorageState},
    journal::{self, Aside, Asides, Journal, Origin, Sent},
};

/// Keeps what the desk tells of. `None` where what is kept could not be read, and so must stay as it is.
#[derive(Clone)]
pub(super) struct Keeper {
    session: Session,
    kept: Rc<RefCell<Option<Kept>>>,
    /// How many exchanges are kept that are yet to be told of.
    ahead: Rc<Cell<usize>>,
}

impl Keeper {
    /// Opens what this tab keeps. What was kept before is read back first, which takes the whole server; the desk is
    /// closed meanwhile.
    pub(super) fn open(session: Session) -> Self {
        let (kept, mut loaded) = Kept::open();
        let keeper = Self { session, kept: Rc::new(RefCell::new(Some(kept))), ahead: Rc::default() };
        for text in loaded.notes.drain(..) {
            session.notify(Notice { topic: "gaps", text, kept: None });
        }
        match loaded.head.take() {
            Some(head) => {
                let reader = keeper.clone();
                spawn_local(async move {
                    let engine = part::engine().await;
                    match &engine {
                        Ok(engine) => reader.read_back(engine, head, loaded),
                        Err(missing) => {
                            *reader.kept.borrow_mut() = None;
                            let text = format!(
                                "What this tab had kept could not be read back: {missing}. It stays as it is; what you \
                                 do until then is not kept."
                            );
                            session.notify(Notice { topic: "storage", text, kept: None });
                        }
                    }
                    reader.follow(engine.ok());
                });
            }
            None => {
                keeper.begin(&session.journal.with_untracked(Journal::head_line));
                keeper.follow(None);
            }
        }
        keeper
    }

    /// Starts over in what is kept, with this head line.
    pub(super) fn begin(&self, head: &str) {
        if let Some(kept) = self.kept.borrow_mut().as_mut() {
            kept.begin(head);
            self.tell_storage(kept.state());
        }
    }

    /// Keeps something else that was done.
    pub(super) fn did(&self, line: &str) {
        if let Some(kept) = self.kept.borrow_mut().as_mut() {
            kept.append(line);
            self.tell_storage(kept.state());
        }
    }

    /// Whether there is room to keep more, as far as anybody knows; there is none to be missed where nothing is kept.
    fn has_room(&self) -> bool {
        let kept = self.kept.borrow();
        !kept.as_ref().is_some_and(|kept| matches!(kept.state(), StorageState::Full { .. }))
    }

    /// Keeps what never reached the server.
    pub(super) fn keep_aside(&self, aside: &Aside) {
        if let Some(kept) = self.kept.borrow_mut().as_mut() {
            kept.append(&journal::aside_line(aside));
            self.tell_storage(kept.state());
        }
    }

    /// Has the desk tell what it answers, and opens it.
    fn follow(&self, engine: Option<&'static Engine>) {
        let keeper = self.clone();
        self.session.desk.with_value(|desk| {
            desk.tell(move |sent| keeper.keep(sent));
            desk.reopen(engine);
        });
    }

    /// Keeps an exchange, and puts it on stage where nobody else does that.
    fn keep(&self, sent: &Sent) {
        let session = self.session;
        // What the composer sends is put on stage once it is back there.
        if sent.entry.origin != Origin::Composer {
            if session.is_free() {
                session.bring_on(&sent.entry);
            } else {
                session.bring_beside(&sent.entry);
            }
        }
        let mut kept = self.kept.borrow_mut();
        let Some(kept) = kept.as_mut() else { return };
        let had_asides = !session.clients.asides.with_untracked(Asides::is_empty);
        if !sent.left.is_empty() {
            session.clients.asides.update(|asides| asides.leave(&sent.left));
        }
        let ahead = self.ahead.get();
        if ahead > 0 {
            // It was among those that were written anew.
            self.ahead.set(ahead - 1);
            return;
        }
        let anew = session.journal.with_untracked(|journal| {
            if sent.left.is_empty() {
                return false;
            }
            // The oldest have left, so the kept session starts from a later world.
            if journal.is_plain() && !had_asides {
                kept.forget_oldest(sent.left.len(), &journal.head_line());
                return false;
            }
            // With branches no line can go without the others, and asides have lines of their own: once in a thousand
            // requests all are written anew.
            kept.begin(&journal.head_line());
            session.clients.asides.with_untracked(|asides| {
                for line in journal.lines(asides) {
                    kept.append(&line);
                }
            });
            let place = journal.place_of(sent.entry.exchange.number);
            self.ahead.set(place.map_or(0, |place| journal.len() - 1 - place));
            true
        });
        if !anew {
            kept.append(&journal::entry_line(&sent.entry));
        }
        self.tell_storage(kept.state());
    }

    /// Reads back what a reload kept. What cannot be read is set aside, and said.
    fn read_back(&self, engine: &'static Engine, head: String, loaded: Loaded) {
        let session = self.session;
        match (engine.restore)(&head, &loaded.lines, &session.base()) {
            Ok(restored) => {
                if let Some((first, why)) = restored.set_aside.first() {
                    if let Some(kept) = self.kept.borrow_mut().as_mut() {
                        kept.set_aside_from(*first);
                    }
                    let text = format!(
                        "{} of the requests kept in this tab could not be read and were set aside: {why}",
                        restored.set_aside.len()
                    );
                    let rest = loaded.lines[*first..].join("\n");
                    session.notify(Notice { topic: "damage", text, kept: Some(rest) });
                }
                let last = restored.journal.entries().last().cloned();
                let mut journal = restored.journal;
                // How it was set up since the last request, as an earlier version noted it; now that is a line.
                let note = loaded.note.filter(|_| journal.is_plain());
                if let Some(settings) = note.and_then(|note| serde_json::from_str(&note).ok()) {
                    journal.configure(settings);
                }
                session.clients.recall(&journal, restored.asides);
                session.journal.set(journal);
                if let Some(last) = last {
                    session.show_settled(&last);
                }
            }
            Err(why) => {
                if let Some(kept) = self.kept.borrow_mut().as_mut() {
                    kept.set_aside();
                }
                let text = format!("The session kept in this tab could not be read and was set aside: {why}");
                let whole = std::iter::once(head).chain(loaded.lines).collect::<Vec<_>>().join("\n");
                session.notify(Notice { topic: "damage", text, kept: Some(whole) });
                self.begin(&session.journal.with_untracked(Journal::head_line));
            }
        }
        if let Some(kept) = self.kept.borrow().as_ref() {
            self.tell_storage(kept.state());
        }
    }

    /// Says that the session is not kept, once.
    fn tell_storage(&self, state: &StorageState) {
        let text = match state {
            StorageState::Kept => return,
            StorageState::MemoryOnly { why } | StorageState::Full { why } => why.clone(),
        };
        let told = self.session.told_storage;
        let said = told.with_value(|told| *told == text);
        if !said {
            told.set_value(text.clone());
            self.session.notify(Notice { topic: "storage", text, kept: None });
        }
    }
}

impl Session {
    /// Why what goes when everything starts over could not be brought back, as a sentence; `None` where it could.
    pub(super) fn no_way_back(&self) -> Option<&'static str> {
        let room = self.keeper.with_value(|keeper| keeper.as_ref().is_none_or(Keeper::has_room));
        (!room).then_some("There is no room left to keep what was, so there is no way to undo it.")
    }
}
