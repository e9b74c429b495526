//! The toy tale: the same exchange as two friends and a shelf of toys would have it.
//!
//! [`asked()`] is what the client says with its request, [`said()`] what the server says with its response. Both are
//! pure functions that have a line for any bytes and any status.

mod asked;
mod place;
mod said;

use std::borrow::Cow;

pub(super) use asked::asked;
pub(super) use place::path_from;
pub(super) use said::said;

use crate::http::Request;

/// The longest piece of what somebody typed that is said out loud, in characters.
const LONGEST: usize = 40;

/// A text short enough to say.
fn short(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]).into(),
        None => text.into(),
    }
}

/// The same with its first letter as a capital.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Words as a list: `a`, `a and b`, `a, b and c`.
fn list(words: &[impl AsRef<str>], last: &str) -> String {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    match words.as_slice() {
        [] => String::new(),
        [one] => (*one).into(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}

/// The JSON object that a request carries, where it carries one.
fn content(request: &Request) -> Option<serde_json::Map<String, serde_json::Value>> {
    serde_json::from_slice(&request.content).ok()
}

/// One text member of the JSON that a request carries, where it has something to say.
fn member(request: &Request, name: &str) -> Option<String> {
    let text = content(request)?.get(name)?.as_str()?.trim().to_owned();
    (!text.is_empty()).then(|| short(&text).into_owned())
}
