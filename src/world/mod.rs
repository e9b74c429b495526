//! All that the server knows: API description, stored resources, clock, counters and settings.
//!
//! May use `http`, `schema` and `api`. A [`World`] is a persistent value: a clone shares everything with the
//! original, so keeping an old one costs next to nothing. Start with [`World::toy_library`]; the server changes a
//! world only through [`World::write`] and [`World::remove`].

mod clock;

mod differ;
mod fill;
mod forward;
mod kept;
mod pending;
mod represent;
mod save;
mod settings;
mod shelf;
mod store;

use std::sync::Arc;

use imbl::OrdMap;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    api::{
        Api, Resource, SharedApi,
        import::{Imported, Seeded},
        toys,
    },
    http::{encode::decimal, etag::EntityTag},
};

pub(crate) use clock::rfc3339;
pub use differ::{Difference, Differences, Differs, FieldChange, value_changes};
pub use fill::Filling;
pub use forward::Forward;
use kept::KeptAnswers;
pub(crate) use pending::Pending;
use pending::PendingWork;
pub(crate) use represent::{item_links, path};
pub(crate) use settings::Window;
pub use settings::{Cors, Down, Origins, RateLimit, Settings};
pub use shelf::ShelfToy;
pub use store::{Collection, Item, Tombstone};

/// When the toy library opened, 2026-01-01T09:00:00Z, in milliseconds since 1970-01-01T00:00:00Z.
const OPENED_MS: u64 = 1_767_258_000_000;

/// The sizes above which the server refuses a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// The longest target, in bytes.
    pub target: usize,
    /// The most that all header field lines may take together, in bytes.
    pub fields: usize,
    /// The largest content, in bytes.
    pub content: usize,
}

impl Limits {
    /// The limits of a new world: 2 KiB, 16 KiB and 1 MiB.
    pub const DEFAULT: Self = Self { target: 2 << 10, fields: 16 << 10, content: 1 << 20 };
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// All that the server knows, as one value that is cheap to clone and to keep.
#[derive(Clone, Debug)]
pub struct World {
    api: SharedApi,
    base: Arc<str>,
    now_ms: u64,
    exchanges: u64,
    settings: Arc<Settings>,
    /// Whether the settings are the default: kept, because every request asks.
    usual: bool,
    window: Window,
    collections: OrdMap<Arc<str>, Collection>,
    forwards: OrdMap<Arc<str>, Forward>,
    kept: KeptAnswers,
    pending: PendingWork,
    empty: Arc<Collection>,
}

impl World {
    /// The built-in toy library, freshly seeded, with its API root at `base` (such as `/api`, no slash at the end).
    #[must_use]
    pub fn toy_library(base: &str) -> Self {
        let mut world = Self::empty(toys::api(), base);
        for (path, items) in toys::seed() {
            for item in items.as_array().into_iter().flatten() {
                if let (Some(id), Some(fields)) = (item.get("id").and_then(Value::as_str), item.as_object()) {
                    world.write(path, id, fields.clone());
                }
            }
        }
        world
    }

    /// The world of an imported API, freshly seeded, with its API root at `base`.
    #[must_use]
    pub fn imported(imported: &Imported, base: &str) -> Self {
        let mut world = Self::empty(Arc::clone(&imported.api), base);
        for Seeded { collection, resource, items } in &imported.seed {
            let mut stored = Collection::default();
            for (id, fields) in items {
                stored.put(world.item(*resource, collection, id, fields.clone(), 1, world.now_ms));
            }
            world.collections.insert(Arc::from(collection.as_str()), stored);
        }
        world
    }

    /// A world with nothing in it, served by this API.
    #[must_use]
    pub fn empty(api: SharedApi, base: &str) -> Self {
        let forwards =
            api.forwards().iter().map(|(from, to)| (Arc::from(from.as_str()), to.clone())).collect();
        Self {
            api,
            base: base.trim_end_matches('/').into(),
            now_ms: OPENED_MS,
            exchanges: 0,
            settings: Arc::default(),
            usual: true,
            window: Window::default(),
            collections: OrdMap::new(),
            forwards,
            kept: KeptAnswers::default(),
            pending: PendingWork::default(),
            empty: Arc::default(),
        }
    }

