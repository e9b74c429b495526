//! Waiting, and not waiting for ever.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    task::Poll,
};

use js_sys::Promise;
use wasm_bindgen_futures::JsFuture;

/// Waits for so many milliseconds. Browsers stretch this in tabs that are hidden.
pub async fn sleep(ms: u32) {
    /// Forgets the timer when nobody waits for it any more.
    struct Timeout(Option<i32>);
    impl Drop for Timeout {
        fn drop(&mut self) {
            if let (Some(id), Some(window)) = (self.0, web_sys::window()) {
                window.clear_timeout_with_handle(id);
            }
        }
    }

    let mut timeout = Timeout(None);
    let ms = i32::try_from(ms).unwrap_or(i32::MAX);
    let promise = Promise::new(&mut |resolve, _| {
        timeout.0 = web_sys::window().and_then(|window| {
            window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms).ok()
        });
    });
    if timeout.0.is_some() {
        // A timer's promise is never rejected.
        let _ = JsFuture::from(promise).await;
    }
}

/// What the future comes to, or `None` where it takes longer than so many milliseconds. The future is only
/// borrowed, so that it can be waited for again.
pub async fn within<T>(ms: u32, future: &mut (impl Future<Output = T> + Unpin)) -> Option<T> {
    let mut future = pin!(future);
    let mut limit = pin!(sleep(ms));
    poll_fn(|context| {
        if let Poll::Ready(value) = future.as_mut().poll(context) {
            return Poll::Ready(Some(value));
        }
        limit.as_mut().poll(context).map(|()| None)
    })
    .await
}
