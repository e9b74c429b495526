//! Connects a session to the browser: what is kept, how requests travel, and the clock that moves the playhead.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use leptos::prelude::*;

use super::{
    Session,
    clients::Setup,
    desk::Desk,
    errand,
    keep::Keeper,
    session::Notice,
    shell::{Carrier, Shell},
};
use crate::{
    browser::{frame::Frames, media::Wish, page, storage},
    client::Draft,
    dispatch::{Dispatcher, Sent},
    http::Request,
    journal::Origin,
    stage::{Direction, Player, ensemble},
    world::World,
};

/// Where the chosen speed is kept between visits.
const SPEED: &str = "speed";

impl Session {
    /// The session of this tab: what a reload kept, or what was done since the page was opened; connected.
    pub(super) fn connect(shell: Shell) -> Self {
        let session = Self::new(shell);
        // Before the keeper reads back what they had learnt.
        session.clients.set_up_as_kept();
        session.keeper.set_value(Some(Keeper::open(session)));

        let serve = move |request: Request, origin: Origin, via| {
            let sender = match origin {
                Origin::Composer => session.clients.role(&request).into(),
                other => other.into(),
            };
            session.desk.with_value(|desk| desk.serve(request, sender, via))
        };
        let dispatcher = Dispatcher::start(serve, move |state| session.transport.set(state));
        let direct = dispatcher.clone();
        let bare: Carrier = Rc::new(move |request| {
            let dispatcher = direct.clone();
            Box::pin(async move { dispatcher.send(request).await.map(Some) })
        });
        session.bare.set_value(Some(bare));
        let carrier: Carrier = Rc::new(move |request| {
            let dispatcher = dispatcher.clone();
            Box::pin(async move { errand::run(session, &dispatcher, request).await })
        });
        session.carrier.set_value(Some(carrier));

        session.still.set(Wish::LessMotion.holds());
        let motion = Wish::LessMotion.watch(move |less| session.still.set(less));
        // Kept for as long as the page is.
        StoredValue::new_local(motion);
        if let Some(rate) = storage::preference(SPEED).and_then(|rate| page::number(&rate)) {
            session.player.update(|player| player.set_rate(rate));
        }
        session.run_frames();
        session.follow_legs();
        session.keep_clients();
        Effect::new(move |before: Option<f64>| {
            let rate = session.player.with(Player::rate);
            if before.is_some_and(|before| before != rate) {
                storage::prefer(SPEED, &page::digits(rate));
            }
            rate
        });
        // The page is complete, and the line is free: whoever changes something later need not wait.
        session.desk.with_value(Desk::prepare);
        session
    }

    /// Takes in what came of a request that was sent here: the exchange goes on stage, where its errand is not there
    /// already.
    pub(super) fn take_in(self, sent: Result<Option<Sent>, String>) {
        let remark = match sent {
            Ok(Some(sent)) => {
                if sent.lost.is_some() {
                    self.on_stage.lost.set(Some((ensemble::key(&sent.entry), Direction::Back)));
                }
                if sent.entry.role.errand == 0 {
                    self.bring_on(&sent.entry);
                }
                sent.lost.or(sent.in_page)
            }
            Ok(None) => None,
            Err(why) => Some(format!("The request was not answered: {why}. It has changed nothing.")),
        };
        self.notices.update(|notices| notices.retain(|notice| notice.topic != "request"));
        if let Some(text) = remark {
            self.notify(Notice { topic: "request", text, kept: None });
        }
    }

    /// Starts over with a fresh toy library, here and in what is kept.
    pub(super) fn reset(&self) {
        self.clients.set_up(Setup::default());
        self.start_over(World::toy_library(&self.base()), Draft::default());
    }

    /// Moves the playhead with the frames, for as long as it runs: a page at rest asks for none.
    fn run_frames(&self) {
        let session = *self;
        let running = Memo::new(move |_| session.time_runs());
        let frames = RefCell::new(None);
        Effect::new(move |_| {
            let running = running.get();
            let first = Cell::new(true);
            *frames.borrow_mut() = running.then(|| {
                Frames::start(move |dt_ms| {
                    if !first.replace(false) {
                        session.pass_time(dt_ms);
                    }
                })
            });
        });
    }
}
