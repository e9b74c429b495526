//! Shows in the composer the place of a request that a problem names.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, HtmlTextAreaElement};

use super::{Answer, Pane, follow::field};
use crate::client::{
    problem::{Place, parameter_in, span_in, spot_in, units_before},
    since::Since,
};

/// The room above and below the text of a body, in px; `style/late/composer.css` says the same.
const PADDING: i32 = 8;

/// Goes there: the right part of the composer is opened, the place has the focus and is selected. Comes back with what
/// to say of it.
pub(super) fn at(pane: Pane, answer: &Answer, place: &Place) -> String {
    let session = pane.session;
    let draft = session.draft.get_untracked();
    let request = &answer.entry.exchange.request;
    if Since::of(&draft, request, &session.base()) == Since::Another {
        return "The composer holds another request by now. Put back what was sent, to see it there.".into();
    }
    session.pane.set("request");
    match place {
        Place::Value(_) | Place::Spot(..) | Place::Content => {
            let span = span_in(&draft.body, place);
            let Some(area) = field::<HtmlTextAreaElement>("[data-testid=body]") else {
                return "The body cannot be shown.".into();
            };
            open_around(pane, &area);
            let (start, end) = span.unwrap_or((0, draft.body.len()));
            let line = draft.body[..start].matches('\n').count();
            let lines = draft.body.matches('\n').count() + 1;
            let (from, to) = (units_before(&draft.body, start), units_before(&draft.body, end));
            // Once it is there to be seen.
            request_animation_frame(move || {
                let _ = area.focus();
                let _ = area.set_selection_range(from, to);
                // Its line in the middle of what is seen: there may be room for little more than one.
                let height = f64::from(area.scroll_height() - 2 * PADDING) / lines as f64;
                let middle = f64::from(PADDING) + height * (line as f64 + 0.5);
                area.set_scroll_top((middle - f64::from(area.client_height()) / 2.0) as i32);
            });
            match (span, place) {
                (None, _) => "The body has been changed since, and is no JSON now.".into(),
                (_, Place::Value(pointer)) if draft.body.as_bytes() != &*request.content => {
                    format!("The body has been changed since. What is at {pointer} now is selected.")
                }
                _ => "Selected in the body.".into(),
            }
        }
        Place::Field(name) => {
            let row = draft.headers.iter().position(|row| row.on && row.name.eq_ignore_ascii_case(name));
            let selector = row.map_or_else(
                || "[data-testid=add-header]".to_owned(),
                |row| format!("[aria-label='Value of header {}']", row + 1),
            );
            if let Some(found) = field::<HtmlElement>(&selector) {
                open_around(pane, &found);
                request_animation_frame(move || {
                    let _ = found.focus();
                    if let Some(input) = found.dyn_ref::<HtmlInputElement>() {
                        input.select();
                    }
                });
            }
            match row {
                Some(_) => format!("The value of {name} is selected."),
                None => format!("{name} is not among the headers: add it here."),
            }
        }
        Place::Query(_) | Place::Path | Place::PathSpot(_) => {
            let mark = draft.path.find('?').unwrap_or(draft.path.len());
            let (start, end) = match place {
                Place::Query(name) => parameter_in(&draft.path, name),
                Place::PathSpot(column) => spot_in(&draft.path, *column),
                _ => (0, mark),
            };
            let (from, to) = (units_before(&draft.path, start), units_before(&draft.path, end));
            if let Some(path) = field::<HtmlInputElement>("#path") {
                request_animation_frame(move || {
                    let _ = path.focus();
                    let _ = path.set_selection_range(from, to);
                });
            }
            "Selected in the path.".into()
        }
    }
}

/// Opens the composer's tab that an element stands in.
fn open_around(pane: Pane, element: &Element) {
    let panel = element.closest("[id^=composer-panel-]").ok().flatten();
    let number = panel.and_then(|panel| panel.id().rsplit('-').next()?.parse().ok());
    if let Some(number) = number {
        pane.session.composer_tab.set(number);
    }
}
