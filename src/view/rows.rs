//! The rows of the header table.

use leptos::prelude::*;

use super::icon::icon;
use crate::client::{Draft, HeaderRow, Note, Part};

/// The rows, and a button for one more. A row is known by its place: its inputs read the draft.
#[component]
pub(super) fn HeaderRows(draft: RwSignal<Draft>, notes: Memo<Vec<Note>>) -> impl IntoView {
    let count = Memo::new(move |_| draft.with(|d| d.headers.len()));
    let add = move |_| draft.update(|d| d.headers.push(HeaderRow::new("", "")));
    view! {
        <ul class="rows" aria-label="Header fields">
            <For each=move || 0..count.get() key=|index| *index children=move |index| view! { <Row draft notes index/> }/>
        </ul>
        <button type="button" class="plain small" data-testid="add-header" on:click=add>"Add a header"</button>
    }
}

/// One row.
#[component]
fn Row(draft: RwSignal<Draft>, notes: Memo<Vec<Note>>, index: usize) -> impl IntoView {
    let read = move |read: fn(&HeaderRow) -> String| {
        move || draft.with(|d| d.headers.get(index).map(read).unwrap_or_default())
    };
    let on = move || draft.with(|d| d.headers.get(index).is_some_and(|row| row.on));
    let write = move |write: &dyn Fn(&mut HeaderRow)| {
        draft.update(|d| {
            if let Some(row) = d.headers.get_mut(index) {
                write(row);
            }
        });
    };
    let remove = move |_| {
        draft.update(|d| {
            if index < d.headers.len() {
                d.headers.remove(index);
            }
        });
    };
    let remarks = move || {
        notes.with(|notes| {
            let of_row = notes.iter().filter(|note| note.part == Part::Header(index));
            of_row.map(|note| view! { <li>{note.text.clone()}</li> }).collect_view()
        })
    };
    let number = index + 1;
    view! {
        <li class="row" class:off=move || !on()>
            <input
                type="checkbox"
                aria-label=format!("Send header {number}")
                prop:checked=on
                on:change:target=move |event| write(&|row| row.on = event.target().checked())
            />
            <input
                type="text"
                class="row-name"
                aria-label=format!("Name of header {number}")
                placeholder="Name"
                autocomplete="off"
                spellcheck="false"
                prop:value=read(|row| row.name.clone())
                on:input:target=move |event| write(&|row| row.name = event.target().value())
            />
            <input
                type="text"
                class="row-value"
                aria-label=format!("Value of header {number}")
                placeholder="Value"
                autocomplete="off"
                spellcheck="false"
                prop:value=read(|row| row.value.clone())
                on:input:target=move |event| write(&|row| row.value = event.target().value())
            />
            <button type="button" class="quiet" aria-label=format!("Remove header {number}") on:click=remove>
                {icon("cross")}
            </button>
            <ul class="notes">
                {remarks}
            </ul>
        </li>
    }
}
