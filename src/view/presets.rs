//! Requests worth trying, and those that a person saved: choosing one writes it into the composer and sends nothing.

use leptos::{ev, html, prelude::*};

use super::{
    Session,
    icon::icon,
    menu::{Menu, close_around},
    session::Example,
    wording::method_class,
};
use crate::client::{Draft, Preset, presets, saved::Saved};

/// From how many on there is a field to search them with.
const MANY: usize = 8;

/// The menu.
#[component]
pub(super) fn PresetMenu(session: Session) -> impl IntoView {
    let saved = session.composing.saved;
    let wanted = RwSignal::new(String::new());
    // The journal changes with every exchange; what is offered does not.
    let examples = Memo::new(move |_| {
        let examples = session.examples.get();
        if examples.is_empty() { toy_examples(session) } else { examples }
    });
    let fits = move |example: &Example| {
        let wanted = wanted.with(|wanted| wanted.trim().to_lowercase());
        let draft = &example.draft;
        let texts = [&example.name, &example.about, &draft.method, &draft.path];
        wanted.is_empty() || texts.iter().any(|text| text.to_lowercase().contains(&wanted))
    };
    let group = move |title: &'static str, all: Vec<Example>, own: bool| {
        let shown: Vec<_> = all.into_iter().filter(fits).collect();
        (!shown.is_empty()).then(|| {
            let rows = shown.into_iter().map(|example| choice(session, example, own)).collect_view();
            view! {
                <h3>{title}</h3>
                <ul class="presets">{rows}</ul>
            }
        })
    };
    let own = move || {
        saved.with(|saved| {
            let example = |Saved { name, draft }: &Saved| Example {
                name: name.clone(),
                about: draft.path.clone(),
                draft: draft.clone(),
            };
            saved.all().iter().rev().map(example).collect::<Vec<_>>()
        })
    };
    let reading = |example: &Example| matches!(example.draft.method.as_str(), "GET" | "HEAD" | "OPTIONS");
    let groups = move || {
        let (read, change): (Vec<_>, Vec<_>) = examples.get().into_iter().partition(reading);
        let groups =
            (group("Saved by you", own(), true), group("Ask", read, false), group("Change", change, false));
        let none = matches!(groups, (None, None, None));
        (groups, none.then(|| view! { <p class="empty">"Nothing fits this search."</p> }))
    };
    let many = move || saved.with(|saved| saved.all().len()) + examples.with(Vec::len) >= MANY;
    view! {
        <Menu label=|| "Examples" class="preset-menu" testid="presets">
            <input
                type="search"
                class="preset-search"
                aria-label="Search examples"
                placeholder="Search"
                autocomplete="off"
                spellcheck="false"
                hidden=move || !many()
                prop:value=move || wanted.get()
                on:input:target=move |event| wanted.set(event.target().value())
            />
            {groups}
            <SaveForm session/>
        </Menu>
    }
}

fn choice(session: Session, Example { name, about, draft }: Example, own: bool) -> impl IntoView {
    let class = format!("preset-method {}", method_class(&draft.method));
    let method = draft.method.clone();
    let choose = move |event: ev::MouseEvent| {
        session.write(draft.clone());
        close_around(&event);
    };
    let delete = own.then(|| {
        let deleted = name.clone();
        let label = format!("Delete {name}");
        let delete = move |_| {
            session.composing.save(|saved| saved.delete(&deleted));
            super::keys::focus(".preset-menu .save-name");
        };
        view! { <button type="button" class="quiet preset-delete" aria-label=label on:click=delete>{icon("cross")}</button> }
    });
    view! {
        <li class:own=own>
            <button type="button" on:click=choose>
                <span class=class>{method}</span>
                <span class="preset-name">{name}</span>
                <span class="preset-about">{about}</span>
            </button>
            {delete}
        </li>
    }
}

/// Saves what is composed, under a name.
#[component]
fn SaveForm(session: Session) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    let name = RwSignal::new(String::new());
    let told = RwSignal::new(String::new());
    let save = move || {
        let called = name.get_untracked();
        let again = session.composing.saved.with_untracked(|saved| saved.has(&called));
        let mut outcome = Ok(());
        session.composing.save(|saved| outcome = saved.save(&called, session.draft.get_untracked()));
        match outcome {
            Ok(()) => {
                let how = if again { "Saved in place of the one before." } else { "Saved in this browser." };
                told.set(how.into());
                name.set(String::new());
            }
            Err(why) => told.set(why),
        }
        if let Some(field) = field.get_untracked() {
            let _ = field.focus();
        }
    };
    view! {
        <div class="save-form">
            <input
                type="text"
                class="save-name"
                aria-label="Name for this request"
                placeholder="Save this request as…"
                maxlength="60"
                autocomplete="off"
                node_ref=field
                prop:value=move || name.get()
                on:input:target=move |event| name.set(event.target().value())
                on:keydown=move |event: ev::KeyboardEvent| {
                    if event.key() == "Enter" && !event.ctrl_key() && !event.meta_key() {
                        save();
                    }
                }
            />
            <button type="button" class="plain small" data-testid="save-request" on:click=move |_| save()>"Save"</button>
            <p role="status">{move || told.get()}</p>
        </div>
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
