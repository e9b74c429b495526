//! The server's settings: is it up, how often may it be asked, who may read it, how much does it take.

use leptos::{html, prelude::*};

use super::{
    Session,
    api_panel::ApiPanel,
    reset::follow,
    tabs::{Tabs, panel_id},
};
use crate::{
    browser::page,
    world::{Cors, Down, Limits, Origins, RateLimit, Settings},
};

/// The settings, as a dialog. What is set counts from the next request on.
#[component]
pub(super) fn SettingsDialog(session: Session) -> impl IntoView {
    let open = session.showing_settings;
    let dialog = NodeRef::<html::Dialog>::new();
    follow(dialog, open);
    let settings = Memo::new(move |_| session.settings());
    let tab = session.clients.tab;
    let is_kept = move || settings.with(|settings| settings.fresh_s.is_some());
    let is_down = move || settings.with(|settings| settings.down.is_some());
    let is_limited = move || settings.with(|settings| settings.rate.is_some());
    let wait =
        move || settings.with(|settings| settings.down.map_or(DOWN.retry_after_s, |down| down.retry_after_s));
    let rate = move || settings.with(|settings| settings.rate.unwrap_or(RATE));
    let closed = move || settings.with(|settings| settings.cors.origins == Origins::These(Vec::new()));
    let limits = move || settings.with(|settings| settings.limits);
    let set_rate = move |change: fn(&mut RateLimit, u32), number| {
        session.configure(|settings| change(settings.rate.get_or_insert(RATE), number));
    };
    let set_limit = move |change: fn(&mut Limits, usize), number| {
        session.configure(|settings| change(&mut settings.limits, number as usize));
    };
    view! {
        <dialog
            class="card dialog settings"
            node_ref=dialog
            aria-labelledby="settings-title"
            data-testid="settings"
            on:close=move |_| open.set(false)
        >
            <h2 id="settings-title">"Settings"</h2>
            <p>"What you set counts from the next request on."</p>
            <Tabs
                id="settings"
                label="What is set up"
                tabs=vec![("Server", Signal::derive(|| None)), ("Clients and wire", Signal::derive(|| None))]
                open=tab
            />
            <div
                role="tabpanel"
                id=panel_id("settings", 1)
                aria-labelledby="settings-tab-1"
                hidden=move || tab.get() != 1
            >
                // Made when it is first seen: it has a row for each operation.
                <Show when=move || open.get() && tab.get() == 1>
                    <ApiPanel session/>
                </Show>
            </div>
            <div
                role="tabpanel"
                id=panel_id("settings", 0)
                aria-labelledby="settings-tab-0"
                hidden=move || tab.get() != 0
            >
            <fieldset>
                <legend>"What does it serve?"</legend>
                <div class="number">
                    {move || session.journal.with(|journal| journal.world().api().title().to_owned())}
                    <button
                        type="button"
                        class="plain small"
                        data-testid="bring"
                        on:click=move |_| {
                            open.set(false);
                            session.importing.set(true);
                        }
                    >
                        "Serve another API…"
                    </button>
                </div>
            </fieldset>
            <fieldset>
                <legend>"Is it up?"</legend>
                <label class="check">
                    <input
                        type="checkbox"
                        data-testid="down"
                        prop:checked=is_down
                        on:change:target=move |event| {
                            let down = event.target().checked().then_some(DOWN);
                            session.configure(|settings| settings.down = down);
                        }
                    />
                    "It is down, and answers 503"
                </label>
                <Number
                    label="Come back after, in seconds"
                    value=wait
                    least=0
                    most=86_400
                    disabled=Signal::derive(move || !is_down())
                    set=move |seconds| {
                        session.configure(|settings| settings.down = Some(Down { retry_after_s: seconds }));
                    }
                />
            </fieldset>
            <fieldset>
                <legend>"How often may it be asked?"</legend>
                <label class="check">
                    <input
                        type="checkbox"
                        data-testid="limited"
                        prop:checked=is_limited
                        on:change:target=move |event| {
                            let rate = event.target().checked().then_some(RATE);
                            session.configure(|settings| settings.rate = rate);
                        }
                    />
                    "Only so often, then it answers 429"
                </label>
                <Number
                    label="Requests"
                    value=move || rate().requests
                    least=0
                    most=10_000
                    disabled=Signal::derive(move || !is_limited())
                    set=move |number| set_rate(|rate, number| rate.requests = number, number)
                />
                <Number
                    label="In a window of seconds"
                    value=move || rate().window_s
                    least=1
                    most=86_400
                    disabled=Signal::derive(move || !is_limited())
                    set=move |number| set_rate(|rate, number| rate.window_s = number, number)
                />
            </fieldset>
            <fieldset>
                <legend>"Who may read its answers?"</legend>
                <label class="check">
                    <input
                        type="checkbox"
                        data-testid="closed"
                        prop:checked=closed
                        on:change:target=move |event| {
                            let origins =
                                if event.target().checked() { Origins::These(Vec::new()) } else { Origins::Any };
                            session.configure(|settings| settings.cors = Cors { origins, ..Cors::default() });
                        }
                    />
                    "Only pages of its own origin: no CORS for others"
                </label>
            </fieldset>
            <fieldset>
                <legend>"How much does it take?"</legend>
                <Number
                    label="Longest target, in bytes (414)"
                    value=move || limits().target as u32
                    least=1
                    most=Settings::MOST.target as u32
                    set=move |number| set_limit(|limits, number| limits.target = number, number)
                />
                <Number
                    label="Header fields, in bytes (431)"
                    value=move || limits().fields as u32
                    least=1
                    most=Settings::MOST.fields as u32
                    set=move |number| set_limit(|limits, number| limits.fields = number, number)
                />
                <Number
                    label="Largest content, in bytes (413)"
                    value=move || limits().content as u32
                    least=1
                    most=Settings::MOST.content as u32
                    set=move |number| set_limit(|limits, number| limits.content = number, number)
                />
            </fieldset>
            <fieldset>
                <legend>"How long may its answers be kept?"</legend>
                <label class="check">
                    <input
                        type="checkbox"
                        data-testid="fresh"
                        prop:checked=is_kept
                        on:change:target=move |event| {
                            let fresh = event.target().checked().then_some(FRESH_S);
                            session.configure(|settings| settings.fresh_s = fresh);
                        }
                    />
                    "Caches may use them for a while without asking (max-age)"
                </label>
                <Number
                    label="For so many seconds"
                    value=move || settings.with(|settings| settings.fresh_s.unwrap_or(FRESH_S))
                    least=0
                    most=86_400
                    disabled=Signal::derive(move || !is_kept())
                    set=move |seconds| session.configure(|settings| settings.fresh_s = Some(seconds))
                />
            </fieldset>
            </div>
            <div class="dialog-foot">
                <button
                    type="button"
                    class="plain"
                    hidden=move || tab.get() != 0
                    on:click=move |_| session.configure(|settings| *settings = Settings::default())
                >
                    "As at first"
                </button>
                <button type="button" class="plain" on:click=move |_| open.set(false)>"Close"</button>
            </div>
        </dialog>
    }
}

