//! The dispatcher on the wire, with its two lights.

use leptos::prelude::*;

use super::Session;
use crate::{dispatch::TransportState, journal::Via};

/// What lies between: the service worker, or a direct call.
#[component]
pub(super) fn DispatcherFigure(session: Session) -> impl IntoView {
    let lights = Memo::new(move |_| session.scene.with(|scene| scene.lights));
    let how = move || {
        let via = session.shown.with(|shown| shown.as_ref().map(|shown| shown.entry.via));
        let live = session.transport.with(|transport| *transport == TransportState::Live);
        let usual = if live { Via::ServiceWorker } else { Via::InPage };
        session.told.dispatcher(via.unwrap_or(usual))
    };
    view! {
        <div class="actor dispatcher">
            <svg class="figure" viewBox="0 0 34 112" aria-hidden="true">
                <rect class="f-body" x="2" y="2" width="30" height="108" rx="8"></rect>
                <circle class="light" class:on=move || lights.get().0 cx="17" cy="28" r="7"></circle>
                <circle class="light" class:on=move || lights.get().1 cx="17" cy="84" r="7"></circle>
            </svg>
            <h2>"Dispatcher"</h2>
            <p lang=move || session.told.language()>{how}</p>
        </div>
    }
}
