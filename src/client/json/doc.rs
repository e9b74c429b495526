//! A JSON text as a tree in which every value knows where it stands in the text.

use std::{borrow::Cow, fmt, sync::Arc};

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// An object.
    Object,
    /// An array.
    Array,
    /// A string.
    Text,
    /// A number.
    Number,
    /// `true`, `false` or `null`.
    Word,
}

impl Shape {
    /// Whether values can stand in it.
    #[must_use]
    pub fn holds(self) -> bool {
        matches!(self, Self::Object | Self::Array)
    }
}

/// One value. Positions are bytes of the text; 4 GiB is more than a page can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub shape: Shape,
    /// Where it begins.
    pub start: u32,
    /// Where it ends: one past its last byte.
    pub end: u32,
    /// The number of the first value after it and all that stands in it.
    pub after: u32,
    /// How many values stand directly in it.
    pub count: u32,
    /// Its place among its siblings, from 0.
    pub place: u32,
    /// How deep it stands; the whole text is at 0.
    pub depth: u16,
    /// Whether its object has another member of the same name further on: most readers then take the last.
    pub overruled: bool,
    pub(super) parent: u32,
    pub(super) key: (u32, u32),
}

/// No node: the parent of the whole.
pub(super) const NONE: u32 = u32::MAX;

/// A JSON text, read. Values are numbered in the order in which they begin, the whole being number 0, so all that
/// stands in value `n` has the numbers `n + 1..nodes[n].after`.
///
/// ```
/// use toyshelf::client::json::Doc;
///
/// let doc = Doc::parse(r#"{"a": [1, {"b/c": true}]}"#)?;
/// let found = doc.resolve("/a/1/b~1c")?;
/// assert_eq!((doc.raw(found), doc.pointer(found).as_str()), ("true", "/a/1/b~1c"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Doc {
    pub(super) text: Arc<str>,
    pub(super) nodes: Vec<Node>,
}

impl Doc {
    /// Reads a text at once; [`Reader`](super::Reader) does so in pieces.
    ///
    /// # Errors
    /// Where it is no JSON (RFC 8259), or nested deeper than [`Reader::DEEPEST`](super::Reader::DEEPEST).
    pub fn parse(text: &str) -> Result<Self, Broken> {
        let mut reader = super::Reader::new(text);
        while !reader.read(usize::MAX)? {}
        Ok(reader.finish())
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How many values there are; never 0.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Always `false`: there is at least the whole.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// A value by its number; the whole where there is none of that number.
    #[must_use]
    pub fn node(&self, number: usize) -> Node {
        const NOTHING: Node = Node {
            shape: Shape::Word,
            start: 0,
            end: 0,
            after: 0,
            count: 0,
            place: 0,
            depth: 0,
            overruled: false,
            parent: NONE,
            key: (0, 0),
        };
        self.nodes.get(number).or_else(|| self.nodes.first()).copied().unwrap_or(NOTHING)
    }

    /// The value that this one stands in.
    #[must_use]
    pub fn parent(&self, number: usize) -> Option<usize> {
        let parent = self.node(number).parent;
        (parent != NONE).then_some(parent as usize)
    }

    /// The values that stand directly in this one, in order.
    pub fn children(&self, number: usize) -> impl Iterator<Item = usize> + '_ {
        let node = self.node(number);
        let mut next = number + 1;
        let end = if node.shape.holds() { node.after as usize } else { 0 };
        std::iter::from_fn(move || {
            (next < end).then(|| {
                let child = next;
                // Always further on, whatever is asked.
                next = (self.node(child).after as usize).max(child + 1);
                child
            })
        })
    }

    /// The value as it stands in the text.
    #[must_use]
    pub fn raw(&self, number: usize) -> &str {
        let node = self.node(number);
        self.text.get(node.start as usize..node.end as usize).unwrap_or_default()
    }

    /// The name of a member as it stands in the text, with its quotes; `None` for what is no member.
    #[must_use]
    pub fn raw_key(&self, number: usize) -> Option<&str> {
        let (start, end) = self.node(number).key;
        (start < end).then(|| self.text.get(start as usize..end as usize)).flatten()
    }

    /// Where the name of a member stands, with its quotes.
    #[must_use]
    pub fn key_span(&self, number: usize) -> Option<(usize, usize)> {
        let (start, end) = self.node(number).key;
        (start < end).then_some((start as usize, end as usize))
    }

    /// Where a value stands.
    #[must_use]
    pub fn span(&self, number: usize) -> (usize, usize) {
        let node = self.node(number);
        (node.start as usize, node.end as usize)
    }