/// What a server that goes down says at first.
const DOWN: Down = Down { retry_after_s: 30 };

/// For how long caches may use answers at first, in seconds: long enough to ask twice, short enough to see it end.
const FRESH_S: u32 = 20;

/// What a rate limit is at first: soon met by whoever tries.
const RATE: RateLimit = RateLimit { requests: 5, window_s: 60 };

/// A whole number with its label. What is no number in these bounds is not taken, and the old one comes back.
#[component]
pub(super) fn Number(
    label: &'static str,
    #[prop(into)] value: Signal<u32>,
    least: u32,
    most: u32,
    #[prop(optional, into)] disabled: Signal<bool>,
    set: impl Fn(u32) + Send + Sync + 'static,
) -> impl IntoView {
    let change = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlInputElement>| {
        let field = event.target();
        match page::number(&field.value()).filter(|number| number.fract() == 0.0) {
            Some(number) if (f64::from(least)..=f64::from(most)).contains(&number) => set(number as u32),
            _ => field.set_value(&value.get_untracked().to_string()),
        }
    };
    view! {
        <label class="number">
            {label}
            <input
                type="number"
                min=least
                max=most
                step="1"
                disabled=disabled
                prop:value=move || value.get().to_string()
                on:change:target=change
            />
        </label>
    }
}
