//! Mounts the app.

use leptos::prelude::*;
use toyshelf::view::{App, Shell};

fn main() {
    console_error_panic_hook::set_once();
    mount_to_body(|| {
        let shell = Shell::open();
        view! { <App shell/> }
    });
}
