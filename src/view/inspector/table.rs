//! Comma-separated values as a table, or as the text they are.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    super::wording::size,
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
    let drawn = move || {
        let (mut table, left) = rows(&whole, most.get() + 1);
        let head = if table.is_empty() { Vec::new() } else { table.remove(0) };
        let columns = head.into_iter().map(|name| view! { <th scope="col">{name}</th> }).collect_view();
        let looked = Looked::by(find).anywhere();
        let rows = table.into_iter().map(|row| {
            let cells =
                row.into_iter().map(|cell| view! { <td>{marked(&cell, 0, &looked)}</td> }).collect_view();
            view! { <tr>{cells}</tr> }
        });
        view! {
            <table class="csv" dir="ltr">
                <thead><tr>{columns}</tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
            {(left > 0).then(|| view! {
                <p class="more">
                    <button type="button" class="plain small" on:click=move |_| most.update(|most| *most += STEP)>"Show more rows"</button>
                    <span>{format!("{} more are not shown.", size(left))}</span>
                </p>
            })}
        }
    };
    drawn.into_any()
}
