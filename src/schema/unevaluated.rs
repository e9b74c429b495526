//! `unevaluatedProperties` and `unevaluatedItems`: what no other rule has judged (JSON Schema 2020-12 core §11).
//!
//! Which parts of a value were judged is worked out when it is asked: through `$ref` and `allOf`, and through those
//! alternatives and branches that fit. A value that breaks a rule it must keep counts as judged by it, since it is
//! told so anyway.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::account::Outcome;
use super::check::{Violation, Walk};
use super::object::refuses_all;
use super::rule::{NodeId, Properties, Rule};
use super::words::{self, Step};

/// The parts of one value that some rule has judged.
#[derive(Default)]
struct Evaluated<'v> {
    all_properties: bool,
    properties: HashSet<&'v str>,
    all_items: bool,
    /// How many from the start.
    first_items: usize,
    items: HashSet<usize>,
    /// Schemas that were asked already.
    asked: HashSet<NodeId>,
}

impl<'s, 'v> Walk<'s, 'v> {
    pub(super) fn unevaluated_properties(
        &mut self,
        node: NodeId,
        value: &'v Value,
        properties: &'v Map<String, Value>,
        out: &mut Vec<Violation>,
    ) {
        let evaluated = self.evaluated(value);
        if evaluated.all_properties {
            return;
        }
        let (mut unknown, none) = (false, refuses_all(self.schema, node));
        for (name, inner) in
            properties.iter().filter(|(name, _)| !evaluated.properties.contains(name.as_str()))
        {
            if self.has_enough(out) {
                return;
            }
            if !none {
                self.inside(Step::Property(name), node, inner, out);
                continue;
            }
            unknown = true;
            self.path.push(Step::Property(name));
            self.report("unevaluatedProperties", out, |_| {
                let name = words::shorten(name);
                let message = format!("{name} is not a property of this object: no rule describes it");
                (
                    message,
                    "only properties that a rule describes".to_owned(),
                    format!("a property called {name}"),
                )
            });
            self.path.pop();
        }
        if none {
            let outcome = if unknown { Outcome::Broken } else { Outcome::Holds };
            self.note("unevaluatedProperties", outcome, || "no properties but those described".to_owned());
        }
    }

    pub(super) fn unevaluated_items(
        &mut self,
        node: NodeId,
        value: &'v Value,
        items: &'v [Value],
        out: &mut Vec<Violation>,
    ) {
        let evaluated = self.evaluated(value);
        if evaluated.all_items {
            return;
        }
        let (mut unknown, none) = (false, refuses_all(self.schema, node));
        for (index, item) in items.iter().enumerate().skip(evaluated.first_items) {
            if self.has_enough(out) {
                return;
            }
            if evaluated.items.contains(&index) {
                continue;
            }
            if !none {
                self.inside(Step::Item(index), node, item, out);
                continue;
            }
            unknown = true;
            self.path.push(Step::Item(index));
            self.report("unevaluatedItems", out, |place| {
                let message = format!("{place} must not be there: no rule describes it");
                (message, "only items that a rule describes".to_owned(), words::describe(item))
            });
            self.path.pop();
        }
        if none {
            let outcome = if unknown { Outcome::Broken } else { Outcome::Holds };
            self.note("unevaluatedItems", outcome, || "no items but those described".to_owned());
        }
    }

    /// What the other rules of this schema judge in a value.
    fn evaluated(&mut self, value: &'v Value) -> Evaluated<'v> {
        let mut found = Evaluated::default();
        let schema = self.schema;
        for rule in schema.rules(self.at).iter().filter(|rule| !rule.comes_last()) {
            self.judged_by(rule, value, &mut found);
        }
        found
    }

    fn judged_in(&mut self, node: NodeId, value: &'v Value, found: &mut Evaluated<'v>) {
        if !found.asked.insert(node) {
            return;
        }
        let Some(scope) = self.enter(node) else { return };
        let schema = self.schema;
        for rule in schema.rules(node) {
            self.judged_by(rule, value, found);
        }
        self.leave(scope);
    }

    fn judged_by(&mut self, rule: &'s Rule, value: &'v Value, found: &mut Evaluated<'v>) {
        match rule {
            Rule::Ref(node) => self.judged_in(*node, value, found),
            Rule::DynamicRef { first, resources } => {
                self.judged_in(self.meant(*first, resources), value, found);
            }
            Rule::AllOf(nodes) => nodes.iter().for_each(|node| self.judged_in(*node, value, found)),
            Rule::AnyOf(choice) | Rule::OneOf(choice) => {
                for node in &choice.nodes {
                    if self.fits(*node, value) {
                        self.judged_in(*node, value, found);
                    }
                }
            }
            Rule::If { test, then, otherwise } => {
                let holds = self.fits(*test, value);
                if holds {
                    self.judged_in(*test, value, found);
                }
                if let Some(branch) = if holds { then } else { otherwise } {
                    self.judged_in(*branch, value, found);
                }
            }
            Rule::DependentSchemas(pairs) => {
                for (present, node) in pairs {
                    if value.get(present).is_some() {
                        self.judged_in(*node, value, found);
                    }
                }
            }
            Rule::Properties(rule) => {
                if let Some(properties) = value.as_object() {
                    self.judged_properties(rule, properties, found);
                }
            }
            Rule::UnevaluatedProperties(_) => found.all_properties = true,
            Rule::Items { first, rest } => {
                found.all_items |= rest.is_some();
                found.first_items = found.first_items.max(first.len());
            }
            Rule::Contains { node, .. } => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    if self.exhausted {
                        return;
                    }
                    if self.fits(*node, item) {
                        found.items.insert(index);
                    }
                }
            }
            Rule::UnevaluatedItems(_) => found.all_items = true,
            _ => {}
        }
    }

    fn judged_properties(
        &mut self,
        rule: &'s Properties,
        properties: &'v Map<String, Value>,
        found: &mut Evaluated<'v>,
    ) {
        if rule.others.is_some() {
            found.all_properties = true;
            return;
        }
        self.spend(properties.len() as u64);
        for name in properties.keys() {
            if rule.get(name).is_some() || rule.patterns.iter().any(|(pattern, _)| self.finds(pattern, name))
            {
                found.properties.insert(name);
            }
        }
    }
}
