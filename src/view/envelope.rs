//! The message on the wire.

use leptos::prelude::*;

use super::{
    Session,
    wording::{method_class, tone_class},
};
use crate::{
    browser::page,
    stage::{Direction, Envelope, Tone},
};

/// The card, and the carrier that brings it along the wire. The carrier is as wide as the wire is long, so a share
/// of its own width is a share of the way, whatever the size of the window.
#[component]
pub(super) fn EnvelopeCard(session: Session) -> impl IntoView {
    let along = Memo::new(move |_| {
        session.scene.with(|scene| scene.envelope.as_ref().map_or(0.0, |envelope| envelope.along))
    });
    // All but the place: it changes a few times in an exchange, the place in every frame.
    let card = Memo::new(move |_| {
        session.scene.with(|scene| scene.envelope.clone().map(|envelope| Envelope { along: 0.0, ..envelope }))
    });
    let class = move || {
        card.with(|card| {
            card.as_ref().map_or_else(String::new, |envelope| {
                let back = if envelope.direction == Direction::Back { " back" } else { "" };
                let tone = match envelope.tone {
                    Tone::Request => method_class(&envelope.title),
                    tone => tone_class(tone),
                };
                format!("envelope card {tone}{back}")
            })
        })
    };
    let content = move || {
        card.get().map(|envelope| {
            view! {
                <div class=class data-testid="envelope">
                    <p><strong>{envelope.title}</strong> " " {envelope.subject}</p>
                    {envelope.detail.map(|detail| view! { <p class="envelope-detail">{detail}</p> })}
                </div>
            }
        })
    };
    view! {
        <div
            class="carrier"
            class:back=move || card.with(|card| card.as_ref().is_some_and(|c| c.direction == Direction::Back))
            style:transform=move || format!("translateX({}%)", page::decimals(along.get() * 100.0, 3))
        >
            {content}
        </div>
    }
}
