//! A world as JSON, and back.

use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::{Collection, Item, KeptAnswers, PendingWork, Tombstone, World, settings::Settings};
use crate::api::{Api, SharedApi};

/// The version of the saved form. A form that this program does not know is refused, never guessed at.
const FORM: u64 = 1;

impl World {
    /// The world as a JSON value that [`World::restore`] reads back.
    #[must_use]
    pub fn save(&self) -> Value {
        let collections: Map<String, Value> = self
            .collections
            .iter()
            .map(|(path, collection)| {
                let items: Vec<Value> = collection
                    .placed()
                    .map(|(place, item)| {
                        let mut saved = json!({
                            "id": *item.id, "version": item.version, "modified": item.modified_ms,
                            "place": place, "fields": item.fields,
                        });
                        if item.hasty {
                            saved["hasty"] = true.into();
                        }
                        saved
                    })
                    .collect();
                let gone: Map<String, Value> = collection
                    .gone
                    .iter()
                    .map(|(id, gone)| (id.to_string(), json!([gone.version, gone.at_ms])))
                    .collect();
                let saved = json!({
                    "revision": collection.revision, "modified": collection.modified_ms,
                    "hasty": collection.hasty, "places": collection.next_place, "items": items, "gone": gone,
                });
                (path.to_string(), saved)
            })
            .collect();
        let api =
            if self.api.is_imported() { json!({ "document": self.api.document() }) } else { "toys".into() };
        json!({
            "form": FORM, "api": api, "now": self.now_ms, "exchanges": self.exchanges, "collections": collections,
            "kept": self.kept.save(), "pending": self.pending.save(),
            "settings": *self.settings, "window": self.window,
        })
    }

    /// The world that [`World::save`] wrote, with its API root at `base`.
    ///
    /// # Errors
    /// A sentence that says what in the value is not a saved world.
    pub fn restore(saved: &Value, base: &str) -> Result<Self, String> {
        Self::restore_by(saved, base, |document| Ok(Arc::new(Api::from_imported(document.clone()).0)))
    }

    /// As [`World::restore`], for a page that has only the first half of the server: it has the toy library, but cannot
    /// compile an imported document.
    ///
    /// # Errors
    /// As [`World::restore`], and for a world whose API was imported.
    pub fn restore_toy_library(saved: &Value, base: &str) -> Result<Self, String> {
        Self::restore_by(saved, base, |_| Err("its API was imported, which takes the whole server".into()))
    }

    fn restore_by(
        saved: &Value,
        base: &str,
        imported: fn(&Value) -> Result<SharedApi, String>,
    ) -> Result<Self, String> {
        if number(saved, "form")? != FORM {
            return Err("it was saved in a form that this version does not know".into());
        }
        let api = match saved.get("api").and_then(|api| api.get("document")) {
            Some(document) => imported(document)?,
            None => crate::api::toys::api(),
        };
        let mut world = Self::empty(api, base);
        world.now_ms = number(saved, "now")?;
        world.exchanges = number(saved, "exchanges")?;
        // Worlds saved before there were settings have neither.
        world.set(part::<Settings>(saved, "settings")?);
        world.window = part(saved, "window")?;
        let collections = saved
            .get("collections")
            .and_then(Value::as_object)
            .ok_or("its field “collections” is missing or is no object")?;
        for (path, saved) in collections {
            let resource =
                world.resource_of(path).ok_or_else(|| format!("there is no collection “{path}”"))?;
            let mut collection = Collection::default();
            for item in saved.get("items").and_then(Value::as_array).into_iter().flatten() {
                let id = item.get("id").and_then(Value::as_str).ok_or("an item has no id")?;
                let fields = item
                    .get("fields")
                    .and_then(Value::as_object)
                    .ok_or_else(|| format!("the item “{id}” has no fields"))?;
                // Worlds saved before places were kept have them one after the other.
                if let Some(place) = item.get("place").and_then(Value::as_u64) {
                    collection.next_place = place.max(collection.next_place).min(u64::MAX / 2);
                }
                world.note_move(resource, fields);
                let stored = world.item(
                    resource,
                    path,
                    id,
                    fields.clone(),
                    number(item, "version")?,
                    number(item, "modified")?,
                );
                collection.put(Item { hasty: item.get("hasty") == Some(&Value::Bool(true)), ..stored });
            }
            collection.modified_ms = number(saved, "modified")?;
            for (id, gone) in saved.get("gone").and_then(Value::as_object).into_iter().flatten() {
                // Saved by an earlier version, a tombstone is the last version alone.
                let version = gone.as_u64().or_else(|| gone.get(0)?.as_u64());
                let at_ms = gone.get(1).and_then(Value::as_u64).unwrap_or(collection.modified_ms);
                let version = version.ok_or_else(|| format!("the version of “{id}” is no number"))?;
                collection.gone.insert(Arc::from(id.as_str()), Tombstone { version, at_ms });
            }
            collection.revision = number(saved, "revision")?;
            collection.hasty = saved.get("hasty") == Some(&Value::Bool(true));
            if let Some(places) = saved.get("places").and_then(Value::as_u64) {
                collection.next_place = collection.next_place.max(places.min(u64::MAX / 2));
            }
            world.collections.insert(Arc::from(path.as_str()), collection);
        }
        world.kept = KeptAnswers::restore(saved.get("kept"))?;
        world.pending = PendingWork::restore(saved.get("pending"))?;
        Ok(world)
    }
}

