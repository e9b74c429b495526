//! Forwarding addresses: where to find what is no longer where it was (RFC 9110 §15.4).

use std::sync::Arc;

use serde_json::{Map, Value};

use super::{Item, World};

pub use crate::api::Forward;

impl World {
    /// Where what used to be at this path is now. Paths are from the API root, such as `/toys/automobile`.
    #[must_use]
    pub fn forward(&self, path: &str) -> Option<&Forward> {
        self.forwards.get(path)
    }

    /// Every path from which something has moved, from the API root.
    pub fn forwards(&self) -> impl Iterator<Item = &str> {
        self.forwards.keys().map(|path| &**path)
    }

    /// The addresses that begin so and lead elsewhere, with where to.
    pub fn forwards_from<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a Forward)> {
        let all = self.forwards.range(Arc::<str>::from(prefix)..).map(|(from, to)| (&**from, to));
        all.take_while(move |(from, _)| from.starts_with(prefix))
    }

    /// Moves an item to another id of its collection, with everything below it. Nothing happens where there is no
    /// such item, or where the other id is taken.
    pub(crate) fn rename(&mut self, collection: &str, from: &str, to: &str) {
        let Some(item) = self.find(collection, from).cloned() else { return };
        if self.find(collection, to).is_some() {
            return;
        }
        let renamed = |item: &Item, id: &str| {
            let mut fields = item.fields.clone();
            fields.insert("id".into(), id.into());
            fields
        };
        self.write(collection, to, renamed(&item, to));
        let (old, new) = (format!("{collection}/{from}/"), format!("{collection}/{to}/"));
        let below: Vec<_> = self
            .collections
            .range(Arc::from(old.as_str())..)
            .take_while(|(path, _)| path.starts_with(&old))
            .map(|(path, collection)| (Arc::clone(path), collection.iter().cloned().collect::<Vec<_>>()))
            .collect();
        for (path, items) in below {
            let Some(resource) = self.resource_of(&path) else { continue };
            let filled =
                self.resource(resource).map(|resource| resource.from_path.clone()).unwrap_or_default();
            let path = format!("{new}{}", path.strip_prefix(&old).unwrap_or_default());
            for item in items {
                let mut fields = renamed(&item, &item.id);
                for name in &filled {
                    if fields.get(name).and_then(Value::as_str) == Some(from) {
                        fields.insert(name.clone(), to.into());
                    }
                }
                self.write(&path, &item.id, fields);
            }
        }
        self.remove(collection, from);
    }

    /// Writes down the forwarding address that an item stands for, where its kind is one of those that do.
    pub(super) fn note_move(&mut self, resource: usize, fields: &Map<String, Value>) {
        if let Some((from, forward)) = self.forward_of(resource, fields) {
            self.forwards.insert(from.into(), forward);
        }
    }

    /// Forgets the forwarding address that an item stood for.
    pub(super) fn forget_move(&mut self, collection: &str, id: &str) {
        let Some(resource) = self.resource_of(collection) else { return };
        let from = self.find(collection, id).and_then(|item| self.forward_of(resource, &item.fields));
        if let Some((from, _)) = from {
            self.forwards.remove(from.as_str());
        }
    }

    fn forward_of(&self, resource: usize, fields: &Map<String, Value>) -> Option<(String, Forward)> {
        let moves = self.resource(resource)?.moves.as_ref()?;
        let text = |name: &str| fields.get(name).and_then(Value::as_str);
        let to = format!("{}/{}", moves.collection, text(&moves.to)?);
        let permanent = fields.get(&moves.permanent) == Some(&Value::Bool(true));
        Some((format!("{}/{}", moves.collection, text(&moves.from)?), Forward { to, permanent }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_below_moves_along() {
        let mut world = World::toy_library("/api");
        world.rename("/toys", "ball", "bouncer");
        assert!(world.find("/toys", "ball").is_none());
        assert_eq!(world.find("/toys", "bouncer").unwrap().fields["id"], "bouncer");
        assert_eq!(world.find("/toys/bouncer/loans", "1").unwrap().fields["toy"], "bouncer");
        assert!(world.collection("/toys/ball/loans").is_empty());
        assert_eq!(world.shelf().iter().filter(|toy| toy.lent_to.is_some()).count(), 1);
    }

    #[test]
    fn nothing_moves_onto_another() {
        let mut world = World::toy_library("/api");
        let before = world.save();
        world.rename("/toys", "ball", "car");
        world.rename("/toys", "nothing", "something");
        assert_eq!(world.save(), before);
    }
}
