//! The message on the wire.

use leptos::prelude::*;

use super::{
    Session, keys, letter,
    wording::{method_class, tone_class},
};
use crate::{
    browser::page,
    stage::{Direction, Envelope, Tone, ensemble, pose::Pose},
};

/// The envelope, and the carrier that brings it along the wire. The carrier is as wide as the way is long, so a share
/// of its own width is a share of the way, whatever the size of the window, and as high as the wires lie apart; and the
/// envelope is held at the same share of its width, so it lies beside the client at the start and before the server at the end. Pressing it opens it.
#[component]
pub(super) fn EnvelopeCard(session: Session) -> impl IntoView {
    // Which of two clients it belongs to.
    let by = Memo::new(move |_| {
        let sent = session.shown.with(|shown| ensemble::sender(&shown.as_ref()?.entry));
        sent.filter(|_| session.clients.two.get())
    });
    let pose = Memo::new(move |_| {
        session.scene.with(|scene| scene.envelope.as_ref().map(|envelope| Pose::of(envelope, by.get())))
    });
    let gone = Memo::new(move |_| session.scene.with(|scene| scene.envelope.is_none()));
    // All but the place: it changes a few times in an exchange, the place in every frame. While there is none, its node
    // stays, unseen, with what will be on it.
    let card = Memo::new(move |_| {
        let on_wire = session.scene.with(|scene| scene.envelope.clone());
        let card = on_wire.or_else(|| session.shown.with(|shown| shown.as_ref()?.board.request().cloned()));
        card.map(|envelope| Envelope { along: 0.0, turn: None, ..envelope })
    });
    let empty = Memo::new(move |_| card.with(Option::is_none));
    let back = move || card.with(|card| card.as_ref().is_some_and(|card| card.direction == Direction::Back));
    let class = move || {
        card.with(|card| {
            card.as_ref().map_or_else(String::new, |envelope| {
                let back = if envelope.direction == Direction::Back { " back" } else { "" };
                let gone = if gone.get() { " gone" } else { "" };
                let tone = match envelope.tone {
                    Tone::Request => method_class(&envelope.title),
                    tone => tone_class(tone),
                };
                format!("envelope card {tone}{back}{gone}")
            })
        })
    };
    let label = move || {
        card.with(|card| {
            card.as_ref().map_or_else(String::new, |card| {
                let whose = match (by.get(), card.direction) {
                    (None, _) => "The".to_owned(),
                    (Some(client), Direction::Out) => format!("{}’s", client.name()),
                    (Some(client), Direction::Back) => format!("For {}, the", client.name()),
                };
                let what = if card.direction == Direction::Back { "response" } else { "request" };
                format!("{whose} {what} {} {}. Open it", card.title, card.subject)
            })
        })
    };
    // Several on stage: then each has its number, as in the timeline.
    let shown_number = move || {
        let alone = session.on_stage.keys.with(Vec::is_empty);
        session.shown_number().filter(|_| !alone)
    };
    let number =
        move || shown_number().map(|number| view! { <span class="envelope-number">{number}</span> " " });
    let letter = move || {
        by.get().map(
            |client| view! { <span class="whose" data-client=client.letter()>{client.letter()}</span> " " },
        )
    };
    let content = move || {
        card.get().map(|envelope| {
            let taken = 3 * usize::from(by.get().is_some()) + 4 * usize::from(shown_number().is_some());
            let subject = envelope.subject_in_line(taken);
            view! {
                <span class="envelope-line">{letter} {number} <strong>{envelope.title}</strong> " " {subject}</span>
                {envelope.detail.map(|detail| view! { <span class="envelope-line envelope-detail">{detail}</span> })}
            }
        })
    };
    let letter = session.on_stage.letter;
    // An envelope that vanishes under the focus hands it on.
    Effect::new(move |_| {
        if gone.get() && keys::has_focus("[data-testid=envelope]") {
            keys::focus(".stage");
        }
    });
    // What is lost fades, with the playhead, to what can just be made out.
    let faded = Memo::new(move |_| {
        let lost = session.scene.with(|scene| scene.side.lost.map_or(0.0, |(_, faded)| faded));
        page::decimals(1.0 - 0.85 * lost, 3)
    });
    let carried = move || {
        let (along, height) = pose.get().map_or((0.0, 0.0), |pose| (pose.along, pose.height));
        format!("translate({}%, {}%)", page::decimals(along * 100.0, 3), page::decimals(height * 100.0, 3))
    };
    let held = move || {
        let (along, width) = pose.get().map_or((0.0, 1.0), |pose| (pose.along, pose.width));
        format!(
            "translate(-{}%, -50%) scaleX({})",
            page::decimals(along * 100.0, 3),
            page::decimals(width, 3)
        )
    };
    view! {
        <div class="carrier" class:back=back style:transform=carried style:opacity=faded>
            <Show when=move || !empty.get()>
                <button
                    type="button"
                    class=class
                    data-testid="envelope"
                    aria-label=label
                    aria-expanded=move || letter.get().to_string()
                    style:transform=held
                    on:click=move |_| toggle(session)
                >
                    {content}
                </button>
            </Show>
        </div>
    }
}

/// Opens the message in focus, or puts it away.
pub(super) fn toggle(session: Session) {
    if session.on_stage.letter.get_untracked() {
        letter::close(session);
    } else if session.shown.with_untracked(Option::is_some) {
        session.on_stage.letter.set(true);
    }
}
