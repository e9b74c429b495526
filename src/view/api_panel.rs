//! The API view: everything that can be set about clients, wire and server, and what the API offers.

use leptos::prelude::*;

use super::{Session, keys, settings::Number, wording::method_class};
use crate::client::{
    Client, ClientSettings, Draft,
    agent::Agent,
    wire::{Lose, WireSettings},
};

/// The other origin that a client pretends at first.
const ORIGIN: &str = "https://friend.example";

/// All sections, one below the other.
#[component]
pub(super) fn ApiPanel(session: Session) -> impl IntoView {
    let clients = session.clients;
    let server = move |_| {
        clients.tab.set(0);
        session.showing_settings.set(true);
    };
    let first_name = move || if clients.two.get() { Client::First.name() } else { "The client" };
    view! {
        <section class="api-panel" aria-label="Clients, wire, server and operations" data-testid="api-panel">
            <p class="api-intro">
                "A client sends what you write once, and shows what comes. What it may do beyond that is off until you \
                 switch it on here."
            </p>
            <fieldset>
                <legend>{first_name}</legend>
                <ClientPart session client=Client::First/>
            </fieldset>
            <fieldset>
                <legend>"A second client"</legend>
                <label class="check">
                    <input
                        type="checkbox"
                        data-testid="two"
                        prop:checked=move || clients.two.get()
                        on:change:target=move |event| clients.switch_two(event.target().checked())
                    />
                    "There is another, with a cache and a library card of its own"
                </label>
                <Show when=move || clients.two.get()>
                    <p class="hint">"Above the request you choose who sends. Let both read a toy, then both change it."</p>
                    <ClientPart session client=Client::Second/>
                </Show>
            </fieldset>
            <fieldset>
                <legend>"The wire"</legend>
                <WirePart session/>
            </fieldset>
            <fieldset>
                <legend>"The server"</legend>
                <div class="number">
                    "Is it up, how often may it be asked, how long may answers be kept?"
                    <button type="button" class="plain small" on:click=server>"Server settings…"</button>
                </div>
            </fieldset>
            <fieldset>
                <legend>"What it offers"</legend>
                <Operations session/>
            </fieldset>
        </section>
    }
}

/// What one client does of its own accord.
#[component]
fn ClientPart(session: Session, client: Client) -> impl IntoView {
    let clients = session.clients;
    let agent = clients.agent(client);
    let settings = Memo::new(move |_| agent.with(|agent: &Agent| agent.settings.clone()));
    let test = match client {
        Client::First => ["cache", "follow", "credentials", "retry-after", "origin"],
        Client::Second => ["cache-2", "follow-2", "credentials-2", "retry-after-2", "origin-2"],
    };
    let check = move |testid: &'static str,
                      label: &'static str,
                      read: fn(&ClientSettings) -> bool,
                      write: fn(&mut ClientSettings, bool)| {
        view! {
            <label class="check">
                <input
                    type="checkbox"
                    data-testid=testid
                    prop:checked=move || settings.with(read)
                    on:change:target=move |event| {
                        let on = event.target().checked();
                        clients.configure(client, |settings| write(settings, on));
                    }
                />
                {label}
            </label>
        }
    };
    let known = move || agent.with(|agent| agent.known.clone().unwrap_or_default());
    let write_known = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlInputElement>| {
        let text = event.target().value().trim().to_owned();
        agent.update(|agent| agent.known = (!text.is_empty()).then_some(text));
    };
    let origin = move || settings.with(|settings| settings.origin.clone());
    let write_origin = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlInputElement>| {
        let text = event.target().value().trim().to_owned();
        if !text.is_empty() {
            clients.configure(client, |settings| settings.origin = Some(text));
        }
    };
    let number = move |write: fn(&mut ClientSettings, u32)| {
        move |value: u32| clients.configure(client, |settings| write(settings, value))
    };
    view! {
        {check(test[0], "Keeps answers in a cache, and uses them (RFC 9111)", |settings| settings.cache, |settings, on| settings.cache = on)}
        {check(test[1], "Follows redirects", |settings| settings.follow, |settings, on| settings.follow = on)}
        {check(test[2], "Shows its library card when it is asked who it is (401)", |settings| settings.credentials, |settings, on| settings.credentials = on)}
        <label class="number">
            "Its Authorization; POST /cards fills it in"
            <input
                type="text"
                class="wide"
                autocomplete="off"
                spellcheck="false"
                placeholder="Bearer …"
                prop:value=known
                on:change:target=write_known
            />
        </label>
        <Number
            label="Tries again without an answer, times"
            value=move || settings.with(|settings| settings.retries)
            least=0
            most=ClientSettings::MOST_RETRIES
            set=number(|settings, value| settings.retries = value)
        />
        <Number
            label="Before that it waits, in ms (then doubled)"
            value=move || settings.with(|settings| settings.backoff_ms)
            least=0
            most=ClientSettings::LONGEST_MS
            disabled=Signal::derive(move || settings.with(|settings| settings.retries == 0))
            set=number(|settings, value| settings.backoff_ms = value)
        />
        <Number
            label="Waits for an answer, in ms"
            value=move || settings.with(|settings| settings.patience_ms)
            least=100
            most=ClientSettings::LONGEST_MS
            set=number(|settings, value| settings.patience_ms = value)
        />
        {check(test[3], "Comes back when an answer says so (Retry-After)", |settings| settings.retry_after, |settings, on| settings.retry_after = on)}
        <label class="check">
            <input
                type="checkbox"
                data-testid=test[4]
                prop:checked=move || origin().is_some()
                on:change:target=move |event| {
                    let origin = event.target().checked().then(|| ORIGIN.to_owned());
                    clients.configure(client, |settings| settings.origin = origin);
                }
            />
            "Pretends to be a page of another origin (CORS)"
        </label>
        <Show when=move || origin().is_some()>
            <label class="number">
                "The other origin"
                <input type="text" class="wide" spellcheck="false" prop:value=move || origin().unwrap_or_default() on:change:target=write_origin/>
            </label>
        </Show>
        <div class="number">
            "All at once:"
            <span class="pair">
                <button
                    type="button"
                    class="plain small"
                    on:click=move |_| clients.configure(client, |settings| *settings = ClientSettings::browser())
                >
                    "Like a browser’s fetch"
                </button>
                <button
                    type="button"
                    class="plain small"
                    on:click=move |_| clients.configure(client, |settings| *settings = ClientSettings::default())
                >
                    "Nothing by itself"
                </button>
            </span>
        </div>
    }
}

