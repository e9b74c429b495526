//! Errands of a client with the real server: which messages it takes, and what the client has in the end.

// A test that cannot go on says so by panicking.
#![allow(clippy::expect_used)]

use toyshelf::{
    client::{
        Agent, ClientSettings,
        errand::{Do, Errand, Event, Outcome},
        wire::{Lose, Wire, WireSettings},
    },
    http::Request,
    journal::{Journal, Origin, Via},
    world::{Cors, Down, Origins, RateLimit, Settings, World},
};

const NOON: u64 = 1_800_000_000_000;
const BOAT: &str = r#"{"name":"Blue boat","kind":"boat"}"#;

/// A client, a wire, the server, and a clock that only waiting moves.
struct Stand {
    journal: Journal,
    client: Agent,
    wire: Wire,
    now_ms: u64,
    /// What happened: a line a message, an answer from home, or a wait.
    told: Vec<String>,
}

impl Stand {
    fn new(settings: ClientSettings) -> Self {
        Self {
            journal: Journal::new(World::toy_library("/api")),
            client: Agent { settings, ..Agent::default() },
            wire: Wire::default(),
            now_ms: NOON,
            told: Vec::new(),
        }
    }

    fn losing(settings: ClientSettings, wire: WireSettings) -> Self {
        Self { wire: Wire::new(wire), ..Self::new(settings) }
    }

    /// Runs an errand to its end.
    fn run(&mut self, wish: Request) -> Outcome {
        self.told.clear();
        let mut errand = Errand::new(wish);
        let mut event = Event::Go;
        for _ in 0..100 {
            event = match errand.next(&mut self.client, event, self.now_ms) {
                Do::Done(outcome) => return outcome,
                Do::Wait { ms, .. } => {
                    self.told.push(format!("wait {ms}"));
                    self.now_ms += ms;
                    Event::Go
                }
                Do::Home { response, .. } => {
                    self.told.push(format!("home {}", response.status.as_u16()));
                    Event::Go
                }
                Do::Send(leg) => self.send(&leg.request, leg.purpose.word().unwrap_or("plain")),
            };
        }
        panic!("it never ends: {:?}", self.told)
    }

    fn send(&mut self, request: &Request, purpose: &str) -> Event {
        self.now_ms += 10;
        let fate = self.wire.carry();
        let line = format!("{purpose}: {} {}", request.method_text(), request.target_text());
        if fate.is_some_and(|loss| !loss.reached_server()) {
            self.told.push(format!("{line} lost"));
            return Event::Lost(fate.expect("it is lost"));
        }
        let entry = self.journal.send(self.now_ms, request.clone(), Origin::Composer, Via::InPage).entry;
        let status = entry.exchange.response.status.as_u16();
        match fate {
            Some(loss) => {
                self.told.push(format!("{line} {status}, {}", loss.words()));
                Event::Lost(loss)
            }
            None => {
                self.told.push(format!("{line} {status}"));
                Event::Answered { response: entry.exchange.response.clone(), exchange: entry.exchange.number }
            }
        }
    }

    fn toys(&self) -> usize {
        self.journal.world().shelf().len()
    }
}

fn status(outcome: &Outcome) -> u16 {
    outcome.response.as_ref().map_or(0, |response| response.status.as_u16())
}

fn note(outcome: &Outcome) -> &str {
    outcome.note.as_deref().unwrap_or_default()
}

#[test]
fn by_default_what_is_written_is_sent_once_and_shown_as_it_comes() {
    let mut stand = Stand::new(ClientSettings::default());
    for (target, want) in
        [("/api/toys/automobile", 301), ("/api/toys/car", 200), ("/api/toys/car", 200), ("/api/cards/1", 401)]
    {
        let outcome = stand.run(Request::new("GET", target));
        assert_eq!((status(&outcome), stand.told.len(), note(&outcome)), (want, 1, ""));
    }
}

