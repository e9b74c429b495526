//! The schema room as a person meets it: in the trace and in the problem of a request; and that nothing makes it fall.

use serde_json::{Map, Value, json};
use toyshelf::{
    http::Request,
    schema::{Direction, Schema},
    server::{Exchange, Step, dispatch},
    world::World,
};

fn post(content: &str) -> Exchange {
    let world = World::toy_library("/api");
    let request = Request::new("POST", "/api/toys").with("Content-Type", "application/json");
    dispatch(&world, Request { content: content.to_owned().into(), ..request }).1
}

/// What the step about the schema saw, one line each.
fn seen(exchange: &Exchange) -> String {
    let fits = |step: &&Step| step.decision.id == "content-fits";
    let evidence = exchange.trace.steps.iter().find(fits).into_iter().flat_map(|step| &step.evidence);
    evidence.map(|seen| format!("{}: {}\n", seen.source.label(), seen.value)).collect()
}

#[test]
fn the_trace_tells_every_check() {
    let exchange = post(r#"{"name": "Bus", "kind": "bus", "wheels": 4}"#);
    expect_test::expect![[r#"
        API description /components/schemas/Toy: schema
        API description /components/schemas/Toy/type: holds: the value, an object
        API description /components/schemas/Toy/required: holds: the value, properties called name and kind
        API description /components/schemas/Toy/properties/name/type: holds: name, text
        API description /components/schemas/Toy/properties/name/minLength: holds: name, at least 1 character
        API description /components/schemas/Toy/properties/name/maxLength: holds: name, at most 60 characters
        API description /components/schemas/Toy/properties/kind/type: holds: kind, text
        API description /components/schemas/Toy/properties/kind/minLength: holds: kind, at least 1 character
        API description /components/schemas/Toy/properties/kind/maxLength: holds: kind, at most 30 characters
        API description /components/schemas/Toy/properties/wheels/type: holds: wheels, a whole number
        API description /components/schemas/Toy/properties/wheels/minimum: holds: wheels, 0 or more
        API description /components/schemas/Toy/properties/wheels/maximum: holds: wheels, 64 or less
        API description /components/schemas/Toy/additionalProperties: holds: the value, no properties but those described
    "#]].assert_eq(&seen(&exchange));
}

#[test]
fn the_problem_says_where_each_rule_stands() {
    let exchange = post(r#"{"name": "", "kind": "bus", "wheels": "four", "whels": 4}"#);
    let mut problem: Value = serde_json::from_slice(&exchange.response.content).unwrap();
    expect_test::expect![[r#"
        [
          {
            "pointer": "/name",
            "keyword": "minLength",
            "schema": "/components/schemas/Toy/properties/name/minLength",
            "message": "name must have at least 1 character, but it has 0",
            "expected": "at least 1 character",
            "found": "0 characters"
          },
          {
            "pointer": "/wheels",
            "keyword": "type",
            "schema": "/components/schemas/Toy/properties/wheels/type",
            "message": "wheels must be a whole number, but it is text: \"four\"",
            "expected": "a whole number",
            "found": "text: \"four\""
          },
          {
            "pointer": "/whels",
            "keyword": "additionalProperties",
            "schema": "/components/schemas/Toy/additionalProperties",
            "message": "whels is not a property of this object; it may have id, name, kind, color, wheels, madeOf, available, _links or _embedded",
            "expected": "id, name, kind, color, wheels, madeOf, available, _links or _embedded",
            "found": "a property called whels"
          }
        ]"#]]
        .assert_eq(&serde_json::to_string_pretty(&problem["violations"].take()).unwrap());
    expect_test::expect![[r#"
        API description /components/schemas/Toy: schema
        API description /components/schemas/Toy/type: holds: the value, an object
        API description /components/schemas/Toy/required: holds: the value, properties called name and kind
        API description /components/schemas/Toy/properties/name/type: holds: name, text
        API description /components/schemas/Toy/properties/name/minLength: broken: name, at least 1 character
        API description /components/schemas/Toy/properties/name/maxLength: holds: name, at most 60 characters
        API description /components/schemas/Toy/properties/kind/type: holds: kind, text
        API description /components/schemas/Toy/properties/kind/minLength: holds: kind, at least 1 character
        API description /components/schemas/Toy/properties/kind/maxLength: holds: kind, at most 30 characters
        API description /components/schemas/Toy/properties/wheels/type: broken: wheels, a whole number
        API description /components/schemas/Toy/additionalProperties: broken: the value, no properties but those described
    "#]].assert_eq(&seen(&exchange));
}

#[test]
fn the_trace_tells_what_was_looked_up() {
    let loan = Request::new("POST", "/api/toys/car/loans").with("Content-Type", "application/json");
    let loan = Request { content: r#"{"friend": "nobody"}"#.into(), ..loan };
    let exchange = dispatch(&World::toy_library("/api"), loan).1;
    assert_eq!(exchange.response.status, 422);
    assert!(seen(&exchange).contains("stored /friends/nobody: (none)"), "{}", seen(&exchange));
}

#[test]
fn what_a_step_sees_is_bounded() {
    let fields: Map<String, Value> = (0..5_000).map(|n| (format!("p{n}"), json!(n))).collect();
    let exchange = post(&Value::Object(fields).to_string());
    let lines = seen(&exchange).lines().count();
    assert!(lines <= 50, "{lines}");
    let problem: Value = serde_json::from_slice(&exchange.response.content).unwrap();
    assert_eq!(problem["violations"].as_array().map(Vec::len), Some(100));
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains("more"), "{detail}");
}

/// xorshift64*, so that a failure repeats.
struct Choices(u64);

impl Choices {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % bound
    }
}

const KEYWORDS: [&str; 60] = [
    "$anchor",
    "$defs",
    "$dynamicAnchor",
    "$dynamicRef",
    "$id",
    "$ref",
    "$schema",
    "additionalProperties",
    "allOf",
    "anyOf",
    "const",
    "contains",
    "default",
    "dependentRequired",
    "dependentSchemas",
    "discriminator",
    "else",
    "enum",
    "example",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "if",
    "items",
    "mapping",
    "maxContains",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minContains",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "not",
    "nullable",
    "oneOf",
    "pattern",
    "patternProperties",
    "prefixItems",
    "properties",
    "propertyName",
    "propertyNames",
    "readOnly",
    "required",
    "then",
    "title",
    "type",
    "unevaluatedItems",
    "unevaluatedProperties",
    "uniqueItems",
    "writeOnly",
    "a",
    "b",
    "^a+$",
    "(",
    "",
    "~/",
];
const TEXTS: [&str; 24] = [
    "",
    "a",
    "#",
    "#/",
    "#/$defs/a",
    "#/properties/b",
    "#a",
    "#%zz",
    "a#/b",
    "string",
    "object",
    "array",
    "date",
    "int32",
    "regex",
    "^(?=a)+b$",
    "(a)\\1",
    "[",
    "\\u{FFFFFFFFF}",
    "é",
    "2026-11-22",
    "#/allOf/0",
    "#/items",
    "//",
];

/// Anything at all that looks a little like a schema.
fn anything(choices: &mut Choices, depth: usize) -> Value {
    match choices.below(if depth == 0 { 6 } else { 12 }) {
        0 => Value::Null,
        1 => json!(choices.below(2) == 0),
        2 => json!(choices.below(5) as i64 - 2),
        3 => json!([1.5, 1e300, 0.1, -0.0][choices.below(4)]),
        4 | 5 => json!(TEXTS[choices.below(TEXTS.len())]),
        6 => (0..choices.below(4)).map(|_| anything(choices, depth - 1)).collect(),
        _ => (0..choices.below(5))
            .map(|_| (KEYWORDS[choices.below(KEYWORDS.len())].to_owned(), anything(choices, depth - 1)))
            .collect::<Map<_, _>>()
            .into(),
    }
}

#[test]
fn nothing_makes_it_fall() {
    let mut choices = Choices(2026);
    let (mut strict, mut fitting) = (0, 0);
    for _ in 0..20_000 {
        let document = anything(&mut choices, 4);
        let lenient = Schema::compile_leniently(&document, "");
        for one in lenient.unsupported() {
            assert!(document.pointer(&one.pointer).is_some() && !one.why.is_empty(), "{document}: {one:?}");
        }
        let value = anything(&mut choices, 3);
        let account = lenient.explain(&value, Direction::Request, 5);
        assert_eq!(account.violations, lenient.validate_for(&value, Direction::Request));
        assert!(account.checks.len() <= 10);
        for violation in &account.violations {
            assert!(value.pointer(&violation.pointer).is_some(), "{document}, {value}: {violation:?}");
            assert!(!violation.message.is_empty() && !violation.expected.is_empty(), "{violation:?}");
            let rule = document.pointer(&violation.schema_pointer);
            let implied = ["contains", "minContains"].contains(&violation.keyword);
            assert!(rule.is_some() || implied, "{document}, {value}: {violation:?}");
        }
        // Both ways of compiling agree where there is nothing wrong.
        if let Ok(schema) = Schema::compile(&document, "") {
            strict += 1;
            assert_eq!(schema.validate(&value), lenient.validate(&value));
            assert_eq!(schema.unsupported(), lenient.unsupported());
        }
        fitting += usize::from(account.violations.is_empty());
    }
    assert!(strict > 2_000 && fitting > 2_000, "{strict} compile, {fitting} fit");
}
