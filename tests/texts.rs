//! The files of texts against the server: whatever it asks and answers is explained in every language, through every
//! lens. What is wrong is told one line each: file, place in it, and what is the matter.

// A test that cannot go on says so by panicking.
#![allow(clippy::expect_used)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

use serde_json::Value;
use toyshelf::{
    http::{Request, Response},
    lens::{DecisionTexts, LANGUAGES, Lens, Texts, request_fields, response_fields, statuses},
    server::{Exchange, Source, decisions, dispatch},
    world::{Cors, Down, Origins, RateLimit, Settings, World},
};

/// The statuses of the table of decisions, and 500: explained whether or not a request can get them today.
const TABLE: [u16; 32] = [
    200, 201, 202, 204, 206, 301, 303, 304, 307, 308, 400, 401, 403, 404, 405, 406, 409, 410, 411, 412, 413,
    414, 415, 416, 417, 422, 428, 429, 431, 500, 501, 503,
];

/// Fields of those statuses, and of browsers and the wire, that are explained whether or not the server has them today.
const BESIDE: [&str; 5] = ["connection", "content-location", "cookie", "expires", "host"];

/// The most characters that a text may have.
const LONGEST: usize = 400;

/// What a text of the Spec lens names: a section of an RFC, or another document that is kept by name.
fn names_its_source(text: &str) -> bool {
    let rfc = text.match_indices("RFC ").any(|(at, word)| {
        let rest = text[at + word.len()..].trim_start_matches(|c: char| c.is_ascii_digit());
        rest.strip_prefix(" §").is_some_and(|section| section.starts_with(|c: char| c.is_ascii_digit()))
    });
    rfc || ["draft-", "Fetch", "W3C ", "OpenAPI 3.1 §"].iter().any(|source| text.contains(source))
}

struct File {
    name: String,
    text: String,
    document: Value,
}

fn files() -> Vec<File> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/public/texts"));
    let mut files: Vec<File> = fs::read_dir(folder)
        .expect("the folder of texts")
        .map(|entry| {
            let path = entry.expect("a file of texts").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            let text = fs::read_to_string(&path).expect("text in UTF-8");
            let document = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            File { name, text, document }
        })
        .collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files
}

/// Fails with one line for each thing that is wrong.
fn none(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} to mend:\n{}\n", wrong.len(), wrong.join("\n"));
}

/// The places in a file where four texts must stand, with what they are for.
fn wanted() -> Vec<String> {
    let world = World::toy_library("/api");
    let api = world.api();
    let asked = decisions().map(|decision| decision.id);
    let decisions = asked.flat_map(|id| ["question", "means"].map(|part| format!("/decisions/{id}/{part}")));
    let statuses = statuses(api)
        .into_iter()
        .chain(TABLE)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .map(|n| format!("/statuses/{n}"));
    let fields = request_fields(api)
        .into_iter()
        .chain(response_fields(api))
        .chain(BESIDE.map(str::to_owned))
        .collect::<BTreeSet<_>>()
        .into_iter()
        .map(|name| format!("/fields/{name}"));
    ["/lenses".into()].into_iter().chain(decisions).chain(statuses).chain(fields).collect()
}

#[test]
fn everything_that_can_occur_has_its_four_texts_in_every_language() {
    let mut wrong = Vec::new();
    for file in files() {
        for place in wanted() {
            for lens in Lens::ALL {
                let text = file.document.pointer(&format!("{place}/{}", lens.key())).and_then(Value::as_str);
                if text.is_none_or(|text| text.trim().is_empty()) {
                    wrong.push(format!("{} {place}: the {} text is missing", file.name, lens.name()));
                }
            }
        }
    }
    none(&wrong);
}

