use serde_json::json;

use super::*;

fn fits(schema: &Value) {
    let judge = jsonschema::options().should_validate_formats(true).build(schema).unwrap();
    for seed in 0..25 {
        let (value, _) = invent(schema, "", "thing", seed);
        let wrong: Vec<_> = judge.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{schema} made {value}: {wrong:?}");
    }
}

#[test]
fn what_is_made_fits_by_another_validators_judgement() {
    for schema in [
        json!({"type": "integer", "minimum": 5, "maximum": 7}),
        json!({"type": "integer", "exclusiveMinimum": 5, "exclusiveMaximum": 7}),
        json!({"type": "integer", "maximum": -20}),
        json!({"type": "number", "minimum": 0.5, "exclusiveMaximum": 0.6}),
        json!({"type": "integer", "multipleOf": 7, "minimum": 1}),
        json!({"type": "number", "multipleOf": 0.5, "minimum": 300}),
        json!({"type": "string", "minLength": 30, "maxLength": 40}),
        json!({"type": "string", "maxLength": 3}),
        json!({"type": "string", "pattern": "^[A-Z]{2}[0-9]{4}$"}),
        json!({"type": ["null", "string"], "format": "date-time"}),
        json!({"type": "string", "format": "uuid"}),
        json!({"type": "string", "format": "email"}),
        json!({"type": "string", "format": "ipv6"}),
        json!({"type": "string", "format": "duration"}),
        json!({"enum": [null, "a", 3]}),
        json!({"type": "array", "items": {"type": "integer"}, "minItems": 3, "uniqueItems": true}),
        json!({"type": "array", "prefixItems": [{"type": "string"}, {"type": "number"}], "items": false}),
        json!({"type": "array", "maxItems": 0, "items": {"type": "string"}}),
        json!({"type": "object", "minProperties": 2, "additionalProperties": {"type": "integer"}}),
        json!({"type": "object", "required": ["x"], "properties": {"y": {"const": 4}}}),
        json!({"allOf": [{"properties": {"a": {"type": "number"}}, "required": ["a"]}, {"properties": {"a": {"minimum": 500}}}]}),
        json!({"oneOf": [{"type": "string", "maxLength": 2}, {"type": "integer"}]}),
        json!({"properties": {"name": {"type": "string", "default": 5}}, "required": ["name"]}),
        json!({"type": "object", "properties": {"n": {"$ref": "#"}, "v": {"type": "integer"}}, "required": ["v"]}),
        json!({"not": {"required": ["x"]}, "type": "object", "properties": {"x": {}}}),
    ] {
        fits(&schema);
    }
}

#[test]
fn a_schema_that_needs_itself_comes_to_an_end() {
    let schema = json!({"type": "object", "required": ["next"], "properties": {"next": {"$ref": "#"}}});
    let (_, fits) = invent(&schema, "", "thing", 1);
    assert_eq!(fits, Some(false));
    let wide = json!({"$defs": {"a": {"type": "array", "minItems": 50, "items": {"$ref": "#/$defs/a"}}}, "$ref": "#/$defs/a"});
    let (value, _) = invent(&wide, "", "thing", 1);
    assert!(value.to_string().len() < 100_000);
}

#[test]
fn examples_come_first_and_the_same_seed_gives_the_same() {
    let schema = json!({"type": "object", "properties": {
        "name": {"type": "string", "examples": ["Zoe"]}, "email": {"type": "string", "format": "email"},
    }});
    let (one, _) = invent(&schema, "", "thing", 7);
    assert_eq!(one["name"], "Zoe");
    assert_eq!(one, invent(&schema, "", "thing", 7).0);
    assert_ne!(one, invent(&schema, "", "thing", 8).0);
}
