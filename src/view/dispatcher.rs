//! The dispatcher between the two, and the wires to it.

use leptos::prelude::*;

use super::Session;
use crate::{
    browser::page,
    client::Client,
    dispatch::TransportState,
    journal::Via,
    stage::{
        Direction, pose,
        relay::{self, Leg, Relay},
    },
};

/// What lies between: the service worker, or a direct call.
#[component]
pub(super) fn DispatcherFigure(session: Session) -> impl IntoView {
    let lights = Memo::new(move |_| session.scene.with(|scene| scene.lights));
    let relay = Memo::new(move |_| session.scene.with(|scene| Relay::of(scene, session.lost_way())));
    let in_page = Memo::new(move |_| {
        let via = session.shown.with(|shown| shown.as_ref().map(|shown| shown.entry.via));
        let live = session.transport.with(|transport| *transport == TransportState::Live);
        via.map_or(!live, |via| via == Via::InPage)
    });
    let how = move || session.told.dispatcher(if in_page.get() { Via::InPage } else { Via::ServiceWorker });
    let state = move || match relay.get() {
        Relay::Idle => "idle",
        Relay::Carrying(Direction::Out) => "out",
        Relay::Carrying(Direction::Back) => "back",
        Relay::Lost(_) => "lost",
    };
    let counted = session.on_stage.counted;
    let more = move || {
        let count = counted.get();
        (count > 0)
            .then(|| view! { <p class="more" data-testid="more-on-the-way">{format!("+{count} more")}</p> })
    };
    view! {
        <div class="actor dispatcher" data-state=state class:in-page=move || in_page.get()>
            <svg class="figure" viewBox="0 0 44 124" aria-hidden="true">
                // The service worker wears a postman's cap, the page has a roof.
                <path class="d-cap" d="M9 15q1-13 13-13t13 13z"></path>
                <path class="d-peak" d="M6 15q16-5 32 0v4H6z"></path>
                <path class="d-roof" d="M2 19L22 3l20 16z"></path>
                <rect class="f-body" x="5" y="18" width="34" height="104" rx="9"></rect>
                <circle class="light" class:on=move || lights.get().0 cx="22" cy="28" r="6"></circle>
                <circle class="light" class:on=move || lights.get().1 cx="22" cy="97" r="6"></circle>
                // The face is between the wires, so that no envelope lies on it.
                <g class="d-eyes">
                    <circle cx="15.500" cy="59" r="4.400"></circle>
                    <circle cx="28.500" cy="59" r="4.400"></circle>
                    <g class="d-pupils">
                        <circle cx="15.500" cy="59" r="2.300"></circle>
                        <circle cx="28.500" cy="59" r="2.300"></circle>
                    </g>
                </g>
                <path class="d-lids" d="M11 58q4.500 3.500 9 0M24 58q4.500 3.500 9 0"></path>
                <path class="d-smile" d="M16 66q6 4 12 0"></path>
                <path class="d-frown" d="M16 69q6-4 12 0"></path>
            </svg>
            <div class="caption">
                <h2>"Dispatcher"</h2>
                <p lang=move || session.told.language()>{how}</p>
                {more}
            </div>
        </div>
    }
}

/// The two wires: requests on the upper, responses on the lower; the leg on which a message is lights up. Each of two
/// clients has ends of its own.
#[component]
pub(super) fn Wires(session: Session) -> impl IntoView {
    let wires = Memo::new(move |_| session.scene.with(|scene| relay::Wires::of(scene, session.lost_way())));
    let line = |from: &'static str, to: &'static str, ends: [f64; 2], state: Signal<Leg>| {
        let class = move || match state.get() {
            Leg::Idle => "wire",
            Leg::Busy => "wire busy",
            Leg::Lost => "wire lost",
        };
        let [y1, y2] = ends.map(|end| format!("{}%", page::decimals(end * 100.0, 1)));
        view! { <line class=class x1=from x2=to y1=y1 y2=y2></line> }
    };
    let two = session.clients.two;
    let [out, back] = pose::WIRES;
    // The client's half of both wires; of one whose message is not in focus nothing is lit.
    let ends = move || {
        let all: &[Option<Client>] =
            if two.get() { &[Some(Client::First), Some(Client::Second)] } else { &[None] };
        all.iter()
            .map(|&client| {
                let its = move || {
                    client.is_none() || session.speaker().unwrap_or_default() == client.unwrap_or_default()
                };
                let state = move |of: fn(relay::Wires) -> Leg| {
                    Signal::derive(move || if its() { of(wires.get()) } else { Leg::Idle })
                };
                let [port_out, port_back] = pose::ports(client);
                view! {
                    {line("0", "50%", [port_out, out], state(|wires| wires.out[0]))}
                    {line("0", "50%", [port_back, back], state(|wires| wires.back[0]))}
                }
            })
            .collect_view()
    };
    let state = move |of: fn(relay::Wires) -> Leg| Signal::derive(move || of(wires.get()));
    // What is lost on the wire itself has its own mark there (`home.rs`).
    let marked = Memo::new(move |_| session.scene.with(|scene| scene.side.lost.is_some()));
    // Which wire is which, in small signs at its ends.
    view! {
        <svg class="wires" aria-hidden="true">
            {ends}
            {line("50%", "100%", [out, out], state(|wires| wires.out[1]))}
            {line("50%", "100%", [back, back], state(|wires| wires.back[1]))}
        </svg>
        <svg class="wire-sign out" viewBox="0 0 10 10" aria-hidden="true"><path d="M2 1l6 4-6 4z"></path></svg>
        <Show
            when=move || two.get()
            fallback=|| view! {
                <svg class="wire-sign back" viewBox="0 0 10 10" aria-hidden="true"><path d="M8 1L2 5l6 4z"></path></svg>
            }
        >
            <svg class="wire-sign back first" viewBox="0 0 10 10" aria-hidden="true"><path d="M8 1L2 5l6 4z"></path></svg>
            <svg class="wire-sign back second" viewBox="0 0 10 10" aria-hidden="true"><path d="M8 1L2 5l6 4z"></path></svg>
        </Show>
        <Show when=move || !marked.get() && (wires.get().back[0] == Leg::Lost || wires.get().out.contains(&Leg::Lost))>
            <p class="lost-sign">"Lost"</p>
        </Show>
    }
}
