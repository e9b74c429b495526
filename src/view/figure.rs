//! The client: a computer with a face; or two of them, where there are two clients.

use leptos::prelude::*;

use super::{
    Session,
    cache::ClientDesk,
    stage::Bubble,
    wording::{face, mood_word},
};
use crate::{
    browser::page,
    client::Client,
    journal::{Entry, Origin},
    stage::{Actor, Mood, ensemble::sender, relay, seat::Seat},
};

/// The one who asks.
#[component]
pub(super) fn ClientFigure(session: Session) -> impl IntoView {
    let mood = Memo::new(move |_| session.scene.with(|scene| scene.client));
    let two = Memo::new(move |_| session.clients.two.get());
    view! {
        <div class="actor client" class:pair=two data-mood=move || (!two.get()).then(|| mood_word(mood.get()))>
            <Bubble session by=Actor::Client/>
            <Show
                when=move || two.get()
                fallback=move || view! { <Computer session mood in_focus=Signal::from(true)/> <Alone session/> }
            >
                <div class="seats">
                    {Client::ALL.map(|client| view! { <SeatFigure session client/> })}
                    <ClientDesk session/>
                </div>
            </Show>
        </div>
    }
}

/// What stands below the only client.
#[component]
fn Alone(session: Session) -> impl IntoView {
    let who = move || {
        let origin = session.shown.with(|shown| shown.as_ref().map(|shown| shown.entry.origin));
        session.told.client(origin.unwrap_or(Origin::Composer))
    };
    view! {
        <div class="caption">
            <h2>"Client"</h2>
            <div class="who">
                <p lang=move || session.told.language()>{who}</p>
                <ClientDesk session/>
            </div>
        </div>
    }
}

/// One of two clients: its computer, its name and what it is doing.
#[component]
fn SeatFigure(session: Session, client: Client) -> impl IntoView {
    let seat = Memo::new(move |_| seat(session, client));
    let mood = Memo::new(move |_| seat.get().mood);
    let in_focus = Memo::new(move |_| seat.get().in_focus);
    // An exchange that neither of the two sent is told at the place of the first.
    let stranger = Memo::new(move |_| {
        let origin = session.shown.with(|shown| shown.as_ref().map(|shown| shown.entry.origin));
        origin.filter(|origin| client == Client::First && *origin != Origin::Composer)
    });
    let name = move || match stranger.get() {
        Some(_) => view! { "Client" }.into_any(),
        None => view! { <span class="seat-word">"Client "</span> {client.letter()} }.into_any(),
    };
    let about = move || match stranger.get() {
        Some(origin) => session.told.client(origin),
        None => session.told.doing(seat.get().doing),
    };
    view! {
        <div
            class="seat"
            class:in-focus=in_focus
            data-client=client.letter()
            data-testid="seat"
            data-mood=move || mood_word(mood.get())
        >
            <Computer session mood in_focus/>
            <div class="seat-name">
                <h2>{name}</h2>
                <p data-testid="doing" lang=move || session.told.language()>{about}</p>
            </div>
        </div>
    }
}

/// How one of the two looks at the moment.
fn seat(session: Session, client: Client) -> Seat {
    let focus = session.clients.on_stage_client();
    session.shown.with(|shown| {
        let by = shown.as_ref().map(|shown| sender(&shown.entry));
        // What others sent is at the place of the first.
        let is_its = match by {
            None => focus == client,
            Some(by) => by.unwrap_or(Client::First) == client,
        };
        if is_its {
            return session.scene.with(|scene| {
                let kind = shown.as_ref().and_then(|shown| shown.board.moments().get(scene.moment));
                let status = shown.as_ref().map(|shown| shown.entry.exchange.response.status);
                Seat::in_focus(scene, kind.map(|moment| moment.kind), status.unwrap_or_default())
            });
        }
        session.journal.with(|journal| {
            let place = shown.as_ref().and_then(|shown| place_of(&shown.entry, session));
            let place = place.unwrap_or(journal.len());
            session.on_stage.ensemble.with(|ensemble| Seat::beside(client, journal, place, ensemble))
        })
    })
}

/// Where this exchange stands in the journal, where it does: of an errand, its first message.
fn place_of(entry: &Entry, session: Session) -> Option<usize> {
    let number = session.clients.told.with(|told| {
        let numbers = told.iter().filter(|told| told.aside.is_none()).map(|told| told.entry.exchange.number);
        numbers.min()
    });
    session.journal.with(|journal| journal.place_of(number.unwrap_or(entry.exchange.number)))
}

/// A computer with a face.
#[component]
fn Computer(
    session: Session,
    #[prop(into)] mood: Signal<Mood>,
    /// Whether the message on stage is its own: then it nods with the playhead.
    #[prop(into)]
    in_focus: Signal<bool>,
) -> impl IntoView {
    // The one who is refused is sad; the stern face is the server's.
    let look = move || match mood.get() {
        Mood::Refusing | Mood::Down => "#face-sad",
        mood => face(mood),
    };
    let nod = nod(session, Actor::Client);
    let nod = move || if in_focus.get() { nod() } else { "none".to_owned() };
    view! {
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
    }
}

/// How an actor's head is held: it nods while it thinks, with the playhead.
pub(super) fn nod(session: Session, actor: Actor) -> impl Fn() -> String + Copy + Send + Sync + 'static {
    let tilt = Memo::new(move |_| {
        if session.still.get() { 0.0 } else { session.scene.with(|scene| relay::nod(scene, actor)) }
    });
    move || format!("rotate({}deg)", page::decimals(tilt.get(), 2))
}
