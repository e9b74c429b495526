//! A client: how it is set up to send, and what it has learnt. What it does then is an [`Errand`](super::errand::Errand).

use serde::{Deserialize, Serialize};

use super::{cache::Cache, preflight::Preflights};
use crate::http::Response;

/// Which client sends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Client {
    /// The one who is always there.
    #[default]
    First,
    /// The one who can be switched on.
    Second,
}

impl Client {
    /// Both, in order.
    pub const ALL: [Self; 2] = [Self::First, Self::Second];

    /// What it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::First => "Client A",
            Self::Second => "Client B",
        }
    }

    /// The letter that its messages bear.
    #[must_use]
    pub fn letter(self) -> &'static str {
        match self {
            Self::First => "A",
            Self::Second => "B",
        }
    }
}

/// What part a message plays in its errand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// It is the request as it was wished.
    #[default]
    Plain,
    /// It asks whether a page of another origin may send what it wants to.
    Preflight,
    /// It asks whether the stored answer is still good.
    Revalidation,
    /// It goes on where the answer before it pointed to.
    Redirect,
    /// It asks again, with credentials.
    Credentials,
    /// It asks again, because the message before it got no answer, or one that said “later”.
    Retry,
}

impl Purpose {
    /// A word for it; nothing for a plain request.
    #[must_use]
    pub fn word(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Preflight => Some("preflight"),
            Self::Revalidation => Some("revalidation"),
            Self::Redirect => Some("redirect"),
            Self::Credentials => Some("with credentials"),
            Self::Retry => Some("retry"),
        }
    }
}

/// What a client does of its own accord. By default nothing: what is written is sent once, and what comes is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClientSettings {
    /// Whether it keeps answers, and uses them.
    pub cache: bool,
    /// Whether it goes on where a redirect leads.
    pub follow: bool,
    /// Whether it answers a 401 with the credentials it knows.
    pub credentials: bool,
    /// How often it tries again where no answer came.
    pub retries: u32,
    /// How long it waits before the first retry, in milliseconds; before each further one twice as long.
    pub backoff_ms: u32,
    /// Whether it waits and asks again where an answer says `Retry-After`.
    pub retry_after: bool,
    /// How long it waits for an answer, in milliseconds.
    pub patience_ms: u32,
    /// The other origin that it says its page is from.
    pub origin: Option<String>,
}

impl Default for ClientSettings {
    fn default() -> Self {
        Self {
            cache: false,
            follow: false,
            credentials: false,
            retries: 0,
            backoff_ms: 400,
            retry_after: false,
            patience_ms: 1_500,
            origin: None,
        }
    }
}

impl ClientSettings {
    /// The most retries.
    pub const MOST_RETRIES: u32 = 5;
    /// The longest patience and backoff, in milliseconds.
    pub const LONGEST_MS: u32 = 30_000;

    /// What a browser does when a page calls `fetch`: it keeps answers and follows redirects.
    #[must_use]
    pub fn browser() -> Self {
        Self { cache: true, follow: true, ..Self::default() }
    }

    /// The same, with what is out of bounds brought within them.
    #[must_use]
    pub fn bounded(mut self) -> Self {
        self.retries = self.retries.min(Self::MOST_RETRIES);
        self.backoff_ms = self.backoff_ms.min(Self::LONGEST_MS);
        self.patience_ms = self.patience_ms.min(Self::LONGEST_MS);
        self
    }
}

/// One client: how it is set up, and what it has learnt.
#[derive(Clone, Debug, Default)]
pub struct Agent {
    /// What it does of its own accord.
    pub settings: ClientSettings,
    /// The answers it kept.
    pub cache: Cache,
    /// What the server allows pages of the other origin.
    pub preflights: Preflights,
    /// The value of `Authorization` with which it shows who it is: written by a person, or handed out by the server.
    pub known: Option<String>,
}

impl Agent {
    /// Remembers the credentials that an answer hands out, where it does.
    pub fn learn(&mut self, response: &Response) {
        if let Some(token) = handed_out(response) {
            self.known = Some(token);
        }
    }
}

/// The credentials that an answer hands out: the member `token` of a JSON object, where something was created.
fn handed_out(response: &Response) -> Option<String> {
    if response.status.as_u16() != 201 || !response.field("content-type")?.contains("json") {
        return None;
    }
    let value: serde_json::Value = serde_json::from_slice(&response.content).ok()?;
    let token = value.get("token")?.as_str()?;
    let is_clean = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
    is_clean.then(|| format!("Bearer {token}"))
}
