//! From an exchange to timed moments, and from a time to a scene.

mod timed;

use self::timed::timed;
use super::{
    Actor, ClientSide, Envelope, Leg, Line, Mark, Moment, MomentKind, Mood, Scene, Speech, Telling, Turn,
    Waited, Waits, Way, Words, envelope, player::moment_at, track::Track,
};
use crate::{
    client::wire::Loss,
    lens::Lens,
    server::{Answer, Block, Exchange, Step},
};

/// How far beyond the dispatcher a message comes while nothing is known of it, as a share of the whole way; and in how
/// many milliseconds.
const CREEP: f64 = 0.1;
const CREEP_MS: f64 = 2_000.0;

/// How far into a question its answer comes out, from 0 to 1.
const ANSWERED: f64 = 0.45;

/// How far into the asking the letter is written, from 0 to 1.
const WRITTEN: f64 = 0.4;

/// How long it takes until the answer lies where the request lay, before it sets out, in milliseconds.
const TURN_MS: f64 = 400.0;

/// How far into a leg towards the dispatcher its light goes on, from 0 to 1.
const LIT: f64 = 0.8;

/// An exchange as timed moments.
#[derive(Clone, Debug)]
pub struct Storyboard {
    moments: Vec<Moment>,
    /// The end of each moment.
    stops_ms: Vec<f64>,
    track: Track,
    /// The block of each step.
    blocks: Vec<Block>,
    /// Where the server changes something, where it does.
    change: Change,
    request: Envelope,
    response: Envelope,
    /// The face that the server makes as it answers.
    mood: Mood,
    /// The face of whoever reads the answer.
    read: Mood,
    /// What is said, in the toy tale in English.
    telling: Telling,
    way: Way,
    /// How many questions the client asks itself before the message leaves.
    asked_before: usize,
    waited: Option<Waited>,
    /// The answer that whoever asked gets, where it is another than the one that came.
    handed: Option<(Envelope, Mood)>,
}

/// Where an exchange changes what is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    /// Nowhere.
    Never,
    /// When this step is answered.
    Step(usize),
    /// At a step that the trace does not show: by the time the response leaves.
    Unseen,
}

impl Storyboard {
    /// The storyboard of an exchange; `base` is the path of the API root, left off the paths shown.
    #[must_use]
    pub fn of(exchange: &Exchange, base: &str) -> Self {
        Self::of_leg(&Leg::plain(exchange), base)
    }

    /// The storyboard of one message of an errand; `base` as in [`Storyboard::of`].
    #[must_use]
    pub fn of_leg(leg: &Leg<'_>, base: &str) -> Self {
        let exchange = leg.exchange;
        let steps = &exchange.trace.steps;
        let request = envelope::of_request(&exchange.request, base);
        let telling = Telling::of_leg(leg, base, None, Words::built_in(Lens::default()));
        let change = change(exchange);
        let moments = timed(leg, change, &telling);
        Self {
            stops_ms: moments.iter().map(Moment::end_ms).collect(),
            moments,
            track: Track::of(&exchange.trace),
            blocks: steps.iter().map(|step| step.decision.block).collect(),
            change,
            request,
            response: envelope::of_response(&exchange.response, base),
            mood: envelope::answering(exchange),
            read: if leg.blocked { Mood::Refusing } else { envelope::mood(exchange.response.status) },
            telling,
            way: leg.way,
            asked_before: leg.asked.len(),
            waited: leg.waited,
            handed: leg
                .handed
                .map(|handed| (envelope::of_response(handed, base), envelope::mood(handed.status))),
        }
    }

    /// The moments in order; never empty.
    #[must_use]
    pub fn moments(&self) -> &[Moment] {
        &self.moments
    }

    /// How long it lasts at speed 1, in milliseconds.
    #[must_use]
    pub fn duration_ms(&self) -> f64 {
        self.stops_ms.last().copied().unwrap_or(0.0)
    }

    /// Which moment this time belongs to (index into [`Storyboard::moments`]). A moment owns the time after its
    /// start up to and including its end.
    #[must_use]
    pub fn moment_at(&self, t_ms: f64) -> usize {
        moment_at(&self.stops_ms, t_ms)
    }

