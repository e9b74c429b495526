//! The row above the stage in which the wording of everything on it is chosen.

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;

use super::Session;
use crate::lens::{Lens, Slots};

/// The four lenses. A choice of one of four, by the rules of the ARIA radio group: arrows move and choose.
#[component]
pub(super) fn LensRow(session: Session) -> impl IntoView {
    let words = session.words;
    // Whatever the program does not have itself is fetched as soon as it is needed.
    Effect::new(move |_| {
        if !words.suffice() {
            words.want();
        }
    });
    // Chosen by a key of the page, the row does not have the focus, and says nothing by itself.
    let heard = RwSignal::new(String::new());
    Effect::watch(
        move || words.lens.get(),
        move |lens, _, _| {
            if let Some(lens) = Lens::ALL.get(*lens) {
                let name = untrack(|| words.name(*lens));
                heard.set(untrack(|| words.word("told as", &Slots::from([("lens", name)]))));
            }
        },
        false,
    );
    view! {
        <Lenses session class="lens-row"/>
        <p class="visually-hidden" role="status">{heard}</p>
    }
}

/// The choice itself: in the row, and where there is no room for one, in a menu.
#[component]
pub(super) fn Lenses(session: Session, class: &'static str) -> impl IntoView {
    let words = session.words;
    let row = NodeRef::<html::Div>::new();
    let keydown = move |event: web_sys::KeyboardEvent| {
        let (now, count) = (words.lens.get_untracked(), Lens::ALL.len());
        // The row is read from start to end, whichever side that is.
        let back = row.get_untracked().is_some_and(|row| is_right_to_left(&row));
        let next = match event.key().as_str() {
            "ArrowDown" => (now + 1) % count,
            "ArrowUp" => (now + count - 1) % count,
            "ArrowRight" | "ArrowLeft" => {
                let on = (event.key() == "ArrowRight") != back;
                (now + if on { 1 } else { count - 1 }) % count
            }
            "Home" => 0,
            "End" => count - 1,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        words.lens.set(next);
        let lens = row.get_untracked().and_then(|row| row.children().item(next as u32));
        if let Some(lens) = lens.and_then(|lens| lens.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = lens.focus();
        }
    };
    let lenses = Lens::ALL.into_iter().enumerate().map(|(index, lens)| {
        let chosen = move || words.lens.get() == index;
        view! {
            <button
                type="button"
                role="radio"
                aria-checked=move || chosen().to_string()
                aria-keyshortcuts=(index + 1).to_string()
                tabindex=move || if chosen() { "0" } else { "-1" }
                data-testid=format!("lens-{}", lens.key())
                on:click=move |_| words.lens.set(index)
                on:pointerenter=move |_| words.want()
            >
                {move || words.name(lens)}
            </button>
        }
    });
    view! {
        <div
            class=class
            role="radiogroup"
            aria-label="How it is told"
            lang=move || words.told_in()
            node_ref=row
            on:keydown=keydown
        >
            {lenses.collect_view()}
        </div>
    }
}

fn is_right_to_left(element: &web_sys::HtmlElement) -> bool {
    matches!(element.closest("[dir]"), Ok(Some(parent)) if parent.get_attribute("dir").as_deref() == Some("rtl"))
}

/// Chooses the lens with this number, from 1; `false` where there is none.
pub(super) fn choose(session: Session, number: &str) -> bool {
    let index =
        Lens::ALL.iter().enumerate().map(|(index, _)| index).find(|index| number == (index + 1).to_string());
    if let Some(index) = index {
        session.words.lens.set(index);
    }
    index.is_some()
}
