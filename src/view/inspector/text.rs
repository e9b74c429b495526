//! Text as it is: in blocks, of which more are drawn on demand.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    super::{keys::focus, wording::size},
    find::Find,
    marked::{Looked, marked},
    window::show,
};

/// How long a block is, in bytes: one is laid out by itself.
const BLOCK: usize = 8_000;

/// How many blocks are drawn at first, and how many more at a time.
const STEP: usize = 8;

/// The text, as far as it is drawn; where something is looked for in it, as far as that.
pub(super) fn text(whole: Arc<str>, find: Option<Find>) -> AnyView {
    let bounds: Arc<[usize]> = blocks(&whole).into();
    let blocks = bounds.len() - 1;
    let drawn = RwSignal::new(STEP.min(blocks));
    if let Some(find) = find {
        let bounds = Arc::clone(&bounds);
        Effect::new(move |_| {
            if let Some(hit) = find.now() {
                let block = bounds.partition_point(|from| *from <= hit.at);
                drawn.update(|drawn| *drawn = (*drawn).max(block).min(blocks));
                show(".inspector", "mark.now");
            }
        });
    }
    let (length, ends) = (whole.len(), Arc::clone(&bounds));
    let shown = Memo::new(move |_| ends[drawn.get().min(ends.len() - 1)]);
    let is_more = Memo::new(move |_| drawn.get() < blocks);
    let more = move |_| {
        drawn.update(|drawn| *drawn = (*drawn + STEP).min(blocks));
        if !is_more.get_untracked() {
            // The button goes away; what it stood in stays.
            focus(".inspector .tab-panel:not([hidden])");
        }
    };
    let block = move |at: usize| {
        let (whole, from, to) = (Arc::clone(&whole), bounds[at], bounds[at + 1]);
        let shown = move || match find {
            Some(find) => marked(&whole[from..to], from, &Looked::by(find)),
            None => whole[from..to].to_owned().into_any(),
        };
        view! { <span class="block">{shown}</span> }
    };
    view! {
        <pre class="code" dir="ltr">
            <For each=move || 0..drawn.get() key=|at| *at children=block/>
        </pre>
        {move || is_more.get().then(|| view! {
            <p class="more">
                <button type="button" class="plain small" data-testid="more-text" on:click=more>"Show more"</button>
                <span>{move || format!("{} of {} are shown.", size(shown.get()), size(length))}</span>
            </p>
        })}
    }
    .into_any()
}

/// Where each block begins, and where the last one ends; at the end of a line, where there is one.
fn blocks(text: &str) -> Vec<usize> {
    let mut bounds = vec![0];
    let mut at = 0;
    while at < text.len() {
        let end = text.floor_char_boundary((at + BLOCK).min(text.len()));
        let end = if end < text.len() {
            text[at..end].rfind('\n').map_or(end, |newline| at + newline + 1)
        } else {
            end
        };
        at = if end > at { end } else { text.len() };
        bounds.push(at);
    }
    if bounds.len() == 1 {
        bounds.push(0);
    }
    bounds
}
