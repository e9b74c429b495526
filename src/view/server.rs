//! The server, with its shelf of toys.

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;

use super::{Session, stage::Bubble, wording::face};
use crate::{
    client::Draft,
    stage::{
        Actor,
        shelf::{self, Change, Place},
    },
};

/// The one who answers. The shelf shows the world of the exchange on stage: as it was, then as it became.
#[component]
pub(super) fn ServerFigure(session: Session) -> impl IntoView {
    let mood = Memo::new(move |_| session.scene.with(|scene| scene.server));
    let has_acted = Memo::new(move |_| session.scene.with(|scene| scene.acted));
    let places = Memo::new(move |_| {
        let has_acted = has_acted.get();
        session.shown.with(|shown| match shown {
            None => shelf::quiet(session.journal.with(|journal| journal.world().shelf())),
            Some(shown) if has_acted => shelf::acted(shown.entry.before.shelf(), &shown.entry.after.shelf()),
            Some(shown) => shelf::quiet(shown.entry.before.shelf()),
        })
    });
    // The toy under the pointer or the focus is named in place of the summary.
    let pointed = RwSignal::new(None::<String>);
    let summary = move || {
        pointed.get().unwrap_or_else(|| session.told.server(places.with(|places| shelf::summary(places))))
    };
    let down = move || session.journal.with(|journal| journal.world().settings().down.is_some());
    // What happens on a long shelf comes into view.
    let list = NodeRef::<html::Ul>::new();
    Effect::new(move |_| {
        if let Some(list) = list.get()
            && places.with(|places| places.iter().any(|place| place.change != Change::None))
        {
            request_animation_frame(move || {
                let toy = list.query_selector(".landed, .changed, .left").ok().flatten();
                if let Some(toy) = toy.and_then(|toy| toy.dyn_into::<web_sys::HtmlElement>().ok()) {
                    list.set_scroll_top(toy.offset_top() - toy.offset_height());
                }
            });
        }
    });
    view! {
        <div class="actor server">
            <Bubble session by=Actor::Server/>
            <div class="cabinet">
                <svg class="server-face" viewBox="0 0 40 40" aria-hidden="true">
                    <use_ href=move || face(mood.get())></use_>
                </svg>
                <ul class="shelf" aria-label="The shelf" tabindex="0" node_ref=list>
                    <For
                        each=move || places.get()
                        key=Place::key
                        children=move |place| view! { <ToyPlace session place pointed/> }
                    />
                </ul>
            </div>
            <h2>"Server"</h2>
            <p>
                {move || down().then_some("Down · ")} {summary} " "
                <button
                    type="button"
                    class="link"
                    data-testid="set-up"
                    on:click=move |_| {
                        session.clients.tab.set(0);
                        session.showing_settings.set(true);
                    }
                >
                    "Settings"
                </button>
            </p>
        </div>
    }
}

/// One toy. Pressing it writes the request for it into the composer.
#[component]
fn ToyPlace(session: Session, place: Place, pointed: RwSignal<Option<String>>) -> impl IntoView {
    let toy = place.toy;
    let (kind, colour) = shelf::drawing(&toy);
    let symbol = format!("#toy-{kind}");
    let lent = toy.lent_to.is_some();
    let what = match (&toy.lent_to, place.change) {
        (_, Change::Left) => format!("{}, taken away", toy.name),
        (Some(friend), _) => format!("{}, lent to {friend}", toy.name),
        (None, Change::Landed) => format!("{}, new", toy.name),
        (None, Change::Changed) => format!("{}, changed", toy.name),
        (None, Change::None) => toy.name.clone(),
    };
    let path = toy.path;
    let label = format!("{what}. Write GET {path}");
    let class = match place.change {
        Change::None => "toy",
        Change::Landed => "toy landed",
        Change::Left => "toy left",
        Change::Changed => "toy changed",
    };
    let title = what.clone();
    let point = move || pointed.set(Some(what.clone()));
    let point_too = point.clone();
    let press = move |_| session.write(Draft::new("GET", &path));
    view! {
        <li class=class data-toy=toy.id>
            <button
                type="button"
                aria-label=label
                title=title
                on:click=press
                on:pointerenter=move |_| point()
                on:pointerleave=move |_| pointed.set(None)
                on:focus=move |_| point_too()
                on:blur=move |_| pointed.set(None)
            >
                <svg viewBox="0 0 56 44" aria-hidden="true" color=colour>
                    {if lent {
                        view! { <use_ href="#toy-outline"></use_><use_ class="ghost" href=symbol></use_> }.into_any()
                    } else {
                        view! { <use_ href=symbol></use_> }.into_any()
                    }}
                </svg>
            </button>
        </li>
    }
}
