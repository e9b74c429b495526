//! The body: its media type, the text with its line numbers, and what is to be said of it as it is typed.

use std::time::Duration;

use leptos::{ev, html, prelude::*, task::spawn_local};

use super::{Session, part};
use crate::client::{
    Note, Part,
    check::{Checker, Report},
    lookup, place,
    verdict::Verdict,
};

mod findings;
mod media;
mod state;

use findings::{Findings, remark};
use media::MediaBar;
use state::BodyState;

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
    /// What comes of that, and of what is plain without a schema.
    verdict: Memo<Verdict>,
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
    let report = RwSignal::new(Report::default());
    let verdict = Memo::new(move |_| {
        report.with(|report| notes.with(|notes| draft.with(|draft| Verdict::of(draft, notes, report))))
    });
    let editor = Editor {
        session,
        field: NodeRef::new(),
        report,
        verdict,
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
    let broken = Memo::new(move |_| verdict.with(|verdict| !verdict.faults.is_empty()));
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
        // What is always in view; the rest is below it.
        <div class="body-first">
            <MediaBar editor/>
            <div class="editor" style:--digits=move || digits().to_string()>
                <pre class="editor-lines" aria-hidden="true" style:transform=move || {
                    format!("translateY({}px)", -(editor.view.get().0 % LINE))
                }>{numbers}</pre>
                <div class="editor-marks" aria-hidden="true">{marks}</div>
                <textarea
                    class="body"
                    rows="4"
                    wrap="off"
                    aria-label="Body"
                    aria-describedby="body-state body-hint"
                    aria-invalid=move || broken.get().to_string()
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
            <BodyState editor/>
        </div>
        <ul class="notes" id="body-notes">{remarks}</ul>
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
