//! Reads a JSON text in pieces, so that a long one never holds up the page.

use std::{collections::HashMap, sync::Arc};

use super::doc::{Broken, Doc, NONE, Node, Shape, plain};

/// What may come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    Value,
    ValueOrEnd,
    Key,
    KeyOrEnd,
    Colon,
    CommaOrEnd,
    Nothing,
}

/// A text that is being read. Nothing is on the machine's stack, so no depth overflows it.
#[derive(Debug)]
pub struct Reader {
    text: Arc<str>,
    at: usize,
    next: Next,
    nodes: Vec<Node>,
    open: Vec<u32>,
    key: (u32, u32),
}

impl Reader {
    /// The deepest that values may be nested.
    pub const DEEPEST: usize = 10_000;

    /// Nothing of this text has been read yet.
    #[must_use]
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        Self { text: text.into(), at: 0, next: Next::Value, nodes: Vec::new(), open: Vec::new(), key: (0, 0) }
    }

    /// Reads on: about this many bytes, and at least one token. `true` once all is read.
    ///
    /// # Errors
    /// Where it is no JSON (RFC 8259).
    pub fn read(&mut self, bytes: usize) -> Result<bool, Broken> {
        let text = Arc::clone(&self.text);
        let until = self.at.saturating_add(bytes.max(1));
        loop {
            let space = text.as_bytes()[self.at..].iter().position(|byte| !b" \t\r\n".contains(byte));
            self.at = space.map_or(text.len(), |space| self.at + space);
            let Some(&byte) = text.as_bytes().get(self.at) else {
                return if self.next == Next::Nothing {
                    Ok(true)
                } else {
                    Err(self.broken(&text, "the text ends, but "))
                };
            };
            self.token(&text, byte)?;
            if self.at >= until && self.at < text.len() {
                return Ok(false);
            }
        }
    }

    /// How much of the text has been read, in bytes.
    #[must_use]
    pub fn done(&self) -> usize {
        self.at
    }

    /// What was read. Only what [`read`](Self::read) has read to its end is whole.
    #[must_use]
    pub fn finish(self) -> Doc {
        Doc { text: self.text, nodes: self.nodes }
    }

    fn token(&mut self, text: &str, byte: u8) -> Result<(), Broken> {
        match (self.next, byte) {
            (Next::Key | Next::KeyOrEnd, b'"') => {
                let end = string(text, self.at)?;
                self.key = (self.at as u32, end as u32);
                self.at = end;
                self.next = Next::Colon;
            }
            (Next::Colon, b':') => {
                self.at += 1;
                self.next = Next::Value;
            }
            (Next::CommaOrEnd, b',') => {
                self.at += 1;
                self.next = if self.inside() == Some(Shape::Object) { Next::Key } else { Next::Value };
            }
            (Next::CommaOrEnd | Next::KeyOrEnd, b'}') if self.inside() == Some(Shape::Object) => {
                self.close(text);
            }
            (Next::CommaOrEnd | Next::ValueOrEnd, b']') if self.inside() == Some(Shape::Array) => {
                self.close(text);
            }
            (Next::Value | Next::ValueOrEnd, _) => self.value(text, byte)?,
            _ => return Err(self.broken(text, "")),
        }
        Ok(())
    }

    fn value(&mut self, text: &str, byte: u8) -> Result<(), Broken> {
        let start = self.at;
        let (shape, end) = match byte {
            b'{' => (Shape::Object, start + 1),
            b'[' => (Shape::Array, start + 1),
            b'"' => (Shape::Text, string(text, start)?),
            b'-' | b'0'..=b'9' => (Shape::Number, number(text, start)?),
            _ => match ["true", "false", "null"].into_iter().find(|word| text[start..].starts_with(word)) {
                Some(word) => (Shape::Word, start + word.len()),
                None => return Err(self.broken(text, "")),
            },
        };
        if shape.holds() && self.open.len() >= Self::DEEPEST {
            return Err(Broken::at(
                text,
                start,
                format!("it is nested deeper than {} levels", Self::DEEPEST),
            ));
        }
        let number = self.nodes.len() as u32;
        let parent = self.open.last().copied().unwrap_or(NONE);
        let place = self.nodes.get_mut(parent as usize).map_or(0, |parent| {
            parent.count += 1;
            parent.count - 1
        });
        self.nodes.push(Node {
            shape,
            start: start as u32,
            end: end as u32,
            after: number + 1,
            count: 0,
            place,
            depth: self.open.len() as u16,
            overruled: false,
            parent,
            key: std::mem::take(&mut self.key),
        });
        self.at = end;
        self.next = match shape {
            Shape::Object => Next::KeyOrEnd,
            Shape::Array => Next::ValueOrEnd,
            _ => self.after_value(),
        };
        if shape.holds() {
            self.open.push(number);
        }
        Ok(())
    }

    fn close(&mut self, text: &str) {
        self.at += 1;
        let after = self.nodes.len() as u32;
        if let Some(number) = self.open.pop() {
            let node = &mut self.nodes[number as usize];
            node.end = self.at as u32;
            node.after = after;
            if node.shape == Shape::Object && node.count > 1 {
                self.mark_overruled(text, number as usize);
            }
        }
        self.next = self.after_value();
    }

    /// Marks the members of an object that a later one of the same name overrules.
    fn mark_overruled(&mut self, text: &str, object: usize) {
        let mut seen = HashMap::new();
        let mut child = object + 1;
        while child < self.nodes[object].after as usize {
            let (start, end) = self.nodes[child].key;
            let name = plain(text.get(start as usize..end as usize).unwrap_or_default());
            if let Some(earlier) = seen.insert(name, child) {
                self.nodes[earlier].overruled = true;
            }
            child = self.nodes[child].after as usize;
        }
    }

    fn inside(&self) -> Option<Shape> {
        self.open.last().map(|number| self.nodes[*number as usize].shape)
    }

    fn after_value(&self) -> Next {
        if self.open.is_empty() { Next::Nothing } else { Next::CommaOrEnd }
    }

    /// What stands here and what should.
    fn broken(&self, text: &str, ends: &str) -> Broken {
        let wanted = match (self.next, self.inside()) {
            (Next::Value, _) => "a value should stand here",
            (Next::ValueOrEnd, _) => "a value or “]” should stand here",
            (Next::Key, _) => "another name in double quotes should stand here",
            (Next::KeyOrEnd, _) => "a name in double quotes or “}” should stand here",
            (Next::Colon, _) => "a colon should stand here",
            (Next::CommaOrEnd, Some(Shape::Object)) => "a comma or “}” should stand here",
            (Next::CommaOrEnd, _) => "a comma or “]” should stand here",
            (Next::Nothing, _) => "it should end here",
        };
        let what = match text[self.at..].chars().next() {
            Some(c) if ends.is_empty() => format!("{wanted}, not “{c}”,"),
            _ => format!("{ends}{wanted}"),
        };
        Broken::at(text, self.at, what)
    }
}

