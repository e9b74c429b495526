//! One edit away: which statuses the smallest edits reach, that each really gets there, and that none is smaller.

use std::collections::BTreeSet;

use toyshelf::{
    api::import::import,
    client::{
        Draft,
        edits::{Edit, Found, Work, candidates},
    },
    http::{Request, StatusCode},
    server::{self, dispatch},
    world::{Down, Settings, World},
};

const NOON: u64 = 1_800_000_000_000;

/// The toy library a while later, with what came of these requests.
fn world(requests: &[Request]) -> World {
    let world = World::toy_library("/api").at(NOON);
    requests.iter().fold(world, |world, request| dispatch(&world, request.clone()).0).at(NOON + 5_000)
}

fn search(world: &World, draft: &Draft) -> Found {
    let mut work = Work::on(world, draft);
    let mut steps = 0;
    while work.step() {
        steps += 1;
        assert!(steps <= Work::MOST);
    }
    work.found().clone()
}

fn status(world: &World, edit: &Edit, draft: &Draft) -> (StatusCode, &'static str) {
    let world =
        edit.settings().map_or_else(|| world.clone(), |settings| world.with_settings(settings.clone()));
    let (_, exchange) = dispatch(&world, edit.apply(draft).request(world.base()));
    let exit = exchange.trace.exit().map_or("", |step| step.decision.id);
    (exchange.response.status, exit)
}

fn asks_for_else(edit: &Edit, draft: &Draft) -> bool {
    let bare = |path: &str| path.split('?').next().unwrap_or_default().to_owned();
    match edit {
        Edit::Method(_) => true,
        Edit::Path(path) => bare(path) != bare(&draft.path),
        _ => false,
    }
}

/// The statuses found; each way is tried, and held against every other candidate.
fn reached(world: &World, draft: &Draft) -> BTreeSet<u16> {
    let found = search(world, draft);
    let all: Vec<_> = candidates(world, draft)
        .into_iter()
        .map(|candidate| (status(world, &candidate.edit, draft), candidate))
        .collect();
    assert!(all.len() <= Work::MOST, "{}", all.len());
    let ways = found.by_status();
    let unchanged = status(world, &Edit::Drop("X-None".into()), draft).0;
    for way in &ways {
        assert_eq!(status(world, &way.edit, draft), (way.status, way.decision.id), "{way:?}");
        // Where a request fails, one that has the very same thing succeed comes before a smaller one that asks for
        // something else.
        let same_thing =
            unchanged.as_u16() >= 400 && way.status.is_success() && !asks_for_else(&way.edit, draft);
        let smaller = all.iter().find(|((status, _), other)| {
            *status == way.status
                && other.cost < way.cost
                && !(same_thing && asks_for_else(&other.edit, draft))
        });
        assert!(smaller.is_none(), "{way:?} is larger than {smaller:?}");
        assert!(!way.words.is_empty() && way.words.chars().count() < 90, "{way:?}");
    }
    assert_eq!(found.base().map(|base| base.status), Some(unchanged));
    for ((status, _), candidate) in &all {
        let told = ways.iter().any(|way| way.status == *status);
        assert!(told || *status == unchanged, "{candidate:?} leads to {status}, which nobody tells of");
    }
    ways.iter().map(|way| way.status.as_u16()).collect()
}

fn assert_reaches(world: &World, draft: &Draft, wanted: &[u16]) {
    let reached = reached(world, draft);
    let missing: Vec<_> = wanted.iter().filter(|status| !reached.contains(status)).collect();
    assert!(missing.is_empty(), "{} {}: {missing:?} not in {reached:?}", draft.method, draft.path);
}

fn post() -> Draft {
    Draft::new("POST", "/toys")
        .body("application/json", "{\n  \"name\": \"Blue boat\",\n  \"kind\": \"boat\"\n}")
}

#[test]
fn from_a_read_of_the_car() {
    let world = world(&[Request::new("DELETE", "/api/toys/drum")]);
    let draft = Draft::default();
    let wanted =
        [204, 206, 301, 304, 307, 400, 401, 404, 405, 406, 410, 412, 414, 416, 417, 429, 431, 501, 503];
    assert_reaches(&world, &draft, &wanted);
}

