//! The files of reasons against the server: whatever reason it gives is told, in every language, through every lens that
//! has words of its own; and nothing stands there that it never says. What is wrong is told one line each.

// A test that cannot go on says so by panicking.
#![allow(clippy::expect_used)]

mod played;

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    fs,
};

use toyshelf::{
    api::import::{example_request, import},
    client::{
        Draft,
        cache::{Cache, Verdict},
        edits::candidates,
    },
    http::{Request, coding},
    lens::{LANGUAGES, Lens, Reasons},
    server::{Block, Exchange, Source, dispatch, table},
    world::{Cors, Origins, RateLimit, Settings, World},
};

use played::{BOAT, exchanges, lived_in, new, none};

/// All that was said, and read, in many exchanges.
#[derive(Default)]
struct Said {
    /// Each reason, and where it was first given.
    reasons: BTreeMap<String, String>,
    /// Each label of a piece of evidence, with what it is of.
    labels: BTreeMap<String, Source>,
}

impl Said {
    fn hear(&mut self, exchange: &Exchange) {
        let Exchange { request, trace, .. } = exchange;
        for step in &trace.steps {
            let target: String = request.target_text().chars().take(60).collect();
            let place = || format!("{} at {} {target}", step.decision.id, request.method_text());
            self.reasons.entry(step.because.trim().to_owned()).or_insert_with(place);
            for evidence in &step.evidence {
                self.labels.entry(evidence.source.label()).or_insert_with(|| evidence.source.clone());
            }
        }
    }

    /// Sends a request, and comes back with the world as it left it.
    fn ask(&mut self, world: &World, request: Request) -> World {
        let (after, exchange) = dispatch(world, request);
        self.hear(&exchange);
        after
    }

    /// Asks what each edit of a request comes to.
    fn edit(&mut self, world: &World, request: &Request) {
        let draft = Draft::of(request, world.base());
        for candidate in candidates(world, &draft) {
            let edit = candidate.edit;
            let world = edit.settings().map_or_else(|| world.clone(), |set| world.with_settings(set.clone()));
            self.ask(&world, edit.apply(&draft).request(world.base()));
        }
    }
}

