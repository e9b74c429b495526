//! The schema room against the `jsonschema` crate, on generated schemas and values: both must find the same
//! keywords broken in the same places. Deterministic, so a failure repeats.

#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use toyshelf::schema::{Schema, Violation};

/// xorshift64*; equal seeds give equal choices.
struct Choices(u64);

impl Choices {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % bound
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }
}

const NAMES: [&str; 4] = ["a", "b", "c/d", "é~"];
const FORMATS: [&str; 5] = ["date", "date-time", "email", "uri", "uuid"];
const TEXTS: [&str; 18] = [
    "",
    "a",
    "ab",
    "éé",
    "\u{1F9F8}",
    "abcd",
    "2024-02-29",
    "2023-02-29",
    "2026-11-22T18:30:00Z",
    "2026-11-22T18:30:00.5+01:00",
    "2026-11-22 18:30",
    "mia@example.com",
    "mia@",
    "https://example.com/a?b#c",
    "not a uri",
    "/relative",
    "123e4567-e89b-12d3-a456-426614174000",
    "123e4567",
];

fn number(choices: &mut Choices) -> Value {
    choices.one(&[
        json!(0),
        json!(1),
        json!(-1),
        json!(2.0),
        json!(2.5),
        json!(0.3),
        json!(7),
        json!(1e20),
        json!(u64::MAX),
    ])
}

fn value(choices: &mut Choices, depth: usize) -> Value {
    match choices.below(if depth == 0 { 5 } else { 9 }) {
        0 => Value::Null,
        1 => json!(choices.below(2) == 0),
        2 => number(choices),
        3 | 4 => json!(choices.one(&TEXTS)),
        5 | 6 => (0..choices.below(4)).map(|_| value(choices, depth - 1)).collect(),
        _ => {
            let fields: Map<String, Value> = (0..choices.below(4))
                .map(|_| (choices.one(&NAMES).to_owned(), value(choices, depth - 1)))
                .collect();
            Value::Object(fields)
        }
    }
}

fn subschemas(choices: &mut Choices, depth: usize) -> Value {
    (0..=choices.below(3)).map(|_| schema(choices, depth - 1)).collect()
}

fn named(choices: &mut Choices, depth: usize) -> Value {
    let fields: Map<String, Value> =
        (0..choices.below(4)).map(|_| (choices.one(&NAMES).to_owned(), schema(choices, depth - 1))).collect();
    Value::Object(fields)
}

