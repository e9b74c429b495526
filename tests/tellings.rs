//! What is said on stage against the server: every way out of every decision is told in every language, through every
//! lens, and in the toy tale by a line of its own. What is wrong is told one line each.

// A test that cannot go on says so by panicking.
#![allow(clippy::expect_used)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use toyshelf::{
    api::import::import,
    http::{Request, StatusCode, coding},
    lens::{LANGUAGES, Lens, Part, Tellings, Texts, statuses},
    server::{Exchange, decisions, dispatch},
    stage::{
        Telling, Words,
        tale::{self, Piece},
    },
    world::{Down, RateLimit, Settings, World},
};

struct Language {
    tellings: Tellings,
    texts: Texts,
}

impl Language {
    fn words(&self, lens: Lens) -> Words<'_> {
        Words { tellings: &self.tellings, texts: Some(&self.texts), reasons: None, lens }
    }
}

fn languages() -> Vec<Language> {
    let read = |file: &str| {
        let path = format!("{}/public/{file}", env!("CARGO_MANIFEST_DIR"));
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
    };
    let parsed = LANGUAGES.iter().map(|language| Language {
        tellings: Tellings::parse(&read(language.tellings))
            .unwrap_or_else(|error| panic!("{}: {error}", language.tellings)),
        texts: Texts::parse(&read(language.file))
            .unwrap_or_else(|error| panic!("{}: {error}", language.file)),
    });
    parsed.collect()
}

/// Fails with one line for each thing that is wrong.
fn none(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} to mend:\n{}\n", wrong.len(), wrong.join("\n"));
}

