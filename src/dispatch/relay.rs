//! The page's end of the relay: requests that the service worker caught come in here and are answered.
//!
//! The worker first offers, and hands the request over only to a page that says at once that it takes it. A page
//! that says so too late gets nothing; so no request is ever answered by two pages. The messages, in order:
//!
//! | from | message |
//! |---|---|
//! | worker | `{ toyshelf: "offer" }` and a port, on which the rest is said |
//! | page | `"take"` |
//! | worker | `{ method, target, fields: [[name, value]], content: ArrayBuffer, own: boolean }` |
//! | page | `{ status, fields: [[name, value]], content: ArrayBuffer or null }`, or `"decline"` |

use std::{future::Future, pin::Pin, rc::Rc};

use js_sys::{Array, ArrayBuffer, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{MessageEvent, MessagePort, ServiceWorkerContainer};

use super::live::{from_latin1, latin1};
use crate::{
    browser::{event::Listener, property},
    http::{Field, Request, Response},
};

/// The version of these messages; `VERSION` in `sw.js` says the same.
pub(super) const VERSION: u32 = 1;

/// A request that the worker has caught.
pub(super) struct Relayed {
    pub(super) request: Request,
    /// Whether this very page sent it.
    pub(super) own: bool,
}

/// How this page answers; `None` to decline.
pub(super) type Answering = Pin<Box<dyn Future<Output = Option<Response>>>>;

/// Answers every request that the worker hands to this page.
pub(super) fn listen(
    container: &ServiceWorkerContainer,
    answer: impl Fn(Relayed) -> Answering + 'static,
) -> Listener {
    let answer: Rc<dyn Fn(Relayed) -> Answering> = Rc::new(answer);
    let listener = Listener::new(container, "message", move |event| {
        let event: MessageEvent = event.unchecked_into();
        let offered = property(&event.data(), "toyshelf").is_some_and(|what| what == "offer");
        if let (true, Ok(port)) = (offered, event.ports().get(0).dyn_into::<MessagePort>()) {
            take(&port, Rc::clone(&answer));
        }
    });
    // Messages wait until the document is parsed unless they are asked for; web-sys does not know this method.
    if let Some(start) = property(container, "startMessages") {
        let _ = start.unchecked_into::<js_sys::Function>().call0(container);
    }
    listener
}

fn take(port: &MessagePort, answer: Rc<dyn Fn(Relayed) -> Answering>) {
    let reply = port.clone();
    let handed = Closure::once_into_js(move |event: MessageEvent| {
        reply.set_onmessage(None);
        let answering = read(&event.data()).map(|relayed| answer(relayed));
        spawn_local(async move {
            let response = match answering {
                Some(answering) => answering.await,
                None => None,
            };
            let sent = match &response {
                Some(response) => {
                    let (message, transfer) = write(response);
                    reply.post_message_with_transferable(&message, &transfer)
                }
                None => reply.post_message(&JsValue::from_str("decline")),
            };
            // Neither can fail: all of it can be cloned. Were it otherwise, the worker's time limit answers.
            debug_assert!(sent.is_ok());
        });
    });
    // Setting `onmessage` also starts the port.
    port.set_onmessage(Some(handed.unchecked_ref()));
    let _ = port.post_message(&JsValue::from_str("take"));
}

fn read(message: &JsValue) -> Option<Relayed> {
    let text = |name| Some(from_latin1(&property(message, name)?.as_string()?));
    let fields = property(message, "fields")?.dyn_into::<Array>().ok()?;
    let fields = fields.iter().filter_map(|pair| {
        let part = |at| Some(from_latin1(&Reflect::get_u32(&pair, at).ok()?.as_string()?).into());
        Some(Field { name: part(0)?, value: part(1)? })
    });
    let content: ArrayBuffer = property(message, "content")?.dyn_into().ok()?;
    Some(Relayed {
        request: Request {
            method: text("method")?.into(),
            target: text("target")?.into(),
            fields: fields.collect(),
            content: Uint8Array::new(&content).to_vec().into(),
        },
        own: property(message, "own")?.as_bool()?,
    })
}

/// The message, and what of it is handed over and not copied.
fn write(response: &Response) -> (Object, Array) {
    let fields = Array::new();
    for (name, value) in &response.fields {
        fields.push(&Array::of2(&name.as_str().into(), &latin1(value.as_bytes()).into()));
    }
    let message = Object::new();
    let set = |name: &str, value: &JsValue| {
        // Fails only on a frozen object.
        let _ = Reflect::set(&message, &name.into(), value);
    };
    set("status", &response.status.as_u16().into());
    set("fields", &fields);
    if response.content.is_empty() {
        set("content", &JsValue::NULL);
        return (message, Array::new());
    }
    let content = Uint8Array::from(&response.content[..]).buffer();
    set("content", &content);
    (message, Array::of1(&content))
}
