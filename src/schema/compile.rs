//! From a schema as JSON to numbered nodes of rules.

use std::collections::HashMap;
use std::fmt;

use percent_encoding::percent_decode_str;
use serde_json::{Map, Number, Value};

use super::circle;
use super::format::Format;
use super::rule::{Bound, Counted, Kind, Node, NodeId, Rule};

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
    unsupported: Vec<Unsupported>,
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

/// Keywords that say something about a value but ask nothing of it, or only hold other schemas.
const ANNOTATIONS: [&str; 17] = [
    "$comment",
    "$defs",
    "$schema",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "default",
    "definitions",
    "deprecated",
    "description",
    "example",
    "examples",
    "externalDocs",
    "readOnly",
    "title",
    "writeOnly",
    "xml",
];

/// Values of `format` that tell how to store or show a value, and ask nothing of it (OpenAPI format registry).
const HINTS: [&str; 3] = ["double", "float", "password"];

impl Schema {
    /// Compiles the schema at `pointer` (RFC 6901) in the document `root`. References are looked up in the whole
    /// document, and may be recursive.
    ///
    /// # Errors
    ///
    /// Nothing at `pointer`, a keyword with a value it cannot have, a reference that leads nowhere or out of the
    /// document, or schemas that refer to each other in a circle without going into the value.
    pub fn compile(root: &Value, pointer: &str) -> Result<Self, SchemaError> {
        let mut compiler = Compiler {
            root,
            nodes: Vec::new(),
            pointers: Vec::new(),
            ids: HashMap::new(),
            unsupported: Vec::new(),
        };
        compiler.node(pointer.to_owned());
        // Compiling a node adds those it refers to at the end, so no depth of schema can exhaust the stack.
        while let Some(place) = compiler.pointers.get(compiler.nodes.len()).cloned() {
            let node = compiler.compile(&place)?;
            compiler.nodes.push(node);
        }
        if let Some(node) = circle::find(&compiler.nodes) {
            return Err(at(
                &compiler.pointers[node],
                "this schema refers back to itself without going into the value, so checking it would never end",
            ));
        }
        Ok(Self { nodes: compiler.nodes, unsupported: compiler.unsupported })
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

    fn properties_with(&self, marked: impl Fn(&Node) -> bool) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for rule in self.conjuncts(ROOT).into_iter().flat_map(|node| self.rules(node)) {
            let Rule::Properties { named, .. } = rule else { continue };
            for (name, node) in named {
                let says_so =
                    self.conjuncts(*node).into_iter().any(|node| self.nodes.get(node).is_some_and(&marked));
                if says_so && !names.contains(&name.as_str()) {
                    names.push(name);
                }
            }
        }
        names
    }

