//! What has to be true of an exchange for a goal to be reached.

use serde_json::{Map, Value};

use crate::journal::Entry;

/// A condition on one exchange, as data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Predicate {
    /// The request has this method (case-sensitive, RFC 9110 §9.1).
    Method(&'static str),
    /// The request's path, from the API's root and without its query, fits this pattern, in which `{…}` stands
    /// for one segment: `/toys/{id}`.
    Path(&'static str),
    /// The response has this status.
    Status(u16),
    /// The request has this header field, by name in any case.
    Field(&'static str),
    /// The server's last question was this one, by its id, such as `content-fits`.
    Left(&'static str),
    /// The content of the request is a JSON object without a member of this name.
    Without(&'static str),
    /// All of these.
    All(&'static [Predicate]),
    /// One of these at least.
    Any(&'static [Predicate]),
    /// Not this.
    Not(&'static Predicate),
}

impl Predicate {
    /// Whether this exchange satisfies it.
    #[must_use]
    pub fn holds(&self, entry: &Entry) -> bool {
        let request = &entry.exchange.request;
        match self {
            Self::Method(method) => request.method == method.as_bytes(),
            Self::Path(pattern) => {
                let target = request.target_text();
                let path = target.split('?').next().unwrap_or_default();
                path.strip_prefix(entry.before.base()).is_some_and(|path| fits(path, pattern))
            }
            Self::Status(status) => entry.exchange.response.status.as_u16() == *status,
            Self::Field(name) => request.field(name).is_some(),
            Self::Left(decision) => {
                entry.exchange.trace.exit().is_some_and(|step| step.decision.id == *decision)
            }
            Self::Without(member) => serde_json::from_slice::<Map<String, Value>>(&request.content)
                .is_ok_and(|content| !content.contains_key(*member)),
            Self::All(all) => all.iter().all(|one| one.holds(entry)),
            Self::Any(any) => any.iter().any(|one| one.holds(entry)),
            Self::Not(not) => !not.holds(entry),
        }
    }
}

/// Whether a path fits a pattern, segment by segment. `{…}` takes any segment but an empty one.
fn fits(path: &str, pattern: &str) -> bool {
    let (mut path, mut pattern) = (path.split('/'), pattern.split('/'));
    loop {
        match (path.next(), pattern.next()) {
            (None, None) => return true,
            (Some(segment), Some(wanted)) if wanted.starts_with('{') && wanted.ends_with('}') => {
                if segment.is_empty() {
                    return false;
                }
            }
            (Some(segment), Some(wanted)) if segment == wanted => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_pattern_takes_whole_segments() {
        for (path, pattern) in [
            ("/toys", "/toys"),
            ("/toys/car", "/toys/car"),
            ("/toys/car", "/toys/{id}"),
            ("/toys/car/loans", "/toys/{id}/loans"),
            ("/toys/car/loans/1", "/toys/{id}/loans/{loan}"),
        ] {
            assert!(fits(path, pattern), "{path} {pattern}");
        }
        for (path, pattern) in [
            ("/toys/", "/toys"),
            ("/toys/", "/toys/{id}"),
            ("/toys", "/toys/{id}"),
            ("/toys/car/loans", "/toys/{id}"),
            ("/toysX", "/toys"),
            ("/Toys", "/toys"),
            ("", "/toys"),
        ] {
            assert!(!fits(path, pattern), "{path} {pattern}");
        }
    }
}
