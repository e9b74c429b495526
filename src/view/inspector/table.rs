//! Comma-separated values as a table, or as the text they are.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    super::{keys::focus, wording::size},
    Answer, Pane,
    find::{Find, FindBar},
    marked::{Looked, marked},
    text::text,
};
use crate::client::csv::rows;

/// How many rows are drawn at first, and how many more at a time.
const STEP: usize = 100;

/// The table, and the text beside it on demand.
pub(super) fn table(pane: Pane, answer: &Answer) -> AnyView {
    let whole: Arc<str> = Arc::from(&*answer.plain.text());
    let as_text = RwSignal::new(false);
    let find = Find::in_text(pane, Arc::clone(&whole));
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
    let most = RwSignal::new(STEP);
    let whole = Arc::clone(whole);
    let read = Memo::new(move |_| rows(&whole, most.get() + 1));
    let head = read.with_untracked(|(rows, _)| rows.first().cloned().unwrap_or_default());
    let columns = head.into_iter().map(|name| view! { <th scope="col">{name}</th> }).collect_view();
    let looked = Memo::new(move |_| Looked::by(find).anywhere());
    let row = move |at: usize| {
        let row = read.with_untracked(|(rows, _)| rows.get(at).cloned().unwrap_or_default());
        let cells = row.into_iter().map(|cell| {
            view! { <td>{move || looked.with(|looked| marked(&cell, 0, looked))}</td> }
        });
        view! { <tr>{cells.collect_view()}</tr> }
    };
    let is_more = Memo::new(move |_| read.with(|(_, left)| *left > 0));
    let more = move |_| {
        most.update(|most| *most += STEP);
        if !is_more.get_untracked() {
            // The button goes away; what it stood in stays.
            focus("#inspector-panel-0");
        }
    };
    view! {
        <table class="csv" dir="ltr">
            <thead><tr>{columns}</tr></thead>
            <tbody><For each=move || 1..read.with(|(rows, _)| rows.len()) key=|at| *at children=row/></tbody>
        </table>
        {move || is_more.get().then(|| view! {
            <p class="more">
                <button type="button" class="plain small" on:click=more>"Show more rows"</button>
                <span>{move || format!("{} more are not shown.", size(read.with(|(_, left)| *left)))}</span>
            </p>
        })}
    }
    .into_any()
}
