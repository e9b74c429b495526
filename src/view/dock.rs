//! The dock: composer, inspector, timeline. On narrow screens the request line stays, and below it one of them shows.

use leptos::prelude::*;

use super::{Session, Shell, app::later, composer::Composer};

/// The three panes.
#[component]
pub(super) fn Dock(shell: Shell) -> impl IntoView {
    view! {
        <div class="dock" data-pane=move || shell.pane.get()>
            <Composer shell/>
            {later(shell, |rest| rest.panes)}
        </div>
    }
}

/// The switch between them for narrow screens: below the request line, so that whatever shows can be asked again.
#[component]
pub(super) fn Switch(session: Session) -> impl IntoView {
    let pane = session.pane;
    let status = move || {
        let status =
            session.shown.with(|shown| shown.as_ref().map(|shown| shown.entry.exchange.response.status));
        status.filter(|_| session.arrived.get()).map(|status| format!(" {}", status.as_u16()))
    };
    let buttons =
        [("request", "Request"), ("answer", "Answer"), ("timeline", "Timeline")].map(|(name, label)| {
            view! {
                <button
                    type="button"
                    aria-pressed=move || (pane.get() == name).to_string()
                    on:click=move |_| pane.set(name)
                >
                    {label}
                    {move || if name == "answer" { status() } else { None }}
                </button>
            }
        });
    view! { <div class="dock-switch" role="group" aria-label="What the dock shows">{buttons}</div> }
}
