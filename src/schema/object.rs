//! Rules of objects.

use serde_json::{Map, Value};

use super::account::Outcome;
use super::check::{Direction, Violation, Walk};
use super::compile::Schema;
use super::rule::{Counted, Node, NodeId, Properties, Rule};
use super::words::{self, Step, describe};

impl<'s, 'v> Walk<'s, 'v> {
    pub(super) fn object_rule(
        &mut self,
        rule: &'s Rule,
        value: &'v Value,
        properties: &'v Map<String, Value>,
        out: &mut Vec<Violation>,
    ) {
        match rule {
            Rule::Required(names) => {
                self.spend(names.len() as u64);
                for name in names.iter().filter(|name| !properties.contains_key(*name)) {
                    if self.has_enough(out) {
                        break;
                    }
                    if !self.may_be_missing(name) {
                        self.missing("required", name, None, value, out);
                    }
                }
            }
            Rule::DependentRequired(pairs) => {
                for (present, names) in pairs.iter().filter(|(present, _)| properties.contains_key(present)) {
                    self.spend(names.len() as u64);
                    for name in names.iter().filter(|name| !properties.contains_key(*name)) {
                        self.missing("dependentRequired", name, Some(present), value, out);
                    }
                }
            }
            Rule::DependentSchemas(pairs) => {
                for (present, node) in pairs {
                    if properties.contains_key(present) && !self.has_enough(out) {
                        self.node(*node, value, out);
                    }
                }
            }
            Rule::Properties(rule) => self.properties(rule, properties, out),
            Rule::PropertyNames(node) => {
                for name in properties.keys() {
                    if self.has_enough(out) {
                        break;
                    }
                    self.property_name(*node, name, out);
                }
            }
            Rule::UnevaluatedProperties(node) => self.unevaluated_properties(*node, value, properties, out),
            Rule::AtLeast(Counted::Properties, least) => {
                self.at_least("minProperties", Counted::Properties, properties.len(), *least, out);
            }
            Rule::AtMost(Counted::Properties, most) => {
                self.at_most("maxProperties", Counted::Properties, properties.len(), *most, out);
            }
            _ => self.plain_rule(rule, value, out),
        }
    }

    /// Whether a required property only goes the other way (OpenAPI 3.1 §4.8.24, `readOnly` and `writeOnly`).
    fn may_be_missing(&self, name: &str) -> bool {
        let one_way = |node, read_only| self.schema.is_one_way(node, name, read_only);
        match self.direction {
            Direction::Neither => false,
            Direction::Request => one_way(self.first, true) || one_way(self.at, true),
            Direction::Response => one_way(self.first, false) || one_way(self.at, false),
        }
    }

    fn missing(
        &self,
        keyword: &'static str,
        name: &str,
        because_of: Option<&str>,
        value: &Value,
        out: &mut Vec<Violation>,
    ) {
        self.report(keyword, out, |place| {
            let name = words::shorten(name);
            let from = if self.path.is_empty() { String::new() } else { format!(" from {place}") };
            let why = because_of.map(|other| format!("; it must be there when {} is", words::shorten(other)));
            (
                format!("{name} is missing{from}{}", why.unwrap_or_default()),
                format!("a property called {name}"),
                describe(value),
            )
        });
    }

    fn properties(
        &mut self,
        rule: &'s Properties,
        properties: &'v Map<String, Value>,
        out: &mut Vec<Violation>,
    ) {
        let (mut unknown, none) = (false, rule.others.is_some_and(|node| refuses_all(self.schema, node)));
        for (name, inner) in properties {
            if self.has_enough(out) {
                return;
            }
            let named = rule.get(name);
            if let Some(node) = named {
                self.inside(Step::Property(name), node, inner, out);
            }
            let mut matched = false;
            for (pattern, node) in &rule.patterns {
                if self.finds(pattern, name) {
                    matched = true;
                    self.inside(Step::Property(name), *node, inner, out);
                }
            }
            match rule.others {
                Some(_) if named.is_some() || matched => {}
                Some(_) if none => {
                    unknown = true;
                    self.path.push(Step::Property(name));
                    self.unknown_property(name, rule, out);
                    self.path.pop();
                }
                Some(node) => self.inside(Step::Property(name), node, inner, out),
                None => {}
            }
        }
        if none {
            let outcome = if unknown { Outcome::Broken } else { Outcome::Holds };
            self.note("additionalProperties", outcome, || "no properties but those described".to_owned());
        }
    }

    fn unknown_property(&self, name: &str, rule: &Properties, out: &mut Vec<Violation>) {
        self.report("additionalProperties", out, |_| {
            let known = rule.named().iter().map(|(name, _)| words::shorten(name));
            let mut expected = match rule.named().len() {
                0 => "no properties".to_owned(),
                _ => words::one_of(known),
            };
            if let [(first, _), ..] = rule.patterns.as_slice() {
                let more = format!("names that match {}", words::shorten(first.text()));
                expected = if rule.named().is_empty() { more } else { format!("{expected}, or {more}") };
            }
            let name = words::shorten(name);
            let message = format!("{name} is not a property of this object; it may have {expected}");
            (message, expected, format!("a property called {name}"))
        });
    }

    fn property_name(&mut self, node: NodeId, name: &'v str, out: &mut Vec<Violation>) {
        let whole = format!("the name \"{}\"", words::shorten(name));
        let broken = self.aside(node, &Value::String(name.to_owned()), whole);
        if let Some(first) = broken.into_iter().next() {
            self.path.push(Step::Property(name));
            self.report("propertyNames", out, |_| (first.message, first.expected, first.found));
            self.path.pop();
        }
    }
}

pub(super) fn refuses_all(schema: &Schema, node: NodeId) -> bool {
    matches!(schema.nodes.get(node), Some(Node::Nothing))
}
