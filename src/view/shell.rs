//! What a page that has just been opened can do: write a request, send it, and answer a plain read.

use std::{future::Future, pin::Pin, rc::Rc};

use leptos::{prelude::*, task::spawn_local};

use super::{
    Session,
    desk::Desk,
    part::{self, Missing, Rest},
};
use crate::{
    browser::page,
    client::Draft,
    dispatch::Sent,
    http::Request,
    journal::{Journal, Origin, Via},
    world::World,
};

/// What comes of sending a request: see [`Dispatcher::send`](crate::dispatch::Dispatcher::send). `None` where it never
/// reached the server.
pub(super) type Sending = Pin<Box<dyn Future<Output = Result<Option<Sent>, String>>>>;

/// The rest of the page, once it is there, and the session that it shows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Complete {
    pub(super) rest: &'static Rest,
    pub(super) session: Session,
}

/// The state of the page from its first moment on. A handful of signals, so it is passed by value.
#[derive(Clone, Copy, Debug)]
pub struct Shell {
    /// All exchanges, and the world as it is.
    pub(super) journal: RwSignal<Journal>,
    /// The request being written.
    pub(super) draft: RwSignal<Draft>,
    /// Which pane of the dock is open, where there is room for one.
    pub(super) pane: RwSignal<&'static str>,
    /// How many requests are under way.
    pub(super) under_way: RwSignal<usize>,
    /// The rest of the page, once it is there.
    pub(super) complete: RwSignal<Option<Complete>>,
    /// Why it cannot be there.
    pub(super) missing: RwSignal<Option<String>>,
    /// The answer that came before the rest was there.
    due: StoredValue<Option<Result<Option<Sent>, String>>, LocalStorage>,
    /// The server's desk.
    pub(super) desk: StoredValue<Rc<Desk>, LocalStorage>,
    /// The way that requests take; `None` as long as they are handed over at the desk.
    pub(super) carrier: StoredValue<Option<Carrier>, LocalStorage>,
}

/// Sends a request in the composer's name.
pub(super) type Carrier = Rc<dyn Fn(Request) -> Sending>;

impl Shell {
    /// A fresh toy library, ready to send.
    #[must_use]
    pub fn open() -> Self {
        let journal = RwSignal::new(Journal::new(World::toy_library(&page::api_base())));
        Self {
            journal,
            draft: RwSignal::new(Draft::default()),
            pane: RwSignal::new("request"),
            under_way: RwSignal::new(0),
            complete: RwSignal::new(None),
            missing: RwSignal::new(None),
            due: StoredValue::new_local(None),
            desk: StoredValue::new_local(Desk::open(journal)),
            carrier: StoredValue::new_local(None),
        }
    }

    /// The path of the API root.
    pub(super) fn base(&self) -> String {
        self.journal.with_untracked(|journal| journal.world().base().to_owned())
    }

    /// Fetches the rest of the page, and draws it: once what is there is on the screen, so that nothing is fetched and
    /// nothing compiled before the visitor can send. A page that nobody looks at draws no frames, and does not wait.
    pub(super) fn fetch_rest(&self) {
        let shell = *self;
        if page::hidden() {
            return shell.fetch_rest_now();
        }
        let owner = Owner::current().unwrap_or_default();
        // The first frame draws it, the second comes when it has been shown.
        request_animation_frame(move || {
            request_animation_frame(move || owner.with(|| shell.fetch_rest_now()));
        });
    }

    fn fetch_rest_now(self) {
        let shell = self;
        let owner = Owner::current().unwrap_or_default();
        spawn_local(async move {
            // On its way beside the program; nothing is drawn without it.
            let style = page::late_style();
            let rest = part::rest().await;
            let rest = if style.await { rest } else { Err(Missing) };
            match rest {
                Ok(rest) => {
                    let session = owner.with(|| (rest.open)(shell));
                    shell.complete.set(Some(Complete { rest, session }));
                    let due = shell.due.try_update_value(Option::take).flatten();
                    if let Some(due) = due {
                        (rest.answered)(session, due);
                    }
                }
                Err(missing) => {
                    shell.desk.with_value(|desk| desk.give_up(&missing.to_string()));
                    shell.missing.set(Some(format!("The page is not complete: {missing}.")));
                }
            }
        });
    }

    /// Sends what is composed, and puts the exchange on stage once it is back.
    pub(super) fn send(&self) {
        let shell = *self;
        let request = self.draft.with_untracked(|draft| draft.request(&self.base()));
        self.under_way.update(|count| *count += 1);
        let carrier = self.carrier.with_value(Clone::clone);
        let sending = match carrier {
            Some(carrier) => carrier(request),
            None => self.hand_over(request),
        };
        spawn_local(async move {
            let sent = sending.await;
            match shell.complete.get_untracked() {
                Some(Complete { rest, session }) => (rest.answered)(session, sent),
                None => shell.due.set_value(Some(sent)),
            }
            shell.under_way.update(|count| *count -= 1);
        });
    }

    /// The way that requests take until there is another: over the desk, inside the page.
    fn hand_over(&self, request: Request) -> Sending {
        let served = self.desk.with_value(|desk| desk.serve(request, Origin::Composer.into(), Via::InPage));
        Box::pin(async move { served.await.map(|entry| Some(Sent { entry, in_page: None, lost: None })) })
    }
}
