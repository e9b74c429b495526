//! A row of tabs, by the rules of the ARIA tabs pattern: arrows move, Home and End jump.

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;

/// One tab: its name, and what it counts (nothing is shown for `None`).
pub(super) type Tab<N = &'static str> = (N, Signal<Option<usize>>);

/// A row of tabs; the panel of tab `n` has the id `{id}-panel-{n}` (see [`panel_id`]).
#[component]
pub(super) fn Tabs<N: Into<String> + 'static>(
    /// The prefix of all ids.
    id: &'static str,
    /// What the row is for, for screen readers.
    label: &'static str,
    /// The tabs in order.
    tabs: Vec<Tab<N>>,
    /// Which is open.
    open: RwSignal<usize>,
) -> impl IntoView {
    let row = NodeRef::<html::Div>::new();
    let count = tabs.len();
    let keydown = move |event: web_sys::KeyboardEvent| {
        let now = open.get_untracked();
        let next = match event.key().as_str() {
            "ArrowRight" => (now + 1) % count,
            "ArrowLeft" => (now + count - 1) % count,
            "Home" => 0,
            "End" => count - 1,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        open.set(next);
        let tab = row.get_untracked().and_then(|row| row.children().item(next as u32));
        if let Some(tab) = tab.and_then(|tab| tab.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = tab.focus();
        }
    };
    let tabs = tabs.into_iter().enumerate().map(|(index, (name, counted))| {
        let name: String = name.into();
        let selected = move || open.get() == index;
        view! {
            <button
                type="button"
                role="tab"
                id=format!("{id}-tab-{index}")
                aria-controls=panel_id(id, index)
                aria-selected=move || selected().to_string()
                tabindex=move || if selected() { "0" } else { "-1" }
                on:click=move |_| open.set(index)
            >
                {name}
                {move || counted.get().map(|count| format!(" {count}"))}
            </button>
        }
    });
    view! {
        <div class="tabs" role="tablist" aria-label=label node_ref=row on:keydown=keydown>
            {tabs.collect_view()}
        </div>
    }
}

/// The id of the panel of a tab.
pub(super) fn panel_id(id: &str, index: usize) -> String {
    format!("{id}-panel-{index}")
}
