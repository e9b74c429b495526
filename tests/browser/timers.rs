use std::future::{pending, ready};

use toyshelf::browser::timer::within;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn what_comes_in_time_is_had() {
    assert_eq!(within(60_000, &mut ready(7)).await, Some(7));
}

#[wasm_bindgen_test]
async fn what_never_comes_is_not_waited_for() {
    assert_eq!(within(1, &mut pending::<()>()).await, None);
}
