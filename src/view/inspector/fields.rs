//! The header fields. Each tells what it is for, and what its value says: beside it while it is pointed at or has the
//! focus, and below it once it is pressed.

use leptos::prelude::*;

use super::{
    super::{term::meaning, words::Words},
    Answer, Pane,
    follow::link,
    status::local,
    tip::{Tip, TipAt},
};
use crate::client::{
    explain_field::{Means, Said, parts},
    link::{Link, of_field},
    since::spelled,
};

/// The tab.
pub(super) fn fields(pane: Pane, answer: &Answer) -> AnyView {
    let tip = Tip::new("field-tip");
    let words = pane.session.words;
    let at_ms = answer.entry.exchange.at_ms;
    let told: Vec<(String, String)> = answer
        .response()
        .fields
        .iter()
        .map(|(name, value)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        })
        .collect();
    let rows = told
        .iter()
        .enumerate()
        .map(|(index, (name, value))| row(pane, answer, tip, index, name, value))
        .collect_view();
    let shown = move || {
        tip.shown().and_then(|TipAt { of, .. }| {
            let (name, value) = told.get(of)?;
            Some(view! {
                <strong>{spelled(name)}</strong>
                <p>{meaning(words, plain(words, name.clone()))}</p>
                {said(None, parts(name, value, at_ms))}
            })
        })
    };
    view! {
        <dl class="fields" data-testid="fields">{rows}</dl>
        {tip.draw(ViewFn::from(shown))}
    }
    .into_any()
}

/// What a field is for, in plain words, once that can be told.
fn plain(words: Words, name: String) -> Signal<Option<String>> {
    Signal::derive(move || words.plain(|texts| texts.field(&name)))
}

fn row(
    pane: Pane,
    answer: &Answer,
    tip: Tip,
    index: usize,
    name: &str,
    value: &str,
) -> impl IntoView + use<> {
    let words = pane.session.words;
    let open = RwSignal::new(false);
    let plain = plain(words, name.to_owned());
    let label = spelled(name);
    let press = move |_| {
        words.want();
        tip.close();
        open.update(|open| *open = !*open);
    };
    let enter = move |event: web_sys::PointerEvent| {
        // A finger presses; it does not hover.
        if event.pointer_type() != "touch" && !open.get_untracked() {
            tip.open(index, event.current_target());
        }
    };
    let focus = move |event: web_sys::FocusEvent| {
        if !open.get_untracked() {
            tip.open_at_focus(index, event.current_target());
        }
    };
    let (held, what, of) = (answer.clone(), name.to_owned(), value.to_owned());
    let pinned = move || {
        let parts = parts(&what, &of, held.entry.exchange.at_ms);
        open.get().then(
            || view! { <dd class="meaning">{meaning(words, plain)} {said(Some((pane, &held)), parts)}</dd> },
        )
    };
    view! {
        <div>
            <dt>
                <button
                    type="button"
                    class="term"
                    aria-expanded=move || open.get().to_string()
                    aria-describedby=move || (tip.is_of(index)).then_some("field-tip")
                    on:click=press
                    on:pointerenter=enter
                    on:pointerleave=move |_| tip.leave()
                    on:focus=focus
                    on:blur=move |_| tip.close()
                >
                    {label}
                </button>
            </dt>
            <dd dir="ltr">{value_view(pane, answer, name, value)}</dd>
            {pinned}
        </div>
    }
}

/// A value, with the addresses in it to be followed.
fn value_view(pane: Pane, answer: &Answer, name: &str, value: &str) -> AnyView {
    match name {
        "location" | "content-location" => target(pane, answer, value),
        "link" => {
            let mut pieces = Vec::new();
            let mut rest = value;
            for found in of_field(value) {
                let Some(at) = rest.find(found.target) else { continue };
                pieces.push(rest[..at].to_owned().into_any());
                pieces.push(target(pane, answer, found.target));
                rest = &rest[at + found.target.len()..];
            }
            pieces.push(rest.to_owned().into_any());
            pieces.collect_view().into_any()
        }
        _ => value.to_owned().into_any(),
    }
}

fn target(pane: Pane, answer: &Answer, value: &str) -> AnyView {
    let content = value.to_owned().into_any();
    match answer.around.read(value, true) {
        Some(to) => link(pane, answer, to, content),
        None => content,
    }
}

/// What the parts of a value mean. Without a pane, where nothing can be pressed, links are words.
fn said(pane: Option<(Pane, &Answer)>, said: Vec<Said>) -> impl IntoView + use<> {
    let rows: Vec<_> = said
        .into_iter()
        .map(|Said { term, means }| {
            let means = match means {
                Means::Text(text) => text.into_any(),
                Means::Time(ms, apart) => format!("{} here, {apart}.", local(ms).0).into_any(),
                Means::Link(to, words) => {
                    match (pane, pane.and_then(|(_, answer)| answer.around.read(&to, true))) {
                        (Some((pane, answer)), Some(to @ (Link::Here(_) | Link::Away(_)))) => {
                            let content = match &to {
                                Link::Here(path) => format!("GET {path}").into_any(),
                                Link::Away(href) | Link::Page(href) | Link::Inside(href) => {
                                    href.clone().into_any()
                                }
                            };
                            view! { {words} ": " {link(pane, answer, to, content)} }.into_any()
                        }
                        _ => words.into_any(),
                    }
                }
            };
            view! { <li><code dir="ltr">{term}</code> " " <span>{means}</span></li> }
        })
        .collect();
    (!rows.is_empty()).then(|| view! { <ul class="said-parts">{rows}</ul> })
}
