//! The decision map: every question in its place, the way of the exchange on stage lit as far as the playhead has come.

use std::sync::Arc;

use leptos::{html, prelude::*, task::spawn_local};

use super::{
    Session,
    address::{Address, is_shut},
    edits,
    icon::icon,
    map_card::MapCard,
    map_chart::MapChart,
    part,
    reset::follow,
};
use crate::{
    browser::page,
    client::{
        Draft,
        edits::{Found, Long},
    },
    server::Trace,
    stage::{
        Player,
        map::{DecisionMap, Look},
    },
};

/// What one opening of the map is about. A handful of signals, so it is passed by value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Opened {
    /// The map.
    pub(super) map: StoredValue<Arc<DecisionMap>>,
    /// How each question looks.
    pub(super) looks: Memo<Vec<Look>>,
    /// The question at hand (index into the map's nodes).
    pub(super) current: Memo<Option<usize>>,
    /// The question that was picked; as long as there is none, the card shows the one at hand.
    pub(super) picked: RwSignal<Option<usize>>,
    /// The request whose way it is, or the one that is being written.
    pub(super) request: StoredValue<Draft>,
    /// Where its edits lead, once that is known.
    pub(super) found: RwSignal<Option<Arc<Found>>>,
    /// The longer ways that were found so far, and whether all were looked for.
    pub(super) further: RwSignal<(Arc<[Long]>, bool)>,
    /// Whether the server that would try them could not be fetched.
    pub(super) missing: RwSignal<bool>,
    /// Whether it is read as a list, on a screen that has room for the map.
    pub(super) listed: RwSignal<bool>,
}

impl Opened {
    /// The map for the exchange on stage, or for none; `picked` is the id of a question.
    fn new(session: Session, picked: &str) -> Self {
        let map = session.journal.with_untracked(|journal| DecisionMap::new(journal.world().api()));
        let picked = RwSignal::new(map.find(picked));
        let map = StoredValue::new(Arc::new(map));
        let at =
            Memo::new(move |_| session.scene.with(|scene| scene.step.map(|step| (step, scene.answered))));
        let looks = Memo::new(move |_| {
            session.shown.with(|shown| match shown {
                Some(shown) => map.get_value().looks(&shown.entry.exchange.trace, at.get()),
                None => map.get_value().looks(&Trace::default(), None),
            })
        });
        let current = Memo::new(move |_| {
            let step = at.get()?.0;
            looks.with(|looks| looks.iter().position(|look| look.step == Some(step)))
        });
        let opened = Self {
            map,
            looks,
            current,
            picked,
            request: StoredValue::new(request(session)),
            found: RwSignal::new(None),
            further: RwSignal::new((Arc::from([]), false)),
            missing: RwSignal::new(false),
            listed: RwSignal::new(false),
        };
        opened.search(session);
        opened
    }

    /// The question that the card is about.
    pub(super) fn subject(self) -> usize {
        self.picked.get().or_else(|| self.current.get()).unwrap_or(0)
    }

    /// Looks for the edits that lead elsewhere: once the answer has been read, or they would give it away.
    fn search(self, session: Session) {
        Effect::new(move |begun: Option<bool>| {
            let begin = session.arrived.get();
            if begin && begun != Some(true) {
                let draft = self.request.get_value();
                let world = session.journal.with_untracked(|journal| journal.world().at(page::now_ms()));
                spawn_local(async move {
                    // Gone with the dialog.
                    let wanted = || self.found.try_get_untracked().is_some();
                    match edits::search(&world, &draft, wanted).await {
                        Ok(Some(found)) => {
                            let found = Arc::new(found);
                            let _ = self.found.try_set(Some(found.clone()));
                            let exits: Vec<_> = (self.map.get_value().nodes.iter())
                                .flat_map(|node| node.exits.iter().map(|exit| (node.decision.id, *exit)))
                                .collect();
                            let tell = |longs: &[Long], all| {
                                let _ = self.further.try_set((longs.into(), all));
                            };
                            // What it needs has just been used, so it is there.
                            let _ = edits::search_further(&world, &draft, &exits, &found, wanted, tell).await;
                        }
                        Ok(None) => {}
                        Err(part::Missing) => {
                            let _ = self.missing.try_set(true);
                        }
                    }
                });
            }
            begin || begun == Some(true)
        });
    }
}

