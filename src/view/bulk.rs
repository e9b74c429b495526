//! A lot at once: many requests, many toys. Long work is done a piece at a time, shows how far it is, and can be
//! stopped.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    sync::Arc,
};

use leptos::{html, prelude::*, task::spawn_local};

use super::{Session, keys, mode::Mode, session::Notice};
use crate::{
    browser::{page, timer},
    client::Draft,
    journal::Entry,
    world::Filling,
};

/// What begins long work, by the ids of their fields.
const MANY: &str = "many";
const FILL: &str = "fill";

/// How many requests are under way at once when many are sent.
const ABREAST: usize = 50;
/// The most requests that are sent at once.
const MOST_REQUESTS: usize = 10_000;
/// How long a piece of work may take before the page gets its turn, in milliseconds.
const PIECE_MS: u64 = 8;

/// Whose turn it is: starting something again, or stopping it, ends the turn of what was under way.
#[derive(Clone, Debug, Default)]
pub(super) struct Turns(Rc<Cell<u32>>);

/// The right to go on with long work.
#[derive(Clone)]
pub(super) struct Turn {
    turns: Turns,
    number: u32,
}

impl Turns {
    /// The next turn; the one before is over.
    pub(super) fn next(&self) -> Turn {
        self.stop();
        Turn { turns: self.clone(), number: self.0.get() }
    }

    /// Ends the turn of whoever has it.
    pub(super) fn stop(&self) {
        self.0.set(self.0.get().wrapping_add(1));
    }
}

impl Turn {
    /// Whether to stop.
    pub(super) fn is_over(&self) -> bool {
        self.turns.0.get() != self.number
    }
}

/// How far long work is, in how many of `total` and in words, and a button that stops it.
#[component]
pub(super) fn Progress(
    #[prop(into)] at: Signal<(usize, String)>,
    #[prop(into)] total: Signal<usize>,
    stop: Callback<()>,
) -> impl IntoView {
    let words = Memo::new(move |_| at.with(|(_, words)| words.clone()));
    view! {
        <div class="progress" data-testid="progress">
            <progress
                aria-label="How far it is"
                max=move || total.get().to_string()
                prop:value=move || at.with(|(done, _)| done.to_string())
            ></progress>
            <span>{words}</span>
            <button type="button" class="plain small" on:click=move |_| stop.run(())>"Stop"</button>
        </div>
    }
}

/// The long work of a session. It goes on wherever one is on the page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Busy {
    at: RwSignal<(usize, String)>,
    total: RwSignal<usize>,
    on: RwSignal<bool>,
    /// What came of the last.
    said: RwSignal<String>,
    turns: StoredValue<Turns, LocalStorage>,
    /// What began it, by its [`Amount`].
    what: StoredValue<&'static str>,
}

impl Busy {
    pub(super) fn new() -> Self {
        Self {
            at: RwSignal::new((0, String::new())),
            total: RwSignal::new(1),
            on: RwSignal::new(false),
            said: RwSignal::new(String::new()),
            turns: StoredValue::new_local(Turns::default()),
            what: StoredValue::new(MANY),
        }
    }

    /// Whether something is under way.
    pub(super) fn is_on(self) -> bool {
        self.on.get()
    }

    fn begin(self, what: &'static str, total: usize, words: String) -> Turn {
        self.what.set_value(what);
        self.at.set((0, words));
        self.total.set(total);
        self.said.set(String::new());
        self.on.set(true);
        self.turns.with_value(Turns::next)
    }

    /// It is over. Who was on its Stop button goes on to what began it, or to where requests are written.
    fn end(self, session: Session, said: String) {
        if keys::has_focus("[data-testid=progress] button") {
            self.hand_on();
        }
        if session.mode.get_untracked() != Mode::Api {
            session.notify(Notice { topic: "bulk", text: said.clone(), kept: None });
        }
        self.said.set(said);
        self.on.set(false);
    }

    fn hand_on(self) {
        let begins = format!("#{}-begin", self.what.get_value());
        let _ = keys::focus(&begins) || keys::focus("#path");
    }

    /// How far it is, and the way to stop it; nothing while there is none.
    fn progress(self) -> impl IntoView {
        let stop = Callback::new(move |()| {
            self.hand_on();
            self.turns.with_value(Turns::stop);
        });
        view! {
            <Show when=move || self.on.get()>
                <Progress at=self.at total=self.total stop/>
            </Show>
        }
    }
}

/// The long work that goes on, wherever one is on the page.
#[component]
pub(super) fn UnderWay(session: Session) -> impl IntoView {
    view! { <div class="under-way">{session.busy.progress()}</div> }
}

/// Sends the composer's request many times over, and fills the shelf.
#[component]
pub(super) fn Bulk(session: Session) -> impl IntoView {
    let busy = session.busy;
    let is_toys = move || !session.journal.with(|journal| journal.world().api().is_imported());
    view! {
        <section class="bulk" aria-labelledby="bulk-title">
            <h3 id="bulk-title">"A lot at once"</h3>
            // What came of it is announced, not each step of the way.
            <div role="status" data-testid="bulk-said">{busy.said}</div>
            <Amount
                busy
                id=MANY
                label="Send the request as it is written, so many times"
                first=1_000
                most=MOST_REQUESTS
                does="Send them"
                about=String::new
                start=Callback::new(move |count| send_many(session, busy, count))
            />
            <Show when=is_toys>
                <Amount
                    busy
                    id=FILL
                    label="Start over with so many toys on the shelf"
                    first=10_000
                    most=Filling::MOST
                    does="Fill the shelf"
                    about=move || about_filling(session)
                    start=Callback::new(move |count| fill(session, busy, count))
                />
            </Show>
        </section>
    }
}

