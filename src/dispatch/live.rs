//! The live way: one real `fetch`.

use gloo_net::http::Request as Fetch;
use wasm_bindgen::JsValue;
use web_sys::{
    AbortSignal, Headers, RequestCache, RequestCredentials, RequestInit, RequestMode, RequestRedirect, Url,
};

use super::Obstacle;
use crate::{
    browser::{page, said},
    http::Request,
};

/// The obstacle where the browser's URL parser would rewrite this target: dot segments, backslashes, characters
/// it percent-encodes. Ask [`super::obstacle`] first.
#[must_use]
pub fn rewritten(target: &str) -> Option<Obstacle> {
    let origin = page::origin()?;
    // By the whole address and not by path and query, which do not show an empty query.
    let Ok(url) = Url::new_with_base(target, &format!("{origin}/")) else {
        return Some(Obstacle::TargetBytes);
    };
    let href = url.href();
    match href.strip_prefix(origin.as_str()) {
        Some(sent) if sent == target => None,
        Some(sent) => Some(Obstacle::TargetRewritten { sent: sent.into() }),
        None => Some(Obstacle::TargetRewritten { sent: href }),
    }
}

/// Sends a request that meets no obstacle, and waits for the whole answer. Comes back with its status, or `None`
/// for a redirection, which a `fetch` hides.
///
/// Redirections are not followed (`redirect: "manual"`): following would be a second exchange that nobody sent,
/// and the person should see the 3xx itself. The page knows the answer anyway: it gave it.
///
/// # Errors
/// What the browser said.
pub(super) async fn fetch(request: &Request, signal: Option<&AbortSignal>) -> Result<Option<u16>, String> {
    let fetch = build(request, signal).map_err(|error| said(&error))?;
    let response = Fetch::from(fetch).send().await.map_err(|error| error.to_string())?;
    if response.status() == 0 {
        return Ok(None);
    }
    response.binary().await.map_err(|error| error.to_string())?;
    Ok(Some(response.status()))
}

/// Not gloo-net's builder: that one adds `&` to a query, and panics on a field the browser refuses.
fn build(request: &Request, signal: Option<&AbortSignal>) -> Result<web_sys::Request, JsValue> {
    let headers = Headers::new()?;
    for field in &request.fields {
        headers.append(&latin1(&field.name), &latin1(&field.value))?;
    }
    let init = RequestInit::new();
    init.set_method(&latin1(&request.method));
    init.set_headers(&headers);
    init.set_cache(RequestCache::NoStore);
    // Should the worker be gone, no cookie of the site that hosts the page goes out with a toy request.
    init.set_credentials(RequestCredentials::Omit);
    init.set_mode(RequestMode::SameOrigin);
    init.set_redirect(RequestRedirect::Manual);
    init.set_signal(signal);
    if !request.content.is_empty() {
        // Bytes, so that the browser adds no Content-Type of its own.
        init.set_body(&js_sys::Uint8Array::from(&request.content[..]));
    }
    let origin = page::origin().ok_or_else(|| JsValue::from_str("this page has no address"))?;
    web_sys::Request::new_with_str_and_init(&format!("{origin}{}", latin1(&request.target)), &init)
}

/// Bytes as the browser passes them: one character a byte (Web IDL, `ByteString`).
pub(super) fn latin1(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

/// The way back. Characters above U+00FF, which no `ByteString` has, are left out.
pub(super) fn from_latin1(text: &str) -> Vec<u8> {
    text.chars().filter_map(|character| u8::try_from(u32::from(character)).ok()).collect()
}
