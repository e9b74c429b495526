//! A chip: one edit, with what it writes and where that leads told beside it.

use leptos::prelude::*;

use super::{
    super::{
        Session,
        home::piece,
        inspector::tip::Tip,
        wording::{named, status_class},
    },
    WAIT, make,
};
use crate::client::edits::{Edit, Way};

/// The most of a body that is shown before it is written, in characters.
const MOST: usize = 700;

/// The chip of the edit at this place of the list.
pub(super) fn chip(session: Session, tip: Tip, at: usize, way: Way) -> impl IntoView {
    let edits = session.edits;
    let class = format!("edit-chip {}", status_class(way.status));
    let status = way.status.as_u16();
    let words = way.words.clone();
    let is_setting = way.is_settings();
    let setting =
        is_setting.then(|| view! { <span class="visually-hidden">" (a setting of the server)"</span> });
    let press = move |_| {
        // What is on its way is of another request.
        if edits.fresh.get_untracked() {
            tip.close();
            let from = session.draft.get_untracked();
            make(session, &from, &way);
        }
    };
    let enter = move |event: web_sys::PointerEvent| {
        // A finger presses; it does not hover.
        if event.pointer_type() != "touch" {
            tip.open_soon(at, event.current_target());
        }
    };
    let described = move || match (tip.is_of(at), edits.waits.get()) {
        (true, _) => Some("edit-tip"),
        (false, true) => Some(WAIT),
        (false, false) => None,
    };
    view! {
        <li>
            <button
                type="button"
                class=class
                class:setting-chip=is_setting
                aria-disabled=move || (!edits.fresh.get()).then_some("true")
                aria-describedby=described
                on:click=press
                on:pointerenter=enter
                on:pointerleave=move |_| tip.leave()
                on:focus=move |event| tip.open_at_focus(at, event.current_target())
                on:blur=move |_| tip.close()
            >
                <b>{status}</b>
                " "
                <span>{words}</span>
                {setting}
            </button>
        </li>
    }
}

/// What the tip says of an edit.
pub(super) fn explained(session: Session, way: &Way) -> AnyView {
    if session.edits.waits.get() {
        return view! { <p>"This was before the request was sent: it is told anew after the answer."</p> }
            .into_any();
    }
    if !session.edits.fresh.get() {
        return view! { <p>"This was of the request as it was: what is one edit away now is being worked out."</p> }
            .into_any();
    }
    let what = match &way.edit {
        Edit::Body { text, .. } if text.is_empty() => view! { <p>"Takes the body away."</p> }.into_any(),
        Edit::Body { text, .. } => {
            let cut = text.char_indices().nth(MOST).map_or(text.len(), |(at, _)| at);
            let more = (cut < text.len()).then_some(" …");
            view! {
                <p>"Writes this body:"</p>
                <pre class="code" dir="ltr">{text[..cut].to_owned()} {more}</pre>
            }
            .into_any()
        }
        Edit::Path(path) => {
            view! { <p>"Asks for " <code dir="ltr">{cut(path)}</code> " instead."</p> }.into_any()
        }
        Edit::Method(method) => {
            view! { <p>"Uses the method " <code dir="ltr">{method.clone()}</code> "."</p> }.into_any()
        }
        Edit::Field { name, value } => {
            let line = format!("{name}: {}", cut(value));
            view! { <p>"Sends " <code dir="ltr">{line}</code> "."</p> }.into_any()
        }
        Edit::Drop(name) => view! { <p>"Sends no " <code dir="ltr">{name.clone()}</code> "."</p> }.into_any(),
        _ if way.is_settings() => {
            view! { <p>"Changes the server's settings: " {way.words.clone()} "."</p> }.into_any()
        }
        // Whatever else there is has words of its own.
        _ => view! { <p>{way.words.clone()}</p> }.into_any(),
    };
    let question = session.told.question(way.decision);
    let because = piece(session, &session.told.by_server(&way.because));
    view! {
        <strong>{named(way.status)}</strong>
        {what}
        <p>"It then leaves at “" <span lang=session.told.language()>{question}</span> "” " {because}</p>
    }
    .into_any()
}

/// The start of what may be very long.
fn cut(text: &str) -> String {
    match text.char_indices().nth(120) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
