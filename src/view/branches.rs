//! The branches: which there are, where each left another, and which is current.

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;

use super::{
    Session,
    icon::icon,
    keys,
    menu::{Menu, close_around},
    travel::{Focus, requests},
};
use crate::journal::{Action, Branch, Journal, Limb, tree};

/// How wide one level of the tree is, and how high a row, in px.
const LEVEL: usize = 14;
const ROW: usize = 48;

/// The button with the current branch's name, once there is more than one; it opens the tree of all.
#[component]
pub(super) fn BranchMenu(session: Session) -> impl IntoView {
    let count = Memo::new(move |_| session.journal.with(Journal::branch_count));
    let name = Memo::new(move |_| session.journal.with(|journal| journal.current().name.to_owned()));
    let label = move || {
        view! {
            {icon("fork")}
            <span class="branch-now"><span class="visually-hidden">"Branch: "</span>{name}</span>
            <span class="branch-count" title="How many branches there are">{count}</span>
        }
    };
    let limbs = Memo::new(move |_| session.journal.with(|journal| tree(&journal.branches())));
    // Which one is being renamed.
    let renaming = RwSignal::new(None::<u32>);
    let from_start = move |event: leptos::ev::MouseEvent| {
        let start = session.journal.with_untracked(|journal| journal.start().exchanges());
        close_around(&event);
        session.fork_after(start);
    };
    view! {
        <Show when=move || { count.get() > 1 }>
          <div class="branch-bar">
            <Menu label class="branch-menu" testid="branches">
                <ul class="branches" aria-label="Branches">
                    <For
                        each=move || limbs.get()
                        key=|limb| limb.id
                        children=move |limb| view! { <BranchRow session id=limb.id limbs renaming/> }
                    />
                </ul>
                <button type="button" class="link" on:click=from_start>"New branch from before the first request"</button>
            </Menu>
            <button
                type="button"
                class="quiet turn"
                aria-label="Compare branches"
                title="Compare branches"
                data-testid="compare"
                on:click=move |_| compare_any(session)
            >
                {icon("compare")}
            </button>
          </div>
        </Show>
    }
}

/// Opens the comparison of the current branch with the one it left, or with the newest.
fn compare_any(session: Session) {
    let pair = session.journal.with_untracked(|journal| {
        let now = journal.current();
        let from = now.fork.map(|fork| fork.from).filter(|from| journal.branch(*from).is_some());
        let newest = || journal.branches().iter().rev().map(|other| other.id).find(|id| *id != now.id);
        Some((now.id, from.or_else(newest)?))
    });
    session.travel.comparing.set(pair);
}

/// One branch: its place in the tree, its name, and what can be done with it.
#[component]
fn BranchRow(
    session: Session,
    id: u32,
    limbs: Memo<Vec<Limb>>,
    renaming: RwSignal<Option<u32>>,
) -> impl IntoView {
    let limb = Memo::new(move |_| limbs.with(|limbs| limbs.iter().find(|limb| limb.id == id).cloned()));
    let read = move |what: fn(&Branch<'_>, &Journal) -> String| {
        session
            .journal
            .with(|journal| journal.branch(id).map(|branch| what(&branch, journal)).unwrap_or_default())
    };
    let name = Memo::new(move |_| read(|branch, _| branch.name.to_owned()));
    let about = Memo::new(move |_| read(about));
    let current = Memo::new(move |_| session.journal.with(|journal| journal.current().id == id));
    let edited = Memo::new(move |_| renaming.get() == Some(id));
    let switch = move |event: leptos::ev::MouseEvent| {
        if !current.get_untracked() && session.act(Action::Switch { branch: id }) {
            let count = session.journal.with_untracked(Journal::len);
            session.travel.said.set(format!("Now on {}: {}.", name.get_untracked(), requests(count)));
        }
        close_around(&event);
    };
    let compare = move |event: leptos::ev::MouseEvent| {
        let now = session.journal.with_untracked(|journal| journal.current().id);
        close_around(&event);
        session.travel.comparing.set(Some((now, id)));
    };
    let delete = move |event: leptos::ev::MouseEvent| {
        hold(&event);
        let gone = name.get_untracked();
        let focus = Focus::now();
        if session.act(Action::Delete { branch: id }) {
            session.travel.said.set(format!("{gone} is deleted. You can undo it."));
            request_animation_frame(|| {
                let _ = keys::focus(".branch-menu summary");
            });
        }
        focus.hand_on();
    };
    view! {
        <li class="branch" class:on=current data-branch=id.to_string()>
            {move || limb.get().map(|limb| rail(&limb, current.get()))}
            <Show
                when=move || edited.get()
                fallback=move || view! {
                    <button
                        type="button"
                        class="branch-name"
                        aria-current=move || current.get().then_some("true")
                        on:click=switch
                    >
                        <span class="branch-title">{name}</span>
                        <span class="branch-about">{about}</span>
                    </button>
                    <Show when=move || !current.get()>
                        <button
                            type="button"
                            class="quiet"
                            data-does="compare"
                            aria-label=move || format!("Compare with {}", name.get())
                            title="Compare with this branch"
                            on:click=compare
                        >
                            {icon("compare")}
                        </button>
                    </Show>
                    <button
                        type="button"
                        class="quiet"
                        data-does="rename"
                        aria-label=move || format!("Rename {}", name.get())
                        title="Rename"
                        on:click=move |event| {
                            hold(&event);
                            renaming.set(Some(id));
                        }
                    >
                        {icon("pen")}
                    </button>
                    <button
                        type="button"
                        class="quiet"
                        data-does="delete"
                        aria-label=move || format!("Delete {}", name.get())
                        title="Delete"
                        on:click=delete
                    >
                        {icon("cross")}
                    </button>
                }
            >
                <Rename session id name=name.get_untracked() renaming/>
            </Show>
        </li>
    }
}

