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

/// The list, behind a button: of all questions once it is known what came of them, before that of those that were
/// answered so far.
#[component]
pub(super) fn StepsMenu(session: Session) -> impl IntoView {
    let all = Memo::new(move |_| {
        session.shown.with(|shown| shown.as_ref().map_or(0, |shown| shown.entry.exchange.trace.steps.len()))
    });
    let told = Memo::new(move |_| session.is_told());
    let count = Memo::new(move |_| {
        if told.get() {
            return all.get();
        }
        let at = session.scene.with(|scene| (scene.step, scene.answered));
        at.0.map_or(0, |step| step + usize::from(at.1)).min(all.get())
    });
    let rows = move || {
        session.shown.with(|shown| {
            shown.as_ref().map_or_else(Vec::new, |shown| {
                let steps = shown.entry.exchange.trace.steps.iter().take(count.get()).cloned();
                let of = Arc::as_ptr(&shown.entry) as usize;
                steps.enumerate().map(|(place, step)| (of, place, step)).collect()
            })
        })
    };
    let label = move || match count.get() {
        _ if !told.get() => "Questions so far".to_owned(),
        1 => "The one question".to_owned(),
        count => format!("All {count} questions"),
    };
    view! {
        <a class="map-link" href="#map" data-testid="map-link">"Map"<span class="visually-hidden">" of all decisions"</span></a>
        <Show when=move || all.get() != 0>
            <Menu label class="steps-menu" testid="steps">
                <ol class="steps">
                    <For
                        each=rows
                        key=|(of, place, _)| (*of, *place)
                        children=move |(_, place, step)| row(session, place, &step)
                    />
                </ol>
                <Show when=move || count.get() == 0>
                    <p class="hint">"None has been answered yet."</p>
                </Show>
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
