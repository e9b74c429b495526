//! Two branches side by side.

use leptos::{html, prelude::*};
use serde_json::Value;

use super::{
    Session,
    reset::follow,
    travel::requests,
    wording::{method_class, status_class},
};
use crate::{
    journal::{Comparison, Entry, Pair, Sides},
    world::{Difference, Differences, Differs, FieldChange},
};

/// How many lines of exchanges are drawn.
const DRAWN: usize = 200;

/// How much of a value is shown, in characters.
const SHOWN: usize = 120;

/// The comparison, as a dialog; worked out while it is open.
#[component]
pub(super) fn CompareDialog(session: Session) -> impl IntoView {
    let comparing = session.travel.comparing;
    let dialog = NodeRef::<html::Dialog>::new();
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(comparing.with(Option::is_some)));
    follow(dialog, open);
    let found = move || {
        let (first, second) = comparing.get()?;
        let found = session.journal.with(|journal| journal.compare(first, second))?;
        let names = (name(session, first), name(session, second));
        Some(told(&found, &names))
    };
    let names = Memo::new(move |_| {
        session.journal.with(|journal| {
            let branches = journal.branches().into_iter();
            branches.map(|branch| (branch.id, branch.name.to_owned())).collect::<Vec<_>>()
        })
    });
    let choice = move |label: &'static str, testid: &'static str, first: bool| {
        let now = move || comparing.get().map(|(a, b)| if first { a } else { b });
        let choose = move |event| {
            if let (Ok(id), Some((a, b))) =
                (event_target_value(&event).parse::<u32>(), comparing.get_untracked())
            {
                comparing.set(Some(if first { (id, b) } else { (a, id) }));
            }
        };
        view! {
            <select
                aria-label=label
                data-testid=testid
                prop:value=move || now().map_or_else(String::new, |id| id.to_string())
                on:change=choose
            >
                <For
                    each=move || names.get()
                    key=Clone::clone
                    children=move |(id, name)| view! {
                        <option value=id.to_string() selected=move || now() == Some(id)>{name}</option>
                    }
                />
            </select>
        }
    };
    view! {
        <dialog
            class="card dialog compare"
            node_ref=dialog
            aria-labelledby="compare-title"
            data-testid="comparison"
            on:close=move |_| comparing.set(None)
        >
            <h2 id="compare-title">"Compare branches"</h2>
            <div class="compare-heads">
                {choice("First branch", "compare-first", true)}
                {choice("Second branch", "compare-second", false)}
            </div>
            {found}
            <div class="dialog-foot">
                <button type="button" class="plain" on:click=move |_| comparing.set(None)>"Close"</button>
            </div>
        </dialog>
    }
}

fn name(session: Session, id: u32) -> String {
    session
        .journal
        .with(|journal| journal.branch(id).map_or_else(String::new, |branch| branch.name.to_owned()))
}

fn told(found: &Comparison, names: &(String, String)) -> impl IntoView + use<> {
    let parted = match found.parted {
        Some(number) => {
            format!("They share {} and part after request {number}.", requests(found.shared).to_lowercase())
        }
        None => "They share no request.".into(),
    };
    let count = found.count(Sides::Status);
    let differ = match count {
        0 => String::new(),
        1 => " The same request got another status once.".into(),
        more => format!(" The same request got another status {more} times."),
    };
    let more = found.pairs.len().saturating_sub(DRAWN);
    let pairs = found.pairs.iter().take(DRAWN).map(pair).collect_view();
    let none = found.pairs.is_empty();
    let (first, second) = names.clone();
    view! {
        <p role="status" data-testid="compare-summary">{parted} {differ}</p>
        <h3>"What was asked since"</h3>
        {if none {
            view! { <p class="empty">"Nothing, on either."</p> }.into_any()
        } else {
            view! {
                <table class="pairs">
                    <thead class="visually-hidden">
                        <tr><th scope="col">{first}</th><th scope="col">{second}</th></tr>
                    </thead>
                    <tbody>{pairs}</tbody>
                </table>
            }
            .into_any()
        }}
        {(more > 0).then(|| view! { <p class="empty">{format!("… and {more} more.")}</p> })}
        <h3>"What the server keeps now"</h3>
        {worlds(&found.worlds, names)}
    }
}

