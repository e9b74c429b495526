//! The wire between client and server: how slow it is, and what it loses. Counters decide, never chance.

use serde::{Deserialize, Serialize};

/// What is lost: some that come next, and then every so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Lose {
    /// So many of those that come next. It counts down to 0.
    pub next: u32,
    /// Every so many: 1 loses each, 3 each third; 0 loses none.
    pub every: u32,
}

impl Lose {
    /// Whether the one that is the `count`-th (from 1) is lost.
    fn takes(&mut self, count: u64) -> bool {
        if self.next > 0 {
            self.next -= 1;
            return true;
        }
        self.every > 0 && count.is_multiple_of(u64::from(self.every))
    }
}

/// How the wire is set up. The default is a wire that is quick and loses nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WireSettings {
    /// How much longer each message takes, each way, in milliseconds.
    pub latency_ms: u32,
    /// Requests that never arrive.
    pub requests: Lose,
    /// Responses that never arrive: the server has acted, and the client does not know.
    pub responses: Lose,
    /// Responses that break off midway. For the client that is as good as none (RFC 9112 §8).
    pub breaks: Lose,
}

impl WireSettings {
    /// The longest latency, in milliseconds.
    pub const SLOWEST_MS: u32 = 10_000;

    /// The same, with what is out of bounds brought within them.
    #[must_use]
    pub fn bounded(mut self) -> Self {
        self.latency_ms = self.latency_ms.min(Self::SLOWEST_MS);
        self
    }
}

/// What became of a message that the client waits for in vain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Loss {
    /// The request was lost: the server knows nothing of it.
    Request,
    /// The response was lost: the server has acted.
    Response,
    /// The response broke off midway: the server has acted.
    Midway,
    /// The response came, but after the client had given up waiting: the server has acted.
    Late,
}

impl Loss {
    /// Whether the server has seen the request.
    #[must_use]
    pub fn reached_server(self) -> bool {
        self != Self::Request
    }

    /// What happened, in a few words for people.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Request => "request lost",
            Self::Response => "answer lost",
            Self::Midway => "answer broke off",
            Self::Late => "answer too late",
        }
    }
}

/// How one message fares, from the moment it is sent until its client knows what became of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Passage {
    /// What the client waits for in vain, where it does.
    pub loss: Option<Loss>,
    /// After how many milliseconds the server has it. Where the client gives up sooner, that is when: nothing that is
    /// sent later comes before it, so nobody can tell.
    pub out_ms: u32,
    /// How many milliseconds later the client knows: it has the answer, sees the connection break, or gives up.
    pub back_ms: u32,
}

/// The wire: its settings, and what it has carried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wire {
    /// How it is set up. Counting goes on when it is changed.
    pub settings: WireSettings,
    requests: u64,
    responses: u64,
}

impl Wire {
    /// A wire set up like this that has carried nothing.
    #[must_use]
    pub fn new(settings: WireSettings) -> Self {
        Self { settings: settings.bounded(), requests: 0, responses: 0 }
    }

    /// How the next message fares for a client that waits so many milliseconds for its answer. One that takes longer is
    /// as good as none: the client times out, and what comes then finds nobody waiting.
    pub fn pass(&mut self, patience_ms: u32) -> Passage {
        let (loss, each_ms) = (self.carry(), self.settings.latency_ms);
        let loss = match loss {
            None | Some(Loss::Midway) if each_ms.saturating_mul(2) > patience_ms => Some(Loss::Late),
            loss => loss,
        };
        let out_ms = if loss == Some(Loss::Request) { patience_ms } else { each_ms.min(patience_ms) };
        let back_ms = match loss {
            None | Some(Loss::Midway) => each_ms,
            Some(Loss::Request | Loss::Response | Loss::Late) => patience_ms - out_ms,
        };
        Passage { loss, out_ms, back_ms }
    }

    /// What becomes of the next request and its response; `None` where both arrive.
    pub fn carry(&mut self) -> Option<Loss> {
        self.requests += 1;
        if self.settings.requests.takes(self.requests) {
            return Some(Loss::Request);
        }
        self.responses += 1;
        if self.settings.responses.takes(self.responses) {
            return Some(Loss::Response);
        }
        self.settings.breaks.takes(self.responses).then_some(Loss::Midway)
    }
}

