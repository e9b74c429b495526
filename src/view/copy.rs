//! The way out of the page: the request as curl, as `fetch`, or as the message itself.

use leptos::{prelude::*, task::spawn_local};

use super::{Session, menu::Menu};
use crate::{
    browser::{clipboard, page},
    client::snippets,
    http::Request,
};

/// The most characters of a snippet that are shown; all of it is copied.
const SHOWN: usize = 4_000;

type Write = fn(&Request) -> String;

/// Each way: what it is called, what to know of it, and what writes it.
const WAYS: [(&str, &str, Write); 3] = [
    (
        "curl",
        "For a POSIX shell. The server in this page answers this browser alone; for curl, run the same server on a port of its own (the project’s example “serve”) and put its address in.",
        |request| snippets::curl(request, &origin()),
    ),
    ("fetch", "For the browser's console on this page, while the badge says live on fetch().", |request| {
        snippets::fetch(request, &origin())
    }),
    ("HTTP", "The message as HTTP/1.1 writes it.", |request| snippets::message(request, &host())),
];

fn origin() -> String {
    page::origin().unwrap_or_else(|| "http://localhost:8080".into())
}

fn host() -> String {
    let origin = origin();
    origin.split_once("://").map_or(origin.as_str(), |(_, host)| host).to_owned()
}

/// The menu.
#[component]
pub(super) fn CopyMenu(session: Session) -> impl IntoView {
    let way = RwSignal::new(0_usize);
    let told = RwSignal::new(String::new());
    let open = RwSignal::new(false);
    let text = move || {
        let request = session.draft.with(|draft| draft.request(&session.base()));
        WAYS.get(way.get()).map_or_else(String::new, |(_, _, write)| write(&request))
    };
    let shown = move || {
        // Written only while somebody looks.
        if !open.get() {
            return String::new();
        }
        let text = text();
        match text.char_indices().nth(SHOWN) {
            Some((at, _)) => format!("{}\n… and more; all of it is copied.", &text[..at]),
            None => text,
        }
    };
    let copy = move |_| {
        let text = untrack(text);
        spawn_local(async move {
            told.set(match clipboard::write(&text).await {
                Ok(()) => "Copied.".into(),
                Err(why) => why,
            });
        });
    };
    let ways = WAYS.iter().enumerate().map(move |(index, (name, ..))| {
        view! {
            <button
                type="button"
                aria-pressed=move || (way.get() == index).to_string()
                on:click=move |_| {
                    way.set(index);
                    told.set(String::new());
                }
            >
                {*name}
            </button>
        }
    });
    let about = move || WAYS.get(way.get()).map(|(_, about, _)| *about);
    let secret = move || {
        session.draft.with(|draft| draft.header("authorization").is_some()).then(|| {
            view! { <p class="copy-secret">"It holds your credentials: mind who reads it."</p> }
        })
    };
    view! {
        <div on:toggle:capture=move |event: web_sys::Event| {
            use wasm_bindgen::JsCast;
            let is_open = event
                .target()
                .and_then(|target| target.dyn_into::<web_sys::HtmlDetailsElement>().ok())
                .is_some_and(|menu| menu.open());
            open.set(is_open);
            told.set(String::new());
        }>
            <Menu
                label=move || WAYS.get(way.get()).map_or("curl", |(name, ..)| name)
                class="preset-menu copy-menu"
                testid="copy-as"
            >
                <div class="ways" role="group" aria-label="Copy as">{ways.collect_view()}</div>
                <pre class="snippet" tabindex="0" aria-label="What is copied">{shown}</pre>
                <div class="copy-foot">
                    <button type="button" class="danger small" data-testid="copy-it" on:click=copy>"Copy"</button>
                    <span role="status">{move || told.get()}</span>
                </div>
                {secret}
                <p class="copy-about">{about}</p>
            </Menu>
        </div>
    }
}
