//! A private cache that says why (RFC 9111).
//!
//! Two moments: [`Cache::look_up`] before a request leaves, [`Cache::take_in`] when its answer is back. Both tell
//! what was asked on the way. Time comes in as an argument, in milliseconds since 1970-01-01T00:00:00Z.
//!
//! ```
//! use toyshelf::{client::cache::{Cache, Verdict}, http::{Request, Response, StatusCode, header}};
//!
//! let mut cache = Cache::default();
//! let request = Request::new("GET", "/toys/car");
//! assert!(matches!(cache.look_up(&request, 0).verdict, Verdict::Forward));
//!
//! let mut answer = Response::new(StatusCode::OK);
//! answer.set(header::CACHE_CONTROL, "max-age=60");
//! cache.take_in(&request, None, &answer, 1, 0, 10);
//! assert!(matches!(cache.look_up(&request, 59_000).verdict, Verdict::Use { .. }));
//! assert!(matches!(cache.look_up(&request, 60_000).verdict, Verdict::Forward), "stale, and nothing to ask with");
//! ```

mod control;
mod freshness;
mod keep;
mod look_up;
mod vary;

use bytes::Bytes;

use crate::http::{HeaderMap, Request, Response, StatusCode};

use super::Asked;
use control::Directives;
pub use freshness::Basis;

/// An answer that was kept.
#[derive(Clone, Debug)]
pub struct Stored {
    /// What it is called as long as it is kept: a later answer to the same request keeps the number.
    pub id: u64,
    /// The target it answered, as sent.
    pub target: Bytes,
    /// The exchange (by its number) whose content this is.
    pub exchange: u64,
    /// The answer, with what a 304 has brought since.
    pub response: Response,
    /// The request fields that the answer depends on (`Vary`), by name in lower case, with what they were.
    selecting: Vec<(String, Option<String>)>,
    requested_ms: u64,
    received_ms: u64,
    /// Something changed what it is about: it is not used any more without asking (RFC 9111 §4.4).
    invalid: bool,
}

/// How a stored answer stands at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// How old it is, in milliseconds.
    pub age_ms: u64,
    /// How long it is good for, in seconds.
    pub lifetime_s: u64,
    /// What says so.
    pub basis: Basis,
    /// Whether it may be used only after asking, fresh or not (`no-cache`, or something changed).
    pub asks_first: bool,
}

impl Standing {
    /// Whether it is young enough.
    #[must_use]
    pub fn is_fresh(&self) -> bool {
        self.age_ms < self.lifetime_s.saturating_mul(1000)
    }

    /// In words, such as `fresh for 52 s`, `asks first`, `stale for 3 s`.
    #[must_use]
    pub fn words(&self) -> String {
        let lifetime_ms = self.lifetime_s.saturating_mul(1000);
        if self.asks_first {
            "asks first".into()
        } else if self.is_fresh() {
            format!("fresh for {}", span((lifetime_ms - self.age_ms).div_ceil(1000)))
        } else if self.lifetime_s == 0 {
            "stale at once".into()
        } else {
            format!("stale for {}", span((self.age_ms - lifetime_ms) / 1000))
        }
    }
}

/// A span of time for people: seconds up to two minutes, then minutes, hours, days.
#[must_use]
pub(super) fn span(seconds: u64) -> String {
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7_200 => format!("{} min", seconds / 60),
        7_200..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} days", seconds / 86_400),
    }
}

impl Stored {
    /// How it stands now.
    #[must_use]
    pub fn standing(&self, now_ms: u64) -> Standing {
        let fields = &self.response.fields;
        let (lifetime_s, basis) = freshness::lifetime(self.response.status, fields, self.received_ms);
        Standing {
            age_ms: freshness::age_ms(fields, self.requested_ms, self.received_ms, now_ms),
            lifetime_s,
            basis,
            asks_first: self.invalid || self.control().no_cache,
        }
    }

