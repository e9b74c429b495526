//! What a client does to run one errand: all the messages it takes, from the wish to the last answer.
//!
//! Nothing is sent and nobody waits here: [`Errand::next`] is told what happened and says what to do, until it is
//! [`Do::Done`]. Time comes in as an argument, in milliseconds since 1970-01-01T00:00:00Z.
//!
//! ```
//! use toyshelf::{client::{agent::Agent, errand::{Do, Errand, Event}}, http::{Request, Response, StatusCode}};
//!
//! let mut client = Agent::default();
//! let mut errand = Errand::new(Request::new("GET", "/toys/car"));
//! let Do::Send(leg) = errand.next(&mut client, Event::Go, 0) else { panic!("it is sent") };
//! assert_eq!(leg.request.target.as_ref(), b"/toys/car");
//! let response = Response::new(StatusCode::OK);
//! let done = errand.next(&mut client, Event::Answered { response, exchange: 1 }, 20);
//! assert!(matches!(done, Do::Done(_)));
//! ```

use super::{
    Asked,
    agent::{Agent, Purpose},
    cache::Verdict,
    preflight::{self, Asks},
    redirect::{self, Astray},
    repeat::{self, Repeat},
    wire::Loss,
};
use crate::http::{Request, Response};

/// What happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// Nothing yet: begin; or what [`Do::Wait`] asked to wait for is over, or what [`Do::Home`] told has been taken note
    /// of: go on.
    Go,
    /// The answer to what was sent is there.
    Answered {
        /// The answer.
        response: Response,
        /// The number of its exchange.
        exchange: u64,
    },
    /// No answer came.
    Lost(Loss),
}

/// A message to send.
#[derive(Clone, Debug)]
pub struct Leg {
    /// The message.
    pub request: Request,
    /// What part it plays.
    pub purpose: Purpose,
    /// Why it is sent, as a sentence; empty for a plain request.
    pub lead: String,
    /// What the client asked its cache before.
    pub asked: Vec<Asked>,
}

/// What to do next.
#[derive(Clone, Debug)]
pub enum Do {
    /// Send this, and come back with [`Event::Answered`] or [`Event::Lost`].
    Send(Leg),
    /// Take note that this was answered without a message (from the cache), and go on with [`Event::Go`].
    Home {
        /// What was wished.
        request: Request,
        /// The answer.
        response: Response,
        /// The exchange whose content it is; `None` for an answer of the cache's own making.
        exchange: Option<u64>,
        /// What the client asked its cache.
        asked: Vec<Asked>,
    },
    /// Wait for so many milliseconds, then go on with [`Event::Go`].
    Wait {
        /// How long.
        ms: u64,
        /// Why, as a sentence.
        why: String,
    },
    /// It is over.
    Done(Outcome),
}

/// How an errand ended.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The last answer, as the client has it (after a 304 the stored one); `None` where there is none.
    pub response: Option<Response>,
    /// What is to be said of it, as a sentence, where the client did not get what was wished in the usual way.
    pub note: Option<String>,
    /// Whether the browser keeps the page from what it wished (Fetch, CORS protocol): the answer that came may not be
    /// read by it, or the request was not sent at all.
    pub blocked: bool,
}

#[derive(Debug)]
enum Phase {
    Begin,
    Preflight {
        asks: Asks,
        sent: Request,
    },
    Answer {
        sent: Request,
        about: Option<u64>,
        at_ms: u64,
    },
    /// Something was answered at home, and is to be taken note of first.
    Home(Response),
    /// A pause before the same is sent again.
    Again,
    Over,
}

/// One errand: what a person wanted, and all messages it takes.
#[derive(Debug)]
pub struct Errand {
    /// What is wished now: the request, or where it was led to, or with credentials.
    hop: Request,
    purpose: Purpose,
    lead: String,
    phase: Phase,
    /// Where it has been: methods and targets.
    been: Vec<(bytes::Bytes, bytes::Bytes)>,
    tries: u32,
    showed_credentials: bool,
    /// What the cache was asked after the last answer.
    after: Vec<Asked>,
    /// What the client goes on with, where that is not the message that came.
    handed: Option<Response>,
}

impl Errand {
    /// An errand with this wish.
    #[must_use]
    pub fn new(wish: Request) -> Self {
        Self {
            hop: wish,
            purpose: Purpose::Plain,
            lead: String::new(),
            phase: Phase::Begin,
            been: Vec::new(),
            tries: 0,
            showed_credentials: false,
            after: Vec::new(),
            handed: None,
        }
    }

