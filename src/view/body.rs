//! The body: its media type, the text with its line numbers, and what is to be said of it as it is typed.

use std::time::Duration;

use leptos::{ev, html, prelude::*, task::spawn_local};

use super::{Session, part};
use crate::client::{
    Draft, Note, Part,
    check::{Checker, Missing, Report},
    content, credentials, json, lookup, place,
};

/// How long nothing is typed before the body is checked, in milliseconds.
const PAUSE_MS: u64 = 250;

/// The height of a line, in px; `style/late/composer.css` says the same.
const LINE: i32 = 19;

/// What is shown beside the text, and where its caret is.
#[derive(Clone, Copy)]
struct Editor {
    session: Session,
    field: NodeRef<html::Textarea>,
    report: RwSignal<Report>,
    hint: RwSignal<Option<String>>,
    /// How far the text is scrolled, and how much of it is seen, in px.
    view: RwSignal<(i32, i32)>,
    /// The example that was put in last: only that is replaced unasked.
    example: StoredValue<String>,
    checker: StoredValue<Checker, LocalStorage>,
}

/// The text area and all about it. Errors are remarks: the body can be sent as it is.
#[component]
pub(super) fn BodyEditor(session: Session, notes: Memo<Vec<Note>>) -> impl IntoView {
    let draft = session.draft;
    let editor = Editor {
        session,
        field: NodeRef::new(),
        report: RwSignal::new(Report::default()),
        hint: RwSignal::new(None),
        view: RwSignal::new((0, 150)),
        example: StoredValue::new(String::new()),
        checker: StoredValue::new_local(Checker::default()),
    };
    editor.check_after_a_pause();
    let remarks = move || {
        notes.with(|notes| {
            let of_body = notes.iter().filter(|note| note.part == Part::Body);
            of_body.map(|note| draft.with(|d| remark(&d.body, note))).collect::<Vec<_>>()
        })
    };
    let broken = move || notes.with(|notes| notes.iter().any(|note| note.place.is_some()));
    let lines = Memo::new(move |_| draft.with(|d| d.body.bytes().filter(|byte| *byte == b'\n').count() + 1));
    let numbers = move || {
        let (top, tall) = editor.view.get();
        let first = top / LINE;
        let last = (first + tall / LINE + 2).min(i32::try_from(lines.get()).unwrap_or(i32::MAX));
        (first + 1..=last).map(|number| number.to_string()).collect::<Vec<_>>().join("\n")
    };
    let digits = move || lines.get().max(99).to_string().len();
    let marks = move || {
        let (top, tall) = editor.view.get();
        editor.report.with(|report| {
            let seen = report.broken.iter().filter(|one| one.range.is_some()).map(|one| one.line as i32 - 1);
            let mut seen: Vec<i32> =
                seen.filter(|line| (top - LINE..top + tall).contains(&(line * LINE))).collect();
            seen.dedup();
            let mark = |line: i32| {
                view! { <i style:transform=format!("translateY({}px)", line * LINE - top)></i> }
            };
            seen.into_iter().map(mark).collect_view()
        })
    };
    let scrolled = move |_| editor.measure();
    let moved = move |_: ev::Event| editor.look_at_caret();
    view! {
        <MediaBar editor/>
        <div class="editor" style:--digits=move || digits().to_string()>
            <pre class="editor-lines" aria-hidden="true" style:transform=move || {
                format!("translateY({}px)", -(editor.view.get().0 % LINE))
            }>{numbers}</pre>
            <div class="editor-marks" aria-hidden="true">{marks}</div>
            <textarea
                class="body"
                rows="5"
                wrap="off"
                aria-label="Body"
                aria-describedby="body-hint body-notes"
                aria-invalid=move || broken().to_string()
                placeholder="{ \"name\": \"Blue boat\", \"kind\": \"boat\" }"
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                data-testid="body"
                node_ref=editor.field
                prop:value=move || draft.with(|d| d.body.clone())
                on:input:target=move |event| draft.update(|d| d.body = event.target().value())
                on:scroll=scrolled
                on:keyup=move |event| moved(event.into())
                on:click=move |event| moved(event.into())
                on:focus=move |event| moved(event.into())
            ></textarea>
        </div>
        <p class="body-hint" id="body-hint" data-testid="body-hint">
            {move || editor.hint.get().unwrap_or_default()}
        </p>
        <ul class="notes" id="body-notes" aria-live="polite">{remarks}</ul>
        <Findings editor/>
    }
}

