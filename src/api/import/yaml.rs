//! YAML 1.2 as the JSON that OpenAPI means by it, with places, and bounded whatever its aliases say.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};
use serde_json::{Map, Number, Value};

use super::{
    read::{Place, refusal, twice},
    report::{Finding, Report},
    steps::Steps,
};

/// How deep lists and maps may be inside one another: as deep as the reader of JSON goes.
const DEEPEST: usize = 127;
/// How many values aliases may add in all. A few lines of aliases to aliases could ask for more than fits anywhere.
const MOST_COPIED: usize = 200_000;

/// How many of them are read in one step.
const SOME: usize = 500;

/// A list or map that is not yet closed.
struct Open {
    value: Value,
    place: Place,
    /// The number of its anchor; 0 for none.
    anchor: usize,
    /// The key that the next value belongs to, in a map.
    key: Option<(String, Place)>,
    /// How many values are inside.
    weight: usize,
}

/// Reads the first document of a YAML text.
pub(super) async fn read(text: &str, report: &mut Report, steps: &Steps) -> Result<(Value, Place), Finding> {
    let mut builder = Builder { open: Vec::new(), anchors: HashMap::new(), copied: 0, done: None, report };
    let mut parser = Parser::new_from_str(text);
    let mut events = 0_usize;
    while let Some(event) = parser.next_event() {
        events += 1;
        if let Ok((_, span)) = &event
            && events.is_multiple_of(SOME)
        {
            steps.next(span.start.index(), 2 * text.len()).await;
        }
        let (event, span) = event.map_err(|error| {
            let place = here(error.marker().line(), error.marker().col());
            let sentence = format!("The text is not YAML: {}.", error.info());
            refusal("syntax", Some((place.line, place.column)), sentence)
        })?;
        match event {
            Event::DocumentStart(_) if builder.done.is_some() => {
                let place = at(&span);
                let sentence = "The text holds a second YAML document; only the first is read.";
                let mut finding = refusal("second-document", Some((place.line, place.column)), sentence);
                finding.severity = super::Severity::Unsupported;
                builder.report.at(finding);
                break;
            }
            Event::StreamEnd => break,
            event => builder.event(event, &span)?,
        }
    }
    builder.done.ok_or_else(|| refusal("empty", None, "There is nothing in the text but comments."))
}

fn here(line: usize, column: usize) -> Place {
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Place { line: number(line), column: number(column).saturating_add(1), inside: Vec::new() }
}

fn at(span: &Span) -> Place {
    here(span.start.line(), span.start.col())
}

