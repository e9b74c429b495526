//! Documents that are broken, huge or malicious: bounded time, a clear report, and never a panic.

use std::{fmt::Write as _, time::Instant};

use serde_json::{Value, json};
use toyshelf::{
    api::import::{Finding, Severity, example_request, import},
    http::Request,
    server::dispatch,
    world::World,
};

use super::{Served, check_trace, status};

fn refused(text: &str) -> Finding {
    match import(text, 1) {
        Ok(imported) => panic!("imported: {:#?}", imported.report),
        Err(mut findings) => findings.remove(0),
    }
}

/// A document with these paths and schemas.
#[allow(clippy::needless_pass_by_value)]
fn with(paths: Value, schemas: Value) -> String {
    json!({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths, "components": {"schemas": schemas}})
        .to_string()
}

fn gives(schema: &Value) -> Value {
    json!({"responses": {"200": {"description": "d", "content": {"application/json": {"schema": schema}}}}})
}

/// Asks for everything that a document tells of; only that nothing panics and every trace is whole.
fn ask_all(text: &str) {
    let Ok(imported) = import(text, 1) else { return };
    let world = World::imported(&imported, "/api");
    for route in imported.api.routes().iter().take(40) {
        for operation in &route.operations {
            let request = example_request(&imported.api, &imported.seed, route, operation, "/api");
            let (_, exchange) = dispatch(&world, request);
            check_trace(&exchange);
        }
    }
}

#[test]
fn what_cannot_be_served_at_all_says_why_and_where() {
    let cases = [
        ("swagger: '2.0'\ninfo: {}\npaths: {}\n", "swagger", Some(1)),
        ("{\"swagger\": \"2.0\"}", "swagger", Some(1)),
        ("info: {}\nopenapi: 4.0.0\npaths: {}\n", "version", Some(2)),
        ("info: {}\n", "version", None),
        ("openapi: 3.1.0\ninfo: {}\n", "no-paths", None),
        ("openapi: 3.1.0\npaths: []\n", "no-paths", Some(2)),
        ("openapi: 3.1\npaths: {}\n", "no-paths", Some(2)),
        ("just words", "not-openapi", None),
        ("[1, 2]", "not-openapi", None),
        ("", "empty", None),
        ("a: [1, 2\nb: 3", "syntax", Some(2)),
        ("{\"a\": tru", "syntax", Some(1)),
    ];
    for (text, kind, line) in cases {
        let finding = refused(text);
        assert_eq!((finding.kind, finding.severity), (kind, Severity::Broken), "{text}: {finding}");
        if line.is_some() {
            assert_eq!(finding.line, line, "{text}: {finding}");
        }
        assert!(finding.sentence.ends_with('.') && finding.sentence.len() > 30, "{finding}");
    }
}

#[test]
fn what_is_broken_is_told_and_the_rest_is_served() {
    let text = with(
        json!({
            "/good": {"get": gives(&json!({"type": "object"}))},
            "/a": 5, "/b": {"get": "x"}, "/c": {"get": {"parameters": [{"in": "query"}, 7, {"name": "n", "in": "shoe"}]}},
            "/d/{x}": {"get": gives(&json!({"$ref": "#/nowhere"}))},
            "/d/{y}": {"get": gives(&json!({}))},
            "/e": {"get": gives(&json!({"$ref": "https://example.com/x.json"}))},
            "/f": {"post": {"requestBody": {"$ref": "#/components/requestBodies/None"}, "responses": {"200": {"description": ""}}}},
            "/g{h}": {"get": gives(&json!({}))},
            "/i": {"get": {"operationId": "same", "responses": {}}, "put": {"operationId": "same"}},
            "/j": {"get": {"responses": {"200": {"content": {"not a media type": {}}}}}},
            "/k": {"$ref": "./paths/k.yaml"}, "/l": {"trace": {}, "unknown": 1, "head": {}},
            "no-slash": {}, "/m": {"get": {"responses": []}}, "/n": {"get": {"responses": {"200": 3, "oops": null}}},
            "/o": {"get": {"parameters": {"a": 1}, "requestBody": [], "responses": {"200": {"content": []}}}},
        }),
        json!({"A": {"type": "strange"}, "B": {"allOf": [{"$ref": "#/components/schemas/B"}]}}),
    );
    let mut served = Served::new(&text);
    let kinds = served.kinds();
    for kind in [
        "wrong-type",
        "parameter",
        "broken-reference",
        "ambiguous-path",
        "external-reference",
        "path",
        "duplicate-operation-id",
        "responses",
        "operation",
        "method",
        "unknown-field",
        "schema",
    ] {
        assert!(kinds.contains(&kind), "{kind} is missing in {:#?}", served.imported.report);
    }
    assert_eq!(status(&served.get("/api/good")), 200);
    assert!(served.imported.report.iter().all(|finding| !finding.sentence.is_empty()));
    ask_all(&text);
}

