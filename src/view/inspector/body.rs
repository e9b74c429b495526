//! The body: what there is to show of it, and how.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local};

use super::{
    super::wording::size,
    Answer, Pane,
    find::{Find, FindBar},
    pretty::pretty,
    problem::explanation,
    table::table,
    text::text,
    tree::tree,
};
use crate::{
    browser::{storage, timer},
    client::{
        answer::{Content, is_head, why_empty},
        json::{Broken, Doc, Reader, excerpt},
        problem::Problem,
    },
    http::Response,
};

/// Where it is kept whether JSON is shown as a tree.
const KEY: &str = "body-as-tree";

/// JSON up to this length is read at once; longer, in pieces.
const AT_ONCE: usize = 300_000;

/// Whether the visitor last looked at JSON as a tree.
pub(super) fn prefers_tree() -> bool {
    storage::preference(KEY).as_deref() == Some("yes")
}

/// The body tab.
pub(super) fn body(pane: Pane, answer: &Answer) -> AnyView {
    let response = &answer.plain;
    let notes = notes(answer);
    match Content::of(response) {
        Content::Empty => empty(pane, answer).into_any(),
        Content::Json => {
            let read = read(response);
            let answer = answer.clone();
            let shown = move || {
                read.with(|read| match read {
                    Reading::UnderWay(percent) => {
                        view! { <p class="empty" role="status">{format!("Reading… {percent} %")}</p> }
                            .into_any()
                    }
                    Reading::Read(doc) => json(pane, &answer, doc),
                    Reading::Broken(broken) => view! {
                        {remark(&answer.plain.text(), broken)}
                        {words(pane, &answer)}
                    }
                    .into_any(),
                })
            };
            view! { {notes} {shown} }.into_any()
        }
        Content::Table => view! { {notes} {table(pane, answer)} }.into_any(),
        Content::Text => view! { {notes} {words(pane, answer)} }.into_any(),
        Content::Binary => view! {
            {notes}
            <p class="note">"These bytes are no text, so here they are one by one."</p>
            <div data-testid="answer-body">{super::raw::bytes(response.content.clone())}</div>
        }
        .into_any(),
    }
}

/// JSON that is being read.
enum Reading {
    /// So many hundredths of it are.
    UnderWay(usize),
    Read(Arc<Doc>),
    Broken(Broken),
}

fn read(response: &Response) -> RwSignal<Reading> {
    let text = response.text();
    let length = text.len();
    let mut reader = Reader::new(&*text);
    let mut done = reader.read(AT_ONCE);
    let reading = RwSignal::new(Reading::UnderWay(reader.done() * 100 / length.max(1)));
    match done {
        Ok(true) => reading.set(Reading::Read(Arc::new(reader.finish()))),
        Err(broken) => reading.set(Reading::Broken(broken)),
        Ok(false) => spawn_local(async move {
            while let Ok(false) = done {
                timer::sleep(0).await;
                done = reader.read(AT_ONCE);
                // Another answer has come meanwhile.
                if reading.try_set(Reading::UnderWay(reader.done() * 100 / length.max(1))).is_some() {
                    return;
                }
            }
            let _ = reading.try_set(match done {
                Ok(_) => Reading::Read(Arc::new(reader.finish())),
                Err(broken) => Reading::Broken(broken),
            });
        }),
    }
    reading
}

/// JSON, set out or as a tree; a problem is explained before that.
fn json(pane: Pane, answer: &Answer, doc: &Arc<Doc>) -> AnyView {
    let problem = Problem::is_told_by(&answer.plain).then(|| Problem::read(doc)).flatten();
    let find = Find::in_doc(pane, Arc::clone(doc));
    let choose = move |as_tree: bool| {
        move |_| {
            pane.tree.set(as_tree);
            storage::prefer(KEY, if as_tree { "yes" } else { "no" });
        }
    };
    let pressed = move |as_tree: bool| move || (pane.tree.get() == as_tree).to_string();
    let (held, doc) = (answer.clone(), Arc::clone(doc));
    view! {
        {problem.map(|problem| explanation(pane, answer, problem))}
        <div class="body-bar">
            <div class="switch" role="group" aria-label="How the body is shown">
                <button type="button" aria-pressed=pressed(false) on:click=choose(false)>"Pretty"</button>
                <button type="button" aria-pressed=pressed(true) on:click=choose(true)>"Tree"</button>
            </div>
            <FindBar find/>
        </div>
        {move || match pane.tree.get() {
            true => tree(pane, &held, &doc, find),
            false => pretty(pane, &held, &doc, find),
        }}
    }
    .into_any()
}

