//! What conditions come to: the whole table, worked out by the server itself.

use leptos::{html, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;

use super::{
    Session,
    address::{Address, is_shut},
    keys, part,
    reset::follow,
    wording::{method_class, status_class},
};
use crate::{
    browser::{page, timer},
    client::Draft,
    server::table::{self, COLUMNS, Column, FIELDS, Row, Told},
    world::World,
};

/// How long rows are worked out before the page gets its turn, in ms.
const TURN_MS: u64 = 8;

/// How far the table is.
#[derive(Clone, Debug)]
enum State {
    Unwanted,
    UnderWay,
    Here(Vec<Row>),
    Missing(String),
}

/// The table as a dialog; open for as long as the page's address asks for it.
#[component]
pub(super) fn CombinationsDialog(session: Session, address: Address) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let asked = address.read(|fragment| fragment == "preconditions");
    let open = RwSignal::new(false);
    let state = RwSignal::new(State::Unwanted);
    Effect::new(move |_| {
        let asked = asked.get();
        if asked && state.with_untracked(|state| matches!(state, State::Unwanted | State::Missing(_))) {
            state.set(State::UnderWay);
            // A library that nobody has touched: what was done here, or how the server is set up, is not the question.
            let world = World::toy_library(&session.base());
            spawn_local(async move { state.set(work(&world).await) });
        }
        open.set(asked);
    });
    follow(dialog, open);
    let closed = move |_| {
        if asked.get_untracked() && is_shut(dialog) {
            address.leave();
        }
    };
    let write = move |draft: Draft| {
        session.write(draft);
        session.pane.set("request");
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
        keys::focus("#path");
    };
    let content = move || {
        state.with(|state| match state {
            State::Unwanted | State::UnderWay => {
                view! { <p class="combinations-wait" role="status">"Working it out…"</p> }.into_any()
            }
            State::Missing(why) => view! { <p role="alert">{why.clone()}</p> }.into_any(),
            State::Here(rows) => view! { <Combinations session rows=rows.clone() write/> }.into_any(),
        })
    };
    view! {
        <dialog
            class="card dialog combinations"
            node_ref=dialog
            aria-labelledby="combinations-title"
            data-testid="combinations"
            on:close=closed
        >
            <h2 id="combinations-title">"What conditions come to"</h2>
            {content}
            <div class="dialog-foot">
                <button type="button" class="plain" on:click=move |_| address.leave()>"Close"</button>
            </div>
        </dialog>
    }
}

/// Has the server work the table out, a few rows at a time.
async fn work(world: &World) -> State {
    let engine = match part::engine().await {
        Ok(engine) => engine,
        Err(missing) => {
            return State::Missing(format!("The table cannot be worked out just now: {missing}."));
        }
    };
    let mut work = (engine.combinations)(world);
    let mut rows = Vec::with_capacity(81);
    let mut turn = page::now_ms();
    while let Some(row) = (engine.combination)(&mut work) {
        rows.push(row);
        if page::now_ms() >= turn + TURN_MS {
            timer::sleep(0).await;
            turn = page::now_ms();
        }
    }
    State::Here(rows)
}

/// What a field that is there says, as a choice and in short.
fn words(field: usize, told: Told) -> (&'static str, &'static str) {
    match (field, told) {
        (_, Told::Absent) => ("absent", "absent"),
        (0, Told::Current) => ("true: the current version", "true"),
        (0, Told::Stale) => ("false: another version", "false"),
        (1, Told::Current) => ("true: unchanged since", "true"),
        (1, Told::Stale) => ("false: changed since", "false"),
        (2, Told::Stale) => ("true: another version", "true"),
        (2, Told::Current) => ("false: the current version", "false"),
        (_, Told::Stale) => ("true: changed since", "true"),
        (_, Told::Current) => ("false: unchanged since", "false"),
    }
}

/// The choices of a filter, true before false.
fn choices(field: usize) -> [Told; 3] {
    if field < 2 { Told::ALL } else { [Told::Absent, Told::Stale, Told::Current] }
}

