//! The lesson: a story, and goals that tick themselves.

use leptos::prelude::*;

use super::{Session, icon::icon, keys};
use crate::{
    client::Draft,
    lesson::{FIRST_STEPS, Goal, Part, Score},
};

/// Text with its code and strong parts.
fn words(parts: &'static [Part]) -> impl IntoView {
    parts
        .iter()
        .map(|part| match *part {
            Part::Text(text) => text.into_any(),
            Part::Code(text) => view! { <code>{text}</code> }.into_any(),
            Part::Strong(text) => view! { <strong>{text}</strong> }.into_any(),
        })
        .collect_view()
}

/// The lesson panel. On narrow screens only its title shows until it is opened.
#[component]
pub(super) fn Panel(session: Session) -> impl IntoView {
    let open = RwSignal::new(false);
    let lesson = &FIRST_STEPS;
    // A goal ticks when the answer is there to be read, not when the request leaves.
    let score = Memo::new(move |before: Option<&Score>| {
        let mut score = before.cloned().unwrap_or_else(|| Score::new(lesson));
        if before.is_none() || session.arrived.get() {
            session.journal.with(|journal| score.follow(journal));
        }
        score
    });
    let met = Memo::new(move |_| score.with(|score| score.met().to_vec()));
    let reached = move || met.with(|met| met.iter().filter(|met| **met).count());
    let total = lesson.goals.len();
    let goals = lesson.goals.iter().enumerate().map(|(index, goal)| {
        let done = Memo::new(move |_| met.with(|met| met.get(index).copied().unwrap_or(false)));
        view! { <GoalRow session goal done/> }
    });
    // The button goes with what it stands in: the dialog hands the focus back to the title above it.
    let bring_back = move |_| {
        keys::focus("#lesson-title");
        session.asking_reset.set(true);
    };
    view! {
        <section class="panel" data-open=move || open.get().to_string() aria-labelledby="lesson-title">
            <button
                type="button"
                class="panel-toggle plain"
                aria-expanded=move || open.get().to_string()
                aria-controls="lesson"
                on:click=move |_| open.update(|open| *open = !*open)
            >
                <span>{lesson.title}</span>
                <span class="panel-count">{move || format!("{} of {total}", reached())}</span>
                {icon("down")}
            </button>
            <div class="panel-body" id="lesson">
                <p class="crumb" role="status">{move || format!("First steps · {} of {total} done", reached())}</p>
                <h2 id="lesson-title" tabindex="-1">{lesson.title}</h2>
                <p>{words(lesson.story)}</p>
                <Show when=move || session.told.abroad()>
                    <p data-testid="lesson-abroad">
                        "This lesson is about the toy library, and another API is served here now. "
                        <button type="button" class="link" on:click=bring_back>
                            "Bring the toys back"
                        </button>
                    </p>
                </Show>
                <ul class="goals" hidden=move || session.told.abroad()>{goals.collect_view()}</ul>
            </div>
        </section>
    }
}

/// One goal: its tick, its words, and help for those who ask.
#[component]
fn GoalRow(session: Session, goal: &'static Goal, done: Memo<bool>) -> impl IntoView {
    let try_it = move |_| {
        if let Some(ask) = goal.solution.last() {
            session.write(Draft::of(&ask.request(""), ""));
            super::keys::focus("#send");
        }
    };
    view! {
        <li class="goal" class:done=done>
            <span class="tick">
                {move || done.get().then(|| icon("check"))}
                <span class="visually-hidden">{move || if done.get() { "Done: " } else { "To do: " }}</span>
            </span>
            <div>
                <span class="goal-text">{words(goal.text)}</span>
                <details class="hint">
                    <summary>"Hint"</summary>
                    <p>{words(goal.hint)}</p>
                    <button type="button" class="plain small" on:click=try_it>"Try it"</button>
                </details>
            </div>
        </li>
    }
}
