//! What says that an earlier moment is being looked at, and the ways on from there.

use leptos::prelude::*;

use super::{Session, keys, travel::Moment};

/// A line over the stage while it shows an exchange that is not the newest. It takes no room of its own, so nothing
/// jumps when it comes.
#[component]
pub(super) fn MomentLine(session: Session) -> impl IntoView {
    // Not while a request is on its way to the stage, or beside what is there: a moment later it is the newest.
    let past = Memo::new(move |_| {
        let all_are_there = session.under_way.get() == 0
            && session.on_stage.keys.with(Vec::is_empty)
            && !session.busy.is_on();
        session.moment().filter(Moment::is_past).filter(|_| all_are_there)
    });
    let words = move || past.get().map(|moment| format!("request {} of {}", moment.number, moment.newest));
    let back = move |_| {
        session.back_to_now();
        focus_row();
    };
    let fork = move |_| {
        session.fork_here();
        focus_row();
    };
    view! {
        <div class="moment">
            <Show when=move || past.with(Option::is_some)>
                <div class="moment-line" role="group" aria-label="An earlier moment" data-testid="moment">
                    <span><span class="moment-lead">"You are looking at "</span>{words}</span>
                    <span class="moment-ways">
                        <button type="button" class="link" data-testid="now" on:click=back>"Back to now"</button>
                        <button type="button" class="link" data-testid="fork-moment" on:click=fork>
                            "Fork from here"
                        </button>
                    </span>
                </div>
            </Show>
        </div>
    }
}

/// The line goes away; the focus goes to the row of what is on stage, or where that cannot be seen to the player.
fn focus_row() {
    request_animation_frame(|| {
        let row = document().query_selector(".timeline .ex[tabindex='0']").ok().flatten();
        if row.is_none_or(|row| row.client_height() == 0) || !keys::focus(".timeline .ex[tabindex='0']") {
            let _ = keys::focus(".player .play");
        }
    });
}
