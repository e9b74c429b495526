//! Walks a value along a schema's rules and says what breaks them.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::account::{Account, Notes, Outcome};
use super::compile::{ROOT, Schema};
use super::rule::{Node, NodeId, Rule};
use super::words::{self, Step, describe};

/// One way in which a value breaks a schema.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Violation {
    /// Where in the value, as a JSON Pointer (RFC 6901); empty for the whole value.
    pub pointer: String,
    /// The keyword that is broken, as the schema spells it. Two are not keywords: `false` for a schema that no
    /// value fits, and `limit` for a value too deep or too intricate to check.
    pub keyword: &'static str,
    /// Where in the document the keyword stands, as a JSON Pointer; for `false`, where the schema does. Empty for
    /// `limit`.
    pub schema_pointer: String,
    /// What is wrong, as a sentence without its full stop.
    pub message: String,
    /// What the schema asks for.
    pub expected: String,
    /// What is there instead.
    pub found: String,
}

/// Which way a value travels. It matters to properties that go one way only (OpenAPI 3.1 §4.8.24): one that says
/// `readOnly` may be missing from a request, one that says `writeOnly` from a response, though it is `required`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// It is just a value: `required` is taken at its word.
    #[default]
    Neither,
    /// From the client to the server.
    Request,
    /// From the server to the client.
    Response,
}

/// How deep a value may be. Parsers of JSON have the same limit, and the walk is recursive.
const DEEPEST: usize = 128;
/// How many schemas may be inside one another while one value is judged.
const DEEPEST_WALK: usize = 512;
/// How many judgements one validation may take: it bounds the time that any value can cost.
const MOST_STEPS: u64 = 1_000_000;
/// What one judgement costs, where one step of a pattern costs 1.
const JUDGEMENT: u64 = 16;
/// How many violations are told.
const MOST_VIOLATIONS: usize = 1_000;

impl Schema {
    /// What in `value` breaks the schema, in the order of the schema's rules; empty when it fits. After a thousand
    /// violations the last says that there are more.
    #[must_use]
    pub fn validate(&self, value: &Value) -> Vec<Violation> {
        self.validate_for(value, Direction::Neither)
    }

    /// Validates a value that travels: what goes the other way only may be missing.
    #[must_use]
    pub fn validate_for(&self, value: &Value, direction: Direction) -> Vec<Violation> {
        self.judge(value, direction, None).violations
    }

    /// Validates a value, and gives an account of it: which keyword was checked where, in order, with what outcome.
    /// Of the checks that hold at most `limit` are kept, and as many of those that do not.
    ///
    /// ```
    /// use serde_json::json;
    /// use toyshelf::schema::{Direction, Schema};
    ///
    /// let wheels = Schema::compile(&json!({"type": "integer", "minimum": 0}), "")?;
    /// let account = wheels.explain(&json!(-1), Direction::Neither, 10);
    ///
    /// let checks: Vec<String> = account.checks.iter().map(ToString::to_string).collect();
    /// assert_eq!(checks, ["holds: the value, a whole number", "broken: the value, 0 or more"]);
    /// # Ok::<(), toyshelf::schema::SchemaError>(())
    /// ```
    #[must_use]
    pub fn explain(&self, value: &Value, direction: Direction, limit: usize) -> Account {
        self.judge(value, direction, Some(Notes::new(limit)))
    }

