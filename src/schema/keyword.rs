//! What each keyword means: the rule it becomes, nothing, or that it cannot be checked.

use serde_json::{Number, Value};

use super::compile::SchemaError;
use super::compiler::{Compiler, Place, at, child};
use super::format::Format;
use super::pattern::{Pattern, PatternError};
use super::rule::{Bound, Choice, Counted, Discriminator, Kind, NodeId, Properties, Rule};

/// What a keyword comes to.
pub(super) enum Meaning {
    Rule(Rule),
    /// Nothing of its own: it asks nothing, or goes with another keyword.
    None,
    /// It asks something that is not checked, for this reason.
    Unsupported(String),
}

/// Keywords that say something about a value but ask nothing of it, only hold or name schemas, or take effect with
/// another keyword.
const KNOWN: [&str; 31] = [
    "$anchor",
    "$comment",
    "$defs",
    "$dynamicAnchor",
    "$id",
    "$schema",
    "additionalProperties",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "default",
    "definitions",
    "deprecated",
    "description",
    "discriminator",
    "else",
    "example",
    "examples",
    "externalDocs",
    "format",
    "items",
    "maxContains",
    "minContains",
    "patternProperties",
    "readOnly",
    "then",
    "title",
    "unevaluatedItems",
    "uniqueItems",
    "writeOnly",
    "xml",
];

/// Whether a keyword that made no rule is one that needs none.
pub(super) fn is_known(keyword: &str) -> bool {
    KNOWN.contains(&keyword) || keyword.starts_with("x-")
}

/// The dialects whose keywords mean what they mean here, without a fragment.
const DIALECTS: [&str; 4] = [
    "https://json-schema.org/draft/2020-12/schema",
    "https://spec.openapis.org/oas/3.1/dialect/base",
    "https://spec.openapis.org/oas/3.1/dialect/2024-10-25",
    "https://spec.openapis.org/oas/3.1/dialect/2024-11-10",
];

