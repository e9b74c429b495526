//! Find, where it is not here: it moved, or it was here once. Redirects (RFC 9110 §15.4) and 410 (§15.5.11).

use super::{
    Answer, Exit, Source, Trace,
    find::{HERE_BEFORE, MOVED},
    receive::Received,
};
use crate::{
    http::{Method, Response, StatusCode, header, target::Target},
    world::{Forward, Tombstone, World, path, rfc3339},
};

/// Something on the way to what is asked for, by collection and id, with what is left of its path.
pub(super) struct Place<'p> {
    pub(super) collection: &'p str,
    pub(super) id: &'p str,
    /// The segments below it, decoded.
    pub(super) below: &'p [String],
}

/// Sends the client on to where it is now.
///
/// For good, GET and HEAD get 301, as they always did; every other method gets 308, because for historical reasons
/// a client may turn a POST that meets 301 into GET (RFC 9110 §15.4.2). For now, every method gets 307.
pub(super) fn redirect(
    world: &World,
    received: &Received,
    place: &Place<'_>,
    forward: &Forward,
    trace: &mut Trace,
) -> Box<Exit> {
    let (status, why) = match (forward.permanent, received.method.is_safe()) {
        (true, true) => {
            (StatusCode::MOVED_PERMANENTLY, "for good, so 301: a link to the old address can be put right")
        }
        (true, false) => (
            StatusCode::PERMANENT_REDIRECT,
            "for good, so 308: unlike after 301, the method and the content stay what they are",
        ),
        (false, _) => (
            StatusCode::TEMPORARY_REDIRECT,
            "for now, so 307: the method stays what it is, and the old address is the one to keep",
        ),
    };
    let mut location = path(world.base(), &forward.to, None);
    for segment in place.below {
        location = path(&location, "", Some(segment));
    }
    if let Target::Origin(target) = &received.target
        && let Some(query) = &target.raw_query
    {
        location.push('?');
        location.push_str(query);
    }
    let here = format!("{}/{}", place.collection, place.id);
    let because = format!("What was at {here} is at {} {why}. Location: {location}.", forward.to);
    let response =
        note(status, &location, if forward.permanent { "It has moved to" } else { "For now, it is at" });
    trace
        .ask(&MOVED)
        .saw(Source::Method, received.method.as_str())
        .saw(Source::Stored(here), format!("forwarding address {}", forward.to))
        .leave(Answer::No, because, response)
}

/// A response that leads on, with a short note for a person (RFC 9110 §15.4). It is not to be kept: an address can
/// change again here at any time.
pub(super) fn note(status: StatusCode, location: &str, text: &str) -> Response {
    let shown = location.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    let mut response = Response::new(status);
    response.set(header::LOCATION, location);
    response.set(header::CACHE_CONTROL, "no-cache");
    response.set(header::CONTENT_TYPE, "text/html; charset=utf-8");
    let title = status.canonical_reason().unwrap_or("Elsewhere");
    response.content =
        format!("<!doctype html><title>{title}</title><p>{text} <a href=\"{shown}\">{shown}</a>.</p>\n")
            .into();
    response
}

/// Says that it was here, and is gone; or, where PUT may put it there again, lets the request go on.
pub(super) fn gone(
    received: &Received,
    place: &Place<'_>,
    tombstone: Tombstone,
    trace: &mut Trace,
) -> Result<(), Box<Exit>> {
    let Place { collection, id, below } = place;
    let when = rfc3339(tombstone.at_ms);
    let version = tombstone.version;
    let question = trace.ask(&HERE_BEFORE).saw(
        Source::Stored(format!("{collection}/{id}")),
        format!("tombstone: version \"v{version}\", {when}"),
    );
    if received.method == Method::PUT && below.is_empty() {
        question.yes(format!(
            "“{id}” was in {collection} until {when}, as version \"v{version}\". PUT may put one there again."
        ));
        return Ok(());
    }
    let detail = if below.is_empty() {
        format!(
            "“{id}” was in {collection} until {when}, as version \"v{version}\", and will not come back by itself."
        )
    } else {
        format!("“{id}” was in {collection} until {when}, and all that was below it went with it.")
    };
    Err(question
        .refuse_as(Answer::Yes, StatusCode::GONE, detail)
        .field(header::CACHE_CONTROL, "no-cache")
        .with("removed", when)
        .into())
}
