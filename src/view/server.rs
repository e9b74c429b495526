//! The server, with its shelf of toys.

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;

use super::{
    Session,
    figure::nod,
    session::Shown,
    shelf_more::{OutOfView, ShelfMore},
    stage::Bubble,
    toy_card::{Pointed, ToyCard, card_has},
    wording::{face, mood_word},
};
use crate::{
    client::Draft,
    stage::{
        Actor, MomentKind, Mood,
        shelf::{self, Change, Place, Summary},
    },
};

/// The one who answers. The shelf shows the world of the exchange on stage: as it was, then as it became.
#[component]
pub(super) fn ServerFigure(session: Session) -> impl IntoView {
    // It is open or closed as at the moment that is on stage. Once the newest request is over, that is now.
    let down = Memo::new(move |_| {
        let met = session
            .shown
            .with(|shown| shown.as_ref().map(|shown| shown.entry.before.settings().down.is_some()));
        let is_now = session.is_told() && !session.moment().is_some_and(|moment| moment.is_past());
        met.filter(|_| !is_now)
            .unwrap_or_else(|| session.journal.with(|journal| journal.world().settings().down.is_some()))
    });
    let mood = Memo::new(move |_| {
        let met = session
            .shown
            .with(|shown| shown.as_ref().is_some_and(|shown| shown.entry.before.settings().down.is_some()));
        match session.scene.with(|scene| scene.server) {
            _ if down.get() => Mood::Down,
            // It was switched on again since.
            Mood::Down if met => Mood::Idle,
            mood => mood,
        }
    });
    let has_acted = Memo::new(move |_| session.scene.with(|scene| scene.acted));
    let places = Memo::new(move |_| {
        let has_acted = has_acted.get();
        session.shown.with(|shown| match shown {
            None => shelf::quiet(session.journal.with(|journal| journal.world().shelf())),
            Some(shown) if has_acted => shelf::acted(shown.entry.before.shelf(), &shown.entry.after.shelf()),
            Some(shown) => shelf::quiet(shown.entry.before.shelf()),
        })
    });
    // What the server has its hand on while it decides.
    let at = Memo::new(move |_| session.scene.with(|scene| (scene.step, scene.moment)));
    let reached = Memo::new(move |_| {
        let (step, moment) = at.get();
        session.shown.with(|shown| {
            let Shown { entry, board } = shown.as_ref()?;
            let decides = matches!(board.moments().get(moment)?.kind, MomentKind::Decide(_));
            shelf::reached(&entry.exchange, entry.before.base(), step.filter(|_| decides)?)
        })
    });
    let beyond = Memo::new(move |_| {
        session.shown.with(|shown| match shown {
            None => session.journal.with(|journal| journal.world().beyond_shelf()),
            Some(shown) if has_acted.get() => shown.entry.after.beyond_shelf(),
            Some(shown) => shown.entry.before.beyond_shelf(),
        })
    });
    // The toy under the pointer or the focus is named in place of the summary.
    let pointed = RwSignal::new(None::<Pointed>);
    let summary = move || {
        let what = pointed.with(|pointed| pointed.as_ref().map(|pointed| pointed.what.clone()));
        what.unwrap_or_else(|| {
            let summary = places.with(|places| shelf::summary(places));
            session.told.server(Summary { home: summary.home + beyond.get(), ..summary })
        })
    };
    let labelled = Memo::new(move |_| {
        places.with(|places| {
            let labels = shelf::labels(places);
            places.iter().cloned().zip(labels).collect::<Vec<_>>()
        })
    });
    let named = Memo::new(move |_| labelled.with(|places| places.iter().any(|(_, label)| label.is_some())));
    let empty = Memo::new(move |_| places.with(Vec::is_empty));
    // What happens on a long shelf comes into view, and what does not is counted.
    let list = NodeRef::<html::Ul>::new();
    let out = RwSignal::new(OutOfView::default());
    let measure = move || {
        if let Some(list) = list.get_untracked() {
            let now = OutOfView::of(&list);
            if out.get_untracked() != now {
                out.set(now);
            }
        }
    };
    Effect::new(move |_| {
        labelled.track();
        list.track();
        request_animation_frame(measure);
    });
    Effect::new(move |_| {
        if let Some(list) = list.get()
            && places.with(|places| places.iter().any(|place| place.change != Change::None))
        {
            request_animation_frame(move || {
                let toy = list.query_selector(".landed, .changed, .left, .lent, .returned").ok().flatten();
                if let Some(toy) = toy.and_then(|toy| toy.dyn_into::<web_sys::HtmlElement>().ok()) {
                    list.set_scroll_top(toy.offset_top() - toy.offset_height());
                }
            });
        }
    });
    let nod = nod(session, Actor::Server);
    let put_away = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" && pointed.with_untracked(Option::is_some) {
            event.stop_propagation();
            pointed.set(None);
        }
    };
    // The card belongs to the cabinet, so the pointer can go over to it; and a toy that leaves takes it along.
    let let_go = move |_| pointed.set(None);
    view! {
        <div class="actor server" data-mood=move || mood_word(mood.get()) class:closed=move || down.get()>
            <Bubble session by=Actor::Server/>
            <div class="cabinet" on:keydown=put_away on:pointerleave=let_go>
                <svg class="server-face" viewBox="0 0 66 48" aria-hidden="true">
                    <g class="f-face" style:transform=nod>
                        <use_ href=move || face(mood.get()) x="22" y="4" width="40" height="40"></use_>
                    </g>
                    <g class="s-sign x-thinking">
                        <circle cx="13" cy="22" r="8"></circle>
                        <path d="M19 28l6 7"></path>
                    </g>
                    <g class="s-sign x-happy">
                        <circle cx="12" cy="24" r="9.500"></circle>
                        <path d="M7.500 24.500l3.200 3.200 6-7"></path>
                    </g>
                    <g class="s-sign x-refusing">
                        <path d="M8 14.500h8l5.500 5.500v8L16 33.500H8L2.500 28v-8z"></path>
                        <path d="M8.500 20.500l7 7m0-7l-7 7"></path>
                    </g>
                    <g class="s-sign x-down">
                        <path d="M12 13.500l10 19H2z"></path>
                        <path d="M12 20v6m0 3v.5"></path>
                    </g>
                </svg>
                <ul class="shelf" class:named=move || named.get() aria-label="The shelf" tabindex="0" node_ref=list on:scroll=move |_| measure()>
                    <For
                        each=move || labelled.get()
                        key=|(place, label)| (place.key(), label.clone())
                        children=move |labelled| view! { <ToyPlace session labelled pointed reached/> }
                    />
                </ul>
                <Show when=move || empty.get()>
                    <p class="shelf-empty">"Nothing stands here."</p>
                </Show>
                <Show when=move || down.get()>
                    <p class="closed-sign">"Out of service"</p>
                </Show>
                <ShelfMore out measure list/>
                <ToyCard session pointed acted=has_acted/>
            </div>
            <div class="caption">
            <h2>"Server"</h2>
            <p>
                <span>{move || down.get().then_some("Down · ")} {summary}</span> " "
                <button
                    type="button"
                    class="link"
                    data-testid="set-up"
                    on:click=move |_| {
                        session.clients.tab.set(0);
                        session.showing_settings.set(true);
                    }
                >
                    "Settings" <span class="visually-hidden">" of the server"</span>
                </button>
            </p>
            </div>
        </div>
    }
}