fn schema(choices: &mut Choices, depth: usize) -> Value {
    if depth == 0 {
        return choices.one(&[
            json!(true),
            json!({"type": "string"}),
            json!({"type": "integer"}),
            json!({"minimum": 1}),
            json!(false),
        ]);
    }
    let types = ["null", "boolean", "integer", "number", "string", "array", "object"];
    let mut rules = Map::new();
    for _ in 0..=choices.below(3) {
        let (keyword, rule) = match choices.below(25) {
            0 | 1 => ("type", json!(choices.one(&types))),
            2 => ("type", json!([types[choices.below(3)], types[3 + choices.below(4)]])),
            3 => ("enum", json!([value(choices, 1), value(choices, 1)])),
            4 => ("const", value(choices, 1)),
            5 | 6 => ("properties", named(choices, depth)),
            7 => ("required", json!([choices.one(&NAMES)])),
            8 => ("additionalProperties", schema(choices, depth - 1)),
            9 => ("minProperties", json!(choices.below(3))),
            10 => ("maxProperties", json!(choices.below(3))),
            11 => ("items", schema(choices, depth - 1)),
            12 => ("prefixItems", subschemas(choices, depth)),
            13 => ("minItems", json!(choices.below(3))),
            14 => ("maxItems", json!(choices.below(3))),
            15 => ("uniqueItems", json!(choices.below(2) == 0)),
            16 => ("minLength", json!(choices.below(4))),
            17 => ("maxLength", json!(choices.below(4))),
            18 => (
                choices.one(&["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]),
                number(choices),
            ),
            19 => ("multipleOf", choices.one(&[json!(1), json!(2), json!(0.5), json!(0.1), json!(3)])),
            20 => ("format", json!(choices.one(&FORMATS))),
            21 => ("allOf", subschemas(choices, depth)),
            22 => (choices.one(&["anyOf", "oneOf"]), subschemas(choices, depth)),
            23 => ("not", schema(choices, depth - 1)),
            _ => ("$ref", json!(choices.one(&["#/$defs/tree", "#/$defs/leaf"]))),
        };
        rules.insert(keyword.to_owned(), rule);
    }
    Value::Object(rules)
}

/// A whole document: a schema with something to refer to, itself recursive.
fn document(choices: &mut Choices) -> Value {
    let mut root = schema(choices, 3);
    if let Some(rules) = root.as_object_mut() {
        let definitions = json!({
            "tree": {"type": ["object", "array", "string"], "properties": {"a": {"$ref": "#/$defs/tree"}}, "items": {"$ref": "#/$defs/leaf"}},
            "leaf": schema(choices, 0),
        });
        rules.insert("$defs".to_owned(), definitions);
    }
    root
}

type Findings = BTreeSet<(String, String)>;

/// Both sides in the same terms. Of a property that should not be there we name the property, the oracle the
/// object that has it, and it calls the rule by one of two names.
fn finding(pointer: &str, keyword: &str) -> (String, String) {
    match keyword {
        "false" | "additionalProperties" => (pointer.to_owned(), "falseSchema".to_owned()),
        _ => (pointer.to_owned(), keyword.to_owned()),
    }
}

fn ours(schema: &Schema, value: &Value) -> Findings {
    let place = |violation: &Violation| match violation.keyword {
        "additionalProperties" => {
            violation.pointer.rsplit_once('/').map_or("", |(object, _)| object).to_owned()
        }
        _ => violation.pointer.clone(),
    };
    schema.validate(value).iter().map(|violation| finding(&place(violation), violation.keyword)).collect()
}

fn oracle(schema: &Value) -> jsonschema::Validator {
    jsonschema::options()
        .with_draft(jsonschema::Draft::Draft202012)
        .should_validate_formats(true)
        .build(schema)
        .unwrap_or_else(|error| panic!("{schema}: {error}"))
}

fn theirs(oracle: &jsonschema::Validator, value: &Value) -> Findings {
    oracle
        .iter_errors(value)
        .map(|error| finding(&error.instance_path().to_string(), error.kind().keyword()))
        .collect()
}

#[test]
fn the_oracle_finds_the_same() {
    let mut choices = Choices::new(2026);
    let (mut fitting, mut broken) = (0, 0);
    let mut differing = Vec::new();
    for _ in 0..3_000 {
        let document = document(&mut choices);
        let schema = Schema::compile(&document, "").unwrap_or_else(|error| panic!("{document}: {error}"));
        assert_eq!(schema.unsupported(), [], "{document}");
        let oracle = oracle(&document);
        for _ in 0..12 {
            let value = value(&mut choices, 3);
            let (ours, theirs) = (ours(&schema, &value), theirs(&oracle, &value));
            if ours != theirs {
                differing
                    .push(format!("schema {document}\nvalue {value}\nours {ours:?}\ntheirs {theirs:?}\n"));
            }
            *(if ours.is_empty() { &mut fitting } else { &mut broken }) += 1;
        }
    }
    let few = &differing[..differing.len().min(5)];
    assert!(differing.is_empty(), "{} differ, such as\n{}", differing.len(), few.join("\n"));
    // Otherwise agreement would mean little.
    assert!(fitting > 5_000 && broken > 5_000, "{fitting} fit, {broken} do not");
}

#[test]
fn the_oracle_judges_formats_the_same() {
    for format in FORMATS {
        let document = json!({ "format": format });
        let (schema, oracle) = (Schema::compile(&document, "").unwrap(), oracle(&document));
        let mut choices = Choices::new(7);
        for text in TEXTS {
            // The text itself, then with a character changed, doubled or left out.
            let mut variants = vec![text.to_owned()];
            for _ in 0..300 {
                let mut characters: Vec<char> = text.chars().collect();
                let at = choices.below(characters.len().max(1));
                let new = choices.one(&['0', '9', 'T', 'a', ':', '-', '.', '@', '/', '%', ' ']);
                match choices.below(3) {
                    _ if characters.is_empty() => characters.push(new),
                    0 => characters[at] = new,
                    1 => characters.insert(at, new),
                    _ => drop(characters.remove(at)),
                }
                variants.push(characters.into_iter().collect());
            }
            for text in variants {
                let value = json!(text);
                assert_eq!(schema.validate(&value).is_empty(), oracle.is_valid(&value), "{format}: {text:?}");
            }
        }
    }
}
