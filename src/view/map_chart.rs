//! The chart: the questions and the ways between them, moved and zoomed as `map_view` says.
//!
//! It is an ordered list of buttons, laid out on the map; on narrow screens, and wherever one would rather have it so,
//! the same list is read from top to bottom.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::{
    Session,
    icon::icon,
    keys,
    map::Opened,
    map_view::{View, ZOOM, part},
};
use crate::{
    browser::page,
    http::StatusCode,
    lens::Lens,
    stage::map::{Camera, Head, Look, Met, Node, is_lit},
};

/// Whether there is room for the map; what is narrower shows the list. The style sheet has the same bound.
fn has_room() -> bool {
    let width = web_sys::window().and_then(|window| window.inner_width().ok()?.as_f64());
    width.is_none_or(|width| width > 760.0)
}

/// The chart, and the buttons that zoom it.
#[component]
pub(super) fn MapChart(session: Session, opened: Opened) -> impl IntoView {
    let map = opened.map.get_value();
    let view = View::new((map.width, map.height));
    let is_map = move || !opened.listed.get_untracked() && has_room();
    let room = RwSignal::new(has_room());
    let name = move || {
        if opened.listed.get() || !room.get() {
            "The questions, in order."
        } else {
            "The questions, in order. Arrow keys move the map, plus and minus zoom, 0 shows all of it."
        }
    };

    // Once it is on the screen, it has a size to begin with.
    let begin = move || {
        if opened.listed.try_get_untracked().is_none() {
            // Closed before there was a frame.
            return;
        }
        if !is_map() {
            return view.scroll();
        }
        let node = opened.map.with_value(|map| {
            let place = opened.picked.get_untracked().or_else(|| opened.current.get_untracked());
            map.nodes.get(place.unwrap_or(0)).map(part)
        });
        let size = view.view();
        view.size.set(size);
        if let Some(node) = node.filter(|_| size.0 > 0.0) {
            view.change(false, |_| Camera::start(view.map, size, node));
        }
    };
    Effect::new(move |_| {
        opened.listed.track();
        request_animation_frame(begin);
    });
    let resized = window_event_listener(leptos::ev::resize, move |_| {
        room.set(has_room());
        begin();
    });
    on_cleanup(move || resized.remove());
    // It goes along with the request.
    Effect::watch(
        move || opened.current.get(),
        move |current, _, _| {
            if !is_map() {
                // Once the row is marked.
                request_animation_frame(begin);
            } else if let Some(current) = current {
                opened.map.with_value(|map| map.nodes.get(*current).map(|node| view.reveal(node)));
            }
        },
        false,
    );

    let focused = move |event: web_sys::FocusEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let place = target.and_then(|target| target.get_attribute("data-place")?.parse::<usize>().ok());
        if let Some(place) = place.filter(|_| is_map() && !view.dragged.get_value()) {
            opened.map.with_value(|map| map.nodes.get(place).map(|node| view.reveal(node)));
        }
    };
    // The question that has the focus.
    let at_hand = move || {
        let focused = document().active_element()?;
        let place = focused.get_attribute("data-place")?.parse::<usize>().ok()?;
        opened.map.with_value(|map| map.nodes.get(place).map(part))
    };
    // Its keys work wherever in the dialog the focus is, its heading among them, where it is at first.
    let listening = window_event_listener(leptos::ev::keydown, move |event| {
        let modified = event.ctrl_key() || event.meta_key() || event.alt_key();
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let Some(target) = target.filter(|_| !modified && !event.default_prevented()) else { return };
        let on = |selector: &str| matches!(target.closest(selector), Ok(Some(_)));
        if !on("dialog.map") {
            return;
        }
        let key = event.key();
        // On the map itself they are its own, and no shortcuts.
        if keys::is_off(session, &key) && !on(".map-view") {
            return;
        }
        // What scrolls keeps the keys that scroll it: the card, and the questions as a list.
        let scrolls = on(".map-card") || (!is_map() && on(".map-view"));
        let arrow = key.starts_with("Arrow");
        let moves = is_map() && !(arrow && (event.shift_key() || scrolls));
        let plays = match &*key {
            " " => !on(keys::PRESSED),
            "Home" | "End" => !scrolls,
            _ => true,
        };
        if moves && view.key(&key, at_hand()) {
            event.prevent_default();
        } else if plays && keys::play(session, &key, event.shift_key()) {
            opened.picked.set(None);
            event.prevent_default();
        }
    });
    on_cleanup(move || listening.remove());
    let transform = move || {
        let Camera { x, y, zoom } = view.camera.get();
        let px = |length: f64| page::decimals(length, 1);
        format!("translate({}px,{}px) scale({})", px(x), px(y), page::decimals(zoom, 4))
    };
    let lines = map.edges.iter().cloned().map(|edge| {
        let line = edge.line.clone();
        let lit = Memo::new(move |_| opened.looks.with(|looks| is_lit(looks, &edge)));
        view! { <path d=line class:lit=lit></path> }
    });
    let (width, height) = (page::decimals(map.width, 0), page::decimals(map.height, 0));
    let blocks = map.heads.iter().map(|head| block(session, opened, view, *head, &map.nodes));
    let percent = move || format!("{} %", page::decimals(view.camera.with(|camera| camera.zoom * 100.0), 0));
    view! {
        <div class="map-place">
            <div
                class="map-view"
                role="group"
                aria-label=name
                tabindex="0"
                node_ref=view.viewport
                data-testid="map-view"
                on:wheel=move |event| {
                    if is_map() {
                        view.wheel(&event);
                    }
                }
                on:pointerdown=move |event| {
                    if is_map() {
                        view.down(&event);
                    }
                }
                on:pointermove=move |event| view.moved(&event)
                on:pointerup=move |event| view.up(&event)
                on:pointercancel=move |event| view.up(&event)
                on:focusin=focused
            >
                <div class="map-canvas" class:glides=move || view.glides.get() style:transform=transform>
                    <svg class="map-lines" width=width height=height aria-hidden="true">{lines.collect_view()}</svg>
                    {blocks.collect_view()}
                </div>
            </div>
            {SIDES.into_iter().enumerate().map(|(place, side)| more(view, place, side)).collect_view()}
            <div class="map-zoom" role="group" aria-label="Zoom">
                <button type="button" class="quiet" aria-label="Smaller" title="Smaller (−)" on:click=move |_| view.zoom(1.0 / ZOOM, None)>"−"</button>
                <button type="button" class="quiet" title="Show all of it (0)" data-testid="map-fit" on:click=move |_| view.fit()>
                    {percent}
                    <span class="visually-hidden">", show all of it"</span>
                </button>
                <button type="button" class="quiet" aria-label="Larger" title="Larger (+)" on:click=move |_| view.zoom(ZOOM, None)>"+"</button>
            </div>
        </div>
    }
}