/// One toy. Pressing it writes the request for it into the composer.
#[component]
fn ToyPlace(
    session: Session,
    /// Its place, and the name of the collection where one begins here.
    labelled: (Place, Option<String>),
    pointed: RwSignal<Option<Pointed>>,
    /// The path of the thing that the server has its hand on.
    reached: Memo<Option<String>>,
) -> impl IntoView {
    let (place, begins) = labelled;
    let change = place.change;
    let toy = place.toy;
    let initial = shelf::initial(&toy);
    let name = (!toy.path.starts_with("/toys/")).then(|| toy.name.clone());
    let (kind, colour) = shelf::drawing(&toy);
    let symbol = format!("#toy-{kind}");
    let lent = toy.lent_to.is_some();
    let what = match (&toy.lent_to, place.change) {
        (_, Change::Left) => format!("{}, taken away", toy.name),
        (Some(friend), _) => format!("{}, lent to {friend}", toy.name),
        (None, Change::Landed) => format!("{}, new", toy.name),
        (None, Change::Changed) => format!("{}, changed", toy.name),
        (None, Change::Returned) => format!("{}, back again", toy.name),
        (None, Change::None | Change::Lent) => toy.name.clone(),
    };
    let path = toy.path;
    let label = format!("{what}. Write GET {path}");
    let class = match (change, begins.is_some()) {
        (Change::None, false) => "toy",
        (Change::None, true) => "toy first",
        (Change::Landed, _) => "toy landed",
        (Change::Left, _) => "toy left",
        (Change::Changed, _) => "toy changed",
        (Change::Lent, _) => "toy lent",
        (Change::Returned, _) => "toy returned",
    };
    let its = path.clone();
    let in_hand = Memo::new(move |_| reached.with(|reached| reached.as_deref() == Some(&*its)));
    let here = Pointed { what, path: path.clone(), lent_to: toy.lent_to, change };
    let there = here.clone();
    let point = move |_| pointed.set(Some(here.clone()));
    let point_too = move |_| pointed.set(Some(there.clone()));
    let press = move |_| session.write(Draft::new("GET", &path));
    view! {
        <li class=class class:in-hand=in_hand data-toy=toy.id>
            <button
                type="button"
                aria-label=label
                on:click=press
                on:pointerenter=point
                on:focus=point_too
                on:blur=move |event| {
                    if !card_has(event.related_target()) {
                        pointed.set(None);
                    }
                }
            >
                <svg viewBox="0 0 56 44" aria-hidden="true" color=colour>
                    {match initial {
                        Some(initial) => view! {
                            <use_ href="#thing-box"></use_>
                            <text class="initial" x="28" y="31">{initial}</text>
                        }
                        .into_any(),
                        None if lent => {
                            let leaves = (change == Change::Lent)
                                .then(|| view! { <use_ class="leaves" href=symbol.clone()></use_> });
                            view! {
                                <use_ href="#toy-outline"></use_>
                                <use_ class="ghost" href=symbol.clone()></use_>
                                {leaves}
                            }
                            .into_any()
                        }
                        None => view! { <use_ href=symbol></use_> }.into_any(),
                    }}
                </svg>
                {name.map(|name| view! { <span class="toy-name" aria-hidden="true">{name}</span> })}
            </button>
            {begins.map(|begins| view! { <span class="collection-label">{begins}</span> })}
        </li>
    }
}
