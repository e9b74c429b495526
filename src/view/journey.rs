//! The scrubber across exchanges: each stop is the world as one of them left it.

use std::sync::Arc;

use leptos::prelude::*;

use super::{Session, wording::status_class};
use crate::{
    browser::page,
    journal::{Entry, Journal},
};

/// How many exchanges are marked one by one; more would run into each other.
const MARKED: usize = 40;

/// A range input over all exchanges of the current branch, with a mark for each where there is room.
#[component]
pub(super) fn Journey(session: Session) -> impl IntoView {
    let count = Memo::new(move |_| session.journal.with(Journal::len));
    let moment = Memo::new(move |_| session.moment());
    let place = move || moment.get().map_or_else(|| count.get().saturating_sub(1), |moment| moment.place);
    let share = |place: usize, count: usize| {
        let last = count.saturating_sub(1).max(1);
        page::decimals(place as f64 / last as f64 * 100.0, 2)
    };
    let marks = move || {
        session.journal.with(|journal| match journal.len() {
            0 | 1 => Vec::new(),
            len if len > MARKED => Vec::new(),
            _ => journal.entries().to_vec(),
        })
    };
    let mark = move |entry: Arc<Entry>| {
        let status = entry.exchange.response.status;
        let this = Arc::clone(&entry);
        // What the client never got is not said to be its answer.
        let unheard = entry.role.loss.is_some();
        let class = move || {
            let hidden = session.hides(&this);
            let bare = hidden || unheard;
            format!("journey-mark {}", if bare { "" } else { status_class(status) })
        };
        let at = move || {
            let (start, count) = session.journal.with(|journal| (journal.start().exchanges(), journal.len()));
            let place = usize::try_from(entry.exchange.number.saturating_sub(start + 1)).unwrap_or(0);
            format!("{}%", share(place, count))
        };
        view! { <circle class=class cx=at cy="10" r="3"></circle> }
    };
    // Not "200" before it has arrived.
    let words = move || {
        let number = moment.get().map(|moment| (moment.number, moment.newest));
        session.shown.with(|shown| match (shown, number) {
            (Some(shown), Some((number, newest))) => {
                let answer = if session.arrived.get() {
                    format!(", {}", shown.entry.exchange.response.status.as_u16())
                } else {
                    String::new()
                };
                format!("Request {number} of {newest}, {}{answer}", shown.entry.name())
            }
            _ => "Now".to_owned(),
        })
    };
    let where_words = move || {
        moment.get().map_or_else(String::new, |moment| format!("{} of {}", moment.number, moment.newest))
    };
    let seek = move |event| {
        if let Some(place) = page::number(&event_target_value(&event)) {
            session.visit((place - 1.0).max(0.0) as usize);
        }
    };
    view! {
        <Show when=move || { count.get() > 1 }>
            <div class="journey">
                <div class="journey-line">
                    <svg aria-hidden="true">
                        <rect class="journey-all" width="100%" height="2" y="9" rx="1"></rect>
                        <rect
                            class="journey-done"
                            width=move || format!("{}%", share(place(), count.get()))
                            height="2"
                            y="9"
                            rx="1"
                        ></rect>
                        <For each=marks key=|entry| Arc::as_ptr(entry) as usize children=mark/>
                    </svg>
                    <input
                        type="range"
                        min="1"
                        max=move || count.get().to_string()
                        step="1"
                        prop:value=move || (place() + 1).to_string()
                        aria-label="Moment"
                        aria-valuetext=words
                        data-testid="journey"
                        on:input=seek
                    />
                </div>
                <span class="journey-where" data-testid="journey-where">{where_words}</span>
            </div>
        </Show>
    }
}
