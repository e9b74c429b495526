//! One edit away: the smallest change of a request that reaches each other status.
//!
//! Start with [`Work::on`]. Nothing here knows the server's rules: single changes are made from the API description,
//! from what is stored and from the request itself, and each is dispatched on a copy of the world. What comes of it is
//! kept where no better change led the same way: a smaller one, or, where the request fails, one that has it succeed.
//! One step is one dispatch, so whoever has a frame to draw can take a few at a time; there are [`Work::MOST`] at the
//! very most.
//!
//! What no single change reaches is looked for by [`Further`]: several changes, and requests that go before.

mod body;
mod fields;
mod further;
mod make;
mod model;
mod places;
mod query;

use std::sync::Arc;

pub use further::{Before, Exit, Further, Long};

use super::{Draft, HeaderRow};
use crate::{
    http::{Response, StatusCode},
    server::{Decision, dispatch},
    world::{Settings, World},
};

/// One change of a request, or of how the server is set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Another method.
    Method(String),
    /// Another path or query.
    Path(String),
    /// A header field with this value: in place of the one there, or as one more.
    Field {
        /// Its name.
        name: String,
        /// Its value.
        value: String,
    },
    /// No header field of this name.
    Drop(String),
    /// Another body; where nothing says what a body is, it is said to be of this media type.
    Body {
        /// The body.
        text: String,
        /// Its media type.
        media_type: Option<String>,
    },
    /// Other settings of the server. The request stays as it is.
    Settings(Arc<Settings>),
    /// Several changes, one after the other.
    Several(Arc<Vec<Edit>>),
}

impl Edit {
    /// The draft with this change made; nothing that was typed is thrown away where a switch will do.
    #[must_use]
    pub fn apply(&self, draft: &Draft) -> Draft {
        let mut draft = draft.clone();
        match self {
            Self::Method(method) => draft.method.clone_from(method),
            Self::Path(path) => draft.path.clone_from(path),
            Self::Field { name, value } => set(&mut draft, name, value),
            Self::Drop(name) => {
                for row in &mut draft.headers {
                    row.on &= !row.name.eq_ignore_ascii_case(name);
                }
            }
            Self::Body { text, media_type } => {
                draft.body.clone_from(text);
                if let Some(media_type) = media_type
                    && draft.header("content-type").is_none()
                {
                    set(&mut draft, "Content-Type", media_type);
                }
            }
            Self::Settings(_) => {}
            Self::Several(edits) => return edits.iter().fold(draft, |draft, edit| edit.apply(&draft)),
        }
        draft
    }

    /// How the server is to be set up, where that is what changes.
    #[must_use]
    pub fn settings(&self) -> Option<&Settings> {
        match self {
            Self::Settings(settings) => Some(settings),
            Self::Several(edits) => edits.iter().rev().find_map(Self::settings),
            _ => None,
        }
    }
}

/// Gives a header field this value: the row that is sent, one that says the same and is off, or a new one.
fn set(draft: &mut Draft, name: &str, value: &str) {
    let named = |row: &HeaderRow| row.name.eq_ignore_ascii_case(name);
    if let Some(row) = draft.headers.iter_mut().find(|row| row.on && named(row)) {
        value.clone_into(&mut row.value);
    } else if let Some(row) = draft.headers.iter_mut().find(|row| named(row) && row.value == value) {
        row.on = true;
    } else {
        draft.headers.push(HeaderRow::new(name, value));
    }
}

/// A change that could be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The change.
    pub edit: Edit,
    /// The change in a few words, such as `add If-None-Match: "v3"`.
    pub words: String,
    /// How large it is: about so many characters go or come; more for what nobody would write.
    pub cost: usize,
}

/// A change, and where it leads.
#[derive(Clone, Debug)]
pub struct Way {
    /// The change.
    pub edit: Edit,
    /// The change in a few words.
    pub words: String,
    /// How large it is, as in [`Candidate::cost`].
    pub cost: usize,
    /// The status that it leads to.
    pub status: StatusCode,
    /// The decision at which the request then leaves.
    pub decision: &'static Decision,
    /// The server's answer to that question.
    pub because: String,
}

impl Way {
    /// Whether it changes how the server is set up, and not the request.
    #[must_use]
    pub fn is_settings(&self) -> bool {
        matches!(self.edit, Edit::Settings(_))
    }

    /// Whether it changes nothing: the request as it is, sent at another time.
    #[must_use]
    pub fn is_none(&self) -> bool {
        matches!(&self.edit, Edit::Several(edits) if edits.is_empty())
    }
}

/// Where the request leads as it is.
#[derive(Clone, Debug)]
pub struct Base {
    /// The status.
    pub status: StatusCode,
    /// The decision at which it leaves.
    pub decision: &'static Decision,
    /// The server's answer to that question.
    pub because: String,
}

/// What was found so far.
#[derive(Clone, Debug, Default)]
pub struct Found {
    base: Option<Base>,
    /// The path of the request as it is, without its query.
    path: String,
    /// The best for each exit of each decision; see [`Self::rank`].
    ways: Vec<Way>,
}

/// The statuses in the order in which they are worth a look where only a few can be shown: those that teach most, and
/// are met most, come first.
const TELLING: [u16; 17] =
    [304, 404, 401, 406, 201, 200, 422, 412, 409, 405, 410, 403, 400, 415, 301, 206, 204];

impl Found {
    /// Where the request leads as it is.
    #[must_use]
    pub fn base(&self) -> Option<&Base> {
        self.base.as_ref()
    }

