//! The sheet of keyboard shortcuts.

use leptos::{html, prelude::*};

use super::reset::follow;

/// What each key does; `keys` is where they are listened to.
const SHORTCUTS: [(&[&str], &str); 15] = [
    (&["Ctrl/⌘ Enter"], "Send the request"),
    (&["/"], "Go to the path"),
    (&["Space", "K"], "Play or pause"),
    (&["→", "L"], "One step forward"),
    (&["←", "J"], "One step back"),
    (&["Shift →", "Shift ←"], "One block forward, back"),
    (&["N", "P"], "To the next message, the previous one"),
    (&["Home"], "To the start"),
    (&["End"], "To the end"),
    (&[",", "."], "Slower, faster"),
    (&["Ctrl/⌘ Z"], "Undo what was done last, outside text fields"),
    (&["Ctrl/⌘ Shift Z"], "Do it again"),
    (&["E"], "Open the envelope, or close it"),
    (&["?"], "This sheet"),
    (&["Esc"], "Close what is open"),
];

/// The sheet, as a dialog.
#[component]
pub(super) fn ShortcutsDialog(open: RwSignal<bool>) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    follow(dialog, open);
    let rows = SHORTCUTS.map(|(keys, what)| {
        let keys = keys.iter().map(|key| view! { <kbd>{*key}</kbd> }).collect_view();
        view! { <div><dt>{keys}</dt><dd>{what}</dd></div> }
    });
    view! {
        <dialog class="card dialog" node_ref=dialog aria-labelledby="keys-title" on:close=move |_| open.set(false)>
            <h2 id="keys-title">"Keyboard shortcuts"</h2>
            <dl class="shortcuts">{rows}</dl>
            <div class="dialog-foot">
                <button type="button" class="plain" on:click=move |_| open.set(false)>"Close"</button>
            </div>
        </dialog>
    }
}
