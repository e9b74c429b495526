//! Compiles schema after schema, each place once, and follows references.

use std::collections::HashMap;

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::anchors::{self, Anchors};
use super::circle;
use super::compile::{ENDLESS, SchemaError, Unsupported};
use super::keyword::{Meaning, is_known};
use super::rule::{Node, NodeId, Rule};

pub(super) struct Compiler<'a> {
    root: &'a Value,
    /// Whether what is wrong is listed, instead of ending it all.
    lenient: bool,
    pub(super) nodes: Vec<Node>,
    /// The place of each node, those not compiled yet too.
    pub(super) places: Vec<String>,
    ids: HashMap<String, NodeId>,
    pub(super) unsupported: Vec<Unsupported>,
    /// Found when first asked for: most documents name their places by pointer.
    anchors: Option<Anchors>,
}

/// One schema object while it is compiled.
pub(super) struct Place<'a> {
    pub(super) schema: &'a Map<String, Value>,
    pub(super) pointer: &'a str,
}

impl<'a> Compiler<'a> {
    pub(super) fn new(root: &'a Value, lenient: bool) -> Self {
        Self {
            root,
            lenient,
            nodes: Vec::new(),
            places: Vec::new(),
            ids: HashMap::new(),
            unsupported: Vec::new(),
            anchors: None,
        }
    }

    pub(super) fn run(&mut self, pointer: &str) -> Result<(), SchemaError> {
        self.node(pointer.to_owned());
        self.some(usize::MAX)?;
        Ok(())
    }

    /// Compiles so many of the nodes that are known of and not compiled; whether there are no more.
    pub(super) fn some(&mut self, count: usize) -> Result<bool, SchemaError> {
        let most = self.nodes.len().saturating_add(count);
        // Compiling a node adds those it refers to at the end, so no depth of schema can exhaust the stack.
        while let Some(place) = self.places.get(self.nodes.len()).filter(|_| self.nodes.len() < most).cloned()
        {
            let node = match self.compile(&place) {
                Ok(node) => node,
                Err(error) if self.lenient => {
                    self.report(&place, "", error.problem);
                    Node::Anything
                }
                Err(error) => return Err(error),
            };
            self.nodes.push(node);
        }
        Ok(self.nodes.len() == self.places.len())
    }

    /// That no schemas refer to each other in a circle without going into the value.
    pub(super) fn no_circle(&mut self) -> Result<(), SchemaError> {
        match circle::find(&self.nodes).first() {
            None => Ok(()),
            Some(&(_, node)) => {
                Err(SchemaError { pointer: self.places.swap_remove(node), problem: ENDLESS.to_owned() })
            }
        }
    }

    pub(super) fn run_leniently(&mut self, pointer: &str) {
        // A lenient compiler lists what it would otherwise fail with.
        if let Err(error) = self.run(pointer) {
            self.report(&error.pointer, "", error.problem);
        }
    }

    /// Takes out a reference of each circle, and lists it.
    pub(super) fn break_circles(&mut self) {
        loop {
            let circles = circle::find(&self.nodes);
            for &(from, to) in &circles {
                if let Some(Node::Rules { rules, .. }) = self.nodes.get_mut(from) {
                    rules.retain(|rule| !rule.same_value().contains(&to));
                }
                let place = self.places.get(from).cloned().unwrap_or_default();
                self.report(&place, "$ref", ENDLESS.to_owned());
            }
            if circles.is_empty() {
                break;
            }
        }
    }

    pub(super) fn report(&mut self, pointer: &str, keyword: &str, why: String) {
        self.unsupported.push(Unsupported { pointer: pointer.to_owned(), keyword: keyword.to_owned(), why });
    }

    /// The number of the node at a place, whether it is compiled already or will be.
    pub(super) fn node(&mut self, pointer: String) -> NodeId {
        let next = self.places.len();
        let id = *self.ids.entry(pointer.clone()).or_insert(next);
        if id == next {
            self.places.push(pointer);
        }
        id
    }

