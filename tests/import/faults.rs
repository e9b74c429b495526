//! Faults that documents of others showed, each in a small document of our own.

use serde_json::{Value, json};
use toyshelf::{
    api::import::{example_request, import},
    http::{Method, Request},
};

use super::{Served, body, check_trace, status, walk};

/// A document with these paths and schemas.
fn document(paths: &Value, schemas: &Value) -> Served {
    let document = json!({
        "openapi": "3.1.0", "info": {"title": "T", "version": "1"},
        "paths": paths, "components": {"schemas": schemas},
    });
    Served::new(&document.to_string())
}

fn gives(schema: &Value) -> Value {
    json!({"responses": {"200": {"description": "It.", "content": {"application/json": {"schema": schema}}}}})
}

fn takes(schema: &Value, status: &str) -> Value {
    let shown = json!({"application/json": {"schema": schema}});
    json!({"requestBody": {"content": shown}, "responses": {status: {"description": "It.", "content": shown}}})
}

/// Walks through all of it, and finds nothing wrong.
fn walks(served: &Served) {
    let walked = walk::walk(&served.imported);
    assert!(walked.wrong.is_empty() && walked.unmade.is_empty(), "{:#?} {:#?}", walked.wrong, walked.unmade);
}

#[test]
fn ids_are_such_as_may_stand_in_the_path() {
    let order = json!({"$ref": "#/components/schemas/Order"});
    let served = document(
        &json!({
            "/orders": {"get": gives(&json!({"type": "array", "items": order})), "post": takes(&order, "201")},
            "/orders/{id}": {
                "parameters": [{"name": "id", "in": "path", "required": true,
                    "schema": {"type": "integer", "minimum": 1, "maximum": 10}}],
                "get": gives(&order),
            },
            // Nothing that is shown holds this id.
            "/parcels": {"get": gives(&json!({"type": "array", "items": {"$ref": "#/components/schemas/Parcel"}}))},
            "/parcels/{key}": {
                "parameters": [{"name": "key", "in": "path", "required": true,
                    "schema": {"type": "string", "format": "uuid"}}],
                "get": gives(&json!({"$ref": "#/components/schemas/Parcel"})),
            },
            // These are of a length.
            "/tickets": {"get": gives(&json!({"type": "array", "items": {"$ref": "#/components/schemas/Ticket"}})),
                "post": takes(&json!({"$ref": "#/components/schemas/Ticket"}), "201")},
            "/tickets/{id}": {"get": gives(&json!({"$ref": "#/components/schemas/Ticket"}))},
            // There are two of these, and no more.
            "/top/{kind}": {
                "parameters": [{"name": "kind", "in": "path", "required": true, "schema": {"enum": ["songs", "bands"]}}],
                "get": gives(&json!({"$ref": "#/components/schemas/Parcel"})),
                "delete": {"responses": {"204": {"description": "Gone."}}},
            },
        }),
        &json!({
            "Order": {"type": "object", "properties": {"id": {"type": "integer"}, "what": {"type": "string"}},
                "examples": [{"id": 4711, "what": "kite"}]},
            "Ticket": {"type": "object", "required": ["id"], "properties": {
                "id": {"type": "string", "minLength": 26, "maxLength": 26, "readOnly": true}}},
            "Parcel": {"type": "object", "properties": {"weight": {"type": "number"}}},
        }),
    );
    walks(&served);
    for seeded in &served.imported.seed {
        assert!(!seeded.items.is_empty(), "{}", seeded.collection);
    }
    let top = served.imported.seed.iter().find(|seeded| seeded.collection == "/top").unwrap();
    let mut ids: Vec<_> = top.items.iter().map(|(id, _)| id.as_str()).collect();
    ids.sort_unstable();
    assert_eq!(ids, ["bands", "songs"]);
    // An id that nothing could be found by is not taken over.
    let mut served = served;
    let made = served.send(Request::new("POST", "/api/orders").json(r#"{"id":90,"what":"duck"}"#));
    assert_eq!(status(&made), 201, "{}", made.response.text());
    let place = made.response.field("location").unwrap().to_owned();
    assert_eq!(status(&served.get(&place)), 200, "{place}");
}

#[test]
fn one_of_a_few_words_is_no_id_of_what_is_stored() {
    let served = document(
        &json!({
            "/templates": {"get": gives(&json!({"type": "array", "items": {"$ref": "#/components/schemas/Template"}}))},
            "/templates/{id}": {"get": gives(&json!({"$ref": "#/components/schemas/Template"}))},
            "/templates/{scope}/defaults": {
                "parameters": [{"name": "scope", "in": "path", "required": true,
                    "schema": {"type": "string", "enum": ["global", "own"]}}],
                "post": takes(&json!({"$ref": "#/components/schemas/Template"}), "200"),
            },
        }),
        &json!({"Template": {"type": "object", "properties": {"id": {"type": "string"}}}}),
    );
    walks(&served);
    let mut served = served;
    let target = "/api/templates/own/defaults";
    assert_eq!(status(&served.send(Request::new("POST", target).json("{}"))), 200);
}

#[test]
fn an_example_that_breaks_its_schema_is_mended_and_told() {
    let kite = json!({"$ref": "#/components/schemas/Kite"});
    let served = document(
        &json!({
            "/kites": {"get": gives(&json!({"type": "array", "items": kite})), "post": takes(&kite, "201")},
            "/price": {"get": {"responses": {"200": {"description": "d", "content": {"application/json": {
                "schema": {"type": "object", "required": ["price"], "properties": {"price": {"type": "number"}}},
                "example": {"price": "12.50"},
            }}}}}},
        }),
        &json!({"Kite": {
            "type": "object", "required": ["id", "tail"],
            "properties": {"id": {"type": "string"}, "tail": {"type": "number"}, "owner": {"type": "string"}},
            "examples": [{"id": "red", "tail": "long", "owner": null}],
        }}),
    );
    walks(&served);
    assert!(served.finding("seed").sentence.contains("breaks this schema"), "{}", served.finding("seed"));
    let mut served = served;
    let kites = body(&served.get("/api/kites"));
    assert!(kites[0]["id"] == "red" && kites[0]["tail"].is_number(), "{kites}");
    let price = served.get("/api/price");
    assert!(body(&price)["price"].is_number());
    let told = &price.trace.steps.last().unwrap().because;
    assert!(told.contains("breaks its schema"), "{told}");
}

#[test]
fn json_written_down_as_text_is_what_it_says() {
    let note = json!({"$ref": "#/components/schemas/Note"});
    let example = r#"{"text": "Hello."}"#;
    let content = json!({"application/json": {"schema": note, "example": example}});
    let served = document(
        &json!({
            "/say": {"post": {
                "requestBody": {"content": content},
                "responses": {"200": {"description": "d", "content": content}},
            }},
        }),
        &json!({"Note": {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}}}),
    );
    walks(&served);
    let route = served.imported.api.routes().iter().find(|route| route.template.text() == "/say").unwrap();
    let operation = route.operation(&Method::POST).unwrap();
    let request = example_request(&served.imported.api, &served.imported.seed, route, operation, "/api");
    assert_eq!(serde_json::from_slice::<Value>(&request.content).unwrap(), json!({"text": "Hello."}));
    let mut served = served;
    assert_eq!(body(&served.send(request)), json!({"text": "Hello."}));
}

#[test]
fn a_choice_is_made_such_that_its_own_word_for_it_is_kept() {
    let choice = json!({"oneOf": [{"$ref": "#/components/schemas/CatForm"}, {"$ref": "#/components/schemas/DogForm"}],
        "discriminator": {"propertyName": "kind"}});
    let of = |kind: &str, own: &str| {
        json!({"type": "object", "required": ["kind", own],
            "properties": {"kind": {"type": "string", "enum": [kind]}, own: {"type": "string"}}})
    };
    let served = document(
        &json!({"/adopt": {"post": takes(&choice, "200")}}),
        &json!({"CatForm": of("cat", "purr"), "DogForm": of("dog", "bark")}),
    );
    walks(&served);
}

#[test]
fn a_list_of_one_is_that_one() {
    let all = json!({"$ref": "#/components/schemas/Accounts"});
    let mut served = document(
        &json!({
            "/accounts": {"get": gives(&all), "post": takes(&all, "200")},
            "/accounts/{AccountID}": {"get": gives(&all), "post": takes(&all, "200")},
        }),
        &json!({
            "Account": {"type": "object", "properties": {
                "AccountID": {"type": "string", "format": "uuid"}, "Name": {"type": "string"}}},
            "Accounts": {"type": "object", "properties": {
                "Accounts": {"type": "array", "items": {"$ref": "#/components/schemas/Account"}}}},
        }),
    );
    walks(&served);
    let made =
        served.send(Request::new("POST", "/api/accounts").json(r#"{"Accounts":[{"Name":"Savings"}]}"#));
    check_trace(&made);
    assert_eq!((status(&made), &body(&made)["Accounts"][0]["Name"]), (200, &json!("Savings")));
    let place = format!("/api/accounts/{}", body(&made)["Accounts"][0]["AccountID"].as_str().unwrap());
    let named = r#"{"Accounts":[{"Name":"Holiday"}]}"#;
    assert_eq!(status(&served.send(Request::new("POST", &place).json(named))), 200);
    let read = body(&served.get(&place));
    assert_eq!(
        (read["Accounts"].as_array().unwrap().len(), &read["Accounts"][0]["Name"]),
        (1, &json!("Holiday"))
    );
}

#[test]
fn many_at_once_are_not_stored_as_one() {
    let levels = json!({"type": "array", "items": {"$ref": "#/components/schemas/Level"}});
    let served = document(
        &json!({"/levels": {"get": gives(&levels), "post": takes(&levels, "201"), "put": takes(&levels, "200")}}),
        &json!({"Level": {"type": "object", "properties": {"name": {"type": "string"}}}}),
    );
    walks(&served);
    let mut served = served;
    let made = served.send(Request::new("POST", "/api/levels").json(r#"[{"name":"a"},{"name":"b"}]"#));
    assert_eq!(status(&made), 201);
}

#[test]
fn what_a_pattern_rules_out_beside_what_it_asks_for_keeps_nothing_from_being_made() {
    let name =
        json!({"type": "string", "pattern": "^(?![0-9a-f]{8}-[0-9a-f]{4})(?=.*[a-z])[a-z][a-z0-9-]*$"});
    let thing = json!({"type": "object", "required": ["name"], "properties": {"name": name}});
    let served = document(
        &json!({"/things": {"get": gives(&json!({"type": "array", "items": thing})), "post": takes(&thing, "201")}}),
        &json!({}),
    );
    walks(&served);
}

#[test]
fn the_last_word_of_a_name_is_no_id() {
    let net = json!({"$ref": "#/components/schemas/Net"});
    let served = document(
        &json!({
            "/outer-nets": {"get": gives(&json!({"type": "array", "items": net}))},
            "/outer-nets/{outer_net}": {"get": gives(&net)},
        }),
        &json!({"Net": {"type": "object", "required": ["net", "id"], "properties": {
            "net": {"type": "string", "pattern": "^10\\.[0-9]{1,2}$"}, "id": {"type": "string", "format": "uuid"}}}}),
    );
    walks(&served);
    let kept = served.imported.api.resources()[0].kept.as_ref().unwrap();
    assert_eq!(kept.id, Some(("id".into(), false)));
}

#[test]
fn one_that_is_described_otherwise_in_a_list_is_shown_so_there() {
    let of = |kinds: &[&str]| {
        json!({"type": "object", "required": ["id", "kind"],
            "properties": {"id": {"type": "string"}, "kind": {"type": "string", "enum": kinds}, "name": {"type": "string"}}})
    };
    let (short, whole) = (of(&["addon_reference"]), of(&["addon"]));
    let served = document(
        &json!({
            "/addons": {"get": gives(&json!({"type": "array", "items": {"$ref": "#/components/schemas/Short"}})),
                "post": takes(&json!({"$ref": "#/components/schemas/Whole"}), "201")},
            "/addons/{id}": {"get": gives(&json!({"$ref": "#/components/schemas/Whole"}))},
        }),
        &json!({"Short": short, "Whole": whole}),
    );
    walks(&served);
    let mut served = served;
    let made = served
        .send(Request::new("POST", "/api/addons").json(r#"{"id":"clock","kind":"addon","name":"Clock"}"#));
    let place = made.response.field("location").unwrap().to_owned();
    let all = body(&served.get("/api/addons"));
    let last = all.as_array().unwrap().last().unwrap();
    assert_eq!((&last["name"], &last["kind"]), (&json!("Clock"), &json!("addon_reference")));
    assert_eq!(body(&served.get(&place))["kind"], "addon");
}

#[test]
fn two_ways_to_say_who_one_is_in_one_field_are_said_at_once() {
    let served = Served::new(
        &json!({
            "openapi": "3.1.0", "info": {"title": "T", "version": "1"},
            "security": [{"key": [], "token": []}],
            "paths": {"/things": {"get": {"responses": {"204": {"description": "Nothing."}}}}},
            "components": {"securitySchemes": {
                "key": {"type": "apiKey", "in": "header", "name": "Authorization"},
                "token": {"type": "http", "scheme": "bearer"},
            }},
        })
        .to_string(),
    );
    walks(&served);
}

#[test]
fn of_two_paths_alike_the_first_is_what_is_stored() {
    let file = json!({"$ref": "#/components/schemas/File"});
    let served = document(
        &json!({
            "/files": {"get": gives(&json!({"type": "array", "items": file}))},
            "/files/{fileId}": {"get": gives(&file)},
            "/files/{folderId}": {"post": takes(&file, "200")},
            "/files/{fileId}/links": {"get": gives(&json!({"type": "array", "items": file}))},
        }),
        &json!({"File": {"type": "object", "properties": {"id": {"type": "string"}, "folderId": {"type": "string"}}}}),
    );
    walks(&served);
    assert_eq!(served.imported.api.resources().len(), 2);
}

#[test]
fn where_no_success_is_described_that_is_told() {
    let served = document(
        &json!({"/teapots": {"get": {"responses": {"418": {"description": "A teapot."}}}}}),
        &json!({}),
    );
    assert_eq!(served.finding("success").pointer, "/paths/~1teapots/get/responses");
    walks(&served);
}

#[test]
fn a_patch_in_operations_is_suggested_that_can_be_done() {
    let kite = json!({"$ref": "#/components/schemas/Kite"});
    let operations = json!({"type": "array", "items": {"type": "object", "required": ["op", "path"],
        "properties": {"op": {"type": "string"}, "path": {"type": "string"}}}});
    let served = document(
        &json!({
            "/kites": {"get": gives(&json!({"type": "array", "items": kite}))},
            "/kites/{id}": {
                "get": gives(&kite),
                "patch": {
                    "requestBody": {"content": {"application/json-patch+json": {"schema": operations}}},
                    "responses": {"200": {"description": "d", "content": {"application/json": {"schema": kite}}}},
                },
            },
        }),
        &json!({"Kite": {"type": "object", "properties": {"id": {"type": "string"}, "a/b": {"type": "string"}}}}),
    );
    walks(&served);
    let route =
        served.imported.api.routes().iter().find(|route| route.template.text() == "/kites/{id}").unwrap();
    let operation = route.operation(&Method::PATCH).unwrap();
    let request = example_request(&served.imported.api, &served.imported.seed, route, operation, "/api");
    let sent: Value = serde_json::from_slice(&request.content).unwrap();
    assert_eq!((&sent[0]["op"], &sent[0]["path"]), (&json!("replace"), &json!("/a~1b")));
}

#[test]
fn the_same_document_gives_the_same_answers() {
    let text = include_str!("../openapi/club.yaml");
    let worlds = [1, 1].map(|seed| Served {
        imported: import(text, seed).unwrap(),
        world: toyshelf::world::World::imported(&import(text, seed).unwrap(), "/api"),
    });
    let answers = worlds.map(|mut served| {
        let mut seen = Vec::new();
        for target in ["/api/me", "/api/locker", "/api/users/1/profile", "/api/users/5/profile"] {
            seen.push(served.get(target).response.content);
        }
        seen
    });
    assert_eq!(answers[0], answers[1]);
}
