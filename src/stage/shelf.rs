//! What the shelf shows while an exchange is played: which toys stand there, and what just happened to each.

use serde_json::{Map, Value};

use crate::{
    http::date::HttpDate,
    server::{Block, Exchange},
    world::{ShelfToy, World},
};

/// The most members of a stored representation that are shown.
const MEMBERS: usize = 8;

/// The longest value of a member, in characters.
const LONGEST: usize = 36;

/// Members that say at a glance what something is, the most telling first.
const TELLING: [&str; 9] = ["id", "name", "title", "label", "kind", "type", "status", "available", "color"];

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
    /// It was lent: it leaves, and its outline stays.
    Lent,
    /// It is back from being lent: it lands in its outline.
    Returned,
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
        Some(toy) => {
            let change = match (&old.lent_to, &toy.lent_to) {
                (None, Some(_)) => Change::Lent,
                (Some(_), None) => Change::Returned,
                _ => Change::Changed,
            };
            Place { toy: toy.clone(), change }
        }
        None => Place { toy: old, change: Change::Left },
    });
    stayed.chain(news.into_iter().map(|toy| Place { toy, change: Change::Landed })).collect()
}

/// The path of the thing that the server has its hand on while it asks the question of this step (index into the trace's
/// steps): from where it looks for it until it has acted. A path such as `/toys/car`, which may stand on no shelf.
#[must_use]
pub fn reached(exchange: &Exchange, base: &str, step: usize) -> Option<String> {
    let block = exchange.trace.steps.get(step)?.decision.block;
    if !matches!(block, Block::Find | Block::Precondition | Block::Content | Block::Act) {
        return None;
    }
    let target = exchange.request.target_text();
    let path = target.strip_prefix(base).unwrap_or(&target);
    let path = path.split(['?', '#']).next().unwrap_or_default();
    // What hangs on a thing, such as its loans, is about the thing.
    let mut segments = path.split('/').skip(1);
    let (collection, id) = (segments.next()?, segments.next()?);
    (!id.is_empty()).then(|| format!("/{collection}/{id}"))
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

/// What stands on a plain box, for what nobody has drawn and is no toy: the first letter of its kind or its name.
/// `None` for whatever has a drawing.
#[must_use]
pub fn initial(toy: &ShelfToy) -> Option<String> {
    if toy.path.starts_with("/toys/") || drawing(toy).0 != "gift" {
        return None;
    }
    let letter = [&toy.kind, &toy.name, &toy.id]
        .into_iter()
        .find_map(|text| text.chars().find(|c| c.is_alphanumeric()));
    Some(letter.map_or_else(|| "?".to_owned(), |letter| letter.to_uppercase().collect()))
}

/// The collection that a thing stands in, such as `/toys`.
#[must_use]
pub fn collection(toy: &ShelfToy) -> &str {
    toy.path.rsplit_once('/').map_or("/", |(collection, _)| collection)
}

/// For each place, the name of its collection and how many of it are on the shelf, where a collection begins there.
/// A shelf of toys alone has no such names.
#[must_use]
pub fn labels(places: &[Place]) -> Vec<Option<String>> {
    if places.iter().all(|place| collection(&place.toy) == "/toys") {
        return vec![None; places.len()];
    }
    let mut before = None;
    let label = |place: &Place| {
        let here = collection(&place.toy);
        if before.replace(here.to_owned()).as_deref() == Some(here) {
            return None;
        }
        let count = places.iter().filter(|other| collection(&other.toy) == here).count();
        Some(format!("{} · {count}", here.trim_start_matches('/')))
    };
    places.iter().map(label).collect()
}

/// What is stored of a thing, for a card beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sight {
    /// Its path from the API root.
    pub path: String,
    /// The entity tag of its JSON representation, as a GET shows it.
    pub etag: String,
    /// When it last changed, as a GET shows it.
    pub modified: String,
    /// The members of its JSON representation that tell most, as JSON text in lines.
    pub json: String,
    /// How many members are left out, and how many links.
    pub left_out: (usize, usize),
}

/// What is stored of the thing at this path in this world; `None` where nothing is.
#[must_use]
pub fn sight(world: &World, path: &str) -> Option<Sight> {
    let (collection, id) = path.rsplit_once('/')?;
    let item = world.find(collection, id)?;
    let mut members = serde_json::from_slice::<Map<String, Value>>(&item.json).ok()?;
    let links = members.remove("_links").and_then(|links| links.as_object().map(Map::len)).unwrap_or(0);
    let rank = |name: &String| TELLING.iter().position(|telling| telling == name).unwrap_or(TELLING.len());
    let mut members: Vec<_> = members.into_iter().collect();
    members.sort_by_key(|(name, _)| rank(name));
    let hidden = members.len().saturating_sub(MEMBERS);
    let shown = members.len() - hidden;
    let mut json = String::from("{\n");
    for (place, (name, value)) in members.iter().take(shown).enumerate() {
        let comma = if place + 1 < shown { "," } else { "" };
        json.push_str(&format!("  {}: {}{comma}\n", Value::from(name.as_str()), brief(value)));
    }
    json.push('}');
    Some(Sight {
        path: path.to_owned(),
        etag: item.etag().to_string(),
        modified: HttpDate::from_seconds(item.modified_ms / 1000).to_string(),
        json,
        left_out: (hidden, links),
    })
}