/// A toy library in which toys moved, one was taken away, and a job is done.
fn lived_in() -> World {
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

const BOAT: &str = r#"{"name":"Blue boat","kind":"boat"}"#;

fn new(method: &str, path: &str) -> Request {
    Request::new(method, format!("/api{path}"))
}

/// An exchange, and the world that its request met.
type Played = (World, Exchange);

/// Exchanges that leave every decision by every way out that requests can take.
fn exchanges() -> Vec<Played> {
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
    let pets = include_str!("openapi/animal-shop.yaml");
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

/// How an exchange is named where something is wrong with it.
fn name((_, exchange): &Played) -> String {
    let exit = exchange.trace.exit().map_or("?", |step| step.decision.id);
    let target: String = exchange.request.target_text().chars().take(40).collect();
    format!("{} {target} ({exit} {})", exchange.request.method_text(), exchange.response.status.as_u16())
}

#[test]
fn every_way_out_is_taken_here() {
    // Kept answers of POST with 200, and the inner fault, which no request reaches.
    const RARE: [(&str, u16); 1] = [("idempotency-key", 200)];
    let taken: BTreeSet<(&str, u16)> = exchanges()
        .iter()
        .filter_map(|(_, exchange)| {
            Some((exchange.trace.exit()?.decision.id, exchange.response.status.as_u16()))
        })
        .collect();
    let all = decisions().flat_map(|decision| decision.exits.iter().map(|status| (decision.id, *status)));
    let untaken: Vec<String> =
        all.filter(|way| !taken.contains(way) && !RARE.contains(way)).map(|way| format!("{way:?}")).collect();
    none(&untaken);
}

#[test]
fn no_line_of_the_tale_is_the_general_one() {
    let mut wrong = Vec::new();
    for language in languages() {
        // What was said, by status and then by decision, of a target of one kind.
        let mut said: BTreeMap<(u16, String), BTreeMap<&str, String>> = BTreeMap::new();
        for played in exchanges() {
            let (world, exchange) = &played;
            for lens in Lens::ALL {
                let telling = Telling::of(exchange, world.base(), Some(world), language.words(lens));
                let own = |text: &str| !text.is_empty() && !text.contains(['{', '}']);
                if !own(&telling.asked) || !own(&telling.said) {
                    wrong.push(format!(
                        "{} {}: “{}” “{}”",
                        lens.key(),
                        name(&played),
                        telling.asked,
                        telling.said
                    ));
                }
                if lens != Lens::Http && telling.said_under().ends_with("xx") {
                    wrong.push(format!("{} {}: “{}”", lens.key(), name(&played), telling.said));
                }
                if lens == Lens::Story
                    && let Some(exit) = exchange.trace.exit()
                {
                    let status = exchange.response.status.as_u16();
                    let shared = decisions().filter(|decision| decision.exits.contains(&status)).count() > 1;
                    if shared && exit.decision.id != "answer" && telling.said_under() == status.to_string() {
                        wrong.push(format!("{}: the line is that of any {status}", name(&played)));
                    }
                    let what =
                        format!("{} {}", exchange.request.method_text(), exchange.request.target_text());
                    let status = exchange.response.status.as_u16();
                    said.entry((status, what)).or_default().insert(exit.decision.id, telling.said);
                }
            }
        }
        // Two decisions that leave with one status each have something else to say.
        let mut by_status: BTreeMap<u16, BTreeMap<String, &str>> = BTreeMap::new();
        for ((status, what), by_decision) in said {
            for (decision, line) in by_decision {
                let lines = by_status.entry(status).or_default();
                if status >= 300
                    && let Some(other) = lines.get(&line).filter(|other| **other != decision)
                {
                    wrong.push(format!("{status} {what}: {decision} and {other} both say “{line}”"));
                }
                lines.insert(line, decision);
            }
        }
    }
    none(&wrong);
}

#[test]
fn every_moment_is_told_in_one_language() {
    let mut wrong = Vec::new();
    let english = Tellings::english();
    for language in languages() {
        let foreign = language.tellings.language() != english.language();
        for played in exchanges() {
            let (world, exchange) = &played;
            for lens in Lens::ALL {
                let telling = Telling::of(exchange, world.base(), Some(world), language.words(lens));
                let in_english = Telling::of(exchange, world.base(), Some(world), Words::built_in(lens));
                let board = toyshelf::stage::Storyboard::of(exchange, world.base());
                for moment in board.moments() {
                    let caption = telling.caption(moment.kind);
                    let words = caption.0.iter().filter(|piece| matches!(piece, Piece::Words(_)));
                    let there = in_english.caption(moment.kind);
                    if caption.0.is_empty() || words.clone().any(|piece| piece.text().contains(['{', '}'])) {
                        wrong.push(format!(
                            "{} {} {:?}: “{caption}”",
                            lens.key(),
                            name(&played),
                            moment.kind
                        ));
                    }
                    let same = words.clone().any(|piece| there.0.contains(piece));
                    if foreign && same {
                        wrong.push(format!(
                            "{} {} {:?}: in English: {caption}",
                            lens.key(),
                            name(&played),
                            moment.kind
                        ));
                    }
                }
                if foreign
                    && lens != Lens::Http
                    && (telling.said == in_english.said || telling.asked == in_english.asked)
                {
                    wrong.push(format!(
                        "{} {}: in English: {} {}",
                        lens.key(),
                        name(&played),
                        telling.asked,
                        telling.said
                    ));
                }
            }
        }
    }
    wrong.truncate(60);
    none(&wrong);
}

#[test]
fn all_languages_have_the_same_lines() {
    // A language whose nouns show their number has lines for that.
    let special = |key: &&str| !key.split(' ').any(|word| word == "blocks");
    let languages = languages();
    let first = &languages[0].tellings;
    let mut wrong = Vec::new();
    for Language { tellings, .. } in &languages {
        let tag = tellings.language();
        for part in Part::ALL {
            for lens in Lens::ALL {
                let keys = |of: &'_ Tellings| {
                    of.keys(part, lens).filter(special).map(str::to_owned).collect::<BTreeSet<_>>()
                };
                let (here, there) = (keys(tellings), keys(first));
                let place = format!("{tag} /{}/{}", part.key(), lens.key());
                wrong.extend(there.difference(&here).map(|key| format!("{place}/{key}: missing")));
                wrong.extend(here.difference(&there).map(|key| format!("{place}/{key}: not in English")));
            }
        }
        let (here, there) =
            (tellings.words().collect::<BTreeSet<_>>(), first.words().collect::<BTreeSet<_>>());
        wrong.extend(there.difference(&here).map(|key| format!("{tag} /words/{key}: missing")));
        // A slot that English never asks for is one that nobody fills: a slip of the pen.
        wrong.extend(
            tellings.slots().difference(&first.slots()).map(|slot| format!("{tag}: there is no {{{slot}}}")),
        );
    }
    none(&wrong);
}

/// What a text of the Spec lens names: a section of an RFC, or another document that is kept by name.
fn names_its_source(text: &str) -> bool {
    let section = text
        .split("RFC ")
        .skip(1)
        .any(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with(" §"));
    section || ["draft-", "Fetch"].iter().any(|source| text.starts_with(source))
}

#[test]
fn every_line_is_short_and_whole() {
    const LONGEST: usize = 190;
    let mut wrong = BTreeSet::new();
    for language in languages() {
        for played in exchanges() {
            let (world, exchange) = &played;
            for lens in Lens::ALL {
                let telling = Telling::of(exchange, world.base(), Some(world), language.words(lens));
                for text in [&telling.asked, &telling.said] {
                    let mut tell = |what: &str| {
                        wrong.insert(format!("{} {}: {what}: {text}", lens.key(), name(&played)))
                    };
                    if text.chars().count() > LONGEST {
                        tell("too long for a bubble");
                    }
                    if text.trim() != text || text.contains("  ") || text.contains(char::is_control) {
                        tell("stray white space");
                    }
                    if lens != Lens::Http && !text.ends_with(['.', '!', '?', ')']) {
                        tell("no whole sentence");
                    }
                    if lens == Lens::Spec && !names_its_source(text) {
                        tell("it names no section");
                    }
                }
            }
        }
    }
    none(&wrong.into_iter().collect::<Vec<_>>());
}

#[test]
fn an_imported_api_is_told_without_toys() {
    let mut wrong = Vec::new();
    for language in languages() {
        for played in exchanges().into_iter().filter(|(world, _)| world.api().is_imported()) {
            let (world, exchange) = &played;
            for lens in [Lens::Story, Lens::Plain] {
                let telling = Telling::of(exchange, world.base(), Some(world), language.words(lens));
                let steps = telling.steps().iter().map(|asking| &asking.question);
                for text in steps.chain([&telling.asked, &telling.said]) {
                    if ["toy", "Spielzeug"].iter().any(|word| text.contains(word)) {
                        wrong.push(format!("{} {}: {text}", lens.key(), name(&played)));
                    }
                }
            }
        }
    }
    wrong.truncate(20);
    none(&wrong);
}

/// A line under a key that is never looked for is never said.
#[test]
fn every_key_is_one_that_is_looked_for() {
    const METHODS: [&str; 9] = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "other"];
    let known: BTreeSet<&str> = decisions().map(|decision| decision.id).collect();
    let is_status = |word: &str| word.len() == 3 && word.starts_with(|c: char| c.is_ascii_digit());
    let mut wrong = Vec::new();
    for language in languages() {
        for lens in Lens::ALL {
            for part in [Part::Asked, Part::Said] {
                for key in language.tellings.keys(part, lens) {
                    // What the client says where nothing travels.
                    if part == Part::Asked && ["at home", "no answer"].contains(&key) {
                        continue;
                    }
                    let mut words = key.split(' ').peekable();
                    let head = match part {
                        Part::Said => words.next_if(|word| is_status(word)).is_some(),
                        _ => words.next_if(|word| METHODS.contains(word)).is_some() || key == "unreadable",
                    };
                    if part == Part::Said {
                        words.next_if(|word| known.contains(word));
                        words.next_if(|word| METHODS.contains(word));
                    }
                    words.next_if(|word| tale::TRAITS.contains(word));
                    words.next_if(|word| tale::PLACES.contains(word));
                    if !head || words.next().is_some() {
                        wrong.push(format!(
                            "{} {} {}: {key}",
                            language.tellings.language(),
                            lens.key(),
                            part.key()
                        ));
                    }
                }
            }
        }
    }
    none(&wrong);
}

