//! What a request's target is called in the toy tale.

use percent_encoding::percent_decode;

use super::{capital, short};

/// What a target names, as far as the tale can tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The API's root.
    Root,
    /// The API description.
    Rules,
    /// All toys.
    Toys,
    /// One toy.
    Toy(Toy),
    /// Who borrowed one toy.
    Loans(Toy),
    /// All friends.
    Friends,
    /// One friend, by name.
    Friend(String),
    /// The server as a whole: `*` (RFC 9112 §3.2.4).
    Everything,
    /// Some other path, as it is shown.
    Elsewhere(String),
    /// No target that could be read.
    Unreadable,
}

/// A toy, as it is called: `toy car`, `toy blocks`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Toy(String);

impl Place {
    /// What this target names in an API whose root is at `base`.
    pub(super) fn of(target: &[u8], base: &str) -> Self {
        if target == b"*" {
            return Self::Everything;
        }
        let Some(shown) = readable(target) else { return Self::Unreadable };
        if !shown.starts_with('/') {
            return Self::Unreadable;
        }
        let Some(path) = under(shown, base).map(without_query) else {
            return Self::Elsewhere(short(without_query(shown)).into_owned());
        };
        let segments: Vec<String> = path.split('/').skip(1).map(decoded).collect();
        match segments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            [] | [""] => Self::Root,
            ["openapi.json"] => Self::Rules,
            ["toys"] => Self::Toys,
            ["toys", id] if !id.is_empty() => Self::Toy(Toy::of(id)),
            ["toys", id, "loans"] if !id.is_empty() => Self::Loans(Toy::of(id)),
            ["friends"] => Self::Friends,
            ["friends", id] if !id.is_empty() => Self::Friend(capital(&words(id))),
            _ => Self::Elsewhere(short(path).into_owned()),
        }
    }

    /// The thing itself, from the server's side: `the toy car`, `my toys`.
    pub(super) fn thing(&self) -> String {
        match self {
            Self::Root => "my front door".into(),
            Self::Rules => "the rules of my house".into(),
            Self::Toys => "my toys".into(),
            Self::Toy(toy) => toy.the(),
            Self::Loans(toy) => format!("the loans of {}", toy.the()),
            Self::Friends => "my list of friends".into(),
            Self::Friend(name) => name.clone(),
            Self::Everything => "me".into(),
            Self::Elsewhere(path) => path.clone(),
            Self::Unreadable => "that".into(),
        }
    }
}

impl Toy {
    /// The toy of an id: `car` is the toy car, `red-bus` the toy red bus.
    fn of(id: &str) -> Self {
        let words = words(id);
        Self(if words.starts_with("toy ") { words } else { format!("toy {words}") })
    }

    /// `toy car`.
    pub(super) fn name(&self) -> &str {
        &self.0
    }

    /// `the toy car`.
    pub(super) fn the(&self) -> String {
        format!("the {}", self.0)
    }

    /// `a toy car`, but `toy blocks`.
    pub(super) fn a(&self) -> String {
        if self.many() { self.0.clone() } else { format!("a {}", self.0) }
    }

    /// Whether the name is one of several things, as far as English shows it.
    pub(super) fn many(&self) -> bool {
        self.0.ends_with('s') && !self.0.ends_with("ss") && !self.0.ends_with("us")
    }
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

/// An id as words: `red-bus` is `red bus`.
fn words(id: &str) -> String {
    short(&id.replace(['-', '_'], " ")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_have_names() {
        let thing = |target: &str| Place::of(target.as_bytes(), "/api").thing();
        assert_eq!(thing("/api/toys/car"), "the toy car");
        assert_eq!(thing("/api/toys/red-bus?x=1"), "the toy red bus");
        assert_eq!(thing("/api/toys/toy-train"), "the toy train");
        assert_eq!(thing("/api/toys/b%C3%A4r"), "the toy bär");
        assert_eq!(thing("/api/toys/car/loans"), "the loans of the toy car");
        assert_eq!(thing("/api/friends/mia"), "Mia");
        assert_eq!(thing("/api/toys?kind=car"), "my toys");
        assert_eq!(thing("/api/toys/"), "/toys/");
        assert_eq!(thing("/api//loans"), "//loans");
        assert_eq!(thing("/apis/toys"), "/apis/toys");
        for root in ["/api", "/api/", "/api?a=b"] {
            assert_eq!(Place::of(root.as_bytes(), "/api"), Place::Root, "{root}");
        }
    }

    #[test]
    fn what_cannot_be_read_has_no_name() {
        for target in ["", "toys", "/api/a b", "/api/%zz", "/api/%4", "/api/toys#top", "/api/toys/ä"] {
            assert_eq!(Place::of(target.as_bytes(), "/api"), Place::Unreadable, "{target}");
        }
        assert_eq!(Place::of(b"/api/\xff", "/api"), Place::Unreadable);
    }

    #[test]
    fn long_names_are_cut() {
        let target = format!("/toys/{}", "ä".repeat(50).replace('ä', "%C3%A4"));
        assert_eq!(Place::of(target.as_bytes(), "").thing(), format!("the toy {}…", "ä".repeat(40)));
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
    fn some_toys_are_several() {
        let toy = |id| match Place::of(format!("/toys/{id}").as_bytes(), "") {
            Place::Toy(toy) => toy.a(),
            other => panic!("{other:?}"),
        };
        assert_eq!(toy("car"), "a toy car");
        assert_eq!(toy("blocks"), "toy blocks");
        assert_eq!(toy("bus"), "a toy bus");
        assert_eq!(toy("chess"), "a toy chess");
    }
}
