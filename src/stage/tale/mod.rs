//! One exchange, told through a lens: what the two friends say to each other, and what happens in each moment.
//!
//! Start with [`Telling::of`]. It takes the facts of an exchange (`facts.rs`), what its target is called
//! (`place.rs`), and finds the lines for them among the [`Tellings`] of a language. Every exchange has words: any
//! bytes, any status, any lens. A telling knows no time, so that another lens changes the words alone.

mod asking;
mod facts;
mod given;
mod place;
#[cfg(test)]
mod tests;

use std::{borrow::Cow, fmt};

pub use self::asking::{Asking, question};
use self::asking::{asking, decided, wondered};
use self::facts::{Facts, status_text};
pub use self::given::{by_client, wonder};
pub(super) use self::place::path_from;
use super::{Leg, MomentKind, Way};
use crate::{
    client::wire::Loss,
    http::Request,
    lens::{Lens, Part, Reasons, Slots, Tellings, Texts},
    server::{Block, Exchange},
    world::World,
};

/// The longest piece of what somebody typed that is said out loud, in characters.
const LONGEST: usize = 40;

/// What may be special about a request or an answer, as keys of lines have it.
pub const TRAITS: [&str; 15] = [
    "let",
    "preflight",
    "again",
    "part",
    "new",
    "same",
    "search",
    "known",
    "numbered",
    "empty",
    "parts",
    "value",
    "target",
    "scope",
    "stranger",
];

/// What a target may be called in keys of lines.
pub const PLACES: [&str; 25] = [
    "blocks",
    "toy",
    "toys",
    "loans",
    "loan",
    "repairs",
    "repair",
    "friends",
    "friend",
    "jobs",
    "job",
    "moves",
    "move",
    "cards",
    "card",
    "rules",
    "home",
    "many",
    "one",
    "spot",
    "abroad",
    "everything",
    "root",
    "elsewhere",
    "unreadable",
];

/// The words of one language, as far as they are there.
#[derive(Clone, Copy, Debug)]
pub struct Words<'a> {
    /// The lines for the stage.
    pub tellings: &'a Tellings,
    /// The texts of decisions, in the same language; `None` where they have not been fetched.
    pub texts: Option<&'a Texts>,
    /// The server's reasons in other words, in the same language; `None` where they have not been fetched.
    pub reasons: Option<&'a Reasons>,
    /// Whose wording it is.
    pub lens: Lens,
}

impl Words<'static> {
    /// What the program itself knows, through this lens.
    #[must_use]
    pub fn built_in(lens: Lens) -> Self {
        Self { tellings: Tellings::english(), texts: None, reasons: None, lens }
    }
}

/// A piece of something told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// In the words of the lens, in the language of the words.
    Words(String),
    /// A fact, as the server or the client put it: in English.
    Fact(String),
}

impl Piece {
    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Words(text) | Self::Fact(text) => text,
        }
    }
}

/// What happens in a moment, in sentences.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caption(pub Vec<Piece>);

impl fmt::Display for Caption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, piece) in self.0.iter().enumerate() {
            let space = if place == 0 { "" } else { " " };
            write!(f, "{space}{}", piece.text())?;
        }
        Ok(())
    }
}

/// Something that is said on stage; which words that takes is the business of a [`Telling`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Line {
    /// What the client says as it asks.
    Asked,
    /// What the server says as it answers.
    Said,
    /// What the client says where it has the answer at home.
    AtHome,
    /// What the client says where it waits for an answer in vain.
    NoAnswer,
}

/// An exchange in the wording of a lens.
#[derive(Clone, Debug, PartialEq)]
pub struct Telling {
    /// What the client says as it asks.
    pub asked: String,
    /// What the server says as it answers.
    pub said: String,
    /// What the client says where it has the answer at home, and where it waits for one in vain.
    at_home: String,
    no_answer: String,
    /// The key under which the line of the answer stands.
    said_under: Box<str>,
    status: Box<str>,
    language: Box<str>,
    lens: Lens,
    steps: Vec<Asking>,
    /// The captions of the moments outside the server, in the order of [`OUTSIDE`].
    outside: Vec<String>,
    decided: Vec<Caption>,
    /// What the client asks itself, before it sends and after it reads.
    wondered: Vec<Caption>,
    /// Why it is sent, and how it ended, as far as the client has more to say of that.
    lead: Option<Piece>,
    note: Option<Piece>,
    /// Whether whoever asked gets another answer than the one that came.
    hands_on: bool,
}

