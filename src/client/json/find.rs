//! Search in a JSON text: names and values that hold some words, and places by their JSON Pointer.

use super::doc::{Doc, Lost};

/// One place where the words stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Hit {
    /// The number of the value.
    pub node: usize,
    /// Where in the text, in bytes.
    pub at: usize,
    /// How long, in bytes.
    pub len: usize,
}

/// A search under way. It goes through the text in pieces, so that a long one never holds up the page.
#[derive(Clone, Debug)]
pub struct Search {
    needle: String,
    next: usize,
    hits: Vec<Hit>,
}

impl Search {
    /// The most hits that are counted.
    pub const MOST: usize = 10_000;

    /// Begins a search. Letters match in either case. Where the words are a JSON Pointer that leads somewhere, that
    /// place is the first hit.
    #[must_use]
    pub fn new(doc: &Doc, words: &str) -> Self {
        let mut hits = Vec::new();
        if let Some(node) = pointed(doc, words).and_then(Result::ok) {
            let (at, end) = doc.key_span(node).unwrap_or_else(|| doc.span(node));
            hits.push(Hit { node, at, len: if doc.key_span(node).is_some() { end - at } else { 1 } });
        }
        Self { needle: words.to_owned(), next: if words.is_empty() { doc.len() } else { 0 }, hits }
    }

    /// Goes on through about so many bytes. `true` once all has been looked through, or there are too many hits.
    pub fn work(&mut self, doc: &Doc, bytes: usize) -> bool {
        let mut left = bytes.max(1);
        while self.next < doc.len() && left > 0 && self.hits.len() < Self::MOST {
            let number = self.next;
            self.next += 1;
            let node = doc.node(number);
            if let (Some(raw), Some((start, _))) = (doc.raw_key(number), doc.key_span(number)) {
                left = left.saturating_sub(raw.len());
                self.look(number, start, raw);
            }
            if !node.shape.holds() {
                let raw = doc.raw(number);
                left = left.saturating_sub(raw.len());
                self.look(number, node.start as usize, raw);
            }
            left = left.saturating_sub(8);
        }
        self.next >= doc.len() || self.hits.len() >= Self::MOST
    }

    fn look(&mut self, node: usize, start: usize, raw: &str) {
        let room = Self::MOST - self.hits.len().min(Self::MOST);
        let found = occurrences(raw, &self.needle).take(room);
        self.hits.extend(found.map(|(at, len)| Hit { node, at: start + at, len }));
    }

    /// What was found so far, in the order of the text; the place that a pointer leads to comes first.
    #[must_use]
    pub fn hits(&self) -> &[Hit] {
        &self.hits
    }
}

/// Where a JSON Pointer leads, where the words are one that begins with `/` or `#/`.
#[must_use]
pub fn pointed(doc: &Doc, words: &str) -> Option<Result<usize, Lost>> {
    (words.starts_with('/') || words.starts_with("#/")).then(|| doc.resolve(words))
}

/// Where a text holds these words, letters in either case: the byte and the length of each, none over another.
pub fn occurrences<'a>(text: &'a str, words: &'a str) -> impl Iterator<Item = (usize, usize)> + 'a {
    let mut at = 0;
    let first = words.chars().next();
    std::iter::from_fn(move || {
        let first = first?;
        while at < text.len() {
            let rest = &text[at..];
            if first.is_ascii() {
                // Most places are passed over by one look at a byte.
                let near = rest
                    .bytes()
                    .position(|byte| byte.eq_ignore_ascii_case(&(first as u8)) || byte >= 0x80)?;
                at += near;
            }
            let rest = &text[at..];
            match agrees(rest, words) {
                Some(len) => {
                    let found = (at, len);
                    at += len;
                    return Some(found);
                }
                None => at += rest.chars().next().map_or(1, char::len_utf8),
            }
        }
        None
    })
}

/// How many bytes of the text's start are these words, in either case.
fn agrees(text: &str, words: &str) -> Option<usize> {
    let mut here = text.chars();
    for wanted in words.chars() {
        let found = here.next()?;
        if found != wanted && !found.to_lowercase().eq(wanted.to_lowercase()) {
            return None;
        }
    }
    Some(text.len() - here.as_str().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hits(text: &str, words: &str) -> Vec<(String, String)> {
        let doc = Doc::parse(text).unwrap();
        let mut search = Search::new(&doc, words);
        while !search.work(&doc, 3) {}
        search
            .hits()
            .iter()
            .map(|hit| (doc.pointer(hit.node), text[hit.at..hit.at + hit.len].to_owned()))
            .collect()
    }

    #[test]
    fn names_and_values_are_looked_through_in_order() {
        let text = r#"{"Car": "a car, a CAR", "n": [4, {"scar": 14}], "É": "é"}"#;
        let places = |words| hits(text, words).into_iter().map(|(pointer, _)| pointer).collect::<Vec<_>>();
        assert_eq!(places("car"), ["/Car", "/Car", "/Car", "/n/1/scar"]);
        assert_eq!(places("4"), ["/n/0", "/n/1/scar"]);
        assert_eq!(places("é"), ["/É", "/É"]);
        assert_eq!(places(""), Vec::<String>::new());
        assert_eq!(places("boat"), Vec::<String>::new());
    }

    #[test]
    fn a_pointer_comes_first() {
        let text = r#"{"_links": {"self": "/n"}, "n": 1}"#;
        assert_eq!(hits(text, "/n"), [("/n".into(), "\"n\"".into()), ("/_links/self".into(), "/n".into())]);
        assert_eq!(hits(text, "#/_links/self")[0].0, "/_links/self");
        let doc = Doc::parse(text).unwrap();
        assert_eq!(pointed(&doc, "/_links/x"), Some(Err(Lost { at: 1, token: "x".into() })));
        assert_eq!(pointed(&doc, "x"), None);
    }

    #[test]
    fn occurrences_do_not_overlap_and_never_cut_a_letter() {
        assert_eq!(occurrences("aaaa", "aa").collect::<Vec<_>>(), [(0, 2), (2, 2)]);
        // The lower case of İ is two characters, and of K (the sign for kelvin) the letter k.
        assert_eq!(occurrences("İ\u{212A}k", "k").collect::<Vec<_>>(), [(2, 3), (5, 1)]);
        assert_eq!(occurrences("ß", "ss").count(), 0);
        assert_eq!(occurrences("x", "").count(), 0);
    }

    #[test]
    fn hits_are_bounded() {
        let text = format!("[\"{}\"]", "a".repeat(3 * Search::MOST));
        assert_eq!(hits(&text, "a").len(), Search::MOST);
    }
}
