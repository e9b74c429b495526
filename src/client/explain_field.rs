//! What the value of a response header field says, part by part, for people.

mod timing;

use super::link;
use crate::http::{HeaderValue, date::HttpDate, etag::EntityTag, list};

/// What one part of a value means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Means {
    /// These words.
    Text(String),
    /// This moment, in milliseconds since 1970-01-01T00:00:00Z, to be shown in the reader's own time; and how long
    /// that was before the answer, or after it.
    Time(u64, String),
    /// A link with this target; and its relation in words.
    Link(String, String),
}

/// One part of a value, and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The part, as it stands there.
    pub term: String,
    /// What it means.
    pub means: Means,
}

/// The most parts that are told.
const MOST: usize = 24;

/// The parts of a value of the field of this (lower-case) name, in an answer of this moment (milliseconds since
/// 1970-01-01T00:00:00Z). Empty where nothing is known beyond what the field is for.
#[must_use]
pub fn parts(name: &str, value: &str, at_ms: u64) -> Vec<Said> {
    let mut said = match name {
        "cache-control" => each(value, directive),
        "etag" => etag(value),
        "date" | "last-modified" | "expires" => date(value, at_ms),
        "age" => seconds(value)
            .map(|age| text(value, format!("It was made {} ago, and kept on the way.", span(age))))
            .into_iter()
            .collect(),
        "retry-after" => match seconds(value) {
            Some(wait) => vec![text(value, format!("Ask again in {}.", span(wait)))],
            None => date(value, at_ms),
        },
        "allow" | "access-control-allow-methods" => each(value, method),
        "accept-ranges" => vec![text(
            value,
            match value {
                "bytes" => "One may ask for a part of it, in bytes: with Range.",
                "none" => "Only the whole can be had.",
                _ => return Vec::new(),
            },
        )],
        "content-range" => content_range(value).into_iter().collect(),
        "content-length" => seconds(value)
            .map(|count| text(value, format!("The content is {} long.", bytes(count))))
            .into_iter()
            .collect(),
        "content-type" => content_type(value),
        "content-encoding" => each(value, |coding| {
            Some(match coding {
                "gzip" | "x-gzip" => "Made smaller with gzip for the way; the reader undoes that.".into(),
                "identity" => "As it is.".into(),
                _ => return None,
            })
        }),
        "content-language" => {
            each(value, |tag| language(tag).map(|language| format!("It is in {language}.")))
        }
        "vary" => each(value, vary),
        "location" | "content-location" => vec![Said {
            term: value.into(),
            means: Means::Link(
                value.into(),
                match name {
                    "location" => "where to go".into(),
                    _ => "where this very content lives".into(),
                },
            ),
        }],
        "link" => link::of_field(value).into_iter().map(of_link).collect(),
        "server-timing" => each_owned(value, timing::metric),
        "www-authenticate" => authenticate(value),
        "accept-post" | "accept-patch" | "accept" => each(value, |kind| {
            media(kind.split(';').next().unwrap_or_default().trim())
                .map(|kind| format!("{kind} is taken here."))
        }),
        "accept-encoding" => each(value, |coding| {
            (coding != "identity").then(|| format!("What is sent here may be coded with {coding}."))
        }),
        "ratelimit" => items(value, &[("r", "requests left"), ("t", "seconds until the count starts anew")]),
        "ratelimit-policy" => {
            items(value, &[("q", "requests"), ("w", "seconds is the window they are counted in")])
        }
        "x-total-count" => seconds(value)
            .map(|count| {
                text(
                    value,
                    if count == 1 {
                        "There is 1 in all.".into()
                    } else {
                        format!("There are {count} in all, on however many pages.")
                    },
                )
            })
            .into_iter()
            .collect(),
        "x-content-type-options" if value == "nosniff" => {
            vec![text(value, "Take Content-Type at its word, and do not guess from the bytes.")]
        }
        "access-control-allow-origin" => vec![text(
            value,
            match value {
                "*" => "Pages of any origin may read this answer.",
                "null" => "Pages with no origin of their own may read this answer.",
                _ => "Pages of this origin may read this answer.",
            },
        )],
        "access-control-expose-headers" => each(value, |name| {
            Some(match name {
                "*" => "Pages of other origins may read every field, where they send no credentials.".into(),
                name => format!("Pages of other origins may read {name}, too."),
            })
        }),
        "access-control-max-age" => seconds(value)
            .map(|age| text(value, format!("A browser may remember this permission for {}.", span(age))))
            .into_iter()
            .collect(),
        "idempotent-replayed" if value == "true" => {
            vec![text(value, "Nothing was done anew: this is the answer that was given the first time.")]
        }
        _ => Vec::new(),
    };
    said.truncate(MOST);
    said
}

fn text(term: &str, means: impl Into<String>) -> Said {
    Said { term: term.into(), means: Means::Text(means.into()) }
}

/// The elements of a list of which something is known.
fn each(value: &str, means: impl Fn(&str) -> Option<String>) -> Vec<Said> {
    each_owned(value, |element| Some(text(element, means(element)?)))
}

