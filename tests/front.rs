//! The front of the server from outside: whether it is up, who asks, how an answer is written, who may read it.

// A test that cannot go on says so by panicking.
#![allow(clippy::expect_used)]

use serde_json::{Value, json};
use toyshelf::{
    api::Api,
    http::{Request, Response, coding},
    server::{Answer, Exchange, decisions, dispatch, dispatch_reading},
    world::{Cors, Down, Limits, Origins, RateLimit, Settings, World},
};

const NOW: u64 = 1_800_000_000_000;

fn world() -> World {
    World::toy_library("/api").at(NOW)
}

fn with(settings: Settings) -> World {
    world().with_settings(settings)
}

/// Sends a request, holds what comes back to the API description, and keeps the world that it leaves.
fn send(world: &mut World, request: Request) -> Exchange {
    let (after, exchange) = dispatch(world, request);
    hold_to_description(world, &exchange);
    *world = after;
    exchange
}

fn ask(request: Request) -> Exchange {
    send(&mut world(), request)
}

fn get(target: &str) -> Request {
    Request::new("GET", target)
}

fn body(exchange: &Exchange) -> Value {
    serde_json::from_slice(&exchange.response.content).expect("the content is JSON")
}

/// Where and with what an exchange ended: `404 at found`.
fn end(exchange: &Exchange) -> String {
    let exit = exchange.trace.exit().expect("every exchange ends somewhere");
    format!("{} at {}", exchange.response.status.as_u16(), exit.decision.id)
}

fn because<'e>(exchange: &'e Exchange, id: &str) -> &'e str {
    let step = exchange.trace.steps.iter().find(|step| step.decision.id == id).expect("the step");
    &step.because
}

/// A response with a path that the description knows has a status, a media type, header fields and a schema that the
/// description gives for it.
fn hold_to_description(world: &World, exchange: &Exchange) {
    let request = &exchange.request;
    let (method, target) = (request.method_text().to_ascii_lowercase(), request.target_text().into_owned());
    let path = target.split('?').next().unwrap_or_default();
    let Some(path) = path.strip_prefix("/api") else { return };
    let segments: Vec<String> = path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
    let Some((route, _)) = world.api().find(&segments) else { return };
    let operation = if method == "head" { "get" } else { &method };
    let document = world.api().document();
    let Some(operation) = document.pointer(&format!("{}/{operation}", route.pointer)) else { return };

    let resolve = |value: &Value| match value.get("$ref").and_then(Value::as_str) {
        Some(reference) => document.pointer(&reference[1..]).expect("the reference leads somewhere").clone(),
        None => value.clone(),
    };
    let response = &exchange.response;
    let status = response.status.as_u16();
    let told = format!("{} {target}: {status}", request.method_text());
    let described = operation.pointer(&format!("/responses/{status}"));
    let described = resolve(described.unwrap_or_else(|| panic!("{told} is not described")));
    let fields = described.get("headers").and_then(Value::as_object).cloned().unwrap_or_default();
    for (name, field) in &fields {
        if resolve(field)["required"] == true {
            assert!(response.fields.contains_key(name.as_str()), "{told} lacks {name}");
        }
    }
    let always =
        ["content-type", "content-length", "date", "server-timing", "allow", "x-content-type-options"];
    let also = ["content-security-policy", "ratelimit", "ratelimit-policy", "cache-control"];
    for name in response.fields.keys().map(toyshelf::http::HeaderName::as_str) {
        let known = fields.keys().any(|field| field.eq_ignore_ascii_case(name));
        let known =
            known || always.contains(&name) || also.contains(&name) || name.starts_with("access-control-");
        assert!(known || (name == "vary" && response.field("vary") == Some("Origin")), "{told} has {name}");
    }
    if method == "head" || response.content.is_empty() {
        return;
    }
    let plain = coding::decoded(response);
    let media = plain.field("content-type").expect("a Content-Type").split(';').next().unwrap_or_default();
    let schema = described
        .pointer(&format!("/content/{}/schema", media.replace('/', "~1")))
        .unwrap_or_else(|| panic!("{told} is not described as {media}"));
    if media.ends_with("json") {
        let whole = json!({"$ref": "#/schema", "schema": schema, "components": document["components"]});
        let validator = jsonschema::validator_for(&whole).expect("the schema compiles");
        let content: Value = serde_json::from_slice(&plain.content).expect("the content is JSON");
        let errors: Vec<_> = validator.iter_errors(&content).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{told}: {errors:?}\n{content}");
    }
}

#[test]
fn no_decision_of_the_front_is_put_off() {
    for request in [
        get("/api/toys/car"),
        get("/api/toys").with("Accept", "text/html").with("Accept-Encoding", "gzip"),
        Request::new("POST", "/api/toys").json("{}"),
        Request::new("OPTIONS", "/api/toys"),
    ] {
        let exchange = ask(request);
        for step in &exchange.trace.steps {
            let front = ["Receive", "Route", "Identify", "Negotiate"].contains(&step.decision.block.name());
            assert!(!front || !step.because.contains("Not asked yet"), "{}", step.because);
        }
    }
    let never = decisions().any(|decision| decision.exits.contains(&411));
    assert!(!never, "a request comes whole, so 411 is no exit");
}

