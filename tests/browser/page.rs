use toyshelf::browser::{media::Wish, page, storage};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn the_api_root_is_beside_the_document() {
    let here = page::beside(".").map(|url| url.pathname());
    assert_eq!(Some(format!("{}/", page::api_base())), here.map(|here| format!("{here}api/")));
    assert!(!page::api_base().ends_with('/'));
}

#[wasm_bindgen_test]
fn a_window_that_is_not_framed_has_no_frame_path() {
    let window = web_sys::window().expect("a window");
    let parent = window.parent().expect("allowed").expect("a window has a parent, if only itself");
    assert_eq!(page::frame_path().is_empty(), js_sys::Object::is(&window, &parent), "{}", page::frame_path());
}

#[wasm_bindgen_test]
fn the_clock_is_in_this_century() {
    assert!(page::now_ms() > 1_700_000_000_000);
}

#[wasm_bindgen_test]
fn a_preference_is_kept() {
    assert_eq!(storage::preference("test-never-set"), None);
    storage::prefer("test-speed", "2");
    assert_eq!(storage::preference("test-speed").as_deref(), Some("2"));
    let window = web_sys::window().expect("a window");
    let store = window.local_storage().expect("allowed").expect("there");
    assert_eq!(store.get_item("toyshelf:test-speed"), Ok(Some("2".into())));
    store.remove_item("toyshelf:test-speed").expect("removed");
}

#[wasm_bindgen_test]
fn wishes_can_be_watched() {
    for wish in [Wish::LessMotion, Wish::Dark] {
        assert!(wish.watch(|_| {}).is_some(), "{wish:?}");
    }
}
