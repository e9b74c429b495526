//! One edit away: for the request being written, what the smallest change of it would come to.

use std::{
    cell::{Cell, RefCell},
    sync::Arc,
};

use leptos::{prelude::*, task::spawn_local};

use wasm_bindgen::JsCast;

use super::{
    Session, composing,
    inspector::tip::{Tip, TipAt},
    legs::Told,
    part,
    session::Shown,
    tabs::panel_id,
};
use crate::{
    browser::{page, timer},
    client::{
        Draft,
        edits::{Edit, Exit, Found, Long, Way},
        since::Since,
    },
    world::World,
};

mod chip;
mod done;

use chip::{chip, explained};
use done::{Done, LastEdit};

/// How long nothing must be typed before the search begins, in ms.
const QUIET_MS: u32 = 250;

/// How long edits are tried before the page gets its turn, in ms.
const TURN_MS: u64 = 5;

/// How many are shown at first.
const AT_FIRST: usize = 4;

/// The id of the words that say when they are told.
const WAIT: &str = "edits-wait";

/// What is known of the edits that lead elsewhere, and what the last one that was made replaced.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edits {
    found: RwSignal<Option<Arc<Found>>>,
    /// The request that it is of.
    of: StoredValue<Option<Draft>>,
    /// Whether it is of the request as it stands, in the world as it is known.
    fresh: RwSignal<bool>,
    /// Whether nothing is told because the answer to this request is under way: what comes next would give it away.
    waits: RwSignal<bool>,
    /// Whether nothing is known of this request while that is so.
    unknown: RwSignal<bool>,
    /// The request that was sent last, as it was written.
    sent: StoredValue<Option<Draft>>,
    /// Whether the server that would try them could not be fetched, when it was last wanted.
    missing: RwSignal<bool>,
    /// The edit that was made last.
    done: RwSignal<Option<Done>>,
    /// Counts the searches: one that is not the last gives up.
    turn: StoredValue<u64>,
}

impl Edits {
    /// Nothing is known yet.
    pub(super) fn new() -> Self {
        Self {
            found: RwSignal::new(None),
            of: StoredValue::new(None),
            fresh: RwSignal::new(false),
            waits: RwSignal::new(false),
            unknown: RwSignal::new(false),
            sent: StoredValue::new(None),
            missing: RwSignal::new(false),
            done: RwSignal::new(None),
            turn: StoredValue::new(0),
        }
    }

    /// Searches whenever the request, or what is known of the world, has changed. While the answer to this very request
    /// is under way nothing is told: it would give that away. Once another is written, that one is looked at, in the
    /// world as it was before the answer.
    fn follow(self, session: Session) {
        let played = Memo::new(move |_| is_played(session));
        let on_stage =
            Memo::new(move |_| session.shown.with(|shown| Some(Arc::as_ptr(&shown.as_ref()?.entry).addr())));
        Effect::new(move |before: Option<usize>| {
            session.journal.track();
            let draft = session.draft.get();
            let under_way = session.under_way.get();
            if before.is_some_and(|before| under_way > before) {
                self.sent.set_value(Some(draft.clone()));
            }
            let played = played.get();
            if !played {
                on_stage.track();
            }
            self.fresh.set(false);
            self.turn.update_value(|turn| *turn += 1);
            let waits = !played
                && (self.sent.with_value(|sent| sent.as_ref() == Some(&draft))
                    || is_on_stage(session, &draft));
            self.waits.set(waits);
            self.unknown.set(waits && self.of.with_value(|of| of.as_ref() != Some(&draft)));
            if waits {
                return under_way;
            }
            let turn = self.turn.get_value();
            let wanted = move || self.turn.try_get_value() == Some(turn);
            spawn_local(async move {
                timer::sleep(QUIET_MS).await;
                if !wanted() {
                    return;
                }
                let world = if played {
                    session.journal.with_untracked(|journal| journal.world().clone())
                } else {
                    session.known_world()
                };
                let found = search(&world.at(page::now_ms()), &draft, wanted).await;
                if !wanted() {
                    return;
                }
                self.missing.set(found.is_err());
                if let Ok(Some(found)) = found {
                    self.of.set_value(Some(draft));
                    self.found.set(Some(Arc::new(found)));
                    self.fresh.set(true);
                }
            });
            under_way
        });
    }
}

