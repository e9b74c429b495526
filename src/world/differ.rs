//! In what two worlds differ: what is stored, and how the server is set up.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::Value;

use super::{Item, World};

/// One resource that is not the same in two worlds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Its path from the API root, such as `/toys/car`.
    pub path: String,
    /// What is different.
    pub what: Differs,
}

/// How a resource differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Differs {
    /// Only the first world has it.
    OnlyFirst {
        /// Its fields.
        fields: Value,
    },
    /// Only the second world has it.
    OnlySecond {
        /// Its fields.
        fields: Value,
    },
    /// Both have it, otherwise.
    Changed {
        /// The version in each.
        versions: (u64, u64),
        /// Where its fields differ; empty where it was changed and changed back.
        fields: Vec<FieldChange>,
    },
}

/// One place in which two JSON values differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// Where, as a JSON Pointer (RFC 6901).
    pub pointer: String,
    /// The value in the first; `None` where it has none.
    pub first: Option<Value>,
    /// The value in the second; `None` where it has none.
    pub second: Option<Value>,
}

/// What two worlds do not have in common.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Differences {
    /// The resources, by collection and in the order in which they came.
    pub resources: Vec<Difference>,
    /// How many more there are than are listed.
    pub more: usize,
    /// The settings, as places in their saved form.
    pub settings: Vec<FieldChange>,
}

impl Differences {
    /// The most resources that are listed.
    pub const MOST: usize = 200;

    /// Whether there is nothing that differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.resources.is_empty() && self.settings.is_empty()
    }
}

impl World {
    /// In what another world differs from this one. What both share is not looked into.
    #[must_use]
    pub fn differences(&self, other: &Self) -> Differences {
        let mut found = Differences::default();
        let mut collections: BTreeMap<&str, _> = self.collections().collect();
        collections.extend(other.collections());
        for path in collections.into_keys() {
            let (first, second) = (self.collection(path), other.collection(path));
            if first.items.ptr_eq(&second.items) {
                continue;
            }
            for item in first.iter() {
                match second.get(&item.id) {
                    None => found.add(path, item, || Differs::OnlyFirst { fields: fields(item) }),
                    Some(other) if Arc::ptr_eq(item, other) || item.same(other) => {}
                    Some(other) => found.add(path, item, || Differs::Changed {
                        versions: (item.version, other.version),
                        fields: value_changes(&fields(item), &fields(other)),
                    }),
                }
            }
            for item in second.iter().filter(|item| first.get(&item.id).is_none()) {
                found.add(path, item, || Differs::OnlySecond { fields: fields(item) });
            }
        }
        if self.settings() != other.settings() {
            // Numbers, texts and lists alone: they can always be written.
            let value = |world: &Self| serde_json::to_value(world.settings()).unwrap_or_default();
            found.settings = value_changes(&value(self), &value(other));
        }
        found
    }
}

impl Item {
    fn same(&self, other: &Self) -> bool {
        self.version == other.version && self.fields == other.fields
    }
}

impl Differences {
    fn add(&mut self, collection: &str, item: &Item, what: impl FnOnce() -> Differs) {
        if self.resources.len() < Self::MOST {
            let path = format!("{}/{}", collection.trim_end_matches('/'), item.id);
            // What there is one of only has no id.
            let path = path.strip_suffix('/').unwrap_or(&path).to_owned();
            self.resources.push(Difference { path, what: what() });
        } else {
            self.more += 1;
        }
    }
}

fn fields(item: &Item) -> Value {
    Value::Object(item.fields.clone())
}

/// Where two JSON values differ, in the order of the first, then what only the second has. Objects are compared member
/// by member, lists place by place.
#[must_use]
pub fn value_changes(first: &Value, second: &Value) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    compare(first, second, &mut String::new(), &mut changes);
    changes
}

