//! The server's desk: requests are answered one after the other, in the order in which they come.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::Rc,
    sync::Arc,
};

use futures_channel::oneshot;
use leptos::{prelude::*, task::spawn_local};

use super::part::{self, Engine};
use crate::{
    browser::{page, session},
    dispatch::Served,
    http::Request,
    journal::{Entry, Journal, Sender, Sent, Via},
};

/// Where requests wait to be answered. One that needs the second half of the server waits until that is there, and
/// whatever comes after it waits behind it.
pub(super) struct Desk {
    journal: RwSignal<Journal>,
    engine: Cell<Option<&'static Engine>>,
    waiting: RefCell<VecDeque<Waiting>>,
    /// Whether nothing can be answered for the moment: a part is on its way, or a kept session is yet to be read.
    closed: Cell<bool>,
    /// Told of every exchange, after it has been answered.
    told: RefCell<Option<Told>>,
    /// What nobody has been told of yet.
    untold: RefCell<Vec<Sent>>,
}

/// What is told of an exchange that was answered.
type Told = Rc<dyn Fn(&Sent)>;

struct Waiting {
    request: Request,
    sender: Sender,
    via: Via,
    answer: oneshot::Sender<Result<Arc<Entry>, String>>,
}

impl Desk {
    /// A desk over this journal; closed as long as there is a kept session that is yet to be read.
    pub(super) fn open(journal: RwSignal<Journal>) -> Rc<Self> {
        Rc::new(Self {
            journal,
            engine: Cell::new(None),
            waiting: RefCell::default(),
            closed: Cell::new(session::is_kept()),
            told: RefCell::default(),
            untold: RefCell::default(),
        })
    }

    /// Has the server answer, in turn.
    pub(super) fn serve(self: &Rc<Self>, request: Request, sender: Sender, via: Via) -> Served {
        let (answer, answered) = oneshot::channel();
        self.waiting.borrow_mut().push_back(Waiting { request, sender, via, answer });
        self.work();
        Box::pin(async move { answered.await.unwrap_or_else(|_| Err("the page is closing".into())) })
    }

    /// Tells this of every exchange from now on, and of those so far that nobody has been told of.
    pub(super) fn tell(&self, told: impl Fn(&Sent) + 'static) {
        for sent in self.untold.take() {
            told(&sent);
        }
        *self.told.borrow_mut() = Some(Rc::new(told));
    }

    /// Opens the desk that a kept session had kept closed. `engine` is the whole server, where it was fetched.
    pub(super) fn reopen(self: &Rc<Self>, engine: Option<&'static Engine>) {
        self.engine.set(engine.or(self.engine.get()));
        self.closed.set(false);
        self.work();
    }

    /// Answers nothing that waits, and says why.
    pub(super) fn give_up(&self, why: &str) {
        for waiting in self.waiting.take() {
            let _ = waiting.answer.send(Err(why.into()));
        }
    }

    /// Fetches the second half of the server before it is needed.
    pub(super) fn prepare(self: &Rc<Self>) {
        if self.engine.get().is_none() {
            let desk = Rc::clone(self);
            spawn_local(async move {
                // Where it fails, the request that needs it says so.
                if let Ok(engine) = part::engine().await {
                    desk.engine.set(Some(engine));
                }
            });
        }
    }

    /// Answers what waits, up to the first that needs what is not there yet.
    fn work(self: &Rc<Self>) {
        while !self.closed.get() {
            let Some(next) = self.waiting.borrow_mut().pop_front() else { return };
            let Waiting { request, sender, via, answer } = next;
            match self.answer(request, sender, via) {
                Ok(sent) => {
                    // The one who asked goes first: drawing and keeping can wait until they have it.
                    let _ = answer.send(Ok(Arc::clone(&sent.entry)));
                    let desk = Rc::clone(self);
                    spawn_local(async move { desk.after(sent) });
                }
                Err(request) => {
                    self.waiting.borrow_mut().push_front(Waiting { request, sender, via, answer });
                    self.fetch();
                }
            }
        }
    }

    /// Has the server answer now; the request comes back where it needs the second half.
    fn answer(&self, request: Request, sender: Sender, via: Via) -> Result<Sent, Request> {
        let now_ms = page::now_ms();
        // The journal is told of the change after the server is done, so that nobody reads half of it.
        let mut answered = None;
        self.journal.maybe_update(|journal| {
            let outcome = match self.engine.get() {
                Some(engine) => Ok((engine.send)(journal, now_ms, request, sender, via)),
                None => journal.send_reading(now_ms, request, sender, via),
            };
            let changed = outcome.is_ok();
            answered = Some(outcome);
            changed
        });
        match answered {
            Some(answered) => answered,
            None => unreachable!("an update runs its closure once"),
        }
    }

    /// Fetches the second half of the server, then goes on. Where it cannot be fetched, the request that needs it is
    /// not answered, and says why.
    fn fetch(self: &Rc<Self>) {
        self.closed.set(true);
        let desk = Rc::clone(self);
        spawn_local(async move {
            let engine = part::engine().await;
            if let Err(missing) = &engine {
                let first = desk.waiting.borrow_mut().pop_front();
                if let Some(first) = first {
                    let _ = first.answer.send(Err(missing.to_string()));
                }
            }
            desk.reopen(engine.ok());
        });
    }

    fn after(&self, sent: Sent) {
        let told = self.told.borrow().clone();
        match told {
            Some(told) => told(&sent),
            None => self.untold.borrow_mut().push(sent),
        }
    }
}
