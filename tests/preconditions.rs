//! Every combination of conditional fields, on every method and on what is there, is not, was, and has moved; held
//! against a separate reading of RFC 9110 §13.2, written down step by step.

// A test that cannot go on says so by panicking.
#![allow(clippy::expect_used)]

use toyshelf::{http::Request, server::dispatch, world::World};

/// A value of If-Match or If-None-Match, with what it says of the stored entity tag `"v3"`.
struct Tags {
    lines: &'static [&'static str],
    /// It can be read.
    valid: bool,
    /// It is `*`.
    any: bool,
    /// It has `"v3"` itself.
    strong: bool,
    /// It has `"v3"` or `W/"v3"`.
    weak: bool,
}

const fn tags(lines: &'static [&'static str], valid: bool, any: bool, strong: bool, weak: bool) -> Tags {
    Tags { lines, valid, any, strong, weak }
}

/// A value of a field with a date, with what it says of the last change, on 1 January 2026 at 09:00.
struct Since {
    lines: &'static [&'static str],
    /// It is one date.
    valid: bool,
    /// The last change came after it.
    changed_since: bool,
}

const IF_MATCH: [Option<Tags>; 10] = [
    None,
    Some(tags(&["\"v3\""], true, false, true, true)),
    Some(tags(&["\"v2\""], true, false, false, false)),
    Some(tags(&["W/\"v3\""], true, false, false, true)),
    Some(tags(&["*"], true, true, false, false)),
    Some(tags(&["\"v1\", W/\"v2\",, \"v3\""], true, false, true, true)),
    Some(tags(&["\"v1\"", "\"v3\""], true, false, true, true)),
    Some(tags(&[""], true, false, false, false)),
    Some(tags(&["v3"], false, false, false, false)),
    Some(tags(&["*, \"v3\""], false, false, false, false)),
];

const IF_NONE_MATCH: [Option<Tags>; 8] = [
    None,
    Some(tags(&["\"v3\""], true, false, true, true)),
    Some(tags(&["\"v2\""], true, false, false, false)),
    Some(tags(&["W/\"v3\""], true, false, false, true)),
    Some(tags(&["*"], true, true, false, false)),
    Some(tags(&["\"v1\", W/\"v3\""], true, false, false, true)),
    Some(tags(&["\"v1\"", "\"v2\""], true, false, false, false)),
    Some(tags(&["\"v3"], false, false, false, false)),
];

const SINCE: [Option<Since>; 6] = [
    None,
    Some(Since { lines: &["Thu, 01 Jan 2026 09:00:00 GMT"], valid: true, changed_since: false }),
    Some(Since { lines: &["Thu, 01 Jan 2026 08:59:59 GMT"], valid: true, changed_since: true }),
    Some(Since { lines: &["Thursday, 01-Jan-26 09:00:01 GMT"], valid: true, changed_since: false }),
    Some(Since { lines: &["2026-01-01T08:00:00Z"], valid: false, changed_since: false }),
    Some(Since {
        lines: &["Thu, 01 Jan 2026 08:59:59 GMT", "Thu, 01 Jan 2026 08:59:59 GMT"],
        valid: false,
        changed_since: false,
    }),
];

const METHODS: [&str; 6] = ["GET", "HEAD", "PUT", "PATCH", "DELETE", "POST"];

/// What is at the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Here,
    Missing,
    Gone,
    Moved,
}