#[test]
fn schemas_without_end_come_to_an_end() {
    let node = json!({"type": "object", "required": ["id", "next"], "properties": {
        "id": {"type": "string"}, "next": {"$ref": "#/components/schemas/Node"},
        "many": {"type": "array", "minItems": 9, "items": {"$ref": "#/components/schemas/Node"}}}});
    let mut any = json!({"type": "integer"});
    for _ in 0..40 {
        any = json!({"anyOf": [any.clone(), {"type": "string"}]});
    }
    let mut doubling = serde_json::Map::new();
    for level in 0..60 {
        let next = format!("#/components/schemas/L{}", level + 1);
        let both = json!({"type": "object", "properties": {"a": {"$ref": next}, "b": {"$ref": next}}, "required": ["a", "b"]});
        doubling.insert(format!("L{level}"), both);
    }
    doubling.insert("L60".into(), json!({"type": "string"}));
    doubling.insert("Node".into(), node);
    doubling.insert("Any".into(), any);
    let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    let text = with(
        json!({
            "/nodes": {"get": gives(&json!({"type": "array", "items": reference("Node")})), "post": gives(&reference("Node"))},
            "/nodes/{id}": {"get": gives(&reference("Node"))},
            "/double": {"get": gives(&reference("L0"))}, "/any": {"get": gives(&reference("Any"))},
        }),
        Value::Object(doubling),
    );
    let began = Instant::now();
    let served = Served::new(&text);
    assert!(served.kinds().contains(&"seed"), "{:#?}", served.imported.report);
    ask_all(&text);
    assert!(began.elapsed().as_secs() < 30, "{:?}", began.elapsed());
}

#[test]
fn deep_nesting_is_refused_or_served_but_never_overflows() {
    let mut schema = json!({"type": "string"});
    for _ in 0..40 {
        schema = json!({"type": "object", "properties": {"x": schema}, "required": ["x"]});
    }
    ask_all(&with(json!({"/deep": {"get": gives(&schema)}}), json!({})));
    let deep = format!("openapi: 3.1.0\npaths: {}{}\n", "[".repeat(5000), "]".repeat(5000));
    assert!(matches!(refused(&deep).kind, "syntax" | "too-deep"));
    let deep = format!("{{\"openapi\":\"3.1.0\",\"paths\":{}{}}}", "[".repeat(5000), "]".repeat(5000));
    assert!(matches!(refused(&deep).kind, "syntax" | "too-deep"));
}

/// A document with so many operations, on nested collections.
fn huge(resources: usize) -> String {
    let mut text = String::from("openapi: 3.0.3\ninfo: {title: Huge, version: '1'}\npaths:\n");
    for number in 0..resources {
        let thing = format!("{{$ref: '#/components/schemas/Thing{number}'}}");
        let one =
            format!("{{'200': {{description: d, content: {{application/json: {{schema: {thing}}}}}}}}}");
        let many = format!(
            "{{'200': {{description: d, content: {{application/json: {{schema: {{type: array, items: {thing}}}}}}}}}}}"
        );
        let body = format!("{{content: {{application/json: {{schema: {thing}}}}}}}");
        let _ = write!(
            text,
            "  /things{number}:\n    get: {{responses: {many}}}\n    post: {{requestBody: {body}, responses: {one}}}\n  \
             /things{number}/{{id}}:\n    get: {{responses: {one}}}\n    put: {{requestBody: {body}, responses: {one}}}\n    \
             delete: {{responses: {{'204': {{description: d}}}}}}\n"
        );
    }
    text.push_str("components:\n  schemas:\n");
    for number in 0..resources {
        let other = (number + 1) % resources;
        let _ = writeln!(
            text,
            "    Thing{number}: {{type: object, properties: {{id: {{type: integer}}, name: {{type: string}}, other: {{$ref: '#/components/schemas/Thing{other}'}}}}}}"
        );
    }
    text
}