#[test]
fn a_server_that_is_down_says_when_to_come_back() {
    let mut down = with(Settings { down: Some(Down { retry_after_s: 90 }), ..Settings::default() });
    for request in [get("/api/toys"), Request::new("BREW", "nowhere"), Request::new("OPTIONS", "*")] {
        let exchange = send(&mut down, request);
        assert_eq!(end(&exchange), "503 at up");
        assert_eq!(exchange.response.field("retry-after"), Some("90"));
        assert_eq!(exchange.response.field("cache-control"), Some("no-store"));
        assert!(body(&exchange)["detail"].as_str().expect("a detail").contains("90 seconds"));
        assert_eq!(exchange.trace.steps.len(), 1, "nothing else is asked");
    }
    assert!(dispatch_reading(&down, get("/api/toys")).is_err(), "settings are for the second half");
    let mut up = down.with_settings(Settings::default());
    assert_eq!(end(&send(&mut up, get("/api/toys"))), "200 at answer");
}

#[test]
fn a_rate_limit_counts_down_and_starts_anew() {
    let rate = Some(RateLimit { requests: 2, window_s: 60 });
    let mut world = with(Settings { rate, ..Settings::default() });
    let state = |exchange: &Exchange| exchange.response.field("ratelimit").expect("RateLimit").to_owned();

    let first = send(&mut world, get("/api/toys/car"));
    assert_eq!(first.response.field("ratelimit-policy"), Some("\"default\";q=2;w=60"));
    assert_eq!(state(&first), "\"default\";r=1;t=60");
    world = world.at(NOW + 10_500);
    // Counted, whatever it comes to.
    assert_eq!(state(&send(&mut world, get("/api/nowhere"))), "\"default\";r=0;t=50");

    let refused = send(&mut world, get("/api/toys/car"));
    assert_eq!(end(&refused), "429 at rate");
    assert_eq!(refused.response.field("retry-after"), Some("50"));
    assert_eq!(state(&refused), "\"default\";r=0;t=50");
    assert_eq!(body(&refused)["violated-policies"], json!(["default"]));

    // The count is part of the world: it comes back with it.
    let mut world = World::restore(&world.save(), "/api").expect("it was saved by this");
    assert_eq!(end(&send(&mut world, get("/api/toys/car"))), "429 at rate");
    world = world.at(NOW + 60_000);
    assert_eq!(state(&send(&mut world, get("/api/toys/car"))), "\"default\";r=1;t=60");
}

#[test]
fn limits_are_exact_and_can_be_set() {
    let limits = Limits { target: 13, fields: 20, content: 10 };
    let small = || with(Settings { limits, ..Settings::default() });
    assert_eq!(end(&send(&mut small(), get("/api/toys/car"))), "200 at answer");
    assert_eq!(end(&send(&mut small(), get("/api/toys/duck"))), "414 at target-short");
    // A name, a value, and four bytes for the colon, the space and the end of the line.
    assert_eq!(end(&send(&mut small(), get("/api/toys/car").with("x-a", "y".repeat(13)))), "200 at answer");
    let alone = send(&mut small(), get("/api/toys/car").with("a", "b").with("x-a", "y".repeat(14)));
    assert_eq!(end(&alone), "431 at fields-small");
    assert_eq!(body(&alone)["field"], "x-a");
    assert!(body(&alone)["detail"].as_str().expect("a detail").contains("“x-a” alone takes 21"));
    let many = send(&mut small(), get("/api/toys/car").with("x-a", "yyy").with("x-b", "yyyy"));
    assert!(body(&many)["detail"].as_str().expect("a detail").contains("The largest is “x-b”, with 11"));
    let large = Request::new("POST", "/api/toys").json("x".repeat(11));
    let mut roomy =
        with(Settings { limits: Limits { content: 10, ..Limits::DEFAULT }, ..Settings::default() });
    assert_eq!(end(&send(&mut roomy, large)), "413 at content-small");
}

#[test]
fn limits_set_beyond_all_measure_stay_within_what_holds() {
    let limits = Limits { target: usize::MAX, fields: usize::MAX, content: usize::MAX };
    let mut huge = with(Settings { limits, ..Settings::default() });
    // The most fields that fit into the most bytes: the shortest names there are, and no values.
    let mut request = get("/api/toys/car");
    let letters = || (b'a'..=b'z').map(char::from);
    for name in letters().flat_map(|a| letters().flat_map(move |b| letters().map(move |c| [a, b, c]))) {
        let field = String::from_iter(name);
        if request.fields.len() * 7 + 7 <= Settings::MOST.fields {
            request = request.with(field, "");
        }
    }
    assert_eq!(end(&send(&mut huge, request.clone())), "200 at answer");
    assert_eq!(end(&send(&mut huge, request.with("a", "bc"))), "431 at fields-small");
    let empty = (0..Settings::MOST.fields / 4).fold(get("/api/toys/car"), |request, _| request.with("", ""));
    assert_eq!(end(&send(&mut huge, empty)), "400 at well-formed");
}

#[test]
fn a_message_has_one_length() {
    let both = Request::new("POST", "/api/toys")
        .with("Transfer-Encoding", "chunked")
        .with("Content-Length", "2")
        .json("{}");
    let exchange = ask(both);
    assert_eq!(end(&exchange), "400 at well-formed");
    let chunked = Request::new("POST", "/api/toys").with("Transfer-Encoding", "chunked").json("{}");
    assert_eq!(end(&ask(chunked)), "422 at content-fits");
}

fn card(world: &mut World, friend: &str, scopes: &Value) -> (String, String) {
    let wanted = json!({"friend": friend, "scopes": scopes}).to_string();
    let made = send(world, Request::new("POST", "/api/cards").json(wanted));
    assert_eq!(end(&made), "201 at answer");
    assert_eq!(made.response.field("cache-control"), Some("no-store"));
    let token = body(&made)["token"].as_str().expect("a token").to_owned();
    (made.response.field("location").expect("a Location").to_owned(), token)
}

