//! What the page's address asks to be opened: what follows `#` in it.

use leptos::prelude::*;

use crate::browser::{event::Listener, page};

/// What follows `#` in the page's address, as long as the page lives.
#[derive(Clone, Copy, Debug)]
pub(super) struct Address(RwSignal<String>);

impl Address {
    /// Follows the address from now on.
    pub(super) fn follow() -> Self {
        let fragment = RwSignal::new(page::fragment());
        let look = move |_| fragment.set(page::fragment());
        let listener = web_sys::window().map(|window| Listener::new(&window, "hashchange", look));
        StoredValue::new_local(listener);
        Self(fragment)
    }

    /// What this makes of it, as a signal that is told of every change.
    pub(super) fn read<T: PartialEq + Send + Sync + 'static>(self, read: fn(&str) -> T) -> Memo<T> {
        Memo::new(move |_| self.0.with(|fragment| read(fragment)))
    }

    /// Takes it away, with nothing scrolled.
    pub(super) fn leave(self) {
        page::clear_fragment();
        self.0.set(page::fragment());
    }
}
