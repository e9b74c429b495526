//! Further than one edit away: several changes at once, and what would have to happen before.
//!
//! Start with [`Further::on`], once [`Work`](super::Work) is done. For the ways out that no single change reaches, it
//! takes every operation of the API, those of the same path first, and mends a request for it until it succeeds; tries
//! single changes of each of those; and then has each that changes something go before. All of it is dispatched on
//! copies of the world, one dispatch a step, and it ends when every way out is reached or [`Further::MOST`] steps are
//! done.

use std::collections::{BTreeSet, VecDeque};

use super::{
    super::Draft,
    Base, Candidate, Edit, Found, Way, bare, body, candidates, fields,
    make::Maker,
    model::{Model, made, operations, reach, with_cards},
    outcome,
};
use crate::{api::JSON_PATCH, http::StatusCode, server::dispatch, world::World};

/// How often a request is mended before it is given up.
const ROUNDS: usize = 4;

/// How many cards of different kinds are had.
const CARDS: usize = 3;

/// A way out: the id of a decision, and the status with which a request leaves there.
pub type Exit = (&'static str, u16);

/// A way that takes more than one change.
#[derive(Clone, Debug)]
pub struct Long {
    /// What would have to be sent before, where anything has to.
    pub before: Option<Before>,
    /// The changes of the request after that: no words where it is the same request, sent then.
    pub way: Way,
}

impl Long {
    /// Whether what goes before is the very same request as the one after it.
    #[must_use]
    pub fn is_repeated(&self) -> bool {
        self.before.as_ref().is_some_and(|before| before.way.edit == self.way.edit)
    }
}

/// A request that goes before another.
#[derive(Clone, Debug)]
pub struct Before {
    /// The changes that make this request of the one that is asked about, and what it comes to.
    pub way: Way,
    /// How long to wait after it, in seconds: until work that it begins is done.
    pub wait_s: u64,
}

/// What is being tried.
#[derive(Debug)]
enum Trying {
    /// The next operation is to be taken up.
    Operations,
    /// Changes that could mend this model, and what the best so far leads to.
    Mending {
        model: Box<Model>,
        round: usize,
        waiting: std::vec::IntoIter<Candidate>,
        best: Option<Box<Model>>,
    },
    /// Single changes of the model of this number.
    Around { index: usize, waiting: std::vec::IntoIter<Candidate> },
    /// What the model of this number changes, and then other requests.
    Preparing { index: usize },
    /// Other requests in a world that a model has changed, and once more after a wait.
    After {
        index: usize,
        world: Box<World>,
        before: Box<Before>,
        waiting: VecDeque<Model>,
        later: VecDeque<Model>,
    },
    /// Everything was tried.
    Done,
}

/// The search for longer ways, one dispatch at a time.
#[derive(Debug)]
pub struct Further {
    world: World,
    base: Model,
    wanted: BTreeSet<Exit>,
    operations: VecDeque<Model>,
    models: Vec<Model>,
    trying: Trying,
    /// How many cards of other kinds are among the models.
    cards: usize,
    steps: usize,
    found: Vec<Long>,
}

impl Further {
    /// The most dispatches.
    pub const MOST: usize = 8_000;

    /// Begins the search for this request, in this world, for the ways out that are `wanted`; those that `found` has are
    /// none of them.
    #[must_use]
    pub fn on(world: &World, draft: &Draft, wanted: &[Exit], found: &Found) -> Self {
        let is_base = |id: &str, status: u16| {
            found.base().is_some_and(|base| base.decision.id == id && base.status.as_u16() == status)
        };
        let wanted = wanted
            .iter()
            .copied()
            .filter(|(id, status)| found.exit(id, *status).is_none() && !is_base(id, *status))
            .collect();
        Self {
            world: world.clone(),
            base: Model { draft: draft.clone(), edits: Vec::new(), changes: Vec::new(), base: None },
            wanted,
            operations: operations(world, draft),
            models: Vec::new(),
            trying: Trying::Operations,
            cards: 0,
            steps: 0,
            found: Vec::new(),
        }
    }

    /// Tries the next request; `false` once there is nothing left to try or to find.
    pub fn step(&mut self) -> bool {
        self.steps += 1;
        if self.wanted.is_empty() || self.steps > Self::MOST {
            return false;
        }
        self.trying = match std::mem::replace(&mut self.trying, Trying::Done) {
            Trying::Operations => self.next_operation(),
            Trying::Mending { model, round, waiting, best } => self.mend(model, round, waiting, best),
            Trying::Around { index, waiting } => self.around(index, waiting),
            Trying::Preparing { index } => self.prepare(index),
            Trying::After { index, world, before, waiting, later } => {
                self.after(index, world, before, waiting, later)
            }
            Trying::Done => return false,
        };
        true
    }

    /// What was found so far.
    #[must_use]
    pub fn found(&self) -> &[Long] {
        &self.found
    }

    /// A request for the next operation.
    fn next_operation(&mut self) -> Trying {
        let Some(mut model) = self.operations.pop_front() else { return Trying::Preparing { index: 0 } };
        if !self.tries(&mut model) {
            return Trying::Operations;
        }
        let waiting = self.menders(&model);
        Trying::Mending { model: Box::new(model), round: 0, waiting, best: None }
    }

    /// The changes that could mend a request: its body, who asks, conditions and keys; none where it succeeds.
    fn menders(&self, model: &Model) -> std::vec::IntoIter<Candidate> {
        if reach(model).0 {
            return Vec::new().into_iter();
        }
        let mut maker = Maker::new(&self.world, &model.draft);
        body::make(&mut maker);
        fields::menders(&mut maker);
        maker.done().into_iter()
    }

    fn mend(
        &mut self,
        model: Box<Model>,
        round: usize,
        mut waiting: std::vec::IntoIter<Candidate>,
        mut best: Option<Box<Model>>,
    ) -> Trying {
        if let Some(candidate) = waiting.next() {
            let mut next = model.with(candidate);
            self.tries(&mut next);
            if reach(&next) > reach(best.as_ref().unwrap_or(&model)) {
                best = Some(Box::new(next));
            }
            return Trying::Mending { model, round, waiting, best };
        }
        match best {
            Some(next) if !reach(&next).0 && round + 1 < ROUNDS => {
                let waiting = self.menders(&next);
                Trying::Mending { model: next, round: round + 1, waiting, best: None }
            }
            best => {
                self.models.push(*best.unwrap_or(model));
                self.next_around(self.models.len() - 1)
            }
        }
    }

    fn next_around(&self, index: usize) -> Trying {
        match self.models.get(index) {
            Some(model) => {
                let waiting = candidates(&self.world, &model.draft).into_iter();
                Trying::Around { index, waiting }
            }
            None => Trying::Operations,
        }
    }

    fn around(&mut self, index: usize, mut waiting: std::vec::IntoIter<Candidate>) -> Trying {
        let (Some(candidate), Some(model)) = (waiting.next(), self.models.get(index)) else {
            return self.next_around(index + 1);
        };
        // Where other methods lead is tried with the operations, of which OPTIONS is none.
        if matches!(&candidate.edit, Edit::Method(method) if method != "OPTIONS") {
            return Trying::Around { index, waiting };
        }
        let set = match &candidate.edit {
            Edit::Field { name, value } => Some((name.clone(), value.clone())),
            _ => None,
        };
        let has_key = model.draft.header("idempotency-key").is_some();
        let has_type = model.draft.header("content-type").is_some_and(|media| media.starts_with(JSON_PATCH));
        let other_card = matches!(candidate.edit, Edit::Body { .. }) && self.issues_cards(model);
        let mut next = model.with(candidate);
        self.tries(&mut next);
        // Some changes open further ones: a request with a key can be known when it comes again, and a body of
        // operations can be wrong in ways of its own.
        match set {
            Some((name, _)) if name == "Idempotency-Key" && !has_key && reach(&next).0 => {
                let short = Edit::Field { name: "Prefer".into(), value: "return=minimal".into() };
                let words = "add Prefer: return=minimal".to_owned();
                let mut minimal = next.with(Candidate { edit: short, words, cost: 0 });
                self.tries(&mut minimal);
                self.models.push(next);
                self.models.push(minimal);
            }
            Some((name, value)) if name == "Content-Type" && value.starts_with(JSON_PATCH) && !has_type => {
                self.models.push(next);
            }
            // A card may let one do more or less.
            _ if other_card && reach(&next).0 && self.cards < CARDS => {
                self.cards += 1;
                self.models.push(next);
            }
            _ => {}
        }
        Trying::Around { index, waiting }
    }

    /// Whether this is how credentials are had in this API.
    fn issues_cards(&self, model: &Model) -> bool {
        let path = bare(&model.draft.path);
        self.world.api().schemes().iter().any(|scheme| scheme.issued_by.as_deref() == Some(path))
    }

    /// Sends the model of this number first, where that changes anything.
    fn prepare(&mut self, index: usize) -> Trying {
        let Some(model) = self.models.get(index) else { return Trying::Done };
        let next = Trying::Preparing { index: index + 1 };
        let safe = matches!(model.draft.method.as_str(), "GET" | "HEAD" | "OPTIONS" | "TRACE" | "QUERY");
        let Some(base) = model.base.as_ref().filter(|base| base.status.is_success() && !safe) else {
            return next;
        };
        let way = model.way(base);
        let (world, exchange) = dispatch(&self.world, model.draft.request(self.world.base()));
        let response = &exchange.response;
        let read = made(&self.base, response, self.world.base());
        let mut waiting = VecDeque::from([self.base.clone()]);
        waiting.extend(read.clone());
        if model.draft.header("idempotency-key").is_some() {
            waiting.push_back(model.clone());
            let mut maker = Maker::new(&self.world, &model.draft);
            body::make(&mut maker);
            waiting.extend(maker.done().into_iter().take(4).map(|candidate| model.with(candidate)));
        }
        let (same, others): (Vec<&Model>, Vec<&Model>) =
            self.models.iter().partition(|other| other.draft.path == model.draft.path);
        for other in same.into_iter().chain(others) {
            waiting.push_back(other.clone());
            // Where nobody may without a card, and this was what a card is had by.
            if other.base.as_ref().is_some_and(|base| base.status == StatusCode::UNAUTHORIZED) {
                waiting.extend(with_cards(&world, other));
            }
        }
        let wait = (response.status == StatusCode::ACCEPTED).then(|| response.field("retry-after")).flatten();
        let wait_s = wait.and_then(|wait| wait.parse().ok()).unwrap_or(0);
        let later =
            if wait_s > 0 { read.into_iter().chain([self.base.clone()]).collect() } else { VecDeque::new() };
        let before = Box::new(Before { way, wait_s });
        Trying::After { index, world: Box::new(world), before, waiting, later }
    }

    fn after(
        &mut self,
        index: usize,
        world: Box<World>,
        before: Box<Before>,
        mut waiting: VecDeque<Model>,
        mut later: VecDeque<Model>,
    ) -> Trying {
        if let Some(mut model) = waiting.pop_front() {
            self.tries_after(&world, &mut model, &before, 0);
        } else if let Some(mut model) = later.pop_front() {
            let then = world.now_ms().saturating_add(before.wait_s.saturating_mul(1000));
            self.tries_after(&world.at(then), &mut model, &before, before.wait_s);
        } else {
            return Trying::Preparing { index: index + 1 };
        }
        Trying::After { index, world, before, waiting, later }
    }

    /// Dispatches a request in the world as it is; whether that came to an answer.
    fn tries(&mut self, model: &mut Model) -> bool {
        let base = comes_to(&self.world, model);
        self.keep(model, base, None)
    }

    /// The same in a world in which another was sent before, and so many seconds have passed since.
    fn tries_after(&mut self, world: &World, model: &mut Model, before: &Before, wait_s: u64) {
        let base = comes_to(world, model);
        self.keep(model, base, Some((before, wait_s)));
    }

    /// Notes where a request leads, and keeps the way where it is wanted.
    fn keep(&mut self, model: &mut Model, base: Option<Base>, before: Option<(&Before, u64)>) -> bool {
        let Some(base) = base else { return false };
        if self.wanted.remove(&(base.decision.id, base.status.as_u16())) {
            let before = before.map(|(before, wait_s)| Before { way: before.way.clone(), wait_s });
            self.found.push(Long { before, way: model.way(&base) });
        }
        model.base = Some(base);
        true
    }
}

/// What a model comes to in a world, set up as the model says.
fn comes_to(world: &World, model: &Model) -> Option<Base> {
    let settings = model.edits.iter().rev().find_map(Edit::settings);
    let came = match settings {
        Some(settings) => outcome(&world.with_settings(settings.clone()), &model.draft),
        None => outcome(world, &model.draft),
    };
    came.map(|(base, _)| base)
}
