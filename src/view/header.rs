//! The top bar.

use leptos::prelude::*;

use super::{Session, badge::Badge, icon::icon, theme::ThemeButton};
use crate::client::Draft;

/// Name, transport, and what concerns the whole page.
#[component]
pub(super) fn Header(
    session: Session,
    asking_reset: RwSignal<bool>,
    showing_keys: RwSignal<bool>,
) -> impl IntoView {
    let describe = move |_| {
        session.write(Draft::new("GET", "/openapi.json"));
        session.send();
    };
    view! {
        <header class="header">
            <h1 class="logo">{icon("car")} <span class="logo-name">"Toyshelf"</span></h1>
            <p class="tagline">"See a REST API work"</p>
            <div class="spring"></div>
            <Badge session/>
            <button type="button" class="quiet" on:click=describe title="Ask the server for its description">
                "API"
            </button>
            <button type="button" class="quiet" data-testid="reset" on:click=move |_| asking_reset.set(true)>
                "Reset"
            </button>
            <button
                type="button"
                class="quiet keys-button"
                aria-label="Keyboard shortcuts"
                title="Keyboard shortcuts (?)"
                on:click=move |_| showing_keys.set(true)
            >
                "?"
            </button>
            <ThemeButton/>
        </header>
    }
}
