//! The small envelopes of what is on the way beside the exchange in focus.

use leptos::prelude::*;

use super::{
    Session,
    wording::{method_class, tone_class},
};
use crate::{
    browser::page,
    stage::{
        Direction, Tone,
        ensemble::{Face, Spot},
        pose::Pose,
    },
};

/// One small envelope for each that is drawn. Pressing one brings its exchange into focus.
#[component]
pub(super) fn Fleet(session: Session) -> impl IntoView {
    let keys = Memo::new(move |_| {
        session
            .on_stage
            .spots
            .with(|spots| spots.iter().map(|spot| (spot.key, spot.slot)).collect::<Vec<_>>())
    });
    view! {
        <ul class="fleet" aria-label="Also on the way">
            <For
                each=move || keys.get()
                key=|key| *key
                children=move |(flight, lane)| view! { <Small session flight lane/> }
            />
        </ul>
    }
}

/// One small envelope. Its node stays for as long as it flies: a frame moves it and no more.
#[component]
fn Small(session: Session, flight: usize, lane: usize) -> impl IntoView {
    let spots = session.on_stage.spots;
    let read = move |spots: &Vec<Spot>| spots.iter().find(|spot| spot.key == flight).cloned();
    let (number, by) =
        spots.with_untracked(|spots| read(spots).map_or((0, None), |spot| (spot.number, spot.by)));
    let by = move || by.filter(|_| session.clients.two.get());
    let pose = Memo::new(move |before: Option<&Option<Pose>>| {
        let now = spots.with(|spots| spots.iter().find(|spot| spot.key == flight).map(|spot| spot.pose));
        now.or(before.copied().flatten())
    });
    let face = Memo::new(move |before: Option<&Option<Face>>| {
        let now =
            spots.with(|spots| spots.iter().find(|spot| spot.key == flight).map(|spot| spot.face.clone()));
        now.or_else(|| before.cloned().flatten())
    });
    let back = move || face.with(|face| face.as_ref().is_some_and(|face| face.direction == Direction::Back));
    let tone = move || {
        face.with(|face| match face {
            Some(Face { tone: Tone::Request, title, .. }) => method_class(title),
            Some(face) => tone_class(face.tone),
            None => "",
        })
    };
    let label = move || {
        face.with(|face| {
            let Some(face) = face else { return String::new() };
            let whose =
                by().map_or_else(|| "Number".to_owned(), |client| format!("{}, number", client.name()));
            match face.direction {
                Direction::Out => {
                    format!("{whose} {number}, {}, on its way. Bring it into focus", face.request)
                }
                Direction::Back => format!(
                    "{whose} {number}, {}: {} {} on its way back. Bring it into focus",
                    face.request, face.title, face.subject
                ),
            }
        })
    };
    let words = move || {
        face.get().map(|face| {
            // The path tells requests apart, and an answer is told by its status.
            let subject = (face.direction == Direction::Out).then_some(face.subject);
            view! { <strong>{face.title}</strong> {subject.map(|text| view! { <span class="small-path">{text}</span> })} }
        })
    };
    let bring = move |_| {
        if session.focus_on(flight) {
            // The small envelope is gone; what it stood for is the large one now.
            super::keys::focus("[data-testid=envelope]");
        }
    };
    let letter = move || {
        by().map(|client| view! { <span class="whose" data-client=client.letter()>{client.letter()}</span> })
    };
    let share = move || pose.get().map_or(0.0, |pose| pose.along * 100.0);
    // From the rows of requests to those of answers (`--drop`, `late/scene.css`) as it is turned over.
    let carried = move || {
        let across = pose.get().map_or(0.0, |pose| pose.across);
        format!(
            "translate({}%, calc({} * var(--drop)))",
            page::decimals(share(), 3),
            page::decimals(across, 4)
        )
    };
    let held = move || {
        let width = pose.get().map_or(1.0, |pose| pose.width);
        format!("translate(-{}%, -50%) scaleX({})", page::decimals(share(), 3), page::decimals(width, 3))
    };
    view! {
        <li
            class="small-carrier"
            class:back=back
            data-slot=lane
            style:transform=carried
        >
            <button
                type="button"
                class=move || format!("small-envelope {}", tone())
                aria-label=label
                title=label
                data-testid="small-envelope"
                style:transform=held
                on:click=bring
            >
                {letter}
                <span class="small-number">{number}</span>
                {words}
            </button>
        </li>
    }
}
