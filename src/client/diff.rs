//! What changed from one answer to the next.

use std::collections::{HashMap, HashSet};

use super::json::{Doc, Shape};
use crate::http::{Response, coding};

/// The most changes that are listed; more are counted.
pub const MOST: usize = 300;

/// The longest content, in bytes, that is compared value by value.
pub const LONGEST: usize = 600_000;

/// Something that was added, taken away, or changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where: the name of a field, or the JSON Pointer of a value.
    pub at: String,
    /// What was there before; `None` where there was nothing.
    pub old: Option<String>,
    /// What is there now; `None` where there is nothing.
    pub new: Option<String>,
}

/// What became of the content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContentChange {
    /// It is the same to the byte, or there is none in either.
    Same,
    /// It is JSON that says the same in other bytes: another order of members, other white space.
    SameMeaning,
    /// Values changed; how many more than those listed.
    Values(Vec<Change>, usize),
    /// It changed, and is not compared value by value, for this reason.
    Other(&'static str),
}

/// What changed from one answer to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The statuses, where they differ.
    pub status: Option<(u16, u16)>,
    /// The header fields that differ, but for those that differ each time.
    pub fields: Vec<Change>,
    /// Those that differ each time: `Date`, `Server-Timing`, and what counts requests.
    pub usual: Vec<Change>,
    /// The content.
    pub content: ContentChange,
}

impl Changed {
    /// Whether nothing changed but what changes each time.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.status.is_none()
            && self.fields.is_empty()
            && matches!(self.content, ContentChange::Same | ContentChange::SameMeaning)
    }
}

/// Compares two answers to the same request, or two requests for the same thing.
#[must_use]
pub fn compare(old: &Response, new: &Response) -> Changed {
    let (fields, usual) = fields(old, new).into_iter().partition(|change| !is_usual(&change.at));
    let statuses = (old.status.as_u16(), new.status.as_u16());
    Changed {
        status: (statuses.0 != statuses.1).then_some(statuses),
        fields,
        usual,
        content: content(&coding::decoded(old), &coding::decoded(new)),
    }
}

fn is_usual(field: &str) -> bool {
    matches!(field, "date" | "server-timing" | "age" | "ratelimit" | "expires")
}

fn fields(old: &Response, new: &Response) -> Vec<Change> {
    let read = |of: &Response, name: &str| {
        let lines: Vec<_> = of
            .fields
            .get_all(name)
            .iter()
            .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
            .collect();
        (!lines.is_empty()).then(|| lines.join(", "))
    };
    let names = new.fields.keys().chain(old.fields.keys().filter(|name| !new.fields.contains_key(*name)));
    names
        .map(|name| Change {
            at: name.as_str().into(),
            old: read(old, name.as_str()),
            new: read(new, name.as_str()),
        })
        .filter(|change| change.old != change.new)
        .collect()
}

fn content(old: &Response, new: &Response) -> ContentChange {
    if old.content == new.content {
        return ContentChange::Same;
    }
    if old.content.is_empty() || new.content.is_empty() {
        return ContentChange::Other(if new.content.is_empty() {
            "It had content before, and has none now."
        } else {
            "It had no content before, and has some now."
        });
    }
    if old.content.len().max(new.content.len()) > LONGEST {
        return ContentChange::Other("It changed. It is too long to be compared value by value.");
    }
    let read = |of: &Response| Doc::parse(std::str::from_utf8(&of.content).ok()?).ok();
    match (read(old), read(new)) {
        (Some(old), Some(new)) => match values(&old, &new) {
            (changes, 0) if changes.is_empty() => ContentChange::SameMeaning,
            (changes, more) => ContentChange::Values(changes, more),
        },
        (None, None) => ContentChange::Other("It changed. Only JSON is compared value by value."),
        _ => ContentChange::Other("It changed from one form to another: see Content-Type."),
    }
}

/// The values that differ between two JSON texts, in the order of the new one, those that are gone last in each
/// container; and how many more there are than [`MOST`].
///
/// Members are matched by name. Items of arrays are matched by their `id`, where each is an object with one of its own;
/// else from both ends as far as they agree, and between those by position.
#[must_use]
pub fn values(old: &Doc, new: &Doc) -> (Vec<Change>, usize) {
    let mut work = Work { old, new, changes: Vec::new(), more: 0 };
    // Last in, first out: what is found in a container is pushed in reverse.
    let mut todo = vec![Pair { old: Some(0), new: Some(0) }];
    while let Some(pair) = todo.pop() {
        let from = todo.len();
        work.look(&pair, &mut todo);
        todo[from..].reverse();
    }
    (work.changes, work.more)
}

/// Two values to be compared.
struct Pair {
    old: Option<usize>,
    new: Option<usize>,
}

struct Work<'a> {
    old: &'a Doc,
    new: &'a Doc,
    changes: Vec<Change>,
    more: usize,
}

