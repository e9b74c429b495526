//! Comma-separated values as a table, or as the text they are.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    super::{keys::focus, wording::size},
    Answer, Pane,
    find::{Find, FindBar},
    marked::{Looked, marked},
    text::text,
    window::show,
};
use crate::client::csv::{Cell, row, rows};

/// How many rows are drawn at first, and how many more at a time.
const STEP: usize = 100;

/// The table, and the text beside it on demand.
pub(super) fn table(pane: Pane, answer: &Answer) -> AnyView {
    let whole: Arc<str> = Arc::from(&*answer.plain.text());
    let as_text = RwSignal::new(false);
    let find = Find::in_text(pane, Arc::clone(&whole), Signal::derive(move || !as_text.get()));
    let pressed = move |text: bool| move || (as_text.get() == text).to_string();
    view! {
        <div class="body-bar">
            <div class="switch" role="group" aria-label="How the body is shown">
                <button type="button" aria-pressed=pressed(false) on:click=move |_| as_text.set(false)>"Table"</button>
                <button type="button" aria-pressed=pressed(true) on:click=move |_| as_text.set(true)>"Text"</button>
            </div>
            <FindBar find/>
        </div>
        <div data-testid="answer-body">
            {move || match as_text.get() {
                true => text(Arc::clone(&whole), Some(find)),
                false => cells(&whole, find),
            }}
        </div>
    }
    .into_any()
}

fn cells(whole: &Arc<str>, find: Find) -> AnyView {
    let (head, begin) = row(whole, 0).unwrap_or_default();
    // Where the first row that is drawn begins, and how many are.
    let from = RwSignal::new(begin);
    let most = RwSignal::new(STEP);
    let (read, length) = (Arc::clone(whole), whole.len());
    let read = Memo::new(move |_| rows(&read, from.get(), most.get()));
    let looked = Memo::new(move |_| Looked::by(find));
    Effect::new(move |_| {
        let Some(hit) = find.now() else { return };
        // Rows far from those that are drawn are drawn in their place: not all that lie between.
        let end = read.with_untracked(|(_, end)| *end);
        if hit.node >= begin && !(from.get_untracked()..end).contains(&hit.node) {
            from.set(hit.node);
            most.set(STEP);
        }
        show(".inspector", "mark.now");
    });
    let shown = move |cell: Cell| move || looked.with(|looked| marked(&cell.text, cell.at, looked));
    let head = head.into_iter().map(|cell| view! { <th scope="col">{shown(cell)}</th> }).collect_view();
    let row = move |cells: Vec<Cell>| {
        let cells = cells.into_iter().map(|cell| view! { <td>{shown(cell)}</td> });
        view! { <tr>{cells.collect_view()}</tr> }
    };
    let left = Memo::new(move |_| read.with(|(_, end)| length - end));
    let more = move |_| {
        most.update(|most| *most += STEP);
        if left.get_untracked() == 0 {
            // The button goes away; what it stood in stays.
            focus("#inspector-panel-0");
        }
    };
    let before = move || (from.get() > begin).then(|| from.get() - begin);
    let start = move |_| {
        from.set(begin);
        focus("#inspector-panel-0");
    };
    view! {
        {move || before().map(|bytes| view! {
            <p class="more">
                <button type="button" class="plain small" on:click=start>"Show from the start"</button>
                <span>{format!("{} before this are not shown.", size(bytes))}</span>
            </p>
        })}
        <table class="csv" dir="ltr">
            <thead><tr>{head}</tr></thead>
            <tbody>
                <For
                    each=move || read.with(|(rows, _)| rows.clone())
                    key=|cells| cells.first().map_or(0, |cell| cell.at)
                    children=row
                />
            </tbody>
        </table>
        {move || (left.get() > 0).then(|| view! {
            <p class="more">
                <button type="button" class="plain small" on:click=more>"Show more rows"</button>
                <span>{move || format!("{} more are not shown.", size(left.get()))}</span>
            </p>
        })}
    }
    .into_any()
}
