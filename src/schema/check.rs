//! Walks a value along a schema's rules and says what breaks them.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::compile::{ROOT, Schema};
use super::rule::{Bound, Counted, Node, NodeId, Rule};
use super::words::{self, Step, describe};
use super::{equal, number};

/// One way in which a value breaks a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Where in the value, as a JSON Pointer (RFC 6901); empty for the whole value.
    pub pointer: String,
    /// The keyword that is broken, as the schema spells it. Two are not keywords: `false` for a schema that no
    /// value fits, and `limit` for a value too deep or too intricate to check.
    pub keyword: &'static str,
    /// What is wrong, as a sentence without its full stop.
    pub message: String,
    /// What the schema asks for.
    pub expected: String,
    /// What is there instead.
    pub found: String,
}

/// How deep a value may be. Parsers of JSON have the same limit, and the walk is recursive.
const DEEPEST: usize = 128;
/// How many schemas may be inside one another while one value is judged.
const DEEPEST_WALK: usize = 512;
/// How many judgements one validation may take: it bounds the time that any value can cost.
const MOST_STEPS: usize = 1_000_000;

impl Schema {
    /// Everything in `value` that breaks the schema, in the order of the schema's rules; empty when it fits.
    #[must_use]
    pub fn validate(&self, value: &Value) -> Vec<Violation> {
        let limit = |message: &str, expected: String| {
            let found = describe(value);
            vec![Violation {
                pointer: String::new(),
                keyword: "limit",
                message: message.to_owned(),
                expected,
                found,
            }]
        };
        if deeper_than(value, DEEPEST) {
            let message = "the value has lists and objects nested too deep to check";
            return limit(message, format!("at most {DEEPEST} levels, one inside the other"));
        }
        let mut walk = Walk::new(self);
        let mut violations = Vec::new();
        walk.node(ROOT, value, &mut violations);
        if walk.exhausted {
            // What was found until then may be wrong: an alternative may have been given up too early.
            let message = "the value is too large to check, or the schema too intricate";
            return limit(message, format!("a value that takes at most {MOST_STEPS} judgements"));
        }
        violations
    }
}

/// Whether lists and objects are nested deeper than `levels`; does not recurse, so any depth may be asked about.
fn deeper_than(value: &Value, levels: usize) -> bool {
    let mut left = vec![(value, 0)];
    while let Some((value, depth)) = left.pop() {
        let inner = depth + 1;
        match value {
            Value::Array(items) => left.extend(items.iter().map(|item| (item, inner))),
            Value::Object(properties) => left.extend(properties.values().map(|value| (value, inner))),
            _ => continue,
        }
        if inner > levels {
            return true;
        }
    }
    false
}

pub(super) struct Walk<'s, 'v> {
    schema: &'s Schema,
    path: Vec<Step<'v>>,
    depth: usize,
    steps: usize,
    exhausted: bool,
    /// Inside an alternative whether it fits is all that matters: violations are counted, not worded.
    pub(super) quiet: bool,
    /// While the nearest alternative is looked for.
    pub(super) explaining: bool,
    /// Which alternatives were tried on which value (by its address: nothing moves while it is checked), and
    /// whether they fit. Alternatives inside alternatives would multiply without it.
    pub(super) tried: HashMap<(NodeId, *const Value), bool>,
}

impl<'s, 'v> Walk<'s, 'v> {
    fn new(schema: &'s Schema) -> Self {
        let tried = HashMap::new();
        Self {
            schema,
            path: Vec::new(),
            depth: 0,
            steps: 0,
            exhausted: false,
            quiet: false,
            explaining: false,
            tried,
        }
    }

    pub(super) fn node(&mut self, node: NodeId, value: &'v Value, out: &mut Vec<Violation>) {
        self.steps += 1;
        self.exhausted |= self.depth >= DEEPEST_WALK || self.steps >= MOST_STEPS;
        if self.exhausted {
            return;
        }
        let schema = self.schema;
        self.depth += 1;
        match schema.nodes.get(node) {
            Some(Node::Nothing) => self.report("false", out, |place| {
                (format!("{place} must not be there"), "nothing at all".to_owned(), describe(value))
            }),
            Some(Node::Rules { rules, .. }) => {
                for rule in rules {
                    self.rule(rule, value, out);
                }
            }
            Some(Node::Anything) | None => {}
        }
        self.depth -= 1;
    }

