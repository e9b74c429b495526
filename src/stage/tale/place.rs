//! What a request's target is called when it is spoken of.

use percent_encoding::percent_decode;

use super::{capital, short};
use crate::{
    api::{Shape, import::singular},
    lens::Slots,
    world::World,
};

/// What a target names, as far as words for it go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Something of the toy library, by what its lines are called, with what is known of it.
    Home(&'static str, Slots),
    /// Several things of an imported API: their name, such as `pets`.
    Many(String),
    /// One thing of an imported API: what it is, such as `pet`, and its id.
    One(String, String),
    /// A place of an imported API that is neither, such as `/login`.
    Spot,
    /// The server as a whole: `*` (RFC 9112 §3.2.4).
    Everything,
    /// The API's root.
    Root,
    /// Some other path.
    Elsewhere,
    /// No target that could be read.
    Unreadable,
}

impl Place {
    /// What this target names in an API whose root is at `base`; with the `world`, also in an imported one.
    pub(super) fn of(target: &[u8], base: &str, world: Option<&World>) -> Self {
        if target == b"*" {
            return Self::Everything;
        }
        let Some(shown) = readable(target) else { return Self::Unreadable };
        if !shown.starts_with('/') {
            return Self::Unreadable;
        }
        let Some(path) = under(shown, base).map(without_query) else { return Self::Elsewhere };
        let segments: Vec<String> = path.split('/').skip(1).map(decoded).collect();
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        if matches!(segments[..], [] | [""]) {
            return Self::Root;
        }
        match world.filter(|world| world.api().is_imported()) {
            Some(world) => Self::abroad(&segments, world),
            None => Self::home(&segments, world),
        }
    }

    /// In the toy library.
    fn home(segments: &[&str], world: Option<&World>) -> Self {
        if segments.iter().any(|segment| segment.is_empty()) {
            return Self::Elsewhere;
        }
        let toy = |id: &str| ("toy", toy(id));
        let id = |id: &str| ("id", short(id).into_owned());
        let (kind, known) = match *segments {
            ["openapi.json"] => ("rules", vec![]),
            ["toys"] => ("toys", vec![]),
            ["toys", one] => (if is_many(one) { "blocks" } else { "toy" }, vec![toy(one)]),
            ["toys", one, "loans"] => ("loans", vec![toy(one)]),
            ["toys", one, "loans", loan] => ("loan", vec![toy(one), id(loan)]),
            ["toys", one, "repairs"] => ("repairs", vec![toy(one)]),
            ["toys", one, "repairs", repair] => ("repair", vec![toy(one), id(repair)]),
            ["friends"] => ("friends", vec![]),
            ["friends", one] => ("friend", vec![("friend", friend(one, world))]),
            ["jobs"] => ("jobs", vec![]),
            ["jobs", job] => ("job", vec![id(job)]),
            ["moves"] => ("moves", vec![]),
            ["moves", one] => ("move", vec![id(one)]),
            ["cards"] => ("cards", vec![]),
            ["cards", card] => ("card", vec![id(card)]),
            _ => return Self::Elsewhere,
        };
        Self::Home(kind, known.into_iter().collect())
    }

    /// In an imported API: by the names that its paths have.
    fn abroad(segments: &[&str], world: &World) -> Self {
        let owned: Vec<String> = segments.iter().map(|segment| (*segment).to_owned()).collect();
        let Some((route, found)) = world.api().find(&owned) else { return Self::Elsewhere };
        let literal = |text: &&str| !text.starts_with('{');
        let names: Vec<&str> = route.template.text().split('/').filter(|part| !part.is_empty()).collect();
        let Some(name) = names.iter().rev().copied().find(literal) else { return Self::Elsewhere };
        let is_one = names.last().is_some_and(|last| !literal(last));
        match (route.shape, found.parameters.last()) {
            // What there is one of only, as at /me, is called by its path.
            (Shape::Item(_), _) if !is_one => Self::Spot,
            (_, Some((_, id))) if is_one => Self::One(singular(&spaced(name)), short(id).into_owned()),
            _ if route.shape == Shape::Description => Self::Home("rules", Slots::new()),
            _ if singular(name) != name.to_lowercase() => Self::Many(spaced(name)),
            _ => Self::Spot,
        }
    }

