//! What a question means: the page that the `type` of every problem leads to (RFC 9457 §3.1.1), and every "Why?".

use leptos::{html, prelude::*};

use super::{
    Session,
    address::{Address, is_shut},
    reset::follow,
    tabs::{Tabs, panel_id},
    track::spec_link,
    words::Words,
};
use crate::{
    http::StatusCode,
    lens::{Lens, Texts},
    server::{self, Block, Decision},
};

/// The decision that an address asks to have explained: `#problem/found`.
fn asked(fragment: &str) -> Option<&'static Decision> {
    let id = fragment.strip_prefix("problem/")?;
    server::decisions().find(|decision| decision.id == id)
}

/// The explanation, as a dialog; open for as long as the page's address asks for one.
#[component]
pub(super) fn ExplainDialog(session: Session, address: Address) -> impl IntoView {
    let words = session.words;
    let dialog = NodeRef::<html::Dialog>::new();
    let asked = address.read(asked);
    let open = RwSignal::new(false);
    // What was explained stays in the dialog while it closes.
    let decision = RwSignal::new(None);
    Effect::new(move |_| {
        let asked = asked.get();
        if asked.is_some() {
            decision.set(asked);
            words.want();
        }
        open.set(asked.is_some());
    });
    follow(dialog, open);

    let closed = move |_| {
        if asked.get_untracked().is_some() && is_shut(dialog) {
            address.leave();
        }
    };
    let content = move || decision.get().map(|decision| explanation(session, decision));
    view! {
        <dialog
            class="card dialog explain"
            node_ref=dialog
            aria-labelledby="explain-title"
            data-testid="explain"
            on:close=closed
        >
            {content}
            <div class="dialog-foot">
                {move || decision.get().filter(|decision| has_table(session, decision)).map(|_| view! {
                    <a class="plain" href="#preconditions" data-testid="every-combination">"See every combination"</a>
                })}
                {move || decision.get().map(|decision| view! {
                    <a class="plain" href=format!("#map/{}", decision.id) data-testid="on-the-map">"Show on the map"</a>
                })}
                <button type="button" class="plain" on:click=move |_| address.leave()>"Close"</button>
            </div>
        </dialog>
    }
}

/// Whether the table of all combinations is about this: it asks of a toy.
fn has_table(session: Session, decision: &Decision) -> bool {
    decision.block == Block::Precondition
        && !session.journal.with(|journal| journal.world().api().is_imported())
}

fn explanation(session: Session, decision: &'static Decision) -> impl IntoView {
    let words = session.words;
    // Until the texts are there, and where they cannot be, what the program itself knows.
    let told = move || match words.library() {
        Some(library) if library.texts.decision(decision.id).is_some() => {
            lenses(words, decision, &library.texts).into_any()
        }
        _ => briefly(decision).into_any(),
    };
    view! {
        <h2 id="explain-title" tabindex="-1" autofocus lang=move || words.told_in()>
            {move || session.told.question(decision)}
        </h2>
        {told}
        <p class="explain-foot">
            "Asked in the block " <strong lang=move || words.blocks_in()>{move || words.block(decision.block)}</strong>
            ". The rule stands in " {spec_link(decision.spec)} "."
        </p>
    }
}

fn exits(decision: &Decision) -> impl Iterator<Item = StatusCode> {
    decision.exits.iter().filter_map(|status| StatusCode::from_u16(*status).ok())
}

/// The decision in the wording of each lens, one tab each.
fn lenses(words: Words, decision: &'static Decision, texts: &Texts) -> impl IntoView + use<> {
    let none = Signal::derive(|| None);
    let tabs = Lens::ALL.map(|lens| (texts.lens_name(lens).to_owned(), none)).to_vec();
    let panels = Lens::ALL.into_iter().enumerate().map(|(index, lens)| {
        let means = texts.decision(decision.id).map(|texts| texts.means.through(lens).to_owned());
        let exits: Vec<_> = exits(decision)
            .map(|status| {
                let means = texts.status(status.as_u16()).map(|four| four.through(lens).to_owned());
                view! {
                    <div>
                        <dt class=super::wording::status_class(status)>{super::wording::named(status)}</dt>
                        <dd>{means}</dd>
                    </div>
                }
            })
            .collect();
        view! {
            <div
                class="lens-panel"
                role="tabpanel"
                tabindex="0"
                id=panel_id("lens", index)
                aria-labelledby=format!("lens-tab-{index}")
                hidden=move || words.lens.get() != index
                lang=texts.language().to_owned()
            >
                <p>{means}</p>
                {(!exits.is_empty()).then(|| view! {
                    <dl class="exits" aria-label="How a request may leave here">{exits}</dl>
                })}
            </div>
        }
    });
    view! {
        <Tabs id="lens" label="Lenses" tabs=tabs open=words.lens/>
        {panels.collect_view()}
    }
}

/// The decision as the program knows it.
fn briefly(decision: &'static Decision) -> impl IntoView {
    let exits: Vec<_> = exits(decision).map(super::wording::named).collect();
    view! {
        <p>"In the toy tale: “" {decision.story} "”"</p>
        {(!exits.is_empty()).then(|| view! {
            <p>"A request may leave here with " <strong>{exits.join(" or ")}</strong> "."</p>
        })}
    }
}
