//! Which way requests go at the moment, and why, in words for the badge.

use std::fmt;

/// Which way the next request will go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransportState {
    /// The service worker is being started. Requests are answered in the page meanwhile.
    Starting,
    /// Requests are real `fetch`es, relayed by the service worker.
    Live,
    /// Requests are handed over inside the page.
    InPage {
        /// What keeps the service worker away.
        why: Why,
    },
}

impl TransportState {
    /// The few words on the badge, such as `live on fetch()`.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::Live => "live on fetch()",
            Self::InPage { .. } => "in the page",
        }
    }

    /// What that means, in a sentence or two.
    #[must_use]
    pub fn explanation(&self) -> String {
        match self {
            Self::Starting => {
                "The service worker is starting. Until it has, requests are handed over inside the page.".into()
            }
            Self::Live => "Every request is a real fetch, caught by a service worker and answered by the server in \
                           this page. Watch them in the browser's network panel, or call fetch(\"api/toys\") in \
                           the console."
                .into(),
            Self::InPage { why } => {
                format!("{why} Requests are handed over inside the page instead; the server and its answers are the same.")
            }
        }
    }
}

/// What keeps the service worker away, as a sentence ([`fmt::Display`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The browser offers no service workers here.
    Unsupported,
    /// The page was not loaded over https or from localhost.
    Insecure,
    /// The browser refused, with what it said: a sandboxed frame, a privacy setting.
    Refused(String),
    /// The worker's script could not be fetched or run, with what the browser said.
    Script(String),
    /// The worker is there but did not start, or did not take over the page, in time.
    Slow,
    /// The page was loaded past the worker (a hard reload) and the worker could not take it back.
    Bypassed,
    /// A worker of another version, or of another app, answers for this page.
    Stranger,
    /// The worker was live, and then a `fetch` came back without having reached this page.
    Stopped,
}

impl Why {
    /// Whether trying again later could help.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Unsupported | Self::Insecure | Self::Refused(_) => false,
            Self::Script(_) | Self::Slow | Self::Bypassed | Self::Stranger | Self::Stopped => true,
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsupported => f.write_str("This browser, or this kind of window, has no service workers."),
            Self::Insecure => {
                f.write_str("A service worker needs a page loaded over https:// or from localhost, and this one was not.")
            }
            Self::Refused(said) => write!(
                f,
                "The browser does not allow a service worker here (a sandboxed frame, or a privacy setting){}.",
                Said(said)
            ),
            Self::Script(said) => write!(f, "The service worker's script, sw.js, could not be loaded{}.", Said(said)),
            Self::Slow => f.write_str("The service worker did not start in time."),
            Self::Bypassed => {
                f.write_str("This page was loaded past its service worker (a hard reload does that); an ordinary reload brings it back.")
            }
            Self::Stranger => f.write_str("Another service worker, or an older one, answers for this page."),
            Self::Stopped => f.write_str("A fetch came back without having reached this page: its service worker was stopped, or passed over."),
        }
    }
}

/// What the browser said, in brackets fit for the middle of a sentence; nothing where it said nothing.
struct Said<'a>(&'a str);

impl fmt::Display for Said<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.trim().trim_end_matches('.') {
            "" => Ok(()),
            said => write!(f, "; it says: {said}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_a_sentence_whatever_the_browser_said() {
        assert_eq!(
            Why::Script("Failed to fetch.".into()).to_string(),
            "The service worker's script, sw.js, could not be loaded; it says: Failed to fetch."
        );
        assert_eq!(
            Why::Script(String::new()).to_string(),
            "The service worker's script, sw.js, could not be loaded."
        );
    }

    #[test]
    fn the_badge_says_why_it_is_not_live() {
        let state = TransportState::InPage { why: Why::Insecure };
        assert_eq!(state.label(), "in the page");
        assert!(state.explanation().contains("https://"));
    }
}
