//! Whether any request is let in now: is the server up, and is the client within its rate limit?

use super::{Asked, Block, Decision, Source, Trace};
use crate::{
    http::{HeaderName, Response, StatusCode, header},
    world::{Down, RateLimit, World},
};

pub(super) static UP: Decision = Decision {
    id: "up",
    block: Block::Receive,
    question: "Is the server up?",
    story: "Is anyone home?",
    spec: "RFC 9110 §15.6.4",
    exits: &[503],
};
pub(super) static RATE: Decision = Decision {
    id: "rate",
    block: Block::Receive,
    question: "Is the client within its rate limit?",
    story: "Did this friend ask too often today?",
    spec: "RFC 6585 §4",
    exits: &[429],
};

/// The name of the one policy, as the fields and the problem give it.
const POLICY: &str = "default";

/// Lets a request in, or not, where the settings are not the usual ones; counts it in `after`.
pub(super) fn admit(world: &World, after: &mut World, trace: &mut Trace) -> Asked<()> {
    let question = trace.ask(&UP);
    if let Some(Down { retry_after_s }) = world.settings().down {
        let wait = seconds(u64::from(retry_after_s));
        let detail = format!(
            "The server is down for now: somebody switched it off in its settings. Try again in {wait}."
        );
        return Err(question
            .saw(Source::Server("server".into()), "down")
            .refuse(StatusCode::SERVICE_UNAVAILABLE, detail)
            .field(header::RETRY_AFTER, retry_after_s.to_string())
            .into());
    }
    question.saw(Source::Server("server".into()), "up").yes("The server is up.");

    let Some(rate) = world.settings().rate else {
        trace.pass(&RATE, "No rate limit is set, so one may ask as often as one likes.");
        return Ok(());
    };
    let mut window = world.window().at(rate, world.now_ms());
    let (used, wait) = (window.used, window.seconds_left(rate, world.now_ms()));
    let policy = format!("{} in {}", requests(rate.requests), seconds(u64::from(rate.window_s)));
    let question = trace
        .ask(&RATE)
        .saw(Source::Server("rate limit".into()), &policy)
        .saw(Source::Server("requests so far".into()), used.to_string());
    if window.left(rate) == 0 {
        after.set_window(window);
        let wait_text = seconds(wait);
        let detail = format!("The limit is {policy}, and they are used up. Ask again in {wait_text}.");
        return Err(question
            .refuse(StatusCode::TOO_MANY_REQUESTS, detail)
            .with("violated-policies", vec![POLICY])
            .field(header::RETRY_AFTER, wait.to_string())
            .into());
    }
    window.used += 1;
    after.set_window(window);
    question.yes(format!(
        "This is request {} of {}; the count starts anew in {}.",
        window.used,
        rate.requests,
        seconds(wait)
    ));
    Ok(())
}

/// Adds `RateLimit-Policy` and `RateLimit`, which tell a client how it stands before it runs into the limit
/// (draft-ietf-httpapi-ratelimit-headers).
pub(super) fn rate_fields(after: &World, rate: RateLimit, response: &mut Response) {
    let window = after.window().at(rate, after.now_ms());
    let policy = format!("\"{POLICY}\";q={};w={}", rate.requests, rate.window_s);
    let state =
        format!("\"{POLICY}\";r={};t={}", window.left(rate), window.seconds_left(rate, after.now_ms()));
    response.set(HeaderName::from_static("ratelimit-policy"), policy);
    response.set(HeaderName::from_static("ratelimit"), state);
}

fn seconds(count: u64) -> String {
    if count == 1 { "1 second".into() } else { format!("{count} seconds") }
}

fn requests(count: u32) -> String {
    if count == 1 { "1 request".into() } else { format!("{count} requests") }
}