/// The status that RFC 9110 §13.2 leads to, and at which decision.
fn reading(
    method: &str,
    state: State,
    if_match: Option<&Tags>,
    if_unmodified_since: Option<&Since>,
    if_none_match: Option<&Tags>,
    if_modified_since: Option<&Since>,
) -> (u16, &'static str) {
    let reads = method == "GET" || method == "HEAD";
    let here = state == State::Here;

    // §13.2.1: “A server MUST ignore all received preconditions if its response to the same request without those
    // conditions, prior to processing the request content, would have been a status code other than a 2xx or 412.”
    match state {
        State::Moved if reads => return (301, "moved"),
        State::Moved => return (308, "moved"),
        // PUT creates what is not there, so its plain answer would be 201.
        State::Gone if method != "PUT" => return (410, "here-before"),
        State::Missing if method != "PUT" => return (404, "found"),
        _ => {}
    }

    // §13.2.2, 1: “When recipient is the origin server and If-Match is present, evaluate the If-Match precondition:
    // if true, continue to step 3; if false, respond 412”.
    if let Some(field) = if_match {
        // §13.1.1: “*” is true if there is any current representation; a list is true if one of its tags matches by
        // the strong comparison. What cannot be read has not said that the client knows the state.
        let holds = here && field.valid && (field.any || field.strong);
        if !holds {
            return (412, "if-match");
        }
    }
    // 2: “… If-Match is not present, and If-Unmodified-Since is present”.
    if let (None, Some(field)) = (if_match, if_unmodified_since) {
        // §13.1.4: ignored if it is not one date, or if there is no modification date.
        if field.valid && here && field.changed_since {
            return (412, "if-unmodified-since");
        }
    }
    // 3: “When If-None-Match is present, evaluate the If-None-Match precondition: if true, continue to step 5; if
    // false for GET/HEAD, respond 304; if false for other methods, respond 412”.
    if let Some(field) = if_none_match {
        // §13.1.2: “*” is false if there is any current representation; a list is false if one of its tags matches
        // by the weak comparison.
        let holds = !(here && field.valid && (field.any || field.weak));
        if !holds {
            return (if reads { 304 } else { 412 }, "if-none-match");
        }
    }
    // 4: “When the method is GET or HEAD, If-None-Match is not present, and If-Modified-Since is present”: true,
    // continue to step 5; false, respond 304.
    if let (true, None, Some(field)) = (reads, if_none_match, if_modified_since) {
        // §13.1.3: ignored if it is not one date.
        if field.valid && !field.changed_since {
            return (304, "if-modified-since");
        }
    }
    // 6: “Otherwise, perform the requested method”. Step 5, If-Range, is tested with ranges.
    let status = match method {
        "PUT" if !here => 201,
        "POST" => 201,
        "DELETE" => 204,
        _ => 200,
    };
    (status, "answer")
}

/// The library as it opened, with a car that changed and a duck that went in that same second; an hour later.
fn world() -> World {
    let mut world = World::toy_library("/api");
    let mut car = world.find("/toys", "car").expect("the car").fields.clone();
    for wheels in [6, 4] {
        car.insert("wheels".into(), wheels.into());
        world.write("/toys", "car", car.clone());
    }
    world.remove("/toys", "duck");
    world.at(world.now_ms() + 3_600_000)
}

