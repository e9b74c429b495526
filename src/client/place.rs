//! Places in a JSON text that is being written, whether it is well formed or not.

use std::ops::Range;

/// A step into a JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The member of this name.
    Member(String),
    /// The item at this index, from 0.
    Item(usize),
}

/// Where in a JSON text the caret stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spot {
    /// In the name of a member: the path of the object, and the name so far.
    Name(Vec<Step>, String),
    /// In the value at this path, or where it is to come.
    Value(Vec<Step>),
    /// In the object at this path, between its members.
    Between(Vec<Step>),
}

/// How deep a path is followed; the validator goes no deeper either.
const DEEPEST: usize = 128;

struct Frame {
    is_object: bool,
    start: usize,
    index: usize,
    key: Option<Range<usize>>,
    colon: bool,
}

/// What a walk over a text tells of.
enum Met {
    /// A token, before it changes anything: where it stands.
    Token(Range<usize>),
    /// A whole value: where it stands. Its own member or index is the last of the stack.
    Value(Range<usize>),
}

/// Walks over a text; stops where `meet` says `false`. Gives the open objects and lists at the end.
fn walk(text: &str, mut meet: impl FnMut(&[Frame], Met) -> bool) -> Vec<Frame> {
    let bytes = text.as_bytes();
    let mut stack: Vec<Frame> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        if byte.is_ascii_whitespace() {
            at += 1;
            continue;
        }
        let end = match byte {
            b'"' => string_end(bytes, at),
            b'{' | b'[' | b'}' | b']' | b',' | b':' => at + 1,
            _ => {
                let stop = |byte: &u8| byte.is_ascii_whitespace() || b"{}[],:\"".contains(byte);
                bytes[at..].iter().position(stop).map_or(bytes.len(), |offset| at + offset)
            }
        };
        if !meet(&stack, Met::Token(at..end)) {
            return stack;
        }
        match byte {
            b'{' | b'[' => {
                stack.push(Frame { is_object: byte == b'{', start: at, index: 0, key: None, colon: false });
            }
            b'}' | b']' => {
                if let Some(frame) = stack.pop()
                    && !meet(&stack, Met::Value(frame.start..end))
                {
                    return stack;
                }
            }
            b',' => {
                if let Some(top) = stack.last_mut() {
                    (top.index, top.key, top.colon) = (top.index + 1, None, false);
                }
            }
            b':' => {
                if let Some(top) = stack.last_mut() {
                    top.colon = top.key.is_some();
                }
            }
            _ => match stack.last_mut() {
                Some(top) if top.is_object && !top.colon => top.key = Some(at..end),
                _ => {
                    if !meet(&stack, Met::Value(at..end)) {
                        return stack;
                    }
                }
            },
        }
        at = end;
    }
    stack
}

/// Where the string that starts here ends: after its closing quote, at the end of its line, or with the text.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut escaped = false;
    for (offset, byte) in bytes[start + 1..].iter().enumerate() {
        match byte {
            // No string goes over a line: one that is still being written must not swallow the rest.
            b'\n' => return start + 1 + offset,
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return start + offset + 2,
            _ => {}
        }
    }
    bytes.len()
}

/// The text of a name, its quotes and escapes undone as far as they can be.
fn name(text: &str, range: &Range<usize>) -> String {
    let raw = text.get(range.clone()).unwrap_or_default();
    serde_json::from_str(raw).unwrap_or_else(|_| raw.trim_matches('"').to_owned())
}

fn path(text: &str, stack: &[Frame]) -> Vec<Step> {
    let step = |frame: &Frame| match &frame.key {
        Some(key) => Step::Member(name(text, key)),
        None if frame.is_object => Step::Member(String::new()),
        None => Step::Item(frame.index),
    };
    stack.iter().take(DEEPEST).map(step).collect()
}

/// Where in a text the caret stands; `caret` is a place in bytes.
#[must_use]
pub fn spot(text: &str, caret: usize) -> Spot {
    let mut found = None;
    let stack = walk(text, |stack, met| {
        let Met::Token(range) = met else { return true };
        let word = !matches!(text.as_bytes()[range.start], b'{' | b'[' | b'}' | b']' | b',' | b':');
        if range.end < caret || (range.end == caret && !word) {
            return true;
        }
        let in_word = word && range.start <= caret;
        found = Some(match stack.last() {
            Some(top) if in_word && top.is_object && !top.colon => {
                let above = stack.split_last().map_or(&[][..], |(_, above)| above);
                Spot::Name(path(text, above), name(text, &range))
            }
            Some(top) if top.is_object && !top.colon => Spot::Between(path_of_container(text, stack)),
            _ => Spot::Value(path(text, stack)),
        });
        false
    });
    found.unwrap_or_else(|| match stack.last() {
        Some(top) if top.is_object && !top.colon => Spot::Between(path_of_container(text, &stack)),
        _ => Spot::Value(path(text, &stack)),
    })
}

/// The path of the innermost object or list itself.
fn path_of_container(text: &str, stack: &[Frame]) -> Vec<Step> {
    stack.split_last().map_or_else(Vec::new, |(_, above)| path(text, above))
}

/// A path as a JSON Pointer (RFC 6901).
#[must_use]
pub fn pointer(path: &[Step]) -> String {
    path.iter().fold(String::new(), |pointer, step| match step {
        Step::Member(name) => format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1")),
        Step::Item(index) => format!("{pointer}/{index}"),
    })
}

