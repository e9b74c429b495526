//! What a value is, and what a rule asks, in words for a beginner.

use serde_json::{Number, Value};

use super::rule::{Bound, Counted, Kind};

/// A step into a value.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step<'v> {
    Property(&'v str),
    /// Counted from 0.
    Item(usize),
}

/// A place for a person: `name of item 3 of tags`, or `the value` for the whole.
pub(super) fn subject(path: &[Step<'_>]) -> String {
    let part = |step: &Step<'_>| match *step {
        Step::Property(name) => shorten(name),
        Step::Item(index) => format!("item {}", index + 1),
    };
    // In a list at the very top, "item 3" alone says enough.
    match path.iter().rev().map(part).collect::<Vec<_>>() {
        parts if parts.is_empty() => "the value".to_owned(),
        parts => parts.join(" of "),
    }
}

/// A place for a program (RFC 6901).
pub(super) fn pointer(path: &[Step<'_>]) -> String {
    path.iter().fold(String::new(), |pointer, step| match step {
        Step::Property(name) => super::compile::child(&pointer, name),
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