    /// The same world with its clock at this time, in milliseconds since 1970-01-01T00:00:00Z. A clock never goes
    /// back: an earlier time leaves it as it is.
    #[must_use]
    pub fn at(&self, now_ms: u64) -> Self {
        Self { now_ms: self.now_ms.max(now_ms), ..self.clone() }
    }

    /// The time by this world's clock, in milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn now_ms(&self) -> u64 {
        self.now_ms
    }

    /// The path of the API root, such as `/api`, with no slash at the end.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The API that this world is served by.
    #[must_use]
    pub fn api(&self) -> &Api {
        &self.api
    }

    /// The sizes above which a message is refused.
    #[must_use]
    pub fn limits(&self) -> Limits {
        self.settings.limits
    }

    /// The settings: whether the server is up, how often it may be asked, its limits, who may read it.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Whether every setting is the default.
    pub(crate) fn has_usual_settings(&self) -> bool {
        self.usual
    }

    /// The same world with these settings; what is out of bounds is brought within them.
    #[must_use]
    pub fn with_settings(&self, settings: Settings) -> Self {
        let mut world = self.clone();
        world.set(settings);
        world
    }

    fn set(&mut self, settings: Settings) {
        let settings = settings.bounded();
        self.usual = settings == Settings::default();
        self.settings = Arc::new(settings);
    }

    /// The window in which requests are counted, as the last one left it.
    pub(crate) fn window(&self) -> Window {
        self.window
    }

    /// Keeps the window in which requests are counted.
    pub(crate) fn set_window(&mut self, window: Window) {
        self.window = window;
    }

    /// How many exchanges this world has answered.
    #[must_use]
    pub fn exchanges(&self) -> u64 {
        self.exchanges
    }

    /// Counts one more exchange.
    pub(crate) fn count_exchange(&mut self) -> u64 {
        self.exchanges += 1;
        self.exchanges
    }

    /// The collection at this path (from the API root, such as `/toys`); an empty one where nothing was stored yet.
    #[must_use]
    pub fn collection(&self, path: &str) -> &Collection {
        self.collections.get(path).unwrap_or(&self.empty)
    }

    /// Every collection in which something was ever stored, with its path.
    pub fn collections(&self) -> impl Iterator<Item = (&str, &Collection)> {
        self.collections.iter().map(|(path, collection)| (&**path, collection))
    }

    /// The item with this id in the collection at this path.
    #[must_use]
    pub fn find(&self, collection: &str, id: &str) -> Option<&Arc<Item>> {
        self.collection(collection).get(id)
    }

    /// Stores these fields as the item with this id: in place of the one there, or as a new one. Fields equal to
    /// those stored change nothing, not even the version. A path at which no collection lives stores nothing.
    pub fn write(&mut self, collection: &str, id: &str, fields: Map<String, Value>) {
        let Some(resource) = self.resource_of(collection) else { return };
        let stored = self.collection(collection);
        if stored.get(id).is_some_and(|item| item.fields == fields) {
            return;
        }
        let hasty = stored.is_hasty(id, self.now_ms);
        let item = self.item(resource, collection, id, fields, stored.next_version(id), self.now_ms);
        let item = Item { hasty, ..item };
        self.note_move(resource, &item.fields);
        self.collections.entry(Arc::from(collection)).or_default().put(item);
    }

    /// What there is one of only, at this path of an imported API, as long as it was never written: version 0, from when
    /// the world began.
    pub(crate) fn unwritten(&self, path: &str, fields: Map<String, Value>) -> Item {
        self.item(self.resource_of(path).unwrap_or(usize::MAX), path, "", fields, 0, OPENED_MS)
    }

