//! The query as a table, in step with the path.

use leptos::prelude::*;

use super::{Session, combo::ComboInput, icon::icon, keys};
use crate::client::{
    Draft, QueryRow, Suggestion,
    lookup::{self, Documented},
    matching, query_rows,
};

/// The rows, and a button for one more. A row is known by its place: its inputs read the table.
#[component]
pub(super) fn QueryTable(session: Session) -> impl IntoView {
    let table = session.composing.query;
    let draft = session.draft;
    let count = Memo::new(move |_| table.with(Vec::len));
    // What the description says, worked out anew only where another operation is meant.
    let place = Memo::new(move |_| {
        draft.with(|draft| (draft.method.clone(), lookup::plain_path(&draft.path).to_owned()))
    });
    let known =
        Memo::new(move |_| place.with(|(method, path)| documented(session, &Draft::new(method, path))));
    let add = move |_| {
        focus_later(count.get_untracked());
        table.update(|table| table.push(QueryRow::new("", "")));
    };
    let told = move || {
        known.with(|known| {
            if known.is_empty() {
                "The API description names no query parameters here; what is sent all the same may be refused."
                    .to_owned()
            } else {
                let names: Vec<&str> = known.iter().take(6).map(|one| one.name.as_str()).collect();
                let more = known.len().saturating_sub(6);
                let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                format!("Known here: {}{more}. The table and the path say the same.", names.join(", "))
            }
        })
    };
    view! {
        <ul class="rows" aria-label="Query parameters">
            <For each=move || 0..count.get() key=|index| *index children=move |index| view! { <Row session known index/> }/>
        </ul>
        <button type="button" class="plain small" data-testid="add-query" on:click=add>"Add a parameter"</button>
        <p class="aside-note">{told}</p>
    }
}

/// Focuses the name of a row that is about to be there.
fn focus_later(index: usize) {
    request_animation_frame(move || {
        keys::focus(&format!("[data-combo=query-name-{index}]"));
    });
}

fn documented(session: Session, draft: &Draft) -> Vec<Documented> {
    session.journal.with(|journal| {
        let api = journal.world().api();
        let found = lookup::operation(api, draft);
        found.map_or_else(Vec::new, |(route, operation)| lookup::parameters(api, route, operation, "query"))
    })
}

/// One row.
#[component]
fn Row(session: Session, known: Memo<Vec<Documented>>, index: usize) -> impl IntoView {
    let table = session.composing.query;
    let draft = session.draft;
    let change = move |change: &dyn Fn(&mut Vec<QueryRow>)| {
        table.update(|table| change(table));
        let path = draft
            .with_untracked(|draft| table.with_untracked(|table| query_rows::path_with(&draft.path, table)));
        if draft.with_untracked(|draft| draft.path != path) {
            draft.update(|draft| draft.path = path);
        }
    };
    let set = move |name: Option<&str>, value: Option<&str>| {
        change(&|table| {
            if let Some(row) = table.get_mut(index) {
                row.set(name, value);
            }
        });
    };
    let read = move |read: fn(&QueryRow) -> String| {
        Signal::derive(move || table.with(|table| table.get(index).map(read).unwrap_or_default()))
    };
    let on = move || table.with(|table| table.get(index).is_some_and(|row| row.on));
    let switch = move |on: bool| {
        change(&|table| {
            if let Some(row) = table.get_mut(index) {
                row.on = on;
            }
        });
    };
    let remove = move |_| {
        change(&|table| {
            if index < table.len() {
                table.remove(index);
            }
        });
        // The row that moved up has the focus; where there is none, the button below.
        request_animation_frame(move || {
            if !keys::focus(&format!("[data-combo=query-name-{index}]")) {
                keys::focus("[data-testid=add-query]");
            }
        });
    };
    let (name, value) = (read(|row| row.name.clone()), read(|row| row.value.clone()));
    let names = move |typed: &str| {
        let all = known.get_untracked().into_iter().map(|one| Suggestion {
            value: one.name,
            about: if one.about.is_empty() {
                one.takes
            } else {
                format!("{} Takes {}.", one.about, one.takes)
            },
            mark: one.required.then_some("required"),
        });
        matching(typed, all)
    };
    let values = move |typed: &str| {
        let name = name.get_untracked();
        let found = known.with_untracked(|known| known.iter().find(|one| one.name == name).cloned());
        let all = found.map_or_else(Vec::new, |one| one.values);
        matching(typed, all.into_iter().map(|value| Suggestion::new(value, "")))
    };
    let about = move || {
        let name = name.get();
        let found = known.with(|known| known.iter().find(|one| one.name == name).cloned())?;
        Some(
            view! { <p class="row-about">{format!("{} ", found.about)}<span>{format!("Takes {}.", found.takes)}</span></p> },
        )
    };
    let number = index + 1;
    view! {
        <li class="row" class:off=move || !on()>
            <input
                type="checkbox"
                aria-label=format!("Send parameter {number}")
                prop:checked=on
                on:change:target=move |event| switch(event.target().checked())
            />
            <ComboInput
                id=format!("query-name-{index}")
                label=format!("Name of parameter {number}")
                class="row-name"
                placeholder="Name"
                value=name
                write=move |name| set(Some(&name), None)
                find=names
            />
            <ComboInput
                id=format!("query-value-{index}")
                label=format!("Value of parameter {number}")
                class="row-value"
                placeholder="Value"
                value=value
                write=move |value| set(None, Some(&value))
                find=values
            />
            <button type="button" class="quiet" aria-label=format!("Remove parameter {number}") on:click=remove>
                {icon("cross")}
            </button>
            {about}
        </li>
    }
}