struct Builder<'r> {
    open: Vec<Open>,
    anchors: HashMap<usize, (Value, Place, usize)>,
    copied: usize,
    done: Option<(Value, Place)>,
    report: &'r mut Report,
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, span: &Span) -> Result<(), Finding> {
        let place = at(span);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let is_text = tag.is_some_and(|tag| tag.is_yaml_core_schema() && tag.suffix == "str");
                if self.wants_key() {
                    return self.key(text.into_owned(), style == ScalarStyle::Plain, place);
                }
                let weight = 1 + text.len() / 64;
                let value = if style == ScalarStyle::Plain && !is_text {
                    plain(&text)
                } else {
                    Value::String(text.into_owned())
                };
                self.closed(value, place, anchor, weight)
            }
            Event::SequenceStart(anchor, _) => self.opened(Value::Array(Vec::new()), place, anchor),
            Event::MappingStart(anchor, _) => self.opened(Value::Object(Map::new()), place, anchor),
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some(open) => self.closed(open.value, open.place, open.anchor, open.weight + 1),
                None => Ok(()),
            },
            Event::Alias(anchor) => {
                let Some((value, inside, weight)) = self.anchors.get(&anchor) else {
                    let sentence = "An alias (“*name”) stands inside what it stands for, so it has no end.";
                    return Err(refusal("syntax", Some((place.line, place.column)), sentence));
                };
                self.copied += weight;
                if self.copied > MOST_COPIED {
                    let sentence = format!(
                        "The aliases (“*name”) ask for more than {MOST_COPIED} copies of values. Use “$ref” instead."
                    );
                    return Err(refusal("aliases", Some((place.line, place.column)), sentence));
                }
                let (value, weight) = (value.clone(), *weight);
                if self.wants_key() {
                    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                    return self.key(text, false, place);
                }
                let place = Place { line: place.line, column: place.column, inside: inside.inside.clone() };
                self.closed(value, place, 0, weight)
            }
            _ => Ok(()),
        }
    }

    fn wants_key(&self) -> bool {
        self.open.last().is_some_and(|open| open.value.is_object() && open.key.is_none())
    }

    fn opened(&mut self, value: Value, place: Place, anchor: usize) -> Result<(), Finding> {
        if self.wants_key() {
            let sentence = "A key is a list or a map here; JSON, and so OpenAPI, has only text as keys.";
            return Err(refusal("syntax", Some((place.line, place.column)), sentence));
        }
        if self.open.len() >= DEEPEST {
            let sentence = format!("Lists and maps are more than {DEEPEST} deep inside one another here.");
            return Err(refusal("too-deep", Some((place.line, place.column)), sentence));
        }
        self.open.push(Open { value, place, anchor, key: None, weight: 0 });
        Ok(())
    }

    /// A key; JSON has only text, so `200:` is “200”.
    fn key(&mut self, text: String, plain: bool, place: Place) -> Result<(), Finding> {
        if let Some(open) = self.open.last_mut() {
            // An empty key in YAML is null; as text it would be mistaken for one that was written.
            if plain && text.is_empty() {
                let sentence = "There is a “:” with no key before it.";
                return Err(refusal("syntax", Some((place.line, place.column)), sentence));
            }
            open.key = Some((text, place));
        }
        Ok(())
    }

    fn closed(&mut self, value: Value, place: Place, anchor: usize, weight: usize) -> Result<(), Finding> {
        if anchor > 0 {
            // Keeping a copy is a copy too: an anchor around an anchor around an anchor would multiply.
            self.copied += weight;
            if self.copied > MOST_COPIED {
                let sentence = format!("The anchors (“&name”) name more than {MOST_COPIED} values in all.");
                return Err(refusal("aliases", Some((place.line, place.column)), sentence));
            }
            self.anchors.insert(anchor, (value.clone(), place.clone(), weight));
        }
        let pointer = |open: &[Open]| {
            open.iter().fold(String::new(), |to, open| match (&open.value, &open.key) {
                (Value::Array(items), _) => format!("{to}/{}", items.len()),
                (_, Some((key, _))) => super::child(&to, key),
                _ => to,
            })
        };
        let Some(last) = self.open.last() else {
            self.done.get_or_insert((value, place));
            return Ok(());
        };
        let again = match (&last.value, &last.key) {
            (Value::Object(map), Some((key, _))) if key != "<<" => map.contains_key(key),
            _ => false,
        };
        if again {
            let pointer = pointer(&self.open);
            if let Some((key, place)) = self.open.last().and_then(|open| open.key.as_ref()) {
                twice(&pointer, key, place, self.report);
            }
        }
        let Some(open) = self.open.last_mut() else { return Ok(()) };
        open.weight += weight;
        match (&mut open.value, open.key.take()) {
            (Value::Array(items), _) => {
                items.push(value);
                open.place.inside.push(place);
            }
            (Value::Object(map), Some((key, _))) if key == "<<" => {
                merge(map, &mut open.place, value, &place);
            }
            (Value::Object(map), Some((key, start))) => {
                let place = Place { line: start.line, column: start.column, inside: place.inside };
                match map.keys().position(|known| again && *known == key) {
                    Some(index) => open.place.inside[index] = place,
                    None => open.place.inside.push(place),
                }
                map.insert(key, value);
            }
            _ => {}
        }
        Ok(())
    }
}