impl Compiler<'_> {
    pub(super) fn meaning(
        &mut self,
        place: &Place<'_>,
        keyword: &str,
        value: &Value,
    ) -> Result<Meaning, SchemaError> {
        let here = child(place.pointer, keyword);
        let sibling = |name: &str| child(place.pointer, name);
        let has = |name: &str| place.schema.contains_key(name);
        Ok(Meaning::Rule(match keyword {
            "type" => Rule::Type(kinds(value, &here)?),
            "enum" => Rule::Enum(list(value, &here)?.clone()),
            "const" => Rule::Const(value.clone()),
            "required" => Rule::Required(names(value, &here)?),
            // One rule for the three of them, made where the first of them is found.
            "additionalProperties" if has("patternProperties") || has("properties") => {
                return Ok(Meaning::None);
            }
            "patternProperties" if has("properties") => return Ok(Meaning::None),
            "properties" | "patternProperties" | "additionalProperties" => {
                Rule::Properties(self.properties(place)?)
            }
            "propertyNames" => Rule::PropertyNames(self.node(here)),
            "dependentRequired" => {
                let pairs = object(value, &here)?.iter();
                let pair =
                    |(name, value): (&String, &Value)| Ok((name.clone(), names(value, &child(&here, name))?));
                Rule::DependentRequired(pairs.map(pair).collect::<Result<_, SchemaError>>()?)
            }
            "dependentSchemas" => Rule::DependentSchemas(self.named(value, &here)?),
            "unevaluatedProperties" => Rule::UnevaluatedProperties(self.node(here)),
            "minProperties" => Rule::AtLeast(Counted::Properties, count(value, &here)?),
            "maxProperties" => Rule::AtMost(Counted::Properties, count(value, &here)?),
            "minItems" => Rule::AtLeast(Counted::Items, count(value, &here)?),
            "maxItems" => Rule::AtMost(Counted::Items, count(value, &here)?),
            "minLength" => Rule::AtLeast(Counted::Characters, count(value, &here)?),
            "maxLength" => Rule::AtMost(Counted::Characters, count(value, &here)?),
            "items" if has("prefixItems") => return Ok(Meaning::None),
            "prefixItems" => {
                let first = self.each(value, &here)?;
                Rule::Items { first, rest: has("items").then(|| self.node(sibling("items"))) }
            }
            "items" => Rule::Items { first: Vec::new(), rest: Some(self.node(here)) },
            "contains" => {
                let limit =
                    |name: &str| place.schema.get(name).map(|value| count(value, &sibling(name))).transpose();
                let least = limit("minContains")?.unwrap_or(1);
                Rule::Contains { least, most: limit("maxContains")?, node: self.node(here) }
            }
            "uniqueItems" => match value.as_bool() {
                Some(true) => Rule::UniqueItems,
                Some(false) => return Ok(Meaning::None),
                None => return Err(at(&here, "it must be true or false")),
            },
            "unevaluatedItems" => Rule::UnevaluatedItems(self.node(here)),
            "minimum" => Rule::Bound(Bound::Minimum, number(value, &here)?),
            "maximum" => Rule::Bound(Bound::Maximum, number(value, &here)?),
            "exclusiveMinimum" => Rule::Bound(Bound::Above, number(value, &here)?),
            "exclusiveMaximum" => Rule::Bound(Bound::Below, number(value, &here)?),
            "multipleOf" => match number(value, &here)? {
                step if step.as_f64().is_some_and(|step| step > 0.0) => Rule::MultipleOf(step),
                _ => return Err(at(&here, "it must be above 0")),
            },
            "format" => {
                let name = value.as_str().ok_or_else(|| at(&here, "it must be text, as in \"date\""))?;
                match Format::from_name(name) {
                    Some(format) => Rule::Format(format),
                    None if Format::is_hint(name) => return Ok(Meaning::None),
                    None => {
                        let why = format!("\"{name}\" is not a format known here, so any text will do");
                        return Ok(Meaning::Unsupported(why));
                    }
                }
            }
            "pattern" => {
                let text = value.as_str().ok_or_else(|| at(&here, "it must be text, as in \"^[a-z]+$\""))?;
                match pattern(text, &here)? {
                    Ok(pattern) => Rule::Pattern(pattern),
                    Err(why) => return Ok(Meaning::Unsupported(why)),
                }
            }
            "$ref" | "$dynamicRef" => {
                let text = value
                    .as_str()
                    .ok_or_else(|| at(&here, "it must be text, as in \"#/components/schemas/Toy\""))?;
                let target = self.resolve(place.pointer, text, &here)?;
                let fragment = text.split_once('#').map_or("", |(_, fragment)| fragment);
                let resources = match keyword {
                    "$dynamicRef" => self.dynamic(fragment, &target),
                    _ => Vec::new(),
                };
                let first = self.node(target);
                if resources.is_empty() {
                    Rule::Ref(first)
                } else {
                    let resources = resources.into_iter().map(|(base, pointer)| (base, self.node(pointer)));
                    Rule::DynamicRef { first, resources: resources.collect() }
                }
            }
            "allOf" => Rule::AllOf(self.each(value, &here)?),
            "anyOf" => Rule::AnyOf(self.choice(place, value, &here)?),
            "oneOf" => Rule::OneOf(self.choice(place, value, &here)?),
            "not" => Rule::Not(self.node(here)),
            "if" if has("then") || has("else") => {
                let mut branch = |name: &str| has(name).then(|| self.node(sibling(name)));
                let (then, otherwise) = (branch("then"), branch("else"));
                Rule::If { then, otherwise, test: self.node(here) }
            }
            // Without a branch it decides nothing, but what it has judged counts for unevaluated… (core §10.2.2.1).
            "if" => Rule::If { then: None, otherwise: None, test: self.node(here) },
            "minContains" | "maxContains" => {
                count(value, &here)?;
                return Ok(Meaning::None);
            }
            "discriminator" => {
                self.discriminator(place, &[])?;
                return Ok(Meaning::None);
            }
            "$schema" => {
                let dialect = value.as_str().unwrap_or_default().trim_end_matches('#');
                if DIALECTS.contains(&dialect) {
                    return Ok(Meaning::None);
                }
                let why =
                    format!("{value} is another dialect; this is read as JSON Schema 2020-12 all the same");
                return Ok(Meaning::Unsupported(why));
            }
            _ => return Ok(Meaning::None),
        }))
    }

    fn properties(&mut self, place: &Place<'_>) -> Result<Properties, SchemaError> {
        let mut named = Vec::new();
        if let Some(value) = place.schema.get("properties") {
            named = self.named(value, &child(place.pointer, "properties"))?;
        }
        let (mut patterns, mut all) = (Vec::new(), true);
        if let Some(value) = place.schema.get("patternProperties") {
            let here = child(place.pointer, "patternProperties");
            for text in object(value, &here)?.keys() {
                let inner = child(&here, text);
                match pattern(text, &inner)? {
                    Ok(pattern) => patterns.push((pattern, self.node(inner))),
                    Err(why) => {
                        all = false;
                        self.report(place.pointer, "patternProperties", format!("the pattern {text}: {why}"));
                    }
                }
            }
        }
        let mut others = None;
        if place.schema.contains_key("additionalProperties") {
            // Which properties are additional is not known where one of the patterns is not.
            if all {
                others = Some(self.node(child(place.pointer, "additionalProperties")));
            } else {
                let why = "it depends on a pattern in patternProperties that is not checked";
                self.report(place.pointer, "additionalProperties", why.to_owned());
            }
        }
        Ok(Properties::new(named, patterns, others))
    }

    fn named(&mut self, value: &Value, place: &str) -> Result<Vec<(String, NodeId)>, SchemaError> {
        Ok(object(value, place)?.keys().map(|name| (name.clone(), self.node(child(place, name)))).collect())
    }

    fn each(&mut self, value: &Value, place: &str) -> Result<Vec<NodeId>, SchemaError> {
        match list(value, place)?.len() {
            0 => Err(at(place, "it must hold at least one schema")),
            length => Ok((0..length).map(|index| self.node(format!("{place}/{index}"))).collect()),
        }
    }

    fn choice(&mut self, place: &Place<'_>, value: &Value, here: &str) -> Result<Choice, SchemaError> {
        let nodes = self.each(value, here)?;
        let alternatives = list(value, here)?;
        let name = |(index, alternative): (usize, &Value)| {
            let text = |keyword: &str| alternative.get(keyword).and_then(Value::as_str);
            let last =
                text("$ref").and_then(|target| target.rsplit('/').next()).filter(|name| !name.is_empty());
            text("title").or(last).map_or_else(|| format!("number {}", index + 1), str::to_owned)
        };
        let names = alternatives.iter().enumerate().map(name).collect();
        let discriminator = match place.schema.contains_key("discriminator") {
            // What is wrong with it is told where the keyword itself is read.
            true => self.discriminator(place, alternatives).ok().flatten(),
            false => None,
        };
        Ok(Choice { nodes, names, discriminator })
    }

    /// What a discriminator says of these alternatives (OpenAPI 3.1 §4.8.25): its mapping, then the names of schemas.
    fn discriminator(
        &mut self,
        place: &Place<'_>,
        alternatives: &[Value],
    ) -> Result<Option<Discriminator>, SchemaError> {
        let here = child(place.pointer, "discriminator");
        let Some(value) = place.schema.get("discriminator") else { return Ok(None) };
        let property = value
            .get("propertyName")
            .and_then(Value::as_str)
            .ok_or_else(|| at(&here, "it needs a propertyName, which is text"))?;
        let no_mapping = serde_json::Map::new();
        let mapping = match value.get("mapping") {
            None => &no_mapping,
            Some(mapping) => object(mapping, &child(&here, "mapping"))?,
        };
        let mut values: Vec<(String, usize)> = Vec::new();
        let targets: Vec<Option<&str>> =
            alternatives.iter().map(|alternative| alternative.get("$ref").and_then(Value::as_str)).collect();
        for (name, target) in mapping {
            let inside = child(&child(&here, "mapping"), name);
            let target =
                target.as_str().ok_or_else(|| at(&inside, "it must be text: a schema's name or place"))?;
            // A bare name is that of a schema in the components.
            let whole = match target.contains(['/', '#']) {
                true => target.to_owned(),
                false => format!("#{}", child("/components/schemas", target)),
            };
            match targets.iter().position(|known| *known == Some(whole.as_str())) {
                Some(index) => values.push((name.clone(), index)),
                // Read once without alternatives, to tell what is wrong with it.
                None if alternatives.is_empty() && self.resolve(place.pointer, &whole, &inside).is_err() => {
                    return Err(at(&inside, format!("\"{target}\" leads to no schema in this document")));
                }
                None => {}
            }
        }
        for (index, target) in targets.iter().enumerate() {
            if values.iter().all(|(_, known)| *known != index)
                && let Some(name) = target.and_then(|target| target.rsplit('/').next())
            {
                values.push((name.to_owned(), index));
            }
        }
        Ok(Some(Discriminator { property: property.to_owned(), values }))
    }
}

/// A pattern; or, inside, why it is not checked.
fn pattern(text: &str, place: &str) -> Result<Result<Pattern, String>, SchemaError> {
    match Pattern::new(text) {
        Ok(pattern) => Ok(Ok(pattern)),
        Err(PatternError::Unsupported(why)) => Ok(Err(why)),
        Err(PatternError::Malformed(problem)) => {
            Err(at(place, format!("it is no regular expression: {problem}")))
        }
    }
}

fn object<'v>(value: &'v Value, place: &str) -> Result<&'v serde_json::Map<String, Value>, SchemaError> {
    value.as_object().ok_or_else(|| at(place, "it must be an object"))
}

fn list<'v>(value: &'v Value, place: &str) -> Result<&'v Vec<Value>, SchemaError> {
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
