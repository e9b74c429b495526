//! The decision map: every question in its place, the way a request took through them, and where it might have left.
//!
//! Pure layout: [`DecisionMap::new`] says where everything lies, in pixels at a zoom of 1; [`DecisionMap::looks`] says
//! how each question looks for an exchange, as far as the playhead has come. [`Camera`] is what of it is in view.

mod camera;

use std::collections::BTreeSet;

use crate::{
    api::{Api, Does},
    server::{Answer, Block, Decision, Trace, decisions},
};

pub use camera::Camera;

/// How wide a question is.
pub const NODE_WIDTH: f64 = 204.0;

/// How high a question is.
pub const NODE_HEIGHT: f64 = 80.0;

/// Between two questions, one above the other.
const GAP: f64 = 12.0;

/// Between two columns: room for the way up to the top of the next.
const GUTTER: f64 = 36.0;

/// The name of a block.
const HEAD: f64 = 28.0;

/// Above the name of a block that does not begin a column.
const ABOVE: f64 = 8.0;

/// Around everything.
const MARGIN: f64 = 16.0;

/// The most questions in a column, where no single block has more.
const TALLEST: usize = 9;

/// A question in its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The question.
    pub decision: &'static Decision,
    /// Its left edge.
    pub x: f64,
    /// Its upper edge.
    pub y: f64,
    /// The statuses with which a request may leave here, in this API.
    pub exits: Vec<u16>,
}

/// The name of a block in its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Head {
    /// The block.
    pub block: Block,
    /// Its left edge.
    pub x: f64,
    /// Its upper edge.
    pub y: f64,
}

/// The way from a question to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The question that it comes from (index into [`DecisionMap::nodes`]); it leads to the one after.
    pub from: usize,
    /// The line, as the path data of SVG.
    pub line: String,
}

/// What became of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Met {
    /// The request has not come to it, or never does.
    Ahead,
    /// It is being asked.
    Now,
    /// Yes.
    Yes,
    /// No.
    No,
    /// It was passed over.
    PassedOver,
}

/// How a question looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Look {
    /// What became of it.
    pub met: Met,
    /// The status with which the request left here, where it did.
    pub left: Option<u16>,
    /// The step of the trace, once it is answered or being asked.
    pub step: Option<usize>,
}

/// Every question in its place.
#[derive(Clone, Debug, PartialEq)]
pub struct DecisionMap {
    /// The questions, in the order in which they are asked.
    pub nodes: Vec<Node>,
    /// The names of the blocks, in order.
    pub heads: Vec<Head>,
    /// The way from each question to the next, in order.
    pub edges: Vec<Edge>,
    /// How wide it all is.
    pub width: f64,
    /// How high it all is.
    pub height: f64,
}

impl DecisionMap {
    /// The map for this API.
    #[must_use]
    pub fn new(api: &Api) -> Self {
        let all: Vec<&'static Decision> = decisions().collect();
        let successes = successes(api);
        let asks_contracts = api
            .routes()
            .iter()
            .flat_map(|route| &route.operations)
            .any(|operation| operation.contract.is_some());
        let (mut nodes, mut heads): (Vec<Node>, Vec<Head>) = (Vec::new(), Vec::new());
        let (mut x, mut y, mut in_column): (f64, f64, usize) = (MARGIN, MARGIN, 0);
        let mut height = 0.0_f64;
        for block in Block::ALL {
            let own: Vec<_> = all.iter().copied().filter(|decision| decision.block == block).collect();
            if in_column > 0 && in_column + own.len() > TALLEST {
                (x, y, in_column) = (x + NODE_WIDTH + GUTTER, MARGIN, 0);
            } else if in_column > 0 {
                y += ABOVE;
            }
            heads.push(Head { block, x, y });
            y += HEAD;
            in_column += own.len();
            for decision in own {
                let exits = decision.exits.iter().copied();
                // What answers at last may do so with every success that there is: those of this API are enough.
                let exits = exits.filter(|exit| decision.id != "answer" || successes.contains(exit));
                // Only an imported API has parameters that are held against their schemas one by one.
                let exits = exits.filter(|_| decision.id != "parameters-fit" || asks_contracts);
                nodes.push(Node { decision, x, y, exits: exits.collect() });
                y += NODE_HEIGHT + GAP;
            }
            height = height.max(y - GAP);
        }
        let edges = nodes.windows(2).enumerate().map(|(from, pair)| edge(from, &pair[0], &pair[1])).collect();
        Self { nodes, heads, edges, width: x + NODE_WIDTH + MARGIN, height: height + MARGIN }
    }

