//! In what two branches differ: what was asked and answered since they parted, and what the server keeps now.

use std::sync::Arc;

use super::{Branch, Entry, Journal};
use crate::world::Differences;

/// How two requests that stand beside each other compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sides {
    /// The same request, answered in the same way.
    Same,
    /// The same request, answered with another status.
    Status,
    /// The same request, answered with the same status and otherwise another answer.
    Answer,
    /// The same method and target, sent with other header fields or other content.
    Sent,
    /// Different requests.
    Apart,
    /// Only the first branch has one here.
    OnlyFirst,
    /// Only the second branch has one here.
    OnlySecond,
}

/// One line of the comparison.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The exchange of the first branch.
    pub first: Option<Arc<Entry>>,
    /// The exchange of the second branch.
    pub second: Option<Arc<Entry>>,
    /// How they compare.
    pub sides: Sides,
}

/// What two branches do not have in common.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// How many exchanges they share before they part.
    pub shared: usize,
    /// The number of the last of these; `None` where they share none.
    pub parted: Option<u64>,
    /// What came since, side by side: the same requests beside each other.
    pub pairs: Vec<Pair>,
    /// What is stored, and how the server is set up, at the end of each.
    pub worlds: Differences,
}

impl Comparison {
    /// How many lines compare in this way.
    #[must_use]
    pub fn count(&self, sides: Sides) -> usize {
        self.pairs.iter().filter(|pair| pair.sides == sides).count()
    }
}

/// How many pairs of exchanges are looked at to find those that belong together; beyond that they stand in the order
/// in which they came.
const MOST: usize = 250_000;

impl Journal {
    /// Compares two branches; `None` where one of them is not there.
    #[must_use]
    pub fn compare(&self, first: u32, second: u32) -> Option<Comparison> {
        let (first, second) = (self.branch(first)?, self.branch(second)?);
        Some(first.compare(&second))
    }
}

impl Branch<'_> {
    /// Compares this branch with another.
    #[must_use]
    pub fn compare(&self, other: &Branch<'_>) -> Comparison {
        let (mine, theirs) = self.parts_from(other);
        Comparison {
            shared: mine.min(theirs),
            parted: mine.checked_sub(1).map(|last| self.entries[last].exchange.number),
            pairs: beside(&self.entries[mine..], &other.entries[theirs..]),
            worlds: self.world().differences(other.world()),
        }
    }
}

/// Puts exchanges side by side: as many of the same requests as can be, in order; what lies between them pairwise.
fn beside(first: &[Arc<Entry>], second: &[Arc<Entry>]) -> Vec<Pair> {
    let matched = if first.len().saturating_mul(second.len()) > MOST {
        let pairs = first.iter().zip(second).enumerate();
        pairs.filter(|(_, (a, b))| same(a, b)).map(|(place, _)| (place, place)).collect()
    } else {
        longest(first, second)
    };
    let mut pairs = Vec::with_capacity(first.len().max(second.len()));
    let (mut a, mut b) = (0, 0);
    for (to_a, to_b) in matched.into_iter().chain([(first.len(), second.len())]) {
        while a < to_a || b < to_b {
            let pair = (first.get(a).filter(|_| a < to_a), second.get(b).filter(|_| b < to_b));
            pairs.push(pair);
            (a, b) = (to_a.min(a + 1), to_b.min(b + 1));
        }
        if to_a < first.len() {
            pairs.push((first.get(to_a), second.get(to_b)));
            (a, b) = (to_a + 1, to_b + 1);
        }
    }
    pairs
        .into_iter()
        .map(|(first, second)| Pair {
            sides: sides(first, second),
            first: first.cloned(),
            second: second.cloned(),
        })
        .collect()
}

/// The places of a longest common subsequence.
fn longest(first: &[Arc<Entry>], second: &[Arc<Entry>]) -> Vec<(usize, usize)> {
    let width = second.len() + 1;
    // How long the longest is from here to the end of both.
    let mut lengths = vec![0_u16; (first.len() + 1) * width];
    for a in (0..first.len()).rev() {
        for b in (0..second.len()).rev() {
            lengths[a * width + b] = if same(&first[a], &second[b]) {
                lengths[(a + 1) * width + b + 1].saturating_add(1)
            } else {
                lengths[(a + 1) * width + b].max(lengths[a * width + b + 1])
            };
        }
    }
    let (mut a, mut b, mut places) = (0, 0, Vec::new());
    while a < first.len() && b < second.len() {
        if same(&first[a], &second[b]) {
            places.push((a, b));
            (a, b) = (a + 1, b + 1);
        } else if lengths[(a + 1) * width + b] >= lengths[a * width + b + 1] {
            a += 1;
        } else {
            b += 1;
        }
    }
    places
}

