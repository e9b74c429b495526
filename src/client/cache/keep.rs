//! When an answer is back: is it kept, does it refresh what is kept, does it spoil it (RFC 9111 §3, §4.3.4, §4.4)?

use super::{
    Cache, Effect, Stored, TakenIn,
    control::Directives,
    field,
    freshness::{self, GUESSABLE, joined},
    is_error,
    look_up::wishes,
    request_field, vary,
};
use crate::{
    client::{
        asked::{Asking, Question},
        redirect,
    },
    http::{HeaderName, Request, Response, StatusCode, header},
};

pub(super) static UNCHANGED: Question = Question {
    id: "cache-unchanged",
    text: "Does the server say that the stored answer is still good?",
    story: "Is mine still the same as yours?",
    spec: "RFC 9111 §4.3.3",
};
pub(super) static HEAD_FITS: Question = Question {
    id: "cache-head-fits",
    text: "Does the answer to HEAD fit what is stored?",
    story: "Is mine still what yours looks like?",
    spec: "RFC 9111 §4.3.5",
};
pub(super) static KEEPS: Question = Question {
    id: "cache-keeps",
    text: "May the answer be kept?",
    story: "Shall I keep this for another time?",
    spec: "RFC 9111 §3",
};
pub(super) static SPOILS: Question = Question {
    id: "cache-spoils",
    text: "Does this change something that is stored?",
    story: "Is something I have at home out of date now?",
    spec: "RFC 9111 §4.4",
};