/// The moments outside the server, with the names of their lines.
const OUTSIDE: [(MomentKind, &str); 11] = [
    (MomentKind::Ask, "ask"),
    (MomentKind::ClientToDispatcher, "to dispatcher"),
    (MomentKind::DispatcherToServer, "to server"),
    (MomentKind::ServerToDispatcher, "from server"),
    (MomentKind::DispatcherToClient, "to client"),
    (MomentKind::Read, "read"),
    (MomentKind::OnTheWire, "on the wire"),
    (MomentKind::HandOn, "hand on"),
    (MomentKind::LoseRequest, "lose request"),
    (MomentKind::LoseResponse, "lose response"),
    (MomentKind::Wait, "wait"),
];

impl Telling {
    /// Tells an exchange. `base` is the path of the API root; with the `world` that the request met, names of friends
    /// and of what an imported API serves are known as well.
    #[must_use]
    pub fn of(exchange: &Exchange, base: &str, world: Option<&World>, words: Words<'_>) -> Self {
        Self::of_leg(&Leg::plain(exchange), base, world, words)
    }

    /// Tells one message of an errand; otherwise as [`Telling::of`].
    #[must_use]
    pub fn of_leg(leg: &Leg<'_>, base: &str, world: Option<&World>, words: Words<'_>) -> Self {
        let exchange = leg.exchange;
        let mut facts = Facts::of(exchange, base, world, words.tellings);
        facts.slots.extend(leg.who.map(|who| ("client", who.to_owned())));
        let asked = line(words, Part::Asked, &facts.asked(), &facts.slots);
        let keys = facts.said();
        let (under, said) = found(words, Part::Said, &keys, &facts.slots).unwrap_or_default();
        let under = under.into();
        let status = exchange.response.status;
        // The cache itself says that it has nothing (RFC 9111 §5.2.1.7): no server does.
        let refused = leg.way == Way::Home && status == crate::http::StatusCode::GATEWAY_TIMEOUT;
        let nothing = || line(words, Part::Asked, &["nothing at home".to_owned()], &facts.slots);
        let said = if refused { nothing() } else { said };
        facts.slots.insert("asked", asked.clone());
        facts.slots.insert("said", said.clone());
        let handed = leg.handed.map_or(status, |handed| handed.status);
        facts.slots.insert("handed", status_text(handed));
        let at_home = if refused {
            said.clone()
        } else {
            line(words, Part::Asked, &["at home".to_owned()], &facts.slots)
        };
        let no_answer = line(words, Part::Asked, &["no answer".to_owned()], &facts.slots);
        let outside = OUTSIDE.map(|(kind, name)| {
            let name = match (kind, leg.way) {
                (MomentKind::Ask, _) if !leg.lead.is_empty() => "ask again",
                (MomentKind::LoseResponse, Way::Lost(Loss::Midway)) => "lose midway",
                (MomentKind::LoseResponse, Way::Lost(Loss::Late)) => "lose late",
                (MomentKind::Wait, Way::Lost(Loss::Late)) => "wait late",
                (MomentKind::Read, Way::Home) if refused => "read nothing",
                (MomentKind::Read, Way::Home) => "read home",
                (MomentKind::Read, _) if !leg.note.is_empty() => "read on",
                _ => name,
            };
            let code = status.as_u16();
            let keys = [format!("{name} {code}"), format!("{name} {}xx", code / 100), name.to_owned()];
            line(words, Part::Moments, &keys, &facts.slots)
        });
        let abroad = world.is_some_and(|world| world.api().is_imported());
        let steps: Vec<Asking> =
            exchange.trace.steps.iter().map(|step| asking(step, abroad, words)).collect();
        let decided =
            exchange.trace.steps.iter().zip(&steps).map(|(step, asking)| decided(step, asking, words));
        Self {
            decided: decided.collect(),
            wondered: leg.asked.iter().chain(leg.after).map(|asked| wondered(asked, words)).collect(),
            lead: Some(leg.lead).filter(|lead| !lead.is_empty()).map(|lead| by_client(lead, words)),
            note: Some(leg.note).filter(|note| !note.is_empty()).map(|note| by_client(note, words)),
            at_home,
            no_answer,
            outside: outside.into(),
            language: words.tellings.language().into(),
            lens: words.lens,
            said_under: under,
            status: status_text(handed).into(),
            hands_on: leg.handed.is_some(),
            asked,
            said,
            steps,
        }
    }

