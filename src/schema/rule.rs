//! What a compiled schema is made of.

use std::cmp::Ordering;

use serde_json::{Number, Value};

use super::format::Format;
use super::pattern::Pattern;

/// The number of a node among its schema's nodes. References are numbers too, so a recursive schema is no
/// special case.
pub(super) type NodeId = usize;

/// One schema or subschema.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// `true`, which every value fits.
    Anything,
    /// `false`, which no value fits.
    Nothing,
    /// An object: all of its rules must hold.
    Rules { rules: Vec<Rule>, read_only: bool, write_only: bool },
}

/// One keyword, or a few that only make sense together.
#[derive(Clone, Debug)]
pub(super) enum Rule {
    Type(Vec<Kind>),
    Enum(Vec<Value>),
    Const(Value),
    Required(Vec<String>),
    Properties(Properties),
    PropertyNames(NodeId),
    /// Which property asks for which others.
    DependentRequired(Vec<(String, Vec<String>)>),
    DependentSchemas(Vec<(String, NodeId)>),
    UnevaluatedProperties(NodeId),
    /// `minProperties`, `minItems` or `minLength`.
    AtLeast(Counted, u64),
    /// `maxProperties`, `maxItems` or `maxLength`.
    AtMost(Counted, u64),
    /// `prefixItems` and `items`.
    Items {
        first: Vec<NodeId>,
        rest: Option<NodeId>,
    },
    /// `contains`, `minContains` and `maxContains`.
    Contains {
        node: NodeId,
        least: u64,
        most: Option<u64>,
    },
    UniqueItems,
    UnevaluatedItems(NodeId),
    Bound(Bound, Number),
    MultipleOf(Number),
    Format(Format),
    Pattern(Pattern),
    /// `$ref`, and `$dynamicRef` where only one place can be meant.
    Ref(NodeId),
    /// `$dynamicRef`: of the resources that a value came through, the outermost that has such an anchor.
    DynamicRef {
        first: NodeId,
        resources: Vec<(String, NodeId)>,
    },
    AllOf(Vec<NodeId>),
    AnyOf(Choice),
    OneOf(Choice),
    Not(NodeId),
    If {
        test: NodeId,
        then: Option<NodeId>,
        otherwise: Option<NodeId>,
    },
}

impl Rule {
    /// The nodes that judge the same value as this rule, not a part of it.
    pub(super) fn same_value(&self) -> Vec<NodeId> {
        match self {
            Self::Ref(node) | Self::Not(node) => vec![*node],
            Self::DynamicRef { first, resources } => {
                [*first].into_iter().chain(resources.iter().map(|(_, node)| *node)).collect()
            }
            Self::AllOf(nodes) => nodes.clone(),
            Self::AnyOf(choice) | Self::OneOf(choice) => choice.nodes.clone(),
            Self::DependentSchemas(pairs) => pairs.iter().map(|(_, node)| *node).collect(),
            Self::If { test, then, otherwise } => {
                [Some(*test), *then, *otherwise].into_iter().flatten().collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whether this is a reference to the node.
    pub(super) fn refers_to(&self, node: NodeId) -> bool {
        matches!(self, Self::Ref(_) | Self::DynamicRef { .. }) && self.same_value().contains(&node)
    }

    /// The nodes that must hold of the same value whenever this rule does.
    pub(super) fn conjuncts(&self) -> &[NodeId] {
        match self {
            Self::Ref(node) => std::slice::from_ref(node),
            Self::AllOf(nodes) => nodes,
            _ => &[],
        }
    }

    /// Whether this rule needs to know what the others beside it have judged.
    pub(super) fn comes_last(&self) -> bool {
        matches!(self, Self::UnevaluatedProperties(_) | Self::UnevaluatedItems(_))
    }
}

/// `properties`, `patternProperties` and `additionalProperties`.
#[derive(Clone, Debug, Default)]
pub(super) struct Properties {
    named: Vec<(String, NodeId)>,
    /// Indices into `named`, by name in order.
    sorted: Vec<usize>,
    pub(super) patterns: Vec<(Pattern, NodeId)>,
    pub(super) others: Option<NodeId>,
}

impl Properties {
    pub(super) fn new(
        named: Vec<(String, NodeId)>,
        patterns: Vec<(Pattern, NodeId)>,
        others: Option<NodeId>,
    ) -> Self {
        let mut sorted: Vec<usize> = (0..named.len()).collect();
        sorted.sort_by_key(|&index| &named[index].0);
        Self { named, sorted, patterns, others }
    }

    /// In the order of the schema.
    pub(super) fn named(&self) -> &[(String, NodeId)] {
        &self.named
    }

    pub(super) fn get(&self, name: &str) -> Option<NodeId> {
        let compare = |&index: &usize| {
            self.named.get(index).map_or(Ordering::Less, |(known, _)| known.as_str().cmp(name))
        };
        let found = self.sorted.binary_search_by(compare).ok()?;
        self.named.get(*self.sorted.get(found)?).map(|(_, node)| *node)
    }
}

/// `anyOf` or `oneOf`.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub(super) nodes: Vec<NodeId>,
    /// What a person calls each, such as `Car` or `number 2`.
    pub(super) names: Vec<String>,
    pub(super) discriminator: Option<Discriminator>,
}

/// The property that says which alternative is meant (OpenAPI 3.1 §4.8.25). It settles which one is explained, not
/// whether the value fits.
#[derive(Clone, Debug)]
pub(super) struct Discriminator {
    pub(super) property: String,
    /// Its values, and the alternative that each means.
    pub(super) values: Vec<(String, usize)>,
}

/// A JSON type, in JSON Schema's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

impl Kind {
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "null" => Self::Null,
            "boolean" => Self::Boolean,
            "integer" => Self::Integer,
            "number" => Self::Number,
            "string" => Self::String,
            "array" => Self::Array,
            "object" => Self::Object,
            _ => return None,
        })
    }

    pub(super) fn fits(self, value: &Value) -> bool {
        match self {
            Self::Null => value.is_null(),
            Self::Boolean => value.is_boolean(),
            // JSON Schema 2020-12 §6.1.1 (validation): 1.0 is an integer.
            Self::Integer => value.as_number().is_some_and(super::number::is_whole),
            Self::Number => value.is_number(),
            Self::String => value.is_string(),
            Self::Array => value.is_array(),
            Self::Object => value.is_object(),
        }
    }
}

/// What a size keyword counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counted {
    Characters,
    Items,
    Properties,
}

/// A limit on a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    Minimum,
    Maximum,
    Above,
    Below,
}
