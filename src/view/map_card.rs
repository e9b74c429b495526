//! The card beside the map: one question, what became of it, and what would have to be true for each way out.

use leptos::prelude::*;

use super::{
    Session,
    address::Address,
    edits,
    evidence::{pieces, reason},
    keys,
    map::Opened,
    track::{spec_link, why_link},
    wording::{named, status_class},
};
use crate::{
    client::edits::{Long, Way},
    http::StatusCode,
    server::{Answer, Decision, Step},
    stage::map::{Look, Met},
};

/// The card.
#[component]
pub(super) fn MapCard(session: Session, address: Address, opened: Opened) -> impl IntoView {
    let subject = Memo::new(move |_| opened.subject());
    let look = Memo::new(move |_| {
        let nothing = Look { met: Met::Ahead, left: None, step: None };
        opened.looks.with(|looks| looks.get(subject.get()).copied().unwrap_or(nothing))
    });
    let content = move || {
        let map = opened.map.get_value();
        let place = subject.get();
        let node = map.nodes.get(place)?;
        let decision = node.decision;
        let words = session.words;
        let means = move || {
            let library = words.library()?;
            Some(library.texts.decision(decision.id)?.means.through(session.told.lens()).to_owned())
        };
        let outs = node
            .exits
            .iter()
            .filter_map(|exit| StatusCode::from_u16(*exit).ok())
            .map(|status| out(session, address, opened, decision.id, look, status))
            .collect_view();
        let outs = (!node.exits.is_empty()).then(|| {
            view! {
                <h4>"What would have to be true"</h4>
                <ul class="map-outs">{outs}</ul>
            }
        });
        // Where the request left too soon, what would have let it go on.
        let past = move || {
            let left = look.get().left.is_some_and(|status| status >= 300) && session.arrived.get();
            let found = opened.found.get().filter(|_| left)?;
            let map = opened.map.get_value();
            let later = |other: &Decision| map.find(other.id).is_some_and(|other| other > place);
            let way = found.leaving_at(later)?.clone();
            let then = format!(
                "Then it leaves with {}, at “{}”",
                named(way.status),
                session.told.question(way.decision)
            );
            Some(view! {
                <h4>"To get past it"</h4>
                <div class="map-past">{edit(session, address, opened, way)} <p>{then}</p></div>
            })
        };
        Some(view! {
            <p class="map-card-block">
                <span lang=move || words.blocks_in()>{move || words.block(decision.block)}</span>
                " · question " {place + 1} " of " {map.nodes.len()}
            </p>
            <h3 lang=move || session.told.language()>{move || session.told.question(decision)}</h3>
            <div role="status">{move || verdict(session, look.get())}</div>
            <p class="map-means" lang=move || words.language()>{means}</p>
            {past}
            {outs}
            <p class="map-links">{why_link(session, decision)} " " {spec_link(decision.spec)}</p>
        })
    };
    let watch = move |_| {
        let moment = session
            .shown
            .with_untracked(|shown| shown.as_ref()?.board.moment_of_step(look.get_untracked().step?));
        if let Some(moment) = moment {
            opened.picked.set(None);
            session.player.update(|player| player.seek_moment(moment));
        }
    };
    view! {
        <section class="map-card" aria-label="The question" tabindex="0" data-testid="map-card">
            {content}
            <button
                type="button"
                class="plain small"
                hidden=move || look.get().step.is_none() || opened.picked.get().is_none()
                on:click=watch
            >
                "Move the playhead here"
            </button>
        </section>
    }
}

/// What became of the question, as far as the playhead has come.
fn verdict(session: Session, look: Look) -> AnyView {
    let step: Option<Step> = session.shown.with(|shown| {
        let steps = &shown.as_ref()?.entry.exchange.trace.steps;
        steps.get(look.step?).cloned()
    });
    match (look.met, step) {
        (Met::Ahead, _) if session.shown.with(Option::is_some) => {
            view! { <p class="map-verdict">"The request has not come to this question."</p> }.into_any()
        }
        (Met::Ahead, _) => ().into_any(),
        (Met::Now, Some(step)) => view! {
            <p class="map-verdict"><strong>"Being asked now."</strong></p>
            {pieces(session, &step.evidence)}
        }
        .into_any(),
        (_, Some(step)) => {
            let (class, word) = match (step.exit.map(|status| status.as_u16()), step.answer) {
                (Some(400..), _) => ("map-verdict s-bad", "Left here"),
                (Some(_), _) => ("map-verdict s-ok", "Left here"),
                (None, Answer::Yes) => ("map-verdict s-ok", "Yes, on to the next"),
                (None, Answer::No) => ("map-verdict s-ok", "No, on to the next"),
                (None, Answer::NotAsked) => ("map-verdict", "Passed over"),
            };
            view! {
                <p class=class><strong>{word} "."</strong> " " {look.step.map(|step| reason(session, step))}</p>
                {pieces(session, &step.evidence)}
            }
            .into_any()
        }
        (_, None) => view! { <p class="map-verdict">"This API never asks it."</p> }.into_any(),
    }
}

