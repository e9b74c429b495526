//! The same story in words, for screen readers and for whoever asks.

use leptos::{html, prelude::*};

use super::Session;

/// What became of those beside the exchange in focus.
#[component]
fn Meanwhile(session: Session) -> impl IntoView {
    let reports = session.on_stage.reports;
    view! {
        <ul class="meanwhile" data-testid="meanwhile">
            <For
                each=move || reports.get()
                key=|(number, _)| *number
                children=|(_, report)| view! { <li>{report}</li> }
            />
        </ul>
    }
}

/// Each moment's caption as it comes. It is always in the page; `showing_log` makes it visible.
#[component]
pub(super) fn Log(session: Session) -> impl IntoView {
    let showing = session.showing_log;
    let reached = Memo::new(move |_| {
        let number = session.clients.key();
        let at_start = session.player.with(|player| player.at_start() && !player.playing());
        let moment = session.scene.with(|scene| scene.moment);
        number.filter(|_| !at_start).map(|number| (number, moment))
    });
    // Keyed by exchange and moment: what was said stays, and only what is new is announced.
    let lines = move || {
        reached
            .get()
            .map_or_else(Vec::new, |(number, moment)| (0..=moment).map(|line| (number, line)).collect())
    };
    let line = move |(_, moment): ((u64, u64), usize)| {
        let caption = session.shown.with_untracked(|shown| {
            let moments = shown.as_ref()?.board.moments();
            moments.get(moment).map(|moment| moment.caption.clone())
        });
        view! { <li>{caption}</li> }
    };
    // What was said last stays in view.
    let list = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        reached.track();
        session.on_stage.reports.track();
        showing.track();
        if let Some(list) = list.get_untracked() {
            request_animation_frame(move || list.set_scroll_top(list.scroll_height()));
        }
    });
    view! {
        <section class="log" id="log" class:visually-hidden=move || !showing.get() aria-labelledby="log-title">
            <h2 id="log-title">"Text log"</h2>
            // A stop of the Tab key only where it can be seen.
            <div
                role="log"
                aria-live="polite"
                aria-labelledby="log-title"
                tabindex=move || showing.get().then_some("0")
                data-testid="log"
                node_ref=list
            >
                <ol>
                    <For each=lines key=|line| *line children=line/>
                </ol>
                <Meanwhile session/>
            </div>
        </section>
    }
}