impl Editor {
    /// Looks at the body once nothing was typed for a while; a long one is looked at less often.
    fn check_after_a_pause(self) {
        let look = move || {
            let session = self.session;
            spawn_local(async move {
                let Ok(engine) = part::engine().await else { return };
                let world = session.journal.with_untracked(|journal| journal.world().clone());
                let report = self.checker.try_update_value(|checker| {
                    session.draft.with_untracked(|draft| (engine.check)(checker, &world, draft))
                });
                if let Some(report) = report
                    && self.report.try_with_untracked(|known| *known != report) == Some(true)
                {
                    self.report.set(report);
                }
                self.look_at_caret();
            });
        };
        let mut later = debounce(Duration::from_millis(PAUSE_MS), move |()| look());
        let relevant = Memo::new(move |_| {
            self.session.draft.with(|draft| {
                let path = lookup::plain_path(&draft.path).to_owned();
                (
                    draft.method.clone(),
                    path,
                    draft.header("content-type").map(str::to_owned),
                    draft.body.clone(),
                )
            })
        });
        Effect::new(move |_| {
            // Read, not only tracked: a memo that nobody reads looks at nothing.
            relevant.with(|_| ());
            self.measure();
            later(());
        });
    }

    /// How far the text is scrolled, once it is drawn.
    fn measure(self) {
        if let Some(field) = self.field.get_untracked() {
            let now = (field.scroll_top(), field.client_height());
            if self.view.get_untracked() != now && now.1 > 0 {
                self.view.set(now);
            }
        }
    }

    /// Says what may stand where the caret is.
    fn look_at_caret(self) {
        /// What is longer than this gets no hints while it is typed: each is a walk over the text.
        const LONGEST: usize = 200_000;
        let session = self.session;
        let Some(Some(field)) = self.field.try_get_untracked() else { return };
        self.measure();
        if session.draft.with_untracked(|draft| draft.body.len() > LONGEST) {
            return self.hint.set(None);
        }
        let caret = field.selection_start().ok().flatten().unwrap_or(0) as usize;
        spawn_local(async move {
            let Ok(engine) = part::engine().await else { return };
            let world = session.journal.with_untracked(|journal| journal.world().clone());
            let hint = session
                .draft
                .with_untracked(|draft| (engine.hint)(&world, draft, place::byte_of(&draft.body, caret)));
            if self.hint.try_with_untracked(|known| *known != hint) == Some(true) {
                self.hint.set(hint);
            }
        });
    }

    /// Selects a part of the text, in bytes, and brings it into view.
    fn go_to(self, range: &std::ops::Range<usize>, line: usize) {
        let Some(field) = self.field.get_untracked() else { return };
        let (start, end) = self.session.draft.with_untracked(|draft| {
            let units = |byte| u32::try_from(place::units_of(&draft.body, byte)).unwrap_or(u32::MAX);
            (units(range.start), units(range.end))
        });
        let _ = field.focus();
        let _ = field.set_selection_range(start, end);
        let top = i32::try_from(line.saturating_sub(1)).unwrap_or(0) * LINE;
        field.set_scroll_top((top - field.client_height() / 2).max(0));
        self.look_at_caret();
    }