/// How slow the wire is, and what it loses.
#[component]
fn WirePart(session: Session) -> impl IntoView {
    let clients = session.clients;
    let settings = Memo::new(move |_| clients.wire.with(|wire| wire.settings));
    let lose = move |next: &'static str,
                     every: &'static str,
                     read: fn(&WireSettings) -> Lose,
                     write: fn(&mut WireSettings) -> &mut Lose| {
        view! {
            <Number
                label=next
                value=move || settings.with(read).next
                least=0
                most=100
                set=move |value| clients.configure_wire(|wire| write(wire).next = value)
            />
            <Number
                label=every
                value=move || settings.with(read).every
                least=0
                most=100
                set=move |value| clients.configure_wire(|wire| write(wire).every = value)
            />
        }
    };
    view! {
        <Number
            label="Each message takes longer by, in ms"
            value=move || settings.with(|wire| wire.latency_ms)
            least=0
            most=WireSettings::SLOWEST_MS
            set=move |value| clients.configure_wire(|wire| wire.latency_ms = value)
        />
        {lose("Lose so many of the next requests", "Lose every nth request (0: none)", |wire| wire.requests, |wire| &mut wire.requests)}
        {lose("Lose so many of the next answers", "Lose every nth answer (0: none)", |wire| wire.responses, |wire| &mut wire.responses)}
        {lose("Break off so many of the next answers", "Break off every nth answer (0: none)", |wire| wire.breaks, |wire| &mut wire.breaks)}
        <p class="hint">
            "A lost request never reaches the server. A lost answer does: the server has acted, and the client does not know. So it is with one that takes longer than the client waits: it comes too late."
        </p>
        <div class="number">
            "A wire that is quick and loses nothing:"
            <button
                type="button"
                class="plain small"
                data-testid="good-wire"
                on:click=move |_| clients.configure_wire(|wire| *wire = WireSettings::default())
            >
                "As at first"
            </button>
        </div>
    }
}

/// What the API offers; a press writes the request into the composer.
#[component]
fn Operations(session: Session) -> impl IntoView {
    let filter = RwSignal::new(String::new());
    let all = Memo::new(move |_| {
        session.journal.with(|journal| {
            let routes = journal.world().api().routes();
            let operations = routes.iter().flat_map(|route| {
                let path = route.template.text().to_owned();
                route.operations.iter().map(move |operation| (operation.method.to_string(), path.clone()))
            });
            operations.collect::<Vec<_>>()
        })
    });
    let rows = move || {
        let wanted = filter.get().to_ascii_lowercase();
        let fits = move |(method, path): &(String, String)| {
            format!("{method} {path}").to_ascii_lowercase().contains(&wanted)
        };
        all.with(|all| all.iter().filter(|row| fits(row)).take(MOST).cloned().collect::<Vec<_>>())
    };
    let row = move |(method, path): (String, String)| {
        let class = format!("ex-method {}", method_class(&method));
        let (name, place) = (method.clone(), path.clone());
        let write = move |_| {
            session.write(Draft::new(&method, &path));
            session.showing_settings.set(false);
            // The dialog gives the focus back to where it was; then it goes on.
            request_animation_frame(|| {
                keys::focus("#path");
            });
        };
        view! {
            <li>
                <button type="button" class="ex" on:click=write>
                    <span class=class>{name}</span>
                    <span class="ex-path">{place}</span>
                </button>
            </li>
        }
    };
    view! {
        <input
            type="search"
            class="wide"
            aria-label="Find an operation"
            placeholder="Find an operation"
            data-testid="find-operation"
            on:input:target=move |event| filter.set(event.target().value())
        />
        <ul class="operations" data-testid="operations">
            <For each=rows key=Clone::clone children=row/>
        </ul>
        <Show when=move || rows().is_empty()>
            <p class="empty">"No operation is called that. Look for a method or a part of a path."</p>
        </Show>
    }
}

/// The most operations that are listed at once; the field above finds the others.
const MOST: usize = 120;
