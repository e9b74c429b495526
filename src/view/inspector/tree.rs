//! JSON as a tree that opens and closes, by pointer and by keyboard (the ARIA tree pattern).

use std::sync::Arc;

use leptos::{html, prelude::*, tachys::html::attribute::custom::CustomAttribute};

use super::{
    Answer, Pane,
    copy::copy,
    find::Find,
    follow::{go, link},
    marked::{Looked, marked},
    pretty::{class, value_link},
    window::{Row, Stamp, Window},
};
use crate::{
    browser::page,
    client::{
        json::{Doc, Kind, Press, Shape, Tree},
        link::Link,
    },
};

/// The height of a row, in px.
const HEIGHT: usize = 24;

/// The most of a value that is drawn in a row, in bytes.
const LONGEST: usize = 400;

/// How long letters that are typed one after the other belong together, in ms.
const TYPING_MS: u64 = 700;

/// The tree that is drawn, and which value in it is at hand.
#[derive(Clone, Copy)]
struct Drawn {
    tree: RwSignal<Tree>,
    at: RwSignal<usize>,
    typed: StoredValue<(String, u64)>,
}

/// The tree, and below it where the value at hand stands.
pub(super) fn tree(pane: Pane, answer: &Answer, doc: &Arc<Doc>, find: Find) -> AnyView {
    let drawn = Drawn {
        tree: RwSignal::new(Tree::of(doc)),
        at: RwSignal::new(0),
        typed: StoredValue::new((String::new(), 0)),
    };
    let Drawn { tree, at, .. } = drawn;
    // What was found is shown, whatever it stands in.
    let shown = Arc::clone(doc);
    Effect::new(move |_| {
        if let Some(hit) = find.now() {
            tree.update(|tree| tree.reveal(&shown, hit.node));
            at.set(hit.node);
        }
    });
    let host = NodeRef::<html::Div>::new();
    let keys = Arc::clone(doc);
    let followed = (Arc::clone(doc), answer.clone());
    let press = move |event: web_sys::KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() {
            return;
        }
        let link = (event.key() == "Enter")
            .then(|| value_link(&followed.1, &followed.0, at.get_untracked()))
            .flatten();
        if let Some(Link::Here(path)) = link {
            go(pane, &followed.1, &path, !(event.shift_key() || event.alt_key()));
        } else if let Some(Link::Inside(pointer)) = link {
            pane.query.set(pointer);
        } else if !event.alt_key() && !drawn.press(&keys, &event) {
            return;
        }
        event.prevent_default();
        // The player has keys of the same names.
        event.stop_propagation();
    };
    let draw: Row = {
        let (answer, doc) = (answer.clone(), Arc::clone(doc));
        Arc::new(move |row| draw(pane, &answer, &doc, find, drawn, row))
    };
    let stamp: Stamp = {
        let doc = Arc::clone(doc);
        Arc::new(move |row| {
            tree.with(|tree| {
                let node = tree.node(row).unwrap_or_default();
                (node as u64) << 1 | u64::from(tree.is_open(&doc, node))
            })
        })
    };
    let all = |open: bool| {
        let doc = Arc::clone(doc);
        move |_| {
            tree.update(|tree| {
                tree.set_all(&doc, open);
                if !open {
                    at.set(0);
                }
            });
        }
    };
    view! {
        <div
            class="tree code"
            dir="ltr"
            role="tree"
            tabindex="0"
            aria-label="The body as a tree"
            aria-activedescendant=move || format!("node-{}", at.get())
            data-testid="tree"
            node_ref=host
            on:keydown=press
        >
            <Window
                count=Signal::derive(move || tree.with(Tree::len))
                height=HEIGHT
                aim=Signal::derive(move || tree.with(|tree| tree.row_of(at.get())))
                stamp
                row=draw
            />
        </div>
        <div class="tree-foot">
            {foot(pane, answer, doc, at)}
            <button type="button" class="quiet small" on:click=all(true)>"Open all"</button>
            <button type="button" class="quiet small" on:click=all(false)>"Close all"</button>
        </div>
    }
    .into_any()
}

impl Drawn {
    /// Does what a key asks for; `false` where it is none of the tree's.
    fn press(self, doc: &Doc, event: &web_sys::KeyboardEvent) -> bool {
        let key = event.key();
        let letters;
        let press = match key.as_str() {
            "ArrowUp" => Press::Up,
            "ArrowDown" => Press::Down,
            "ArrowLeft" => Press::Out,
            "ArrowRight" => Press::In,
            "Home" => Press::First,
            "End" => Press::Last,
            "PageUp" => Press::Page(-10),
            "PageDown" => Press::Page(10),
            "Enter" | " " => Press::Toggle,
            "*" => Press::Siblings,
            letter if letter.chars().count() == 1 => {
                letters = self.typed.try_update_value(|(typed, at_ms)| {
                    let now = page::now_ms();
                    if now.saturating_sub(*at_ms) > TYPING_MS {
                        typed.clear();
                    }
                    *at_ms = now;
                    typed.push_str(letter);
                    typed.clone()
                });
                Press::Type(letters.as_deref().unwrap_or_default())
            }
            _ => return false,
        };
        if !matches!(press, Press::Type(_)) {
            self.typed.update_value(|(typed, _)| typed.clear());
        }
        let at = self.at.get_untracked();
        let to = self.tree.try_update(|tree| tree.press(doc, at, press));
        self.at.set(to.unwrap_or(at));
        true
    }
}