/// Whether they belong beside each other: the same method and the same target.
fn same(first: &Arc<Entry>, second: &Arc<Entry>) -> bool {
    let (a, b) = (&first.exchange.request, &second.exchange.request);
    a.target == b.target && a.method == b.method
}

fn sides(first: Option<&Arc<Entry>>, second: Option<&Arc<Entry>>) -> Sides {
    match (first, second) {
        (Some(_), None) => Sides::OnlyFirst,
        (None, _) => Sides::OnlySecond,
        (Some(first), Some(second)) if !same(first, second) => Sides::Apart,
        (Some(first), Some(second)) => {
            let (a, b) = (&first.exchange.response, &second.exchange.response);
            if first.exchange.request != second.exchange.request {
                Sides::Sent
            } else if a.status != b.status {
                Sides::Status
            } else if a.content != b.content {
                Sides::Answer
            } else {
                Sides::Same
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        http::Request,
        journal::{Action, Origin, Via},
        world::{Differs, World},
    };

    fn send(journal: &mut Journal, method: &str, path: &str) {
        let now = 1_800_000_000_000 + journal.len() as u64 * 1_000;
        journal.send(now, Request::new(method, format!("/api{path}")), Origin::Composer, Via::InPage);
    }

    #[test]
    fn the_same_requests_stand_beside_each_other() {
        let mut journal = Journal::new(World::toy_library("/api"));
        send(&mut journal, "GET", "/toys");
        for (method, path) in [("DELETE", "/toys/duck"), ("GET", "/toys/duck"), ("GET", "/toys/car")] {
            send(&mut journal, method, path);
        }
        journal.act(Action::Fork { after: 1 }).unwrap();
        for (method, path) in [("GET", "/toys/duck"), ("GET", "/toys/bear"), ("GET", "/toys/car")] {
            send(&mut journal, method, path);
        }
        send(&mut journal, "DELETE", "/toys/car");
        let found = journal.compare(1, 2).unwrap();
        assert_eq!((found.shared, found.parted), (1, Some(1)));
        let name = |entry: &Option<Arc<Entry>>| entry.as_ref().map(|entry| entry.name());
        let lines: Vec<_> =
            found.pairs.iter().map(|pair| (name(&pair.first), name(&pair.second), pair.sides)).collect();
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(
            lines,
            [
                (text("DELETE /toys/duck"), None, Sides::OnlyFirst),
                (text("GET /toys/duck"), text("GET /toys/duck"), Sides::Status),
                (None, text("GET /toys/bear"), Sides::OnlySecond),
                (text("GET /toys/car"), text("GET /toys/car"), Sides::Same),
                (None, text("DELETE /toys/car"), Sides::OnlySecond),
            ]
        );
        let paths: Vec<_> = found.worlds.resources.iter().map(|found| found.path.as_str()).collect();
        assert_eq!(paths, ["/toys/car", "/toys/duck"]);
        assert!(matches!(found.worlds.resources[0].what, Differs::OnlyFirst { .. }));
        assert_eq!(found.count(Sides::OnlySecond), 2);
        assert!(journal.compare(1, 9).is_none());
        let itself = journal.compare(2, 2).unwrap();
        assert!(itself.pairs.is_empty() && itself.worlds.is_empty() && itself.shared == 5);
    }

    #[test]
    fn the_same_address_asked_otherwise_stands_beside_it() {
        let mut journal = Journal::new(World::toy_library("/api"));
        send(&mut journal, "GET", "/toys/car");
        journal.act(Action::Fork { after: 0 }).unwrap();
        let request = Request::new("GET", "/api/toys/car").with("If-None-Match", "\"v1\"");
        journal.send(1_800_000_000_000, request, Origin::Composer, Via::InPage);
        let found = journal.compare(1, 2).unwrap();
        assert_eq!((found.pairs.len(), found.pairs[0].sides), (1, Sides::Sent));
    }

    #[test]
    fn a_branch_that_shares_nothing_is_compared_whole() {
        let mut journal = Journal::new(World::toy_library("/api"));
        send(&mut journal, "GET", "/toys");
        journal.act(Action::Fork { after: 0 }).unwrap();
        send(&mut journal, "GET", "/toys");
        let found = journal.compare(1, 2).unwrap();
        assert_eq!((found.shared, found.parted, found.pairs.len()), (0, None, 1));
        assert_eq!(found.pairs[0].sides, Sides::Same);
    }
}