    /// How each question looks, in the order of the nodes: for the trace of an exchange, as far as the step `at` and
    /// whether that is answered already; before the first question where it is `None`.
    #[must_use]
    pub fn looks(&self, trace: &Trace, at: Option<(usize, bool)>) -> Vec<Look> {
        let seen = |step: usize| match at {
            Some((now, answered)) if step == now => Some(answered),
            Some((now, _)) if step < now => Some(true),
            _ => None,
        };
        let last = at.and_then(|(now, answered)| {
            let step = trace.steps.get(now)?;
            let place = self.nodes.iter().position(|node| node.decision.id == step.decision.id)?;
            Some((place, answered && step.exit.is_some()))
        });
        let look = |(place, node): (usize, &Node)| {
            let step = trace.steps.iter().position(|step| step.decision.id == node.decision.id);
            match step.and_then(|step| Some((step, seen(step)?))) {
                Some((step, false)) => Look { met: Met::Now, left: None, step: Some(step) },
                Some((index, true)) => {
                    let step = &trace.steps[index];
                    let met = match step.answer {
                        Answer::Yes => Met::Yes,
                        Answer::No => Met::No,
                        Answer::NotAsked => Met::PassedOver,
                    };
                    Look { met, left: step.exit.map(|status| status.as_u16()), step: Some(index) }
                }
                // An imported API has no need of some questions: the request goes past them.
                None if last.is_some_and(|(last, _)| place < last) => {
                    Look { met: Met::PassedOver, left: None, step: None }
                }
                None => Look { met: Met::Ahead, left: None, step: None },
            }
        };
        self.nodes.iter().enumerate().map(look).collect()
    }

    /// The place of a decision (index into the nodes).
    #[must_use]
    pub fn find(&self, id: &str) -> Option<usize> {
        self.nodes.iter().position(|node| node.decision.id == id)
    }
}

/// Whether the request has taken this way.
#[must_use]
pub fn is_lit(looks: &[Look], edge: &Edge) -> bool {
    let met = |place: usize| looks.get(place).filter(|look| look.met != Met::Ahead);
    met(edge.from).is_some_and(|look| look.left.is_none()) && met(edge.from + 1).is_some()
}

/// The successes with which this API answers.
fn successes(api: &Api) -> BTreeSet<u16> {
    let operations = || api.routes().iter().flat_map(|route| &route.operations);
    let mut all: BTreeSet<u16> = operations().map(|operation| operation.success).collect();
    all.extend(operations().filter_map(|operation| Some(operation.contract.as_ref()?.status)));
    for contract in operations().filter_map(|operation| operation.contract.as_ref()) {
        // What is told in few words, and what was made by PUT.
        all.extend((contract.may_be_bare() && contract.lists(204)).then_some(204));
        all.extend((contract.does == Does::Replace { creates: true }).then_some(201));
    }
    if !api.is_imported() {
        // What is told in few words, what becomes of slow work, and where that leads.
        all.extend([200, 201, 202, 204, 303]);
    }
    all
}

