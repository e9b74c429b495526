//! Parts, preferences, patches in operations and keys: had where the document has them, and passed over where not.

use serde_json::{Value, json};
use toyshelf::{http::Request, server::Exchange};

use super::{Served, body, check_trace, status};

fn notes() -> Served {
    Served::new(include_str!("../openapi/notes.yaml"))
}

/// Sends a request whose trace must be sound.
fn sent(served: &mut Served, request: Request) -> Exchange {
    let exchange = served.send(request);
    check_trace(&exchange);
    exchange
}

/// The place of something new.
fn made(notes: &mut Served, text: &str) -> String {
    let content = json!({"text": text, "secret": "s3"}).to_string();
    let made = sent(notes, Request::new("POST", "/api/notes").json(content));
    assert_eq!(status(&made), 201, "{}", made.response.text());
    made.response.field("location").unwrap().to_owned()
}

fn because<'e>(exchange: &'e Exchange, decision: &str) -> &'e str {
    &exchange.trace.steps.iter().find(|step| step.decision.id == decision).unwrap().because
}

#[test]
fn a_part_is_sent_where_the_document_lists_206() {
    let mut notes = notes();
    let place = made(&mut notes, "Water the plants.");
    let whole = sent(&mut notes, Request::new("GET", &place));
    assert_eq!(whole.response.field("accept-ranges"), Some("bytes"));
    let length = whole.response.content.len();
    let part = sent(&mut notes, Request::new("GET", &place).with("Range", "bytes=2-5"));
    assert_eq!((status(&part), &part.response.content[..]), (206, &whole.response.content[2..6]));
    assert_eq!(part.response.field("content-range"), Some(format!("bytes 2-5/{length}").as_str()));
    let beyond = sent(&mut notes, Request::new("GET", &place).with("Range", "bytes=5000-"));
    assert_eq!(status(&beyond), 416);
    let tag = whole.response.field("etag").unwrap();
    let fresh = Request::new("GET", &place).with("Range", "bytes=0-0").with("If-Range", tag);
    assert_eq!(status(&sent(&mut notes, fresh)), 206);
    let old = Request::new("GET", &place).with("Range", "bytes=0-0").with("If-Range", "\"v9\"");
    assert_eq!(status(&sent(&mut notes, old)), 200);
    let head = sent(&mut notes, Request::new("HEAD", &place).with("Range", "bytes=0-0"));
    assert_eq!(status(&head), 200);
}

#[test]
fn the_whole_is_sent_where_the_document_lists_no_part() {
    let mut notes = notes();
    let id =
        notes.imported.seed.iter().find(|seeded| seeded.collection == "/drafts").unwrap().items[0].0.clone();
    let draft = format!("/api/drafts/{id}");
    for target in [draft.as_str(), "/api/notes"] {
        let whole = sent(&mut notes, Request::new("GET", target));
        assert_eq!(whole.response.field("accept-ranges"), None);
        for range in ["bytes=0-1", "bytes=90000-"] {
            let answer = sent(&mut notes, Request::new("GET", target).with("Range", range));
            assert_eq!((status(&answer), &answer.response.content), (200, &whole.response.content));
            assert!(because(&answer, "range").contains("no 206"), "{}", because(&answer, "range"));
        }
    }
    // A document that lists 206 and nothing else still answers the whole with 200, and a part with 206.
    let whole = sent(&mut notes, Request::new("GET", "/api/manual"));
    assert_eq!((status(&whole), &*whole.response.text()), (200, "Turn it on."));
    let part = sent(&mut notes, Request::new("GET", "/api/manual").with("Range", "bytes=0-3"));
    assert_eq!((status(&part), &*part.response.text()), (206, "Turn"));
    // Without a 416, and without multipart/byteranges, what would need one is the whole.
    for range in ["bytes=500-", "bytes=0-1,-1"] {
        let answer = sent(&mut notes, Request::new("GET", "/api/leaflet").with("Range", range));
        assert_eq!(status(&answer), 200, "{range}");
    }
}