/// The request on stage: as the composer has it, where that is the same, and else as it arrived.
fn request(session: Session) -> Draft {
    let written = session.draft.get_untracked();
    session.shown.with_untracked(|shown| match shown {
        Some(shown) => {
            let arrived = Draft::of(&shown.entry.exchange.request, shown.entry.before.base());
            let same = arrived.method == written.method
                && arrived.path == written.path
                && arrived.body == written.body
                && written
                    .headers
                    .iter()
                    .all(|row| !row.on || arrived.header(&row.name) == Some(&*row.value));
            if same { written } else { arrived }
        }
        None => written,
    })
}

/// The question that an address asks to be shown on the map, by id: `#map/found`; none for `#map`.
fn asked(fragment: &str) -> Option<String> {
    let rest = fragment.strip_prefix("map")?;
    if rest.is_empty() { Some(String::new()) } else { rest.strip_prefix('/').map(str::to_owned) }
}

/// The map as a dialog; open for as long as the page's address asks for it.
#[component]
pub(super) fn MapDialog(session: Session, address: Address) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let asked = address.read(asked);
    let open = RwSignal::new(false);
    Effect::new(move |_| {
        let is = asked.with(Option::is_some);
        if is {
            session.words.want();
        }
        open.set(is);
    });
    follow(dialog, open);
    let closed = move |_| {
        if asked.with_untracked(Option::is_some) && is_shut(dialog) {
            address.leave();
        }
    };
    // Made anew each time: a map that nobody looks at costs nothing.
    let content = move || {
        asked.get().map(|picked| {
            let opened = Opened::new(session, &picked);
            view! { <Map session address opened/> }
        })
    };
    view! {
        <dialog class="card dialog map" node_ref=dialog aria-labelledby="map-title" data-testid="map" on:close=closed>
            {content}
        </dialog>
    }
}

/// Head, chart and card.
#[component]
fn Map(session: Session, address: Address, opened: Opened) -> impl IntoView {
    let player = session.player;
    let empty = Memo::new(move |_| session.shown.with(Option::is_none));
    let playing = Memo::new(move |_| player.with(Player::playing));
    let about = move || {
        session.shown.with(|shown| {
            let Some(shown) = shown else {
                return "Send a request, and its way lights up here.".to_owned();
            };
            let exchange = &shown.entry.exchange;
            let path = Draft::of(&exchange.request, shown.entry.before.base()).path;
            let asked = format!("{} {path}", exchange.request.method_text());
            if session.arrived.get() { format!("{asked} → {}", exchange.response.status) } else { asked }
        })
    };
    let step = move |name: &'static str, label: &'static str, does: fn(&mut Player)| {
        let press = move |_| {
            opened.picked.set(None);
            player.update(does);
        };
        view! {
            <button type="button" class="quiet" aria-label=label title=label disabled=empty on:click=press>
                {icon(name)}
            </button>
        }
    };
    let play_label = move || if playing.get() { "Pause" } else { "Play" };
    let play = move |_| {
        opened.picked.set(None);
        player.update(Player::toggle);
    };
    view! {
        <header class="map-head">
            <div class="map-name">
                <h2 id="map-title" tabindex="-1" autofocus>"The decision map"</h2>
                <p class="map-about">{about}</p>
            </div>
            <div class="map-tools" role="group" aria-label="Player">
                {step("start", "To the start", Player::to_start)}
                {step("back", "One step back", Player::step_back)}
                <button type="button" class="quiet" aria-label=play_label title=play_label disabled=empty on:click=play>
                    {move || icon(if playing.get() { "pause" } else { "play" })}
                </button>
                {step("next", "One step forward", Player::step_forward)}
            </div>
            <button
                type="button"
                class="plain map-form"
                aria-pressed=move || opened.listed.get().to_string()
                data-testid="map-list"
                on:click=move |_| opened.listed.update(|listed| *listed = !*listed)
            >
                "As a list"
            </button>
            <button type="button" class="plain" data-testid="map-close" on:click=move |_| address.leave()>"Close"</button>
        </header>
        <div class="map-body" class:listed=move || opened.listed.get()>
            <MapChart session opened/>
            <MapCard session address opened/>
        </div>
    }
}
