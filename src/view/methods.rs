//! What the chosen method means, in a line below the request line that opens a list of all of them.

use leptos::{ev, prelude::*};

use super::{
    Session,
    menu::{Menu, close_around},
    wording::method_class,
};
use crate::client::methods::{MEANINGS, Meaning, allowed};

/// The line, and the list.
#[component]
pub(super) fn MethodMeaning(session: Session) -> impl IntoView {
    let draft = session.draft;
    let method = Memo::new(move |_| draft.with(|draft| draft.method.clone()));
    let path = Memo::new(move |_| draft.with(|draft| draft.path.clone()));
    let allows = Memo::new(move |_| {
        path.with(|path| session.journal.with(|journal| allowed(journal.world().api(), path)))
    });
    let is_allowed = move |method: &str| {
        allows.with(|allows| allows.as_ref().is_none_or(|all| all.iter().any(|one| one == method)))
    };
    let line = move || {
        let method = method.get();
        let meaning = Meaning::of(&method);
        let says = meaning
            .map_or("Not a method of HTTP: what it means is up to the server.", |meaning| meaning.says);
        let traits = meaning
            .map(|meaning| view! { <span class="method-traits">{meaning.traits().join(" · ")}</span> });
        let barred =
            (!is_allowed(&method)).then(|| view! { <span class="method-barred">"not allowed here"</span> });
        view! {
            <span class="method-says">{says}</span>
            {traits}
            {barred}
        }
    };
    let row = move |meaning: &'static Meaning| {
        let name = meaning.method;
        let choose = move |event: ev::MouseEvent| {
            draft.update(|draft| draft.method = name.into());
            close_around(&event);
        };
        let traits = meaning.traits().into_iter().map(|one| {
            view! { <span class="trait" class:not=one.starts_with("not ")>{one}</span> }
        });
        view! {
            <li>
                <button
                    type="button"
                    class="method-row"
                    aria-pressed=move || (method.get() == name).to_string()
                    on:click=choose
                >
                    <span class=format!("preset-method {}", method_class(name))>{name}</span>
                    <span class="method-about">{meaning.says}</span>
                    <span class="method-spec">{meaning.spec}</span>
                    <span class="traits">
                        {traits.collect_view()}
                        <span class="trait not">{meaning.content.told()}</span>
                        {move || (!is_allowed(name)).then(|| view! { <span class="trait barred">"405 here"</span> })}
                    </span>
                </button>
            </li>
        }
    };
    let here = move || match allows.get() {
        None => {
            "Nothing lives at this path, so every method gets 404 Not Found. Trying is the lesson.".to_owned()
        }
        Some(all) => {
            format!("This path allows {}. Any other can be tried all the same: 405 says no.", all.join(", "))
        }
    };
    let label = move || view! { <span class="visually-hidden">"What the method means: "</span> {line} };
    view! {
        <Menu label=label class="method-menu" testid="method-meaning">
            <p class="method-here">{here}</p>
            <ul class="method-list">{MEANINGS.iter().map(row).collect_view()}</ul>
            <dl class="method-terms">
                <div><dt>"safe"</dt><dd>"asks for nothing to be changed"</dd></div>
                <div><dt>"idempotent"</dt><dd>"sent twice, it does what it does once"</dd></div>
                <div><dt>"cacheable"</dt><dd>"its answer may be kept and used again"</dd></div>
            </dl>
        </Menu>
    }
}
