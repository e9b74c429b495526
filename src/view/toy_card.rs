//! What is stored of a toy, beside the shelf.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::Session;
use crate::{
    client::json::{self, Kind},
    stage::shelf::{self, Change, Sight},
};

/// The toy under the pointer or the focus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pointed {
    /// Its name, and what happened to it.
    pub(super) what: String,
    pub(super) path: String,
    pub(super) lent_to: Option<String>,
    pub(super) change: Change,
}

/// The card of the toy that is pointed at: it stays while the pointer is on it, and Escape puts it away.
#[component]
pub(super) fn ToyCard(
    session: Session,
    pointed: RwSignal<Option<Pointed>>,
    acted: Memo<bool>,
) -> impl IntoView {
    let sight = Memo::new(move |_| {
        let pointed = pointed.get()?;
        let sight = session.shown.with(|shown| match shown {
            None => session.journal.with(|journal| shelf::sight(journal.world(), &pointed.path)),
            // What was taken away is shown as it was.
            Some(shown) if acted.get() && pointed.change != Change::Left => {
                shelf::sight(&shown.entry.after, &pointed.path)
            }
            Some(shown) => shelf::sight(&shown.entry.before, &pointed.path),
        })?;
        Some((pointed, sight))
    });
    let left = move |event: web_sys::FocusEvent| {
        if !card_has(event.related_target()) {
            pointed.set(None);
        }
    };
    view! { {move || sight.get().map(|(pointed, sight)| card(pointed, sight, left))} }
}

/// Whether what the focus goes to is the card or in it: where it has to be scrolled, browsers give it a stop of the Tab
/// key, and it stays for that.
pub(super) fn card_has(to: Option<web_sys::EventTarget>) -> bool {
    let to = to.and_then(|to| to.dyn_into::<web_sys::Element>().ok());
    to.is_some_and(|to| matches!(to.closest("#toy-card"), Ok(Some(_))))
}

fn card(pointed: Pointed, sight: Sight, left: impl Fn(web_sys::FocusEvent) + 'static) -> impl IntoView {
    let Sight { path, etag, modified, json, left_out: (members, links) } = sight;
    let coloured = json::tokens(&json)
        .into_iter()
        .map(|(kind, text)| match kind {
            Kind::Plain => text.to_owned().into_any(),
            Kind::Key => view! { <span class="j-key">{text.to_owned()}</span> }.into_any(),
            Kind::Text => view! { <span class="j-text">{text.to_owned()}</span> }.into_any(),
            Kind::Literal => view! { <span class="j-literal">{text.to_owned()}</span> }.into_any(),
        })
        .collect_view();
    let more = [(members, "more member", "more members"), (links, "link", "links")]
        .into_iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, many)| format!("{count} {}", if count == 1 { one } else { many }))
        .collect::<Vec<_>>()
        .join(" and ");
    let gone = (pointed.change == Change::Left).then_some("It was taken away; this was stored.");
    let lent =
        pointed.lent_to.map(|friend| view! { <p class="toy-card-lent">{format!("Lent to {friend}")}</p> });
    view! {
        <div class="toy-card card" id="toy-card" role="group" aria-label="What is stored" data-testid="toy-card" on:focusout=left>
            <p class="toy-card-path"><code>{path}</code></p>
            {lent}
            {gone.map(|gone| view! { <p class="toy-card-lent">{gone}</p> })}
            <dl>
                <div><dt>"ETag"</dt><dd data-testid="toy-etag">{etag}</dd></div>
                <div><dt>"Last-Modified"</dt><dd>{modified}</dd></div>
            </dl>
            <pre>{coloured}</pre>
            {(!more.is_empty()).then(|| view! { <p class="toy-card-more">{format!("… and {more}")}</p> })}
        </div>
    }
}
