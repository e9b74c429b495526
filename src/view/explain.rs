//! What an error means: the page that the `type` of every problem leads to (RFC 9457 §3.1.1).

use leptos::{html, prelude::*};

use super::{reset::follow, track::spec_link};
use crate::{
    browser::{event::Listener, page},
    http::StatusCode,
    server::{self, Decision},
};

/// The decision that the page's address asks to have explained: `#problem/found`.
fn asked() -> Option<&'static Decision> {
    let fragment = page::fragment();
    let id = fragment.strip_prefix("problem/")?;
    server::decisions().find(|decision| decision.id == id)
}

/// The explanation, as a dialog; open for as long as the page's address asks for one.
#[component]
pub(super) fn ExplainDialog() -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let open = RwSignal::new(false);
    let decision = RwSignal::new(None);
    let look = move || {
        let found = asked();
        open.set(found.is_some());
        // What was explained stays in the dialog while it closes.
        if found.is_some() {
            decision.set(found);
        }
    };
    look();
    follow(dialog, open);
    // Kept for as long as the page is.
    let listener = web_sys::window().map(|window| Listener::new(&window, "hashchange", move |_| look()));
    StoredValue::new_local(listener);

    let words = move || decision.get().map(words);
    view! {
        <dialog
            class="card dialog"
            node_ref=dialog
            aria-labelledby="explain-title"
            data-testid="explain"
            on:close=move |_| page::clear_fragment()
        >
            {words}
            <div class="dialog-foot">
                <button type="button" class="plain" on:click=move |_| page::clear_fragment()>"Close"</button>
            </div>
        </dialog>
    }
}

fn words(decision: &'static Decision) -> impl IntoView {
    let exits: Vec<_> = decision
        .exits
        .iter()
        .filter_map(|status| StatusCode::from_u16(*status).ok())
        .map(|status| status.to_string())
        .collect();
    view! {
        <h2 id="explain-title">{decision.question}</h2>
        <p>
            "The server asks this in its block " <strong>{decision.block.name()}</strong>
            ". In the toy tale: “" {decision.story} "”"
        </p>
        {(!exits.is_empty()).then(|| view! {
            <p>"A request may leave here with " <strong>{exits.join(" or ")}</strong> "."</p>
        })}
        <p>"The rule stands in " {spec_link(decision.spec)} "."</p>
    }
}
