//! Every question of the exchange on stage, also those that were passed over.

use leptos::prelude::*;

use super::{
    Session,
    menu::Menu,
    track::{spec_link, why_link},
};
use crate::server::{Answer, Step};

/// The list, behind a button.
#[component]
pub(super) fn StepsMenu(session: Session) -> impl IntoView {
    let steps = move || {
        session.shown.with(|shown| {
            shown.as_ref().map_or_else(Vec::new, |shown| shown.entry.exchange.trace.steps.clone())
        })
    };
    let rows = move || steps().into_iter().map(row).collect_view();
    let label = move || {
        let count = session
            .shown
            .with(|shown| shown.as_ref().map_or(0, |shown| shown.entry.exchange.trace.steps.len()));
        if count == 1 { "The one question".to_owned() } else { format!("All {count} questions") }
    };
    view! {
        <Show when=move || session.shown.with(|shown| shown.as_ref().is_some_and(|shown| !shown.entry.exchange.trace.steps.is_empty()))>
            <Menu label class="steps-menu" testid="steps">
                <ol class="steps">{rows}</ol>
            </Menu>
        </Show>
    }
}

fn row(step: Step) -> impl IntoView {
    let (class, answer) = match (step.answer, step.exit) {
        (_, Some(status)) => ("step exit", format!("leaves with {}", status.as_u16())),
        (Answer::Yes, None) => ("step", "yes".to_owned()),
        (Answer::No, None) => ("step", "no".to_owned()),
        (Answer::NotAsked, None) => ("step not-asked", "not asked".to_owned()),
    };
    view! {
        <li class=class>
            <p>
                <span class="step-block">{step.decision.block.name()}</span>
                " "
                <strong>{step.decision.question}</strong>
                " "
                <em>{answer}</em>
            </p>
            <p class="step-why">{step.because} " " {why_link(step.decision)} " " {spec_link(step.decision.spec)}</p>
        </li>
    }
}