    /// The name of a member.
    #[must_use]
    pub fn key(&self, number: usize) -> Option<Cow<'_, str>> {
        self.raw_key(number).map(plain)
    }

    /// What a string says; any other value as it stands in the text.
    #[must_use]
    pub fn value(&self, number: usize) -> Cow<'_, str> {
        match self.node(number).shape {
            Shape::Text => plain(self.raw(number)),
            _ => Cow::Borrowed(self.raw(number)),
        }
    }

    /// The member of this name; the last, where there are several.
    #[must_use]
    pub fn member(&self, number: usize, name: &str) -> Option<usize> {
        (self.node(number).shape == Shape::Object)
            .then(|| self.children(number).filter(|&child| self.key(child).as_deref() == Some(name)).last())
            .flatten()
    }

    /// The JSON Pointer of a value (RFC 6901); empty for the whole.
    #[must_use]
    pub fn pointer(&self, number: usize) -> String {
        let mut way = Vec::new();
        let mut at = number;
        while let Some(parent) = self.parent(at) {
            way.push(match self.key(at) {
                Some(key) => key.replace('~', "~0").replace('/', "~1"),
                None => self.node(at).place.to_string(),
            });
            at = parent;
        }
        let mut pointer = String::new();
        for token in way.iter().rev() {
            pointer.push('/');
            pointer.push_str(token);
        }
        pointer
    }

    /// The value that a JSON Pointer leads to (RFC 6901), also as a URI fragment: `/a/0`, `#/a/0`.
    ///
    /// # Errors
    /// How far it leads, and which part leads nowhere.
    pub fn resolve(&self, pointer: &str) -> Result<usize, Lost> {
        let decoded;
        let pointer = match pointer.strip_prefix('#') {
            Some(fragment) => {
                decoded = percent_encoding::percent_decode_str(fragment).decode_utf8_lossy();
                &*decoded
            }
            None => pointer,
        };
        if pointer.is_empty() {
            return Ok(0);
        }
        let Some(way) = pointer.strip_prefix('/') else {
            return Err(Lost { at: 0, token: pointer.to_owned() });
        };
        let mut at = 0;
        for token in way.split('/') {
            let token = token.replace("~1", "/").replace("~0", "~");
            let next = match self.node(at).shape {
                Shape::Object => self.member(at, &token),
                Shape::Array => index(&token).and_then(|index| self.children(at).nth(index)),
                _ => None,
            };
            at = next.ok_or(Lost { at, token })?;
        }
        Ok(at)
    }

    /// The smallest value that this byte of the text belongs to, a member's name included.
    #[must_use]
    pub fn at_byte(&self, byte: usize) -> usize {
        let begins = |node: &Node| if node.key.0 < node.key.1 { node.key.0 } else { node.start } as usize;
        let mut at = self.nodes.partition_point(|node| begins(node) <= byte).saturating_sub(1);
        while (self.node(at).end as usize) <= byte {
            match self.parent(at) {
                Some(parent) => at = parent,
                None => break,
            }
        }
        at
    }
}

/// An array index as a pointer writes it: no sign, no leading zero.
fn index(token: &str) -> Option<usize> {
    let plain = token.bytes().all(|byte| byte.is_ascii_digit()) && (token == "0" || !token.starts_with('0'));
    plain.then(|| token.parse().ok()).flatten()
}

/// What a string says, of how it stands in a text: quotes off, escapes undone. A lone surrogate becomes U+FFFD.
#[must_use]
pub fn plain(raw: &str) -> Cow<'_, str> {
    let inner = raw.strip_prefix('"').unwrap_or(raw);
    let inner = inner.strip_suffix('"').unwrap_or(inner);
    if !inner.contains('\\') {
        return Cow::Borrowed(inner);
    }
    let mut said = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(at) = rest.find('\\') {
        said.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let Some(escape) = rest.chars().next() else { break };
        rest = &rest[escape.len_utf8()..];
        match escape {
            'n' => said.push('\n'),
            't' => said.push('\t'),
            'r' => said.push('\r'),
            'b' => said.push('\u{8}'),
            'f' => said.push('\u{C}'),
            'u' => {
                let Some(first) = unit(rest) else {
                    said.push('\u{FFFD}');
                    continue;
                };
                rest = &rest[4..];
                let second =
                    rest.strip_prefix("\\u").and_then(unit).filter(|unit| (0xDC00..0xE000).contains(unit));
                let code = match (first, second) {
                    (0xD800..0xDC00, Some(second)) => {
                        rest = &rest[6..];
                        0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)
                    }
                    _ => first,
                };
                said.push(char::from_u32(code).unwrap_or('\u{FFFD}'));
            }
            other => said.push(other),
        }
    }
    said.push_str(rest);
    Cow::Owned(said)
}

