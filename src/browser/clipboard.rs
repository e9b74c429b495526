//! The clipboard.

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::Clipboard;

use super::{property, said};

/// Puts this text on the clipboard. Call it from a click or a key press: browsers refuse it elsewhere.
///
/// # Errors
/// A sentence for the person: what happened, and what to do instead.
pub async fn write(text: &str) -> Result<(), String> {
    const INSTEAD: &str = "Select the text and copy it with the keyboard instead.";

    // Missing where the page is not secure, although the typed API says otherwise.
    let clipboard = web_sys::window()
        .and_then(|window| property(&window.navigator(), "clipboard"))
        .ok_or_else(|| format!("This page may not use the clipboard. {INSTEAD}"))?
        .unchecked_into::<Clipboard>();
    match JsFuture::from(clipboard.write_text(text)).await {
        Ok(_) => Ok(()),
        Err(error) => Err(format!("The browser did not allow copying ({}). {INSTEAD}", said(&error))),
    }
}
