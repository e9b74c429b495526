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
    let number = spots.with_untracked(|spots| read(spots).and_then(|spot| spot.number));
    let along = Memo::new(move |before: Option<&f64>| {
        let now = spots.with(|spots| spots.iter().find(|spot| spot.key == flight).map(|spot| spot.along));
        now.or(before.copied()).unwrap_or(0.0)
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
            let name =
                number.map_or(face.request.clone(), |number| format!("Number {number}, {}", face.request));
            match face.direction {
                Direction::Out => format!("{name}, on its way. Bring it into focus"),
                Direction::Back => {
                    format!("{name}: {} {} on its way back. Bring it into focus", face.title, face.subject)
                }
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
    let share = move || page::decimals(along.get() * 100.0, 3);
    view! {
        <li
            class="small-carrier"
            class:back=back
            data-slot=lane
            style:transform=move || format!("translateX({}%)", share())
        >
            <button
                type="button"
                class=move || format!("small-envelope {}", tone())
                aria-label=label
                title=label
                data-testid="small-envelope"
                style:transform=move || format!("translate(-{}%, -50%)", share())
                on:click=bring
            >
                {number.map(|number| view! { <span class="small-number">{number}</span> })}
                {words}
            </button>
        </li>
    }
}
