//! The small envelopes of what is on the way beside the exchange in focus.

use leptos::prelude::*;

use super::{
    Session,
    wording::{method_class, tone_class},
};
use crate::{
    browser::page,
    client::Client,
    stage::{
        Direction, Tone,
        course::Course,
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
    let (number, by) =
        spots.with_untracked(|spots| read(spots).map_or((None, None), |spot| (spot.number, spot.by)));
    let by = move || by.filter(|_| session.clients.two.get());
    let course = Memo::new(move |before: Option<&Option<Course>>| {
        let now = spots.with(|spots| spots.iter().find(|spot| spot.key == flight).map(|spot| spot.course));
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
            let name = match (by(), number) {
                (Some(client), Some(number)) => {
                    format!("{}, number {number}, {}", client.name(), face.request)
                }
                (Some(client), None) => format!("{}, {}", client.name(), face.request),
                (None, Some(number)) => format!("Number {number}, {}", face.request),
                (None, None) => face.request.clone(),
            };
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
    let letter = move || {
        by().map(|client| view! { <span class="whose" data-client=client.letter()>{client.letter()}</span> })
    };
    let near = Memo::new(move |_| course.with(|course| course.is_some_and(|course| course.home > 0.0)));
    let share = move || course.get().map_or(0.0, |course| course.run * 100.0);
    // How far it is from its row to its client, to the side and down, the styles know (`--home`, `--down`).
    let carried = move || {
        let (home, down) = course.get().map_or((0.0, 0.0), |course| (course.home, course.down));
        format!(
            "translate(calc({}% - {} * var(--home)), calc({} * var(--down)))",
            page::decimals(share(), 3),
            page::decimals(home, 4),
            page::decimals(down, 4)
        )
    };
    let held = move || {
        let width = course.get().map_or(1.0, |course| course.width);
        format!("translate(-{}%, -50%) scaleX({})", page::decimals(share(), 3), page::decimals(width, 3))
    };
    view! {
        <li
            class="small-carrier"
            class:back=back
            class:near=near
            data-slot=lane
            data-client=move || by().map(Client::letter)
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
                {number.map(|number| view! { <span class="small-number">{number}</span> })}
                {words}
            </button>
        </li>
    }
}
