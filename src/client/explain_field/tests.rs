use super::*;

/// 2026-11-25T02:14:02Z.
const NOW: u64 = 1_795_572_842_000;

fn told(name: &str, value: &str) -> Vec<String> {
    parts(name, value, NOW)
        .into_iter()
        .map(|said| match said.means {
            Means::Text(text) => format!("{} | {text}", said.term),
            Means::Time(ms, apart) => format!("{ms} | {apart}"),
            Means::Link(target, words) => format!("{target} | {words}"),
        })
        .collect()
}

#[test]
fn directives_are_told_one_by_one() {
    assert_eq!(
        told("cache-control", "private, max-age=60, x-odd, No-Cache"),
        [
            "private | Only the one who asked may keep it, not a cache that others use too.",
            "max-age=60 | It is fresh for 60 seconds: until then it may be used without asking.",
            "No-Cache | It may be kept, but not used without asking whether it is still good.",
        ]
    );
    assert!(told("cache-control", "max-age=0")[0].contains("stale at once"));
    assert!(told("cache-control", "max-age=soon, \"open").is_empty());
}

#[test]
fn tags_are_weak_or_strong() {
    assert!(told("etag", "\"v3\"")[0].contains("Strong"));
    assert!(told("etag", "W/\"v3\"")[0].contains("Weak"));
    assert!(told("etag", "v3")[0].contains("no entity tag"));
}

#[test]
fn times_are_told_from_the_answer() {
    let at = HttpDate::from_seconds(NOW / 1000);
    let (earlier, later) =
        (HttpDate::from_seconds(NOW / 1000 - 7_300), HttpDate::from_seconds(NOW / 1000 + 1));
    assert_eq!(told("date", &at.to_string()), [format!("{NOW} | the moment of this answer")]);
    assert_eq!(
        told("last-modified", &earlier.to_string()),
        [format!("{} | 2 hours before this answer", NOW - 7_300_000)]
    );
    assert_eq!(
        told("retry-after", &later.to_string()),
        [format!("{} | 1 second after this answer", NOW + 1_000)]
    );
    assert_eq!(told("retry-after", "9"), ["9 | Ask again in 9 seconds."]);
    assert!(told("date", "yesterday").is_empty());
}

#[test]
fn parts_of_the_whole_are_counted() {
    assert_eq!(
        told("content-range", "bytes 0-99/320"),
        [
            "bytes 0-99/320 | 100 bytes of 320 bytes: from number 0 to number 99, counted from 0. 220 bytes are left out."
        ]
    );
    assert!(told("content-range", "bytes */320")[0].contains("the whole is 320 bytes long"));
    assert!(told("content-range", "bytes 0-319/320")[0].contains("all of it"));
    assert!(told("content-range", "bytes 5-0/*").is_empty());
    assert!(told("content-range", "bytes 0-18446744073709551615/*").is_empty());
    assert_eq!(told("content-length", "1"), ["1 | The content is 1 byte long."]);
}

#[test]
fn lists_links_and_kinds_are_told() {
    assert_eq!(told("allow", "GET, BREW, DELETE"), ["GET | Read it.", "DELETE | Take it away."]);
    assert_eq!(told("vary", "Accept, X-Mood").len(), 2);
    assert_eq!(
        told("link", "</toys?page=2>; rel=\"next\", </x>; rel=odd"),
        ["/toys?page=2 | the next page", "/x | odd"]
    );
    assert_eq!(told("location", "/api/toys/car"), ["/api/toys/car | where to go"]);
    assert_eq!(
        told("content-type", "text/csv; charset=utf-8"),
        [
            "text/csv | A table: comma-separated values (RFC 4180).",
            "charset=utf-8 | The letters are written in UTF-8."
        ]
    );
    assert_eq!(
        told("server-timing", "route;dur=0.1, find;desc=\"Find, 2\", act"),
        [
            "route | Where it goes, and what may be done there: 0.1 ms",
            "find | Whether the thing is there: Find, 2",
            "act | Doing it"
        ]
    );
    // As this server writes it: each block that it went through is told.
    let (_, exchange) = crate::server::dispatch(
        &crate::world::World::toy_library("/api"),
        crate::http::Request::new("GET", "/api/toys/car"),
    );
    let timing = exchange.response.field("server-timing").expect("a Server-Timing field");
    assert_eq!(told("server-timing", timing).len(), crate::server::Block::ALL.len(), "{timing}");
    assert_eq!(
        told("access-control-expose-headers", "*"),
        ["* | Pages of other origins may read every field, where they send no credentials."]
    );
    assert_eq!(told("access-control-expose-headers", "ETag, Link").len(), 2);
    assert_eq!(
        told("ratelimit", "\"default\";r=4;t=30"),
        ["r=4 | 4 requests left.", "t=30 | 30 seconds until the count starts anew."]
    );
    assert_eq!(told("www-authenticate", "Bearer realm=\"the shelf\", error=\"invalid_token\"").len(), 3);
}

#[test]
fn no_value_makes_it_panic() {
    let names = [
        "cache-control",
        "etag",
        "date",
        "age",
        "retry-after",
        "allow",
        "content-range",
        "content-length",
        "content-type",
        "vary",
        "link",
        "location",
        "server-timing",
        "www-authenticate",
        "ratelimit",
        "x-total-count",
        "unknown",
    ];
    for name in names {
        for value in [
            "",
            " ",
            ",",
            ";",
            "=",
            "\"",
            "<",
            ">",
            "é",
            "99999999999999999999",
            "a=b=c;\"",
            "bytes -/",
            "realm=",
            "Bearer realm=é",
        ] {
            let _ = parts(name, value, u64::MAX);
        }
    }
}

#[test]
fn spans_are_in_fitting_units() {
    assert_eq!(
        [0, 1, 119, 120, 7_199, 7_200, 172_800, 63_072_000].map(span),
        ["0 seconds", "1 second", "119 seconds", "2 minutes", "119 minutes", "2 hours", "2 days", "2 years"]
    );
}
