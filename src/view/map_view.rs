//! What of the map is in view, and what moves it: pointer, wheel, touch and keyboard.

use leptos::{html, prelude::*};

use crate::stage::map::{Camera, NODE_HEIGHT, NODE_WIDTH, Node};

/// How far an arrow key moves the map, in pixels.
const PAN: f64 = 64.0;

/// By how much a key, or a button, zooms.
pub(super) const ZOOM: f64 = 1.25;

/// How far a pointer may stray before a press becomes a drag, in pixels.
const STRAY: f64 = 4.0;

/// What is in view, and what moves it.
#[derive(Clone, Copy)]
pub(super) struct View {
    pub(super) camera: RwSignal<Camera>,
    /// Whether the last move glides: not while something is dragged.
    pub(super) glides: RwSignal<bool>,
    pub(super) viewport: NodeRef<html::Div>,
    /// How large it is, in pixels, since it was last measured.
    pub(super) size: RwSignal<(f64, f64)>,
    pub(super) map: (f64, f64),
    /// The pointers that are down, each with where it was last.
    pointers: StoredValue<Vec<(i32, f64, f64)>>,
    /// Where the first came down, and whether it has strayed.
    start: StoredValue<(f64, f64)>,
    pub(super) dragged: StoredValue<bool>,
}

impl View {
    pub(super) fn new(map: (f64, f64)) -> Self {
        Self {
            camera: RwSignal::new(Camera { x: 0.0, y: 0.0, zoom: 1.0 }),
            glides: RwSignal::new(false),
            viewport: NodeRef::new(),
            size: RwSignal::new((0.0, 0.0)),
            map,
            pointers: StoredValue::new(Vec::new()),
            start: StoredValue::new((0.0, 0.0)),
            dragged: StoredValue::new(false),
        }
    }

    /// The size of the view, in pixels.
    pub(super) fn view(self) -> (f64, f64) {
        let element = self.viewport.get_untracked();
        element.map_or((0.0, 0.0), |element| (element.client_width().into(), element.client_height().into()))
    }

    pub(super) fn change(self, glides: bool, change: impl FnOnce(Camera) -> Camera) {
        self.glides.set(glides);
        self.camera.update(|camera| *camera = change(*camera));
    }

    pub(super) fn fit(self) {
        let view = self.view();
        self.change(true, |_| Camera::fit(self.map, view));
    }

    /// Zooms at the question that has the focus, where it is in view, and else at the middle of the view.
    pub(super) fn zoom(self, factor: f64, focused: Option<(f64, f64, f64, f64)>) {
        let view = self.view();
        self.change(true, |camera| camera.scale_at(factor, focused, self.map, view));
    }

    pub(super) fn reveal(self, node: &Node) {
        let view = self.view();
        self.change(true, |camera| camera.reveal(part(node), view));
    }

    /// A point of the window as one of the view.
    pub(super) fn point(self, x: i32, y: i32) -> (f64, f64) {
        let corner = self.viewport.get_untracked().map(|element| element.get_bounding_client_rect());
        corner.map_or((0.0, 0.0), |corner| (f64::from(x) - corner.left(), f64::from(y) - corner.top()))
    }

    /// Scrolls the list so far that the question at hand, or the one that was picked, is in sight.
    pub(super) fn scroll(self) {
        let Some(viewport) = self.viewport.get_untracked() else { return };
        let found = |selector: &str| viewport.query_selector(selector).ok().flatten();
        if let Some(row) = found("[aria-pressed='true']").or_else(|| found("[aria-current]")) {
            let (row, view) = (row.get_bounding_client_rect(), viewport.get_bounding_client_rect());
            if row.top() < view.top() || row.bottom() > view.bottom() {
                let by = row.top() - view.top() - view.height() / 3.0;
                viewport.set_scroll_top(viewport.scroll_top() + by as i32);
            }
        }
    }

    /// Where the card lies below the list, out of sight, it comes into view.
    pub(super) fn show_card(self) {
        let Some(viewport) = self.viewport.get_untracked() else { return };
        if let Ok(Some(body)) = viewport.closest(".map-body")
            && body.scroll_height() > body.client_height() + 1
        {
            body.set_scroll_top(body.client_height());
        }
    }

