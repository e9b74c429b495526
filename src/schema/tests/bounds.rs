//! No schema and no value takes long, or too much of the stack.

use serde_json::{Map, Value, json};

use super::schema;

#[test]
fn references_side_by_side_do_not_multiply() {
    let mut definitions: Map<String, Value> = (0..100)
        .map(|n| {
            let next = json!({"$ref": format!("#/$defs/{}", n + 1)});
            (n.to_string(), json!({"allOf": [next, next], "properties": {"a": next}}))
        })
        .collect();
    definitions.insert("100".to_owned(), json!({"required": ["b"]}));
    for outer in
        [json!({}), json!({"not": {"not": {"$ref": "#/$defs/0"}}}), json!({"unevaluatedProperties": false})]
    {
        let mut rules = outer.as_object().unwrap().clone();
        rules.insert("$ref".to_owned(), json!("#/$defs/0"));
        rules.insert("$defs".to_owned(), Value::Object(definitions.clone()));
        let violations = schema(&Value::Object(rules)).validate(&json!({"a": {"a": {}}}));
        assert!(
            violations.iter().any(|violation| violation.keyword == "required"),
            "{outer}: {violations:?}"
        );
    }
}

#[test]
fn many_violations_are_told_up_to_a_bound() {
    let rules = schema(&json!({"items": {"type": "string"}}));
    let violations = rules.validate(&Value::Array(vec![Value::Null; 5_000]));
    assert_eq!(violations.len(), 1_001);
    assert_eq!(violations[1_000].keyword, "limit");
    // Whether it fits is known at the first.
    let not = schema(&json!({"not": {"items": {"type": "string"}}}));
    assert_eq!(not.validate(&Value::Array(vec![Value::Null; 400_000])), []);
}

#[test]
fn patterns_are_on_the_account_too() {
    let rules = schema(&json!({"items": {"pattern": "(?:a{0,100}){0,90}c"}}));
    let text = json!("a".repeat(20_000));
    assert_eq!(rules.validate(&json!([text]))[0].keyword, "limit");
    assert_eq!(rules.validate(&json!(["aac"])), []);
}

#[test]
fn objects_with_very_many_properties_are_checked() {
    let names = || (0..20_000).map(|n| format!("p{n}"));
    let properties: Map<String, Value> = names().map(|name| (name, json!({"type": "integer"}))).collect();
    let value: Map<String, Value> = names().map(|name| (name, json!(1))).collect();
    let rules = schema(
        &json!({"properties": properties, "required": names().collect::<Vec<_>>(), "additionalProperties": false}),
    );
    assert_eq!(rules.validate(&Value::Object(value)), []);
}

#[test]
fn deep_schemas_are_compiled_and_their_depth_is_said() {
    let mut rules = json!({"type": "string"});
    for _ in 0..2_000 {
        // Not by `json!`, which goes over what it is given by recursion.
        rules = Value::Object(Map::from_iter([("allOf".to_owned(), Value::Array(vec![rules]))]));
    }
    let compiled = schema(&rules);
    assert_eq!(compiled.validate(&json!(1))[0].keyword, "limit");
    // The standard drop is recursive.
    while let Some(inner) = rules.get_mut("allOf").and_then(|inner| inner.get_mut(0)).map(Value::take) {
        rules = inner;
    }
}

/// A browser gives WebAssembly a stack of 1 MiB. Unoptimised, as here, a walk takes more of it than it does there.
#[test]
fn the_deepest_walk_fits_in_a_small_stack() {
    let chain = |step: fn(Value) -> Value| {
        let mut definitions: Map<String, Value> =
            (0..600).map(|n| (n.to_string(), step(json!({"$ref": format!("#/$defs/{}", n + 1)})))).collect();
        definitions.insert("600".to_owned(), json!({"type": "string"}));
        schema(&json!({"$defs": definitions, "$ref": "#/$defs/0"}))
    };
    let steps: [fn(Value) -> Value; 9] = [
        |next| next,
        |next| json!({"allOf": [next]}),
        |next| json!({"anyOf": [next]}),
        |next| json!({"oneOf": [next, false]}),
        |next| json!({"not": next}),
        |next| json!({"if": next, "else": next}),
        |next| json!({"dependentSchemas": {"a": next}}),
        |next| json!({"items": next, "properties": {"a": next}}),
        |next| json!({"allOf": [next], "unevaluatedProperties": false}),
    ];
    let mut deep = json!({"a": 1});
    for _ in 0..120 {
        deep = Value::Object(Map::from_iter([("a".to_owned(), deep)]));
    }
    for step in steps {
        let (rules, value) = (chain(step), deep.clone());
        let check = move || drop((rules.validate(&json!({"a": 1})), rules.validate(&value)));
        std::thread::Builder::new().stack_size(1 << 20).spawn(check).unwrap().join().unwrap();
    }
}
