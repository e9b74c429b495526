//! The status, what the server said in the toy tale, how long the answer is, and when it was given.

use leptos::prelude::*;

use super::super::{
    Session,
    home::{piece, silence},
    term::{Term, meaning},
    wording::{size, status_class},
};

/// One line, before the first answer an invitation.
#[component]
pub(super) fn StatusLine(session: Session) -> impl IntoView {
    let line = move || {
        let shown = session.shown.get();
        match shown {
            None => view! { <p class="empty">"The answer will stand here."</p> }.into_any(),
            Some(_) if !session.arrived.get() => {
                view! { <p class="empty">{piece(session, &silence(session))}</p> }.into_any()
            }
            Some(shown) => {
                let exchange = &shown.entry.exchange;
                let handed = session.clients.handed(session.shown);
                let response = handed.as_deref().unwrap_or(&exchange.response);
                let status = format!("{} {}", response.status.as_u16(), response.reason());
                let code = response.status.as_u16();
                let open = RwSignal::new(false);
                let words = session.words;
                let plain = Signal::derive(move || words.plain(|texts| texts.status(code)));
                let class = format!("pill {}", status_class(response.status));
                let (day, clock) = local(exchange.at_ms);
                view! {
                    <div class="status-main">
                        <Term words plain open class testid="status">{status}</Term>
                        {said(session)}
                    </div>
                    <span class="size" title=day>
                        {size(response.content.len())}
                        <time>{clock}</time>
                    </span>
                    {move || open.get().then(|| view! { <p class="meaning">{meaning(words, plain)}</p> })}
                }
                .into_any()
            }
        }
    };
    view! { <div class="status-line">{line}</div> }
}

/// What the server said, in the words of the lens.
fn said(session: Session) -> impl IntoView {
    let text =
        move || session.told.telling.get().map(|telling| session.told.quoted(telling.remark().to_owned()));
    view! { <span class="said" lang=move || session.told.language()>{text}</span> }
}

/// A moment (milliseconds since 1970-01-01T00:00:00Z) by the visitor's clock: the whole date, and the time of day.
pub(super) fn local(at_ms: u64) -> (String, String) {
    let date = js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(at_ms as f64));
    let nothing = wasm_bindgen::JsValue::UNDEFINED;
    (date.to_locale_string("default", &nothing).into(), date.to_locale_time_string("default").into())
}
