//! Credentials: who the request says is asking, in step with its header rows.

use leptos::prelude::*;

use super::Session;
use crate::{
    api::KeyPlace,
    client::{
        Draft,
        credentials::{self, Card, Given, Key, asks, guarded},
        lookup,
    },
};

/// The most operations that are listed.
const LISTED: usize = 50;

/// Which form of credentials is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Nothing,
    Bearer,
    Basic,
    Other,
}

impl Kind {
    const ALL: [(Self, &'static str); 4] = [
        (Self::Nothing, "None"),
        (Self::Bearer, "Token"),
        (Self::Basic, "Name and password"),
        (Self::Other, "Other"),
    ];

    fn of(given: &Given) -> Self {
        match given {
            Given::Nothing => Self::Nothing,
            Given::Bearer(_) => Self::Bearer,
            Given::Basic { .. } => Self::Basic,
            Given::Other(_) => Self::Other,
        }
    }

    /// The credentials of this form that a draft holds or, in a row that is off, held before.
    fn begun(self, draft: &Draft) -> Given {
        let mut all = draft.clone();
        for row in &mut all.headers {
            row.on |= row.name.eq_ignore_ascii_case("authorization");
        }
        let before = Given::of(&all);
        match self {
            Self::Nothing => Given::Nothing,
            kind if Self::of(&before) == kind => before,
            Self::Bearer => Given::Bearer(String::new()),
            Self::Basic => Given::Basic { user: String::new(), password: String::new() },
            Self::Other => Given::Other(before.value().unwrap_or_default()),
        }
    }
}

/// The panel.
#[component]
pub(super) fn AuthPanel(session: Session) -> impl IntoView {
    let draft = session.draft;
    let given = Memo::new(move |_| draft.with(Given::of));
    let kind = Memo::new(move |_| given.with(Kind::of));
    let give = move |given: Given| draft.update(|draft| given.write(draft));
    // What was typed of each kind comes back with it.
    let typed = session.credentials;
    let change = move |to: Kind| {
        let now = given.get_untracked();
        let kept = typed.with_value(|typed| typed.iter().find(|one| Kind::of(one) == to).cloned());
        typed.update_value(|typed| {
            typed.retain(|one| Kind::of(one) != Kind::of(&now));
            typed.push(now);
        });
        give(kept.unwrap_or_else(|| draft.with_untracked(|draft| to.begun(draft))));
    };
    let kinds = Kind::ALL.map(|(one, name)| {
        view! {
            <label class="auth-kind">
                <input
                    type="radio"
                    name="credentials"
                    prop:checked=move || kind.get() == one
                    on:change=move |_| change(one)
                />
                {name}
            </label>
        }
    });
    let fields = move || match kind.get() {
        Kind::Nothing => {
            view! { <p class="aside-note">"The request does not say who is asking."</p> }.into_any()
        }
        Kind::Bearer => {
            let token = Signal::derive(move || match given.get() {
                Given::Bearer(token) => token,
                _ => String::new(),
            });
            view! { <Secret id="auth-token" label="Token" value=token write=move |token| give(Given::Bearer(token))/> }.into_any()
        }
        Kind::Basic => {
            let pair = move || match given.get() {
                Given::Basic { user, password } => (user, password),
                _ => (String::new(), String::new()),
            };
            let (user, password) = (Signal::derive(move || pair().0), Signal::derive(move || pair().1));
            view! {
                <label class="auth-field">
                    <span>"Name"</span>
                    <input
                        type="text"
                        autocomplete="off"
                        spellcheck="false"
                        prop:value=move || user.get()
                        on:input:target=move |event| {
                            // A colon would end the name (RFC 7617 §2).
                            let user = event.target().value().replace(':', "");
                            give(Given::Basic { user, password: password.get_untracked() });
                        }
                    />
                </label>
                <Secret
                    id="auth-password"
                    label="Password"
                    value=password
                    write=move |password| give(Given::Basic { user: user.get_untracked(), password })
                />
            }
            .into_any()
        }
        Kind::Other => {
            let value = Signal::derive(move || given.with(Given::value).unwrap_or_default());
            view! {
                <Secret id="auth-other" label="Authorization" value=value write=move |value| give(Given::Other(value))/>
            }
            .into_any()
        }
    };
    let keys = Memo::new(move |_| session.journal.with(|journal| credentials::keys(journal.world().api())));
    let keys = move || keys.get().into_iter().map(|key| view! { <KeyField session key/> }).collect_view();
    view! {
        <NeedHere session/>
        <fieldset class="auth-kinds">
            <legend class="visually-hidden">"Credentials"</legend>
            {kinds}
        </fieldset>
        {fields}
        {keys}
        <Cards session/>
        <Guarded session/>
    }
}

/// What the operation that is composed asks for.
#[component]
fn NeedHere(session: Session) -> impl IntoView {
    let asked = Memo::new(move |_| {
        session.draft.with(|draft| {
            session.journal.with(|journal| {
                let api = journal.world().api();
                lookup::operation(api, draft).map(|(_, operation)| asks(api, operation))
            })
        })
    });
    let told = move || match asked.get() {
        None => {
            view! { <span>"No operation of the API is meant here, so nothing says what it asks for."</span> }
                .into_any()
        }
        Some(asks) if asks.is_empty() => {
            view! { <span>"This operation is open to everybody."</span> }.into_any()
        }
        Some(asks) => {
            view! { <span>"This operation asks for " <strong>{asks}</strong> ". Without: 401."</span> }
                .into_any()
        }
    };
    view! { <p class="auth-need">{told}</p> }
}

/// A text that is hidden until it is asked to be shown.
#[component]
fn Secret(
    id: &'static str,
    label: &'static str,
    value: Signal<String>,
    write: impl Fn(String) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let shown = RwSignal::new(false);
    view! {
        <div class="auth-field">
            <label for=id>{label}</label>
            <input
                id=id
                type=move || if shown.get() { "text" } else { "password" }
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                prop:value=move || value.get()
                on:input:target=move |event| write(event.target().value())
            />
            <button
                type="button"
                class="plain small"
                aria-pressed=move || shown.get().to_string()
                aria-label=format!("Show {label}")
                on:click=move |_| shown.update(|shown| *shown = !*shown)
            >
                {move || if shown.get() { "Hide" } else { "Show" }}
            </button>
        </div>
    }
}

/// A key that the API takes elsewhere than in Authorization.
#[component]
fn KeyField(session: Session, key: Key) -> impl IntoView {
    let draft = session.draft;
    let place = match key.place {
        KeyPlace::Header => "header field",
        KeyPlace::Query => "query parameter",
        KeyPlace::Cookie => "cookie",
    };
    let label = format!("{}: the {place} {}", key.scheme, key.name);
    let reading = key.clone();
    let value = Signal::derive(move || draft.with(|draft| reading.read(draft)));
    let shown = RwSignal::new(false);
    view! {
        <div class="auth-field auth-key">
            <span>{label.clone()}</span>
            <input
                type=move || if shown.get() { "text" } else { "password" }
                aria-label=label
                autocomplete="off"
                spellcheck="false"
                prop:value=move || value.get()
                on:input:target=move |event| {
                    let value = event.target().value();
                    draft.update(|draft| key.write(draft, &value));
                }
            />
            <button
                type="button"
                class="plain small"
                aria-pressed=move || shown.get().to_string()
                on:click=move |_| shown.update(|shown| *shown = !*shown)
            >
                {move || if shown.get() { "Hide" } else { "Show" }}
            </button>
        </div>
    }
}

/// The cards that were handed out in this session.
#[component]
fn Cards(session: Session) -> impl IntoView {
    let draft = session.draft;
    let cards = session.cards();
    let issuer = Memo::new(move |_| {
        session.journal.with(|journal| {
            journal.world().api().schemes().iter().find_map(|scheme| scheme.issued_by.clone())
        })
    });
    let token = Memo::new(move |_| {
        draft.with(|draft| match Given::of(draft) {
            Given::Bearer(token) => Some(token),
            _ => None,
        })
    });
    let row = move |card: Card| {
        let own = card.token.clone();
        let given = card.token.clone();
        let chosen = move || token.with(|token| token.as_deref() == Some(own.as_str()));
        let choose = move |_| draft.update(|draft| Given::Bearer(given.clone()).write(draft));
        let scopes =
            if card.scopes.is_empty() { "shows who one is".to_owned() } else { card.scopes.join(", ") };
        let returned = session.known_world().find(&card.collection, &card.id).is_none();
        view! {
            <li>
                <button type="button" class="card-row" aria-pressed=move || chosen().to_string() on:click=choose>
                    <strong>{card.friend}</strong>
                    <span>{scopes}</span>
                    <code>{masked(&card.token)}</code>
                    {returned.then(|| view! { <span class="combo-mark">"given back"</span> })}
                </button>
            </li>
        }
    };
    let ask = move |_| {
        if let Some(path) = issuer.get_untracked() {
            let body = "{\n  \"friend\": \"mia\",\n  \"scopes\": [\"friends:write\"]\n}";
            session.write(Draft::new("POST", &path).body("application/json", body));
            super::keys::focus("#send");
        }
    };
    move || {
        issuer.get().map(|_| {
            let all = cards.get();
            let none = all.is_empty().then(|| view! { <p class="aside-note">"None was handed out yet in this session."</p> });
            view! {
                <div class="auth-cards">
                    <h3>"Library cards"</h3>
                    {none}
                    <ul aria-label="Library cards">{all.into_iter().take(20).map(row).collect_view()}</ul>
                    <button type="button" class="plain small" data-testid="ask-card" on:click=ask>"Ask for a card…"</button>
                </div>
            }
        })
    }
}

/// The ends of a token.
fn masked(token: &str) -> String {
    let end: String = token.chars().rev().take(4).collect::<Vec<_>>().into_iter().rev().collect();
    format!("…{end}")
}

/// The operations that ask for credentials.
#[component]
fn Guarded(session: Session) -> impl IntoView {
    let all = Memo::new(move |_| session.journal.with(|journal| guarded(journal.world().api(), LISTED)));
    move || {
        let (told, more) = all.get();
        (!told.is_empty()).then(|| {
            let rows = told.into_iter().map(|(operation, asks)| {
                view! { <div><dt>{operation}</dt><dd>{asks}</dd></div> }
            });
            view! {
                <details class="auth-guarded">
                    <summary>{format!("{} operations ask for credentials", rows.len() + more)}</summary>
                    <dl>{rows.collect_view()}</dl>
                    {(more > 0).then(|| view! { <p class="aside-note">{format!("… and {more} more.")}</p> })}
                </details>
            }
        })
    }
}
