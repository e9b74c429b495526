//! The player's bar: to the start, back, play, forward, the scrubber, the speed.

use leptos::prelude::*;

use super::{Session, icon::icon, more::MoreMenu};
use crate::{
    browser::page,
    stage::{Player, Stride},
};

/// The bar under the track.
#[component]
pub(super) fn PlayerBar(session: Session) -> impl IntoView {
    let player = session.player;
    let empty = Memo::new(move |_| session.shown.with(Option::is_none));
    let playing = Memo::new(move |_| player.with(Player::playing));
    let moment = Memo::new(move |_| player.with(Player::moment));
    let total = Memo::new(move |_| player.with(Player::moments));
    let button = move |name: &'static str, label: &'static str, does: fn(&mut Player)| {
        view! {
            <button
                type="button"
                class="quiet"
                aria-label=label
                title=label
                disabled=empty
                on:click=move |_| player.update(does)
            >
                {icon(name)}
            </button>
        }
    };
    let play_label = move || if playing.get() { "Pause" } else { "Play" };
    let where_words = move || {
        if empty.get() {
            return String::new();
        }
        let slots = [("n", (moment.get() + 1).to_string()), ("all", total.get().to_string())];
        session.told.phrase("step", slots)
    };
    view! {
        <section class="player" aria-label="Player" data-testid="player">
            {button("start", "To the start", Player::to_start)}
            <Step session empty forward=false/>
            <button
                type="button"
                class="play"
                aria-label=play_label
                title=play_label
                disabled=empty
                on:click=move |_| player.update(Player::toggle)
            >
                {move || icon(if playing.get() { "pause" } else { "play" })}
            </button>
            <Step session empty forward=true/>
            <Scrubber session empty moment/>
            <span class="player-where" data-testid="where" lang=move || session.told.language()>{where_words}</span>
            <StrideMenu session testid="stride"/>
            <SpeedMenu session testid="speed"/>
            <MoreMenu session/>
        </section>
    }
}

/// One step back or forward: as far as was chosen.
#[component]
fn Step(session: Session, empty: Memo<bool>, forward: bool) -> impl IntoView {
    let stride = session.travel.stride;
    let label = move || {
        let what = match stride.get() {
            Stride::Decision => "step",
            stride => stride.name(),
        };
        format!("One {what} {}", if forward { "forward" } else { "back" })
    };
    view! {
        <button
            type="button"
            class="quiet"
            aria-label=label
            title=label
            disabled=empty
            on:click=move |_| session.step(forward, stride.get_untracked())
        >
            {icon(if forward { "next" } else { "back" })}
        </button>
    }
}

/// How far a step goes.
#[component]
pub(super) fn StrideMenu(session: Session, testid: &'static str) -> impl IntoView {
    let stride = session.travel.stride;
    let choose = move |event| {
        let name = event_target_value(&event);
        if let Some(chosen) = Stride::ALL.into_iter().find(|stride| stride.name() == name) {
            stride.set(chosen);
        }
    };
    let options = Stride::ALL.map(|each| {
        view! {
            <option value=each.name() selected=move || stride.get() == each lang=move || session.told.language()>
                {move || session.told.word(&format!("by {}", each.name()))}
            </option>
        }
    });
    view! {
        <select
            class="speed stride"
            aria-label="Step"
            title="How far a step goes"
            data-testid=testid
            prop:value=move || stride.get().name()
            on:change=choose
        >
            {options}
        </select>
    }
}

/// The scrubber: a range input over a drawn line with a mark where each moment ends.
#[component]
fn Scrubber(session: Session, empty: Memo<bool>, moment: Memo<usize>) -> impl IntoView {
    let player = session.player;
    let share = move || {
        player.with(|player| match player.duration_ms() {
            duration if duration > 0.0 => player.at_ms() / duration * 100.0,
            _ => 0.0,
        })
    };
    let marks = move || {
        session.shown.with(|shown| {
            let Some(shown) = shown else { return Vec::new() };
            let duration = shown.board.duration_ms();
            // A stop of each length has a mark of its own height: decision, block, message.
            let [_, blocks, messages] = Stride::ALL.map(|stride| shown.board.stops(stride));
            let inner = shown.board.moments().iter().skip(1).map(|moment| moment.start_ms);
            inner
                .map(|at_ms| {
                    let reach = if messages.contains(&at_ms) {
                        8
                    } else if blocks.contains(&at_ms) {
                        5
                    } else {
                        3
                    };
                    (format!("{}%", page::decimals(at_ms / duration * 100.0, 2)), reach)
                })
                .collect()
        })
    };
    let caption =
        move || Some(session.told.caption(moment.get()).to_string()).filter(|caption| !caption.is_empty());
    let seek = move |event| {
        if let Some(at_ms) = page::number(&event_target_value(&event)) {
            player.update(|player| player.seek(at_ms));
        }
    };
    view! {
        <div class="scrubber">
            <svg aria-hidden="true">
                <rect class="scrub-all" width="100%" height="4" y="8" rx="2"></rect>
                {move || {
                    marks()
                        .into_iter()
                        .map(|(x, reach)| view! {
                            <line
                                class="scrub-mark"
                                x1=x.clone()
                                x2=x
                                y1=(10 - reach).to_string()
                                y2=(10 + reach).to_string()
                            ></line>
                        })
                        .collect_view()
                }}
                <rect class="scrub-done" width=move || format!("{}%", page::decimals(share(), 2)) height="4" y="8" rx="2"></rect>
            </svg>
            <input
                type="range"
                min="0"
                max=move || page::decimals(player.with(Player::duration_ms).max(1.0), 0)
                step="1"
                prop:value=move || page::decimals(player.with(Player::at_ms), 0)
                aria-label="Playhead"
                aria-valuetext=caption
                disabled=empty
                on:input=seek
            />
        </div>
    }
}

/// The speeds.
#[component]
pub(super) fn SpeedMenu(session: Session, testid: &'static str) -> impl IntoView {
    let player = session.player;
    let rate = Memo::new(move |_| player.with(Player::rate));
    let choose = move |event| {
        if let Some(rate) = page::number(&event_target_value(&event)) {
            player.update(|player| player.set_rate(rate));
        }
    };
    let options = Player::RATES.map(|each| {
        view! { <option value=page::digits(each) selected=move || rate.get() == each>{format!("{}×", page::digits(each))}</option> }
    });
    view! {
        <select
            class="speed"
            aria-label="Speed"
            data-testid=testid
            prop:value=move || page::digits(rate.get())
            on:change=choose
        >
            {options}
        </select>
    }
}
