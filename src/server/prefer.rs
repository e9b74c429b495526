//! Negotiate, last: what would they like beside the thing itself? Preferences (RFC 7240), and an Idempotency-Key.

use super::{Asked, Block, Decision, Trace, half::Half, key, receive::Received, route::Routed};
use crate::api::Contract;
use crate::http::{
    HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, header, prefer,
};

pub(super) static PREFERENCE: Decision = Decision {
    id: "preference",
    block: Block::Negotiate,
    question: "Can we answer the way they would like?",
    story: "Can I do it the way they would like?",
    spec: "RFC 7240",
    exits: &[400],
};

/// The decisions of this file and of [`key`], which come at the end of Negotiate, in order.
pub(super) static DECISIONS: &[&Decision] = &[&PREFERENCE, &key::GIVEN];

pub(super) const NO_PREFERENCE: &str = "There is no Prefer field.";
pub(super) const NEEDS_NO_KEY: &str =
    "Only POST and PATCH need a key: the other methods can be repeated as they are.";
pub(super) const NO_KEY: &str = "There is no Idempotency-Key field, and none is needed here.";

pub(super) const PREFER: HeaderName = HeaderName::from_static("prefer");

/// What the client would like beside the thing itself.
#[derive(Debug, Default)]
pub(super) struct Wishes {
    /// `return=minimal`: as little content as will do.
    pub(super) minimal: bool,
    /// What goes into Preference-Applied where the request succeeds, such as `return=minimal`.
    pub(super) applied: Vec<&'static str>,
    /// The key of [`key`], where there is one that counts.
    pub(super) key: Option<key::Key>,
}

/// Asks for preferences and key; only a request that has one of them needs the second half.
pub(super) fn wishes(
    request: &Request,
    received: &Received,
    routed: &Routed<'_>,
    half: &Half,
    trace: &mut Trace,
) -> Asked<Wishes> {
    let mut wishes = if received.headers.contains_key(PREFER) {
        (half.preferences)(received, routed, trace)?
    } else {
        trace.pass(&PREFERENCE, NO_PREFERENCE);
        Wishes::default()
    };
    if !matches!(received.method, Method::POST | Method::PATCH) {
        trace.pass(&key::GIVEN, NEEDS_NO_KEY);
    } else if routed.operation.needs_key || received.headers.contains_key(key::IDEMPOTENCY_KEY) {
        wishes.key = Some((half.key)(request, received, routed, trace)?);
    } else {
        trace.pass(&key::GIVEN, NO_KEY);
    }
    Ok(wishes)
}

/// Reads the preferences, in the second half.
pub(super) fn preferences(received: &Received, routed: &Routed<'_>, trace: &mut Trace) -> Asked<Wishes> {
    let lines: Vec<_> = received.headers.get_all(PREFER).iter().map(HeaderValue::as_bytes).collect();
    let question = trace.ask(&PREFERENCE).saw_field("Prefer", Some(&lines.join(&b", "[..])));
    let found = prefer::parse(received.headers.get_all(PREFER));
    let writes = matches!(received.method, Method::POST | Method::PUT | Method::PATCH);
    let slow = routed.operation.slow.is_some();
    // What an imported document has no status for is not done: nobody has to keep to a preference (RFC 7240 §2).
    let contract = routed.operation.contract.as_deref();
    let bare = writes && !slow && contract.is_none_or(Contract::may_be_bare);
    let shows = writes && !slow && contract.is_none_or(Contract::shows_result);
    let refuses = contract.is_none_or(|contract| contract.lists(400));
    let mut wishes = Wishes::default();
    let (mut strict, mut unknown, mut idle) = (false, Vec::new(), Vec::new());
    for preference in &found {
        match (preference.name.as_str(), preference.value.as_str()) {
            ("return", "minimal") if bare => {
                wishes.minimal = true;
                wishes.applied.push("return=minimal");
            }
            ("return", "representation") if shows => wishes.applied.push("return=representation"),
            ("handling", "strict") if refuses => {
                strict = true;
                wishes.applied.push("handling=strict");
            }
            ("handling", "lenient") if routed.lenient => wishes.applied.push("handling=lenient"),
            ("respond-async", _) if slow => wishes.applied.push("respond-async"),
            ("return", "minimal" | "representation")
            | ("handling", "lenient" | "strict")
            | ("respond-async" | "wait", _) => {
                idle.push(preference.name.as_str());
            }
            _ => unknown.push(if preference.value.is_empty() {
                preference.name.clone()
            } else {
                format!("{}={}", preference.name, preference.value)
            }),
        }
    }
    if strict && !unknown.is_empty() {
        let detail = format!(
            "handling=strict asks that nothing is passed over, and no preference “{}” is known here. Known are \
             return=minimal, return=representation, handling=strict, handling=lenient, respond-async and wait.",
            unknown.join("”, “")
        );
        return Err(question.refuse(StatusCode::BAD_REQUEST, detail).with("field", "prefer").into());
    }
    let mut because = if wishes.applied.is_empty() {
        String::from("Nothing in it changes this answer.")
    } else {
        format!("It will be answered with {}, where all goes well.", wishes.applied.join(", "))
    };
    if !idle.is_empty() {
        because.push_str(&format!(" There is nothing here that {} could change.", idle.join(" or ")));
    }
    if !unknown.is_empty() {
        because.push_str(&format!(" Unknown, and so passed over: {}.", unknown.join(", ")));
    }
    if wishes.applied.is_empty() {
        question.no(because);
    } else {
        question.yes(because);
    }
    Ok(wishes)
}

/// Whether they would rather have a mistake passed over than the request refused (RFC 7240 §4.4).
pub(super) fn is_lenient(headers: &HeaderMap) -> bool {
    let found = prefer::parse(headers.get_all(PREFER));
    found.iter().any(|preference| preference.name == "handling" && preference.value == "lenient")
}

/// Says in a response that succeeded what it keeps to, and that the answer depends on the Prefer field.
pub(super) fn applied(wishes: &Wishes, response: &mut Response) {
    if wishes.applied.is_empty() || !response.status.is_success() {
        return;
    }
    // What hands out a token is never minimal: it would be lost.
    let kept = |wish: &&&str| **wish != "return=minimal" || response.content.is_empty();
    let applied: Vec<_> = wishes.applied.iter().filter(kept).copied().collect();
    if applied.is_empty() {
        return;
    }
    let applied = applied.join(", ");
    response.set(HeaderName::from_static("preference-applied"), applied);
    if wishes.minimal || wishes.applied.contains(&"handling=lenient") {
        let vary = match response.field("vary") {
            Some(vary) => format!("{vary}, Prefer"),
            None => "Prefer".to_owned(),
        };
        response.set(header::VARY, vary);
    }
}
