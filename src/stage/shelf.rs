//! What the shelf shows while an exchange is played: which toys stand there, and what just happened to each.

use crate::world::ShelfToy;

/// What an exchange does to a toy on the shelf.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// Nothing.
    None,
    /// It is new: it lands.
    Landed,
    /// It is taken away: it leaves.
    Left,
    /// It is another version of itself: it shakes.
    Changed,
}

/// One place on the shelf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The toy.
    pub toy: ShelfToy,
    /// What the exchange does to it.
    pub change: Change,
}

impl Place {
    /// What tells this place from another one and from itself in another state: a new key is drawn anew.
    #[must_use]
    pub fn key(&self) -> (String, String, Option<String>, Change) {
        (self.toy.path.clone(), self.toy.etag.clone(), self.toy.lent_to.clone(), self.change)
    }
}

/// The shelf once the server has acted. A toy that was taken away keeps its place, so that it can be seen leaving.
#[must_use]
pub fn acted(before: Vec<ShelfToy>, after: &[ShelfToy]) -> Vec<Place> {
    let news = after
        .iter()
        .filter(|toy| !before.iter().any(|old| old.path == toy.path))
        .cloned()
        .collect::<Vec<_>>();
    let stayed = before.into_iter().map(|old| match after.iter().find(|toy| toy.path == old.path) {
        Some(toy) if *toy == old => Place { toy: old, change: Change::None },
        Some(toy) => Place { toy: toy.clone(), change: Change::Changed },
        None => Place { toy: old, change: Change::Left },
    });
    stayed.chain(news.into_iter().map(|toy| Place { toy, change: Change::Landed })).collect()
}

/// A shelf on which nothing happens.
#[must_use]
pub fn quiet(toys: Vec<ShelfToy>) -> Vec<Place> {
    toys.into_iter().map(|toy| Place { toy, change: Change::None }).collect()
}

/// What there is to say of a shelf in a few words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    /// How many stand on it.
    pub home: u64,
    /// How many are lent out.
    pub lent: u64,
    /// Whether all of them are toys.
    pub is_toys: bool,
}

/// What stands under the server: how many toys, how many of them lent out.
#[must_use]
pub fn summary(places: &[Place]) -> Summary {
    let there = places.iter().filter(|place| place.change != Change::Left);
    let (lent, home): (Vec<_>, Vec<_>) = there.partition(|place| place.toy.lent_to.is_some());
    Summary {
        home: home.len() as u64,
        lent: lent.len() as u64,
        is_toys: places.iter().all(|place| place.toy.path.starts_with("/toys/")),
    }
}

/// The drawing of a toy, by the name of its kind, and its colour: the one it says it has, or the usual one of its
/// kind. A kind that nobody has drawn comes in a gift box.
#[must_use]
pub fn drawing(toy: &ShelfToy) -> (&'static str, String) {
    const KINDS: [(&str, &str); 11] = [
        ("car", "#e4572e"),
        ("duck", "#ffd166"),
        ("blocks", "#2f5fd0"),
        ("robot", "#7a3fb5"),
        ("train", "#1d7a5f"),
        ("bear", "#b9794a"),
        ("boat", "#2f5fd0"),
        ("ball", "#e4572e"),
        ("drum", "#c2313b"),
        ("rocket", "#8aa0c8"),
        ("kite", "#1d9a8a"),
    ];
    let (kind, usual) = *KINDS.iter().find(|(kind, _)| *kind == toy.kind).unwrap_or(&("gift", "#ffd166"));
    (kind, toy.color.clone().unwrap_or_else(|| usual.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn toy(id: &str, etag: &str) -> ShelfToy {
        ShelfToy {
            id: id.into(),
            path: format!("/toys/{id}"),
            name: id.to_uppercase(),
            kind: id.into(),
            color: None,
            lent_to: None,
            etag: etag.into(),
        }
    }

    #[test]
    fn each_toy_shows_what_happened_to_it() {
        let before = vec![toy("car", "v1"), toy("duck", "v1"), toy("drum", "v1")];
        let after = [toy("car", "v1"), toy("duck", "v2"), toy("boat", "v1")];
        let places = acted(before, &after);
        let seen = places.iter().map(|place| (place.toy.id.as_str(), place.change)).collect::<Vec<_>>();
        assert_eq!(
            seen,
            [
                ("car", Change::None),
                ("duck", Change::Changed),
                ("drum", Change::Left),
                ("boat", Change::Landed)
            ]
        );
    }

    #[test]
    fn the_summary_counts_what_is_there() {
        let mut lent = toy("duck", "v1");
        lent.lent_to = Some("mia".into());
        let both = summary(&quiet(vec![toy("car", "v1"), lent]));
        assert_eq!(both, Summary { home: 1, lent: 1, is_toys: true });
        let gone = acted(vec![toy("car", "v1")], &[]);
        assert_eq!(summary(&gone), Summary { home: 0, lent: 0, is_toys: true });
    }

    #[test]
    fn an_unknown_kind_comes_in_a_gift_box() {
        assert_eq!(drawing(&toy("dragon", "v1")).0, "gift");
        assert_eq!(drawing(&toy("car", "v1")), ("car", "#e4572e".to_owned()));
    }
}
