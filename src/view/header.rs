//! The top bar.

use leptos::prelude::*;

use super::{Session, Shell, app::later, badge::Badge, icon::icon, theme::ThemeButton};

/// The name, there from the first moment on.
#[component]
pub(super) fn Header(shell: Shell) -> impl IntoView {
    view! {
        <header class="header">
            <h1 class="logo">{icon("car")} <span class="logo-name">"Toyshelf"</span></h1>
            {later(shell, |rest| rest.modes)}
            <div class="spring"></div>
            {later(shell, |rest| rest.bar)}
        </header>
    }
}

/// Transport, and what concerns the whole page.
#[component]
pub(super) fn Bar(session: Session) -> impl IntoView {
    let showing_log = session.showing_log;
    let log_label = move || if showing_log.get() { "Hide the text log" } else { "Show the text log" };
    view! {
        <Badge session/>
        <button
            type="button"
            class="quiet"
            aria-label=log_label
            title=log_label
            aria-expanded=move || showing_log.get().to_string()
            aria-controls="log"
            on:click=move |_| showing_log.update(|showing| *showing = !*showing)
        >
            {icon("log")}
        </button>
        <button
            type="button"
            class="quiet reset-button"
            title="Reset"
            data-testid="reset"
            on:click=move |_| session.asking_reset.set(true)
        >
            {icon("reset")}
            <span>"Reset"</span>
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
