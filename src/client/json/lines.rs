//! A JSON text set out in lines: one value a line, two spaces a level, small things kept together.

use super::{
    Kind,
    doc::{Doc, Shape},
};

/// The longest that a container of plain values may be, in characters, to stand on one line.
const TOGETHER: usize = 60;

/// Which part of a value a line shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// All of it.
    Whole,
    /// Its opening bracket; what stands in it follows.
    Open,
    /// Its closing bracket.
    Close,
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece<'a> {
    /// What it is.
    pub kind: Kind,
    /// Its text, as it stands in the JSON text.
    pub text: &'a str,
    /// The number of the value it belongs to.
    pub node: usize,
}

/// The lines of a text.
#[derive(Clone, Debug)]
pub struct Lines(Vec<u32>);

const CLOSE: u32 = 1 << 31;

impl Lines {
    /// Sets a text out. Takes time in proportion to the number of its values, and copies no text.
    #[must_use]
    pub fn of(doc: &Doc) -> Self {
        let mut lines = Vec::with_capacity(doc.len() + doc.len() / 4);
        let mut open: Vec<u32> = Vec::new();
        let mut at = 0;
        loop {
            while let Some(last) =
                open.last().copied().filter(|last| doc.node(*last as usize).after as usize <= at)
            {
                lines.push(last | CLOSE);
                open.pop();
            }
            if at >= doc.len() {
                return Self(lines);
            }
            lines.push(at as u32);
            if stands_open(doc, at) {
                open.push(at as u32);
                at += 1;
            } else {
                at = doc.node(at).after as usize;
            }
        }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The number of the value on a line, and which part of it.
    #[must_use]
    pub fn line(&self, doc: &Doc, line: usize) -> Option<(usize, Part)> {
        let at = *self.0.get(line)?;
        let node = (at & !CLOSE) as usize;
        let part = match at & CLOSE {
            0 if stands_open(doc, node) => Part::Open,
            0 => Part::Whole,
            _ => Part::Close,
        };
        Some((node, part))
    }

    /// The line on which a value begins.
    #[must_use]
    pub fn line_of(&self, doc: &Doc, node: usize) -> usize {
        // A value that stands together with its siblings is on its parent's line.
        let node = match doc.parent(node) {
            Some(parent) if !stands_open(doc, parent) => parent,
            _ => node,
        };
        // In order of their first byte, or of their closing bracket.
        let place = |line: &u32| {
            let span = doc.span((line & !CLOSE) as usize);
            if line & CLOSE == 0 { span.0 } else { span.1 - 1 }
        };
        let start = doc.span(node).0;
        self.0.partition_point(|line| place(line) < start).min(self.0.len().saturating_sub(1))
    }

    /// How deep a line is set, and its pieces in order.
    #[must_use]
    pub fn pieces<'a>(&self, doc: &'a Doc, line: usize) -> (usize, Vec<Piece<'a>>) {
        let Some((node, part)) = self.line(doc, line) else { return (0, Vec::new()) };
        let mut pieces = Vec::new();
        let shape = doc.node(node).shape;
        let (left, right) = if shape == Shape::Object { ("{", "}") } else { ("[", "]") };
        if part != Part::Close {
            key(doc, node, &mut pieces);
        }
        match part {
            Part::Open => pieces.push(Piece { kind: Kind::Plain, text: left, node }),
            Part::Close => pieces.push(Piece { kind: Kind::Plain, text: right, node }),
            Part::Whole if shape.holds() => {
                let plain = |text| Piece { kind: Kind::Plain, text, node };
                let inner = if shape == Shape::Object && doc.node(node).count > 0 {
                    ("{ ", " }")
                } else {
                    (left, right)
                };
                pieces.push(plain(inner.0));
                for child in doc.children(node) {
                    if doc.node(child).place > 0 {
                        pieces.push(plain(", "));
                    }
                    key(doc, child, &mut pieces);
                    value(doc, child, &mut pieces);
                }
                pieces.push(plain(inner.1));
            }
            Part::Whole => value(doc, node, &mut pieces),
        }
        let last = doc.parent(node).is_none_or(|parent| doc.node(node).place + 1 == doc.node(parent).count);
        if part != Part::Open && !last {
            pieces.push(Piece { kind: Kind::Plain, text: ",", node });
        }
        (usize::from(doc.node(node).depth), pieces)
    }
}

