//! What a person meets who tries an imported API.

use serde_json::{Value, json};
use toyshelf::{http::Request, server::Source, world::World};

use super::{Served, body, check_trace, status};

fn shop() -> Served {
    Served::new(include_str!("../openapi/animal-shop.yaml"))
}

fn rail() -> Served {
    Served::new(include_str!("../openapi/rail.yaml"))
}

#[test]
fn what_is_added_changed_and_taken_away_is_stored() {
    let mut shop = shop();
    let before = body(&shop.get("/api/animals")).as_array().unwrap().len();
    let made = shop.send(Request::new("POST", "/api/animals").json(r#"{"name":"Momo","species":"cat"}"#));
    assert_eq!(status(&made), 201, "{}", made.response.text());
    let place = made.response.field("location").unwrap().to_owned();
    let animal = body(&made);
    assert!(animal["id"].is_i64(), "{animal}");
    assert_eq!(place, format!("/api/animals/{}", animal["id"]));
    assert_eq!(body(&shop.get(&place)), animal);
    assert!(animal.get("_links").is_none(), "nothing that the document does not name");
    assert_eq!(body(&shop.get("/api/animals")).as_array().unwrap().len(), before + 1);

    let put = shop.send(Request::new("PUT", &place).json(r#"{"name":"Mo","weight":4.5}"#));
    assert_eq!((status(&put), body(&put)["name"].as_str()), (200, Some("Mo")));
    assert_eq!(body(&put)["id"], animal["id"], "the server alone writes it");
    assert!(body(&put).get("species").is_none(), "a replacement replaces");

    let patch = Request::new("PATCH", &place).with("Content-Type", "application/merge-patch+json");
    let patched = shop.send(patch.content(r#"{"species":"dog","weight":null}"#));
    assert_eq!(status(&patched), 200, "{}", patched.response.text());
    let now = body(&shop.get(&place));
    assert_eq!((now["name"].as_str(), now["species"].as_str()), (Some("Mo"), Some("dog")));
    assert!(now.get("weight").is_none());

    let gone = shop.send(Request::new("DELETE", &place).with("X-Reason", "moved out"));
    assert_eq!((status(&gone), gone.response.content.len()), (204, 0));
    let missing = shop.get(&place);
    assert!(matches!(status(&missing), 404 | 410));
    check_trace(&missing);
}

#[test]
fn an_answer_is_what_its_document_says_and_the_trace_says_where() {
    let mut shop = shop();
    let list = shop.get("/api/animals");
    assert!(body(&list).is_array());
    let inventory = shop.get("/api/inventory");
    assert_eq!(status(&inventory), 200);
    assert!(body(&inventory).as_object().unwrap().values().all(Value::is_i64));
    let login = shop.send(Request::new("POST", "/api/login").json(r#"{"name":"mia","password":"x"}"#));
    assert_eq!(body(&login), json!({"token": "abc-123"}));
    let step = login.trace.steps.iter().find(|step| step.decision.id == "do").unwrap();
    assert!(step.because.starts_with("Nothing"), "{}", step.because);
    let answer = login.trace.steps.last().unwrap();
    assert!(answer.evidence.iter().any(|evidence| matches!(&evidence.source,
        Source::Description(pointer) if pointer.starts_with("/paths/~1login/post/responses/200"))));

    let owner = shop.imported.seed.iter().find(|seeded| seeded.collection == "/owners").unwrap();
    let target = format!("/api/owners/{}", owner.items[0].0);
    let owner = body(&shop.get(&target));
    assert!(owner["email"].as_str().unwrap().contains('@') && owner.get("secret").is_none(), "{owner}");
}

#[test]
fn parameters_are_held_to_their_schemas() {
    let mut shop = shop();
    let cases = [
        ("GET", "/api/animals?limit=abc", "limit"),
        ("GET", "/api/animals?limit=0", "limit"),
        ("GET", "/api/animals?tags=calm,loud", "tags"),
        ("GET", "/api/animals?species=cow", "species"),
        ("GET", "/api/animals/one", "animalId"),
        ("GET", "/api/animals/search", "q"),
        ("GET", "/api/animals/search?q=a", "q"),
        ("DELETE", "/api/animals/1", "X-Reason"),
    ];
    for (method, target, name) in cases {
        let exchange = shop.send(Request::new(method, target));
        assert_eq!(status(&exchange), 400, "{method} {target}: {}", exchange.response.text());
        let problem = body(&exchange);
        assert_eq!(problem["parameter"], name);
        assert!(problem["detail"].as_str().unwrap().contains(name), "{problem}");
        assert_eq!(exchange.trace.steps.last().unwrap().decision.id, "parameters-fit");
        check_trace(&exchange);
    }
    for target in [
        "/api/animals?limit=2&tags=calm,small",
        "/api/animals?tags=",
        "/api/animals?unknown=1",
        "/api/animals/search?q=ab",
    ] {
        assert_eq!(status(&shop.get(target)), 200, "{target}");
    }
    assert_eq!(body(&shop.get("/api/animals?limit=2")).as_array().unwrap().len(), 2);
    let cats = body(&shop.get("/api/animals?species=cat"));
    assert!(cats.as_array().unwrap().iter().all(|animal| animal["species"] == "cat"));
}

#[test]
fn content_is_held_to_its_schema() {
    let mut shop = shop();
    let wrong = shop.send(Request::new("POST", "/api/animals").json(r#"{"species":"cow","weight":0}"#));
    assert_eq!(status(&wrong), 422);
    let problem = body(&wrong);
    let keywords: Vec<_> = problem["violations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["keyword"].as_str().unwrap())
        .collect();
    for keyword in ["required", "enum", "exclusiveMinimum"] {
        assert!(keywords.contains(&keyword), "{problem}");
    }
    assert_eq!(status(&shop.send(Request::new("POST", "/api/animals").json("{"))), 400);
    let xml = Request::new("POST", "/api/animals").with("Content-Type", "text/csv").content("a");
    assert_eq!(status(&shop.send(xml)), 415);
    let null = shop.send(Request::new("POST", "/api/animals").json(r#"{"name":"A","nickname":null}"#));
    assert_eq!(status(&null), 201, "nullable became a type: {}", null.response.text());
    let unknown = shop.send(Request::new("PUT", "/api/animals/4711").json(r#"{"name":"A"}"#));
    assert_eq!(status(&unknown), 404, "its document knows no 201 for PUT");
}

#[test]
fn methods_options_and_conditions_work_as_everywhere() {
    let mut shop = shop();
    let wrong = shop.send(Request::new("DELETE", "/api/animals"));
    assert_eq!(status(&wrong), 405);
    assert_eq!(wrong.response.field("allow"), Some("GET, HEAD, POST, PUT, OPTIONS"));
    assert_eq!(status(&shop.send(Request::new("OPTIONS", "/api/animals/1"))), 204);
    let first = shop.imported.seed[0].items[0].0.clone();
    let target = format!("/api{}/{first}", shop.imported.seed[0].collection);
    let read = shop.get(&target);
    let tag = read.response.field("etag").unwrap().to_owned();
    assert_eq!(status(&shop.send(Request::new("GET", &target).with("If-None-Match", &tag))), 304);
    let stale = Request::new("PUT", &target).with("If-Match", "\"other\"").json(r#"{"name":"A"}"#);
    assert_eq!(status(&shop.send(stale)), 412);
    let head = shop.send(Request::new("HEAD", &target));
    assert_eq!((status(&head), head.response.content.len()), (200, 0));
    assert_eq!(head.response.field("content-length"), read.response.field("content-length"));
    assert_eq!(status(&shop.send(Request::new("GET", &target).with("Accept", "image/png"))), 406);
}

#[test]
fn envelopes_say_what_is_true_of_the_list() {
    let mut rail = rail();
    let stops = body(&rail.get("/api/stops"));
    assert_eq!(stops["total"], stops["data"].as_array().unwrap().len());
    assert_eq!(stops["data"][0]["name"], "Berlin central", "examples come first");
    let german = body(&rail.get("/api/stops?country=DE"));
    assert!(german["data"].as_array().unwrap().iter().all(|stop| stop["country"] == "DE"));
    assert_eq!(german["total"], german["data"].as_array().unwrap().len());
    let page = body(&rail.get("/api/bookings?page=2&limit=2"));
    assert_eq!(page["data"].as_array().unwrap().len(), 2);
    assert_eq!(page["total"], 5);
    let all = body(&rail.get("/api/bookings"));
    assert_eq!(page["data"][0], all["data"][2]);
    let ids: Vec<_> = stops["data"].as_array().unwrap().iter().map(|stop| stop["id"].clone()).collect();
    let booking = rail.imported.seed.iter().find(|seeded| seeded.collection == "/bookings").unwrap();
    assert!(
        booking.items.iter().all(|(_, fields)| ids.contains(&fields["stopId"])),
        "bookings name real stops"
    );
}

#[test]
fn put_creates_where_the_document_says_so() {
    let mut rail = rail();
    let stop = body(&rail.get("/api/stops"))["data"][0]["id"].as_str().unwrap().to_owned();
    let target = "/api/bookings/00000000-0000-4000-8000-000000000001";
    let booking = json!({"passenger": "Zoe", "stopId": stop, "seats": ["12A"]}).to_string();
    let made = rail.send(Request::new("PUT", target).json(&booking));
    assert_eq!(
        (status(&made), made.response.field("location")),
        (201, Some(target)),
        "{}",
        made.response.text()
    );
    let read = rail.get(target);
    assert_eq!(read.response.field("content-type"), Some("application/hal+json"));
    assert_eq!(body(&read)["id"], "00000000-0000-4000-8000-000000000001");
    assert_eq!(status(&rail.send(Request::new("PUT", target).json(&booking))), 200);
}

#[test]
fn a_put_at_the_collection_means_the_one_that_its_content_names() {
    let mut shop = shop();
    let before = body(&shop.get("/api/animals"));
    let id = before[0]["id"].clone();
    let put =
        shop.send(Request::new("PUT", "/api/animals").json(json!({"id": id, "name": "Renamed"}).to_string()));
    assert_eq!((status(&put), &body(&put)["id"]), (200, &id), "{}", put.response.text());
    let after = body(&shop.get("/api/animals"));
    assert_eq!(after[0]["name"], "Renamed");
    assert_eq!(after.as_array().unwrap().len(), before.as_array().unwrap().len());
}

#[test]
fn an_action_below_an_item_wants_the_item_to_be_there() {
    let mut rail = rail();
    let booking =
        rail.imported.seed.iter().find(|seeded| seeded.collection == "/bookings").unwrap().items[0].0.clone();
    let pay = r#"{"amount":12.5,"source":{"kind":"card","number":"4111111111111111"}}"#;
    let paid = rail.send(Request::new("POST", format!("/api/bookings/{booking}/payment")).json(pay));
    assert_eq!(status(&paid), 202, "{}", paid.response.text());
    let none = "/api/bookings/00000000-0000-4000-8000-00000000000f/payment";
    assert_eq!(status(&rail.send(Request::new("POST", none).json(pay))), 404);
    let wrong = r#"{"amount":12.3,"source":{"kind":"card","number":"4111111111111111"}}"#;
    let target = format!("/api/bookings/{booking}/payment");
    assert_eq!(status(&rail.send(Request::new("POST", target).json(wrong))), 422);
}

#[test]
fn nested_paths_with_a_slash_at_their_end_are_served() {
    let mut gallery = Served::new(include_str!("../openapi/gallery.json"));
    let artists = body(&gallery.get("/api/artists/"));
    assert_eq!(artists["count"], artists["results"].as_array().unwrap().len());
    assert_eq!(body(&gallery.get("/api/artists")), artists, "with or without it");
    let slug = artists["results"][0]["slug"].as_str().unwrap().to_owned();
    let works = format!("/api/artists/{slug}/works/");
    let made = gallery.send(Request::new("POST", &works).json(r#"{"title":"Blue boat"}"#));
    assert_eq!(status(&made), 201, "{}", made.response.text());
    assert_eq!(body(&made)["slug"], slug.as_str(), "whose it is comes from the path");
    let place = made.response.field("location").unwrap().to_owned();
    assert_eq!(body(&gallery.get(&place))["title"], "Blue boat");
    let patched = gallery.send(Request::new("PATCH", &place).json(r#"{"note":"dry"}"#));
    assert_eq!((status(&patched), body(&patched)["title"].as_str()), (200, Some("Blue boat")));
    assert_eq!(status(&gallery.send(Request::new("PATCH", &place).json(r#"{"title":"x"}"#))), 422);
    let removed = gallery.send(Request::new("DELETE", format!("/api/artists/{slug}/")));
    assert_eq!(status(&removed), 200);
    assert!(body(&removed)["removed"].is_boolean());
    assert_eq!(status(&gallery.get(&works)), 404, "nothing is below what is gone");
}

#[test]
fn the_root_and_the_description_are_the_documents_own_or_else_ours() {
    let mut gallery = Served::new(include_str!("../openapi/gallery.json"));
    let home = gallery.get("/api/");
    assert_eq!(
        (home.response.field("content-type"), &*home.response.text()),
        (Some("text/plain"), "Welcome.")
    );
    let mut shop = shop();
    let root = body(&shop.get("/api/"));
    assert_eq!(root["_links"]["animals"], "/api/animals");
    let description = shop.get("/api/openapi.json");
    let document = body(&description);
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["info"]["title"], "Animal shop");
    for link in root["_links"].as_object().unwrap().values() {
        let target = link.as_str().unwrap();
        assert!(matches!(status(&shop.get(target)), 200 | 400 | 405), "{target}");
    }
}

#[test]
fn what_stands_in_a_member_is_sent_and_shown_there() {
    let mut tasks = Served::new(include_str!("../openapi/tasks.yaml"));
    let made =
        tasks.send(Request::new("POST", "/api/tasks").json(r#"{"data":{"name":"Sweep","assignee":"777"}}"#));
    assert_eq!(status(&made), 201, "{}", made.response.text());
    let task = body(&made)["data"].clone();
    assert_eq!(
        (task["name"].as_str(), task["assignee"]["gid"].as_str()),
        (Some("Sweep"), Some("777")),
        "{task}"
    );
    let place = made.response.field("location").unwrap().to_owned();
    let put = tasks.send(Request::new("PUT", &place).json(r#"{"data":{"name":"Mop"}}"#));
    assert_eq!(body(&put)["data"]["name"], "Mop");
    assert_eq!(body(&tasks.get(&place))["data"]["name"], "Mop");
    assert!(body(&tasks.get("/api/tasks"))["data"].as_array().unwrap().len() > 1);
}

#[test]
fn two_ids_in_a_row_and_parameters_of_other_names_are_one_thing() {
    let text = r##"{"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {
        "/repos/{owner}/{repo}": {
            "parameters": [
                {"name": "owner", "in": "path", "required": true, "schema": {"type": "string"}, "example": "octo"},
                {"name": "repo", "in": "path", "required": true, "schema": {"type": "string"}}
            ],
            "get": {"responses": {"200": {"description": "d", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Repo"}}}}}},
            "delete": {"responses": {"204": {"description": "d"}}}
        },
        "/repos/{account}/{name}/issues": {
            "get": {"responses": {"200": {"description": "d", "content": {"application/json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Issue"}}}}}}},
            "post": {"requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Issue"}}}}, "responses": {"201": {"description": "d"}}}
        },
        "/repos/{account}/{name}/star": {"put": {"responses": {"204": {"description": "d"}}}}
    }, "components": {"schemas": {
        "Repo": {"type": "object", "required": ["id", "name"], "properties": {"id": {"type": "integer"}, "name": {"type": "string", "examples": ["shelf"]}}},
        "Issue": {"type": "object", "properties": {"id": {"type": "integer"}, "title": {"type": "string"}}}
    }}}"##;
    let mut hub = Served::new(text);
    let repo = hub.get("/api/repos/octo/shelf");
    assert_eq!(
        (status(&repo), body(&repo)["name"].as_str()),
        (200, Some("shelf")),
        "{:?}",
        hub.imported.seed
    );
    let issues = hub.get("/api/repos/octo/shelf/issues");
    assert_eq!(status(&issues), 200);
    assert!(!body(&issues).as_array().unwrap().is_empty());
    assert_eq!(status(&hub.send(Request::new("PUT", "/api/repos/octo/shelf/star"))), 204);
    assert_eq!(status(&hub.send(Request::new("PUT", "/api/repos/octo/none/star"))), 404);
    assert_eq!(status(&hub.send(Request::new("DELETE", "/api/repos/octo/shelf"))), 204);
    assert_eq!(status(&hub.get("/api/repos/octo/shelf/issues")), 404);
}

#[test]
fn a_document_that_says_what_it_stores_is_taken_at_its_word() {
    let text = r##"{"openapi": "3.1.0", "info": {"title": "t", "version": "1"},
    "x-toyshelf-resources": [{"collection": "/lookup", "item": "/lookup/{word}", "schema": "/components/schemas/Word", "id": "text"}],
    "paths": {
        "/lookup/{word}": {"get": {"responses": {"200": {"description": "d", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Word"}}}}}}},
        "/things": {
            "get": {"x-toyshelf-serves": "example", "responses": {"200": {"description": "d", "content": {"application/json": {"example": [1, 2]}}}}},
            "post": {"responses": {"201": {"description": "d"}}}
        }
    }, "components": {"schemas": {"Word": {"type": "object", "required": ["text"], "properties": {"text": {"enum": ["ball", "kite"]}}}}}}"##;
    let mut served = Served::new(text);
    assert_eq!(served.imported.api.resources().len(), 1);
    assert_eq!(body(&served.get("/api/lookup/ball")), json!({"text": "ball"}), "{:?}", served.imported.seed);
    assert_eq!(body(&served.get("/api/things")), json!([1, 2]));
}

#[test]
fn a_saved_world_keeps_its_document() {
    let mut rail = rail();
    let stop = body(&rail.get("/api/stops"))["data"][0]["id"].as_str().unwrap().to_owned();
    let booking = json!({"passenger": "Zoe", "stopId": stop, "seats": ["12A"]}).to_string();
    let made = rail.send(Request::new("POST", "/api/bookings").json(booking));
    let place = made.response.field("location").unwrap().to_owned();
    let saved = rail.world.save();
    let text = saved.to_string();
    let back = World::restore(&serde_json::from_str(&text).unwrap(), "/api").unwrap();
    assert_eq!(back.save().to_string(), text);
    assert!(World::restore_toy_library(&saved, "/api").unwrap_err().contains("imported"));
    assert!(World::restore_toy_library(&World::toy_library("/api").save(), "/api").is_ok());
    let mut back = Served { imported: rail.imported.clone(), world: back };
    for target in [place.as_str(), "/api/stops", "/api/openapi.json"] {
        assert_eq!(back.get(target).response.content, rail.get(target).response.content, "{target}");
    }
    assert_eq!(status(&back.send(Request::new("POST", "/api/bookings").json("{}"))), 422);
}

#[test]
fn the_same_seed_gives_the_same_world() {
    let text = include_str!("../openapi/animal-shop.yaml");
    let one = toyshelf::api::import::import(text, 7).unwrap();
    let two = toyshelf::api::import::import(text, 7).unwrap();
    let other = toyshelf::api::import::import(text, 8).unwrap();
    assert_eq!(one.seed, two.seed);
    assert_ne!(one.seed, other.seed);
}

#[test]
fn what_is_not_supported_is_told_with_its_place() {
    let shop = shop();
    let xml = shop.finding("xml");
    assert_eq!(xml.pointer, "/paths/~1animals/get/responses/200/content/application~1xml");
    let line =
        include_str!("../openapi/animal-shop.yaml").lines().nth(xml.line.unwrap() as usize - 1).unwrap();
    assert!(line.contains("application/xml"), "{line}");
    assert_eq!(shop.finding("servers").pointer, "/servers");
    assert!(shop.kinds().contains(&"form") && shop.kinds().contains(&"example"));
    let rail = rail();
    for (kind, pointer) in [
        ("webhooks", "/webhooks/booked"),
        ("callbacks", "/paths/~1bookings/post/callbacks"),
        ("links", "/paths/~1bookings/post/responses/201/links"),
        ("cookie", "/paths/~1bookings~1{bookingId}~1payment/post/parameters/1"),
    ] {
        assert_eq!(rail.finding(kind).pointer, pointer);
        assert!(rail.finding(kind).line.is_some());
    }
    // As JSON the same document says the same; only the lines are others.
    let text = serde_json::to_string_pretty(rail.imported.api.document()).unwrap();
    let again = Served::new(&text);
    assert_eq!(again.finding("webhooks").pointer, "/webhooks/booked");
}

#[test]
fn content_of_any_type_is_json_here_and_patches_in_operations_are_for_patch() {
    let text = r##"{"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {
        "/notes": {
            "get": {"responses": {"200": {"description": "d", "content": {"*/*": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Note"}}}}}}},
            "post": {"requestBody": {"content": {"*/*": {"schema": {"$ref": "#/components/schemas/Note"}}}}, "responses": {"2XX": {"description": "d"}}}
        },
        "/notes/{id}": {
            "get": {"responses": {"default": {"description": "d", "content": {"*/*": {"schema": {"$ref": "#/components/schemas/Note"}}}}}},
            "put": {"requestBody": {"content": {"application/json-patch+json": {}, "application/json": {}}}, "responses": {"204": {"description": "d"}}},
            "patch": {"requestBody": {"content": {"application/json-patch+json": {}, "application/json": {}}}, "responses": {"204": {"description": "d"}}}
        }
    }, "components": {"schemas": {"Note": {"type": "object", "properties": {"id": {"type": "string"}, "text": {"type": "string"}}}}}}"##;
    let mut notes = Served::new(text);
    let told = notes.finding("json-patch");
    assert_eq!(told.severity, toyshelf::api::import::Severity::Unsupported);
    assert!(told.pointer.contains("/put/"), "{told}");
    let made = notes.send(Request::new("POST", "/api/notes").json(r#"{"text":"hello"}"#));
    assert_eq!((status(&made), made.response.content.len()), (200, 0), "{}", made.response.text());
    let place = made.response.field("location").unwrap().to_owned();
    assert_eq!(notes.get(&place).response.field("content-type"), Some("application/json"));
    let patch =
        |media: &str| Request::new("PATCH", &place).with("Content-Type", media).content(r#"{"text":"bye"}"#);
    let put = Request::new("PUT", &place).with("Content-Type", "application/json-patch+json").content("[]");
    assert_eq!(status(&notes.send(put)), 415);
    assert_eq!(
        status(&notes.send(patch("application/json-patch+json"))),
        400,
        "it is an object, not operations"
    );
    let patched = notes.send(patch("application/json"));
    assert_eq!((status(&patched), patched.response.content.len()), (204, 0));
    assert_eq!(body(&notes.get(&place))["text"], "bye");
}

#[test]
fn the_first_half_of_the_server_gives_an_imported_request_back() {
    let shop = shop();
    for request in [Request::new("GET", "/api/animals"), Request::new("POST", "/api/login").json("{}")] {
        assert_eq!(toyshelf::server::dispatch_reading(&shop.world, request.clone()).err(), Some(request));
    }
    assert!(toyshelf::server::dispatch_reading(&shop.world, Request::new("GET", "/api/")).is_ok());
}

#[test]
fn a_taken_name_is_a_conflict_and_a_taken_number_is_not() {
    let mut shop = shop();
    let animals = body(&shop.get("/api/animals"));
    let id = animals[0]["id"].clone();
    let twin = json!({"name": "Twin", "id": id}).to_string();
    let made = shop.send(Request::new("POST", "/api/animals").json(twin));
    assert_eq!(status(&made), 201);
    assert_ne!(body(&made)["id"], id, "read-only, so the server gives another");
    let text = r##"{"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {
        "/users": {"post": {"requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/User"}}}},
            "responses": {"201": {"description": "d", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/User"}}}}}}},
        "/users/{username}": {"get": {"responses": {"200": {"description": "d", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/User"}}}}}}}
    }, "components": {"schemas": {"User": {"type": "object", "required": ["username"], "properties": {"username": {"type": "string"}}}}}}"##;
    let mut users = Served::new(text);
    let mia = || Request::new("POST", "/api/users").json(r#"{"username":"mia"}"#);
    let made = users.send(mia());
    assert_eq!((status(&made), made.response.field("location")), (201, Some("/api/users/mia")));
    let again = users.send(mia());
    assert_eq!((status(&again), again.trace.steps.last().unwrap().decision.id), (409, "no-conflict"));
}

#[test]
fn extensions_that_mean_nothing_in_an_imported_api_are_told() {
    let served = Served::new(
        &json!({
            "openapi": "3.1.0", "info": {"title": "T", "version": "1"},
            "x-toyshelf-forwards": {"/a": {"to": "/b"}},
            "paths": {"/things": {"get": {
                "x-toyshelf-serves": "example", "x-toyshelf-slow": {"seconds": 3},
                "responses": {"200": {"description": "Things."}},
            }}},
        })
        .to_string(),
    );
    let told = served.imported.report.iter().filter(|finding| finding.kind == "extension");
    let places: Vec<_> = told.map(|finding| finding.pointer.as_str()).collect();
    assert_eq!(places, ["/x-toyshelf-forwards", "/paths/~1things/get/x-toyshelf-slow"]);
}