/// A value in one line, cut where it is long.
fn brief(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…{}", &text[..end], if value.is_string() { "\"" } else { "" }),
        None => text,
    }
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
    fn a_toy_is_lent_and_comes_back() {
        let mut lent = toy("car", "v1");
        lent.lent_to = Some("mia".into());
        let change = |before: &ShelfToy, after: &ShelfToy| {
            acted(vec![before.clone()], std::slice::from_ref(after))[0].change
        };
        let home = toy("car", "v1");
        assert_eq!(change(&home, &lent), Change::Lent);
        assert_eq!(change(&lent, &home), Change::Returned);
        let other = ShelfToy { lent_to: Some("zoe".into()), ..lent.clone() };
        assert_eq!(change(&lent, &other), Change::Changed);
    }

    #[test]
    fn the_server_has_its_hand_on_what_it_looks_for_until_it_has_acted() {
        use crate::{http::Request, server::dispatch};
        let world = World::toy_library("/api");
        let of = |target: &str| {
            let (_, exchange) = dispatch(&world, Request::new("GET", target));
            let steps = &exchange.trace.steps;
            let on =
                (0..steps.len()).map(|step| (steps[step].decision.block, reached(&exchange, "/api", step)));
            on.collect::<Vec<_>>()
        };
        for (block, path) in of("/api/toys/car?fields=name") {
            let holds = matches!(block, Block::Find | Block::Precondition | Block::Content | Block::Act);
            assert_eq!(path.as_deref(), holds.then_some("/toys/car"), "{block:?}");
        }
        let on = |target: &str| of(target).into_iter().find_map(|(_, path)| path);
        assert_eq!(on("/api/toys/robot/loans").as_deref(), Some("/toys/robot"));
        assert_eq!((on("/api/toys"), on("/api/")), (None, None));
        assert_eq!(reached(&dispatch(&world, Request::new("GET", "/api/toys/car")).1, "/api", 999), None);
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
    fn what_nobody_has_drawn_and_is_no_toy_has_its_initial() {
        let mut animal =
            ShelfToy {
                path: "/animals/7".into(), name: "Ælf".into(), kind: String::new(), ..toy("7", "v1")
            };
        assert_eq!(initial(&animal).as_deref(), Some("Æ"));
        animal.kind = "dragon".into();
        assert_eq!(initial(&animal).as_deref(), Some("D"));
        animal.kind = "car".into();
        assert_eq!(initial(&animal), None);
        assert_eq!(initial(&toy("dragon", "v1")), None);
        let odd = ShelfToy { name: "…".into(), id: "-".into(), kind: String::new(), ..animal };
        assert_eq!(initial(&odd).as_deref(), Some("?"));
    }

    #[test]
    fn collections_have_names_where_there_is_more_than_toys() {
        let at = |path: &str| ShelfToy { path: path.into(), ..toy("x", "v1") };
        let places = quiet(vec![at("/animals/1"), at("/animals/2"), at("/orders/1")]);
        assert_eq!(labels(&places), [Some("animals · 2".into()), None, Some("orders · 1".into())]);
        assert_eq!(labels(&quiet(vec![toy("car", "v1"), toy("duck", "v1")])), [None, None]);
    }

    #[test]
    fn a_card_shows_what_a_get_shows() {
        use crate::{http::Request, server::dispatch};
        let world = World::toy_library("/api").at(1_800_000_000_000);
        let sight = sight(&world, "/toys/car").expect("a car");
        let (_, exchange) = dispatch(&world, Request::new("GET", "/api/toys/car"));
        assert_eq!(exchange.response.field("ETag"), Some(&*sight.etag));
        assert_eq!(exchange.response.field("Last-Modified"), Some(&*sight.modified));
        assert!(
            sight
                .json
                .starts_with("{\n  \"id\": \"car\",\n  \"name\": \"Red racing car\",\n  \"kind\": \"car\","),
            "{}",
            sight.json
        );
        assert!(sight.json.ends_with("\n}") && sight.left_out.1 > 1 && !sight.json.contains("_links"));
        assert_eq!(super::sight(&world, "/toys/none"), None);
        assert_eq!(super::sight(&world, ""), None);
    }

    #[test]
    fn a_long_value_is_cut() {
        let long = brief(&Value::from("x".repeat(500)));
        assert!(long.chars().count() == LONGEST + 2 && long.ends_with("…\""));
        assert_eq!(brief(&serde_json::json!([1, {"a": 2}])), r#"[1,{"a":2}]"#);
    }

    #[test]
    fn an_unknown_kind_comes_in_a_gift_box() {
        assert_eq!(drawing(&toy("dragon", "v1")).0, "gift");
        assert_eq!(drawing(&toy("car", "v1")), ("car", "#e4572e".to_owned()));
    }
}
