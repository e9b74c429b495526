//! A table for each keyword, and the limits. `tests/schema_oracle.rs` compares with another validator.

use serde_json::{Value, json};

use super::*;

mod bounds;
mod more;

fn schema(schema: &Value) -> Schema {
    Schema::compile(schema, "").unwrap()
}

/// Values that fit, and values that do not with the one violation each: pointer, keyword, message.
fn table(rules: impl std::borrow::Borrow<Value>, good: &[Value], bad: &[(Value, &str, &str, &str)]) {
    let rules = rules.borrow();
    let schema = schema(rules);
    assert_eq!(schema.unsupported(), [], "{rules}");
    for value in good {
        assert_eq!(schema.validate(value), [], "{rules} should take {value}");
    }
    for (value, pointer, keyword, message) in bad {
        let violations = schema.validate(value);
        let got: Vec<_> =
            violations.iter().map(|v| (v.pointer.as_str(), v.keyword, v.message.as_str())).collect();
        assert_eq!(got, [(*pointer, *keyword, *message)], "{rules} on {value}");
        assert!(!violations[0].expected.is_empty() && !violations[0].found.is_empty());
    }
}

#[test]
fn booleans() {
    table(json!(true), &[json!(1), json!(null)], &[]);
    table(json!(false), &[], &[(json!(1), "", "false", "the value must not be there")]);
    table(json!({}), &[json!(1)], &[]);
}

#[test]
fn types() {
    table(
        json!({"type": "integer"}),
        &[json!(1), json!(-1.0)],
        &[
            (json!("four"), "", "type", "the value must be a whole number, but it is text: \"four\""),
            (json!(1.5), "", "type", "the value must be a whole number, but it is the number 1.5"),
        ],
    );
    table(
        json!({"type": ["string", "null"]}),
        &[json!(""), json!(null)],
        &[(json!([1, 2]), "", "type", "the value must be text or null, but it is a list of 2 items")],
    );
    for (name, value) in
        [("array", json!([])), ("boolean", json!(false)), ("number", json!(1.5)), ("object", json!({}))]
    {
        table(json!({"type": name}), &[value], &[]);
        assert_eq!(schema(&json!({"type": name})).validate(&json!("")).len(), 1);
    }
}

#[test]
fn enum_and_const() {
    table(
        json!({"enum": ["red", 1, null]}),
        &[json!("red"), json!(1.0), json!(null)],
        &[(json!("blue"), "", "enum", "the value must be \"red\", 1 or null, but it is text: \"blue\"")],
    );
    table(
        json!({"const": {"a": [1]}}),
        &[json!({"a": [1.0]})],
        &[(json!({}), "", "const", "the value must be an object with 1 property, but it is an empty object")],
    );
}

#[test]
fn objects() {
    table(
        json!({"properties": {"wheels": {"type": "integer"}, "owner": {"required": ["name"]}}, "required": ["wheels"], "additionalProperties": false}),
        &[json!({"wheels": 4}), json!({"wheels": 4, "owner": {"name": "Mia"}}), json!("not an object")],
        &[
            (json!({}), "", "required", "wheels is missing"),
            (
                json!({"wheels": "four"}),
                "/wheels",
                "type",
                "wheels must be a whole number, but it is text: \"four\"",
            ),
            (json!({"wheels": 4, "owner": {}}), "/owner", "required", "name is missing from owner"),
            (
                json!({"wheels": 4, "whels": 4}),
                "/whels",
                "additionalProperties",
                "whels is not a property of this object; it may have wheels or owner",
            ),
        ],
    );
    table(
        json!({"additionalProperties": {"type": "string"}}),
        &[json!({"a": "b"})],
        &[(json!({"a/b": 1}), "/a~1b", "type", "a/b must be text, but it is the number 1")],
    );
    table(
        json!({"minProperties": 1, "maxProperties": 2}),
        &[json!({"a": 1}), json!([])],
        &[
            (json!({}), "", "minProperties", "the value must have at least 1 property, but it has 0"),
            (
                json!({"a": 1, "b": 1, "c": 1}),
                "",
                "maxProperties",
                "the value must have at most 2 properties, but it has 3",
            ),
        ],
    );
}

#[test]
fn lists() {
    table(
        json!({"properties": {"tags": {"items": {"properties": {"name": {"type": "string"}}}}}}),
        &[json!({"tags": [{"name": "a"}, 1]})],
        &[(
            json!({"tags": [{}, {"name": 1}]}),
            "/tags/1/name",
            "type",
            "name of item 2 of tags must be text, but it is the number 1",
        )],
    );
    table(
        json!({"prefixItems": [{"type": "string"}], "items": {"type": "integer"}}),
        &[json!([]), json!(["a", 1, 2])],
        &[
            (json!([1]), "/0", "type", "item 1 must be text, but it is the number 1"),
            (json!(["a", "b"]), "/1", "type", "item 2 must be a whole number, but it is text: \"b\""),
        ],
    );
    table(
        json!({"minItems": 1, "maxItems": 2, "uniqueItems": true}),
        &[json!([1]), json!([1, "1"]), json!("")],
        &[
            (json!([]), "", "minItems", "the value must have at least 1 item, but it has 0"),
            (json!([1, 2, 3]), "", "maxItems", "the value must have at most 2 items, but it has 3"),
            (
                json!([1, 1.0]),
                "",
                "uniqueItems",
                "the value must not repeat an item, but items 1 and 2 are the same",
            ),
        ],
    );
    table(json!({"uniqueItems": false}), &[json!([1, 1])], &[]);
}

