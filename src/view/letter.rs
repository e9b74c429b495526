//! The message in focus, opened: its raw text, with what the server is reading lit.

use leptos::{html, prelude::*, task::spawn_local};

use super::{Session, icon::icon, keys, wording::size};
use crate::{
    browser::clipboard,
    server::Decision,
    stage::{
        Direction, MomentKind,
        reading::{Gaze, Kind, Look, Reading, Span},
    },
};

/// The message that lies open over the stage, while it does.
#[component]
pub(super) fn Letter(session: Session) -> impl IntoView {
    let open = session.on_stage.letter;
    view! {
        <Show when=move || open.get() && session.shown.with(Option::is_some)>
            <OpenLetter session/>
        </Show>
    }
}

/// What the letter shows of the exchange at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Page {
    Request,
    /// There is no response yet.
    Unwritten,
    /// The response is on its way: its envelope shows the status and no more.
    Sealed,
    Response,
}

#[component]
fn OpenLetter(session: Session) -> impl IntoView {
    let scene = session.scene;
    // Which side is up: the one chosen, or else that of the envelope on stage.
    let chosen = RwSignal::new(None::<Direction>);
    let on_wire = Memo::new(move |_| {
        scene.with(|scene| scene.envelope.as_ref().map_or(Direction::Out, |envelope| envelope.direction))
    });
    let page = Memo::new(move |_| match chosen.get().unwrap_or_else(|| on_wire.get()) {
        Direction::Out => Page::Request,
        Direction::Back if session.arrived.get() => Page::Response,
        Direction::Back if on_wire.get() == Direction::Back => Page::Sealed,
        Direction::Back => Page::Unwritten,
    });
    let gaze = Memo::new(move |_| {
        let (moment, step) = scene.with(|scene| (scene.moment, scene.step));
        let kind = session.shown.with(|shown| Some(shown.as_ref()?.board.moments().get(moment)?.kind));
        match (kind, step) {
            (Some(MomentKind::Decide(step)), _) => Gaze::At(step),
            (_, Some(_)) => Gaze::Done,
            (_, None) => Gaze::Ahead,
        }
    });
    let reading = Memo::new(move |_| {
        session.shown.with(|shown| {
            let exchange = &shown.as_ref()?.entry.exchange;
            match page.get() {
                Page::Request => Some(Reading::of_request(exchange)),
                Page::Response => Some(Reading::of_response(&exchange.response)),
                Page::Sealed => {
                    let mut sealed = Reading::of_response(&exchange.response);
                    sealed.lines.truncate(1);
                    sealed.left_out = 0;
                    Some(sealed)
                }
                Page::Unwritten => None,
            }
        })
    });
    let title = move || match session.shown_number() {
        Some(number) => format!("The messages of number {number}"),
        None => "The messages on stage".to_owned(),
    };
    let sheet = NodeRef::<html::Pre>::new();
    Effect::new(move |_| {
        gaze.track();
        if let Some(sheet) = sheet.get() {
            request_animation_frame(move || into_view(&sheet));
        }
    });
    let frame = NodeRef::<html::Section>::new();
    Effect::new(move |_| {
        if let Some(frame) = frame.get() {
            let _ = frame.focus();
        }
    });
    let on_key = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" {
            event.stop_propagation();
            close(session);
        }
    };
    let side = move |direction, name: &'static str| {
        let pressed = move || chosen.get().unwrap_or_else(|| on_wire.get()) == direction;
        view! {
            <button type="button" aria-pressed=move || pressed().to_string() on:click=move |_| chosen.set(Some(direction))>
                {name}
            </button>
        }
    };
    view! {
        <section
            class="letter card"
            role="dialog"
            aria-labelledby="letter-title"
            tabindex="-1"
            data-testid="letter"
            node_ref=frame
            on:keydown=on_key
        >
            <div class="letter-head">
                <h2 id="letter-title" class="visually-hidden">{title}</h2>
                <div class="letter-sides" role="group" aria-label="Which message">
                    {side(Direction::Out, "Request")} {side(Direction::Back, "Response")}
                </div>
                <CopyButton session page=Signal::derive(move || page.get() == Page::Response) ready=Signal::derive(move || matches!(page.get(), Page::Request | Page::Response))/>
                <button type="button" class="quiet" aria-label="Close the message" title="Close the message (Esc)" on:click=move |_| close(session)>
                    {icon("cross")}
                </button>
            </div>
            <p class="letter-note" data-testid="letter-note">
                {move || reading.with(|reading| note(session, page.get(), gaze.get(), reading.as_ref()))}
                <span lang=move || session.told.language()>{move || question(session, page.get(), gaze.get())}</span>
            </p>
            <pre class="message" tabindex="0" role="group" aria-label="The raw message" node_ref=sheet>
                {move || reading.get().map(|reading| lines(reading, gaze))}
            </pre>
        </section>
    }
}

