//! The words around the data, in each language.

use std::borrow::Cow;

use super::Language;

/// Names of fields, collections and relations, in English and German.
const LABELS: [(&str, &str, &str); 39] = [
    ("toys", "Toys", "Spielsachen"),
    ("friends", "Friends", "Freunde"),
    ("loans", "Loans", "Ausleihen"),
    ("cards", "Library cards", "Bibliotheksausweise"),
    ("moves", "Moves", "Umzüge"),
    ("repairs", "Repairs", "Reparaturen"),
    ("jobs", "Jobs", "Aufträge"),
    ("what", "What", "Was"),
    ("to", "To", "Nach"),
    ("permanent", "For good", "Für immer"),
    ("state", "State", "Stand"),
    ("result", "Result", "Ergebnis"),
    ("done", "Done", "Fertig"),
    ("id", "Id", "Kennung"),
    ("name", "Name", "Name"),
    ("kind", "Kind", "Art"),
    ("color", "Colour", "Farbe"),
    ("wheels", "Wheels", "Räder"),
    ("madeOf", "Made of", "Material"),
    ("available", "On the shelf", "Im Regal"),
    ("email", "Email", "E-Mail"),
    ("likes", "Likes", "Mag"),
    ("toy", "Toy", "Spielzeug"),
    ("friend", "Friend", "Freund"),
    ("since", "Since", "Seit"),
    ("until", "Until", "Bis"),
    ("scopes", "May", "Darf"),
    ("issued", "Issued", "Ausgestellt"),
    ("title", "Title", "Titel"),
    ("total", "Total", "Anzahl"),
    ("self", "This page", "Diese Seite"),
    ("collection", "All of them", "Alle"),
    ("describedby", "API description", "API-Beschreibung"),
    ("first", "First page", "Erste Seite"),
    ("prev", "Previous page", "Vorige Seite"),
    ("next", "Next page", "Nächste Seite"),
    ("last", "Last page", "Letzte Seite"),
    ("up", "Up", "Nach oben"),
    ("item", "Item", "Eintrag"),
];

/// What a field, a collection or a relation is called; one that is not known goes by its own name.
pub(super) fn label(language: Language, key: &str) -> Cow<'_, str> {
    match LABELS.iter().find(|(known, ..)| *known == key) {
        Some((_, english, german)) => Cow::Borrowed(match language {
            Language::English => english,
            Language::German => german,
        }),
        None => Cow::Borrowed(key),
    }
}

/// The heading of the links.
pub(super) fn links(language: Language) -> &'static str {
    match language {
        Language::English => "Links",
        Language::German => "Verweise",
    }
}

/// Yes or no.
pub(super) fn yes(language: Language, yes: bool) -> &'static str {
    match (language, yes) {
        (Language::English, true) => "yes",
        (Language::English, false) => "no",
        (Language::German, true) => "ja",
        (Language::German, false) => "nein",
    }
}

/// How many there are, and how many of them are shown.
pub(super) fn count(language: Language, shown: u64, total: u64) -> String {
    match language {
        Language::English if shown != total => format!("{shown} of {total} items"),
        Language::English if total == 1 => "1 item".into(),
        Language::English => format!("{total} items"),
        Language::German if shown != total => format!("{shown} von {total} Einträgen"),
        Language::German if total == 1 => "1 Eintrag".into(),
        Language::German => format!("{total} Einträge"),
    }
}
