//! What is on stage at one moment.

use super::{leg::ClientSide, tale::Line};

/// One beat of an exchange, between two stops of the player's step buttons.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// When it starts, in milliseconds from the start of the storyboard at speed 1.
    pub start_ms: f64,
    /// How long it lasts at speed 1, in milliseconds.
    pub duration_ms: f64,
    /// What happens.
    pub kind: MomentKind,
    /// What happens, in a sentence: the text twin that a screen reader hears. In the toy tale in English; a
    /// [`Telling`](super::Telling) has it in other words.
    pub caption: String,
}

impl Moment {
    /// When it ends, in milliseconds from the start of the storyboard at speed 1.
    #[must_use]
    pub fn end_ms(&self) -> f64 {
        self.start_ms + self.duration_ms
    }
}

/// What happens in a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MomentKind {
    /// The client has a wish and writes its request.
    Ask,
    /// The request travels from the client to the dispatcher.
    ClientToDispatcher,
    /// The request travels from the dispatcher to the server.
    DispatcherToServer,
    /// The server asks the question of this step (index into the trace's steps).
    Decide(usize),
    /// The response travels from the server to the dispatcher.
    ServerToDispatcher,
    /// The response travels from the dispatcher to the client.
    DispatcherToClient,
    /// The client reads the answer.
    Read,
    /// The client asks itself this question, about what it has at home (index into those of the leg).
    Home(usize),
    /// The request is lost on its way.
    LoseRequest,
    /// The response is lost on its way.
    LoseResponse,
    /// The client waits in vain.
    Wait,
}

/// Who is on stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Actor {
    /// The client.
    Client,
    /// The dispatcher between the two.
    Dispatcher,
    /// The server.
    Server,
}

/// How a character looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mood {
    /// Nothing to do.
    Idle,
    /// Busy: writing, waiting, deciding.
    Thinking,
    /// It went well (2xx, 304).
    Happy,
    /// It was refused (4xx).
    Refusing,
    /// It broke or is out of service (5xx).
    Down,
}

/// Which way an envelope travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From the client to the server.
    Out,
    /// From the server to the client.
    Back,
}

/// What colour family a message has; always shown together with its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tone {
    /// A request, coloured by its method.
    Request,
    /// 2xx.
    Success,
    /// 3xx.
    Redirect,
    /// 4xx.
    ClientError,
    /// 5xx.
    ServerError,
}

/// A message on the wire, or lying open in front of an actor.
#[derive(Clone, Debug, PartialEq)]
pub struct Envelope {
    /// Which way it goes.
    pub direction: Direction,
    /// Where it is on the way between client (0) and server (1); the dispatcher stands at 0.5. Already eased.
    pub along: f64,
    /// How it is being turned over, while it is.
    pub turn: Option<Turn>,
    /// Its colour family.
    pub tone: Tone,
    /// The strong word: the method, or the status code.
    pub title: String,
    /// What follows it on the first line: the path from the API's root, or the reason phrase.
    pub subject: String,
    /// One telling header field for the second line, such as `Accept: application/json`.
    pub detail: Option<String>,
}

/// A message on its way to being another one: its answer, as a rule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Turn {
    /// How far it is turned, above 0 and below 1: at 0.5 it is seen from its edge, and from there on it is the other one.
    pub share: f64,
    /// Which way the one went that is turned over: it lay on the wire of those.
    pub from: Direction,
}

/// Something said by an actor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Speech {
    /// Who says it.
    pub by: Actor,
    /// Which line it is: a [`Telling`](super::Telling) has it in other words.
    pub line: Line,
    /// What is said, such as "Can I borrow your toy car?".
    pub text: String,
}

/// How one block of the track looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mark {
    /// Not yet reached.
    Ahead,
    /// Being asked now.
    Now,
    /// Passed.
    Passed,
    /// All its decisions were passed over for this request.
    Skipped,
    /// The request left here with a refusal (4xx, 5xx).
    Refused,
    /// The request left here with an answer that is no refusal (2xx, 3xx).
    Answered,
}

/// Everything on stage at one time.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// Which moment this is (index into [`Storyboard::moments`](super::Storyboard::moments)).
    pub moment: usize,
    /// How far into the moment, from 0 to 1.
    pub progress: f64,
    /// How the client looks.
    pub client: Mood,
    /// How the server looks.
    pub server: Mood,
    /// Which lights of the dispatcher are on: a request passes, a response passes.
    pub lights: (bool, bool),
    /// The message, where one is on the wire or before an actor.
    pub envelope: Option<Envelope>,
    /// What is said.
    pub speech: Option<Speech>,
    /// The nine blocks.
    pub track: [Mark; 9],
    /// The step whose question, evidence and answer are shown (index into the trace's steps). It stays at the
    /// last decision while the response travels.
    pub step: Option<usize>,
    /// Whether the answer to that question is already out, not only the question.
    pub answered: bool,
    /// Whether the server has acted: the shelf shows the world after the exchange, not before.
    pub acted: bool,
    /// What the client does with its cache, which message of its errand this is, and what is lost on the wire.
    pub side: ClientSide,
}