fn bearer(request: Request, token: &str) -> Request {
    request.with("Authorization", format!("Bearer {token}"))
}

#[test]
fn one_must_say_who_one_is_only_where_the_description_asks() {
    let realm = "Bearer realm=\"Toy library\"";
    let remove = || Request::new("DELETE", "/api/friends/mia");
    let mut world = world();
    let (place, token) = card(&mut world, "tom", &json!(["friends:write"]));
    let (_, plain) = card(&mut world, "tom", &json!([]));

    // RFC 6750 §3: no error code where nothing was sent.
    let scope = format!("{realm}, scope=\"friends:write\"");
    for request in [remove(), remove().with("Authorization", "Basic YTpi")] {
        let nobody = send(&mut world, request);
        assert_eq!(end(&nobody), "401 at who");
        assert_eq!(nobody.response.field("www-authenticate"), Some(scope.as_str()));
        assert!(body(&nobody)["detail"].as_str().expect("a detail").contains("POST /cards"));
    }
    for malformed in ["Bearer", "Bearer a b", "Bearer \"x\"", ""] {
        let exchange = send(&mut world, remove().with("Authorization", malformed));
        assert_eq!(end(&exchange), "400 at who", "{malformed}");
        let challenge = format!("{scope}, error=\"invalid_request\"");
        assert_eq!(exchange.response.field("www-authenticate"), Some(challenge.as_str()));
    }
    assert_eq!(end(&send(&mut world, bearer(bearer(remove(), &token), &token))), "400 at who");
    for bad in ["letmein", "card_1_aaaaaaaaaaaaaaaaaaaaaaaa", "card_77_aaaa"] {
        let exchange = send(&mut world, bearer(remove(), bad));
        assert_eq!(end(&exchange), "401 at who");
        let challenge = format!("{scope}, error=\"invalid_token\"");
        assert_eq!(exchange.response.field("www-authenticate"), Some(challenge.as_str()));
    }
    let lacking = send(&mut world, bearer(remove(), &plain));
    assert_eq!(end(&lacking), "403 at may");
    let challenge = format!("{scope}, error=\"insufficient_scope\"");
    assert_eq!(lacking.response.field("www-authenticate"), Some(challenge.as_str()));

    assert_eq!(end(&send(&mut world, bearer(Request::new("DELETE", &place), &plain))), "204 at answer");
    let returned = send(&mut world, bearer(remove(), &token));
    assert_eq!(end(&returned), "401 at who", "the token went with its card");
    assert!(body(&returned)["detail"].as_str().expect("a detail").contains("handed back"));

    let (_, token) = card(&mut world, "zoe", &json!(["friends:write"]));
    assert_eq!(end(&send(&mut world, bearer(remove(), &token))), "204 at answer");

    let open = send(&mut world, get("/api/toys/car").with("Authorization", "Bearer whatever"));
    assert_eq!(end(&open), "200 at answer");
    assert!(because(&open, "who").contains("nobody looks at them"));
}

