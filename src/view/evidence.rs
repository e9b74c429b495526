//! What was read to answer a question: a few pieces, and the others when asked for.

use leptos::prelude::*;

use crate::{
    server::Evidence,
    stage::evidence::{fold, is_broken},
};

/// The pieces as chips.
pub(super) fn pieces(evidence: &[Evidence]) -> impl IntoView + use<> {
    let open = RwSignal::new(false);
    let (first, others) = fold(evidence);
    let first = first.into_iter().map(chip).collect_view();
    let more = (!others.is_empty()).then(|| {
        let others: Vec<_> = others.into_iter().cloned().collect();
        let count = others.len();
        let label = move || if open.get() { "show fewer".to_owned() } else { format!("and {count} more") };
        // The others are made when they are asked for: there may be fifty, at every question.
        let rest = move || open.get().then(|| others.iter().map(chip).collect_view());
        view! {
            {rest}
            <li>
                <button
                    type="button"
                    class="link more"
                    aria-expanded=move || open.get().to_string()
                    data-testid="more-evidence"
                    on:click=move |_| open.update(|open| *open = !*open)
                >
                    {label}
                </button>
            </li>
        }
    });
    view! { <ul class="evidence">{first} {more}</ul> }
}

fn chip(piece: &Evidence) -> impl IntoView + use<> {
    let class = if is_broken(piece) { "s-bad" } else { "" };
    view! { <li class=class><span>{piece.source.label()}</span><code>{piece.value.clone()}</code></li> }
}
