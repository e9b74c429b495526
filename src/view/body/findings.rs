//! Below the body: each thing that is wrong with it, and what may be added.

use leptos::prelude::*;

use super::Editor;
use crate::client::{Note, check::Missing, credentials, json, place};

/// Where the body breaks its schema, and what is not there.
#[component]
pub(super) fn Findings(editor: Editor) -> impl IntoView {
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
        <div role="status">{unchecked}</div>
    }
}

/// A remark; where it has a place, the line is shown with a caret under the column.
pub(super) fn remark(body: &str, note: &Note) -> impl IntoView + use<> {
    let shown = note.place.and_then(|(line, column)| {
        let (text, caret) = json::excerpt(body.lines().nth(line.checked_sub(1)?)?, column);
        Some(view! { <pre aria-hidden="true">{text} "\n" {caret}</pre> })
    });
    view! { <li>{note.text.clone()} {shown}</li> }
}
