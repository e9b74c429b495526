//! What the timeline shows beside exchanges: the part a message plays in its errand, and what never reached the server.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    Session,
    legs::told_aside,
    wording::{method_class, status_class},
};
use crate::{
    client::{Client, Purpose},
    journal::{Aside, Asides, Entry, Layout, Role},
};

/// The part a message plays, as small words beside its path; nothing for what is plain. What was lost is not told while
/// it is `hidden`.
pub(super) fn role_marks(role: Role, hidden: Memo<bool>) -> impl IntoView {
    let client = (role.client == Client::Second)
        .then(|| view! { <span class="origin" title="Sent by Client B">"B"</span> });
    let purpose = role.purpose.word().map(|word| {
        let title = match role.purpose {
            Purpose::Plain => "",
            Purpose::Preflight => "The browser asked the server first whether the page may send this",
            Purpose::Revalidation => "The client asked whether its stored answer is still good",
            Purpose::Redirect => "The client went on where the answer before pointed to",
            Purpose::Credentials => "The client asked again, and showed who it is",
            Purpose::Retry => "The client asked again",
        };
        view! { <span class="origin" title=title>{word}</span> }
    });
    let loss = move || {
        let loss = role.loss.filter(|_| !hidden.get())?;
        Some(view! { <span class="origin lost-word" title="The client got no answer">{loss.words()}</span> })
    };
    view! { {client} {purpose} {loss} }
}

/// The rows of what never reached the server, each below the exchange that it came after.
#[component]
pub(super) fn AsideRows(
    session: Session,
    /// The entries that are drawn.
    rows: Signal<Vec<Arc<Entry>>>,
    row_px: RwSignal<i32>,
    layout: Memo<Layout>,
) -> impl IntoView {
    let none = Memo::new(move |_| session.clients.asides.with(Asides::is_empty));
    let near = move || {
        if none.get() {
            return Vec::new();
        }
        let rows = rows.get();
        session.clients.asides.with(|asides| {
            session.journal.with(|journal| {
                let first = rows
                    .first()
                    .is_none_or(|row| journal.get(0).is_some_and(|first| Arc::ptr_eq(first, row)));
                let before = asides.after(None).iter().filter(|_| first).enumerate();
                let mut near: Vec<Near> =
                    before.map(|(row, aside)| Near { row, aside: Arc::clone(aside) }).collect();
                for entry in &rows {
                    let after = asides.after(Some(entry));
                    let place = if after.is_empty() { None } else { journal.place_of(entry.exchange.number) };
                    if let Some(place) = place {
                        let row = layout.with(|layout| layout.row_of(place)) + 1;
                        let here = after.iter().enumerate();
                        near.extend(here.map(|(at, aside)| Near { row: row + at, aside: Arc::clone(aside) }));
                    }
                }
                near
            })
        })
    };
    view! {
        <div class="asides" role="group" aria-label="What never reached the server">
            <For
                each=near
                key=|near: &Near| (near.aside.id, near.row)
                children=move |Near { row, aside }| {
                    let top = move || format!("{}px", row as f64 * f64::from(row_px.get()));
                    view! {
                        <div class="aside-row" style:top=top>
                            <AsideRow session aside/>
                        </div>
                    }
                }
            />
        </div>
    }
}

/// One of them, and the row that it has.
struct Near {
    row: usize,
    aside: Arc<Aside>,
}

/// One of them; a press puts it on stage.
#[component]
fn AsideRow(session: Session, aside: Arc<Aside>) -> impl IntoView {
    let request = &aside.exchange.request;
    let method = request.method_text().into_owned();
    let target = request.target_text().into_owned();
    let path = target.strip_prefix(&session.base()).unwrap_or(&target).to_owned();
    let id = aside.id;
    let on = move || session.clients.aside_on_stage(session.shown) == Some(id);
    // While it is on stage, what becomes of it is not given away here either.
    let hidden = Memo::new(move |_| on() && !session.is_told());
    let (words, class, status) = if aside.is_lost() {
        ("lost on the way", "ex-status", "—".to_owned())
    } else if aside.of.is_some() {
        let status = aside.exchange.response.status;
        ("from the cache", status_class(status), status.as_u16().to_string())
    } else {
        let status = aside.exchange.response.status;
        ("not sent", status_class(status), status.as_u16().to_string())
    };
    let method_look = format!("ex-method {}", method_class(&method));
    let title = {
        let path = path.clone();
        move || if hidden.get() { path.clone() } else { format!("{path}, {words}") }
    };
    let words = move || (!hidden.get()).then(|| view! { <span class="origin">{words}</span> });
    let class = move || if hidden.get() { "ex-status".into() } else { format!("ex-status {class}") };
    let status = move || if hidden.get() { "…".to_owned() } else { status.clone() };
    let client = (aside.role.client == Client::Second)
        .then(|| view! { <span class="origin" title="Client B">"B"</span> });
    let show = move |_| session.show_aside(&aside);
    view! {
        <button
            type="button"
            class="ex aside"
            class:on=on
            data-testid="aside"
            aria-current=move || on().then_some("true")
            title=title
            on:click=show
        >
            <span class=method_look>{method}</span>
            <span class="ex-path">{path}</span>
            {client}
            {words}
            <span class=class>{status}</span>
        </button>
    }
}

impl Session {
    /// Puts what never reached the server on stage: with the rest of its errand, where that is there still.
    fn show_aside(&self, aside: &Aside) {
        let told = self.clients.told.get_untracked();
        let found = told.iter().find(|told| told.aside == Some(aside.id)).map(|told| Arc::clone(&told.entry));
        match found {
            Some(entry) => self.show_told(told.to_vec(), Some(&entry)),
            None => {
                let note =
                    if aside.is_lost() { "No answer came, and the client cannot know why." } else { "" };
                let told = told_aside(self, aside, "", note);
                let entry = Arc::clone(&told.entry);
                self.show_told(vec![told], Some(&entry));
            }
        }
    }
}
