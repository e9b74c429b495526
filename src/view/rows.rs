//! The rows of the header table.

use leptos::prelude::*;

use super::{Session, combo::ComboInput, icon::icon, keys};
use crate::client::{HeaderRow, Note, Part, fields};

/// The rows, and a button for one more. A row is known by its place: its inputs read the draft.
#[component]
pub(super) fn HeaderRows(session: Session, notes: Memo<Vec<Note>>) -> impl IntoView {
    let draft = session.draft;
    let count = Memo::new(move |_| draft.with(|d| d.headers.len()));
    let add = move |_| {
        let index = count.get_untracked();
        draft.update(|d| d.headers.push(HeaderRow::new("", "")));
        request_animation_frame(move || {
            keys::focus(&format!("[data-combo=header-name-{index}]"));
        });
    };
    // The row that was last pointed at, or had the focus last.
    let at = RwSignal::new(None::<usize>);
    let told = Memo::new(move |_| {
        let name = draft.with(|draft| draft.headers.get(at.get()?).map(|row| row.name.clone()))?;
        let means = session.words.plain(|texts| texts.field(&name.to_ascii_lowercase()))?;
        Some(format!("{name}: {means}"))
    });
    view! {
        <ul class="rows" aria-label="Header fields">
            <For each=move || 0..count.get() key=|index| *index children=move |index| view! { <Row session notes index at/> }/>
        </ul>
        <div class="rows-foot">
            <button type="button" class="plain small" data-testid="add-header" on:click=add>"Add a header"</button>
            <p class="row-told" role="status" title=move || told.get() data-testid="row-told">{move || told.get()}</p>
        </div>
    }
}

/// One row.
#[component]
fn Row(session: Session, notes: Memo<Vec<Note>>, index: usize, at: RwSignal<Option<usize>>) -> impl IntoView {
    let draft = session.draft;
    let words = session.words;
    let read = move |read: fn(&HeaderRow) -> String| {
        Signal::derive(move || draft.with(|d| d.headers.get(index).map(read).unwrap_or_default()))
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
        // The row that moved up has the focus; where there is none, the button below.
        request_animation_frame(move || {
            if !keys::focus(&format!("[data-combo=header-name-{index}]")) {
                keys::focus("[data-testid=add-header]");
            }
        });
    };
    let (name, value) = (read(|row| row.name.clone()), read(|row| row.value.clone()));
    let names = move |typed: &str| {
        words.want();
        let explain = |name: &str| untrack(|| words.plain(|texts| texts.field(name)));
        draft.with_untracked(|draft| fields::names(&session.known_world(), draft, typed, explain))
    };
    let values = move |typed: &str| {
        let shown = session.shown_validators();
        let name = name.get_untracked();
        draft.with_untracked(|draft| fields::values(&session.known_world(), draft, &name, typed, &shown))
    };
    let remarks = move || {
        notes.with(|notes| {
            let of_row = notes.iter().filter(|note| note.part == Part::Header(index));
            of_row.map(|note| view! { <li>{note.text.clone()}</li> }).collect_view()
        })
    };
    let number = index + 1;
    let look = move || {
        words.want();
        at.set(Some(index));
    };
    view! {
        <li class="row" class:off=move || !on() on:pointerenter=move |_| look() on:focusin=move |_| look()>
            <input
                type="checkbox"
                aria-label=format!("Send header {number}")
                prop:checked=on
                on:change:target=move |event| write(&|row| row.on = event.target().checked())
            />
            <ComboInput
                id=format!("header-name-{index}")
                label=format!("Name of header {number}")
                class="row-name"
                placeholder="Name"
                value=name
                write=move |name| write(&|row| row.name.clone_from(&name))
                find=names
            />
            <ComboInput
                id=format!("header-value-{index}")
                label=format!("Value of header {number}")
                class="row-value"
                placeholder="Value"
                value=value
                write=move |value| write(&|row| row.value.clone_from(&value))
                find=values
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
