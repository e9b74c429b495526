//! What a value is, and what a rule asks, in words for a beginner.

use serde_json::{Number, Value};

use super::rule::{Bound, Choice, Counted, Kind, Rule};

/// A step into a value.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step<'v> {
    Property(&'v str),
    /// Counted from 0.
    Item(usize),
}

/// A place for a person: `name of item 3 of tags`, or what the whole is called.
pub(super) fn subject(path: &[Step<'_>], whole: &str) -> String {
    let part = |step: &Step<'_>| match *step {
        Step::Property(name) => shorten(name),
        Step::Item(index) => format!("item {}", index + 1),
    };
    // In a list at the very top, "item 3" alone says enough.
    match path.iter().rev().map(part).collect::<Vec<_>>() {
        parts if parts.is_empty() => whole.to_owned(),
        parts => parts.join(" of "),
    }
}

/// A place for a program (RFC 6901).
pub(super) fn pointer(path: &[Step<'_>]) -> String {
    path.iter().fold(String::new(), |pointer, step| match step {
        Step::Property(name) => super::compiler::child(&pointer, name),
        Step::Item(index) => format!("{pointer}/{index}"),
    })
}

/// What a value is: `text: "four"`, `the number 4`, `a list of 3 items`.
pub(super) fn describe(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(boolean) => boolean.to_string(),
        Value::Number(number) => format!("the number {number}"),
        Value::String(text) if text.is_empty() => "empty text".to_owned(),
        Value::String(text) => format!("text: \"{}\"", shorten(text)),
        Value::Array(items) if items.is_empty() => "an empty list".to_owned(),
        Value::Array(items) => format!("a list of {}", counted(Counted::Items, items.len() as u64)),
        Value::Object(properties) if properties.is_empty() => "an empty object".to_owned(),
        Value::Object(properties) => {
            format!("an object with {}", counted(Counted::Properties, properties.len() as u64))
        }
    }
}

/// At most 40 characters, none of them a control character.
pub(super) fn shorten(text: &str) -> String {
    let mut shown: String = text
        .chars()
        .take(40)
        .flat_map(|c| if c.is_control() { c.escape_debug().collect() } else { vec![c] })
        .collect();
    if text.chars().nth(40).is_some() {
        shown.push('…');
    }
    shown
}

/// A value as JSON, for lists of what is allowed.
pub(super) fn literal(value: &Value) -> String {
    match value {
        Value::String(text) => format!("\"{}\"", shorten(text)),
        Value::Array(_) | Value::Object(_) => describe(value),
        _ => value.to_string(),
    }
}

/// `a`, `a or b`, `a, b or c`; after ten, how many more.
pub(super) fn one_of(choices: impl ExactSizeIterator<Item = String>) -> String {
    let count = choices.len();
    let mut shown: Vec<String> = choices.take(10).collect();
    if count > shown.len() {
        shown.push(format!("one of {} more", count - shown.len()));
    }
    match shown.pop() {
        None => "nothing".to_owned(),
        Some(last) if shown.is_empty() => last,
        Some(last) => format!("{} or {last}", shown.join(", ")),
    }
}

/// `a`, `a and b`, `a, b and c`; after ten, how many more.
fn all_of(names: impl ExactSizeIterator<Item = String>) -> String {
    let count = names.len();
    let mut shown: Vec<String> = names.take(10).collect();
    if count > shown.len() {
        shown.push(format!("{} more", count - shown.len()));
    }
    match shown.pop() {
        Some(last) if !shown.is_empty() => format!("{} and {last}", shown.join(", ")),
        last => last.unwrap_or_default(),
    }
}

pub(super) fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Null => "null",
        Kind::Boolean => "true or false",
        Kind::Integer => "a whole number",
        Kind::Number => "a number",
        Kind::String => "text",
        Kind::Array => "a list",
        Kind::Object => "an object",
    }
}

/// `1 item`, `2 items`.
pub(super) fn counted(what: Counted, count: u64) -> String {
    let noun = match (what, count) {
        (Counted::Characters, 1) => "character",
        (Counted::Characters, _) => "characters",
        (Counted::Items, 1) => "item",
        (Counted::Items, _) => "items",
        (Counted::Properties, 1) => "property",
        (Counted::Properties, _) => "properties",
    };
    format!("{count} {noun}")
}

pub(super) fn bound(bound: Bound, limit: &Number) -> String {
    match bound {
        Bound::Minimum => format!("{limit} or more"),
        Bound::Maximum => format!("{limit} or less"),
        Bound::Above => format!("more than {limit}"),
        Bound::Below => format!("less than {limit}"),
    }
}

