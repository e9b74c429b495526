//! The same story in words, for screen readers and for whoever asks.

use leptos::{html, prelude::*};

use super::{Session, icon::icon, keys};
use crate::stage::{
    hearing::{self, At},
    tale::Caption,
};

/// What became of those beside the exchange in focus.
#[component]
fn Meanwhile(session: Session) -> impl IntoView {
    let reports = session.on_stage.reports;
    view! {
        <ul class="meanwhile" aria-live="polite" data-testid="meanwhile">
            <For
                each=move || reports.get()
                key=|(number, _)| *number
                children=|(_, report)| view! { <li>{report}</li> }
            />
        </ul>
    }
}

/// What is said aloud of the way through an exchange: where the playhead was moved to, and of what plays, each message
/// and the outcome. All of it stands in the log, to be read at leisure: thirteen lines in three seconds are no telling.
#[component]
fn Heard(session: Session) -> impl IntoView {
    let at = Memo::new(move |_| {
        let play = session.clients.key()?;
        let moment = session.scene.with(|scene| scene.moment);
        let kind = session.shown.with(|shown| Some(shown.as_ref()?.board.moments().get(moment)?.kind))?;
        let (playing, moments) = session.player.with(|player| (player.playing(), player.moments()));
        Some(At { play, moment, moments, kind, playing })
    });
    // As it was told, each piece with its language: another lens does not say it again.
    let said = RwSignal::new(Vec::<(String, String)>::new());
    Effect::new(move |before: Option<Option<At<_>>>| {
        let before = before.flatten();
        let at = at.get();
        let Some(now) = at else {
            said.set(Vec::new());
            return at;
        };
        // The playhead says itself where it is; and whoever went through the timeline hears there what was gone to.
        let gone_to =
            before.is_none_or(|before| before.play != now.play) && session.travel.quiet.get_untracked();
        let lead = hearing::heard(before.as_ref(), &now);
        if let Some(lead) = lead.filter(|_| !gone_to && !keys::has_focus(".scrubber input")) {
            untrack(|| {
                let caption = session.told.caption(now.moment).0;
                let pieces =
                    caption.iter().map(|piece| (session.told.language_of(piece), piece.text().to_owned()));
                let lead = Some(("en".to_owned(), lead)).filter(|(_, lead)| !lead.is_empty());
                said.set(lead.into_iter().chain(pieces).collect());
            });
        }
        at
    });
    let words = move || {
        let piece = |(place, (language, text)): (usize, (String, String))| {
            let space = if place == 0 { "" } else { " " };
            view! { <span lang=language>{format!("{space}{text}")}</span> }
        };
        said.get().into_iter().enumerate().map(piece).collect_view()
    };
    view! { <p class="visually-hidden" role="status" data-testid="heard">{words}</p> }
}

/// Each moment's caption as it comes. It is always in the page; `showing_log` makes it visible.
#[component]
pub(super) fn Log(session: Session) -> impl IntoView {
    let showing = session.showing_log;
    let reached = Memo::new(move |_| {
        let shown = session.clients.key();
        let at_start = session.player.with(|player| player.at_start() && !player.playing());
        let moment = session.scene.with(|scene| scene.moment);
        shown.filter(|_| !at_start).map(|shown| (shown, moment))
    });
    // Keyed by exchange and moment: what was said stays, and only what is new is announced.
    let lines = move || {
        reached
            .get()
            .map_or_else(Vec::new, |(shown, moment)| (0..=moment).map(|line| (shown, line)).collect())
    };
    let line = move |(key, moment): ((u64, u64), usize)| {
        let caption = Memo::new(move |before: Option<&Caption>| {
            if session.clients.key() == Some(key) {
                session.told.caption(moment)
            } else {
                // It is about to leave with its exchange.
                before.cloned().unwrap_or_default()
            }
        });
        view! { <li>{[0, 1, 2, 3, 4].map(|place| told(session, caption, place))}</li> }
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
    // The focus goes back to the button that opened it, before its own is gone.
    let hide = move |_| {
        keys::focus("[aria-controls=log]");
        showing.set(false);
    };
    view! {
        <section class="log" id="log" class:visually-hidden=move || !showing.get() aria-labelledby="log-title">
            <div class="log-head">
                <h2 id="log-title">"Text log"</h2>
                <button
                    type="button"
                    class="quiet"
                    aria-label="Hide the text log"
                    title="Hide the text log"
                    hidden=move || !showing.get()
                    on:click=hide
                >
                    {icon("cross")}
                </button>
            </div>
            // A stop of the Tab key only where it can be seen.
            <div
                role="log"
                // It is for reading; what is heard as it happens stands below.
                aria-live="off"
                aria-relevant="additions"
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
            <Heard session/>
        </section>
    }
}

/// One piece of a caption, in a text node that stays where the words change.
fn told(session: Session, caption: Memo<Caption>, place: usize) -> impl IntoView {
    let language = move || {
        let of = |caption: &Caption| caption.0.get(place).map(|piece| session.told.language_of(piece));
        caption.with(of).unwrap_or_else(|| session.told.language())
    };
    let text = move || {
        let piece = caption.with(|caption| caption.0.get(place).map(|piece| piece.text().to_owned()));
        let space = if place == 0 { "" } else { " " };
        piece.map_or_else(String::new, |text| format!("{space}{text}"))
    };
    view! { <span lang=language>{text}</span> }
}