    /// By what its lines are called, the most special first.
    pub(super) fn keys(&self) -> &'static [&'static str] {
        match self {
            Self::Home("blocks", _) => &["blocks", "toy", "home"],
            Self::Home("toy", _) => &["toy", "home"],
            Self::Home("toys", _) => &["toys", "home"],
            Self::Home("loans", _) => &["loans", "home"],
            Self::Home("loan", _) => &["loan", "home"],
            Self::Home("repairs", _) => &["repairs", "home"],
            Self::Home("repair", _) => &["repair", "home"],
            Self::Home("friends", _) => &["friends", "home"],
            Self::Home("friend", _) => &["friend", "home"],
            Self::Home("jobs", _) => &["jobs", "home"],
            Self::Home("job", _) => &["job", "home"],
            Self::Home("moves", _) => &["moves", "home"],
            Self::Home("move", _) => &["move", "home"],
            Self::Home("cards", _) => &["cards", "home"],
            Self::Home("card", _) => &["card", "home"],
            Self::Home("rules", _) => &["rules", "home"],
            Self::Home(..) => &["home"],
            Self::Many(_) => &["many", "abroad"],
            Self::One(..) => &["one", "abroad"],
            Self::Spot => &["spot", "abroad"],
            Self::Everything => &["everything"],
            Self::Root => &["root"],
            Self::Elsewhere => &["elsewhere"],
            Self::Unreadable => &["unreadable"],
        }
    }

    /// What is known of it.
    pub(super) fn slots(&self) -> Slots {
        match self {
            Self::Home(_, known) => known.clone(),
            Self::Many(many) => Slots::from([("many", many.clone()), ("one", singular(many))]),
            Self::One(one, id) => Slots::from([("one", one.clone()), ("id", id.clone())]),
            Self::Spot | Self::Everything | Self::Root | Self::Elsewhere | Self::Unreadable => Slots::new(),
        }
    }
}

/// A toy as it is called: `red-bus` is the toy `red bus`, and so is `toy-red-bus`.
pub(super) fn toy(id: &str) -> String {
    let words = spaced(id);
    words.strip_prefix("toy ").map(str::to_owned).unwrap_or(words)
}

/// A friend by name: the one the `world` knows under this id, else the id as a name.
pub(super) fn friend(id: &str, world: Option<&World>) -> String {
    let stored = world.and_then(|world| world.find("/friends", id));
    let name = stored.and_then(|friend| friend.fields.get("name")?.as_str());
    match name {
        Some(name) if !name.trim().is_empty() => short(name).into_owned(),
        _ => capital(&spaced(id)),
    }
}

/// Whether a name is one of several things, as far as English shows it.
fn is_many(id: &str) -> bool {
    id.ends_with('s') && !id.ends_with("ss") && !id.ends_with("us")
}

/// The path and query of a target as it is shown, from the API's root where it lies under that.
pub(in super::super) fn path_from(target: &str, base: &str) -> String {
    match under(target, base) {
        Some(path) if path.starts_with('/') => path.to_owned(),
        Some(query) => format!("/{query}"),
        None => target.to_owned(),
    }
}

/// What follows the API's root: nothing, a path or a query.
fn under<'a>(target: &'a str, base: &str) -> Option<&'a str> {
    target.strip_prefix(base).filter(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
}

fn without_query(target: &str) -> &str {
    target.split('?').next().unwrap_or(target)
}

/// A target in the characters and the percent-encoding that RFC 3986 allows, as far as speech needs it.
fn readable(target: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(target).ok()?;
    let printable = text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#');
    let encoded = text
        .split('%')
        .skip(1)
        .all(|after| after.len() >= 2 && after.as_bytes()[..2].iter().all(u8::is_ascii_hexdigit));
    (printable && encoded).then_some(text)
}