#[test]
fn an_answer_goes_without_content_where_the_document_lists_204() {
    let mut notes = notes();
    let place = made(&mut notes, "Feed the cat.");
    let put =
        |place: &str, wish: &str| Request::new("PUT", place).with("Prefer", wish).json(r#"{"text":"Fed."}"#);
    let minimal = sent(&mut notes, put(&place, "return=minimal"));
    assert_eq!((status(&minimal), minimal.response.content.len()), (204, 0));
    assert_eq!(minimal.response.field("preference-applied"), Some("return=minimal"));
    assert_eq!(minimal.response.field("content-type"), None);
    assert!(minimal.response.field("vary").unwrap().contains("Prefer"));
    assert_eq!(body(&sent(&mut notes, Request::new("GET", &place)))["text"], "Fed.");
    let whole = sent(&mut notes, put(&place, "return=representation"));
    assert_eq!((status(&whole), body(&whole)["text"].as_str()), (200, Some("Fed.")));
    assert_eq!(whole.response.field("preference-applied"), Some("return=representation"));
    // What is made by PUT is told with 201, whatever they would rather have.
    let new = sent(&mut notes, put("/api/notes/new-one", "return=minimal"));
    assert_eq!((status(&new), new.response.field("preference-applied")), (201, None));
    assert_eq!(body(&new)["text"], "Fed.");

    let id =
        notes.imported.seed.iter().find(|seeded| seeded.collection == "/drafts").unwrap().items[0].0.clone();
    let kept = sent(&mut notes, put(&format!("/api/drafts/{id}"), "return=minimal"));
    assert_eq!((status(&kept), kept.response.field("preference-applied")), (200, None), "it lists no 204");
    assert_eq!(body(&kept)["text"], "Fed.");
}

#[test]
fn strictness_is_kept_to_where_the_document_lists_400() {
    let mut notes = notes();
    let strict = |method: &str, target: &str| {
        Request::new(method, target).with("Prefer", "handling=strict, dance").json(r#"{"text":"Hm."}"#)
    };
    let refused = sent(&mut notes, strict("POST", "/api/notes"));
    assert_eq!((status(&refused), refused.trace.steps.last().unwrap().decision.id), (400, "preference"));
    let place = made(&mut notes, "Hm.");
    let done = sent(&mut notes, strict("PUT", &place));
    assert_eq!((status(&done), done.response.field("preference-applied")), (200, None));
}

#[test]
fn a_patch_in_operations_is_done_whole_or_not_at_all() {
    let mut notes = notes();
    let place = made(&mut notes, "Buy milk.");
    let patch = |operations: Value| {
        let request = Request::new("PATCH", &place).with("Content-Type", "application/json-patch+json");
        request.content(operations.to_string())
    };
    let done = sent(
        &mut notes,
        patch(json!([
            {"op": "test", "path": "/text", "value": "Buy milk."},
            {"op": "replace", "path": "/text", "value": "Buy bread."},
            {"op": "add", "path": "/tags", "value": ["shop"]},
        ])),
    );
    assert_eq!(status(&done), 200, "{}", done.response.text());
    let now = body(&sent(&mut notes, Request::new("GET", &place)));
    assert_eq!((&now["text"], &now["tags"]), (&json!("Buy bread."), &json!(["shop"])));
    assert!(because(&done, "patch-applies").contains("3 operations"));

    let cases = [
        (json!({"text": "no operations"}), 400, "content-parses"),
        (json!([{"op": "dance", "path": "/text"}]), 400, "content-parses"),
        (json!([{"op": "test", "path": "/text", "value": "Buy milk."}]), 409, "patch-applies"),
        (json!([{"op": "remove", "path": "/nothing"}]), 409, "patch-applies"),
        (
            json!([{"op": "add", "path": "/tags/-", "value": "x"}, {"op": "remove", "path": "/text"}]),
            422,
            "content-fits",
        ),
        (json!([{"op": "replace", "path": "/id", "value": "other"}]), 422, "content-fits"),
        (json!([{"op": "replace", "path": "", "value": 5}]), 422, "content-fits"),
        // The document has no copying.
        (json!([{"op": "copy", "from": "/text", "path": "/tags/0"}]), 422, "content-fits"),
    ];
    for (operations, wanted, decision) in cases {
        let refused = sent(&mut notes, patch(operations.clone()));
        let last = refused.trace.steps.last().unwrap().decision.id;
        assert_eq!((status(&refused), last), (wanted, decision), "{operations}: {}", refused.response.text());
        assert_eq!(body(&sent(&mut notes, Request::new("GET", &place))), now, "{operations}");
    }
    // A merge patch beside it is held to its own schema, not to that of the operations.
    let merge = Request::new("PATCH", &place).with("Content-Type", "application/merge-patch+json");
    assert_eq!(status(&sent(&mut notes, merge.content(r#"{"tags":null}"#))), 200);
    let stored = notes.world.collection("/notes").iter().last().unwrap().fields.clone();
    assert_eq!(
        (&stored["secret"], stored.contains_key("tags")),
        (&json!("s3"), false),
        "what is never shown stays"
    );
}

#[test]
fn a_key_makes_a_request_be_done_once_where_the_document_has_it() {
    let mut notes = notes();
    let post = |key: &str, text: &str| {
        let request = Request::new("POST", "/api/notes").with("Idempotency-Key", key);
        request.json(json!({"text": text}).to_string())
    };
    let count = |notes: &Served| notes.world.collection("/notes").len();
    let before = count(&notes);
    let first = sent(&mut notes, post("4b1d-unquoted", "Once."));
    let again = sent(&mut notes, post("4b1d-unquoted", "Once."));
    assert_eq!((status(&first), status(&again), count(&notes)), (201, 201, before + 1));
    assert_eq!(first.response.content, again.response.content);
    assert_eq!(again.response.field("idempotent-replayed"), Some("true"));
    assert_eq!(again.trace.steps.last().unwrap().decision.id, "idempotency-key");
    let other = sent(&mut notes, post("4b1d-unquoted", "Twice."));
    assert_eq!((status(&other), count(&notes)), (422, before + 1));
    let short = sent(&mut notes, post("4b", "Short."));
    assert_eq!((status(&short), short.trace.steps.last().unwrap().decision.id), (400, "parameters-fit"));
    // Where the document has no such parameter, the field means nothing.
    let place = made(&mut notes, "Keyless.");
    let put = |text: &str| {
        let request = Request::new("PATCH", &place).with("Idempotency-Key", "\"abcd\"");
        request
            .with("Content-Type", "application/merge-patch+json")
            .content(json!({"text": text}).to_string())
    };
    for text in ["One.", "Two."] {
        assert_eq!(body(&sent(&mut notes, put(text)))["text"], text);
    }
}
