//! What is drawn once the page can send: all but the name and the request line.

use leptos::prelude::*;

use super::{
    Session,
    address::Address,
    api_panel::ApiPanel,
    bulk::Bulk,
    combinations::CombinationsDialog,
    compare::CompareDialog,
    composer::RequestParts,
    dock::Switch,
    explain::ExplainDialog,
    header::Bar,
    icon::Sprite,
    import::ImportDialog,
    inspector::Inspector,
    keys,
    log::Log,
    map::MapDialog,
    mode::{Mode, ModeSwitch},
    moment::MomentLine,
    notices::Notices,
    order,
    panel::Panel,
    player::PlayerBar,
    reset::ResetDialog,
    settings::SettingsDialog,
    shortcuts::ShortcutsDialog,
    split::{Edge, Splitter},
    stage::Stage,
    timeline::Timeline,
    track::Track,
};
use crate::client::Draft;

/// The drawings that the rest uses by name.
pub(super) fn sprite(_: Session) -> AnyView {
    view! { <Sprite/> }.into_any()
}

/// What to do here.
pub(super) fn modes(session: Session) -> AnyView {
    view! { <ModeSwitch session/> }.into_any()
}

/// Transport, and what concerns the whole page.
pub(super) fn bar(session: Session) -> AnyView {
    view! { <Bar session/> }.into_any()
}

/// What the visitor should know.
pub(super) fn notices(session: Session) -> AnyView {
    view! { <Notices session/> }.into_any()
}

/// The lesson, and the story in words.
pub(super) fn side(session: Session) -> AnyView {
    let panel = move || match session.mode.get() {
        Mode::Learn => Some(view! { <Panel session/> }.into_any()),
        Mode::Api => Some(api(session)),
        Mode::Play => None,
    };
    view! {
        {panel}
        <Log session/>
        <Splitter edge=Edge::Side/>
    }
    .into_any()
}

/// What is served, how its clients and the wire are set up, and what takes long.
fn api(session: Session) -> AnyView {
    let title = move || session.journal.with(|journal| journal.world().api().title().to_owned());
    let describe = move |_| {
        session.write(Draft::new("GET", "/openapi.json"));
        session.send();
    };
    view! {
        <section class="panel api" aria-labelledby="api-title">
            <p class="crumb">"The API"</p>
            <h2 id="api-title">{title}</h2>
            <div class="api-acts">
                <button type="button" class="plain small" on:click=move |_| session.importing.set(true)>
                    "Serve another API…"
                </button>
                <button type="button" class="plain small" on:click=describe>"Ask for its description"</button>
            </div>
            <ApiPanel session/>
            <Bulk session/>
        </section>
    }
    .into_any()
}

/// The stage, the server's questions and the player.
pub(super) fn theatre(session: Session) -> AnyView {
    view! {
        <MomentLine session/>
        <Stage session/>
        <Track session/>
        <PlayerBar session/>
    }
    .into_any()
}

/// What stands below the request line: on narrow screens, first, which pane the dock shows.
pub(super) fn request(session: Session) -> AnyView {
    view! {
        <Switch session/>
        <RequestParts session/>
    }
    .into_any()
}

/// The dock's panes beside the composer, and its edges.
pub(super) fn panes(session: Session) -> AnyView {
    view! {
        <Splitter edge=Edge::Dock/>
        <Splitter edge=Edge::Answer/>
        <Inspector session/>
        <Splitter edge=Edge::Timeline/>
        <Timeline session/>
    }
    .into_any()
}

/// What opens over the page, and the keys that work all over it.
pub(super) fn dialogs(session: Session) -> AnyView {
    keys::listen(session);
    order::keep(session);
    let address = Address::follow();
    view! {
        <ResetDialog session/>
        <SettingsDialog session/>
        <ImportDialog session/>
        <ShortcutsDialog session/>
        <ExplainDialog session address/>
        <CombinationsDialog session address/>
        <CompareDialog session/>
        <MapDialog session address/>
    }
    .into_any()
}