    /// Its target for people to read.
    #[must_use]
    pub fn target_text(&self) -> String {
        String::from_utf8_lossy(&self.target).into_owned()
    }

    /// What it depends on, such as `Accept: application/json`; nothing where one answer fits all.
    #[must_use]
    pub fn selected_by(&self) -> Vec<String> {
        self.selecting
            .iter()
            .filter_map(|(name, value)| value.as_ref().map(|value| format!("{name}: {value}")))
            .collect()
    }

    fn control(&self) -> Directives {
        Directives::read(&freshness::joined(&self.response.fields, "cache-control"))
    }
}

/// What is to be done with a request.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// Answer it with this, which comes from the stored answer of this number; nothing is sent.
    Use {
        /// Which stored answer.
        id: u64,
        /// The answer, with its `Age`.
        response: Response,
    },
    /// Ask the server whether the stored answer is still good: send this in place of the request.
    Validate {
        /// Which stored answer.
        id: u64,
        /// The request with its conditions.
        request: Request,
    },
    /// Ask the server.
    Forward,
    /// The request does not allow the server to be asked, and nothing stored will do: answer with this 504.
    Refuse {
        /// The answer, of the cache's own making.
        response: Response,
    },
}

/// What came of looking.
#[derive(Clone, Debug)]
pub struct LookUp {
    /// What is to be done.
    pub verdict: Verdict,
    /// What was asked on the way.
    pub asked: Vec<Asked>,
}

/// What an answer from the server did to the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing.
    None,
    /// It was kept, under this number.
    Kept(u64),
    /// It said that the stored answer of this number is still good.
    Refreshed(u64),
    /// So many stored answers are not used any more without asking.
    Invalidated(usize),
}

/// What came of an answer from the server.
#[derive(Clone, Debug)]
pub struct TakenIn {
    /// What it did to the cache.
    pub effect: Effect,
    /// The answer for whoever asked: the stored one where the server said that it is still good.
    pub response: Response,
    /// What was asked on the way.
    pub asked: Vec<Asked>,
}

/// What a client has kept of the answers it got. It forgets the one least recently used when there are too many.
#[derive(Clone, Debug, Default)]
pub struct Cache {
    /// The most recently used last.
    stored: Vec<Stored>,
    next: u64,
}

impl Cache {
    /// The most answers that are kept.
    pub const MOST: usize = 200;

    /// What is kept, the most recently used last.
    #[must_use]
    pub fn stored(&self) -> &[Stored] {
        &self.stored
    }

    /// Forgets one answer; `false` where there is none of this number.
    pub fn drop_one(&mut self, id: u64) -> bool {
        let before = self.stored.len();
        self.stored.retain(|stored| stored.id != id);
        self.stored.len() < before
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.stored.clear();
    }

    /// One stored answer.
    #[must_use]
    pub fn get(&self, id: u64) -> Option<&Stored> {
        self.stored.iter().find(|stored| stored.id == id)
    }

    /// Notes that this one was used now.
    pub fn touch(&mut self, id: u64) {
        if let Some(at) = self.stored.iter().position(|stored| stored.id == id) {
            let used = self.stored.remove(at);
            self.stored.push(used);
        }
    }
}

/// The lines of a request's field as one, by name in any case; `None` where there is none.
fn request_field(request: &Request, name: &str) -> Option<String> {
    let lines: Vec<_> = request
        .fields
        .iter()
        .filter(|field| field.name.eq_ignore_ascii_case(name.as_bytes()))
        .map(|field| String::from_utf8_lossy(&field.value).trim().to_owned())
        .collect();
    (!lines.is_empty()).then(|| lines.join(", "))
}

/// The first line of a response's field, for people.
fn field(fields: &HeaderMap, name: &str) -> Option<String> {
    fields.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

fn is_error(status: StatusCode) -> bool {
    status.is_client_error() || status.is_server_error()
}

#[cfg(test)]
mod tests;
