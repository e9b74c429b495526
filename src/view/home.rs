//! What the stage and the panes say of the client's side: its questions to itself, what is lost, and what it has.

use leptos::prelude::*;

use super::{Session, legs::Told, track::spec_link};
use crate::{
    client::{
        Asked, Remark,
        wire::{Loss, seconds},
    },
    http::StatusCode,
    stage::{Waits, Way, tale::Piece},
};

/// The question that the client asks itself at this moment, in place of the server's; nothing where it asks none.
pub(super) fn home_question(session: Session) -> Option<AnyView> {
    let side = Memo::new(move |_| {
        session.scene.with(|scene| (scene.side.leg, scene.side.question, scene.side.answered))
    });
    let (leg, question, answered) = side.get();
    let asked = asked_at_home(session, leg, question)?;
    Some(question_view(session, asked, answered).into_any())
}

/// The section that the client's own question at this moment rests on; `None` where it asks none.
pub(super) fn home_spec(session: Session) -> Option<&'static str> {
    let (leg, question) = session.scene.with(|scene| (scene.side.leg, scene.side.question));
    Some(asked_at_home(session, leg, question)?.question.spec)
}

fn asked_at_home(session: Session, leg: usize, question: Option<usize>) -> Option<Asked> {
    session.clients.told.with(|told| {
        let told = told.get(leg)?;
        told.asked.iter().chain(&told.after).nth(question?).cloned()
    })
}

/// What stands in place of a question while none is asked.
pub(super) fn no_question(session: Session) -> Option<Remark<'static>> {
    let leg = session.shown.with(|shown| shown.as_ref().map_or(0, |shown| shown.board.focus()));
    let way = session.clients.told.with(|told| told.get(leg).map_or(Way::There, Told::way));
    let moment = session.scene.with(|scene| scene.moment);
    let at_last = session.shown.with(|shown| {
        shown.as_ref().is_some_and(|shown| moment >= shown.board.last_of_leg(shown.board.focus()))
    });
    match way {
        // The cache's own answer is that of no exchange.
        Way::Home if at_last && is_refused(session, leg) => Some(Remark::NothingFits),
        Way::Home if at_last => Some(Remark::AtHome),
        Way::Lost(Loss::Request) if at_last => Some(Remark::NeverArrived),
        _ => None,
    }
}

/// Whether the client's cache answered by itself, because nothing that is stored fits (RFC 9111 §5.2.1.7).
fn is_refused(session: Session, leg: usize) -> bool {
    session.clients.told.with(|told| {
        told.get(leg).is_some_and(|told| told.entry.exchange.response.status == StatusCode::GATEWAY_TIMEOUT)
    })
}

fn question_view(session: Session, asked: Asked, answered: bool) -> impl IntoView {
    let Asked { question, saw, yes, because } = asked;
    let chips = saw
        .into_iter()
        .map(|saw| view! { <li><span>{move || session.told.looked_at(&saw.what)}</span><code>{saw.value}</code></li> })
        .collect_view();
    let answer = answered.then(|| {
        view! {
            <p class="answer s-ok">
                <strong lang=move || session.told.language()>{move || session.told.yes_or_no(yes)}</strong> " · " {told(session, move || session.told.by_client(&because))}
            </p>
        }
    });
    view! {
        <div
            class="question-words"
            role="group"
            aria-label="The client's question to itself"
            tabindex="0"
            data-testid="home-question"
        >
            <p class="question-text">
                <span class="question-block who">"Client · "</span>
                <strong>{told(session, move || session.told.wonder(question))}</strong>
            </p>
            <ul class="evidence">{chips}</ul>
            {answer}
        </div>
        <p class="spec">{spec_link(question.spec)}</p>
    }
}

/// A piece of what is told, in its language.
pub(super) fn piece(session: Session, piece: &Piece) -> impl IntoView + use<> {
    view! { <span lang=session.told.language_of(piece)>{piece.text().to_owned()}</span> }
}

/// The same, as it changes.
fn told(session: Session, piece: impl Fn() -> Piece + Send + Sync + 'static) -> impl IntoView {
    let piece = Memo::new(move |_| piece());
    let language = move || piece.with(|piece| session.told.language_of(piece));
    view! { <span lang=language>{move || piece.with(|piece| piece.text().to_owned())}</span> }
}

