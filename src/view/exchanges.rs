//! The rows of the timeline: all exchanges of the current branch, of which only those near what can be seen are drawn.

use std::sync::Arc;

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;

use super::{
    Session,
    aside::{AsideRow, Item, role_marks, with_asides},
    wording::{method_class, origin_words, status_class},
};
use crate::{
    browser::page,
    journal::{Entry, Journal, Layout},
};

/// The window of rows that are drawn moves on by so many.
const STRIDE: usize = 20;

/// How many rows are drawn before the first that can be seen, and how many in all: enough for the highest screen.
const BEFORE: usize = 40;
const DRAWN: usize = 140;

/// How high a row is, in px, until it can be measured.
const ROW_PX: i32 = 30;

/// The exchanges, oldest first; a press puts one on stage. Arrows walk along.
#[component]
pub(super) fn Exchanges(session: Session) -> impl IntoView {
    let list = NodeRef::<html::Div>::new();
    let row_px = RwSignal::new(ROW_PX);
    let first_seen = RwSignal::new(0_usize);
    let focused = RwSignal::new(None::<Arc<Entry>>);
    let count = Memo::new(move |_| session.journal.with(Journal::len));
    // What never reached the server has rows of its own among them.
    let layout = Memo::new(move |_| {
        session.clients.asides.with(|asides| session.journal.with(|journal| asides.layout(journal)))
    });
    let all_rows = Memo::new(move |_| count.get() + layout.with(Layout::asides));
    let start = Memo::new(move |_| session.journal.with(|journal| journal.start().exchanges()));

    let look = move || {
        let Some(list) = list.get_untracked() else { return };
        if let Ok(Some(row)) = list.query_selector("li") {
            let height = row.get_bounding_client_rect().height() as i32;
            if height > 0 && height != row_px.get_untracked() {
                row_px.set(height);
            }
        }
        let first = usize::try_from(list.scroll_top() / row_px.get_untracked().max(1)).unwrap_or(0);
        let first = first / STRIDE * STRIDE;
        if first != first_seen.get_untracked() {
            first_seen.set(first);
        }
    };
    let rows = move || {
        let first = layout.with(|layout| layout.place_at(first_seen.get())).saturating_sub(BEFORE);
        let focused = focused.get();
        session.journal.with(|journal| {
            let entries = journal.entries();
            let first = first.min(entries.len().saturating_sub(DRAWN));
            let mut rows = entries[first..entries.len().min(first + DRAWN)].to_vec();
            // The row that has the focus stays, wherever it is scrolled to.
            if let Some(entry) = focused
                && !rows.iter().any(|row| Arc::ptr_eq(row, &entry))
                && let Some(place) = journal.place_of(entry.exchange.number)
                && Arc::ptr_eq(&entries[place], &entry)
            {
                rows.insert(if place < first { 0 } else { rows.len() }, entry);
            }
            rows
        })
    };
    // What is on stage comes into view; so does the newest when it comes.
    let in_view = Memo::new(move |_| {
        let row = |place| layout.with(|layout| layout.row_of(place));
        (session.moment().map(|moment| row(moment.place)), all_rows.get())
    });
    Effect::new(move |before: Option<(Option<usize>, usize)>| {
        session.travel.visits.track();
        let (on_stage, count) = in_view.get();
        let more = before.is_none_or(|(_, before)| count > before);
        let place = if more { count.checked_sub(1) } else { on_stage };
        if let (Some(list), Some(place)) = (list.get_untracked(), place) {
            request_animation_frame(move || {
                look();
                let height = row_px.get_untracked();
                let top = i32::try_from(place).unwrap_or(i32::MAX).saturating_mul(height);
                let (seen, room) = (list.scroll_top(), list.client_height());
                if top < seen {
                    list.set_scroll_top(top);
                } else if top + height > seen + room {
                    list.set_scroll_top(top + height - room);
                }
                look();
            });
        }
        (on_stage, count)
    });
    let walk = move |event: web_sys::KeyboardEvent| {
        let key = event.key();
        let by: isize = match key.as_str() {
            "ArrowDown" => 1,
            "ArrowUp" => -1,
            "PageDown" => 10,
            "PageUp" => -10,
            _ => return,
        };
        let Some(place) = focused.get_untracked().and_then(|entry| place_of(session, &entry)) else { return };
        event.prevent_default();
        event.stop_propagation();
        let last = count.get_untracked().saturating_sub(1);
        let to = place.saturating_add_signed(by).min(last);
        let next = session.journal.with_untracked(|journal| journal.get(to).cloned());
        let row = move || {
            let row = list.get_untracked()?.query_selector(&format!("[data-place='{to}']")).ok()??;
            row.dyn_into::<web_sys::HtmlElement>().ok()
        };
        if let Some(row) = row() {
            let _ = row.focus();
            return;
        }
        // From here on it is drawn, so it can take the focus.
        focused.set(next);
        request_animation_frame(move || {
            if let Some(row) = row() {
                let _ = row.focus();
            }
        });
    };
    // One row is a stop of the Tab key: the one that had the focus, or what is on stage, or the newest.
    let stop = Memo::new(move |_| {
        let focused = focused.get().and_then(|entry| place_of(session, &entry));
        let newest = count.get().saturating_sub(1);
        focused.or_else(|| session.moment().map(|moment| moment.place)).unwrap_or(newest)
    });
    view! {
        <div class="exchanges" node_ref=list on:scroll=move |_| look() on:keydown=walk>
            <ol style:height=move || format!("{}px", all_rows.get() as f64 * f64::from(row_px.get()))>
                <For
                    each=move || with_asides(session, rows(), layout)
                    key=Item::key
                    children=move |item| match item {
                        Item::Entry(entry) => view! { <Row session entry start row_px stop focused layout/> }.into_any(),
                        Item::Aside(row, aside) => view! { <AsideRow session row aside row_px/> }.into_any(),
                    }
                />
            </ol>
        </div>
    }
}