#[test]
fn five_thousand_operations_are_served_in_near_linear_time() {
    let time = |resources: usize| {
        let text = huge(resources);
        let began = Instant::now();
        let imported = import(&text, 1).unwrap();
        (began.elapsed(), imported)
    };
    let (small, _) = time(100);
    let (mut large, imported) = time(1000);
    // Ten times the document; a square would take a hundred times as long. On a busy machine the best of a few counts.
    for _ in 0..3 {
        if large >= small * 60 {
            large = time(1000).0;
        }
    }
    let operations: usize = imported.api.routes().iter().map(|route| route.operations.len()).sum();
    assert!(operations >= 5000, "{operations}");
    assert!(large < small * 60, "{small:?} for 500 operations, {large:?} for 5,000");
    let world = World::imported(&imported, "/api");
    let (_, read) = dispatch(&world, Request::new("GET", "/api/things999"));
    assert_eq!(status(&read), 200);
    let (_, none) = dispatch(&world, Request::new("GET", "/api/nowhere"));
    assert!(none.response.content.len() < 5000, "a refusal does not list thousands of paths");
}

#[test]
fn wide_schemas_and_many_broken_ones_take_bounded_time() {
    let names: Vec<String> = (0..5_000).map(|number| format!("field{number}")).collect();
    let properties: serde_json::Map<String, Value> =
        names.iter().map(|name| (name.clone(), json!({"type": "string", "enum": names[..50]}))).collect();
    let mut schemas = serde_json::Map::new();
    schemas.insert("Wide".into(), json!({"type": "object", "required": names, "properties": properties}));
    schemas.insert("Words".into(), json!({"enum": names}));
    for number in 0..1000 {
        schemas.insert(format!("Bad{number}"), json!({"type": "strange", "minLength": -1, "required": "x"}));
    }
    let text = with(
        json!({"/wide": {"get": gives(&json!({"$ref": "#/components/schemas/Wide"}))},
            "/words": {"get": gives(&json!({"$ref": "#/components/schemas/Words"}))}}),
        Value::Object(schemas),
    );
    let began = Instant::now();
    let served = Served::new(&text);
    assert!(served.kinds().contains(&"schema"));
    ask_all(&text);
    assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
}

/// A row of numbers that its seed alone decides (xorshift).
struct Throw(u64);

impl Throw {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end.max(1) as u64).unwrap()
    }
}

/// Puts something else at a place somewhere in a document.
fn disturb(value: &mut Value, throw: &mut Throw) {
    let mut at = value;
    for _ in 0..throw.below(12) {
        let size = at.as_object().map_or_else(|| at.as_array().map_or(0, Vec::len), serde_json::Map::len);
        if size == 0 {
            break;
        }
        let index = throw.below(size);
        at = match at {
            Value::Object(map) => map.values_mut().nth(index).unwrap(),
            Value::Array(items) => &mut items[index],
            other => other,
        };
    }
    match at {
        Value::Object(map) if throw.below(2) == 0 && !map.is_empty() => {
            let key = map.keys().nth(throw.below(map.len())).unwrap().clone();
            match throw.below(3) {
                0 => {
                    map.remove(&key);
                }
                1 => {
                    let value = map.remove(&key).unwrap();
                    let names = [
                        "$ref",
                        "allOf",
                        "items",
                        "parameters",
                        "schema",
                        "/{x}",
                        "get",
                        "x-toyshelf-resources",
                    ];
                    map.insert(names[throw.below(8)].into(), value);
                }
                _ => {
                    map.insert(key, strange(throw));
                }
            }
        }
        other => *other = strange(throw),
    }
}

