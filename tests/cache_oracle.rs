//! The client's cache against an independent implementation, over every combination of what decides.

// A test that cannot go on says so by panicking.
#![allow(clippy::expect_used)]

use std::time::{Duration, SystemTime};

use http_cache_semantics::{BeforeRequest, CacheOptions, CachePolicy};
use toyshelf::{
    client::cache::{Cache, Verdict},
    http::{HeaderName, Request, Response, StatusCode, date::HttpDate},
};

const NOON: u64 = 1_800_000_000;

const STATUSES: [u16; 5] = [200, 404, 301, 302, 410];
const CONTROLS: [Option<&str>; 9] = [
    None,
    Some("no-store"),
    Some("no-cache"),
    Some("max-age=60"),
    Some("max-age=0"),
    Some("private, max-age=60, must-revalidate"),
    Some("public"),
    Some("s-maxage=900"),
    Some("max-age=60, no-cache"),
];
/// Seconds from `Date`; 0 for a date that is none.
const EXPIRES: [Option<u64>; 3] = [None, Some(0), Some(90)];
/// Seconds before `Date`.
const MODIFIED: [Option<u64>; 2] = [None, Some(400)];
const TAGS: [Option<&str>; 2] = [None, Some("\"v1\"")];
const VARIES: [Option<&str>; 3] = [None, Some("Accept"), Some("*")];
const AGES: [Option<&str>; 2] = [None, Some("33")];
const WISHES: [Option<&str>; 10] = [
    None,
    Some("no-cache"),
    Some("max-age=35"),
    Some("max-age=0"),
    Some("min-fresh=20"),
    Some("max-stale"),
    Some("max-stale=5"),
    Some("max-stale=500, min-fresh=1"),
    Some("max-age=70, max-stale"),
    Some("no-store"),
];
/// Seconds after the answer came; none lies on a boundary, where the two read “less than” in two ways.
const LATER: [f64; 5] = [0.5, 20.5, 41.5, 62.5, 300.5];

#[test]
fn both_use_and_both_ask_in_every_combination() {
    let mut used = 0;
    let mut count = 0;
    for status in STATUSES {
        for control in CONTROLS {
            for expires in EXPIRES {
                for modified in MODIFIED {
                    for tag in TAGS {
                        for vary in VARIES {
                            for age in AGES {
                                let answer = answer(status, control, expires, modified, tag, vary, age);
                                (count, used) = compare(&answer, count, used);
                            }
                        }
                    }
                }
            }
        }
    }
    assert!(count > 100_000 && used > 10_000, "{used} of {count} were used");
}

fn answer(
    status: u16,
    control: Option<&str>,
    expires: Option<u64>,
    modified: Option<u64>,
    tag: Option<&str>,
    vary: Option<&str>,
    age: Option<&str>,
) -> Response {
    let mut response = Response::new(StatusCode::from_u16(status).expect("a status"));
    let date = |seconds| HttpDate::from_seconds(seconds).to_string();
    let mut set = |name: &'static str, value: Option<String>| {
        if let Some(value) = value {
            response.set(HeaderName::from_static(name), value);
        }
    };
    set("date", Some(date(NOON)));
    set("cache-control", control.map(Into::into));
    set("expires", expires.map(|later| if later == 0 { "0".into() } else { date(NOON + later) }));
    set("last-modified", modified.map(|earlier| date(NOON - earlier)));
    set("etag", tag.map(Into::into));
    set("vary", vary.map(Into::into));
    set("age", age.map(Into::into));
    response
}

fn compare(answer: &Response, mut count: u32, mut used: u32) -> (u32, u32) {
    let first = Request::new("GET", "/toys/car").with("Accept", "application/json");
    let mut cache = Cache::default();
    cache.take_in(&first, None, answer, 1, NOON * 1000, NOON * 1000);
    let options = CacheOptions { shared: false, ..CacheOptions::default() };
    let noon = SystemTime::UNIX_EPOCH + Duration::from_secs(NOON);
    let policy = CachePolicy::new_options(&theirs(&first), &their_answer(answer), noon, options);

    for wish in WISHES {
        for accept in ["application/json", "text/csv"] {
            let mut request = Request::new("GET", "/toys/car").with("Accept", accept);
            if let Some(wish) = wish {
                request = request.with("Cache-Control", wish);
            }
            for later in LATER {
                let now = noon + Duration::from_secs_f64(later);
                let their = match policy.before_request(&theirs(&request), now) {
                    BeforeRequest::Fresh(_) => policy.is_storable(),
                    BeforeRequest::Stale { .. } => false,
                };
                // They count no-cache as “stale at once”, which max-stale then lets pass; RFC 9111 §5.2.2.4 does not.
                let asks_first = answer.field("cache-control").is_some_and(|text| text.contains("no-cache"));
                let their = their && !asks_first;
                let look_up = cache.look_up(&request, NOON * 1000 + (later * 1000.0) as u64);
                // What is stale at once and has nothing to ask with we do not keep, though max-stale could use it.
                let never_kept =
                    cache.stored().is_empty() && wish.is_some_and(|wish| wish.contains("max-stale"));
                let ours = matches!(look_up.verdict, Verdict::Use { .. });
                assert!(
                    ours == their || never_kept,
                    "{request:?} after {later} s on {answer:?}: we say {ours}, they say {their}: {:#?}",
                    look_up.asked
                );
                if let Verdict::Validate { request: asking, .. } = &look_up.verdict {
                    let tag = answer.field("etag");
                    assert_eq!(asking.field("if-none-match").as_deref(), tag);
                    assert!(tag.is_some() || asking.field("if-modified-since").is_some());
                }
                count += 1;
                used += u32::from(ours);
            }
        }
    }
    (count, used)
}

/// The same request in the other's types.
fn theirs(request: &Request) -> http::Request<()> {
    let mut builder = http::Request::builder().method("GET").uri(&*request.target_text());
    for field in &request.fields {
        builder = builder.header(&*field.name, &*field.value);
    }
    builder.body(()).expect("a request")
}

fn their_answer(response: &Response) -> http::Response<()> {
    let mut theirs = http::Response::new(());
    *theirs.status_mut() = response.status;
    *theirs.headers_mut() = response.fields.clone();
    theirs
}
