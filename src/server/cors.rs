//! Cross-origin requests: which pages may read an answer (Fetch standard, CORS protocol).
//!
//! A browser asks first, with a preflight, before it sends what a plain form could not; the server says what it would
//! take. Of every answer it says who may read it. The server itself refuses nothing for its origin.

use super::asking::Question;
use crate::{
    http::{HeaderName, HeaderValue, Request, Response, header, list},
    world::Cors,
};

const ANY: &str = "*";

/// The request fields that the server reads and that a page may send only once a preflight has allowed them.
const READ: [&str; 13] = [
    "accept",
    "accept-language",
    "authorization",
    "content-encoding",
    "content-type",
    "idempotency-key",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "prefer",
    "range",
];

/// The response fields that a page may read without being told so (Fetch standard, CORS-safelisted response-header
/// name).
const SAFELISTED: [&str; 7] = [
    "cache-control",
    "content-language",
    "content-length",
    "content-type",
    "expires",
    "last-modified",
    "pragma",
];

/// Says that every page may read this answer.
///
/// It is said whether or not the request has an `Origin`, with no `Vary`: the Fetch standard advises so where all
/// origins get the same, because a cache may keep an answer that was got without `Origin` and use it for a request
/// with one.
pub(super) fn allow_all(request: &Request, response: &mut Response) {
    response.set_static(header::ACCESS_CONTROL_ALLOW_ORIGIN, ANY);
    if request.method != "OPTIONS" {
        response.set_static(header::ACCESS_CONTROL_EXPOSE_HEADERS, ANY);
    }
}

/// Adds what says which pages may read this answer.
pub(super) fn allow(policy: &Cors, request: &Request, response: &mut Response) {
    if policy.is_static() {
        return allow_all(request, response);
    }
    vary(response, "Origin");
    let Some(origin) = request.field("Origin").filter(|origin| policy.allows(origin)) else { return };
    response.set(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.as_bytes());
    if policy.credentials {
        // With credentials a “*” is no wildcard any more, here and below (Fetch standard).
        response.set(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
    }
    if request.method != "OPTIONS" {
        let exposed: Vec<_> = response
            .fields
            .keys()
            .map(HeaderName::as_str)
            .filter(|name| !SAFELISTED.contains(name) && !name.starts_with("access-control-"))
            .collect();
        let exposed = exposed.join(", ");
        if !exposed.is_empty() {
            response.set(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
        }
    }
}

/// Adds a field name to `Vary`, once.
fn vary(response: &mut Response, name: &str) {
    let there = response.field("vary").unwrap_or_default().to_owned();
    if there.split(',').any(|part| part.trim().eq_ignore_ascii_case(name)) {
        return;
    }
    response.set(header::VARY, if there.is_empty() { name.to_owned() } else { format!("{there}, {name}") });
}

/// Answers the preflight in this OPTIONS request, if it is one: adds its fields to the response, and its evidence to
/// the question. Comes back with a sentence for the trace.
pub(super) fn preflight<'t>(
    policy: &Cors,
    headers: &crate::http::HeaderMap,
    allow: &str,
    question: Question<'t>,
    response: &mut Response,
) -> (Question<'t>, String) {
    // Each of these could have made another answer of it.
    response.set(header::VARY, "Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
    let (Some(origin), Some(method)) =
        (headers.get(header::ORIGIN), headers.get(header::ACCESS_CONTROL_REQUEST_METHOD))
    else {
        return (question, String::new());
    };
    let wanted = headers.get(header::ACCESS_CONTROL_REQUEST_HEADERS);
    let mut question = question
        .saw_field("Origin", Some(origin.as_bytes()))
        .saw_field("Access-Control-Request-Method", Some(method.as_bytes()));
    if let Some(wanted) = wanted {
        question = question.saw_field("Access-Control-Request-Headers", Some(wanted.as_bytes()));
    }
    let origin = String::from_utf8_lossy(origin.as_bytes());
    let method = String::from_utf8_lossy(method.as_bytes());
    if !policy.allows(&origin) {
        return (question, format!(" It is a preflight, and pages of {origin} may not read answers here."));
    }

    response.set(header::ACCESS_CONTROL_ALLOW_METHODS, allow);
    response.set(header::ACCESS_CONTROL_MAX_AGE, policy.max_age_s.to_string());
    let lines = headers.get_all(header::ACCESS_CONTROL_REQUEST_HEADERS);
    let (mut allowed, mut refused) = (Vec::new(), Vec::new());
    for element in list::elements(lines).unwrap_or_default() {
        let name = element.text.to_ascii_lowercase();
        if READ.contains(&name.as_str()) { allowed.push(name) } else { refused.push(name) }
    }
    if !allowed.is_empty() {
        response.set(header::ACCESS_CONTROL_ALLOW_HEADERS, allowed.join(", "));
    }
    let mut told = format!(" It is a preflight: a page of {origin} asks whether it may send {method}");
    if !allow.split(", ").any(|allowed| allowed == method) {
        told.push_str(", which is not allowed here, so its browser will not send it.");
    } else if refused.is_empty() {
        told.push_str(", and it may.");
    } else {
        told.push_str(&format!(
            ". The server does not read {}, so the browser will not send it.",
            refused.join(", ")
        ));
    }
    (question, told)
}

/// What the trace says of a request that comes from a page, when it is none for the rules.
pub(super) const FROM_A_PAGE: &str =
    "They ask for more than that. Whether a page of that origin may read the answer, its fields say.";

/// The origin of a request, as a browser wrote it.
pub(super) fn origin(headers: &crate::http::HeaderMap) -> Option<&HeaderValue> {
    headers.get(header::ORIGIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{http::StatusCode, world::Origins};

    #[test]
    fn vary_names_a_field_once() {
        let mut response = Response::new(StatusCode::OK);
        vary(&mut response, "Origin");
        vary(&mut response, "Origin");
        assert_eq!(response.field("vary"), Some("Origin"));
        response.set(header::VARY, "Accept");
        vary(&mut response, "Origin");
        assert_eq!(response.field("vary"), Some("Accept, Origin"));
    }

    #[test]
    fn an_origin_that_is_not_named_gets_vary_and_nothing_else() {
        let policy = Cors { origins: Origins::These(vec!["https://a.example".into()]), ..Cors::default() };
        let mut response = Response::new(StatusCode::OK);
        let request = Request::new("GET", "/").with("Origin", "https://b.example");
        allow(&policy, &request, &mut response);
        assert_eq!(response.fields.len(), 1);
        assert_eq!(response.field("vary"), Some("Origin"));
    }
}
