//! The engine answers in a browser what it answers natively.

use toyshelf::{http::Request, server::dispatch, world::World};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn a_toy_lent_in_the_browser_is_gone_from_the_shelf() {
    let world = World::toy_library("/api").at(1_800_000_000_000);
    let lend = Request::new("POST", "/api/toys/car/loans").json(r#"{"friend":"mia"}"#);
    let (after, lent) = dispatch(&world, lend);
    assert_eq!(lent.response.status, 201);
    assert_eq!(after.shelf()[0].lent_to.as_deref(), Some("Mia"));
    assert_eq!(world.shelf()[0].lent_to, None, "the world before is as it was");

    let (_, read) = dispatch(&after, Request::new("GET", "/api/toys/car"));
    let seen =
        js_sys::JSON::parse(&String::from_utf8_lossy(&read.response.content)).expect("the browser reads it");
    let available = js_sys::Reflect::get(&seen, &"available".into()).expect("a toy is an object");
    assert_eq!(available.as_bool(), Some(false));
}
