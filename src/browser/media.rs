//! What the visitor has asked their browser for: less motion, a dark page. And how much room they give the page.

use wasm_bindgen::JsCast;
use web_sys::MediaQueryList;

use super::event::Listener;

/// A wish that a browser can pass on, or a bound of its window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// `prefers-reduced-motion: reduce`: the same steps, no travel.
    LessMotion,
    /// `prefers-color-scheme: dark`.
    Dark,
    /// So low a window that the lesson stands below the stage: the bound is that of the style sheet (`embed.css`).
    Low,
    /// So low a window that the header does, too.
    Lowest,
}

impl Wish {
    /// Whether it holds now.
    #[must_use]
    pub fn holds(self) -> bool {
        self.query().is_some_and(|query| query.matches())
    }

    /// Calls `changed` whenever it comes to hold or no longer holds. `None` where the browser cannot say.
    pub fn watch(self, mut changed: impl FnMut(bool) + 'static) -> Option<Listener> {
        let query = self.query()?;
        let watched = query.clone();
        Some(Listener::new(query.unchecked_ref(), "change", move |_| changed(watched.matches())))
    }

    fn query(self) -> Option<MediaQueryList> {
        let query = match self {
            Self::LessMotion => "(prefers-reduced-motion: reduce)",
            Self::Dark => "(prefers-color-scheme: dark)",
            Self::Low => "(max-height: 559px)",
            Self::Lowest => "(max-height: 439px)",
        };
        web_sys::window()?.match_media(query).ok()?
    }
}