/// Where an exchange stands in the current branch, where it does.
fn place_of(session: Session, entry: &Arc<Entry>) -> Option<usize> {
    session.journal.with(|journal| {
        let place = journal.place_of(entry.exchange.number)?;
        journal.get(place).is_some_and(|there| Arc::ptr_eq(there, entry)).then_some(place)
    })
}

/// One exchange.
#[component]
fn Row(
    session: Session,
    entry: Arc<Entry>,
    /// The number of the last exchange before the first row.
    start: Memo<u64>,
    row_px: RwSignal<i32>,
    /// The row that is a stop of the Tab key.
    stop: Memo<usize>,
    focused: RwSignal<Option<Arc<Entry>>>,
    /// Which row each place has.
    layout: Memo<Layout>,
) -> impl IntoView {
    let exchange = &entry.exchange;
    let number = exchange.number;
    let this = Arc::clone(&entry);
    let on = Memo::new(move |_| session.is_on_stage(&this));
    let method = exchange.request.method_text().into_owned();
    let name = entry.name();
    let path = name.split_once(' ').map_or_else(String::new, |(_, path)| path.to_owned());
    let status = exchange.response.status;
    let origin =
        origin_words(entry.origin).map(|(word, why)| view! { <span class="origin" title=why>{word}</span> });
    let method_look = format!("ex-method {}", method_class(&method));
    // What is still on its way on stage is not given away here.
    let (role, this) = (entry.role, Arc::clone(&entry));
    let hidden = Memo::new(move |_| session.hides(&this));
    let status_words = move || match role.loss {
        _ if hidden.get() => "…".to_owned(),
        // What the client never got is not said to be its answer.
        Some(_) => "—".to_owned(),
        None => status.as_u16().to_string(),
    };
    // Nor by its colour.
    let status_look = move || {
        let bare = hidden.get() || role.loss.is_some();
        format!("ex-status {}", if bare { "" } else { status_class(status) })
    };
    let place = move || usize::try_from(number.saturating_sub(start.get())).unwrap_or(1).saturating_sub(1);
    let row = move || layout.with(|layout| layout.row_of(place()));
    let top = move || format!("{}px", page::decimals(row() as f64 * f64::from(row_px.get()), 0));
    let label = [path.as_str()].into_iter().chain(role.purpose.word()).collect::<Vec<_>>().join(", ");
    let this = Arc::clone(&entry);
    let focus = move |_| focused.set(Some(Arc::clone(&this)));
    // Rows that come and go move the others about in the page, which takes the focus from the one that has it. It gets
    // it back; what else took the focus keeps it.
    let blur = move |event: web_sys::FocusEvent| {
        if event.related_target().is_some() {
            focused.set(None);
            return;
        }
        let Some(row) = event.target().and_then(|row| row.dyn_into::<web_sys::HtmlElement>().ok()) else {
            return;
        };
        request_animation_frame(move || {
            let active = document().active_element();
            if active.as_ref().is_some_and(|active| active.tag_name() != "BODY") {
                if active.as_ref() != Some(row.as_ref()) {
                    focused.set(None);
                }
            } else if row.is_connected() {
                let options = web_sys::FocusOptions::new();
                options.set_prevent_scroll(true);
                let _ = row.focus_with_options(&options);
            } else {
                focused.set(None);
            }
        });
    };
    let marks = role_marks(&entry, hidden);
    let show = move |_| session.pick(&entry);
    view! {
        <li style:top=top>
            <button
                type="button"
                class="ex"
                class:on=on
                aria-current=move || on.get().then_some("true")
                tabindex=move || if stop.get() == place() { "0" } else { "-1" }
                title=label
                data-number=number.to_string()
                data-place=move || place().to_string()
                on:click=show
                on:focus=focus
                on:blur=blur
            >
                <span class=method_look>{method}</span>
                <span class="ex-path">{path}</span>
                {origin}
                {marks}
                <span class=status_look>{status_words}</span>
            </button>
        </li>
    }
}
