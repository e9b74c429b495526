//! A document that says who may ask is served so: credentials of the right form let a request in, and no other do.

use serde_json::json;
use toyshelf::{
    api::import::example_request,
    http::Request,
    server::{Answer, decisions},
    world::World,
};

use super::{Served, body, check_trace, documents::try_all, status};

fn document() -> String {
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Boats", "version": "1"},
        "security": [{"token": []}],
        "components": {
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "password": {"type": "http", "scheme": "basic"},
                "field": {"type": "apiKey", "in": "header", "name": "X-Key"},
                "query": {"type": "apiKey", "in": "query", "name": "key"},
                "cookie": {"type": "apiKey", "in": "cookie", "name": "session"},
                "oauth": {"type": "oauth2", "flows": {}},
                "broken": {"type": "apiKey"},
                "elsewhere": {"$ref": "#/components/securitySchemes/field"},
            },
            "schemas": {"Boat": {"type": "object", "required": ["name"], "properties": {
                "id": {"type": "string", "readOnly": true}, "name": {"type": "string", "example": "Kestrel"}}}},
            "responses": {"Boat": {"description": "A boat.", "content": {
                "application/json": {"schema": {"$ref": "#/components/schemas/Boat"}}}}},
        },
        "paths": {
            "/boats": {
                "get": {"security": [], "responses": {"200": {"description": "All.", "content": {
                    "application/json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Boat"}}}}}}},
                "post": {
                    "requestBody": {"required": true, "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Boat"}}}},
                    "responses": {"201": {"$ref": "#/components/responses/Boat"}},
                },
            },
            "/boats/{boat}": {
                "parameters": [{"name": "boat", "in": "path", "required": true, "schema": {"type": "string"}}],
                "get": {"security": [{"query": []}], "responses": {
                    "200": {"$ref": "#/components/responses/Boat"}, "410": {"description": "It sank."}}},
                "patch": {
                    "security": [{"cookie": [], "field": []}],
                    "requestBody": {"content": {
                        "application/merge-patch+json": {"schema": {"$ref": "#/components/schemas/Boat"}}}},
                    "responses": {"200": {"$ref": "#/components/responses/Boat"}},
                },
                "put": {
                    "security": [{"password": []}],
                    "requestBody": {"content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Boat"}}}},
                    "responses": {"200": {"$ref": "#/components/responses/Boat"}},
                },
                "delete": {"security": [{"oauth": ["sink"]}, {"elsewhere": []}],
                    "responses": {"204": {"description": "Gone."}}},
            },
            "/odd": {"get": {"security": [{"nobody": []}], "responses": {"204": {"description": "Nothing."}}}},
            "/open": {"get": {"security": [{"broken": []}], "responses": {"204": {"description": "Nothing."}}}},
        },
    })
    .to_string()
}

#[test]
fn the_example_of_each_operation_has_credentials_that_let_it_in() {
    let (served, wrong) = try_all(&document());
    assert!(wrong.is_empty(), "{wrong:#?}");
    let api = &served.imported.api;
    let asks = |request: &Request| {
        request.target_text().contains("key=")
            || ["authorization", "x-key", "cookie"].iter().any(|name| request.field(name).is_some())
    };
    for route in api.routes() {
        for operation in &route.operations {
            let request = example_request(api, &served.imported.seed, route, operation, "/api");
            let may_be_seen = !route.template.text().starts_with("/o");
            assert_eq!(asks(&request), may_be_seen && !operation.security.is_empty(), "{}", operation.id);
        }
    }
}

#[test]
fn without_credentials_nobody_is_let_in_and_the_trace_keeps_secrets() {
    let mut served = Served::new(&document());
    let boat = format!("/api/boats/{}", served.imported.seed[0].items[0].0);
    assert_eq!(status(&served.get("/api/boats")), 200, "its own empty list opens it");
    let named = json!({"name": "Tern"}).to_string();
    let refused = [
        Request::new("POST", "/api/boats").json(named.clone()),
        Request::new("GET", &boat),
        Request::new("GET", format!("{boat}?key=")),
        Request::new("PATCH", &boat).with("Cookie", "session=a"),
        Request::new("PUT", &boat).with("Authorization", "Bearer a").json(named.clone()),
        Request::new("DELETE", &boat),
    ];
    for request in refused {
        let told = format!("{} {}", request.method_text(), request.target_text());
        let exchange = served.send(request);
        assert_eq!(status(&exchange), 401, "{told}: {}", exchange.response.text());
        assert!(exchange.response.field("www-authenticate").is_some(), "{told}");
        assert_eq!(exchange.trace.steps.last().unwrap().decision.id, "who");
        check_trace(&exchange);
    }
    let read = served.get(&format!("{boat}?key=hush-hush"));
    assert_eq!(status(&read), 200);
    let seen = read.trace.steps.iter().flat_map(|step| &step.evidence);
    let shown: Vec<_> = seen.map(|evidence| evidence.value.as_str()).collect();
    assert!(!shown.iter().any(|value| value.contains("hush-hush")), "{shown:?}");
    let parameters = read.trace.steps.iter().find(|step| step.decision.id == "parameters-fit").unwrap();
    assert!(!parameters.because.contains("does not name"), "{}", parameters.because);
}

