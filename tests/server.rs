//! The server from outside: what goes in, what comes out, and what the trace says of it.

// A test that cannot go on says so by panicking.
#![allow(clippy::expect_used)]

use serde_json::{Value, json};
use toyshelf::{
    http::Request,
    server::{Answer, Block, Exchange, decisions, dispatch, dispatch_reading},
    world::World,
};

fn world() -> World {
    World::toy_library("/api").at(1_800_000_000_000)
}

fn send(world: &mut World, request: Request) -> Exchange {
    let (after, exchange) = dispatch(world, request);
    *world = after;
    exchange
}

fn ask(request: Request) -> Exchange {
    send(&mut world(), request)
}

fn body(exchange: &Exchange) -> Value {
    serde_json::from_slice(&exchange.response.content).expect("the content is JSON")
}

/// Where and with what an exchange ended: `404 at found`.
fn end(exchange: &Exchange) -> String {
    let exit = exchange.trace.exit().expect("every exchange ends somewhere");
    assert_eq!(exit.exit, Some(exchange.response.status));
    format!("{} at {}", exchange.response.status.as_u16(), exit.decision.id)
}

#[test]
fn a_toy_is_lent_and_comes_back() {
    let mut world = world();
    let lent = send(&mut world, Request::new("POST", "/api/toys/car/loans").json(r#"{"friend":"mia"}"#));
    assert_eq!(end(&lent), "201 at answer");
    let place = lent.response.field("location").expect("a Location").to_owned();
    assert_eq!(place, "/api/toys/car/loans/1");
    assert_eq!(world.shelf()[0].lent_to.as_deref(), Some("Mia"));
    assert_eq!(body(&send(&mut world, Request::new("GET", "/api/toys/car")))["available"], false);

    let again = send(&mut world, Request::new("POST", "/api/toys/car/loans").json(r#"{"friend":"tom"}"#));
    assert_eq!(end(&again), "409 at no-conflict");
    assert_eq!(end(&send(&mut world, Request::new("DELETE", "/api/toys/car"))), "409 at no-conflict");
    let card = Request::new("POST", "/api/cards").json(r#"{"friend":"tom","scopes":["friends:write"]}"#);
    let token = format!("Bearer {}", body(&send(&mut world, card))["token"].as_str().expect("a token"));
    let leave = || Request::new("DELETE", "/api/friends/mia").with("Authorization", &token);
    assert_eq!(end(&send(&mut world, leave())), "409 at no-conflict");

    assert_eq!(end(&send(&mut world, Request::new("DELETE", place))), "204 at answer");
    assert_eq!(world.shelf()[0].lent_to, None);
    assert_eq!(end(&send(&mut world, leave())), "204 at answer");
    assert_eq!(end(&send(&mut world, Request::new("DELETE", "/api/toys/car"))), "204 at answer");
}

#[test]
fn a_created_toy_lives_where_location_says() {
    let mut world = world();
    let boat = r#"{"name":"Blue boat","kind":"boat"}"#;
    let made = send(&mut world, Request::new("POST", "/api/toys").json(boat));
    assert_eq!(made.response.status, 201);
    let place = made.response.field("location").expect("a Location").to_owned();
    let read = send(&mut world, Request::new("GET", &place));
    assert_eq!(read.response.content, made.response.content);
    assert_eq!(read.response.field("etag"), made.response.field("etag"));
    assert_eq!(body(&read)["id"], "blue-boat");
    assert_eq!(body(&read)["available"], true);
    assert_eq!(body(&read)["_links"]["self"], place.as_str());

    let second = send(&mut world, Request::new("POST", "/api/toys").json(boat));
    assert_eq!(second.response.field("location"), Some("/api/toys/blue-boat-2"));
}

#[test]
fn put_creates_and_replaces_and_is_idempotent() {
    let mut world = world();
    let put = || Request::new("PUT", "/api/toys/kite").json(r#"{"name":"Kite","kind":"kite","wheels":1}"#);
    let made = send(&mut world, put());
    assert_eq!(end(&made), "201 at answer");
    assert_eq!(made.response.field("location"), Some("/api/toys/kite"));
    let before = world.find("/toys", "kite").expect("stored").etag();
    assert_eq!(end(&send(&mut world, put())), "200 at answer");
    assert_eq!(world.find("/toys", "kite").expect("stored").etag(), before);

    let less = Request::new("PUT", "/api/toys/kite").json(r#"{"name":"Kite","kind":"kite"}"#);
    let replaced = send(&mut world, less);
    assert_eq!(body(&replaced).get("wheels"), None);
    assert_eq!(
        replaced.response.field("etag"),
        None,
        "RFC 9110 §9.3.4: what was stored is not what was sent"
    );

    assert_eq!(end(&send(&mut world, Request::new("PUT", "/api/toys/a%2Fb").json("{}"))), "404 at found");
}

#[test]
fn what_a_client_got_it_can_put_back() {
    let mut world = world();
    let got = send(&mut world, Request::new("GET", "/api/toys/car"));
    let back = Request::new("PUT", "/api/toys/car").json(&got.response.content);
    let put = send(&mut world, back);
    assert_eq!(put.response.status, 200);
    assert_eq!(put.response.content, got.response.content);
    assert_eq!(put.response.field("etag"), got.response.field("etag"));
}

#[test]
fn a_patch_changes_what_it_names_and_nothing_the_server_owns() {
    let mut world = world();
    let patch = |text: &str| {
        Request::new("PATCH", "/api/toys/car")
            .with("Content-Type", "application/merge-patch+json")
            .content(text)
    };
    let patched = send(&mut world, patch(r#"{"wheels":6,"color":null,"available":true,"id":"car"}"#));
    assert_eq!(patched.response.status, 200);
    let car = body(&patched);
    assert_eq!((&car["wheels"], &car["available"], &car["id"]), (&json!(6), &json!(true), &json!("car")));
    assert_eq!(car.get("color"), None);
    assert_eq!(patched.response.field("etag"), Some("\"v2\""));

    let owned = send(&mut world, patch(r#"{"wheels":8,"available":false,"id":"x"}"#));
    assert_eq!(end(&owned), "422 at content-fits");
    assert_eq!(body(&owned)["violations"][0]["keyword"], "readOnly");
    let refused = send(&mut world, patch(r#"{"name":null}"#));
    assert_eq!(end(&refused), "422 at content-fits");
    assert_eq!(end(&send(&mut world, patch("[]"))), "422 at content-fits");
    assert_eq!(world.find("/toys", "car").expect("stored").etag().to_string(), "\"v2\"");
}

#[test]
fn head_is_get_without_the_content() {
    for path in ["/api/toys/car", "/api/toys", "/api/", "/api/openapi.json", "/api/toys/none"] {
        let (get, head) = (ask(Request::new("GET", path)), ask(Request::new("HEAD", path)));
        assert_eq!(get.response.status, head.response.status);
        assert_eq!(get.response.fields, head.response.fields);
        assert!(head.response.content.is_empty() && !get.response.content.is_empty());
    }
}

#[test]
fn a_collection_can_be_filtered_by_what_the_description_names() {
    let wooden = body(&ask(Request::new("GET", "/api/toys?madeOf=wood&available=true")));
    let items = wooden["items"].as_array().expect("items");
    assert!(!items.is_empty() && items.iter().all(|toy| toy["madeOf"] == "wood"));
    assert_eq!(wooden["total"], items.len());
    let refused = ask(Request::new("GET", "/api/toys?colour=red"));
    assert_eq!(end(&refused), "400 at query-known");
    assert_eq!(body(&refused)["parameter"], "colour");
}

/// Every status that the server gives today, with the decision it leaves at.
#[test]
fn every_exit_is_reached_where_it_should_be() {
    let toys = |method: &str| Request::new(method, "/api/toys");
    let car = |method: &str| Request::new(method, "/api/toys/car");
    let merge = |text: &str| car("PATCH").with("Content-Type", "application/merge-patch+json").content(text);
    let good = r#"{"name":"Boat","kind":"boat"}"#;
    let date = "Sat, 01 Jan 2028 00:00:00 GMT";
    let old = "Sat, 01 Jan 2000 00:00:00 GMT";
    let cases = [
        (Request::new("FROB", "/api/toys"), "501 at method-known"),
        // Methods that HTTP has, and that nothing here takes (RFC 9110 §15.5.6).
        (Request::new("QUERY", "/api/toys"), "405 at method-allowed"),
        (Request::new("TRACE", "/api/toys"), "405 at method-allowed"),
        (Request::new("CONNECT", "/api/toys"), "405 at method-allowed"),
        (Request::new("get", "/api/toys"), "501 at method-known"),
        (Request::new("", "/api/toys"), "501 at method-known"),
        (Request::new("GET", format!("/api/{}", "x".repeat(3000))), "414 at target-short"),
        (car("GET").with("X-Long", "x".repeat(20_000)), "431 at fields-small"),
        (Request::new("GET", "/api/toys/%zz"), "400 at well-formed"),
        (Request::new("GET", "/api/toys/%00"), "400 at well-formed"),
        (Request::new("GET", "/api/toys/%ff"), "400 at well-formed"),
        (Request::new("GET", "no slash"), "400 at well-formed"),
        (Request::new("GET", ""), "400 at well-formed"),
        (Request::new("GET", "/api/toys#car"), "400 at well-formed"),
        (car("GET").with("Bad Name", "1"), "400 at well-formed"),
        (car("GET").with("X-Nul", "a\0b"), "400 at well-formed"),
        (car("GET").with("Content-Length", "many"), "400 at well-formed"),
        (toys("POST").with("Content-Length", "3").json(good), "400 at well-formed"),
        (Request::new("GET", "/api/boys"), "404 at resource-known"),
        (Request::new("GET", "/elsewhere"), "404 at resource-known"),
        (Request::new("GET", "/api/toys/"), "404 at resource-known"),
        (toys("DELETE"), "405 at method-allowed"),
        (car("TRACE"), "405 at method-allowed"),
        (Request::new("GET", "*"), "405 at method-allowed"),
        (car("OPTIONS"), "204 at options"),
        (Request::new("OPTIONS", "*"), "204 at options"),
        (Request::new("GET", "/api/toys/car?x=1"), "400 at query-known"),
        (car("GET").with("Expect", "a-miracle"), "417 at expectation"),
        (toys("POST").json("x".repeat(2 << 20)), "413 at content-small"),
        (toys("POST").with("Content-Type", "text/plain").content("hi"), "415 at content-type"),
        (toys("POST").content(good), "415 at content-type"),
        (toys("POST").json(good).with("Content-Encoding", "br"), "415 at content-type"),
        (toys("POST").json(good).with("Content-Encoding", "gzip"), "400 at content-type"),
        (car("PATCH").json("{}"), "415 at content-type"),
        (car("GET").with("Accept", "image/png"), "406 at acceptable"),
        (car("GET").with("Accept", "application/json;q=0"), "406 at acceptable"),
        (Request::new("GET", "/api/toys/dragon"), "404 at found"),
        (Request::new("GET", "/api/toys/dragon/loans"), "404 at found"),
        (Request::new("GET", "/api/toys/car/loans/9"), "404 at found"),
        (Request::new("DELETE", "/api/toys/dragon").with("If-Match", "*"), "404 at found"),
        (merge("{}").with("If-Match", "\"v9\""), "412 at if-match"),
        (Request::new("PUT", "/api/toys/new").with("If-Match", "*").json(good), "412 at if-match"),
        (merge("{}").with("If-Unmodified-Since", old), "412 at if-unmodified-since"),
        (car("GET").with("If-None-Match", "W/\"v1\""), "304 at if-none-match"),
        (car("HEAD").with("If-None-Match", "*"), "304 at if-none-match"),
        (car("PUT").with("If-None-Match", "*").json(good), "412 at if-none-match"),
        (car("GET").with("If-Modified-Since", date), "304 at if-modified-since"),
        (car("GET").with("If-Modified-Since", date).with("If-None-Match", "\"v0\""), "200 at answer"),
        (car("GET").with("If-Modified-Since", "soon"), "200 at answer"),
        (merge("{}").with("If-Modified-Since", date), "200 at answer"),
        (toys("POST").with("Content-Type", "application/json"), "400 at content-parses"),
        (toys("POST"), "400 at content-parses"),
        (toys("POST").json("{\"name\":"), "400 at content-parses"),
        (toys("POST").json(b"{\"name\":\"\xff\"}"), "400 at content-parses"),
        (toys("POST").json("[".repeat(10_000)), "400 at content-parses"),
        (toys("POST").json("{}"), "422 at content-fits"),
        (toys("POST").json(r#"{"name":"x","kind":"car","wheels":"four"}"#), "422 at content-fits"),
        (Request::new("POST", "/api/toys/car/loans").json(r#"{"friend":"bob"}"#), "422 at content-fits"),
        (Request::new("POST", "/api/toys/ball/loans").json(r#"{"friend":"mia"}"#), "409 at no-conflict"),
        (car("GET"), "200 at answer"),
        (Request::new("GET", "/api"), "200 at answer"),
        (toys("POST").json(good), "201 at answer"),
        (car("DELETE"), "204 at answer"),
    ];
    for (request, expected) in cases {
        let told = request.to_text().chars().take(120).collect::<String>();
        let exchange = ask(request);
        assert_eq!(end(&exchange), expected, "\n{told}");
        check_shape(&exchange);
    }
}

/// What holds of every exchange.
fn check_shape(exchange: &Exchange) {
    let response = &exchange.response;
    let order: Vec<_> = decisions().map(|decision| decision.id).collect();
    let places: Vec<_> = exchange
        .trace
        .steps
        .iter()
        .map(|step| order.iter().position(|id| *id == step.decision.id).expect("a declared decision"))
        .collect();
    assert!(places.windows(2).all(|pair| pair[0] < pair[1]), "questions in order: {places:?}");
    assert!(exchange.trace.steps.iter().all(|step| !step.because.is_empty()));
    let (last, before) = exchange.trace.steps.split_last().expect("a step");
    assert!(last.exit.is_some() && before.iter().all(|step| step.exit.is_none()));
    assert!(
        last.decision.exits.contains(&response.status.as_u16()),
        "{} leaves with {}",
        last.decision.id,
        response.status
    );

    assert!(response.field("date").is_some() && response.field("server-timing").is_some());
    let status = response.status;
    if status.is_client_error() || status.is_server_error() {
        assert_eq!(response.field("content-type"), Some("application/problem+json"));
        if exchange.request.method.as_ref() != b"HEAD" {
            let problem = body(exchange);
            assert_eq!(problem["status"], status.as_u16());
            assert!(problem["detail"].as_str().expect("a detail").len() > 20);
            assert_eq!(problem["type"], format!("/#problem/{}", last.decision.id));
        }
    }
    match status.as_u16() {
        204 | 304 => assert!(response.content.is_empty() && response.field("content-length").is_none()),
        405 => assert!(response.field("allow").is_some()),
        406 => assert!(response.field("vary").is_some_and(|vary| vary.starts_with("Accept, "))),
        401 => assert!(response.field("www-authenticate").is_some()),
        201 => assert!(response.field("location").is_some()),
        422 => assert!(!body(exchange)["violations"].as_array().expect("violations").is_empty()),
        _ => {}
    }
    if status == 304 {
        assert!(response.field("etag").is_some() && response.field("vary").is_some());
    }
}

#[test]
fn a_malformed_body_is_told_with_line_and_column() {
    let exchange = ask(Request::new("POST", "/api/toys").json("{\n  \"name\": }"));
    let problem = body(&exchange);
    assert_eq!((&problem["line"], &problem["column"]), (&json!(2), &json!(11)));
    let exchange = ask(Request::new("POST", "/api/toys").json(b"{\n \xff}"));
    let problem = body(&exchange);
    assert_eq!((&problem["line"], &problem["column"]), (&json!(2), &json!(2)));
}

#[test]
fn each_violation_is_listed_with_pointer_keyword_and_message() {
    let exchange = ask(Request::new("POST", "/api/toys").json(r#"{"name":"","wheels":"four","wings":2}"#));
    let problem = body(&exchange);
    let mut found: Vec<_> = problem["violations"]
        .as_array()
        .expect("violations")
        .iter()
        .map(|entry| {
            format!(
                "{} {}",
                entry["pointer"].as_str().unwrap_or("?"),
                entry["keyword"].as_str().unwrap_or("?")
            )
        })
        .collect();
    found.sort();
    assert_eq!(found, [" required", "/name minLength", "/wheels type", "/wings additionalProperties"]);
}

#[test]
fn a_lost_update_is_refused() {
    let mut world = world();
    let change = |wheels: u8| {
        Request::new("PATCH", "/api/toys/car")
            .with("If-Match", "\"v1\"")
            .with("Content-Type", "application/merge-patch+json")
            .content(format!("{{\"wheels\":{wheels}}}"))
    };
    assert_eq!(end(&send(&mut world, change(5))), "200 at answer");
    assert_eq!(end(&send(&mut world, change(6))), "412 at if-match");
}

#[test]
fn a_refused_request_changes_nothing_stored() {
    let before = world();
    for request in [
        Request::new("POST", "/api/toys").json("{"),
        Request::new("DELETE", "/api/toys/ball"),
        Request::new("PUT", "/api/toys/car").with("If-None-Match", "*").json(r#"{"name":"x","kind":"y"}"#),
    ] {
        let (after, exchange) = dispatch(&before, request);
        assert!(exchange.response.status.is_client_error());
        assert_eq!(after.save()["collections"], before.save()["collections"]);
        assert_eq!(after.exchanges(), before.exchanges() + 1);
    }
}

#[test]
fn every_decision_shows_with_what_it_read() {
    let exchange = ask(Request::new("GET", "/api/toys/car"));
    let asked: Vec<_> = exchange.trace.steps.iter().map(|step| step.decision.id).collect();
    // Only an imported API is asked whether its parameters fit.
    let all = decisions().map(|decision| decision.id).filter(|id| *id != "parameters-fit");
    assert_eq!(asked, all.collect::<Vec<_>>(), "every decision shows");
    let up = &exchange.trace.steps[0];
    assert_eq!((up.answer, up.decision.block), (Answer::Yes, Block::Receive));
    assert_eq!(up.evidence[0].value, "up");
}

#[test]
fn a_base_path_of_any_depth_is_told_from_the_rest() {
    let world = World::toy_library("/my%20docs/toyshelf/api");
    let (_, inside) = dispatch(&world, Request::new("GET", "/my%20docs/toyshelf/api/toys/car"));
    assert_eq!(inside.response.status, 200);
    assert_eq!(body(&inside)["_links"]["self"], "/my%20docs/toyshelf/api/toys/car");
    let (_, outside) = dispatch(&world, Request::new("GET", "/api/toys/car"));
    assert_eq!(outside.response.status, 404);
    assert_eq!(body(&outside)["type"], "/my%20docs/toyshelf/#problem/resource-known");
}

/// Any bytes at all get an answer, and the same bytes get the same answer.
#[test]
fn dispatch_never_panics_and_is_deterministic() {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let words: [&[u8]; 24] = [
        b"GET",
        b"POST",
        b"PUT",
        b"PATCH",
        b"DELETE",
        b"HEAD",
        b"OPTIONS",
        b"/api/toys",
        b"/api/toys/car",
        b"*",
        b"/api/toys/ball/loans",
        b"If-Match",
        b"If-None-Match",
        b"If-Modified-Since",
        b"Accept",
        b"Content-Type",
        b"application/json",
        b"application/merge-patch+json",
        b"{\"name\":\"a\",\"kind\":\"b\"}",
        b"\"v1\"",
        b"\0",
        b"\xff\xfe",
        b"%zz",
        b"[[{\"a\":1e999}]]",
    ];
    let mut world = world();
    for _ in 0..4000 {
        let mut piece = || -> Vec<u8> {
            let mut bytes = words[next() as usize % words.len()].to_vec();
            if next() % 4 == 0 {
                let at = next() as usize % (bytes.len() + 1);
                bytes.insert(at, next() as u8);
            }
            bytes
        };
        let mut request = Request::new(piece(), piece());
        for _ in 0..4 {
            request = request.with(piece(), piece());
        }
        let request = request.content(piece());
        let (after, exchange) = dispatch(&world, request.clone());
        let (_, again) = dispatch(&world, request);
        assert_eq!(exchange.response.to_text(), again.response.to_text());
        check_shape(&exchange);
        world = after;
    }
}

/// A trace as text: block, decision, answer, evidence, and where it led.
fn told(exchange: &Exchange) -> String {
    let mut text = String::new();
    for step in &exchange.trace.steps {
        let evidence: Vec<_> =
            step.evidence.iter().map(|seen| format!("{}: {}", seen.source.label(), seen.value)).collect();
        let exit = step.exit.map_or_else(String::new, |status| format!(" ⇒ {}", status.as_u16()));
        text.push_str(&format!(
            "{} · {} {:?}{exit} [{}] {}\n",
            step.decision.block.name(),
            step.decision.question,
            step.answer,
            evidence.join("; "),
            step.because
        ));
    }
    text
}

#[test]
fn the_trace_of_borrowing_the_car() {
    let exchange = ask(Request::new("GET", "/api/toys/car").with("Accept", "application/json"));
    expect_test::expect![[r#"
        Receive · Is the server up? Yes [server: up] The server is up.
        Receive · Is the client within its rate limit? NotAsked [] No rate limit is set, so one may ask as often as one likes.
        Receive · Does the server know the method? Yes [method: GET] GET is one of the methods that HTTP defines.
        Receive · Is the target short enough? Yes [target: 13 bytes] 13 bytes are within 2048.
        Receive · Are the header fields small enough? Yes [header fields: 1 in 26 bytes] 26 bytes are within 16384.
        Receive · Is the message well formed? Yes [target: /api/toys/car] The target and every header field keep to HTTP's grammar.
        Route · Does any resource live at this path? Yes [target: /api/toys/car; API description /paths/~1toys~1{toy}: /toys/{toy}] It fits the path /toys/{toy}.
        Route · Is the method allowed here? Yes [method: GET; API description /paths/~1toys~1{toy}: GET, HEAD, PUT, PATCH, DELETE, OPTIONS] GET is one of GET, HEAD, PUT, PATCH, DELETE, OPTIONS.
        Route · Do they only ask what is allowed? No [method: GET] GET asks for more than that.
        Route · Does the resource take these query parameters? NotAsked [] There is no query.
        Identify · Do we know who is asking? NotAsked [] Nobody has to say who they are for this.
        Identify · May they do this? NotAsked [] Everybody may do this.
        Negotiate · Can we meet what they expect? NotAsked [] There is no Expect field.
        Negotiate · Is the content small enough? NotAsked [] There is no content.
        Negotiate · Do we read this content type and coding? NotAsked [] GET takes no content here.
        Negotiate · Can we write what they accept? Yes [Accept: application/json] application/json is among what they accept.
        Negotiate · Can we answer the way they would like? NotAsked [] There is no Prefer field.
        Negotiate · Is an Idempotency-Key given where one is needed? NotAsked [] Only POST and PATCH need a key: the other methods can be repeated as they are.
        Find · Did it stay where it was? Yes [forwarding addresses: none from here] It has not moved.
        Find · Was it here before? NotAsked [] What is here leaves no tombstone.
        Find · Is the resource there? Yes [target: id = car; stored /toys/car: version "v1"] Found “car”, version "v1".
        Precondition · Is a condition given where one is needed? NotAsked [] The API description asks for no condition here.
        Precondition · Is the stored version the one they expect? NotAsked [] There is no If-Match field.
        Precondition · Is it unchanged since the date they gave? NotAsked [] There is no If-Unmodified-Since field.
        Precondition · Is the stored version new to them? NotAsked [] There is no If-None-Match field.
        Precondition · Did it change since the date they gave? NotAsked [] There is no If-Modified-Since field.
        Precondition · May a part be sent, or must it be the whole? NotAsked [] There is no Range field: the whole is asked for.
        Content · Does the content parse? NotAsked [] GET takes no content here.
        Content · Can the patch be applied to what is stored? NotAsked [] GET takes no content here.
        Content · Does the content satisfy the schema? NotAsked [] GET takes no content here.
        Act · Is this the first time we see this Idempotency-Key? NotAsked [] A read changes nothing, so it may be done as often as they like.
        Act · Does it go together with what is stored? NotAsked [] The API description sets no condition for this.
        Act · What is to be done? Yes [method: GET] Read /toys/car.
        Respond · Can the part they ask for be sent? NotAsked [] The whole is to be sent.
        Respond · What goes back? Yes ⇒ 200 [method: GET] 200 with the representation, 235 bytes of JSON.
    "#]]
    .assert_eq(&told(&exchange));
}

#[test]
fn the_trace_of_a_stale_change() {
    let exchange = ask(Request::new("PUT", "/api/toys/car").with("If-Match", "\"v0\"").json("{}"));
    expect_test::expect![[r#"
        Receive · Is the server up? Yes [server: up] The server is up.
        Receive · Is the client within its rate limit? NotAsked [] No rate limit is set, so one may ask as often as one likes.
        Receive · Does the server know the method? Yes [method: PUT] PUT is one of the methods that HTTP defines.
        Receive · Is the target short enough? Yes [target: 13 bytes] 13 bytes are within 2048.
        Receive · Are the header fields small enough? Yes [header fields: 2 in 48 bytes] 48 bytes are within 16384.
        Receive · Is the message well formed? Yes [target: /api/toys/car] The target and every header field keep to HTTP's grammar.
        Route · Does any resource live at this path? Yes [target: /api/toys/car; API description /paths/~1toys~1{toy}: /toys/{toy}] It fits the path /toys/{toy}.
        Route · Is the method allowed here? Yes [method: PUT; API description /paths/~1toys~1{toy}: GET, HEAD, PUT, PATCH, DELETE, OPTIONS] PUT is one of GET, HEAD, PUT, PATCH, DELETE, OPTIONS.
        Route · Do they only ask what is allowed? No [method: PUT] PUT asks for more than that.
        Route · Does the resource take these query parameters? NotAsked [] There is no query.
        Identify · Do we know who is asking? NotAsked [] Nobody has to say who they are for this.
        Identify · May they do this? NotAsked [] Everybody may do this.
        Negotiate · Can we meet what they expect? NotAsked [] There is no Expect field.
        Negotiate · Is the content small enough? Yes [content: 2 bytes] 2 bytes are within 1048576.
        Negotiate · Do we read this content type and coding? Yes [Content-Type: application/json] application/json is read here.
        Negotiate · Can we write what they accept? NotAsked [] There is no Accept field, so anything will do.
        Negotiate · Can we answer the way they would like? NotAsked [] There is no Prefer field.
        Negotiate · Is an Idempotency-Key given where one is needed? NotAsked [] Only POST and PATCH need a key: the other methods can be repeated as they are.
        Find · Did it stay where it was? Yes [forwarding addresses: none from here] It has not moved.
        Find · Was it here before? NotAsked [] What is here leaves no tombstone.
        Find · Is the resource there? Yes [target: id = car; stored /toys/car: version "v1"] Found “car”, version "v1".
        Precondition · Is a condition given where one is needed? NotAsked [] The API description asks for no condition here.
        Precondition · Is the stored version the one they expect? No ⇒ 412 [If-Match: "v0"; stored /toys/car: "v1"] The stored version is "v1", and that is none of those in If-Match. Somebody may have changed it: get it again, and decide anew.
    "#]]
    .assert_eq(&told(&exchange));
}

#[test]
fn the_first_half_of_the_server_answers_reads_alike_and_gives_the_rest_back() {
    let world = World::toy_library("/api");
    for (method, target) in
        [("GET", "/api/toys/car"), ("HEAD", "/api/toys"), ("GET", "/api/no"), ("BREW", "/api")]
    {
        let (_, whole) = dispatch(&world, Request::new(method, target));
        let (_, half) = dispatch_reading(&world, Request::new(method, target)).expect("a read needs no more");
        assert_eq!(half.response.content, whole.response.content, "{method} {target}");
        assert_eq!(half.response.status, whole.response.status, "{method} {target}");
        assert_eq!(half.trace.steps.len(), whole.trace.steps.len(), "{method} {target}");
    }
    let delete = Request::new("DELETE", "/api/toys/car");
    let back = dispatch_reading(&world, delete).expect_err("a change needs the rest");
    assert_eq!(back.method.as_ref(), b"DELETE");
    let refused =
        dispatch_reading(&world, Request::new("DELETE", "/api/toys/boat")).expect("refused before that");
    assert_eq!(refused.1.response.status, 404);
}

#[test]
fn the_tags_of_the_servers_own_pages_come_from_what_they_hold() {
    let tag = |world: &World, path: &str| {
        let (_, exchange) = dispatch(world, Request::new("GET", path));
        exchange.response.field("etag").expect("a tag").to_owned()
    };
    let (here, there) = (World::toy_library("/api"), World::toy_library("/elsewhere"));
    assert_eq!(tag(&here, "/api/"), tag(&World::toy_library("/api"), "/api/"));
    assert_ne!(tag(&here, "/api/"), tag(&there, "/elsewhere/"), "their links differ");
    assert_eq!(tag(&here, "/api/openapi.json"), tag(&there, "/elsewhere/openapi.json"), "they are the same");
    assert_ne!(tag(&here, "/api/"), tag(&here, "/api/openapi.json"));
    let again = Request::new("GET", "/api/").with("If-None-Match", tag(&here, "/api/"));
    assert_eq!(dispatch(&here, again).1.response.status.as_u16(), 304);
}
