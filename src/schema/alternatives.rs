//! `anyOf`, `oneOf` and what they have in common with `not` and `contains`: trying whether a value would fit.

use std::cmp::Reverse;

use serde_json::Value;

use super::check::{Violation, Walk};
use super::rule::{Choice, Discriminator, NodeId};
use super::words::{self, Step, describe};

/// How many items are looked at for the one that comes nearest to what a list should contain.
const LOOKED_AT: usize = 8;

impl<'v> Walk<'_, 'v> {
    pub(super) fn any_of(&mut self, choice: &Choice, value: &'v Value, out: &mut Vec<Violation>) {
        if !choice.nodes.iter().any(|node| self.fits(*node, value)) {
            self.fits_none("anyOf", choice, value, out);
        }
    }

    pub(super) fn one_of(&mut self, choice: &Choice, value: &'v Value, out: &mut Vec<Violation>) {
        let mut fitting: Vec<&str> = Vec::new();
        for (node, name) in choice.nodes.iter().zip(&choice.names) {
            if self.fits(*node, value) {
                fitting.push(name);
                if self.quiet && fitting.len() > 1 {
                    break;
                }
            }
        }
        match fitting.as_slice() {
            [] => self.fits_none("oneOf", choice, value, out),
            [_] => {}
            [first, second, ..] => self.report("oneOf", out, |place| {
                let (first, second) = (words::shorten(first), words::shorten(second));
                let fits = format!("fits {} of them ({first} and {second})", fitting.len());
                let of = choice.nodes.len();
                let message = format!("{place} must fit exactly one of {of} descriptions, but it {fits}");
                (message, words::one_of_descriptions("oneOf", choice), format!("one that {fits}"))
            }),
        }
    }

    fn fits_none(
        &mut self,
        keyword: &'static str,
        choice: &Choice,
        value: &'v Value,
        out: &mut Vec<Violation>,
    ) {
        let hint = match self.may_explain() {
            true => self.why_none(choice, value),
            false => String::new(),
        };
        self.report(keyword, out, |place| {
            let how_many = words::how_many(keyword);
            let of = choice.nodes.len();
            let message = format!("{place} must fit {how_many} of {of} descriptions, but it fits none{hint}");
            (message, words::one_of_descriptions(keyword, choice), describe(value))
        });
    }

    /// One alternative explained inside another would multiply again; and would be hard to read.
    fn may_explain(&self) -> bool {
        !self.quiet && !self.explaining && !self.exhausted
    }

    /// What keeps a value from the alternative that is meant, or that it comes nearest to.
    fn why_none(&mut self, choice: &Choice, value: &'v Value) -> String {
        if let Some(discriminator) = &choice.discriminator
            && let Some(properties) = value.as_object()
        {
            return self.why_not_the_one_meant(
                choice,
                discriminator,
                properties.get(&discriminator.property),
                value,
            );
        }
        let mut closest: Option<(&str, Vec<Violation>)> = None;
        for (node, name) in choice.nodes.iter().zip(&choice.names) {
            let failed = self.why_not(*node, value, None);
            if closest.as_ref().is_none_or(|(_, best)| closeness(&failed) > closeness(best)) {
                closest = Some((name, failed));
            }
        }
        match closest {
            Some((name, failed)) if !failed.is_empty() => {
                format!("; the closest of them, {}, says: {}", words::shorten(name), failed[0].message)
            }
            _ => String::new(),
        }
    }

    fn why_not_the_one_meant(
        &mut self,
        choice: &Choice,
        discriminator: &Discriminator,
        says: Option<&Value>,
        value: &'v Value,
    ) -> String {
        let property = words::shorten(&discriminator.property);
        let known = || {
            words::one_of(
                discriminator.values.iter().map(|(name, _)| format!("\"{}\"", words::shorten(name))),
            )
        };
        let Some(says) = says else {
            return format!(
                "; {property}, which says which one is meant, is missing: it must be {}",
                known()
            );
        };
        let meant = discriminator
            .values
            .iter()
            .find(|(name, _)| says.as_str() == Some(name))
            .map(|(_, index)| *index);
        let Some((node, name)) = meant.and_then(|index| choice.nodes.get(index).zip(choice.names.get(index)))
        else {
            return format!(
                "; {property}, which says which one is meant, must be {}, but it is {}",
                known(),
                describe(says)
            );
        };
        match self.why_not(*node, value, None).first() {
            Some(first) => {
                let (name, says) = (words::shorten(name), words::literal(says));
                format!("; its {property} is {says}, so {name} is meant, which says: {}", first.message)
            }
            None => String::new(),
        }
    }

    /// The item that comes nearest to what a list should contain, and what keeps it from that.
    pub(super) fn nearest_item(&mut self, node: NodeId, items: &'v [Value]) -> String {
        if !self.may_explain() {
            return String::new();
        }
        let mut closest: Option<Vec<Violation>> = None;
        for (index, item) in items.iter().take(LOOKED_AT).enumerate() {
            let failed = self.why_not(node, item, Some(Step::Item(index)));
            if closest.as_ref().is_none_or(|best| closeness(&failed) > closeness(best)) {
                closest = Some(failed);
            }
        }
        match closest.as_deref() {
            Some([first, ..]) => format!("; the closest of them: {}", first.message),
            _ => String::new(),
        }
    }

    /// What keeps a value, or a part of it, from fitting.
    fn why_not(&mut self, node: NodeId, value: &'v Value, step: Option<Step<'v>>) -> Vec<Violation> {
        self.explaining = true;
        // What is told here is told apart from the rest.
        let told = std::mem::take(&mut self.told);
        let mut failed = Vec::new();
        match step {
            Some(step) => self.inside(step, node, value, &mut failed),
            None => self.node(node, value, &mut failed),
        }
        self.told = told;
        self.explaining = false;
        failed
    }

    pub(super) fn fits(&mut self, node: NodeId, value: &'v Value) -> bool {
        let judged = self.judged(node, value);
        if let Some(&known) = self.tried.get(&judged) {
            return known;
        }
        let before = std::mem::replace(&mut self.quiet, true);
        let mut broken = Vec::new();
        self.node(node, value, &mut broken);
        self.quiet = before;
        self.tried.insert(judged, broken.is_empty());
        broken.is_empty()
    }
}

/// How near a failed alternative came: one that failed deep inside the value came nearer than one of the wrong
/// type, and few violations are nearer than many.
fn closeness(violations: &[Violation]) -> (usize, Reverse<usize>) {
    let depth = |one: &Violation| one.pointer.matches('/').count() * 2 + usize::from(one.keyword != "type");
    (violations.iter().map(depth).min().unwrap_or(0), Reverse(violations.len()))
}
