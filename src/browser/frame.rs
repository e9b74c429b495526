//! A loop that runs once a frame.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use wasm_bindgen::{JsCast, closure::Closure};

/// The longest step a frame may report, in milliseconds. A hidden tab gets no frames; without a limit the first
/// one after it would jump over everything.
pub const LONGEST_STEP_MS: f64 = 100.0;

/// Calls back once a frame for as long as it is kept; stops when dropped, also from inside the callback.
#[must_use = "the loop stops when it is dropped"]
pub struct Frames(Rc<Inner>);

type Tick = Closure<dyn FnMut(f64)>;

struct Inner {
    request: Cell<Option<i32>>,
    last: Cell<Option<f64>>,
    tick: RefCell<Option<Tick>>,
}

impl Frames {
    /// Starts the loop. `step` is given the milliseconds since the frame before, at most [`LONGEST_STEP_MS`], and
    /// 0 for the first.
    pub fn start(mut step: impl FnMut(f64) + 'static) -> Self {
        let inner =
            Rc::new(Inner { request: Cell::new(None), last: Cell::new(None), tick: RefCell::new(None) });
        let weak = Rc::downgrade(&inner);
        let tick = Closure::new(move |now: f64| {
            let Some(inner) = weak.upgrade() else { return };
            let since = inner.last.replace(Some(now)).map_or(0.0, |last| now - last);
            // Asked for before the step, so that a step which drops the loop also cancels it.
            inner.ask();
            drop(inner);
            step(since.clamp(0.0, LONGEST_STEP_MS));
        });
        inner.tick.replace(Some(tick));
        inner.ask();
        Self(inner)
    }
}

impl Inner {
    fn ask(&self) {
        let request = match (web_sys::window(), &*self.tick.borrow()) {
            (Some(window), Some(tick)) => window.request_animation_frame(tick.as_ref().unchecked_ref()).ok(),
            _ => None,
        };
        self.request.set(request);
    }
}

impl Drop for Frames {
    fn drop(&mut self) {
        if let (Some(request), Some(window)) = (self.0.request.take(), web_sys::window()) {
            let _ = window.cancel_animation_frame(request);
        }
    }
}
