//! Keyboard shortcuts for the whole page.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;

use super::Session;
use crate::{
    browser::{page, storage},
    stage::{Player, Stride},
};

/// Where it is kept between visits that keys of one character are switched off.
const KEY: &str = "single-keys";

/// Whether keys of one character do anything, as chosen at the last visit; at first they do.
pub(super) fn kept() -> bool {
    storage::preference(KEY).as_deref() != Some("off")
}

/// Switches keys of one character on or off, for this visit and those to come (WCAG 2.1.4): who speaks to their
/// computer would press them unawares.
pub(super) fn switch(session: Session, on: bool) {
    session.single_keys.set(on);
    storage::prefer(KEY, if on { "on" } else { "off" });
}

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
    // An edge keeps all that moves it.
    if on("[role=separator]") && (key.starts_with("Arrow") || key == "Home" || key == "End") {
        return false;
    }
    // A focused button keeps the space bar, and the tabs and the timeline keep their arrows; its scrubber all its keys.
    if (key == " " && on(PRESSED))
        || (key.starts_with("Arrow") && on(".timeline"))
        || (matches!(key.as_str(), "Home" | "End") && on(".journey"))
        || is_off(session, &key)
    {
        return false;
    }
    if play(session, &key, event.shift_key()) {
        return true;
    }
    match key.as_str() {
        "e" | "E" => {
            super::envelope::toggle(session);
            true
        }
        "/" => focus("#path"),
        "1" | "2" | "3" | "4" => super::lens::choose(session, &key),
        "m" | "M" => page::open_fragment("map"),
        "?" => {
            session.showing_keys.set(true);
            true
        }
        _ => false,
    }
}

/// What the space bar presses.
pub(super) const PRESSED: &str = "button, summary, a, input";

/// Whether this is a key of one character, and those are switched off. The space bar is none.
pub(super) fn is_off(session: Session, key: &str) -> bool {
    key != " " && key.chars().count() == 1 && !session.single_keys.get_untracked()
}

/// Does what a key of the player asks for; `false` where it is none of them, or there is nothing to play.
pub(super) fn play(session: Session, key: &str, shift: bool) -> bool {
    let change: fn(&mut Player) = match key {
        " " | "k" | "K" => Player::toggle,
        "ArrowRight" | "l" | "L" => Player::step_forward,
        "ArrowLeft" | "j" | "J" => Player::step_back,
        "Home" => Player::to_start,
        "End" => Player::to_end,
        "." => Player::faster,
        "," => Player::slower,
        "n" | "N" | "p" | "P" => |_| {},
        _ => return false,
    };
    if session.shown.with_untracked(Option::is_none) {
        return false;
    }
    match key {
        "ArrowRight" | "ArrowLeft" if shift => session.step(key == "ArrowRight", Stride::Block),
        "n" | "N" | "p" | "P" => session.step(key.eq_ignore_ascii_case("n"), Stride::Message),
        _ => session.player.update(change),
    }
    // No button has the focus that would say so; where the playhead is, the log says (`log.rs`).
    let said = match key {
        "." | "," => format!("Speed: {}×", page::digits(session.player.with_untracked(Player::rate))),
        " " | "k" | "K" if session.player.with_untracked(Player::playing) => "Playing".to_owned(),
        " " | "k" | "K" => "Paused".to_owned(),
        _ => return true,
    };
    session.travel.said.set(said);
    true
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