#[test]
fn a_fresh_answer_never_leaves_home_and_a_stale_one_is_asked_about() {
    let mut stand = Stand::new(ClientSettings { cache: true, ..ClientSettings::default() });
    let root = || Request::new("GET", "/api/");
    assert_eq!(status(&stand.run(root())), 200);
    assert_eq!(stand.told, ["plain: GET /api/ 200"]);
    let first = stand.journal.len();
    assert_eq!(status(&stand.run(root())), 200);
    assert_eq!((stand.told.as_slice(), stand.journal.len()), (&["home 200".to_owned()][..], first));
    stand.now_ms += 60_000;
    let again = stand.run(root());
    assert_eq!(stand.told, ["revalidation: GET /api/ 304"]);
    assert!(status(&again) == 200 && again.response.is_some_and(|response| !response.content.is_empty()));
    stand.run(root());
    assert_eq!(stand.told, ["home 200"]);
}

#[test]
fn what_the_server_lets_be_kept_but_not_used_unasked_is_asked_about_each_time() {
    let mut stand = Stand::new(ClientSettings { cache: true, ..ClientSettings::default() });
    let car = || Request::new("GET", "/api/toys/car").with("Accept", "application/json");
    stand.run(car());
    stand.run(car());
    assert_eq!(stand.told, ["revalidation: GET /api/toys/car 304"]);
    let paint = Request::new("PATCH", "/api/toys/car")
        .with("Content-Type", "application/merge-patch+json")
        .content(r#"{"wheels":6}"#);
    assert_eq!(status(&stand.run(paint)), 200);
    let changed = stand.run(car());
    assert_eq!(stand.told, ["revalidation: GET /api/toys/car 200"]);
    assert!(changed.response.is_some_and(|response| response.text().contains("\"wheels\":6")));
}

#[test]
fn a_client_with_a_condition_of_its_own_gets_the_bare_304() {
    let mut stand = Stand::new(ClientSettings::browser());
    stand.run(Request::new("GET", "/api/toys/car"));
    let own = Request::new("GET", "/api/toys/car").with("If-None-Match", "\"v1\"");
    assert_eq!(status(&stand.run(own)), 304);
}

#[test]
fn redirects_are_followed_and_the_method_stays_or_changes_as_it_should() {
    let mut stand = Stand::new(ClientSettings { follow: true, ..ClientSettings::default() });
    assert_eq!(status(&stand.run(Request::new("GET", "/api/toys/automobile"))), 200);
    assert_eq!(stand.told, ["plain: GET /api/toys/automobile 301", "redirect: GET /api/toys/car 200"]);
    let lend = Request::new("POST", "/api/toys/automobile/loans").json(r#"{"friend":"mia"}"#);
    assert_eq!(status(&stand.run(lend)), 201);
    assert_eq!(
        stand.told,
        ["plain: POST /api/toys/automobile/loans 308", "redirect: POST /api/toys/car/loans 201"]
    );
}

#[test]
fn a_circle_is_told() {
    let mut client = Agent { settings: ClientSettings::browser(), ..Agent::default() };
    let mut errand = Errand::new(Request::new("GET", "/a"));
    let mut event = Event::Go;
    let moved = |to: &str| {
        let mut response = toyshelf::http::Response::new(toyshelf::http::StatusCode::FOUND);
        response.set(toyshelf::http::header::LOCATION, to);
        response
    };
    let mut sent = 0;
    let outcome = loop {
        match errand.next(&mut client, event, NOON) {
            Do::Send(leg) => {
                sent += 1;
                let response = moved(if leg.request.target.as_ref() == b"/a" { "/b" } else { "/a" });
                event = Event::Answered { response, exchange: sent };
            }
            Do::Done(outcome) => break outcome,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!((sent, status(&outcome)), (2, 302));
    assert!(note(&outcome).contains("circle") && note(&outcome).contains("/a"));

    let mut errand = Errand::new(Request::new("GET", "/0"));
    let (mut event, mut sent) = (Event::Go, 0);
    let outcome = loop {
        match errand.next(&mut client, event, NOON) {
            Do::Send(_) => {
                sent += 1;
                event = Event::Answered { response: moved(&format!("/{sent}")), exchange: sent };
            }
            Do::Done(outcome) => break outcome,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(sent, 21);
    assert!(note(&outcome).contains("20"));
}

#[test]
fn a_client_that_has_a_library_card_shows_it_when_asked() {
    let settings = ClientSettings { credentials: true, ..ClientSettings::default() };
    let mut stand = Stand::new(settings);
    let cards = || Request::new("GET", "/api/cards/1");
    assert_eq!(status(&stand.run(cards())), 401);
    assert_eq!(stand.told.len(), 1, "it has none to show yet");
    let card = Request::new("POST", "/api/cards").json(r#"{"friend":"mia","scopes":[]}"#);
    assert_eq!(status(&stand.run(card)), 201);
    assert!(stand.client.known.as_deref().is_some_and(|known| known.starts_with("Bearer card_")));
    stand.run(cards());
    assert_eq!(stand.told, ["plain: GET /api/cards/1 401", "with credentials: GET /api/cards/1 200"]);
    // One that is no good is shown once, not for ever.
    stand.client.known = Some("Bearer nothing".into());
    assert_eq!(status(&stand.run(cards())), 401);
    assert_eq!(stand.told.len(), 2);
}

#[test]
fn a_page_of_another_origin_asks_first_and_remembers() {
    let origin = Some("https://friend.example".to_owned());
    let mut stand = Stand::new(ClientSettings { origin, ..ClientSettings::default() });
    let put = || Request::new("POST", "/api/toys").json(BOAT);
    assert_eq!(status(&stand.run(put())), 201);
    assert_eq!(stand.told, ["preflight: OPTIONS /api/toys 204", "plain: POST /api/toys 201"]);
    assert_eq!(status(&stand.run(put())), 201);
    assert_eq!(stand.told, ["plain: POST /api/toys 201"], "the answer to the preflight counts for a while");
    stand.run(Request::new("GET", "/api/toys").with("Accept", "application/json"));
    assert_eq!(stand.told, ["plain: GET /api/toys 200"], "a simple request needs none");

    let closed = Cors { origins: Origins::These(Vec::new()), ..Cors::default() };
    stand.journal.configure(Settings { cors: closed, ..Settings::default() });
    stand.client.preflights.clear();
    let toys = stand.toys();
    let outcome = stand.run(put());
    assert_eq!((stand.told.len(), stand.toys(), status(&outcome)), (1, toys, 0));
    assert!(note(&outcome).contains("preflight"), "{}", note(&outcome));
    let withheld = stand.run(Request::new("GET", "/api/toys"));
    assert_eq!((stand.told.as_slice(), status(&withheld)), (&["plain: GET /api/toys 200".to_owned()][..], 0));
    assert!(note(&withheld).contains("Access-Control-Allow-Origin"));
}

#[test]
fn a_lost_answer_to_a_post_is_a_riddle_unless_it_has_a_key() {
    let one_lost = WireSettings { responses: Lose { next: 1, every: 0 }, ..WireSettings::default() };
    let settings = ClientSettings { retries: 2, ..ClientSettings::default() };
    let post = || Request::new("POST", "/api/toys").json(BOAT);

    let mut stand = Stand::losing(settings.clone(), one_lost);
    let toys = stand.toys();
    let outcome = stand.run(post());
    assert_eq!(stand.told, ["plain: POST /api/toys 201, answer lost"]);
    assert!(note(&outcome).contains("Idempotency-Key"));
    assert_eq!(stand.toys(), toys + 1, "the server has acted, though nobody knows");
    // Whoever sends it again by hand has two boats.
    stand.run(post());
    assert_eq!(stand.toys(), toys + 2);

    let mut stand = Stand::losing(settings.clone(), one_lost);
    let keyed = stand.run(post().with("Idempotency-Key", "\"boat-1\""));
    assert_eq!(
        stand.told,
        ["plain: POST /api/toys 201, answer lost", "wait 400", "retry: POST /api/toys 201"]
    );
    assert_eq!((status(&keyed), stand.toys()), (201, toys + 1));

    // DELETE is idempotent, though its second answer is another one.
    let mut stand = Stand::losing(settings, one_lost);
    let gone = stand.run(Request::new("DELETE", "/api/toys/duck"));
    assert_eq!(
        stand.told,
        ["plain: DELETE /api/toys/duck 204, answer lost", "wait 400", "retry: DELETE /api/toys/duck 410"]
    );
    assert_eq!((status(&gone), stand.toys()), (410, toys - 1));
}

#[test]
fn a_lost_request_never_reaches_the_server() {
    let all_lost = WireSettings { requests: Lose { next: 0, every: 1 }, ..WireSettings::default() };
    let mut stand = Stand::losing(ClientSettings { retries: 2, ..ClientSettings::default() }, all_lost);
    let outcome = stand.run(Request::new("GET", "/api/toys/car"));
    assert_eq!(
        stand.told,
        [
            "plain: GET /api/toys/car lost",
            "wait 400",
            "retry: GET /api/toys/car lost",
            "wait 800",
            "retry: GET /api/toys/car lost"
        ]
    );
    assert!(stand.journal.is_empty() && note(&outcome).contains("gives up"));
    let breaks = WireSettings { breaks: Lose { next: 1, every: 0 }, ..WireSettings::default() };
    let mut stand = Stand::losing(ClientSettings::default(), breaks);
    let outcome = stand.run(Request::new("GET", "/api/toys/car"));
    assert!(status(&outcome) == 0 && note(&outcome).contains("broke") && stand.journal.len() == 1);
}

#[test]
fn retry_after_is_honoured_where_it_is_switched_on() {
    let mut stand = Stand::new(ClientSettings { retry_after: true, ..ClientSettings::default() });
    let rate = Some(RateLimit { requests: 1, window_s: 5 });
    stand.journal.configure(Settings { rate, ..Settings::default() });
    stand.run(Request::new("GET", "/api/toys"));
    assert_eq!(status(&stand.run(Request::new("GET", "/api/toys"))), 200);
    assert_eq!(stand.told, ["plain: GET /api/toys 429", "wait 5000", "retry: GET /api/toys 200"]);
    stand.journal.configure(Settings { down: Some(Down { retry_after_s: 900 }), ..Settings::default() });
    let outcome = stand.run(Request::new("GET", "/api/toys"));
    assert_eq!((status(&outcome), stand.told.len()), (503, 1));
    assert!(note(&outcome).contains("900 s"));
}

#[test]
fn two_clients_keep_to_themselves_and_one_of_them_loses_the_race() {
    let mut first = Stand::new(ClientSettings { cache: true, ..ClientSettings::default() });
    let car = || Request::new("GET", "/api/toys/car");
    let tag = first.run(car()).response.and_then(|response| response.field("etag").map(str::to_owned));
    let mut second =
        Agent { settings: ClientSettings { cache: true, ..ClientSettings::default() }, ..Agent::default() };
    std::mem::swap(&mut first.client, &mut second);
    assert_eq!(status(&first.run(car())), 200);
    assert_eq!(first.told, ["plain: GET /api/toys/car 200"], "the other client's cache is not its own");
    let paint = |wheels: u8| {
        Request::new("PATCH", "/api/toys/car")
            .with("If-Match", tag.as_deref().expect("a tag"))
            .with("Content-Type", "application/merge-patch+json")
            .content(format!(r#"{{"wheels":{wheels}}}"#))
    };
    assert_eq!(status(&first.run(paint(6))), 200);
    std::mem::swap(&mut first.client, &mut second);
    assert_eq!(status(&first.run(paint(8))), 412);
}