    /// Puts an example of this media type in: in place of nothing or of another example, or, where it is asked for, of
    /// anything.
    fn exemplify(self, media: String, asked: bool) {
        let session = self.session;
        spawn_local(async move {
            let Ok(engine) = part::engine().await else { return };
            let world = session.journal.with_untracked(|journal| journal.world().clone());
            let found = session.draft.with_untracked(|draft| (engine.example)(world.api(), draft, &media));
            let Some(found) = found else { return };
            let free = session.draft.with_untracked(|draft| {
                draft.body.trim().is_empty() || self.example.with_value(|example| *example == draft.body)
            });
            if free || asked {
                let mut next = session.draft.get_untracked();
                next.body.clone_from(&found);
                self.example.set_value(found);
                if free {
                    session.draft.set(next);
                } else {
                    // What was there can be brought back.
                    session.write(next);
                }
            }
        });
    }
}

/// Which media types the operation takes, an example of each, and the text laid out anew.
#[component]
fn MediaBar(editor: Editor) -> impl IntoView {
    let session = editor.session;
    let draft = session.draft;
    // Not with every letter of the body: an API may have thousands of paths.
    let place =
        Memo::new(move |_| draft.with(|draft| Draft::new(&draft.method, lookup::plain_path(&draft.path))));
    let offered = Memo::new(move |_| {
        place.with(|place| {
            session.journal.with(|journal| {
                let api = journal.world().api();
                let found = lookup::operation(api, place);
                found.map_or_else(Vec::new, |(_, operation)| content::types(api, operation))
            })
        })
    });
    let now = Memo::new(move |_| {
        draft.with(|draft| {
            draft
                .header("content-type")
                .map(|value| value.split(';').next().unwrap_or_default().trim().to_owned())
        })
    });
    let choose = move |media: String| {
        draft.update(|draft| credentials::set_header(draft, "Content-Type", Some(&media)));
        editor.exemplify(media, false);
    };
    let chips = move || {
        offered
            .get()
            .into_iter()
            .map(|media| {
                let (own, set) = (media.clone(), media.clone());
                let pressed = move || now.with(|now| now.as_deref() == Some(own.as_str()));
                let choose = move |_| choose(set.clone());
                view! {
                    <button type="button" class="media" aria-pressed=move || pressed().to_string() on:click=choose>
                        {media}
                    </button>
                }
            })
            .collect_view()
    };
    let none = move || {
        offered.with(Vec::is_empty).then(|| {
            view! { <span class="aside-note">"The API description names no body for this operation."</span> }
        })
    };
    let example = move |_| {
        let media = now.get_untracked().filter(|now| offered.with_untracked(|all| all.contains(now)));
        let media = media.or_else(|| offered.with_untracked(|all| all.first().cloned()));
        if let Some(media) = media {
            draft.update(|draft| credentials::set_header(draft, "Content-Type", Some(&media)));
            editor.exemplify(media, true);
        }
    };
    let format = move |_| {
        if let Some(pretty) = draft.with_untracked(|draft| json::pretty(&draft.body)) {
            draft.update(|draft| draft.body = pretty);
        }
    };
    let no_json = Memo::new(move |_| {
        draft.with(|draft| draft.body.trim().is_empty() || !draft.is_json())
            || editor.report.with(|report| report.unchecked.contains("JSON"))
    });
    // What is wrong stands below the text, where it may have to be scrolled to: this says that it is there.
    let wrong = Memo::new(move |_| {
        let any = draft.with(|draft| !draft.body.trim().is_empty());
        editor
            .report
            .with(|report| if any { report.broken.len() + report.more + report.missing.len() } else { 0 })
    });
    let show = move |_| {
        if !super::keys::focus(".findings button") {
            super::keys::focus(".members button");
        }
    };
    view! {
        <div class="media-bar">
            <div class="medias" role="group" aria-label="Media types read here">{chips} {none}</div>
            <button type="button" class="link wrong" data-testid="body-wrong" hidden=move || wrong.get() == 0 on:click=show>
                {move || format!("{} to mend", wrong.get())}
            </button>
            <button
                type="button"
                class="link"
                data-testid="body-example"
                hidden=move || offered.with(Vec::is_empty)
                on:click=example
            >
                "Example"
            </button>
            <button type="button" class="link" data-testid="body-format" disabled=no_json on:click=format>"Format"</button>
        </div>
    }
}

