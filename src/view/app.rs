//! The page.

use leptos::prelude::*;

use super::{Session, Shell, dock::Dock, header::Header, part::Rest, shell::Complete};

/// The whole app. It can send before the rest of it is there.
#[component]
pub fn App(
    /// What it shows and works on.
    shell: Shell,
) -> impl IntoView {
    shell.fetch_rest();
    let waiting = move || match (shell.complete.get(), shell.missing.get()) {
        (Some(_), _) => None,
        (None, Some(why)) => Some(view! { <p class="setting missing" role="alert">{why}</p> }.into_any()),
        (None, None) => Some(view! { <p class="setting">"Setting the stage…"</p> }.into_any()),
    };
    view! {
        {later(shell, |rest| rest.sprite)}
        <div class="app">
            <Header shell/>
            {later(shell, |rest| rest.notices)}
            <aside class="side" aria-label="Beside the stage">{later(shell, |rest| rest.side)}</aside>
            <main class="main">
                <div class="theatre">
                    {waiting}
                    {later(shell, |rest| rest.theatre)}
                </div>
                <Dock shell/>
            </main>
        </div>
        {later(shell, |rest| rest.dialogs)}
    }
}

/// A region that is drawn once its part of the program is there.
pub(super) fn later(shell: Shell, region: fn(&Rest) -> fn(Session) -> AnyView) -> AnyView {
    (move || shell.complete.get().map(|Complete { rest, session }| region(rest)(session))).into_any()
}