/// The sides on which more of the map may lie: the name in the sheet, what is said, and which way the map goes.
const SIDES: [(&str, &str, (f64, f64)); 4] = [
    ("left", "More to the left", (1.0, 0.0)),
    ("right", "More to the right", (-1.0, 0.0)),
    ("up", "More above", (0.0, 1.0)),
    ("down", "More below", (0.0, -1.0)),
];

/// Says at an edge that more of the map lies beyond it, and goes there when it is pressed. For pointers: the keyboard
/// moves the map with its arrow keys, and whoever hears it has all questions in a list.
fn more(
    view: View,
    place: usize,
    (side, words, way): (&'static str, &'static str, (f64, f64)),
) -> impl IntoView {
    /// How much of the view a press goes on by.
    const SHARE: f64 = 0.6;
    let beyond = Memo::new(move |_| {
        let size = view.size.get();
        size.0 > 0.0 && view.camera.with(|camera| camera.beyond(view.map, size)[place])
    });
    let go = move |_| {
        let size = view.view();
        view.change(true, |camera| {
            camera.pan((way.0 * size.0 * SHARE, way.1 * size.1 * SHARE), view.map, size)
        });
        // It may be gone by now, and the arrow keys are the map's.
        if let Some(viewport) = view.viewport.get_untracked() {
            let _ = viewport.focus();
        }
    };
    view! {
        <button
            type="button"
            class="map-more"
            data-side=side
            aria-hidden="true"
            tabindex="-1"
            hidden=move || !beyond.get()
            on:click=go
        >
            {words}
        </button>
    }
}

