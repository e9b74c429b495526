//! What a compiled schema is made of.

use serde_json::{Number, Value};

use super::format::Format;

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
    /// `properties` and `additionalProperties`.
    Properties {
        named: Vec<(String, NodeId)>,
        others: Option<NodeId>,
    },
    /// `minProperties`, `minItems` or `minLength`.
    AtLeast(Counted, u64),
    /// `maxProperties`, `maxItems` or `maxLength`.
    AtMost(Counted, u64),
    /// `prefixItems` and `items`.
    Items {
        first: Vec<NodeId>,
        rest: Option<NodeId>,
    },
    UniqueItems,
    Bound(Bound, Number),
    MultipleOf(Number),
    Format(Format),
    Ref(NodeId),
    AllOf(Vec<NodeId>),
    AnyOf(Vec<NodeId>),
    OneOf(Vec<NodeId>),
    Not(NodeId),
}

impl Rule {
    /// The nodes that judge the same value as this rule, not a part of it.
    pub(super) fn same_value(&self) -> &[NodeId] {
        match self {
            Self::Ref(node) | Self::Not(node) => std::slice::from_ref(node),
            Self::AllOf(nodes) | Self::AnyOf(nodes) | Self::OneOf(nodes) => nodes,
            _ => &[],
        }
    }
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
