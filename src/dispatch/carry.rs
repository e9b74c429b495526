//! What a `fetch` can carry unchanged.
//!
//! A browser refuses some requests that HTTP allows and quietly rewrites others (Fetch §2.2, §5.4). Such a
//! request goes to the server in the page instead, as it was written, and the person is told why.

use std::fmt;

use crate::http::Request;

/// Why a `fetch` would not carry a request as it was written; a sentence by [`fmt::Display`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// The method is not a token (RFC 9110 §9.1).
    MethodSyntax,
    /// CONNECT, TRACE or TRACK (Fetch §2.2.1, forbidden method).
    MethodForbidden(String),
    /// A method the browser would put into capitals (Fetch §2.2.1, normalize).
    MethodCase(String),
    /// GET or HEAD with content (Fetch §5.4, the `Request` constructor, step 36).
    ContentWith(String),
    /// The target is not a path under the API root, so the service worker leaves it alone.
    Elsewhere {
        /// The API root's path.
        base: String,
    },
    /// The target holds bytes that no URL may hold.
    TargetBytes,
    /// The target has a fragment, which is never sent (RFC 9110 §4.2.5).
    TargetFragment,
    /// The browser's URL parser would rewrite the target.
    TargetRewritten {
        /// What it would send instead.
        sent: String,
    },
    /// A field name that is not a token (RFC 9110 §5.1).
    NameSyntax(String),
    /// A field that only the browser may set (Fetch §2.2.2, forbidden request-header).
    NameForbidden(String),
    /// A field that stands on several lines, which `Headers` joins into one.
    NameRepeated(String),
    /// A field value with a line break or a NUL (RFC 9110 §5.5).
    ValueSyntax(String),
    /// A field value with bytes outside ASCII, which Chromium decodes on the way to the worker (RFC 9110 §5.5,
    /// obs-text).
    ValueNotAscii(String),
    /// A field value with whitespace around it, which the browser trims.
    ValueTrimmed(String),
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MethodSyntax => f.write_str("A browser sends no method with such characters in it"),
            Self::MethodForbidden(method) => write!(f, "A browser will not let a page send {method}"),
            Self::MethodCase(method) => {
                write!(f, "A browser would send {} instead of {method}", method.to_ascii_uppercase())
            }
            Self::ContentWith(method) => {
                write!(f, "A browser will not let a page send {method} with content")
            }
            Self::Elsewhere { base } => {
                write!(f, "The service worker answers only for paths under {base}, and leaves others alone")
            }
            Self::TargetBytes => {
                f.write_str("A browser would percent-encode or drop some characters of this target")
            }
            Self::TargetFragment => f.write_str("A browser never sends the part of a URL from # on"),
            Self::TargetRewritten { sent } => write!(f, "A browser would send {sent} instead of this target"),
            Self::NameSyntax(name) => write!(f, "A browser refuses \u{201c}{name}\u{201d} as a header name"),
            Self::NameForbidden(name) => write!(f, "A browser will not let a page set {name}"),
            Self::NameRepeated(name) => write!(f, "A browser would join the lines of {name} into one"),
            Self::ValueSyntax(name) => write!(f, "A browser refuses a line break or a NUL in {name}"),
            Self::ValueNotAscii(name) => {
                write!(f, "A browser may change the characters outside ASCII in {name}")
            }
            Self::ValueTrimmed(name) => {
                write!(f, "A browser would trim the spaces around the value of {name}")
            }
        }?;
        f.write_str(", so this request was handed over inside the page.")
    }
}

/// What keeps a `fetch` from carrying this request unchanged to the API root at `base` (such as `/api`), as far
/// as that is known without a browser; `None` where nothing does.
///
/// Two changes do not count, because HTTP gives them no meaning: field names become lower case, and the browser
/// adds fields of its own, such as `Accept` and `User-Agent`.
#[must_use]
pub fn obstacle(request: &Request, base: &str) -> Option<Obstacle> {
    method(request).or_else(|| target(&request.target, base)).or_else(|| fields(request))
}

fn method(request: &Request) -> Option<Obstacle> {
    const FORBIDDEN: [&str; 3] = ["CONNECT", "TRACE", "TRACK"];
    const NORMALIZED: [&str; 6] = ["DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"];

    if !is_token(&request.method) {
        return Some(Obstacle::MethodSyntax);
    }
    let method = request.method_text().into_owned();
    let upper = method.to_ascii_uppercase();
    if FORBIDDEN.contains(&upper.as_str()) {
        return Some(Obstacle::MethodForbidden(method));
    }
    if method != upper && NORMALIZED.contains(&upper.as_str()) {
        return Some(Obstacle::MethodCase(method));
    }
    let bare = method == "GET" || method == "HEAD";
    (bare && !request.content.is_empty()).then_some(Obstacle::ContentWith(method))
}

fn target(target: &[u8], base: &str) -> Option<Obstacle> {
    let below = target.strip_prefix(base.as_bytes());
    if !below.is_some_and(|rest| matches!(rest.first(), None | Some(b'/' | b'?' | b'#'))) {
        return Some(Obstacle::Elsewhere { base: base.into() });
    }
    if target.contains(&b'#') {
        return Some(Obstacle::TargetFragment);
    }
    (!target.iter().all(u8::is_ascii_graphic)).then_some(Obstacle::TargetBytes)
}

