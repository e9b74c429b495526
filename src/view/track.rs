//! The nine blocks of the server's questions, and the question at hand.

use leptos::{ev, html, prelude::*};

use super::{
    Session,
    evidence::pieces,
    home::{home_question, no_question, piece},
    icon::icon,
    steps::StepsMenu,
};
use crate::{
    server::{Answer, Block, Decision, Evidence, Step},
    stage::{
        Mark,
        evidence::AT_FIRST,
        spec,
        tale::{Asking, Piece},
    },
};

/// The track, and below it the question being asked.
#[component]
pub(super) fn Track(session: Session) -> impl IntoView {
    session.words.want_reasons();
    let blocks = Block::ALL.map(|block| view! { <BlockDot session block/> });
    view! {
        <section class="track card" aria-label="The server's questions" data-testid="track">
            <ol class="blocks">{blocks}</ol>
            <Question session/>
        </section>
    }
}

/// How a mark looks, and the key of what it says to those who do not see it.
fn mark_words(mark: Mark) -> (&'static str, &'static str) {
    match mark {
        Mark::Ahead => ("ahead", "mark ahead"),
        Mark::Now => ("now", "mark now"),
        Mark::Passed => ("passed", "mark passed"),
        Mark::Skipped => ("skipped", "mark skipped"),
        Mark::Refused => ("refused", "mark refused"),
        Mark::Answered => ("answered", "mark answered"),
    }
}

