//! A shelf with many toys on it, for whoever wants to see how a server bears them.

use serde_json::{Map, Value};

use super::World;

/// What made-up toys are made of: they differ, so that filters and orders have something to do.
const COLORS: [(&str, &str); 6] = [
    ("Red", "#e4572e"),
    ("Blue", "#2f5fd0"),
    ("Green", "#1d7a5f"),
    ("Yellow", "#f0b429"),
    ("Purple", "#7a3ab8"),
    ("Brown", "#a86f3b"),
];
const KINDS: [&str; 11] =
    ["car", "duck", "blocks", "robot", "train", "bear", "boat", "kite", "ball", "drum", "rocket"];
const MATERIALS: [&str; 4] = ["wood", "metal", "cloth", "plastic"];

/// The work of putting more toys on the shelf of a toy library, some at a time. The same count gives the same toys.
#[derive(Clone, Debug)]
pub struct Filling {
    world: World,
    next: usize,
    count: usize,
}

impl Filling {
    /// The most toys that are put on a shelf.
    pub const MOST: usize = 100_000;

    /// The work of filling the shelf of a fresh toy library at this API root, up to so many toys in all, at most
    /// [`Filling::MOST`].
    #[must_use]
    pub fn of(base: &str, count: usize) -> Self {
        let world = World::toy_library(base);
        let next = world.collection("/toys").len();
        Self { world, next, count: count.clamp(next, Self::MOST) }
    }

    /// How many toys are on the shelf so far.
    #[must_use]
    pub fn done(&self) -> usize {
        self.next
    }

    /// How many there will be.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }

    /// Puts so many more toys on the shelf, or as many as are still to come; whether that was the last of them.
    pub fn advance(&mut self, toys: usize) -> bool {
        let to = self.count.min(self.next.saturating_add(toys));
        for number in self.next..to {
            let (color, hex) = COLORS[number % COLORS.len()];
            let kind = KINDS[number * 7 % KINDS.len()];
            let id = format!("toy-{number}");
            let fields: Map<String, Value> = [
                ("id", Value::from(id.as_str())),
                ("name", format!("{color} {kind} {number}").into()),
                ("kind", kind.into()),
                ("color", hex.into()),
                ("wheels", (number * 7919 % 13).into()),
                ("madeOf", MATERIALS[number * 31 % MATERIALS.len()].into()),
                ("available", true.into()),
            ]
            .map(|(name, value)| (name.to_owned(), value))
            .into_iter()
            .collect();
            self.world.write("/toys", &id, fields);
        }
        self.next = to;
        self.next >= self.count
    }

    /// The toy library with what is on its shelf so far.
    #[must_use]
    pub fn into_world(self) -> World {
        self.world
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shelf_is_filled_a_piece_at_a_time() {
        let mut filling = Filling::of("/api", 60);
        let opened = filling.done();
        assert!(!filling.advance(10));
        assert_eq!(filling.done(), opened + 10);
        assert!(filling.advance(1_000));
        assert_eq!((filling.done(), filling.count()), (60, 60));
        let world = filling.into_world();
        assert_eq!(world.collection("/toys").len(), 60);

        let mut at_once = Filling::of("/api", 60);
        at_once.advance(60);
        assert_eq!(at_once.into_world().save(), world.save());
    }

    #[test]
    fn there_is_a_most_and_a_least() {
        assert_eq!(Filling::of("/api", usize::MAX).count(), Filling::MOST);
        let none = Filling::of("/api", 0);
        assert_eq!(none.done(), none.count());
    }
}
