//! A text field with suggestions: the ARIA combobox pattern, a list to complete from with a choice made by hand.
//!
//! What is typed is what counts; a suggestion is taken only where one was moved to. The list opens on typing, on an
//! arrow, and where an empty field is pressed; it does not open for what is pasted or filled in whole.

use std::rc::Rc;

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement, KeyboardEvent};

use super::wording::option_id;
use crate::{
    browser::{event::Listener, property},
    client::Suggestion,
};

/// What finds suggestions for what is typed.
type Find = Rc<dyn Fn(&str) -> Vec<Suggestion>>;

/// What puts a suggestion into the field.
type Take = Rc<dyn Fn(String)>;

/// Where the list stands in the window, in px.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Place {
    left: f64,
    width: f64,
    /// Below the field, from the top; or above it, from the bottom.
    below: Option<f64>,
    above: Option<f64>,
    room: f64,
}

/// The list of one field. A handful of signals, so it is passed by value.
#[derive(Clone, Copy)]
pub(super) struct Combo {
    id: StoredValue<String>,
    options: RwSignal<Vec<Suggestion>>,
    open: RwSignal<bool>,
    active: RwSignal<Option<usize>>,
    place: RwSignal<Place>,
    /// Whether a key was pressed since the last change: what comes with none was not typed.
    keyed: StoredValue<bool>,
    find: StoredValue<Find, LocalStorage>,
    take: StoredValue<Take, LocalStorage>,
}

impl Combo {
    /// A closed list. `id` is the prefix of all ids.
    pub(super) fn new(
        id: String,
        find: impl Fn(&str) -> Vec<Suggestion> + 'static,
        take: impl Fn(String) + 'static,
    ) -> Self {
        Self {
            id: StoredValue::new(id),
            options: RwSignal::new(Vec::new()),
            open: RwSignal::new(false),
            active: RwSignal::new(None),
            place: RwSignal::new(Place::default()),
            keyed: StoredValue::new(false),
            find: StoredValue::new_local(Rc::new(find)),
            take: StoredValue::new_local(Rc::new(take)),
        }
    }

    /// Whether the list is open.
    pub(super) fn is_open(self) -> bool {
        self.open.get()
    }

    /// The id of the list.
    pub(super) fn list_id(self) -> String {
        self.id.with_value(|id| format!("{id}-list"))
    }

    /// The id of the suggestion that was moved to.
    pub(super) fn active_id(self) -> Option<String> {
        let active = self.active.get().filter(|_| self.open.get())?;
        Some(self.id.with_value(|id| option_id(id, active)))
    }

    /// The field was typed in.
    pub(super) fn typed(self, field: &HtmlInputElement, event: &web_sys::Event) {
        let kind = property(event, "inputType").and_then(|kind| kind.as_string()).unwrap_or_default();
        let at_once = ["insertFromPaste", "insertFromDrop", "insertReplacement", "history"];
        let by_hand = self.keyed.get_value() && !at_once.iter().any(|start| kind.starts_with(start));
        self.keyed.set_value(false);
        if by_hand { self.look(field) } else { self.close() }
    }

    /// The field was pressed: where there is nothing in it, everything is offered.
    pub(super) fn pressed(self, field: &HtmlInputElement) {
        if field.value().is_empty() {
            self.look(field);
        }
    }

