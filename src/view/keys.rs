//! Keyboard shortcuts for the whole page.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;

use super::Session;
use crate::stage::{Player, Stride};

/// Where keys write text.
const TEXT: &str = "input:not([type=range],[type=checkbox]), textarea, [contenteditable]";

/// Listens as long as the page lives.
pub(super) fn listen(session: Session) {
    let handle = window_event_listener(ev::keydown, move |event| {
        if press(session, &event) {
            event.prevent_default();
        }
    });
    on_cleanup(move || handle.remove());
}

/// Does what a key asks for; `false` where it is none of ours.
fn press(session: Session, event: &web_sys::KeyboardEvent) -> bool {
    let key = event.key();
    if key == "Enter" && (event.ctrl_key() || event.meta_key()) {
        session.send();
        return true;
    }
    if key == "Escape" {
        // A dialog that was opened from a menu is closed first, by the browser.
        return !dialog_is_open() && close_menus();
    }
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let on = |selector: &str| {
        target.as_ref().is_some_and(|target| matches!(target.closest(selector), Ok(Some(_))))
    };
    if (event.ctrl_key() || event.meta_key()) && !event.alt_key() && !dialog_is_open() && !on(TEXT) {
        // In a text field the browser undoes what was typed there.
        match (key.as_str(), event.shift_key()) {
            ("z", false) => session.undo(),
            ("Z" | "z", true) | ("y", false) => session.redo(),
            _ => return false,
        }
        return true;
    }
    if event.ctrl_key() || event.meta_key() || event.alt_key() || dialog_is_open() {
        return false;
    }
    if on(TEXT) || on("select") {
        return false;
    }
    // A focused button keeps the space bar, and the tabs and the timeline keep their arrows; its scrubber all its keys.
    if (key == " " && on("button, summary, a, input"))
        || (key.starts_with("Arrow") && on(".timeline"))
        || (matches!(key.as_str(), "Home" | "End") && on(".journey"))
    {
        return false;
    }
    let play = |change: fn(&mut Player)| {
        let on_stage = session.shown.with_untracked(Option::is_some);
        if on_stage {
            session.player.update(change);
        }
        on_stage
    };
    let step = |forward, stride| {
        session.step(forward, stride);
        session.shown.with_untracked(Option::is_some)
    };
    match key.as_str() {
        "ArrowRight" if event.shift_key() => step(true, Stride::Block),
        "ArrowLeft" if event.shift_key() => step(false, Stride::Block),
        "n" | "N" => step(true, Stride::Message),
        "p" | "P" => step(false, Stride::Message),
        " " | "k" | "K" => play(Player::toggle),
        "ArrowRight" | "l" | "L" => play(Player::step_forward),
        "ArrowLeft" | "j" | "J" => play(Player::step_back),
        "Home" => play(Player::to_start),
        "End" => play(Player::to_end),
        "." => play(Player::faster),
        "," => play(Player::slower),
        "e" | "E" => {
            super::envelope::toggle(session);
            true
        }
        "/" => focus("#path"),
        "?" => {
            session.showing_keys.set(true);
            true
        }
        _ => false,
    }
}

/// Whether a modal dialog has the page.
pub(super) fn dialog_is_open() -> bool {
    matches!(document().query_selector("dialog[open]"), Ok(Some(_)))
}

/// Closes every open menu, focus back on the button of the one it was in; `false` where none was open.
fn close_menus() -> bool {
    let mut any = false;
    while let Ok(Some(menu)) = document().query_selector("details.menu[open]") {
        any = true;
        if menu.contains(document().active_element().as_deref()) {
            focus_in(&menu, "summary");
        }
        if menu.remove_attribute("open").is_err() {
            break;
        }
    }
    any
}

/// Focuses the element this selector finds.
pub(super) fn focus(selector: &str) -> bool {
    document().document_element().is_some_and(|root| focus_in(&root, selector))
}

/// Whether the focus is on the element this selector finds.
pub(super) fn has_focus(selector: &str) -> bool {
    document().active_element().is_some_and(|element| element.matches(selector).unwrap_or(false))
}

fn focus_in(root: &web_sys::Element, selector: &str) -> bool {
    let found = root.query_selector(selector).ok().flatten();
    found
        .and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok())
        .is_some_and(|element| element.focus().is_ok())
}