fn strange(throw: &mut Throw) -> Value {
    let all = [
        json!(null),
        json!(true),
        json!(-1),
        json!(1e300),
        json!(""),
        json!("#"),
        json!("#/"),
        json!("#/paths"),
        json!([]),
        json!({}),
        json!({"$ref": "#"}),
        json!({"$ref": "#/components/schemas"}),
        json!([{"$ref": "#/paths"}]),
        json!("\u{0}ü/~"),
        json!({"type": ["object", "array"], "properties": {"": {}}}),
        json!({"allOf": [{"$ref": "#"}]}),
        json!(9_007_199_254_740_993_u64),
        json!({"type": "string", "pattern": "(((a*)*)*)*$", "minLength": 1_000_000}),
        json!({"minItems": 1_000_000_000, "type": "array"}),
        json!({"in": "path", "name": ""}),
        json!("{x}"),
        json!({"default": {"content": {"application/json": {"schema": {"$ref": "#"}}}}}),
    ];
    all[throw.below(all.len())].clone()
}

#[test]
fn documents_disturbed_at_random_never_panic() {
    let fixtures = [
        include_str!("../openapi/animal-shop.yaml"),
        include_str!("../openapi/rail.yaml"),
        include_str!("../openapi/gallery.json"),
        include_str!("../openapi/tasks.yaml"),
    ];
    // More, and others, with TOYSHELF_ROUNDS=1000.
    let rounds = std::env::var("TOYSHELF_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(60);
    let mut throw = Throw(0x5eed + rounds);
    for text in fixtures {
        // A document that was served, so that the extensions are there to be disturbed as well.
        let whole = import(text, 1).unwrap().api.document().clone();
        for round in 0..rounds {
            let mut document = whole.clone();
            for _ in 0..=throw.below(6) {
                disturb(&mut document, &mut throw);
            }
            let text = document.to_string();
            let imported = import(&text, 1);
            let size = imported.as_ref().map_or(0, |imported| {
                let seed: usize = imported.seed.iter().flat_map(|seeded| &seeded.items).count();
                assert!(imported.report.len() < 2000);
                seed
            });
            assert!(size <= 4000, "round {round}: {size} items");
            ask_all(&text);
        }
        // What was saved may be disturbed as well: it comes back, or says why not, and is then served.
        let saved = World::imported(&import(text, 1).unwrap(), "/api").save();
        for _ in 0..40 {
            let mut saved = saved.clone();
            for _ in 0..=throw.below(4) {
                disturb(&mut saved, &mut throw);
            }
            let Ok(world) = World::restore(&saved, "/api") else { continue };
            for target in
                ["/api/", "/api/openapi.json", "/api/animals", "/api/stops", "/api/artists/", "/api/tasks"]
            {
                let (world, exchange) = dispatch(&world, Request::new("GET", target));
                check_trace(&exchange);
                let (_, exchange) =
                    dispatch(&world, Request::new("POST", target).json(r#"{"name":"A","data":{}}"#));
                check_trace(&exchange);
            }
        }
        // And the text itself: bytes taken out, doubled and swapped.
        for _ in 0..rounds {
            let mut bytes: Vec<char> = text.chars().collect();
            for _ in 0..=throw.below(8) {
                if bytes.is_empty() {
                    break;
                }
                let at = throw.below(bytes.len());
                match throw.below(4) {
                    0 => {
                        bytes.remove(at);
                    }
                    1 => {
                        bytes[at] = ['{', '}', '[', ']', ':', '-', '&', '*', '\t', '\u{fffd}', '!', '|']
                            [throw.below(12)];
                    }
                    2 => {
                        let end = (at + throw.below(200)).min(bytes.len());
                        let copy: Vec<char> = bytes[at..end].to_vec();
                        bytes.splice(at..at, copy);
                    }
                    _ => bytes.truncate(at.max(1)),
                }
            }
            ask_all(&bytes.into_iter().collect::<String>());
        }
    }
}