    fn rule(&mut self, rule: &'s Rule, value: &'v Value, out: &mut Vec<Violation>) {
        match rule {
            Rule::Ref(node) => self.node(*node, value, out),
            Rule::AllOf(nodes) => nodes.iter().for_each(|node| self.node(*node, value, out)),
            Rule::AnyOf(nodes) => self.any_of(nodes, value, out),
            Rule::OneOf(nodes) => self.one_of(nodes, value, out),
            Rule::Not(node) => {
                if self.fits(*node, value) {
                    self.report("not", out, |place| {
                        let found = describe(value);
                        let expected = "something that does not fit the schema under \"not\"".to_owned();
                        (format!("{place} is just what it must not be: {found}"), expected, found)
                    });
                }
            }
            _ => match value {
                Value::Object(properties) => self.object_rule(rule, value, properties, out),
                Value::Array(items) => self.list_rule(rule, value, items, out),
                _ => self.plain_rule(rule, value, out),
            },
        }
    }

    /// The rules that concern a value of any kind, and those of text and numbers.
    fn plain_rule(&self, rule: &Rule, value: &Value, out: &mut Vec<Violation>) {
        let must_be = |keyword, out: &mut Vec<Violation>, expected: &dyn Fn() -> String| {
            self.report(keyword, out, |place| {
                let (expected, found) = (expected(), describe(value));
                (format!("{place} must be {expected}, but it is {found}"), expected, found)
            });
        };
        match (rule, value) {
            (Rule::Type(kinds), _) if !kinds.iter().any(|kind| kind.fits(value)) => {
                must_be("type", out, &|| {
                    words::one_of(kinds.iter().map(|kind| words::kind(*kind).to_owned()))
                });
            }
            (Rule::Enum(allowed), _) if !allowed.iter().any(|one| equal::equal(one, value)) => {
                must_be("enum", out, &|| words::one_of(allowed.iter().map(words::literal)));
            }
            (Rule::Const(only), _) if !equal::equal(only, value) => {
                must_be("const", out, &|| words::literal(only));
            }
            (Rule::AtLeast(Counted::Characters, least), Value::String(text)) => {
                self.at_least("minLength", Counted::Characters, text.chars().count(), *least, out);
            }
            (Rule::AtMost(Counted::Characters, most), Value::String(text)) => {
                self.at_most("maxLength", Counted::Characters, text.chars().count(), *most, out);
            }
            (Rule::Format(format), Value::String(text)) if !format.fits(text) => {
                must_be("format", out, &|| format.expected().to_owned());
            }
            (Rule::Bound(bound, limit), Value::Number(number)) => {
                let order = number::compare(number, limit);
                let (keyword, holds) = match bound {
                    Bound::Minimum => ("minimum", order.is_ge()),
                    Bound::Maximum => ("maximum", order.is_le()),
                    Bound::Above => ("exclusiveMinimum", order.is_gt()),
                    Bound::Below => ("exclusiveMaximum", order.is_lt()),
                };
                if !holds {
                    must_be(keyword, out, &|| words::bound(*bound, limit));
                }
            }
            (Rule::MultipleOf(step), Value::Number(number)) if !number::is_multiple(number, step) => {
                must_be("multipleOf", out, &|| format!("a multiple of {step}"));
            }
            _ => {}
        }
    }

