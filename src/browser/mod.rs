//! Everything that touches the browser: storage, the service worker, animation frames, the clipboard.
//!
//! May use everything except `view`. Thin and small: what can be decided without a browser is decided elsewhere.
//! Nothing here panics where the browser says no (a sandboxed frame, a private window, an old browser); it comes
//! back as a value with a sentence. Start with [`page`], then [`session`] and [`worker`].

pub mod clipboard;
pub mod event;
pub mod frame;
pub mod media;
pub mod page;
pub mod session;
pub mod storage;
pub mod timer;
pub mod worker;

use wasm_bindgen::{JsCast, JsValue};

/// What the browser said when it refused, as text for a person; empty where it said nothing.
#[must_use]
pub fn said(error: &JsValue) -> String {
    if let Some(error) = error.dyn_ref::<js_sys::Error>() {
        return String::from(error.message());
    }
    error.as_string().unwrap_or_default()
}

/// The name of the error, such as `SecurityError` or `TypeError`; empty where it has none.
#[must_use]
pub fn error_name(error: &JsValue) -> String {
    property(error, "name").and_then(|name| name.as_string()).unwrap_or_default()
}

/// A property of a value, where it is there and reading it does not throw.
#[must_use]
pub fn property(of: &JsValue, name: &str) -> Option<JsValue> {
    js_sys::Reflect::get(of, &JsValue::from_str(name))
        .ok()
        .filter(|value| !value.is_undefined() && !value.is_null())
}