/// The filters and the table.
#[component]
fn Combinations(
    session: Session,
    rows: Vec<Row>,
    /// Takes the request of the cell that was pressed.
    write: impl Fn(Draft) + Copy + Send + 'static,
) -> impl IntoView {
    let wanted = FIELDS.map(|_| RwSignal::new(None::<Told>));
    let all: Vec<[Told; 4]> = rows.iter().map(Row::told).collect();
    let fits = move |told: [Told; 4]| {
        wanted.iter().zip(told).all(|(wanted, told)| wanted.get().is_none_or(|wanted| wanted == told))
    };
    let total = all.len();
    let count = Memo::new(move |_| all.iter().filter(|told| fits(**told)).count());

    let body = NodeRef::<html::Tbody>::new();
    // One cell is a stop of the Tab key: the first that is shown, then the one that had the focus last.
    Effect::new(move |_| {
        let _ = count.get();
        for wanted in wanted {
            wanted.track();
        }
        request_animation_frame(move || {
            if let Some(body) = body.get_untracked() {
                let first = body.query_selector("tr:not([hidden]) button").ok().flatten();
                stop_at(&body, first.as_ref());
            }
        });
    });
    let keydown = move |event: web_sys::KeyboardEvent| {
        let Some(body) = body.get_untracked() else { return };
        if let Some(next) = beside(&event) {
            event.prevent_default();
            stop_at(&body, Some(&next));
            if let Ok(button) = next.dyn_into::<web_sys::HtmlElement>() {
                let _ = button.focus();
            }
        }
    };

    let filters = FIELDS.iter().enumerate().map(|(field, name)| {
        let choose = move |event| {
            let value = event_target_value(&event);
            wanted[field].set(choices(field).into_iter().find(|told| words(field, *told).0 == value));
        };
        let options = choices(field).map(|told| {
            let (long, _) = words(field, told);
            view! { <option value=long>{long}</option> }
        });
        view! {
            <label>
                <span>{*name}</span>
                <select on:change=choose>
                    <option value="">"any"</option>
                    {options}
                </select>
            </label>
        }
    });

    let press = move |column: Column, told: [Told; 4]| {
        let draft = session.journal.with_untracked(|journal| draft(journal.world(), column, told));
        if let Some(draft) = draft {
            write(draft);
        }
    };
    let rows = rows.into_iter().map(|row| {
        let told = row.told();
        let cells = COLUMNS.iter().zip(row.statuses).map(|(column, status)| {
            view! {
                <td>
                    <button type="button" class=status_class(status) tabindex="-1" on:click=move |_| press(*column, told)>
                        {status.as_u16()}
                    </button>
                </td>
            }
        });
        view! {
            <tr hidden=move || !fits(told)>
                <th scope="row">{conditions(told)}</th>
                {cells.collect_view()}
            </tr>
        }
    });
    let methods = COLUMNS.iter().filter(|column| column.present).map(|column| {
        let span = COLUMNS.iter().filter(|other| other.method == column.method).count();
        view! {
            <th scope="colgroup" colspan=span class=method_class(column.method)>{column.method}</th>
        }
    });
    let places = COLUMNS.iter().map(|column| {
        let place = match column {
            Column { method: "POST", .. } => "list",
            Column { present: true, .. } => "there",
            Column { present: false, .. } => "missing",
        };
        view! { <th scope="col">{place}</th> }
    });
    view! {
        <p>
            "Every way to set the four conditions, for a toy that is there, one that is missing, and the list. The server in this "
            "page has answered each. A status, when pressed, writes its request into the composer."
        </p>
        <div class="filters" role="group" aria-label="Show only">{filters.collect_view()}</div>
        <p class="combinations-count" role="status">
            {move || format!("{} of {total} combinations.", count.get())}
        </p>
        <div class="combinations-scroll">
            <table role="grid" aria-labelledby="combinations-title" on:keydown=keydown>
                <thead>
                    <tr><th scope="col" rowspan="2">"Conditions"</th>{methods.collect_view()}</tr>
                    <tr>{places.collect_view()}</tr>
                </thead>
                <tbody node_ref=body>{rows.collect_view()}</tbody>
            </table>
        </div>
        <p class="combinations-note">
            "True and false as they are for a toy that is there. One that is missing has no version and no date: its "
            "If-Match is false, its If-None-Match true, and its dates do not count."
        </p>
    }
}

/// The conditions of a row.
fn conditions(told: [Told; 4]) -> AnyView {
    if told == [Told::Absent; 4] {
        return "none".into_any();
    }
    let fields = FIELDS.iter().zip(told).enumerate().filter(|(_, (_, told))| *told != Told::Absent);
    fields
        .map(|(field, (name, told))| {
            let (long, short) = words(field, told);
            view! { <span class="condition" title=long>{*name} " " <em>{short}</em></span> " " }
        })
        .collect_view()
        .into_any()
}

/// The request of a cell, for the world as it is; for a fresh one where the car is not on the shelf.
fn draft(world: &World, column: Column, told: [Told; 4]) -> Option<Draft> {
    let request = table::request(world, column, told)
        .or_else(|| table::request(&World::toy_library(world.base()), column, told))?;
    Some(Draft::of(&request, world.base()))
}

/// Makes one button of the table the one that the Tab key stops at.
fn stop_at(body: &web_sys::Element, button: Option<&web_sys::Element>) {
    if let Ok(Some(before)) = body.query_selector("button[tabindex='0']") {
        let _ = before.set_attribute("tabindex", "-1");
    }
    if let Some(button) = button {
        let _ = button.set_attribute("tabindex", "0");
    }
}

/// The button that a key leads to from the one it was pressed on (the keys of the ARIA grid pattern).
fn beside(event: &web_sys::KeyboardEvent) -> Option<web_sys::Element> {
    let from = event.target()?.dyn_into::<web_sys::Element>().ok()?.closest("td").ok()??;
    let row = from.closest("tr").ok()??;
    let in_row = |row: &web_sys::Element, column: u32| row.children().item(column)?.first_element_child();
    let column = (0..row.children().length()).find(|&at| row.children().item(at).as_ref() == Some(&from))?;
    let shown = |next: fn(&web_sys::Element) -> Option<web_sys::Element>| {
        let mut row = next(&row)?;
        while row.has_attribute("hidden") {
            row = next(&row)?;
        }
        in_row(&row, column)
    };
    let last = row.children().length() - 1;
    match event.key().as_str() {
        "ArrowRight" if column < last => in_row(&row, column + 1),
        "ArrowLeft" if column > 1 => in_row(&row, column - 1),
        "ArrowDown" => shown(web_sys::Element::next_element_sibling),
        "ArrowUp" => shown(web_sys::Element::previous_element_sibling),
        "Home" => in_row(&row, 1),
        "End" => in_row(&row, last),
        _ => None,
    }
}
