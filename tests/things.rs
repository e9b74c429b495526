//! Things that move, go, take their time, are asked for in part, or are asked for twice.

// A test that cannot go on says so by panicking.
#![allow(clippy::expect_used)]

use serde_json::{Value, json};
use toyshelf::{
    http::{HeaderName, Request},
    server::{Answer, Exchange, dispatch, dispatch_reading},
    world::World,
};

fn world() -> World {
    World::toy_library("/api").at(1_800_000_000_000)
}

fn send(world: &mut World, request: Request) -> Exchange {
    let (after, exchange) = dispatch(world, request);
    let back = World::restore(&after.save(), after.base()).expect("what was saved can be restored");
    assert_eq!(back.save(), after.save(), "a world comes back as it was");
    documented(&after, &exchange);
    *world = back;
    exchange
}

/// The API description has the status for the operation, with the type of the content and the fields that tell more
/// than every response does.
fn documented(world: &World, exchange: &Exchange) {
    let target = exchange.request.target_text().into_owned();
    let path = target.split('?').next().and_then(|path| path.strip_prefix("/api/")).expect("below the root");
    let segments: Vec<String> =
        path.split('/').filter(|part| !part.is_empty()).map(|part| part.replace("%20", " ")).collect();
    let (route, _) = world.api().find(&segments).expect("a route");
    let method = exchange.request.method_text().to_lowercase().replace("head", "get");
    let response = &exchange.response;
    let status = response.status.as_str();
    let document = world.api().document();
    let operation = &document["paths"][route.template.text()][&method];
    if operation.is_null() {
        assert!(response.status.is_client_error(), "there is no such operation");
        return;
    }
    let told = format!("{method} {} {status}", route.template.text());
    let mut said = &operation["responses"][status];
    if let Some(reference) = said["$ref"].as_str() {
        said = document.pointer(&reference[1..]).expect("a reference that leads somewhere");
    }
    assert!(said.is_object(), "{told} is not in the description");
    if let Some(kind) = response.field("content-type").and_then(|kind| kind.split(';').next()) {
        assert!(said["content"].get(kind).is_some(), "{told}: {kind} is not in the description");
    }
    let headers: Vec<_> =
        said["headers"].as_object().into_iter().flatten().map(|(name, _)| name.to_lowercase()).collect();
    let common = [
        "date",
        "content-length",
        "content-type",
        "server-timing",
        "vary",
        "cache-control",
        "accept-patch",
        "accept-post",
        "accept",
    ];
    let common = |name: &&str| common.contains(name) || name.starts_with("access-control-");
    for name in response.fields.keys().map(HeaderName::as_str).filter(|name| !common(name)) {
        assert!(headers.iter().any(|header| header == name), "{told}: {name} is not in the description");
    }
}

fn get(world: &mut World, path: &str) -> Exchange {
    send(world, Request::new("GET", path))
}

fn body(exchange: &Exchange) -> Value {
    serde_json::from_slice(&exchange.response.content).expect("the content is JSON")
}

fn end(exchange: &Exchange) -> String {
    let exit = exchange.trace.exit().expect("every exchange ends somewhere");
    assert_eq!(exit.exit, Some(exchange.response.status));
    assert!(exit.decision.exits.contains(&exchange.response.status.as_u16()), "{}", exit.decision.id);
    format!("{} at {}", exchange.response.status.as_u16(), exit.decision.id)
}

fn because<'e>(exchange: &'e Exchange, id: &str) -> &'e str {
    let step = exchange.trace.steps.iter().find(|step| step.decision.id == id);
    &step.expect("the step").because
}

fn location(exchange: &Exchange) -> &str {
    exchange.response.field("location").expect("a Location")
}

fn merge(path: &str, content: &str) -> Request {
    Request::new("PATCH", path).with("Content-Type", "application/merge-patch+json").content(content)
}

fn json_patch(path: &str, content: &Value) -> Request {
    Request::new("PATCH", path)
        .with("Content-Type", "application/json-patch+json")
        .content(content.to_string())
}

// Find