fn each_owned(value: &str, said: impl Fn(&str) -> Option<Said>) -> Vec<Said> {
    let Ok(line) = HeaderValue::from_bytes(value.as_bytes()) else { return Vec::new() };
    let Ok(elements) = list::elements([&line]) else { return Vec::new() };
    elements.iter().filter_map(|element| said(element.text)).collect()
}

/// A whole number that is nothing else.
fn seconds(value: &str) -> Option<u64> {
    value.bytes().all(|byte| byte.is_ascii_digit()).then(|| value.parse().ok()).flatten()
}

/// So many seconds for people: `1 second`, `90 seconds`, `15 minutes`, `2 hours`, `30 days`.
#[must_use]
pub fn span(seconds: u64) -> String {
    let (count, unit) = match seconds {
        0..120 => (seconds, "second"),
        120..7_200 => (seconds / 60, "minute"),
        7_200..172_800 => (seconds / 3_600, "hour"),
        172_800..63_072_000 => (seconds / 86_400, "day"),
        _ => (seconds / 31_536_000, "year"),
    };
    if count == 1 { format!("1 {unit}") } else { format!("{count} {unit}s") }
}

fn bytes(count: u64) -> String {
    if count == 1 { "1 byte".into() } else { format!("{count} bytes") }
}

/// RFC 9111 §5.2.2, and RFC 5861, RFC 8246.
fn directive(directive: &str) -> Option<String> {
    let (name, argument) = directive.split_once('=').unwrap_or((directive, ""));
    let age = seconds(argument.trim_matches('"')).map(span);
    Some(match (name.to_ascii_lowercase().as_str(), age) {
        ("max-age", Some(_)) if argument.trim_matches('"') == "0" => {
            "It is stale at once: ask again before each use.".into()
        }
        ("max-age", Some(age)) => format!("It is fresh for {age}: until then it may be used without asking."),
        ("s-maxage", Some(age)) => format!("For caches that are shared, it is fresh for {age}."),
        ("no-cache", _) => "It may be kept, but not used without asking whether it is still good.".into(),
        ("no-store", _) => "It may not be kept at all.".into(),
        ("private", _) => "Only the one who asked may keep it, not a cache that others use too.".into(),
        ("public", _) => "Any cache may keep it, even where it else would not.".into(),
        ("must-revalidate", _) => "Once it is stale, it may not be used without asking.".into(),
        ("proxy-revalidate", _) => "Once it is stale, a shared cache may not use it without asking.".into(),
        ("no-transform", _) => "Nobody on the way may change it.".into(),
        ("immutable", _) => "It will not change while it is fresh, so asking early is of no use.".into(),
        ("stale-while-revalidate", Some(age)) => {
            format!("For {age} more it may be used while a new one is fetched.")
        }
        ("stale-if-error", Some(age)) => {
            format!("For {age} more it may be used where a new one cannot be had.")
        }
        _ => return None,
    })
}

fn etag(value: &str) -> Vec<Said> {
    match value.parse::<EntityTag>() {
        Ok(_) if value.starts_with("W/") => {
            vec![text(
                value,
                "Weak: another version of this name says the same, though perhaps in other bytes.",
            )]
        }
        Ok(_) => vec![text(value, "Strong: whatever bears this name is the same to the byte.")],
        Err(_) => vec![text(value, "This is no entity tag: one stands in double quotes.")],
    }
}

fn date(value: &str, at_ms: u64) -> Vec<Said> {
    let at = HttpDate::from_seconds(at_ms / 1000);
    let Ok(date) = HttpDate::parse_at(value, at) else { return Vec::new() };
    let (then, now) = (date.seconds(), at.seconds());
    let apart = match then.abs_diff(now) {
        0 => "the moment of this answer".to_owned(),
        apart if then < now => format!("{} before this answer", span(apart)),
        apart => format!("{} after this answer", span(apart)),
    };
    vec![Said { term: value.into(), means: Means::Time(then.saturating_mul(1000), apart) }]
}

fn method(method: &str) -> Option<String> {
    Some(match method {
        "GET" => "Read it.".into(),
        "HEAD" => "Read its fields alone.".into(),
        "POST" => "Hand something in, such as a new item.".into(),
        "PUT" => "Put a whole one in its place.".into(),
        "PATCH" => "Change a part of it.".into(),
        "DELETE" => "Take it away.".into(),
        "OPTIONS" => "Ask what may be done.".into(),
        _ => return None,
    })
}

/// RFC 9110 §14.4.
fn content_range(value: &str) -> Option<Said> {
    let rest = value.strip_prefix("bytes ")?;
    let (range, whole) = rest.split_once('/')?;
    let of = |whole: &str| seconds(whole).map_or_else(|| "an unknown number".into(), bytes);
    if range == "*" {
        return Some(text(
            value,
            format!("None of the parts asked for is there: the whole is {} long.", of(whole)),
        ));
    }
    let (first, last) = range.split_once('-')?;
    let (first, last) = (seconds(first)?, seconds(last)?);
    let count = last.checked_sub(first)?.checked_add(1)?;
    let share = match seconds(whole) {
        Some(whole) if count == whole => " That is all of it.".into(),
        Some(whole) if whole > 0 && last < whole => format!(" {} are left out.", bytes(whole - count)),
        _ => String::new(),
    };
    Some(text(
        value,
        format!(
            "{} of {}: from number {first} to number {last}, counted from 0.{share}",
            bytes(count),
            of(whole)
        ),
    ))
}

