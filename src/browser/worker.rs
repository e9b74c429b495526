//! The service worker: registering it, being taken over by it, and knowing that it is ours.
//!
//! A worker is refused in many places, each in its own way: the property is missing (an insecure page), reading
//! it throws (a sandboxed frame), registering rejects, or nothing ever happens. None of that may stop the page.

use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    MessageChannel, RegistrationOptions, ServiceWorker, ServiceWorkerContainer, ServiceWorkerRegistration,
    ServiceWorkerUpdateViaCache,
};

use super::{error_name, event::Listener, page, property, said, timer::within};

/// How long a worker may take to be installed and started, in milliseconds.
const START_MS: u32 = 10_000;
/// How long it may take to take over this page, in milliseconds.
const CLAIM_MS: u32 = 4_000;
/// How long it may take to say its version, in milliseconds.
const HELLO_MS: u32 = 4_000;

/// What keeps the service worker away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Absence {
    /// There are no service workers in this browser or this kind of window.
    Unsupported,
    /// The page is not a secure context.
    Insecure,
    /// The browser refused, with what it said.
    Refused(String),
    /// The script could not be fetched or run, with what the browser said.
    Script(String),
    /// It did not start in time.
    Slow,
    /// It runs, but did not take over this page, as after a hard reload.
    Bypassed,
    /// The worker that answers is of another version or another app.
    Stranger,
}

/// The browser's service worker container, where this page may have one.
///
/// # Errors
/// [`Absence::Unsupported`], [`Absence::Insecure`] or [`Absence::Refused`].
pub fn container() -> Result<ServiceWorkerContainer, Absence> {
    let window = web_sys::window().ok_or(Absence::Unsupported)?;
    // Read by name: the typed getter would panic where the property is missing or throws.
    match js_sys::Reflect::get(&window.navigator(), &JsValue::from_str("serviceWorker")) {
        Ok(container) if container.is_object() => Ok(container.unchecked_into()),
        Ok(_) if !window.is_secure_context() => Err(Absence::Insecure),
        Ok(_) => Err(Absence::Unsupported),
        Err(error) => Err(Absence::Refused(said(&error))),
    }
}

/// Whether a worker controls this page at the moment, so that it would see a `fetch`.
#[must_use]
pub fn controls() -> bool {
    container().is_ok_and(|container| container.controller().is_some())
}

/// Registers `sw.js` beside the document, waits until it controls this page (asking it to, where a hard reload
/// has left it out), and makes sure that it speaks this version. Never reloads the page.
///
/// # Errors
/// What keeps the worker away.
pub async fn connect(version: u32) -> Result<(), Absence> {
    let container = container()?;
    let registration = register(&container).await?;
    let active = active(&container).await?;
    if container.controller().is_none() {
        // The worker takes over what it can when it is first activated; ask in case this page came later.
        let _ = active.post_message(&JsValue::from_str("claim"));
        wait_for_control(&container).await?;
    }
    if hello(&container).await == Some(version) {
        return Ok(());
    }
    // An older worker: fetch the newer one, which takes over at once.
    let changed = next(&container, "controllerchange");
    if let Ok(update) = registration.update()
        && let Some(Err(_)) = within(START_MS, &mut JsFuture::from(update)).await
    {
        return Err(Absence::Stranger);
    }
    if hello(&container).await != Some(version) {
        within(CLAIM_MS, &mut JsFuture::from(changed.promise)).await;
        if hello(&container).await != Some(version) {
            return Err(Absence::Stranger);
        }
    }
    Ok(())
}

async fn register(container: &ServiceWorkerContainer) -> Result<ServiceWorkerRegistration, Absence> {
    let script = page::beside("sw.js").ok_or(Absence::Unsupported)?;
    let scope = page::beside("./").ok_or(Absence::Unsupported)?;
    let options = RegistrationOptions::new();
    options.set_scope(&scope.href());
    options.set_update_via_cache(ServiceWorkerUpdateViaCache::None);
    let registering = container.register_with_options(&script.href(), &options);
    let answer = within(START_MS, &mut JsFuture::from(registering)).await.ok_or(Absence::Slow)?;
    let registration = answer.map_err(|error| {
        let (name, said) = (error_name(&error), said(&error));
        // A script of the wrong media type is a SecurityError too.
        if name == "TypeError" || said.contains("MIME") {
            Absence::Script(said)
        } else {
            Absence::Refused(said)
        }
    })?;
    // Tools that switch workers off leave something else here.
    registration.dyn_into().map_err(|_| Absence::Refused(String::new()))
}

async fn active(container: &ServiceWorkerContainer) -> Result<ServiceWorker, Absence> {
    let ready = container.ready().map_err(|error| Absence::Refused(said(&error)))?;
    // Pending for ever where the worker's installation failed.
    match within(START_MS, &mut JsFuture::from(ready)).await {
        Some(Ok(registration)) => {
            property(&registration, "active").map(JsCast::unchecked_into).ok_or(Absence::Slow)
        }
        Some(Err(error)) => Err(Absence::Refused(said(&error))),
        None => Err(Absence::Slow),
    }
}

async fn wait_for_control(container: &ServiceWorkerContainer) -> Result<(), Absence> {
    let changed = next(container, "controllerchange");
    if container.controller().is_none() {
        within(CLAIM_MS, &mut JsFuture::from(changed.promise)).await;
    }
    container.controller().map(|_| ()).ok_or(Absence::Bypassed)
}

/// The version of the worker that controls this page; `None` where there is none or it does not say.
async fn hello(container: &ServiceWorkerContainer) -> Option<u32> {
    let controller = container.controller()?;
    if controller.script_url() != page::beside("sw.js")?.href() {
        return None;
    }
    let channel = MessageChannel::new().ok()?;
    let (ours, theirs) = (channel.port1(), channel.port2());
    let answer = next(&ours, "message");
    ours.start();
    controller
        .post_message_with_transferable(&JsValue::from_str("hello"), &js_sys::Array::of1(&theirs))
        .ok()?;
    let event = within(HELLO_MS, &mut JsFuture::from(answer.promise)).await?.ok()?;
    ours.close();
    let version = property(&property(&event, "data")?, "version")?.as_f64()?;
    // `as` saturates; a version that is no small whole number is nobody's.
    Some(version as u32)
}

/// A promise of the next event of a kind, and the listener it depends on.
struct Next {
    promise: Promise,
    _listener: Option<Listener>,
}

fn next(target: &web_sys::EventTarget, kind: &'static str) -> Next {
    let mut listener = None;
    let promise = Promise::new(&mut |resolve, _| {
        listener = Some(Listener::new(target, kind, move |event| {
            let _ = resolve.call1(&JsValue::UNDEFINED, &event);
        }));
    });
    Next { promise, _listener: listener }
}
