//! A schema in words, for somebody who is writing a value of it.

use serde_json::Value;

use super::place::Step;
use crate::api::import::facets::Facets;

/// A member that an object may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Whether it must be there.
    pub required: bool,
    /// Whether the server alone writes it.
    pub read_only: bool,
    /// What it may be, in words.
    pub takes: String,
    /// What it is, in the description's words; may be empty.
    pub about: String,
}

/// What values fit, in few words: `text, 1–60 characters`.
pub(crate) fn words(document: &Value, facets: &Facets<'_>) -> String {
    let mut parts: Vec<String> = Vec::new();
    let number = |keyword: &str| facets.get(keyword).filter(|value| value.is_number()).map(Value::to_string);
    if let Some(only) = facets.get("const") {
        return format!("always {}", literal(only));
    }
    if let Some(all) = facets.get("enum").and_then(Value::as_array) {
        parts.push(format!("one of {}", some(all.iter().map(literal))));
    } else {
        let types = facets.types();
        let kinds: Vec<&str> = types.iter().map(|kind| noun(kind)).collect();
        match facets.text("format") {
            Some(format) if types.contains(&"string") => parts.push(formatted(format)),
            _ if kinds.is_empty() => parts.push("anything".into()),
            _ => parts.push(kinds.join(" or ")),
        }
        if types.contains(&"array") {
            let inner: Vec<&Value> = facets.all("items").filter(|items| items.is_object()).collect();
            if !inner.is_empty() {
                let inner = Facets::gather(document, &inner, |_| 0);
                let what = match inner.get("enum").and_then(Value::as_array) {
                    Some(all) => some(all.iter().map(literal)),
                    None => inner.types().first().map_or("anything", |kind| plural(kind)).to_owned(),
                };
                let list = parts.pop().unwrap_or_default();
                parts.push(format!("{list} of {what}"));
            }
        }
    }
    if let Some(range) = range(number("minLength"), number("maxLength"), "character") {
        parts.push(range);
    }
    if let Some(range) = range(number("minItems"), number("maxItems"), "item") {
        parts.push(range);
    }
    match (number("minimum"), number("maximum")) {
        (Some(least), Some(most)) => parts.push(format!("{least} to {most}")),
        (Some(least), None) => parts.push(format!("{least} or more")),
        (None, Some(most)) => parts.push(format!("{most} or less")),
        (None, None) => {}
    }
    for (keyword, word) in [
        ("exclusiveMinimum", "more than"),
        ("exclusiveMaximum", "less than"),
        ("multipleOf", "a multiple of"),
    ] {
        if let Some(bound) = number(keyword) {
            parts.push(format!("{word} {bound}"));
        }
    }
    if let Some(pattern) = facets.text("pattern") {
        parts.push(format!("in the pattern {}", cut(pattern, 60)));
    }
    if facets.says("uniqueItems") {
        parts.push("no two alike".into());
    }
    if let Some(default) = facets.get("default") {
        parts.push(format!("{} unless given", literal(default)));
    }
    parts.join(", ")
}

/// All that a value may be, where the schema lists that: of a list, what its items may be.
pub(crate) fn choices<'d>(document: &'d Value, facets: &Facets<'d>) -> Vec<Value> {
    if let Some(all) = facets.get("enum").and_then(Value::as_array) {
        return all.iter().filter(|one| !one.is_null()).cloned().collect();
    }
    if let Some(only) = facets.get("const") {
        return vec![only.clone()];
    }
    if facets.may_be("boolean") {
        return vec![true.into(), false.into()];
    }
    let items: Vec<&Value> = facets.all("items").collect();
    if items.is_empty() {
        return Vec::new();
    }
    let inner = Facets::gather(document, &items, |_| 0);
    inner.get("enum").and_then(Value::as_array).cloned().unwrap_or_default()
}

/// The members that an object may have, in the order in which the schema names them.
pub(crate) fn members(document: &Value, facets: &Facets<'_>) -> Vec<Member> {
    let required = facets.required();
    let member = |(name, schemas): (&str, Vec<&Value>)| {
        let inner = Facets::gather(document, &schemas, |_| 0);
        Member {
            name: name.to_owned(),
            required: required.contains(&name),
            read_only: inner.says("readOnly"),
            takes: words(document, &inner),
            about: inner.text("description").unwrap_or_default().to_owned(),
        }
    };
    facets.properties().into_iter().take(200).map(member).collect()
}