    /// A key was pressed in the field; whether it was meant for the list.
    pub(super) fn key(self, field: &HtmlInputElement, event: &KeyboardEvent) -> bool {
        if event.ctrl_key() || event.meta_key() || event.is_composing() {
            self.keyed.set_value(!event.ctrl_key() && !event.meta_key());
            return false;
        }
        let (open, active) = (self.open.get_untracked(), self.active.get_untracked());
        let count = self.options.with_untracked(Vec::len);
        match event.key().as_str() {
            "ArrowDown" | "ArrowUp" if !open => {
                self.look(field);
                if !event.alt_key() && self.open.get_untracked() {
                    let last = self.options.with_untracked(Vec::len).saturating_sub(1);
                    self.move_to(if event.key() == "ArrowDown" { 0 } else { last });
                }
                self.open.get_untracked()
            }
            "ArrowDown" => {
                self.move_to(active.map_or(0, |active| (active + 1) % count.max(1)));
                true
            }
            "ArrowUp" => {
                self.move_to(active.map_or(count, |active| active + count).saturating_sub(1) % count.max(1));
                true
            }
            "PageDown" if open => {
                self.move_to((active.unwrap_or(0) + 8).min(count.saturating_sub(1)));
                true
            }
            "PageUp" if open => {
                self.move_to(active.unwrap_or(0).saturating_sub(8));
                true
            }
            "Enter" => {
                let took = open && active.is_some();
                if took {
                    self.choose(field, active.unwrap_or(0));
                } else {
                    self.close();
                }
                took
            }
            "Tab" => {
                if let (true, Some(active)) = (open, active) {
                    self.choose(field, active);
                }
                self.close();
                false
            }
            "Escape" => {
                self.close();
                open
            }
            "Home" | "End" | "ArrowLeft" | "ArrowRight" => {
                self.active.set(None);
                false
            }
            _ => {
                self.keyed.set_value(true);
                false
            }
        }
    }

    /// Closes the list.
    pub(super) fn close(self) {
        if self.open.get_untracked() {
            self.open.set(false);
        }
        self.active.set(None);
    }

    /// Looks for suggestions, and shows them where there are any.
    fn look(self, field: &HtmlInputElement) {
        let find = self.find.with_value(Rc::clone);
        let found = find(&field.value());
        self.active.set(None);
        if found.is_empty() {
            self.open.set(false);
        }
        let any = !found.is_empty();
        self.options.set(found);
        if any {
            self.place.set(place_by(field));
            self.open.set(true);
        }
    }

    fn move_to(self, index: usize) {
        self.active.set(Some(index));
        let option = self.id.with_value(|id| document().get_element_by_id(&option_id(id, index)));
        let (Some(option), Some(list)) = (
            option.and_then(|option| option.dyn_into::<HtmlElement>().ok()),
            document().get_element_by_id(&self.list_id()),
        ) else {
            return;
        };
        // Only the list scrolls, never the page.
        let (top, bottom) = (option.offset_top(), option.offset_top() + option.offset_height());
        if top < list.scroll_top() {
            list.set_scroll_top(top);
        } else if bottom > list.scroll_top() + list.client_height() {
            list.set_scroll_top(bottom - list.client_height());
        }
    }

    fn choose(self, field: &HtmlInputElement, index: usize) {
        let Some(value) =
            self.options.with_untracked(|options| options.get(index).map(|option| option.value.clone()))
        else {
            return;
        };
        self.close();
        let take = self.take.with_value(Rc::clone);
        take(value.clone());
        // It is told to the field after the signals have: the caret goes to the end either way.
        field.set_value(&value);
        let end = u32::try_from(value.encode_utf16().count()).ok();
        let _ = field.set_selection_range(end.unwrap_or(0), end.unwrap_or(0));
        // What is only begun goes on to be completed.
        if value.ends_with(['=', ' ']) {
            self.look(field);
        }
    }

    /// The list, to be put beside the field. `field` gives the field.
    pub(super) fn list(
        self,
        field: impl Fn() -> Option<HtmlInputElement> + Copy + Send + Sync + 'static,
    ) -> impl IntoView {
        let close_on_scroll = move || {
            let list = self.list_id();
            let listener = web_sys::window().map(|window| {
                Listener::capturing(window.as_ref(), "scroll", move |event| {
                    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
                    if target.is_none_or(|target| target.id() != list) {
                        self.close();
                    }
                })
            });
            // Lives as long as the open list.
            StoredValue::new_local(listener);
            let resized = window_event_listener(ev::resize, move |_| self.close());
            on_cleanup(move || resized.remove());
        };
        let option = move |index: usize, Suggestion { value, about, mark }: Suggestion| {
            let choose = move |_| {
                if let Some(field) = field() {
                    self.choose(&field, index);
                    let _ = field.focus();
                }
            };
            view! {
                <li
                    role="option"
                    id=self.id.with_value(|id| option_id(id, index))
                    aria-selected=move || (self.active.get() == Some(index)).to_string()
                    on:click=choose
                >
                    <span class="combo-value">{value}</span>
                    {mark.map(|mark| view! { <span class="combo-mark">{mark}</span> })}
                    {(!about.is_empty()).then(|| view! { <span class="combo-about">{about}</span> })}
                </li>
            }
        };
        move || {
            self.open.get().then(|| {
                close_on_scroll();
                let place = self.place.get();
                let px = |number: Option<f64>| number.map_or_else(|| "auto".to_owned(), |number| format!("{}px", number as i32));
                let options = move || {
                    self.options.get().into_iter().enumerate().map(|(index, one)| option(index, one)).collect_view()
                };
                view! {
                    <div
                        class="combo-list card"
                        // A press in the list leaves the focus in the field.
                        on:mousedown=|event| event.prevent_default()
                        style:left=px(Some(place.left))
                        style:width=px(Some(place.width))
                        style:top=px(place.below)
                        style:bottom=px(place.above)
                    >
                        <ul
                            role="listbox"
                            id=self.list_id()
                            aria-label="Suggestions"
                            style:max-height=px(Some(place.room))
                        >
                            {options}
                        </ul>
                        <p class="combo-foot" aria-hidden="true">
                            <kbd>"↑"</kbd><kbd>"↓"</kbd>" choose " <kbd>"Enter"</kbd>" takes it " <kbd>"Esc"</kbd>" closes"
                        </p>
                    </div>
                }
            })
        }
    }
}

