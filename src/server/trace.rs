//! What the server asked, what it read to decide, and where each answer led.

use std::borrow::Cow;

use crate::http::{Request, Response, StatusCode};

/// A group of decisions, in the order in which a request meets them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Block {
    /// Is the message one we can take at all?
    Receive,
    /// Which resource is it for, and does that take this method?
    Route,
    /// Who asks, and may they?
    Identify,
    /// Do we understand what they sent, and can we write what they want?
    Negotiate,
    /// Is the resource there?
    Find,
    /// Do the conditions the client set hold?
    Precondition,
    /// Does the content parse, and does it fit the schema?
    Content,
    /// Read, create, replace, patch, delete.
    Act,
    /// What goes back.
    Respond,
}

impl Block {
    /// All nine, in order.
    pub const ALL: [Self; 9] = [
        Self::Receive,
        Self::Route,
        Self::Identify,
        Self::Negotiate,
        Self::Find,
        Self::Precondition,
        Self::Content,
        Self::Act,
        Self::Respond,
    ];

    /// The name on the track, such as `Receive`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Receive => "Receive",
            Self::Route => "Route",
            Self::Identify => "Identify",
            Self::Negotiate => "Negotiate",
            Self::Find => "Find",
            Self::Precondition => "Precondition",
            Self::Content => "Content",
            Self::Act => "Act",
            Self::Respond => "Respond",
        }
    }

    /// The place on the track, from 0 to 8.
    #[must_use]
    pub fn index(self) -> usize {
        self as usize
    }
}

/// One question the server asks.
#[derive(Debug, PartialEq, Eq)]
pub struct Decision {
    /// A stable name, such as `method-allowed`; part of links, lessons and tests.
    pub id: &'static str,
    /// The block it belongs to.
    pub block: Block,
    /// The question in plain words, such as "Is the method allowed here?".
    pub question: &'static str,
    /// The same question as the toy tale asks it, such as "Is this something you may do with a toy?".
    pub story: &'static str,
    /// Where the rule stands, such as `RFC 9110 §15.5.6`.
    pub spec: &'static str,
    /// The statuses with which a request may leave here, in numbers.
    pub exits: &'static [u16],
}

/// How a question was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Answer {
    /// Yes.
    Yes,
    /// No.
    No,
    /// It was passed over: nothing in this request needed it, or the server does not ask it yet.
    NotAsked,
}

/// Where a piece of evidence was read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// The request's method.
    Method,
    /// The request's target.
    Target,
    /// A request header field, by name in the usual spelling.
    Field(Cow<'static, str>),
    /// The request's content.
    Content,
    /// The API description, by JSON Pointer.
    Description(String),
    /// What is stored, by path from the API's root.
    Stored(String),
    /// The server's own settings, clock and counters, by name.
    Server(Cow<'static, str>),
}

impl Source {
    /// A short label for people, such as `If-None-Match` or `stored /toys/car`.
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            Self::Method => "method".into(),
            Self::Target => "target".into(),
            Self::Content => "content".into(),
            Self::Description(pointer) => format!("API description {pointer}"),
            Self::Stored(path) => format!("stored {path}"),
            Self::Field(name) | Self::Server(name) => name.clone().into_owned(),
        }
    }
}

/// One thing the server read to decide.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Evidence {
    /// Where it was read.
    pub source: Source,
    /// What stood there; shortened when long, `(none)` where there was nothing.
    pub value: String,
}

/// One decision as it was met: the question, the evidence, the answer and where that led.
#[derive(Clone, Debug)]
pub struct Step {
    /// The question.
    pub decision: &'static Decision,
    /// What was read to decide it, in the order it was read.
    pub evidence: Vec<Evidence>,
    /// The answer.
    pub answer: Answer,
    /// The answer in a sentence, such as "Yes: GET is one of GET, HEAD, PUT, PATCH, DELETE, OPTIONS."
    pub because: Cow<'static, str>,
    /// The status with which the request left here, or `None` where it went on to the next question.
    pub exit: Option<StatusCode>,
}

/// What was asked of one request, in order.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// The steps; the last one is where the answer was settled.
    pub steps: Vec<Step>,
}

impl Trace {
    /// A trace with nothing in it, and room for this many steps.
    pub(crate) fn with_capacity(steps: usize) -> Self {
        Self { steps: Vec::with_capacity(steps) }
    }

    /// The step at which the answer was settled, where there is one.
    #[must_use]
    pub fn exit(&self) -> Option<&Step> {
        self.steps.iter().find(|step| step.exit.is_some())
    }

    /// The steps of one block.
    pub fn of(&self, block: Block) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(move |step| step.decision.block == block)
    }
}

/// One request, the trace of the server's decisions, and the response. Immutable.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// Which exchange of its world this is, from 1.
    pub number: u64,
    /// When the server took it, in milliseconds since 1970-01-01T00:00:00Z, by the world's clock.
    pub at_ms: u64,
    /// The request as it arrived.
    pub request: Request,
    /// What was asked of it.
    pub trace: Trace,
    /// What went back.
    pub response: Response,
}