#[test]
fn text() {
    table(
        json!({"minLength": 2, "maxLength": 3}),
        &[json!("éé"), json!("\u{1F9F8}\u{1F9F8}\u{1F9F8}"), json!(1)],
        &[
            (json!("é"), "", "minLength", "the value must have at least 2 characters, but it has 1"),
            (json!("abcd"), "", "maxLength", "the value must have at most 3 characters, but it has 4"),
        ],
    );
    table(
        json!({"format": "date"}),
        &[json!("2026-11-22"), json!(1)],
        &[(
            json!("tomorrow"),
            "",
            "format",
            "the value must be a date that exists, as in 2026-11-22, but it is text: \"tomorrow\"",
        )],
    );
}

#[test]
fn numbers() {
    table(
        json!({"minimum": 0, "maximum": 10}),
        &[json!(0), json!(10.0), json!("11")],
        &[
            (json!(-0.5), "", "minimum", "the value must be 0 or more, but it is the number -0.5"),
            (json!(11), "", "maximum", "the value must be 10 or less, but it is the number 11"),
        ],
    );
    table(
        json!({"exclusiveMinimum": 0, "exclusiveMaximum": 1}),
        &[json!(0.5)],
        &[
            (json!(0), "", "exclusiveMinimum", "the value must be more than 0, but it is the number 0"),
            (json!(1), "", "exclusiveMaximum", "the value must be less than 1, but it is the number 1"),
        ],
    );
    table(
        json!({"multipleOf": 0.01}),
        &[json!(19.99), json!(3)],
        &[(
            json!(0.005),
            "",
            "multipleOf",
            "the value must be a multiple of 0.01, but it is the number 0.005",
        )],
    );
}

#[test]
fn combinations() {
    table(
        json!({"allOf": [{"minimum": 1}, {"maximum": 2}]}),
        &[json!(1)],
        &[(json!(0), "", "minimum", "the value must be 1 or more, but it is the number 0")],
    );
    table(
        json!({"anyOf": [{"type": "string"}, {"type": "integer", "minimum": 1}]}),
        &[json!("a"), json!(1)],
        &[(
            json!(0),
            "",
            "anyOf",
            "the value must fit at least one of 2 descriptions, but it fits none; the closest of them, number 2, says: the value must be 1 or more, but it is the number 0",
        )],
    );
    table(
        json!({"oneOf": [{"minimum": 1}, {"maximum": 5}]}),
        &[json!(0), json!(6)],
        &[(
            json!(3),
            "",
            "oneOf",
            "the value must fit exactly one of 2 descriptions, but it fits 2 of them (number 1 and number 2)",
        )],
    );
    table(
        json!({"not": {"type": "null"}}),
        &[json!(0)],
        &[(json!(null), "", "not", "the value is just what it must not be: null")],
    );
}

#[test]
fn references_may_recurse() {
    let tree = json!({"$defs": {"tree": {"properties": {"children": {"items": {"$ref": "#/$defs/tree"}}, "age": {"minimum": 0}}}}, "$ref": "#/%24defs/tree"});
    table(
        tree,
        &[json!({"children": [{"children": []}]})],
        &[(
            json!({"children": [{"children": [{"age": -1}]}]}),
            "/children/0/children/0/age",
            "minimum",
            "age of item 1 of children of item 1 of children must be 0 or more, but it is the number -1",
        )],
    );
}

#[test]
fn what_is_not_a_schema_is_refused_with_its_place() {
    let table = [
        (json!({"$ref": "#/nowhere"}), "/$ref", "leads nowhere"),
        (json!({"$ref": "other.json#/a"}), "/$ref", "leads out of this document"),
        (json!({"$ref": "#anchor"}), "/$ref", "no $anchor here"),
        (json!({"$ref": "#"}), "", "would never end"),
        (json!({"anyOf": [{"not": {"$ref": "#"}}]}), "", "would never end"),
        (json!({"type": "text"}), "/type", "\"text\" is not a type"),
        (json!({"type": []}), "/type", "at least one type"),
        (json!({"properties": {"a": {"minLength": -1}}}), "/properties/a/minLength", "0 or more"),
        (json!({"properties": {"a/b": 1}}), "/properties/a~1b", "an object, true or false"),
        (json!({"multipleOf": 0}), "/multipleOf", "above 0"),
        (json!({"allOf": []}), "/allOf", "at least one schema"),
        (json!({"required": [1]}), "/required", "property names"),
        (json!({"uniqueItems": 1}), "/uniqueItems", "true or false"),
    ];
    for (rules, pointer, problem) in table {
        let error = Schema::compile(&rules, "").unwrap_err();
        assert_eq!(error.pointer, pointer, "{rules}: {error}");
        assert!(error.to_string().contains(problem), "{rules}: {error}");
    }
    assert!(Schema::compile(&json!({}), "/a").unwrap_err().to_string().contains("/a"));
}

