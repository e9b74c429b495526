//! Sends what is composed, live where that can be done, and answers what the service worker relays.

use std::{
    cell::{Cell, RefCell},
    future::Future,
    pin::Pin,
    rc::{Rc, Weak},
    sync::Arc,
};

use serde_json::json;
use wasm_bindgen_futures::spawn_local;
use web_sys::AbortController;

use super::{
    Claim, Outbox, TransportState, Why, live, obstacle,
    relay::{self, Relayed},
};
use crate::{
    browser::{
        event::Listener,
        page,
        timer::within,
        worker::{self, Absence},
    },
    http::{Request, Response, StatusCode, coding, header},
    journal::{Entry, Origin, Via},
};

/// How long a `fetch` may take to reach this page again, in milliseconds: longer than the worker waits for a page.
const REACH_MS: u32 = 6_000;
/// How long the answer may then take to get back, in milliseconds.
const RETURN_MS: u32 = 20_000;
/// After so many requests that a worker said to be live did not bring, it is no longer tried at every request.
const PATIENCE: u32 = 2;

/// Sends requests and answers them. A clone is another handle on the same one.
#[derive(Clone)]
pub struct Dispatcher(Rc<Inner>);

/// How a request that was sent came out.
#[derive(Clone, Debug)]
pub struct Sent {
    /// The exchange; [`Entry::via`] says how the request went.
    pub entry: Arc<Entry>,
    /// Why it was handed over inside the page, as a sentence; `None` where it went live.
    pub in_page: Option<String>,
    /// What happened to the answer, as a sentence, where it never reached the sender. The server has acted.
    pub lost: Option<String>,
}

/// What comes of asking the server: the exchange, or why there can be none, as a sentence.
pub type Served = Pin<Box<dyn Future<Output = Result<Arc<Entry>, String>>>>;

struct Inner {
    serve: Box<dyn Fn(Request, Origin, Via) -> Served>,
    on_state: Box<dyn Fn(TransportState)>,
    base: String,
    state: RefCell<TransportState>,
    outbox: RefCell<Outbox<Arc<Entry>>>,
    connecting: Cell<bool>,
    failures: Cell<u32>,
    listeners: RefCell<Vec<Listener>>,
}

impl Dispatcher {
    /// Starts: at once able to send, and live as soon as the service worker is.
    ///
    /// `serve` has the server answer a request and keeps the exchange (see [`crate::journal::Journal::send`]). It
    /// may have to fetch a part of the server first.
    /// `on_state` is told of every change of [`Dispatcher::state`], which begins as [`TransportState::Starting`].
    #[must_use]
    pub fn start(
        serve: impl Fn(Request, Origin, Via) -> Served + 'static,
        on_state: impl Fn(TransportState) + 'static,
    ) -> Self {
        let inner = Rc::new(Inner {
            serve: Box::new(serve),
            on_state: Box::new(on_state),
            base: page::api_base(),
            state: RefCell::new(TransportState::Starting),
            outbox: RefCell::default(),
            connecting: Cell::new(false),
            failures: Cell::new(0),
            listeners: RefCell::default(),
        });
        inner.listeners.replace(listeners(&Rc::downgrade(&inner)));
        inner.connect();
        Self(inner)
    }

    /// Which way the next request will go.
    #[must_use]
    pub fn state(&self) -> TransportState {
        self.0.state.borrow().clone()
    }

    /// Sends a request, as it is, to its target, such as `/demo/api/toys`.
    ///
    /// It is answered exactly once: where the `fetch` comes back, or does not, without the server having seen it,
    /// the request is handed over inside the page.
    ///
    /// # Errors
    /// A sentence that says why the server could not answer. Then it has done nothing.
    pub async fn send(&self, request: Request) -> Result<Sent, String> {
        let inner = &self.0;
        match self.state() {
            TransportState::Live if worker::controls() => {}
            TransportState::Live => {
                inner.set_state(TransportState::InPage { why: Why::Bypassed });
                inner.connect();
                return inner.hand_over(request, Why::Bypassed.to_string()).await;
            }
            state => {
                if inner.failures.get() < PATIENCE {
                    inner.reconnect();
                }
                return inner.hand_over(request, state.explanation()).await;
            }
        }
        let obstacle = obstacle(&request, &inner.base).or_else(|| live::rewritten(&request.target_text()));
        if let Some(obstacle) = obstacle {
            return inner.hand_over(request, obstacle.to_string()).await;
        }
        inner.fetch(request).await
    }
}

