//! Keywords that come with others, and what is told of them.

use serde_json::json;

use super::{Account, Direction, Outcome, Schema, schema, table};

/// What is told of a value, one line a violation, with the place of the rule.
fn told(rules: &serde_json::Value, value: &serde_json::Value) -> String {
    let line = |v: &super::Violation| {
        format!(
            "{} by {} at {}: {} [{} | {}]\n",
            v.pointer, v.keyword, v.schema_pointer, v.message, v.expected, v.found
        )
    };
    schema(rules).validate(value).iter().map(line).collect()
}

#[test]
fn conditions() {
    let rules = json!({
        "if": {"properties": {"kind": {"const": "car"}}, "required": ["kind"]},
        "then": {"required": ["wheels"]},
        "else": {"maxProperties": 1}
    });
    table(
        &rules,
        &[json!({"kind": "car", "wheels": 4}), json!({"kind": "duck"}), json!({})],
        &[
            (json!({"kind": "car"}), "", "required", "wheels is missing"),
            (
                json!({"kind": "duck", "a": 1}),
                "",
                "maxProperties",
                "the value must have at most 1 property, but it has 2",
            ),
        ],
    );
    table(json!({"then": false, "else": false}), &[json!(1)], &[]);
}

#[test]
fn dependencies() {
    table(
        json!({"dependentRequired": {"until": ["friend"]}, "dependentSchemas": {"a": {"maxProperties": 1}}}),
        &[json!({}), json!({"until": 1, "friend": 1}), json!({"a": 1}), json!([])],
        &[
            (
                json!({"until": 1}),
                "",
                "dependentRequired",
                "friend is missing; it must be there when until is",
            ),
            (
                json!({"a": 1, "b": 1}),
                "",
                "maxProperties",
                "the value must have at most 1 property, but it has 2",
            ),
        ],
    );
}

#[test]
fn names_and_patterns() {
    table(
        json!({"patternProperties": {"^x-": {"type": "string"}}, "properties": {"a": true}, "additionalProperties": false}),
        &[json!({"x-a": "", "a": 1})],
        &[
            (json!({"x-a": 1}), "/x-a", "type", "x-a must be text, but it is the number 1"),
            (
                json!({"b": 1}),
                "/b",
                "additionalProperties",
                "b is not a property of this object; it may have a, or names that match ^x-",
            ),
        ],
    );
    table(
        json!({"propertyNames": {"maxLength": 3}}),
        &[json!({"abc": 1}), json!("abcd")],
        &[(
            json!({"abcd": 1}),
            "/abcd",
            "propertyNames",
            "the name \"abcd\" must have at most 3 characters, but it has 4",
        )],
    );
    table(
        json!({"pattern": "^#[0-9a-f]{6}$"}),
        &[json!("#e4572e"), json!(1)],
        &[(
            json!("red"),
            "",
            "pattern",
            "the value must be text that matches ^#[0-9a-f]{6}$, but it is text: \"red\"",
        )],
    );
}

#[test]
fn lists_that_contain() {
    table(
        json!({"contains": {"type": "string", "minLength": 2}}),
        &[json!(["ab", 1]), json!(1)],
        &[
            (
                json!([1, "a"]),
                "",
                "contains",
                "the value must have at least 1 item that fits its description, but none fits; the closest of them: item 2 must have at least 2 characters, but it has 1",
            ),
            (
                json!([]),
                "",
                "contains",
                "the value must have at least 1 item that fits its description, but none fits",
            ),
        ],
    );
    table(
        json!({"contains": {"type": "string"}, "minContains": 2, "maxContains": 2}),
        &[json!(["a", "b", 1])],
        &[
            (
                json!(["a"]),
                "",
                "minContains",
                "the value must have from 2 to 2 items that fit their description, but 1 fits",
            ),
            (
                json!(["a", "b", "c"]),
                "",
                "maxContains",
                "the value must have from 2 to 2 items that fit their description, but 3 fit",
            ),
        ],
    );
    table(json!({"contains": false, "minContains": 0}), &[json!([]), json!([1])], &[]);
}

