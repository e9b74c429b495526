//! What the page's address asks to be opened: what follows `#` in it.

use leptos::{html, prelude::*};

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

    /// Takes it away, with nothing scrolled; one that has come in between, and is yet to be looked at, stays.
    pub(super) fn leave(self) {
        if self.0.with_untracked(|fragment| *fragment == page::fragment()) {
            page::clear_fragment();
        }
        self.0.set(page::fragment());
    }
}

/// Whether a dialog that has told of its closing is closed still: it tells late, and by then the address may have
/// opened it again.
pub(super) fn is_shut(dialog: NodeRef<html::Dialog>) -> bool {
    dialog.get_untracked().is_none_or(|dialog| !dialog.open())
}