/// Puts the message away; the focus goes back to its envelope.
pub(super) fn close(session: Session) {
    session.on_stage.letter.set(false);
    if !keys::focus("[data-testid=envelope]:not(.gone)") {
        keys::focus(".stage");
    }
}

/// What is going on with this page of the letter, in a line; while a question is asked, what comes before its words.
fn note(session: Session, page: Page, gaze: Gaze, reading: Option<&Reading>) -> &'static str {
    match (page, gaze) {
        (Page::Unwritten, _) => "There is no response yet: the server is not done.",
        (Page::Sealed, _) => "On its way back: the rest is sealed until the client has it.",
        (Page::Response, _) => "The client has it.",
        (Page::Request, Gaze::Ahead) => "On its way: nobody has read it yet.",
        (Page::Request, Gaze::Done) => "The server has read it; what it looked at is underlined.",
        (Page::Request, Gaze::At(_)) if decision(session, gaze).is_none() => "",
        (Page::Request, Gaze::At(_)) if reading.is_some_and(|reading| reading.is_read(gaze)) => {
            "The server is reading it: "
        }
        (Page::Request, Gaze::At(_)) => "The server reads nothing in it for this: ",
    }
}

/// The question that the server asks just now, in the words of the track.
fn question(session: Session, page: Page, gaze: Gaze) -> Option<String> {
    let decision = decision(session, gaze).filter(|_| page == Page::Request)?;
    Some(session.told.question(decision))
}

fn decision(session: Session, gaze: Gaze) -> Option<&'static Decision> {
    let Gaze::At(step) = gaze else { return None };
    session.shown.with(|shown| Some(shown.as_ref()?.entry.exchange.trace.steps.get(step)?.decision))
}

fn lines(reading: Reading, gaze: Memo<Gaze>) -> impl IntoView {
    let left_out = reading.left_out;
    let reading = StoredValue::new(reading);
    let all = reading.with_value(|reading| reading.lines.clone());
    let head = all.iter().position(Vec::is_empty).unwrap_or(all.len());
    let draw = move |line: Vec<Span>| {
        let spans = line.into_iter().map(|span| draw(span, gaze)).collect_view();
        view! { <span class="message-line">{spans} "\n"</span> }
    };
    let mut all = all.into_iter();
    let before: Vec<_> = all.by_ref().take(head).map(draw).collect();
    let after: Vec<_> = all.map(draw).collect();
    let absent = move || {
        let names = reading.with_value(|reading| reading.absent(gaze.get()).to_vec());
        names
            .into_iter()
            .map(|name| view! { <span class="message-line absent">{format!("{name}: ")} <em>"not sent"</em> "\n"</span> })
            .collect_view()
    };
    let rest = (left_out > 0).then(|| format!("… and {} more", size(left_out)));
    view! { {before} {absent} {after} {rest} }
}

fn draw(span: Span, gaze: Memo<Gaze>) -> AnyView {
    let kind = match span.kind {
        Kind::Start => "p-start",
        Kind::Target => "p-target",
        Kind::Name => "p-name",
        Kind::Value => "p-value",
        Kind::Content => "p-content",
        Kind::Plain => "p-plain",
    };
    let text = span.text.clone();
    let class = move || match span.look(gaze.get()) {
        Look::Plain => kind.to_owned(),
        Look::Now => format!("{kind} now"),
        Look::Read => format!("{kind} read"),
    };
    // A mark is what is pointed out in a text, for screen readers, too.
    view! { <span class=class>{text}</span> }.into_any()
}

/// Scrolls the sheet, and only it, so that what is lit is seen.
fn into_view(sheet: &web_sys::HtmlPreElement) {
    use wasm_bindgen::JsCast;
    let lit = sheet.query_selector(".now").ok().flatten();
    if let Some(lit) = lit.and_then(|lit| lit.dyn_into::<web_sys::HtmlElement>().ok()) {
        let (top, height) = (lit.offset_top() - sheet.offset_top(), sheet.client_height());
        if top < sheet.scroll_top() || top > sheet.scroll_top() + height - 24 {
            sheet.set_scroll_top(top - height / 3);
        }
    }
}

#[component]
fn CopyButton(session: Session, page: Signal<bool>, ready: Signal<bool>) -> impl IntoView {
    let said = RwSignal::new(String::new());
    let copy = move |_| {
        let text = session.shown.with_untracked(|shown| {
            let exchange = &shown.as_ref()?.entry.exchange;
            Some(if page.get_untracked() { exchange.response.to_text() } else { exchange.request.to_text() })
        });
        let Some(text) = text else { return };
        spawn_local(async move {
            said.set(match clipboard::write(&text).await {
                Ok(()) => "Copied".into(),
                Err(why) => why,
            });
        });
    };
    // What was said is about what was shown then.
    Effect::new(move |_| {
        page.track();
        said.set(String::new());
    });
    view! {
        <span class="letter-said" role="status">{said}</span>
        <button type="button" class="plain small" disabled=move || !ready.get() on:click=copy>"Copy"</button>
    }
}