    /// The first moment in which this block of the track is asked, where it is.
    #[must_use]
    pub fn moment_of(&self, block: Block) -> Option<usize> {
        self.moments.iter().position(|moment| match moment.kind {
            MomentKind::Decide(step) => self.blocks.get(step) == Some(&block),
            _ => false,
        })
    }

    /// The block of this step (index into the trace's steps).
    #[must_use]
    pub fn block_of(&self, step: usize) -> Option<Block> {
        self.blocks.get(step).copied()
    }

    /// The moment in which this step (index into the trace's steps) is asked, where it is.
    #[must_use]
    pub fn moment_of_step(&self, step: usize) -> Option<usize> {
        self.moments.iter().position(|moment| moment.kind == MomentKind::Decide(step))
    }

    /// The request as it lies at the client.
    #[must_use]
    pub fn request(&self) -> &Envelope {
        &self.request
    }

    /// Method and path from the API root, as they stand on the envelope, such as `GET /toys/car`.
    #[must_use]
    pub fn request_line(&self) -> String {
        format!("{} {}", self.request.title, self.request.subject)
    }

    /// What the client says as it asks, in the toy tale in English; a [`Telling`] has it in other words.
    #[must_use]
    pub fn asked(&self) -> &str {
        &self.telling.asked
    }

    /// What the server says as it answers, in the toy tale in English.
    #[must_use]
    pub fn said(&self) -> &str {
        &self.telling.said
    }

    /// What is on stage at this time, in milliseconds; before the start is the start, past the end is the end.
    #[must_use]
    pub fn at(&self, t_ms: f64) -> Scene {
        self.staged(t_ms, ease_in_out)
    }

    /// The same without travel, for those who asked for reduced motion: a message on its way lies where it is
    /// going to, and the answer lies there at once. Steps, times and words are those of [`Storyboard::at`].
    #[must_use]
    pub fn at_still(&self, t_ms: f64) -> Scene {
        self.staged(t_ms, |_| 1.0)
    }

    /// The scene at this time, with what goes over from one moment to the next.
    fn staged(&self, t_ms: f64, travelled: fn(f64) -> f64) -> Scene {
        let mut scene = self.scene(t_ms, travelled);
        let moment = &self.moments[scene.moment];
        let share = travelled(((t_ms - moment.start_ms).max(0.0) / TURN_MS).min(1.0));
        if turns(moment.kind, self.way)
            && share < 1.0
            && let Some(envelope) = scene.envelope.as_mut()
        {
            // The scene has what it is turned into.
            let from = if moment.kind == MomentKind::HandOn { &self.response } else { &self.request };
            let turn = Some(Turn { share, from: from.direction });
            let side = if share < 0.5 { from.clone() } else { envelope.clone() };
            *envelope = Envelope { along: envelope.along, turn, ..side };
        }
        // Where a message was lost is seen for as long as the client waits for it.
        if let (MomentKind::Wait, Way::Lost(loss)) = (moment.kind, self.way)
            && scene.envelope.is_none()
        {
            scene.side.lost = Some((loss, 1.0));
        }
        scene
    }