    /// The node and all that must hold with it, through `$ref` and `allOf`.
    fn conjuncts(&self, start: NodeId) -> Vec<NodeId> {
        let mut found = vec![start];
        let mut next = 0;
        while let Some(&node) = found.get(next) {
            for rule in self.rules(node) {
                if let Rule::Ref(_) | Rule::AllOf(_) = rule {
                    let new: Vec<_> =
                        rule.same_value().iter().filter(|id| !found.contains(id)).copied().collect();
                    found.extend(new);
                }
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

struct Compiler<'a> {
    root: &'a Value,
    nodes: Vec<Node>,
    /// The place of each node, those not compiled yet too.
    pointers: Vec<String>,
    ids: HashMap<String, NodeId>,
    unsupported: Vec<Unsupported>,
}

impl<'a> Compiler<'a> {
    /// The number of the node at a place, whether it is compiled already or will be.
    fn node(&mut self, pointer: String) -> NodeId {
        let next = self.pointers.len();
        let id = *self.ids.entry(pointer.clone()).or_insert(next);
        if id == next {
            self.pointers.push(pointer);
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
        let mut rules = Vec::new();
        for (keyword, value) in schema {
            let place = child(pointer, keyword);
            if let Some(rule) = self.rule(schema, keyword, value, &place)? {
                rules.push(rule);
            } else if !is_known(keyword, value) {
                self.unsupported.push(Unsupported { pointer: pointer.to_owned(), keyword: keyword.clone() });
            }
        }
        let says = |keyword: &str| schema.get(keyword) == Some(&Value::Bool(true));
        Ok(Node::Rules { rules, read_only: says("readOnly"), write_only: says("writeOnly") })
    }

    /// The rule of one keyword; `None` when it has none of its own.
    fn rule(
        &mut self,
        schema: &Map<String, Value>,
        keyword: &str,
        value: &'a Value,
        place: &str,
    ) -> Result<Option<Rule>, SchemaError> {
        Ok(Some(match keyword {
            "type" => Rule::Type(kinds(value, place)?),
            "enum" => Rule::Enum(list(value, place)?.clone()),
            "const" => Rule::Const(value.clone()),
            "required" => Rule::Required(names(value, place)?),
            "properties" => {
                let others = schema.contains_key("additionalProperties");
                let parent = place.strip_suffix("/properties").unwrap_or(place);
                Rule::Properties {
                    named: self.named(value, place)?,
                    others: others.then(|| self.node(child(parent, "additionalProperties"))),
                }
            }
            "additionalProperties" if schema.contains_key("properties") => return Ok(None),
            "additionalProperties" => {
                Rule::Properties { named: Vec::new(), others: Some(self.node(place.to_owned())) }
            }
            "minProperties" => Rule::AtLeast(Counted::Properties, count(value, place)?),
            "maxProperties" => Rule::AtMost(Counted::Properties, count(value, place)?),
            "minItems" => Rule::AtLeast(Counted::Items, count(value, place)?),
            "maxItems" => Rule::AtMost(Counted::Items, count(value, place)?),
            "minLength" => Rule::AtLeast(Counted::Characters, count(value, place)?),
            "maxLength" => Rule::AtMost(Counted::Characters, count(value, place)?),
            "prefixItems" => {
                let parent = place.strip_suffix("/prefixItems").unwrap_or(place);
                Rule::Items {
                    first: self.each(value, place)?,
                    rest: schema.contains_key("items").then(|| self.node(child(parent, "items"))),
                }
            }
            "items" if schema.contains_key("prefixItems") => return Ok(None),
            "items" => Rule::Items { first: Vec::new(), rest: Some(self.node(place.to_owned())) },
            "uniqueItems" => match value.as_bool() {
                Some(true) => Rule::UniqueItems,
                Some(false) => return Ok(None),
                None => return Err(at(place, "it must be true or false")),
            },
            "minimum" => Rule::Bound(Bound::Minimum, number(value, place)?),
            "maximum" => Rule::Bound(Bound::Maximum, number(value, place)?),
            "exclusiveMinimum" => Rule::Bound(Bound::Above, number(value, place)?),
            "exclusiveMaximum" => Rule::Bound(Bound::Below, number(value, place)?),
            "multipleOf" => match number(value, place)? {
                step if step.as_f64().is_some_and(|step| step > 0.0) => Rule::MultipleOf(step),
                _ => return Err(at(place, "it must be above 0")),
            },
            "format" => match value.as_str() {
                Some(name) => return Ok(Format::from_name(name).map(Rule::Format)),
                None => return Err(at(place, "it must be text, as in \"date\"")),
            },
            "$ref" => Rule::Ref(self.reference(value, place)?),
            "allOf" => Rule::AllOf(self.each(value, place)?),
            "anyOf" => Rule::AnyOf(self.each(value, place)?),
            "oneOf" => Rule::OneOf(self.each(value, place)?),
            "not" => Rule::Not(self.node(place.to_owned())),
            _ => return Ok(None),
        }))
    }

    fn named(&mut self, value: &Value, place: &str) -> Result<Vec<(String, NodeId)>, SchemaError> {
        let object =
            value.as_object().ok_or_else(|| at(place, "it must be an object of schemas, by name"))?;
        Ok(object.keys().map(|name| (name.clone(), self.node(child(place, name)))).collect())
    }

    fn each(&mut self, value: &Value, place: &str) -> Result<Vec<NodeId>, SchemaError> {
        match list(value, place)?.len() {
            0 => Err(at(place, "it must hold at least one schema")),
            length => Ok((0..length).map(|index| self.node(format!("{place}/{index}"))).collect()),
        }
    }

    /// The node that `$ref` leads to: `#` or `#/a/pointer`, percent-decoded as a URI fragment (RFC 6901 §6).
    fn reference(&mut self, value: &Value, place: &str) -> Result<NodeId, SchemaError> {
        let text =
            value.as_str().ok_or_else(|| at(place, "it must be text, as in \"#/components/schemas/Toy\""))?;
        let Some(fragment) = text.strip_prefix('#') else {
            return Err(at(
                place,
                format!("\"{text}\" leads out of this document; only \"#/…\" can be followed"),
            ));
        };
        let pointer = percent_decode_str(fragment)
            .decode_utf8()
            .map_err(|_| at(place, format!("\"{text}\" does not decode to UTF-8 text")))?;
        if !pointer.is_empty() && !pointer.starts_with('/') {
            return Err(at(place, format!("\"{text}\" names an anchor; write the place as \"#/…\"")));
        }
        if self.root.pointer(&pointer).is_none() {
            return Err(at(place, format!("\"{text}\" leads nowhere; this document has nothing there")));
        }
        Ok(self.node(pointer.into_owned()))
    }
}

/// Whether a keyword that made no rule is one that needs none.
fn is_known(keyword: &str, value: &Value) -> bool {
    let merged = ["additionalProperties", "items", "uniqueItems"].contains(&keyword);
    let hint = keyword == "format" && value.as_str().is_some_and(|name| HINTS.contains(&name));
    merged || hint || keyword.starts_with("x-") || ANNOTATIONS.contains(&keyword)
}

fn at(pointer: &str, problem: impl Into<String>) -> SchemaError {
    SchemaError { pointer: pointer.to_owned(), problem: problem.into() }
}

/// The pointer one step further (RFC 6901 §3).
pub(super) fn child(pointer: &str, name: &str) -> String {
    format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"))
}

fn list<'a>(value: &'a Value, place: &str) -> Result<&'a Vec<Value>, SchemaError> {
    value.as_array().ok_or_else(|| at(place, "it must be a list"))
}

fn names(value: &Value, place: &str) -> Result<Vec<String>, SchemaError> {
    let problem = || at(place, "it must be a list of property names");
    let names = value.as_array().ok_or_else(problem)?;
    names.iter().map(|name| name.as_str().map(str::to_owned).ok_or_else(problem)).collect()
}

fn kinds(value: &Value, place: &str) -> Result<Vec<Kind>, SchemaError> {
    let kind = |name: &Value| {
        name.as_str().and_then(Kind::from_name).ok_or_else(|| {
            let known = "array, boolean, integer, null, number, object and string";
            at(place, format!("{name} is not a type; the types are {known}"))
        })
    };
    match value {
        Value::Array(kinds) if kinds.is_empty() => Err(at(place, "it must name at least one type")),
        Value::Array(kinds) => kinds.iter().map(kind).collect(),
        one => Ok(vec![kind(one)?]),
    }
}

/// A count may be written as `2.0` (JSON Schema 2020-12 core §4.2.1).
fn count(value: &Value, place: &str) -> Result<u64, SchemaError> {
    (value.as_number().and_then(super::number::whole))
        .and_then(|whole| u64::try_from(whole).ok())
        .ok_or_else(|| at(place, "it must be a whole number, 0 or more"))
}

fn number(value: &Value, place: &str) -> Result<Number, SchemaError> {
    value.as_number().cloned().ok_or_else(|| at(place, "it must be a number"))
}