#[test]
fn what_no_rule_has_judged() {
    table(
        json!({
            "allOf": [{"properties": {"a": {"type": "string"}}}],
            "anyOf": [{"required": ["b"], "properties": {"b": true}}, true],
            "unevaluatedProperties": false
        }),
        &[json!({"a": ""}), json!({"a": "", "b": 1})],
        &[
            (
                json!({"c": 1}),
                "/c",
                "unevaluatedProperties",
                "c is not a property of this object: no rule describes it",
            ),
            // The rule that describes it is broken; that is told, and no more.
            (json!({"a": 1}), "/a", "type", "a must be text, but it is the number 1"),
        ],
    );
    table(
        json!({"prefixItems": [true], "contains": {"type": "string"}, "unevaluatedItems": {"type": "null"}}),
        &[json!([1, "a", null])],
        &[(json!([1, "a", 2]), "/2", "type", "item 3 must be null, but it is the number 2")],
    );
    table(
        json!({"prefixItems": [true], "unevaluatedItems": false}),
        &[json!([1])],
        &[(json!([1, 2]), "/1", "unevaluatedItems", "item 2 must not be there: no rule describes it")],
    );
}

#[test]
fn widths() {
    table(
        json!({"format": "int32"}),
        &[json!(1), json!("a")],
        &[(
            json!(2_147_483_648_u64),
            "",
            "format",
            "the value must be a whole number from -2147483648 to 2147483647, but it is the number 2147483648",
        )],
    );
}

#[test]
fn names_for_places() {
    table(
        json!({
            "$defs": {"a": {"$anchor": "text", "type": "string"}, "b": {"$id": "urn:b", "$ref": "#/$defs/c", "$defs": {"c": {"type": "null"}}}},
            "properties": {"a": {"$ref": "#text"}, "b": {"$ref": "urn:b"}, "c": {"$dynamicRef": "#text"}}
        }),
        &[json!({"a": "", "b": null, "c": ""})],
        &[
            (json!({"a": 1}), "/a", "type", "a must be text, but it is the number 1"),
            (json!({"b": 1}), "/b", "type", "b must be null, but it is the number 1"),
            (json!({"c": 1}), "/c", "type", "c must be text, but it is the number 1"),
        ],
    );
}

#[test]
fn a_dynamic_reference_is_settled_by_the_way_there() {
    let rules = json!({
        "$defs": {
            "list": {"$id": "http://toys/lists/any", "items": {"$dynamicRef": "#item"}, "$defs": {"any": {"$dynamicAnchor": "item"}}},
            "texts": {"$id": "http://toys/lists/texts", "$ref": "./any", "$defs": {"text": {"$dynamicAnchor": "item", "type": "string"}}}
        },
        "properties": {"any": {"$ref": "http://toys/lists/any"}, "texts": {"$ref": "http://toys/lists/texts"}}
    });
    table(
        &rules,
        &[json!({"any": [1, ""], "texts": [""]})],
        &[(
            json!({"any": [1], "texts": [1]}),
            "/texts/0",
            "type",
            "item 1 of texts must be text, but it is the number 1",
        )],
    );
}

fn garage() -> serde_json::Value {
    json!({
        "$defs": {
            "Car": {"required": ["wheels"], "properties": {"kind": true, "wheels": {"type": "integer"}}},
            "Boat": {"required": ["sails"], "properties": {"kind": true, "sails": {"type": "integer"}}}
        },
        "oneOf": [{"$ref": "#/$defs/Car"}, {"$ref": "#/$defs/Boat"}, {"title": "A stone", "type": "null"}],
        "discriminator": {"propertyName": "kind", "mapping": {"ship": "#/$defs/Boat"}}
    })
}

#[test]
fn a_discriminator_may_name_a_schema_of_the_components() {
    let document = json!({"components": {"schemas": {
        "Any": {
            "oneOf": [{"$ref": "#/components/schemas/Car"}, {"$ref": "#/components/schemas/Bus"}],
            "discriminator": {"propertyName": "kind", "mapping": {"c": "Car", "d": "#/components/schemas/Car"}}
        },
        "Car": {"required": ["wheels"]},
        "Bus": false
    }}});
    let any = Schema::compile(&document, "/components/schemas/Any").unwrap();
    for (kind, says) in
        [("c", "Car is meant"), ("d", "Car is meant"), ("Bus", "Bus is meant"), ("Car", "must be")]
    {
        let message = &any.validate(&json!({"kind": kind}))[0].message;
        assert!(message.contains(says), "{message}");
    }
}

