//! How long each moment of a message lasts.

use super::{Change, TURN_MS, is_asked, turns};
use crate::{
    client::wire::Loss,
    stage::{Leg, Moment, MomentKind, Telling, Way},
};

/// How long a message takes over one leg of the way, in milliseconds.
const LEG_MS: f64 = 900.0;

/// How long the client takes to ask, and to read.
pub(super) const CLIENT_MS: f64 = 700.0;

/// How long a question takes by which the request goes on.
const QUESTION_MS: f64 = 450.0;

/// How long all those questions may take together, before each has to be quicker …
const QUESTIONS_MS: f64 = 2_800.0;

/// … but never quicker than this.
const QUICKEST_MS: f64 = 250.0;

/// How long the questions take that matter most: where the request leaves, and where the server changes something.
const KEY_MS: f64 = 1_200.0;

/// How long the client takes over a question to itself, and how long it waits in vain.
const HOME_MS: f64 = 900.0;
const WAIT_MS: f64 = 1_400.0;

/// How long it takes at least, and at most, to see that the client waits while nothing is known.
const SHORTEST_WAIT_MS: f64 = 300.0;
const LONGEST_WAIT_MS: f64 = 2_500.0;

/// The moments of one message, one after another.
pub(super) fn timed(leg: &Leg<'_>, change: Change, telling: &Telling) -> Vec<Moment> {
    let steps = &leg.exchange.trace.steps;
    let is_key = |place: usize| steps[place].exit.is_some() || change == Change::Step(place);
    let asked: Vec<usize> = (0..steps.len()).filter(|place| is_asked(&steps[*place])).collect();
    let plain = asked.iter().filter(|place| !is_key(**place)).count().max(1);
    let plain_ms = (QUESTIONS_MS / plain as f64).clamp(QUICKEST_MS, QUESTION_MS).floor();

    let questions = asked
        .into_iter()
        .map(|place| (MomentKind::Decide(place), if is_key(place) { KEY_MS } else { plain_ms }));
    let before = leg.asked.len();
    let wondering =
        |from: usize, count: usize| (from..from + count).map(|at| (MomentKind::Home(at), HOME_MS));
    let leave = [(MomentKind::ClientToDispatcher, LEG_MS), (MomentKind::DispatcherToServer, LEG_MS)];
    let back = [(MomentKind::ServerToDispatcher, LEG_MS), (MomentKind::DispatcherToClient, LEG_MS)];
    let (lose_request, lose_response) =
        ((MomentKind::LoseRequest, LEG_MS), (MomentKind::LoseResponse, LEG_MS));
    let (read, wait) = ((MomentKind::Read, CLIENT_MS), (MomentKind::Wait, WAIT_MS));

    let mut kinds = vec![(MomentKind::Ask, CLIENT_MS)];
    kinds.extend(wondering(0, before));
    // What was seen while nothing was known stands at its place in what became of it, so that the one goes on as the other.
    let [mut leave, arrive] = leave.map(|moment| vec![moment]);
    if let Some(waited) = leg.waited {
        let gone_ms: f64 = kinds.iter().chain(&leave).map(|(_, ms)| ms).sum();
        let longest_ms = if leg.way == Way::Waiting { f64::INFINITY } else { LONGEST_WAIT_MS };
        let ms = (f64::from(waited.ms) - gone_ms).max(SHORTEST_WAIT_MS).min(longest_ms);
        leave.push((MomentKind::OnTheWire, ms));
    }
    match leg.way {
        Way::There => {
            kinds.extend(leave.into_iter().chain(arrive).chain(questions).chain(back));
            kinds.push(read);
        }
        Way::Home => kinds.push(read),
        Way::Waiting => kinds.extend(leave),
        Way::Lost(Loss::Request) => kinds.extend(leave.into_iter().chain([lose_request, wait])),
        Way::Lost(Loss::Response) => {
            kinds.extend(leave.into_iter().chain(arrive).chain(questions).chain([lose_response, wait]));
        }
        Way::Lost(Loss::Midway) => {
            let broken = [back[0], lose_response, wait];
            kinds.extend(leave.into_iter().chain(arrive).chain(questions).chain(broken));
        }
        // The client gives up first, and does not know what happens then.
        Way::Lost(Loss::Late) => {
            let late = [back[0], lose_response];
            kinds.extend(leave.into_iter().chain([wait]).chain(arrive).chain(questions).chain(late));
        }
    }
    kinds.extend(wondering(before, leg.after.len()));
    kinds.extend(leg.handed.map(|_| (MomentKind::HandOn, CLIENT_MS)));
    let mut start_ms = 0.0;
    kinds
        .into_iter()
        .map(|(kind, duration_ms)| {
            let duration_ms = duration_ms + if turns(kind, leg.way) { TURN_MS } else { 0.0 };
            let moment = Moment { start_ms, duration_ms, kind, caption: telling.caption(kind).to_string() };
            start_ms += duration_ms;
            moment
        })
        .collect()
}
