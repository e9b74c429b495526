//! All that a client with a cache asks itself, and what it has to say of an answer.

use std::collections::BTreeSet;

use toyshelf::{
    client::{
        Remark,
        cache::{Cache, Verdict},
    },
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
