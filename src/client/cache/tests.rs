use super::*;
use crate::http::{HeaderName, date::HttpDate, header};

const NOON: u64 = 1_800_000_000_000;

fn get(target: &str) -> Request {
    Request::new("GET", target)
}

fn answer(fields: &[(&'static str, &str)]) -> Response {
    let mut response = Response::new(StatusCode::OK);
    response.set(header::DATE, HttpDate::from_seconds(NOON / 1000).to_string());
    for (name, value) in fields {
        response.set(HeaderName::from_static(name), *value);
    }
    response.content = "toy".into();
    response
}

fn holding(fields: &[(&'static str, &str)]) -> Cache {
    let mut cache = Cache::default();
    let taken = cache.take_in(&get("/toys/car"), None, &answer(fields), 7, NOON, NOON);
    assert!(matches!(taken.effect, Effect::Kept(_)), "{:?}", taken.asked);
    cache
}

/// What is done, and where it was settled.
fn settled(cache: &Cache, request: &Request, now_ms: u64) -> (&'static str, &'static str) {
    let LookUp { verdict, asked } = cache.look_up(request, now_ms);
    let what = match verdict {
        Verdict::Use { .. } => "use",
        Verdict::Validate { .. } => "validate",
        Verdict::Forward => "forward",
        Verdict::Refuse { .. } => "refuse",
    };
    assert!(asked.iter().all(|asked| asked.because.ends_with(['.', ':']) && !asked.question.spec.is_empty()));
    (what, asked.last().map_or("", |asked| asked.question.id))
}

#[test]
fn a_fresh_answer_is_used_and_tells_its_age() {
    let cache = holding(&[("cache-control", "max-age=60"), ("etag", "\"v1\"")]);
    let Verdict::Use { response, id } = cache.look_up(&get("/toys/car"), NOON + 5_900).verdict else {
        panic!("it is fresh")
    };
    assert_eq!((response.field("age"), id), (Some("5"), 1));
    assert_eq!(cache.get(id).map(|stored| stored.exchange), Some(7));
    assert_eq!(settled(&cache, &get("/toys/car"), NOON + 60_000), ("validate", "cache-validator"));
    assert_eq!(settled(&cache, &get("/toys/duck"), NOON), ("forward", "cache-stored"));
    let head = Request::new("HEAD", "/toys/car");
    let Verdict::Use { response, .. } = cache.look_up(&head, NOON).verdict else { panic!("it does") };
    assert!(response.content.is_empty());
}

#[test]
fn what_the_request_says_counts() {
    let cache = holding(&[("cache-control", "max-age=60"), ("etag", "\"v1\"")]);
    let with = |control: &str| get("/toys/car").with("Cache-Control", control);
    let at = |control: &str, later_ms| settled(&cache, &with(control), NOON + later_ms);
    assert_eq!(at("no-cache", 0), ("validate", "cache-validator"));
    assert_eq!(at("max-age=5", 5_000), ("use", "cache-fresh"));
    assert_eq!(at("max-age=5", 5_001), ("validate", "cache-validator"));
    assert_eq!(at("max-age=5, max-stale", 6_000), ("validate", "cache-validator"));
    assert_eq!(at("min-fresh=50", 10_000), ("use", "cache-fresh"));
    assert_eq!(at("min-fresh=50", 10_001), ("validate", "cache-validator"));
    assert_eq!(at("max-stale=10", 70_000), ("use", "cache-stale-does"));
    assert_eq!(at("max-stale=10", 70_001), ("validate", "cache-validator"));
    assert_eq!(at("max-stale", 9_000_000), ("use", "cache-stale-does"));
    assert_eq!(at("only-if-cached", 0), ("use", "cache-fresh"));
    assert_eq!(at("only-if-cached", 60_000), ("refuse", "cache-only-stored"));
    let absent = get("/toys/duck").with("Cache-Control", "only-if-cached");
    assert_eq!(settled(&cache, &absent, NOON), ("refuse", "cache-only-stored"));
    let pragma = get("/toys/car").with("Pragma", "no-cache");
    assert_eq!(settled(&cache, &pragma, NOON), ("validate", "cache-validator"));
}

#[test]
fn must_revalidate_beats_max_stale_and_no_cache_beats_fresh() {
    let strict = holding(&[("cache-control", "max-age=60, must-revalidate"), ("etag", "\"v1\"")]);
    let patient = get("/toys/car").with("Cache-Control", "max-stale");
    assert_eq!(settled(&strict, &patient, NOON + 61_000).0, "validate");
    let asking = holding(&[("cache-control", "max-age=60, no-cache"), ("etag", "\"v1\"")]);
    assert_eq!(settled(&asking, &get("/toys/car"), NOON).0, "validate");
    assert_eq!(asking.stored()[0].standing(NOON).words(), "asks first");
}

#[test]
fn the_same_address_asked_otherwise_is_another_answer() {
    let mut cache = Cache::default();
    let json = get("/toys").with("Accept", "application/json");
    let csv = get("/toys").with("accept", "text/csv");
    let fields = [("cache-control", "max-age=60"), ("vary", "Accept, Accept-Language")];
    cache.take_in(&json, None, &answer(&fields), 1, NOON, NOON);
    assert_eq!(settled(&cache, &json, NOON).0, "use");
    assert_eq!(settled(&cache, &csv, NOON), ("forward", "cache-fits"));
    assert_eq!(settled(&cache, &json.clone().with("Accept-Language", "de"), NOON).0, "forward");
    cache.take_in(&csv, None, &answer(&fields), 2, NOON, NOON);
    assert_eq!(cache.stored().len(), 2);
    let of = |request: &Request| match cache.look_up(request, NOON).verdict {
        Verdict::Use { id, .. } => cache.get(id).map(|stored| stored.exchange),
        _ => None,
    };
    assert_eq!((of(&json), of(&csv)), (Some(1), Some(2)));
    let starred = [("cache-control", "max-age=60"), ("vary", "*")];
    assert_eq!(cache.take_in(&get("/x"), None, &answer(&starred), 3, NOON, NOON).effect, Effect::None);
}

#[test]
fn a_304_brings_what_is_stored_up_to_date() {
    let mut cache = holding(&[
        ("cache-control", "max-age=10"),
        ("etag", "\"v1\""),
        ("content-type", "application/json"),
        ("age", "9"),
    ]);
    let Verdict::Validate { id, request } = cache.look_up(&get("/toys/car"), NOON + 20_000).verdict else {
        panic!("it is stale")
    };
    assert_eq!(request.field("if-none-match").as_deref(), Some("\"v1\""));
    let mut same =
        answer(&[("cache-control", "max-age=100"), ("etag", "\"v1\""), ("content-type", "text/x")]);
    same.status = StatusCode::NOT_MODIFIED;
    same.set(header::DATE, HttpDate::from_seconds(NOON / 1000 + 20).to_string());
    let taken = cache.take_in(&get("/toys/car"), Some(id), &same, 9, NOON + 20_000, NOON + 20_000);
    assert_eq!(taken.effect, Effect::Refreshed(id));
    assert_eq!((taken.response.status, taken.response.text().as_ref()), (StatusCode::OK, "toy"));
    assert_eq!(taken.response.field("content-type"), Some("application/json"));
    assert_eq!(settled(&cache, &get("/toys/car"), NOON + 119_000).0, "use");
    // One that speaks of another version refreshes nothing.
    let mut other = same.clone();
    other.set(header::ETAG, "\"v2\"");
    let taken = cache.take_in(&get("/toys/car"), Some(id), &other, 9, NOON, NOON);
    assert_eq!((taken.effect, taken.response.status), (Effect::None, StatusCode::NOT_MODIFIED));
}

#[test]
fn an_answer_to_head_brings_what_is_stored_up_to_date_or_spoils_it() {
    let kept = holding(&[("cache-control", "max-age=10"), ("etag", "\"v1\"")]);
    let head = Request::new("HEAD", "/toys/car");
    let later = NOON + 8_000;
    let told = |fields: &[(&'static str, &str)]| {
        let mut response = answer(fields);
        response.content = Bytes::new();
        response.set(header::DATE, HttpDate::from_seconds(later / 1000).to_string());
        response
    };
    // Asked about, and answered anew: it is compared, and nothing is said to take its place.
    let mut asked_about = holding(&[("cache-control", "max-age=60"), ("etag", "\"v1\"")]);
    let taken = asked_about.take_in(&head, Some(1), &answer(&[("etag", "\"v2\"")]), 8, NOON, NOON);
    let ids: Vec<_> = taken.asked.iter().map(|asked| asked.question.id).collect();
    assert_eq!(ids, ["cache-unchanged", "cache-head-fits"]);
    assert!(taken.asked.iter().all(|asked| !asked.because.contains("place")), "{:?}", taken.asked);
    // The same version: fresh anew from now on. HEAD's own answer is what the client reads.
    let mut cache = kept.clone();
    let same = told(&[("cache-control", "max-age=30"), ("etag", "\"v1\""), ("content-length", "3")]);
    let taken = cache.take_in(&head, None, &same, 8, later, later);
    assert_eq!(taken.effect, Effect::Refreshed(1));
    assert!(taken.response.content.is_empty());
    assert_eq!(settled(&cache, &get("/toys/car"), later + 29_000).0, "use");
    assert_eq!(cache.get(1).map(|stored| stored.response.text().into_owned()).as_deref(), Some("toy"));
    // Another version, or another length: not used again without asking.
    for other in [
        told(&[("cache-control", "max-age=30"), ("etag", "\"v2\"")]),
        told(&[("etag", "\"v1\""), ("content-length", "4")]),
    ] {
        let mut cache = kept.clone();
        assert_eq!(cache.take_in(&head, None, &other, 8, later, later).effect, Effect::Invalidated(1));
        assert_eq!(settled(&cache, &get("/toys/car"), later).0, "validate");
    }
    // A request that would have got another answer says nothing of this one; nor does one that went wrong.
    let mut missing = told(&[]);
    missing.status = StatusCode::NOT_FOUND;
    assert_eq!(kept.clone().take_in(&head, None, &missing, 8, later, later).effect, Effect::None);
    let elsewhere = Request::new("HEAD", "/toys/duck");
    assert_eq!(kept.clone().take_in(&elsewhere, None, &same, 8, later, later).effect, Effect::None);
}

#[test]
fn what_may_not_be_kept_is_not() {
    let kept = |request: &Request, response: &Response| {
        matches!(Cache::default().take_in(request, None, response, 1, NOON, NOON).effect, Effect::Kept(_))
    };
    let tagged = answer(&[("etag", "\"v1\"")]);
    assert!(kept(&get("/a"), &tagged));
    assert!(!kept(&get("/a").with("Cache-Control", "no-store"), &tagged));
    assert!(!kept(&get("/a").with("Range", "bytes=0-1"), &tagged));
    assert!(!kept(&Request::new("POST", "/a"), &tagged));
    assert!(!kept(&get("/a"), &answer(&[("etag", "\"v1\""), ("cache-control", "no-store")])));
    assert!(kept(&get("/a"), &answer(&[("etag", "\"v1\""), ("cache-control", "no-store, must-understand")])));
    assert!(!kept(&get("/a"), &answer(&[])));
    let with = |status: u16, fields: &[(&'static str, &str)]| {
        let mut response = answer(fields);
        response.status = StatusCode::from_u16(status).unwrap();
        response
    };
    assert!(!kept(&get("/a"), &with(202, &[("etag", "\"v1\"")])));
    assert!(kept(&get("/a"), &with(202, &[("cache-control", "max-age=9")])));
    assert!(kept(&get("/a"), &with(404, &[("cache-control", "max-age=9")])));
    assert!(!kept(&get("/a"), &with(206, &[("cache-control", "max-age=9")])));
    assert!(!kept(&get("/a"), &with(304, &[("etag", "\"v1\"")])));
}

#[test]
fn a_change_spoils_what_it_names() {
    let mut cache = holding(&[("cache-control", "max-age=60"), ("etag", "\"v1\"")]);
    cache.take_in(&get("/toys/bear"), None, &answer(&[("cache-control", "max-age=60")]), 8, NOON, NOON);
    let put = Request::new("PUT", "/toys/car");
    let mut refused = answer(&[]);
    refused.status = StatusCode::PRECONDITION_FAILED;
    assert_eq!(cache.take_in(&put, None, &refused, 9, NOON, NOON).effect, Effect::None);
    let done = answer(&[("location", "bear"), ("content-location", "https://example.org/toys/car")]);
    assert_eq!(cache.take_in(&put, None, &done, 9, NOON, NOON).effect, Effect::Invalidated(2));
    assert_eq!(settled(&cache, &get("/toys/car"), NOON).0, "validate");
    assert_eq!(settled(&cache, &get("/toys/bear"), NOON).0, "forward");
    let safe = Request::new("OPTIONS", "/toys/car");
    assert_eq!(cache.take_in(&safe, None, &done, 9, NOON, NOON).effect, Effect::None);
}

#[test]
fn conditions_of_the_persons_own_pass_untouched() {
    let cache = holding(&[("cache-control", "max-age=60"), ("etag", "\"v1\"")]);
    let own = get("/toys/car").with("If-None-Match", "\"v1\"");
    assert_eq!(settled(&cache, &own, NOON), ("forward", "cache-looks"));
}

#[test]
fn the_least_used_leaves_when_there_are_too_many() {
    let mut cache = Cache::default();
    for number in 0..Cache::MOST as u64 {
        let target = format!("/toys/{number}");
        cache.take_in(&get(&target), None, &answer(&[("etag", "\"v1\"")]), number, NOON, NOON);
    }
    cache.touch(1);
    cache.take_in(&get("/more"), None, &answer(&[("etag", "\"v1\"")]), 0, NOON, NOON);
    assert_eq!(cache.stored().len(), Cache::MOST);
    assert!(cache.get(1).is_some() && cache.get(2).is_none());
    assert!(cache.drop_one(1) && !cache.drop_one(1));
    cache.clear();
    assert!(cache.stored().is_empty());
}
