//! One line below the text, always in view: what is wrong with it and where, one thing after the other, or what may
//! stand where the caret is.

use leptos::prelude::*;

use super::{
    super::{icon::icon, keys::focus},
    Editor,
};
use crate::client::verdict::{Fault, FaultPlace};

/// The line, and below it what may stand where the caret is, where the line tells something else.
#[component]
pub(super) fn BodyState(editor: Editor) -> impl IntoView {
    let verdict = editor.verdict;
    let at = RwSignal::new(0_usize);
    let count = Memo::new(move |_| verdict.with(|verdict| verdict.faults.len() + verdict.more));
    let listed = Memo::new(move |_| verdict.with(|verdict| verdict.faults.len()));
    let now = Memo::new(move |_| at.get().min(listed.get().saturating_sub(1)));
    let fault = Memo::new(move |_| verdict.with(|verdict| verdict.faults.get(now.get()).cloned()));
    // Of what is still being written it says more to tell how it may go on.
    let hinted = Memo::new(move |_| {
        editor.hint.with(Option::is_some)
            && verdict.with(|verdict| verdict.unfinished || verdict.faults.is_empty())
    });
    let is_fault = Memo::new(move |_| !hinted.get() && fault.with(Option::is_some));
    let hint = move || editor.hint.get().unwrap_or_default();
    let wrong = move || fault.get().filter(|_| is_fault.get()).map(|fault| fault.text);
    let fits = Memo::new(move |_| verdict.with(|verdict| verdict.fits));
    let says = move || match (is_fault.get(), fits.get()) {
        (true, _) => String::new(),
        (false, true) => format!("It fits the schema. {}", hint()),
        (false, false) => hint(),
    };
    // What may stand where the caret is goes with the text itself: only what comes of it is spoken unasked.
    let spoken = Memo::new(move |_| {
        verdict.with(|verdict| match verdict.faults.first() {
            Some(_) if verdict.unfinished => String::new(),
            Some(first) => format!("{} to mend. {}", verdict.faults.len() + verdict.more, first.text),
            None if verdict.fits => "It fits the schema.".to_owned(),
            None => String::new(),
        })
    });
    let go = move |_| {
        if let Some(fault) = fault.get_untracked() {
            editor.go_to_fault(&fault);
        }
    };
    let next = move |_| {
        at.set((now.get_untracked() + 1) % listed.get_untracked().max(1));
        if let Some(fault) = fault.get_untracked() {
            editor.go_to_fault(&fault);
        }
    };
    let class = move || match (is_fault.get(), fits.get()) {
        (true, _) => "body-state bad",
        (false, true) => "body-state good",
        (false, false) => "body-state",
    };
    let several = Memo::new(move |_| is_fault.get() && count.get() > 1);
    view! {
        <div class=class data-testid="body-state">
            <span class="body-sign" aria-hidden="true"></span>
            <p class="body-says" title=says hidden=is_fault>{says}</p>
            <button
                type="button"
                class="link body-says"
                data-testid="body-wrong"
                title=wrong
                hidden=move || !is_fault.get()
                on:click=go
            >
                {wrong}
            </button>
            <span class="body-count" hidden=move || !several.get()>
                {move || format!("{} of {}", now.get() + 1, count.get())}
            </span>
            <button
                type="button"
                class="quiet"
                aria-label="The next thing that is wrong"
                data-testid="body-next"
                hidden=move || !several.get()
                on:click=next
            >
                {icon("down")}
            </button>
        </div>
        <p class="visually-hidden" id="body-state" role="status">{spoken}</p>
        <p class="body-hint" id="body-hint" data-testid="body-hint" title=hint hidden=move || !is_fault.get()>
            {hint}
        </p>
    }
}

impl Editor {
    /// Goes to where something is wrong: selects it in the text, or gives the focus to what would put it right.
    fn go_to_fault(self, fault: &Fault) {
        match &fault.place {
            FaultPlace::Text(range, line) => self.go_to(range, *line),
            FaultPlace::Missing(_) => {
                focus(".members button");
            }
            FaultPlace::Elsewhere => {
                focus(".medias button");
            }
        }
    }
}
