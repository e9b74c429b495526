//! The stage: client, dispatcher, server, and what travels between them.

use leptos::prelude::*;

use super::{
    Session,
    dispatcher::{DispatcherFigure, Wires},
    envelope::EnvelopeCard,
    figure::ClientFigure,
    fleet::Fleet,
    home::LostMark,
    letter::Letter,
    server::ServerFigure,
};
use crate::stage::Actor;

/// Everything is drawn from the scene; nothing else moves things.
#[component]
pub(super) fn Stage(session: Session) -> impl IntoView {
    view! {
        <section class="stage" aria-label="Stage" tabindex="-1" data-testid="stage">
            <ClientFigure session/>
            <div class="lane">
                <div class="way">
                    <Wires session/>
                </div>
                <DispatcherFigure session/>
                <div class="way over">
                    <Fleet session/>
                    <EnvelopeCard session/>
                    <LostMark session/>
                </div>
            </div>
            <ServerFigure session/>
            <Letter session/>
        </section>
    }
}

/// What an actor says, above it. The place is kept while nothing is said.
#[component]
pub(super) fn Bubble(session: Session, by: Actor) -> impl IntoView {
    let text = Memo::new(move |_| {
        session.scene.with(|scene| {
            scene.speech.as_ref().filter(|speech| speech.by == by).map(|speech| speech.text.clone())
        })
    });
    view! {
        <div class="bubble-place">
            {move || text.get().map(|text| view! { <p class="bubble">"“" {text} "”"</p> })}
        </div>
    }
}
