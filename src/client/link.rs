//! Links in an answer: where a value leads, and whether that is on this shelf.

/// Where a value leads.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Link {
    /// To something of this API: its path from the API root, such as `/toys/car`.
    Here(String),
    /// To an explanation in this page: what follows `#`.
    Page(String),
    /// Away from this page: the address.
    Away(String),
    /// To another place in the same text: its JSON Pointer, as a fragment (`#/components/…`).
    Inside(String),
}

/// What is needed to tell where a value leads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Around {
    /// The path of the API root, such as `/docs/api`.
    pub base: String,
    /// The page's own origin, such as `https://example.com`; empty where it has none.
    pub origin: String,
}

/// The longest value that is looked at.
const LONGEST: usize = 2_048;

impl Around {
    /// Where a value leads, where it is an address: one with a scheme, or a path below the API root. Where `said` (its
    /// name says that it is one: see [`says_link`]), any path from the root is taken for one of this API.
    #[must_use]
    pub fn read(&self, value: &str, said: bool) -> Option<Link> {
        if said && value.starts_with("#/") && value.len() <= LONGEST {
            return Some(Link::Inside(value.to_owned()));
        }
        let odd = |c: char| c.is_whitespace() || c.is_control() || "<>\"\\^`{|}".contains(c);
        if value.is_empty() || value.len() > LONGEST || value.contains(odd) {
            return None;
        }
        let path = match value.split_once("://") {
            Some((scheme, rest)) => {
                if !(scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http")) {
                    return None;
                }
                match value.strip_prefix(&self.origin).filter(|_| !self.origin.is_empty()) {
                    Some(path) if path.starts_with('/') => path,
                    _ if rest.is_empty() || rest.starts_with('/') => return None,
                    _ => return Some(Link::Away(value.to_owned())),
                }
            }
            None => value,
        };
        if !path.starts_with('/') || path.starts_with("//") {
            return None;
        }
        if let Some((page, fragment)) = path.split_once("/#")
            && self.base.rsplit_once('/').is_some_and(|(above, _)| above == page)
            && fragment.starts_with("problem/")
        {
            return Some(Link::Page(fragment.to_owned()));
        }
        let below =
            path.strip_prefix(&self.base).filter(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']));
        match below {
            // A fragment is looked up in what comes back, and is never sent.
            Some(below) => {
                let below = below.split('#').next().unwrap_or_default();
                Some(Link::Here(if below.starts_with('/') { below.to_owned() } else { format!("/{below}") }))
            }
            None if said && path == value && path.len() > 1 => {
                Some(Link::Here(path.split('#').next().unwrap_or_default().to_owned()))
            }
            None => None,
        }
    }
}

/// Whether the last parts of a value's JSON Pointer say that it is a link: `href`, `url`, `self`, anything in `_links`
/// or `links`, and the members of problem details that hold addresses.
#[must_use]
pub fn says_link(pointer: &str) -> bool {
    let mut names = pointer.rsplit('/');
    let last = names.next().unwrap_or_default();
    matches!(
        last,
        "$ref"
            | "href"
            | "url"
            | "uri"
            | "self"
            | "instance"
            | "location"
            | "next"
            | "prev"
            | "first"
            | "last"
    ) || names.take(2).any(|name| matches!(name, "_links" | "links"))
}

/// One link of a `Link` field (RFC 8288).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldLink<'a> {
    /// Where it leads, as it stands there.
    pub target: &'a str,
    /// Its relation, such as `next`; empty where there is none.
    pub relation: &'a str,
}

/// The links of a `Link` field value; what cannot be read is passed over.
#[must_use]
pub fn of_field(value: &str) -> Vec<FieldLink<'_>> {
    let mut links = Vec::new();
    let mut rest = value;
    while let Some(open) = rest.find('<') {
        let Some(close) = rest[open..].find('>') else { break };
        let target = &rest[open + 1..open + close];
        rest = &rest[open + close + 1..];
        let parameters = &rest[..rest.find('<').unwrap_or(rest.len())];
        let relation =
            parameters.split(';').find_map(|part| part.trim().strip_prefix("rel=")).unwrap_or_default();
        links.push(FieldLink { target, relation: relation.trim_matches([' ', ',', '"']) });
    }
    links
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_leads_here_or_away_or_nowhere() {
        let around = Around { base: "/docs/api".into(), origin: "https://toys.example".into() };
        let here = |path: &str| Some(Link::Here(path.into()));
        let table = [
            ("/docs/api/toys/car", false, here("/toys/car")),
            ("/docs/api", false, here("/")),
            ("/docs/api?x=1", false, here("/?x=1")),
            ("/docs/api/openapi.json#/components/schemas/Toy", false, here("/openapi.json")),
            ("/docs/apiary", false, None),
            ("/toys/car", false, None),
            ("/toys/car", true, here("/toys/car")),
            ("https://toys.example/docs/api/toys?page=2", false, here("/toys?page=2")),
            ("https://toys.example/other", true, None),
            (
                "https://else.example/docs/api/toys",
                true,
                Some(Link::Away("https://else.example/docs/api/toys".into())),
            ),
            ("/docs/#problem/found", false, Some(Link::Page("problem/found".into()))),
            ("javascript://x/%0aalert(1)", true, None),
            ("javascript:alert(1)", true, None),
            ("//else.example/x", true, None),
            ("https://", true, None),
            ("https:///x", true, None),
            ("about:blank", true, None),
            ("a /docs/api/toys", true, None),
            ("/docs/api/a b", true, None),
            ("/", true, None),
            ("", true, None),
            ("#/components/schemas/Toy", true, Some(Link::Inside("#/components/schemas/Toy".into()))),
            ("#/components/schemas/Toy", false, None),
        ];
        for (value, said, want) in table {
            assert_eq!(around.read(value, said), want, "{value}");
        }
        assert_eq!(
            Around::default().read("https://a.example/", false),
            Some(Link::Away("https://a.example/".into()))
        );
    }

    #[test]
    fn names_say_what_is_a_link() {
        for pointer in
            ["/a/$ref", "/_links/self", "/items/0/_links/loans", "/_links/next/href", "/href", "/instance"]
        {
            assert!(says_link(pointer), "{pointer}");
        }
        for pointer in ["", "/name", "/links", "/_links/a/b/c", "/selfish"] {
            assert!(!says_link(pointer), "{pointer}");
        }
    }

    #[test]
    fn link_fields_are_read() {
        let links = of_field("</a?x=1,2>; rel=\"next\", </b>; title=\"x\"; rel=prev,<c>, <broken");
        assert_eq!(
            links,
            [
                FieldLink { target: "/a?x=1,2", relation: "next" },
                FieldLink { target: "/b", relation: "prev" },
                FieldLink { target: "c", relation: "" },
            ]
        );
    }
}
