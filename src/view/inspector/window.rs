//! A long list of which only what can be seen is drawn: rows of one height.

use std::sync::Arc;

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::browser::event::Listener;

/// Draws a row.
pub(super) type Row = Arc<dyn Fn(usize) -> AnyView + Send + Sync>;

/// What a row shows, as a number: one whose number changes is drawn anew.
pub(super) type Stamp = Arc<dyn Fn(usize) -> u64 + Send + Sync>;

/// Rows above and below what is seen that are drawn too.
const SPARE: usize = 12;

/// The room at the edges of what scrolls that something may stand over, in px.
const EDGE: f64 = 48.0;

/// The room at the sides of what is scrolled to, in px.
const SIDE: f64 = 24.0;

/// The tallest that browsers can draw a list, in px.
const TALLEST: usize = 15_000_000;

/// The list. It scrolls with the tab panel around it.
#[component]
pub(super) fn Window(
    /// How many rows there are.
    #[prop(into)]
    count: Signal<usize>,
    /// How high one is, in px.
    height: usize,
    /// The row to bring into view, whenever that changes.
    #[prop(into)]
    aim: Signal<Option<usize>>,
    /// What a row shows.
    stamp: Stamp,
    /// Draws it.
    row: Row,
) -> impl IntoView {
    let host = NodeRef::<html::Div>::new();
    let seen = RwSignal::new((0, 60));
    let count = Memo::new(move |_| count.get().min(TALLEST / height));
    let look = move || {
        // By the next frame the list may have gone.
        let Some((host, panel)) = host.try_get_untracked().flatten().and_then(around) else { return };
        let above = panel.get_bounding_client_rect().top() - host.get_bounding_client_rect().top();
        let first = (above.max(0.0) as usize / height).saturating_sub(SPARE);
        let rows = (panel.client_height().max(0) as usize).clamp(400, 4_000) / height + 2 * SPARE;
        // In steps, so that most scrolling draws nothing.
        let first = first - first % (SPARE / 2);
        if seen.try_get_untracked().is_some_and(|seen| seen != (first, rows)) {
            let _ = seen.try_set((first, rows));
        }
    };
    let listeners = StoredValue::new_local(Vec::new());
    Effect::new(move |_| {
        if let Some((_, panel)) = host.get().and_then(around) {
            let mut kept = vec![Listener::new(&panel, "scroll", move |_| look())];
            kept.extend(web_sys::window().map(|window| Listener::new(&window, "resize", move |_| look())));
            listeners.set_value(kept);
            look();
        }
    });
    Effect::new(move |_| {
        count.track();
        request_animation_frame(look);
    });
    Effect::new(move |_| {
        let Some(row) = aim.get() else { return };
        // Once the list is as long as it is to be.
        request_animation_frame(move || {
            if let Some((host, panel)) = host.try_get_untracked().flatten().and_then(around) {
                bring(&host, &panel, (row * height) as f64, height as f64);
                look();
            }
        });
    });
    let first = Memo::new(move |_| seen.get().0.min(count.get().saturating_sub(1)));
    let rows = move || {
        let (_, rows) = seen.get();
        let first = first.get();
        (first..(first + rows).min(count.get())).map(|row| (row, stamp(row))).collect::<Vec<_>>()
    };
    view! {
        <div class="window" role="presentation" node_ref=host style:height=move || format!("{}px", count.get() * height)>
            <div
                class="window-rows"
                role="presentation"
                style:transform=move || format!("translateY({}px)", first.get() * height)
            >
                <For each=rows key=|row| *row children=move |(at, _)| row(at)/>
            </div>
        </div>
    }
}

/// The list, and the panel that it scrolls in.
fn around(host: web_sys::HtmlDivElement) -> Option<(Element, Element)> {
    let host: Element = host.into();
    let panel = host.closest(".tab-panel").ok()??;
    Some((host, panel))
}

/// Scrolls as little as shows this place in the list.
fn bring(host: &Element, panel: &Element, top: f64, height: f64) {
    let at = host.get_bounding_client_rect().top() - panel.get_bounding_client_rect().top() + top;
    let room = f64::from(panel.client_height());
    if at < EDGE || at + height > room - EDGE {
        // A third of the way down, there is something of what is around it to be seen.
        let to = f64::from(panel.scroll_top()) + at - (room / 3.0).max(EDGE);
        panel.set_scroll_top(to.max(0.0) as i32);
    }
}

/// Scrolls as little as shows the element of this selector inside an element, once it is drawn.
pub(super) fn show(within: &'static str, selector: &'static str) {
    request_animation_frame(move || {
        let found = document().query_selector(&format!("{within} {selector}")).ok().flatten();
        if let Some(found) = found.and_then(|found| found.dyn_into::<Element>().ok())
            && let Ok(Some(panel)) = found.closest(".tab-panel")
        {
            let box_ = found.get_bounding_client_rect();
            bring(&found, &panel, 0.0, box_.height());
            let around = panel.get_bounding_client_rect();
            let over = (box_.right() + SIDE - around.right()).max(0.0);
            let under = (box_.left() - SIDE - around.left()).min(0.0);
            if over > 0.0 || under < 0.0 {
                panel.set_scroll_left(panel.scroll_left() + (over + under) as i32);
            }
        }
    });
}
