//! Serving another API: an OpenAPI document goes in, what it comes to is told, and then it is served.

use std::sync::Arc;

use leptos::{html, prelude::*, task::spawn_local};
use wasm_bindgen_futures::JsFuture;

use super::{
    Session,
    bulk::{Progress, Turns},
    keys,
    part::{self, Brought},
    reset::follow,
};
use crate::{
    api::import::{Finding, Work},
    browser::{page, timer},
    client::Draft,
};

/// The largest document that is looked at, in bytes.
const LARGEST: f64 = 32e6;

/// The largest that is shown where it can be changed, in bytes: a field with more in it holds up the page.
const SHOWN: usize = 400_000;

/// How long the work goes on before the page gets its turn, in milliseconds.
const PIECE_MS: u64 = 12;

/// What came of looking at a document.
#[derive(Clone)]
enum Outcome {
    /// Nothing was looked at yet.
    None,
    /// It is being looked at.
    Looking,
    /// It can be served.
    Good(Arc<Brought>),
    /// It cannot, for these reasons.
    Bad(Arc<Vec<Finding>>),
    /// It could not even be looked at: a sentence.
    Failed(String),
}

/// The dialog. Nothing changes before its last button is pressed, and nothing leaves the browser.
#[component]
pub(super) fn ImportDialog(session: Session) -> impl IntoView {
    let open = session.importing;
    let dialog = NodeRef::<html::Dialog>::new();
    follow(dialog, open);
    let text = RwSignal::new(String::new());
    // A document that is too long to be shown, with the name of its file.
    let long = RwSignal::new(None::<(String, Arc<str>)>);
    let outcome = RwSignal::new(Outcome::None);
    let looking = RwSignal::new((0, String::new()));
    let turn = StoredValue::new_local(Turns::default());
    let look = move || {
        let kept = long.with_untracked(|long| long.as_ref().map(|(_, document)| Arc::clone(document)));
        let document = kept.unwrap_or_else(|| text.with_untracked(|text| text.as_str().into()));
        if document.trim().is_empty() {
            outcome.set(Outcome::Failed(
                "There is nothing to look at yet: paste a document, or choose a file.".into(),
            ));
            return;
        }
        looking.set((0, "Fetching what reads it".into()));
        outcome.set(Outcome::Looking);
        let base = session.base();
        let turn = turn.with_value(Turns::next);
        spawn_local(async move {
            let importer = match part::importer().await {
                Ok(importer) => importer,
                Err(missing) => {
                    return outcome.set(Outcome::Failed(format!("It was not looked at: {missing}.")));
                }
            };
            let mut work = (importer.begin)(&document);
            drop(document);
            let mut shown = "";
            let came = loop {
                looking.set((work.done(), work.doing().into()));
                // A step may take a moment, so the words that say so are drawn before the first of its kind.
                timer::sleep(if shown == work.doing() { 0 } else { 20 }).await;
                shown = work.doing();
                if turn.is_over() {
                    return;
                }
                let begun = page::now_ms();
                let mut came = None;
                while came.is_none() && page::now_ms() < begun + PIECE_MS && shown == work.doing() {
                    came = (importer.advance)(&mut work);
                }
                if let Some(came) = came {
                    break came;
                }
            };
            // The Stop button goes away by itself.
            if keys::has_focus("[data-testid=outcome] [data-testid=progress] button") {
                keys::focus("[data-testid=look]");
            }
            outcome.set(match came {
                Ok(imported) => Outcome::Good(Arc::new((importer.bring)(imported, &base))),
                Err(findings) => Outcome::Bad(Arc::new(findings)),
            });
        });
    };
    let stop = Callback::new(move |()| {
        // The button goes away with what it stops.
        keys::focus("[data-testid=look]");
        turn.with_value(Turns::stop);
        outcome.set(Outcome::Failed("Stopped. Nothing was changed.".into()));
    });
    let choose = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlInputElement>| {
        let field = event.target();
        let Some(file) = field.files().and_then(|files| files.get(0)) else { return };
        if file.size() > LARGEST {
            outcome.set(Outcome::Failed(format!(
                "“{}” is larger than 32 MB, which is more than is looked at.",
                file.name()
            )));
            return;
        }
        spawn_local(async move {
            match JsFuture::from(file.array_buffer()).await {
                Ok(read) => {
                    let read = js_sys::Uint8Array::new(&read).to_vec();
                    let read = String::from_utf8(read)
                        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
                    if read.len() > SHOWN {
                        text.set(String::new());
                        long.set(Some((file.name(), read.into())));
                    } else {
                        long.set(None);
                        text.set(read);
                    }
                    look();
                }
                Err(_) => outcome.set(Outcome::Failed(format!("“{}” could not be read.", file.name()))),
            }
            // So that the same file can be chosen again once it was mended.
            field.set_value("");
        });
    };
    let serve = move |brought: &Brought| {
        session.serve(brought);
        open.set(false);
    };
    let told = move || match outcome.get() {
        Outcome::None => ().into_any(),
        Outcome::Looking => view! {
            <Progress at=looking total=Work::WHOLE stop/>
        }
        .into_any(),
        Outcome::Failed(why) => view! { <p class="bad">{why}</p> }.into_any(),
        Outcome::Bad(findings) => view! {
            <p class="bad">"It cannot be served."</p>
            {report(&findings)}
        }
        .into_any(),
        Outcome::Good(brought) => {
            let summary = brought.summary();
            let findings = report(&brought.report);
            view! {
                <p><strong>{brought.world.api().title().to_owned()}</strong> ": " {summary}</p>
                {findings}
                <p>"Serving it empties the shelf and the timeline of this tab. You can undo that; Reset brings the toys back."</p>
                <div class="dialog-foot">
                    <button type="button" class="danger" data-testid="serve-it" on:click=move |_| serve(&brought)>
                        "Serve it"
                    </button>
                </div>
            }
            .into_any()
        }
    };
    view! {
        <dialog
            class="card dialog import"
            node_ref=dialog
            aria-labelledby="import-title"
            data-testid="import"
            on:close=move |_| open.set(false)
        >
            <h2 id="import-title">"Serve another API"</h2>
            <p>
                "Paste an OpenAPI document, 3.0 or 3.1, in JSON or YAML. The server becomes what it describes, with made-up data \
                 on its shelf. Nothing leaves your browser."
            </p>
            <textarea
                rows="8"
                aria-label="OpenAPI document"
                autocomplete="off"
                spellcheck="false"
                data-testid="document"
                placeholder="openapi: 3.1.0"
                prop:value=move || text.get()
                on:input:target=move |event| {
                    long.set(None);
                    text.set(event.target().value());
                }
            ></textarea>
            {move || long.get().map(|(name, document)| {
                let size = format!("{:.1} MB", document.len() as f64 / 1e6);
                view! {
                    <p class="note" data-testid="long-document">
                        "“" {name} "” (" {size} ") is too long to be shown here, and is looked at as it is."
                    </p>
                }
            })}
            <div class="dialog-foot">
                <label class="file plain">
                    "Choose a file"
                    <input type="file" accept=".json,.yaml,.yml,application/json,application/yaml" on:change:target=choose/>
                </label>
                <button type="button" class="plain" on:click=move |_| open.set(false)>"Close"</button>
                <button type="button" class="plain" data-testid="look" on:click=move |_| look()>"Look at it"</button>
            </div>
            <div role="status" data-testid="outcome">{told}</div>
        </dialog>
    }
}

