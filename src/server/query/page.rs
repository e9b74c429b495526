//! How much of a collection comes at a time, and the links to the rest.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::cursor::Cursor;

/// What part of the items is sent.
#[derive(Debug)]
pub(super) enum Window {
    /// All of them.
    All,
    /// A page by its number, from 1.
    Page {
        number: u64,
        size: u64,
        /// What the number's parameter is called here, where there is one.
        name: Option<String>,
    },
    /// So many after a cursor, or from the start.
    After {
        cursor: Option<Cursor>,
        size: u64,
        /// What the cursor's parameter is called here, where there is one.
        name: Option<String>,
    },
}

/// What must be encoded in a name or value of a query: all but what RFC 3986 §2.3 calls unreserved, and a few that
/// read better as they are and mean nothing special in a query.
const PART: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b',')
    .remove(b':')
    .remove(b'@')
    .remove(b'/');

/// A path with these pairs as its query.
pub(super) fn address(path: &str, pairs: &[(String, String)]) -> String {
    let mut address = path.to_owned();
    for (place, (name, value)) in pairs.iter().enumerate() {
        address.push(if place == 0 { '?' } else { '&' });
        address.extend(utf8_percent_encode(name, PART));
        address.push('=');
        address.extend(utf8_percent_encode(value, PART));
    }
    address
}

/// The pairs of a query with one set to another value, or taken away.
fn with(pairs: &[(String, String)], name: &str, value: Option<String>) -> Vec<(String, String)> {
    let mut pairs: Vec<_> = pairs.iter().filter(|(other, _)| other != name).cloned().collect();
    pairs.extend(value.map(|value| (name.to_owned(), value)));
    pairs
}

/// The links to the pages around a numbered one, by relation (RFC 8288 §3.3, `first`, `prev`, `next`, `last`).
pub(super) fn numbered(
    path: &str,
    pairs: &[(String, String)],
    name: &str,
    number: u64,
    pages: u64,
) -> Vec<(&'static str, String)> {
    let to = |page: u64| address(path, &with(pairs, name, Some(page.to_string())));
    let mut links = vec![("first", to(1))];
    if number > 1 {
        links.push(("prev", to((number - 1).min(pages))));
    }
    if number < pages {
        links.push(("next", to(number + 1)));
    }
    links.push(("last", to(pages)));
    links
}

/// The links from one part to the first and the next, where there is more.
pub(super) fn cursored(
    path: &str,
    pairs: &[(String, String)],
    name: &str,
    next: Option<Cursor>,
) -> Vec<(&'static str, String)> {
    let mut links = vec![("first", address(path, &with(pairs, name, None)))];
    links.extend(next.map(|cursor| ("next", address(path, &with(pairs, name, Some(cursor.write()))))));
    links
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn links_keep_the_rest_of_the_query() {
        let query = pairs(&[("wheels[gte]", "2"), ("page", "2"), ("q", "a b&c")]);
        let links = numbered("/api/toys", &query, "page", 2, 3);
        assert_eq!(links[0], ("first", "/api/toys?wheels%5Bgte%5D=2&q=a%20b%26c&page=1".to_owned()));
        assert_eq!(
            links.iter().map(|(name, _)| *name).collect::<Vec<_>>(),
            ["first", "prev", "next", "last"]
        );
    }

    #[test]
    fn a_page_beyond_the_last_leads_back_to_it() {
        let links = numbered("/t", &[], "page", 9, 2);
        assert_eq!(links[1], ("prev", "/t?page=2".to_owned()));
        assert_eq!(links.len(), 3);
        let only = numbered("/t", &[], "page", 1, 1);
        assert_eq!(only.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["first", "last"]);
    }
}
