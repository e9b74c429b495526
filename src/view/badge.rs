//! How requests travel at the moment, and why.

use leptos::prelude::*;

use super::{Session, menu::Menu};
use crate::dispatch::TransportState;

/// The transport badge: a word on it, the reason inside.
#[component]
pub(super) fn Badge(session: Session) -> impl IntoView {
    let transport = session.transport;
    let state = move || match transport.get() {
        TransportState::Starting => "starting",
        TransportState::Live => "live",
        TransportState::InPage { .. } => "in-page",
    };
    let label = move || {
        view! {
            <span class="badge" data-state=state>
                <span class="badge-dot" aria-hidden="true"></span>
                <span class="visually-hidden">"Requests travel: "</span>
                <span class="badge-words">{move || transport.get().label()}</span>
            </span>
        }
    };
    view! {
        <Menu label class="badge-menu" testid="badge">
            <p role="status">{move || transport.get().explanation()}</p>
        </Menu>
    }
}
