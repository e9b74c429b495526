//! All that a client with a cache asks itself, and what it has to say of an answer.

use std::collections::BTreeSet;

use toyshelf::{
    client::{
        Agent, ClientSettings, Remark,
        cache::{Cache, Verdict},
        errand::{Do, Errand, Event},
        wire::Loss,
    },
    http::{Request, Response, StatusCode, header},
    server::dispatch,
    world::World,
};

use super::played::{BOAT, new};

/// What a client has to say of answers, and of what there is none of.
pub(crate) fn remarks() -> impl Iterator<Item = String> {
    [
        Remark::AtHome,
        Remark::NothingFits,
        Remark::NeverArrived,
        Remark::FromCache("12"),
        Remark::CacheSays,
        Remark::HandedOn { came: 304, handed: 200 },
        Remark::Unknown,
        Remark::NoAnswer,
        Remark::OnItsWay,
    ]
    .into_iter()
    .map(|remark| remark.to_string())
}

/// What a client with a cache asks itself, and answers.
pub(crate) fn wondered() -> BTreeSet<String> {
    let mut world = World::toy_library("/api").at(1_800_000_000_000);
    let (mut cache, mut heard, mut number) = (Cache::default(), BTreeSet::new(), 0);
    let bear = || new("GET", "/toys/bear");
    let control = |value: &str| bear().with("Cache-Control", value);
    let part = || bear().with("Range", "bytes=0-1");
    for request in [
        control("only-if-cached"),
        bear(),
        bear(),
        control("max-age=5"),
        control("no-cache"),
        control("no-store"),
        bear().with("Accept", "application/json"),
        bear().with("If-None-Match", "\"v1\""),
        part(),
        new("HEAD", "/toys/bear"),
        new("PUT", "/toys/bear").json(BOAT),
        new("HEAD", "/toys/bear"),
        bear(),
        new("GET", "/toys/none"),
        new("GET", "/"),
        new("GET", "/"),
        new("GET", "/").with("Cache-Control", "max-age=1"),
        new("GET", "/").with("Cache-Control", "min-fresh=600"),
        new("GET", "/").with("Cache-Control", "max-stale=1"),
        new("GET", "/").with("Cache-Control", "max-stale=6000"),
        new("GET", "/").with("Cache-Control", "max-stale"),
        new("GET", "/"),
        new("DELETE", "/toys/none"),
        new("POST", "/toys").json(BOAT),
    ] {
        world = world.at(world.now_ms() + 20_000);
        let now = world.now_ms();
        let looked = cache.look_up(&request, now);
        let mut asked = looked.asked;
        let (about, sent) = match looked.verdict {
            Verdict::Forward => (None, Some(request.clone())),
            Verdict::Validate { id, request } => (Some(id), Some(request)),
            Verdict::Use { .. } | Verdict::Refuse { .. } => (None, None),
        };
        if let Some(sent) = sent {
            let (after, exchange) = dispatch(&world, sent);
            number += 1;
            asked.extend(cache.take_in(&request, about, &exchange.response, number, now, now).asked);
            world = after;
        }
        for one in asked {
            heard.insert(one.question.text.to_owned());
            heard.insert(one.because.trim().to_owned());
        }
    }
    heard
}

/// What becomes of each message of an errand.
type Fate<'a> = &'a dyn Fn(&Request) -> Result<Response, Loss>;

fn answer(status: u16, fields: &[(header::HeaderName, &str)]) -> Response {
    let mut response = Response::new(StatusCode::from_u16(status).expect("a status"));
    for (name, value) in fields {
        response.set(name.clone(), *value);
    }
    response
}

/// What a client says while it runs errands: why it sends what it sends, why it waits, and how it ends.
pub(crate) fn errands() -> BTreeSet<String> {
    let mut said = BTreeSet::new();
    let mut run = |settings: &ClientSettings, wish: Request, fate: Fate<'_>| {
        let mut client = Agent { settings: settings.clone(), ..Agent::default() };
        client.known = Some("Bearer a".into());
        let (mut errand, mut event, mut now) = (Errand::new(wish), Event::Go, 1_800_000_000_000);
        for _ in 0..60 {
            event = match errand.next(&mut client, event, now) {
                Do::Done(outcome) => {
                    said.extend(outcome.note);
                    return;
                }
                Do::Wait { ms, why } => {
                    said.insert(why);
                    now += ms;
                    Event::Go
                }
                Do::Home { .. } => Event::Go,
                Do::Send(leg) => {
                    said.insert(leg.lead);
                    match fate(&leg.request) {
                        Ok(response) => Event::Answered { response, exchange: 1 },
                        Err(loss) => Event::Lost(loss),
                    }
                }
            };
        }
    };
    let plain = ClientSettings::default();
    let patient = ClientSettings { retries: 2, ..plain.clone() };
    for loss in [Loss::Request, Loss::Response, Loss::Midway, Loss::Late] {
        for settings in [&plain, &patient, &ClientSettings { patience_ms: 2_000, ..patient.clone() }] {
            for wish in [
                new("GET", "/toys"),
                new("DELETE", "/toys/car"),
                new("POST", "/toys").json(BOAT),
                new("POST", "/toys").json(BOAT).with("Idempotency-Key", "\"a\""),
            ] {
                run(settings, wish, &|_| Err(loss));
            }
        }
    }
    let later = ClientSettings { retry_after: true, ..plain.clone() };
    for wait in ["1", "600"] {
        for wish in [new("GET", "/toys"), new("POST", "/toys").json(BOAT)] {
            run(&later, wish, &|_| Ok(answer(503, &[(header::RETRY_AFTER, wait)])));
        }
    }
    let follows = ClientSettings { follow: true, credentials: true, ..plain.clone() };
    let to = |place: &'static str| move |_: &Request| Ok(answer(307, &[(header::LOCATION, place)]));
    run(&follows, new("GET", "/toys"), &|_| Ok(answer(301, &[])));
    run(&follows, new("GET", "/toys"), &to("/api/toys"));
    run(&follows, new("GET", "/toys"), &to("https://example.org/"));
    run(&follows, new("GET", "/toys"), &|request| {
        Ok(answer(307, &[(header::LOCATION, &format!("{}a", request.target_text()))]))
    });
    run(&follows, new("POST", "/toys").json(BOAT), &|_| {
        Ok(answer(303, &[(header::LOCATION, "/api/toys/1")]))
    });
    run(&follows, new("GET", "/cards/1"), &|_| Ok(answer(401, &[])));
    let abroad = ClientSettings { origin: Some("https://shop.example".into()), ..plain };
    let patch = || new("PATCH", "/toys/car").json(BOAT).with("If-Match", "\"v1\"");
    let any = (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    let methods = (header::ACCESS_CONTROL_ALLOW_METHODS, "PATCH");
    let fields = (header::ACCESS_CONTROL_ALLOW_HEADERS, "Content-Type, If-Match");
    run(&abroad, patch(), &|_| Ok(answer(204, &[any.clone(), methods.clone(), fields.clone()])));
    run(&abroad, patch(), &|_| Ok(answer(204, &[any.clone(), methods.clone()])));
    run(&abroad, patch(), &|_| Ok(answer(204, &[])));
    run(&abroad, patch(), &|_| Ok(answer(500, &[])));
    run(&abroad, new("GET", "/toys"), &|_| Ok(answer(200, &[])));
    run(&abroad, new("GET", "/toys"), &|_| {
        Ok(answer(200, &[(header::ACCESS_CONTROL_ALLOW_ORIGIN, "https://other.example")]))
    });
    said.remove("");
    said
}
