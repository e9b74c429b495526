//! JSON text for people: indented, cut into pieces to colour, searched, and pointed into.
//!
//! [`Doc`] is a text read into a tree whose every value knows its place in the text; [`Lines`] sets it out, and
//! [`Search`] looks through it. All three work on texts of many megabytes, and [`Reader`] and [`Search`] in pieces.

mod doc;
mod find;
mod lines;
mod read;
mod tree;

pub use doc::{Broken, Doc, Lost, Node, Shape, plain};
pub use find::{Hit, Search, occurrences, pointed};
pub use lines::{Lines, Part, Piece};
pub use read::Reader;
pub use tree::{Press, Tree};

/// What a piece of JSON text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The name of a member.
    Key,
    /// A string value.
    Text,
    /// A number, `true`, `false` or `null`.
    Literal,
    /// Brackets, commas, white space, and whatever is no JSON.
    Plain,
}

/// The text with two spaces a level, or `None` where it is no JSON.
#[must_use]
pub fn pretty(text: &str) -> Option<String> {
    let value = serde_json::from_str::<serde_json::Value>(text).ok()?;
    serde_json::to_string_pretty(&value).ok()
}

/// The pieces of a JSON text, in order; together they are the text. Any text at all can be cut this way.
#[must_use]
pub fn tokens(text: &str) -> Vec<(Kind, &str)> {
    let bytes = text.as_bytes();
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let (kind, end) = match bytes[at] {
            b'"' => {
                let end = string_end(bytes, at);
                let is_key = bytes[end..].iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b':');
                (if is_key { Kind::Key } else { Kind::Text }, end)
            }
            byte if byte.is_ascii_alphanumeric() || byte == b'-' => {
                (Kind::Literal, run(bytes, at, |byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte)))
            }
            _ => (
                Kind::Plain,
                run(bytes, at, |byte| byte != b'"' && byte != b'-' && !byte.is_ascii_alphanumeric()),
            ),
        };
        pieces.push((kind, &text[at..end]));
        at = end;
    }
    pieces
}

/// Where the string that starts here ends: after its closing quote, or with the text.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut escaped = false;
    for (offset, byte) in bytes[start + 1..].iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return start + offset + 2,
            _ => {}
        }
    }
    bytes.len()
}

/// Where the run of such bytes ends; at least one is taken, as the caller saw it.
fn run(bytes: &[u8], start: usize, takes: impl Fn(u8) -> bool) -> usize {
    bytes[start + 1..].iter().position(|byte| !takes(*byte)).map_or(bytes.len(), |offset| start + 1 + offset)
}

/// At most 48 characters of a line around a column (in bytes from 1, as the JSON parser counts), and a line that has
/// a caret under that column.
#[must_use]
pub fn excerpt(line: &str, column: usize) -> (String, String) {
    const REACH: usize = 24;
    let at = line.char_indices().take_while(|(byte, _)| byte + 1 < column).count();
    let from = at.saturating_sub(REACH);
    let text = line.chars().skip(from).take(2 * REACH).collect();
    (text, format!("{}^", " ".repeat(at - from)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_values_are_told_apart() {
        let pieces = tokens(r#"{"a\"b": "x:", "n": -1.5e3, "t": true}"#);
        let kinds = pieces.iter().filter(|(kind, _)| *kind != Kind::Plain).collect::<Vec<_>>();
        assert_eq!(
            kinds,
            [
                &(Kind::Key, r#""a\"b""#),
                &(Kind::Text, r#""x:""#),
                &(Kind::Key, r#""n""#),
                &(Kind::Literal, "-1.5e3"),
                &(Kind::Key, r#""t""#),
                &(Kind::Literal, "true"),
            ]
        );
    }

    #[test]
    fn nothing_is_lost_of_any_text() {
        for text in ["", "\"", "é\"ü\\", "{\"a\":[1,\u{1F697}]}", "-\"-", "\u{0}"] {
            assert_eq!(tokens(text).iter().map(|(_, piece)| *piece).collect::<String>(), text);
        }
    }

    #[test]
    fn the_caret_stands_under_the_column() {
        assert_eq!(excerpt(r#"{"a": }"#, 7), (r#"{"a": }"#.into(), "      ^".into()));
        assert_eq!(excerpt("é}", 3), ("é}".into(), " ^".into()));
        let long = format!("{}!{}", "x".repeat(100), "y".repeat(100));
        let (text, caret) = excerpt(&long, 101);
        assert_eq!(text.chars().nth(caret.len() - 1), Some('!'));
    }
}
