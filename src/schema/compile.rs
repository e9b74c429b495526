//! From a schema as JSON to numbered nodes of rules.

use std::collections::HashSet;
use std::fmt;

use serde_json::Value;

use super::compiler::Compiler;
use super::rule::{Node, NodeId, Rule};

/// A compiled schema.
///
/// ```
/// use serde_json::json;
/// use toyshelf::schema::Schema;
///
/// let document = json!({"components": {"schemas": {"Toy": {
///     "type": "object",
///     "required": ["name"],
///     "properties": {"name": {"type": "string"}, "wheels": {"type": "integer", "minimum": 0}}
/// }}}});
/// let toy = Schema::compile(&document, "/components/schemas/Toy")?;
///
/// assert!(toy.validate(&json!({"name": "car", "wheels": 4})).is_empty());
/// let violations = toy.validate(&json!({"name": "car", "wheels": "four"}));
/// assert_eq!(violations[0].pointer, "/wheels");
/// assert_eq!(violations[0].message, "wheels must be a whole number, but it is text: \"four\"");
/// # Ok::<(), toyshelf::schema::SchemaError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Schema {
    pub(super) nodes: Vec<Node>,
    /// The place of each node in the whole document.
    pub(super) places: Vec<String>,
    /// The place of the schema resource of each node; empty where no rule depends on it.
    pub(super) resources: Vec<String>,
    unsupported: Vec<Unsupported>,
}

/// A schema that is being compiled: see [`Schema::compiling`].
pub struct Compiling<'a>(Compiler<'a>);

impl fmt::Debug for Compiling<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Compiling").field(&self.progress()).finish()
    }
}

impl Compiling<'_> {
    /// Compiles so many of the schemas that it reaches. Comes back with what is not checked once all are; that is to be
    /// asked for once.
    ///
    /// # Errors
    ///
    /// As for [`Schema::compile`].
    pub fn advance(&mut self, count: usize) -> Result<Option<Vec<Unsupported>>, SchemaError> {
        if self.0.some(count)? {
            self.0.no_circle()?;
            return Ok(Some(std::mem::take(&mut self.0.unsupported)));
        }
        Ok(None)
    }

    /// How many schemas are compiled, and how many are known of by now.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        (self.0.nodes.len(), self.0.places.len())
    }
}

/// Where the compiled schema begins.
pub(super) const ROOT: NodeId = 0;

/// A keyword that the schema uses and this validator does not check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsupported {
    /// The JSON Pointer of the schema that holds the keyword, in the whole document.
    pub pointer: String,
    /// The keyword; for a `format` that is not checked, `format`.
    pub keyword: String,
    /// Why it is not checked, as a phrase such as `"sparkly" is not a format known here`.
    pub why: String,
}

/// Why something is not a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaError {
    /// The JSON Pointer of the place, in the whole document.
    pub pointer: String,
    /// What is wrong there, as a phrase.
    pub problem: String,
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.pointer.is_empty() { "the whole document" } else { &self.pointer };
        write!(f, "at {place}: {}", self.problem)
    }
}

impl std::error::Error for SchemaError {}

impl Schema {
    /// Compiles the schema at `pointer` (RFC 6901) in the document `root`. References are looked up in the whole
    /// document, and may be recursive.
    ///
    /// # Errors
    ///
    /// Nothing at `pointer`, a keyword with a value it cannot have, a reference that leads nowhere or out of the
    /// document, or schemas that refer to each other in a circle without going into the value.
    pub fn compile(root: &Value, pointer: &str) -> Result<Self, SchemaError> {
        let mut compiler = Compiler::new(root, false);
        compiler.run(pointer)?;
        compiler.no_circle()?;
        Ok(Self::from_parts(compiler))
    }