    /// What the client asked its cache about the last answer, once.
    pub fn take_after(&mut self) -> Vec<Asked> {
        std::mem::take(&mut self.after)
    }

    /// The answer that the client goes on with, where that is not the message that came last, once: after a 304 to a
    /// question of the cache's own it is the stored one, brought up to date (RFC 9111 §4.3.4).
    pub fn take_handed(&mut self) -> Option<Response> {
        self.handed.take()
    }

    /// Says what to do, after this has happened.
    pub fn next(&mut self, client: &mut Agent, event: Event, now_ms: u64) -> Do {
        let phase = std::mem::replace(&mut self.phase, Phase::Over);
        match (phase, event) {
            (Phase::Begin | Phase::Again, Event::Go) => self.begin(client, now_ms),
            (Phase::Home(response), Event::Go) => self.read(client, response, now_ms),
            (Phase::Preflight { asks, .. }, Event::Answered { response, .. }) => {
                let origin = client.settings.origin.clone().unwrap_or_default();
                match client.preflights.read(&self.hop, &asks, &origin, &response, now_ms) {
                    Ok(()) => {
                        self.tries = 0;
                        if matches!(self.purpose, Purpose::Plain | Purpose::Retry) {
                            self.set_lead(
                                Purpose::Plain,
                                "The server allows it: the request itself follows.",
                            );
                        }
                        self.look_up(client, now_ms)
                    }
                    Err(why) => blocked(why),
                }
            }
            (Phase::Answer { about, at_ms, .. }, Event::Answered { response, exchange }) => {
                self.tries = if repeat::says_later(&response) { self.tries } else { 0 };
                self.answered(client, response, about, exchange, at_ms, now_ms)
            }
            (Phase::Preflight { sent, .. } | Phase::Answer { sent, .. }, Event::Lost(loss)) => {
                self.lost(client, &sent, loss)
            }
            // Told what cannot have happened: there is nothing to go on with.
            (_, _) => done(None, None),
        }
    }

    /// A browser asks the server first whether it may send what a form could not.
    fn begin(&mut self, client: &mut Agent, now_ms: u64) -> Do {
        if let Some(origin) = &client.settings.origin {
            if self.hop.field("origin").is_none() {
                self.hop = self.hop.clone().with("Origin", origin);
            }
            if let Some(asks) = preflight::needed(&self.hop)
                && !client.preflights.cover(origin, &self.hop.target, &asks, now_ms)
            {
                let request = preflight::request(&self.hop, &asks, origin);
                let lead = format!(
                    "A page of {origin} may not just send {}: the browser asks the server first, with a preflight.",
                    asks.words()
                );
                let retry = self.purpose == Purpose::Retry;
                let purpose = if retry { Purpose::Retry } else { Purpose::Preflight };
                let lead = if retry { self.lead.clone() } else { lead };
                self.phase = Phase::Preflight { asks, sent: request.clone() };
                return Do::Send(Leg { request, purpose, lead, asked: Vec::new() });
            }
        }
        self.look_up(client, now_ms)
    }

    fn look_up(&mut self, client: &mut Agent, now_ms: u64) -> Do {
        if !client.settings.cache {
            return self.send(self.hop.clone(), None, Vec::new(), now_ms);
        }
        let found = client.cache.look_up(&self.hop, now_ms);
        match found.verdict {
            Verdict::Use { id, response } => {
                client.cache.touch(id);
                let exchange = client.cache.get(id).map(|stored| stored.exchange);
                self.phase = Phase::Home(response.clone());
                Do::Home { request: self.hop.clone(), response, exchange, asked: found.asked }
            }
            Verdict::Refuse { response } => {
                self.phase = Phase::Home(response.clone());
                Do::Home { request: self.hop.clone(), response, exchange: None, asked: found.asked }
            }
            Verdict::Validate { id, request } => {
                if self.purpose == Purpose::Plain {
                    let lead = "The client has an answer at home, and asks whether it is still good.";
                    self.set_lead(Purpose::Revalidation, lead);
                }
                self.send(request, Some(id), found.asked, now_ms)
            }
            Verdict::Forward => self.send(self.hop.clone(), None, found.asked, now_ms),
        }
    }

