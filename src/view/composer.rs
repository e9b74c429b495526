//! The composer: method, path, header rows, body.

use leptos::{ev, html, prelude::*};

use super::{
    Session, Shell,
    app::later,
    body::BodyEditor,
    menu::{Menu, close_around},
    rows::HeaderRows,
    sender::{SenderSwitch, Waiting},
    session::Example,
    tabs::{Tabs, panel_id},
    wording::method_class,
};
use crate::{
    client::{Draft, Part, Preset, presets},
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

/// What stands below the request line: remarks on it, header rows, body, examples.
#[component]
pub(super) fn RequestParts(session: Session) -> impl IntoView {
    let draft = session.draft;
    let open = session.composer_tab;
    let headers = Signal::derive(move || Some(draft.with(|d| d.headers.iter().filter(|row| row.on).count())));
    let none = Signal::derive(|| None);
    // Read once for all who show some of them: the body is parsed on the way.
    let notes = Memo::new(move |_| draft.with(Draft::notes));
    let path_notes = move || {
        notes.with(|notes| {
            let of_path = notes.iter().filter(|note| matches!(note.part, Part::Path | Part::Method));
            of_path.map(|note| view! { <li>{note.text.clone()}</li> }).collect_view()
        })
    };
    view! {
        <ul class="notes" id="path-notes">
            {path_notes}
        </ul>
        <SenderSwitch session/>
        <Waiting session/>
        <div class="tabs-line">
            <Tabs id="composer" label="Parts of the request" tabs=vec![("Headers", headers), ("Body", none)] open/>
            <PresetMenu session/>
        </div>
        <div
            class="tab-panel"
            role="tabpanel"
            id=panel_id("composer", 0)
            aria-labelledby="composer-tab-0"
            hidden=move || open.get() != 0
        >
            <HeaderRows draft notes/>
        </div>
        <div
            class="tab-panel"
            role="tabpanel"
            id=panel_id("composer", 1)
            aria-labelledby="composer-tab-1"
            hidden=move || open.get() != 1
        >
            <BodyEditor draft notes/>
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

/// Requests worth trying; choosing one writes it into the composer and sends nothing.
#[component]
fn PresetMenu(session: Session) -> impl IntoView {
    let choice = move |Example { name, about, draft }: Example| {
        let class = format!("preset-method {}", method_class(&draft.method));
        let method = draft.method.clone();
        let choose = move |event: ev::MouseEvent| {
            session.write(draft.clone());
            close_around(&event);
        };
        view! {
            <li>
                <button type="button" on:click=choose>
                    <span class=class>{method}</span>
                    <span class="preset-name">{name}</span>
                    <span class="preset-about">{about}</span>
                </button>
            </li>
        }
    };
    let choices = move || {
        let examples = session.examples.get();
        if examples.is_empty() { toy_examples(session) } else { examples }
            .into_iter()
            .map(choice)
            .collect_view()
    };
    view! {
        <Menu label=|| "Examples" class="preset-menu" testid="presets">
            <ul class="presets">{choices}</ul>
        </Menu>
    }
}

/// Those of the toy library; of another API, as a reload brings it back, what can be read.
fn toy_examples(session: Session) -> Vec<Example> {
    session.journal.with(|journal| {
        let api = journal.world().api();
        if !api.is_imported() {
            let example = |preset: Preset| Example {
                name: preset.name.into(),
                about: preset.about.into(),
                draft: preset.draft,
            };
            return presets().into_iter().map(example).collect();
        }
        let plain = api.routes().iter().map(|route| route.template.text()).filter(|path| !path.contains('{'));
        let read = |path: &str| Example {
            name: path.into(),
            about: "What is there?".into(),
            draft: Draft::new("GET", path),
        };
        plain.take(60).map(read).collect()
    })
}