fn draw(pane: Pane, answer: &Answer, doc: &Arc<Doc>, find: Find, drawn: Drawn, row: usize) -> AnyView {
    let Drawn { tree, at, .. } = drawn;
    let Some(number) = tree.with_untracked(|tree| tree.node(row)) else { return ().into_any() };
    let node = doc.node(number);
    let holds = node.count > 0;
    let open = tree.with_untracked(|tree| tree.is_open(doc, number));
    let siblings = doc.parent(number).map_or(1, |parent| doc.node(parent).count);
    let press = {
        let doc = Arc::clone(doc);
        move |_| {
            // A press on what is at hand, or on its sign, opens and closes it.
            at.set(number);
            tree.update(|tree| tree.set(&doc, number, !open));
        }
    };
    let looked = Memo::new(move |_| Looked::by(find));
    let (answer, words) = (answer.clone(), Arc::clone(doc));
    let content = move || looked.with(|looked| content(pane, &answer, &words, number, open, looked));
    view! {
        <div
            class="t-row"
            class:on=move || at.get() == number
            class:open=open
            class:holds=holds
            role="treeitem"
            id=format!("node-{number}")
            aria-posinset=node.place + 1
            aria-setsize=siblings
            aria-expanded=holds.then(|| open.to_string())
            aria-selected=move || (at.get() == number).to_string()
            style=("--depth", node.depth.min(30).to_string())
            on:click=press
        >
            <span class="t-sign" aria-hidden="true"></span>
            {content}
            {node.overruled.then(|| view! {
                <span class="t-remark" title="The same name comes again further on, and most readers take that one">"overruled"</span>
            })}
        </div>
    }
    .attr("aria-level", node.depth + 1)
    .into_any()
}

/// The name of a row, and what it holds in short.
fn content(pane: Pane, answer: &Answer, doc: &Doc, number: usize, open: bool, looked: &Looked) -> AnyView {
    let node = doc.node(number);
    let name = match (doc.raw_key(number), doc.parent(number)) {
        (Some(raw), _) => {
            // Without its quotes, as no name in a tree needs them.
            let inner = raw.get(1..raw.len() - 1).unwrap_or_default();
            let start = doc.key_span(number).unwrap_or_default().0;
            let whole = matches!(looked, looked if looked.is_at(start, raw.len()));
            let shown = if whole {
                view! { <mark class="now">{inner.to_owned()}</mark> }.into_any()
            } else {
                marked(inner, start + 1, looked)
            };
            Some(view! { <span class="j-key">{shown}</span> ": " }.into_any())
        }
        (None, Some(_)) => Some(view! { <span class="t-index">{node.place}</span> ": " }.into_any()),
        (None, None) => None,
    };
    let value = match node.shape {
        Shape::Object | Shape::Array => {
            let (left, right) = if node.shape == Shape::Object { ("{", "}") } else { ("[", "]") };
            let inside = match node.count {
                0 => String::new(),
                1 => " 1 ".into(),
                count => format!(" {count} "),
            };
            let words = if open { inside } else { preview(doc, number).unwrap_or(inside) };
            view! { <span class="t-holds">{left} {words} {right}</span> }.into_any()
        }
        shape => {
            let raw = doc.raw(number);
            let cut = raw.floor_char_boundary(LONGEST);
            let shown = marked(&raw[..cut], node.start as usize, looked);
            let shown = match value_link(answer, doc, number) {
                Some(to) => link(pane, answer, to, shown),
                None => shown,
            };
            let kind = if shape == Shape::Text { Kind::Text } else { Kind::Literal };
            let more = (cut < raw.len()).then_some("…");
            view! { <span class=class(kind)>{shown} {more}</span> }.into_any()
        }
    };
    view! { <span class="t-text">{name} {value}</span> }.into_any()
}

/// What tells one closed value from another: its `name`, `title` or `id`, and how many it holds.
fn preview(doc: &Doc, number: usize) -> Option<String> {
    let told = ["name", "title", "id", "message"].into_iter().find_map(|name| doc.member(number, name))?;
    let text: String = doc.value(told).chars().take(40).collect();
    (!doc.node(told).shape.holds()).then(|| format!(" {text} · {} ", doc.node(number).count))
}

/// The JSON Pointer of the value at hand, to be read and copied.
fn foot(pane: Pane, answer: &Answer, doc: &Arc<Doc>, at: RwSignal<usize>) -> impl IntoView + use<> {
    let pointed = Arc::clone(doc);
    let pointer = Memo::new(move |_| pointed.pointer(at.get()));
    let done = RwSignal::new(false);
    let press = move |_| copy(pane, "JSON Pointer", pointer.get_untracked(), done);
    let (answer, doc) = (answer.clone(), Arc::clone(doc));
    let follow = move || match value_link(&answer, &doc, at.get()) {
        Some(Link::Here(path)) => {
            let answer = answer.clone();
            let label = format!("GET {path}");
            let press = move |_| go(pane, &answer, &path, true);
            Some(
                view! { <button type="button" class="plain small" title=label on:click=press>"GET it"</button> },
            )
        }
        _ => None,
    };
    view! {
        <output class="pointer" dir="ltr" aria-label="JSON Pointer" data-testid="pointer" title=move || pointer.get()>
            {move || pointer.with(|pointer| if pointer.is_empty() { "(the whole)".to_owned() } else { pointer.clone() })}
        </output>
        <button type="button" class="quiet small" aria-label="Copy the JSON Pointer" data-testid="copy-pointer" on:click=press>
            {move || if done.get() { "Copied" } else { "Copy" }}
        </button>
        {follow}
    }
}