/// The two exchanges of a line.
fn pair(pair: &Pair) -> impl IntoView + use<> {
    let word = match pair.sides {
        Sides::Same => None,
        Sides::Status => Some("other status"),
        Sides::Answer => Some("other answer"),
        Sides::Sent => Some("sent otherwise"),
        Sides::Apart => Some("other request"),
        Sides::OnlyFirst | Sides::OnlySecond => Some("only here"),
    };
    let loud = matches!(pair.sides, Sides::Status | Sides::Answer);
    let cell = |entry: Option<&Entry>, word: Option<&'static str>| match entry {
        None => {
            view! { <td class="pair-none"><span class="visually-hidden">"nothing"</span></td> }.into_any()
        }
        Some(entry) => {
            let name = entry.name();
            let (method, path) = name.split_once(' ').unwrap_or((&name, ""));
            let status = entry.exchange.response.status;
            view! {
                <td>
                    <span class="pair-ask">
                        <span class=format!("ex-method {}", method_class(method))>{method.to_owned()}</span>
                        " "
                        <span class="pair-path">{path.to_owned()}</span>
                    </span>
                    " "
                    <span class=format!("ex-status {}", status_class(status))>{status.as_u16()}</span>
                    {word.map(|word| view! { <span class="pair-word">{word}</span> })}
                </td>
            }
            .into_any()
        }
    };
    let only_first = pair.sides == Sides::OnlyFirst;
    view! {
        <tr class:loud=loud>
            {cell(pair.first.as_deref(), word.filter(|_| only_first))}
            {cell(pair.second.as_deref(), word.filter(|_| !only_first))}
        </tr>
    }
}

fn worlds(worlds: &Differences, names: &(String, String)) -> AnyView {
    if worlds.is_empty() {
        return view! { <p class="empty" data-testid="compare-worlds">"The same, on both."</p> }.into_any();
    }
    let things = worlds.resources.iter().map(|found| thing(found, names)).collect_view();
    let more =
        (worlds.more > 0).then(|| view! { <li class="empty">{format!("… and {} more.", worlds.more)}</li> });
    let settings = (!worlds.settings.is_empty()).then(|| {
        view! {
            <li>
                <p><strong>"Server settings"</strong> " set otherwise"</p>
                {fields(&worlds.settings)}
            </li>
        }
    });
    view! { <ul class="differences" data-testid="compare-worlds">{things}{more}{settings}</ul> }.into_any()
}

/// One resource that is not the same.
fn thing(found: &Difference, names: &(String, String)) -> impl IntoView + use<> {
    let path = found.path.clone();
    let only = |name: &str| format!("only in {name}");
    let (words, places) = match &found.what {
        Differs::OnlyFirst { .. } => (only(&names.0), None),
        Differs::OnlySecond { .. } => (only(&names.1), None),
        Differs::Changed { versions: (a, b), fields: changes } => {
            (format!("\"v{a}\" and \"v{b}\""), Some(fields(changes)))
        }
    };
    view! {
        <li>
            <p><code>{path}</code> " " {words}</p>
            {places}
        </li>
    }
}

/// Where two values differ: the pointer, then each side.
fn fields(changes: &[FieldChange]) -> impl IntoView + use<> {
    let value = |value: Option<&Value>| match value {
        None => view! { <span class="empty">"nothing"</span> }.into_any(),
        Some(value) => {
            let text = value.to_string();
            let cut = text.char_indices().nth(SHOWN).map(|(at, _)| at);
            let text = cut.map_or_else(|| text.clone(), |at| format!("{}…", &text[..at]));
            view! { <code>{text}</code> }.into_any()
        }
    };
    let rows = changes
        .iter()
        .map(|change| {
            let pointer = if change.pointer.is_empty() { "the whole".into() } else { change.pointer.clone() };
            view! {
                <div>
                    <dt>{pointer}</dt>
                    <dd>{value(change.first.as_ref())} <span class="visually-hidden">"; "</span></dd>
                    <dd>{value(change.second.as_ref())}</dd>
                </div>
            }
        })
        .collect_view();
    view! { <dl class="changes">{rows}</dl> }
}