#[test]
fn from_a_new_toy() {
    let key = Request::new("POST", "/api/toys").json(br#"{"name":"Kite","kind":"kite"}"#);
    let world = world(&[key.with("Idempotency-Key", "\"seen\"")]);
    assert_reaches(&world, &post(), &[200, 400, 404, 405, 406, 412, 413, 415, 417, 422, 501, 503]);
    let seen = search(&world, &post()).exit("idempotency-key", 422).map(|way| way.words.clone());
    assert_eq!(seen.as_deref(), Some("add Idempotency-Key: \"seen\""));
}

#[test]
fn from_a_request_that_is_refused_to_one_that_is_not() {
    let world = world(&[]);
    let bodies = [
        "{\"name\": \"Boat\"}",
        "{\"name\": \"Boat\", \"kind\": 7}",
        "{\"name\": \"Boat\", \"kind\": \"boat\", \"colour\": \"red\"}",
        "{\"name\": \"Boat\", \"kind\": \"boat\"",
        "{\"name\": \"Boat\", \"kind\": \"boat\",}",
        "[]",
        "",
        "{}",
    ];
    for body in bodies {
        assert_reaches(&world, &Draft::new("POST", "/toys").body("application/json", body), &[201]);
    }
    assert_reaches(&world, &Draft::new("POST", "/toys"), &[201]);
    for (method, path) in [
        ("GET", "/toys/dragon"),
        ("GET", "/toys/%zz"),
        ("GET", "/toys?wheels=many"),
        ("GET", "/toys/car?colour=red"),
        ("POST", "/toys/car"),
        ("BREW", "/toys/car"),
        ("GET", "/toys/automobile"),
    ] {
        assert_reaches(&world, &Draft::new(method, path), &[200]);
    }
    for (name, value) in [
        ("Expect", "a-miracle"),
        ("If-None-Match", "\"v1\""),
        ("If-Match", "\"v9\""),
        ("Range", "bytes=0-9"),
        ("Accept-Encoding", "br, identity;q=0"),
    ] {
        assert_reaches(&world, &Draft::default().with(name, value), &[200]);
    }
}

#[test]
fn who_asks_matters() {
    let card = |friend: &str| {
        Request::new("POST", "/api/cards").json(format!("{{\"friend\":\"{friend}\"}}").as_bytes())
    };
    let world = world(&[card("mia"), card("tom")]);
    let ids: Vec<_> = world.collection("/cards").iter().map(|card| card.id.to_string()).collect();
    assert_eq!(ids.len(), 2);
    let draft = Draft::new("GET", &format!("/cards/{}", ids[0]));
    assert_reaches(&world, &draft, &[200, 400, 403]);
    // With the right card shown, the way back is to show none.
    let good = |edit: &Edit| {
        matches!(edit, Edit::Field { name, .. } if name == "Authorization")
            && status(&world, edit, &draft).0 == 200
    };
    let shown = candidates(&world, &draft).into_iter().find(|candidate| good(&candidate.edit));
    let shown = shown.expect("a card that is good").edit.apply(&draft);
    assert_reaches(&world, &shown, &[401, 403, 304]);
    // No words of a chip give a token away.
    let token = shown.header("authorization").unwrap_or_default().trim_start_matches("Bearer ").to_owned();
    assert!(token.starts_with("card_"), "{token}");
    assert!(candidates(&world, &draft).iter().all(|way| !way.words.contains(&token)));
}

#[test]
fn the_rest_of_the_toys_rules() {
    let world = world(&[]);
    let loan = Draft::new("POST", "/toys/car/loans").body("application/json", "{\"friend\": \"mia\"}");
    assert_reaches(&world, &loan, &[400, 404, 409, 415, 422]);
    let friend = Draft::new("PUT", "/friends/mia").body("application/json", "{\"name\": \"Mia\"}");
    let has_428 = status(&world, &Edit::Drop("X".into()), &friend).0;
    assert_eq!(has_428, 428);
    assert_reaches(&world, &friend, &[200, 412]);
    let patch = Draft::new("PATCH", "/toys/car").body("application/merge-patch+json", "{\"wheels\": 6}");
    assert_reaches(&world, &patch, &[400, 404, 412, 415, 422]);
    let patch = Draft::new("PATCH", "/toys/car")
        .body("application/json-patch+json", "[{\"op\":\"replace\",\"path\":\"/wheels\",\"value\":6}]");
    assert_reaches(&world, &patch, &[400, 409, 422]);
    let repair = Draft::new("POST", "/toys/car/repairs")
        .body("application/json", "{\"what\": \"a wheel\"}")
        .with("Idempotency-Key", "\"k\"");
    assert_reaches(&world, &repair, &[400]);
}

#[test]
fn what_the_settings_alone_can_do_is_marked_and_can_be_undone() {
    let world = world(&[]);
    let draft = Draft::default();
    let found = search(&world, &draft);
    for way in found.by_status() {
        assert_eq!(way.is_settings(), [429, 503].contains(&way.status.as_u16()), "{way:?}");
        assert_eq!(way.is_settings(), way.edit.apply(&draft) == draft, "{way:?}");
    }
    let down = world.with_settings(Settings { down: Some(Down { retry_after_s: 9 }), ..Settings::default() });
    let up = search(&down, &draft);
    assert_eq!(
        up.by_status().iter().map(|way| way.words.as_str()).collect::<Vec<_>>(),
        ["switch the server on"]
    );
}

#[test]
fn what_fails_is_helped_to_succeed_before_something_else_is_asked_for() {
    let card = Request::new("POST", "/api/cards").json(br#"{"friend":"mia"}"#);
    let found = search(&world(&[card]), &Draft::new("GET", "/cards/1"));
    let best =
        found.by_status().into_iter().find(|way| way.status == StatusCode::OK).map(|way| way.words.clone());
    assert_eq!(best.as_deref(), Some("show card 1 (Authorization)"));
    let past = found.leaving_at(|decision| decision.id == "answer").map(|way| way.words.clone());
    assert_eq!(past.as_deref(), Some("show card 1 (Authorization)"));

    let mut put = Draft::new("PUT", "/toys/car");
    put.body = "{\"name\": \"Car\", \"kind\": \"car\"}".into();
    let found = search(&world(&[]), &put);
    assert_eq!(found.base().map(|base| base.status.as_u16()), Some(415));
    let best =
        found.by_status().into_iter().find(|way| way.status == StatusCode::OK).map(|way| way.words.clone());
    assert_eq!(best.as_deref(), Some("add Content-Type: application/json"));
}

#[test]
fn a_few_that_are_worth_a_look() {
    let found = search(&world(&[]), &Draft::default());
    let told: Vec<_> =
        found.telling(5).into_iter().map(|way| format!("{} {}", way.status.as_u16(), way.words)).collect();
    assert_eq!(
        told,
        [
            "304 add If-None-Match: \"v1\"",
            "401 /cards/1",
            "404 /toys/boat",
            "406 Accept: image/png",
            "412 add If-Match: \"v0\"",
        ]
    );
    assert_eq!(found.exit("method-allowed", 405).map(|way| way.words.as_str()), Some("use POST"));
    assert!(found.exit("method-allowed", 404).is_none());
    let missing = search(&world(&[]), &Draft::new("GET", "/toys/boat"));
    let later = |decision: &server::Decision| decision.block > server::Block::Find;
    let past = missing.leaving_at(later).map(|way| (way.words.as_str(), way.status.as_u16()));
    assert_eq!(past, Some(("/toys/bear", 200)));
}

#[test]
fn where_the_request_fails_one_that_succeeds_is_among_the_few() {
    let gone = world(&[Request::new("DELETE", "/api/toys/duck")]);
    for draft in [
        Draft::new("DELETE", "/toys/duck"),
        Draft::new("GET", "/toys/duck"),
        Draft::new("POST", "/toys"),
        Draft::new("PUT", "/toys/duck"),
        Draft::new("GET", "/toys/car").with("Range", "bytes=9000-"),
    ] {
        let found = search(&gone, &draft);
        assert!(found.base().is_some_and(|base| base.status.as_u16() >= 400), "{draft:?}");
        for count in 1..6 {
            let told = found.telling(count);
            assert_eq!(told.len(), count);
            assert!(told.iter().any(|way| way.status.is_success()), "{draft:?}: {told:?}");
        }
    }
    assert!(search(&gone, &Draft::new("GET", "/toys/boat")).telling(0).is_empty());
}

#[test]
fn the_same_again_finds_the_same() {
    let world = world(&[]);
    let told = || format!("{:?}", search(&world, &post()));
    assert_eq!(told(), told());
}

#[test]
fn every_operation_of_an_imported_api_can_be_edited() {
    for file in ["animal-shop.yaml", "tasks.yaml", "rail.yaml", "gallery.json"] {
        let text = std::fs::read_to_string(format!("tests/openapi/{file}")).expect("a document");
        let imported = import(&text, 1).expect("an API");
        let world = World::imported(&imported, "/api").at(NOON);
        for route in imported.api.routes() {
            for operation in &route.operations {
                let request = toyshelf::api::import::example_request(
                    &imported.api,
                    &imported.seed,
                    route,
                    operation,
                    "/api",
                );
                let draft = Draft::of(&request, "/api");
                let wanted: &[u16] = if draft.method == "GET" { &[404, 405, 406] } else { &[404, 405, 501] };
                let reached = reached(&world, &draft);
                let missing: Vec<_> = wanted.iter().filter(|status| !reached.contains(status)).collect();
                println!("{file} {} {} {reached:?}", draft.method, draft.path);
                assert!(missing.len() < 2, "{file} {} {}: {missing:?}", draft.method, draft.path);
            }
        }
    }
}

#[test]
fn no_request_is_too_odd() {
    let world = world(&[]);
    for path in ["", "*", "?", "#", "/%", "//", "/toys/ü?=&&=%zz", "/toys/car/", "http://x/"] {
        for (method, body) in [("", ""), ("GÉT", "{"), ("POST", "\"\""), ("PATCH", "{\"\":{}}")] {
            let mut draft = Draft::new(method, path).body("", body).with("", "").with("Accept\u{0}", "\n");
            assert!(!reached(&world, &draft).is_empty());
            draft.headers.clear();
            assert!(!reached(&world, &draft).is_empty());
        }
    }
    assert!(server::decisions().count() > 30);
}
