//! The edges between the panels, which can be moved; where they were left is kept.

use leptos::{ev, html, prelude::*};

use crate::browser::{page, storage};

/// How far an arrow key moves an edge, in CSS pixels.
const STEP: f64 = 16.0;

/// An edge that can be moved. Its place is how much room the panel on one side of it has, in CSS pixels; `None` as
/// long as nobody has moved it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    /// Between the panel at the side and the stage.
    Side,
    /// Between the stage and the dock.
    Dock,
    /// Between the request and the answer.
    Answer,
    /// Between the answer and the timeline.
    Timeline,
}

impl Edge {
    /// Where its place is kept between visits.
    fn key(self) -> &'static str {
        match self {
            Self::Side => "split-side",
            Self::Dock => "split-dock",
            Self::Answer => "split-answer",
            Self::Timeline => "split-timeline",
        }
    }

    /// The custom property that the style sheets read.
    fn property(self) -> &'static str {
        match self {
            Self::Side => "--side",
            Self::Dock => "--dock",
            Self::Answer => "--request",
            Self::Timeline => "--timeline",
        }
    }

    /// The panel that it gives room to.
    fn panel(self) -> &'static str {
        match self {
            Self::Side => ".side",
            Self::Dock => ".dock",
            Self::Answer => ".composer",
            Self::Timeline => ".timeline",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Side => "Width of the side panel",
            Self::Dock => "Height of the dock",
            Self::Answer => "Width of the request",
            Self::Timeline => "Width of the timeline",
        }
    }

    /// Whether it is a horizontal line, moved up and down.
    fn lies(self) -> bool {
        self == Self::Dock
    }

    /// Whether the panel that it gives room to lies after it, in the direction of reading.
    fn before_panel(self) -> bool {
        matches!(self, Self::Dock | Self::Timeline)
    }

    /// How much room the panel may have: what is measured is what surrounds it and its neighbours.
    fn limits(self) -> Limits {
        let (around, least, share, rest) = match self {
            Self::Side => (".app", 240.0, 70.0, 430.0),
            Self::Dock => (".main", 248.0, 100.0, 300.0),
            Self::Answer => (".dock", 300.0, 72.0, 240.0),
            Self::Timeline => (".dock", 160.0, 28.0, 0.0),
        };
        Limits { around, least, share, rest }
    }
}

/// The least and the most room that a panel may have.
#[derive(Clone, Copy, Debug)]
struct Limits {
    /// What surrounds it and its neighbours.
    around: &'static str,
    /// In CSS pixels.
    least: f64,
    /// Of what surrounds it, in per cent; the most is that without `rest`.
    share: f64,
    /// In CSS pixels: what its neighbours need.
    rest: f64,
}

impl Limits {
    /// This many pixels as CSS, within these limits also in a window that gets smaller later.
    fn css(self, pixels: f64) -> String {
        let [pixels, least, share, rest] =
            [pixels, self.least, self.share, self.rest].map(|number| page::decimals(number, 0));
        format!("max({least}px, min({pixels}px, {share}% - {rest}px))")
    }

    /// The least and the most as things are now, in CSS pixels.
    fn now(self, lies: bool) -> (f64, f64) {
        let around = size(self.around, lies).unwrap_or_default();
        (self.least, (around * self.share / 100.0 - self.rest).max(self.least))
    }
}

/// How high (or else how wide) an element is, in CSS pixels.
fn size(element: &str, high: bool) -> Option<f64> {
    let place = document().query_selector(element).ok().flatten()?.get_bounding_client_rect();
    Some(if high { place.height() } else { place.width() })
}

/// How much room the panel of an edge has now, in CSS pixels.
fn room(edge: Edge) -> Option<f64> {
    size(edge.panel(), edge.lies())
}

/// Whether the page is read from right to left.
fn from_right() -> bool {
    let root = document().document_element();
    root.and_then(|root| window().get_computed_style(&root).ok().flatten())
        .and_then(|style| style.get_property_value("direction").ok())
        .is_some_and(|direction| direction == "rtl")
}