/// Straight down to the next question; to the next column from side to side, through the gutter.
fn edge(from: usize, this: &Node, next: &Node) -> Edge {
    // Everything lies on whole pixels.
    let whole = |length: f64| length as i32;
    let line = if next.x > this.x {
        let (right, middle) = (this.x + NODE_WIDTH, whole(this.y + NODE_HEIGHT / 2.0));
        let (into, gutter) = (whole(next.y + NODE_HEIGHT / 2.0), whole(right + GUTTER / 2.0));
        format!("M{} {middle}H{gutter}V{into}H{}", whole(right), whole(next.x))
    } else {
        let middle = whole(this.x + NODE_WIDTH / 2.0);
        format!("M{middle} {}V{}", whole(this.y + NODE_HEIGHT), whole(next.y))
    };
    Edge { from, line }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        http::Request,
        server::{Exchange, dispatch},
        world::World,
    };

    fn world() -> World {
        World::toy_library("/api")
    }

    fn exchange(request: Request) -> Exchange {
        dispatch(&world(), request).1
    }

    #[test]
    fn every_decision_has_a_place_of_its_own_inside() {
        let map = DecisionMap::new(world().api());
        let ids: Vec<_> = map.nodes.iter().map(|node| node.decision.id).collect();
        assert_eq!(ids, decisions().map(|decision| decision.id).collect::<Vec<_>>());
        assert_eq!(map.heads.iter().map(|head| head.block).collect::<Vec<_>>(), Block::ALL);
        assert_eq!(map.edges.len(), map.nodes.len() - 1);
        for (place, node) in map.nodes.iter().enumerate() {
            assert!(node.x >= 0.0 && node.x + NODE_WIDTH <= map.width, "{node:?}");
            assert!(node.y >= 0.0 && node.y + NODE_HEIGHT <= map.height, "{node:?}");
            assert!(node.exits.iter().all(|exit| node.decision.exits.contains(exit)));
            for other in &map.nodes[place + 1..] {
                let apart = (node.x - other.x).abs() >= NODE_WIDTH || (node.y - other.y).abs() >= NODE_HEIGHT;
                assert!(apart, "{node:?} {other:?}");
            }
        }
        // It is read on a screen that is wider than high.
        assert!((1.2..2.4).contains(&(map.width / map.height)), "{} × {}", map.width, map.height);
        assert_eq!(map.find("answer"), Some(map.nodes.len() - 1));
        assert_eq!(map.nodes.last().map(|node| node.exits.clone()), Some(vec![200, 201, 202, 204, 303]));
    }

    #[test]
    fn the_way_that_was_taken_is_lit_up_to_the_exit() {
        let map = DecisionMap::new(world().api());
        let refused = exchange(Request::new("POST", "/api/toys/car"));
        let last = refused.trace.steps.len() - 1;
        let looks = map.looks(&refused.trace, Some((last, true)));
        let exit = map.find("method-allowed").unwrap();
        assert_eq!((looks[exit].met, looks[exit].left), (Met::No, Some(405)));
        assert!(looks[exit + 1..].iter().all(|look| look.met == Met::Ahead));
        assert!(looks[..exit].iter().all(|look| look.met != Met::Ahead && look.left.is_none()));
        let lit: Vec<_> = map.edges.iter().map(|edge| is_lit(&looks, edge)).collect();
        assert!(lit[..exit].iter().all(|lit| *lit) && !lit[exit..].contains(&true));
    }

    #[test]
    fn nothing_is_given_away_before_it_is_answered() {
        let map = DecisionMap::new(world().api());
        let read = exchange(Request::new("GET", "/api/toys/car"));
        assert!(map.looks(&read.trace, None).iter().all(|look| look.met == Met::Ahead));
        for now in 0..read.trace.steps.len() {
            let looks = map.looks(&read.trace, Some((now, false)));
            let place = map.find(read.trace.steps[now].decision.id).unwrap();
            assert_eq!(looks[place], Look { met: Met::Now, left: None, step: Some(now) });
            assert!(looks[place + 1..].iter().all(|look| look.met == Met::Ahead));
        }
    }

    #[test]
    fn what_an_imported_api_never_asks_is_passed_over() {
        let text = include_str!("../../tests/openapi/tasks.yaml");
        let imported = crate::api::import::import(text, 1).unwrap();
        let world = World::imported(&imported, "/api");
        let map = DecisionMap::new(world.api());
        let (_, exchange) = dispatch(&world, Request::new("GET", "/api/tasks"));
        let last = exchange.trace.steps.len() - 1;
        let looks = map.looks(&exchange.trace, Some((last, true)));
        assert!(looks.iter().all(|look| look.met != Met::Ahead));
        assert!(map.edges.iter().all(|edge| is_lit(&looks, edge)));
        assert_eq!(looks.last().and_then(|look| look.left), Some(200));
    }
}