impl Inner {
    /// The live way.
    async fn fetch(self: &Rc<Self>, request: Request) -> Result<Sent, String> {
        let ticket = self.outbox.borrow_mut().post(&request);
        let abort = AbortController::new().ok();
        let signal = abort.as_ref().map(AbortController::signal);
        let mut fetch = Box::pin(live::fetch(&request, signal.as_ref()));
        let mut came = within(REACH_MS, &mut fetch).await;
        if came.is_none() && self.outbox.borrow().seen(ticket) {
            came = within(RETURN_MS, &mut fetch).await;
        }
        drop(fetch);
        if let (None, Some(abort)) = (&came, &abort) {
            abort.abort();
        }
        // Where the fetch has neither failed nor come back, the request could still be on its way.
        let Some(entry) = self.outbox.borrow_mut().take(ticket, came.is_none()) else {
            self.failures.set(self.failures.get() + 1);
            self.set_state(TransportState::InPage { why: Why::Stopped });
            if self.failures.get() < PATIENCE {
                self.reconnect();
            }
            return self.hand_over(request, Why::Stopped.to_string()).await;
        };
        self.failures.set(0);
        let lost = match came {
            Some(Ok(None)) => None,
            Some(Ok(Some(status))) if status == entry.exchange.response.status.as_u16() => None,
            Some(Ok(Some(status))) => Some(format!("a {status} from the service worker came in its place")),
            Some(Err(said)) => Some(format!("the fetch failed: {said}")),
            None => Some("the time limit passed".into()),
        };
        let lost = lost.map(|how| format!("The server answered, but its answer did not get back: {how}."));
        Ok(Sent { entry, in_page: None, lost })
    }

    /// The way that always works.
    async fn hand_over(&self, request: Request, because: String) -> Result<Sent, String> {
        let entry = (self.serve)(request, Origin::Composer, Via::InPage).await?;
        Ok(Sent { entry, in_page: Some(because), lost: None })
    }

    /// Answers a request that the worker brings; `None` where it has been answered another way.
    async fn answer(&self, relayed: Relayed) -> Option<Response> {
        let Relayed { request, own } = relayed;
        let claim = if own { Some(self.outbox.borrow_mut().claim(&request)) } else { None };
        let (origin, ticket) = match claim {
            None => (Origin::Elsewhere, None),
            Some(Claim::Unknown) => (Origin::Page, None),
            Some(Claim::Ours(ticket)) => (Origin::Composer, Some(ticket)),
            Some(Claim::GivenUp) => return None,
        };
        let entry = match (self.serve)(request, origin, Via::ServiceWorker).await {
            Ok(entry) => entry,
            Err(why) => return Some(unavailable(&why)),
        };
        // What a service worker hands over is not decoded by the browser any more.
        let response = coding::decoded(&entry.exchange.response);
        if let Some(ticket) = ticket {
            self.outbox.borrow_mut().deliver(ticket, entry);
        }
        Some(response)
    }

    /// Tries again, where trying again could help.
    fn reconnect(self: &Rc<Self>) {
        let again = match &*self.state.borrow() {
            TransportState::InPage { why } => why.may_pass(),
            TransportState::Starting | TransportState::Live => false,
        };
        if again {
            self.connect();
        }
    }

    fn connect(self: &Rc<Self>) {
        if self.connecting.replace(true) {
            return;
        }
        let inner = Rc::clone(self);
        spawn_local(async move {
            let state = match worker::connect(relay::VERSION).await {
                Ok(()) => TransportState::Live,
                Err(absence) => TransportState::InPage { why: absence.into() },
            };
            inner.connecting.set(false);
            inner.set_state(state);
        });
    }

    fn set_state(&self, state: TransportState) {
        if self.state.replace(state.clone()) != state {
            (self.on_state)(state);
        }
    }
}

/// What the client gets where the server could not answer (RFC 9457).
fn unavailable(why: &str) -> Response {
    let mut response = Response::new(StatusCode::SERVICE_UNAVAILABLE);
    response.set(header::CONTENT_TYPE, "application/problem+json");
    response.set(header::CACHE_CONTROL, "no-store");
    response.content = json!({ "title": "No server", "status": 503, "detail": why }).to_string().into();
    response
}

fn listeners(inner: &Weak<Inner>) -> Vec<Listener> {
    let mut listeners = Vec::new();
    // What keeps the container away is told by `connect`.
    if let Ok(container) = worker::container() {
        let weak = inner.clone();
        listeners.push(relay::listen(&container, move |relayed| {
            let inner = weak.upgrade();
            Box::pin(async move { inner?.answer(relayed).await })
        }));
        listeners.push(Listener::new(&container, "controllerchange", retry(inner)));
    }
    if let Some(document) = page::document() {
        let mut retry = retry(inner);
        listeners.push(Listener::new(&document, "visibilitychange", move |event| {
            if !page::hidden() {
                retry(event);
            }
        }));
    }
    listeners
}

/// Something has changed: patience begins anew.
fn retry(inner: &Weak<Inner>) -> impl FnMut(web_sys::Event) + 'static {
    let weak = inner.clone();
    move |_| {
        if let Some(inner) = weak.upgrade() {
            inner.failures.set(0);
            inner.reconnect();
        }
    }
}

impl From<Absence> for Why {
    fn from(absence: Absence) -> Self {
        match absence {
            Absence::Unsupported => Self::Unsupported,
            Absence::Insecure => Self::Insecure,
            Absence::Refused(said) => Self::Refused(said),
            Absence::Script(said) => Self::Script(said),
            Absence::Slow => Self::Slow,
            Absence::Bypassed => Self::Bypassed,
            Absence::Stranger => Self::Stranger,
        }
    }
}
