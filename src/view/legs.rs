//! The messages of an errand, ready to be put on stage.

use std::sync::Arc;

use super::Session;
use crate::{
    browser::page,
    client::{Asked, Client, Purpose, wire::Loss},
    dispatch::TransportState,
    http::{Request, Response, StatusCode},
    journal::{Aside, Entry, Origin, Role, Via},
    server::{Exchange, Trace},
    stage::{Leg, Play, Waited, Way},
};
use leptos::prelude::*;

/// One message of an errand as it went, ready to be put on stage.
#[derive(Clone, Debug)]
pub(super) struct Told {
    /// The exchange; of what never reached the server, one that stands for it.
    pub(super) entry: Arc<Entry>,
    /// The aside that it is, where the server never heard of it.
    pub(super) aside: Option<u64>,
    pub(super) lead: String,
    pub(super) asked: Vec<Asked>,
    pub(super) after: Vec<Asked>,
    /// How it ended where the answer does not tell.
    pub(super) note: String,
    /// Whether it is on its way, and nobody knows yet what becomes of it: then the entry stands for it.
    pub(super) waiting: bool,
    /// How long the client was seen waiting.
    pub(super) waited: Option<Waited>,
    /// The answer that whoever asked gets, where it is not the message that came.
    pub(super) handed: Option<Arc<Response>>,
    /// Whether the browser keeps the page from what it wished.
    pub(super) blocked: bool,
}

impl Told {
    /// An entry with nothing more to say of it.
    pub(super) fn of(entry: &Arc<Entry>) -> Self {
        Self {
            entry: Arc::clone(entry),
            aside: None,
            lead: String::new(),
            asked: Vec::new(),
            after: Vec::new(),
            note: String::new(),
            waiting: false,
            waited: None,
            handed: None,
            blocked: false,
        }
    }

    pub(super) fn way(&self) -> Way {
        match (self.entry.role.loss, self.aside) {
            _ if self.waiting => Way::Waiting,
            (Some(loss), _) => Way::Lost(loss),
            (None, Some(_)) => Way::Home,
            (None, None) => Way::There,
        }
    }

    pub(super) fn leg(&self) -> Leg<'_> {
        Leg {
            exchange: &self.entry.exchange,
            way: self.way(),
            lead: &self.lead,
            asked: &self.asked,
            after: &self.after,
            note: &self.note,
            waited: self.waited,
            handed: self.handed.as_deref(),
            blocked: self.blocked,
            who: (self.entry.role.client != Client::First).then(|| self.entry.role.client.name()),
        }
    }
}

/// Why a message was sent, told from its role alone.
pub(super) fn lead(role: Role) -> String {
    match role.purpose {
        Purpose::Plain => "",
        Purpose::Preflight => "The browser asks the server first, with a preflight.",
        Purpose::Revalidation => "The client has an answer at home, and asks whether it is still good.",
        Purpose::Redirect => "The way goes on elsewhere. The client asks there.",
        Purpose::Credentials => "The client asks again, with its library card.",
        Purpose::Retry => "The client asks again.",
    }
    .into()
}

/// How a message ended, told from its role alone.
pub(super) fn note(role: Role) -> String {
    match role.loss {
        None => String::new(),
        Some(Loss::Request | Loss::Response) => "No answer came, and the client cannot know why.".into(),
        Some(Loss::Midway) => "The connection broke before the whole answer was there.".into(),
        Some(Loss::Late) => "The client gave up waiting; the answer may still come.".into(),
    }
}

/// The play of these messages.
pub(super) fn play(told: &[Told], base: &str) -> Play {
    let legs: Vec<Leg<'_>> = told.iter().map(Told::leg).collect();
    Play::of_legs(&legs, base)
}

/// The message that stands for this aside.
pub(super) fn told_aside(session: &Session, aside: &Aside, lead: &str, note: &str) -> Told {
    Told {
        aside: Some(aside.id),
        lead: lead.into(),
        asked: aside.asked.clone(),
        note: note.into(),
        ..Told::of(&stands_for(session, aside.exchange.clone(), aside.role))
    }
}

/// A message that is on its way, and of which nothing is known but that.
pub(super) fn told_waiting(session: &Session, request: Request, role: Role, waited: Waited) -> Told {
    let (response, trace) = (Response::new(StatusCode::OK), Trace::default());
    let exchange = Exchange { number: 0, at_ms: page::now_ms(), request, trace, response };
    Told { waiting: true, waited: Some(waited), ..Told::of(&stands_for(session, exchange, role)) }
}

/// An entry for what is none of the journal.
fn stands_for(session: &Session, exchange: Exchange, role: Role) -> Arc<Entry> {
    let live = session.transport.with_untracked(|transport| *transport == TransportState::Live);
    let world = session.journal.with_untracked(|journal| journal.world().clone());
    Arc::new(Entry {
        exchange,
        before: world.clone(),
        after: world,
        origin: Origin::Composer,
        via: if live { Via::ServiceWorker } else { Via::InPage },
        role,
    })
}