#[test]
fn what_is_broken_in_it_is_told_and_the_rest_is_served() {
    let mut served = Served::new(&document());
    let told: Vec<_> = served.imported.report.iter().map(|finding| finding.pointer.as_str()).collect();
    assert!(told.contains(&"/components/securitySchemes/broken"), "{told:?}");
    assert!(told.contains(&"/paths/~1odd/get/security/0"), "{told:?}");
    assert_eq!(status(&served.get("/api/odd")), 204);
    assert_eq!(status(&served.get("/api/open")), 204);
}

#[test]
fn every_step_comes_in_its_order_and_wishes_that_it_has_no_answer_for_change_nothing() {
    let mut served = Served::new(&document());
    let boat = format!("/api/boats/{}", served.imported.seed[0].items[0].0);
    let patch = Request::new("PATCH", &boat)
        .with("Cookie", "session=a")
        .with("X-Key", "b")
        .with("Prefer", "return=minimal, handling=strict, unheard-of")
        .with("Idempotency-Key", "no quotes")
        .with("Content-Type", "application/merge-patch+json")
        .content(r#"{"name":"Tern"}"#);
    for request in [patch, Request::new("GET", "/api/boats")] {
        let exchange = served.send(request);
        assert_eq!(status(&exchange), 200, "{}", exchange.response.text());
        check_trace(&exchange);
        let asked: Vec<_> = exchange.trace.steps.iter().map(|step| step.decision.id).collect();
        assert_eq!(asked, decisions().map(|decision| decision.id).collect::<Vec<_>>());
        for step in &exchange.trace.steps {
            assert!(!step.because.contains("Not asked yet"), "{}", step.decision.id);
            let is_wish = step.decision.id == "preference" && exchange.request.field("Prefer").is_some();
            if is_wish {
                assert_eq!(step.answer, Answer::No, "{}", step.because);
            } else if ["preference", "idempotency-key-given", "idempotency-key"].contains(&step.decision.id) {
                assert_eq!(step.answer, Answer::NotAsked);
            }
        }
        assert!(exchange.response.field("preference-applied").is_none());
    }
    assert_eq!(body(&served.get(&format!("{boat}?key=a")))["name"], "Tern");
}

#[test]
fn what_was_taken_away_is_gone_where_the_document_says_so() {
    let mut served = Served::new(&document());
    let boat = format!("/api/boats/{}", served.imported.seed[0].items[0].0);
    let delete = |served: &mut Served| {
        status(&served.send(Request::new("DELETE", &boat).with("Authorization", "Bearer a")))
    };
    assert_eq!(delete(&mut served), 204);
    let gone = served.get(&format!("{boat}?key=a"));
    assert_eq!((status(&gone), gone.trace.steps.last().unwrap().decision.id), (410, "here-before"));
    check_trace(&gone);
    assert_eq!(delete(&mut served), 404, "its DELETE describes no 410");
    let never = served.get("/api/boats/never?key=a");
    assert_eq!(status(&never), 404);
    check_trace(&never);
}

#[test]
fn an_answer_may_go_as_gzip_with_a_tag_of_its_own() {
    let mut served = Served::new(&document());
    let plain = served.get("/api/boats");
    let only = |name: &str| Request::new("GET", "/api/boats").with("Accept-Encoding", name);
    let packed = served.send(only("gzip, identity;q=0"));
    assert_eq!((status(&packed), packed.response.field("content-encoding")), (200, Some("gzip")));
    let unpacked = toyshelf::http::coding::gunzip(&packed.response.content, 1 << 20).unwrap();
    assert_eq!(unpacked, plain.response.content);
    let tag = packed.response.field("etag").unwrap().to_owned();
    assert_ne!(Some(tag.as_str()), plain.response.field("etag"));
    assert_eq!(status(&served.send(only("gzip, identity;q=0").with("If-None-Match", tag))), 304);
    assert_eq!(status(&served.send(only("br, identity;q=0"))), 406);
}

#[test]
fn a_world_of_it_comes_back_with_its_rules() {
    let served = Served::new(&document());
    let back = World::restore(&served.world.save(), "/api").unwrap();
    assert_eq!(back.save(), served.world.save());
    assert_eq!(back.api().schemes(), served.world.api().schemes());
    assert!(World::restore_toy_library(&served.world.save(), "/api").is_err());
}
