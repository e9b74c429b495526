//! A problem, explained: what happened, where in the request, what to do, and why (RFC 9457).

use leptos::prelude::*;

use super::{super::keys::focus, Answer, Pane, point::at};
use crate::client::{
    problem::{Complaint, Place, Problem},
    since::{Since, written},
};

/// The explanation that stands before the body.
pub(super) fn explanation(pane: Pane, answer: &Answer, problem: Problem) -> impl IntoView + use<> {
    let advice = problem.advice(answer.response());
    let Problem { title, detail, explained, complaints, place, offered } = problem;
    let (listed, whole) = (!complaints.is_empty(), place.is_some() && complaints.is_empty());
    let rows: Vec<_> = complaints.into_iter().map(|complaint| row(pane, answer, complaint)).collect();
    let why = explained.map(
        |fragment| view! { <a class="why" href=format!("#{fragment}") data-testid="problem-why">"Why?"</a> },
    );
    let offered = (!offered.is_empty()).then(|| {
        let all: Vec<_> = offered.into_iter().take(12).map(|one| view! { <code>{one}</code> " " }).collect();
        view! { <p class="offered">"To be had: " {all}</p> }
    });
    let point = place.filter(|_| whole).map(|place| show(pane, answer, place));
    view! {
        <section class="problem" aria-label="What went wrong" data-testid="problem">
            <h3>{title} " " {why}</h3>
            {(!detail.is_empty()).then(|| view! { <p>{detail}</p> })}
            {listed.then(|| view! { <ul class="complaints">{rows}</ul> })}
            {offered}
            <p class="advice"><span class="advice-sign" aria-hidden="true">"→"</span> {advice} " " {point}</p>
            {changed_since(pane, answer)}
        </section>
    }
}

fn row(pane: Pane, answer: &Answer, complaint: Complaint) -> impl IntoView + use<> {
    let Complaint { message, expected, found, place } = complaint;
    let at = match &place {
        Some(Place::Value(pointer)) if pointer.is_empty() => Some("the whole".to_owned()),
        Some(Place::Value(pointer)) => Some(pointer.clone()),
        Some(Place::Field(name)) => Some(name.clone()),
        Some(Place::Query(name)) => Some(format!("?{name}")),
        _ => None,
    };
    let wanted = match (expected, found) {
        (Some(expected), Some(found)) => Some(format!("wanted {expected}, found {found}")),
        (Some(expected), None) => Some(format!("wanted {expected}")),
        (None, Some(found)) => Some(format!("found {found}")),
        (None, None) => None,
    };
    view! {
        <li>
            {at.map(|at| view! { <code dir="ltr">{at}</code> " " })}
            <span>{message}</span>
            {wanted.map(|wanted| view! { <span class="wanted">{wanted}</span> })}
            {place.map(|place| show(pane, answer, place))}
        </li>
    }
}

/// A button that shows the place in the composer.
fn show(pane: Pane, answer: &Answer, place: Place) -> impl IntoView + use<> {
    let label = match &place {
        Place::Value(_) | Place::Spot(..) | Place::Content => "Show in the body",
        Place::Field(_) => "Show in the headers",
        Place::Query(_) => "Show in the query",
        Place::Path => "Show in the path",
    };
    let answer = answer.clone();
    let press = move |_| pane.told.set(at(pane, &answer, &place));
    view! { <button type="button" class="link point" data-testid="point" on:click=press>{label}</button> }
}

/// What the composer holds by now, where that is not what was sent.
fn changed_since(pane: Pane, answer: &Answer) -> impl IntoView + use<> {
    let session = pane.session;
    let base = session.base();
    let request = answer.entry.exchange.request.clone();
    let since = Memo::new(move |_| {
        session.draft.with(|draft| match Since::of(draft, &request, &base) {
            Since::Same => "",
            Since::Content => "You have changed the body since.",
            Since::Other => "You have changed the request since.",
            Since::Another => "The composer holds another request by now.",
        })
    });
    let request = answer.entry.exchange.request.clone();
    let back = move |_| {
        session.write(written(&request, &session.base()));
        // This button goes away with what it puts right.
        focus("#send");
        pane.told.set("The request is back in the composer as it was sent.".into());
    };
    move || {
        let since = since.get();
        let back = back.clone();
        (!since.is_empty()).then(|| {
            view! {
                <p class="since" data-testid="since">
                    {since} " "
                    <button type="button" class="link" on:click=back>"Put back what was sent"</button>
                </p>
            }
        })
    }
}
