//! A button that opens a small panel beside it.

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;

use super::keys::dialog_is_open;

/// A `details` element that closes on Escape (see `keys`), on leaving it, and when a choice in it closes it.
#[component]
pub(super) fn Menu(
    /// What the button shows.
    #[prop(into)]
    label: ViewFn,
    /// The class that places the panel.
    class: &'static str,
    /// A stable hook for tests.
    #[prop(optional)]
    testid: &'static str,
    children: Children,
) -> impl IntoView {
    let details = NodeRef::<html::Details>::new();
    // Leaving is judged by where the focus went: the panel can hold focus, so a press inside it stays inside.
    let left = move |event: web_sys::FocusEvent| {
        // A menu that is taken away with the focus in it has nothing left to close.
        let Some(details) = details.try_get_untracked().flatten() else { return };
        let to = event.related_target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        // A dialog gives the focus back, so the place where it was has to stay.
        if !dialog_is_open() && !details.contains(to.as_ref()) {
            let _ = details.remove_attribute("open");
        }
    };
    view! {
        <details class=format!("menu {class}") data-testid=testid node_ref=details on:focusout=left>
            <summary>{move || label.run()}</summary>
            <div class="menu-panel card" tabindex="-1">{children()}</div>
        </details>
    }
}

/// Closes the menu that this event happened in, and gives the focus back to its button.
pub(super) fn close_around(event: &web_sys::Event) {
    let within = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    if let Some(Ok(Some(menu))) = within.map(|element| element.closest("details.menu")) {
        let summary = menu.query_selector("summary").ok().flatten();
        if let Some(summary) = summary.and_then(|summary| summary.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = summary.focus();
        }
        let _ = menu.remove_attribute("open");
    }
}
