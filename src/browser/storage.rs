//! Key-value storage that may be refused, full, or not what was left there.

use wasm_bindgen::JsValue;
use web_sys::Storage;

use super::{error_name, said};

/// Why something could not be stored or read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreError {
    /// The browser does not allow it, with what it said.
    Refused(String),
    /// There is no room left.
    Full,
}

/// A key-value store of text: `sessionStorage`, `localStorage`, or one made for a test.
pub trait Store {
    /// The value of a key, where there is one.
    ///
    /// # Errors
    /// [`StoreError::Refused`].
    fn get(&self, key: &str) -> Result<Option<String>, StoreError>;

    /// Sets the value of a key.
    ///
    /// # Errors
    /// [`StoreError::Refused`], or [`StoreError::Full`]; either way what was there stays.
    fn set(&self, key: &str, value: &str) -> Result<(), StoreError>;

    /// Removes a key, where it is there and the browser allows it.
    fn remove(&self, key: &str);

    /// All keys, in no particular order; none where the browser refuses.
    fn keys(&self) -> Vec<String>;
}

impl Store for Storage {
    fn get(&self, key: &str) -> Result<Option<String>, StoreError> {
        self.get_item(key).map_err(|error| refusal(&error))
    }

    fn set(&self, key: &str, value: &str) -> Result<(), StoreError> {
        self.set_item(key, value).map_err(|error| refusal(&error))
    }

    fn remove(&self, key: &str) {
        let _ = self.remove_item(key);
    }

    fn keys(&self) -> Vec<String> {
        let length = self.length().unwrap_or(0);
        (0..length).filter_map(|at| self.key(at).ok().flatten()).collect()
    }
}

fn refusal(error: &JsValue) -> StoreError {
    match error_name(error).as_str() {
        // The second is Firefox's older name.
        "QuotaExceededError" | "NS_ERROR_DOM_QUOTA_REACHED" => StoreError::Full,
        _ => StoreError::Refused(said(error)),
    }
}

/// This tab's own storage, which a reload keeps and another tab does not see.
///
/// # Errors
/// [`StoreError::Refused`].
pub fn of_this_tab() -> Result<Storage, StoreError> {
    let window = web_sys::window().ok_or_else(|| StoreError::Refused(String::new()))?;
    window
        .session_storage()
        .map_err(|error| refusal(&error))?
        .ok_or_else(|| StoreError::Refused(String::new()))
}

/// A choice the visitor has made for all tabs, such as `theme` or `speed`. `None` where none was made, or where
/// the browser keeps none.
#[must_use]
pub fn preference(name: &str) -> Option<String> {
    of_all_tabs()?.get(&preference_key(name)).ok().flatten()
}

/// Keeps such a choice. Where the browser refuses, it holds until the page is closed, and that is all.
pub fn prefer(name: &str, value: &str) {
    if let Some(store) = of_all_tabs() {
        let _ = store.set(&preference_key(name), value);
    }
}

fn preference_key(name: &str) -> String {
    format!("toyshelf:{name}")
}

fn of_all_tabs() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}
