//! Requests that have the server say what it seldom says, and documents that do.

use std::borrow::Cow;

use toyshelf::{
    http::{Request, coding},
    server::dispatch,
    world::{Cors, Origins, RateLimit, Settings, World},
};

use super::played::{BOAT, new};

/// Requests that have the server say what it seldom says.
pub(crate) fn rare() -> Vec<Request> {
    let part = |range: &str| new("GET", "/toys/bear").with("Range", range);
    let options = |method: &str| {
        new("OPTIONS", "/toys/bear")
            .with("Origin", "https://a.example")
            .with("Access-Control-Request-Method", method)
    };
    let key = |key: &str| new("POST", "/toys").json(BOAT).with("Idempotency-Key", key);
    let coded =
        |coding: &str, content: &[u8]| new("POST", "/toys").json(content).with("Content-Encoding", coding);
    let patch = |patch: &str| {
        new("PATCH", "/toys/bear").with("Content-Type", "application/json-patch+json").content(patch)
    };
    let twice = coding::gzip(&coding::gzip(BOAT.as_bytes()));
    vec![
        new("", "/toys"),
        new("get", "/toys"),
        Request::new("GET", "*"),
        Request::new("GET", "/elsewhere"),
        new("GET", "/toys/"),
        new("GET", "/toys").with("X-Bad", "a\0b"),
        new("GET", "/toys").with("Content-Length", "x"),
        new("GET", "/toys").with("Content-Length", "5"),
        new("POST", "/toys").json(BOAT).with("Transfer-Encoding", "chunked"),
        new("POST", "/toys").json(BOAT).with("Transfer-Encoding", "chunked").with("Content-Length", "1"),
        (0..2_000)
            .fold(new("GET", "/toys"), |request, n| request.with(format!("X-{n}"), "a field among many")),
        options("PUT"),
        options("BREW"),
        options("PUT").with("Access-Control-Request-Headers", "x-odd"),
        new("GET", "/toys").with("Origin", "https://a.example"),
        new("GET", "/openapi.json?x=1"),
        new("GET", "/toys?odd=1").with("Prefer", "handling=lenient"),
        new("GET", "/toys").with("Authorization", "Bearer x"),
        new("DELETE", "/friends/zoe").with("Authorization", "Bearer x").with("Authorization", "Bearer y"),
        new("DELETE", "/friends/zoe").with("Authorization", "Bearer card_9_x"),
        new("GET", "/toys/bear").with("Expect", "100-continue"),
        new("POST", "/toys").json(BOAT).with("Expect", "100-continue"),
        coded("gzip", &coding::gzip(BOAT.as_bytes())),
        coded("gzip, gzip", &twice),
        coded("gzip, gzip, gzip", &twice),
        coded("br", b"x"),
        new("POST", "/toys").content(BOAT),
        new("POST", "/toys").content(BOAT).with("Content-Type", "json"),
        new("GET", "/toys").with("Accept", "text/html, */*;q=0.1").with("Accept-Language", "de"),
        new("GET", "/toys").with("Accept", "text/html").with("Accept-Language", "fr"),
        new("GET", "/toys").with("Accept", "text/html").with("Accept-Language", "de;;"),
        new("GET", "/toys").with("Accept", "text/html").with("Accept-Language", "*;q=0"),
        new("GET", "/toys").with("Accept", "text"),
        new("GET", "/toys").with("Accept-Encoding", "gzip, identity;q=0"),
        new("GET", "/toys").with("Accept-Encoding", "identity;q=0"),
        new("GET", "/toys").with("Accept-Encoding", "gzip"),
        new("GET", "/toys").with("Accept-Encoding", "br"),
        new("GET", "/toys").with("Accept-Encoding", ";;"),
        new("DELETE", "/toys/bear").with("Accept", "*/*;q=0.5"),
        new("GET", "/toys").with("Prefer", "return=minimal, fly"),
        new("POST", "/toys").json(BOAT).with("Prefer", "return=minimal"),
        key(r#""a"#),
        key(r#""a\b""#),
        key("\"\u{e9}\""),
        key(r#""""#),
        key(r#""a" b"#),
        key(r#""a""#).with("Idempotency-Key", r#""b""#),
        new("PUT", "/toys/drum").json(BOAT),
        new("GET", "/toys/drum/loans"),
        new("PUT", "/toys/a%20b").json(BOAT),
        new("POST", "/moves").json(r#"{"toy":"none","to":"some","permanent":true}"#),
        new("POST", "/moves").json(r#"{"toy":"car","to":"duck","permanent":true}"#),
        new("DELETE", "/moves/1"),
        new("DELETE", "/moves/2"),
        new("POST", "/toys/ball/repairs").json(r#"{"what":"air"}"#).with("Idempotency-Key", r#""air""#),
        new("PATCH", "/friends/mia").json(r#"{"name":"Mia"}"#),
        new("GET", "/toys/bear").with("If-Modified-Since", "yesterday"),
        new("PUT", "/toys/bear").json(BOAT).with("If-Match", "v1"),
        new("PUT", "/toys/kite").json(BOAT).with("If-Match", "*"),
        new("PUT", "/toys/kite").json(BOAT).with("If-None-Match", "*"),
        new("GET", "/toys/bear").with("If-None-Match", "v1"),
        new("GET", "/").with("If-Modified-Since", "Thu, 01 Jan 1970 00:00:01 GMT"),
        new("PUT", "/toys/bear").json(BOAT).with("If-Modified-Since", "Thu, 01 Jan 1970 00:00:01 GMT"),
        new("POST", "/toys").json(b"{\"name\": \"\xFF\"}"),
        new("PATCH", "/toys/bear").with("Content-Type", "application/merge-patch+json").content("{}"),
        patch("{}"),
        patch(r#"[{"op":"fly","path":"/name"}]"#),
        patch(r#"[{"op":"replace","path":"/id","value":"x"}]"#),
        part("pages=1-2"),
        part("bytes=x"),
        part("bytes=0-1").with("Range", "bytes=2-3"),
        part(&format!("bytes={}", (0..20).map(|n| format!("{n}-{n}")).collect::<Vec<_>>().join(","))),
        part("bytes=0-1,2-3"),
        new("GET", "/toys").with("Range", "bytes=0-1,400-401,99999-"),
        new("GET", "/toys").with("Range", "bytes=0-1,400-401"),
        part("bytes=0-1").with("If-Range", "\"v1\""),
        part("bytes=0-1").with("If-Range", "\"v9\""),
        part("bytes=0-1").with("If-Range", "W/\"v1\""),
        part("bytes=0-1").with("If-Range", "v1"),
        part("bytes=0-1").with("If-Range", "Thu, 01 Jan 1970 00:00:01 GMT"),
        new("GET", "/toys/bear").with("Range", b"bytes=\xFF"),
        part("bytes=0-60,-60"),
        part("bytes=0-1").with("If-Range", "Thu, 01 Jan 2026 09:00:00 GMT"),
        new("HEAD", "/toys/bear").with("Range", "bytes=0-1"),
        new("GET", "/toys?kind=car&sort=-name,wheels&page=1&per_page=2&fields=id,name&embed=loans"),
        new("GET", "/toys?q=red&limit=2"),
        new("GET", "/toys?page=0"),
        new("GET", "/toys?page=1&cursor=x"),
        new("GET", "/toys?cursor=x"),
        new("GET", "/toys?sort=odd"),
        new("GET", "/toys?embed=odd"),
        new("GET", "/toys?wheels=x&q=a&q=b"),
    ]
}

/// Requests that meet a world of another sort.
pub(crate) fn elsewhere(world: &World) -> Vec<(World, Request)> {
    let with = |settings: Settings| world.with_settings(settings);
    let origins = Origins::These(vec!["https://b.example".into()]);
    let closed = with(Settings { cors: Cors { origins, ..Cors::default() }, ..Settings::default() });
    let limited =
        with(Settings { rate: Some(RateLimit { requests: 9, window_s: 60 }), ..Settings::default() });
    let preflight = new("OPTIONS", "/toys")
        .with("Origin", "https://a.example")
        .with("Access-Control-Request-Method", "POST");
    let (carded, card) =
        dispatch(world, new("POST", "/cards").json(r#"{"friend":"zoe","scopes":["friends:write"]}"#));
    let card: serde_json::Value = serde_json::from_slice(&card.response.content).expect("a card");
    let token = format!("Bearer {}", card["token"].as_str().unwrap_or_default());
    let (returned, _) = dispatch(&carded, new("DELETE", "/cards/1").with("Authorization", &token));
    let (two, _) = dispatch(&carded, new("POST", "/cards").json(r#"{"friend":"mia"}"#));
    let asked = |path: &str, token: &str| new("DELETE", path).with("Authorization", token);
    vec![
        (closed, preflight),
        (limited, new("GET", "/toys")),
        (carded.clone(), asked("/friends/zoe", &token)),
        (carded.clone(), asked("/friends/tom", &token)),
        (carded, asked("/friends/zoe", "Bearer card_1_x")),
        (two, asked("/cards/2", &token)),
        (returned, asked("/friends/zoe", &token)),
    ]
}

/// Documents, each with requests beside those that it describes.
pub(crate) fn documents() -> Vec<(Cow<'static, str>, Vec<Request>)> {
    let part = |path: &str, range: &str| new("GET", path).with("Range", range);
    let mut many = String::from("openapi: 3.1.0\ninfo: {title: Many, version: '1'}\npaths:\n");
    for n in 0..50 {
        many.push_str(&format!("  /p{n}: {{get: {{responses: {{'200': {{description: So}}}}}}}}\n"));
    }
    vec![
        (many.into(), vec![new("GET", "/nowhere")]),
        (
            include_str!("../openapi/animal-shop.yaml").into(),
            vec![
                new("GET", "/animals/99"),
                new("GET", "/animals/99/photo"),
                new("GET", "/animals?limit=x"),
                new("GET", "/animals?species=cat&odd=1"),
                new("GET", "/animals").with("Prefer", "return=minimal"),
            ],
        ),
        (
            include_str!("../openapi/club.yaml").into(),
            vec![
                new("GET", "/membership"),
                new("DELETE", "/membership"),
                new("GET", "/membership"),
                new("PUT", "/membership").json(r#"{"level":"gold"}"#),
            ],
        ),
        (include_str!("../openapi/gallery.json").into(), vec![]),
        (
            include_str!("../openapi/notes.yaml").into(),
            vec![
                part("/notes/1", "bytes=2-5"),
                part("/notes/1", "bytes=0-1,9-10"),
                part("/notes", "bytes=0-1"),
                part("/manual", "bytes=0-3"),
                part("/leaflet", "bytes=999-"),
                part("/leaflet", "bytes=0-1,-1"),
            ],
        ),
        (
            include_str!("../openapi/odd.yaml").into(),
            vec![
                new("GET", "/flags?verbose=true"),
                new("POST", "/tags").json(r#"{"name":"blue"}"#),
                new("POST", "/tags").json(r#"{"name":"blue"}"#),
                new("DELETE", "/badge"),
                new("GET", "/badge"),
                part("/answer", "bytes=0-1"),
                part("/poster", "bytes=0-1"),
                new("GET", "/forecast"),
                new("PATCH", "/patches").with("Content-Type", "application/json-patch+json").content("[]"),
                new("POST", "/loose").json("{}"),
                new("POST", "/loose").json("[1"),
                new("GET", "/secret").with("X-Key", ""),
                new("GET", "/secret").with("X-Key", "k"),
                new("GET", "/vault").with("Authorization", "Basic ?"),
                new("GET", "/vault").with("Authorization", "Basic bWlhOng="),
            ],
        ),
        (include_str!("../openapi/rail.yaml").into(), vec![]),
        (include_str!("../openapi/tasks.yaml").into(), vec![]),
    ]
}
