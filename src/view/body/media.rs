//! Above the body: its media type, an example, and the text laid out anew.

use leptos::prelude::*;

use super::Editor;
use crate::client::{Draft, content, credentials, json, lookup};

/// Which media types the operation takes, an example of each, and the text laid out anew.
#[component]
pub(super) fn MediaBar(editor: Editor) -> impl IntoView {
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
                // Patches of both kinds stand in one line without it.
                let short =
                    media.strip_prefix("application/").filter(|kind| kind.contains('+')).unwrap_or(&media);
                let short = short.to_owned();
                view! {
                    <button
                        type="button"
                        class="media"
                        aria-label=media.clone()
                        title=media
                        aria-pressed=move || pressed().to_string()
                        on:click=choose
                    >
                        {short}
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
    view! {
        <div class="media-bar">
            <div class="medias" role="group" aria-label="Media types read here">{chips} {none}</div>
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
