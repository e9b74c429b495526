//! Exchanges that leave every decision by every way out: what is told of them is held to the server by the tests of what
//! is told.

use toyshelf::{
    api::import::import,
    http::{Request, coding},
    server::{Exchange, dispatch},
    world::{Down, RateLimit, Settings, World},
};

/// Fails with one line for each thing that is wrong.
pub(crate) fn none(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} to mend:\n{}\n", wrong.len(), wrong.join("\n"));
}

/// A toy library in which toys moved, one was taken away, and a job is done.
pub(crate) fn lived_in() -> World {
    let mut world = World::toy_library("/api").at(1_800_000_000_000);
    for request in [
        new("POST", "/moves").json(r#"{"toy":"duck","to":"drake","permanent":true}"#),
        new("POST", "/moves").json(r#"{"toy":"robot","to":"robo","permanent":false}"#),
        new("DELETE", "/toys/drum"),
        new("POST", "/toys").with("Idempotency-Key", "\"key\"").json(BOAT),
        new("POST", "/toys/car/repairs").with("Idempotency-Key", "\"wheel\"").json(r#"{"what":"a wheel"}"#),
    ] {
        let (after, exchange) = dispatch(&world, request);
        assert!(exchange.response.status.is_success(), "{}", exchange.response.text());
        world = after;
    }
    world
}

pub(crate) const BOAT: &str = r#"{"name":"Blue boat","kind":"boat"}"#;

pub(crate) fn new(method: &str, path: &str) -> Request {
    Request::new(method, format!("/api{path}"))
}

/// An exchange, and the world that its request met.
pub(crate) type Played = (World, Exchange);

/// Exchanges that leave every decision by every way out that requests can take.
pub(crate) fn exchanges() -> Vec<Played> {
    let world = lived_in();
    let with = |settings: Settings| world.with_settings(settings);
    let later = world.at(world.now_ms() + 120_000);
    let (_, card) = dispatch(&world, new("POST", "/cards").json(r#"{"friend":"mia"}"#));
    let card: serde_json::Value = serde_json::from_slice(&card.response.content).expect("a card");
    let token = format!("Bearer {}", card["token"].as_str().unwrap_or_default());
    let (carded, _) = dispatch(&world, new("POST", "/cards").json(r#"{"friend":"mia"}"#));
    let json_patch = |patch: &str| {
        new("PATCH", "/toys/car").with("Content-Type", "application/json-patch+json").content(patch)
    };
    let limited =
        with(Settings { rate: Some(RateLimit { requests: 1, window_s: 60 }), ..Settings::default() });
    let (limited, _) = dispatch(&limited, new("GET", "/toys/car"));
    let plain: Vec<Request> = vec![
        new("GET", "/toys/car"),
        new("GET", "/toys/blocks"),
        new("GET", "/toys"),
        new("GET", "/toys?kind=car"),
        new("GET", "/toys?per_page=2"),
        new("GET", "/toys?kind[ne]=car&per_page=2&page=2"),
        new("GET", "/toys/ball/loans"),
        new("GET", "/toys/ball/loans/1"),
        new("GET", "/friends"),
        new("GET", "/friends/mia"),
        new("GET", "/jobs"),
        new("GET", "/moves"),
        new("GET", "/"),
        new("GET", "/openapi.json"),
        new("HEAD", "/toys/car"),
        new("HEAD", "/toys"),
        new("HEAD", "/toys?kind=none"),
        new("HEAD", "/friends/mia"),
        new("BREW", "/toys/car"),
        new("GET", &format!("/toys?q={}", "x".repeat(9_000))),
        new("GET", "/toys").with("X-Long", "x".repeat(20_000)),
        new("GET", "/toys/%zz"),
        new("GET", "/toys/car").with("Sp ace", "x"),
        new("GET", "/nowhere"),
        new("GET", "/toys/none"),
        new("POST", "/toys/none/loans").json(r#"{"friend":"mia"}"#),
        new("GET", "/toys/none/repairs"),
        new("GET", "/friends/ned"),
        new("GET", "/jobs/99"),
        new("DELETE", "/toys"),
        new("POST", "/toys/car"),
        new("OPTIONS", "/toys/car"),
        Request::new("OPTIONS", "*"),
        new("OPTIONS", "/toys/car")
            .with("Origin", "https://shop.example")
            .with("Access-Control-Request-Method", "PUT"),
        new("GET", "/toys?nope=1"),
        new("GET", "/toys?wheels[gte]=many"),
        new("DELETE", "/friends/zoe"),
        new("DELETE", "/friends/zoe").with("Authorization", "Bearer wrong"),
        new("DELETE", "/friends/zoe").with("Authorization", "?"),
        new("GET", "/toys/car").with("Expect", "a-pony"),
        new("POST", "/toys").json("x".repeat(3_000_000)),
        new("POST", "/toys").content("x").with("Content-Type", "text/plain"),
        new("POST", "/toys").json("x").with("Content-Encoding", "gzip"),
        new("POST", "/toys").json(coding::gzip(&vec![b' '; 3_000_000])).with("Content-Encoding", "gzip"),
        new("GET", "/toys/car").with("Accept", "image/png"),
        new("GET", "/toys").with("Accept", "image/png"),
        new("GET", "/toys").with("Prefer", "handling=strict, fly"),
        new("POST", "/toys/car/repairs").json(r#"{"what":"a wheel"}"#),
        new("POST", "/toys").with("Idempotency-Key", "unquoted").json(BOAT),
        new("GET", "/toys/duck"),
        new("PUT", "/toys/duck").json(BOAT),
        new("GET", "/toys/robot"),
        new("GET", "/toys/drum"),
        new("PUT", "/friends/mia").json(r#"{"name":"Mia"}"#),
        new("PUT", "/toys/car").json(BOAT).with("If-Match", "\"v9\""),
        new("PUT", "/toys/car").json(BOAT).with("If-Unmodified-Since", "Thu, 01 Jan 1970 00:00:01 GMT"),
        new("PUT", "/toys/car").json(BOAT).with("If-None-Match", "*"),
        new("GET", "/toys/bear").with("If-None-Match", "\"v1\""),
        new("GET", "/toys").with("If-None-Match", "*"),
        new("GET", "/toys/bear").with("If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT"),
        new("POST", "/toys").json("{"),
        new("POST", "/toys").json(""),
        json_patch(r#"[{"op":"test","path":"/name","value":"x"}]"#),
        json_patch(r#"[{"op":"replace","path":"/name","value":"Fast car"}]"#),
        new("POST", "/toys").json(r#"{"kind":"boat"}"#),
        new("POST", "/toys").json("{}"),
        new("POST", "/toys").json(r#"{"name":"Boat","kind":"boat","wheels":"many"}"#),
        new("POST", "/toys/car/loans").json(r#"{"friend":"bob"}"#),
        new("POST", "/friends").json("{}"),
        new("POST", "/toys").with("Idempotency-Key", "\"key\"").json(BOAT),
        new("POST", "/toys").with("Idempotency-Key", "\"key\"").json(r#"{"name":"Red boat","kind":"boat"}"#),
        new("POST", "/toys/car/repairs").with("Idempotency-Key", "\"wheel\"").json(r#"{"what":"a wheel"}"#),
        new("POST", "/toys/ball/loans").json(r#"{"friend":"mia"}"#),
        new("DELETE", "/toys/ball"),
        new("POST", "/moves").json(r#"{"toy":"car","to":"bear","permanent":true}"#),
        new("GET", "/toys/bear").with("Range", "bytes=0-9"),
        new("GET", "/toys/bear").with("Range", "bytes=0-9,100-109"),
        new("GET", "/toys/bear").with("Range", "bytes=9999-"),
        new("POST", "/toys").json(BOAT),
        new("PUT", "/toys/kite").json(BOAT),
        new("PUT", "/toys/bear").json(BOAT),
        new("PATCH", "/toys/bear")
            .json(r#"{"wheels":0}"#)
            .with("Content-Type", "application/merge-patch+json"),
        new("PUT", "/toys/bear").json(BOAT).with("Prefer", "return=minimal"),
        new("POST", "/toys/car/loans").json(r#"{"friend":"mia"}"#),
        new("POST", "/friends").json(r#"{"name":"Ada"}"#),
        new("POST", "/cards").json(r#"{"friend":"tom"}"#),
        new("POST", "/moves").json(r#"{"toy":"bear","to":"teddy","permanent":true}"#),
        new("POST", "/toys/bear/repairs").with("Idempotency-Key", "\"ear\"").json(r#"{"what":"an ear"}"#),
        new("DELETE", "/toys/ball/loans/1"),
        new("DELETE", "/toys/bear"),
    ];
    let mut worlds: Vec<(World, Request)> =
        plain.into_iter().map(|request| (world.clone(), request)).collect();
    worlds.extend([
        (
            with(Settings { down: Some(Down { retry_after_s: 30 }), ..Settings::default() }),
            new("GET", "/toys/car"),
        ),
        (limited, new("GET", "/toys/car")),
        (later, new("GET", "/jobs/1")),
        (world.clone(), new("GET", "/jobs/1")),
        (carded.clone(), new("DELETE", "/friends/zoe").with("Authorization", &token)),
        (carded.clone(), new("DELETE", "/friends/mia").with("Authorization", &token)),
        (carded, new("GET", "/cards/1").with("Authorization", token)),
    ]);
    // Answers that were kept under a key, in every status.
    for request in [
        json_patch(r#"[{"op":"replace","path":"/name","value":"Fast car"}]"#),
        json_patch(r#"[{"op":"replace","path":"/name","value":"Fast car"}]"#)
            .with("Prefer", "return=minimal"),
    ] {
        let request = request.with("Idempotency-Key", "\"again\"");
        let (after, _) = dispatch(&world, request.clone());
        worlds.push((after, request));
    }
    let pets = include_str!("../openapi/animal-shop.yaml");
    let pets = World::imported(&import(pets, 1).expect("an API"), "/api");
    for path in pets.api().routes().iter().map(|route| route.template.text().to_owned()) {
        let path = path.split('/').map(|part| if part.starts_with('{') { "1" } else { part });
        let path = path.collect::<Vec<_>>().join("/");
        worlds.extend(
            ["GET", "POST", "DELETE"]
                .map(|method| (pets.clone(), new(method, &path).json(r#"{"no":"such"}"#))),
        );
        worlds.push((pets.clone(), new("GET", &format!("{path}?limit=none"))));
    }
    // An imported document may have its operations succeed with any of these.
    for status in [203, 205, 206, 207, 208, 226, 300, 301, 302, 304, 305, 307, 308] {
        let document = format!(
            "openapi: 3.1.0\ninfo: {{title: One, version: '1'}}\npaths:\n  /shops:\n    get:\n      responses:\n        '{status}': {{description: So}}\n"
        );
        let one = World::imported(&import(&document, 1).expect("an API"), "/api");
        worlds.push((one, new("GET", "/shops")));
    }
    let play = |(world, request): (World, Request)| {
        let (_, exchange) = dispatch(&world, request);
        (world, exchange)
    };
    worlds.into_iter().map(play).collect()
}