/// What the server says in all sorts of exchanges: by every way out, one edit away from a request on each operation, in
/// every combination of conditions, and by imported documents.
fn said() -> Said {
    let mut said = Said::default();
    for (_, exchange) in exchanges() {
        said.hear(&exchange);
    }
    let world = lived_in();
    let toys =
        world.api().routes().iter().flat_map(|route| route.operations.iter().map(move |one| (route, one)));
    let seed = toyshelf::api::import::Seed::default();
    for (route, operation) in toys {
        let request = example_request(world.api(), &seed, route, operation, "/api");
        said.edit(&world, &request);
    }
    for request in [new("GET", "/toys?kind=car"), new("PATCH", "/toys/bear").json(r#"{"color":"red"}"#)] {
        said.edit(&world, &request);
    }
    let aged = World::toy_library("/api").at(1_800_000_000_000);
    for row in table::Work::on(&aged) {
        for column in table::COLUMNS {
            if let Some(request) = table::request(&aged, column, row.told()) {
                said.ask(&aged, request);
            }
        }
    }
    for (world, request) in
        rare().into_iter().map(|request| (world.clone(), request)).chain(elsewhere(&world))
    {
        said.ask(&world, request);
    }
    for (document, requests) in documents() {
        let imported = import(&document, 1).expect("an API");
        let mut world = World::imported(&imported, "/api");
        for route in imported.api.routes() {
            for operation in &route.operations {
                let request = example_request(&imported.api, &imported.seed, route, operation, "/api");
                said.edit(&world, &request);
                said.ask(&world, request.clone().with("Idempotency-Key", "\"a\""));
                world = said.ask(&world, request);
            }
        }
        for seeded in &imported.seed {
            if let Some((_, fields)) = seeded.items.first() {
                let again = serde_json::Value::Object(fields.clone()).to_string();
                said.ask(&world, new("POST", &seeded.collection).json(again));
            }
        }
        for request in requests {
            world = said.ask(&world, request);
        }
    }
    said
}

/// Requests that have the server say what it seldom says.
fn rare() -> Vec<Request> {
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
fn elsewhere(world: &World) -> Vec<(World, Request)> {
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
fn documents() -> Vec<(Cow<'static, str>, Vec<Request>)> {
    let part = |path: &str, range: &str| new("GET", path).with("Range", range);
    let mut many = String::from("openapi: 3.1.0\ninfo: {title: Many, version: '1'}\npaths:\n");
    for n in 0..50 {
        many.push_str(&format!("  /p{n}: {{get: {{responses: {{'200': {{description: So}}}}}}}}\n"));
    }
    vec![
        (many.into(), vec![new("GET", "/nowhere")]),
        (
            include_str!("openapi/animal-shop.yaml").into(),
            vec![
                new("GET", "/animals/99"),
                new("GET", "/animals/99/photo"),
                new("GET", "/animals?limit=x"),
                new("GET", "/animals?species=cat&odd=1"),
                new("GET", "/animals").with("Prefer", "return=minimal"),
            ],
        ),
        (
            include_str!("openapi/club.yaml").into(),
            vec![
                new("GET", "/membership"),
                new("DELETE", "/membership"),
                new("GET", "/membership"),
                new("PUT", "/membership").json(r#"{"level":"gold"}"#),
            ],
        ),
        (include_str!("openapi/gallery.json").into(), vec![]),
        (
            include_str!("openapi/notes.yaml").into(),
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
            include_str!("openapi/odd.yaml").into(),
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
        (include_str!("openapi/rail.yaml").into(), vec![]),
        (include_str!("openapi/tasks.yaml").into(), vec![]),
    ]
}

fn files() -> Vec<(&'static str, Reasons)> {
    let read = |file: &'static str| {
        let path = format!("{}/public/{file}", env!("CARGO_MANIFEST_DIR"));
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        (file, Reasons::parse(&text).unwrap_or_else(|error| panic!("public/{file}: {error}")))
    };
    LANGUAGES.iter().map(|language| read(language.reasons)).collect()
}

/// Whether a lens shows the server's own words in this language: they are English, in the terms of HTTP.
fn is_servers(reasons: &Reasons, lens: Lens) -> bool {
    reasons.language() == "en" && matches!(lens, Lens::Http | Lens::Spec)
}

#[test]
fn every_reason_is_told_and_every_template_is_a_reason() {
    let (said, files) = (said(), files());
    let mut wrong = Vec::new();
    for (file, reasons) in &files {
        let mut never: BTreeSet<&str> =
            reasons.templates().filter(|(group, _)| group.is_empty()).map(|(_, template)| template).collect();
        for (reason, place) in &said.reasons {
            match reasons.reading(reason) {
                None => wrong.push(format!("public/{file}: nothing is written for “{reason}” ({place})")),
                Some(reading) if !reading.is_clear => wrong.push(format!(
                    "public/{file}: “{reason}” ({place}) fits more than one template: {:?}",
                    reading.templates
                )),
                Some(reading) => {
                    for template in reading.templates {
                        never.remove(template);
                    }
                    let untold = |lens: &Lens| {
                        !is_servers(reasons, *lens)
                            && reasons.tell(reason, *lens).is_none_or(|told| told.is_empty())
                    };
                    if let Some(lens) = Lens::ALL.iter().find(|lens| untold(lens)) {
                        let lens = lens.key();
                        wrong.push(format!("public/{file}: no {lens} for “{reason}” ({place})"));
                    }
                }
            }
        }
        wrong.extend(never.iter().map(|template| format!("public/{file}: nobody says “{template}”")));
    }
    none(&wrong);
}

#[test]
fn all_languages_have_the_same_sentences() {
    let files = files();
    let mut wrong = Vec::new();
    let all: BTreeSet<&str> = files
        .iter()
        .flat_map(|(_, reasons)| reasons.templates())
        .filter(|(group, _)| group.is_empty())
        .map(|(_, template)| template)
        .collect();
    for (file, reasons) in &files {
        let has: BTreeSet<&str> = reasons.templates().map(|(_, template)| template).collect();
        wrong.extend(all.difference(&has).map(|template| format!("public/{file}: “{template}” is missing")));
    }
    none(&wrong);
}

/// What a client with a cache asks itself, and answers.
fn wondered() -> BTreeSet<String> {
    let mut world = World::toy_library("/api").at(1_800_000_000_000);
    let (mut cache, mut heard, mut number) = (Cache::default(), BTreeSet::new(), 0);
    let bear = || new("GET", "/toys/bear");
    let control = |value: &str| bear().with("Cache-Control", value);
    let part = || bear().with("Range", "bytes=0-1");
    for request in [
        control("only-if-cached"),
        bear(),
        bear(),
        control("max-age=5"),
        control("no-cache"),
        control("no-store"),
        bear().with("Accept", "application/json"),
        bear().with("If-None-Match", "\"v1\""),
        part(),
        new("HEAD", "/toys/bear"),
        new("PUT", "/toys/bear").json(BOAT),
        new("HEAD", "/toys/bear"),
        bear(),
        new("GET", "/toys/none"),
        new("GET", "/"),
        new("GET", "/"),
        new("GET", "/").with("Cache-Control", "max-age=1"),
        new("GET", "/").with("Cache-Control", "min-fresh=600"),
        new("GET", "/").with("Cache-Control", "max-stale=1"),
        new("GET", "/").with("Cache-Control", "max-stale=6000"),
        new("GET", "/").with("Cache-Control", "max-stale"),
        new("GET", "/"),
        new("DELETE", "/toys/none"),
        new("POST", "/toys").json(BOAT),
    ] {
        world = world.at(world.now_ms() + 20_000);
        let now = world.now_ms();
        let looked = cache.look_up(&request, now);
        let mut asked = looked.asked;
        let (about, sent) = match looked.verdict {
            Verdict::Forward => (None, Some(request.clone())),
            Verdict::Validate { id, request } => (Some(id), Some(request)),
            Verdict::Use { .. } | Verdict::Refuse { .. } => (None, None),
        };
        if let Some(sent) = sent {
            let (after, exchange) = dispatch(&world, sent);
            number += 1;
            asked.extend(cache.take_in(&request, about, &exchange.response, number, now, now).asked);
            world = after;
        }
        for one in asked {
            heard.insert(one.question.text.to_owned());
            heard.insert(one.because.trim().to_owned());
        }
    }
    heard
}

#[test]
fn what_the_client_asks_itself_is_told_too() {
    let mut wrong = Vec::new();
    let all = wondered();
    assert!(all.len() > 30, "{all:#?}");
    for (file, reasons) in files() {
        for text in &all {
            for lens in Lens::ALL.into_iter().filter(|lens| !is_servers(&reasons, *lens)) {
                if reasons.tell_client(text, lens).is_none() {
                    wrong.push(format!("public/{file}, client: no {} for “{text}”", lens.key()));
                }
            }
        }
    }
    none(&wrong);
}

#[test]
fn a_telling_is_not_much_longer_than_the_reason() {
    let said = said();
    let mut wrong = Vec::new();
    for (file, reasons) in files() {
        for (reason, place) in &said.reasons {
            for lens in Lens::ALL {
                let Some(told) = reasons.tell(reason, lens) else { continue };
                let (before, now) = (reason.chars().count(), told.chars().count());
                if now > before * 3 / 2 + 60 {
                    wrong.push(format!(
                        "public/{file}, {}, {place}: {now} letters for {before}: “{told}”",
                        lens.key()
                    ));
                }
                if told.contains(['{', '}']) && !reason.contains(['{', '}']) {
                    wrong.push(format!("public/{file}, {}, {place}: “{told}”", lens.key()));
                }
            }
        }
    }
    none(&wrong);
}

#[test]
fn evidence_and_blocks_have_names_in_every_language() {
    let said = said();
    let mut wrong = Vec::new();
    for (file, reasons) in files() {
        let mut groups: BTreeSet<&str> =
            reasons.templates().map(|(group, _)| group).filter(|group| !group.is_empty()).collect();
        for lens in Lens::ALL.into_iter().filter(|lens| !is_servers(&reasons, *lens)) {
            for (label, source) in &said.labels {
                // What is the same word in English and in plain words has no line of its own.
                let is_field = matches!(source, Source::Field(_));
                let has_own =
                    reasons.language() != "en" || !["sorted", "page", "shown"].contains(&label.as_str());
                if !is_field && has_own && reasons.label(source, lens).is_none() {
                    wrong.push(format!("public/{file}, label, {}: “{label}” is missing", lens.key()));
                }
            }
            for block in Block::ALL {
                if reasons.language() != "en" && reasons.block(block, lens).is_none() {
                    wrong.push(format!("public/{file}, block, {}: {} is missing", lens.key(), block.name()));
                }
            }
        }
        // A group of phrases is told where a slot has its name.
        for (_, template) in reasons.templates() {
            groups.retain(|group| !template.contains(&format!("{{{group}}}")));
        }
        groups.retain(|group| !["client", "label", "evidence", "block"].contains(group));
        wrong.extend(
            groups.iter().map(|group| format!("public/{file}: no slot has the phrases of “{group}”")),
        );
    }
    wrong.sort();
    wrong.dedup();
    none(&wrong);
}
