//! What needs a browser: run by `cargo xtask test` in headless Chromium. Natively this is empty.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::expect_used, reason = "a test says what it expects")]

mod engine;
mod frames;
mod page;
mod session;
mod timers;
mod transport;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