impl Work<'_> {
    fn look(&mut self, pair: &Pair, todo: &mut Vec<Pair>) {
        let (Some(old), Some(new)) = (pair.old, pair.new) else {
            return self.found(pair);
        };
        if self.old.raw(old) == self.new.raw(new) {
            return;
        }
        match (self.old.node(old).shape, self.new.node(new).shape) {
            (Shape::Object, Shape::Object) => self.members(old, new, todo),
            (Shape::Array, Shape::Array) => self.items(old, new, todo),
            (Shape::Text, Shape::Text) if self.old.value(old) == self.new.value(new) => {}
            _ => self.found(pair),
        }
    }

    fn members(&self, old: usize, new: usize, todo: &mut Vec<Pair>) {
        // Of several members of one name, the last counts.
        let before: HashMap<_, _> =
            self.old.children(old).map(|child| (self.old.key(child), child)).collect();
        let mut both = HashSet::new();
        for child in self.new.children(new).filter(|child| !self.new.node(*child).overruled) {
            let there = before.get(&self.new.key(child)).copied();
            both.extend(there);
            todo.push(Pair { old: there, new: Some(child) });
        }
        let gone =
            self.old.children(old).filter(|child| !self.old.node(*child).overruled && !both.contains(child));
        todo.extend(gone.map(|child| Pair { old: Some(child), new: None }));
    }

    fn items(&self, old: usize, new: usize, todo: &mut Vec<Pair>) {
        let before: Vec<usize> = self.old.children(old).collect();
        let after: Vec<usize> = self.new.children(new).collect();
        if let (Some(ids_before), Some(ids_after)) = (ids(self.old, &before), ids(self.new, &after)) {
            let at: HashMap<_, _> = ids_before.iter().zip(&before).collect();
            let kept: HashSet<_> = ids_after.iter().collect();
            todo.extend(
                ids_after
                    .iter()
                    .zip(&after)
                    .map(|(id, child)| Pair { old: at.get(id).map(|at| **at), new: Some(*child) }),
            );
            let gone = ids_before.iter().zip(&before).filter(|(id, _)| !kept.contains(id));
            todo.extend(gone.map(|(_, child)| Pair { old: Some(*child), new: None }));
            return;
        }
        let same = |(old, new): &(&usize, &usize)| self.old.raw(**old) == self.new.raw(**new);
        let head = before.iter().zip(&after).take_while(same).count();
        let (before, after) = (&before[head..], &after[head..]);
        let tail = before.iter().rev().zip(after.iter().rev()).take_while(same).count();
        let (before, after) = (&before[..before.len() - tail], &after[..after.len() - tail]);
        for at in 0..before.len().max(after.len()) {
            todo.push(Pair { old: before.get(at).copied(), new: after.get(at).copied() });
        }
    }

    fn found(&mut self, pair: &Pair) {
        if self.changes.len() >= MOST {
            self.more += 1;
            return;
        }
        let at = match (pair.new, pair.old) {
            (Some(new), _) => self.new.pointer(new),
            (None, Some(old)) => self.old.pointer(old),
            (None, None) => return,
        };
        let text = |doc: &Doc, node: usize| short(doc.raw(node));
        self.changes.push(Change {
            at,
            old: pair.old.map(|old| text(self.old, old)),
            new: pair.new.map(|new| text(self.new, new)),
        });
    }
}

/// The `id` of each item as it stands there, where every item is an object with one that no other has.
fn ids<'a>(doc: &'a Doc, items: &[usize]) -> Option<Vec<&'a str>> {
    let mut seen = HashSet::new();
    items
        .iter()
        .map(|item| {
            let id = doc.member(*item, "id")?;
            let raw = (!doc.node(id).shape.holds()).then(|| doc.raw(id))?;
            seen.insert(raw).then_some(raw)
        })
        .collect()
}