/// Where the body breaks its schema, and what is not there.
#[component]
fn Findings(editor: Editor) -> impl IntoView {
    let draft = editor.session.draft;
    let report = editor.report;
    let broken = move || {
        report.with(|report| {
            let told = report.broken.iter().map(|one| {
                let place = if one.pointer.is_empty() { "the whole".to_owned() } else { one.pointer.clone() };
                let go = one.range.clone().map(|range| {
                    let line = one.line;
                    let label = format!("Go to line {line}");
                    view! {
                        <button type="button" class="link" on:click=move |_| editor.go_to(&range, line)>{label}</button>
                    }
                });
                view! { <li><code>{place}</code> <span>{one.message.clone()}</span> {go}</li> }
            });
            let told = told.collect::<Vec<_>>();
            let more = (report.more > 0).then(|| view! { <li>{format!("… and {} more.", report.more)}</li> });
            (told, more)
        })
    };
    let add = move |missing: &Missing| {
        let (name, sample) = (missing.name.clone(), missing.sample.clone());
        let label = format!("Add {name}");
        let title = format!("{name}: {}", missing.takes);
        let add = move |_| {
            let next = draft.with_untracked(|draft| place::with_member(&draft.body, &name, &sample));
            if let Some(next) = next {
                let selected =
                    place::ranges(&next, &[&format!("/{}", name.replace('~', "~0").replace('/', "~1"))]);
                let typed = draft.with_untracked(|draft| draft.header("content-type").is_some());
                draft.update(|draft| {
                    if !typed {
                        credentials::set_header(draft, "Content-Type", Some("application/json"));
                    }
                    draft.body.clone_from(&next);
                });
                // The new value is selected, to be typed over.
                if let Some(Some(range)) = selected.into_iter().next() {
                    let line =
                        next.as_bytes()[..range.start].iter().filter(|byte| **byte == b'\n').count() + 1;
                    request_animation_frame(move || editor.go_to(&range, line));
                }
            }
        };
        view! { <button type="button" class="media" title=title aria-label=label on:click=add>"+ " {missing.name.clone()}</button> }
    };
    let missing = move || {
        report.with(|report| {
            let all: Vec<_> = report.missing.iter().map(add).collect();
            (!all.is_empty())
                .then(|| view! { <div class="members"><span>"Still missing: "</span> {all}</div> })
        })
    };
    let optional = move || {
        report.with(|report| {
            let all: Vec<_> = report.optional.iter().map(add).collect();
            (!all.is_empty())
                .then(|| view! { <div class="members"><span>"May be added: "</span> {all}</div> })
        })
    };
    let good = move || {
        let fits = report.with(|report| {
            report.schema.is_some()
                && report.broken.is_empty()
                && report.missing.is_empty()
                && report.unchecked.is_empty()
        });
        let any = draft.with(|draft| !draft.body.trim().is_empty() && draft.is_json());
        (fits && any).then(|| view! { <p class="fits">"It fits the schema."</p> })
    };
    let unchecked = move || {
        report
            .with(|report| report.unchecked.clone())
            .strip_prefix("The body")
            .map(|rest| format!("The body{rest}"))
    };
    view! {
        <ul class="findings" aria-label="Where the body breaks the schema" data-testid="findings">{broken}</ul>
        {missing}
        {optional}
        <div role="status">{good} {unchecked}</div>
    }
}

/// A remark; where it has a place, the line is shown with a caret under the column.
fn remark(body: &str, note: &Note) -> impl IntoView + use<> {
    let shown = note.place.and_then(|(line, column)| {
        let (text, caret) = json::excerpt(body.lines().nth(line.checked_sub(1)?)?, column);
        Some(view! { <pre aria-hidden="true">{text} "\n" {caret}</pre> })
    });
    view! { <li>{note.text.clone()} {shown}</li> }
}
