//! What helps with the path: completion, and commands of curl that are pasted into it.
//!
//! The field itself stands in the shell, which is there before this is: it is found by its id, and listened to.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, HtmlInputElement, KeyboardEvent};

use super::{Session, combo::Combo, keys, wording::method_class};
use crate::{
    browser::event::Listener,
    client::{
        complete,
        curl::{self, Taken},
    },
};

/// The list below the path, and what is to be said of a command that was pasted.
#[component]
pub(super) fn PathHelp(session: Session) -> impl IntoView {
    let draft = session.draft;
    let find = move |typed: &str| {
        draft.with_untracked(|draft| complete::paths(&session.known_world(), draft, typed))
    };
    let combo = Combo::new("path".into(), find, move |path| draft.update(|draft| draft.path = path));
    let pasted = RwSignal::new(None::<(String, Result<Taken, String>)>);
    Effect::new(move |_| {
        if let Some(field) = field() {
            StoredValue::new_local(listen(session, combo, &field, pasted));
        }
    });
    Effect::new(move |_| {
        let Some(field) = field() else { return };
        let set = |name: &str, value: &str| {
            let _ = field.set_attribute(name, value);
        };
        set("role", "combobox");
        set("aria-autocomplete", "list");
        set("aria-controls", &combo.list_id());
        set("aria-expanded", &combo.is_open().to_string());
        match combo.active_id() {
            Some(id) => set("aria-activedescendant", &id),
            None => {
                let _ = field.remove_attribute("aria-activedescendant");
            }
        }
    });
    view! {
        {combo.list(field)}
        <div role="status">{move || pasted.get().map(|(text, taken)| offer(session, pasted, text, taken))}</div>
    }
}

fn field() -> Option<HtmlInputElement> {
    document().get_element_by_id("path")?.dyn_into().ok()
}

fn listen(
    session: Session,
    combo: Combo,
    field: &HtmlInputElement,
    pasted: RwSignal<Option<(String, Result<Taken, String>)>>,
) -> Vec<Listener> {
    let own = |listened: fn(Combo, &HtmlInputElement, &web_sys::Event)| {
        let field = field.clone();
        move |event: web_sys::Event| listened(combo, &field, &event)
    };
    let looked = field.clone();
    let line = field.parent_element().unwrap_or_else(|| field.clone().into());
    // Before the field itself hears of it, where Enter would send.
    let keydown = Listener::capturing(&line, "keydown", move |event| {
        let meant = event.target().and_then(|target| target.dyn_into().ok()).as_ref() == Some(&looked);
        if let (true, Some(event)) = (meant, event.dyn_ref::<KeyboardEvent>())
            && combo.key(&looked, event)
        {
            event.prevent_default();
            event.stop_propagation();
        }
    });
    let paste = Listener::new(field, "paste", move |event| {
        let text = event
            .dyn_ref::<ClipboardEvent>()
            .and_then(ClipboardEvent::clipboard_data)
            .and_then(|data| data.get_data("text").ok())
            .unwrap_or_default();
        if curl::is_curl(&text) {
            event.prevent_default();
            let taken = curl::read(&text, &session.base());
            pasted.set(Some((text, taken)));
        } else {
            pasted.set(None);
        }
    });
    vec![
        keydown,
        paste,
        Listener::new(field, "input", own(Combo::typed)),
        Listener::new(field, "click", own(|combo, field, _| combo.pressed(field))),
        Listener::new(field, "blur", own(|combo, _, _| combo.close())),
    ]
}

/// What a pasted command comes to, and the choice of what to do with it.
fn offer(
    session: Session,
    pasted: RwSignal<Option<(String, Result<Taken, String>)>>,
    text: String,
    taken: Result<Taken, String>,
) -> AnyView {
    let done = move || {
        pasted.set(None);
        keys::focus("#path");
    };
    let as_text = move |_| {
        // One line, as a field would have taken it.
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        session.draft.update(|draft| draft.path = line);
        done();
    };
    let told = match &taken {
        Ok(Taken { draft, .. }) => {
            let count = |number: usize, what: &str| match number {
                0 => format!("no {what}s"),
                1 => format!("1 {what}"),
                more => format!("{more} {what}s"),
            };
            let body = if draft.body.is_empty() { "no body" } else { "a body" };
            let class = format!("offer-method {}", method_class(&draft.method));
            view! {
                <p>
                    <strong>"A curl command: "</strong>
                    <span class=class>{draft.method.clone()}</span> " "
                    <code>{draft.path.clone()}</code>
                    {format!(", {}, {body}.", count(draft.headers.len(), "header"))}
                </p>
            }
            .into_any()
        }
        Err(why) => {
            view! { <p><strong>"This curl command cannot be read. "</strong>{why.clone()}</p> }.into_any()
        }
    };
    let remarks = taken.as_ref().map(|taken| taken.remarks.clone()).unwrap_or_default();
    let remarks = remarks.into_iter().map(|remark| view! { <li>{remark}</li> }).collect_view();
    let take = taken.ok().map(|Taken { draft, .. }| {
        let take = move |_| {
            session.write(draft.clone());
            done();
        };
        view! { <button type="button" class="danger small" data-testid="take-curl" on:click=take>"Take it over"</button> }
    });
    view! {
        <div class="offer" data-testid="curl-offer">
            {told}
            <ul class="notes">{remarks}</ul>
            <div class="offer-choice">
                {take}
                <button type="button" class="plain small" on:click=as_text>"Paste as text"</button>
                <button type="button" class="link small" on:click=move |_| done()>"Never mind"</button>
            </div>
        </div>
    }
    .into_any()
}