/// YAML 1.1's merge key, which many documents use: what is not there yet comes from the map, or the maps, given.
fn merge(map: &mut Map<String, Value>, to: &mut Place, value: Value, place: &Place) {
    match value {
        Value::Object(given) => {
            for (index, (key, value)) in given.into_iter().enumerate() {
                if !map.contains_key(&key) {
                    map.insert(key, value);
                    to.inside.push(place.inside.get(index).cloned().unwrap_or_default());
                }
            }
        }
        Value::Array(many) => {
            for (index, one) in many.into_iter().enumerate() {
                if one.is_object() {
                    merge(map, to, one, &place.inside.get(index).cloned().unwrap_or_default());
                }
            }
        }
        _ => {}
    }
}

/// A plain scalar by YAML 1.2's core schema (§10.3.2): null, boolean, number, or text.
fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        _ => {}
    }
    let number = text
        .strip_prefix("0x")
        .map(|digits| u64::from_str_radix(digits, 16))
        .or_else(|| text.strip_prefix("0o").map(|digits| u64::from_str_radix(digits, 8)))
        .and_then(Result::ok)
        .map(Number::from);
    let looks = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte))
        && text.bytes().any(|byte| byte.is_ascii_digit())
        && !text.starts_with(['e', 'E']);
    let unsigned = text.strip_prefix('+').unwrap_or(text);
    number
        .or_else(|| looks.then(|| text.parse::<i64>().ok().map(Number::from)).flatten())
        .or_else(|| looks.then(|| unsigned.parse::<u64>().ok().map(Number::from)).flatten())
        .or_else(|| looks.then(|| text.parse::<f64>().ok().and_then(Number::from_f64)).flatten())
        .map_or_else(|| Value::String(text.to_owned()), Value::Number)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::api::import::steps;

    fn yaml(text: &str) -> Result<Value, Finding> {
        let read = steps::all(read(text, &mut Report::default(), &Steps::default()));
        read.map(|(value, _)| value)
    }

    #[test]
    fn plain_scalars_are_what_yaml_says() {
        let text = "[null, ~, true, 12, -3, 1.5, 1e3, 0x1f, 0o17, yes, 1.2.3, 2026-01-02, '12', .inf, 99999999999999999999, e5]";
        assert_eq!(
            yaml(text).unwrap(),
            json!([
                null,
                null,
                true,
                12,
                -3,
                1.5,
                1e3,
                31,
                15,
                "yes",
                "1.2.3",
                "2026-01-02",
                "12",
                ".inf",
                1e20,
                "e5"
            ])
        );
        assert_eq!(yaml("200: a\n'201': b\n").unwrap(), json!({"200": "a", "201": "b"}));
        assert_eq!(yaml("a: !!str 12\n").unwrap(), json!({"a": "12"}));
    }

    #[test]
    fn aliases_and_merge_keys_are_followed() {
        let text = "base: &base {a: 1, b: 2}\nmore:\n  <<: *base\n  b: 3\nagain: *base\n";
        assert_eq!(
            yaml(text).unwrap(),
            json!({"base": {"a": 1, "b": 2}, "more": {"a": 1, "b": 3}, "again": {"a": 1, "b": 2}})
        );
    }

    #[test]
    fn aliases_to_aliases_cannot_blow_up() {
        let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for level in 1..12 {
            let row = vec![format!("*a{}", level - 1); 10].join(", ");
            text.push_str(&format!("a{level}: &a{level} [{row}]\n"));
        }
        assert_eq!(yaml(&text).unwrap_err().kind, "aliases");
        assert_eq!(yaml("a: &a\n  b: *a\n").unwrap_err().kind, "syntax");
        let mut deep = String::from("a: &a0 [");
        for level in 1..150 {
            deep.push_str(&format!("&a{level} ["));
        }
        assert!(yaml(&deep).is_err());
    }

    #[test]
    fn what_json_has_no_form_for_is_told() {
        assert_eq!(yaml("? [a, b]\n: c\n").unwrap_err().kind, "syntax");
        let deep = "[".repeat(300) + &"]".repeat(300);
        assert!(yaml(&deep).is_err());
    }
}
