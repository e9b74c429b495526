//! The answer: status, what the server said, body, header fields, the raw message, and what changed since the last.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    Session,
    home::AnswerNote,
    keys::focus,
    tabs::{Tabs, panel_id},
};
use crate::{
    client::{Draft, link::Around},
    http::{Response, coding},
    journal::Entry,
};

mod body;
mod changed;
mod copy;
mod fields;
mod find;
mod follow;
mod marked;
mod point;
mod pretty;
mod problem;
mod raw;
mod status;
mod table;
mod text;
mod tip;
mod tree;
mod window;

use copy::CopyTab;
use follow::Held;
use status::StatusLine;

/// What the inspector keeps from one answer to the next. A handful of signals, so it is passed by value.
#[derive(Clone, Copy)]
struct Pane {
    session: Session,
    /// Which tab is open: see [`TABS`].
    tab: RwSignal<usize>,
    /// Whether JSON is shown as a tree.
    tree: RwSignal<bool>,
    /// What is looked for in the body.
    query: RwSignal<String>,
    /// A request that was being written when a link was followed.
    held: RwSignal<Option<Draft>>,
    /// What was last done, for those who hear the page.
    told: RwSignal<String>,
}

/// The tabs, in order.
const TABS: [&str; 4] = ["Body", "Headers", "Raw", "What changed"];

/// The answer to the exchange on stage.
#[derive(Clone)]
struct Answer {
    entry: Arc<Entry>,
    /// The answer that whoever asked gets, where it is not the message that came: the stored one, after a 304.
    handed: Option<Arc<Response>>,
    /// The response with its content coding undone.
    plain: Arc<Response>,
    around: Arc<Around>,
}

impl PartialEq for Answer {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.entry, &other.entry)
            && self.handed.as_ref().map(Arc::as_ptr) == other.handed.as_ref().map(Arc::as_ptr)
    }
}

impl Answer {
    fn of(entry: &Arc<Entry>, handed: Option<Arc<Response>>) -> Self {
        let response = handed.as_deref().unwrap_or(&entry.exchange.response);
        Self {
            entry: Arc::clone(entry),
            plain: Arc::new(coding::decoded(response)),
            handed,
            around: Arc::new(Around {
                base: entry.before.base().to_owned(),
                origin: crate::browser::page::origin().unwrap_or_default(),
            }),
        }
    }

    /// The answer as whoever asked gets it: as it travelled, or as it was stored.
    fn response(&self) -> &Response {
        self.handed.as_deref().unwrap_or(&self.entry.exchange.response)
    }
}

impl Pane {
    /// Hands the focus on from what is about to go away: to the open tab, which stays.
    fn hand_on(self) {
        focus(&format!("#inspector-tab-{}", self.tab.get_untracked()));
    }
}

/// The answer to the exchange on stage. It opens once the client has it.
#[component]
pub(super) fn Inspector(session: Session) -> impl IntoView {
    let pane = Pane {
        session,
        tab: RwSignal::new(0),
        tree: RwSignal::new(body::prefers_tree()),
        query: RwSignal::new(String::new()),
        held: RwSignal::new(None),
        told: RwSignal::new(String::new()),
    };
    let answer = Memo::new(move |_| {
        let arrived = session.arrived.get();
        let handed = session.clients.handed(session.shown);
        session
            .shown
            .with(|shown| shown.as_ref().filter(|_| arrived).map(|shown| Answer::of(&shown.entry, handed)))
    });
    let count = Signal::derive(move || {
        answer.with(|answer| answer.as_ref().map(|answer| answer.response().fields.len()))
    });
    let none = Signal::derive(|| None);
    let tabs = TABS.map(|name| (name, if name == "Headers" { count } else { none }));
    // The body is there from the start; the others once they are looked at.
    let panel = move |index: usize, content: fn(Pane, &Answer) -> AnyView| {
        let wanted = Memo::new(move |_| index == 0 || pane.tab.get() == index);
        view! {
            <div
                class="tab-panel"
                role="tabpanel"
                tabindex="0"
                id=panel_id("inspector", index)
                aria-labelledby=format!("inspector-tab-{index}")
                hidden=move || pane.tab.get() != index
            >
                {move || wanted.get().then(|| answer.with(|answer| answer.as_ref().map(|answer| content(pane, answer))))}
            </div>
        }
    };
    // Another answer is read from its start.
    Effect::new(move |_| {
        answer.track();
        for index in 0..TABS.len() {
            if let Some(panel) = document().get_element_by_id(&panel_id("inspector", index)) {
                panel.set_scroll_top(0);
            }
        }
    });
    let words = session.words;
    view! {
        <section
            class="inspector"
            aria-labelledby="inspector-title"
            on:pointerenter=move |_| words.want()
            on:focusin=move |_| words.want()
            on:keydown=move |event| find::shortcut(pane, &event)
        >
            <h2 id="inspector-title" class="visually-hidden">"Answer"</h2>
            <StatusLine session/>
            <AnswerNote session/>
            <div class="tabs-line">
                <Tabs id="inspector" label="Parts of the answer" tabs=tabs.to_vec() open=pane.tab/>
                <CopyTab pane answer/>
            </div>
            <Held pane/>
            {panel(0, body::body)}
            {panel(1, fields::fields)}
            {panel(2, raw::raw)}
            {panel(3, changed::changed)}
            <p class="visually-hidden" role="status">{move || pane.told.get()}</p>
        </section>
    }
}
