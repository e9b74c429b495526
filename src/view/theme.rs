//! Light, dark, or as the system says.

use leptos::prelude::*;

use crate::browser::storage;

/// Where the choice is kept between visits.
const KEY: &str = "theme";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Theme {
    System,
    Light,
    Dark,
}

impl Theme {
    fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    fn of(name: Option<&str>) -> Self {
        match name {
            Some("light") => Self::Light,
            Some("dark") => Self::Dark,
            _ => Self::System,
        }
    }

    fn next(self) -> Self {
        match self {
            Self::System => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::System,
        }
    }
}

/// Goes round the three; the choice is kept.
#[component]
pub(super) fn ThemeButton() -> impl IntoView {
    let theme = RwSignal::new(Theme::of(storage::preference(KEY).as_deref()));
    Effect::new(move |_| {
        let Some(root) = document().document_element() else { return };
        let _ = match theme.get() {
            Theme::System => root.remove_attribute("data-theme"),
            chosen => root.set_attribute("data-theme", chosen.name()),
        };
    });
    let press = move |_| {
        theme.update(|theme| *theme = theme.next());
        storage::prefer(KEY, theme.get_untracked().name());
    };
    let label = move || format!("Theme: {}. Change to {}", theme.get().name(), theme.get().next().name());
    view! {
        <button type="button" class="quiet" aria-label=label title=label on:click=press data-testid="theme">
            <svg class="icon" aria-hidden="true">
                <use_ href=move || format!("#i-theme-{}", theme.get().name())></use_>
            </svg>
        </button>
    }
}
