//! The body, and what is wrong with it as JSON, as it is typed.

use leptos::prelude::*;

use crate::client::{Draft, Note, Part};

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
        let (text, caret) = excerpt(body.lines().nth(line.checked_sub(1)?)?, column);
        Some(view! { <pre aria-hidden="true">{text} "\n" {caret}</pre> })
    });
    view! { <li>{note.text.clone()} {shown}</li> }
}

/// At most 48 characters of a line around a column (in bytes from 1, as the JSON parser counts), and a line that has
/// a caret under that column.
fn excerpt(line: &str, column: usize) -> (String, String) {
    const REACH: usize = 24;
    let at = line.char_indices().take_while(|(byte, _)| byte + 1 < column).count();
    let from = at.saturating_sub(REACH);
    let text = line.chars().skip(from).take(2 * REACH).collect();
    (text, format!("{}^", " ".repeat(at - from)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caret_stands_under_the_column() {
        assert_eq!(excerpt(r#"{"a": }"#, 7), (r#"{"a": }"#.into(), "      ^".into()));
        assert_eq!(excerpt("é}", 3), ("é}".into(), " ^".into()));
        let long = format!("{}!{}", "x".repeat(100), "y".repeat(100));
        let (text, caret) = excerpt(&long, 101);
        assert_eq!(text.chars().nth(caret.len() - 1), Some('!'));
    }
}
