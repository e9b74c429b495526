//! Starting over, asked first.

use leptos::{html, prelude::*};

use super::Session;

/// Opens and closes a modal dialog as its signal says. `close` by the browser (Escape) is told back to the signal.
pub(super) fn follow(dialog: NodeRef<html::Dialog>, open: RwSignal<bool>) {
    Effect::new(move |_| {
        let (Some(dialog), open) = (dialog.get(), open.get()) else { return };
        if open && !dialog.open() {
            let _ = dialog.show_modal();
        } else if !open && dialog.open() {
            dialog.close();
        }
    });
}

/// The question before everything is put back.
#[component]
pub(super) fn ResetDialog(session: Session) -> impl IntoView {
    let open = session.asking_reset;
    let dialog = NodeRef::<html::Dialog>::new();
    follow(dialog, open);
    let undoing = move || {
        let opened = open.get();
        session.no_way_back().filter(|_| opened).unwrap_or("You can undo it.")
    };
    let reset = move |_| {
        session.reset();
        open.set(false);
    };
    view! {
        <dialog class="card dialog" node_ref=dialog aria-labelledby="reset-title" on:close=move |_| open.set(false)>
            <h2 id="reset-title">"Put every toy back?"</h2>
            <p>
                "The shelf goes back to how it was at first, and the timeline of this tab is emptied. "
                {move || undoing()}
                " Other tabs keep theirs."
            </p>
            <div class="dialog-foot">
                <button type="button" class="plain" on:click=move |_| open.set(false)>"Keep everything"</button>
                <button type="button" class="danger" data-testid="reset-confirm" on:click=reset>"Start over"</button>
            </div>
        </dialog>
    }
}
