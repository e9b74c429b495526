//! Stored resources: collections of items, as persistent maps.

use std::sync::Arc;

use bytes::Bytes;
use imbl::OrdMap;
use serde_json::{Map, Value};

/// One stored resource.
#[derive(Clone, Debug)]
pub struct Item {
    /// The id: the last segment of its path, decoded.
    pub id: Arc<str>,
    /// The fields stored, without links.
    pub fields: Map<String, Value>,
    /// Which version this is, from 1; it never goes back, not even when the item is removed and comes again.
    pub version: u64,
    /// When it last changed, in milliseconds since 1970-01-01T00:00:00Z.
    pub modified_ms: u64,
    /// Whether it changed more than once in the second of its last change: then its date tells two versions alike,
    /// and is a weak validator (RFC 9110 §8.8.2.2).
    pub hasty: bool,
    /// The JSON representation, links and all, written once for each version.
    pub json: Bytes,
}

/// What is left of an item that was removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tombstone {
    /// Its last version.
    pub version: u64,
    /// When it was removed, in milliseconds since 1970-01-01T00:00:00Z.
    pub at_ms: u64,
}

/// The items of one collection, in the order in which they came.
#[derive(Clone, Debug, Default)]
pub struct Collection {
    pub(super) items: OrdMap<u64, Arc<Item>>,
    pub(super) places: OrdMap<Arc<str>, u64>,
    /// A tombstone for each item that was removed.
    pub(super) gone: OrdMap<Arc<str>, Tombstone>,
    pub(super) next_place: u64,
    pub(super) revision: u64,
    pub(super) modified_ms: u64,
    /// As [`Item::hasty`].
    pub(super) hasty: bool,
}

