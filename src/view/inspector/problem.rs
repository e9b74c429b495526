//! A problem, explained: what happened, where in the request, what to do, and why (RFC 9457).

use std::sync::Arc;

use leptos::prelude::*;

use super::{super::keys::focus, Answer, Pane, point::at};
use crate::{
    browser::storage,
    client::{
        problem::{Complaint, Place, Problem},
        since::{Since, written},
    },
};

/// Where it is kept whether a problem is explained at length.
const KEY: &str = "problem-at-length";

/// Whether the visitor last had a problem explained at length.
pub(super) fn prefers_length() -> bool {
    storage::preference(KEY).as_deref() == Some("yes")
}

/// The explanation that stands before the body: in brief, so that the body can be seen below it, or at length.
pub(super) fn explanation(pane: Pane, answer: &Answer, problem: Problem) -> impl IntoView + use<> {
    let length = pane.length;
    let more = move |_| {
        length.update(|length| *length = !*length);
        storage::prefer(KEY, if length.get_untracked() { "yes" } else { "no" });
    };
    let why = problem.explained.clone().map(
        |fragment| view! { <a class="why" href=format!("#{fragment}") data-testid="problem-why">"Why?"</a> },
    );
    let advice = problem.advice(answer.response());
    let (problem, held) = (Arc::new(problem), answer.clone());
    let (briefly, place) = (Arc::clone(&problem), problem.first_place());
    let say = move || match length.get() {
        true => view! { <h3>{briefly.title.clone()}</h3> }.into_any(),
        false => brief(&briefly).into_any(),
    };
    let point = {
        let answer = answer.clone();
        move || (!length.get()).then(|| place.clone().map(|place| show(pane, &answer, place)))
    };
    let rest = move || length.get().then(|| at_length(pane, &held, &problem, advice.clone()));
    view! {
        <section class="problem" class:brief=move || !length.get() aria-label="What went wrong" data-testid="problem">
            <div class="problem-head">
                <div class="problem-say">{say}</div>
                <p class="problem-acts">
                    {point}
                    {why}
                    <button
                        type="button"
                        class="link point"
                        aria-expanded=move || length.get().to_string()
                        data-testid="problem-more"
                        on:click=more
                    >
                        {move || if length.get() { "Less" } else { "More" }}
                    </button>
                </p>
            </div>
            {rest}
            {changed_since(pane, answer)}
        </section>
    }
}

/// The first thing that is wrong, and how many more there are.
fn brief(problem: &Problem) -> impl IntoView + use<> {
    let more = problem.complaints.len().saturating_sub(1);
    let more = (more > 0).then(|| view! { <b class="problem-more">{format!("+ {more} more")}</b> " " });
    let said = match problem.complaints.first() {
        Some(complaint) => {
            let at = named(complaint.place.as_ref());
            view! { {at.map(|at| view! { <code dir="ltr">{at}</code> " " })} {complaint.message.clone()} }
                .into_any()
        }
        None if problem.detail.is_empty() => problem.title.clone().into_any(),
        None => problem.detail.clone().into_any(),
    };
    view! { <p class="problem-brief">{more} {said}</p> }
}

fn at_length(pane: Pane, answer: &Answer, problem: &Problem, advice: String) -> impl IntoView + use<> {
    let Problem { detail, complaints, place, offered, .. } = problem.clone();
    let (listed, whole) = (!complaints.is_empty(), place.is_some() && complaints.is_empty());
    let rows: Vec<_> = complaints.into_iter().map(|complaint| row(pane, answer, complaint)).collect();
    let offered = (!offered.is_empty()).then(|| {
        let all: Vec<_> = offered.into_iter().take(12).map(|one| view! { <code>{one}</code> " " }).collect();
        view! { <p class="offered">"To be had: " {all}</p> }
    });
    let point = place.filter(|_| whole).map(|place| show(pane, answer, place));
    view! {
        {(!detail.is_empty()).then(|| view! { <p>{detail}</p> })}
        {listed.then(|| view! { <ul class="complaints">{rows}</ul> })}
        {offered}
        <p class="advice"><span class="advice-sign" aria-hidden="true">"→"</span> {advice} " " {point}</p>
    }
}

/// What a place is called beside what is wrong there; nothing where the words say it.
fn named(place: Option<&Place>) -> Option<String> {
    match place? {
        Place::Value(pointer) if pointer.is_empty() => Some("the whole".to_owned()),
        Place::Value(pointer) => Some(pointer.clone()),
        Place::Field(name) => Some(name.clone()),
        Place::Query(name) => Some(format!("?{name}")),
        Place::Spot(..) | Place::Content | Place::Path | Place::PathSpot(_) => None,
    }
}

fn row(pane: Pane, answer: &Answer, complaint: Complaint) -> impl IntoView + use<> {
    let Complaint { message, expected, found, place } = complaint;
    let at = named(place.as_ref());
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
        Place::Path | Place::PathSpot(_) => "Show in the path",
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
