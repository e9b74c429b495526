//! What the timeline shows beside exchanges: the part a message plays in its errand, and what never reached the server.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    Session,
    legs::told_aside,
    wording::{method_class, status_class},
};
use crate::{
    client::{Client, Purpose, preflight},
    journal::{Aside, Entry, Layout},
};

/// The part a message plays, as a small word beside its path; nothing for what is plain. What became of it, such as that
/// it was lost, takes that place; it is not told while it is `hidden`.
pub(super) fn role_marks(entry: &Entry, hidden: Memo<bool>) -> impl IntoView + use<> {
    let role = entry.role;
    let refused = role.purpose == Purpose::Preflight
        && preflight::refused(&entry.exchange.request, &entry.exchange.response).is_some();
    let client = (role.client == Client::Second)
        .then(|| view! { <span class="origin client-mark" title="Sent by Client B">"B"</span> });
    let outcome = move || match role.loss {
        _ if hidden.get() => None,
        Some(loss) => Some((loss.words(), "The client got no answer")),
        None => refused.then_some((
            "not sent",
            "The answer to this preflight does not allow it, so the browser did not send what was wished",
        )),
    };
    let purpose = move || {
        let word = role.purpose.word()?;
        let title = match role.purpose {
            Purpose::Plain => "",
            Purpose::Preflight => "The browser asked the server first whether the page may send this",
            Purpose::Revalidation => "The client asked whether its stored answer is still good",
            Purpose::Redirect => "The client went on where the answer before pointed to",
            Purpose::Credentials => "The client asked again, and showed who it is",
            Purpose::Retry => "The client asked again",
        };
        Some(view! { <span class="origin" title=title>{word}</span> })
    };
    let mark = move || match outcome() {
        Some((words, title)) => {
            view! { <span class="origin lost-word" title=title>{words}</span> }.into_any()
        }
        None => purpose().into_any(),
    };
    view! { {client} {mark} }
}

/// A row of the timeline.
#[derive(Clone)]
pub(super) enum Item {
    /// An exchange.
    Entry(Arc<Entry>),
    /// What never reached the server, and the row that it has.
    Aside(usize, Arc<Aside>),
}

impl Item {
    /// What tells it from the others.
    pub(super) fn key(&self) -> (usize, u64) {
        match self {
            Self::Entry(entry) => (Arc::as_ptr(entry) as usize, 0),
            Self::Aside(row, aside) => (*row, aside.id + 1),
        }
    }
}

/// These entries, each with what never reached the server and came after it.
pub(super) fn with_asides(session: Session, entries: Vec<Arc<Entry>>, layout: Memo<Layout>) -> Vec<Item> {
    session.clients.asides.with(|asides| {
        if asides.is_empty() {
            return entries.into_iter().map(Item::Entry).collect();
        }
        let rows = |first: usize, asides: &[Arc<Aside>]| {
            let rows = asides.iter().enumerate();
            rows.map(|(at, aside)| Item::Aside(first + at, Arc::clone(aside))).collect::<Vec<_>>()
        };
        session.journal.with(|journal| {
            let begins =
                entries.first().is_none_or(|row| journal.get(0).is_some_and(|first| Arc::ptr_eq(first, row)));
            let mut items = if begins { rows(0, asides.after(None)) } else { Vec::new() };
            for entry in entries {
                let after = asides.after(Some(&entry));
                let place = if after.is_empty() { None } else { journal.place_of(entry.exchange.number) };
                items.push(Item::Entry(entry));
                if let Some(place) = place {
                    items.extend(rows(layout.with(|layout| layout.row_of(place)) + 1, after));
                }
            }
            items
        })
    })
}

/// What never reached the server; a press puts it on stage.
#[component]
pub(super) fn AsideRow(
    session: Session,
    row: usize,
    aside: Arc<Aside>,
    row_px: RwSignal<i32>,
) -> impl IntoView {
    let top = move || format!("{}px", row as f64 * f64::from(row_px.get()));
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
        <li style:top=top><button
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
        </button></li>
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