/// What holds of the value at this path inside a value of the schema at `pointer`; `None` where the schema says
/// nothing of it.
pub(crate) fn inside<'d>(document: &'d Value, pointer: &str, path: &[Step]) -> Option<Facets<'d>> {
    let mut facets = Facets::at(document, pointer)?;
    for step in path {
        let below: Vec<&'d Value> = match step {
            Step::Member(name) => {
                let named = facets.properties().into_iter().find(|(known, _)| known == name);
                named.map_or_else(
                    || facets.all("additionalProperties").filter(|schema| schema.is_object()).collect(),
                    |(_, schemas)| schemas,
                )
            }
            Step::Item(index) => {
                let own = facets.all("prefixItems").filter_map(|items| items.get(index)).collect::<Vec<_>>();
                if own.is_empty() {
                    facets.all("items").filter(|schema| schema.is_object()).collect()
                } else {
                    own
                }
            }
        };
        if below.is_empty() {
            return None;
        }
        facets = Facets::gather(document, &below, |_| 0);
    }
    Some(facets)
}

fn noun(kind: &str) -> &str {
    match kind {
        "string" => "text",
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => "true or false",
        "array" => "a list",
        "object" => "an object",
        other => other,
    }
}

fn plural(kind: &str) -> &str {
    match kind {
        "string" => "texts",
        "integer" => "whole numbers",
        "number" => "numbers",
        "boolean" => "true or false",
        "array" => "lists",
        "object" => "objects",
        other => other,
    }
}

fn formatted(format: &str) -> String {
    match format {
        "date" => "a date such as 2026-01-31".into(),
        "date-time" => "a date and time such as 2026-01-31T12:00:00Z".into(),
        "email" => "an e-mail address".into(),
        "uri" | "url" => "an absolute address (URI)".into(),
        "uuid" => "a UUID".into(),
        other => format!("text in the format {}", cut(other, 40)),
    }
}

fn range(least: Option<String>, most: Option<String>, what: &str) -> Option<String> {
    let plural = |number: &str| if number == "1" { what.to_owned() } else { format!("{what}s") };
    match (least, most) {
        (Some(least), Some(most)) if least == most => Some(format!("exactly {least} {}", plural(&least))),
        (Some(least), Some(most)) => Some(format!("{least}–{most} {}", plural(&most))),
        (Some(least), None) => Some(format!("at least {least} {}", plural(&least))),
        (None, Some(most)) => Some(format!("at most {most} {}", plural(&most))),
        (None, None) => None,
    }
}

/// A value as JSON, cut short.
fn literal(value: &Value) -> String {
    cut(&value.to_string(), 40)
}

fn cut(text: &str, most: usize) -> String {
    let mut short: String = text.chars().take(most).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// At most eight of them, and how many more there are.
fn some(all: impl ExactSizeIterator<Item = String>) -> String {
    let count = all.len();
    let mut shown = all.take(8).collect::<Vec<_>>().join(", ");
    if count > 8 {
        shown.push_str(&format!(" and {} more", count - 8));
    }
    shown
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn said(schema: &Value) -> String {
        words(schema, &Facets::at(schema, "").expect("a schema"))
    }

    #[test]
    fn a_schema_is_put_into_words() {
        assert_eq!(
            said(&json!({"type": "string", "minLength": 1, "maxLength": 60})),
            "text, 1–60 characters"
        );
        assert_eq!(said(&json!({"type": "integer", "minimum": 0, "maximum": 64})), "a whole number, 0 to 64");
        assert_eq!(said(&json!({"type": "string", "format": "date"})), "a date such as 2026-01-31");
        assert_eq!(said(&json!({"enum": ["wood", 3, null]})), "one of \"wood\", 3, null");
        assert_eq!(
            said(&json!({"type": "array", "items": {"type": "string"}, "minItems": 1, "uniqueItems": true})),
            "a list of texts, at least 1 item, no two alike"
        );
        assert_eq!(said(&json!({})), "anything");
        assert_eq!(said(&json!(true)), "anything");
    }

    #[test]
    fn a_path_leads_into_a_schema() {
        let document = json!({"Toy": {
            "type": "object",
            "required": ["name"],
            "properties": {
                "name": {"$ref": "#/Name"},
                "tags": {"type": "array", "items": {"type": "string", "maxLength": 9}},
                "id": {"type": "string", "readOnly": true},
            },
            "additionalProperties": false,
        }, "Name": {"type": "string", "description": "What it is called."}});
        let at = |path: &[Step]| inside(&document, "/Toy", path).map(|facets| words(&document, &facets));
        assert_eq!(at(&[Step::Member("name".into())]).as_deref(), Some("text"));
        assert_eq!(
            at(&[Step::Member("tags".into()), Step::Item(3)]).as_deref(),
            Some("text, at most 9 characters")
        );
        assert_eq!(at(&[Step::Member("nothing".into())]), None);
        let all = members(&document, &Facets::at(&document, "/Toy").expect("a schema"));
        let name = |member: &Member| (member.name.clone(), member.required, member.read_only);
        assert_eq!(name(&all[0]), ("name".into(), true, false));
        assert_eq!(all[0].about, "What it is called.");
        assert_eq!(name(&all[2]), ("id".into(), false, true));
    }
}