    fn judge(&self, value: &Value, direction: Direction, notes: Option<Notes>) -> Account {
        let limit = |message: &str, expected: String| Violation {
            keyword: "limit",
            message: message.to_owned(),
            expected,
            found: describe(value),
            ..Violation::default()
        };
        if deeper_than(value, DEEPEST) {
            let message = "the value has lists and objects nested too deep to check";
            let expected = format!("at most {DEEPEST} levels, one inside the other");
            return Account::without_checks(vec![limit(message, expected)]);
        }
        let mut walk = Walk::new(self, direction);
        walk.notes = notes;
        let mut violations = Vec::new();
        walk.node(ROOT, value, &mut violations);
        if walk.exhausted {
            // What was found until then may be wrong: an alternative may have been given up too early.
            let message = "the value is too large to check, or the schema too intricate";
            let expected = format!("a value that takes at most {MOST_STEPS} judgements");
            return Account::without_checks(vec![limit(message, expected)]);
        }
        if violations.len() >= MOST_VIOLATIONS {
            violations.truncate(MOST_VIOLATIONS);
            let message = format!("more may be wrong; only the first {MOST_VIOLATIONS} places are told");
            violations.push(limit(&message, format!("fewer than {MOST_VIOLATIONS} violations")));
        }
        Account::new(violations, walk.notes)
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

/// A schema, a value by its address (nothing moves while it is checked), and the scope it was judged in.
type Judged = (NodeId, *const Value, usize);

pub(super) struct Walk<'s, 'v> {
    pub(super) schema: &'s Schema,
    pub(super) direction: Direction,
    pub(super) path: Vec<Step<'v>>,
    /// What the whole value is called.
    pub(super) whole: String,
    /// The schema whose rules are being checked.
    pub(super) at: NodeId,
    /// The first schema that was asked of this value: it holds all that must hold of it.
    pub(super) first: NodeId,
    depth: usize,
    spent: u64,
    /// The resources that a value can have come through, outermost first: the dynamic scope (core §7.1).
    scopes: Vec<Vec<&'s str>>,
    /// Which of them it came through.
    scope: usize,
    pub(super) exhausted: bool,
    /// Inside an alternative whether it fits is all that matters: violations are counted, not worded.
    pub(super) quiet: bool,
    /// While the nearest alternative is looked for.
    pub(super) explaining: bool,
    /// Which schemas were tried on which value, and whether it fits. Alternatives inside alternatives would multiply
    /// without it.
    pub(super) tried: HashMap<Judged, bool>,
    /// What references have led to already, and so has been told. Without it, references side by side would multiply.
    pub(super) told: HashSet<Judged>,
    pub(super) notes: Option<Notes>,
}

impl<'s, 'v> Walk<'s, 'v> {
    pub(super) fn new(schema: &'s Schema, direction: Direction) -> Self {
        Self {
            schema,
            direction,
            path: Vec::new(),
            whole: "the value".to_owned(),
            at: ROOT,
            first: ROOT,
            depth: 0,
            spent: 0,
            scopes: vec![Vec::new()],
            scope: 0,
            exhausted: false,
            quiet: false,
            explaining: false,
            tried: HashMap::new(),
            told: HashSet::new(),
            notes: None,
        }
    }

    /// Judges something that is no part of the value, on this one's account.
    pub(super) fn aside(&mut self, node: NodeId, value: &Value, whole: String) -> Vec<Violation> {
        let mut walk = Walk::new(self.schema, self.direction);
        (walk.depth, walk.spent, walk.whole) = (self.depth, self.spent, whole);
        (walk.quiet, walk.explaining, walk.first) = (self.quiet, self.explaining, node);
        walk.scopes[0].clone_from(&self.scopes[self.scope]);
        let mut broken = Vec::new();
        walk.node(node, value, &mut broken);
        self.spent = walk.spent;
        self.exhausted |= walk.exhausted;
        broken
    }

    pub(super) fn node(&mut self, node: NodeId, value: &'v Value, out: &mut Vec<Violation>) {
        let Some(scope) = self.enter(node) else { return };
        let schema = self.schema;
        let outer = std::mem::replace(&mut self.at, node);
        match schema.nodes.get(node) {
            Some(Node::Nothing) => {
                self.report("false", out, |place| {
                    (format!("{place} must not be there"), "nothing at all".to_owned(), describe(value))
                });
                self.note("false", Outcome::Broken, || "nothing at all".to_owned());
            }
            Some(Node::Rules { rules, .. }) => {
                for rule in rules {
                    if self.has_enough(out) {
                        break;
                    }
                    let before = out.len();
                    self.rule(rule, value, out);
                    if self.notes.is_some()
                        && let Some(keyword) = words::checked(rule, value)
                    {
                        let outcome = if out.len() == before { Outcome::Holds } else { Outcome::Broken };
                        self.note(keyword, outcome, || words::asks(rule));
                    }
                }
            }
            Some(Node::Anything) | None => {}
        }
        self.at = outer;
        self.leave(scope);
    }

    /// Judges a part of the value.
    pub(super) fn inside(
        &mut self,
        step: Step<'v>,
        node: NodeId,
        value: &'v Value,
        out: &mut Vec<Violation>,
    ) {
        self.path.push(step);
        let outer = std::mem::replace(&mut self.first, node);
        self.node(node, value, out);
        self.first = outer;
        self.path.pop();
    }

    /// Goes one schema deeper, unless that is more than is allowed. Gives the scope to go back to.
    pub(super) fn enter(&mut self, node: NodeId) -> Option<usize> {
        self.exhausted |= self.depth >= DEEPEST_WALK;
        self.spend(JUDGEMENT);
        if self.exhausted {
            return None;
        }
        self.depth += 1;
        let outer = self.scope;
        if let Some(resource) = self.schema.resources.get(node)
            && !self.scopes[outer].contains(&resource.as_str())
        {
            let mut scope = self.scopes[outer].clone();
            scope.push(resource);
            self.spend(self.scopes.len() as u64);
            self.scope = self.scopes.iter().position(|known| *known == scope).unwrap_or_else(|| {
                self.scopes.push(scope);
                self.scopes.len() - 1
            });
        }
        Some(outer)
    }

    pub(super) fn leave(&mut self, scope: usize) {
        self.depth -= 1;
        self.scope = scope;
    }

    /// Where a `$dynamicRef` leads from here.
    pub(super) fn meant(&self, first: NodeId, resources: &[(String, NodeId)]) -> NodeId {
        let of = |scope: &&str| resources.iter().find(|(resource, _)| resource == scope);
        self.scopes[self.scope].iter().find_map(of).map_or(first, |(_, node)| *node)
    }

    pub(super) fn judged(&self, node: NodeId, value: &Value) -> Judged {
        (node, std::ptr::from_ref(value), self.scope)
    }

    pub(super) fn spend(&mut self, cost: u64) {
        self.spent = self.spent.saturating_add(cost);
        self.exhausted |= self.spent >= MOST_STEPS * JUDGEMENT;
    }

    /// Whether a pattern is found in a text, on this walk's account.
    pub(super) fn finds(&mut self, pattern: &super::pattern::Pattern, text: &str) -> bool {
        let all = (MOST_STEPS * JUDGEMENT).saturating_sub(self.spent);
        let mut fuel = all;
        let found = pattern.finds(text, &mut fuel);
        self.spend(all - fuel);
        self.exhausted |= found.is_none();
        found.unwrap_or(false)
    }

    /// Whether nothing that is still to come can matter.
    pub(super) fn has_enough(&self, out: &[Violation]) -> bool {
        self.exhausted || self.quiet && !out.is_empty() || out.len() >= MOST_VIOLATIONS
    }

    fn rule(&mut self, rule: &'s Rule, value: &'v Value, out: &mut Vec<Violation>) {
        match rule {
            Rule::Ref(node) => self.reference(*node, value, out),
            Rule::DynamicRef { first, resources } => {
                self.reference(self.meant(*first, resources), value, out);
            }
            Rule::AllOf(nodes) => {
                for node in nodes {
                    self.node(*node, value, out);
                }
            }
            Rule::AnyOf(choice) => self.any_of(choice, value, out),
            Rule::OneOf(choice) => self.one_of(choice, value, out),
            Rule::Not(node) => {
                if self.fits(*node, value) {
                    self.report("not", out, |place| {
                        let found = describe(value);
                        (format!("{place} is just what it must not be: {found}"), words::asks(rule), found)
                    });
                }
            }
            Rule::If { test, then, otherwise } => self.condition(*test, *then, *otherwise, value, out),
            _ => match value {
                Value::Object(properties) => self.object_rule(rule, value, properties, out),
                Value::Array(items) => self.list_rule(rule, value, items, out),
                _ => self.plain_rule(rule, value, out),
            },
        }
    }

    fn reference(&mut self, node: NodeId, value: &'v Value, out: &mut Vec<Violation>) {
        if self.quiet {
            if !self.fits(node, value) {
                out.push(Violation::default());
            }
        } else if self.told.insert(self.judged(node, value)) {
            self.node(node, value, out);
        }
    }

    fn condition(
        &mut self,
        test: NodeId,
        then: Option<NodeId>,
        otherwise: Option<NodeId>,
        value: &'v Value,
        out: &mut Vec<Violation>,
    ) {
        if then.is_none() && otherwise.is_none() {
            return;
        }
        let holds = self.fits(test, value);
        let (branch, name) = if holds { (then, "then") } else { (otherwise, "else") };
        self.note("if", Outcome::Chosen, || {
            let so = if branch.is_some() {
                format!("so \"{name}\" applies")
            } else {
                "so nothing more is asked".to_owned()
            };
            format!("the condition {}, {so}", if holds { "holds" } else { "does not hold" })
        });
        if let Some(node) = branch {
            self.node(node, value, out);
        }
    }

    /// Notes a check, where an account is kept.
    pub(super) fn note(&mut self, keyword: &'static str, outcome: Outcome, asked: impl FnOnce() -> String) {
        if self.quiet || self.explaining {
            return;
        }
        if let Some(notes) = &mut self.notes
            && notes.has_room_for(outcome)
        {
            notes.push(super::account::Check {
                pointer: words::pointer(&self.path),
                schema_pointer: schema_pointer(self.schema, self.at, keyword),
                keyword,
                outcome,
                subject: words::subject(&self.path, &self.whole),
                asked: asked(),
            });
        }
    }

    /// Adds a violation here. `words` gets the place's name and gives message, expected and found.
    pub(super) fn report(
        &self,
        keyword: &'static str,
        out: &mut Vec<Violation>,
        words: impl FnOnce(String) -> (String, String, String),
    ) {
        if self.quiet {
            out.push(Violation::default());
            return;
        }
        let (message, expected, found) = words(words::subject(&self.path, &self.whole));
        out.push(Violation {
            pointer: words::pointer(&self.path),
            keyword,
            schema_pointer: schema_pointer(self.schema, self.at, keyword),
            message,
            expected,
            found,
        });
    }
}

/// Where a keyword of a schema stands.
fn schema_pointer(schema: &Schema, node: NodeId, keyword: &str) -> String {
    let place = schema.places.get(node).map_or("", String::as_str);
    if keyword == "false" { place.to_owned() } else { format!("{place}/{keyword}") }
}
