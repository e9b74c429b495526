//! The client: a computer with a face.

use leptos::prelude::*;

use super::{
    Session,
    cache::ClientDesk,
    stage::Bubble,
    wording::{face, mood_word},
};
use crate::{
    browser::page,
    journal::Origin,
    stage::{Actor, Mood, relay},
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
    let nod = nod(session, Actor::Client);
    view! {
        <div class="actor client" data-mood=move || mood_word(mood.get())>
            <Bubble session by=Actor::Client/>
            <svg class="figure" viewBox="0 0 150 108" aria-hidden="true">
                <path class="f-foot" d="M63 92h24l4 10H59z"></path>
                <rect class="f-foot" x="45" y="100" width="60" height="7" rx="3.5"></rect>
                <rect class="f-body" x="2" y="2" width="146" height="92" rx="12"></rect>
                <rect class="f-screen" x="14" y="13" width="122" height="62" rx="7"></rect>
                <path class="f-shine" d="M21 20h32L30 68h-9z"></path>
                <rect class="f-line" x="50" y="82" width="50" height="5" rx="2.5"></rect>
                <circle class="f-lamp" cx="131" cy="84.5" r="3"></circle>
                <g class="f-face" style:transform=nod>
                    <use_ href=look x="54" y="23" width="42" height="42"></use_>
                </g>
                <g class="f-extra x-thinking">
                    <circle cx="108" cy="32" r="2.6"></circle>
                    <circle cx="116" cy="28" r="3.4"></circle>
                    <circle cx="126" cy="23" r="4.4"></circle>
                </g>
                <g class="f-extra x-happy">
                    <path d="M33 26l2.200 5 5 2.200-5 2.200-2.200 5-2.200-5-5-2.200 5-2.200zM117 44l1.700 3.800 3.800 1.700-3.800 1.700-1.700 3.800-1.700-3.800-3.800-1.700 3.800-1.700zM112 21l1.200 2.800 2.800 1.200-2.800 1.200-1.200 2.800-1.200-2.800-2.800-1.200 2.800-1.200z"></path>
                </g>
                <g class="f-extra x-refusing x-down">
                    <path class="f-drop" d="M102 38q5 7 5 10a5 5 0 0 1-10 0q0-3 5-10z"></path>
                </g>
            </svg>
            <div class="caption">
                <h2>"Client"</h2>
                <p>{who}</p>
                <ClientDesk session/>
            </div>
        </div>
    }
}

/// How an actor's head is held: it nods while it thinks, with the playhead.
pub(super) fn nod(session: Session, actor: Actor) -> impl Fn() -> String + Copy + Send + Sync + 'static {
    let tilt = Memo::new(move |_| {
        if session.still.get() { 0.0 } else { session.scene.with(|scene| relay::nod(scene, actor)) }
    });
    move || format!("rotate({}deg)", page::decimals(tilt.get(), 2))
}
