//! The exchanges so far.

use std::sync::Arc;

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;

use super::{
    Session,
    aside::{AsideRows, role_marks},
    wording::{method_class, origin_words, status_class},
};
use crate::journal::{Asides, Entry, Journal};

/// How many rows are drawn at first, and how many more with each press.
const PAGE: usize = 100;

/// The newest exchanges, oldest of them first; a press puts one on stage. Arrows walk along.
#[component]
pub(super) fn Timeline(session: Session) -> impl IntoView {
    let room = RwSignal::new(PAGE);
    let rows = move || {
        session.journal.with(|journal| {
            let entries = journal.entries();
            entries[entries.len().saturating_sub(room.get())..].to_vec()
        })
    };
    let hidden = move || session.journal.with(|journal| journal.len().saturating_sub(room.get()));
    let list = NodeRef::<html::Ol>::new();
    // The newest row comes into view, unless the visitor is looking at older ones.
    Effect::new(move |before: Option<usize>| {
        let count = session.journal.with(Journal::len);
        if before.is_some_and(|before| count > before)
            && let Some(list) = list.get_untracked()
        {
            request_animation_frame(move || list.set_scroll_top(list.scroll_height()));
        }
        count
    });
    view! {
        <section class="timeline" aria-labelledby="timeline-title" data-testid="timeline">
            <h2 id="timeline-title">"Timeline"</h2>
            <Show when=move || session.journal.with(Journal::is_empty) && session.clients.asides.with(Asides::is_empty)>
                <p class="empty">"Every request will stand here, to be played again."</p>
            </Show>
            <Show when=move || hidden() != 0>
                <button type="button" class="link" on:click=move |_| room.update(|room| *room += PAGE)>
                    {move || format!("Show older ({})", hidden())}
                </button>
            </Show>
            <AsideRows session/>
            <ol node_ref=list on:keydown=|event| walk(&event)>
                <For
                    each=rows
                    key=|entry| Arc::as_ptr(entry) as usize
                    children=move |entry| view! { <Row session entry/> }
                />
            </ol>
        </section>
    }
}

/// Up and down move between the rows.
fn walk(event: &web_sys::KeyboardEvent) {
    let row = document().active_element().and_then(|button| button.parent_element());
    let next = row.and_then(|row| match event.key().as_str() {
        "ArrowDown" => row.next_element_sibling(),
        "ArrowUp" => row.previous_element_sibling(),
        _ => None,
    });
    let button = next.and_then(|row| row.first_element_child());
    if let Some(button) = button.and_then(|button| button.dyn_into::<web_sys::HtmlElement>().ok()) {
        event.prevent_default();
        let _ = button.focus();
    }
}

/// One exchange.
#[component]
fn Row(session: Session, entry: Arc<Entry>) -> impl IntoView {
    let exchange = &entry.exchange;
    let number = exchange.number;
    let on = move || session.shown_number() == Some(number);
    let method = exchange.request.method_text().into_owned();
    let target = exchange.request.target_text().into_owned();
    let path = target.strip_prefix(entry.before.base()).unwrap_or(&target).to_owned();
    let status = exchange.response.status;
    let origin =
        origin_words(entry.origin).map(|(word, why)| view! { <span class="origin" title=why>{word}</span> });
    let method_look = format!("ex-method {}", method_class(&method));
    // What is still on its way on stage is not given away here.
    let (role, ahead, after) = (entry.role, Arc::clone(&entry), Arc::clone(&entry));
    let status_words = move || {
        // What the client never got is not said to be its answer.
        if role.loss.is_some() {
            return "—".to_owned();
        }
        if (on() && !session.arrived.get()) || session.is_ahead(&ahead) {
            "…".to_owned()
        } else {
            status.as_u16().to_string()
        }
    };
    let label = path.clone();
    let show = move |_| session.show(&entry);
    view! {
        <li>
            <button
                type="button"
                class="ex"
                class:on=on
                aria-current=move || on().then_some("true")
                title=label
                on:click=show
            >
                <span class=method_look>{method}</span>
                <span class="ex-path">{path}</span>
                {origin}
                {role_marks(role)}
                <span class=format!("ex-status {}", status_class(status))>{status_words}</span>
            </button>
            <AsideRows session after/>
        </li>
    }
}