/// Where the values at these JSON Pointers stand, in bytes; `None` for one that is not there. The whole text's value
/// is the empty pointer's.
#[must_use]
pub fn ranges(text: &str, pointers: &[&str]) -> Vec<Option<Range<usize>>> {
    let mut found = vec![None; pointers.len()];
    let deepest = pointers.iter().map(|pointer| pointer.matches('/').count()).max().unwrap_or(0);
    walk(text, |stack, met| {
        if let Met::Value(range) = met
            && stack.len() <= deepest.min(DEEPEST)
        {
            let here = pointer(&path(text, stack));
            for (place, wanted) in pointers.iter().enumerate() {
                if *wanted == here && found[place].is_none() {
                    found[place] = Some(range.clone());
                }
            }
        }
        true
    });
    found
}

/// The text with one more member in its outermost object, the others as they are; `None` where the text is no object.
#[must_use]
pub fn with_member(text: &str, name: &str, value: &str) -> Option<String> {
    let member = format!("{}: {value}", serde_json::Value::from(name));
    if text.trim().is_empty() {
        return Some(format!("{{\n  {member}\n}}"));
    }
    let mut close = None;
    walk(text, |stack, met| match met {
        Met::Token(range) if stack.len() == 1 && text.as_bytes()[range.start] == b'}' => {
            close =
                stack.first().filter(|frame| frame.is_object).map(|frame| (range.start, frame.key.is_some()));
            false
        }
        _ => true,
    });
    let (close, any) = close?;
    let before = text[..close].trim_end();
    let comma = if any && !before.ends_with(',') { "," } else { "" };
    // A trailing comma stands where the next member is to come.
    Some(format!("{before}{comma}\n  {member}\n{}", &text[close..]))
}

/// A place in bytes from one in UTF-16 units, as a browser counts.
#[must_use]
pub fn byte_of(text: &str, units: usize) -> usize {
    let mut left = units;
    for (at, character) in text.char_indices() {
        if left == 0 {
            return at;
        }
        left = left.saturating_sub(character.len_utf16());
    }
    text.len()
}

/// A place in UTF-16 units from one in bytes.
#[must_use]
pub fn units_of(text: &str, byte: usize) -> usize {
    text.char_indices().take_while(|(at, _)| *at < byte).map(|(_, character)| character.len_utf16()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text without its caret, which is written `|`, and what stands there.
    fn at(marked: &str) -> Spot {
        let caret = marked.find('|').expect("a caret");
        spot(&marked.replacen('|', "", 1), caret)
    }

    fn member(name: &str) -> Step {
        Step::Member(name.into())
    }

    #[test]
    fn the_caret_knows_where_it_is() {
        assert_eq!(at("|"), Spot::Value(vec![]));
        assert_eq!(at("{|}"), Spot::Between(vec![]));
        assert_eq!(at(r#"{"na|me": 1}"#), Spot::Name(vec![], "name".into()));
        assert_eq!(at(r#"{"name": |}"#), Spot::Value(vec![member("name")]));
        assert_eq!(at(r#"{"name": "ca|r", "x": 1}"#), Spot::Value(vec![member("name")]));
        assert_eq!(at(r#"{"name": "car"|, "x": 1}"#), Spot::Value(vec![member("name")]));
        assert_eq!(at(r#"{"name": "car", | "x": 1}"#), Spot::Between(vec![]));
        assert_eq!(at(r#"{"tags": ["a", |"b"]}"#), Spot::Value(vec![member("tags"), Step::Item(1)]));
        assert_eq!(at(r#"{"a": {"b|"#), Spot::Name(vec![member("a")], "b".into()));
        assert_eq!(at(r#"{"a": {"b": 1, |}}"#), Spot::Between(vec![member("a")]));
        assert_eq!(at("{\"a\": \"open\n\"b|\": 1}"), Spot::Value(vec![member("a")]));
    }

    #[test]
    fn values_are_found_by_pointer() {
        let text = r#"{"a/b": [1, {"c": "é"}], "d": {"c": 2}}"#;
        let found = ranges(text, &["/a~1b/1/c", "/d", "", "/nothing"]);
        let shown: Vec<_> = found.iter().map(|range| range.clone().map(|range| &text[range])).collect();
        assert_eq!(shown, [Some("\"é\""), Some("{\"c\": 2}"), Some(text), None]);
    }

    #[test]
    fn no_text_is_too_odd() {
        for text in ["", "}", "]]]", "\"", "{\"a\":{\"b", ":::", ",,", "{,}", "é\u{0}\"ü"] {
            for caret in 0..=text.len() {
                let _ = spot(text, caret);
            }
            let _ = ranges(text, &["", "/a/b"]);
            let _ = with_member(text, "x", "1");
        }
        let deep = "[".repeat(200_000);
        let _ = spot(&deep, deep.len());
        let _ = ranges(&deep, &["/0/0"]);
    }

    #[test]
    fn a_member_is_added_and_the_rest_stays() {
        let add = |text: &str| with_member(text, "kind", "\"car\"");
        assert_eq!(add("").as_deref(), Some("{\n  \"kind\": \"car\"\n}"));
        assert_eq!(add("{}").as_deref(), Some("{\n  \"kind\": \"car\"\n}"));
        assert_eq!(add("{\n  \"a\":  1\n}\n").as_deref(), Some("{\n  \"a\":  1,\n  \"kind\": \"car\"\n}\n"));
        assert_eq!(add("{ \"a\": {} , }").as_deref(), Some("{ \"a\": {} ,\n  \"kind\": \"car\"\n}"));
        assert_eq!(add("[1]"), None);
        assert_eq!(add("{"), None);
    }

    #[test]
    fn places_are_counted_as_a_browser_counts() {
        let text = "a😀é";
        assert_eq!(byte_of(text, 3), 5);
        assert_eq!(units_of(text, 5), 3);
        assert_eq!(byte_of(text, 99), text.len());
        assert_eq!(units_of(text, 99), 4);
    }
}
