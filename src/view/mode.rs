//! What the page is for at the moment: to learn, to play, or to look after the API.

use leptos::prelude::*;

use super::Session;
use crate::browser::storage;

/// Where the choice is kept between visits.
const KEY: &str = "mode";

/// What the panel at the side holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Mode {
    /// The lesson.
    #[default]
    Learn,
    /// Nothing: the stage has all the room.
    Play,
    /// The API, its server, and its clients.
    Api,
}

impl Mode {
    const ALL: [Self; 3] = [Self::Learn, Self::Play, Self::Api];

    fn key(self) -> &'static str {
        match self {
            Self::Learn => "learn",
            Self::Play => "play",
            Self::Api => "api",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Learn => "Learn",
            Self::Play => "Play",
            Self::Api => "API",
        }
    }

    fn about(self) -> &'static str {
        match self {
            Self::Learn => "A lesson at the side",
            Self::Play => "The stage and nothing else",
            Self::Api => "What the API offers, and how its server and its clients are set up",
        }
    }

    /// The choice of the last visit.
    pub(super) fn kept() -> Self {
        let kept = storage::preference(KEY);
        Self::ALL.into_iter().find(|mode| kept.as_deref() == Some(mode.key())).unwrap_or_default()
    }
}

/// The switch between the three.
#[component]
pub(super) fn ModeSwitch(session: Session) -> impl IntoView {
    let mode = session.mode;
    // The layout follows: see `data-mode` in the style sheets.
    Effect::new(move |_| {
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute("data-mode", mode.get().key());
        }
    });
    let buttons = Mode::ALL.map(|each| {
        view! {
            <button
                type="button"
                title=each.about()
                aria-pressed=move || (mode.get() == each).to_string()
                on:click=move |_| {
                    mode.set(each);
                    storage::prefer(KEY, each.key());
                }
            >
                {each.name()}
            </button>
        }
    });
    view! { <div class="modes" role="group" aria-label="What to do here" data-testid="modes">{buttons}</div> }
}