/// Where a list has room by its field.
fn place_by(field: &HtmlInputElement) -> Place {
    const GAP: f64 = 4.0;
    const FOOT: f64 = 34.0;
    const TALLEST: f64 = 296.0;
    const NARROWEST: f64 = 300.0;
    let rect = field.get_bounding_client_rect();
    let size =
        |size: Result<wasm_bindgen::JsValue, wasm_bindgen::JsValue>| size.ok().and_then(|size| size.as_f64());
    let (wide, tall) = web_sys::window().map_or((0.0, 0.0), |window| {
        (size(window.inner_width()).unwrap_or(0.0), size(window.inner_height()).unwrap_or(0.0))
    });
    let width = rect.width().max(NARROWEST).min(wide - 16.0);
    let left = rect.left().min(wide - width - 8.0).max(8.0);
    let (under, over) = (tall - rect.bottom() - GAP - FOOT - 8.0, rect.top() - GAP - FOOT - 8.0);
    if under >= 180.0 || under >= over {
        Place { left, width, below: Some(rect.bottom() + GAP), above: None, room: under.clamp(60.0, TALLEST) }
    } else {
        Place {
            left,
            width,
            below: None,
            above: Some(tall - rect.top() + GAP),
            room: over.clamp(60.0, TALLEST),
        }
    }
}

/// A text field with suggestions.
#[component]
pub(super) fn ComboInput(
    /// The prefix of all ids, and what the field is found by (`data-combo`); must be one of its kind in the page.
    id: String,
    /// What it is for, for screen readers.
    label: String,
    class: &'static str,
    placeholder: &'static str,
    #[prop(into)] value: Signal<String>,
    /// Told of what is typed or chosen.
    write: impl Fn(String) + Copy + Send + Sync + 'static,
    /// Finds suggestions for what is typed.
    find: impl Fn(&str) -> Vec<Suggestion> + 'static,
) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    let field = move || node.get_untracked();
    let combo = Combo::new(id.clone(), find, write);
    let keydown = move |event: KeyboardEvent| {
        if let Some(field) = field()
            && combo.key(&field, &event)
        {
            event.prevent_default();
            event.stop_propagation();
        }
    };
    view! {
        <span class="combo">
            <input
                type="text"
                data-combo=id
                class=class
                role="combobox"
                aria-label=label
                aria-autocomplete="list"
                aria-expanded=move || combo.is_open().to_string()
                aria-controls=combo.list_id()
                aria-activedescendant=move || combo.active_id()
                placeholder=placeholder
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                node_ref=node
                prop:value=move || value.get()
                on:keydown=keydown
                on:input=move |event: ev::Event| {
                    if let Some(field) = field() {
                        write(field.value());
                        combo.typed(&field, &event);
                    }
                }
                on:click=move |_| {
                    if let Some(field) = field() {
                        combo.pressed(&field);
                    }
                }
                on:blur=move |_| combo.close()
            />
            {combo.list(field)}
        </span>
    }
}
