//! `Cache-Control` as a private cache reads it (RFC 9111 §5.2).

use crate::http::list;

/// The longest time that counts, in seconds: what is larger is this (RFC 9111 §1.2.2).
const LONGEST_S: u64 = 2_147_483_648;

/// How stale an answer may be (`max-stale`, RFC 9111 §5.2.1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stale {
    /// However stale.
    Any,
    /// For so many seconds at most.
    For(u64),
}

/// The directives of one message that matter to a private cache. `s-maxage`, `private` with names and the like are for
/// caches that several share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Directives {
    pub(super) no_store: bool,
    /// Ask before each use. With field names in it (`no-cache="Set-Cookie"`) it is taken as if it had none, as
    /// RFC 9111 §5.2.2.4 says of caches that do not tell the two apart.
    pub(super) no_cache: bool,
    pub(super) must_revalidate: bool,
    pub(super) must_understand: bool,
    pub(super) public: bool,
    pub(super) private: bool,
    pub(super) only_if_cached: bool,
    /// In seconds. A value that is no number counts as 0, so that the answer is stale (RFC 9111 §4.2.1).
    pub(super) max_age: Option<u64>,
    pub(super) min_fresh: Option<u64>,
    pub(super) max_stale: Option<Stale>,
}

impl Directives {
    /// Reads the lines of a `Cache-Control` field, joined by commas. Any text will do: what is no directive is passed
    /// over, and of two that are the same the first counts.
    pub(super) fn read(text: &str) -> Self {
        let mut read = Self::default();
        // A quote that is never closed would hide what follows; then it is cut at every comma.
        let elements: Vec<&str> = match list::split(text) {
            Ok(elements) => elements.into_iter().map(|element| element.text).collect(),
            Err(_) => text.split(',').map(str::trim).collect(),
        };
        for element in elements {
            let (name, value) = match element.split_once('=') {
                Some((name, value)) => (name.trim(), Some(value.trim().trim_matches('"'))),
                None => (element, None),
            };
            match name.to_ascii_lowercase().as_str() {
                "no-store" => read.no_store = true,
                "no-cache" => read.no_cache = true,
                "must-revalidate" => read.must_revalidate = true,
                "must-understand" => read.must_understand = true,
                "public" => read.public = true,
                "private" => read.private = true,
                "only-if-cached" => read.only_if_cached = true,
                "max-age" => read.max_age = read.max_age.or(Some(value.and_then(seconds).unwrap_or(0))),
                "min-fresh" => read.min_fresh = read.min_fresh.or(value.and_then(seconds)),
                "max-stale" => {
                    let stale = match value {
                        None => Some(Stale::Any),
                        Some(value) => seconds(value).map(Stale::For),
                    };
                    read.max_stale = read.max_stale.or(stale);
                }
                _ => {}
            }
        }
        read
    }
}

/// A number of seconds, in digits alone (RFC 9111 §1.2.2).
pub(super) fn seconds(text: &str) -> Option<u64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(LONGEST_S).min(LONGEST_S))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives_are_read_in_any_case_and_order() {
        let read = Directives::read(r#"Max-Age="60" , ,PRIVATE, no-cache="Set-Cookie, X",foo=bar"#);
        assert_eq!(
            read,
            Directives { private: true, no_cache: true, max_age: Some(60), ..Directives::default() }
        );
        let read = Directives::read("max-stale, min-fresh=5, only-if-cached, no-store");
        assert_eq!((read.max_stale, read.min_fresh), (Some(Stale::Any), Some(5)));
        assert!(read.only_if_cached && read.no_store);
    }

    #[test]
    fn numbers_that_are_none_make_stale_and_huge_ones_stay_in_bounds() {
        assert_eq!(Directives::read("max-age=-1").max_age, Some(0));
        assert_eq!(Directives::read("max-age").max_age, Some(0));
        assert_eq!(Directives::read("max-age=1, max-age=2").max_age, Some(1));
        assert_eq!(Directives::read("max-age=99999999999999999999999").max_age, Some(LONGEST_S));
        assert_eq!(Directives::read("max-stale=x").max_stale, None);
        assert!(Directives::read("a=\"b, no-store").no_store);
    }
}
