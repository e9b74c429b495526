//! The timeline: the exchanges so far, the branches they are on, and the way to and fro.

use leptos::prelude::*;

use super::{Session, branches::BranchMenu, exchanges::Exchanges, icon::icon, journey::Journey, keys};
use crate::{
    client::Draft,
    journal::{Asides, Journal},
};

/// The exchanges of the current branch, with what can be done from the one on stage below them.
#[component]
pub(super) fn Timeline(session: Session) -> impl IntoView {
    let undoable = Memo::new(move |_| session.journal.with(Journal::undoable));
    let redoable = Memo::new(move |_| session.journal.with(Journal::redoable));
    let empty = Memo::new(move |_| session.journal.with(Journal::is_empty));
    view! {
        <section class="timeline" aria-labelledby="timeline-title" data-testid="timeline">
            <div class="timeline-head">
                <h2 id="timeline-title" tabindex="-1">"Timeline"</h2>
                <Turn name="undo" verb="Undo" what=undoable on_press=move || session.undo()/>
                <Turn name="redo" verb="Redo" what=redoable on_press=move || session.redo()/>
            </div>
            <BranchMenu session/>
            <Show when=move || empty.get() && session.clients.asides.with(Asides::is_empty)>
                <p class="empty">"Every request will stand here, to be played again."</p>
            </Show>
            <Exchanges session/>
            <Journey session/>
            <FromHere session/>
            <p class="visually-hidden" role="status" data-testid="time-said">{move || session.travel.said.get()}</p>
        </section>
    }
}

/// A button that undoes or redoes, and says what. It is never disabled, so that it keeps the focus.
#[component]
fn Turn(
    name: &'static str,
    verb: &'static str,
    what: Memo<Option<String>>,
    on_press: impl Fn() + 'static,
) -> impl IntoView {
    let label = Memo::new(move |_| {
        what.get().map_or_else(|| format!("{verb}: nothing to {name}"), |what| format!("{verb}: {what}"))
    });
    view! {
        <button
            type="button"
            class="quiet turn"
            aria-label=label
            title=label
            aria-disabled=move || what.with(Option::is_none).to_string()
            data-testid=name
            on:click=move |_| on_press()
        >
            {icon(name)}
        </button>
    }
}

/// What can be done from the exchange on stage.
#[component]
fn FromHere(session: Session) -> impl IntoView {
    let here = Memo::new(move |_| {
        session.moment()?;
        session
            .shown
            .with(|shown| shown.as_ref().map(|shown| (shown.entry.exchange.number, shown.entry.name())))
    });
    let label = move |what: &str| {
        here.get().map(|(number, name)| format!("{what}: request {number}, {name}")).unwrap_or_default()
    };
    let again = move |_| {
        let draft = session.shown.with_untracked(|shown| {
            let entry = &shown.as_ref()?.entry;
            Some(Draft::of(&entry.exchange.request, entry.before.base()))
        });
        if let Some(draft) = draft {
            session.write(draft);
            session.pane.set("request");
            keys::focus("#send");
        }
    };
    view! {
        <Show when=move || here.with(Option::is_some)>
            <div class="from-here">
                <button
                    type="button"
                    class="link"
                    aria-label=move || label("Fork from here")
                    title="Go another way after the exchange on stage: a branch that shares it and all before it"
                    data-testid="fork"
                    on:click=move |_| session.fork_here()
                >
                    "Fork from here"
                </button>
                <button
                    type="button"
                    class="link"
                    aria-label=move || label("Write again")
                    title="Write the request on stage into the composer again"
                    data-testid="again"
                    on:click=again
                >
                    "Write again"
                </button>
            </div>
        </Show>
    }
}
