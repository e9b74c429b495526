//! What makes candidates: the request taken apart, and how large a change is.

use std::{borrow::Cow, sync::Arc};

use percent_encoding::percent_decode_str;

use super::{super::Draft, Candidate, Edit, Work};
use crate::{
    api::{Found, Operation, Route},
    http::{Method, Response},
    world::{Down, Limits, RateLimit, Settings, World},
};

/// The methods that are tried, and one that nobody knows.
const METHODS: [&str; 9] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"];

/// What a change of the settings costs: more than anything that can be done with the request.
const SETTINGS: usize = 500;

/// The request taken apart, and the candidates so far.
pub(super) struct Maker<'w> {
    pub(super) world: &'w World,
    pub(super) draft: &'w Draft,
    /// Its path, without query.
    pub(super) path: &'w str,
    /// Its query, without the question mark.
    pub(super) query: Option<&'w str>,
    /// Where it leads, with the values of the path's parameters.
    pub(super) route: Option<(&'w Route, Found)>,
    candidates: Vec<Candidate>,
}

impl<'w> Maker<'w> {
    pub(super) fn new(world: &'w World, draft: &'w Draft) -> Self {
        let whole = draft.path.split('#').next().unwrap_or_default();
        let (path, query) = match whole.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (whole, None),
        };
        let route = world.api().find(&segments(path));
        Self { world, draft, path, query, route, candidates: Vec::new() }
    }

    pub(super) fn done(mut self) -> Vec<Candidate> {
        self.candidates.truncate(Work::MOST);
        self.candidates
    }

    /// The operation that the request is for.
    pub(super) fn operation(&self) -> Option<&'w Operation> {
        let method = Method::from_bytes(self.draft.method.as_bytes()).ok()?;
        self.route.as_ref()?.0.operation(&method)
    }

    /// The answer to a plain read of what the request is about, as it is negotiated, with no conditions.
    pub(super) fn read(&self) -> Option<Response> {
        let mut draft = self.draft.clone();
        draft.method = "GET".into();
        draft.body.clear();
        draft.headers.retain(|row| {
            let name = row.name.to_ascii_lowercase();
            !name.starts_with("if-") && !matches!(name.as_str(), "range" | "expect" | "content-length")
        });
        super::outcome(self.world, &draft).map(|(_, response)| response)
    }

    /// One more candidate, of this cost; one that changes nothing is left out.
    pub(super) fn costing(&mut self, cost: usize, edit: Edit, words: impl Into<String>) {
        let changes = match edit.settings() {
            Some(settings) => settings != self.world.settings(),
            None => edit.apply(self.draft) != *self.draft,
        };
        if changes {
            self.candidates.push(Candidate { edit, words: words.into(), cost });
        }
    }

    /// A header field with this value.
    pub(super) fn field(&mut self, name: &str, value: &str) {
        self.odd_field(0, name, value);
    }

    /// The same where nobody would write it: it costs so much more.
    pub(super) fn odd_field(&mut self, more: usize, name: &str, value: &str) {
        let shown = short(value);
        let words = match self.draft.header(name) {
            Some(_) => format!("{name}: {shown}"),
            None => format!("add {name}: {shown}"),
        };
        self.field_in_words(more, name, value, words);
    }

    /// The same, told in other words.
    pub(super) fn field_in_words(&mut self, more: usize, name: &str, value: &str, words: String) {
        let cost = match self.draft.header(name) {
            Some(now) => changed(now, value),
            None => name.len() + value.len() + 2,
        };
        self.costing(cost + more, Edit::Field { name: name.into(), value: value.into() }, words);
    }

    /// Another path, with no query.
    pub(super) fn path(&mut self, path: &str) {
        self.odd_path(0, path, short(path).into_owned());
    }

    /// Another path or query, in other words.
    pub(super) fn odd_path(&mut self, more: usize, path: &str, words: String) {
        let cost = changed(&self.draft.path, path) + more;
        self.costing(cost, Edit::Path(path.into()), words);
    }

    /// Another method.
    pub(super) fn methods(&mut self) {
        for method in METHODS {
            let cost = changed(&self.draft.method, method);
            self.costing(cost, Edit::Method(method.into()), format!("use {method}"));
        }
    }

    /// Another set-up of the server, where nothing in the request would do.
    pub(super) fn settings(&mut self) {
        let now = self.world.settings().clone();
        let mut to = |words: &str, settings: Settings| {
            self.costing(SETTINGS, Edit::Settings(Arc::new(settings)), words);
        };
        match now.down {
            None => {
                let down = Some(Down { retry_after_s: 30 });
                to("switch the server off", Settings { down, ..now.clone() });
            }
            Some(_) => to("switch the server on", Settings { down: None, ..now.clone() }),
        }
        let none = RateLimit { requests: 0, window_s: 60 };
        match now.rate {
            Some(_) => to("lift the rate limit", Settings { rate: None, ..now.clone() }),
            None => to("let nobody ask (rate limit 0)", Settings { rate: Some(none), ..now.clone() }),
        }
        let length = self.draft.body.len();
        let mut to = |words: String, limits: Limits| {
            let settings = Settings { limits, ..now.clone() };
            self.costing(SETTINGS, Edit::Settings(Arc::new(settings)), words);
        };
        if length > now.limits.content {
            to("take larger bodies".into(), Limits { content: length, ..now.limits });
        } else if length > 1 {
            let content = length - 1;
            to(format!("take bodies of {content} bytes at most"), Limits { content, ..now.limits });
        }
    }
}

/// The segments of a path from the API root, decoded, as routes have them.
pub(super) fn segments(path: &str) -> Vec<String> {
    let path = path.strip_prefix('/').unwrap_or(path);
    if path.is_empty() {
        return Vec::new();
    }
    path.split('/').map(|part| percent_decode_str(part).decode_utf8_lossy().into_owned()).collect()
}

/// How many characters go and come between two texts that begin and end alike.
pub(super) fn changed(from: &str, to: &str) -> usize {
    let from: Vec<char> = from.chars().collect();
    let to: Vec<char> = to.chars().collect();
    let head = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let tail = from[head..].iter().rev().zip(to[head..].iter().rev()).take_while(|(a, b)| a == b).count();
    from.len() + to.len() - 2 * (head + tail)
}

/// A text that fits on a chip.
pub(super) fn short(text: &str) -> Cow<'_, str> {
    cut(text, 40)
}

/// The start of a text, of so many characters.
pub(super) fn cut(text: &str, fits: usize) -> Cow<'_, str> {
    match text.char_indices().nth(fits) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_counted() {
        for (from, to, count) in [
            ("", "", 0),
            ("GET", "POST", 5),
            ("/toys/car", "/toys/boat", 7),
            ("abab", "ab", 2),
            ("a", "aa", 1),
            ("ü", "u", 2),
        ] {
            assert_eq!(changed(from, to), count, "{from} {to}");
        }
    }

    #[test]
    fn a_path_comes_apart_as_the_server_takes_it_apart() {
        assert_eq!(segments("/"), Vec::<String>::new());
        assert_eq!(segments("/toys/a%20b"), ["toys", "a b"]);
        assert_eq!(segments("toys/"), ["toys", ""]);
    }
}
