//! Links in an answer: a press writes the request that follows one, and sends it.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::{
    super::{icon::icon, keys::focus},
    Answer, Pane,
};
use crate::{
    client::{Draft, link::Link, replaced::Replaced, since},
    http::Request,
};

/// The request fields that still mean the same when another resource is asked for.
const KEPT: [&str; 4] = ["accept", "accept-language", "authorization", "x-api-key"];

/// What follows a link: GET, asked for as the last request was.
fn draft(path: &str, last: &Request, base: &str) -> Draft {
    let mut draft = Draft::new("GET", path);
    let mut kept = since::written(last, base).headers;
    kept.retain(|row| KEPT.contains(&row.name.to_ascii_lowercase().as_str()));
    if !kept.is_empty() {
        draft.headers = kept;
    }
    draft
}

/// Writes what follows a link into the composer; and sends it, where that is wanted.
pub(super) fn go(pane: Pane, answer: &Answer, path: &str, send: bool) {
    let session = pane.session;
    let written = session.draft.get_untracked();
    let base = session.base();
    // What nobody has sent yet is kept, to be put back.
    let known = written == Draft::default() || session.was_sent(&written);
    session.write(draft(path, &answer.entry.exchange.request, &base));
    let kept = session
        .composing
        .replaced
        .with_untracked(|replaced| replaced.offer().is_some_and(|(draft, _)| *draft == written));
    pane.held.set(!known && kept);
    if send {
        // The link goes away with the answer it stands in.
        pane.hand_on();
        pane.told.set(format!("GET {path} is sent."));
        session.send();
    } else {
        session.pane.set("request");
        pane.told.set(format!("GET {path} is written into the composer."));
    }
}

/// A link with this content.
pub(super) fn link(pane: Pane, answer: &Answer, link: Link, content: AnyView) -> AnyView {
    match link {
        Link::Here(path) => {
            let href = format!("{}{path}", answer.around.base);
            let title = format!("Sends GET {path}. With Ctrl, Shift or the middle button it is only written.");
            let answer = answer.clone();
            let press = move |event: web_sys::MouseEvent| {
                if event.button() > 1 {
                    return;
                }
                event.prevent_default();
                event.stop_propagation();
                let only = event.button() == 1 || event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
                go(pane, &answer, &path, !only);
            };
            view! {
                <a class="follow" href=href title=title on:click=press.clone() on:auxclick=press>{content}</a>
            }
            .into_any()
        }
        Link::Page(fragment) => {
            view! { <a class="follow" href=format!("#{fragment}") title="Explains it, in this page">{content}</a> }.into_any()
        }
        Link::Inside(pointer) => {
            let href = pointer.clone();
            let press = move |event: web_sys::MouseEvent| {
                event.prevent_default();
                event.stop_propagation();
                pane.query.set(pointer.clone());
            };
            view! {
                <a class="follow" href=href title="Goes to that place in this body" on:click=press>{content}</a>
            }
            .into_any()
        }
        Link::Away(href) => view! {
            <a class="follow away" href=href target="_blank" rel="noopener noreferrer" title="Leaves this page: opens in a new tab">
                {content}
            </a>
        }
        .into_any(),
    }
}

/// What was being written when a link was followed, where only one pane is seen at a time: else the composer says it.
#[component]
pub(super) fn Held(pane: Pane) -> impl IntoView {
    let session = pane.session;
    let what = Memo::new(move |_| {
        let told = |draft: &Draft| format!("{} {}", draft.method, draft.path);
        session.composing.replaced.with(|replaced| replaced.offer().map(|(draft, _)| told(draft)))
    });
    let held = Memo::new(move |_| pane.held.get() && what.with(Option::is_some));
    let back = move |_| {
        session.bring_back();
        session.pane.set("request");
        pane.held.set(false);
        // Once its pane is the one that is seen.
        request_animation_frame(|| {
            focus("#path");
        });
    };
    let away = move |_| {
        session.composing.replaced.update(Replaced::put_away);
        pane.hand_on();
    };
    move || {
        held.get().then(|| {
            view! {
                <p class="held" data-testid="held">
                    <span class="held-what">"You were writing " <code>{move || what.get()}</code> "."</span>
                    <button type="button" class="plain small" on:click=back>"Put it back"</button>
                    <button type="button" class="quiet" aria-label="Put this away" on:click=away>{icon("cross")}</button>
                </p>
            }
        })
    }
}

/// The text field or area that a selector finds.
pub(super) fn field<T: JsCast>(selector: &str) -> Option<T> {
    document().query_selector(selector).ok()??.dyn_into().ok()
}