/// A member that older saves may lack.
fn part<T: Default + DeserializeOwned>(holder: &Value, key: &str) -> Result<T, String> {
    match holder.get(key) {
        None => Ok(T::default()),
        Some(part) => {
            T::deserialize(part).map_err(|error| format!("its field “{key}” cannot be read: {error}"))
        }
    }
}

pub(super) fn number(holder: &Value, key: &str) -> Result<u64, String> {
    holder
        .get(key)
        .and_then(Value::as_u64)
        .ok_or_else(|| format!("its field “{key}” is missing or is no whole number"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::{RateLimit, Window};

    #[test]
    fn a_world_saved_before_there_were_settings_still_loads() {
        let mut old = World::toy_library("/api").save();
        let members = old.as_object_mut().unwrap();
        members.remove("settings");
        members.remove("window");
        assert_eq!(World::restore(&old, "/api").unwrap().settings(), &Settings::default());
    }

    #[test]
    fn a_world_comes_back_as_it_was() {
        let mut world = World::toy_library("/api").at(1_800_000_000_000);
        world.remove("/toys", "duck");
        let mut fields = Map::new();
        fields.insert("name".into(), json!("Boat"));
        world.write("/toys", "boat", fields);
        world.set_window(Window { opened_ms: 3, used: 2 });
        let rate = Some(RateLimit { requests: 5, window_s: 60 });
        let world = world.with_settings(Settings { rate, ..Settings::default() });
        let back = World::restore(&world.save(), "/api").unwrap();
        assert_eq!(back.save(), world.save());
        assert_eq!((back.settings(), back.window()), (world.settings(), world.window()));
        assert_eq!(back.find("/toys", "boat").unwrap().json, world.find("/toys", "boat").unwrap().json);
        let ids = |world: &World| world.shelf().into_iter().map(|toy| toy.id).collect::<Vec<_>>();
        assert_eq!(ids(&back), ids(&world));
    }

    #[test]
    fn a_world_saved_before_tombstones_had_times_still_loads() {
        let mut world = World::toy_library("/api");
        world.remove("/toys", "duck");
        let mut saved = world.save();
        for member in ["kept", "pending"] {
            saved.as_object_mut().unwrap().remove(member);
        }
        saved["collections"]["/toys"]["gone"] = json!({"duck": 1});
        for member in ["hasty", "places"] {
            saved["collections"]["/toys"].as_object_mut().unwrap().remove(member);
        }
        let back = World::restore(&saved, "/api").unwrap();
        let duck = back.collection("/toys").tombstone("duck").unwrap();
        assert_eq!((duck.version, duck.at_ms), (1, world.collection("/toys").modified_ms()));
    }

    #[test]
    fn what_is_no_saved_world_is_refused_with_a_reason() {
        let good = World::toy_library("/api").save();
        for (key, value) in [
            ("form", json!(2)),
            ("now", json!("x")),
            ("settings", json!({"rate": "often"})),
            ("collections", json!(3)),
            ("collections", json!({"/x": {}})),
        ] {
            let mut bad = good.clone();
            bad[key] = value;
            assert!(!World::restore(&bad, "/api").unwrap_err().is_empty(), "{key}");
        }
        assert!(World::restore(&json!(null), "/api").is_err());
    }
}