/// Text that is not JSON, with a way to look through it.
fn words(pane: Pane, answer: &Answer) -> AnyView {
    let whole: Arc<str> = Arc::from(&*answer.plain.text());
    let find = Find::in_text(pane, Arc::clone(&whole), Signal::stored(false));
    view! {
        <div class="body-bar"><FindBar find/></div>
        <div data-testid="answer-body">{text(whole, Some(find))}</div>
    }
    .into_any()
}

/// What has to be said before a body: that it came coded, that it is a part, that it is a page nobody renders.
fn notes(answer: &Answer) -> Vec<AnyView> {
    let (coded, plain) = (answer.response(), &answer.plain);
    let mut notes = Vec::new();
    let mut note = |text: String| notes.push(view! { <p class="note">{text}</p> }.into_any());
    if let Some(coding) = coded.field("content-encoding").filter(|_| !coded.content.is_empty()) {
        note(if plain.content == coded.content {
            format!("It came coded with {coding}, which is not undone here.")
        } else {
            format!(
                "It travelled as {coding}: {} instead of {}. Here that is undone; Raw has the bytes as they came.",
                size(coded.content.len()),
                size(plain.content.len())
            )
        });
    }
    if coded.status.as_u16() == 206 {
        let range = coded.field("content-range").unwrap_or_default();
        let told = crate::client::explain_field::parts("content-range", range, 0).into_iter().next();
        note(match told.map(|told| told.means) {
            Some(crate::client::explain_field::Means::Text(told)) => {
                format!("This is a part of the whole, not all of it: {told}")
            }
            _ => "These are parts of the whole, one after the other.".into(),
        });
    }
    if coded.field("content-type").is_some_and(|kind| kind.starts_with("text/html")) {
        note("This is a web page, shown as the text it is made of. Nothing in it runs.".into());
    }
    notes
}

/// What is wrong with it as JSON, and the line where.
fn remark(whole: &str, broken: &Broken) -> impl IntoView + use<> {
    let line = whole.lines().nth(broken.line - 1).unwrap_or_default();
    let byte = line.char_indices().nth(broken.column - 1).map_or(line.len(), |(byte, _)| byte);
    let (text, caret) = excerpt(line, byte + 1);
    view! {
        <div class="note bad" role="note">
            <p>{format!("It says that it is JSON, but it is not: {broken}.")}</p>
            <pre aria-hidden="true" dir="ltr">{text} "\n" {caret}</pre>
        </div>
    }
}

/// Why there is none, and what to do to see one.
fn empty(pane: Pane, answer: &Answer) -> impl IntoView + use<> {
    let exchange = &answer.entry.exchange;
    let method = exchange.request.method_text().into_owned();
    let why = why_empty(&method, &exchange.response);
    let target = exchange.request.target_text().into_owned();
    let path = target.strip_prefix(&*answer.around.base).map(str::to_owned);
    let get = (is_head(&method)).then_some(path).flatten().map(|path| {
        let answer = answer.clone();
        let press = move |_| super::follow::go(pane, &answer, &path, true);
        view! { <button type="button" class="plain small" on:click=press>"GET it"</button> }
    });
    let session = pane.session;
    let earlier = (exchange.response.status == 304)
        .then(|| session.journal.with_untracked(|journal| journal.earlier(&answer.entry)))
        .flatten()
        .map(|earlier| {
            let number = earlier.exchange.number;
            let press = move |_| {
                pane.hand_on();
                session.show_settled(&earlier);
            };
            view! { <button type="button" class="plain small" on:click=press>{format!("Show what you have (#{number})")}</button> }
        });
    view! {
        <div class="no-body" data-testid="no-body">
            <p><strong>"This answer has no body."</strong> " " {why}</p>
            {get}
            {earlier}
        </div>
    }
}
