//! Mounts the app.

use leptos::prelude::*;
use toyshelf::view::{App, Session};

fn main() {
    console_error_panic_hook::set_once();
    mount_to_body(|| {
        let session = Session::connect();
        view! { <App session/> }
    });
}