/// A time in milliseconds as people say it, such as `1.5 s`.
#[must_use]
pub fn seconds(ms: u32) -> String {
    let tenths = ms.saturating_add(50) / 100;
    if tenths.is_multiple_of(10) {
        format!("{} s", tenths / 10)
    } else {
        format!("{}.{} s", tenths / 10, tenths % 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fates(settings: WireSettings, count: usize) -> Vec<Option<Loss>> {
        let mut wire = Wire::new(settings);
        (0..count).map(|_| wire.carry()).collect()
    }

    #[test]
    fn a_usual_wire_loses_nothing() {
        assert_eq!(fates(WireSettings::default(), 50), [None; 50]);
    }

    #[test]
    fn the_next_are_lost_first_then_every_so_many() {
        let requests = Lose { next: 2, every: 3 };
        let lost = Some(Loss::Request);
        assert_eq!(
            fates(WireSettings { requests, ..WireSettings::default() }, 7),
            [lost, lost, lost, None, None, lost, None]
        );
        let responses = Lose { next: 1, every: 0 };
        assert_eq!(
            fates(WireSettings { responses, ..WireSettings::default() }, 2),
            [Some(Loss::Response), None]
        );
    }

    #[test]
    fn a_response_is_counted_only_where_its_request_arrived() {
        let every_second = Lose { next: 0, every: 2 };
        let settings =
            WireSettings { requests: every_second, responses: every_second, ..WireSettings::default() };
        let (request, response) = (Some(Loss::Request), Some(Loss::Response));
        assert_eq!(fates(settings, 6), [None, request, response, request, None, request]);
    }

    #[test]
    fn an_answer_later_than_the_clients_patience_is_a_timeout_and_not_a_loss() {
        let pass = |latency_ms, patience_ms, settings: WireSettings| {
            let passage = Wire::new(WireSettings { latency_ms, ..settings }).pass(patience_ms);
            (passage.loss, passage.out_ms, passage.back_ms)
        };
        let (quiet, each) = (WireSettings::default(), Lose { next: 0, every: 1 });
        assert_eq!(pass(0, 1_500, quiet), (None, 0, 0));
        assert_eq!(pass(750, 1_500, quiet), (None, 750, 750), "just in time");
        assert_eq!(pass(751, 1_500, quiet), (Some(Loss::Late), 751, 749));
        // The client gives up before the server has it; and never waits longer than it has patience.
        assert_eq!(pass(5_000, 1_500, quiet), (Some(Loss::Late), 1_500, 0));
        assert_eq!(pass(u32::MAX, 0, quiet), (Some(Loss::Late), 0, 0));
        let requests = WireSettings { requests: each, ..quiet };
        assert_eq!(pass(100, 1_500, requests), (Some(Loss::Request), 1_500, 0));
        let responses = WireSettings { responses: each, ..quiet };
        assert_eq!(pass(100, 1_500, responses), (Some(Loss::Response), 100, 1_400));
        // That a connection breaks is seen at once, if anybody still looks.
        let breaks = WireSettings { breaks: each, ..quiet };
        assert_eq!(pass(100, 1_500, breaks), (Some(Loss::Midway), 100, 100));
        assert_eq!(pass(1_000, 1_500, breaks), (Some(Loss::Late), 1_000, 500));
    }

    #[test]
    fn settings_read_back_and_what_is_missing_is_the_default() {
        let settings =
            WireSettings { latency_ms: 300, breaks: Lose { next: 1, every: 0 }, ..WireSettings::default() };
        let saved = serde_json::to_string(&settings).unwrap();
        assert_eq!(serde_json::from_str::<WireSettings>(&saved).unwrap(), settings);
        assert_eq!(serde_json::from_str::<WireSettings>("{}").unwrap(), WireSettings::default());
        assert_eq!(
            WireSettings { latency_ms: u32::MAX, ..settings }.bounded().latency_ms,
            WireSettings::SLOWEST_MS
        );
    }
}