/// Every place in a file where texts stand, with them.
fn all(document: &Value) -> BTreeMap<String, BTreeMap<String, String>> {
    fn walk(value: &Value, place: &str, found: &mut BTreeMap<String, BTreeMap<String, String>>) {
        for (name, inner) in value.as_object().into_iter().flatten() {
            match inner {
                Value::String(text) => {
                    found.entry(place.into()).or_default().insert(name.clone(), text.clone());
                }
                _ => walk(inner, &format!("{place}/{name}"), found),
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(document, "", &mut found);
    found.remove("");
    found
}

#[test]
fn every_text_is_short_and_says_something_of_its_own() {
    let mut wrong = Vec::new();
    for file in files() {
        let mut seen: BTreeMap<String, String> = BTreeMap::new();
        for (place, texts) in all(&file.document) {
            for (key, text) in texts {
                let here = format!("{place}/{key}");
                let mut tell = |what: &str| wrong.push(format!("{} {here}: {what}", file.name));
                let length = text.chars().count();
                if Lens::from_key(&key).is_none() {
                    tell("there is no such lens");
                }
                if length > LONGEST {
                    tell(&format!("{length} characters, and {LONGEST} are the most"));
                }
                if text.trim() != text || text.contains("  ") || text.contains(char::is_control) {
                    tell("stray white space");
                }
                if place != "/lenses" {
                    if key == Lens::Spec.key() && !names_its_source(&text) {
                        tell("the Spec text names no section");
                    }
                    let end = if place.ends_with("/question") {
                        &['?'][..]
                    } else {
                        &['.', '!', '?', '”', '“']
                    };
                    if !text.ends_with(end) {
                        tell("it does not end as a sentence");
                    }
                    if let Some(other) = seen.insert(text, here.clone()) {
                        tell(&format!("the same text stands at {other}"));
                    }
                }
            }
        }
    }
    none(&wrong);
}

#[test]
fn every_way_out_has_what_must_be_true_for_it_and_no_other_has() {
    let mut wrong = Vec::new();
    for file in files() {
        for decision in decisions() {
            let place = format!("/decisions/{}/exits", decision.id);
            let told = file.document.pointer(&place).and_then(Value::as_object);
            let told: BTreeSet<&str> =
                told.into_iter().flatten().map(|(status, _)| status.as_str()).collect();
            let exits: BTreeSet<String> = decision.exits.iter().map(u16::to_string).collect();
            let exits: BTreeSet<&str> = exits.iter().map(String::as_str).collect();
            let missing = exits.difference(&told);
            wrong.extend(missing.map(|status| format!("{} {place}/{status}: missing", file.name)));
            let over = told.difference(&exits);
            wrong.extend(
                over.map(|status| format!("{} {place}/{status}: there is no such way out", file.name)),
            );
        }
    }
    none(&wrong);
}

#[test]
fn no_text_is_left_over_for_a_decision_that_is_not_there() {
    let known: BTreeSet<&str> = decisions().map(|decision| decision.id).collect();
    let mut wrong = Vec::new();
    for file in files() {
        for id in file.document["decisions"].as_object().expect("decisions").keys() {
            if !known.contains(id.as_str()) {
                wrong.push(format!("{} /decisions/{id}: there is no such decision", file.name));
            }
        }
    }
    none(&wrong);
}

#[test]
fn all_languages_explain_the_same_things() {
    let files = files();
    let first = files.iter().find(|file| file.name == "en.json").expect("en.json");
    let places = |file: &File| all(&file.document).into_keys().collect::<BTreeSet<_>>();
    let mut wrong = Vec::new();
    for file in &files {
        let (here, there) = (places(file), places(first));
        wrong.extend(there.difference(&here).map(|place| format!("{} {place}: missing", file.name)));
        wrong.extend(here.difference(&there).map(|place| format!("{} {place}: not in en.json", file.name)));
    }
    none(&wrong);
}

#[test]
fn every_file_is_a_language_that_the_page_offers() {
    let files = files();
    let names: Vec<String> = files.iter().map(|file| format!("texts/{}", file.name)).collect();
    let mut offered: Vec<&str> = LANGUAGES.iter().map(|language| language.file).collect();
    offered.sort_unstable();
    assert_eq!(names, offered);
    for file in &files {
        let texts = Texts::parse(&file.text).unwrap_or_else(|error| panic!("{}: {error}", file.name));
        let language = LANGUAGES.iter().find(|language| language.tag == texts.language());
        assert_eq!(language.map(|language| language.file), Some(&*format!("texts/{}", file.name)));
    }
}

#[test]
fn the_english_questions_are_those_of_the_server() {
    let files = files();
    let english = files.iter().find(|file| file.name == "en.json").expect("en.json");
    let texts = Texts::parse(&english.text).expect("texts");
    let wrong: Vec<String> = decisions()
        .filter_map(|decision| {
            let question = &texts.decision(decision.id)?.question;
            let (story, http) = (question.through(Lens::Story), question.through(Lens::Http));
            let same = story == decision.story && http == decision.question;
            (!same).then(|| format!("{}: {story} {http}", decision.id))
        })
        .collect();
    none(&wrong);
}

#[test]
fn what_a_decision_means_is_told_by_its_rule_and_its_exits() {
    // Where an exit can be almost any status, they need not all be told.
    const MANY: usize = 8;
    let mut wrong = Vec::new();
    for file in files() {
        let texts = Texts::parse(&file.text).unwrap_or_else(|error| panic!("{}: {error}", file.name));
        for decision in decisions() {
            let Some(DecisionTexts { question, means, .. }) = texts.decision(decision.id) else { continue };
            let place = format!("{} /decisions/{}", file.name, decision.id);
            if ![question, means].iter().any(|four| four.through(Lens::Spec).contains(decision.spec)) {
                wrong.push(format!("{place}: the Spec texts do not name {}", decision.spec));
            }
            let told = means.through(Lens::Http);
            let exits = decision.exits.iter().filter(|_| decision.exits.len() <= MANY);
            let untold = exits.filter(|status| !told.contains(&status.to_string()));
            wrong.extend(untold.map(|status| format!("{place}/means/http: it can leave with {status}")));
        }
    }
    none(&wrong);
}

/// Requests of as many kinds as come to mind, one after the other on one world.
fn wide() -> Vec<Request> {
    let fields = [
        ("Accept", "text/html;q=0.5, application/json"),
        ("Accept", "text/csv"),
        ("Accept", "image/png"),
        ("Accept-Encoding", "gzip"),
        ("Accept-Encoding", "identity;q=0"),
        ("Accept-Language", "de"),
        ("Access-Control-Request-Method", "PUT"),
        ("Authorization", "Bearer x"),
        ("Authorization", "?"),
        ("Content-Encoding", "gzip"),
        ("Content-Encoding", "x-unknown"),
        ("Content-Length", "0"),
        ("Content-Type", "application/merge-patch+json"),
        ("Content-Type", "application/json-patch+json"),
        ("Content-Type", "text/x-unknown"),
        ("Expect", "100-continue"),
        ("Expect", "a-pony"),
        ("Idempotency-Key", "\"1\""),
        ("If-Match", "\"nope\""),
        ("If-Match", "*"),
        ("If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT"),
        ("If-None-Match", "*"),
        ("If-Unmodified-Since", "Thu, 01 Jan 1970 00:00:01 GMT"),
        ("Origin", "https://shop.example"),
        ("Prefer", "return=minimal"),
        ("Prefer", "respond-async"),
        ("Prefer", "handling=strict"),
        ("Range", "bytes=0-9"),
        ("Range", "bytes=0-1,4-5"),
        ("Range", "bytes=9999999-"),
        ("Transfer-Encoding", "chunked"),
        ("X-Unheard-Of", "yes"),
    ];
    let targets = [
        "/api/",
        "/api/openapi.json",
        "/api/toys",
        "/api/toys?kind=car&limit=1",
        "/api/toys?per_page=1&page=2",
        "/api/toys?no-such=1",
        "/api/toys/car",
        "/api/toys/car/loans",
        "/api/toys/car/repairs",
        "/api/toys/none",
        "/api/friends",
        "/api/friends/mia",
        "/api/cards",
        "/api/nowhere",
        "/api/%zz",
        "*",
    ];
    let contents =
        ["", "{", r#"{"name":"Blue boat","kind":"boat"}"#, r#"{"friend":"mia"}"#, r#"[{"op":"test"}]"#];
    let mut requests = Vec::new();
    for method in ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "BREW"] {
        for target in targets {
            for content in contents {
                let plain = Request::new(method, target);
                let request = if content.is_empty() { plain } else { plain.json(content) };
                if content.is_empty() || !matches!(method, "GET" | "HEAD" | "OPTIONS" | "DELETE" | "BREW") {
                    requests.extend(fields.iter().map(|(name, value)| request.clone().with(*name, value)));
                    let preflight = request.clone().with("Origin", "https://shop.example");
                    let preflight = preflight.with("Access-Control-Request-Method", "PUT");
                    requests.push(preflight.with("Access-Control-Request-Headers", "if-match"));
                    let twice = request.clone().with("Idempotency-Key", "\"2\"");
                    requests.extend([twice.clone(), twice]);
                    let part = request.clone().with("Range", "bytes=0-9");
                    requests.push(part.with("If-Range", "\"v1\""));
                    requests.push(request.with("Accept", "text/html").with("Accept-Language", "de"));
                }
            }
        }
    }
    requests
}

/// Settings other than the usual ones, each of which shows in the answers.
fn set() -> [Settings; 3] {
    let origins = Origins::These(vec!["https://shop.example".into()]);
    [
        Settings { rate: Some(RateLimit { requests: 2, window_s: 60 }), ..Settings::default() },
        Settings { cors: Cors { origins, credentials: true, max_age_s: 60 }, ..Settings::default() },
        Settings { down: Some(Down { retry_after_s: 30 }), ..Settings::default() },
    ]
}

fn fields_of(response: &Response) -> impl Iterator<Item = String> {
    response.fields.keys().map(|name| name.as_str().to_ascii_lowercase())
}

#[test]
fn whatever_the_server_reads_and_writes_is_explained() {
    let mut world = World::toy_library("/api").at(1_800_000_000_000);
    let may_read = request_fields(world.api());
    let may_write = response_fields(world.api());
    let may_answer = statuses(world.api());
    let (mut read, mut written, mut answered) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let fresh = world.clone();
    let mut ask = |start: &World, request: Request| {
        let (after, Exchange { trace, response, .. }) = dispatch(start, request);
        answered.insert(response.status.as_u16());
        written.extend(fields_of(&response));
        let evidence = trace.steps.iter().flat_map(|step| &step.evidence);
        read.extend(evidence.filter_map(|evidence| match &evidence.source {
            Source::Field(name) => Some(name.to_ascii_lowercase()),
            _ => None,
        }));
        after
    };
    for (number, request) in wide().into_iter().enumerate() {
        // Every third request finds a fresh world, so that what an earlier one took away is there again.
        world = ask(if number.is_multiple_of(3) { &fresh } else { &world }, request);
    }
    for settings in set() {
        let mut world = fresh.with_settings(settings);
        for _ in 0..3 {
            world = ask(&world, Request::new("GET", "/api/toys/car").with("Origin", "https://shop.example"));
        }
    }
    let repair = Request::new("POST", "/api/toys/car/repairs").json(r#"{"what":"a wheel"}"#);
    let slow = ask(&fresh, repair.with("Idempotency-Key", "\"1\""));
    ask(&slow, Request::new("GET", "/api/jobs/1"));
    ask(&slow.at(slow.now_ms() + 60_000), Request::new("GET", "/api/jobs/1"));
    let mut wrong = Vec::new();
    for (what, declared, occurred) in [("request", &may_read, &read), ("response", &may_write, &written)] {
        let never = declared.difference(occurred);
        wrong.extend(never.map(|name| format!("{what} field {name}: declared, and did not occur here")));
    }
    wrong.extend(
        read.difference(&may_read).map(|name| format!("request field {name}: not among request_fields")),
    );
    wrong.extend(
        written
            .difference(&may_write)
            .map(|name| format!("response field {name}: not among response_fields")),
    );
    wrong.extend(
        answered.difference(&may_answer).map(|status| format!("status {status}: not among statuses")),
    );
    for file in files() {
        let texts = Texts::parse(&file.text).unwrap_or_else(|error| panic!("{}: {error}", file.name));
        let names = read.union(&written).filter(|name| texts.field(name).is_none());
        wrong.extend(names.map(|name| format!("{} /fields/{name}: missing, and it occurs", file.name)));
        let numbers = answered.iter().filter(|status| texts.status(**status).is_none());
        wrong.extend(
            numbers.map(|status| format!("{} /statuses/{status}: missing, and it occurs", file.name)),
        );
    }
    none(&wrong);
    for sure in [200, 201, 202, 204, 303, 304, 400, 404, 405, 406, 412, 415, 422, 429, 501, 503] {
        assert!(answered.contains(&sure), "{sure} should have occurred: {answered:?}");
    }
}