/// One way out, and what would have to be true for the request to take it.
fn out(
    session: Session,
    address: Address,
    opened: Opened,
    decision: &'static str,
    look: Memo<Look>,
    status: StatusCode,
) -> impl IntoView {
    // No single edit leads there.
    let long = Memo::new(move |_| {
        opened.further.with(|(longs, all)| {
            let is = |long: &Long| long.way.decision.id == decision && long.way.status == status;
            longs.iter().position(is).ok_or(*all)
        })
    });
    let long_way = move || match long.get() {
        Ok(place) => {
            let long = opened.further.with_untracked(|(longs, _)| longs.get(place).cloned());
            long.map(|long| steps(session, address, opened, &long)).into_any()
        }
        Err(true) => view! { <span>"Nothing that was tried here leads there."</span> }.into_any(),
        Err(false) => {
            view! { <span>"No single edit of this request does it. Trying several…"</span> }.into_any()
        }
    };
    let told = move || -> AnyView {
        if look.get().left == Some(status.as_u16()) {
            return view! { <span>"This request left here."</span> }.into_any();
        }
        if !session.arrived.get() {
            return view! { <span>"How to get there is told once the answer is here."</span> }.into_any();
        }
        opened.found.with(|found| {
            let Some(found) = found else {
                return if opened.missing.get() {
                    view! { <span>"Not tried: the part of this page that would try it could not be fetched."</span> }.into_any()
                } else {
                    view! { <span>"Trying edits…"</span> }.into_any()
                };
            };
            let is_base =
                |base: &crate::client::edits::Base| base.status == status && base.decision.id == decision;
            match found.exit(decision, status.as_u16()) {
                _ if found.base().is_some_and(is_base) => {
                    view! { <span>"The same request, sent now, leaves here."</span> }.into_any()
                }
                Some(way) => edit(session, address, opened, way.clone()).into_any(),
                None => long_way(),
            }
        })
    };
    let words = session.words;
    let condition = move || {
        let library = words.library()?;
        let exit = library.texts.decision(decision)?.exit(status.as_u16())?;
        Some(exit.through(session.told.lens()).to_owned())
    };
    view! {
        <li>
            <strong class=format!("map-status {}", status_class(status))>{named(status)}</strong>
            <p class="map-condition" lang=move || words.language()>{condition}</p>
            {told}
        </li>
    }
}

/// A way that takes more than one edit, told as steps.
fn steps(session: Session, address: Address, opened: Opened, long: &Long) -> AnyView {
    let way = &long.way;
    let Some(before) = &long.before else {
        return edit(session, address, opened, way.clone()).into_any();
    };
    let first = if before.way.is_none() {
        view! { <span class="map-edit">"Send this request."</span> }.into_any()
    } else {
        edit(session, address, opened, before.way.clone()).into_any()
    };
    let wait = (before.wait_s > 0)
        .then(|| view! { <li>{format!("Wait {} s, until that is done.", before.wait_s)}</li> });
    let then = if long.is_repeated() {
        view! { <span class="map-edit">"Send the same once more."</span> }.into_any()
    } else if way.is_none() {
        view! { <span class="map-edit">"Send this request again."</span> }.into_any()
    } else {
        edit(session, address, opened, way.clone()).into_any()
    };
    view! { <ol class="map-steps"><li>{first}</li> {wait} <li>{then}</li></ol> }.into_any()
}

/// The edit that leads there, to be written into the composer.
fn edit(session: Session, address: Address, opened: Opened, way: Way) -> impl IntoView {
    let words = way.words.clone();
    let setting = way.edit.settings().map(|_| " (a setting of the server)");
    let (do_it, where_to) = if way.is_settings() {
        ("Set it", " in the server, now")
    } else {
        ("Write it", " into the composer")
    };
    let because = way.because.clone();
    let title = move || format!("It then leaves here: {}", session.told.by_server(&because).text());
    let press = move |_| {
        edits::make(session, &opened.request.get_value(), &way);
        address.leave();
        // The dialog gives the focus back as it closes; this comes after.
        request_animation_frame(|| {
            keys::focus("#path");
        });
    };
    view! {
        <span class="map-edit">
            <code>{words}</code>
            {setting}
            " "
            <button type="button" class="plain small" title=title on:click=press>
                {do_it}<span class="visually-hidden">{where_to}</span>
            </button>
        </span>
    }
}