#[test]
fn what_is_not_checked_is_listed() {
    let compiled = schema(&json!({
        "$schema": "http://json-schema.org/draft-07/schema#", "title": "Toy", "x-shelf": 1, "dependencies": {},
        "properties": {
            "a": {"format": "sparkly", "description": ""}, "b": {"format": "password"}, "c": {"pattern": "(a)\\1"}
        },
        "patternProperties": {"\\p{Thai}": {}}, "additionalProperties": false,
        "$dynamicRef": "#x", "$defs": {"x": {"$dynamicAnchor": "x", "$recursiveRef": "#"}}
    }));
    let listed: Vec<_> = compiled
        .unsupported()
        .iter()
        .map(|one| (one.pointer.as_str(), one.keyword.as_str(), one.why.as_str()))
        .collect();
    expect_test::expect![[r#"
        [
            (
                "",
                "$schema",
                "\"http://json-schema.org/draft-07/schema#\" is another dialect; this is read as JSON Schema 2020-12 all the same",
            ),
            (
                "",
                "dependencies",
                "it is not a keyword known here",
            ),
            (
                "",
                "patternProperties",
                "the pattern \\p{Thai}: \\p{Thai} is not a property known here (\\p{L} is)",
            ),
            (
                "",
                "additionalProperties",
                "it depends on a pattern in patternProperties that is not checked",
            ),
            (
                "/properties/a",
                "format",
                "\"sparkly\" is not a format known here, so any text will do",
            ),
            (
                "/properties/c",
                "pattern",
                "it refers back to what a group found",
            ),
            (
                "/$defs/x",
                "$recursiveRef",
                "it is not a keyword known here",
            ),
        ]
    "#]].assert_debug_eq(&listed);
    // What is not checked asks nothing.
    assert_eq!(compiled.validate(&json!({"a": "dull", "c": "b", "d": 1})), []);
}

#[test]
fn read_only_and_write_only_are_told() {
    let compiled = schema(&json!({
        "$defs": {"id": {"readOnly": true}},
        "allOf": [{"properties": {"made": {"readOnly": true}, "code": {"writeOnly": true}}}],
        "properties": {"id": {"$ref": "#/$defs/id"}, "name": {"readOnly": false}}
    }));
    assert_eq!(compiled.read_only_properties(), ["id", "made"]);
    assert_eq!(compiled.write_only_properties(), ["code"]);
}

/// A list in a list in a list. The standard drop is recursive, so the value is taken apart by hand.
fn with_nested_list(depth: usize, check: impl FnOnce(&Value)) {
    let mut value = json!([]);
    for _ in 1..depth {
        value = Value::Array(vec![value]);
    }
    check(&value);
    while let Value::Array(mut items) = value {
        value = items.pop().unwrap_or(Value::Null);
    }
}

#[test]
fn deep_values_are_refused_not_overflowed() {
    let nested = schema(&json!({"items": {"$ref": "#"}, "uniqueItems": true, "not": {"const": 1}}));
    with_nested_list(128, |value| assert_eq!(nested.validate(value), []));
    for depth in [129, 10_000] {
        with_nested_list(depth, |value| assert_eq!(nested.validate(value)[0].keyword, "limit", "{depth}"));
    }
}

#[test]
fn alternatives_inside_alternatives_do_not_multiply() {
    let twice = json!({"type": "array", "items": {"anyOf": [{"$ref": "#"}, {"$ref": "#"}]}});
    let mut value = json!("not a list");
    for _ in 0..100 {
        value = json!([value]);
    }
    let violations = schema(&twice).validate(&value);
    assert_eq!((violations[0].pointer.as_str(), violations[0].keyword), ("/0", "anyOf"));
}

#[test]
fn a_value_too_large_to_check_is_refused() {
    let rules = json!({"items": {"$ref": "#/$defs/any"}, "$defs": {"any": {"type": "null"}}});
    let violations = schema(&rules).validate(&Value::Array(vec![Value::Null; 600_000]));
    assert_eq!(violations[0].keyword, "limit");
    assert_eq!(schema(&rules).validate(&Value::Array(vec![Value::Null; 400_000])), []);
}

#[test]
fn long_chains_of_references_come_to_an_end() {
    let mut definitions: serde_json::Map<String, Value> =
        (0..5_000).map(|n| (n.to_string(), json!({"$ref": format!("#/$defs/{}", n + 1)}))).collect();
    definitions.insert("5000".to_owned(), json!({"type": "string"}));
    let chain = schema(&json!({"$defs": definitions, "$ref": "#/$defs/0"}));
    assert_eq!(chain.validate(&json!(1))[0].keyword, "limit");
}
