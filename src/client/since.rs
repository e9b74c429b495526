//! What became of a request that was sent, in the composer since.

use super::{Draft, HeaderRow};
use crate::http::Request;

/// How what is being written stands to a request that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Since {
    /// It is that request still.
    Same,
    /// It is, but for its content.
    Content,
    /// It is, but for its query or its header fields.
    Other,
    /// It is another request: its method or its path is another.
    Another,
}

impl Since {
    /// Compares them. Fields that a browser adds on the way make no difference, nor does the case of names.
    #[must_use]
    pub fn of(draft: &Draft, sent: &Request, base: &str) -> Self {
        let now = draft.request(base);
        let path = |request: &Request| {
            let target = request.target_text();
            target.split('?').next().unwrap_or_default().to_owned()
        };
        if now.method != sent.method || path(&now) != path(sent) {
            return Self::Another;
        }
        if now.content != sent.content {
            return Self::Content;
        }
        let lines = |of: &Request| {
            let mut lines: Vec<_> = of
                .fields
                .iter()
                .map(|field| (String::from_utf8_lossy(&field.name).to_ascii_lowercase(), field.value.clone()))
                .filter(|(name, _)| !added_by_browser(name))
                .collect();
            lines.sort();
            lines
        };
        let (now_lines, sent_lines) = (lines(&now), lines(sent));
        // What was not written here, and a browser may add, was not taken away either.
        let untold = |name: &str| may_be_added(name) && now_lines.iter().all(|(written, _)| written != name);
        let sent_lines: Vec<_> = sent_lines.into_iter().filter(|(name, _)| !untold(name)).collect();
        if now.target == sent.target && now_lines == sent_lines { Self::Same } else { Self::Other }
    }
}

/// The draft that sends this request again, without what a browser adds by itself.
#[must_use]
pub fn written(sent: &Request, base: &str) -> Draft {
    let mut draft = Draft::of(sent, base);
    draft.headers.retain(|row| !added_by_browser(&row.name.to_ascii_lowercase()));
    for row in &mut draft.headers {
        // A browser makes names small; those that everybody knows are given back their usual spelling.
        *row = HeaderRow::new(&spelled(&row.name), &row.value);
    }
    draft
}

/// A field name as people write it: `content-type` becomes `Content-Type`, and `etag` `ETag`.
#[must_use]
pub fn spelled(name: &str) -> String {
    match name {
        "etag" => "ETag".into(),
        "www-authenticate" => "WWW-Authenticate".into(),
        name if name.bytes().any(|byte| byte.is_ascii_uppercase()) => name.into(),
        name => {
            let mut start = true;
            let upper = |c: char| {
                let upper = if start { c.to_ascii_uppercase() } else { c };
                start = c == '-';
                upper
            };
            name.chars().map(upper).collect()
        }
    }
}

/// Whether a browser sets the field of this (lower-case) name by itself.
fn added_by_browser(name: &str) -> bool {
    name.starts_with("sec-")
        || matches!(
            name,
            "user-agent"
                | "referer"
                | "host"
                | "connection"
                | "content-length"
                | "cookie"
                | "dnt"
                | "upgrade-insecure-requests"
        )
}

/// Whether a browser sets the field of this (lower-case) name where a person does not.
fn may_be_added(name: &str) -> bool {
    matches!(
        name,
        "accept" | "accept-language" | "accept-encoding" | "origin" | "cache-control" | "pragma" | "priority"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> Draft {
        Draft::new("POST", "/toys?x=1").body("application/json", "{}")
    }

    #[test]
    fn what_a_browser_does_to_a_request_makes_no_difference() {
        let sent = Request::new("POST", "/api/toys?x=1")
            .with("sec-ch-ua", "x")
            .with("user-agent", "y")
            .with("content-type", "application/json")
            .with("accept", "application/json")
            .content("{}");
        assert_eq!(Since::of(&draft(), &sent, "/api"), Since::Same);
        assert_eq!(written(&sent, "/api").headers.len(), 2);
        assert_eq!(Since::of(&written(&sent, "/api"), &sent, "/api"), Since::Same);
        let bare = Draft { headers: Vec::new(), ..Draft::new("GET", "/") };
        assert_eq!(
            Since::of(&bare, &Request::new("GET", "/api/").with("accept", "*/*"), "/api"),
            Since::Same
        );
    }

    #[test]
    fn what_a_person_does_makes_one() {
        let sent = draft().request("/api");
        let since = |change: &dyn Fn(&mut Draft)| {
            let mut draft = draft();
            change(&mut draft);
            Since::of(&draft, &sent, "/api")
        };
        assert_eq!(since(&|_| {}), Since::Same);
        assert_eq!(since(&|draft| draft.body.push(' ')), Since::Content);
        assert_eq!(since(&|draft| draft.path = "/toys?x=2".into()), Since::Other);
        assert_eq!(since(&|draft| draft.headers[1].on = false), Since::Other);
        assert_eq!(since(&|draft| draft.headers.push(HeaderRow::new("Accept-Language", "de"))), Since::Other);
        assert_eq!(since(&|draft| draft.headers[0].value.push('x')), Since::Other);
        assert_eq!(since(&|draft| draft.method = "PUT".into()), Since::Another);
        assert_eq!(since(&|draft| draft.path = "/toys/car".into()), Since::Another);
    }

    #[test]
    fn names_are_spelled_as_people_do() {
        assert_eq!(
            ["etag", "content-type", "www-authenticate", "X-Odd-name"].map(spelled),
            ["ETag", "Content-Type", "WWW-Authenticate", "X-Odd-name"]
        );
    }
}