impl Collection {
    /// The item with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Arc<Item>> {
        self.items.get(self.places.get(id)?)
    }

    /// The items in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Item>> {
        self.items.values()
    }

    /// The items with their places, which only grow and are never given twice.
    pub(crate) fn placed(&self) -> impl Iterator<Item = (u64, &Arc<Item>)> {
        self.items.iter().map(|(place, item)| (*place, item))
    }

    /// The items behind a place, with theirs.
    pub(crate) fn placed_after(&self, place: u64) -> impl Iterator<Item = (u64, &Arc<Item>)> {
        let behind = (std::ops::Bound::Excluded(place), std::ops::Bound::Unbounded);
        self.items.range(behind).map(|(place, item)| (*place, item))
    }

    /// The ids that begin so, in the order of the alphabet; each is found without a look at the others.
    pub fn ids_from<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a str> {
        let ids = self.places.range(Arc::<str>::from(prefix)..).map(|(id, _)| &**id);
        ids.take_while(move |id| id.starts_with(prefix))
    }

    /// The same of the ids of items that were removed and did not come again.
    pub fn gone_from<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a str> {
        let ids = self.gone.range(Arc::<str>::from(prefix)..).map(|(id, _)| &**id);
        ids.take_while(move |id| id.starts_with(prefix))
    }

    /// How many items there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// How often anything in it changed.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// When anything in it last changed, in milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn modified_ms(&self) -> u64 {
        self.modified_ms
    }

    /// Whether anything in it changed more than once in the second of its last change.
    #[must_use]
    pub fn hasty(&self) -> bool {
        self.hasty
    }

    /// What is left of an item that was removed and did not come again.
    #[must_use]
    pub fn tombstone(&self, id: &str) -> Option<Tombstone> {
        self.gone.get(id).copied()
    }

    /// The ids of the items that were removed and did not come again.
    pub fn tombstones(&self) -> impl Iterator<Item = &str> {
        self.gone.keys().map(|id| &**id)
    }

    /// Whether an item with this id is or ever was here.
    #[must_use]
    pub fn was_used(&self, id: &str) -> bool {
        self.places.contains_key(id) || self.gone.contains_key(id)
    }

    /// A number above that of every item that came before, to start from when an item needs one.
    #[must_use]
    pub fn next_number(&self) -> u64 {
        self.next_place + 1
    }

    /// The version that an item with this id gets when it is written next.
    #[must_use]
    pub(super) fn next_version(&self, id: &str) -> u64 {
        let last =
            self.get(id).map(|item| item.version).or_else(|| self.gone.get(id).map(|gone| gone.version));
        last.unwrap_or(0) + 1
    }

    /// Puts an item in the place of the one with its id, or at the end.
    pub(super) fn put(&mut self, item: Item) {
        self.changed(item.modified_ms);
        self.gone.remove(&item.id);
        let place = match self.places.get(&item.id) {
            Some(place) => *place,
            None => {
                let place = self.next_place;
                self.next_place += 1;
                self.places.insert(Arc::clone(&item.id), place);
                place
            }
        };
        self.items.insert(place, Arc::new(item));
    }

    /// Takes an item out. Its version is kept, so that one that comes again under its id is told apart.
    pub(super) fn remove(&mut self, id: &str, now_ms: u64) -> Option<Arc<Item>> {
        let place = self.places.remove(id)?;
        let item = self.items.remove(&place)?;
        self.gone.insert(Arc::clone(&item.id), Tombstone { version: item.version, at_ms: now_ms });
        self.changed(now_ms);
        Some(item)
    }

    /// Whether a change of the item with this id at this time is not its first in that second.
    pub(super) fn is_hasty(&self, id: &str, now_ms: u64) -> bool {
        let last = self.get(id).map(|item| item.modified_ms);
        last.or_else(|| self.gone.get(id).map(|gone| gone.at_ms))
            .is_some_and(|last| last / 1000 == now_ms / 1000)
    }

    fn changed(&mut self, now_ms: u64) {
        self.revision += 1;
        let last = self.modified_ms;
        self.modified_ms = last.max(now_ms);
        self.hasty = last / 1000 == self.modified_ms / 1000;
    }

    /// Takes every item out.
    pub(super) fn clear(&mut self, now_ms: u64) {
        let ids: Vec<_> = self.places.keys().cloned().collect();
        for id in ids {
            self.remove(&id, now_ms);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(id: &str, version: u64) -> Item {
        Item { id: id.into(), fields: Map::new(), version, modified_ms: 5, hasty: false, json: Bytes::new() }
    }

    #[test]
    fn items_keep_the_order_in_which_they_came() {
        let mut toys = Collection::default();
        for id in ["car", "boat", "ant"] {
            toys.put(item(id, 1));
        }
        toys.put(item("car", 2));
        let ids: Vec<_> = toys.iter().map(|item| item.id.to_string()).collect();
        assert_eq!(ids, ["car", "boat", "ant"]);
        assert_eq!(toys.get("car").unwrap().version, 2);
        assert_eq!(toys.revision(), 4);
    }

    #[test]
    fn a_version_never_comes_back() {
        let mut toys = Collection::default();
        toys.put(item("car", 3));
        toys.remove("car", 9);
        assert_eq!(toys.next_version("car"), 4);
        assert_eq!(toys.next_version("boat"), 1);
        assert_eq!(toys.modified_ms(), 9);
        assert_eq!(toys.tombstone("car"), Some(Tombstone { version: 3, at_ms: 9 }));
        toys.put(item("car", 4));
        assert_eq!(toys.tombstone("car"), None);
    }

    #[test]
    fn a_second_change_within_a_second_is_noticed() {
        let mut toys = Collection::default();
        toys.put(Item { modified_ms: 5_000, ..item("car", 1) });
        assert!(!toys.hasty() && toys.is_hasty("car", 5_999) && !toys.is_hasty("car", 6_000));
        toys.remove("car", 5_500);
        assert!(toys.hasty() && toys.is_hasty("car", 5_900));
        toys.put(Item { modified_ms: 7_000, ..item("boat", 1) });
        assert!(!toys.hasty());
    }

    #[test]
    fn an_old_copy_stays_as_it_was() {
        let mut toys = Collection::default();
        toys.put(item("car", 1));
        let before = toys.clone();
        toys.remove("car", 9);
        assert!(before.get("car").is_some());
        assert!(toys.is_empty());
    }
}