    fn scene(&self, t_ms: f64, travelled: fn(f64) -> f64) -> Scene {
        let t_ms = if t_ms.is_nan() { 0.0 } else { t_ms.clamp(0.0, self.duration_ms()) };
        let index = self.moment_at(t_ms);
        let moment = &self.moments[index];
        // What is turned over first sets out after that.
        let turn_ms = if turns(moment.kind, self.way) { TURN_MS } else { 0.0 };
        let progress = ((t_ms - moment.start_ms - turn_ms) / (moment.duration_ms - turn_ms)).clamp(0.0, 1.0);
        let way = travelled(progress) / 2.0;
        let out = |along| Some(Envelope { along, ..self.request.clone() });
        let back = |along| Some(Envelope { along, ..self.response.clone() });

        let scene = Scene { moment: index, progress, ..self.before() };
        match moment.kind {
            MomentKind::Ask => Scene { envelope: out(0.0).filter(|_| progress >= WRITTEN), ..scene },
            MomentKind::ClientToDispatcher => {
                Scene { envelope: out(way), lights: (progress >= LIT, false), ..scene }
            }
            MomentKind::OnTheWire => Scene {
                envelope: out(crept(t_ms - moment.start_ms, travelled)),
                lights: (true, false),
                side: ClientSide { waits: self.waits(moment, progress), ..ClientSide::default() },
                ..scene
            },
            MomentKind::DispatcherToServer => {
                let from = self.held_at(travelled);
                let scene =
                    Scene { envelope: out(from + (1.0 - from) * 2.0 * way), lights: (true, false), ..scene };
                self.given_up(scene)
            }
            MomentKind::Decide(step) => {
                let answered = progress >= ANSWERED;
                let scene = self.given_up(scene);
                let track = self.track.at(step, answered);
                let left = track.iter().any(|mark| matches!(mark, Mark::Refused | Mark::Answered));
                Scene {
                    server: if left { self.mood } else { Mood::Thinking },
                    // It lies there to the last question: what that one reads of it can be looked at.
                    envelope: out(1.0),
                    track,
                    step: Some(step),
                    answered,
                    acted: match self.change {
                        Change::Step(change) => change < step || change == step && answered,
                        Change::Never | Change::Unseen => false,
                    },
                    ..scene
                }
            }
            MomentKind::ServerToDispatcher => {
                let scene = self.given_up(self.after(scene));
                Scene { envelope: back(1.0 - way), lights: (false, progress >= LIT), ..scene }
            }
            MomentKind::DispatcherToClient => {
                Scene { envelope: back(0.5 - way), lights: (false, true), ..self.after(scene) }
            }
            MomentKind::Read if self.way == Way::Home => Scene {
                client: self.read,
                envelope: back(0.0),
                speech: self.speech(Actor::Client, Line::AtHome),
                side: ClientSide { drawer: true, ..ClientSide::default() },
                ..scene
            },
            MomentKind::Read => Scene { client: self.read, envelope: back(0.0), ..self.after(scene) },
            MomentKind::Home(question) => {
                let side = ClientSide {
                    question: Some(question),
                    answered: progress >= ANSWERED,
                    drawer: true,
                    ..ClientSide::default()
                };
                if question < self.asked_before {
                    Scene { envelope: out(0.0), side, ..scene }
                } else {
                    Scene { client: self.read, envelope: back(0.0), side, ..self.after(scene) }
                }
            }
            MomentKind::HandOn => {
                let handed = self.handed.clone();
                let (envelope, client) = handed.unwrap_or_else(|| (self.response.clone(), self.read));
                let side = ClientSide { drawer: true, ..ClientSide::default() };
                let speech = self.speech(Actor::Client, Line::AtHome);
                Scene {
                    client,
                    envelope: Some(Envelope { along: 0.0, ..envelope }),
                    speech,
                    side,
                    ..self.after(scene)
                }
            }
            MomentKind::LoseRequest => {
                let from = self.held_at(travelled);
                Scene {
                    envelope: out(from + (0.75 - from) * 2.0 * way),
                    lights: (true, false),
                    side: ClientSide { lost: Some((Loss::Request, progress)), ..ClientSide::default() },
                    ..scene
                }
            }
            MomentKind::LoseResponse => {
                // One that breaks off has come past the dispatcher, and one that is late comes all the way.
                let loss = if let Way::Lost(loss) = self.way { loss } else { Loss::Response };
                let (from, to) = match loss {
                    Loss::Request | Loss::Response => (1.0, 0.75),
                    Loss::Midway => (0.5, 0.25),
                    Loss::Late => (0.5, 0.0),
                };
                let scene = self.given_up(self.after(scene));
                Scene {
                    envelope: back(from - (from - to) * 2.0 * way),
                    lights: (false, loss != Loss::Response),
                    side: ClientSide { lost: Some((loss, progress)), ..ClientSide::default() },
                    ..scene
                }
            }
            MomentKind::Wait => {
                let speech = self.speech(Actor::Client, Line::NoAnswer);
                let client = if progress < ANSWERED { Mood::Thinking } else { Mood::Refusing };
                match self.way {
                    Way::Lost(Loss::Request) => Scene { client, speech, ..scene },
                    // The client gives up, and the message is on its way still.
                    Way::Lost(Loss::Late) => {
                        let envelope = out(self.held_at(travelled));
                        Scene { client, speech, envelope, lights: (true, false), ..scene }
                    }
                    _ => Scene { client, speech, ..self.after(scene) },
                }
            }
        }
    }

