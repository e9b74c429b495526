//! The top bar.

use leptos::prelude::*;

use super::{Session, Shell, app::later, badge::Badge, icon::icon, theme::ThemeButton};
use crate::client::Draft;

/// The name, there from the first moment on.
#[component]
pub(super) fn Header(shell: Shell) -> impl IntoView {
    view! {
        <header class="header">
            <h1 class="logo">{icon("car")} <span class="logo-name">"Toyshelf"</span></h1>
            <p class="tagline">"See a REST API work"</p>
            <div class="spring"></div>
            {later(shell, |rest| rest.bar)}
        </header>
    }
}

/// Transport, and what concerns the whole page.
#[component]
pub(super) fn Bar(session: Session) -> impl IntoView {
    let describe = move |_| {
        session.write(Draft::new("GET", "/openapi.json"));
        session.send();
    };
    view! {
        <Badge session/>
        <button type="button" class="quiet" on:click=describe title="Ask the server for its description">
            "API"
        </button>
        <button
            type="button"
            class="quiet"
            data-testid="reset"
            on:click=move |_| session.asking_reset.set(true)
        >
            "Reset"
        </button>
        <button
            type="button"
            class="quiet keys-button"
            aria-label="Keyboard shortcuts"
            title="Keyboard shortcuts (?)"
            on:click=move |_| session.showing_keys.set(true)
        >
            "?"
        </button>
        <ThemeButton/>
    }
}
