//! The values of `format` that are checked (JSON Schema 2020-12 validation §7.3).

/// A format that is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Date,
    DateTime,
    Email,
    Uri,
    Uuid,
}

impl Format {
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "date" => Self::Date,
            "date-time" => Self::DateTime,
            "email" => Self::Email,
            "uri" => Self::Uri,
            "uuid" => Self::Uuid,
            _ => return None,
        })
    }

    /// What text of this format is, with an example.
    pub(super) fn expected(self) -> &'static str {
        match self {
            Self::Date => "a date that exists, as in 2026-11-22",
            Self::DateTime => "a date and time with its zone, as in 2026-11-22T18:30:00Z",
            Self::Email => "an email address, as in mia@example.com",
            Self::Uri => "a full URI, as in https://example.com/toys",
            Self::Uuid => "a UUID, as in 123e4567-e89b-12d3-a456-426614174000",
        }
    }

    pub(super) fn fits(self, text: &str) -> bool {
        match self {
            Self::Date => is_date(text),
            Self::DateTime => is_date_time(text),
            Self::Email => is_email(text),
            Self::Uri => is_uri(text),
            Self::Uuid => is_uuid(text),
        }
    }
}

/// A number of exactly `width` digits within `range`.
fn digits(text: &str, width: usize, range: std::ops::RangeInclusive<u32>) -> Option<u32> {
    let all = text.len() == width && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| all && range.contains(number))
}

/// `full-date` of RFC 3339 §5.6, on the calendar.
fn is_date(text: &str) -> bool {
    let mut parts = text.split('-');
    let mut next = |width, range| parts.next().and_then(|part| digits(part, width, range));
    let (Some(year), Some(month), Some(day)) = (next(4, 0..=9999), next(2, 1..=12), next(2, 1..=31)) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    parts.next().is_none() && day <= last
}

/// `date-time` of RFC 3339 §5.6.
fn is_date_time(text: &str) -> bool {
    text.split_once(['T', 't']).is_some_and(|(date, time)| is_date(date) && is_time(time))
}

/// `full-time` of RFC 3339 §5.6. A 60th second is a leap second, which only ever ends a day in UTC (§5.7).
fn is_time(text: &str) -> bool {
    let read = || {
        let zone_at = text.find(['Z', 'z', '+', '-'])?;
        let (clock, zone) = text.split_at_checked(zone_at)?;
        let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
        if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let mut parts = clock.split(':');
        let hour = digits(parts.next()?, 2, 0..=23)?;
        let minute = digits(parts.next()?, 2, 0..=59)?;
        let second = digits(parts.next()?, 2, 0..=60)?;
        let ahead = zone_minutes(zone)?;
        let utc = (i64::from(hour * 60 + minute) - ahead).rem_euclid(24 * 60);
        (parts.next().is_none() && (second < 60 || utc == 24 * 60 - 1)).then_some(())
    };
    read().is_some()
}

/// How far a zone is ahead of UTC.
fn zone_minutes(zone: &str) -> Option<i64> {
    if zone == "Z" || zone == "z" {
        return Some(0);
    }
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let (hour, minute) = zone.get(1..)?.split_once(':')?;
    Some(sign * i64::from(digits(hour, 2, 0..=23)? * 60 + digits(minute, 2, 0..=59)?))
}

/// A mailbox of RFC 5321 §4.1.2: a dot-string or a quoted string, then a domain or an address in brackets.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let atom = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
    };
    let quoted =
        local.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).is_some_and(is_quoted_content);
    let literal = |inside: &str| match inside.strip_prefix("IPv6:") {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => inside.parse::<std::net::Ipv4Addr>().is_ok(),
    };
    let domain_fits = match domain.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(inside) => literal(inside),
        None => is_domain(domain),
    };
    local.len() <= 64 && (quoted || local.split('.').all(atom)) && domain_fits
}

fn is_quoted_content(text: &str) -> bool {
    let mut escaped = false;
    for byte in text.bytes() {
        match byte {
            _ if !(0x20..0x7F).contains(&byte) => return false,
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return false,
            _ => {}
        }
    }
    !escaped
}

/// Labels of letters, digits and inner hyphens, at most 63 bytes each and 253 in all (RFC 1123 §2.1).
fn is_domain(text: &str) -> bool {
    let label = |part: &str| {
        (1..=63).contains(&part.len())
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !part.starts_with('-')
            && !part.ends_with('-')
    };
    text.len() <= 253 && text.split('.').all(label)
}

