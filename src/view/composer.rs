//! The composer: method, path, header rows, body.

use leptos::{ev, html, prelude::*};

use super::{
    Session, Shell,
    app::later,
    auth::AuthPanel,
    body::BodyEditor,
    composing::{AUTH, BODY, HEADERS, QUERY},
    copy::CopyMenu,
    edits::OneEditAway,
    methods::MethodMeaning,
    path::PathHelp,
    presets::PresetMenu,
    query::QueryTable,
    rows::HeaderRows,
    sender::{SenderSwitch, Waiting},
    tabs::{Tabs, panel_id},
    wording::method_class,
};
use crate::{
    client::{Draft, Part, replaced::Replaced},
    journal::Journal,
};

/// The methods offered; any other token can be typed.
const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// The request being written. Whatever is odd about it can be sent all the same: the server's answer is the lesson.
#[component]
pub(super) fn Composer(shell: Shell) -> impl IntoView {
    let draft = shell.draft;
    // No form: a sandboxed frame that may not submit one fires no submit event either.
    let enter = move |event: ev::KeyboardEvent| {
        if event.key() == "Enter" && !event.ctrl_key() && !event.meta_key() {
            shell.send();
        }
    };
    view! {
        <section class="composer" aria-labelledby="composer-title">
            <h2 id="composer-title" class="visually-hidden">"Request"</h2>
            <div class="bar" role="group" aria-label="Request line">
                <MethodField draft/>
                <input
                    id="path"
                    class="path"
                    type="text"
                    aria-label="Path"
                    aria-describedby="path-notes"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    data-testid="path"
                    on:keydown=enter
                    prop:value=move || draft.with(|d| d.path.clone())
                    on:input:target=move |event| draft.update(|d| d.path = event.target().value())
                />
                <button
                    id="send"
                    type="button"
                    on:click=move |_| shell.send()
                    class="send"
                    aria-busy=move || (shell.under_way.get() != 0).then_some("true")
                    class:invite=move || shell.journal.with(Journal::is_empty)
                    data-testid="send"
                >
                    "Send"
                </button>
            </div>
            {later(shell, |rest| rest.request)}
        </section>
    }
}

/// What stands below the request line: what the method means, remarks, and the parts of the request, a tab each.
#[component]
pub(super) fn RequestParts(session: Session) -> impl IntoView {
    session.composing.connect(session);
    let draft = session.draft;
    let open = session.composer_tab;
    let headers = Signal::derive(move || Some(draft.with(|d| d.headers.iter().filter(|row| row.on).count())));
    let pairs = session.composing.query;
    let query = Signal::derive(move || {
        let count = pairs.with(|rows| rows.iter().filter(|row| row.on && !row.name.is_empty()).count());
        (count > 0).then_some(count)
    });
    let none = Signal::derive(|| None);
    // Read once for all who show some of them: the body is parsed on the way.
    let notes = Memo::new(move |_| draft.with(Draft::notes));
    let path_notes = move || {
        // Beside the body it is said of the body.
        let is_elsewhere = open.get() != BODY;
        notes.with(|notes| {
            let of_path = notes
                .iter()
                .filter(|note| note.part == Part::Path || note.part == Part::Method && is_elsewhere);
            of_path.map(|note| view! { <li>{note.text.clone()}</li> }).collect_view()
        })
    };
    let tabs = vec![("Headers", headers), ("Query", query), ("Body", none), ("Auth", none)];
    let panel = move |index: usize, content: AnyView| {
        view! {
            <div
                class="tab-panel"
                role="tabpanel"
                id=panel_id("composer", index)
                aria-labelledby=format!("composer-tab-{index}")
                hidden=move || open.get() != index
            >
                {content}
            </div>
        }
    };
    // These two hold nothing of their own, and are drawn while they are looked at.
    let while_open = move |index: usize, content: fn(Session) -> AnyView| {
        (move || (open.get() == index).then(|| content(session))).into_any()
    };
    view! {
        <PathHelp session/>
        <MethodMeaning session/>
        <ul class="notes" id="path-notes">
            {path_notes}
        </ul>
        <SenderSwitch session/>
        <Waiting session/>
        <WayBack session/>
        <div class="tabs-line" class:has-body=move || draft.with(|draft| !draft.body.is_empty())>
            <Tabs id="composer" label="Parts of the request" tabs=tabs open/>
            <div class="tabs-tools">
                <PresetMenu session/>
                <CopyMenu session/>
            </div>
        </div>
        {panel(HEADERS, view! { <HeaderRows session notes/> }.into_any())}
        {panel(QUERY, while_open(QUERY, |session| view! { <QueryTable session/> }.into_any()))}
        {panel(BODY, view! { <BodyEditor session notes/> }.into_any())}
        {panel(AUTH, while_open(AUTH, |session| view! { <AuthPanel session/> }.into_any()))}
        <OneEditAway session/>
    }
}

