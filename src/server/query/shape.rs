//! What of an item is shown: some of its fields, and what it is related to.

use bytes::Bytes;
use serde_json::{Map, Value};

use super::{FieldPath, filter::get};
use crate::{
    api::Resource,
    world::{Collection, Item, World, item_links},
};

/// What is shown of each item.
#[derive(Debug, Default)]
pub(super) struct Shown {
    /// These fields alone.
    pub(super) fields: Option<Vec<FieldPath>>,
    /// These relations beside them, in `_embedded`.
    pub(super) embed: Vec<String>,
}

/// What an answer rests on beyond its own collection: it must not be called the same when that changes.
#[derive(Debug, Default)]
pub(super) struct RestsOn {
    /// Revisions added up. Which collections are visited follows from the items shown, and a revision only grows,
    /// so a change in any of them changes the sum.
    pub(super) revisions: u64,
    pub(super) modified_ms: u64,
}

impl RestsOn {
    fn visit(&mut self, collection: &Collection) {
        self.revisions = self.revisions.wrapping_add(collection.revision());
        self.modified_ms = self.modified_ms.max(collection.modified_ms());
    }
}

impl Shown {
    /// Whether items are shown as they are stored.
    pub(super) fn is_plain(&self) -> bool {
        self.fields.is_none() && self.embed.is_empty()
    }

    /// An item in this shape.
    pub(super) fn item(
        &self,
        world: &World,
        resource: Option<&Resource>,
        collection: &str,
        item: &Item,
        rests_on: &mut RestsOn,
    ) -> Bytes {
        let mut json = match &self.fields {
            None => item.json.to_vec(),
            Some(paths) => {
                let paths: Vec<_> = paths.iter().map(|path| path.0.as_slice()).collect();
                let mut shown = some_of(&item.fields, &paths);
                let links = item_links(resource, world.base(), collection, &item.id, &item.fields);
                shown.insert("_links".into(), links.into());
                Value::Object(shown).to_string().into_bytes()
            }
        };
        // Every item ends in its links, so the object is never empty and a member may follow.
        if !self.embed.is_empty() && json.pop() == Some(b'}') {
            json.extend_from_slice(b",\"_embedded\":{");
            let mut first = true;
            for name in &self.embed {
                let Some(related) = related(world, resource, collection, item, name, rests_on) else {
                    continue;
                };
                if !first {
                    json.push(b',');
                }
                first = false;
                json.extend_from_slice(Value::from(name.as_str()).to_string().as_bytes());
                json.push(b':');
                json.extend_from_slice(&related);
            }
            json.extend_from_slice(b"}}");
        }
        json.into()
    }
}

/// The fields at these paths, in the order in which they are stored.
fn some_of(fields: &Map<String, Value>, paths: &[&[String]]) -> Map<String, Value> {
    let mut shown = Map::new();
    for (name, value) in fields {
        let below: Vec<&[String]> = paths
            .iter()
            .filter_map(|path| path.split_first().filter(|(first, _)| *first == name).map(|(_, rest)| rest))
            .collect();
        if below.iter().any(|rest| rest.is_empty()) {
            shown.insert(name.clone(), value.clone());
        } else if !below.is_empty() {
            shown.insert(name.clone(), part_of(value, &below));
        }
    }
    shown
}

fn part_of(value: &Value, paths: &[&[String]]) -> Value {
    match value {
        Value::Object(fields) => Value::Object(some_of(fields, paths)),
        Value::Array(items) => items.iter().map(|item| part_of(item, paths)).collect(),
        _ => Value::Null,
    }
}

/// What a relation leads to, as JSON: the items of a collection below this one, or the item that a field names.
/// `None` where a field names nothing.
fn related(
    world: &World,
    resource: Option<&Resource>,
    collection: &str,
    item: &Item,
    name: &str,
    rests_on: &mut RestsOn,
) -> Option<Vec<u8>> {
    let resource = resource?;
    if resource.children.iter().any(|child| child == name) {
        let below = world.collection(&format!("{collection}/{}/{name}", item.id));
        rests_on.visit(below);
        let mut json = vec![b'['];
        for (place, item) in below.iter().enumerate() {
            if place > 0 {
                json.push(b',');
            }
            json.extend_from_slice(&item.json);
        }
        json.push(b']');
        return Some(json);
    }
    let (_, target) = resource.refers_to.iter().find(|(field, _)| field == name)?;
    rests_on.visit(world.collection(target));
    let id = get(&item.fields, name)?.as_str()?;
    world.find(target, id).map(|item| item.json.to_vec())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn some_fields_are_shown_in_their_order_and_nested() {
        let item = json!({"a": 1, "b": {"c": 2, "d": [{"e": 3, "f": 4}, 5]}, "g": 6});
        let shown = |paths: &[&str]| {
            let paths: Vec<_> = paths.iter().map(|path| FieldPath::parse(path)).collect();
            let paths: Vec<_> = paths.iter().map(|path| path.0.as_slice()).collect();
            Value::Object(some_of(item.as_object().unwrap(), &paths)).to_string()
        };
        assert_eq!(shown(&["g", "a"]), r#"{"a":1,"g":6}"#);
        assert_eq!(shown(&["b.c", "b.d.e"]), r#"{"b":{"c":2,"d":[{"e":3},null]}}"#);
        assert_eq!(shown(&["b", "b.c"]), r#"{"b":{"c":2,"d":[{"e":3,"f":4},5]}}"#);
        assert_eq!(shown(&["x"]), "{}");
    }
}
