//! A world as JSON, and back.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::{Collection, World};
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
                    .iter()
                    .map(|item| {
                        json!({
                            "id": *item.id, "version": item.version, "modified": item.modified_ms,
                            "fields": item.fields,
                        })
                    })
                    .collect();
                let gone: Map<String, Value> =
                    collection.gone.iter().map(|(id, version)| (id.to_string(), json!(version))).collect();
                let saved = json!({
                    "revision": collection.revision, "modified": collection.modified_ms,
                    "items": items, "gone": gone,
                });
                (path.to_string(), saved)
            })
            .collect();
        let api =
            if self.api.is_imported() { json!({ "document": self.api.document() }) } else { "toys".into() };
        json!({ "form": FORM, "api": api, "now": self.now_ms, "exchanges": self.exchanges, "collections": collections })
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
                collection.put(world.item(
                    resource,
                    path,
                    id,
                    fields.clone(),
                    number(item, "version")?,
                    number(item, "modified")?,
                ));
            }
            for (id, version) in saved.get("gone").and_then(Value::as_object).into_iter().flatten() {
                let version =
                    version.as_u64().ok_or_else(|| format!("the version of “{id}” is no number"))?;
                collection.gone.insert(Arc::from(id.as_str()), version);
            }
            collection.revision = number(saved, "revision")?;
            collection.modified_ms = number(saved, "modified")?;
            world.collections.insert(Arc::from(path.as_str()), collection);
        }
        Ok(world)
    }
}

fn number(holder: &Value, key: &str) -> Result<u64, String> {
    holder
        .get(key)
        .and_then(Value::as_u64)
        .ok_or_else(|| format!("its field “{key}” is missing or is no whole number"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_world_comes_back_as_it_was() {
        let mut world = World::toy_library("/api").at(1_800_000_000_000);
        world.remove("/toys", "duck");
        let mut fields = Map::new();
        fields.insert("name".into(), json!("Boat"));
        world.write("/toys", "boat", fields);
        let back = World::restore(&world.save(), "/api").unwrap();
        assert_eq!(back.save(), world.save());
        assert_eq!(back.find("/toys", "boat").unwrap().json, world.find("/toys", "boat").unwrap().json);
        let ids = |world: &World| world.shelf().into_iter().map(|toy| toy.id).collect::<Vec<_>>();
        assert_eq!(ids(&back), ids(&world));
    }

    #[test]
    fn what_is_no_saved_world_is_refused_with_a_reason() {
        let good = World::toy_library("/api").save();
        for (key, value) in [
            ("form", json!(2)),
            ("now", json!("x")),
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