#[test]
fn alternatives_say_which_is_meant_or_nearest() {
    let mut rules = garage();
    let none = "the value must fit exactly one of 3 descriptions, but it fits none";
    let bad = |value, hint: &str| (value, "", "oneOf", format!("{none}; {hint}"));
    let cases = [
        bad(
            json!({"kind": "Car", "sails": "a"}),
            "its kind is \"Car\", so Car is meant, which says: wheels is missing",
        ),
        bad(json!({"kind": "ship"}), "its kind is \"ship\", so Boat is meant, which says: sails is missing"),
        bad(
            json!({"kind": "bus"}),
            "kind, which says which one is meant, must be \"ship\" or \"Car\", but it is text: \"bus\"",
        ),
        bad(json!({}), "kind, which says which one is meant, is missing: it must be \"ship\" or \"Car\""),
    ];
    for (value, pointer, keyword, message) in &cases {
        table(&rules, &[], &[(value.clone(), pointer, keyword, message)]);
    }
    // Which one is meant does not settle what fits (OpenAPI 3.1 §4.8.25): it is a hint.
    table(
        &rules,
        &[json!({"kind": "bus", "wheels": 1})],
        &[(
            json!({"wheels": 1, "sails": 1}),
            "",
            "oneOf",
            "the value must fit exactly one of 3 descriptions, but it fits 2 of them (Car and Boat)",
        )],
    );
    rules.as_object_mut().unwrap().remove("discriminator");
    table(
        &rules,
        &[],
        &[(
            json!({"wheels": "four", "sails": "two"}),
            "",
            "oneOf",
            &format!(
                "{none}; the closest of them, Car, says: wheels must be a whole number, but it is text: \"four\""
            ),
        )],
    );
}

