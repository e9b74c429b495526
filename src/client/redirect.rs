//! Where a redirect leads, and what the next request is (RFC 9110 §15.4, RFC 3986 §5.2).

use std::fmt;

use crate::http::{Request, Response, StatusCode};

/// How many redirects in a row are followed, as in the Fetch standard (§4.4).
pub const MOST: usize = 20;

/// Why a redirect is not followed; a sentence by [`fmt::Display`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Astray {
    /// The answer has no `Location`.
    NoLocation,
    /// It leads to another site, and nothing leaves this page.
    Elsewhere(String),
    /// It leads back to where the client has been already.
    Circle(String),
    /// It is one more than are followed.
    TooMany,
}

impl fmt::Display for Astray {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoLocation => {
                f.write_str("The answer says that the way goes on, but not where: it has no Location. So the client keeps it")
            }
            Self::Elsewhere(place) => {
                write!(f, "The way goes on at {place}, which is another site. Nothing leaves this page, so the client keeps the answer it has")
            }
            Self::Circle(place) => {
                write!(f, "The way leads in a circle: the client has been at {place} already, and stops here")
            }
            Self::TooMany => write!(f, "The client has followed {MOST} redirects in a row, and stops here"),
        }?;
        f.write_str(".")
    }
}

/// Whether a client that follows redirects goes on after this status. 300 leaves the choice to the person, 304 is no
/// redirect, 305 and 306 are not used any more.
#[must_use]
pub fn leads_on(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

/// The request that follows this answer, and whether its method was changed on the way.
///
/// After 303 every method but HEAD becomes GET, and after 301 and 302 POST does, as the Fetch standard (§4.4, step 12)
/// has written down what browsers always did; then the content stays behind, with the fields about it.
///
/// # Errors
/// Why there is none.
pub fn follow(request: &Request, response: &Response) -> Result<(Request, bool), Astray> {
    let location = response.field("location").ok_or(Astray::NoLocation)?;
    let target = resolve(location, &request.target_text())?;
    let mut next = request.clone();
    next.target = target.into_bytes().into();
    let becomes_get = match response.status.as_u16() {
        303 => !matches!(request.method.as_ref(), b"GET" | b"HEAD"),
        301 | 302 => request.method.as_ref() == b"POST",
        _ => false,
    };
    if becomes_get {
        const OF_CONTENT: [&str; 5] =
            ["content-encoding", "content-language", "content-location", "content-type", "content-length"];
        next.method = bytes::Bytes::from_static(b"GET");
        next.content = bytes::Bytes::new();
        next.fields
            .retain(|field| !OF_CONTENT.iter().any(|name| field.name.eq_ignore_ascii_case(name.as_bytes())));
    }
    Ok((next, becomes_get))
}

/// A reference, such as the value of `Location`, as a target, seen from this one (RFC 3986 §5.2.2). What follows `#`
/// is left off: it is never sent.
///
/// # Errors
/// [`Astray::Elsewhere`] where it names a scheme or a host.
pub fn resolve(reference: &str, from: &str) -> Result<String, Astray> {
    let reference = reference.trim();
    let whole = reference;
    let reference = reference.split('#').next().unwrap_or_default();
    let scheme = reference.find([':', '/', '?']).is_some_and(|at| at > 0 && reference.as_bytes()[at] == b':');
    if scheme || reference.starts_with("//") {
        return Err(Astray::Elsewhere(whole.to_owned()));
    }
    let (from_path, from_query) = match from.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (from, None),
    };
    let (path, query) = match reference.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (reference, None),
    };
    let (path, query) = if path.is_empty() {
        (from_path.to_owned(), query.or(from_query))
    } else if path.starts_with('/') {
        (without_dots(path), query)
    } else {
        let parent = &from_path[..from_path.rfind('/').map_or(0, |at| at + 1)];
        (without_dots(&format!("{parent}{path}")), query)
    };
    Ok(match query {
        Some(query) => format!("{path}?{query}"),
        None => path,
    })
}

/// A path without its `.` and `..` (RFC 3986 §5.2.4).
fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut open = false;
    for segment in path.split('/').skip(1) {
        open = matches!(segment, "." | "..");
        match segment {
            "." => {}
            ".." => {
                kept.pop();
            }
            segment => kept.push(segment),
        }
    }
    let mut text: String = kept.iter().flat_map(|segment| ["/", segment]).collect();
    if open || text.is_empty() {
        text.push('/');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::header;

    #[test]
    fn references_are_seen_from_where_one_is() {
        let of = |reference: &str| resolve(reference, "/api/toys/car?x=1").ok();
        // RFC 3986 §5.4, on other paths.
        for (reference, want) in [
            ("/api/toys/bear", "/api/toys/bear"),
            ("bear", "/api/toys/bear"),
            ("./bear?y=2#top", "/api/toys/bear?y=2"),
            ("../friends", "/api/friends"),
            ("../../../..", "/"),
            ("..", "/api/"),
            ("", "/api/toys/car?x=1"),
            ("#top", "/api/toys/car?x=1"),
            ("?y", "/api/toys/car?y"),
            ("a:b", ""),
            ("x/a:b", "/api/toys/x/a:b"),
        ] {
            assert_eq!(of(reference).unwrap_or_default(), want, "{reference}");
        }
        for elsewhere in ["https://example.org/", "//example.org/a", "mailto:mia"] {
            assert_eq!(resolve(elsewhere, "/api"), Err(Astray::Elsewhere(elsewhere.into())));
        }
    }

    #[test]
    fn methods_change_as_browsers_change_them() {
        let after = |status: u16, method: &str| {
            let mut response = Response::new(StatusCode::from_u16(status).unwrap());
            response.set(header::LOCATION, "/b");
            let request = Request::new(method, "/a").with("X-A", "1").json("{}");
            let (next, changed) = follow(&request, &response).unwrap();
            assert_eq!(changed, next.method != request.method);
            assert_eq!((next.content.is_empty(), next.fields.len()), (changed, if changed { 1 } else { 2 }));
            assert_eq!(next.target.as_ref(), b"/b");
            next.method_text().into_owned()
        };
        assert_eq!(after(303, "PUT"), "GET");
        assert_eq!(after(303, "HEAD"), "HEAD");
        assert_eq!((after(301, "POST"), after(302, "POST")), ("GET".into(), "GET".into()));
        assert_eq!((after(301, "PUT"), after(302, "DELETE")), ("PUT".into(), "DELETE".into()));
        assert_eq!((after(307, "POST"), after(308, "POST")), ("POST".into(), "POST".into()));
        let bare = Response::new(StatusCode::FOUND);
        assert_eq!(follow(&Request::new("GET", "/a"), &bare).unwrap_err(), Astray::NoLocation);
    }
}
