//! Who sends what is composed, where there are two clients; and what the client waits for.

use leptos::prelude::*;

use super::{Session, keys};
use crate::client::Client;

/// The switch between the two; nothing where there is one.
#[component]
pub(super) fn SenderSwitch(session: Session) -> impl IntoView {
    let clients = session.clients;
    let choice = move |client: Client| {
        view! {
            <label>
                <input
                    type="radio"
                    name="sender"
                    prop:checked=move || clients.sender.get() == client
                    on:change=move |_| clients.sender.set(client)
                />
                {client.name()}
            </label>
        }
    };
    view! {
        <Show when=move || clients.two.get()>
            <fieldset class="sender" data-testid="sender">
                <legend>"Sent by"</legend>
                {Client::ALL.map(choice)}
            </fieldset>
        </Show>
    }
}

/// What the client waits for before it asks again, while it does; and how to have it stop.
#[component]
pub(super) fn Waiting(session: Session) -> impl IntoView {
    let clients = session.clients;
    let stop = move |_| {
        clients.stop();
        // The button goes away, so the focus goes on to where the next request is written.
        keys::focus("#path");
    };
    let line = move || {
        clients.waiting.get().map(|why| {
            view! {
                <p data-testid="waiting">
                    {why} " "
                    <button type="button" class="link" on:click=stop>"Stop waiting"</button>
                </p>
            }
        })
    };
    view! { <div class="client-waits" role="status">{line}</div> }
}
