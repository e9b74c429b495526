//! The two messages as envelopes.

use super::{Direction, Envelope, Mood, Tone, tale};
use crate::http::{Request, Response, StatusCode};

/// The longest value of a header field on an envelope, in characters.
const LONGEST_VALUE: usize = 60;

/// The longest method and path.
const LONGEST_METHOD: usize = 24;
const LONGEST_PATH: usize = 160;

/// The fields that tell most about a request, the most telling first.
const REQUEST_FIELDS: [&str; 9] = [
    "If-None-Match",
    "If-Match",
    "If-Modified-Since",
    "If-Unmodified-Since",
    "Range",
    "Idempotency-Key",
    "Content-Type",
    "Accept",
    "Prefer",
];

/// The same for a response.
const RESPONSE_FIELDS: [&str; 7] =
    ["Location", "WWW-Authenticate", "Retry-After", "Allow", "Content-Range", "Content-Type", "ETag"];

/// A request at the client.
pub(super) fn of_request(request: &Request, base: &str) -> Envelope {
    Envelope {
        direction: Direction::Out,
        along: 0.0,
        tone: Tone::Request,
        title: cut(&visible(&request.method_text()), LONGEST_METHOD),
        subject: cut(&visible(&tale::path_from(&request.target_text(), base)), LONGEST_PATH),
        detail: detail(&REQUEST_FIELDS, |name| request.field(name).map(|value| visible(&value))),
    }
}

/// A response at the server.
pub(super) fn of_response(response: &Response, base: &str) -> Envelope {
    Envelope {
        direction: Direction::Back,
        along: 1.0,
        tone: tone(response.status),
        title: response.status.as_u16().to_string(),
        subject: response.reason().to_owned(),
        detail: detail(&RESPONSE_FIELDS, |name| {
            let value = visible(response.field(name)?);
            Some(if name == "Location" { tale::path_from(&value, base) } else { value })
        }),
    }
}

/// How a character looks once it has this answer. A redirect is no refusal: the way goes on.
pub(super) fn mood(status: StatusCode) -> Mood {
    match tone(status) {
        Tone::ClientError => Mood::Refusing,
        Tone::ServerError => Mood::Down,
        Tone::Request | Tone::Success | Tone::Redirect => Mood::Happy,
    }
}

fn tone(status: StatusCode) -> Tone {
    match status.as_u16() {
        0..=299 => Tone::Success,
        300..=399 => Tone::Redirect,
        400..=499 => Tone::ClientError,
        _ => Tone::ServerError,
    }
}

fn detail(names: &[&str], value: impl Fn(&str) -> Option<String>) -> Option<String> {
    names.iter().find_map(|name| value(name).map(|value| format!("{name}: {}", cut(&value, LONGEST_VALUE))))
}

fn cut(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Control characters as a sign that can be seen.
fn visible(text: &str) -> String {
    text.chars().map(|char| if char.is_control() { '\u{fffd}' } else { char }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_envelope_shows_its_most_telling_field() {
        let plain = Request::new("GET", "/api/toys/car");
        assert_eq!(of_request(&plain, "/api").detail, None);
        let request = plain.with("Accept", "application/json").with("if-none-match", "\"v1\"");
        let envelope = of_request(&request, "/api");
        assert_eq!(envelope.detail.as_deref(), Some("If-None-Match: \"v1\""));
        assert_eq!((&*envelope.title, &*envelope.subject), ("GET", "/toys/car"));
    }

    #[test]
    fn odd_bytes_and_long_values_stay_in_their_place() {
        let request = Request::new(b"G\0T", b"/a\r\n\xff").with("Accept", "x".repeat(500));
        let envelope = of_request(&request, "");
        assert_eq!((&*envelope.title, &*envelope.subject), ("G\u{fffd}T", "/a\u{fffd}\u{fffd}\u{fffd}"));
        assert_eq!(
            envelope.detail.map(|detail| detail.chars().count()),
            Some("Accept: ".len() + LONGEST_VALUE + 1)
        );
    }

    #[test]
    fn a_status_has_a_tone_and_a_face() {
        let of = |status| StatusCode::from_u16(status).map(|status| (tone(status), mood(status)));
        assert_eq!(of(204).ok(), Some((Tone::Success, Mood::Happy)));
        assert_eq!(of(304).ok(), Some((Tone::Redirect, Mood::Happy)));
        assert_eq!(of(404).ok(), Some((Tone::ClientError, Mood::Refusing)));
        assert_eq!(of(503).ok(), Some((Tone::ServerError, Mood::Down)));
    }
}
