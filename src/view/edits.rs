//! One edit away: for the request being written, what the smallest change of it would come to.

use std::{
    cell::{Cell, RefCell},
    sync::Arc,
};

use leptos::{html, prelude::*, task::spawn_local};

use wasm_bindgen::JsCast;

use super::{
    Session, composing, keys, part,
    tabs::panel_id,
    wording::{named, status_class},
};
use crate::{
    browser::{page, timer},
    client::{
        Draft,
        edits::{Edit, Exit, Found, Long, Way},
    },
    world::{Settings, World},
};

/// How long nothing must be typed before the search begins, in ms.
const QUIET_MS: u32 = 250;

/// How long edits are tried before the page gets its turn, in ms.
const TURN_MS: u64 = 5;

/// How many are shown at first.
const AT_FIRST: usize = 4;

/// What is known of the edits that lead elsewhere, and what the last one that was made replaced.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edits {
    found: RwSignal<Option<Arc<Found>>>,
    /// Whether that is of the request as it stands.
    fresh: RwSignal<bool>,
    /// Whether the server that would try them could not be fetched, when it was last wanted.
    missing: RwSignal<bool>,
    undo: RwSignal<Option<Undo>>,
    /// Counts the searches: one that is not the last gives up.
    turn: StoredValue<u64>,
}

/// An edit that was made, and what was there before.
#[derive(Clone, Debug, PartialEq)]
struct Undo {
    words: String,
    status: u16,
    before: Draft,
    after: Draft,
    settings: Option<(Settings, Settings)>,
}

impl Edits {
    /// Nothing is known yet.
    pub(super) fn new() -> Self {
        Self {
            found: RwSignal::new(None),
            fresh: RwSignal::new(false),
            missing: RwSignal::new(false),
            undo: RwSignal::new(None),
            turn: StoredValue::new(0),
        }
    }

    /// Searches whenever the request or the world has changed, and as soon as the last answer has been read: until
    /// then, what the server would say next would tell what it has said.
    fn follow(self, session: Session) {
        Effect::new(move |_| {
            session.draft.track();
            session.journal.track();
            self.fresh.set(false);
            self.turn.update_value(|turn| *turn += 1);
            if !session.arrived.get() {
                return;
            }
            let turn = self.turn.get_value();
            let wanted = move || self.turn.try_get_value() == Some(turn);
            spawn_local(async move {
                timer::sleep(QUIET_MS).await;
                if !wanted() {
                    return;
                }
                let draft = session.draft.get_untracked();
                let world = session.journal.with_untracked(|journal| journal.world().at(page::now_ms()));
                let found = search(&world, &draft, wanted).await;
                if !wanted() {
                    return;
                }
                self.missing.set(found.is_err());
                if let Ok(Some(found)) = found {
                    self.found.set(Some(Arc::new(found)));
                    self.fresh.set(true);
                }
            });
        });
    }
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
    let settings = way.edit.settings().map(|settings| {
        let before = session.journal.with_untracked(|journal| journal.world().settings().clone());
        session.configure(|now| now.clone_from(settings));
        (before, session.journal.with_untracked(|journal| journal.world().settings().clone()))
    });
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
    session.edits.undo.set(Some(Undo { words, status, before, after, settings }));
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
    let shown = move || {
        edits.found.with(|found| {
            let Some(found) = found else { return (Vec::new(), 0) };
            let ways = found.by_status();
            let count = ways.len();
            let ways = if all.get() { ways } else { found.telling(AT_FIRST) };
            (ways.into_iter().cloned().collect::<Vec<_>>(), count)
        })
    };
    let chips = move || shown().0.into_iter().map(|way| chip(session, way)).collect_view();
    let count = Memo::new(move |_| shown().1);
    // An edit can be taken back for as long as nothing was changed after it.
    let undo = Memo::new(move |_| {
        let undo = edits.undo.get()?;
        let settings = undo.settings.as_ref();
        let stands = session.draft.with(|draft| *draft == undo.after)
            && settings.is_none_or(|(_, after)| session.settings() == *after);
        stands.then_some(undo)
    });
    let button = NodeRef::<html::Button>::new();
    Effect::new(move |before: Option<bool>| {
        let is = undo.with(Option::is_some);
        // The chip that was pressed goes when the others come.
        if is
            && before == Some(false)
            && let Some(button) = button.get_untracked()
            && !keys::dialog_is_open()
        {
            let _ = button.focus();
        }
        is
    });
    let take_back = move |_| {
        let Some(undo) = undo.get_untracked() else { return };
        if let Some((before, _)) = undo.settings {
            session.configure(|now| *now = before);
        }
        session.alter(undo.before);
        edits.undo.set(None);
        keys::focus("#path");
    };
    view! {
        <section
            class="edits"
            aria-labelledby="edits-title"
            aria-busy=move || (!edits.fresh.get()).to_string()
            data-testid="edits"
            hidden=move || edits.found.with(Option::is_none) && !edits.missing.get()
        >
            <div class="edits-head">
                <h3 id="edits-title">"One edit away"</h3>
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
            </div>
            <p class="edits-missing" aria-live="polite">{move || edits.missing.get().then(|| format!("No edit was tried: {}.", part::Missing))}</p>
            <p class="edits-done" hidden=move || undo.with(Option::is_none)>
                <span role="status">
                    {move || undo.get().map(|undo| format!("Done: {}. Send it to get {}.", undo.words, undo.status))}
                </span>
                " "
                <button type="button" class="link" data-testid="edits-undo" node_ref=button on:click=take_back>
                    "Undo"
                </button>
            </p>
            <ul class="edit-chips" id="edits-list">{chips}</ul>
        </section>
    }
}

fn chip(session: Session, way: Way) -> impl IntoView {
    let class = format!("edit-chip {}", status_class(way.status));
    let kind = if way.is_settings() { "Changes the server's settings. " } else { "" };
    let title = format!(
        "{}. {kind}It then leaves at the question “{}” {}",
        named(way.status),
        way.decision.question,
        way.because
    );
    let status = way.status.as_u16();
    let words = way.words.clone();
    let is_setting = way.is_settings();
    let setting =
        is_setting.then(|| view! { <span class="visually-hidden">" (a setting of the server)"</span> });
    let press = move |_| {
        // What is on its way is of another request.
        if session.edits.fresh.get_untracked() {
            let from = session.draft.get_untracked();
            make(session, &from, &way);
        }
    };
    view! {
        <li>
            <button
                type="button"
                class=class
                class:setting-chip=is_setting
                title=title
                aria-disabled=move || (!session.edits.fresh.get()).then_some("true")
                on:click=press
            >
                <b>{status}</b>
                " "
                <span>{words}</span>
                {setting}
            </button>
        </li>
    }
}
