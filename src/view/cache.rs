//! The client's drawer of stored answers.

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;

use super::{Session, keys::dialog_is_open};
use crate::{
    browser::page,
    client::{Client, cache::Stored},
};

/// How often what the drawer shows is brought up to date while it is open, in milliseconds.
const TICK_MS: u64 = 1_000;

/// What stands below the client: its settings, and its drawer.
#[component]
pub(super) fn ClientDesk(session: Session) -> impl IntoView {
    let clients = session.clients;
    let open_settings = move |_| {
        clients.tab.set(1);
        session.showing_settings.set(true);
    };
    view! {
        <div class="client-desk">
            <button type="button" class="link" data-testid="set-up-clients" on:click=open_settings>
                "Settings"<span class="visually-hidden">" of the client and the wire"</span>
            </button>
            <Drawer session/>
        </div>
    }
}

/// The drawer: a button that says how much is in it, and opens to a list.
#[component]
fn Drawer(session: Session) -> impl IntoView {
    let clients = session.clients;
    let client = Memo::new(move |_| clients.on_stage_client());
    // There where the client keeps answers, or still has some.
    let is_there = Memo::new(move |_| {
        clients.agent(client.get()).with(|agent| agent.settings.cache || !agent.cache.stored().is_empty())
    });
    let count = Memo::new(move |_| clients.agent(client.get()).with(|agent| agent.cache.stored().len()));
    let reached = Memo::new(move |_| session.scene.with(|scene| scene.side.drawer));
    view! {
        <Show when=move || is_there.get()>
            <DrawerMenu session client count reached/>
        </Show>
    }
}

#[component]
fn DrawerMenu(
    session: Session,
    client: Memo<Client>,
    count: Memo<usize>,
    reached: Memo<bool>,
) -> impl IntoView {
    let clients = session.clients;
    let details = NodeRef::<html::Details>::new();
    let now = RwSignal::new(page::now_ms());
    let open = RwSignal::new(false);
    // How long something is good for moves with the clock, so the clock is looked at while it can be seen.
    Effect::new(move |before: Option<Option<IntervalHandle>>| {
        if let Some(Some(handle)) = before {
            handle.clear();
        }
        now.set(page::now_ms());
        let tick = move || now.set(page::now_ms());
        open.get()
            .then(|| set_interval_with_handle(tick, std::time::Duration::from_millis(TICK_MS)).ok())
            .flatten()
    });
    let toggled = move |_| {
        open.set(details.get_untracked().is_some_and(|details| details.open()));
    };
    let left = move |event: web_sys::FocusEvent| {
        let Some(details) = details.get_untracked() else { return };
        let to = event.related_target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        if !dialog_is_open() && !details.contains(to.as_ref()) {
            let _ = details.remove_attribute("open");
        }
    };
    let rows = move || {
        let base = session.base();
        clients.agent(client.get()).with(|agent| {
            let stored = agent.cache.stored().iter().rev();
            stored.map(|stored| Line::of(stored, &base, now.get())).collect::<Vec<_>>()
        })
    };
    // What is thrown away takes the focus along, so it goes on to the list, which stays.
    let list = NodeRef::<html::Div>::new();
    let keep_focus = move || {
        if let Some(list) = list.get_untracked() {
            let _ = list.focus();
        }
    };
    let throw = move |id: u64| {
        keep_focus();
        clients.agent(client.get_untracked()).update(|agent| {
            agent.cache.drop_one(id);
        });
    };
    let empty = move |_| {
        keep_focus();
        clients.agent(client.get_untracked()).update(|agent| agent.cache.clear());
    };
    view! {
        <details
            class="menu drawer"
            class:reached=move || reached.get()
            data-testid="drawer"
            node_ref=details
            on:toggle=toggled
            on:focusout=left
        >
            <summary>
                <svg class="drawer-figure" viewBox="0 0 28 20" aria-hidden="true">
                    <rect class="f-body" x="1" y="1" width="26" height="18" rx="3"></rect>
                    <line class="drawer-line" x1="1" x2="27" y1="10" y2="10"></line>
                    <rect class="drawer-knob" x="11" y="4" width="6" height="2.5" rx="1.25"></rect>
                    <rect class="drawer-knob" x="11" y="13" width="6" height="2.5" rx="1.25"></rect>
                </svg>
                {move || {
                    let letter = client.get().letter();
                    clients.two.get().then(|| view! { <span class="whose" data-client=letter>{letter}</span> })
                }}
                "Cache"
                <span class="drawer-count">{move || count.get()}</span>
                <span class="visually-hidden">{move || if count.get() == 1 { " answer kept" } else { " answers kept" }}</span>
            </summary>
            <div class="menu-panel card drawer-panel" tabindex="-1" role="group" aria-label="Stored answers" node_ref=list>
                <Show when=move || count.get() == 0>
                    <p class="empty">"Nothing is kept yet. Answers to GET come here, where the server lets them."</p>
                </Show>
                <ul class="drawer-list">
                    <For
                        each=rows
                        key=|line: &Line| (line.id, line.words.clone(), line.etag.clone())
                        children=move |line| view! { <DrawerLine line throw/> }
                    />
                </ul>
                <Show when=move || count.get() != 0>
                    <button type="button" class="link" data-testid="empty-cache" on:click=empty>"Empty the cache"</button>
                </Show>
            </div>
        </details>
    }
}

/// One stored answer as it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    id: u64,
    path: String,
    status: u16,
    words: String,
    is_fresh: bool,
    etag: Option<String>,
    by: String,
}

impl Line {
    fn of(stored: &Stored, base: &str, now_ms: u64) -> Self {
        let standing = stored.standing(now_ms);
        let target = stored.target_text();
        Self {
            id: stored.id,
            path: target.strip_prefix(base).unwrap_or(&target).to_owned(),
            status: stored.response.status.as_u16(),
            words: standing.words(),
            is_fresh: standing.is_fresh() && !standing.asks_first,
            etag: stored.response.field("etag").map(str::to_owned),
            by: stored.selected_by().join(", "),
        }
    }
}

#[component]
fn DrawerLine(line: Line, throw: impl Fn(u64) + Copy + Send + 'static) -> impl IntoView {
    let Line { id, path, status, words, is_fresh, etag, by } = line;
    let label = format!("Throw away the answer to GET {path}");
    view! {
        <li>
            <p class="drawer-what">
                <strong class="m-get">"GET"</strong>
                " "
                <span class="drawer-path">{path}</span>
                " "
                <span class="drawer-status">{status}</span>
            </p>
            <p class="drawer-how">
                <span class=if is_fresh { "fresh" } else { "stale" }>{words}</span>
                {etag.map(|etag| view! { " · " <code>{etag}</code> })}
                {(!by.is_empty()).then(|| view! { " · " <span>{by}</span> })}
            </p>
            <button type="button" class="drawer-drop" aria-label=label on:click=move |_| throw(id)>"×"</button>
        </li>
    }
}
