//! Who sends what is composed, where there are two clients.

use leptos::prelude::*;

use super::Session;
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
