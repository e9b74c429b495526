//! What the visitor should know.

use leptos::prelude::*;

use super::{Session, bulk::UnderWay, icon::icon};

/// The notices, each until it is put away. The list is always there, so that screen readers hear what joins it.
#[component]
pub(super) fn Notices(session: Session) -> impl IntoView {
    let row = move |notice: super::session::Notice| {
        let topic = notice.topic;
        let away = move |_| session.notices.update(|all| all.retain(|other| other.topic != topic));
        // A data: link works without a blob to be revoked, and also in a frame without an origin.
        let download = notice.kept.map(|kept| {
            let href = format!("data:text/plain;charset=utf-8,{}", js_sys::encode_uri_component(&kept));
            view! { <a href=href download="toyshelf-set-aside.txt">"Download what was set aside"</a> }
        });
        view! {
            <li>
                <span>{notice.text} " " {download}</span>
                <button type="button" class="quiet" aria-label="Put this notice away" on:click=away>
                    {icon("cross")}
                </button>
            </li>
        }
    };
    view! {
        <div class="notices">
            <div role="status" data-testid="notices">
                <ul>
                    <For
                        each=move || session.notices.get()
                        key=|notice| (notice.topic, notice.text.clone())
                        children=row
                    />
                </ul>
            </div>
            <UnderWay session/>
        </div>
    }
}
