//! What changed since the last answer for the same target.

use leptos::prelude::*;

use super::{super::wording::status_class, Answer, Pane};
use crate::{
    client::{
        diff::{Change, Changed, ContentChange, compare},
        explain_field::span,
        since::spelled,
    },
    http::{StatusCode, reason},
    journal::Entry,
};

/// The tab.
pub(super) fn changed(pane: Pane, answer: &Answer) -> AnyView {
    let session = pane.session;
    let exchange = &answer.entry.exchange;
    let request = format!("{} {}", exchange.request.method_text(), path(&answer.entry));
    let Some(earlier) = session.journal.with_untracked(|journal| journal.earlier(&answer.entry)) else {
        return view! {
            <p class="empty" data-testid="no-earlier">
                "This is the first answer to " <code>{request}</code>
                ". Send it again, now or after a change, and what is different then stands here."
            </p>
        }
        .into_any();
    };
    let number = earlier.exchange.number;
    let apart = exchange.at_ms.saturating_sub(earlier.exchange.at_ms) / 1000;
    let what = format!(
        "#{number} {} {}, {}",
        earlier.exchange.request.method_text(),
        earlier.exchange.response.status.as_u16(),
        if apart == 0 { "just before".to_owned() } else { format!("{} earlier", span(apart)) }
    );
    let old = earlier.exchange.response.clone();
    let visit = move |_| {
        pane.hand_on();
        session.show_settled(&earlier);
    };
    let told = if exchange.response.status == StatusCode::NOT_MODIFIED {
        view! {
            <p class="verdict">
                <strong>"Nothing changed; what you have is still good."</strong>
                " The server compared what you said you have with what is there, and sent 304 instead of sending it again."
            </p>
        }
        .into_any()
    } else {
        differences(&compare(&old, answer.response()))
    };
    view! {
        <div class="changed" data-testid="changed">
            <p class="compared">
                "Compared with "
                <button type="button" class="link" title="Put that exchange on stage" on:click=visit>{what}</button>
            </p>
            {told}
        </div>
    }
    .into_any()
}

fn path(entry: &Entry) -> String {
    let target = entry.exchange.request.target_text().into_owned();
    target.strip_prefix(entry.before.base()).map(str::to_owned).unwrap_or(target)
}

fn differences(changed: &Changed) -> AnyView {
    let verdict = changed.is_nothing().then(|| {
        view! { <p class="verdict"><strong>"Nothing changed"</strong> " but what changes each time."</p> }
    });
    let status = changed.status.map(|(old, new)| {
        let pill = |status: u16| {
            let code = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
            let words = format!("{status} {}", reason(code));
            view! { <span class=format!("pill {}", status_class(code))>{words}</span> }
        };
        view! {
            <h3>"Status"</h3>
            <p class="statuses">{pill(old)} {became()} {pill(new)}</p>
        }
    });
    let fields = (!changed.fields.is_empty()).then(|| {
        view! { <h3>"Header fields"</h3> {list(&changed.fields, true)} }
    });
    let content = match &changed.content {
        ContentChange::Same => (!changed.is_nothing()).then(|| view! { <h3>"Body"</h3> <p>"The same, to the byte."</p> }.into_any()),
        ContentChange::SameMeaning => {
            Some(view! { <h3>"Body"</h3> <p>"It says the same, in other bytes: the order or the white space is another."</p> }.into_any())
        }
        ContentChange::Values(changes, more) => Some(
            view! {
                <h3>{format!("Body: {}", count(changes.len() + more))}</h3>
                {list(changes, false)}
                {(*more > 0).then(|| view! { <p class="empty">{format!("and {more} more")}</p> })}
            }
            .into_any(),
        ),
        ContentChange::Other(why) => Some(view! { <h3>"Body"</h3> <p>{*why}</p> }.into_any()),
    };
    let usual: Vec<_> = changed.usual.iter().map(|change| spelled(&change.at)).collect();
    let usual = (!usual.is_empty())
        .then(|| view! { <p class="empty">{format!("As each time: {}.", usual.join(", "))}</p> });
    view! { {verdict} {status} {content} {fields} {usual} }.into_any()
}

/// The sign between what was and what is.
fn became() -> impl IntoView {
    view! {
        <span class="became" aria-hidden="true">"→"</span>
        <span class="visually-hidden">" became "</span>
    }
}

fn count(changes: usize) -> String {
    if changes == 1 { "1 change".into() } else { format!("{changes} changes") }
}

fn list(changes: &[Change], fields: bool) -> impl IntoView + use<> {
    let rows: Vec<_> = changes
        .iter()
        .map(|change| {
            let (class, sign, words) = match (&change.old, &change.new) {
                (None, _) => ("added", "+", "added"),
                (_, None) => ("gone", "−", "taken away"),
                _ => ("other", "~", "changed"),
            };
            let name = match (fields, change.at.is_empty()) {
                (true, _) => spelled(&change.at),
                (_, true) => "(the whole)".into(),
                _ => change.at.clone(),
            };
            let old = change.old.clone().map(|old| view! { <del>{old}</del> });
            let new = change.new.clone().map(|new| view! { <ins>{new}</ins> });
            let between = (change.old.is_some() && change.new.is_some()).then(|| view! { {became()} });
            view! {
                <li class=format!("change {class}")>
                    <span class="change-sign" aria-hidden="true">{sign}</span>
                    <span class="visually-hidden">{words} " "</span>
                    <span class="change-at" dir="ltr">{name}</span>
                    <span class="change-values" dir="ltr">{old} {between} {new}</span>
                </li>
            }
        })
        .collect();
    view! { <ul class="changes">{rows}</ul> }
}
