//! JSON representations, with the links that lead on from them.

use std::sync::Arc;

use bytes::Bytes;
use percent_encoding::utf8_percent_encode;
use serde_json::{Map, Value};

use super::{Item, World};
use crate::{
    api::{Resource, Shape},
    http::{Method, encode::SEGMENT},
};

/// The path of an item as it stands in a link: the API root, the collection and the id, encoded. What there is one of
/// only has an empty id, and lives at the path of its collection.
pub(crate) fn path(base: &str, collection: &str, id: Option<&str>) -> String {
    let mut path = base.to_owned();
    for segment in collection.split('/').chain(id).filter(|segment| !segment.is_empty()) {
        path.push('/');
        path.extend(utf8_percent_encode(segment, SEGMENT));
    }
    path
}

/// An item: its fields, and links to itself, its collection, what lies below it and what it refers to.
pub(super) fn item(
    resource: Option<&Resource>,
    base: &str,
    collection: &str,
    id: &str,
    fields: &Map<String, Value>,
) -> Bytes {
    let shown = if let Some(kept) = resource.and_then(|resource| resource.kept.as_ref()) {
        let shown = fields.iter().filter(|(name, _)| !kept.write_only.contains(name));
        shown.map(|(name, value)| (name.clone(), value.clone())).collect()
    } else {
        let mut shown = fields.clone();
        shown.insert("_links".into(), item_links(resource, base, collection, id, fields).into());
        shown
    };
    Value::Object(shown).to_string().into()
}

/// The links of an item.
pub(crate) fn item_links(
    resource: Option<&Resource>,
    base: &str,
    collection: &str,
    id: &str,
    fields: &Map<String, Value>,
) -> Map<String, Value> {
    let own = path(base, collection, Some(id));
    let mut links = Map::new();
    links.insert("self".into(), own.clone().into());
    if resource.is_none_or(|resource| resource.listed) {
        links.insert("collection".into(), path(base, collection, None).into());
    }
    for child in resource.into_iter().flat_map(|resource| &resource.children) {
        links.insert(child.clone(), format!("{own}/{child}").into());
    }
    for (field, target) in resource.into_iter().flat_map(|resource| &resource.refers_to) {
        if let Some(id) = fields.get(field).and_then(Value::as_str) {
            links.insert(field.clone(), path(base, target, Some(id)).into());
        }
    }
    links
}

impl World {
    /// The JSON representation of a collection with these of its items: the items, how many, and links.
    #[must_use]
    pub fn collection_json<'a>(
        &self,
        path_from_root: &str,
        items: impl Iterator<Item = &'a Arc<Item>>,
    ) -> Bytes {
        let items: Vec<&Bytes> = items.map(|item| &item.json).collect();
        let total = items.len();
        // Room for everything at once: a long list is otherwise copied again and again while it grows.
        let mut json = Vec::with_capacity(items.iter().map(|item| item.len() + 1).sum::<usize>() + 128);
        json.extend_from_slice(b"{\"items\":[");
        for (place, item) in items.into_iter().enumerate() {
            if place > 0 {
                json.push(b',');
            }
            json.extend_from_slice(item);
        }
        let own = Value::from(path(&self.base, path_from_root, None));
        json.extend_from_slice(format!("],\"total\":{total},\"_links\":{{\"self\":{own}}}}}").as_bytes());
        json.into()
    }

    /// The JSON representation of the API's root: links to every path that has no parameter.
    #[must_use]
    pub fn root_json(&self) -> Bytes {
        let mut links = Map::new();
        links.insert("self".into(), format!("{}/", self.base).into());
        for route in self.api.routes().iter().filter(|route| route.shape != Shape::Root) {
            let segments = route.template.segments();
            if route.template.literals() == segments.len() && route.operation(&Method::GET).is_some() {
                let path = route.template.text();
                let name =
                    if route.shape == Shape::Description { "describedby" } else { path.trim_matches('/') };
                links.insert(name.into(), format!("{}{path}", self.base).into());
            }
        }
        serde_json::json!({ "title": self.api.title(), "_links": links }).to_string().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_links_on() {
        let world = World::toy_library("/here/api");
        let loan: Value = serde_json::from_slice(&world.find("/toys/ball/loans", "1").unwrap().json).unwrap();
        assert_eq!(loan["_links"]["self"], "/here/api/toys/ball/loans/1");
        assert_eq!(loan["_links"]["friend"], "/here/api/friends/zoe");
        let toy: Value = serde_json::from_slice(&world.find("/toys", "car").unwrap().json).unwrap();
        assert_eq!(toy["_links"]["loans"], "/here/api/toys/car/loans");
    }

    #[test]
    fn the_root_links_to_every_fixed_path() {
        let root: Value = serde_json::from_slice(&World::toy_library("/api").root_json()).unwrap();
        assert_eq!(root["_links"]["toys"], "/api/toys");
        assert_eq!(root["_links"]["describedby"], "/api/openapi.json");
    }

    #[test]
    fn a_collection_is_json() {
        let world = World::toy_library("/api");
        let toys: Value =
            serde_json::from_slice(&world.collection_json("/toys", world.collection("/toys").iter()))
                .unwrap();
        assert_eq!(toys["items"].as_array().unwrap().len() as u64, toys["total"].as_u64().unwrap());
        assert_eq!(toys["_links"]["self"], "/api/toys");
        let none: Value = serde_json::from_slice(&world.collection_json("/x", std::iter::empty())).unwrap();
        assert_eq!(none["items"], serde_json::json!([]));
    }

    #[test]
    fn a_link_is_encoded() {
        assert_eq!(path("/api", "/toys", Some("a b/ü")), "/api/toys/a%20b%2F%C3%BC");
    }
}