    fn send(&mut self, request: Request, about: Option<u64>, asked: Vec<Asked>, now_ms: u64) -> Do {
        self.phase = Phase::Answer { sent: request.clone(), about, at_ms: now_ms };
        Do::Send(Leg { request, purpose: self.purpose, lead: std::mem::take(&mut self.lead), asked })
    }

    fn answered(
        &mut self,
        client: &mut Agent,
        response: Response,
        about: Option<u64>,
        exchange: u64,
        at_ms: u64,
        now_ms: u64,
    ) -> Do {
        let response = if client.settings.cache {
            let taken = client.cache.take_in(&self.hop, about, &response, exchange, at_ms, now_ms);
            self.after = taken.asked;
            self.handed = (taken.response.status != response.status).then(|| taken.response.clone());
            taken.response
        } else {
            response
        };
        if let Some(origin) = &client.settings.origin
            && let Err(why) = preflight::may_read(&response, origin)
        {
            return blocked(why);
        }
        client.learn(&response);
        self.read(client, response, now_ms)
    }

    /// What an answer, from the server or from home, leads to.
    fn read(&mut self, client: &mut Agent, response: Response, now_ms: u64) -> Do {
        if response.status.as_u16() == 401
            && client.settings.credentials
            && let Some(next) = self.with_credentials(client)
        {
            self.showed_credentials = true;
            self.hop = next;
            self.set_lead(
                Purpose::Credentials,
                "The server wants to know who asks. The client asks again, with its library card.",
            );
            return self.begin(client, now_ms);
        }
        if redirect::leads_on(response.status) && client.settings.follow {
            return self.follow(client, response, now_ms);
        }
        if client.settings.retry_after
            && let Some(repeat) = repeat::later(&self.hop, &response, now_ms, self.tries)
        {
            return match repeat {
                Repeat::Wait { ms, why } => {
                    self.tries += 1;
                    self.set_lead(Purpose::Retry, "The client has waited as it was told, and asks again.");
                    self.phase = Phase::Again;
                    Do::Wait { ms, why }
                }
                Repeat::No(why) => done(Some(response), Some(why)),
            };
        }
        done(Some(response), None)
    }

    fn with_credentials(&self, client: &Agent) -> Option<Request> {
        let known = client.known.as_deref().filter(|_| !self.showed_credentials)?;
        if self.hop.field("authorization").as_deref() == Some(known) {
            return None;
        }
        let mut next = self.hop.clone();
        next.fields.retain(|field| !field.name.eq_ignore_ascii_case(b"authorization"));
        Some(next.with("Authorization", known))
    }

    fn follow(&mut self, client: &mut Agent, response: Response, now_ms: u64) -> Do {
        self.been.push((self.hop.method.clone(), self.hop.target.clone()));
        let next = redirect::follow(&self.hop, &response).and_then(|(next, became_get)| {
            let place = next.target_text().into_owned();
            if self.been.iter().any(|(method, target)| *method == next.method && *target == next.target) {
                Err(Astray::Circle(place))
            } else if self.been.len() > redirect::MOST {
                Err(Astray::TooMany)
            } else {
                Ok((next, became_get, place))
            }
        });
        match next {
            Err(astray) => done(Some(response), Some(astray.to_string())),
            Ok((next, became_get, place)) => {
                let lead = if became_get {
                    format!(
                        "The way goes on at {place}. The client asks there, with GET, as {} wants.",
                        response.status.as_u16()
                    )
                } else {
                    format!("The way goes on at {place}. The client asks there.")
                };
                self.hop = next;
                self.tries = 0;
                self.set_lead(Purpose::Redirect, &lead);
                self.begin(client, now_ms)
            }
        }
    }

    fn lost(&mut self, client: &Agent, sent: &Request, loss: Loss) -> Do {
        match repeat::lost(sent, loss, &client.settings, self.tries) {
            Repeat::Wait { ms, why } => {
                self.tries += 1;
                self.set_lead(Purpose::Retry, &why);
                self.phase = Phase::Again;
                Do::Wait { ms, why }
            }
            Repeat::No(why) => done(None, Some(why)),
        }
    }

    fn set_lead(&mut self, purpose: Purpose, lead: &str) {
        self.purpose = purpose;
        lead.clone_into(&mut self.lead);
    }
}

fn done(response: Option<Response>, note: Option<String>) -> Do {
    Do::Done(Outcome { response, note, blocked: false })
}

fn blocked(why: String) -> Do {
    Do::Done(Outcome { response: None, note: Some(why), blocked: true })
}