/// Whether what was sent has been played as far as it goes: the client has its answer, or it is seen that none comes.
fn is_played(session: Session) -> bool {
    if session.arrived.get() {
        return true;
    }
    let under_way = session.under_way.get() > usize::from(session.clients.live.get());
    let moment = session.scene.with(|scene| scene.moment);
    !under_way
        && session.shown.with(|shown| {
            shown.as_ref().is_none_or(|Shown { board, .. }| {
                !board.is_open() && moment >= board.last_of_leg(board.legs().saturating_sub(1))
            })
        })
}

/// Whether this is one of the requests on stage.
fn is_on_stage(session: Session, draft: &Draft) -> bool {
    let base = session.base();
    let same = |told: &Told| Since::of(draft, &told.entry.exchange.request, &base) == Since::Same;
    session.clients.told.with_untracked(|told| told.iter().any(same))
}

/// Tries every edit of a request, a few at a time; `None` where it is not wanted any more.
///
/// # Errors
/// Where the part with the whole server cannot be fetched.
pub(super) async fn search(
    world: &World,
    draft: &Draft,
    wanted: impl Fn() -> bool,
) -> Result<Option<Found>, part::Missing> {
    let engine = part::engine().await?;
    let mut work = (engine.edits)(world, draft);
    let done = in_turns(|| (engine.edit)(&mut work), wanted, || {}).await;
    Ok(done.then(|| work.found().clone()))
}

/// Tries several edits at once, and requests that go before, for the ways out that no single edit reaches; `tell` is
/// called with what was found so far, whenever that is more, until it is not wanted any more.
///
/// # Errors
/// Where the part with the whole server cannot be fetched.
pub(super) async fn search_further(
    world: &World,
    draft: &Draft,
    exits: &[Exit],
    found: &Found,
    wanted: impl Fn() -> bool,
    tell: impl Fn(&[Long], bool),
) -> Result<(), part::Missing> {
    let engine = part::engine().await?;
    let work = RefCell::new((engine.further)(world, draft, exits, found));
    let told = Cell::new(0);
    let more = || {
        let work = work.borrow();
        if work.found().len() > told.get() {
            told.set(work.found().len());
            tell(work.found(), false);
        }
    };
    if in_turns(|| (engine.go_further)(&mut work.borrow_mut()), wanted, more).await {
        tell(work.borrow().found(), true);
    }
    Ok(())
}

/// Does one step after the other, a few at a time, until there are none left; `false` where it is not wanted any more.
async fn in_turns(mut step: impl FnMut() -> bool, wanted: impl Fn() -> bool, turned: impl Fn()) -> bool {
    let mut turn = page::now_ms();
    while wanted() {
        if !step() {
            return true;
        }
        let took = page::now_ms().saturating_sub(turn);
        if took >= TURN_MS {
            turned();
            // Where one answer alone takes long, as a list of very many does, the page gets the more of the time.
            timer::sleep(u32::try_from(took.saturating_sub(TURN_MS) * 4).unwrap_or(0)).await;
            turn = page::now_ms();
        }
    }
    false
}

/// Writes an edit of this request into the composer, or sets the server up as it says. Nothing is sent.
pub(super) fn make(session: Session, from: &Draft, way: &Way) {
    let before = session.draft.get_untracked();
    let after = way.edit.apply(from);
    let errand = done::last_errand(session);
    let settings = way.edit.settings().map(|settings| {
        let before = session.journal.with_untracked(|journal| journal.world().settings().clone());
        session.configure(|now| now.clone_from(settings));
        (before, session.journal.with_untracked(|journal| journal.world().settings().clone()))
    });
    if *from != before {
        // An edit of another request than the one that was being written.
        session.composing.replace(session, before.clone(), &after);
    }
    session.alter(after.clone());
    match way.edit {
        Edit::Field { ref name, .. } | Edit::Drop(ref name) => {
            session.composer_tab.set(composing::HEADERS);
            let name = name.clone();
            // Once its row is there, and shown.
            request_animation_frame(move || show_row(&name));
        }
        Edit::Body { .. } => session.composer_tab.set(composing::BODY),
        Edit::Method(_) | Edit::Path(_) | Edit::Settings(_) | Edit::Several(_) => {}
    }
    session.pane.set("request");
    let (words, status) = (way.words.clone(), way.status.as_u16());
    session.edits.done.set(Some(Done { words, status, before, after, settings, errand }));
}

