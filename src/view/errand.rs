//! Runs a client's errands: what [`Errand`] says to do is done here, with the dispatcher and the browser's clock.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    Session,
    legs::{Told, told_aside, told_waiting},
};
use crate::{
    browser::{
        page,
        timer::{sleep, within},
    },
    client::{
        Asked, Client,
        errand::{Do, Errand, Event, Leg},
        wire::{Loss, Passage},
    },
    dispatch::{Dispatcher, Sent, TransportState},
    http::{Request, Response, StatusCode},
    journal::{Aside, Asides, Role},
    server::{Exchange, Trace},
    stage::{MomentKind, Player, Waited},
};

/// What takes longer than so many milliseconds is seen on its way; what does not is told once it is known.
const SEEN_MS: u32 = 60;

/// An answer that comes within so many milliseconds comes before the message is seen to be on the wire.
const HARDLY_MS: u32 = 1_000;

/// How long a client is shown waiting where it waits for as long as it takes, in milliseconds.
const OPEN_MS: u32 = 10_000;

/// How often a client that waits looks whether it is to stop, in milliseconds.
const GLANCE_MS: u64 = 200;

/// Runs an errand to its end. Each message goes on stage as soon as it is known what became of it.
///
/// Comes back with the last exchange; `None` where nothing reached the server.
///
/// # Errors
/// A sentence that says why the server could not answer.
pub(super) async fn run(
    session: Session,
    dispatcher: &Dispatcher,
    wish: Request,
) -> Result<Option<Sent>, String> {
    let client = session.clients.sender.get_untracked();
    let mut runner =
        Runner { session, client, number: session.clients.begin(), told: Vec::new(), shown: false };
    let came = runner.run(dispatcher, Errand::new(wish)).await;
    session.clients.travels(runner.number, false);
    session.clients.waiting.set(None);
    if runner.is_on_stage() {
        session.clients.live.set(false);
    }
    came
}

struct Runner {
    session: Session,
    client: Client,
    number: u64,
    told: Vec<Told>,
    /// Whether it has been put on stage.
    shown: bool,
}

impl Runner {
    async fn run(&mut self, dispatcher: &Dispatcher, mut errand: Errand) -> Result<Option<Sent>, String> {
        let mut event = Event::Go;
        let mut last = None;
        loop {
            let agent = self.session.clients.agent(self.client);
            let now_ms = page::now_ms();
            let next = agent.try_update(|agent| errand.next(agent, event, now_ms));
            // The page is closing.
            let Some(next) = next else { return Ok(last) };
            if let Some(told) = self.told.last_mut() {
                told.after.extend(errand.take_after());
                told.handed = errand.take_handed().map(Arc::new).or(told.handed.take());
            }
            match next {
                Do::Done(outcome) => {
                    self.note(outcome.note);
                    if let Some(told) = self.told.last_mut() {
                        told.blocked = outcome.blocked;
                    }
                    self.show(false);
                    return Ok(last);
                }
                Do::Wait { ms, why } => {
                    self.note(Some(why.clone()));
                    self.show(true);
                    if !self.wait(ms, why).await {
                        self.note(Some("The client was told to stop waiting.".into()));
                        self.show(false);
                        return Ok(last);
                    }
                    event = Event::Go;
                }
                Do::Home { request, response, exchange, asked } => {
                    self.show(true);
                    self.aside(request, response, exchange, "", asked, None);
                    event = Event::Go;
                }
                Do::Send(leg) => {
                    self.show(true);
                    let (came, sent) = self.send(dispatcher, leg).await?;
                    last = sent.or(last);
                    event = came;
                }
            }
        }
    }

    /// Sends one message over the wire, as slow and as lossy as that is set up to be. Where that takes a while, it is
    /// seen on its way meanwhile.
    async fn send(&mut self, dispatcher: &Dispatcher, leg: Leg) -> Result<(Event, Option<Sent>), String> {
        let clients = self.session.clients;
        let Leg { request, purpose, lead, asked } = leg;
        let patience_ms = clients.agent(self.client).with_untracked(|agent| agent.settings.patience_ms);
        let at_most_ms = (!clients.is_quiet()).then_some(patience_ms);
        let passage = clients.pass(patience_ms);
        let role = Role { client: self.client, purpose, errand: self.number, loss: passage.loss };
        clients.travels(self.number, true);
        let begun_ms = page::now_ms();
        let mut carrying = Box::pin(carry(self.session, dispatcher, request.clone(), role, passage));
        let carried = match within(SEEN_MS, &mut carrying).await {
            Some(carried) => carried,
            None => {
                // What becomes of it is not told before it is known.
                let role = Role { loss: None, ..role };
                let waited = Waited { ms: at_most_ms.unwrap_or(OPEN_MS), at_most_ms };
                let waiting = told_waiting(&self.session, request.clone(), role, waited);
                self.told.push(Told { lead: lead.clone(), asked: asked.clone(), ..waiting });
                self.show(true);
                carrying.await
            }
        };
        let mut waited = None;
        let was_seen = self.told.pop_if(|told| told.waiting).is_some();
        if was_seen {
            let ms = page::now_ms().saturating_sub(begun_ms);
            let ms = u32::try_from(ms).unwrap_or(u32::MAX);
            waited = self.is_seen_waiting(ms).then_some(Waited { ms, at_most_ms });
        }
        let sent = match carried {
            Ok(sent) => sent,
            Err(why) => {
                self.withdraw(was_seen);
                return Err(why);
            }
        };
        let Some(sent) = sent else {
            self.aside(request, Response::new(StatusCode::OK), None, &lead, asked, passage.loss);
            if let Some(told) = self.told.last_mut() {
                told.waited = waited;
            }
            return Ok((Event::Lost(Loss::Request), None));
        };
        self.told.push(Told { lead, asked, waited, ..Told::of(&sent.entry) });
        let event = match passage.loss {
            Some(loss) => Event::Lost(loss),
            None => Event::Answered {
                response: sent.entry.exchange.response.clone(),
                exchange: sent.entry.exchange.number,
            },
        };
        Ok((event, Some(sent)))
    }

