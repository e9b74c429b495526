use super::*;
use crate::api::import::steps;

fn normalised(mut document: Value) -> (Value, Vec<&'static str>) {
    let mut report = Report::default();
    steps::all(normalise(&mut document, &mut report, &Steps::default()));
    let found = report.finish(&super::super::read::Places::default());
    (document, found.iter().map(|finding| finding.kind).collect())
}

#[test]
fn schemas_of_3_0_become_those_of_3_1() {
    let (document, _) = normalised(json!({"openapi": "3.0.3", "paths": {}, "components": {"schemas": {
        "A": {"type": "string", "nullable": true, "enum": ["x"], "example": "x"},
        "B": {"type": "integer", "minimum": 3, "exclusiveMinimum": true, "maximum": 9, "exclusiveMaximum": false},
        "C": {"nullable": true, "allOf": [{"$ref": "#/components/schemas/A"}]},
        "D": {"properties": {"a": {"$ref": "#/components/schemas/A", "nullable": true, "description": "d"},
            "example": {"type": "string", "example": {"example": 1}}}},
    }}}));
    assert_eq!(
        document["components"]["schemas"],
        json!({
            "A": {"type": ["string", "null"], "enum": ["x", null], "examples": ["x"]},
            "B": {"type": "integer", "exclusiveMinimum": 3, "maximum": 9},
            "C": {"anyOf": [{"allOf": [{"$ref": "#/components/schemas/A"}]}, {"type": "null"}]},
            "D": {"properties": {"a": {"$ref": "#/components/schemas/A", "description": "d"},
                "example": {"type": "string", "examples": [{"example": 1}]}}},
        })
    );
    assert_eq!(document["openapi"], "3.1.0");
    assert!(document.get("x-toyshelf-all").is_none());
}

#[test]
fn references_that_cannot_be_followed_are_told_and_taken_out() {
    let (document, kinds) = normalised(json!({"openapi": "3.1.0", "components": {"schemas": {
        "A": {"$ref": "other.yaml#/A"}, "B": {"$ref": "#/nowhere"}, "C": {"$ref": "#/components/schemas/D"},
        "D": {"$ref": "#/components/schemas/C"}, "E": {"properties": {"$ref": {"type": "string"}}},
        "F": {"$ref": 5}, "G": {"enum": [{"$ref": "data"}]},
    }}}));
    assert_eq!(document["components"]["schemas"]["A"], json!({}));
    assert_eq!(document["components"]["schemas"]["G"]["enum"][0]["$ref"], "data");
    let count = |kind: &str| kinds.iter().filter(|other| **other == kind).count();
    assert_eq!(count("external-reference"), 1);
    assert_eq!(count("broken-reference"), 2);
    assert!(count("circular-reference") >= 1);
    assert_eq!(count("schema"), 0, "{kinds:?}");
}

#[test]
fn what_is_no_schema_is_left_out_and_the_rest_is_kept() {
    let (document, kinds) = normalised(json!({"openapi": "3.1.0", "components": {"schemas": {
        "A": {"type": "int", "minimum": 3}, "B": 5, "C": {"properties": {"x": "text", "y": {"type": "string"}}},
        "D": {"allOf": [{"$ref": "#/components/schemas/D"}]}, "E": {"required": true, "properties": []},
    }}}));
    assert_eq!(document["components"]["schemas"]["A"], json!({"minimum": 3}));
    assert_eq!(document["components"]["schemas"]["C"]["properties"], json!({"y": {"type": "string"}}));
    assert!(kinds.iter().filter(|kind| **kind == "schema").count() >= 5, "{kinds:?}");
}