fn content_type(value: &str) -> Vec<Said> {
    let mut pieces = value.split(';').map(str::trim);
    let essence = pieces.next().unwrap_or_default();
    let mut said: Vec<_> = media(&essence.to_ascii_lowercase())
        .map(|kind| text(essence, format!("{kind}.")))
        .into_iter()
        .collect();
    for piece in pieces {
        let Some((name, value)) = piece.split_once('=') else { continue };
        match name.to_ascii_lowercase().as_str() {
            "charset" => said.push(text(
                piece,
                format!("The letters are written in {}.", value.trim_matches('"').to_uppercase()),
            )),
            "boundary" => said.push(text(piece, "This line stands between the parts.")),
            _ => {}
        }
    }
    said
}

fn media(essence: &str) -> Option<&'static str> {
    Some(match essence {
        "application/json" => "JSON: data as names and values",
        "application/problem+json" => "Problem details: what went wrong, as JSON (RFC 9457)",
        "application/merge-patch+json" => "A merge patch: the members to change, as JSON (RFC 7396)",
        "application/json-patch+json" => "A JSON Patch: a list of changes to make in order (RFC 6902)",
        "application/openapi+json" | "application/vnd.oai.openapi+json" => {
            "A description of the API (OpenAPI)"
        }
        "application/schema+json" => "A JSON Schema",
        "text/csv" => "A table: comma-separated values (RFC 4180)",
        "text/html" => "A web page",
        "text/plain" => "Plain text",
        "multipart/byteranges" => "Several parts of the whole, one after the other (RFC 9110 §14.6)",
        "application/octet-stream" => "Bytes, and nobody says of what kind",
        _ if essence.ends_with("+json") => "A kind of JSON",
        _ => return None,
    })
}

fn language(tag: &str) -> Option<&'static str> {
    Some(match tag.split('-').next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "en" => "English",
        "de" => "German",
        "fr" => "French",
        "es" => "Spanish",
        "it" => "Italian",
        "nl" => "Dutch",
        _ => return None,
    })
}

fn vary(name: &str) -> Option<String> {
    Some(match name.to_ascii_lowercase().as_str() {
        "*" => {
            "No two requests are the same in what this answer depends on, so it cannot be used again.".into()
        }
        "accept" => "Ask for another media type, and the answer may be another.".into(),
        "accept-language" => "Ask for another language, and the answer may be another.".into(),
        "accept-encoding" => "Take another coding, and the bytes may be others.".into(),
        "authorization" => "Somebody else may get another answer.".into(),
        "origin" => "A page of another origin may get another answer.".into(),
        _ => format!("The answer depends on the request’s {name}."),
    })
}

fn of_link(link: link::FieldLink<'_>) -> Said {
    let words = match link.relation {
        "collection" => "the collection it belongs to",
        "item" => "an item of this collection",
        "describedby" => "what describes its form",
        "service-desc" => "the description of the whole API",
        "self" => "this very thing",
        "next" => "the next page",
        "prev" | "previous" => "the page before",
        "first" => "the first page",
        "last" => "the last page",
        "up" => "one level up",
        "" => "related",
        other => other,
    };
    Said { term: link.target.into(), means: Means::Link(link.target.into(), words.into()) }
}

fn authenticate(value: &str) -> Vec<Said> {
    let (scheme, rest) = value.split_once(' ').unwrap_or((value, ""));
    let mut said = vec![text(
        scheme,
        match scheme.to_ascii_lowercase().as_str() {
            "bearer" => "Send a token: Authorization: Bearer, and the token.",
            "basic" => "Send a name and a password: Authorization: Basic, and both in Base64.",
            _ => "Send credentials of this kind in Authorization.",
        },
    )];
    for (name, words) in [
        ("realm=", "What they are for."),
        ("error=", "What was wrong with those sent."),
        ("scope=", "What they must permit."),
    ] {
        if let Some(at) = rest.find(name) {
            let argument = &rest[at..];
            let end = argument
                .match_indices('"')
                .nth(1)
                .map_or_else(|| argument.find(',').unwrap_or(argument.len()), |(end, _)| end + 1);
            said.push(text(&argument[..end], words));
        }
    }
    said
}

/// The parameters of structured items (`"default";r=5;t=30`) that these words know.
fn items(value: &str, known: &[(&str, &str)]) -> Vec<Said> {
    let parameters = value.split([';', ',']).filter_map(|piece| piece.trim().split_once('='));
    parameters
        .filter_map(|(name, number)| {
            let (_, words) = known.iter().find(|(known, _)| *known == name)?;
            Some(text(&format!("{name}={number}"), format!("{number} {words}.")))
        })
        .collect()
}

#[cfg(test)]
mod tests;
