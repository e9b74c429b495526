//! Whether a request is sent again, and when (RFC 9110 §9.2.2, §10.2.3).

use super::{
    agent::ClientSettings,
    wire::{Loss, seconds},
};
use crate::http::{Request, Response, date::HttpDate};

/// The longest that a client waits because it was told to, in milliseconds.
const LONGEST_WAIT_MS: u64 = 60_000;

/// How often an answer may say “later” before the client gives up.
const MOST_LATER: u32 = 5;

/// What is done where no answer came, or one that says “later”.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Repeat {
    /// Wait, then send it again.
    Wait { ms: u64, why: String },
    /// Nothing; and why.
    No(String),
}

/// Why a request may be sent again without harm; else why not. Both as the beginning of a sentence.
fn may_repeat(request: &Request) -> Result<String, String> {
    let method = request.method_text().into_owned();
    match method.as_str() {
        "GET" | "HEAD" | "OPTIONS" | "TRACE" => Ok(format!("{method} changes nothing")),
        "PUT" | "DELETE" => Ok(format!("doing a {method} twice is like doing it once")),
        _ if request.field("idempotency-key").is_some() => {
            Ok("its Idempotency-Key lets the server know it again".into())
        }
        _ => Err(format!("{method} done twice may do it twice, and it has no Idempotency-Key")),
    }
}

/// What is done where no answer came.
pub(super) fn lost(request: &Request, loss: Loss, settings: &ClientSettings, tries: u32) -> Repeat {
    let what = match loss {
        Loss::Request | Loss::Response => {
            format!("No answer came in {}, and the client cannot know why", seconds(settings.patience_ms))
        }
        Loss::Late => {
            format!(
                "The client gave up waiting after {}; the answer may still come",
                seconds(settings.patience_ms)
            )
        }
        Loss::Midway => "The connection broke before the whole answer was there".to_owned(),
    };
    if settings.retries == 0 {
        return Repeat::No(format!("{what}: the request may or may not have been carried out."));
    }
    let harmless = match may_repeat(request) {
        Ok(harmless) => harmless,
        Err(why) => return Repeat::No(format!("{what}. It does not ask again by itself: {why}.")),
    };
    if tries >= settings.retries {
        return Repeat::No(format!("{what}. It has asked {} times, and gives up.", tries + 1));
    }
    let ms = u64::from(settings.backoff_ms) << tries.min(16);
    Repeat::Wait { ms, why: format!("{what}. It waits {ms} ms and asks again: {harmless}.") }
}

/// Whether an answer says that the same request may work later.
pub(super) fn says_later(response: &Response) -> bool {
    matches!(response.status.as_u16(), 429 | 503) && response.field("retry-after").is_some()
}

/// What is done where an answer says “later”; `None` where it does not, or not readably.
pub(super) fn later(request: &Request, response: &Response, now_ms: u64, tries: u32) -> Option<Repeat> {
    if !says_later(response) {
        return None;
    }
    let text = response.field("retry-after")?;
    let ms = match text.parse::<u64>() {
        Ok(seconds) => seconds.saturating_mul(1000),
        Err(_) => {
            let at = HttpDate::parse_at(text, HttpDate::from_seconds(now_ms / 1000)).ok()?;
            at.seconds().saturating_mul(1000).saturating_sub(now_ms)
        }
    };
    let status = response.status.as_u16();
    if let Err(why) = may_repeat(request) {
        return Some(Repeat::No(format!(
            "{status} says to come back later. The client does not by itself: {why}."
        )));
    }
    if tries >= MOST_LATER {
        return Some(Repeat::No(format!(
            "{status} again, for the {}th time: the client gives up.",
            tries + 1
        )));
    }
    if ms > LONGEST_WAIT_MS {
        return Some(Repeat::No(format!(
            "{status} says to come back in {} s, and the client waits {} s at most.",
            ms / 1000,
            LONGEST_WAIT_MS / 1000
        )));
    }
    Some(Repeat::Wait {
        ms,
        why: format!(
            "{status}: the server says to come back in {} s (Retry-After). The client waits.",
            ms.div_ceil(1000)
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{StatusCode, header};

    fn settings(retries: u32) -> ClientSettings {
        ClientSettings { retries, ..ClientSettings::default() }
    }

    #[test]
    fn only_what_does_no_harm_is_sent_again() {
        let of = |request: &Request, tries| lost(request, Loss::Response, &settings(2), tries);
        let waits = |request: &Request, tries| match of(request, tries) {
            Repeat::Wait { ms, .. } => Some(ms),
            Repeat::No(_) => None,
        };
        let post = Request::new("POST", "/toys");
        assert_eq!(waits(&Request::new("GET", "/toys"), 0), Some(400));
        assert_eq!(waits(&Request::new("PUT", "/toys/car"), 1), Some(800));
        assert_eq!(waits(&Request::new("DELETE", "/toys/car"), 2), None);
        assert_eq!(waits(&post, 0), None);
        assert_eq!(waits(&Request::new("PATCH", "/toys/car"), 0), None);
        assert_eq!(waits(&post.with("Idempotency-Key", "\"a\""), 0), Some(400));
        assert!(matches!(lost(&Request::new("GET", "/"), Loss::Request, &settings(0), 0), Repeat::No(_)));
    }

    #[test]
    fn retry_after_is_a_number_or_a_date_within_bounds() {
        let mut response = Response::new(StatusCode::SERVICE_UNAVAILABLE);
        let get = Request::new("GET", "/");
        assert_eq!(later(&get, &response, 0, 0), None);
        let mut of = |value: &str, request: &Request, tries| {
            response.set(header::RETRY_AFTER, value);
            match later(request, &response, 1_800_000_000_000, tries) {
                Some(Repeat::Wait { ms, .. }) => Some(ms),
                Some(Repeat::No(_)) | None => None,
            }
        };
        assert_eq!(of("3", &get, 0), Some(3_000));
        assert_eq!(of(&HttpDate::from_seconds(1_800_000_009).to_string(), &get, 0), Some(9_000));
        assert_eq!(of("soon", &get, 0), None);
        assert_eq!(of("61", &get, 0), None);
        assert_eq!(of("99999999999999999999", &get, 0), None);
        assert_eq!(of("3", &get, MOST_LATER), None);
        assert_eq!(of("3", &Request::new("POST", "/"), 0), None);
    }
}
