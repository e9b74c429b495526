//! The query of a path as a table, in step with the path both ways.
//!
//! A row is kept as it is shown: decoded. A pair of the path whose row was not touched stays byte for byte as it was
//! typed, so that nothing a person wrote is rewritten behind their back.

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use serde::{Deserialize, Serialize};

/// What is encoded in a name or value: what has a meaning in a query, and what a target may not hold (RFC 3986 §3.4).
const IN_QUERY: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'+')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// One pair of a query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueryRow {
    /// Its name, decoded.
    pub name: String,
    /// Its value, decoded.
    pub value: String,
    /// Whether it is in the path. One that is off is kept in the table alone.
    pub on: bool,
    /// The pair as it stands in the path, where it was typed there.
    pub raw: Option<String>,
}

impl QueryRow {
    /// A row that is in the path.
    #[must_use]
    pub fn new(name: &str, value: &str) -> Self {
        Self { name: name.into(), value: value.into(), on: true, raw: None }
    }

    /// The row of a pair as it stands in a path. A `+` is a space there, as servers read forms.
    fn read(pair: &str) -> Self {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let plain = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
        Self { name: plain(name), value: plain(value), on: true, raw: Some(pair.into()) }
    }

    /// Whether there is nothing in it: a row that was added and is yet to be filled in.
    fn is_blank(&self) -> bool {
        self.raw.is_none() && self.name.is_empty() && self.value.is_empty()
    }

    fn written(&self) -> String {
        let encoded = |text: &str| utf8_percent_encode(text, IN_QUERY).to_string();
        match &self.raw {
            Some(raw) => raw.clone(),
            // In a name a “=” would end it.
            None => format!("{}={}", encoded(&self.name).replace('=', "%3D"), encoded(&self.value)),
        }
    }

    /// Gives it another name or value, and so another form in the path.
    pub fn set(&mut self, name: Option<&str>, value: Option<&str>) {
        let changed =
            name.is_some_and(|name| name != self.name) || value.is_some_and(|value| value != self.value);
        if changed {
            self.name = name.map_or_else(|| self.name.clone(), str::to_owned);
            self.value = value.map_or_else(|| self.value.clone(), str::to_owned);
            self.raw = None;
        }
    }
}

/// A path apart: what comes before `?`, the query where there is a `?`, and the fragment with its `#`.
fn apart(path: &str) -> (&str, Option<&str>, &str) {
    let (rest, fragment) = path.find('#').map_or((path, ""), |at| path.split_at(at));
    match rest.split_once('?') {
        Some((before, query)) => (before, Some(query), fragment),
        None => (rest, None, fragment),
    }
}

/// The rows of a path's query, in order.
#[must_use]
pub fn rows(path: &str) -> Vec<QueryRow> {
    let query = apart(path).1.unwrap_or_default();
    query.split('&').filter(|pair| !pair.is_empty()).map(QueryRow::read).collect()
}

/// The table once the path was typed in: rows of the path, and what only the table holds (rows that are off, and blank
/// ones), each after the rows it came after before. The table stays as it is where it says the same already.
#[must_use]
pub fn follow(table: &[QueryRow], path: &str) -> Vec<QueryRow> {
    let new = rows(path);
    if shown(table) == query_text(&new) {
        return table.to_vec();
    }
    let mut merged: Vec<QueryRow> = Vec::new();
    let mut new = new.into_iter();
    for row in table {
        if !row.on || row.is_blank() {
            merged.push(row.clone());
        } else {
            merged.extend(new.next());
        }
    }
    merged.extend(new);
    merged
}

/// The path with the query that the table says.
#[must_use]
pub fn path_with(path: &str, table: &[QueryRow]) -> String {
    let (before, _, fragment) = apart(path);
    let query = shown(table);
    if query.is_empty() { format!("{before}{fragment}") } else { format!("{before}?{query}{fragment}") }
}

fn shown(table: &[QueryRow]) -> String {
    let on = table.iter().filter(|row| row.on && !row.is_blank());
    on.map(QueryRow::written).collect::<Vec<_>>().join("&")
}

fn query_text(rows: &[QueryRow]) -> String {
    rows.iter().map(QueryRow::written).collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(path: &str) -> Vec<(String, String)> {
        rows(path).into_iter().map(|row| (row.name, row.value)).collect()
    }

    #[test]
    fn a_query_is_read_in_order_and_decoded() {
        let read = pairs("/toys?a=1&a=2&b&c=&d%26=x%3Dy+z&wheels[gte]=2#frag&no=1");
        let wanted = [("a", "1"), ("a", "2"), ("b", ""), ("c", ""), ("d&", "x=y z"), ("wheels[gte]", "2")];
        assert_eq!(read, wanted.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!(pairs("/toys"), []);
        assert_eq!(pairs("/toys?"), []);
        assert_eq!(pairs("/toys?=x&%ff"), [(String::new(), "x".into()), ("\u{fffd}".into(), String::new())]);
    }

    #[test]
    fn what_is_written_is_read_back() {
        for (name, value) in [("a b", "c&d=e+f#g%h"), ("é", "\"<>"), ("x=y", "="), ("", "v"), ("n", "")] {
            let path = path_with("/toys#end", &[QueryRow::new(name, value)]);
            assert_eq!(pairs(&path), [(name.to_owned(), value.to_owned())], "{path}");
            assert!(path.ends_with("#end") && !path.contains(' '), "{path}");
        }
    }

    #[test]
    fn what_was_typed_stays_as_it_was_typed() {
        let path = "/toys?b&a=%31&c=x+y";
        assert_eq!(path_with(path, &rows(path)), path);
        let mut table = rows(path);
        table[1].set(None, Some("2"));
        assert_eq!(path_with(path, &table), "/toys?b&a=2&c=x+y");
        table[0].set(Some("b"), None);
        assert_eq!(path_with(path, &table), "/toys?b&a=2&c=x+y");
    }

    #[test]
    fn rows_that_are_off_stay_where_they_were() {
        let mut table = rows("/toys?a=1&b=2&c=3");
        table[1].on = false;
        let path = path_with("/toys?a=1&b=2&c=3", &table);
        assert_eq!(path, "/toys?a=1&c=3");
        assert_eq!(follow(&table, &path), table);
        let typed = follow(&table, "/toys?a=1&c=4&d=5");
        let names: Vec<_> = typed.iter().map(|row| (row.name.as_str(), row.on)).collect();
        assert_eq!(names, [("a", true), ("b", false), ("c", true), ("d", true)]);
        let cleared = follow(&table, "/toys");
        assert_eq!(cleared.len(), 1);
        table[1].on = true;
        assert_eq!(path_with("/toys?a=1&c=3", &table), "/toys?a=1&b=2&c=3");
    }

    #[test]
    fn a_row_yet_to_be_filled_in_is_not_in_the_path() {
        let mut table = rows("/toys?a=1");
        table.push(QueryRow::new("", ""));
        assert_eq!(path_with("/toys?a=1", &table), "/toys?a=1");
        assert_eq!(follow(&table, "/toys?a=1").len(), 2);
        assert_eq!(follow(&table, "/toys?a=9").len(), 2);
    }
}
