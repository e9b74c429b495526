//! The sheet of keyboard shortcuts.

use leptos::{html, prelude::*};

use super::{Session, keys, reset::follow};

/// What each key does; `keys` is where they are listened to.
const SHORTCUTS: &[(&[&str], &str)] = &[
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
    (&["Ctrl/⌘ F"], "Search the answer, from inside it"),
    (&["1", "2", "3", "4"], "Tell it as a story, in plain words, in HTTP, by the spec"),
    (&["Ctrl/⌘ Z"], "Undo what was done last, outside text fields"),
    (&["Ctrl/⌘ Shift Z"], "Do it again"),
    (&["E"], "Open the envelope, or close it"),
    (&["M"], "The decision map"),
    (&["+", "−", "0"], "On the map: larger, smaller, all of it"),
    (&["←", "→", "↑", "↓"], "On the map: move it"),
    (
        &["←", "→", "↑", "↓"],
        "On a panel’s edge: move it; with Home and End as far as it goes, with Enter back",
    ),
    (&["?"], "This sheet"),
    (&["Esc"], "Close what is open"),
];

/// The sheet, as a dialog.
#[component]
pub(super) fn ShortcutsDialog(session: Session) -> impl IntoView {
    let open = session.showing_keys;
    let dialog = NodeRef::<html::Dialog>::new();
    follow(dialog, open);
    let rows = || {
        SHORTCUTS
            .iter()
            .map(|(keys, what)| {
                let keys = keys.iter().map(|key| view! { <kbd>{*key}</kbd> }).collect_view();
                view! { <div><dt>{keys}</dt><dd>{*what}</dd></div> }
            })
            .collect_view()
    };
    view! {
        <dialog class="card dialog" node_ref=dialog aria-labelledby="keys-title" on:close=move |_| open.set(false)>
            // Made when it is opened: in a frame of another origin nothing may ask for the focus before.
            <Show when=move || open.get()>
                // The sheet is read from its top: its buttons stand at its end.
                <h2 id="keys-title" tabindex="-1" autofocus>"Keyboard shortcuts"</h2>
                <label class="check keys-single">
                    <input
                        type="checkbox"
                        data-testid="single-keys"
                        prop:checked=move || session.single_keys.get()
                        on:change:target=move |event| keys::switch(session, event.target().checked())
                    />
                    "Keys of a single character work (letters, digits and signs)"
                </label>
                <dl class="shortcuts">{rows()}</dl>
                <div class="dialog-foot">
                    <button type="button" class="plain" on:click=move |_| open.set(false)>"Close"</button>
                </div>
            </Show>
        </dialog>
    }
}