    pub(super) fn wheel(self, event: &web_sys::WheelEvent) {
        event.prevent_default();
        // A line is about 16 pixels.
        let pixels = if event.delta_mode() == 0 { event.delta_y() } else { event.delta_y() * 16.0 };
        let (at, view) = (self.point(event.client_x(), event.client_y()), self.view());
        let factor = (-pixels.clamp(-200.0, 200.0) * 0.0018).exp();
        self.change(false, |camera| camera.scale(factor, at, self.map, view));
    }

    pub(super) fn down(self, event: &web_sys::PointerEvent) {
        if event.button() != 0 {
            return;
        }
        let (x, y) = self.point(event.client_x(), event.client_y());
        self.pointers.update_value(|pointers| {
            pointers.retain(|(id, ..)| *id != event.pointer_id());
            pointers.push((event.pointer_id(), x, y));
            if pointers.len() == 1 {
                self.start.set_value((x, y));
                self.dragged.set_value(false);
            }
        });
    }

    pub(super) fn moved(self, event: &web_sys::PointerEvent) {
        let (x, y) = self.point(event.client_x(), event.client_y());
        let before = self.pointers.get_value();
        let Some(place) = before.iter().position(|(id, ..)| *id == event.pointer_id()) else { return };
        let mut after = before.clone();
        after[place] = (event.pointer_id(), x, y);
        self.pointers.set_value(after.clone());
        let (start_x, start_y) = self.start.get_value();
        if !self.dragged.get_value() && after.len() == 1 && (x - start_x).hypot(y - start_y) < STRAY {
            return;
        }
        if !self.dragged.get_value() {
            self.dragged.set_value(true);
            // From now on it is a drag, wherever the pointer goes; the button below it is not pressed.
            if let Some(viewport) = self.viewport.get_untracked() {
                let _ = viewport.set_pointer_capture(event.pointer_id());
            }
        }
        let view = self.view();
        match (before.as_slice(), after.as_slice()) {
            ([(_, x0, y0)], [(_, x1, y1)]) => {
                self.change(false, |camera| camera.pan((x1 - x0, y1 - y0), self.map, view));
            }
            ([a0, b0, ..], [a1, b1, ..]) => {
                let apart = |a: &(i32, f64, f64), b: &(i32, f64, f64)| (a.1 - b.1).hypot(a.2 - b.2).max(1.0);
                let middle =
                    |a: &(i32, f64, f64), b: &(i32, f64, f64)| ((a.1 + b.1) / 2.0, (a.2 + b.2) / 2.0);
                let (from, to) = (middle(a0, b0), middle(a1, b1));
                let factor = apart(a1, b1) / apart(a0, b0);
                self.change(false, |camera| {
                    let moved = camera.pan((to.0 - from.0, to.1 - from.1), self.map, view);
                    moved.scale(factor, to, self.map, view)
                });
            }
            _ => {}
        }
    }

    pub(super) fn up(self, event: &web_sys::PointerEvent) {
        self.pointers.update_value(|pointers| pointers.retain(|(id, ..)| *id != event.pointer_id()));
    }

    /// Does what a key asks for; `false` where it is none of the map's. `focused` is the question that has the focus.
    pub(super) fn key(self, key: &str, focused: Option<(f64, f64, f64, f64)>) -> bool {
        let view = self.view();
        let pan = |x: f64, y: f64| {
            self.change(true, |camera| camera.pan((x, y), self.map, view));
        };
        match key {
            "ArrowLeft" => pan(PAN, 0.0),
            "ArrowRight" => pan(-PAN, 0.0),
            "ArrowUp" => pan(0.0, PAN),
            "ArrowDown" => pan(0.0, -PAN),
            "+" | "=" => self.zoom(ZOOM, focused),
            "-" | "_" => self.zoom(1.0 / ZOOM, focused),
            "0" => self.fit(),
            _ => return false,
        }
        true
    }
}

/// Where a question lies on the map.
pub(super) fn part(node: &Node) -> (f64, f64, f64, f64) {
    (node.x, node.y, NODE_WIDTH, NODE_HEIGHT)
}
