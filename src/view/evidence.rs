//! What was read to answer a question: a few pieces, and the others when asked for. And the reason for the answer.

use leptos::prelude::*;

use super::{Session, told::Told};
use crate::{
    server::Evidence,
    stage::evidence::{fold, is_broken},
};

/// The pieces as chips.
pub(super) fn pieces(session: Session, evidence: &[Evidence]) -> impl IntoView + use<> {
    let open = RwSignal::new(false);
    let told = session.told;
    let (first, others) = fold(evidence);
    let first = first.into_iter().map(|piece| chip(told, piece)).collect_view();
    let more = (!others.is_empty()).then(|| {
        let others: Vec<_> = others.into_iter().cloned().collect();
        let count = others.len();
        let label = move || if open.get() { "show fewer".to_owned() } else { format!("and {count} more") };
        // The others are made when they are asked for: there may be fifty, at every question.
        let rest = move || open.get().then(|| others.iter().map(|piece| chip(told, piece)).collect_view());
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

/// The reason that the server gave in the step with this number, in the words of the lens; where there are none for it,
/// in its own.
pub(super) fn reason(session: Session, step: usize) -> impl IntoView + use<> {
    let piece = Memo::new(move |_| session.told.reason(step));
    let language = move || piece.with(|piece| session.told.language_of(piece));
    view! { <span class="because" lang=language>{move || piece.with(|piece| piece.text().to_owned())}</span> }
}

/// A piece: where it was read, in the words of the lens, and what stood there.
fn chip(told: Told, piece: &Evidence) -> impl IntoView + use<> {
    let class = if is_broken(piece) { "s-bad" } else { "" };
    let (label, value) = (piece.clone(), piece.clone());
    view! {
        <li class=class>
            <span>{move || told.source(&label.source)}</span>
            <code>{move || told.value(&value)}</code>
        </li>
    }
}
