//! A word of HTTP that tells what it means when it is pressed.

use leptos::prelude::*;

use super::words::Words;

/// The word, as a button; what it means is shown by [`meaning`], where `open` says so, and as its title.
#[component]
pub(super) fn Term(
    words: Words,
    /// What it means in plain words, once that can be told.
    plain: Signal<Option<String>>,
    open: RwSignal<bool>,
    #[prop(into)] class: String,
    /// A stable hook for tests.
    #[prop(optional)]
    testid: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    let press = move |_| {
        words.want();
        open.update(|open| *open = !*open);
    };
    view! {
        <button
            type="button"
            class=class
            title=move || plain.get()
            aria-expanded=move || open.get().to_string()
            data-testid=testid
            on:click=press
        >
            {children()}
        </button>
    }
}

/// What a word means, or why that cannot be told.
pub(super) fn meaning(words: Words, plain: Signal<Option<String>>) -> impl IntoView {
    view! {
        <span lang=move || plain.with(Option::is_some).then(|| words.language())>
            {move || plain.get().unwrap_or_else(|| words.sorry().to_owned())}
        </span>
    }
}
