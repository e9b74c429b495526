//! Plain text: lines for people and for terminals.

use std::fmt::Write;

use serde_json::Value;

use super::{
    Shown, links, text,
    words::{self, label},
};

/// Writes the text.
pub(super) fn write(shown: &Shown<'_>) -> String {
    let language = shown.language;
    let heading = one_line(&shown.heading());
    let mut plain = format!("{heading}\n{}\n", "=".repeat(heading.chars().count()));
    // Writing to a String cannot fail, here and below.
    match shown.items() {
        Some(items) => {
            let total = shown.json.get("total").and_then(Value::as_u64).unwrap_or(items.len() as u64);
            let _ = writeln!(plain, "{}\n", words::count(language, items.len() as u64, total));
            for item in items {
                let own = links(item).find(|(relation, _)| *relation == "self");
                let place = own.map_or_else(String::new, |(_, address)| format!("  {address}"));
                let _ = writeln!(plain, "* {}{place}", one_line(&shown.title(item)));
            }
        }
        None => {
            for column in shown.columns(&[&shown.json]) {
                let value = match shown.json.get(&column) {
                    Some(Value::Bool(yes)) => words::yes(language, *yes).into(),
                    Some(value) => one_line(&text(value)),
                    None => continue,
                };
                let _ = writeln!(plain, "{}: {value}", label(language, &column));
            }
        }
    }
    let mut links = links(&shown.json).peekable();
    if links.peek().is_some() {
        let _ = writeln!(plain, "\n{}:", words::links(language));
    }
    for (relation, address) in links {
        let _ = writeln!(plain, "* {}: {address}", label(language, relation));
    }
    plain
}

/// A text on one line: line breaks and other control characters as spaces.
fn one_line(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}
