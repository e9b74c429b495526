//! The files of reasons against the server: whatever reason it gives is told, in every language, through every lens that
//! has words of its own; and nothing stands there that it never says. What is wrong is told one line each.

// A test that cannot go on says so by panicking.
#![allow(clippy::expect_used)]

#[path = "../played/mod.rs"]
mod played;
mod requests;
mod said;
mod wondered;

use std::{collections::BTreeSet, fs};

use toyshelf::{
    lens::{LANGUAGES, Lens, Reasons},
    server::{Block, Evidence, Source},
};

use played::none;
use said::said;
use wondered::{errands, remarks, wondered};

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

#[test]
fn what_the_client_asks_itself_is_told_too() {
    let mut wrong = Vec::new();
    let all: BTreeSet<String> = wondered().into_iter().chain(remarks()).chain(errands()).collect();
    assert!(all.len() > 70, "{all:#?}");
    for (file, reasons) in files() {
        for text in &all {
            for lens in Lens::ALL.into_iter().filter(|lens| !is_servers(&reasons, *lens)) {
                let Some(told) = reasons.tell_client(text, lens) else {
                    wrong.push(format!("public/{file}, client: no {} for “{text}”", lens.key()));
                    continue;
                };
                if reasons.language() != "en" && told.contains(" and ") {
                    wrong.push(format!("public/{file}, client, {}: in English: “{told}”", lens.key()));
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
fn the_tale_of_what_any_api_may_say_has_no_toys() {
    let said = said();
    let mut wrong = Vec::new();
    for (file, reasons) in files() {
        for (reason, place) in
            said.reasons.iter().filter(|(reason, _)| !reason.to_lowercase().contains("toy"))
        {
            for lens in Lens::ALL {
                let told = reasons.tell(reason, lens).unwrap_or_default().to_lowercase();
                if told.contains("toy") || told.contains("spielzeug") {
                    wrong.push(format!("public/{file}, {}, {place}: “{told}”", lens.key()));
                }
            }
        }
    }
    none(&wrong);
}

/// Lists come joined by English words; in a slot they are told like the rest.
#[test]
fn lists_are_joined_in_the_language_of_the_sentence() {
    let files = files();
    let (_, german) = files.iter().find(|(_, reasons)| reasons.language() == "de").expect("German");
    let stored = |value: &str| Evidence { source: Source::Description("x".into()), value: value.into() };
    let value = |text: &str| german.value(&stored(text), Lens::Http).unwrap_or_default();
    assert_eq!(
        value("broken: the value, properties called name and kind"),
        "verletzt: der Wert, Eigenschaften namens name und kind"
    );
    assert!(value("holds: the value, properties called a, b and 1 more").ends_with("a, b und 1 weitere"));
    let lead = "A page of https://a.example may not just send PATCH, content-type and if-match: the browser asks \
                the server first, with a preflight.";
    let told = german.tell_client(lead, Lens::Story).unwrap_or_default();
    assert!(told.contains("PATCH, content-type und if-match"), "{told}");
    let mut wrong = Vec::new();
    for (reason, place) in &said().reasons {
        for lens in Lens::ALL {
            let told = german.tell(reason, lens).unwrap_or_default();
            // What the parser says stays English, and is said to be.
            if told.contains(" and ") && !told.contains("auf Englisch") {
                wrong.push(format!("{}, {place}: “{told}”", lens.key()));
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