    /// Whether so many milliseconds were a wait worth showing, or somebody saw the client wait already.
    fn is_seen_waiting(&self, ms: u32) -> bool {
        if ms > HARDLY_MS || !self.session.clients.is_errand_on_stage(self.number) {
            return ms > HARDLY_MS;
        }
        let moment = self.session.player.with_untracked(Player::moment);
        self.session.shown.with_untracked(|shown| {
            let moments = shown.as_ref().map(|shown| shown.board.moments());
            moments
                .and_then(|moments| moments.get(moment))
                .is_some_and(|moment| moment.kind == MomentKind::OnTheWire)
        })
    }

    /// Takes a message that was seen on its way, and will never be answered, off the stage again.
    fn withdraw(&mut self, was_seen: bool) {
        if !self.told.is_empty() {
            self.show(false);
        } else if was_seen && self.session.clients.is_errand_on_stage(self.number) {
            self.session.clients.clear_stage();
            self.session.shown.set(None);
            self.session.player.update(|player| player.load(&[]));
        }
        self.session.on_stage.ensemble.update(|ensemble| ensemble.give_up(self.number));
    }

    /// Keeps what never reached the server.
    fn aside(
        &mut self,
        request: Request,
        response: Response,
        of: Option<u64>,
        lead: &str,
        asked: Vec<Asked>,
        loss: Option<Loss>,
    ) {
        let session = self.session;
        let clients = session.clients;
        let role = Role { client: self.client, errand: self.number, loss, ..Role::default() };
        let exchange =
            Exchange { number: 0, at_ms: page::now_ms(), request, trace: Trace::default(), response };
        let id = clients.asides.with_untracked(Asides::next_id);
        let aside = Arc::new(Aside { id, role, exchange, asked, of });
        self.told.push(told_aside(&session, &aside, lead, ""));
        session.keeper.with_value(|keeper| {
            if let Some(keeper) = keeper {
                keeper.keep_aside(&aside);
            }
        });
        let after = session.journal.with_untracked(|journal| journal.entries().last().cloned());
        clients.asides.update(|asides| asides.add(after.as_ref(), aside));
    }

    fn note(&mut self, note: Option<String>) {
        if let (Some(told), Some(note)) = (self.told.last_mut(), note) {
            told.note = note;
        }
    }

    fn is_on_stage(&self) -> bool {
        self.told.first().is_some_and(|told| self.session.clients.is_on_stage(told))
    }

    /// Puts what has happened so far on stage; once something else is there, it is left alone.
    fn show(&mut self, live: bool) {
        if self.told.is_empty() {
            return;
        }
        if self.shown && !self.is_on_stage() {
            self.session.know_beside(&self.told);
            self.session.clients.remember(&self.told.clone().into());
            return;
        }
        // What is still on its way goes on beside it.
        if !self.shown {
            self.session.step_aside();
        }
        self.session.show_told(self.told.clone(), None);
        if !self.shown
            && let Some(told) = self.told.first()
        {
            self.session.on_stage.is_new(&told.entry);
        }
        self.session.clients.live.set(live);
        self.shown = true;
    }

    /// Waits; `false` where somebody says that it is enough.
    async fn wait(&self, ms: u64, why: String) -> bool {
        let clients = self.session.clients;
        clients.waiting.set(Some(why));
        let mut left = ms;
        while left > 0 {
            let part = left.min(GLANCE_MS);
            pause(u32::try_from(part).unwrap_or(u32::MAX)).await;
            left -= part;
            if clients.is_stopped(self.number) {
                return false;
            }
        }
        clients.waiting.set(None);
        true
    }
}

/// Carries a message over the wire: to the server, where it comes there, and back. `None` where the server never hears
/// of it.
async fn carry(
    session: Session,
    dispatcher: &Dispatcher,
    request: Request,
    role: Role,
    passage: Passage,
) -> Result<Option<Sent>, String> {
    let clients = session.clients;
    pause(passage.out_ms).await;
    if passage.loss == Some(Loss::Request) {
        pause(passage.back_ms).await;
        return Ok(None);
    }
    clients.cast(&request, role);
    let was_live = dispatcher.state() == TransportState::Live;
    let sent = dispatcher.send(request).await;
    clients.uncast(role);
    let sent = sent?;
    // While the badge says "in the page", it says why; a single request that goes round the worker does not.
    // One that pretends to be from another origin always does: no page may say that of itself.
    let pretends = clients.agent(role.client).with_untracked(|agent| agent.settings.origin.is_some());
    let sent = Sent { in_page: sent.in_page.filter(|_| was_live && !pretends), ..sent };
    pause(passage.back_ms).await;
    Ok(Some(sent))
}

/// Waits where there is something to wait for.
async fn pause(ms: u32) {
    if ms > 0 {
        sleep(ms).await;
    }
}
