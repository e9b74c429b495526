//! The nine blocks of the server's questions, and the question at hand.

use leptos::prelude::*;

use super::{
    Session,
    evidence::pieces,
    home::{home_question, no_question},
    icon::icon,
    steps::StepsMenu,
};
use crate::{
    server::{Answer, Block, Decision, Step},
    stage::{Mark, evidence::AT_FIRST, spec},
};

/// The track, and below it the question being asked.
#[component]
pub(super) fn Track(session: Session) -> impl IntoView {
    let blocks = Block::ALL.map(|block| view! { <BlockDot session block/> });
    view! {
        <section class="track card" aria-label="The server's questions" data-testid="track">
            <ol class="blocks">{blocks}</ol>
            <Question session/>
        </section>
    }
}

/// How a mark looks, and what it says to those who do not see it.
fn mark_words(mark: Mark) -> (&'static str, &'static str) {
    match mark {
        Mark::Ahead => ("ahead", "not reached"),
        Mark::Now => ("now", "being asked"),
        Mark::Passed => ("passed", "passed"),
        Mark::Skipped => ("skipped", "passed over"),
        Mark::Refused => ("refused", "refused here"),
        Mark::Answered => ("answered", "answered here"),
    }
}

/// One block; pressing it goes to its first question.
#[component]
fn BlockDot(session: Session, block: Block) -> impl IntoView {
    let mark = Memo::new(move |_| session.scene.with(|scene| scene.track[block.index()]));
    let asked = move || {
        session.shown.with(|shown| shown.as_ref().is_some_and(|shown| shown.board.moment_of(block).is_some()))
    };
    let sign = move || match mark.get() {
        Mark::Passed | Mark::Answered => Some(icon("check")),
        Mark::Refused => Some(icon("cross")),
        Mark::Ahead | Mark::Now | Mark::Skipped => None,
    };
    view! {
        <li class="block" data-mark=move || mark_words(mark.get()).0>
            <button
                type="button"
                disabled=move || !asked()
                aria-current=move || (mark.get() == Mark::Now).then_some("step")
                title=move || format!("{}: {}", block.name(), mark_words(mark.get()).1)
                on:click=move |_| session.seek_block(block)
            >
                <span class="block-dot">{sign}</span>
                <span class="block-name">{block.name()}</span>
                <span class="visually-hidden">{move || format!(", {}", mark_words(mark.get()).1)}</span>
            </button>
        </li>
    }
}

/// The question, what was read to answer it, the answer, and where the rule stands.
#[component]
fn Question(session: Session) -> impl IntoView {
    let at = Memo::new(move |_| session.scene.with(|scene| scene.step));
    let answered = Memo::new(move |_| session.scene.with(|scene| scene.answered));
    let shown = move || {
        if let Some(question) = home_question(session) {
            return question;
        }
        let at = at.get();
        let step = session.shown.with(|shown| {
            let steps = &shown.as_ref()?.entry.exchange.trace.steps;
            steps.get(at?).cloned()
        });
        match step {
            Some(step) => question(step, answered).into_any(),
            None if session.shown.with(Option::is_some) => {
                view! { <p class="question-none">{move || no_question(session)}</p> }.into_any()
            }
            None => view! {
                <p class="question-none">
                    "Press " <strong>"Send"</strong>
                    ": the server will ask its questions here, one at a time."
                </p>
            }
            .into_any(),
        }
    };
    view! {
        <div class="question" data-testid="question">
            {shown}
            <StepsMenu session/>
        </div>
    }
}

fn question(step: Step, answered: Memo<bool>) -> impl IntoView {
    let Step { decision, evidence, .. } = step;
    // Where the evidence fills the area, the answer stands before it, so that it is seen without scrolling.
    let is_long = evidence.len() > AT_FIRST;
    let class = match (step.exit.map(|status| status.as_u16()), step.answer) {
        (Some(400..), _) => "answer s-bad",
        (_, Answer::NotAsked) => "answer",
        _ => "answer s-ok",
    };
    let leads = match step.exit {
        Some(status) => format!("→ leaves with {}", status.as_u16()),
        None => "→ next".to_owned(),
    };
    let because = step.because;
    let answer = move || {
        view! { <p class=class><span>{because.clone()}</span> " " <strong>{leads.clone()}</strong></p> }
    };
    let early = answer.clone();
    view! {
        <div class="question-words" class:dense=is_long role="group" aria-label="The question at hand" tabindex="0">
            <p class="question-text">
                <span class="question-block">{decision.block.name()} " · "</span>
                <strong>{decision.question}</strong>
            </p>
            {move || (is_long && answered.get()).then(&early)}
            {pieces(&evidence)}
            {move || (!is_long && answered.get()).then(&answer)}
        </div>
        <p class="spec">
            {why_link(decision)}
            " "
            {spec_link(decision.spec)}
        </p>
    }
}

/// A link to the explanation of a decision.
pub(super) fn why_link(decision: &'static Decision) -> impl IntoView {
    view! {
        <a href=format!("#problem/{}", decision.id) data-testid="why">
            "Why?"<span class="visually-hidden">" " {decision.question}</span>
        </a>
    }
}

/// A link to the section, where it is one of an RFC; else the words as they are.
pub(super) fn spec_link(spec: &'static str) -> AnyView {
    match spec::address(spec) {
        Some(href) => view! { <a href=href target="_blank" rel="noopener">{spec}</a> }.into_any(),
        None => spec.into_any(),
    }
}