/// A number, and the button that makes use of it.
#[component]
fn Amount(
    busy: Busy,
    id: &'static str,
    label: &'static str,
    first: usize,
    most: usize,
    does: &'static str,
    /// What comes of it besides, to know before it is begun.
    about: impl Fn() -> String + Send + Sync + 'static,
    start: Callback<usize>,
) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    let wrong = RwSignal::new(None::<String>);
    let press = move |_| {
        if busy.on.get_untracked() {
            return wrong
                .set(Some("Something else is under way: stop it first, or wait until it is done.".into()));
        }
        let text = field.get_untracked().map(|field| field.value()).unwrap_or_default();
        match text.trim().parse::<usize>() {
            Ok(count) if (1..=most).contains(&count) => {
                wrong.set(None);
                start.run(count);
            }
            _ => wrong.set(Some(format!("A whole number from 1 to {most} is wanted here."))),
        }
    };
    let (note, besides) = (format!("{id}-note"), format!("{id}-about"));
    view! {
        <div class="amount">
            <label for=id>{label}</label>
            <input
                id=id
                type="text"
                inputmode="numeric"
                autocomplete="off"
                value=first.to_string()
                aria-describedby=format!("{note} {besides}")
                aria-invalid=move || wrong.with(Option::is_some).to_string()
                node_ref=field
            />
            <button
                type="button"
                id=format!("{id}-begin")
                class="plain small"
                aria-disabled=move || busy.on.get().then_some("true")
                on:click=press
            >
                {does}
            </button>
            <p class="amount-about" id=besides>{about}</p>
            <p class="bad" id=note role="alert">{wrong}</p>
        </div>
    }
}

/// Sends the request many times, so many abreast, with no client around it: no cache, no second try. The last answer
/// goes on stage.
fn send_many(session: Session, busy: Busy, count: usize) {
    let turn = busy.begin(MANY, count, format!("Sending {count} requests"));
    let request = session.draft.with_untracked(|draft| draft.request(&session.base()));
    let (next, done) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(0)));
    let refused = Rc::new(Cell::new(0));
    let Some(carrier) = session.bare.with_value(Clone::clone) else {
        return busy.end(session, String::new());
    };
    let abreast = ABREAST.min(count);
    let running = Rc::new(Cell::new(abreast));
    let last = Rc::new(RefCell::new(None::<Arc<Entry>>));
    for _ in 0..abreast {
        let (turn, request, carrier) = (turn.clone(), request.clone(), Rc::clone(&carrier));
        let (next, done, refused, running) =
            (Rc::clone(&next), Rc::clone(&done), Rc::clone(&refused), Rc::clone(&running));
        let last = Rc::clone(&last);
        spawn_local(async move {
            while !turn.is_over() && next.get() < count {
                next.set(next.get() + 1);
                match carrier(request.clone()).await {
                    Ok(sent) => {
                        done.set(done.get() + 1);
                        if let Some(sent) = sent {
                            last.replace(Some(sent.entry));
                        }
                    }
                    Err(_) => refused.set(refused.get() + 1),
                }
                busy.at.set((done.get(), format!("{} of {count} are answered", done.get())));
                // Handed over in the page, they come back at once: the page gets its turn all the same.
                timer::sleep(0).await;
            }
            running.set(running.get() - 1);
            if running.get() == 0 {
                // Where something is being watched, that goes on.
                if let Some(last) = last.take().filter(|_| session.is_free()) {
                    session.show_settled(&last);
                }
                let stopped = if turn.is_over() { "Stopped: " } else { "" };
                let lost = match refused.get() {
                    0 => String::new(),
                    lost => format!(" {lost} could not be answered."),
                };
                busy.end(session, format!("{stopped}{} requests were sent and answered.{lost}", done.get()));
            }
        });
    }
}

/// What goes when the shelf is filled, and whether it comes back.
fn about_filling(session: Session) -> String {
    session.journal.track();
    let undoing = session.no_way_back().unwrap_or("You can undo that.");
    format!("The toys there now go, and the timeline of this tab is emptied. {undoing}")
}

/// Starts over with this many toys.
fn fill(session: Session, busy: Busy, count: usize) {
    let turn = busy.begin(FILL, count, format!("Making {count} toys"));
    let mut filling = Filling::of(&session.base(), count);
    busy.total.set(filling.count());
    spawn_local(async move {
        loop {
            let begun = page::now_ms();
            let mut full = false;
            while !full && page::now_ms() < begun + PIECE_MS {
                full = filling.advance(50);
            }
            busy.at
                .set((filling.done(), format!("{} of {} toys are there", filling.done(), filling.count())));
            timer::sleep(0).await;
            if turn.is_over() {
                return busy.end(session, "Stopped: the shelf is as it was.".into());
            }
            if full {
                break;
            }
        }
        let count = filling.count();
        let draft = Draft::new("GET", "/toys?sort=-wheels,name&per_page=20");
        session.composing.start_over(session, &draft);
        session.start_over(filling.into_world(), draft);
        busy.end(session, format!("{count} toys are on the shelf. Press Send to ask for a page of them."));
        keys::focus("#send");
    });
}