    /// Takes the item with this id out of the collection at this path, and everything stored below it.
    pub fn remove(&mut self, collection: &str, id: &str) {
        let now_ms = self.now_ms;
        self.forget_move(collection, id);
        if let Some(collection) = self.collections.get_mut(collection) {
            collection.remove(id, now_ms);
        }
        let below = format!("{collection}/{id}/");
        let children: Vec<_> = self
            .collections
            .range(Arc::from(below.as_str())..)
            .map(|(path, _)| Arc::clone(path))
            .take_while(|path| path.starts_with(&below))
            .collect();
        for path in children {
            if let Some(collection) = self.collections.get_mut(&path) {
                collection.clear(now_ms);
            }
        }
    }

    /// The kind of resource stored in the collection at this path, by index into the API's resources.
    pub(crate) fn resource_of(&self, collection: &str) -> Option<usize> {
        let segments: Vec<String> =
            collection.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
        // As in the API's routes, a literal segment wins over a parameter.
        self.api
            .resources()
            .iter()
            .enumerate()
            .rev()
            .filter(|(_, resource)| resource.collection.find(&segments).is_some())
            .max_by_key(|(_, resource)| resource.collection.literals())
            .map(|(index, _)| index)
    }

    /// The kind of resource at this index.
    pub(crate) fn resource(&self, index: usize) -> Option<&Resource> {
        self.api.resources().get(index)
    }

    fn item(
        &self,
        resource: usize,
        collection: &str,
        id: &str,
        fields: Map<String, Value>,
        version: u64,
        modified_ms: u64,
    ) -> Item {
        let json = represent::item(self.resource(resource), &self.base, collection, id, &fields);
        Item { id: id.into(), fields, version, modified_ms, hasty: false, json }
    }
}

impl Item {
    /// The entity tag of its representation (RFC 9110 §8.8.3).
    #[must_use]
    pub fn etag(&self) -> EntityTag {
        EntityTag::strong(["v", decimal(self.version, &mut [0; 20])].concat())
    }
}

impl Collection {
    /// The entity tag of its representation (RFC 9110 §8.8.3).
    #[must_use]
    pub fn etag(&self) -> EntityTag {
        EntityTag::strong(["c", decimal(self.revision(), &mut [0; 20])].concat())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_toy_library_opens_with_toys_and_friends() {
        let world = World::toy_library("/api/");
        assert_eq!(world.base(), "/api");
        assert!(world.collection("/toys").len() >= 8);
        assert_eq!(world.collection("/friends").len(), 3);
        assert_eq!(world.collection("/toys").iter().next().unwrap().id.as_ref(), "car");
        assert_eq!(world.find("/toys", "car").unwrap().etag().to_string(), "\"v1\"");
    }

    #[test]
    fn writing_the_same_again_changes_nothing() {
        let mut world = World::toy_library("/api");
        let fields = world.find("/toys", "car").unwrap().fields.clone();
        let revision = world.collection("/toys").revision();
        world.write("/toys", "car", fields);
        assert_eq!(world.collection("/toys").revision(), revision);
    }

    #[test]
    fn what_lies_below_goes_with_its_item() {
        let mut world = World::toy_library("/api");
        assert_eq!(world.collection("/toys/ball/loans").len(), 1);
        world.remove("/toys", "ball");
        assert_eq!(world.collection("/toys/ball/loans").len(), 0);
        assert_eq!(world.find("/toys", "ball").map(|item| item.version), None);
    }

    #[test]
    fn a_clock_never_goes_back() {
        let world = World::toy_library("/api").at(OPENED_MS + 5);
        assert_eq!(world.at(3).now_ms(), OPENED_MS + 5);
    }

    #[test]
    fn nothing_is_stored_where_no_collection_lives() {
        let mut world = World::toy_library("/api");
        world.write("/nowhere", "x", Map::from_iter([("name".to_owned(), json!("x"))]));
        assert_eq!(world.collection("/nowhere").len(), 0);
    }
}
