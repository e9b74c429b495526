//! The two messages as envelopes.

use super::{Direction, Envelope, Mood, Tone, tale};
use crate::{
    client::preflight,
    http::{Request, Response, StatusCode},
    server::Exchange,
};

/// The longest line on an envelope, in characters. What does not fit is cut at a place where it can be read; the opened
/// envelope has the whole.
const LONGEST_LINE: usize = 40;

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
        turn: None,
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
        turn: None,
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

/// How the server looks as it answers. A preflight that it does not allow is refused, whatever its status.
pub(super) fn answering(exchange: &Exchange) -> Mood {
    match preflight::refused(&exchange.request, &exchange.response) {
        Some(_) => Mood::Refusing,
        None => mood(exchange.response.status),
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
    names.iter().find_map(|name| value(name).map(|value| field_line(name, &value)))
}

/// A field in one line. A long value ends after a member of its list, a parameter or a word.
fn field_line(name: &str, value: &str) -> String {
    let line = format!("{name}: {value}");
    let Some((end, _)) = line.char_indices().nth(LONGEST_LINE) else { return line };
    // Room for the sign that it goes on.
    let room = line[..end].char_indices().next_back().map_or(0, |(at, _)| at);
    let begins = name.len() + 2;
    match line[..room].rfind([',', ';', ' ']) {
        Some(at) if at > begins => format!("{} …", line[..at].trim_end()),
        _ => format!("{}…", &line[..room]),
    }
}

impl Envelope {
    /// What follows the strong word, as it is written on the envelope: whole where it fits, else with its middle left
    /// out, because a path begins with what it is about and ends with which one. `taken` is how many characters' room
    /// is taken by what else stands on the line.
    #[must_use]
    pub fn subject_in_line(&self, taken: usize) -> String {
        let room = LONGEST_LINE.saturating_sub(self.title.chars().count() + 1 + taken).max(LONGEST_LINE / 2);
        let count = self.subject.chars().count();
        if count <= room {
            return self.subject.clone();
        }
        let chars: Vec<char> = self.subject.chars().collect();
        let tail = (room - 1) / 2;
        let head = room - 1 - tail;
        // The end begins with a segment of its own, where one begins near there.
        let from = chars.len() - tail;
        let near = (from..chars.len()).find(|at| chars[*at] == '/').filter(|at| *at < chars.len() - 1);
        let from = near.unwrap_or(from);
        chars[..head].iter().chain(['…'].iter()).chain(&chars[from..]).collect()
    }
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
        assert_eq!(envelope.detail.map(|detail| detail.chars().count()), Some(LONGEST_LINE));
    }

    #[test]
    fn a_line_is_whole_or_cut_where_it_can_be_read() {
        let line = |name: &str, value: &str| field_line(name, value);
        assert_eq!(
            line("Content-Type", "application/problem+json"),
            "Content-Type: application/problem+json",
            "the longest that is common stands whole"
        );
        assert_eq!(
            line("Allow", "GET, HEAD, PUT, PATCH, DELETE, OPTIONS"),
            "Allow: GET, HEAD, PUT, PATCH, DELETE, …"
        );
        assert_eq!(
            line("WWW-Authenticate", "Bearer realm=\"toy library\", error=\"invalid_token\""),
            "WWW-Authenticate: Bearer realm=\"toy …"
        );
        assert_eq!(line("ETag", &"é".repeat(50)), format!("ETag: {}…", "é".repeat(33)));
        assert_eq!(line("Accept", ""), "Accept: ");
    }

    #[test]
    fn a_long_path_keeps_both_its_ends() {
        let on = |path: &str| of_request(&Request::new("DELETE", path), "/api").subject_in_line(0);
        assert_eq!(on("/api/toys/car"), "/toys/car");
        let long = on(&format!("/api/toys/{}/loans/7", "very-".repeat(20)));
        assert_eq!(long, "/toys/very-very-…/loans/7");
        let envelope = of_request(&Request::new("GET", format!("/toys/{}", "x".repeat(90))), "");
        assert_eq!(envelope.subject_in_line(7).chars().count(), LONGEST_LINE - "GET ".len() - 7);
        let other = on(&format!("/api/toys?q={}end", "é".repeat(80)));
        assert_eq!(other.chars().count(), LONGEST_LINE - "DELETE ".len());
        assert!(other.starts_with("/toys?q=é") && other.ends_with("éend"), "{other}");
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
