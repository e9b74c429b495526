//! The edit that was made last: what it is to lead to, what came of it once it is sent, and the way back.

use leptos::{html, prelude::*};

use super::super::{Session, keys};
use crate::{client::Draft, journal::Asides, world::Settings};

/// An edit that was made, and what was there before.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Done {
    /// The edit in a few words.
    pub(super) words: String,
    /// The status that it is to lead to.
    pub(super) status: u16,
    pub(super) before: Draft,
    pub(super) after: Draft,
    /// The server's settings before and after, where those are what was changed.
    pub(super) settings: Option<(Settings, Settings)>,
    /// The number of the last errand before it.
    pub(super) errand: u64,
}

/// What came of a request that was sent with an edit in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Came {
    /// Its answer is on its way.
    Nothing,
    /// An answer with this status.
    Status(u16),
    /// No answer.
    Silence,
}

/// The number of the last errand so far, whether or not it came to the server.
pub(super) fn last_errand(session: Session) -> u64 {
    let sent =
        session.journal.with_untracked(|journal| journal.entries().last().map(|entry| entry.role.errand));
    let home = session.clients.asides.with_untracked(Asides::last_errand);
    sent.unwrap_or(0).max(home)
}

/// What came of this edit, where its request is on stage: of the last message that is it, so neither where a redirect
/// led from there nor a preflight before it.
fn came(session: Session, done: &Done) -> Option<Came> {
    let request = done.after.request(&session.base());
    session.clients.told.with(|told| {
        let leg = told.iter().rev().find(|leg| {
            let sent = &leg.entry.exchange.request;
            leg.entry.role.errand > done.errand
                && (&sent.method, &sent.target, &sent.content)
                    == (&request.method, &request.target, &request.content)
        })?;
        Some(if !session.arrived.get() {
            Came::Nothing
        } else if leg.entry.role.loss.is_some() {
            Came::Silence
        } else {
            Came::Status(leg.entry.exchange.response.status.as_u16())
        })
    })
}

/// The news first: the line may be cut at its end.
fn told(done: &Done, came: Option<Came>) -> String {
    let (words, status) = (&done.words, done.status);
    match came {
        None => format!("Done. Send it to get {status}: {words}"),
        Some(Came::Nothing) => format!("Sent; its answer is on its way: {words}"),
        Some(Came::Status(got)) if got == status => format!("It got {got}, as told: {words}"),
        Some(Came::Status(got)) => {
            format!("It got {got}, not {status}: something else has changed since: {words}")
        }
        Some(Came::Silence) => format!("No answer came: {words}"),
    }
}

/// The line about the last edit; it stands for as long as nothing was changed after it.
#[component]
pub(super) fn LastEdit(
    session: Session,
    /// Set to whether there is one.
    stands: RwSignal<bool>,
) -> impl IntoView {
    let edits = session.edits;
    let done = Memo::new(move |_| {
        let done = edits.done.get()?;
        let settings = done.settings.as_ref();
        let stands = session.draft.with(|draft| *draft == done.after)
            && settings.is_none_or(|(_, after)| session.settings() == *after);
        stands.then_some(done)
    });
    // Once it is known it stays, also while something else is on stage.
    let known = Memo::new(move |before: Option<&Option<(Done, Came)>>| {
        let done = done.get()?;
        let kept = before.and_then(Option::as_ref).filter(|(of, _)| *of == done).map(|(_, came)| *came);
        let came = came(session, &done).or(kept)?;
        Some((done, came))
    });
    Effect::new(move |_| stands.set(done.with(Option::is_some)));
    let button = NodeRef::<html::Button>::new();
    Effect::new(move |before: Option<Option<Done>>| {
        let now = done.get();
        // The chip that was pressed goes when the others come.
        if now.is_some()
            && before.is_some_and(|before| before != now)
            && let Some(button) = button.get_untracked()
            && !keys::dialog_is_open()
        {
            let _ = button.focus();
        }
        now
    });
    let take_back = move |_| {
        let Some(done) = done.get_untracked() else { return };
        if let Some((before, _)) = done.settings {
            session.configure(|now| *now = before);
        }
        session.alter(done.before);
        edits.done.set(None);
        keys::focus("#path");
    };
    let words = move || done.get().map(|done| told(&done, known.get().map(|(_, came)| came)));
    view! {
        <p class="edits-done" hidden=move || done.with(Option::is_none)>
            <span class="edits-came" role="status" title=words>{words}</span>
            <button type="button" class="link" data-testid="edits-undo" node_ref=button on:click=take_back>
                "Undo"
            </button>
        </p>
    }
}