fn decoded(segment: &str) -> String {
    percent_decode(segment.as_bytes()).decode_utf8_lossy().into_owned()
}

/// An id or a name as words: `red-bus` is `red bus`.
fn spaced(id: &str) -> String {
    short(&id.replace(['-', '_'], " ")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(target: &str) -> Place {
        Place::of(target.as_bytes(), "/api", None)
    }

    fn known(target: &str, slot: &str) -> String {
        place(target).slots().get(slot).cloned().unwrap_or_default()
    }

    #[test]
    fn targets_have_names() {
        assert_eq!(known("/api/toys/car", "toy"), "car");
        assert_eq!(known("/api/toys/red-bus?x=1", "toy"), "red bus");
        assert_eq!(known("/api/toys/toy-train", "toy"), "train");
        assert_eq!(known("/api/toys/b%C3%A4r", "toy"), "bär");
        assert_eq!(place("/api/toys/car/loans/7").keys()[0], "loan");
        assert_eq!(known("/api/toys/car/loans/7", "id"), "7");
        assert_eq!(known("/api/friends/mia", "friend"), "Mia");
        assert_eq!(place("/api/toys?kind=car").keys()[0], "toys");
        for elsewhere in ["/api/toys/", "/api//loans", "/apis/toys", "/api/toys/car/wheels"] {
            assert_eq!(place(elsewhere), Place::Elsewhere, "{elsewhere}");
        }
        for root in ["/api", "/api/", "/api?a=b"] {
            assert_eq!(place(root), Place::Root, "{root}");
        }
    }

    #[test]
    fn what_cannot_be_read_has_no_name() {
        for target in ["", "toys", "/api/a b", "/api/%zz", "/api/%4", "/api/toys#top", "/api/toys/ä"] {
            assert_eq!(place(target), Place::Unreadable, "{target}");
        }
        assert_eq!(Place::of(b"/api/\xff", "/api", None), Place::Unreadable);
    }

    #[test]
    fn long_names_are_cut() {
        let target = format!("/api/toys/{}", "ä".repeat(50).replace('ä', "%C3%A4"));
        assert_eq!(known(&target, "toy"), format!("{}…", "ä".repeat(40)));
    }

    #[test]
    fn paths_are_shown_from_the_root() {
        assert_eq!(path_from("/api/toys?x=1", "/api"), "/toys?x=1");
        assert_eq!(path_from("/api", "/api"), "/");
        assert_eq!(path_from("/api?x", "/api"), "/?x");
        assert_eq!(path_from("/apis", "/api"), "/apis");
        assert_eq!(path_from("/toys", ""), "/toys");
        assert_eq!(path_from("*", "/api"), "*");
    }

    #[test]
    fn what_there_is_one_of_is_called_by_its_path() {
        let text = include_str!("../../../tests/openapi/club.yaml");
        let imported = crate::api::import::import(text, 1).unwrap();
        let world = World::imported(&imported, "/api");
        let place = |target: &str| Place::of(target.as_bytes(), "/api", Some(&world));
        assert_eq!([place("/api/me"), place("/api/users/1/profile")], [Place::Spot, Place::Spot]);
        assert_eq!(place("/api/users/1"), Place::One("user".into(), "1".into()));
    }

    #[test]
    fn some_toys_are_several() {
        let first = |id: &str| place(&format!("/api/toys/{id}")).keys()[0];
        assert_eq!(["car", "blocks", "bus", "chess"].map(first), ["toy", "blocks", "toy", "toy"]);
    }

    #[test]
    fn a_friend_has_the_name_that_is_stored() {
        let world = World::toy_library("/api");
        assert_eq!(friend("zoe", Some(&world)), "Zoe");
        assert_eq!(friend("little-ned", Some(&world)), "Little ned");
    }
}
