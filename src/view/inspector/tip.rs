//! A tooltip that stays: it opens while something is pointed at or has the focus, stays while the pointer is on it, and
//! is put away by Escape (WCAG 2.2, 1.4.13).

use leptos::{ev, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;

use crate::browser::timer;

/// How long the pointer may be off before it closes, in ms: time to get from the word to the tip.
const GRACE_MS: u32 = 220;

/// How long the pointer rests on a word before it opens, where that is not at once, in ms.
const REST_MS: u32 = 250;

/// How wide it is at most, in px; the sheet says the same.
const WIDTH: f64 = 340.0;

/// What a tip is about, and where it stands.
#[derive(Clone, Copy, PartialEq)]
pub(in crate::view) struct TipAt {
    /// The number of what it is about.
    pub(in crate::view) of: usize,
    left: f64,
    /// From the top of the window where it stands below its word; else from the bottom.
    top: Option<f64>,
    bottom: f64,
    /// Whether the focus opened it: then the pointer, which may want what lies below, goes through it.
    through: bool,
}

/// One tip for many words.
#[derive(Clone, Copy)]
pub(in crate::view) struct Tip {
    at: RwSignal<Option<TipAt>>,
    /// The id of the element that it is.
    id: &'static str,
    /// Counts what opens and keeps it, so that a late closing knows that it is out of date.
    turn: StoredValue<u32>,
}

impl Tip {
    pub(in crate::view) fn new(id: &'static str) -> Self {
        let tip = Self { at: RwSignal::new(None), id, turn: StoredValue::new(0) };
        // Wherever the focus is: the pointer alone may have opened it.
        let keys = window_event_listener(ev::keydown, move |event| {
            if event.key() == "Escape" {
                tip.close();
            }
        });
        let scrolls = window_event_listener(ev::wheel, move |_| tip.close());
        on_cleanup(move || {
            keys.remove();
            scrolls.remove();
        });
        tip
    }

    /// Opens it beside this element, which is pointed at.
    pub(in crate::view) fn open(self, of: usize, beside: Option<web_sys::EventTarget>) {
        self.place(of, beside, false);
    }

    /// Opens it beside this element, which has the focus.
    pub(in crate::view) fn open_at_focus(self, of: usize, beside: Option<web_sys::EventTarget>) {
        self.place(of, beside, true);
    }

    fn place(self, of: usize, beside: Option<web_sys::EventTarget>, through: bool) {
        let Some(beside) = beside.and_then(|beside| beside.dyn_into::<web_sys::Element>().ok()) else {
            return;
        };
        let Some(window) = web_sys::window() else { return };
        let size = |size: Result<wasm_bindgen::JsValue, _>| {
            size.ok().and_then(|size| size.as_f64()).unwrap_or(800.0)
        };
        let (width, height) = (size(window.inner_width()), size(window.inner_height()));
        let word = beside.get_bounding_client_rect();
        let below = word.bottom() < height * 0.55;
        self.keep();
        self.at.set(Some(TipAt {
            of,
            left: word.left().min(width - WIDTH - 12.0).max(8.0),
            top: below.then(|| word.bottom() + 4.0),
            bottom: height - word.top() + 4.0,
            through,
        }));
    }

    /// Opens it beside this element once the pointer has rested there; at once, where it is open beside another.
    pub(in crate::view) fn open_soon(self, of: usize, beside: Option<web_sys::EventTarget>) {
        if self.at.with_untracked(Option::is_some) {
            return self.open(of, beside);
        }
        self.keep();
        let mine = self.turn.try_get_value();
        spawn_local(async move {
            timer::sleep(REST_MS).await;
            if self.turn.try_get_value() == mine {
                self.open(of, beside);
            }
        });
    }

    /// Keeps it open.
    fn keep(self) {
        let _ = self.turn.try_update_value(|turn| *turn += 1);
    }

    /// Closes it soon, unless the pointer comes back or goes onto it.
    pub(in crate::view) fn leave(self) {
        self.keep();
        let mine = self.turn.try_get_value();
        spawn_local(async move {
            timer::sleep(GRACE_MS).await;
            if self.turn.try_get_value() == mine {
                let _ = self.at.try_set(None);
            }
        });
    }

    /// Closes it.
    pub(in crate::view) fn close(self) {
        self.keep();
        let _ = self.at.try_set(None);
    }

    /// What it shows.
    pub(in crate::view) fn shown(self) -> Option<TipAt> {
        self.at.get()
    }

    /// Whether it is open, and about this.
    pub(in crate::view) fn is_of(self, of: usize) -> bool {
        self.at.with(|at| at.is_some_and(|at| at.of == of))
    }

    /// The tip, where it is open.
    pub(in crate::view) fn draw(self, content: ViewFn) -> impl IntoView {
        move || {
            self.at.get().map(|TipAt { left, top, bottom, through, .. }| {
                view! {
                    <div
                        class="tip card"
                        class:through=through
                        role="tooltip"
                        id=self.id
                        data-testid="tip"
                        style:left=format!("{left}px")
                        style:top=top.map_or_else(|| "auto".to_owned(), |top| format!("{top}px"))
                        style:bottom=if top.is_some() { "auto".to_owned() } else { format!("{bottom}px") }
                        on:pointerenter=move |_| self.keep()
                        on:pointerleave=move |_| self.leave()
                    >
                        {content.run()}
                    </div>
                }
            })
        }
    }
}