/// The way back to what was written by hand, where something else took its place.
#[component]
fn WayBack(session: Session) -> impl IntoView {
    let replaced = session.composing.replaced;
    let back = move |_| {
        session.bring_back();
        super::keys::focus("#path");
    };
    let away = move |_| {
        replaced.update(Replaced::put_away);
        super::keys::focus("#path");
    };
    let offer = Memo::new(move |_| {
        let told = |draft: &Draft| format!("{} {}", draft.method, draft.path);
        replaced.with(|replaced| replaced.offer().map(|(draft, count)| (told(draft), count)))
    });
    let offered = Memo::new(move |_| offer.with(Option::is_some));
    let what = move || offer.get().map(|(what, _)| what);
    let words = move || match offer.get() {
        Some((_, count @ 2..)) => format!("Bring mine back ({count})"),
        _ => "Bring mine back".to_owned(),
    };
    view! {
        <div role="status">
            {move || {
                offered.get().then(|| {
                    view! {
                        <p class="replaced">
                            <span class="replaced-what">"Yours was " <code title=what>{what}</code></span>
                            <button type="button" class="link" data-testid="bring-back" on:click=back>
                                {words}
                            </button>
                            <button type="button" class="quiet" aria-label="Put this away" on:click=away>
                                {super::icon::icon("cross")}
                            </button>
                        </p>
                    }
                })
            }}
        </div>
    }
}

/// The method: one of the usual, or any token once "other…" is chosen.
#[component]
fn MethodField(draft: RwSignal<Draft>) -> impl IntoView {
    let other = RwSignal::new(false);
    let field = NodeRef::<html::Input>::new();
    let typed = Memo::new(move |_| other.get() || draft.with(|d| !METHODS.contains(&d.method.as_str())));
    let choose = move |event: ev::Targeted<ev::Event, web_sys::HtmlSelectElement>| {
        let value = event.target().value();
        other.set(value.is_empty());
        if value.is_empty() {
            if let Some(field) = field.get_untracked() {
                // Shown by the line above, so it can take the focus by now.
                let _ = field.focus();
                field.select();
            }
        } else {
            draft.update(|d| d.method = value);
        }
    };
    let class = move || format!("method {}", draft.with(|d| method_class(&d.method)));
    let options = METHODS.map(|method| view! { <option value=method>{method}</option> });
    view! {
        <div class=class class:typed=typed>
            <select
                aria-label="Method"
                data-testid="method"
                prop:value=move || if typed.get() { String::new() } else { draft.with(|d| d.method.clone()) }
                on:change:target=choose
            >
                {options}
                <option value="">"other…"</option>
            </select>
            <input
                type="text"
                aria-label="Method, typed"
                data-testid="method-typed"
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                node_ref=field
                hidden=move || !typed.get()
                prop:value=move || draft.with(|d| d.method.clone())
                on:input:target=move |event| {
                    other.set(true);
                    draft.update(|d| d.method = event.target().value());
                }
            />
        </div>
    }
}