    fn compile(&mut self, pointer: &str) -> Result<Node, SchemaError> {
        let schema = match self.root.pointer(pointer) {
            None => return Err(at(pointer, "nothing is there, so it cannot be used as a schema")),
            Some(Value::Bool(true)) => return Ok(Node::Anything),
            Some(Value::Bool(false)) => return Ok(Node::Nothing),
            Some(Value::Object(schema)) => schema,
            Some(_) => return Err(at(pointer, "a schema is an object, true or false")),
        };
        let place = Place { schema, pointer };
        let mut rules = Vec::new();
        for (keyword, value) in schema {
            match self.meaning(&place, keyword, value) {
                Ok(Meaning::Rule(rule)) => rules.push(rule),
                Ok(Meaning::Unsupported(why)) => self.report(pointer, keyword, why),
                Ok(Meaning::None) if is_known(keyword) => {}
                Ok(Meaning::None) => {
                    self.report(pointer, keyword, "it is not a keyword known here".to_owned());
                }
                Err(error) if self.lenient => self.report(pointer, keyword, error.problem),
                Err(error) => return Err(error),
            }
        }
        rules.sort_by_key(Rule::comes_last);
        let says = |keyword: &str| schema.get(keyword) == Some(&Value::Bool(true));
        Ok(Node::Rules { rules, read_only: says("readOnly"), write_only: says("writeOnly") })
    }

    /// Where a reference leads: `#`, `#/a/pointer` or `#anchor`, percent-decoded as a URI fragment (RFC 6901 §6),
    /// after the `$id` of a schema in this document if it says so.
    pub(super) fn resolve(&mut self, from: &str, text: &str, place: &str) -> Result<String, SchemaError> {
        let (base, fragment) = text.split_once('#').unwrap_or((text, ""));
        let base = match base {
            "" => anchors::base_of(self.root, from),
            id => match self.by_id(from, id) {
                Some(pointer) => pointer,
                None => {
                    let problem = "leads out of this document; only \"#/…\" can be followed";
                    return Err(at(place, format!("\"{text}\" {problem}")));
                }
            },
        };
        let fragment = percent_decode_str(fragment)
            .decode_utf8()
            .map_err(|_| at(place, format!("\"{text}\" does not decode to UTF-8 text")))?;
        if fragment.is_empty() || fragment.starts_with('/') {
            let pointer = format!("{base}{fragment}");
            return match self.root.pointer(&pointer) {
                Some(_) => Ok(pointer),
                None => Err(at(place, format!("\"{text}\" leads nowhere; this document has nothing there"))),
            };
        }
        match self.anchors().places.get(&(base, fragment.into_owned())) {
            Some(pointer) => Ok(pointer.clone()),
            None => Err(at(place, format!("\"{text}\" leads nowhere; no $anchor here has that name"))),
        }
    }

    /// The schema with this `$id`, as seen from a place.
    fn by_id(&mut self, from: &str, id: &str) -> Option<String> {
        let base = anchors::base_of(self.root, from);
        let anchors = self.anchors();
        anchors.ids.get(&anchors::join(anchors.full_id(&base), id)).cloned()
    }

    /// Each resource that answers to the `$dynamicAnchor` at a place, and where; nothing when it stands alone, or when
    /// there is none, so that a `$dynamicRef` to it is a plain one.
    pub(super) fn dynamic(&mut self, fragment: &str, target: &str) -> Vec<(String, String)> {
        let all = self.anchors().dynamic.get(fragment).cloned().unwrap_or_default();
        let is_one = all.iter().any(|(_, pointer)| pointer == target);
        if is_one && all.len() > 1 { all } else { Vec::new() }
    }

    /// The resource of each place, where which one a value came through matters.
    pub(super) fn resources(&self) -> Vec<String> {
        let dynamic = |node: &Node| match node {
            Node::Rules { rules, .. } => rules.iter().any(|rule| matches!(rule, Rule::DynamicRef { .. })),
            Node::Anything | Node::Nothing => false,
        };
        match self.nodes.iter().any(dynamic) {
            true => self.places.iter().map(|place| anchors::base_of(self.root, place)).collect(),
            false => Vec::new(),
        }
    }

    fn anchors(&mut self) -> &Anchors {
        self.anchors.get_or_insert_with(|| Anchors::find(self.root))
    }
}

pub(super) fn at(pointer: &str, problem: impl Into<String>) -> SchemaError {
    SchemaError { pointer: pointer.to_owned(), problem: problem.into() }
}

/// The pointer one step further (RFC 6901 §3).
pub(super) fn child(pointer: &str, name: &str) -> String {
    format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"))
}