    /// What comes first of two changes that lead to the same: where a request fails, one that has it succeed says more
    /// than one that asks for something else; and then the smaller one.
    fn rank(&self, way: &Way) -> (bool, usize) {
        let fails = self.base.as_ref().is_some_and(|base| base.status.as_u16() >= 400);
        (fails && way.status.is_success() && self.asks_for_else(&way.edit), way.cost)
    }

    /// Whether what is asked for is something else: another method, or another resource.
    fn asks_for_else(&self, edit: &Edit) -> bool {
        match edit {
            Edit::Method(_) => true,
            Edit::Path(path) => bare(path) != self.path,
            _ => false,
        }
    }

    /// The best change for each status that the request does not have already, by status: the smallest;
    /// but where the request fails, one that has it succeed comes before one that asks for something else.
    #[must_use]
    pub fn by_status(&self) -> Vec<&Way> {
        let has = self.base.as_ref().map(|base| base.status);
        let mut best: Vec<&Way> = Vec::new();
        for way in self.ways.iter().filter(|way| Some(way.status) != has) {
            match best.iter_mut().find(|other| other.status == way.status) {
                Some(other) if self.rank(way) < self.rank(other) => *other = way,
                Some(_) => {}
                None => best.push(way),
            }
        }
        best.sort_by_key(|way| way.status.as_u16());
        best
    }

    /// Of those, so many that are worth a look, by status. Where the request does not succeed as it is and a change has
    /// it succeed, one that does is among them.
    #[must_use]
    pub fn telling(&self, count: usize) -> Vec<&Way> {
        let mut ways = self.by_status();
        ways.sort_by_key(|way| {
            let place = TELLING.iter().position(|status| *status == way.status.as_u16());
            (way.is_settings(), place.unwrap_or(TELLING.len()), way.cost)
        });
        let fails = self.base.as_ref().is_some_and(|base| base.status.as_u16() >= 400);
        let succeeds = ways.iter().position(|way| fails && way.status.is_success());
        if let Some(place) = succeeds.filter(|place| *place >= count && count > 0) {
            ways.swap(count - 1, place);
        }
        ways.truncate(count);
        ways.sort_by_key(|way| way.status.as_u16());
        ways
    }

    /// The best change after which the request leaves at this decision with this status.
    #[must_use]
    pub fn exit(&self, decision: &str, status: u16) -> Option<&Way> {
        self.ways.iter().find(|way| way.decision.id == decision && way.status.as_u16() == status)
    }

    /// The smallest change after which the request leaves at one of these decisions: one that is not refused there, and
    /// then one that asks for the same thing, where there is any.
    #[must_use]
    pub fn leaving_at(&self, these: impl Fn(&Decision) -> bool) -> Option<&Way> {
        let ways = self.ways.iter().filter(|way| these(way.decision));
        ways.min_by_key(|way| (way.status.as_u16() >= 400, self.asks_for_else(&way.edit), way.cost))
    }

    /// Takes in where a change leads.
    fn take(&mut self, candidate: Candidate, base: Base) {
        let Candidate { edit, words, cost } = candidate;
        let Base { status, decision, because } = base;
        let same = self.ways.iter().position(|way| way.status == status && way.decision.id == decision.id);
        let way = Way { edit, words, cost, status, decision, because };
        match same {
            Some(place) if self.rank(&way) < self.rank(&self.ways[place]) => self.ways[place] = way,
            Some(_) => {}
            None => self.ways.push(way),
        }
    }
}

/// A path without its query.
fn bare(path: &str) -> &str {
    path.split_once('?').map_or(path, |(path, _)| path)
}

/// The search, one dispatch at a time.
#[derive(Debug)]
pub struct Work {
    world: World,
    draft: Draft,
    found: Found,
    waiting: std::vec::IntoIter<Candidate>,
}

impl Work {
    /// The most changes that are tried.
    pub const MOST: usize = 300;

    /// Begins the search for this request, in this world: two dispatches, for what it comes to as it is, and for the
    /// validators of what it is about.
    #[must_use]
    pub fn on(world: &World, draft: &Draft) -> Self {
        let base = outcome(world, draft).map(|(base, _)| base);
        let candidates = candidates(world, draft);
        Self {
            world: world.clone(),
            draft: draft.clone(),
            found: Found { base, path: bare(&draft.path).to_owned(), ways: Vec::new() },
            waiting: candidates.into_iter(),
        }
    }

    /// Tries the next change; `false` once there is none left.
    pub fn step(&mut self) -> bool {
        let Some(candidate) = self.waiting.next() else { return false };
        let came = match candidate.edit.settings() {
            Some(settings) => outcome(&self.world.with_settings(settings.clone()), &self.draft),
            None => outcome(&self.world, &candidate.edit.apply(&self.draft)),
        };
        if let Some((base, _)) = came {
            self.found.take(candidate, base);
        }
        true
    }

    /// What was found so far.
    #[must_use]
    pub fn found(&self) -> &Found {
        &self.found
    }
}

/// What a request comes to in a world, which stays as it is; and the response.
fn outcome(world: &World, draft: &Draft) -> Option<(Base, Response)> {
    let (_, exchange) = dispatch(world, draft.request(world.base()));
    let step = exchange.trace.steps.into_iter().rfind(|step| step.exit.is_some())?;
    let base = Base {
        status: exchange.response.status,
        decision: step.decision,
        because: step.because.into_owned(),
    };
    Some((base, exchange.response))
}

/// Every change that is tried, in order: at most [`Work::MOST`], and none that changes nothing.
#[must_use]
pub fn candidates(world: &World, draft: &Draft) -> Vec<Candidate> {
    let mut maker = make::Maker::new(world, draft);
    maker.methods();
    maker.settings();
    places::make(&mut maker);
    fields::make(&mut maker);
    body::make(&mut maker);
    query::make(&mut maker);
    maker.done()
}