#[test]
fn every_status_that_can_occur_has_its_own_line() {
    let world = World::toy_library("/api");
    let mut wrong = Vec::new();
    for language in languages() {
        for status in statuses(world.api()) {
            for lens in [Lens::Story, Lens::Plain, Lens::Spec] {
                let mut exchange = dispatch(&world, new("GET", "/toys/car")).1;
                exchange.trace.steps.clear();
                exchange.response.status = StatusCode::from_u16(status).expect("a status");
                let telling = Telling::of(&exchange, "/api", Some(&world), language.words(lens));
                if telling.said_under().ends_with("xx") {
                    wrong.push(format!("{} {} {status}", language.tellings.language(), lens.key()));
                }
            }
        }
    }
    none(&wrong);
}

#[test]
fn a_token_is_never_told() {
    let world = World::toy_library("/api");
    let (world, exchange) =
        (world.clone(), dispatch(&world, new("GET", "/toys").with("Authorization", "Bearer s3cret")).1);
    for language in languages() {
        for lens in Lens::ALL {
            let telling = Telling::of(&exchange, "/api", Some(&world), language.words(lens));
            assert!(!format!("{telling:?}").contains("s3cret"), "{lens:?}");
        }
    }
}

#[test]
fn every_block_and_actor_is_told() {
    for language in languages() {
        for lens in Lens::ALL {
            for block in toyshelf::server::Block::ALL {
                assert!(!tale::block(block, false, language.words(lens)).is_empty(), "{lens:?} {block:?}");
            }
        }
    }
}
