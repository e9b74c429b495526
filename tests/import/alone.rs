//! What there is one of only: a path without an id at its end, at which one thing is read and changed.

use serde_json::{Value, json};
use toyshelf::{api::import::Severity, http::Request, world::World};

use super::{Served, body, check_trace, status};

/// A document with `/me`, a profile below each user, and paths that only look like such.
fn club() -> Served {
    Served::new(include_str!("../openapi/club.yaml"))
}

#[test]
fn what_there_is_one_of_is_read_changed_and_kept() {
    let mut club = club();
    let first = club.get("/api/me");
    check_trace(&first);
    assert_eq!((status(&first), first.response.field("etag")), (200, Some("\"v1\"")));
    assert_eq!(body(&first)["name"], "Mia", "the document's own example");

    let put = club.send(Request::new("PUT", "/api/me").json(r#"{"name":"Zoe","email":"zoe@example.org"}"#));
    check_trace(&put);
    assert_eq!(status(&put), 200, "{}", put.response.text());
    assert_eq!(body(&put)["name"], "Zoe");
    assert_eq!(body(&put)["id"], body(&first)["id"], "the server alone writes it");
    let step = put.trace.steps.iter().find(|step| step.decision.id == "do").unwrap();
    assert_eq!(step.because, "Replaced /me: version \"v1\" became \"v2\".");

    let patch = club.send(Request::new("PATCH", "/api/me").json(r#"{"email":"z@example.org"}"#));
    assert_eq!(status(&patch), 200, "{}", patch.response.text());
    let now = club.get("/api/me");
    assert_eq!(
        (body(&now)["name"].as_str(), body(&now)["email"].as_str()),
        (Some("Zoe"), Some("z@example.org"))
    );
    assert_eq!(now.response.field("etag"), Some("\"v3\""));
    let known = Request::new("GET", "/api/me").with("If-None-Match", "\"v3\"");
    assert_eq!(status(&club.send(known)), 304);
    let old = Request::new("PUT", "/api/me").with("If-Match", "\"v1\"").json(r#"{"name":"Old"}"#);
    assert_eq!(status(&club.send(old)), 412);
    assert_eq!(status(&club.send(Request::new("PUT", "/api/me").json("{}"))), 422);
    assert_eq!(status(&club.send(Request::new("DELETE", "/api/me"))), 405);
}

#[test]
fn each_item_has_its_own_below_it() {
    let mut club = club();
    let users = body(&club.get("/api/users"));
    let (one, other) = (users[0]["id"].clone(), users[1]["id"].clone());
    let at = |id: &Value| format!("/api/users/{id}/profile");
    let before = body(&club.get(&at(&other)));
    let put = club.send(Request::new("PUT", at(&one)).json(r#"{"data":{"bio":"I collect kites."}}"#));
    assert_eq!(status(&put), 200, "{}", put.response.text());
    assert_eq!(body(&club.get(&at(&one)))["data"]["bio"], "I collect kites.");
    assert_eq!(body(&club.get(&at(&other))), before, "the other one stays as it was");

    // One that comes later has one, too, which can be changed at once.
    let made = club.send(Request::new("POST", "/api/users").json(r#"{"name":"Ada"}"#));
    let id = body(&made)["id"].clone();
    let first = club.get(&at(&id));
    assert_eq!((status(&first), first.response.field("etag")), (200, Some("\"v0\"")));
    assert_eq!(body(&first)["data"]["userId"], id, "whose it is comes from the path");
    let patch =
        Request::new("PATCH", at(&id)).with("If-Match", "\"v0\"").json(r#"{"data":{"bio":"New here."}}"#);
    assert_eq!(status(&club.send(patch)), 200);
    let now = body(&club.get(&at(&id)));
    assert_eq!((&now["data"]["bio"], &now["data"]["userId"]), (&json!("New here."), &id));

    // It goes with what it lies below.
    assert_eq!(status(&club.send(Request::new("DELETE", format!("/api/users/{id}")))), 204);
    assert_eq!(status(&club.get(&at(&id))), 404);
    assert_eq!(status(&club.get("/api/users/4711/profile")), 404, "there is no such user");
    // And comes again with it, as new.
    let again = Request::new("PUT", format!("/api/users/{id}")).json(r#"{"name":"Ada"}"#);
    assert_eq!(status(&club.send(again)), 201);
    let renewed = body(&club.get(&at(&id)));
    assert_eq!(renewed["data"]["userId"], id);
    assert_ne!(renewed["data"]["bio"], "New here.");
}

#[test]
fn one_that_can_be_taken_away_can_be_made_again() {
    let mut club = club();
    let first = club.get("/api/membership");
    assert_eq!(status(&first), 200);
    let gone = club.send(Request::new("DELETE", "/api/membership"));
    check_trace(&gone);
    assert_eq!(status(&gone), 204);
    let missing = club.get("/api/membership");
    check_trace(&missing);
    assert_eq!(status(&missing), 404);
    assert_eq!(status(&club.send(Request::new("PATCH", "/api/membership").json(r#"{"level":"gold"}"#))), 404);
    assert_eq!(status(&club.send(Request::new("DELETE", "/api/membership"))), 404);
    let made = club.send(Request::new("PUT", "/api/membership").json(r#"{"level":"gold"}"#));
    check_trace(&made);
    assert_eq!((status(&made), made.response.field("location")), (201, Some("/api/membership")));
    assert_eq!(body(&club.get("/api/membership"))["level"], "gold");

    // Made by POST where the document has it so.
    assert_eq!(status(&club.send(Request::new("DELETE", "/api/locker"))), 204);
    assert_eq!(status(&club.get("/api/locker")), 404);
    let made = club.send(Request::new("POST", "/api/locker").json(r#"{"number":12}"#));
    assert_eq!(status(&made), 200, "{}", made.response.text());
    assert_eq!(body(&club.get("/api/locker"))["number"], 12);
    let changed = club.send(Request::new("POST", "/api/locker").json(r#"{"note":"Blue."}"#));
    assert_eq!(
        (status(&changed), &body(&changed)["number"]),
        (200, &json!(12)),
        "it is changed, not replaced"
    );
}

#[test]
fn what_only_looks_like_one_is_none() {
    let club = club();
    let single: Vec<&str> = club
        .imported
        .api
        .resources()
        .iter()
        .filter(|resource| resource.kept.as_ref().is_some_and(|kept| kept.single))
        .map(|resource| resource.collection.text())
        .collect();
    // Not /search (asked for by a query), /player (what is sent is of another kind), nor /weather (only read).
    assert_eq!(single, ["/me", "/users/{userId}/profile", "/membership", "/locker"]);
    let examples: Vec<&str> = club
        .imported
        .report
        .iter()
        .filter(|finding| finding.kind == "example")
        .map(|finding| finding.pointer.as_str())
        .collect();
    for place in ["/paths/~1player/put", "/paths/~1search/put", "/paths/~1weather/get"] {
        assert!(examples.contains(&place), "{place} in {examples:?}");
    }
    assert!(club.imported.report.iter().all(|finding| finding.severity == Severity::Note));
}

#[test]
fn one_is_on_the_shelf_and_in_what_is_saved() {
    let mut club = club();
    assert_eq!(status(&club.send(Request::new("PUT", "/api/me").json(r#"{"name":"Zoe"}"#))), 200);
    let shelf = club.world.shelf();
    let me = shelf.iter().find(|thing| thing.path == "/me").expect("it stands on the shelf");
    assert_eq!((me.name.as_str(), me.id.as_str()), ("Zoe", ""));
    let saved = club.world.save();
    let back = World::restore(&saved, "/api").unwrap();
    assert_eq!(back.save(), saved);
    let mut back = Served { imported: club.imported.clone(), world: back };
    assert_eq!(body(&back.get("/api/me"))["name"], "Zoe");
}