    fn object_rule(
        &mut self,
        rule: &'s Rule,
        value: &'v Value,
        properties: &'v Map<String, Value>,
        out: &mut Vec<Violation>,
    ) {
        match rule {
            Rule::Required(names) => {
                for name in names.iter().filter(|name| !properties.contains_key(*name)) {
                    self.report("required", out, |place| {
                        let name = words::shorten(name);
                        let from =
                            if self.path.is_empty() { String::new() } else { format!(" from {place}") };
                        (
                            format!("{name} is missing{from}"),
                            format!("a property called {name}"),
                            describe(value),
                        )
                    });
                }
            }
            Rule::Properties { named, others } => {
                for (name, inner) in properties {
                    let known = named.iter().find(|(known, _)| known == name).map(|(_, node)| *node);
                    self.path.push(Step::Property(name));
                    match known.or(*others) {
                        Some(node) if known.is_none() && self.refuses_all(node) => {
                            self.unknown_property(name, named, out);
                        }
                        Some(node) => self.node(node, inner, out),
                        None => {}
                    }
                    self.path.pop();
                }
            }
            Rule::AtLeast(Counted::Properties, least) => {
                self.at_least("minProperties", Counted::Properties, properties.len(), *least, out);
            }
            Rule::AtMost(Counted::Properties, most) => {
                self.at_most("maxProperties", Counted::Properties, properties.len(), *most, out);
            }
            _ => self.plain_rule(rule, value, out),
        }
    }

    fn refuses_all(&self, node: NodeId) -> bool {
        matches!(self.schema.nodes.get(node), Some(Node::Nothing))
    }

    fn unknown_property(&self, name: &str, named: &[(String, NodeId)], out: &mut Vec<Violation>) {
        self.report("additionalProperties", out, |_| {
            let expected = match named.len() {
                0 => "no properties".to_owned(),
                _ => words::one_of(named.iter().map(|(name, _)| words::shorten(name))),
            };
            let name = words::shorten(name);
            let message = format!("{name} is not a property of this object; it may have {expected}");
            (message, expected, format!("a property called {name}"))
        });
    }

    fn list_rule(&mut self, rule: &'s Rule, value: &'v Value, items: &'v [Value], out: &mut Vec<Violation>) {
        match rule {
            Rule::Items { first, rest } => {
                for (index, item) in items.iter().enumerate() {
                    if let Some(node) = first.get(index).or(rest.as_ref()) {
                        self.path.push(Step::Item(index));
                        self.node(*node, item, out);
                        self.path.pop();
                    }
                }
            }
            Rule::UniqueItems => {
                if let Some((one, other)) = equal::first_twins(items) {
                    self.report("uniqueItems", out, |place| {
                        let twins = format!("items {} and {} are the same", one + 1, other + 1);
                        let message = format!("{place} must not repeat an item, but {twins}");
                        (message, "a list without repeats".to_owned(), twins)
                    });
                }
            }
            Rule::AtLeast(Counted::Items, least) => {
                self.at_least("minItems", Counted::Items, items.len(), *least, out);
            }
            Rule::AtMost(Counted::Items, most) => {
                self.at_most("maxItems", Counted::Items, items.len(), *most, out);
            }
            _ => self.plain_rule(rule, value, out),
        }
    }

    fn at_least(
        &self,
        keyword: &'static str,
        what: Counted,
        size: usize,
        least: u64,
        out: &mut Vec<Violation>,
    ) {
        if (size as u64) < least {
            self.size(keyword, "at least", what, size, least, out);
        }
    }

    fn at_most(
        &self,
        keyword: &'static str,
        what: Counted,
        size: usize,
        most: u64,
        out: &mut Vec<Violation>,
    ) {
        if size as u64 > most {
            self.size(keyword, "at most", what, size, most, out);
        }
    }

    fn size(
        &self,
        keyword: &'static str,
        side: &str,
        what: Counted,
        size: usize,
        limit: u64,
        out: &mut Vec<Violation>,
    ) {
        self.report(keyword, out, |place| {
            let expected = format!("{side} {}", words::counted(what, limit));
            let message = format!("{place} must have {expected}, but it has {size}");
            (message, expected, words::counted(what, size as u64))
        });
    }

    /// Adds a violation here. `words` gets the place's name and gives message, expected and found.
    pub(super) fn report(
        &self,
        keyword: &'static str,
        out: &mut Vec<Violation>,
        words: impl FnOnce(String) -> (String, String, String),
    ) {
        let (pointer, (message, expected, found)) = match self.quiet {
            true => Default::default(),
            false => (words::pointer(&self.path), words(words::subject(&self.path))),
        };
        out.push(Violation { pointer, keyword, message, expected, found });
    }
}