/// Gives the focus to the panel around what was pressed: were it lost with that, the menu would close.
fn hold(event: &web_sys::Event) {
    if let Some(element) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) {
        focus_panel(&element);
    }
}

fn focus_panel(within: &web_sys::Element) {
    let panel = within.closest(".menu-panel").ok().flatten();
    if let Some(panel) = panel.and_then(|panel| panel.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = panel.focus();
    }
}

/// The field for another name. Enter keeps it, Escape the old one; so does going elsewhere with nothing in it.
#[component]
fn Rename(session: Session, id: u32, name: String, renaming: RwSignal<Option<u32>>) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            request_animation_frame(move || {
                let _ = field.focus();
                field.select();
            });
        }
    });
    let back = move || {
        if let Some(field) = field.get_untracked() {
            focus_panel(&field);
        }
        renaming.set(None);
        request_animation_frame(move || {
            let _ = keys::focus(&format!("[data-branch='{id}'] [data-does='rename']"));
        });
    };
    let before = name.clone();
    let keep = move || {
        let Some(field) = field.get_untracked() else { return };
        let name = field.value();
        if name.trim() == before || session.act(Action::Rename { branch: id, name: name.clone() }) {
            session.travel.said.set(format!("The branch is called {} now.", name.trim()));
            back();
        }
    };
    let keydown = move |event: leptos::ev::KeyboardEvent| match event.key().as_str() {
        "Enter" => {
            event.prevent_default();
            keep();
        }
        "Escape" => {
            // The menu stays open.
            event.prevent_default();
            event.stop_propagation();
            back();
        }
        _ => {}
    };
    view! {
        <input
            class="branch-field"
            type="text"
            aria-label=format!("Another name for {name}")
            maxlength=Journal::LONGEST_NAME.to_string()
            autocomplete="off"
            spellcheck="false"
            prop:value=name
            node_ref=field
            on:keydown=keydown
        />
        <button type="button" class="quiet" aria-label="Keep the old name" title="Keep the old name" on:click=move |_| back()>
            {icon("cross")}
        </button>
    }
}

/// How much is on a branch, and where it comes from.
fn about(branch: &Branch<'_>, journal: &Journal) -> String {
    let count = requests(branch.entries.len());
    let from = branch.fork.map(|fork| {
        let name = journal.branch(fork.from).map_or("a branch that is gone", |from| from.name);
        if fork.after == branch.start.exchanges() {
            format!(", from the start of {name}")
        } else {
            format!(", from {name} after {}", fork.after)
        }
    });
    let kept = if branch.was_undone { " · kept when it was undone" } else { "" };
    format!("{count}{}{kept}", from.unwrap_or_default())
}

/// The lines that lead to a branch, and its dot: filled where it is current, which `aria-current` says too.
fn rail(limb: &Limb, current: bool) -> impl IntoView + use<> {
    let x = |level: usize| (level * LEVEL + 9) as f64;
    let middle = ROW as f64 / 2.0;
    let depth = limb.depth();
    let passing = (0..depth)
        .filter(|level| limb.rails[*level])
        .map(|level| {
            let at = x(level).to_string();
            view! { <line x1=at.clone() x2=at y1="0" y2=ROW.to_string()></line> }
        })
        .collect_view();
    let arm = depth.checked_sub(1).map(|parent| {
        let (from, to) = (x(parent), x(depth));
        let path = format!("M{from} 0V{} Q{from} {middle} {} {middle} H{to}", middle - 8.0, from + 8.0);
        view! { <path d=path></path> }
    });
    let on = limb.bears.then(|| {
        let at = x(depth).to_string();
        view! { <line x1=at.clone() x2=at y1=middle.to_string() y2=ROW.to_string()></line> }
    });
    let width = ((depth + 1) * LEVEL + 4).to_string();
    view! {
        <svg class="rail" width=width height=ROW.to_string() aria-hidden="true">
            {passing}
            {arm}
            {on}
            <circle class="rail-dot" class:on=current cx=x(depth).to_string() cy=middle.to_string() r="4.5"></circle>
        </svg>
    }
}
