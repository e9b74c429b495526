//! `anyOf`, `oneOf` and what they have in common with `not`: trying whether a value would fit.

use std::cmp::Reverse;

use serde_json::Value;

use super::check::{Violation, Walk};
use super::rule::NodeId;
use super::words::describe;

impl<'v> Walk<'_, 'v> {
    pub(super) fn any_of(&mut self, nodes: &[NodeId], value: &'v Value, out: &mut Vec<Violation>) {
        if !nodes.iter().any(|node| self.fits(*node, value)) {
            self.fits_none("anyOf", "at least one", nodes, value, out);
        }
    }

    pub(super) fn one_of(&mut self, nodes: &[NodeId], value: &'v Value, out: &mut Vec<Violation>) {
        let fitting: Vec<usize> =
            (1..).zip(nodes).filter(|(_, node)| self.fits(**node, value)).map(|(number, _)| number).collect();
        match fitting.as_slice() {
            [] => self.fits_none("oneOf", "exactly one", nodes, value, out),
            [_] => {}
            [first, second, ..] => self.report("oneOf", out, |place| {
                let of = nodes.len();
                let fits = format!("fits {} of them (number {first} and number {second})", fitting.len());
                let message = format!("{place} must fit exactly one of {of} descriptions, but it {fits}");
                (
                    message,
                    format!("a value that fits exactly one of {of} descriptions"),
                    format!("one that {fits}"),
                )
            }),
        }
    }

    fn fits_none(
        &mut self,
        keyword: &'static str,
        how_many: &str,
        nodes: &[NodeId],
        value: &'v Value,
        out: &mut Vec<Violation>,
    ) {
        let hint = self.closest(nodes, value);
        self.report(keyword, out, |place| {
            let expected = format!("a value that fits {how_many} of {} descriptions", nodes.len());
            let message = format!(
                "{place} must fit {how_many} of {} descriptions, but it fits none{hint}",
                nodes.len()
            );
            (message, expected, describe(value))
        });
    }

    /// What keeps a value from the alternative that it comes nearest to.
    fn closest(&mut self, nodes: &[NodeId], value: &'v Value) -> String {
        // One alternative explained inside another would multiply again; and would be hard to read.
        if self.quiet || self.explaining {
            return String::new();
        }
        self.explaining = true;
        let mut closest: Option<Vec<Violation>> = None;
        for node in nodes {
            let mut failed = Vec::new();
            self.node(*node, value, &mut failed);
            if closest.as_ref().is_none_or(|best| closeness(&failed) > closeness(best)) {
                closest = Some(failed);
            }
        }
        self.explaining = false;
        match closest.as_deref() {
            Some([first, ..]) => format!("; the closest of them says: {}", first.message),
            _ => String::new(),
        }
    }

    pub(super) fn fits(&mut self, node: NodeId, value: &'v Value) -> bool {
        if let Some(&known) = self.tried.get(&(node, std::ptr::from_ref(value))) {
            return known;
        }
        let before = std::mem::replace(&mut self.quiet, true);
        let mut broken = Vec::new();
        self.node(node, value, &mut broken);
        self.quiet = before;
        self.tried.insert((node, std::ptr::from_ref(value)), broken.is_empty());
        broken.is_empty()
    }
}

/// How near a failed alternative came: one that failed deep inside the value came nearer than one of the wrong
/// type, and few violations are nearer than many.
fn closeness(violations: &[Violation]) -> (usize, Reverse<usize>) {
    let depth = |one: &Violation| one.pointer.matches('/').count() * 2 + usize::from(one.keyword != "type");
    (violations.iter().map(depth).min().unwrap_or(0), Reverse(violations.len()))
}
