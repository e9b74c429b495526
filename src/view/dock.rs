//! The dock: composer, inspector, timeline. On narrow screens one of them shows at a time.

use leptos::prelude::*;

use super::{Session, composer::Composer, inspector::Inspector, timeline::Timeline};

/// The three panes, and the switch between them for narrow screens.
#[component]
pub(super) fn Dock(session: Session) -> impl IntoView {
    let pane = RwSignal::new("request");
    let status = move || {
        let status =
            session.shown.with(|shown| shown.as_ref().map(|shown| shown.entry.exchange.response.status));
        status.filter(|_| session.arrived.get()).map(|status| format!(" {}", status.as_u16()))
    };
    let switch =
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
    view! {
        <div class="dock" data-pane=pane>
            <div class="dock-switch" role="group" aria-label="What the dock shows">{switch}</div>
            <Composer session/>
            <Inspector session/>
            <Timeline session/>
        </div>
    }
}