/// The four hexadecimal digits that a text begins with.
fn unit(text: &str) -> Option<u32> {
    let digits = text.get(..4)?;
    digits
        .bytes()
        .all(|byte| byte.is_ascii_hexdigit())
        .then(|| u32::from_str_radix(digits, 16).ok())
        .flatten()
}

/// A pointer that leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// The number of the last value that it leads to.
    pub at: usize,
    /// The part of the pointer, unescaped, that leads nowhere from there.
    pub token: String,
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no “{}” here", self.token)
    }
}

impl std::error::Error for Lost {}

/// Why a text is no JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The byte where it stops being JSON.
    pub at: usize,
    /// The line, from 1.
    pub line: usize,
    /// The column, in characters from 1.
    pub column: usize,
    /// What stands there, and what should.
    pub what: String,
}

impl Broken {
    pub(super) fn at(text: &str, at: usize, what: impl Into<String>) -> Self {
        let before = text.get(..at).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            at,
            line: before.bytes().filter(|byte| *byte == b'\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            what: what.into(),
        }
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at line {}, column {}", self.what, self.line, self.column)
    }
}

impl std::error::Error for Broken {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_found_by_its_own_pointer() {
        let text = r#" {"a": {"": [1, "x", [], {}]}, "~/": null, "é": [{"n": -1.5e+3}]} "#;
        let doc = Doc::parse(text).unwrap();
        for number in 0..doc.len() {
            assert_eq!(doc.resolve(&doc.pointer(number)), Ok(number), "{}", doc.pointer(number));
            let (start, end) = doc.span(number);
            assert_eq!(&text[start..end], doc.raw(number));
            assert!(
                serde_json::from_str::<serde_json::Value>(doc.raw(number)).is_ok(),
                "{}",
                doc.raw(number)
            );
        }
        assert_eq!(doc.resolve("#/%C3%A9/0/n").map(|found| doc.raw(found).to_owned()), Ok("-1.5e+3".into()));
        assert_eq!(
            doc.children(0).map(|child| doc.key(child).unwrap()).collect::<Vec<_>>(),
            ["a", "~/", "é"]
        );
    }

    #[test]
    fn a_pointer_that_leads_nowhere_says_where_it_stopped() {
        let doc = Doc::parse(r#"{"a": [1, 2]}"#).unwrap();
        assert_eq!(doc.resolve("/a/2"), Err(Lost { at: 1, token: "2".into() }));
        assert_eq!(doc.resolve("/a/01"), Err(Lost { at: 1, token: "01".into() }));
        assert_eq!(doc.resolve("/b/c"), Err(Lost { at: 0, token: "b".into() }));
        assert_eq!(doc.resolve("a"), Err(Lost { at: 0, token: "a".into() }));
        assert_eq!(doc.resolve("/a/0/x").unwrap_err().to_string(), "there is no “x” here");
    }

    #[test]
    fn a_name_said_twice_is_marked_and_the_last_counts() {
        let doc = Doc::parse(r#"{"a": 1, "b": 2, "\u0061": 3, "c": {"a": 4}}"#).unwrap();
        let overruled: Vec<_> = (0..doc.len()).filter(|&number| doc.node(number).overruled).collect();
        assert_eq!(overruled, [1]);
        assert_eq!(doc.resolve("/a").map(|found| doc.raw(found).to_owned()), Ok("3".into()));
    }

    #[test]
    fn strings_say_what_they_say() {
        assert_eq!(plain(r#""a\"\\\/\n\u00e9\ud83d\ude97""#), "a\"\\/\né\u{1F697}");
        assert_eq!(plain(r#""\ud83d x\udc00""#), "\u{FFFD} x\u{FFFD}");
        assert_eq!(plain(r#""\ud83d\u0041""#), "\u{FFFD}A");
        for odd in ["", "\"", "\\", "\"\\", "\"\\u", "\"\\u12\"", "\"\\u12é4\""] {
            let _ = plain(odd);
        }
    }

    #[test]
    fn a_byte_belongs_to_the_smallest_value_around_it() {
        let text = r#"{"a": [10, 20]}"#;
        let doc = Doc::parse(text).unwrap();
        let at = |what: &str| doc.pointer(doc.at_byte(text.find(what).unwrap()));
        assert_eq!(
            [at("{"), at("\"a"), at("["), at("10"), at("0"), at(", 2"), at("20"), at("]"), at("}")],
            ["", "/a", "/a", "/a/0", "/a/0", "/a", "/a/1", "/a", ""]
        );
        assert_eq!(doc.at_byte(999), 0);
    }
}