/// An absolute URI with an optional fragment (RFC 3986 §3).
fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let scheme_fits = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, path) = match path.strip_prefix("//") {
        None => ("", path),
        Some(after) => after.split_at(after.find('/').unwrap_or(after.len())),
    };
    scheme_fits
        && is_authority(authority)
        && has_only(path, b":@/")
        && has_only(query, b":@/?")
        && has_only(fragment, b":@/?")
}

/// `[userinfo@]host[:port]` (RFC 3986 §3.2).
fn is_authority(text: &str) -> bool {
    let (user, host_and_port) = text.rsplit_once('@').unwrap_or(("", text));
    let (host_fits, port) = match host_and_port.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((address, port)) => (address.parse::<std::net::Ipv6Addr>().is_ok(), port),
            None => return false,
        },
        None => {
            let end = host_and_port.find(':').unwrap_or(host_and_port.len());
            let (host, port) = host_and_port.split_at(end);
            (has_only(host, b""), port)
        }
    };
    let port_fits =
        port.is_empty() || port.strip_prefix(':').is_some_and(|p| p.bytes().all(|b| b.is_ascii_digit()));
    has_only(user, b":") && host_fits && port_fits
}

/// Unreserved characters, sub-delimiters, whole percent-escapes, and those of `more`.
fn has_only(text: &str, more: &[u8]) -> bool {
    let bytes = text.as_bytes();
    let hex = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
    bytes.iter().enumerate().all(|(at, byte)| match byte {
        b'%' => hex(at + 1) && hex(at + 2),
        _ => byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=".contains(byte) || more.contains(byte),
    })
}

fn is_uuid(text: &str) -> bool {
    let lengths = [8, 4, 4, 4, 12];
    let mut groups = text.split('-');
    lengths.iter().all(|&length| {
        groups
            .next()
            .is_some_and(|group| group.len() == length && group.bytes().all(|b| b.is_ascii_hexdigit()))
    }) && groups.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(format: Format, good: &[&str], bad: &[&str]) {
        for text in good {
            assert!(format.fits(text), "{format:?} should take {text:?}");
        }
        for text in bad {
            assert!(!format.fits(text), "{format:?} should refuse {text:?}");
        }
        assert!(!format.fits(""));
    }

    #[test]
    fn dates() {
        table(
            Format::Date,
            &["2026-11-22", "2024-02-29", "2000-02-29", "0000-01-01"],
            &[
                "2025-02-29",
                "1900-02-29",
                "2026-13-01",
                "2026-00-01",
                "2026-04-31",
                "26-11-22",
                "2026-1-2",
                "2026-11-22Z",
                "2026-11-22-1",
                "２026-11-22",
            ],
        );
        table(
            Format::DateTime,
            &[
                "2026-11-22T18:30:00Z",
                "2026-11-22t18:30:00.123z",
                "2026-11-22T18:30:00+05:30",
                "1998-12-31T23:59:60Z",
                "1998-12-31T15:59:60.5-08:00",
            ],
            &[
                "2026-11-22",
                "2026-11-22T18:30:00",
                "2026-11-22 18:30:00Z",
                "2026-11-22T24:00:00Z",
                "2026-11-22T18:30Z",
                "2026-11-22T18:30:00.Z",
                "1998-12-31T22:59:60Z",
                "2026-11-22T18:30:00+5:30",
                "2026-11-22T18:30:00+24:00",
            ],
        );
    }

    #[test]
    fn names_and_places() {
        table(
            Format::Email,
            &["mia@example.com", "a.b+c@d-e.org", "\"a b\"@example.com", "mia@[127.0.0.1]", "mia@localhost"],
            &[
                "mia",
                "@example.com",
                "mia@",
                "a..b@c.d",
                ".a@b.c",
                "a b@c.d",
                "a@-b.c",
                "a@b..c",
                "a@[b]",
                "a@b_c.d",
            ],
        );
        table(
            Format::Uri,
            &[
                "https://example.com/toys?x=1#y",
                "urn:isbn:123",
                "mailto:mia@example.com",
                "http://u:p@[::1]:8080/",
                "a:",
                "file:///a%20b",
            ],
            &[
                "/toys",
                "example.com",
                "1http://a",
                "http://a b",
                "http://a/%zz",
                "http://a/é",
                "http://[::1",
                "http://a:b/",
                "http://a/[x]",
                "http://a#b#c",
            ],
        );
        table(
            Format::Uuid,
            &["123e4567-e89b-12d3-a456-426614174000", "123E4567-E89B-12D3-A456-426614174000"],
            &[
                "123e4567e89b12d3a456426614174000",
                "123e4567-e89b-12d3-a456-42661417400",
                "g23e4567-e89b-12d3-a456-426614174000",
                "123e4567-e89b-12d3-a456-426614174000-",
            ],
        );
    }
}