fn block(session: Session, opened: Opened, view: View, head: Head, nodes: &[Node]) -> impl IntoView + use<> {
    let own = nodes.iter().enumerate().filter(|(_, node)| node.decision.block == head.block);
    let first = own.clone().next().map_or(1, |(place, _)| place + 1);
    let rows = own.map(|(place, node)| row(session, opened, view, place, node)).collect_view();
    view! {
        <section class="map-block">
            <h3 style:left=px(head.x) style:top=px(head.y) lang=move || session.words.blocks_in()>{move || session.words.block(head.block)}</h3>
            <ol start=first>{rows}</ol>
        </section>
    }
}

fn px(length: f64) -> String {
    format!("{}px", page::decimals(length, 0))
}

/// How a look is told: its name in the sheet, and in words.
fn words(look: Look) -> (&'static str, &'static str) {
    match (look.left, look.met) {
        (Some(400..), _) => ("refused", "left here"),
        (Some(_), _) => ("answered", "left here"),
        (_, Met::Ahead) => ("ahead", "not reached"),
        (_, Met::Now) => ("now", "being asked"),
        (_, Met::Yes) => ("yes", "yes"),
        (_, Met::No) => ("no", "no"),
        (_, Met::PassedOver) => ("passed", "passed over"),
    }
}

fn row(session: Session, opened: Opened, view: View, place: usize, node: &Node) -> impl IntoView + use<> {
    let decision = node.decision;
    let look = Memo::new(move |_| {
        let nothing = Look { met: Met::Ahead, left: None, step: None };
        opened.looks.with(|looks| looks.get(place).copied().unwrap_or(nothing))
    });
    let sign = move || match words(look.get()).0 {
        "yes" | "answered" => Some(icon("check")),
        "no" | "refused" => Some(icon("cross")),
        _ => None,
    };
    // The rule's number stands in the card.
    let text = move || {
        let whole = session.told.question(decision);
        match whole.split_once(": ") {
            Some((_, after)) if session.words.chosen() == Lens::Spec => after.to_owned(),
            _ => whole,
        }
    };
    let may_leave = (!node.exits.is_empty()).then_some("; may leave with ");
    let exits = node.exits.iter().copied().map(|exit| {
        let class = StatusCode::from_u16(exit).map_or("", super::wording::status_class);
        let taken = move || look.get().left == Some(exit);
        view! { <span class=format!("map-exit {class}") class:taken=taken>{exit}</span> " " }
    });
    let press = move |event: web_sys::MouseEvent| {
        // A press by keyboard has no clicks to count.
        if event.detail() == 0 || !view.dragged.get_value() {
            opened.picked.set(Some(place));
            request_animation_frame(move || view.show_card());
        }
    };
    view! {
        <li>
            <button
                type="button"
                class="map-node"
                data-look=move || words(look.get()).0
                data-place=place
                data-decision=decision.id
                style:left=px(node.x)
                style:top=px(node.y)
                aria-pressed=move || (opened.subject() == place).to_string()
                aria-current=move || (opened.current.get() == Some(place)).then_some("step")
                on:click=press
            >
                <span class="map-sign" aria-hidden="true">{sign}</span>
                <span class="map-question" lang=move || session.told.language()>{text}</span>
                <span class="visually-hidden">": " {move || words(look.get()).1} {may_leave}</span>
                <span class="map-exits">{exits.collect_view()}</span>
            </button>
        </li>
    }
}
