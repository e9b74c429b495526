//! The answer: status, what the server said, body, headers, and the raw message.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    Session,
    home::{AnswerNote, silence},
    tabs::{Tabs, panel_id},
    term::{Term, meaning},
    wording::{size, status_class},
    words::Words,
};
use crate::{
    client::json::{self, Kind},
    http::coding,
    journal::Entry,
};

/// The most bytes that are coloured: each piece is an element of the page.
const COLOURED: usize = 24_000;

/// The most bytes of a body that are shown; the rest is said, not drawn.
const SHOWN: usize = 200_000;

/// The answer to the exchange on stage. It opens once the client has it.
#[component]
pub(super) fn Inspector(session: Session) -> impl IntoView {
    let open = RwSignal::new(0);
    let arrived = session.arrived;
    let entry = move || session.shown.with(|shown| shown.as_ref().map(|shown| Arc::clone(&shown.entry)));
    let count = Signal::derive(move || {
        arrived.get().then(|| entry().map(|entry| entry.exchange.response.fields.len())).flatten()
    });
    let none = Signal::derive(|| None);
    let words = session.words;
    let panel = move |index: usize, content: fn(&Entry, Words) -> AnyView| {
        view! {
            <div
                class="tab-panel"
                role="tabpanel"
                tabindex="0"
                id=panel_id("inspector", index)
                aria-labelledby=format!("inspector-tab-{index}")
                hidden=move || open.get() != index
            >
                {move || arrived.get().then(|| entry().map(|entry| content(&entry, words))).flatten()}
            </div>
        }
    };
    view! {
        <section
            class="inspector"
            aria-labelledby="inspector-title"
            on:pointerenter=move |_| words.want()
            on:focusin=move |_| words.want()
        >
            <h2 id="inspector-title" class="visually-hidden">"Answer"</h2>
            <StatusLine session/>
            <AnswerNote session/>
            <Tabs
                id="inspector"
                label="Parts of the answer"
                tabs=vec![("Body", none), ("Headers", count), ("Raw", none)]
                open
            />
            {panel(0, body)}
            {panel(1, headers)}
            {panel(2, raw)}
        </section>
    }
}

/// The status, and what the server said in the toy tale.
#[component]
fn StatusLine(session: Session) -> impl IntoView {
    let line = move || {
        let shown = session.shown.get();
        match shown {
            None => view! { <p class="empty">"The answer will stand here."</p> }.into_any(),
            Some(_) if !session.arrived.get() => view! { <p class="empty">{silence(session)}</p> }.into_any(),
            Some(shown) => {
                let response = &shown.entry.exchange.response;
                let status = format!("{} {}", response.status.as_u16(), response.reason());
                let code = response.status.as_u16();
                let open = RwSignal::new(false);
                let words = session.words;
                let plain = Signal::derive(move || words.plain(|texts| texts.status(code)));
                let class = format!("pill {}", status_class(response.status));
                view! {
                    <Term words plain open class testid="status">{status}</Term>
                    <span class="said">"“" {shown.board.said().to_owned()} "”"</span>
                    <span class="size">{size(response.content.len())}</span>
                    {move || open.get().then(|| view! { <p class="meaning">{meaning(words, plain)}</p> })}
                }
                .into_any()
            }
        }
    };
    view! { <div class="status-line">{line}</div> }
}

/// The body: coloured where it is JSON, as text where it is text.
fn body(entry: &Entry, _: Words) -> AnyView {
    let coded = &entry.exchange.response;
    let response = &coding::decoded(coded);
    let coding = coded.field("content-encoding").map(|coding| {
        view! {
            <p class="empty">
                {format!("Sent as {coding}, {} on the wire; shown with that undone.", size(coded.content.len()))}
            </p>
        }
    });
    if response.content.is_empty() {
        return view! { <p class="empty">"This answer has no body."</p> }.into_any();
    }
    let text = response.text();
    let is_json = response.field("content-type").is_some_and(|kind| kind.contains("json"));
    let pretty = if is_json { json::pretty(&text) } else { None };
    let whole = pretty.unwrap_or_else(|| text.into_owned());
    let cut = whole.floor_char_boundary(SHOWN);
    let rest = (cut < whole.len()).then(|| {
        view! { <p class="empty">{format!("… and {} more. Raw bytes are in the network panel.", size(whole.len() - cut))}</p> }
    });
    let shown = whole[..cut].to_owned();
    let coloured = if is_json && shown.len() <= COLOURED {
        json::tokens(&shown)
            .into_iter()
            .map(|(kind, text)| match kind {
                Kind::Plain => text.to_owned().into_any(),
                Kind::Key => piece("j-key", text),
                Kind::Text => piece("j-text", text),
                Kind::Literal => piece("j-literal", text),
            })
            .collect_view()
            .into_any()
    } else {
        shown.into_any()
    };
    view! { {coding} <pre class="code" data-testid="answer-body">{coloured}</pre> {rest} }.into_any()
}

fn piece(class: &'static str, text: &str) -> AnyView {
    view! { <span class=class>{text.to_owned()}</span> }.into_any()
}

/// The header fields; pressing a name tells what it is for.
fn headers(entry: &Entry, words: Words) -> AnyView {
    let rows = entry
        .exchange
        .response
        .fields
        .iter()
        .map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            let open = RwSignal::new(false);
            let name = name.as_str().to_owned();
            let label = spelled(&name);
            let plain = Signal::derive(move || words.plain(|texts| texts.field(&name)));
            view! {
                <div>
                    <dt><Term words plain open class="term">{label}</Term></dt>
                    <dd>{value}</dd>
                    {move || open.get().then(|| view! { <dd class="meaning">{meaning(words, plain)}</dd> })}
                </div>
            }
        })
        .collect_view();
    view! { <dl class="fields">{rows}</dl> }.into_any()
}

fn raw(entry: &Entry, _: Words) -> AnyView {
    let text = entry.exchange.response.to_text();
    let cut = text.floor_char_boundary(SHOWN);
    view! { <pre class="code">{text[..cut].to_owned()}</pre> }.into_any()
}

/// A field name as people write it: `content-type` becomes `Content-Type`, and `etag` `ETag`.
fn spelled(name: &str) -> String {
    match name {
        "etag" => "ETag".into(),
        "www-authenticate" => "WWW-Authenticate".into(),
        name => {
            let mut start = true;
            name.chars()
                .map(|c| {
                    let upper = if start { c.to_ascii_uppercase() } else { c };
                    start = c == '-';
                    upper
                })
                .collect()
        }
    }
}
