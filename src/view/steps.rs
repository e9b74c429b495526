//! Every question of the exchange on stage, also those that were passed over.

use leptos::prelude::*;

use super::{
    Session,
    evidence::reason,
    menu::Menu,
    track::{spec_link, why_link},
};
use crate::server::{Answer, Step};

/// How the list is called.
pub(super) fn steps_label(session: Session) -> String {
    let count =
        session.shown.with(|shown| shown.as_ref().map_or(0, |shown| shown.entry.exchange.trace.steps.len()));
    if count == 1 { "The one question".to_owned() } else { format!("All {count} questions") }
}

/// The list itself.
#[component]
pub(super) fn StepsList(session: Session) -> impl IntoView {
    let steps = move || {
        session.shown.with(|shown| {
            shown.as_ref().map_or_else(Vec::new, |shown| shown.entry.exchange.trace.steps.clone())
        })
    };
    let rows =
        move || steps().iter().enumerate().map(|(place, step)| row(session, place, step)).collect_view();
    view! { <ol class="steps">{rows}</ol> }
}

/// The list, behind a button.
#[component]
pub(super) fn StepsMenu(session: Session) -> impl IntoView {
    let label = move || steps_label(session);
    view! {
        <a class="map-link" href="#map" data-testid="map-link">"Map"<span class="visually-hidden">" of all decisions"</span></a>
        <Show when=move || session.shown.with(|shown| shown.as_ref().is_some_and(|shown| !shown.entry.exchange.trace.steps.is_empty()))>
            <Menu label class="steps-menu" testid="steps">
                <StepsList session/>
            </Menu>
        </Show>
    }
}

fn row(session: Session, place: usize, step: &Step) -> impl IntoView + use<> {
    let decision = step.decision;
    let class = match (step.answer, step.exit) {
        (_, Some(_)) => "step exit",
        (Answer::Yes | Answer::No, None) => "step",
        (Answer::NotAsked, None) => "step not-asked",
    };
    view! {
        <li class=class>
            <p>
                <span class="step-block" lang=move || session.words.blocks_in()>{move || session.words.block(decision.block)}</span>
                " "
                <strong lang=move || session.told.language()>{move || session.told.question(decision)}</strong>
                " "
                <em lang=move || session.told.language()>{move || session.told.brief(place)}</em>
            </p>
            <p class="step-why">{reason(session, place)} " " {why_link(session, decision)} " " {spec_link(decision.spec)}</p>
        </li>
    }
}