/// The keyword that a rule checks on this value by itself; `None` where it asks nothing of such a value, or leaves it
/// to other schemas.
pub(super) fn checked(rule: &Rule, value: &Value) -> Option<&'static str> {
    let (text, number) = (value.is_string(), value.is_number());
    let (list, object) = (value.is_array(), value.is_object());
    let (keyword, applies) = match rule {
        Rule::Type(_) => ("type", true),
        Rule::Enum(_) => ("enum", true),
        Rule::Const(_) => ("const", true),
        Rule::Required(_) => ("required", object),
        Rule::PropertyNames(_) => ("propertyNames", object),
        Rule::DependentRequired(pairs) => {
            ("dependentRequired", pairs.iter().any(|(present, _)| value.get(present).is_some()))
        }
        Rule::AtLeast(Counted::Characters, _) => ("minLength", text),
        Rule::AtMost(Counted::Characters, _) => ("maxLength", text),
        Rule::AtLeast(Counted::Items, _) => ("minItems", list),
        Rule::AtMost(Counted::Items, _) => ("maxItems", list),
        Rule::AtLeast(Counted::Properties, _) => ("minProperties", object),
        Rule::AtMost(Counted::Properties, _) => ("maxProperties", object),
        Rule::Contains { .. } => ("contains", list),
        Rule::UniqueItems => ("uniqueItems", list),
        Rule::Bound(Bound::Minimum, _) => ("minimum", number),
        Rule::Bound(Bound::Maximum, _) => ("maximum", number),
        Rule::Bound(Bound::Above, _) => ("exclusiveMinimum", number),
        Rule::Bound(Bound::Below, _) => ("exclusiveMaximum", number),
        Rule::MultipleOf(_) => ("multipleOf", number),
        Rule::Format(format) => ("format", format.applies(value)),
        Rule::Pattern(_) => ("pattern", text),
        Rule::AnyOf(_) => ("anyOf", true),
        Rule::OneOf(_) => ("oneOf", true),
        Rule::Not(_) => ("not", true),
        _ => return None,
    };
    applies.then_some(keyword)
}

/// What a rule asks for, as it would follow "must be" or "must have".
pub(super) fn asks(rule: &Rule) -> String {
    match rule {
        Rule::Type(kinds) => one_of(kinds.iter().map(|one| kind(*one).to_owned())),
        Rule::Enum(allowed) => one_of(allowed.iter().map(literal)),
        Rule::Const(only) => literal(only),
        Rule::Required(names) => match names.as_slice() {
            [] => "no property in particular".to_owned(),
            [name] => format!("a property called {}", shorten(name)),
            names => format!("properties called {}", all_of(names.iter().map(|name| shorten(name)))),
        },
        Rule::PropertyNames(_) => "property names that fit".to_owned(),
        Rule::DependentRequired(_) => "the properties that others ask for".to_owned(),
        Rule::AtLeast(what, least) => format!("at least {}", counted(*what, *least)),
        Rule::AtMost(what, most) => format!("at most {}", counted(*what, *most)),
        Rule::Contains { least, most, .. } => contains(*least, *most),
        Rule::UniqueItems => "a list without repeats".to_owned(),
        Rule::Bound(side, limit) => bound(*side, limit),
        Rule::MultipleOf(step) => format!("a multiple of {step}"),
        Rule::Format(format) => format.expected(),
        Rule::Pattern(pattern) => format!("text that matches {}", shorten(pattern.text())),
        Rule::AnyOf(choice) => one_of_descriptions("anyOf", choice),
        Rule::OneOf(choice) => one_of_descriptions("oneOf", choice),
        Rule::Not(_) => "something that does not fit the schema under \"not\"".to_owned(),
        _ => String::new(),
    }
}

/// How many alternatives must fit.
pub(super) fn how_many(keyword: &str) -> &'static str {
    if keyword == "oneOf" { "exactly one" } else { "at least one" }
}

/// What a choice asks for.
pub(super) fn one_of_descriptions(keyword: &str, choice: &Choice) -> String {
    format!("a value that fits {} of {} descriptions", how_many(keyword), choice.nodes.len())
}

/// What a list must contain, after "must have".
pub(super) fn contains(least: u64, most: Option<u64>) -> String {
    let noun = |count| if count == 1 { "item" } else { "items" };
    match most {
        None => format!("at least {least} {} that fits its description", noun(least)),
        Some(most) if least == 0 => format!("at most {most} {} that fits its description", noun(most)),
        Some(most) => format!("from {least} to {most} items that fit their description"),
    }
    .replace("items that fits its", "items that fit their")
}
