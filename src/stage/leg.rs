//! One message of an errand, and what became of it, as it is told.

use crate::{
    client::{Asked, wire::Loss},
    http::Response,
    server::Exchange,
};

/// Which way a message went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Way {
    /// To the server, and an answer came back.
    #[default]
    There,
    /// It never left: the client had an answer at home.
    Home,
    /// It was lost, or its answer was, or that came too late.
    Lost(Loss),
    /// It is on its way, and nobody knows yet what becomes of it.
    Waiting,
}

/// How long a client waited while nothing was known of its message, where that was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waited {
    /// How long in all, in milliseconds since it began to write; while it waits, how long it means to.
    pub ms: u32,
    /// How long it means to wait at most, in milliseconds; `None` for as long as it takes.
    pub at_most_ms: Option<u32>,
}

/// How far a client's waiting is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Waits {
    /// How long it has waited, in milliseconds.
    pub so_far_ms: f64,
    /// How long it means to wait at most, in milliseconds; `None` for as long as it takes.
    pub at_most_ms: Option<u32>,
}

/// One message of an errand.
#[derive(Clone, Copy, Debug)]
pub struct Leg<'a> {
    /// The exchange. Of what never reached the server: the request, no trace, and the answer from home, if any.
    pub exchange: &'a Exchange,
    /// Which way it went.
    pub way: Way,
    /// Why it is sent, as a sentence; empty for a plain request.
    pub lead: &'a str,
    /// What the client asked its cache before it was sent.
    pub asked: &'a [Asked],
    /// What the client asked its cache once the answer was there.
    pub after: &'a [Asked],
    /// How it ended where that is not told by the answer, as a sentence; empty for nothing.
    pub note: &'a str,
    /// How long the client was seen waiting.
    pub waited: Option<Waited>,
    /// The answer that whoever asked gets, where it is not the message that came: the stored one, after a 304.
    pub handed: Option<&'a Response>,
    /// Whether the browser keeps the page from what it wished.
    pub blocked: bool,
    /// What the client is called, where there is more than one.
    pub who: Option<&'a str>,
}

impl<'a> Leg<'a> {
    /// A message that went there and back, with nothing more to say of it.
    #[must_use]
    pub fn plain(exchange: &'a Exchange) -> Self {
        Self {
            exchange,
            way: Way::There,
            lead: "",
            asked: &[],
            after: &[],
            note: "",
            waited: None,
            handed: None,
            blocked: false,
            who: None,
        }
    }
}

/// What the client asks itself, as it is shown: by its place among those asked before and after.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ClientSide {
    /// Which message of the errand is on stage, from 0.
    pub leg: usize,
    /// The question that the client asks itself (index into those asked before, followed by those asked after).
    pub question: Option<usize>,
    /// Whether its answer is out already.
    pub answered: bool,
    /// Whether the client has its hand in the drawer of stored answers.
    pub drawer: bool,
    /// What is lost on the wire, and how far it has faded, from 0 to 1.
    pub lost: Option<(Loss, f64)>,
    /// How long the client has waited, while its message is on the wire and nothing is known.
    pub waits: Option<Waits>,
}