    /// Begins to compile the schema at `pointer`, as [`compile`](Self::compile) does, for whoever has other things to do
    /// meanwhile and only wants to know what would not be checked.
    #[must_use]
    pub fn compiling<'a>(root: &'a Value, pointer: &str) -> Compiling<'a> {
        let mut compiler = Compiler::new(root, false);
        compiler.node(pointer.to_owned());
        Compiling(compiler)
    }

    /// Compiles as [`compile`](Self::compile) does, but leaves out what is wrong instead of giving up: each keyword
    /// that cannot be used is listed by [`unsupported`](Self::unsupported), with its place and why, and asks
    /// nothing of a value. For documents that others wrote, of which the rest should work.
    ///
    /// ```
    /// use serde_json::json;
    /// use toyshelf::schema::Schema;
    ///
    /// let toy = Schema::compile_leniently(&json!({"type": "object", "minProperties": "one"}), "");
    ///
    /// assert_eq!(toy.unsupported()[0].keyword, "minProperties");
    /// assert_eq!(toy.validate(&json!(1))[0].keyword, "type");
    /// ```
    #[must_use]
    pub fn compile_leniently(root: &Value, pointer: &str) -> Self {
        let mut compiler = Compiler::new(root, true);
        compiler.run_leniently(pointer);
        compiler.break_circles();
        Self::from_parts(compiler)
    }

    /// What could not be checked in any of many schemas of one document, each place once, in the order in which they
    /// are met. Looks at each schema once, however many of the others refer to it.
    ///
    /// ```
    /// use serde_json::json;
    /// use toyshelf::schema::Schema;
    ///
    /// let document = json!({"a": {"$ref": "#/c"}, "b": {"items": {"$ref": "#/c"}}, "c": {"minLength": "one"}});
    /// let listed = Schema::survey(&document, ["/a", "/b"]);
    ///
    /// assert_eq!(listed.len(), 1);
    /// assert_eq!(listed[0].pointer, "/c");
    /// ```
    #[must_use]
    pub fn survey<'p>(root: &Value, pointers: impl IntoIterator<Item = &'p str>) -> Vec<Unsupported> {
        let mut compiler = Compiler::new(root, true);
        for pointer in pointers {
            compiler.run_leniently(pointer);
        }
        compiler.break_circles();
        compiler.unsupported
    }

    fn from_parts(compiler: Compiler<'_>) -> Self {
        let resources = compiler.resources();
        Self { nodes: compiler.nodes, places: compiler.places, resources, unsupported: compiler.unsupported }
    }

    /// What the schema asks and this validator does not check, in the order it was found. Annotations, which
    /// ask nothing, are not listed.
    #[must_use]
    pub fn unsupported(&self) -> &[Unsupported] {
        &self.unsupported
    }

    /// The properties that only the server may write: those whose own schema says `readOnly: true`, by `$ref` and
    /// `allOf` too.
    #[must_use]
    pub fn read_only_properties(&self) -> Vec<&str> {
        self.properties_with(|node| matches!(node, Node::Rules { read_only: true, .. }))
    }

    /// The properties that are sent but never sent back: those that say `writeOnly: true`.
    #[must_use]
    pub fn write_only_properties(&self) -> Vec<&str> {
        self.properties_with(|node| matches!(node, Node::Rules { write_only: true, .. }))
    }

    fn properties_with(&self, marked: fn(&Node) -> bool) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        let mut known = HashSet::new();
        for (name, node) in self.named_properties(ROOT) {
            if self.says(node, marked) && known.insert(name) {
                names.push(name);
            }
        }
        names
    }

    /// Every property that a value of this node may have by name, through `$ref` and `allOf`.
    fn named_properties(&self, node: NodeId) -> impl Iterator<Item = (&str, NodeId)> {
        self.conjuncts(node)
            .into_iter()
            .flat_map(|node| self.rules(node))
            .flat_map(|rule| match rule {
                Rule::Properties(properties) => properties.named(),
                _ => &[],
            })
            .map(|(name, node)| (name.as_str(), *node))
    }

    /// Whether the node, or one that holds with it, is marked so.
    fn says(&self, node: NodeId, marked: fn(&Node) -> bool) -> bool {
        self.conjuncts(node).into_iter().any(|node| self.nodes.get(node).is_some_and(marked))
    }

    /// Whether the node's property of this name says `readOnly` or, asked the other way, `writeOnly`.
    pub(super) fn is_one_way(&self, node: NodeId, name: &str, read_only: bool) -> bool {
        let marked: fn(&Node) -> bool = match read_only {
            true => |node| matches!(node, Node::Rules { read_only: true, .. }),
            false => |node| matches!(node, Node::Rules { write_only: true, .. }),
        };
        self.conjuncts(node).into_iter().flat_map(|node| self.rules(node)).any(|rule| match rule {
            Rule::Properties(properties) => properties.get(name).is_some_and(|node| self.says(node, marked)),
            _ => false,
        })
    }

    /// The node and all that must hold with it, through `$ref` and `allOf`.
    fn conjuncts(&self, start: NodeId) -> Vec<NodeId> {
        let mut found = vec![start];
        let mut known = HashSet::from([start]);
        let mut next = 0;
        while let Some(&node) = found.get(next) {
            for rule in self.rules(node) {
                found.extend(rule.conjuncts().iter().filter(|id| known.insert(**id)));
            }
            next += 1;
        }
        found
    }

    pub(super) fn rules(&self, node: NodeId) -> &[Rule] {
        match self.nodes.get(node) {
            Some(Node::Rules { rules, .. }) => rules,
            _ => &[],
        }
    }
}

pub(super) const ENDLESS: &str =
    "this schema refers back to itself without going into the value, so checking it would never end";
