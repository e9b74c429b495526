//! What of a long shelf is not in view: how much, and the way there.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;

use super::icon::icon;

/// How many of the things on a shelf lie out of view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct OutOfView {
    above: usize,
    below: usize,
}

impl OutOfView {
    /// Of a list as it is scrolled; what is seen by half is seen.
    pub(super) fn of(list: &web_sys::HtmlElement) -> Self {
        let top = list.scroll_top();
        let bottom = top + list.client_height();
        let mut out = Self::default();
        let children = list.children();
        for place in (0..children.length()).filter_map(|at| children.item(at)) {
            if let Ok(place) = place.dyn_into::<web_sys::HtmlElement>() {
                let middle = place.offset_top() + place.offset_height() / 2;
                out.above += usize::from(middle < top);
                out.below += usize::from(middle > bottom);
            }
        }
        out
    }
}

/// A button that says how many there are further down, or above at the end, and goes there. Nothing where all are seen.
#[component]
pub(super) fn ShelfMore(
    /// The shelf.
    list: NodeRef<html::Ul>,
    /// What of it is out of view …
    out: RwSignal<OutOfView>,
    /// … and what finds that out anew.
    measure: impl Fn() + Copy + 'static,
) -> impl IntoView {
    let resized = window_event_listener(ev::resize, move |_| measure());
    on_cleanup(move || resized.remove());
    let go = move |_| {
        if let Some(list) = list.get_untracked() {
            let page = list.client_height();
            let down = out.get_untracked().below > 0;
            list.set_scroll_top(if down { list.scroll_top() + page } else { 0 });
        }
    };
    let any = Memo::new(move |_| out.get() != OutOfView::default());
    let down = Memo::new(move |_| out.get().below > 0);
    let words = move || match out.get() {
        OutOfView { below: 0, above } => format!("{above} above"),
        OutOfView { below, .. } => format!("{below} more"),
    };
    let label = move || match out.get() {
        OutOfView { below: 0, above } => format!("{above} more above on the shelf. Go there"),
        OutOfView { below, .. } => format!("{below} more below on the shelf. Go there"),
    };
    view! {
        <Show when=move || any.get()>
            <button type="button" class="shelf-more" class:up=move || !down.get() data-testid="shelf-more" aria-label=label on:click=go>
                {words}
                {icon("down")}
            </button>
        </Show>
    }
}