#[test]
fn a_card_shows_to_its_owner_alone_and_never_its_token() {
    let mut world = world();
    let (mias, token) = card(&mut world, "mia", &json!(["friends:write"]));
    let (mias_other, _) = card(&mut world, "mia", &json!([]));
    let (_, toms_token) = card(&mut world, "tom", &json!(["friends:write"]));

    let own = send(&mut world, bearer(get(&mias), &token));
    assert_eq!(end(&own), "200 at answer");
    assert_eq!(own.response.field("cache-control"), Some("private, no-cache"));
    assert_eq!((&body(&own)["friend"], body(&own).get("token")), (&json!("mia"), None));
    assert_eq!(body(&own)["_links"].get("collection"), None, "there is no list of cards");
    assert_eq!(end(&send(&mut world, bearer(get(&mias_other), &token))), "200 at answer");
    for method in ["GET", "HEAD", "DELETE"] {
        let other = send(&mut world, bearer(Request::new(method, &mias), &toms_token));
        assert_eq!(end(&other), "403 at may", "{method}");
        assert_eq!(other.response.field("www-authenticate"), None, "another scope would not help");
    }
    assert_eq!(end(&send(&mut world, bearer(get("/api/cards/99"), &token))), "404 at found");
    assert_eq!(end(&send(&mut world, get("/api/cards"))), "405 at method-allowed");
    let wrong = Request::new("POST", "/api/cards").json(r#"{"friend":"mia","scopes":["everything"]}"#);
    assert_eq!(end(&send(&mut world, wrong)), "422 at content-fits");

    let exchanges = [own, send(&mut world, bearer(get("/api/toys/car"), &token))];
    let broken = bearer(get("/api/toys/car"), &format!("{token}\u{1}"));
    for exchange in exchanges.iter().chain([&send(&mut world, broken)]) {
        for evidence in exchange.trace.steps.iter().flat_map(|step| &step.evidence) {
            assert!(!evidence.value.contains(&token), "{evidence:?}");
        }
    }
    assert!(!world.save().to_string().contains(&token), "a token is stored nowhere");
    let (_, again) = card(&mut World::toy_library("/api").at(NOW), "mia", &json!(["friends:write"]));
    assert_eq!(again, token, "the same world gives the same token");
}

/// A small API with one operation for each kind of security scheme.
fn guarded(security: &Value) -> World {
    let document = json!({
        "openapi": "3.1.0",
        "info": {"title": "A \"quoted\" title", "version": "1"},
        "paths": {
            "/things": {"get": {"security": security, "responses": {"200": {"content": {"application/json": {}}}}}},
            "/things/{thing}": {"get": {"responses": {"200": {"content": {"application/json": {"schema": {}}}}}}}
        },
        "components": {"securitySchemes": {
            "basic": {"type": "http", "scheme": "basic"},
            "token": {"type": "http", "scheme": "bearer"},
            "header": {"type": "apiKey", "in": "header", "name": "X-Key"},
            "query": {"type": "apiKey", "in": "query", "name": "key"},
            "cookie": {"type": "apiKey", "in": "cookie", "name": "session"},
            "tls": {"type": "mutualTLS"}
        }}
    });
    World::empty(std::sync::Arc::new(Api::from_document(document).expect("it compiles")), "/api")
}

#[test]
fn every_kind_of_credentials_is_looked_for_where_the_description_says() {
    let things = || get("/api/things");
    let realm = "realm=\"A \\\"quoted\\\" title\"";
    let cases = [
        (json!([{"basic": []}]), things(), things().with("Authorization", "Basic YTpi"), "Basic"),
        (json!([{"token": []}]), things(), things().with("Authorization", "bearer abc"), "Bearer"),
        (json!([{"header": []}]), things(), things().with("x-key", "1234"), "ApiKey"),
        (json!([{"query": []}]), things(), get("/api/things?key=se%63ret-key"), "ApiKey"),
        (
            json!([{"cookie": []}]),
            things().with("Cookie", "a=b"),
            things().with("Cookie", "a=b; session=1"),
            "ApiKey",
        ),
        (
            json!([{"basic": [], "header": []}, {"token": []}]),
            things().with("x-key", "1"),
            things().with("x-key", "1").with("Authorization", "Basic YTpi"),
            "Basic",
        ),
    ];
    for (security, without, with, scheme) in cases {
        let (_, refused) = dispatch(&guarded(&security), without);
        assert_eq!(end(&refused), "401 at who", "{security}");
        let challenge = refused.response.field("www-authenticate").expect("a challenge");
        assert!(challenge.starts_with(&format!("{scheme} {realm}")), "{challenge}");
        let (_, taken) = dispatch(&guarded(&security), with);
        assert_eq!(end(&taken), "200 at answer", "{security}");
        for evidence in taken.trace.steps.iter().flat_map(|step| &step.evidence) {
            assert!(!evidence.value.contains("se%63ret-key") && !evidence.value.contains("secret-key"));
        }
    }
    for open in [json!([]), json!([{"basic": []}, {}]), json!([{"tls": []}])] {
        assert_eq!(end(&dispatch(&guarded(&open), things()).1), "200 at answer", "{open}");
    }
}

#[test]
fn expectations_are_met_or_refused() {
    let toys = || Request::new("POST", "/api/toys").json("{}");
    for (expect, ended) in [
        ("100-continue", "422 at content-fits"),
        ("100-Continue", "422 at content-fits"),
        ("100-continue, 100-continue", "422 at content-fits"),
        ("100-continue, tea", "417 at expectation"),
        ("", "417 at expectation"),
        ("\"", "417 at expectation"),
    ] {
        assert_eq!(end(&ask(toys().with("Expect", expect))), ended, "{expect}");
    }
    assert!(
        because(&ask(get("/api/toys").with("Expect", "100-continue")), "expectation")
            .contains("nothing to send")
    );
}

#[test]
fn coded_content_is_unpacked_before_anything_looks_at_it() {
    let boat = br#"{"name":"Blue boat","kind":"boat"}"#;
    let send_coded = |coding: &str, content: &[u8]| {
        ask(Request::new("POST", "/api/toys").with("Content-Encoding", coding).json(content))
    };
    let packed = coding::gzip(boat);
    for (coding, content) in [("gzip", &packed), ("X-GZip", &packed), ("gzip, gzip", &coding::gzip(&packed))]
    {
        let made = send_coded(coding, content);
        assert_eq!(end(&made), "201 at answer", "{coding}");
        assert_eq!(body(&made)["name"], "Blue boat");
        assert!(because(&made, "content-type").contains("34 bytes"));
    }
    assert_eq!(end(&send_coded("identity", boat)), "201 at answer");
    for (coding, content, ended) in [
        ("gzip", &boat[..], "400 at content-type"),
        ("gzip", &packed[..20], "400 at content-type"),
        ("br", &packed[..], "415 at content-type"),
        ("gzip, br", &packed[..], "415 at content-type"),
        ("gzip, gzip, gzip", &packed[..], "415 at content-type"),
        ("gzip", &coding::gzip(&vec![b' '; 2 << 20])[..], "413 at content-type"),
    ] {
        let refused = send_coded(coding, content);
        assert_eq!(end(&refused), ended, "{coding}");
        if ended.starts_with("415") {
            assert_eq!(refused.response.field("accept-encoding"), Some("gzip, identity"));
        }
    }
    // A PUT of what was got, coded, stores what was sent, and so may show its validators (RFC 9110 §9.3.4).
    let mut world = world();
    let got = send(&mut world, get("/api/toys/car"));
    let put = Request::new("PUT", "/api/toys/car")
        .with("Content-Encoding", "gzip")
        .json(coding::gzip(&got.response.content));
    assert_eq!(send(&mut world, put).response.field("etag"), Some("\"v1\""));
}

/// Each request to one resource with one Accept field: the media type and entity tag that come back.
#[test]
fn accept_picks_the_form_and_each_form_has_its_tag() {
    for (accept, media, tag) in [
        ("*/*", "application/json", "v1"),
        ("text/csv", "text/csv; charset=utf-8; header=present", "v1-csv"),
        ("text/csv;header=present", "text/csv; charset=utf-8; header=present", "v1-csv"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8", "v1-html-en"),
        ("text/plain;charset=UTF-8", "text/plain; charset=utf-8", "v1-text-en"),
        ("text/*", "text/csv; charset=utf-8; header=present", "v1-csv"),
        ("text/*;q=0.5, text/csv;q=0, application/json;q=0.4", "text/html; charset=utf-8", "v1-html-en"),
        ("application/json;q=0.9, text/csv;q=0.9", "application/json", "v1"),
    ] {
        let exchange = ask(get("/api/toys/car").with("Accept", accept));
        assert_eq!(exchange.response.field("content-type"), Some(media), "{accept}");
        assert_eq!(exchange.response.field("etag"), Some(format!("\"{tag}\"").as_str()), "{accept}");
    }
    for (field, value) in [
        ("Accept", "image/png"),
        ("Accept", "text/csv;header=absent"),
        ("Accept", "json"),
        ("Accept-Encoding", "identity;q=0"),
        ("Accept-Encoding", "*;q=0"),
        ("Accept-Encoding", "br, identity;q=0"),
    ] {
        let refused = ask(get("/api/toys/car").with(field, value));
        assert_eq!(end(&refused), "406 at acceptable", "{field}: {value}");
        assert_eq!(body(&refused)["field"], field.to_ascii_lowercase());
        assert_eq!(refused.response.field("vary"), Some("Accept, Accept-Language, Accept-Encoding"));
    }
    let page = get("/api/toys/car").with("Accept", "text/html");
    assert_eq!(end(&ask(page.clone().with("Accept-Language", "*;q=0"))), "406 at acceptable");
    assert_eq!(end(&ask(page.with("Accept-Language", "fr"))), "200 at answer");
    // A language is for words, and JSON has none.
    assert_eq!(end(&ask(get("/api/toys/car").with("Accept-Language", "*;q=0"))), "200 at answer");
    // What has one form alone says so.
    assert_eq!(end(&ask(get("/api/openapi.json").with("Accept", "text/html"))), "406 at acceptable");
    assert_eq!(
        end(&ask(Request::new("DELETE", "/api/toys/car").with("Accept", "image/png"))),
        "204 at answer"
    );
}

#[test]
fn a_toy_reads_as_csv_text_and_a_page() {
    let read = |accept: &str, language: &str| {
        let exchange =
            ask(get("/api/toys/car").with("Accept", accept).with("Accept-Language", language)).response;
        assert_eq!(exchange.field("x-content-type-options"), Some("nosniff"));
        (exchange.text().into_owned(), exchange.field("content-language").map(str::to_owned))
    };
    expect_test::expect![[r#"
        id,name,kind,color,wheels,madeOf,available
        car,Red racing car,car,#e4572e,4,metal,true
    "#]]
    .assert_eq(&read("text/csv", "de").0.replace("\r\n", "\n"));
    assert_eq!(read("text/csv", "de").1, None, "there are no words in it");
    expect_test::expect![[r#"
        Red racing car
        ==============
        Kennung: car
        Name: Red racing car
        Art: car
        Farbe: #e4572e
        Räder: 4
        Material: metal
        Im Regal: ja

        Verweise:
        * Diese Seite: /api/toys/car
        * Alle: /api/toys
        * Ausleihen: /api/toys/car/loans
        * Reparaturen: /api/toys/car/repairs
    "#]]
    .assert_eq(&read("text/plain", "de-AT").0);
    let (page, language) = read("text/html", "en");
    assert_eq!(language.as_deref(), Some("en"));
    expect_test::expect![[r#"
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Red racing car – Toy library</title>
        </head>
        <body>
        <header><a href="/api/">Toy library</a></header>
        <main>
        <h1>Red racing car</h1>
        <dl>
        <dt>Id</dt><dd>car</dd>
        <dt>Name</dt><dd>Red racing car</dd>
        <dt>Kind</dt><dd>car</dd>
        <dt>Colour</dt><dd>#e4572e</dd>
        <dt>Wheels</dt><dd>4</dd>
        <dt>Made of</dt><dd>metal</dd>
        <dt>On the shelf</dt><dd>yes</dd>
        </dl>
        </main>
        <nav aria-label="Links">
        <ul>
        <li><a rel="self" href="/api/toys/car">This page</a></li>
        <li><a rel="collection" href="/api/toys">All of them</a></li>
        <li><a rel="loans" href="/api/toys/car/loans">Loans</a></li>
        <li><a rel="repairs" href="/api/toys/car/repairs">Repairs</a></li>
        </ul>
        </nav>
        </body>
        </html>
    "#]]
    .assert_eq(&page);
}

#[test]
fn a_list_reads_as_csv_with_every_item() {
    let mut world = world();
    let made = json!({"name": "a \"big\", red\nkite <b>", "kind": "kite"}).to_string();
    send(&mut world, Request::new("POST", "/api/toys").json(made));
    let csv = send(&mut world, get("/api/toys").with("Accept", "text/csv"));
    let text = csv.response.text();
    assert_eq!(text.lines().next(), Some("id,name,kind,color,wheels,madeOf,available"));
    assert!(text.ends_with("\"a \"\"big\"\", red\nkite <b>\",kite,,,,true\r\n"), "{text}");
    let some = send(&mut world, get("/api/toys?madeOf=wood").with("Accept", "text/csv"));
    assert_eq!(some.response.text().lines().count(), 1 + 3);
    let none = send(&mut world, get("/api/toys?madeOf=paper").with("Accept", "text/csv"));
    assert_eq!(none.response.text(), "id,name,kind,color,wheels,madeOf,available\r\n");
    let page = send(&mut world, get("/api/toys").with("Accept", "text/html"));
    assert!(page.response.text().contains("a &quot;big&quot;, red\nkite &lt;b&gt;"));
    assert!(!page.response.text().contains("<b>"));
    assert!(page.response.field("content-security-policy").is_some_and(|policy| policy.contains("'none'")));
}

/// From the root's page, every link of every page leads to a page.
#[test]
fn the_whole_api_can_be_walked_in_a_browser() {
    let mut world = world();
    let (mut seen, mut next) = (Vec::new(), vec!["/api/".to_owned()]);
    while let Some(target) = next.pop() {
        if seen.contains(&target) {
            continue;
        }
        let accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        let exchange = send(&mut world, get(&target).with("Accept", accept));
        assert_eq!(exchange.response.status, 200, "{target}");
        seen.push(target);
        if exchange.response.field("content-type") == Some("text/html; charset=utf-8") {
            let page = exchange.response.text().into_owned();
            let links = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
            next.extend(links.map(str::to_owned));
        }
    }
    for place in ["/api/openapi.json", "/api/toys/rocket", "/api/toys/ball/loans/1", "/api/friends/zoe"] {
        assert!(seen.iter().any(|target| target == place), "{place}");
    }
}

#[test]
fn head_and_conditions_know_each_representation() {
    let mut world = world();
    let forms = ["application/json", "text/csv", "text/html", "text/plain"];
    let mut tags = Vec::new();
    for form in forms {
        for coding in ["identity", "gzip", "gzip, identity;q=0"] {
            for target in ["/api/toys", "/api/toys/car", "/api/"] {
                let ask = |method: &str| {
                    Request::new(method, target).with("Accept", form).with("Accept-Encoding", coding)
                };
                let (got, head) = (send(&mut world, ask("GET")), send(&mut world, ask("HEAD")));
                assert_eq!(
                    (got.response.status.as_u16(), &got.response.fields),
                    (200, &head.response.fields)
                );
                let tag = got.response.field("etag").expect("an ETag").to_owned();
                let again = send(&mut world, ask("GET").with("If-None-Match", &tag));
                assert_eq!(end(&again), "304 at if-none-match", "{tag}");
                for name in ["etag", "vary", "cache-control"] {
                    assert_eq!(again.response.field(name), got.response.field(name), "{name}");
                }
                if form != "application/json" || coding != "identity" {
                    let other = send(&mut world, ask("GET").with("If-None-Match", "\"v1\""));
                    let same = tag == "\"v1\"";
                    assert_eq!(other.response.status.as_u16(), if same { 304 } else { 200 }, "{tag}");
                }
                if target == "/api/toys/car" {
                    tags.push(tag);
                }
            }
        }
    }
    // A client that has the current version in any form may change it, once.
    for tag in &tags {
        let patch = Request::new("PATCH", "/api/toys/car")
            .with("Content-Type", "application/merge-patch+json")
            .content("{\"wheels\":3}")
            .with("If-Match", tag);
        let mut world = self::world();
        assert_eq!(end(&send(&mut world, patch.clone())), "200 at answer", "{tag}");
        assert_eq!(end(&send(&mut world, patch)), "412 at if-match", "{tag}");
    }
    let unseen = Request::new("DELETE", "/api/toys/car").with("If-None-Match", "\"v1-csv\"");
    assert_eq!(end(&send(&mut world, unseen)), "412 at if-none-match");
}

#[test]
fn a_large_answer_goes_as_gzip_where_that_is_taken() {
    let plain = ask(get("/api/toys"));
    let coded = ask(get("/api/toys").with("Accept-Encoding", "gzip, br"));
    assert_eq!(coded.response.field("content-encoding"), Some("gzip"));
    assert!(coded.response.content.len() * 3 < plain.response.content.len());
    assert_eq!(coding::decoded(&coded.response).content, plain.response.content);
    let tag = plain.response.field("etag").expect("an ETag").trim_matches('"').to_owned();
    assert_eq!(coded.response.field("etag"), Some(format!("\"{tag}-gz\"").as_str()));
    assert_eq!(
        coded.response.field("content-length"),
        Some(coded.response.content.len().to_string().as_str())
    );

    let small = ask(get("/api/toys/car").with("Accept-Encoding", "gzip"));
    assert_eq!(
        (small.response.field("content-encoding"), small.response.field("etag")),
        (None, Some("\"v1\""))
    );
    let forced = ask(get("/api/toys/car").with("Accept-Encoding", "gzip, identity;q=0"));
    assert_eq!(forced.response.field("etag"), Some("\"v1-gz\""));
    let made = Request::new("POST", "/api/toys")
        .with("Accept-Encoding", "gzip, identity;q=0")
        .json(r#"{"name":"Boat","kind":"boat"}"#);
    let made = ask(made);
    assert_eq!((made.response.status.as_u16(), made.response.field("etag")), (201, Some("\"v1-gz\"")));
    assert!(coding::decoded(&made.response).text().starts_with("{\"id\":\"boat\""));
}

/// A field that `Vary` does not name changes nothing, and one that it names can change something (RFC 9110 §12.5.5).
#[test]
fn vary_names_exactly_what_can_change_the_answer() {
    let values: [(&str, &[&str]); 6] = [
        ("Accept", &["", "application/json", "text/csv", "text/html", "text/plain", "image/png"]),
        ("Accept-Language", &["", "en", "de", "fr", "*;q=0"]),
        ("Accept-Encoding", &["", "gzip", "identity", "gzip, identity;q=0", "*;q=0"]),
        ("Authorization", &["", "Bearer abc"]),
        ("Origin", &["", "https://a.example"]),
        ("X-Other", &["", "1"]),
    ];
    let seen = |response: &Response| (response.status, response.fields.clone(), response.content.clone());
    for target in ["/api/toys", "/api/toys/car", "/api/", "/api/openapi.json"] {
        for accept in ["application/json", "text/csv", "text/html", "text/plain"] {
            let base = get(target).with("Accept", accept);
            let first = ask(base.clone()).response;
            if first.status != 200 {
                continue;
            }
            let vary: Vec<_> = first.field("vary").expect("Vary").split(", ").collect();
            for (name, values) in values {
                let changed = values.iter().filter(|value| !value.is_empty()).any(|value| {
                    let mut request = base.clone();
                    request.fields.retain(|field| field.name != name);
                    seen(&ask(request.with(name, value)).response).2 != first.content
                });
                assert_eq!(changed, vary.contains(&name), "{name} at {target} as {accept}: {vary:?}");
            }
        }
    }
}

#[test]
fn every_page_may_read_an_answer_unless_the_policy_says_otherwise() {
    for request in [get("/api/toys"), get("/api/nowhere"), Request::new("BREW", "/api")] {
        let exchange = ask(request.clone());
        assert_eq!(exchange.response.field("access-control-allow-origin"), Some("*"));
        assert_eq!(exchange.response.field("access-control-expose-headers"), Some("*"));
        assert_eq!(exchange.response.field("access-control-allow-credentials"), None);
        let from_a_page = ask(request.with("Origin", "https://a.example"));
        assert_eq!(from_a_page.response.fields, exchange.response.fields, "the same with Origin and without");
    }

    let origins = Origins::These(vec!["https://a.example".into()]);
    let policy = |origins: &Origins, credentials| Settings {
        cors: Cors { origins: origins.clone(), credentials, ..Cors::default() },
        ..Settings::default()
    };
    let read = |settings: Settings, origin: &str| {
        let mut request = get("/api/toys/car");
        if !origin.is_empty() {
            request = request.with("Origin", origin);
        }
        let response = send(&mut with(settings), request).response;
        let field = |name: &str| response.field(name).unwrap_or("-").to_owned();
        format!(
            "{} {} {}",
            field("access-control-allow-origin"),
            field("access-control-allow-credentials"),
            field("vary").rsplit(", ").next().unwrap_or_default()
        )
    };
    assert_eq!(read(policy(&origins, false), "https://a.example"), "https://a.example - Origin");
    assert_eq!(read(policy(&origins, true), "https://a.example"), "https://a.example true Origin");
    for other in ["https://b.example", "https://A.example", "null", ""] {
        assert_eq!(read(policy(&origins, true), other), "- - Origin", "{other}");
    }
    // With credentials there is no wildcard (Fetch standard).
    assert_eq!(read(policy(&Origins::Any, true), "https://b.example"), "https://b.example true Origin");
    let request = get("/api/toys/car").with("Origin", "https://a.example");
    let exposed = send(&mut with(policy(&origins, true)), request).response;
    assert_eq!(
        exposed.field("access-control-expose-headers"),
        Some("accept-ranges, etag, vary, link, date, server-timing"),
        "what is there and not safelisted"
    );
}

#[test]
fn a_preflight_is_told_exactly_what_may_be_sent() {
    let preflight = |target: &str, method: &str, headers: &str| {
        let mut request = Request::new("OPTIONS", target)
            .with("Origin", "https://a.example")
            .with("Access-Control-Request-Method", method);
        if !headers.is_empty() {
            request = request.with("Access-Control-Request-Headers", headers);
        }
        ask(request)
    };
    let exchange = preflight("/api/toys/car", "PUT", "Content-Type, if-match,x-magic");
    assert_eq!(end(&exchange), "204 at options");
    let allowed = "GET, HEAD, PUT, PATCH, DELETE, OPTIONS";
    for (name, value) in [
        ("allow", allowed),
        ("access-control-allow-origin", "*"),
        ("access-control-allow-methods", allowed),
        ("access-control-allow-headers", "content-type, if-match"),
        ("access-control-max-age", "600"),
        ("vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"),
        ("accept-patch", "application/merge-patch+json, application/json-patch+json"),
    ] {
        assert_eq!(exchange.response.field(name), Some(value), "{name}");
    }
    assert_eq!(exchange.response.field("access-control-expose-headers"), None);
    assert!(because(&exchange, "options").contains("does not read x-magic"));
    assert!(because(&preflight("/api/toys", "DELETE", ""), "options").contains("not allowed here"));
    assert_eq!(end(&preflight("/api/nowhere", "GET", "")), "404 at resource-known");
    // No credentials are sent with a preflight, so none are asked for (Fetch standard).
    assert_eq!(end(&preflight("/api/friends/mia", "DELETE", "authorization")), "204 at options");

    let plain = ask(Request::new("OPTIONS", "/api/toys").with("Origin", "https://a.example"));
    assert_eq!(plain.response.field("access-control-allow-methods"), None, "no preflight without a method");
    assert_eq!(plain.response.field("accept-post"), Some("application/json"));
    let whole = ask(Request::new("OPTIONS", "*"));
    assert_eq!(whole.response.field("allow"), Some("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"));

    let cors = Cors { origins: Origins::These(Vec::new()), ..Cors::default() };
    let mut closed = with(Settings { cors, ..Settings::default() });
    let request = Request::new("OPTIONS", "/api/toys")
        .with("Origin", "https://a.example")
        .with("Access-Control-Request-Method", "GET");
    let refused = send(&mut closed, request).response;
    assert!(!refused.fields.keys().any(|name| name.as_str().starts_with("access-control-")));
    assert!(refused.field("vary").is_some_and(|vary| vary.matches("Origin").count() == 1));
}

#[test]
fn caches_are_told_what_they_may_do() {
    for (request, told) in [
        (get("/api/"), Some("max-age=60")),
        (get("/api/openapi.json"), Some("max-age=60")),
        (get("/api/toys"), Some("no-cache")),
        (get("/api/toys/car"), Some("no-cache")),
        (get("/api/toys/none"), Some("no-store")),
        (Request::new("POST", "/api/toys").json(r#"{"name":"Boat","kind":"boat"}"#), None),
    ] {
        let exchange = ask(request);
        assert_eq!(exchange.response.field("cache-control"), told);
        assert_eq!(exchange.response.field("age"), None, "an origin has no age");
    }
}

#[test]
fn what_changes_may_be_kept_for_as_long_as_it_is_set_to() {
    let mut world = with(Settings { fresh_s: Some(20), ..Settings::default() });
    for (request, told) in [
        (get("/api/toys/car"), Some("max-age=20")),
        (get("/api/toys/car").with("If-None-Match", "\"v1\""), Some("max-age=20")),
        (Request::new("HEAD", "/api/toys"), Some("max-age=20")),
        (get("/api/"), Some("max-age=60")),
        (get("/api/toys/none"), Some("no-store")),
        (Request::new("DELETE", "/api/toys/duck"), None),
    ] {
        assert_eq!(send(&mut world, request).response.field("cache-control"), told);
    }
}

#[test]
fn the_first_half_gives_back_what_needs_the_second() {
    let world = world();
    for request in [
        get("/api/toys/car").with("Accept", "text/html"),
        get("/api/toys/car").with("Accept-Encoding", "gzip"),
        get("/api/toys/car").with("Expect", "100-continue"),
        get("/api/cards/1"),
        Request::new("OPTIONS", "/api/toys"),
        Request::new("OPTIONS", "*"),
        Request::new("POST", "/api/toys").json("{}"),
    ] {
        let told = request.to_text();
        assert_eq!(dispatch_reading(&world, request.clone()).expect_err(&told), request);
    }
    let read =
        get("/api/toys").with("Accept", "*/*").with("Accept-Language", "de").with("Origin", "https://a.b");
    let (_, first) = dispatch_reading(&world, read.clone()).expect("a plain read");
    let (_, whole) = dispatch(&world, read);
    assert_eq!(first.response.to_text(), whole.response.to_text());
    assert!(first.trace.steps.iter().all(|step| step.answer != Answer::No || step.exit.is_none()));
}

/// Whatever the first half answers, it answers as the whole does; and whatever goes in, something true comes out.
#[test]
fn any_request_gets_one_answer_from_either_half() {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut pick = move |most: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 20) as usize % most
    };
    let methods = ["GET", "GET", "GET", "HEAD", "OPTIONS", "POST", "PATCH", "PUT", "DELETE", "BREW"];
    let targets =
        ["/api/toys/car", "/api/toys", "/api/", "/api/friends/mia", "/api/cards/1", "/api/cards", "*"];
    let names = [
        "Accept",
        "Accept-Language",
        "Accept-Encoding",
        "Authorization",
        "Content-Encoding",
        "Content-Type",
        "Expect",
        "If-Match",
        "If-None-Match",
        "Origin",
        "Access-Control-Request-Method",
        "Access-Control-Request-Headers",
        "Transfer-Encoding",
    ];
    let values: [&[u8]; 24] = [
        b"",
        b"*",
        b"*/*",
        b"application/json",
        b"text/html;q=0.5, text/csv",
        b"text/plain",
        b"de, en;q=0",
        b"*;q=0",
        b"gzip",
        b"gzip, identity;q=0",
        b"identity",
        b"Bearer card_1_aaaaaaaaaaaaaaaaaaaaaaaa",
        b"Basic YTpi",
        b"100-continue",
        b"\"v1\", \"v1-csv\", \"v1-gz\"",
        b"https://a.example",
        b"PUT",
        b"content-type, if-match",
        b"chunked",
        b";;=\"",
        b"\xff",
        b"q=1;q=2",
        b"-",
        b"card_",
    ];
    let rate = Some(RateLimit { requests: 50, window_s: 1 });
    let closed =
        Cors { origins: Origins::These(vec!["https://a.example".into()]), credentials: true, max_age_s: 0 };
    let mut worlds = [
        world(),
        with(Settings { rate, ..Settings::default() }),
        with(Settings { cors: closed, ..Settings::default() }),
    ];
    let gzipped = coding::gzip(b"{\"name\":\"a\",\"kind\":\"b\"}");
    let contents: [&[u8]; 4] = [b"", b"", b"{\"friend\":\"mia\"}", &gzipped];
    for _ in 0..6000 {
        let mut request = Request::new(methods[pick(methods.len())], targets[pick(targets.len())]);
        for _ in 0..pick(5) {
            request = request.with(names[pick(names.len())], values[pick(values.len())]);
        }
        let request = request.content(contents[pick(contents.len())]);
        let world = &mut worlds[pick(3)];
        let reading = dispatch_reading(world, request.clone());
        let (after, exchange) = dispatch(world, request);
        hold_to_description(world, &exchange);
        let exit = exchange.trace.exit().expect("an exit");
        assert!(exit.decision.exits.contains(&exchange.response.status.as_u16()), "{}", end(&exchange));
        if let Ok((_, first)) = reading {
            assert_eq!(first.response.to_text(), exchange.response.to_text());
            assert_eq!(first.trace.steps.len(), exchange.trace.steps.len());
        }
        *world = after.at(after.now_ms() + 7);
    }
}