/// An edge, as a separator (WAI-ARIA window splitter): dragged, or moved by arrow keys; Home and End go to its ends,
/// Enter and a double click to where it was at first.
#[component]
pub(super) fn Splitter(edge: Edge) -> impl IntoView {
    let kept = storage::preference(edge.key()).and_then(|kept| page::number(&kept));
    let place = RwSignal::new(kept);
    // How much room there is, and how much there may be.
    let told = RwSignal::new(None::<(f64, f64, f64)>);
    let held = RwSignal::new(None::<f64>);
    let look = move || {
        let (least, most) = edge.limits().now(edge.lies());
        // Where nobody moved it, it may stand beyond them.
        told.set(room(edge).map(|room| (room, least.min(room), most.max(room))));
    };
    Effect::new(move |_| {
        let Some(root) = document().document_element() else { return };
        let Ok(root) = wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlElement>(root) else { return };
        let _ = match place.get() {
            Some(place) => root.style().set_property(edge.property(), &edge.limits().css(place)),
            None => root.style().remove_property(edge.property()).map(|_| ()),
        };
        look();
    });
    let resized = window_event_listener(ev::resize, move |_| look());
    on_cleanup(move || resized.remove());
    let move_to = move |to: f64| {
        let (least, most) = edge.limits().now(edge.lies());
        place.set(Some(to.clamp(least, most)));
    };
    let keep = move || {
        let text = place.get_untracked().map(|place| page::decimals(place, 0)).unwrap_or_default();
        storage::prefer(edge.key(), &text);
    };
    // Where on the screen more room means a greater number.
    let grows = move || {
        let backwards = edge.before_panel() != (!edge.lies() && from_right());
        if backwards { -1.0 } else { 1.0 }
    };
    let along = move |event: &ev::PointerEvent| {
        f64::from(if edge.lies() { event.client_y() } else { event.client_x() })
    };
    let element = NodeRef::<html::Div>::new();
    let take = move |event: ev::PointerEvent| {
        if event.button() == 0
            && let Some(room) = room(edge)
        {
            if let Some(element) = element.get_untracked() {
                let _ = element.set_pointer_capture(event.pointer_id());
            }
            held.set(Some(room - grows() * along(&event)));
        }
    };
    let drag = move |event: ev::PointerEvent| {
        if let Some(from) = held.get_untracked() {
            event.prevent_default();
            move_to(from + grows() * along(&event));
        }
    };
    let release = move |_| {
        if held.get_untracked().is_some() {
            held.set(None);
            keep();
        }
    };
    let reset = move || {
        place.set(None);
        keep();
    };
    let press = move |event: ev::KeyboardEvent| {
        let (less, more) = if edge.lies() { ("ArrowUp", "ArrowDown") } else { ("ArrowLeft", "ArrowRight") };
        let key = event.key();
        let by = |by: f64| {
            if let Some(room) = room(edge) {
                move_to(room + by * grows());
            }
        };
        match key.as_str() {
            key if key == less => by(-STEP),
            key if key == more => by(STEP),
            "Home" => move_to(0.0),
            "End" => move_to(f64::MAX),
            "Enter" => reset(),
            _ => return,
        }
        event.prevent_default();
        keep();
    };
    let digits = move |of: fn((f64, f64, f64)) -> f64| told.get().map(|told| page::decimals(of(told), 0));
    view! {
        <div
            class="splitter"
            class:held=move || held.with(Option::is_some)
            data-edge=edge.key()
            role="separator"
            tabindex="0"
            aria-label=edge.label()
            aria-orientation=if edge.lies() { "horizontal" } else { "vertical" }
            aria-valuemin=move || digits(|(_, least, _)| least)
            aria-valuemax=move || digits(|(_, _, most)| most)
            aria-valuenow=move || digits(|(now, ..)| now)
            title="Drag, or use the arrow keys; Enter puts it back"
            node_ref=element
            on:pointerdown=take
            on:pointermove=drag
            on:pointerup=release
            on:pointercancel=release
            on:dblclick=move |_| reset()
            on:keydown=press
            on:focus=move |_| look()
        ></div>
    }
}
