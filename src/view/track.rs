//! The nine blocks of the server's questions, and the question at hand.

use leptos::prelude::*;

use super::{Session, icon::icon, steps::StepsMenu};
use crate::{
    server::{Answer, Block, Step},
    stage::Mark,
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
    let at = Memo::new(move |_| session.scene.with(|scene| (scene.step, scene.answered)));
    let shown = move || {
        let (step, answered) = at.get();
        let step = session.shown.with(|shown| {
            let steps = &shown.as_ref()?.entry.exchange.trace.steps;
            steps.get(step?).cloned()
        });
        match step {
            Some(step) => question(&step, answered).into_any(),
            None if session.shown.with(Option::is_some) => {
                view! { <p class="question-none">"The request is on its way; no question yet."</p> }
                    .into_any()
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

fn question(step: &Step, answered: bool) -> impl IntoView + use<> {
    let chips = step
        .evidence
        .iter()
        .map(|evidence| {
            view! { <li><span>{evidence.source.label()}</span><code>{evidence.value.clone()}</code></li> }
        })
        .collect_view();
    let answer = answered.then(|| {
        let class = match (step.exit.map(|status| status.as_u16()), step.answer) {
            (Some(400..), _) => "answer s-bad",
            (_, Answer::NotAsked) => "answer",
            _ => "answer s-ok",
        };
        let leads = match step.exit {
            Some(status) => format!("→ leaves with {}", status.as_u16()),
            None => "→ next".to_owned(),
        };
        view! { <p class=class><span>{step.because.clone()}</span> " " <strong>{leads}</strong></p> }
    });
    view! {
        <div class="question-words">
            <p class="question-text">
                <span class="question-block">{step.decision.block.name()} " · "</span>
                <strong>{step.decision.question}</strong>
            </p>
            <ul class="evidence">{chips}</ul>
            {answer}
        </div>
        <p class="spec">{spec_link(step.decision.spec)}</p>
    }
}

/// A link to the section, where it is one of an RFC; else the words as they are.
pub(super) fn spec_link(spec: &'static str) -> AnyView {
    match rfc_address(spec) {
        Some(href) => view! { <a href=href target="_blank" rel="noopener">{spec}</a> }.into_any(),
        None => spec.into_any(),
    }
}

/// `RFC 9110 §15.5.5` has the address `https://www.rfc-editor.org/rfc/rfc9110#section-15.5.5`.
fn rfc_address(spec: &str) -> Option<String> {
    let rest = spec.strip_prefix("RFC ")?;
    let number = rest.split(|c: char| !c.is_ascii_digit()).next().filter(|number| !number.is_empty())?;
    let section = rest.split_once('§').map(|(_, after)| {
        let end = after.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(after.len());
        after[..end].trim_end_matches('.')
    });
    Some(match section.filter(|section| !section.is_empty()) {
        Some(section) => format!("https://www.rfc-editor.org/rfc/rfc{number}#section-{section}"),
        None => format!("https://www.rfc-editor.org/rfc/rfc{number}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_has_an_address() {
        let address = |spec| rfc_address(spec);
        let at = "https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2";
        assert_eq!(address("RFC 9110 §13.2.2 (1)").as_deref(), Some(at));
        assert_eq!(address("RFC 6585").as_deref(), Some("https://www.rfc-editor.org/rfc/rfc6585"));
        assert_eq!(address("Fetch Standard §3.2"), None);
    }
}