/// One block; pressing it goes to its first question.
#[component]
fn BlockDot(session: Session, block: Block) -> impl IntoView {
    let mark = Memo::new(move |_| session.scene.with(|scene| scene.track[block.index()]));
    let asked = move || {
        session.shown.with(|shown| shown.as_ref().is_some_and(|shown| shown.board.moment_of(block).is_some()))
    };
    let word = move || session.told.word(mark_words(mark.get()).1);
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
                title=move || format!("{}: {} ({})", session.words.block(block), session.told.block(block), word())
                on:click=move |_| session.seek_block(block)
            >
                <span class="block-dot">{sign}</span>
                <span class="block-name" lang=move || session.words.blocks_in()>{move || session.words.block(block)}</span>
                <span class="visually-hidden" lang=move || session.told.language()>{move || format!(", {}", word())}</span>
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
            Some(step) => question(session, at.unwrap_or_default(), step, answered).into_any(),
            None => view! {
                <p class="question-none">
                    {move || {
                        let sent = session.shown.with(Option::is_some);
                        let said = match no_question(session).filter(|_| sent) {
                            Some(remark) => session.told.by_client(&remark.to_string()),
                            None => Piece::Words(session.told.no_question(sent)),
                        };
                        piece(session, &said)
                    }}
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

/// About how many characters stand on two lines where the track is at its narrowest beside the lesson.
const TWO_LINES: usize = 170;

/// About how many characters the evidence of a step takes.
fn evidence_length(session: Session, evidence: &[Evidence]) -> usize {
    let told = session.told;
    let length =
        |piece: &Evidence| told.source(&piece.source).chars().count() + told.value(piece).chars().count() + 4;
    evidence.iter().map(length).sum()
}

/// About how many characters a step takes besides, as it is told.
fn told_length(asking: &Asking) -> usize {
    let Asking { question, answer, because, leads, .. } = asking;
    let words = [Some(&**question), answer.as_deref(), Some(because.text()), leads.as_deref()];
    words.into_iter().flatten().map(|words| words.chars().count() + 4).sum()
}

/// Whether the words of a question fit into the room they have, as they stand on this screen.
#[derive(Clone, Copy)]
struct Fit {
    words: NodeRef<html::Div>,
    /// They do not, piece by piece: they have to run on.
    over: RwSignal<bool>,
    /// They do not even so: there is more to be opened.
    cut: RwSignal<bool>,
}

impl Fit {
    fn new() -> Self {
        Self { words: NodeRef::new(), over: RwSignal::new(false), cut: RwSignal::new(false) }
    }

    /// Looks once they are on the screen; `runs_on` says how they stand there.
    fn measure(self, runs_on: bool) {
        request_animation_frame(move || {
            // Gone with its question.
            let Some(words) = self.words.try_get_untracked().flatten() else { return };
            let beyond = words.scroll_height() > words.client_height() + 1;
            let told = if runs_on { self.cut } else { self.over };
            let _ = told.try_set(beyond);
        });
    }
}

fn question(session: Session, place: usize, step: Step, answered: Memo<bool>) -> impl IntoView {
    let decision = step.decision;
    // Where it takes more than two lines, the words run on, and the answer stands before the evidence: what decides is
    // seen at once, and the rest opens.
    let is_much = step.evidence.len() > AT_FIRST;
    let class = match (step.exit.map(|status| status.as_u16()), step.answer) {
        (Some(400..), _) => "answer s-bad",
        (_, Answer::NotAsked) => "answer",
        _ => "answer s-ok",
    };
    let asking = Memo::new(move |_| {
        session.told.telling.with(|telling| telling.as_ref().and_then(|telling| telling.step(place).cloned()))
    });
    let fit = Fit::new();
    let (evidence, shown) = (step.evidence.clone(), step.evidence);
    let is_long = Memo::new(move |_| {
        let told = asking.with(|asking| asking.as_ref().map_or(0, told_length));
        is_much || evidence_length(session, &evidence) + told > TWO_LINES || fit.over.get()
    });
    Effect::new(move |_| {
        asking.track();
        answered.track();
        fit.measure(is_long.get());
    });
    let resized = window_event_listener(ev::resize, move |_| {
        fit.over.set(false);
        fit.measure(is_long.get_untracked());
    });
    on_cleanup(move || resized.remove());
    let closed = move || fit.measure(is_long.get_untracked());
    // The reason names the facts; where the lens has an answer of its own, it stands before them.
    // What it tells is read before what is made of it: an effect that first meets a memo which has not changed would not
    // see that what this one rests on has.
    let answer = move |dense: bool| {
        let Asking { answer, leads, because, .. } = asking.get()?;
        if is_long.get() != dense || !answered.get() {
            return None;
        }
        let language = move || session.told.language();
        let answer = answer.map(|answer| view! { <strong lang=language>{answer}</strong> " " });
        let leads = leads.map(|leads| view! { " " <strong lang=language>{leads}</strong> });
        let because_in = session.told.language_of(&because);
        let because = because.text().to_owned();
        Some(
            view! { <p class=class>{answer}<span class="because" lang=because_in>{because}</span>{leads}</p> },
        )
    };
    view! {
        <div
            class="question-words"
            class:dense=move || is_long.get()
            class:cut=move || fit.cut.get()
            role="group"
            aria-label="The question at hand"
            tabindex="0"
            node_ref=fit.words
            on:pointerleave=move |_| closed()
            on:focusout=move |_| closed()
        >
            <p class="question-text">
                <span class="question-block" lang=move || session.words.blocks_in()>{move || session.words.block(decision.block)} " · "</span>
                <strong lang=move || session.told.language()>
                    {move || asking.with(|asking| asking.as_ref().map(|asking| asking.question.clone()))}
                </strong>
            </p>
            {move || answer(true)}
            {pieces(session, &shown)}
            {move || answer(false)}
        </div>
        <p class="spec">
            {why_link(session, decision)}
            " "
            {spec_link(decision.spec)}
        </p>
    }
}

/// A link to the explanation of a decision.
pub(super) fn why_link(session: Session, decision: &'static Decision) -> impl IntoView {
    view! {
        <a href=format!("#problem/{}", decision.id) data-testid="why" lang=move || session.told.language()>
            {move || session.told.word("why")}<span class="visually-hidden">
                " " {move || session.told.question(decision)}
            </span>
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