/// The mark on the wire where a message is lost: a cross, and words. The message itself fades (`envelope.rs`). While
/// nothing is known of it, how long the client has waited stands there.
#[component]
pub(super) fn LostMark(session: Session) -> impl IntoView {
    let lost = Memo::new(move |_| {
        session.scene.with(|scene| scene.side.lost.filter(|(_, faded)| *faded >= SEEN).map(|(loss, _)| loss))
    });
    let waits = Memo::new(move |_| {
        let waits = session.scene.with(|scene| scene.side.waits)?;
        (waits.so_far_ms >= SAID_AFTER_MS).then(|| waiting_words(session, waits))
    });
    let place = move || match lost.get() {
        _ if waits.with(Option::is_some) => "lost-mark waits",
        Some(Loss::Request) => "lost-mark gone request",
        Some(Loss::Response) => "lost-mark gone response",
        Some(Loss::Midway) => "lost-mark gone midway",
        Some(Loss::Late) => "lost-mark gone late",
        None => "lost-mark",
    };
    view! {
        <div class="lost-lane">
        <div class=place data-testid="lost-mark">
            {move || waits.get().map(|words| view! { <span data-testid="waits" lang=session.told.language()>{words}</span> })}
            {move || {
                lost.get().map(|loss| {
                    view! {
                        <svg viewBox="0 0 20 20" aria-hidden="true"><path d="M4 4 16 16 M16 4 4 16"></path></svg>
                        <span lang=move || session.told.language()>{move || session.told.lost(loss)}</span>
                    }
                })
            }}
        </div>
        </div>
    }
}

/// How long a client has waited before it is said, in milliseconds: most answers come sooner.
const SAID_AFTER_MS: f64 = 300.0;

/// How long a client has waited, to a tenth of a second.
fn waiting_words(session: Session, waits: Waits) -> String {
    let so_far = format!("{:.1} s", (waits.so_far_ms / 100.0).floor() / 10.0);
    match waits.at_most_ms {
        Some(at_most_ms) => {
            session.told.phrase("waiting of", [("time", so_far), ("most", seconds(at_most_ms))])
        }
        None => session.told.phrase("waiting", [("time", so_far)]),
    }
}

/// How far a lost message has faded when the cross shows, from 0 to 1.
const SEEN: f64 = 0.5;

/// What the inspector says in place of an answer, while there is none.
pub(super) fn silence(session: Session) -> Piece {
    let leg = session.shown.with(|shown| shown.as_ref().map_or(0, |shown| shown.board.focus()));
    let note = session.clients.told.with(|told| {
        told.get(leg).filter(|told| matches!(told.way(), Way::Lost(_))).map(|told| told.note.clone())
    });
    let moment = session.scene.with(|scene| scene.moment);
    let at_last = session.shown.with(|shown| {
        shown.as_ref().is_some_and(|shown| {
            let given_up =
                shown.board.gives_up(shown.board.focus()).is_some_and(|given_up| moment >= given_up);
            given_up || moment >= shown.board.last_of_leg(shown.board.focus())
        })
    });
    let open = session.shown.with(|shown| shown.as_ref().is_some_and(|shown| shown.board.is_open()));
    let words = match note.filter(|_| at_last) {
        None if open && at_last => Remark::Unknown.to_string(),
        Some(note) if note.is_empty() => Remark::NoAnswer.to_string(),
        Some(note) => note,
        None => Remark::OnItsWay.to_string(),
    };
    session.told.by_client(&words)
}

/// What is to be said of the answer that the client has: where it is from, what it did to the cache, why the errand
/// ended here.
#[component]
pub(super) fn AnswerNote(session: Session) -> impl IntoView {
    let words = Memo::new(move |_| {
        if !session.arrived.get() {
            return None;
        }
        let leg = session.shown.with(|shown| shown.as_ref().map(|shown| shown.board.focus()))?;
        session.clients.told.with(|told| {
            let told = told.get(leg)?;
            let mut words = Vec::new();
            if told.way() == Way::Home {
                let age = told.entry.exchange.response.field("age");
                words.push(age.map_or(Remark::CacheSays, Remark::FromCache).to_string());
            }
            if let Some(handed) = &told.handed {
                let (came, handed) = (told.entry.exchange.response.status.as_u16(), handed.status.as_u16());
                words.push(Remark::HandedOn { came, handed }.to_string());
            } else {
                words.extend(told.after.iter().map(|asked| asked.because.clone()));
            }
            if !told.note.is_empty() {
                words.push(told.note.clone());
            }
            (!words.is_empty()).then_some(words)
        })
    });
    let pieces = move |words: Vec<String>| {
        words
            .into_iter()
            .map(|words| view! { {piece(session, &session.told.by_client(&words))} " " })
            .collect_view()
    };
    move || {
        words.get().map(|words| {
            view! { <p class="answer-note" data-testid="answer-note">{move || pieces(words.clone())}</p> }
        })
    }
}
