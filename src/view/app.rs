//! The page.

use leptos::prelude::*;

use super::{
    Session, dock::Dock, header::Header, icon::Sprite, keys, log::Log, notices::Notices, panel::Panel,
    player::PlayerBar, stage::Stage, track::Track,
};
use crate::view::{explain::ExplainDialog, reset::ResetDialog, shortcuts::ShortcutsDialog};

/// The whole app.
#[component]
pub fn App(
    /// What it shows and works on.
    session: Session,
) -> impl IntoView {
    let asking_reset = RwSignal::new(false);
    let showing_keys = RwSignal::new(false);
    let showing_log = RwSignal::new(false);
    keys::listen(session, showing_keys);
    view! {
        <Sprite/>
        <div class="app">
            <Header session asking_reset showing_keys/>
            <Notices session/>
            <div class="side">
                <Panel session showing_log/>
                <Log session showing=showing_log/>
            </div>
            <main class="main">
                <div class="theatre">
                    <Stage session/>
                    <Track session/>
                    <PlayerBar session/>
                </div>
                <Dock session/>
            </main>
        </div>
        <ResetDialog session open=asking_reset/>
        <ShortcutsDialog open=showing_keys/>
        <ExplainDialog/>
    }
}