/// `serde_json` reads no deeper than 127, so this ends.
fn compare(first: &Value, second: &Value, pointer: &mut String, changes: &mut Vec<FieldChange>) {
    let length = pointer.len();
    let step = |pointer: &mut String, name: &str| {
        pointer.truncate(length);
        pointer.push('/');
        pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
    };
    let lacks = |pointer: &str, first: Option<&Value>, second: Option<&Value>| FieldChange {
        pointer: pointer.to_owned(),
        first: first.cloned(),
        second: second.cloned(),
    };
    match (first, second) {
        (Value::Object(a), Value::Object(b)) => {
            for (name, value) in a {
                step(pointer, name);
                match b.get(name) {
                    Some(other) => compare(value, other, pointer, changes),
                    None => changes.push(lacks(pointer, Some(value), None)),
                }
            }
            for (name, value) in b.iter().filter(|(name, _)| !a.contains_key(*name)) {
                step(pointer, name);
                changes.push(lacks(pointer, None, Some(value)));
            }
        }
        (Value::Array(a), Value::Array(b)) => {
            for place in 0..a.len().max(b.len()) {
                step(pointer, &place.to_string());
                match (a.get(place), b.get(place)) {
                    (Some(value), Some(other)) => compare(value, other, pointer, changes),
                    (value, other) => changes.push(lacks(pointer, value, other)),
                }
            }
        }
        (first, second) if first != second => changes.push(lacks(pointer, Some(first), Some(second))),
        _ => {}
    }
    pointer.truncate(length);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::world::{Down, Settings};

    #[test]
    fn every_place_that_differs_is_named() {
        let first = json!({"a": 1, "b": [1, 2], "c/d": {"~": true}, "gone": null});
        let second = json!({"a": 1, "b": [1, 3, 4], "c/d": {"~": false}, "new": {}});
        let found: Vec<_> = value_changes(&first, &second)
            .into_iter()
            .map(|change| (change.pointer, change.first, change.second))
            .collect();
        let place = |pointer: &str, first, second| (pointer.to_owned(), first, second);
        assert_eq!(
            found,
            [
                place("/b/1", Some(json!(2)), Some(json!(3))),
                place("/b/2", None, Some(json!(4))),
                place("/c~1d/~0", Some(json!(true)), Some(json!(false))),
                place("/gone", Some(json!(null)), None),
                place("/new", None, Some(json!({}))),
            ]
        );
        for change in value_changes(&first, &second) {
            assert_eq!(first.pointer(&change.pointer), change.first.as_ref());
            assert_eq!(second.pointer(&change.pointer), change.second.as_ref());
        }
        assert!(value_changes(&first, &first).is_empty());
        assert_eq!(value_changes(&json!(1), &json!([1]))[0].pointer, "");
    }

    #[test]
    fn what_was_made_changed_and_removed_is_told_apart() {
        let world = World::toy_library("/api");
        assert!(world.differences(&world.clone()).is_empty());
        let mut other = world.clone();
        other.remove("/toys", "duck");
        let mut car = other.find("/toys", "car").unwrap().fields.clone();
        car.insert("color".into(), json!("#000000"));
        other.write("/toys", "car", car);
        other.write("/toys", "kite", serde_json::from_value(json!({"name": "Kite"})).unwrap());
        let other =
            other.with_settings(Settings { down: Some(Down { retry_after_s: 9 }), ..Settings::default() });

        let found = world.differences(&other);
        let paths: Vec<_> = found.resources.iter().map(|found| found.path.as_str()).collect();
        assert_eq!(paths, ["/toys/car", "/toys/duck", "/toys/kite"]);
        let Differs::Changed { versions, fields } = &found.resources[0].what else { panic!("{found:?}") };
        assert_eq!((versions, fields[0].pointer.as_str()), (&(1, 2), "/color"));
        assert!(matches!(found.resources[1].what, Differs::OnlyFirst { .. }));
        assert!(matches!(found.resources[2].what, Differs::OnlySecond { .. }));
        assert_eq!(found.settings[0].pointer, "/down");
    }

    #[test]
    fn a_long_list_is_cut_and_counted() {
        let world = World::toy_library("/api");
        let mut other = world.clone();
        for number in 0..Differences::MOST + 5 {
            other.write("/toys", &number.to_string(), serde_json::Map::new());
        }
        let found = world.differences(&other);
        assert_eq!((found.resources.len(), found.more), (Differences::MOST, 5));
    }
}
