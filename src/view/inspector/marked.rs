//! A piece of text in which what is looked for is marked.

use leptos::prelude::*;

use super::find::Find;
use crate::client::json::{Hit, occurrences};

/// What is looked for, and which hit is at hand; read once for a whole line.
#[derive(Clone, PartialEq)]
pub(super) struct Looked {
    words: String,
    now: Option<Hit>,
}

impl Looked {
    /// Whether the hit at hand is just this stretch of the whole: what a pointer leads to.
    pub(super) fn is_at(&self, start: usize, len: usize) -> bool {
        self.now.is_some_and(|now| now.at == start && now.len == len)
    }

    /// What is looked for now, as a signal reads it.
    pub(super) fn by(find: Find) -> Self {
        let words = find.query.get();
        let now = if words.is_empty() { None } else { find.now() };
        Self { words, now }
    }
}

/// The text, which begins at this byte of the whole.
pub(super) fn marked(text: &str, start: usize, looked: &Looked) -> AnyView {
    let now = looked.now.filter(|now| (start..start + text.len().max(1)).contains(&now.at));
    if let Some(now) = now
        && now.at == start
        && now.len == text.len()
    {
        return view! { <mark class="now">{text.to_owned()}</mark> }.into_any();
    }
    if looked.words.is_empty() || !text.contains(|_| true) {
        return text.to_owned().into_any();
    }
    let mut pieces = Vec::new();
    let mut at = 0;
    for (from, len) in occurrences(text, &looked.words) {
        if at < from {
            pieces.push(text[at..from].to_owned().into_any());
        }
        let is_now = now.is_some_and(|now| now.at == start + from);
        pieces.push(view! { <mark class:now=is_now>{text[from..from + len].to_owned()}</mark> }.into_any());
        at = from + len;
    }
    if pieces.is_empty() {
        return text.to_owned().into_any();
    }
    if at < text.len() {
        pieces.push(text[at..].to_owned().into_any());
    }
    pieces.collect_view().into_any()
}