/// What is done otherwise than a document says, or not at all; each with its place.
fn report(findings: &[Finding]) -> AnyView {
    if findings.is_empty() {
        return view! { <p>"All of it is served as it says."</p> }.into_any();
    }
    let rows = findings
        .iter()
        .map(|finding| {
            let place = match finding.line {
                Some(line) => format!("line {line} "),
                None => String::new(),
            };
            view! {
                <li>
                    <span class="severity">{finding.severity.name()}</span>
                    " "
                    {finding.sentence.clone()}
                    " "
                    <code>{place}{finding.pointer.clone()}</code>
                </li>
            }
        })
        .collect_view();
    view! {
        <details class="report" open=findings.len() < 6>
            <summary>{format!("What it does otherwise than it says ({})", findings.len())}</summary>
            <ul>{rows}</ul>
        </details>
    }
    .into_any()
}

impl Session {
    /// Starts over with another API.
    fn serve(&self, brought: &Brought) {
        let first =
            brought.examples.first().map_or_else(|| Draft::new("GET", "/"), |example| example.draft.clone());
        self.composing.start_over(*self, &first);
        self.start_over(brought.world.clone(), first);
        self.examples.set(brought.examples.clone());
    }
}

impl Brought {
    /// How much there is, in a sentence.
    fn summary(&self) -> String {
        let api = self.world.api();
        let operations: usize = api.routes().iter().map(|route| route.operations.len()).sum();
        let kinds = api.resources().len();
        let things: usize = self.world.collections().map(|(_, collection)| collection.len()).sum();
        let count = |number: usize, one: &str, many: &str| {
            format!("{number} {}", if number == 1 { one } else { many })
        };
        format!(
            "{}, {} to keep, {} on the shelf.",
            count(operations, "operation", "operations"),
            count(kinds, "kind of thing", "kinds of things"),
            count(things, "thing", "things")
        )
    }
}
