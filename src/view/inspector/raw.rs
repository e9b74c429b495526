//! The answer as it travelled: the head, and the bytes of its content.

use std::sync::Arc;

use bytes::Bytes;
use leptos::prelude::*;

use super::{
    Answer, Pane,
    text::text,
    window::{Row, Stamp, Window},
};
use crate::{client::hex, http::Response};

/// The status line and the fields, as HTTP/1.1 writes them (RFC 9112 §2.1).
pub(super) fn head(response: &Response) -> String {
    let mut head = format!("HTTP/1.1 {} {}\n", response.status.as_u16(), response.reason());
    for (name, value) in &response.fields {
        head.push_str(&format!("{name}: {}\n", String::from_utf8_lossy(value.as_bytes())));
    }
    head
}

/// The raw tab.
pub(super) fn raw(_: Pane, answer: &Answer) -> AnyView {
    let response = answer.response();
    let content = match std::str::from_utf8(&response.content) {
        _ if response.content.is_empty() => ().into_any(),
        Ok(words) if !words.contains('\0') => text(Arc::from(words), None),
        _ => view! {
            <p class="note">"The content is bytes that are no text: where each begins, eight of them in hexadecimal, and the letters among them."</p>
            {bytes(response.content.clone())}
        }
        .into_any(),
    };
    // Where it was at home, the message that came stands before it.
    let came = answer.handed.as_ref().map(|_| {
        view! {
            <p class="note">"The message that came:"</p>
            <pre class="code raw-head" dir="ltr" data-testid="raw-came">{head(&answer.entry.exchange.response)} "\n"</pre>
            <p class="note">"What whoever asked gets, from the client’s cache:"</p>
        }
    });
    view! {
        {came}
        <pre class="code raw-head" dir="ltr">{head(response)} "\n"</pre>
        {content}
    }
    .into_any()
}

/// Bytes in hexadecimal; only what is seen is drawn.
pub(super) fn bytes(content: Bytes) -> AnyView {
    let count = hex::count(content.len());
    let row: Row =
        Arc::new(move |row| view! { <div class="line">{hex::row(&content, row)}</div> }.into_any());
    let stamp: Stamp = Arc::new(|_| 0);
    view! {
        <div class="code hex" dir="ltr" data-testid="hex">
            <Window count=Signal::stored(count) height=20 aim=Signal::stored(None) stamp row/>
        </div>
    }
    .into_any()
}
