//! Where this page is, and what time it is.

use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, Url, Window};

/// The API root's path in this page, with no slash at the end: the path of `api` beside the document, such as
/// `/demo/api`. `/api` where the document has no address of its own.
#[must_use]
pub fn api_base() -> String {
    beside("api").map_or_else(|| "/api".into(), |url| url.pathname())
}

/// The address of something beside the document, such as `sw.js`.
#[must_use]
pub fn beside(name: &str) -> Option<Url> {
    Url::new_with_base(name, &document()?.base_uri().ok()??).ok()
}

/// The origin of the page's addresses, such as `https://example.com`.
#[must_use]
pub fn origin() -> Option<String> {
    Some(beside(".")?.origin())
}

/// Milliseconds since 1970-01-01T00:00:00Z, by the visitor's clock.
#[must_use]
pub fn now_ms() -> u64 {
    // `as` saturates: a clock set before 1970 reads as 0.
    js_sys::Date::now() as u64
}

/// A number as the browser reads it, where the text is one. Rust's own reader brings 14 KB of tables with it.
#[must_use]
pub fn number(text: &str) -> Option<f64> {
    Some(js_sys::Number::parse_float(text)).filter(|number| number.is_finite())
}

/// A number as text with so many decimals, such as `12.50` with two. Rust's own writer brings 12 KB with it.
#[must_use]
pub fn decimals(number: f64, decimals: u8) -> String {
    js_sys::Number::from(number).to_fixed(decimals).map_or_else(|_| String::new(), String::from)
}

/// A number as text, in as few digits as tell it apart.
#[must_use]
pub fn digits(number: f64) -> String {
    js_sys::Number::from(number).to_string_with_radix(10).map_or_else(|_| String::new(), String::from)
}

/// What follows `#` in the page's address, without it.
#[must_use]
pub fn fragment() -> String {
    let hash = web_sys::window().and_then(|window| window.location().hash().ok()).unwrap_or_default();
    hash.strip_prefix('#').map_or_else(String::new, str::to_owned)
}

/// Writes what follows `#` into the page's address, as a link to it would; `false` where that is refused.
pub fn open_fragment(fragment: &str) -> bool {
    web_sys::window().is_some_and(|window| window.location().set_hash(fragment).is_ok())
}

/// Takes away what follows `#` in the page's address. Nothing is scrolled, and nobody is told.
pub fn clear_fragment() {
    let Some(window) = web_sys::window() else { return };
    let href = window.location().href().unwrap_or_default();
    let Some((whole, _)) = href.split_once('#') else { return };
    let replaced =
        window.history().and_then(|history| history.replace_state_with_url(&JsValue::NULL, "", Some(whole)));
    if replaced.is_err() {
        // Refused only where the page may not navigate itself, and then nothing is lost.
        let _ = window.location().set_hash("");
    }
}

/// The languages that the visitor reads, best first, such as `de-AT`.
#[must_use]
pub fn languages() -> Vec<String> {
    let listed = web_sys::window().map(|window| window.navigator().languages());
    listed.map_or_else(Vec::new, |listed| listed.iter().filter_map(|tag| tag.as_string()).collect())
}

/// Fetches the style sheet of the rest of the page, where the build set one apart: at once, not when it is waited for.
/// Comes back when the sheet holds, and with `false` where it could not be fetched.
pub fn late_style() -> impl Future<Output = bool> {
    let asked = ask_for_late_style();
    async move {
        match asked {
            Ok(Some(told)) => JsFuture::from(told).await.is_ok_and(|event| is_load(&event)),
            Ok(None) => true,
            Err(_) => false,
        }
    }
}

fn ask_for_late_style() -> Result<Option<Promise>, JsValue> {
    let Some(document) = document() else { return Ok(None) };
    let address = document.get_element_by_id("boot").and_then(|boot| boot.get_attribute("data-late"));
    let (Some(address), Some(head)) = (address, document.head()) else { return Ok(None) };
    let link = document.create_element("link")?;
    link.set_attribute("rel", "stylesheet")?;
    link.set_attribute("href", &address)?;
    // Never rejected: nobody may be waiting yet when it fails.
    let told = Promise::new(&mut |tell, _| {
        // Throws only where the callback is not callable.
        let _ = link.add_event_listener_with_callback("load", &tell);
        let _ = link.add_event_listener_with_callback("error", &tell);
    });
    head.append_child(&link)?;
    Ok(Some(told))
}

fn is_load(event: &JsValue) -> bool {
    event.dyn_ref::<web_sys::Event>().is_some_and(|event| event.type_() == "load")
}

/// The document, where there is one.
#[must_use]
pub fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// Whether the page is hidden (another tab is in front, or the window is minimised).
#[must_use]
pub fn hidden() -> bool {
    document().is_some_and(|document| document.hidden())
}

/// Where this frame stands in its tab: empty at the top, `.0` for the first frame in it, `.0.2` for the third
/// frame in that one. Two embeds in one page share a tab's storage; this tells them apart.
#[must_use]
pub fn frame_path() -> String {
    let mut path = String::new();
    let Some(mut window) = web_sys::window() else { return path };
    while let Some(parent) = parent(&window) {
        let place = (0..parent.length()).find(|&at| {
            js_sys::Reflect::get_u32(&parent, at).is_ok_and(|frame| js_sys::Object::is(&frame, &window))
        });
        path.insert_str(0, &place.map_or_else(|| ".x".into(), |at| format!(".{at}")));
        window = parent;
    }
    path
}

/// The window this one is framed in, of whatever origin.
fn parent(window: &Window) -> Option<Window> {
    let parent: JsValue = window.parent().ok()??.into();
    // A window of another origin is not an instance of this realm's `Window`.
    (!js_sys::Object::is(&parent, window)).then(|| parent.unchecked_into())
}
