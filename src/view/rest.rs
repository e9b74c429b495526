//! What is drawn once the page can send: all but the name and the request line.

use leptos::prelude::*;

use super::{
    Session, address::Address, combinations::CombinationsDialog, compare::CompareDialog,
    composer::RequestParts, dock::Switch, explain::ExplainDialog, header::Bar, icon::Sprite,
    import::ImportDialog, inspector::Inspector, keys, log::Log, moment::MomentLine, notices::Notices,
    panel::Panel, player::PlayerBar, reset::ResetDialog, settings::SettingsDialog,
    shortcuts::ShortcutsDialog, stage::Stage, timeline::Timeline, track::Track,
};

/// The drawings that the rest uses by name.
pub(super) fn sprite(_: Session) -> AnyView {
    view! { <Sprite/> }.into_any()
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
    view! {
        <Panel session/>
        <Log session/>
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

/// Which pane the dock shows, on narrow screens.
pub(super) fn switch(session: Session) -> AnyView {
    view! { <Switch session/> }.into_any()
}

/// What stands below the request line.
pub(super) fn request(session: Session) -> AnyView {
    view! { <RequestParts session/> }.into_any()
}

/// The dock's panes beside the composer.
pub(super) fn panes(session: Session) -> AnyView {
    view! {
        <Inspector session/>
        <Timeline session/>
    }
    .into_any()
}

/// What opens over the page, and the keys that work all over it.
pub(super) fn dialogs(session: Session) -> AnyView {
    keys::listen(session);
    let address = Address::follow();
    view! {
        <ResetDialog session/>
        <SettingsDialog session/>
        <ImportDialog session/>
        <ShortcutsDialog open=session.showing_keys/>
        <ExplainDialog session address/>
        <CombinationsDialog session address/>
        <CompareDialog session/>
    }
    .into_any()
}
