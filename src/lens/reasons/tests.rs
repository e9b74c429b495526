//! Reading a small file of reasons, and telling by it.

use super::*;

const FILE: &str = r#"{
  "language": "de",
  "reasons": {
    "Found “{id}”, version {version}.": {"story": "Hier ist „{id}“.", "http": "„{id}“ gefunden, Version {version}."},
    "Found {what}.": {"http": "{what} gefunden."},
    "{media} is among what they accept.": {"plain": "{media} passt.", "http": "{media} wird angenommen."},
    "They take gzip.": "Gern gepackt.",
    "The wait was {wait}.": "Es dauerte.",
    "Ask again in {wait}.": {"plain": "In {wait} wieder."},
    "{a} is {b}.": "{b} {a}.",
    "{a} is {c}.": "{c} {a}!"
  },
  "client": {"Is it fresh?": {"story": "Ist es noch gut?", "http": "Ist es frisch?"}},
  "phrases": {
    "wait": {"1 second": "einer Sekunde", "{n} seconds": "{n} Sekunden", "{wait} and more": "{wait} und mehr"},
    "label": {"method": {"story": "Wunsch", "http": "Methode"}, "stored {path}": "gespeichert {path}"},
    "evidence": {"(none)": "(nichts)", "up": "läuft"},
    "block": {"Find": "Finden"}
  }
}"#;

fn reasons() -> Reasons {
    Reasons::parse(FILE).expect("reasons")
}

fn told(reason: &str, lens: Lens) -> Option<String> {
    reasons().tell(reason, lens)
}

#[test]
fn a_reason_is_told_through_every_lens() {
    let found = "Found “car”, version \"v1\".";
    assert_eq!(told(found, Lens::Story).as_deref(), Some("Hier ist „car“."));
    let http = Some("„car“ gefunden, Version \"v1\".");
    assert_eq!(told(found, Lens::Plain).as_deref(), http);
    assert_eq!(told(found, Lens::Http).as_deref(), http);
    assert_eq!(told(found, Lens::Spec).as_deref(), http);
    assert_eq!(told("Found /menu.", Lens::Spec).as_deref(), Some("/menu gefunden."));
    assert_eq!(told("They take gzip.", Lens::Spec).as_deref(), Some("Gern gepackt."));
}

#[test]
fn a_lens_without_words_shows_the_servers_own() {
    assert_eq!(told("Ask again in 1 second.", Lens::Story).as_deref(), Some("In einer Sekunde wieder."));
    assert_eq!(told("Ask again in 1 second.", Lens::Http), None);
    assert_eq!(told("Ask again in 1 second.", Lens::Spec), None);
    assert_eq!(told("Nobody ever said so.", Lens::Story), None);
    assert_eq!(told("", Lens::Story), None);
}

#[test]
fn several_sentences_are_told_one_after_another() {
    let reason = "text/html is among what they accept. They take gzip.";
    assert_eq!(told(reason, Lens::Plain).as_deref(), Some("text/html passt. Gern gepackt."));
    let reading = reasons().reading(reason).map(|reading| reading.templates.len());
    assert_eq!(reading, Some(2));
    // All of it, or nothing.
    assert_eq!(told("They take gzip. Nobody ever said so.", Lens::Story), None);
    let many = "They take gzip. ".repeat(100);
    assert_eq!(told(many.trim_end(), Lens::Story), None);
}

#[test]
fn the_template_that_fixes_most_is_taken() {
    let all = reasons();
    let reading = all.reading("Found “a. b”, version \"v1\".").expect("a reading");
    assert_eq!((reading.templates, reading.is_clear), (vec!["Found “{id}”, version {version}."], true));
    assert_eq!(all.reading("x is y.").map(|reading| reading.is_clear), Some(false));
}

#[test]
fn words_in_a_slot_are_told_in_turn_or_the_whole_is_not() {
    assert_eq!(told("Ask again in 5 seconds.", Lens::Plain).as_deref(), Some("In 5 Sekunden wieder."));
    let deep = "Ask again in 1 second and more and more.";
    assert_eq!(told(deep, Lens::Plain).as_deref(), Some("In einer Sekunde und mehr und mehr wieder."));
    assert_eq!(told("Ask again in a while.", Lens::Plain), None);
    // What a wording leaves out need not be known.
    assert_eq!(told("The wait was a while.", Lens::Plain).as_deref(), Some("Es dauerte."));
    let deeper = format!("Ask again in 1 second{}.", " and more".repeat(50));
    assert_eq!(told(&deeper, Lens::Plain), None);
}

#[test]
fn the_client_has_words_of_its_own() {
    let all = reasons();
    assert_eq!(all.tell_client("Is it fresh?", Lens::Story).as_deref(), Some("Ist es noch gut?"));
    assert_eq!(all.tell("Is it fresh?", Lens::Story), None);
    assert_eq!(all.tell_client("They take gzip.", Lens::Story), None);
}

#[test]
fn evidence_and_blocks_have_names() {
    let all = reasons();
    assert_eq!(all.label(&Source::Method, Lens::Story).as_deref(), Some("Wunsch"));
    assert_eq!(all.label(&Source::Stored("/toys".into()), Lens::Http).as_deref(), Some("gespeichert /toys"));
    assert_eq!(all.label(&Source::Field("method".into()), Lens::Http), None, "a field's name is its name");
    let value = |source, value: &str| all.value(&Evidence { source, value: value.into() }, Lens::Plain);
    assert_eq!(value(Source::Server("server".into()), "up").as_deref(), Some("läuft"));
    assert_eq!(value(Source::Field("Prefer".into()), "(none)").as_deref(), Some("(nichts)"));
    assert_eq!(value(Source::Field("Prefer".into()), "up"), None, "what they wrote stays as they wrote it");
    assert_eq!(all.block(Block::Find, Lens::Spec).as_deref(), Some("Finden"));
    assert_eq!(all.block(Block::Act, Lens::Spec), None);
}

#[test]
fn what_is_wrong_in_a_file_is_told_with_its_place() {
    let error =
        |from: &str, to: &str| Reasons::parse(&FILE.replace(from, to)).expect_err("an error").to_string();
    assert_eq!(
        error("\"language\": \"de\"", "\"language\": 1"),
        "at /language: The language tag is missing."
    );
    assert_eq!(error("\"Gern gepackt.\"", "\"\""), "at /reasons/They take gzip.: A wording is missing here.");
    assert_eq!(
        error("\"Gern gepackt.\"", "{\"tale\": \"x\"}"),
        "at /reasons/They take gzip./tale: There is no such lens."
    );
    assert_eq!(
        error("{media} passt.", "{medium} passt."),
        "at /reasons/{media} is among what they accept./plain: The sentence has no slot “medium”."
    );
    assert!(error("Found {what}.", "Found {what.").contains("a brace is not closed"));
    assert!(error("\"phrases\"", "\"praises\"").starts_with("at /phrases: "));
    assert!(Reasons::parse("{").is_err());
}

#[test]
fn no_bytes_are_too_much() {
    let all = reasons();
    let long = format!("Found “{}”, version x.", ". ".repeat(20_000));
    assert!(all.tell(&long, Lens::Story).is_some());
    for text in ["“", "”.", ". ", ".", "Found “", "ü. ü. ü", "{id}", "1 second"] {
        let _ = all.tell(text, Lens::Story);
    }
}
