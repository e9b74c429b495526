//! The stage: client, dispatcher, server, and what travels between them.

use leptos::prelude::*;

use super::{
    Session,
    dispatcher::{DispatcherFigure, Wires},
    envelope::EnvelopeCard,
    figure::ClientFigure,
    fleet::Fleet,
    home::LostMark,
    lens::LensRow,
    letter::Letter,
    server::ServerFigure,
};
use crate::{client::Client, stage::Actor};

/// From how many characters on something said is set in smaller type.
const LONG: usize = 70;

/// Everything is drawn from the scene; nothing else moves things.
#[component]
pub(super) fn Stage(session: Session) -> impl IntoView {
    view! {
        <LensRow session/>
        <section
            class="stage"
            aria-label="Stage"
            tabindex="-1"
            data-lens=move || session.words.chosen().key()
            data-testid="stage"
        >
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
    // Of two clients, whose words they are: the letter stands before them, and the tail leads there.
    let whose = Memo::new(move |_| {
        let two = by == Actor::Client && session.clients.two.get();
        two.then(|| session.speaker()).flatten().map(Client::letter)
    });
    view! {
        <div class="bubble-place" data-client=move || whose.get()>
            {move || text.get().map(|text| {
                let is_long = text.chars().count() > LONG;
                let letter = move || {
                    whose.get().map(|letter| view! { <span class="whose" data-client=letter>{letter}</span> " " })
                };
                view! {
                    <p class="bubble" class:long=is_long lang=session.told.language()>
                        {letter}
                        {session.told.quoted(text)}
                    </p>
                }
            })}
        </div>
    }
}
