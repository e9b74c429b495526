//! Event listeners that stop listening when dropped.

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Event, EventTarget};

/// A listener; it stops listening when dropped.
#[must_use = "a listener stops listening when it is dropped"]
pub struct Listener {
    target: EventTarget,
    kind: &'static str,
    callback: Closure<dyn FnMut(Event)>,
    capture: bool,
}

impl Listener {
    /// The same, told before anything inside the target is: what it stops, they do not hear of.
    pub fn capturing(
        target: &EventTarget,
        kind: &'static str,
        callback: impl FnMut(Event) + 'static,
    ) -> Self {
        let callback = Closure::new(callback);
        let function = callback.as_ref().unchecked_ref();
        let _ = target.add_event_listener_with_callback_and_bool(kind, function, true);
        Self { target: target.clone(), kind, callback, capture: true }
    }

    /// Calls `callback` with every event of this kind (such as `keydown`) at the target.
    pub fn new(target: &EventTarget, kind: &'static str, callback: impl FnMut(Event) + 'static) -> Self {
        let callback = Closure::new(callback);
        // Throws only where the callback is not callable.
        let _ = target.add_event_listener_with_callback(kind, callback.as_ref().unchecked_ref());
        Self { target: target.clone(), kind, callback, capture: false }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let callback = self.callback.as_ref().unchecked_ref();
        let _ = self.target.remove_event_listener_with_callback_and_bool(self.kind, callback, self.capture);
    }
}
