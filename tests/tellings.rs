//! What is said on stage against the server: every way out of every decision is told in every language, through every
//! lens, and in the toy tale by a line of its own. What is wrong is told one line each.

// A test that cannot go on says so by panicking.
#![allow(clippy::expect_used)]

mod played;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use toyshelf::{
    http::{Request, StatusCode, header},
    lens::{LANGUAGES, Lens, Part, Tellings, Texts, statuses},
    server::{decisions, dispatch},
    stage::{
        MomentKind, Telling, Words,
        tale::{self, Piece},
    },
    world::World,
};

use played::{Played, exchanges, new, none};

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
                    if part == Part::Asked && ["at home", "nothing at home", "no answer"].contains(&key) {
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

/// What the client makes of an answer with this status to `GET /toys/car`.
fn read(language: &Language, lens: Lens, status: u16) -> String {
    let world = World::toy_library("/api");
    let mut exchange = dispatch(&world, new("GET", "/toys/car")).1;
    exchange.response.status = StatusCode::from_u16(status).expect("a status");
    exchange.response.set(header::RETRY_AFTER, "7");
    let telling = Telling::of(&exchange, "/api", Some(&world), language.words(lens));
    let read = telling.caption(MomentKind::Read).to_string();
    // Without the status itself, by which any two differ.
    read.split_once(exchange.response.reason())
        .map_or(read.clone(), |(before, after)| format!("{}{after}", before.replace(&status.to_string(), "")))
}

#[test]
fn what_a_client_makes_of_an_answer_is_not_always_what_it_makes_of_its_class() {
    let mut wrong = Vec::new();
    for language in languages() {
        for lens in Lens::ALL {
            for (status, class) in [
                (202, 200),
                (207, 200),
                (300, 301),
                (408, 400),
                (409, 400),
                (412, 400),
                (425, 400),
                (429, 400),
                (501, 500),
            ] {
                if read(&language, lens, status) == read(&language, lens, class) {
                    wrong.push(format!(
                        "{} {} {status}: {}",
                        language.tellings.language(),
                        lens.key(),
                        read(&language, lens, status)
                    ));
                }
            }
            // Who has asked too often has to wait, and for how long.
            if lens != Lens::Spec && !read(&language, lens, 429).contains('7') {
                wrong.push(format!("{} {} 429 names no time", language.tellings.language(), lens.key()));
            }
        }
    }
    none(&wrong);
}

#[test]
fn the_tale_says_what_the_trace_says() {
    let english = &languages()[0];
    let world = played::lived_in();
    let tell = |request: Request| {
        let exchange = dispatch(&world, request).1;
        Telling::of(&exchange, "/api", Some(&world), english.words(Lens::Story))
    };
    let last = |telling: &Telling| telling.steps().last().and_then(|step| step.answer.clone());
    // A key that is known from another request does not bring the old answer back.
    let other = new("POST", "/toys").with("Idempotency-Key", "\"key\"").json(r#"{"name":"A","kind":"b"}"#);
    assert_eq!(last(&tell(other)).as_deref(), Some("They used that number, but on another letter: 422."));
    let again = new("POST", "/toys").with("Idempotency-Key", "\"key\"").json(played::BOAT);
    assert_eq!(last(&tell(again)).as_deref(), Some("Yes, so here is what I said then: 201."));
    // Nobody can know that it was changed where the tag is one that never was.
    let stale = tell(new("PUT", "/toys/car").with("If-Match", "\"v9\"").json(played::BOAT));
    assert!(stale.said.contains("may have changed"), "{}", stale.said);
    // A page is not all that was found, and asking for one is not a search.
    let page = tell(new("GET", "/toys?per_page=2"));
    assert_eq!(
        (&*page.asked, &*page.said),
        ("Which toys do you have?", "I have 9 toys, of which I send you 2.")
    );
    let search = tell(new("GET", "/toys?kind[ne]=car&per_page=2"));
    assert_eq!(search.said, "I looked through my toys, and found 8 toys, of which I send you 2.");
    assert_eq!(tell(new("GET", "/toys?kind=car")).said, "I looked through my toys, and found 1 toy for you.");
    // Somebody that the content names is not the client.
    let lend = tell(new("POST", "/toys/car/loans").json(r#"{"friend":"mia"}"#));
    let read = lend.caption(MomentKind::Read).to_string();
    assert!(read.starts_with("Your friend reads 201 Created"), "{read}");
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