#[test]
fn an_old_address_leads_to_the_new_one_with_the_method_kept() {
    let mut world = world();
    let toy = r#"{"name":"Toy","kind":"toy"}"#;
    for (request, status, to) in [
        (Request::new("GET", "/api/toys/automobile"), 301, "/api/toys/car"),
        (Request::new("HEAD", "/api/toys/automobile"), 301, "/api/toys/car"),
        (Request::new("PUT", "/api/toys/automobile").json(toy), 308, "/api/toys/car"),
        (Request::new("DELETE", "/api/toys/automobile"), 308, "/api/toys/car"),
        (merge("/api/toys/automobile", "{}"), 308, "/api/toys/car"),
        (Request::new("POST", "/api/toys/automobile/loans").json("{}"), 308, "/api/toys/car/loans"),
        (Request::new("GET", "/api/toys/automobile/loans/a%20b"), 301, "/api/toys/car/loans/a%20b"),
        (Request::new("GET", "/api/toys/toy-of-the-day"), 307, "/api/toys/bear"),
        (Request::new("DELETE", "/api/toys/toy-of-the-day"), 307, "/api/toys/bear"),
    ] {
        let exchange = send(&mut world, request);
        assert_eq!(end(&exchange), format!("{status} at moved"));
        assert_eq!(location(&exchange), to);
        if exchange.request.method.as_ref() != b"HEAD" {
            assert!(exchange.response.text().contains(&format!("<a href=\"{to}\">")));
        }
    }
    let made =
        send(&mut world, Request::new("POST", "/api/toys").json(r#"{"name":"Automobile","kind":"car"}"#));
    assert_eq!(location(&made), "/api/toys/automobile-2", "an old address is not given away");
}

#[test]
fn a_toy_moves_with_all_below_it_and_comes_back_if_it_was_for_a_while() {
    let mut world = world();
    let tour =
        Request::new("POST", "/api/moves").json(r#"{"toy":"ball","to":"ball-on-tour","permanent":false}"#);
    let made = send(&mut world, tour);
    assert_eq!(end(&made), "201 at answer");
    let record = location(&made).to_owned();
    let old = get(&mut world, "/api/toys/ball/loans/1");
    assert_eq!((end(&old).as_str(), location(&old)), ("307 at moved", "/api/toys/ball-on-tour/loans/1"));
    assert_eq!(body(&get(&mut world, "/api/toys/ball-on-tour/loans/1"))["toy"], "ball-on-tour");
    assert_eq!(send(&mut world, Request::new("DELETE", record)).response.status, 204);
    assert_eq!(body(&get(&mut world, "/api/toys/ball/loans/1"))["toy"], "ball");
    assert_eq!(end(&get(&mut world, "/api/toys/ball-on-tour")), "410 at here-before");

    let for_good =
        |to: &str| Request::new("POST", "/api/moves").json(json!({"toy":"car","to":to}).to_string());
    let made = send(&mut world, for_good("racer"));
    let record = location(&made).to_owned();
    assert_eq!(location(&get(&mut world, "/api/toys/car")), "/api/toys/racer");
    assert_eq!(body(&get(&mut world, "/api/toys/racer"))["id"], "racer");
    assert_eq!(send(&mut world, Request::new("DELETE", record)).response.status, 204);
    assert_eq!(end(&get(&mut world, "/api/toys/car")), "410 at here-before");
    assert_eq!(get(&mut world, "/api/toys/racer").response.status, 200);
}

#[test]
fn a_move_that_cannot_be_is_refused() {
    let mut world = world();
    for (content, want) in [
        (json!({"toy":"car","to":"ball"}), "409 at no-conflict"),
        (json!({"toy":"car","to":"car"}), "409 at no-conflict"),
        (json!({"toy":"car","to":"automobile"}), "409 at no-conflict"),
        (json!({"toy":"nothing","to":"something"}), "409 at no-conflict"),
        (json!({"toy":"car"}), "422 at content-fits"),
    ] {
        let exchange = send(&mut world, Request::new("POST", "/api/moves").json(content.to_string()));
        assert_eq!(end(&exchange), want, "{content}");
    }
    let strange = Request::new("POST", "/api/moves").json(r#"{"toy":"car","to":"a/b"}"#);
    assert!(send(&mut world, strange).response.status.is_client_error(), "not an id");
    assert!(world.collection("/moves").is_empty());
}

#[test]
fn what_was_taken_away_leaves_a_tombstone_on_which_put_may_put_it_again() {
    let mut world = world();
    assert_eq!(send(&mut world, Request::new("DELETE", "/api/toys/duck")).response.status, 204);
    for (request, want) in [
        (Request::new("GET", "/api/toys/duck"), "410 at here-before"),
        (Request::new("HEAD", "/api/toys/duck"), "410 at here-before"),
        (Request::new("DELETE", "/api/toys/duck"), "410 at here-before"),
        (merge("/api/toys/duck", "{}"), "410 at here-before"),
        (Request::new("GET", "/api/toys/duck/loans"), "410 at here-before"),
        (Request::new("GET", "/api/toys/duck/loans/1"), "410 at here-before"),
        (Request::new("GET", "/api/toys/dodo"), "404 at found"),
        (Request::new("GET", "/api/toys/dodo/loans"), "404 at found"),
    ] {
        assert_eq!(end(&send(&mut world, request)), want);
    }
    let gone = get(&mut world, "/api/toys/duck");
    let step = gone.trace.exit().expect("an exit");
    assert_eq!(step.answer, Answer::Yes, "it was here before");
    assert_eq!(body(&gone)["removed"], "2027-01-15T08:00:00Z");
    assert!(body(&gone)["detail"].as_str().expect("a detail").contains("version \"v1\""));
    let again = Request::new("PUT", "/api/toys/duck").json(r#"{"name":"Duck","kind":"duck"}"#);
    assert_eq!(end(&send(&mut world, again)), "201 at answer");
    assert_eq!(get(&mut world, "/api/toys/duck").response.field("etag"), Some("\"v2\""));
}

// Ranges

fn part(range: &str) -> Exchange {
    send(&mut world(), Request::new("GET", "/api/toys").with("Range", range))
}

#[test]
fn a_part_is_cut_out_of_the_whole() {
    let whole = get(&mut world(), "/api/toys").response;
    assert_eq!(whole.field("accept-ranges"), Some("bytes"));
    let length = whole.content.len();
    for (range, first, last) in [
        ("bytes=0-9", 0, 9),
        ("bytes=5-", 5, length - 1),
        ("bytes=-5", length - 5, length - 1),
        ("bytes=10-999999", 10, length - 1),
        ("bytes=0-9, 5-20, 30-40", 0, 40),
        ("bytes=0-9, 999999-", 0, 9),
    ] {
        let exchange = part(range);
        assert_eq!(end(&exchange), "206 at range", "{range}");
        let response = &exchange.response;
        assert_eq!(response.content, whole.content[first..=last]);
        assert_eq!(response.field("content-range"), Some(format!("bytes {first}-{last}/{length}").as_str()));
        assert_eq!(response.field("content-length"), Some((last - first + 1).to_string().as_str()));
        assert_eq!(response.field("content-type"), Some("application/json"));
        assert_eq!(response.field("etag"), whole.field("etag"));
    }
}

#[test]
fn several_parts_are_sent_in_the_order_asked_for() {
    let whole = get(&mut world(), "/api/toys").response.content;
    let exchange = part("bytes=500-509, 0-9");
    assert_eq!(end(&exchange), "206 at range");
    let kind = exchange.response.field("content-type").expect("a type");
    let boundary = kind.strip_prefix("multipart/byteranges; boundary=").expect("a boundary");
    let length = whole.len();
    let text = |first: usize, last: usize| String::from_utf8_lossy(&whole[first..=last]).into_owned();
    let part = |first, last| {
        format!(
            "--{boundary}\r\nContent-Type: application/json\r\nContent-Range: bytes {first}-{last}/{length}\r\n\r\n{}\r\n",
            text(first, last)
        )
    };
    assert_eq!(exchange.response.text(), format!("{}{}--{boundary}--\r\n", part(500, 509), part(0, 9)));
    assert_eq!(exchange.response.field("content-range"), None);
}

#[test]
fn what_is_coded_in_a_message_of_several_parts_is_the_parts() {
    let request = Request::new("GET", "/api/openapi.json").with("Accept-Encoding", "gzip");
    let whole = send(&mut world(), request.clone()).response;
    assert_eq!(whole.field("content-encoding"), Some("gzip"));
    let one = send(&mut world(), request.clone().with("Range", "bytes=0-9")).response;
    assert_eq!(one.field("content-encoding"), Some("gzip"), "the bytes are of the coded representation");
    assert_eq!(one.content, whole.content[..10]);

    // The message itself is no gzip: whoever undid that coding would get nothing.
    let several = send(&mut world(), request.with("Range", "bytes=500-509, 0-9")).response;
    assert_eq!(several.status.as_u16(), 206);
    assert_eq!(several.field("content-encoding"), None);
    let text = several.text();
    assert_eq!(text.matches("\r\nContent-Encoding: gzip\r\n").count(), 2, "{text}");
    assert_eq!(several.field("etag"), whole.field("etag"));
}

#[test]
fn a_range_that_asks_for_nothing_sensible_gets_the_whole_or_416() {
    for (range, want) in [
        ("bytes=999999-", "416 at range"),
        ("bytes=-0", "416 at range"),
        ("bytes=9-0", "200 at answer"),
        ("bytes", "200 at answer"),
        ("pages=1-2", "200 at answer"),
        (&format!("bytes={}", ["0-0"; 17].join(",")), "200 at answer"),
    ] {
        assert_eq!(end(&part(range)), want, "{range}");
    }
    let length = get(&mut world(), "/api/toys").response.content.len();
    assert_eq!(
        part("bytes=999999-").response.field("content-range"),
        Some(format!("bytes */{length}").as_str())
    );
    let head = send(&mut world(), Request::new("HEAD", "/api/toys").with("Range", "bytes=0-9"));
    assert_eq!(end(&head), "200 at answer");
    let stale =
        Request::new("GET", "/api/toys/car").with("Range", "bytes=999999-").with("If-Match", "\"v9\"");
    assert_eq!(end(&send(&mut world(), stale)), "412 at if-match", "conditions come first");
}

#[test]
fn if_range_holds_by_strong_comparison_only() {
    let opened = "Thu, 01 Jan 2026 09:00:00 GMT";
    let car = |value: &str| {
        let request = Request::new("GET", "/api/toys/car").with("Range", "bytes=0-9").with("If-Range", value);
        send(&mut world(), request)
    };
    for (value, want) in [
        ("\"v1\"", "206 at range"),
        ("W/\"v1\"", "200 at answer"),
        ("\"v2\"", "200 at answer"),
        ("*", "200 at answer"),
        ("\"v1\", \"v2\"", "200 at answer"),
        (opened, "206 at range"),
        ("Thu, 01 Jan 2026 09:00:01 GMT", "200 at answer"),
        ("soon", "200 at answer"),
    ] {
        let exchange = car(value);
        assert_eq!(end(&exchange), want, "{value}: {}", because(&exchange, "if-range"));
    }
    assert_eq!(car("\"v1\"").response.field("last-modified"), None, "RFC 9110 §15.3.7");
    // The collection got all its toys in one second, so its date tells its versions alike.
    let toys = Request::new("GET", "/api/toys").with("Range", "bytes=0-9").with("If-Range", opened);
    assert_eq!(end(&send(&mut world(), toys)), "200 at answer");
    let alone = Request::new("GET", "/api/toys/car").with("If-Range", "\"v2\"");
    assert_eq!(end(&send(&mut world(), alone)), "200 at answer");
    let head = Request::new("HEAD", "/api/toys/car").with("Range", "bytes=0-9").with("If-Range", "\"v1\"");
    assert_eq!(end(&send(&mut world(), head)), "200 at answer");
}

// PATCH

#[test]
fn a_json_patch_is_done_as_a_whole_or_not_at_all() {
    let mut world = world();
    let good = json!([
        {"op": "test", "path": "/_links/self", "value": "/api/toys/car"},
        {"op": "test", "path": "/wheels", "value": 4.0},
        {"op": "replace", "path": "/wheels", "value": 6},
        {"op": "remove", "path": "/color"},
    ]);
    let done = send(&mut world, json_patch("/api/toys/car", &good));
    assert_eq!(end(&done), "200 at answer");
    assert_eq!((&body(&done)["wheels"], body(&done).get("color")), (&json!(6), None));

    let failing = json!([
        {"op": "replace", "path": "/name", "value": "Bus"},
        {"op": "test", "path": "/kind", "value": "bus"},
    ]);
    let refused = send(&mut world, json_patch("/api/toys/car", &failing));
    assert_eq!(end(&refused), "409 at patch-applies");
    let problem = body(&refused);
    assert_eq!(
        (&problem["operation"], &problem["op"], &problem["path"]),
        (&json!(1), &json!("test"), &json!("/kind"))
    );
    assert_eq!((&problem["expected"], &problem["found"]), (&json!("bus"), &json!("car")));
    assert_eq!(body(&get(&mut world, "/api/toys/car"))["name"], "Red racing car");

    for (patch, want) in [
        (json!({"wheels": 6}), "400 at content-parses"),
        (json!([{"op": "grow"}]), "400 at content-parses"),
        (json!([{"op": "remove", "path": "/wings"}]), "409 at patch-applies"),
        (json!([{"op": "remove", "path": "/name"}]), "422 at content-fits"),
        (json!([{"op": "replace", "path": "/id", "value": "x"}]), "422 at content-fits"),
        (json!([{"op": "remove", "path": "/_links"}]), "422 at content-fits"),
        (json!([{"op": "replace", "path": "", "value": 1}]), "422 at content-fits"),
        (json!([]), "200 at answer"),
    ] {
        assert_eq!(end(&send(&mut world, json_patch("/api/toys/car", &patch))), want, "{patch}");
    }
}

#[test]
fn the_server_says_which_patches_it_reads() {
    let both = "application/merge-patch+json, application/json-patch+json";
    let options = dispatch(&world(), Request::new("OPTIONS", "/api/toys/car")).1;
    assert_eq!(options.response.field("accept-patch"), Some(both));
    let refused = send(&mut world(), Request::new("PATCH", "/api/toys/car").json("{}"));
    assert_eq!(
        (end(&refused).as_str(), refused.response.field("accept-patch")),
        ("415 at content-type", Some(both))
    );
}

// Idempotency-Key

#[test]
fn a_request_sent_twice_with_its_key_is_done_once() {
    let mut world = world();
    let boat = || Request::new("POST", "/api/toys").json(r#"{"name":"Boat","kind":"boat"}"#);
    let first = send(&mut world, boat().with("Idempotency-Key", "\"a\""));
    assert_eq!(first.response.field("idempotent-replayed"), None);
    let again = send(&mut world, boat().with("Idempotency-Key", "\"a\""));
    assert_eq!(end(&again), "201 at idempotency-key");
    assert_eq!(again.response.field("idempotent-replayed"), Some("true"));
    for name in ["location", "etag", "content-type"] {
        assert_eq!(again.response.field(name), first.response.field(name));
    }
    assert_eq!(again.response.content, first.response.content);
    assert_eq!(location(&send(&mut world, boat().with("Idempotency-Key", "\"b\""))), "/api/toys/boat-2");
    assert_eq!(location(&send(&mut world, boat())), "/api/toys/boat-3");

    let other = Request::new("POST", "/api/toys").json(r#"{"name":"Kite","kind":"kite"}"#);
    let refused = send(&mut world, other.with("Idempotency-Key", "\"a\""));
    assert_eq!(end(&refused), "422 at idempotency-key");
    let elsewhere = boat().with("Idempotency-Key", "\"a\"").with("Authorization", "Bearer someone");
    assert_eq!(location(&send(&mut world, elsewhere)), "/api/toys/boat-4", "everybody has keys of their own");

    let mut later = world.at(world.now_ms() + 24 * 60 * 60 * 1000 + 1);
    let late = send(&mut later, boat().with("Idempotency-Key", "\"a\""));
    assert_eq!(location(&late), "/api/toys/boat-5", "a key is remembered for a day");
}

#[test]
fn a_key_that_cannot_be_read_or_is_missing_is_refused_before_anything_else() {
    let repair = || Request::new("POST", "/api/toys/car/repairs").json(r#"{"what":"a wheel"}"#);
    for request in [
        repair(),
        repair().with("If-Match", "\"v9\""),
        repair().with("Idempotency-Key", "plain"),
        repair().with("Idempotency-Key", "\"\""),
        repair().with("Idempotency-Key", "\"a\"").with("Idempotency-Key", "\"b\""),
    ] {
        assert_eq!(end(&send(&mut world(), request)), "400 at idempotency-key-given");
    }
}

#[test]
fn a_change_repeated_with_its_key_is_not_refused_for_its_own_effect() {
    let mut world = world();
    let change = || merge("/api/toys/car", r#"{"wheels":5}"#).with("If-Match", "\"v1\"");
    let first = send(&mut world, change().with("Idempotency-Key", "\"a\""));
    let again = send(&mut world, change().with("Idempotency-Key", "\"a\""));
    assert_eq!(end(&again), "200 at idempotency-key");
    assert_eq!(again.response.content, first.response.content);
    assert_eq!(end(&send(&mut world, change())), "412 at if-match");
}

#[test]
fn a_refusal_is_not_kept() {
    let mut world = world();
    let lend = || {
        let request = Request::new("POST", "/api/toys/ball/loans").json(r#"{"friend":"mia"}"#);
        request.with("Idempotency-Key", "\"a\"")
    };
    assert_eq!(end(&send(&mut world, lend())), "409 at no-conflict");
    assert_eq!(send(&mut world, Request::new("DELETE", "/api/toys/ball/loans/1")).response.status, 204);
    assert_eq!(end(&send(&mut world, lend())), "201 at answer");
}

// Slow work

#[test]
fn slow_work_is_taken_on_and_done_when_the_clock_says_so() {
    let mut world = world();
    let repair = || {
        let request = Request::new("POST", "/api/toys/car/repairs").json(r#"{"what":"a wheel"}"#);
        request.with("Idempotency-Key", "\"r1\"").with("Prefer", "respond-async, wait=5")
    };
    let taken = send(&mut world, repair());
    assert_eq!(end(&taken), "202 at answer");
    assert_eq!(taken.response.field("retry-after"), Some("20"));
    assert_eq!(taken.response.field("preference-applied"), Some("respond-async"));
    let job = location(&taken).to_owned();
    assert_eq!(job, "/api/jobs/1");
    let again = send(&mut world, repair());
    assert_eq!((end(&again).as_str(), location(&again)), ("202 at idempotency-key", job.as_str()));

    let mut world = world.at(world.now_ms() + 12_500);
    let running = get(&mut world, &job);
    assert_eq!(end(&running), "200 at answer");
    assert_eq!(running.response.field("retry-after"), Some("8"));
    assert_eq!(body(&running)["state"], "running");
    assert_eq!(get(&mut world, "/api/toys/car/repairs/1").response.status, 404);
    let tag = running.response.field("etag").expect("an entity tag").to_owned();
    let same = send(&mut world, Request::new("GET", &job).with("If-None-Match", &tag));
    assert_eq!(same.response.status, 304);

    let mut world = world.at(world.now_ms() + 60_000);
    assert!(dispatch_reading(&world, Request::new("GET", "/api/toys/car")).is_err(), "work is due");
    let done = get(&mut world, &job);
    assert_eq!((end(&done).as_str(), location(&done)), ("303 at answer", "/api/toys/car/repairs/1"));
    let conditional = Request::new("GET", &job).with("If-None-Match", "*").with("If-Match", "\"v9\"");
    assert_eq!(
        end(&send(&mut world, conditional)),
        "303 at answer",
        "conditions are ignored (RFC 9110 §13.2.1)"
    );
    let repair = body(&get(&mut world, "/api/toys/car/repairs/1"));
    assert_eq!((&repair["what"], &repair["toy"]), (&json!("a wheel"), &json!("car")));
    assert_eq!(repair["finished"], "2027-01-15T08:00:20Z", "when it was due, not when somebody looked");
    assert_eq!(body(&get(&mut world, "/api/jobs"))["items"][0]["state"], "done");
}

#[test]
fn slow_work_follows_a_toy_that_moves_and_fails_when_it_goes() {
    let mut world = world();
    let repair = |toy: &str| {
        let request = Request::new("POST", format!("/api/toys/{toy}/repairs")).json(r#"{"what":"a wheel"}"#);
        request.with("Idempotency-Key", format!("\"{toy}\""))
    };
    for toy in ["car", "duck"] {
        assert_eq!(send(&mut world, repair(toy)).response.status, 202);
    }
    let moving = Request::new("POST", "/api/moves").json(r#"{"toy":"car","to":"racer"}"#);
    assert_eq!(send(&mut world, moving).response.status, 201);
    assert_eq!(send(&mut world, Request::new("DELETE", "/api/toys/duck")).response.status, 204);
    let mut world = world.at(world.now_ms() + 20_000);
    assert_eq!(location(&get(&mut world, "/api/jobs/1")), "/api/toys/racer/repairs/1");
    assert_eq!(body(&get(&mut world, "/api/toys/racer/repairs/1"))["toy"], "racer");
    let failed = get(&mut world, "/api/jobs/2");
    assert_eq!((end(&failed).as_str(), &body(&failed)["state"]), ("200 at answer", &json!("failed")));
}

#[test]
fn what_is_lent_out_cannot_be_mended() {
    let request = Request::new("POST", "/api/toys/ball/repairs").json(r#"{"what":"a hole"}"#);
    let exchange = send(&mut world(), request.with("Idempotency-Key", "\"a\""));
    assert_eq!(end(&exchange), "409 at no-conflict");
}

// Prefer

#[test]
fn an_answer_is_as_long_as_they_prefer() {
    let mut world = world();
    let toy = r#"{"name":"Kite","kind":"kite"}"#;
    let minimal = |request: Request| request.with("Prefer", "return=minimal");
    for (request, want, etag) in [
        (Request::new("POST", "/api/toys").json(toy), "201 at answer", true),
        (Request::new("PUT", "/api/toys/kite-2").json(toy), "201 at answer", false),
        (Request::new("PUT", "/api/toys/kite").json(toy), "204 at answer", false),
        (merge("/api/toys/kite", r#"{"wheels":1}"#), "204 at answer", true),
    ] {
        let exchange = send(&mut world, minimal(request));
        assert_eq!(end(&exchange), want);
        let response = &exchange.response;
        assert!(response.content.is_empty() && response.field("content-type").is_none());
        assert_eq!(response.field("preference-applied"), Some("return=minimal"));
        assert_eq!(response.field("vary"), Some("Prefer"));
        assert_eq!(response.field("etag").is_some(), etag, "{want}");
    }
    let whole = merge("/api/toys/kite", r#"{"wheels":2}"#).with("Prefer", "return=representation, foo");
    let whole = send(&mut world, whole);
    assert_eq!(body(&whole)["wheels"], 2);
    assert_eq!(whole.response.field("preference-applied"), Some("return=representation"));
    assert!(because(&whole, "preference").contains("passed over: foo"));
    let read = send(&mut world, minimal(Request::new("GET", "/api/toys/kite")));
    assert_eq!((read.response.status.as_u16(), read.response.field("preference-applied")), (200, None));
}

#[test]
fn handling_is_as_strict_as_they_prefer() {
    let query = |prefer: &str| Request::new("GET", "/api/toys?colour=red&kind=car").with("Prefer", prefer);
    assert_eq!(end(&send(&mut world(), query("handling=strict"))), "400 at query-known");
    let lenient = send(&mut world(), query("handling=lenient"));
    assert_eq!(end(&lenient), "200 at answer");
    assert_eq!(body(&lenient)["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(lenient.response.field("preference-applied"), Some("handling=lenient"));
    assert!(lenient.response.field("vary").expect("Vary").ends_with("Prefer"));
    let strange = Request::new("GET", "/api/toys").with("Prefer", "handling=strict, return=half");
    assert_eq!(end(&send(&mut world(), strange)), "400 at preference");
}

// The first half of the server

#[test]
fn the_first_half_gives_back_what_it_cannot_answer() {
    let mut world = world();
    send(&mut world, Request::new("DELETE", "/api/toys/duck"));
    let repair = Request::new("POST", "/api/toys/car/repairs").json(r#"{"what":"a wheel"}"#);
    send(&mut world, repair.with("Idempotency-Key", "\"a\""));
    for request in [
        Request::new("GET", "/api/toys/car").with("Range", "bytes=0-1"),
        Request::new("GET", "/api/toys/car").with("Prefer", "return=minimal"),
        Request::new("GET", "/api/toys/automobile"),
        Request::new("GET", "/api/toys/duck"),
        Request::new("GET", "/api/jobs/1"),
        Request::new("POST", "/api/toys").json("{}").with("Idempotency-Key", "\"a\""),
    ] {
        let told = request.to_text();
        assert!(dispatch_reading(&world, request).is_err(), "{told}");
    }
    for path in ["/api/toys/car", "/api/toys", "/api/jobs", "/api/toys/dodo"] {
        assert!(dispatch_reading(&world, Request::new("GET", path)).is_ok(), "{path}");
    }
}

/// The same bytes, or now and then with one of them another.
fn torn(below: &mut impl FnMut(usize) -> usize, text: &str) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    if below(4) == 0 {
        let at = below(bytes.len());
        bytes[at] = below(256) as u8;
    }
    bytes
}

/// Fields and contents of every sort, in any order: each answer leaves where it may, and is in the description.
#[test]
fn arbitrary_wishes_get_answers_that_are_documented() {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut below = move |bound: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 33) as usize % bound
    };
    let paths = [
        "/api/toys/car",
        "/api/toys",
        "/api/toys/automobile",
        "/api/toys/toy-of-the-day/loans",
        "/api/toys/duck",
        "/api/friends/mia",
        "/api/friends",
        "/api/jobs/1",
        "/api/jobs",
        "/api/moves",
        "/api/moves/1",
        "/api/",
        "/api/toys/ball/loans/1",
        "/api/toys/car/repairs",
        "/api/toys/car/repairs/1",
        "/api/openapi.json",
    ];
    let fields = [
        ("Range", "bytes=0-9"),
        ("Range", "bytes=0-9, 100-, -1"),
        ("Range", "bytes=99999-"),
        ("Range", "bytes="),
        ("If-Range", "\"v1\""),
        ("If-Range", "W/\"v1\""),
        ("Prefer", "return=minimal, handling=strict"),
        ("Prefer", "respond-async; a=\"b"),
        ("Prefer", "handling=strict, x"),
        ("Prefer", "return=representation"),
        ("Idempotency-Key", "\"a\""),
        ("Idempotency-Key", "\"b\""),
        ("Idempotency-Key", "a"),
        ("If-Match", "*"),
        ("If-None-Match", "*"),
        ("If-Match", "\"v1\""),
        ("If-Modified-Since", "Thu, 01 Jan 2026 09:00:00 GMT"),
    ];
    let contents = [
        ("application/json", r#"{"name":"Toy","kind":"toy"}"#),
        ("application/json", r#"{"name":"Mia"}"#),
        ("application/json", r#"{"what":"a wheel"}"#),
        ("application/json", r#"{"friend":"mia"}"#),
        ("application/json", r#"{"toy":"car","to":"racer","permanent":false}"#),
        ("application/json-patch+json", r#"[{"op":"copy","from":"","path":"/name"}]"#),
        ("application/json-patch+json", r#"[{"op":"test","path":"/name","value":1},{"op":"x"}]"#),
        ("application/json-patch+json", r#"[{"op":"remove","path":"/color"}]"#),
        ("application/merge-patch+json", r#"{"name":"Other"}"#),
    ];
    let methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
    let mut world = world();
    for _ in 0..4000 {
        let mut request = Request::new(methods[below(6)], paths[below(paths.len())]);
        for _ in 0..below(4) {
            let (name, value) = fields[below(fields.len())];
            request = request.with(name, torn(&mut below, value));
        }
        if matches!(request.method.as_ref(), b"POST" | b"PUT" | b"PATCH") {
            let (kind, content) = contents[below(contents.len())];
            request = request.with("Content-Type", kind).content(torn(&mut below, content));
        }
        let (after, exchange) = dispatch(&world, request);
        end(&exchange);
        documented(&after, &exchange);
        world = after.at(after.now_ms() + 1500);
        if below(300) == 0 {
            world = World::toy_library("/api").at(world.now_ms());
        }
    }
}

/// Of the statuses that this file is about, each one that the description promises for an operation can be had there.
#[test]
fn what_is_documented_can_happen() {
    let mut world = world();
    let repair = || Request::new("POST", "/api/toys/car/repairs").json(r#"{"what":"a wheel"}"#);
    let moving = |to: &str| {
        let content = json!({"toy": "drum", "to": to, "permanent": false});
        Request::new("POST", "/api/moves").json(content.to_string())
    };
    let card = Request::new("POST", "/api/cards").json(r#"{"friend":"mia","scopes":["friends:write"]}"#);
    let card = body(&send(&mut world, card));
    let token = format!("Bearer {}", card["token"].as_str().expect("a token"));
    let authorized = |request: Request| request.with("Authorization", &token);
    send(&mut world, repair().with("Idempotency-Key", "\"1\""));
    world = world.at(world.now_ms() + 60_000);
    for request in [
        repair().with("Idempotency-Key", "\"2\""),
        moving("drum-2"),
        Request::new("DELETE", "/api/moves/1"),
        moving("drum-3"),
        Request::new("DELETE", "/api/toys/duck"),
        authorized(Request::new("DELETE", "/api/friends/tom")),
        Request::new("POST", "/api/cards").json(r#"{"friend":"mia"}"#),
        authorized(Request::new("DELETE", "/api/cards/2")),
    ] {
        assert!(send(&mut world, request).response.status.is_success());
    }
    let document = world.api().document().clone();
    let mut tried = 0;
    for (path, item) in document["paths"].as_object().expect("paths") {
        for method in ["get", "put", "post", "patch", "delete"] {
            let statuses = item[method]["responses"].as_object();
            for status in statuses.into_iter().flatten().map(|(status, _)| status.as_str()) {
                let mine = ["202", "206", "301", "303", "307", "308", "410", "416", "428"].contains(&status)
                    || (status == "204" && method != "delete");
                if !mine {
                    continue;
                }
                let toy = match status {
                    "301" | "308" => "automobile",
                    "307" => "toy-of-the-day",
                    "410" => "duck",
                    _ if path.contains("{loan}") => "ball",
                    _ => "car",
                };
                let gone = status == "410";
                let target = path
                    .replace("{toy}", toy)
                    .replace("{friend}", if gone { "tom" } else { "mia" })
                    .replace("{card}", if gone { "2" } else { "1" })
                    .replace("{move}", if gone { "1" } else { "2" })
                    .replace("{job}", if status == "303" { "1" } else { "2" })
                    .replace("{loan}", "1")
                    .replace("{repair}", "1");
                let mut request = Request::new(method.to_uppercase(), format!("/api{target}"));
                let content = if path.ends_with("repairs") { r#"{"what":"x"}"# } else { r#"{"name":"x"}"# };
                let content = if target == "/toys/car" { r#"{"name":"x","kind":"y"}"# } else { content };
                match method {
                    "put" | "post" => request = request.json(content),
                    "patch" => {
                        request =
                            request.with("Content-Type", "application/merge-patch+json").content(content);
                    }
                    _ => {}
                }
                match status {
                    "202" => request = request.with("Idempotency-Key", "\"3\""),
                    "206" => request = request.with("Range", "bytes=0-0"),
                    "416" => request = request.with("Range", "bytes=999999-"),
                    "204" => request = request.with("Prefer", "return=minimal").with("If-Match", "*"),
                    _ if path.ends_with("repairs") => request = request.with("Idempotency-Key", "\"4\""),
                    _ => {}
                }
                let exchange = dispatch(&world, authorized(request)).1;
                assert_eq!(exchange.response.status.as_str(), status, "{}", exchange.request.to_text());
                tried += 1;
            }
        }
    }
    assert!(tried > 50, "{tried}");
}