/// Where the string that starts here ends: after its closing quote.
fn string(text: &str, start: usize) -> Result<usize, Broken> {
    let bytes = text.as_bytes();
    let mut at = start + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => return Ok(at + 1),
            b'\\' => match bytes.get(at + 1) {
                Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => at += 2,
                Some(b'u')
                    if bytes.len() >= at + 6 && bytes[at + 2..at + 6].iter().all(u8::is_ascii_hexdigit) =>
                {
                    at += 6;
                }
                _ => return Err(Broken::at(text, at, "the backslash begins no escape that JSON knows")),
            },
            0..0x20 => {
                let what = match byte {
                    b'\n' | b'\r' => "a string may not run over the end of a line (write \\n)",
                    b'\t' => "a tab in a string is written \\t",
                    _ => "a control character in a string is written \\u00XX",
                };
                return Err(Broken::at(text, at, what));
            }
            _ => at += 1,
        }
    }
    Err(Broken::at(text, start, "a string begins that never ends,"))
}

/// Where the number that starts here ends (RFC 8259 §6).
fn number(text: &str, start: usize) -> Result<usize, Broken> {
    let bytes = text.as_bytes();
    let digits = |from: usize| from + bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let some = |from: usize| match digits(from) {
        end if end > from => Ok(end),
        end => Err(Broken::at(text, end, "the number lacks a digit")),
    };
    let mut at = start + usize::from(bytes[start] == b'-');
    if bytes.get(at) == Some(&b'0') {
        at += 1;
        if bytes.get(at).is_some_and(u8::is_ascii_digit) {
            return Err(Broken::at(text, at - 1, "a number may not begin with 0"));
        }
    } else {
        at = some(at)?;
    }
    if bytes.get(at) == Some(&b'.') {
        at = some(at + 1)?;
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        at += 1;
        at += usize::from(matches!(bytes.get(at), Some(b'+' | b'-')));
        at = some(at)?;
    }
    Ok(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_what_serde_reads_and_refuses_what_serde_refuses() {
        let texts = [
            "",
            " ",
            "1",
            "-",
            "-0",
            "01",
            "1.",
            "1.0e5",
            "1e",
            "1e+",
            ".5",
            "tru",
            "true",
            "nul",
            "null ",
            "\"",
            "\"a",
            "\"\\x\"",
            "\"\\u12\"",
            "\"\\u00e9\"",
            "\"\n\"",
            "[",
            "]",
            "[]",
            "[1",
            "[1,",
            "[1,]",
            "[,1]",
            "[1 2]",
            "{",
            "}",
            "{}",
            "{1:2}",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1",
            "{\"a\":1,}",
            "{\"a\":1}}",
            "[}",
            "{]",
            "{\"a\":[1,{\"b\":[]}],\"c\":null}",
            "[[[[]]]]",
            "1 2",
            "é",
            "[\u{1F697}]",
            "'a'",
            "//x",
            "[1]x",
        ];
        for text in texts {
            let serde = serde_json::from_str::<serde::de::IgnoredAny>(text);
            let doc = Doc::parse(text);
            assert_eq!(doc.is_ok(), serde.is_ok(), "{text:?}: {doc:?} {serde:?}");
            if let (Err(broken), Err(serde)) = (&doc, &serde) {
                assert_eq!(broken.line, serde.line().max(1), "{text:?}: {broken} / {serde}");
            }
        }
    }

    #[test]
    fn what_is_broken_is_said_with_its_place() {
        let said = |text: &str| Doc::parse(text).unwrap_err().to_string();
        assert_eq!(said("{\n  \"a\": }"), "a value should stand here, not “}”, at line 2, column 8");
        assert_eq!(said("[1, 2"), "the text ends, but a comma or “]” should stand here at line 1, column 6");
        assert_eq!(said("{\"é\" 1}"), "a colon should stand here, not “1”, at line 1, column 6");
        assert_eq!(said("[1] 2"), "it should end here, not “2”, at line 1, column 5");
    }

    #[test]
    fn read_in_pieces_it_is_the_same() {
        let text = r#"{"a": [1, 2, {"b": "c d e"}], "f": [[], {}, "\u00e9"], "a": false}"#;
        let whole = Doc::parse(text).unwrap();
        for bytes in [0, 1, 2, 7, 1000] {
            let mut reader = Reader::new(text);
            let mut turns = 0;
            while !reader.read(bytes).unwrap() {
                turns += 1;
                assert!(turns < 100 && reader.done() <= text.len());
            }
            assert_eq!(reader.finish().nodes, whole.nodes);
        }
    }

    #[test]
    fn depth_is_bounded_and_overflows_nothing() {
        let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
        let deepest = Doc::parse(&nested(Reader::DEEPEST)).unwrap();
        assert_eq!(deepest.pointer(deepest.len() - 1).len(), 2 * (Reader::DEEPEST - 1));
        assert!(Doc::parse(&nested(Reader::DEEPEST + 1)).unwrap_err().what.contains("nested deeper"));
        assert!(Doc::parse(&"{\"a\":".repeat(1_000_000)).is_err());
    }

    #[test]
    fn no_text_makes_it_panic() {
        // All texts of up to five of these pieces.
        let pieces =
            ["{", "}", "[", "]", ",", ":", "\"", "\\", "u00e9", "-", "1", ".", "e", "é", "true", " ", "\n"];
        let mut texts = vec![String::new()];
        for _ in 0..4 {
            texts = texts
                .iter()
                .flat_map(|text| pieces.iter().map(move |piece| format!("{text}{piece}")))
                .collect();
            for text in &texts {
                assert_eq!(
                    Doc::parse(text).is_ok(),
                    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok(),
                    "{text}"
                );
            }
        }
    }
}
