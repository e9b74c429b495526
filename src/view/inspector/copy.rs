//! Copies what stands in the open tab, exactly.

use leptos::{prelude::*, task::spawn_local};

use super::{super::session::Notice, Answer, Pane};
use crate::browser::{clipboard, timer};

/// Puts a text on the clipboard, and says so: in the button for a moment, and to those who hear the page.
pub(super) fn copy(pane: Pane, what: &'static str, text: String, done: RwSignal<bool>) {
    spawn_local(async move {
        match clipboard::write(&text).await {
            Ok(()) => {
                pane.told.set(format!("{what}: copied."));
                let _ = done.try_set(true);
                timer::sleep(1_600).await;
                let _ = done.try_set(false);
                let _ = pane.told.try_set(String::new());
            }
            Err(why) => pane.session.notify(Notice { topic: "copy", text: why, kept: None }),
        }
    });
}

/// The button beside the tabs.
#[component]
pub(super) fn CopyTab(pane: Pane, answer: Memo<Option<Answer>>) -> impl IntoView {
    let done = RwSignal::new(false);
    let what = move || match pane.tab.get() {
        0 => Some("Copy the body"),
        1 => Some("Copy the header fields"),
        2 => Some("Copy the raw answer"),
        _ => None,
    };
    let there = move || {
        answer.with(|answer| {
            answer.as_ref().is_some_and(|answer| pane.tab.get() != 0 || !answer.plain.content.is_empty())
        })
    };
    let press = move |_| {
        let Some(what) = what() else { return };
        let text = answer.with_untracked(|answer| {
            let answer = answer.as_ref()?;
            Some(match pane.tab.get_untracked() {
                0 => answer.plain.text().into_owned(),
                1 => super::raw::head(answer.response()),
                _ => answer.response().to_text(),
            })
        });
        if let Some(text) = text {
            copy(pane, what, text, done);
        }
    };
    move || {
        what().filter(|_| there()).map(|what| {
            view! {
                <button type="button" class="quiet small copy" aria-label=what title=what data-testid="copy" on:click=press>
                    {move || if done.get() { "Copied" } else { "Copy" }}
                </button>
            }
        })
    }
}