/// At most 120 characters of a value.
fn short(raw: &str) -> String {
    const LONG: usize = 120;
    match raw.char_indices().nth(LONG) {
        Some((end, _)) => format!("{}…", &raw[..end]),
        None => raw.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{StatusCode, header};

    fn changes(old: &str, new: &str) -> Vec<String> {
        let (changes, more) = values(&Doc::parse(old).unwrap(), &Doc::parse(new).unwrap());
        assert_eq!(more, 0);
        let side = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".into());
        changes
            .iter()
            .map(|change| format!("{}: {} -> {}", change.at, side(&change.old), side(&change.new)))
            .collect()
    }

    #[test]
    fn members_are_matched_by_name() {
        assert_eq!(
            changes(r#"{"a":1,"b":[],"c":"x","d":null}"#, r#"{"c":"y","a":1,"e":{},"b":{}}"#),
            ["/c: \"x\" -> \"y\"", "/e: nothing -> {}", "/b: [] -> {}", "/d: null -> nothing"]
        );
        assert_eq!(changes(r#"{"a": {"b": {"c": 1}}}"#, r#"{"a":{"b":{"c":2}}}"#), ["/a/b/c: 1 -> 2"]);
        assert_eq!(changes(r#"{"a":"\u00e9","b":1}"#, r#"{ "b":1, "a":"é"}"#), Vec::<String>::new());
        assert_eq!(changes("1", "[]"), [": 1 -> []"]);
    }

    #[test]
    fn items_with_an_id_are_matched_by_it() {
        let old = r#"[{"id":"car","n":1},{"id":"duck","n":2},{"id":"drum","n":3}]"#;
        let new = r#"[{"id":"boat","n":0},{"id":"duck","n":2},{"id":"car","n":9}]"#;
        assert_eq!(
            changes(old, new),
            [
                "/0: nothing -> {\"id\":\"boat\",\"n\":0}",
                "/2/n: 1 -> 9",
                "/2: {\"id\":\"drum\",\"n\":3} -> nothing"
            ]
        );
        // Two of one id tell nothing apart.
        assert_eq!(
            changes(r#"[{"id":1,"n":1},{"id":1,"n":2}]"#, r#"[{"id":1,"n":1},{"id":1,"n":3}]"#),
            ["/1/n: 2 -> 3"]
        );
    }

    #[test]
    fn other_items_are_matched_from_both_ends_and_then_by_position() {
        assert_eq!(changes("[1,2,3,4]", "[1,9,2,3,4]"), ["/1: nothing -> 9"]);
        assert_eq!(changes("[1,2,3,4]", "[1,4]"), ["/1: 2 -> nothing", "/2: 3 -> nothing"]);
        assert_eq!(changes("[1,2,3]", "[1,5,6,3]"), ["/1: 2 -> 5", "/2: nothing -> 6"]);
        assert_eq!(changes("[]", "[[],{}]"), ["/0: nothing -> []", "/1: nothing -> {}"]);
    }

    #[test]
    fn the_cost_is_bounded() {
        let many = |from: usize| {
            format!("[{}]", (from..from + 5_000).map(|n| n.to_string()).collect::<Vec<_>>().join(","))
        };
        let (changes, more) = values(&Doc::parse(&many(0)).unwrap(), &Doc::parse(&many(1_000_000)).unwrap());
        assert_eq!((changes.len(), more), (MOST, 5_000 - MOST));
        let long = format!("\"{}\"", "é".repeat(500));
        let (changes, _) = values(&Doc::parse(&long).unwrap(), &Doc::parse("1").unwrap());
        assert_eq!(changes[0].old.as_ref().unwrap().chars().count(), 121);
        let deep = |word: &str| format!("{}{word}{}", "[".repeat(9_000), "]".repeat(9_000));
        assert_eq!(changes_count(&deep("1"), &deep("2")), 1);
    }

    fn changes_count(old: &str, new: &str) -> usize {
        values(&Doc::parse(old).unwrap(), &Doc::parse(new).unwrap()).0.len()
    }

    fn answer(status: u16, fields: &[(&'static str, &str)], content: &str) -> Response {
        let mut response = Response::new(StatusCode::from_u16(status).unwrap());
        for (name, value) in fields {
            response.set(header::HeaderName::from_static(name), *value);
        }
        response.content = content.to_owned().into();
        response
    }

    #[test]
    fn status_and_fields_are_compared_too() {
        let old = answer(200, &[("date", "a"), ("etag", "\"v1\""), ("vary", "Accept")], "{\"a\":1}");
        let new = answer(404, &[("date", "b"), ("etag", "\"v2\""), ("allow", "GET")], "{\"a\":1}");
        let changed = compare(&old, &new);
        assert_eq!(changed.status, Some((200, 404)));
        assert_eq!(changed.usual.len(), 1);
        let names: Vec<_> = changed
            .fields
            .iter()
            .map(|change| (&*change.at, change.old.is_some(), change.new.is_some()))
            .collect();
        assert_eq!(names, [("etag", true, true), ("allow", false, true), ("vary", true, false)]);
        assert_eq!(changed.content, ContentChange::Same);
        assert!(!changed.is_nothing());
        assert!(
            compare(
                &old,
                &answer(200, &[("date", "c"), ("etag", "\"v1\""), ("vary", "Accept")], "{ \"a\":1 }")
            )
            .is_nothing()
        );
    }

    #[test]
    fn content_that_is_not_json_in_both_is_told_apart_whole() {
        let told = |old: &str, new: &str| compare(&answer(200, &[], old), &answer(200, &[], new)).content;
        assert_eq!(told("a,b", "a,b"), ContentChange::Same);
        assert!(matches!(told("a,b", "a,c"), ContentChange::Other(why) if why.contains("Only JSON")));
        assert!(matches!(told("{}", "a,c"), ContentChange::Other(why) if why.contains("Content-Type")));
        assert!(matches!(told("{}", ""), ContentChange::Other(why) if why.contains("none now")));
        assert!(matches!(told("", "{}"), ContentChange::Other(why) if why.contains("no content before")));
        let long = format!("[{}1]", "1,".repeat(LONGEST));
        assert!(matches!(told(&long, "[]"), ContentChange::Other(why) if why.contains("too long")));
    }
}
