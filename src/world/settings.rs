//! What a person may set about the server: whether it is up, how often it may be asked, its limits, who may read it.

use serde::{Deserialize, Serialize};

use super::Limits;

/// The server's settings. The default is a server that is up, sets no rate limit and lets every origin read.
///
/// Reads from JSON with every member optional, so that a setting added later does not make an older save unreadable.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Set while the server is down: every request is answered with 503.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub down: Option<Down>,
    /// How many requests are answered in a window of time; any number where it is not set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<RateLimit>,
    /// The sizes above which a message is refused.
    pub limits: Limits,
    /// Which pages of other origins may read the answers.
    pub cors: Cors,
    /// For how long caches may use a representation of what can change without asking, in seconds; where it is not
    /// set, they ask before each use (RFC 9111 §5.2.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fresh_s: Option<u32>,
}

/// A server that is down for a while (RFC 9110 §15.6.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Down {
    /// How long clients are told to wait, in seconds (`Retry-After`).
    pub retry_after_s: u32,
}

/// A rate limit: so many requests in each window, which opens with its first request (RFC 6585 §4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateLimit {
    /// How many requests are answered in one window; 0 refuses all.
    pub requests: u32,
    /// How long a window lasts, in seconds; at least 1.
    pub window_s: u32,
}

/// The policy for pages of other origins (Fetch standard, CORS protocol).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Cors {
    /// The origins whose pages may read the answers.
    pub origins: Origins,
    /// Whether they may send cookies and the like along, and still read the answer.
    pub credentials: bool,
    /// How long a browser may remember the answer to a preflight, in seconds.
    pub max_age_s: u32,
}

/// Which origins a policy names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origins {
    /// Every origin.
    #[default]
    Any,
    /// These alone, each as a browser writes it: `https://example.org`. None of them where the list is empty.
    These(Vec<String>),
}

impl Default for Cors {
    fn default() -> Self {
        Self { origins: Origins::Any, credentials: false, max_age_s: 600 }
    }
}

impl Cors {
    /// Whether every answer is the same for every origin, so that it can say so without a look at `Origin`.
    #[must_use]
    pub fn is_static(&self) -> bool {
        self.origins == Origins::Any && !self.credentials
    }

    /// Whether a page of this origin may read the answers. Origins compare byte for byte, as browsers do it.
    #[must_use]
    pub fn allows(&self, origin: &str) -> bool {
        match &self.origins {
            Origins::Any => true,
            Origins::These(these) => these.iter().any(|this| this == origin),
        }
    }
}

impl Settings {
    /// The most that any limit may be set to: what the engine is built and tested for.
    pub const MOST: Limits = Limits { target: 64 << 10, fields: 64 << 10, content: 16 << 20 };

    /// The same settings, with what is out of bounds brought within them.
    #[must_use]
    pub(super) fn bounded(mut self) -> Self {
        self.limits.target = self.limits.target.min(Self::MOST.target);
        self.limits.fields = self.limits.fields.min(Self::MOST.fields);
        self.limits.content = self.limits.content.min(Self::MOST.content);
        if let Some(rate) = &mut self.rate {
            rate.window_s = rate.window_s.max(1);
        }
        self
    }
}

/// The window of time in which requests are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Window {
    /// When it opened, in milliseconds since 1970-01-01T00:00:00Z.
    pub(crate) opened_ms: u64,
    /// How many requests it has taken.
    pub(crate) used: u32,
}

impl Window {
    /// The window that this moment falls into: this one, or a fresh one where it is over.
    #[must_use]
    pub(crate) fn at(self, rate: RateLimit, now_ms: u64) -> Self {
        if self.used == 0 || now_ms >= self.ends_ms(rate) {
            Self { opened_ms: now_ms, used: 0 }
        } else {
            self
        }
    }

    /// How many requests are left in it.
    #[must_use]
    pub(crate) fn left(self, rate: RateLimit) -> u32 {
        rate.requests.saturating_sub(self.used)
    }

    /// How long until it is over, in whole seconds, rounded up.
    #[must_use]
    pub(crate) fn seconds_left(self, rate: RateLimit, now_ms: u64) -> u64 {
        self.ends_ms(rate).saturating_sub(now_ms).div_ceil(1000)
    }

    fn ends_ms(self, rate: RateLimit) -> u64 {
        self.opened_ms.saturating_add(u64::from(rate.window_s) * 1000)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn settings_read_back_and_what_is_missing_is_the_default() {
        let settings = Settings {
            down: Some(Down { retry_after_s: 30 }),
            rate: Some(RateLimit { requests: 5, window_s: 60 }),
            limits: Limits { target: 100, ..Limits::DEFAULT },
            cors: Cors {
                origins: Origins::These(vec!["https://a.example".into()]),
                credentials: true,
                max_age_s: 5,
            },
            fresh_s: Some(20),
        };
        let saved = serde_json::to_value(&settings).unwrap();
        assert_eq!(serde_json::from_value::<Settings>(saved).unwrap(), settings);
        let few: Settings =
            serde_json::from_value(json!({ "later": 1, "rate": { "requests": 2, "window_s": 3 } })).unwrap();
        assert_eq!(few.rate, Some(RateLimit { requests: 2, window_s: 3 }));
        assert_eq!((few.limits, few.cors), (Limits::DEFAULT, Cors::default()));
    }

    #[test]
    fn limits_stay_within_what_the_engine_is_built_for() {
        let huge = Limits { target: usize::MAX, fields: usize::MAX, content: usize::MAX };
        let rate = Some(RateLimit { requests: 1, window_s: 0 });
        let bounded = Settings { limits: huge, rate, ..Settings::default() }.bounded();
        assert_eq!(bounded.limits, Settings::MOST);
        assert_eq!(bounded.rate.map(|rate| rate.window_s), Some(1));
    }

    #[test]
    fn a_window_opens_with_its_first_request_and_closes_in_time() {
        let rate = RateLimit { requests: 2, window_s: 10 };
        let window = Window::default().at(rate, 5_000);
        assert_eq!(window, Window { opened_ms: 5_000, used: 0 });
        let used = Window { used: 2, ..window };
        assert_eq!((used.left(rate), used.seconds_left(rate, 5_001)), (0, 10));
        assert_eq!(used.at(rate, 14_999), used);
        assert_eq!(used.at(rate, 15_000), Window { opened_ms: 15_000, used: 0 });
    }
}
