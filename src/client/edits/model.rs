//! The requests that are tried: how each is made of the one at hand, and how far it comes.

use std::{collections::VecDeque, sync::Arc};

use super::{super::Draft, Base, Candidate, Edit, Way, bare, fields, make::Maker, places};
use crate::{http::Response, server::decisions, world::World};

/// The most operations of the API that are looked at.
const OPERATIONS: usize = 80;

/// A request that succeeds, or comes as far as it can be made to.
#[derive(Clone, Debug)]
pub(super) struct Model {
    pub(super) draft: Draft,
    pub(super) edits: Vec<Edit>,
    pub(super) changes: Vec<String>,
    /// Where it leads.
    pub(super) base: Option<Base>,
}

impl Model {
    /// The same with one more change.
    pub(super) fn with(&self, candidate: Candidate) -> Self {
        let mut next = self.clone();
        next.draft = candidate.edit.apply(&next.draft);
        // A request of another kind is told as a whole; what is done to it after that, piece by piece.
        next.edits.push(candidate.edit);
        next.changes.push(candidate.words);
        next.base = None;
        next
    }

    /// The changes as one, with where they lead.
    pub(super) fn way(&self, base: &Base) -> Way {
        Way {
            edit: Edit::Several(Arc::new(self.edits.clone())),
            words: self.changes.join(", "),
            cost: self.changes.len(),
            status: base.status,
            decision: base.decision,
            because: base.because.clone(),
        }
    }
}

/// What a model comes to: whether it succeeds, how many questions it gets through.
pub(super) type Reach = (bool, usize);

/// A request as each of those makes it who have a card in this world, for this and for other things of the kind.
pub(super) fn with_cards(world: &World, model: &Model) -> Vec<Model> {
    let mut maker = Maker::new(world, &model.draft);
    fields::credentials(&mut maker);
    let shown: Vec<Model> = maker.done().into_iter().map(|candidate| model.with(candidate)).collect();
    let elsewhere = shown.iter().flat_map(|model| {
        let mut maker = Maker::new(world, &model.draft);
        places::others(&mut maker);
        maker.done().into_iter().take(4).map(|candidate| model.with(candidate)).collect::<Vec<_>>()
    });
    let elsewhere: Vec<Model> = elsewhere.collect();
    shown.into_iter().chain(elsewhere).collect()
}

/// How far a request comes.
pub(super) fn reach(model: &Model) -> Reach {
    let Some(base) = &model.base else { return (false, 0) };
    let place = decisions().position(|decision| decision.id == base.decision.id);
    (base.status.is_success(), place.unwrap_or(0))
}

/// A request for each operation of the API: those of the same path first, and then those whose paths begin alike.
pub(super) fn operations(world: &World, draft: &Draft) -> VecDeque<Model> {
    let maker = Maker::new(world, draft);
    let own = bare(&draft.path);
    let mut all = Vec::new();
    for route in world.api().routes() {
        let same = maker.route.as_ref().is_some_and(|(own, _)| std::ptr::eq(*own, route));
        let path = if same { own.to_owned() } else { places::filled(&maker, route) };
        let near = path.chars().zip(own.chars()).take_while(|(a, b)| a == b).count();
        for operation in &route.operations {
            let method = operation.method.as_str();
            let mut request = draft.clone();
            let (mut edits, mut changes) = (Vec::new(), Vec::new());
            if draft.method != method {
                edits.push(Edit::Method(method.to_owned()));
            }
            if !same {
                edits.push(Edit::Path(path.clone()));
            }
            // Of another request, the content and the conditions are others.
            if !edits.is_empty() {
                let told = if same { format!("use {method}") } else { format!("{method} {path}") };
                changes.push(told);
                edits.extend(plain(&request));
            }
            for edit in &edits {
                request = edit.apply(&request);
            }
            all.push((!same, usize::MAX - near, Model { draft: request, edits, changes, base: None }));
        }
    }
    all.sort_by_key(|(other, near, _)| (*other, *near));
    all.into_iter().map(|(_, _, model)| model).take(OPERATIONS).collect()
}

/// What is taken out of a request that becomes another.
fn plain(draft: &Draft) -> impl Iterator<Item = Edit> {
    let named: Vec<String> = draft
        .headers
        .iter()
        .filter(|row| row.on)
        .map(|row| row.name.clone())
        .filter(|name| {
            let name = name.to_ascii_lowercase();
            name.starts_with("if-")
                || matches!(&*name, "range" | "content-type" | "content-length" | "content-encoding")
        })
        .collect();
    let body = (!draft.body.is_empty()).then(|| Edit::Body { text: String::new(), media_type: None });
    named.into_iter().map(Edit::Drop).chain(body)
}

/// A read of what a request made, or began.
pub(super) fn made(base: &Model, response: &Response, root: &str) -> Option<Model> {
    let location = response.field("location")?;
    let path = location.strip_prefix(root)?;
    let mut edits = vec![Edit::Method("GET".into()), Edit::Path(path.to_owned())];
    edits.extend(plain(&base.draft));
    let draft = edits.iter().fold(base.draft.clone(), |draft, edit| edit.apply(&draft));
    Some(Model { draft, edits, changes: vec![format!("GET {path}")], base: None })
}
