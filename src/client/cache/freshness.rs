//! How old a stored answer is, and how long it is good for (RFC 9111 §4.2).

use super::control::{Directives, seconds};
use crate::http::{HeaderMap, StatusCode, date::HttpDate, header};

/// The longest that is guessed, in seconds: a day. RFC 9111 §4.2.2 leaves it open, and warns beyond that.
const LONGEST_GUESS_S: u64 = 24 * 60 * 60;

/// The statuses whose answers may be kept on a guess (RFC 9110 §15.1); 206 is left out, as ranges are not kept.
pub(super) const GUESSABLE: [u16; 11] = [200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501];

/// What says how long an answer is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// `Cache-Control: max-age`.
    MaxAge,
    /// `Expires` less `Date`.
    Expires,
    /// A tenth of the time since `Last-Modified`: nobody said, so it is a guess.
    Guess,
    /// Nothing: it is stale at once.
    Nothing,
}

impl Basis {
    /// What it is, for people.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::MaxAge => "max-age",
            Self::Expires => "Expires less Date",
            Self::Guess => "a tenth of the time since Last-Modified",
            Self::Nothing => "nothing says",
        }
    }
}

/// How long an answer is good for, in seconds, and what says so.
pub(super) fn lifetime(status: StatusCode, fields: &HeaderMap, received_ms: u64) -> (u64, Basis) {
    let control = Directives::read(&joined(fields, "cache-control"));
    if let Some(seconds) = control.max_age {
        return (seconds, Basis::MaxAge);
    }
    let received = received_ms / 1000;
    let date = date(fields, "date", received).unwrap_or(received);
    if fields.contains_key(header::EXPIRES) {
        // A date that is none, above all “0”, is one in the past (RFC 9111 §5.3).
        let expires = self::date(fields, "expires", received).unwrap_or(0);
        return (expires.saturating_sub(date), Basis::Expires);
    }
    let may_guess = control.public || GUESSABLE.contains(&status.as_u16());
    match self::date(fields, "last-modified", received) {
        Some(modified) if may_guess && modified < date => {
            (((date - modified) / 10).min(LONGEST_GUESS_S), Basis::Guess)
        }
        _ => (0, Basis::Nothing),
    }
}

/// How old an answer is now, in milliseconds (RFC 9111 §4.2.3).
pub(super) fn age_ms(fields: &HeaderMap, requested_ms: u64, received_ms: u64, now_ms: u64) -> u64 {
    let received = received_ms / 1000;
    let date = date(fields, "date", received).unwrap_or(received);
    let apparent = received.saturating_sub(date).saturating_mul(1000);
    let said = fields.get(header::AGE).and_then(|value| value.to_str().ok()).and_then(seconds).unwrap_or(0);
    let corrected = said.saturating_mul(1000).saturating_add(received_ms.saturating_sub(requested_ms));
    apparent.max(corrected).saturating_add(now_ms.saturating_sub(received_ms))
}

/// A date in a field, in seconds since 1970; `None` where there is none or it cannot be read.
fn date(fields: &HeaderMap, name: &str, now_s: u64) -> Option<u64> {
    let text = fields.get(name)?.to_str().ok()?;
    HttpDate::parse_at(text, HttpDate::from_seconds(now_s)).ok().map(HttpDate::seconds)
}

/// The lines of a field as one (RFC 9110 §5.3). What is no text is left out.
pub(super) fn joined(fields: &HeaderMap, name: &str) -> String {
    let lines: Vec<&str> = fields.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect();
    lines.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Response;

    const NOON: u64 = 1_800_000_000;

    fn fields(pairs: &[(&'static str, String)]) -> HeaderMap {
        let mut response = Response::new(StatusCode::OK);
        for (name, value) in pairs {
            response.set(crate::http::HeaderName::from_static(name), value);
        }
        response.fields
    }

    fn at(seconds: u64) -> String {
        HttpDate::from_seconds(seconds).to_string()
    }

    #[test]
    fn max_age_comes_before_expires_before_a_guess() {
        let date = ("date", at(NOON));
        let modified = ("last-modified", at(NOON - 1_000));
        let expires = ("expires", at(NOON + 30));
        let of = |pairs: &[_]| lifetime(StatusCode::OK, &fields(pairs), NOON * 1000);
        let all = [date.clone(), modified.clone(), expires.clone(), ("cache-control", "max-age=5".into())];
        assert_eq!(of(&all), (5, Basis::MaxAge));
        assert_eq!(of(&all[..3]), (30, Basis::Expires));
        assert_eq!(of(&all[..2]), (100, Basis::Guess));
        assert_eq!(of(&all[..1]), (0, Basis::Nothing));
        assert_eq!(of(&[date.clone(), ("expires", "0".into())]), (0, Basis::Expires));
        let old = [date, ("last-modified", at(1_000))];
        assert_eq!(of(&old), (LONGEST_GUESS_S, Basis::Guess));
        assert_eq!(lifetime(StatusCode::CREATED, &fields(&all[..2]), NOON * 1000), (0, Basis::Nothing));
    }

    #[test]
    fn age_counts_from_the_date_or_from_what_was_said_whichever_is_more() {
        let of = |pairs: &[_], requested, received, now| age_ms(&fields(pairs), requested, received, now);
        let ms = NOON * 1000;
        assert_eq!(of(&[("date", at(NOON))], ms, ms, ms + 7_500), 7_500);
        assert_eq!(of(&[("date", at(NOON - 9))], ms, ms, ms), 9_000);
        assert_eq!(of(&[("date", at(NOON)), ("age", "20".into())], ms - 500, ms, ms + 1), 20_501);
        assert_eq!(of(&[], ms, ms, ms - 5), 0, "a clock that was set back makes nothing younger than new");
        assert_eq!(of(&[("age", "99999999999999999999".into())], 0, 0, u64::MAX), u64::MAX);
    }
}
