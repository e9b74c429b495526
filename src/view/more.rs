//! What a low or narrow window has no room for on stage: the same, behind one button of the player.
//!
//! A magnified page is such a window, and nothing may be out of reach in it (WCAG 1.4.4). The style sheet (`fit.css`)
//! shows the button, and in its panel just what it hides elsewhere.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;

use super::{
    Session,
    home::home_spec,
    lens::Lenses,
    menu::Menu,
    player::{SpeedMenu, StrideMenu},
    steps::{StepsList, steps_label},
    track::{spec_link, why_link},
};

/// The button and its panel, which is made when it is opened.
#[component]
pub(super) fn MoreMenu(session: Session) -> impl IntoView {
    let open = RwSignal::new(false);
    let toggled = move |event: ev::Event| {
        let details = event.current_target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        open.set(details.is_some_and(|details| details.has_attribute("open")));
    };
    let label = || view! { <span class="more-word">"More"</span> <span class="visually-hidden">": how it is told, the question, the player"</span> };
    view! {
        <Menu label class="more-menu" testid="more" on:toggle=toggled>
            <Show when=move || open.get()>
                <More session/>
            </Show>
        </Menu>
    }
}

#[component]
fn More(session: Session) -> impl IntoView {
    let decision = Memo::new(move |_| {
        let at = session.scene.with(|scene| scene.step)?;
        session.shown.with(|shown| Some(shown.as_ref()?.entry.exchange.trace.steps.get(at)?.decision))
    });
    // The client's own question stands before the server's, as on stage.
    let at_home = Memo::new(move |_| home_spec(session));
    let question = move || match (at_home.get(), decision.get()) {
        (Some(spec), _) => spec_link(spec),
        (None, Some(decision)) => {
            view! { {why_link(session, decision)} " " {spec_link(decision.spec)} }.into_any()
        }
        (None, None) => ().into_any(),
    };
    let any = Memo::new(move |_| {
        session
            .shown
            .with(|shown| shown.as_ref().is_some_and(|shown| !shown.entry.exchange.trace.steps.is_empty()))
    });
    view! {
        <Lenses session class="lens-row more-lens"/>
        <p class="more-links">
            {question}
            " "
            <a href="#map" lang=move || session.told.language()>
                {move || session.told.word("map")}<span class="visually-hidden">" " {move || session.told.word("map of")}</span>
            </a>
        </p>
        <p class="more-player">
            <StrideMenu session testid="more-stride"/>
            <SpeedMenu session testid="more-speed"/>
        </p>
        <Show when=move || any.get()>
            <details class="more-steps">
                <summary>{move || steps_label(session)}</summary>
                <StepsList session/>
            </details>
        </Show>
    }
}
