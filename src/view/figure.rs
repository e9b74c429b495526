//! The client: a computer with a face.

use leptos::prelude::*;

use super::{Session, cache::ClientDesk, stage::Bubble, wording::face};
use crate::{
    journal::Origin,
    stage::{Actor, Mood},
};

/// The one who asks.
#[component]
pub(super) fn ClientFigure(session: Session) -> impl IntoView {
    let mood = Memo::new(move |_| session.scene.with(|scene| scene.client));
    // The one who is refused is sad; the stern face is the server's.
    let look = move || match mood.get() {
        Mood::Refusing | Mood::Down => "#face-sad",
        mood => face(mood),
    };
    let who = move || {
        session.shown.with(|shown| match shown.as_ref().map(|shown| shown.entry.origin) {
            None | Some(Origin::Composer) => session.clients.who(),
            Some(Origin::Page) => "Other code in this page",
            Some(Origin::Elsewhere) => "Another tab or program",
        })
    };
    view! {
        <div class="actor client">
            <Bubble session by=Actor::Client/>
            <svg class="figure" viewBox="0 0 150 108" aria-hidden="true">
                <rect class="f-body" x="2" y="2" width="146" height="92" rx="12"></rect>
                <rect class="f-screen" x="14" y="14" width="122" height="60" rx="6"></rect>
                <use_ href=look x="55" y="24" width="40" height="40"></use_>
                <rect class="f-line" x="50" y="81" width="50" height="5" rx="2.5"></rect>
                <rect class="f-foot" x="45" y="98" width="60" height="8" rx="4"></rect>
            </svg>
            <h2>"Client"</h2>
            <p>{who}</p>
            <ClientDesk session/>
        </div>
    }
}
