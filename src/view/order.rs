//! The order of the page's regions in low windows, where the lesson and the header stand below the stage.
//!
//! The style sheet (`embed.css`) says where they are seen; here they come to stand there in the document, too, so that
//! the Tab key and a screen reader meet them where they are seen (WCAG 2.4.3). CSS alone has no way that all browsers
//! know.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::{Session, mode::Mode};
use crate::browser::media::Wish;

/// Which of the regions stand below the stage, given the bounds that the window is under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Below {
    header: bool,
    side: bool,
}

/// Keeps the regions in the order in which they are seen, as long as the page lives.
pub(super) fn keep(session: Session) {
    let (low, lowest) = (RwSignal::new(Wish::Low.holds()), RwSignal::new(Wish::Lowest.holds()));
    let watching = StoredValue::new_local([
        Wish::Low.watch(move |holds| low.set(holds)),
        Wish::Lowest.watch(move |holds| lowest.set(holds)),
    ]);
    on_cleanup(move || watching.dispose());
    // What the API's panel holds is worked with, and stays above.
    let below = Memo::new(move |_| Below {
        header: lowest.get(),
        side: low.get() && session.mode.get() != Mode::Api,
    });
    Effect::new(move |_| {
        let below = below.get();
        // Once the page is there.
        request_animation_frame(move || {
            let _ = arrange(below);
        });
    });
}

/// Moves the regions around the stage, which itself stays where it is, and so does the focus.
fn arrange(below: Below) -> Option<()> {
    let find = |selector: &str| document().query_selector(selector).ok().flatten();
    let main = find(".app > .main")?;
    let app = main.parent_element()?;
    let [header, notices, side] =
        [(".header", below.header), (".notices", below.header), (".side", below.side)]
            .map(|(region, below)| find(&format!(".app > {region}")).map(|region| (region, below)));
    let regions = [header?, notices?, side?];
    if regions.iter().all(|(region, below)| is_after(region, &main) == *below) {
        return Some(());
    }
    let focused = document().active_element();
    for (region, _) in regions.iter().filter(|(_, below)| !below) {
        app.insert_before(region, Some(&main)).ok()?;
    }
    for (region, _) in regions.iter().rev().filter(|(_, below)| *below) {
        app.append_child(region).ok()?;
    }
    // What is moved loses it.
    let focused = focused.and_then(|focused| focused.dyn_into::<web_sys::HtmlElement>().ok())?;
    if document().active_element().as_ref() != Some(focused.as_ref()) {
        focused.focus().ok()?;
    }
    Some(())
}

/// Whether one element comes later in the document than another.
fn is_after(element: &web_sys::Element, other: &web_sys::Element) -> bool {
    other.compare_document_position(element) & web_sys::Node::DOCUMENT_POSITION_FOLLOWING != 0
}
