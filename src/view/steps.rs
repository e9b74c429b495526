//! Every question of the exchange on stage, also those that were passed over.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    Session,
    evidence::reason,
    menu::Menu,
    track::{spec_link, why_link},
};
use crate::server::{Answer, Step};

/// How many questions may be shown: all of them once it is known what came of them, before that those that were
/// answered so far. And whether that is all.
fn shown(session: Session) -> (usize, bool) {
    let all =
        session.shown.with(|shown| shown.as_ref().map_or(0, |shown| shown.entry.exchange.trace.steps.len()));
    if session.is_told() {
        return (all, true);
    }
    let (step, answered) = session.scene.with(|scene| (scene.step, scene.answered));
    (step.map_or(0, |step| step + usize::from(answered)).min(all), false)
}

/// How the list is called.
pub(super) fn steps_label(session: Session) -> String {
    match shown(session) {
        (count, true) => session.told.count("question", count),
        _ => session.told.word("questions so far"),
    }
}

/// The list itself.
#[component]
pub(super) fn StepsList(session: Session) -> impl IntoView {
    let count = Memo::new(move |_| shown(session).0);
    let rows = move || {
        session.shown.with(|shown| {
            shown.as_ref().map_or_else(Vec::new, |shown| {
                let steps = shown.entry.exchange.trace.steps.iter().take(count.get()).cloned();
                let of = Arc::as_ptr(&shown.entry) as usize;
                steps.enumerate().map(|(place, step)| (of, place, step)).collect()
            })
        })
    };
    view! {
        <ol class="steps">
            <For
                each=rows
                key=|(of, place, _)| (*of, *place)
                children=move |(_, place, step)| row(session, place, &step)
            />
        </ol>
        <Show when=move || count.get() == 0>
            <p class="hint" lang=move || session.told.language()>{move || session.told.word("no question yet")}</p>
        </Show>
    }
}

/// The list, behind a button.
#[component]
pub(super) fn StepsMenu(session: Session) -> impl IntoView {
    let label = Memo::new(move |_| steps_label(session));
    let any = Memo::new(move |_| {
        session
            .shown
            .with(|shown| shown.as_ref().is_some_and(|shown| !shown.entry.exchange.trace.steps.is_empty()))
    });
    view! {
        <a class="map-link" href="#map" data-testid="map-link" lang=move || session.told.language()>
            {move || session.told.word("map")}<span class="visually-hidden">" " {move || session.told.word("map of")}</span>
        </a>
        <Show when=move || any.get()>
            <Menu label=move || label.get() class="steps-menu" testid="steps">
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