#[test]
fn a_violation_says_where_its_rule_stands() {
    let rules = json!({
        "$defs": {"name": {"type": "string", "minLength": 1}, "a/b": false},
        "required": ["id"],
        "properties": {"name": {"$ref": "#/$defs/name"}, "x": {"$ref": "#/$defs/a~1b"}},
        "additionalProperties": false
    });
    expect_test::expect![[r#"
         by required at /required: id is missing [a property called id | an object with 3 properties]
        /name by minLength at /$defs/name/minLength: name must have at least 1 character, but it has 0 [at least 1 character | 0 characters]
        /x by false at /$defs/a~1b: x must not be there [nothing at all | the number 1]
        /y by additionalProperties at /additionalProperties: y is not a property of this object; it may have name or x [name or x | a property called y]
    "#]].assert_eq(&told(&rules, &json!({"name": "", "x": 1, "y": 2})));
}

#[test]
fn what_goes_one_way_only_may_be_missing_the_other_way() {
    let rules = schema(&json!({
        "$defs": {"id": {"readOnly": true}},
        "allOf": [{"properties": {"id": {"$ref": "#/$defs/id"}, "code": {"writeOnly": true}}}],
        "required": ["id", "code", "name"],
        "properties": {"owner": {"properties": {"id": {"readOnly": true}}, "required": ["id"]}}
    }));
    let missing = |value: serde_json::Value, direction| {
        let violations = rules.validate_for(&value, direction);
        violations.into_iter().map(|violation| violation.message).collect::<Vec<_>>()
    };
    let all = ["id is missing", "code is missing", "name is missing"];
    assert_eq!(missing(json!({}), Direction::Neither), all);
    assert_eq!(missing(json!({}), Direction::Request), all[1..]);
    assert_eq!(missing(json!({}), Direction::Response), [all[0], all[2]]);
    let whole = json!({"name": 1, "code": 1, "owner": {}});
    assert_eq!(missing(whole.clone(), Direction::Request), [""; 0]);
    assert_eq!(missing(whole, Direction::Response), ["id is missing", "id is missing from owner"]);
}

fn lines(account: &Account) -> String {
    let line = |check: &super::Check| format!("{} · {} · {check}\n", check.pointer, check.schema_pointer);
    account.checks.iter().map(line).collect::<String>() + &format!("{} left out", account.left_out)
}

#[test]
fn an_account_tells_every_check_in_order() {
    let rules = schema(&json!({
        "type": "object",
        "required": ["name", "kind"],
        "properties": {
            "name": {"$ref": "#/$defs/name"},
            "wheels": {"type": "integer", "minimum": 0, "format": "int32", "maxLength": 3},
            "tags": {"items": {"enum": ["new", "old"]}, "uniqueItems": true},
            "owner": {"anyOf": [{"type": "string"}, {"type": "null"}], "not": {"const": ""}}
        },
        "if": {"properties": {"kind": {"const": "car"}}},
        "then": {"required": ["wheels"]},
        "additionalProperties": false,
        "$defs": {"name": {"type": "string", "minLength": 1, "pattern": "^[a-z]"}}
    }));
    let value = json!({"name": "Car", "wheels": -1, "tags": ["new", "odd"], "owner": null, "color": "red"});
    let account = rules.explain(&value, Direction::Neither, 30);
    assert_eq!(account.violations, rules.validate(&value));
    expect_test::expect![[r#"
         · /type · holds: the value, an object
         · /required · broken: the value, properties called name and kind
        /name · /$defs/name/type · holds: name, text
        /name · /$defs/name/minLength · holds: name, at least 1 character
        /name · /$defs/name/pattern · broken: name, text that matches ^[a-z]
        /wheels · /properties/wheels/type · holds: wheels, a whole number
        /wheels · /properties/wheels/minimum · broken: wheels, 0 or more
        /wheels · /properties/wheels/format · holds: wheels, a whole number from -2147483648 to 2147483647
        /tags/0 · /properties/tags/items/enum · holds: item 1 of tags, "new" or "old"
        /tags/1 · /properties/tags/items/enum · broken: item 2 of tags, "new" or "old"
        /tags · /properties/tags/uniqueItems · holds: tags, a list without repeats
        /owner · /properties/owner/anyOf · holds: owner, a value that fits at least one of 2 descriptions
        /owner · /properties/owner/not · holds: owner, something that does not fit the schema under "not"
         · /additionalProperties · broken: the value, no properties but those described
         · /if · chosen: the value, the condition holds, so "then" applies
         · /then/required · holds: the value, a property called wheels
        0 left out"#]]
    .assert_eq(&lines(&account));
}

#[test]
fn an_account_is_bounded_but_keeps_what_is_broken() {
    let rules = schema(&json!({"items": {"type": "integer"}}));
    let mut items = vec![json!(1); 50];
    items.push(json!("a"));
    let account = rules.explain(&serde_json::Value::Array(items), Direction::Neither, 3);
    assert_eq!(
        account.checks.iter().map(|check| check.outcome).collect::<Vec<_>>(),
        [Outcome::Holds, Outcome::Holds, Outcome::Holds, Outcome::Broken]
    );
    assert_eq!((account.checks[3].pointer.as_str(), account.left_out), ("/50", 47));
}

#[test]
fn a_lenient_compiler_lists_what_is_wrong_and_keeps_the_rest() {
    let rules = json!({
        "type": "object",
        "minProperties": "one",
        "required": [1],
        "properties": {
            "a": 5,
            "b": {"$ref": "#/nowhere"},
            "c": {"$ref": "other.json"},
            "d": {"pattern": "(", "type": "string"},
            "e": {"$ref": "#/$defs/e/allOf/0"},
            "f": {"oneOf": [{"$ref": "#/properties/d"}], "discriminator": {"mapping": {}}},
            "g": {"oneOf": [true], "discriminator": {"propertyName": "a", "mapping": {"b": "Nowhere"}}},
            "i": {"$ref": "#/$defs/e"},
            "h": {"nullable": true, "type": ["string", "number"], "const": 1}
        },
        "$defs": {"e": {"allOf": [{"$ref": "#/$defs/e"}, {"type": "null"}]}}
    });
    let compiled = Schema::compile_leniently(&rules, "");
    let listed: String = compiled
        .unsupported()
        .iter()
        .map(|one| format!("{} {}: {}\n", one.pointer, one.keyword, one.why))
        .collect();
    expect_test::expect![[r##"
         minProperties: it must be a whole number, 0 or more
         required: it must be a list of property names
        /properties/a : a schema is an object, true or false
        /properties/b $ref: "#/nowhere" leads nowhere; this document has nothing there
        /properties/c $ref: "other.json" leads out of this document; only "#/…" can be followed
        /properties/d pattern: it is no regular expression: a "(" is not closed
        /properties/f discriminator: it needs a propertyName, which is text
        /properties/g discriminator: "Nowhere" leads to no schema in this document
        /properties/h nullable: it is not a keyword known here
        /$defs/e/allOf/0 $ref: this schema refers back to itself without going into the value, so checking it would never end
    "##]].assert_eq(&listed);
    assert_eq!(compiled.validate(&json!({"a": 1, "b": 2, "c": 3, "e": null, "h": 1})), []);
    assert_eq!(compiled.validate(&json!(1))[0].keyword, "type");
    assert_eq!(compiled.validate(&json!({"d": 1, "i": 1})).len(), 2);
    assert_eq!(Schema::compile_leniently(&rules, "/nothing/here").unsupported().len(), 1);
}
