//! The drawings: one sprite in the page, used by name.

use leptos::prelude::*;

/// All drawings, once in the page. The markup is ours and fixed at build time.
#[component]
pub(super) fn Sprite() -> impl IntoView {
    view! { <div class="sprite" aria-hidden="true" inner_html=include_str!("sprite.svg")></div> }
}

/// A small drawing beside words or in a labelled button; never the only sign, so hidden from screen readers.
pub(super) fn icon(name: &'static str) -> impl IntoView {
    view! {
        <svg class="icon" aria-hidden="true">
            <use_ href=format!("#i-{name}")></use_>
        </svg>
    }
}