/// Fields that belong to a connection, and are not kept (RFC 9111 §3.1).
const HOP: [HeaderName; 7] = [
    header::CONNECTION,
    header::PROXY_AUTHENTICATE,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

impl Cache {
    /// Takes in the answer to a request.
    ///
    /// `request` is the request as the client wished it, `asked_about` the stored answer that was asked about
    /// ([`Verdict::Validate`](super::Verdict::Validate)), `exchange` the number of the exchange. Comes back with the
    /// answer for whoever asked: that is the stored one where the server said 304.
    pub fn take_in(
        &mut self,
        request: &Request,
        asked_about: Option<u64>,
        response: &Response,
        exchange: u64,
        requested_ms: u64,
        received_ms: u64,
    ) -> TakenIn {
        let mut asking = Asking::default();
        let at = Times { requested_ms, received_ms };
        if let Some(id) = asked_about
            && let Some(refreshed) = self.refresh(id, request, response, at, &mut asking)
        {
            return TakenIn { effect: Effect::Refreshed(id), response: refreshed, asked: asking.done() };
        }
        let effect = if let Some(effect) = self.compare(request, response, at, &mut asking) {
            effect
        } else if is_safe(request) {
            self.keep(request, response, exchange, at, &mut asking)
        } else {
            self.spoil(request, response, &mut asking)
        };
        TakenIn { effect, response: response.clone(), asked: asking.done() }
    }

    /// Does what a 304 says, where it is one (RFC 9111 §4.3.4).
    fn refresh(
        &mut self,
        id: u64,
        request: &Request,
        response: &Response,
        at: Times,
        asking: &mut Asking,
    ) -> Option<Response> {
        let stored = self.stored.iter_mut().find(|stored| stored.id == id)?;
        let status = response.status.as_u16();
        let question = asking.ask(&UNCHANGED).saw("status", status.to_string());
        let (theirs, ours) = (field(&response.fields, "etag"), field(&stored.response.fields, "etag"));
        if response.status != StatusCode::NOT_MODIFIED {
            question.no(if response.status.is_server_error() {
                "It could not say: its answer is passed on, and what is stored stays."
            } else if request.method.as_ref() == b"HEAD" {
                "It sent another answer. To HEAD that has no content, so what is stored is only compared with it."
            } else {
                "It sent a new answer in place of the old one."
            });
            return None;
        }
        if let (Some(theirs), Some(ours)) = (&theirs, &ours)
            && theirs != ours
        {
            question
                .saw("ETag", &**theirs)
                .saw("stored ETag", &**ours)
                .no("It speaks of another version than the one stored.");
            return None;
        }
        question
            .saw_maybe("ETag", theirs)
            .yes("304: what is stored is good again, and its fields are brought up to date.");
        stored.update(response, at);
        let mut shown = stored.response.clone();
        if request.method.as_ref() == b"HEAD" {
            shown.content = bytes::Bytes::new();
        }
        self.touch(id);
        Some(shown)
    }

    /// Compares what is stored for GET with the answer to a HEAD of the same, and brings it up to date or does not
    /// use it any more without asking (RFC 9111 §4.3.5); `None` where there is nothing to compare.
    fn compare(
        &mut self,
        request: &Request,
        response: &Response,
        at: Times,
        asking: &mut Asking,
    ) -> Option<Effect> {
        if request.method.as_ref() != b"HEAD" || response.status != StatusCode::OK {
            return None;
        }
        let stored =
            self.stored.iter_mut().rev().find(|stored| {
                stored.target == request.target && vary::difference(stored, request).is_none()
            })?;
        let mut question = asking.ask(&HEAD_FITS);
        let mut differs = None;
        for (name, shown) in [
            (header::ETAG, "ETag"),
            (header::LAST_MODIFIED, "Last-Modified"),
            (header::CONTENT_LENGTH, "Content-Length"),
        ] {
            let Some(theirs) = field(&response.fields, name.as_str()) else { continue };
            let ours = field(&stored.response.fields, name.as_str());
            question =
                question.saw(shown, theirs.as_str()).saw_maybe(&format!("stored {shown}"), ours.clone());
            // A length that was never told is that of the content.
            let ours = ours.or_else(|| {
                (name == header::CONTENT_LENGTH).then(|| stored.response.content.len().to_string())
            });
            if ours.is_some_and(|ours| ours != theirs) {
                differs.get_or_insert(shown);
            }
        }
        if let Some(name) = differs {
            question.no(format!("Its {name} is another: what is stored is not used again without asking."));
            stored.invalid = true;
            return Some(Effect::Invalidated(1));
        }
        question.yes("It speaks of what is stored, whose fields are brought up to date.");
        stored.update(response, at);
        let id = stored.id;
        self.touch(id);
        Some(Effect::Refreshed(id))
    }

    fn keep(
        &mut self,
        request: &Request,
        response: &Response,
        exchange: u64,
        at: Times,
        asking: &mut Asking,
    ) -> Effect {
        let control = Directives::read(&joined(&response.fields, "cache-control"));
        let question = asking
            .ask(&KEEPS)
            .saw("method", request.method_text())
            .saw("status", response.status.as_u16().to_string())
            .saw_maybe("Cache-Control", field(&response.fields, "cache-control"));
        let names = match may_keep(request, response, &control, at) {
            Ok(names) => names,
            Err(why) => {
                question.no(why);
                return Effect::None;
            }
        };
        let (lifetime, basis) = freshness::lifetime(response.status, &response.fields, at.received_ms);
        question.yes(if control.no_cache {
            "It may be kept, but has to be asked about before each use.".to_owned()
        } else if lifetime == 0 {
            "It may be kept, and is stale at once: the server is asked before each use.".to_owned()
        } else {
            format!("It may be kept, and is good for {} ({}).", super::span(lifetime), basis.words())
        });

        let selecting = vary::selecting(&names, request);
        let mut response = response.clone();
        for name in &HOP {
            response.fields.remove(name);
        }
        let old = self
            .stored
            .iter()
            .position(|stored| stored.target == request.target && stored.selecting == selecting)
            .map(|at| self.stored.remove(at).id);
        let id = old.unwrap_or_else(|| {
            self.next += 1;
            self.next
        });
        if self.stored.len() >= Self::MOST {
            self.stored.remove(0);
        }
        self.stored.push(Stored {
            id,
            target: request.target.clone(),
            exchange,
            response,
            selecting,
            requested_ms: at.requested_ms,
            received_ms: at.received_ms,
            invalid: false,
        });
        Effect::Kept(id)
    }

    /// What a request that may change something does to what is stored (RFC 9111 §4.4).
    fn spoil(&mut self, request: &Request, response: &Response, asking: &mut Asking) -> Effect {
        let method = request.method_text().into_owned();
        let question =
            asking.ask(&SPOILS).saw("method", &*method).saw("status", response.status.as_u16().to_string());
        if is_error(response.status) {
            question.no("It did not work, so it changed nothing.");
            return Effect::None;
        }
        let also = ["location", "content-location"].map(|name| {
            let text = response.field(name)?;
            redirect::resolve(text, &request.target_text()).ok()
        });
        let mut count = 0;
        for stored in &mut self.stored {
            let named = also.iter().flatten().any(|target| target.as_bytes() == &*stored.target);
            if (stored.target == request.target || named) && !stored.invalid {
                stored.invalid = true;
                count += 1;
            }
        }
        if count == 0 {
            question.no("Nothing is stored for the targets it names.");
            return Effect::None;
        }
        question.yes(format!(
            "{method} worked, so what is stored for {} is not used again without asking.",
            request.target_text()
        ));
        Effect::Invalidated(count)
    }
}

impl Stored {
    /// Takes over what an answer without content says of the stored one (RFC 9111 §3.2).
    fn update(&mut self, response: &Response, at: Times) {
        for name in response.fields.keys() {
            // Content-Length and the like would be those of the 304 (RFC 9111 §3.2).
            let of_content = [
                header::CONTENT_LENGTH,
                header::CONTENT_ENCODING,
                header::CONTENT_TYPE,
                header::CONTENT_RANGE,
            ];
            if HOP.contains(name) || of_content.contains(name) || *name == header::VARY {
                continue;
            }
            self.response.fields.remove(name);
            for value in response.fields.get_all(name) {
                self.response.fields.append(name.clone(), value.clone());
            }
        }
        if !response.fields.contains_key(header::AGE) {
            self.response.fields.remove(header::AGE);
        }
        (self.requested_ms, self.received_ms, self.invalid) = (at.requested_ms, at.received_ms, false);
    }
}

/// When a request left, and when its answer was back.
#[derive(Clone, Copy, Debug)]
struct Times {
    requested_ms: u64,
    received_ms: u64,
}

/// RFC 9110 §9.2.1.
fn is_safe(request: &Request) -> bool {
    matches!(request.method.as_ref(), b"GET" | b"HEAD" | b"OPTIONS" | b"TRACE")
}

/// The names in `Vary` where the answer may be kept; else why not (RFC 9111 §3).
fn may_keep(
    request: &Request,
    response: &Response,
    control: &Directives,
    at: Times,
) -> Result<Vec<String>, &'static str> {
    if request.method.as_ref() != b"GET" {
        return Err("Only answers to GET are kept here.");
    }
    let status = response.status;
    let understood = status.is_success() || status.is_redirection() || is_error(status);
    if !understood || status == StatusCode::PARTIAL_CONTENT || request_field(request, "range").is_some() {
        return Err("It is not a whole, final answer.");
    }
    if status == StatusCode::NOT_MODIFIED {
        return Err("A 304 has nothing in it to keep: the request set its condition itself.");
    }
    if control.no_store && !(control.must_understand && GUESSABLE.contains(&status.as_u16())) {
        return Err("The server said no-store.");
    }
    if wishes(request).no_store {
        return Err("The request said no-store.");
    }
    let said = control.max_age.is_some()
        || control.public
        || control.private
        || response.fields.contains_key(header::EXPIRES);
    let guessed = GUESSABLE.contains(&status.as_u16());
    if !said && !guessed {
        return Err("Answers with this status are kept only where the server says so, and it does not.");
    }
    let Some(names) = vary::names(&response.fields) else {
        return Err("Vary: * says that no other request is ever the same.");
    };
    let (lifetime, _) = freshness::lifetime(status, &response.fields, at.received_ms);
    let validators = [header::ETAG, header::LAST_MODIFIED];
    if lifetime == 0 && !validators.iter().any(|name| response.fields.contains_key(name)) {
        return Err("It is stale at once, and has nothing to ask with: keeping it would be of no use.");
    }
    Ok(names)
}
