//! All that the server knows: API description, stored resources, clock, counters and settings.
//!
//! May use `http`, `schema` and `api`. A [`World`] is a persistent value: a clone shares everything with the
//! original, so keeping an old one costs next to nothing.

/// All that the server knows, as one value that is cheap to clone and to keep.
#[derive(Clone, Debug)]
pub struct World {}

impl World {
    /// The built-in toy library, freshly seeded, with its API root at `base` (such as `/api`, no slash at the end).
    #[must_use]
    pub fn toy_library(base: &str) -> Self {
        let _ = base;
        todo!()
    }

    /// The same world with its clock at this time, in milliseconds since 1970-01-01T00:00:00Z. A clock never goes
    /// back: an earlier time leaves it as it is.
    #[must_use]
    pub fn at(&self, now_ms: u64) -> Self {
        let _ = now_ms;
        todo!()
    }

    /// The time by this world's clock, in milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn now_ms(&self) -> u64 {
        todo!()
    }

    /// The path of the API root, such as `/api`, with no slash at the end.
    #[must_use]
    pub fn base(&self) -> &str {
        todo!()
    }

    /// What the shelf shows: every toy that is or was there, in the order of the collection.
    #[must_use]
    pub fn shelf(&self) -> Vec<ShelfToy> {
        todo!()
    }

    /// The world as a JSON value that [`World::restore`] reads back.
    #[must_use]
    pub fn save(&self) -> serde_json::Value {
        todo!()
    }

    /// The world that [`World::save`] wrote, with its API root at `base`.
    ///
    /// # Errors
    /// A sentence that says what in the value is not a saved world.
    pub fn restore(saved: &serde_json::Value, base: &str) -> Result<Self, String> {
        let _ = (saved, base);
        todo!()
    }
}

/// One toy as the shelf draws it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShelfToy {
    /// The id, such as `car`.
    pub id: String,
    /// The name, such as `Red racing car`.
    pub name: String,
    /// The kind, which picks the drawing: `car`, `duck`, `blocks`, `robot`, `train`, `bear`, `boat`, `kite`,
    /// `ball`, `drum`, `rocket`, or any other text.
    pub kind: String,
    /// The colour the toy says it has, where it is a CSS hex colour such as `#e4572e`.
    pub color: Option<String>,
    /// The friend who has it, where it is lent out: the shelf shows an outline.
    pub lent_to: Option<String>,
    /// The entity tag, such as `"v3"`.
    pub etag: String,
}