fn fields(request: &Request) -> Option<Obstacle> {
    request.fields.iter().enumerate().find_map(|(at, field)| {
        let name = || String::from_utf8_lossy(&field.name).into_owned();
        let value = &field.value;
        if !is_token(&field.name) {
            Some(Obstacle::NameSyntax(name()))
        } else if is_forbidden(&name().to_ascii_lowercase(), value) {
            Some(Obstacle::NameForbidden(name()))
        } else if request.fields[..at].iter().any(|other| other.name.eq_ignore_ascii_case(&field.name)) {
            Some(Obstacle::NameRepeated(name()))
        } else if value.iter().any(|byte| matches!(byte, 0 | b'\r' | b'\n')) {
            Some(Obstacle::ValueSyntax(name()))
        } else if !value.is_ascii() {
            Some(Obstacle::ValueNotAscii(name()))
        } else {
            let edge = |byte: Option<&u8>| matches!(byte, Some(b' ' | b'\t'));
            (edge(value.first()) || edge(value.last())).then(|| Obstacle::ValueTrimmed(name()))
        }
    })
}

/// Fetch §2.2.2, "forbidden request-header"; the name in lower case.
fn is_forbidden(name: &str, value: &[u8]) -> bool {
    const NAMES: [&str; 23] = [
        "accept-charset",
        "accept-encoding",
        "access-control-request-headers",
        "access-control-request-method",
        "access-control-request-private-network",
        "connection",
        "content-length",
        "cookie",
        "cookie2",
        "date",
        "dnt",
        "expect",
        "host",
        "keep-alive",
        "origin",
        "referer",
        "set-cookie",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        // Not on the list of the standard, but browsers put their own in its place.
        "user-agent",
        "via",
    ];
    const OVERRIDES: [&str; 3] = ["x-http-method", "x-http-method-override", "x-method-override"];

    NAMES.contains(&name)
        || name.starts_with("proxy-")
        || name.starts_with("sec-")
        || OVERRIDES.contains(&name)
            && value.split(|&byte| byte == b',').any(|method| {
                let method = method.trim_ascii();
                [&b"connect"[..], b"trace", b"track"].iter().any(|bad| method.eq_ignore_ascii_case(bad))
            })
}

/// RFC 9110 §5.6.2.
fn is_token(bytes: &[u8]) -> bool {
    !bytes.is_empty()
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(request: &Request) -> Option<Obstacle> {
        obstacle(request, "/demo/api")
    }

    #[test]
    fn ordinary_requests_are_carried() {
        let get = Request::new("GET", "/demo/api/toys?limit=2").with("Accept", "application/json");
        let put = Request::new("PUT", "/demo/api/toys/car").with("If-Match", "\"v1\"").json("{}");
        for request in [get, put, Request::new("BREW", "/demo/api"), Request::new("patch", "/demo/api/")] {
            assert_eq!(of(&request), None, "{request:?}");
        }
    }

    #[test]
    fn methods_a_browser_refuses_or_rewrites() {
        let method = |method: &str| of(&Request::new(method, "/demo/api/toys"));
        assert_eq!(method(""), Some(Obstacle::MethodSyntax));
        assert_eq!(method("GE T"), Some(Obstacle::MethodSyntax));
        assert_eq!(method("Trace"), Some(Obstacle::MethodForbidden("Trace".into())));
        assert_eq!(method("get"), Some(Obstacle::MethodCase("get".into())));
        let content = of(&Request::new("GET", "/demo/api/toys").content("x"));
        assert_eq!(content, Some(Obstacle::ContentWith("GET".into())));
    }

    #[test]
    fn targets_the_worker_would_not_see_as_written() {
        let target = |target: &[u8]| of(&Request::new("GET", target));
        let elsewhere = Some(Obstacle::Elsewhere { base: "/demo/api".into() });
        for outside in [&b"*"[..], b"", b"/demo/apis", b"/demo", b"http://example.com/demo/api"] {
            assert_eq!(target(outside), elsewhere, "{outside:?}");
        }
        assert_eq!(target(b"/demo/api/toys#car"), Some(Obstacle::TargetFragment));
        assert_eq!(target(b"/demo/api/a b"), Some(Obstacle::TargetBytes));
        assert_eq!(target("/demo/api/é".as_bytes()), Some(Obstacle::TargetBytes));
    }

    #[test]
    fn fields_a_browser_refuses_or_rewrites() {
        let field = |name: &str, value: &str| of(&Request::new("GET", "/demo/api").with(name, value));
        for name in ["Content-Length", "HOST", "Sec-Fetch-Mode", "proxy-thing", "Cookie"] {
            assert_eq!(field(name, "1"), Some(Obstacle::NameForbidden(name.into())));
        }
        let forbidden = Obstacle::NameForbidden("X-HTTP-Method-Override".into());
        assert_eq!(field("X-HTTP-Method-Override", "PUT, Trace"), Some(forbidden));
        assert_eq!(field("X-HTTP-Method-Override", "PUT"), None);
        assert_eq!(field("a b", "1"), Some(Obstacle::NameSyntax("a b".into())));
        assert_eq!(field("", "1"), Some(Obstacle::NameSyntax(String::new())));
        assert_eq!(field("X-A", "1\n2"), Some(Obstacle::ValueSyntax("X-A".into())));
        assert_eq!(field("X-A", "Zoë"), Some(Obstacle::ValueNotAscii("X-A".into())));
        assert_eq!(field("X-A", "1 "), Some(Obstacle::ValueTrimmed("X-A".into())));
        let twice = Request::new("GET", "/demo/api").with("If-Match", "\"a\"").with("if-match", "\"b\"");
        assert_eq!(of(&twice), Some(Obstacle::NameRepeated("if-match".into())));
    }

    #[test]
    fn an_obstacle_reads_as_a_sentence() {
        assert_eq!(
            Obstacle::NameForbidden("Content-Length".into()).to_string(),
            "A browser will not let a page set Content-Length, so this request was handed over inside the page."
        );
    }
}