/// A request without conditions. POST goes to a collection.
fn plain(method: &str, state: State) -> Request {
    let path = match (method, state) {
        ("POST", State::Here) => "/api/toys",
        ("POST", State::Missing) => "/api/toys/nothing/loans",
        ("POST", State::Gone) => "/api/toys/duck/loans",
        ("POST", State::Moved) => "/api/toys/automobile/loans",
        (_, State::Here) => "/api/toys/car",
        (_, State::Missing) => "/api/toys/nothing",
        (_, State::Gone) => "/api/toys/duck",
        (_, State::Moved) => "/api/toys/automobile",
    };
    let request = Request::new(method, path);
    match method {
        "PUT" | "POST" => request.json(r#"{"name":"Toy","kind":"toy"}"#),
        "PATCH" => request.with("Content-Type", "application/merge-patch+json").content(r#"{"wheels":3}"#),
        _ => request,
    }
}

fn with(mut request: Request, name: &str, lines: Option<&[&str]>, tag: &str) -> Request {
    for line in lines.into_iter().flatten() {
        request = request.with(name, line.replace("v3", tag));
    }
    request
}

#[test]
fn every_combination_does_as_the_rfc_reads() {
    let world = world();
    let tag = |path: &str| {
        let response = dispatch(&world, Request::new("GET", path)).1.response;
        assert_eq!(response.field("last-modified"), Some("Thu, 01 Jan 2026 09:00:00 GMT"));
        response.field("etag").expect("an entity tag").trim_matches('"').to_owned()
    };
    let (car, toys) = (tag("/api/toys/car"), tag("/api/toys"));
    let mut asked = 0;
    for method in METHODS {
        let tag = if method == "POST" { &toys } else { &car };
        for state in [State::Here, State::Missing, State::Gone, State::Moved] {
            let plain = plain(method, state);
            for match_ in &IF_MATCH {
                let match_ = match_.as_ref();
                let first = with(plain.clone(), "If-Match", match_.map(|field| field.lines), tag);
                for unmodified in &SINCE {
                    let unmodified = unmodified.as_ref();
                    let second =
                        with(first.clone(), "If-Unmodified-Since", unmodified.map(|field| field.lines), tag);
                    for none in &IF_NONE_MATCH {
                        let none = none.as_ref();
                        let third = with(second.clone(), "If-None-Match", none.map(|field| field.lines), tag);
                        for modified in &SINCE {
                            let modified = modified.as_ref();
                            let lines = modified.map(|field| field.lines);
                            let sent = with(third.clone(), "If-Modified-Since", lines, tag);
                            let exchange = dispatch(&world, sent).1;
                            let exit = exchange.trace.exit().expect("an exit").decision.id;
                            let got = (exchange.response.status.as_u16(), exit);
                            let want = reading(method, state, match_, unmodified, none, modified);
                            assert_eq!(got, want, "{state:?}\n{}", exchange.request.to_text());
                            asked += 1;
                        }
                    }
                }
            }
        }
    }
    assert_eq!(asked, 6 * 4 * 10 * 6 * 8 * 6);
}

/// RFC 6585 §3: what the API guards is changed only by a client that says what it expects to find.
#[test]
fn a_guarded_change_needs_a_condition() {
    let world = world();
    let put = |id: &str| Request::new("PUT", format!("/api/friends/{id}")).json(r#"{"name":"Mia"}"#);
    let date = "Sat, 01 Jan 2028 00:00:00 GMT";
    for (request, want) in [
        (put("mia"), (428, "precondition-given")),
        (put("mia").with("If-Unmodified-Since", "soon"), (428, "precondition-given")),
        (put("mia").with("If-None-Match", "\"v9\""), (428, "precondition-given")),
        (put("mia").with("If-Modified-Since", date), (428, "precondition-given")),
        (put("mia").with("If-Match", "\"v1\""), (200, "answer")),
        (put("mia").with("If-Match", "*"), (200, "answer")),
        (put("mia").with("If-Match", "\"v2\""), (412, "if-match")),
        (put("mia").with("If-Unmodified-Since", date), (200, "answer")),
        (put("mia").with("If-None-Match", "*"), (412, "if-none-match")),
        (put("new"), (201, "answer")),
        (Request::new("DELETE", "/api/toys/car"), (204, "answer")),
    ] {
        let exchange = dispatch(&world, request).1;
        let exit = exchange.trace.exit().expect("an exit").decision.id;
        let told = exchange.request.to_text();
        assert_eq!((exchange.response.status.as_u16(), exit), want, "{told}");
    }
}

/// What Content and Act find out comes after the conditions, because it belongs to doing what was asked.
#[test]
fn a_failing_condition_comes_before_what_is_wrong_with_the_content() {
    let world = world();
    let stale = |request: Request| dispatch(&world, request.with("If-Match", "\"v9\"")).1.response.status;
    assert_eq!(stale(Request::new("PUT", "/api/toys/car").json("{")), 412);
    assert_eq!(stale(Request::new("PUT", "/api/toys/car").json("{}")), 412);
    assert_eq!(stale(Request::new("DELETE", "/api/toys/ball")), 412);
    assert_eq!(
        stale(Request::new("PUT", "/api/toys/car").content("x")),
        415,
        "a normal check of the request"
    );
    assert_eq!(stale(Request::new("GET", "/api/toys/car").with("Accept", "image/png")), 406);
}