    /// How far the client's waiting is, so far into the moment in which it is seen.
    fn waits(&self, moment: &Moment, progress: f64) -> Option<Waits> {
        let Waited { ms, at_most_ms } = self.waited?;
        let (before_ms, ms) = (moment.start_ms.min(f64::from(ms)), f64::from(ms));
        Some(Waits { so_far_ms: before_ms + (ms - before_ms) * progress, at_most_ms })
    }

    /// How far on its way the request lies when it goes on: it has come a little beyond the dispatcher while nothing was
    /// known of it.
    fn held_at(&self, travelled: fn(f64) -> f64) -> f64 {
        let waited = self.moments.iter().find(|moment| moment.kind == MomentKind::OnTheWire);
        waited.map_or(0.5, |moment| crept(moment.duration_ms, travelled))
    }

    /// A scene after the client gave up: it has no answer, whatever the server does.
    fn given_up(&self, scene: Scene) -> Scene {
        if self.way != Way::Lost(Loss::Late) {
            return scene;
        }
        // It says no more that it would like to have something.
        let asks = scene.speech.as_ref().is_some_and(|speech| speech.by == Actor::Client);
        let speech = if asks { self.speech(Actor::Client, Line::NoAnswer) } else { scene.speech };
        Scene { client: Mood::Refusing, speech, ..scene }
    }

    fn speech(&self, by: Actor, line: Line) -> Option<Speech> {
        Some(Speech { by, line, text: self.telling.line(line).to_owned() })
    }

    /// The scene while the request has not been looked at.
    fn before(&self) -> Scene {
        Scene {
            moment: 0,
            progress: 0.0,
            client: Mood::Thinking,
            server: Mood::Idle,
            lights: (false, false),
            envelope: None,
            speech: self.speech(Actor::Client, Line::Asked),
            track: Track::ahead(),
            step: None,
            answered: false,
            acted: false,
            side: ClientSide::default(),
        }
    }

    /// The scene once the server is done.
    fn after(&self, scene: Scene) -> Scene {
        let step = self.moments.iter().rev().find_map(|moment| match moment.kind {
            MomentKind::Decide(step) => Some(step),
            _ => None,
        });
        Scene {
            server: self.mood,
            speech: self.speech(Actor::Server, Line::Said),
            track: self.track.done(),
            step,
            answered: step.is_some(),
            acted: self.change != Change::Never,
            ..scene
        }
    }
}

/// Where an exchange changes what is stored: at the last question of Act, when a method that may change something
/// (RFC 9110 §9.2.1) succeeded.
fn change(exchange: &Exchange) -> Change {
    let unsafe_method = matches!(&*exchange.request.method, b"POST" | b"PUT" | b"PATCH" | b"DELETE");
    if !unsafe_method || !exchange.response.status.is_success() {
        return Change::Never;
    }
    let act = |step: &Step| is_asked(step) && step.decision.block == Block::Act;
    exchange.trace.steps.iter().rposition(act).map_or(Change::Unseen, Change::Step)
}

/// Whether a moment begins with the answer taking the place of the request.
fn turns(kind: MomentKind, way: Way) -> bool {
    match kind {
        MomentKind::ServerToDispatcher | MomentKind::HandOn => true,
        MomentKind::LoseResponse => way == Way::Lost(Loss::Response),
        MomentKind::Read => way == Way::Home,
        _ => false,
    }
}

fn is_asked(step: &Step) -> bool {
    step.answer != Answer::NotAsked
}

/// Where a request lies so many milliseconds after it began to wait on the wire.
fn crept(ms: f64, travelled: fn(f64) -> f64) -> f64 {
    0.5 + CREEP * travelled((ms / CREEP_MS).clamp(0.0, 1.0))
}

/// Slow at both ends: cubic.
fn ease_in_out(progress: f64) -> f64 {
    if progress < 0.5 { 4.0 * progress.powi(3) } else { 1.0 - 4.0 * (1.0 - progress).powi(3) }
}

#[cfg(test)]
mod tests;
