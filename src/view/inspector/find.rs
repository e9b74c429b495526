//! Search in the body: how often, where, on to the next and back.

use std::sync::Arc;

use leptos::{html, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;

use super::{super::icon::icon, Pane};
use crate::{
    browser::timer,
    client::{
        csv::CellSearch,
        json::{Doc, Hit, Search, occurrences, pointed},
    },
};

/// How much of a text is looked through before the page gets a turn, in bytes.
const SLICE: usize = 400_000;

/// What is looked for in one body, and what was found.
#[derive(Clone, Copy)]
pub(super) struct Find {
    pub(super) query: RwSignal<String>,
    hits: RwSignal<Arc<Vec<Hit>>>,
    /// Which is at hand.
    at: RwSignal<usize>,
    /// Whether all has been looked through.
    done: RwSignal<bool>,
    /// Why a pointer leads nowhere.
    lost: RwSignal<Option<String>>,
}

impl Find {
    fn new(pane: Pane) -> Self {
        Self {
            query: pane.query,
            hits: RwSignal::default(),
            at: RwSignal::new(0),
            done: RwSignal::new(true),
            lost: RwSignal::new(None),
        }
    }

    /// Looks through JSON, whenever other words are looked for.
    pub(super) fn in_doc(pane: Pane, doc: Arc<Doc>) -> Self {
        let find = Self::new(pane);
        let turn = StoredValue::new(0_u32);
        Effect::new(move |_| {
            let words = find.query.get();
            let mut search = Search::new(&doc, &words);
            let seen = Arc::clone(&doc);
            let done = find.look(turn, move |bytes| {
                let done = search.work(&seen, bytes);
                (done, search.hits().to_vec())
            });
            let none = find.hits.with_untracked(|hits| hits.is_empty());
            find.lost.set(match pointed(&doc, &words) {
                Some(Err(lost)) if done && none => Some(lost.to_string()),
                _ => None,
            });
        });
        find
    }

    /// Looks through a text, whenever other words are looked for; while it is shown as a table, through its cells.
    pub(super) fn in_text(pane: Pane, text: Arc<str>, as_table: Signal<bool>) -> Self {
        let find = Self::new(pane);
        let turn = StoredValue::new(0_u32);
        Effect::new(move |_| {
            let words = find.query.get();
            if as_table.get() {
                let mut search = CellSearch::new(&text, &words);
                let seen = Arc::clone(&text);
                find.look(turn, move |bytes| {
                    let done = search.work(&seen, bytes);
                    (done, search.hits().to_vec())
                });
            } else {
                turn.update_value(|turn| *turn += 1);
                let hits = occurrences(&text, &words).take(Search::MOST);
                find.begin(hits.map(|(at, len)| Hit { node: 0, at, len }).collect(), true);
            }
        });
        find
    }

    /// Begins a search and, where it is not done at once, goes on with it in pieces, for as long as no other begins:
    /// `work` goes on through about so many bytes, and comes back with whether that was all and what was found so far.
    /// `true` where it was done at once.
    fn look(self, turn: StoredValue<u32>, mut work: impl FnMut(usize) -> (bool, Vec<Hit>) + 'static) -> bool {
        turn.update_value(|turn| *turn += 1);
        let mine = turn.get_value();
        let (done, hits) = work(SLICE);
        self.begin(hits, done);
        if !done {
            spawn_local(async move {
                loop {
                    timer::sleep(0).await;
                    if turn.try_get_value() != Some(mine) {
                        return;
                    }
                    let (done, hits) = work(SLICE);
                    if done {
                        let _ = self.hits.try_set(Arc::new(hits));
                        let _ = self.done.try_set(true);
                        return;
                    }
                }
            });
        }
        done
    }

    fn begin(&self, hits: Vec<Hit>, done: bool) {
        self.at.set(0);
        self.hits.set(Arc::new(hits));
        self.done.set(done);
    }

    /// The hit at hand.
    pub(super) fn now(&self) -> Option<Hit> {
        self.hits.with(|hits| hits.get(self.at.get()).copied())
    }

    fn step(&self, back: bool) {
        let count = self.hits.with_untracked(|hits| hits.len());
        if count > 0 {
            self.at.update(|at| *at = (*at + if back { count - 1 } else { 1 }) % count);
        }
    }

    fn told(&self) -> String {
        let count = self.hits.with(|hits| hits.len());
        match (self.query.with(String::is_empty), count) {
            (true, _) => String::new(),
            (_, 0) if !self.done.get() => "Looking…".into(),
            (_, 0) => self.lost.get().unwrap_or_else(|| "not found".into()),
            (_, Search::MOST..) => format!("{} of {}+", self.at.get() + 1, Search::MOST),
            _ => format!("{} of {count}", self.at.get() + 1),
        }
    }
}

/// The field, how many were found, and the way from one to the next.
#[component]
pub(super) fn FindBar(find: Find) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    let press = move |event: web_sys::KeyboardEvent| match event.key().as_str() {
        "Enter" if !event.ctrl_key() && !event.meta_key() => find.step(event.shift_key()),
        "Escape" if !find.query.with_untracked(String::is_empty) => {
            find.query.set(String::new());
            event.stop_propagation();
            event.prevent_default();
        }
        _ => {}
    };
    let none = move || find.hits.with(|hits| hits.is_empty());
    let missed = move || find.done.get() && none() && !find.query.with(String::is_empty);
    view! {
        <div class="find" role="search">
            <input
                type="search"
                class="find-field"
                class:missed=missed
                aria-label="Search the body: words, or a JSON Pointer such as /items/0"
                placeholder="Search, or /pointer"
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                data-testid="find"
                node_ref=field
                prop:value=move || find.query.get()
                on:input:target=move |event| find.query.set(event.target().value())
                on:keydown=press
            />
            <span class="find-count" role="status" data-testid="find-count">{move || find.told()}</span>
            <button type="button" class="quiet find-back" aria-label="The one before" disabled=none on:click=move |_| find.step(true)>
                {icon("down")}
            </button>
            <button type="button" class="quiet" aria-label="The next one" disabled=none on:click=move |_| find.step(false)>
                {icon("down")}
            </button>
        </div>
    }
}

/// Ctrl+F, or ⌘F, anywhere in the pane goes to the field; pressed there, it is the browser's own.
pub(super) fn shortcut(pane: Pane, event: &web_sys::KeyboardEvent) {
    if !(event.ctrl_key() || event.meta_key())
        || event.shift_key()
        || event.alt_key()
        || !event.key().eq_ignore_ascii_case("f")
    {
        return;
    }
    let field = document().query_selector(".inspector .find-field").ok().flatten();
    let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlInputElement>().ok()) else {
        return;
    };
    let there: &web_sys::Element = &field;
    if document().active_element().as_ref() == Some(there) {
        return;
    }
    event.prevent_default();
    pane.tab.set(0);
    request_animation_frame(move || {
        let _ = field.focus();
        field.select();
    });
}