fn key<'a>(doc: &'a Doc, node: usize, pieces: &mut Vec<Piece<'a>>) {
    if let Some(text) = doc.raw_key(node) {
        pieces.push(Piece { kind: Kind::Key, text, node });
        pieces.push(Piece { kind: Kind::Plain, text: ": ", node });
    }
}

/// A value that holds nothing.
fn value<'a>(doc: &'a Doc, node: usize, pieces: &mut Vec<Piece<'a>>) {
    let (kind, text) = match doc.node(node).shape {
        Shape::Text => (Kind::Text, doc.raw(node)),
        Shape::Number | Shape::Word => (Kind::Literal, doc.raw(node)),
        // However much space the text has inside.
        Shape::Object => (Kind::Plain, "{}"),
        Shape::Array => (Kind::Plain, "[]"),
    };
    pieces.push(Piece { kind, text, node });
}

/// Whether what stands in a value is set out on lines of its own.
fn stands_open(doc: &Doc, number: usize) -> bool {
    let node = doc.node(number);
    if !node.shape.holds() || node.count == 0 {
        return false;
    }
    // Only plain values, and few enough to be short. The whole is always set out.
    if node.depth == 0
        || node.after as usize != number + 1 + node.count as usize
        || node.count as usize > TOGETHER / 3
    {
        return true;
    }
    let (start, end) =
        doc.key_span(number).map_or(doc.span(number), |(start, _)| (start, doc.span(number).1));
    // White space between the values may make it seem longer than it is; never shorter.
    let long: usize = doc
        .children(number)
        .map(|child| {
            let (start, end) = doc.key_span(child).unwrap_or_default();
            let (from, to) = doc.span(child);
            (end - start) + (to - from) + 4
        })
        .sum();
    (end - start).min(long) > TOGETHER
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set_out(doc: &Doc) -> String {
        let lines = Lines::of(doc);
        let mut text = String::new();
        for line in 0..lines.len() {
            let (depth, pieces) = lines.pieces(doc, line);
            text.push_str(&"  ".repeat(depth));
            pieces.iter().for_each(|piece| text.push_str(piece.text));
            text.push('\n');
        }
        text
    }

    #[test]
    fn small_things_stay_together() {
        let doc = Doc::parse(
            r#"{"id":"car","wheels":4,"tags":[],"none":{ },"_links":{"self":"/toys/car","loans":"/toys/car/loans"},
                "madeOf":["wood","tin"],"long":["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"],
                "in":[{"a":1},{"b":[2]}]}"#,
        )
        .unwrap();
        expect_test::expect![[r#"
            {
              "id": "car",
              "wheels": 4,
              "tags": [],
              "none": {},
              "_links": { "self": "/toys/car", "loans": "/toys/car/loans" },
              "madeOf": ["wood", "tin"],
              "long": [
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
              ],
              "in": [
                { "a": 1 },
                {
                  "b": [2]
                }
              ]
            }
        "#]]
        .assert_eq(&set_out(&doc));
    }

    #[test]
    fn it_is_the_same_json_and_every_value_has_its_line() {
        for text in
            ["1", "[]", "{\"a\":{\"b\":[1,[2,{\"c\":null}],\"x\"]},\"d\":{}}", "[[[1]],{\"k\":\"é\\n\"}]"]
        {
            let doc = Doc::parse(text).unwrap();
            let out = set_out(&doc);
            assert_eq!(
                serde_json::from_str::<serde_json::Value>(&out).unwrap(),
                serde_json::from_str::<serde_json::Value>(text).unwrap()
            );
            let lines = Lines::of(&doc);
            for node in 0..doc.len() {
                let (_, pieces) = lines.pieces(&doc, lines.line_of(&doc, node));
                assert!(pieces.iter().any(|piece| piece.node == node), "{text} {node}");
            }
        }
    }
}