    /// What happens in a moment.
    #[must_use]
    pub fn caption(&self, kind: MomentKind) -> Caption {
        if let MomentKind::Decide(step) = kind {
            return self.decided.get(step).cloned().unwrap_or_default();
        }
        if let MomentKind::Home(question) = kind {
            return self.wondered.get(question).cloned().unwrap_or_default();
        }
        let place = OUTSIDE.iter().position(|(outside, _)| *outside == kind);
        let words = place.and_then(|place| self.outside.get(place)).cloned().map(Piece::Words);
        let lead = self.lead.clone().filter(|_| kind == MomentKind::Ask);
        let ends = matches!(kind, MomentKind::Read | MomentKind::Wait);
        let note = self.note.clone().filter(|_| ends);
        Caption(lead.into_iter().chain(words).chain(note).collect())
    }

    /// What is said, in these words.
    #[must_use]
    pub fn line(&self, line: Line) -> &str {
        match line {
            Line::Asked => &self.asked,
            Line::Said => &self.said,
            Line::AtHome => &self.at_home,
            Line::NoAnswer => &self.no_answer,
        }
    }

    /// The step with this number of the trace.
    #[must_use]
    pub fn step(&self, step: usize) -> Option<&Asking> {
        self.steps.get(step)
    }

    /// All steps, in the order of the trace.
    #[must_use]
    pub fn steps(&self) -> &[Asking] {
        &self.steps
    }

    /// What is said of the answer that whoever asked gets: by the server, or by the client that has it at home; without
    /// the status where that stands beside it already.
    #[must_use]
    pub fn remark(&self) -> &str {
        let said = if self.hands_on { &self.at_home } else { &self.said };
        said.strip_prefix(&*self.status).and_then(|rest| rest.strip_prefix(", ")).unwrap_or(said)
    }

    /// The key under which the line of the answer stands, such as `404 toy`.
    #[must_use]
    pub fn said_under(&self) -> &str {
        &self.said_under
    }

    /// The language tag of all that is no fact.
    #[must_use]
    pub fn language(&self) -> &str {
        &self.language
    }

    /// The lens it is told through.
    #[must_use]
    pub fn lens(&self) -> Lens {
        self.lens
    }
}

/// What the client says with a request that has not been sent: an invitation to send it.
#[must_use]
pub fn invitation(request: Request, base: &str, world: Option<&World>, words: Words<'_>) -> String {
    let response = crate::http::Response::new(crate::http::StatusCode::OK);
    let exchange =
        Exchange { number: 0, at_ms: 0, request, trace: crate::server::Trace::default(), response };
    let facts = Facts::of(&exchange, base, world, words.tellings);
    line(words, Part::Asked, &facts.asked(), &facts.slots)
}

/// The name of somebody or something on stage, such as the subtitle of an actor; empty where there is none.
#[must_use]
pub fn named(part: Part, keys: &[&str], slots: &Slots, words: Words<'_>) -> String {
    let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
    line(words, part, &keys, slots)
}

/// What a block of the track is for; `abroad` where an imported API is served, which has no toys.
#[must_use]
pub fn block(block: Block, abroad: bool, words: Words<'_>) -> String {
    let name = block.name().to_ascii_lowercase();
    let special = format!("{name} abroad");
    let keys = [&*special, &*name];
    named(Part::Blocks, &keys[usize::from(!abroad)..], &Slots::new(), words)
}

/// The line of a language, else that of English; and its key.
fn found<'k>(words: Words<'_>, part: Part, keys: &'k [String], slots: &Slots) -> Option<(&'k str, String)> {
    let Words { tellings, lens, .. } = words;
    let found = tellings.find(part, lens, keys, slots);
    found.or_else(|| Tellings::english().find(part, lens, keys, slots))
}

fn line(words: Words<'_>, part: Part, keys: &[String], slots: &Slots) -> String {
    found(words, part, keys, slots).map(|(_, line)| line).unwrap_or_default()
}

/// A text short enough to say.
fn short(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]).into(),
        None => text.into(),
    }
}

/// The same with its first letter as a capital.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Control characters as a sign that can be seen.
fn visible(text: &str) -> String {
    text.chars().map(|char| if char.is_control() { '\u{fffd}' } else { char }).collect()
}

/// The value of a field as it may be told: of credentials only the scheme.
fn masked(name: &str, value: &str) -> String {
    if name.eq_ignore_ascii_case("Authorization") {
        let scheme = value.split_whitespace().next().unwrap_or_default();
        return format!("{} …", short(&visible(scheme)));
    }
    visible(value)
}