/// Brings the row of this header field into view, where the list of them is longer than its place.
fn show_row(name: &str) {
    let Some(panel) = document().get_element_by_id(&panel_id("composer", 0)) else { return };
    let inputs = panel.get_elements_by_tag_name("input");
    let row = (0..inputs.length())
        .filter_map(|place| inputs.item(place)?.dyn_into::<web_sys::HtmlInputElement>().ok())
        .find(|input| input.value().eq_ignore_ascii_case(name));
    if let Some(row) = row {
        let (row, place) = (row.get_bounding_client_rect(), panel.get_bounding_client_rect());
        let by = if row.bottom() > place.bottom() {
            row.bottom() - place.bottom() + 8.0
        } else if row.top() < place.top() {
            row.top() - place.top() - 8.0
        } else {
            0.0
        };
        panel.set_scroll_top(panel.scroll_top() + by as i32);
    }
}

/// The chips below the open tab of the composer.
#[component]
pub(super) fn OneEditAway(session: Session) -> impl IntoView {
    let edits = session.edits;
    edits.follow(session);
    let all = RwSignal::new(false);
    let stands = RwSignal::new(false);
    let tip = Tip::new("edit-tip");
    let ways = Memo::new(move |_| {
        let all = all.get();
        Listed(edits.found.with(|found| {
            let Some(found) = found else { return Vec::new() };
            let ways = if all { found.by_status() } else { found.telling(AT_FIRST) };
            ways.into_iter().cloned().map(Arc::new).collect()
        }))
    });
    let count = Memo::new(move |_| {
        edits.found.with(|found| found.as_ref().map_or(0, |found| found.by_status().len()))
    });
    let chips = move || {
        let ways = ways.get().0.into_iter().enumerate();
        ways.map(|(at, way)| chip(session, tip, at, Way::clone(&way))).collect_view()
    };
    // What the tip was about may be elsewhere now, or gone.
    Effect::watch(move || ways.track(), move |(), _, _| tip.close(), false);
    let told = move || {
        let TipAt { of, .. } = tip.shown()?;
        ways.with(|ways| ways.0.get(of).map(|way| explained(session, way)))
    };
    view! {
        <section
            class="edits"
            class:all=all
            class:stale=move || !edits.fresh.get()
            class:waits=edits.waits
            class:unknown=edits.unknown
            class:done=stands
            aria-labelledby="edits-title"
            aria-busy=move || (!edits.fresh.get()).to_string()
            data-testid="edits"
            hidden=move || edits.found.with(Option::is_none) && !edits.missing.get()
        >
            <div class="edits-head">
                <h3 id="edits-title">"One edit away"</h3>
                <LastEdit session stands/>
                <button
                    type="button"
                    class="link"
                    aria-expanded=move || all.get().to_string()
                    aria-controls="edits-list"
                    data-testid="edits-all"
                    hidden=move || count.get() <= AT_FIRST
                    on:click=move |_| all.update(|all| *all = !*all)
                >
                    {move || if all.get() { "Show fewer".to_owned() } else { format!("All {}…", count.get()) }}
                </button>
                <span class="edits-wait" id=WAIT data-testid="edits-wait">
                    {move || if edits.waits.get() { "told after the answer" } else { "being worked out…" }}
                </span>
            </div>
            <p class="edits-missing" aria-live="polite">{move || edits.missing.get().then(|| format!("No edit was tried: {}.", part::Missing))}</p>
            <ul class="edit-chips" id="edits-list">{chips}</ul>
        </section>
        {tip.draw(ViewFn::from(told))}
    }
}

/// The edits that are listed. Two lists are the same where each edit leads the same way for the same reason.
#[derive(Clone)]
struct Listed(Vec<Arc<Way>>);

impl PartialEq for Listed {
    fn eq(&self, other: &Self) -> bool {
        let same = |(one, other): (&Arc<Way>, &Arc<Way>)| {
            (&one.edit, one.status, &one.words, one.decision.id, &one.because)
                == (&other.edit, other.status, &other.words, other.decision.id, &other.because)
        };
        self.0.len() == other.0.len() && self.0.iter().zip(&other.0).all(same)
    }
}
