//! The body, and what is wrong with it as JSON, as it is typed.

use leptos::prelude::*;

use crate::client::{Draft, Note, Part, json};

/// The text area. Errors are remarks: the body can be sent as it is.
#[component]
pub(super) fn BodyEditor(draft: RwSignal<Draft>, notes: Memo<Vec<Note>>) -> impl IntoView {
    let remarks = move || {
        notes.with(|notes| {
            let of_body = notes.iter().filter(|note| note.part == Part::Body);
            of_body.map(|note| draft.with(|d| remark(&d.body, note))).collect::<Vec<_>>()
        })
    };
    let broken = move || notes.with(|notes| notes.iter().any(|note| note.place.is_some()));
    view! {
        <textarea
            class="body"
            rows="6"
            aria-label="Body"
            aria-describedby="body-notes"
            aria-invalid=move || broken().to_string()
            placeholder="{ \"name\": \"Blue boat\", \"kind\": \"boat\" }"
            autocomplete="off"
            spellcheck="false"
            data-testid="body"
            prop:value=move || draft.with(|d| d.body.clone())
            on:input:target=move |event| draft.update(|d| d.body = event.target().value())
        ></textarea>
        <ul class="notes" id="body-notes" aria-live="polite">{remarks}</ul>
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
