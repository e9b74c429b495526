//! Walks a value along a schema's rules and says what breaks them.

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
/// How many judgements one validation may take; it bounds the time that any value can take.
const MOST_STEPS: usize = 100_000;

impl Schema {
    /// Everything in `value` that breaks the schema, in the order of the schema's rules; empty when it fits.
    #[must_use]
    pub fn validate(&self, value: &Value) -> Vec<Violation> {
        let found = || describe(value);
        let limit = |message: String, expected: String| {
            vec![Violation { pointer: String::new(), keyword: "limit", message, expected, found: found() }]
        };
        if deeper_than(value, DEEPEST) {
            return limit(
                format!("the value has lists and objects nested more than {DEEPEST} deep"),
                format!("at most {DEEPEST} levels"),
            );
        }
        let mut walk = Walk { schema: self, path: Vec::new(), depth: 0, steps: 0, exhausted: false };
        let mut violations = Vec::new();
        walk.node(ROOT, value, &mut violations);
        if walk.exhausted {
            // What was found until then may be wrong: an alternative may have been given up too early.
            return limit(
                "the value has too many alternatives inside alternatives to check".to_owned(),
                format!("at most {MOST_STEPS} judgements"),
            );
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

struct Walk<'s, 'v> {
    schema: &'s Schema,
    path: Vec<Step<'v>>,
    depth: usize,
    steps: usize,
    exhausted: bool,
}

impl<'s, 'v> Walk<'s, 'v> {
    fn node(&mut self, node: NodeId, value: &'v Value, out: &mut Vec<Violation>) {
        self.steps += 1;
        self.exhausted |= self.depth >= DEEPEST_WALK || self.steps >= MOST_STEPS;
        if self.exhausted {
            return;
        }
        let schema = self.schema;
        self.depth += 1;
        match schema.nodes.get(node) {
            Some(Node::Nothing) => {
                let message = format!("{} must not be there", words::subject(&self.path));
                out.push(self.violation("false", message, "nothing at all".to_owned(), describe(value)));
            }
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
                if self.try_node(*node, value).is_empty() {
                    let message = format!(
                        "{} is just what it must not be: {}",
                        words::subject(&self.path),
                        describe(value)
                    );
                    let expected = "something that does not fit the schema under \"not\"".to_owned();
                    out.push(self.violation("not", message, expected, describe(value)));
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
        let (keyword, expected) = match (rule, value) {
            (Rule::Type(kinds), _) if !kinds.iter().any(|kind| kind.fits(value)) => {
                ("type", words::one_of(kinds.iter().map(|kind| words::kind(*kind).to_owned())))
            }
            (Rule::Enum(allowed), _) if !allowed.iter().any(|one| equal::equal(one, value)) => {
                ("enum", words::one_of(allowed.iter().map(words::literal)))
            }
            (Rule::Const(only), _) if !equal::equal(only, value) => ("const", words::literal(only)),
            (Rule::AtLeast(Counted::Characters, least), Value::String(text)) => {
                return self.size("minLength", Counted::Characters, text.chars().count(), *least, out);
            }
            (Rule::AtMost(Counted::Characters, most), Value::String(text)) => {
                return self.size("maxLength", Counted::Characters, text.chars().count(), *most, out);
            }
            (Rule::Format(format), Value::String(text)) if !format.fits(text) => {
                ("format", format.expected().to_owned())
            }
            (Rule::Bound(bound, limit), Value::Number(value)) => {
                let order = number::compare(value, limit);
                let (keyword, holds) = match bound {
                    Bound::Minimum => ("minimum", order.is_ge()),
                    Bound::Maximum => ("maximum", order.is_le()),
                    Bound::Above => ("exclusiveMinimum", order.is_gt()),
                    Bound::Below => ("exclusiveMaximum", order.is_lt()),
                };
                if holds {
                    return;
                }
                (keyword, words::bound(*bound, limit))
            }
            (Rule::MultipleOf(step), Value::Number(value)) if !number::is_multiple(value, step) => {
                ("multipleOf", format!("a multiple of {step}"))
            }
            _ => return,
        };
        let found = describe(value);
        let message = format!("{} must be {expected}, but it is {found}", words::subject(&self.path));
        out.push(self.violation(keyword, message, expected, found));
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
                    let whole = self.path.is_empty();
                    let from =
                        if whole { String::new() } else { format!(" from {}", words::subject(&self.path)) };
                    let name = words::shorten(name);
                    let expected = format!("a property called {name}");
                    out.push(self.violation(
                        "required",
                        format!("{name} is missing{from}"),
                        expected,
                        describe(value),
                    ));
                }
            }
            Rule::Properties { named, others } => {
                for (name, inner) in properties {
                    self.path.push(Step::Property(name));
                    match (named.iter().find(|(known, _)| known == name), others) {
                        (Some((_, node)), _) => self.node(*node, inner, out),
                        (None, Some(node)) if matches!(self.schema.nodes.get(*node), Some(Node::Nothing)) => {
                            let expected = match named.len() {
                                0 => "no properties".to_owned(),
                                _ => words::one_of(named.iter().map(|(name, _)| words::shorten(name))),
                            };
                            let name = words::shorten(name);
                            let message =
                                format!("{name} is not a property of this object; it may have {expected}");
                            let found = format!("a property called {name}");
                            out.push(self.violation("additionalProperties", message, expected, found));
                        }
                        (None, Some(node)) => self.node(*node, inner, out),
                        (None, None) => {}
                    }
                    self.path.pop();
                }
            }
            Rule::AtLeast(Counted::Properties, least) => {
                self.size("minProperties", Counted::Properties, properties.len(), *least, out);
            }
            Rule::AtMost(Counted::Properties, most) => {
                self.size("maxProperties", Counted::Properties, properties.len(), *most, out);
            }
            _ => self.plain_rule(rule, value, out),
        }
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
                    let twins = format!("items {} and {} are the same", one + 1, other + 1);
                    let message =
                        format!("{} must not repeat an item, but {twins}", words::subject(&self.path));
                    out.push(self.violation(
                        "uniqueItems",
                        message,
                        "a list without repeats".to_owned(),
                        twins,
                    ));
                }
            }
            Rule::AtLeast(Counted::Items, least) => {
                self.size("minItems", Counted::Items, items.len(), *least, out)
            }
            Rule::AtMost(Counted::Items, most) => {
                self.size("maxItems", Counted::Items, items.len(), *most, out)
            }
            _ => self.plain_rule(rule, value, out),
        }
    }

    fn any_of(&mut self, nodes: &[NodeId], value: &'v Value, out: &mut Vec<Violation>) {
        let mut closest: Option<Vec<Violation>> = None;
        for node in nodes {
            let tried = self.try_node(*node, value);
            if tried.is_empty() {
                return;
            }
            if closest.as_ref().is_none_or(|best| closeness(&tried) > closeness(best)) {
                closest = Some(tried);
            }
        }
        self.fits_none("anyOf", "at least one", nodes.len(), closest, value, out);
    }

    fn one_of(&mut self, nodes: &[NodeId], value: &'v Value, out: &mut Vec<Violation>) {
        let mut fitting = Vec::new();
        let mut closest: Option<Vec<Violation>> = None;
        for (index, node) in nodes.iter().enumerate() {
            let tried = self.try_node(*node, value);
            if tried.is_empty() {
                fitting.push(index + 1);
            } else if closest.as_ref().is_none_or(|best| closeness(&tried) > closeness(best)) {
                closest = Some(tried);
            }
        }
        match fitting.as_slice() {
            [] => self.fits_none("oneOf", "exactly one", nodes.len(), closest, value, out),
            [_] => {}
            [first, second, ..] => {
                let subject = words::subject(&self.path);
                let expected = format!("a value that fits exactly one of {} descriptions", nodes.len());
                let found = format!(
                    "a value that fits {} of them, among them number {first} and number {second}",
                    fitting.len()
                );
                let message = format!(
                    "{subject} must fit exactly one of {} descriptions, but it fits {} of them, among them number {first} and number {second}",
                    nodes.len(),
                    fitting.len()
                );
                out.push(self.violation("oneOf", message, expected, found));
            }
        }
    }

    fn fits_none(
        &self,
        keyword: &'static str,
        how_many: &str,
        of: usize,
        closest: Option<Vec<Violation>>,
        value: &Value,
        out: &mut Vec<Violation>,
    ) {
        let hint = match closest.as_deref() {
            Some([first, ..]) => format!("; the closest of them says: {}", first.message),
            _ => String::new(),
        };
        let subject = words::subject(&self.path);
        let message = format!("{subject} must fit {how_many} of {of} descriptions, but it fits none{hint}");
        let expected = format!("a value that fits {how_many} of {of} descriptions");
        out.push(self.violation(keyword, message, expected, describe(value)));
    }

    fn try_node(&mut self, node: NodeId, value: &'v Value) -> Vec<Violation> {
        let mut tried = Vec::new();
        self.node(node, value, &mut tried);
        tried
    }

    /// Checks a size against its limit; the keyword tells which side.
    fn size(&self, keyword: &'static str, what: Counted, size: usize, limit: u64, out: &mut Vec<Violation>) {
        let size = size as u64;
        let at_least = keyword.starts_with("min");
        if if at_least { size >= limit } else { size <= limit } {
            return;
        }
        let expected =
            format!("{} {}", if at_least { "at least" } else { "at most" }, words::counted(what, limit));
        let found = words::counted(what, size);
        let message = format!("{} must have {expected}, but it has {size}", words::subject(&self.path));
        out.push(self.violation(keyword, message, expected, found));
    }

    fn violation(
        &self,
        keyword: &'static str,
        message: String,
        expected: String,
        found: String,
    ) -> Violation {
        Violation { pointer: words::pointer(&self.path), keyword, message, expected, found }
    }
}

/// How near a failed alternative came: one that failed deep inside the value came nearer than one of the wrong
/// type, and few violations are nearer than many.
fn closeness(violations: &[Violation]) -> (usize, std::cmp::Reverse<usize>) {
    let shallowest = violations
        .iter()
        .map(|one| one.pointer.matches('/').count() * 2 + usize::from(one.keyword != "type"));
    (shallowest.min().unwrap_or(0), std::cmp::Reverse(violations.len()))
}
