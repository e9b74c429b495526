//! Before a request leaves: is there an answer at home already (RFC 9111 §4)?

use super::{
    Basis, Cache, LookUp, Standing, Stored, Verdict,
    control::{Directives, Stale},
    field, request_field, span, vary,
};
use crate::{
    client::asked::{Asking, Question},
    http::{Request, Response, StatusCode, header},
};

pub(super) static LOOKS: Question = Question {
    id: "cache-looks",
    text: "Could a stored answer do for this request?",
    story: "Is this something I might have at home?",
    spec: "RFC 9111 §4",
};
pub(super) static STORED: Question = Question {
    id: "cache-stored",
    text: "Is there a stored answer for this?",
    story: "Did I get this before, and keep it?",
    spec: "RFC 9111 §4",
};
pub(super) static FITS: Question = Question {
    id: "cache-fits",
    text: "Was it an answer to the same question?",
    story: "Did I ask for it in the same way then?",
    spec: "RFC 9111 §4.1",
};
pub(super) static ASKS_FIRST: Question = Question {
    id: "cache-asks-first",
    text: "Must the server be asked first, each time?",
    story: "Did we say that I ask before I use it?",
    spec: "RFC 9111 §5.2.2.4",
};
pub(super) static FRESH: Question = Question {
    id: "cache-fresh",
    text: "Is it fresh?",
    story: "Is what I have at home still good?",
    spec: "RFC 9111 §4.2",
};
pub(super) static STALE_DOES: Question = Question {
    id: "cache-stale-does",
    text: "May it be used though it is stale?",
    story: "Will an older one do this time?",
    spec: "RFC 9111 §4.2.4",
};
pub(super) static ONLY_STORED: Question = Question {
    id: "cache-only-stored",
    text: "May the server be asked at all?",
    story: "May I go out and ask?",
    spec: "RFC 9111 §5.2.1.7",
};
pub(super) static VALIDATOR: Question = Question {
    id: "cache-validator",
    text: "Is there something to ask with, so that only news is sent?",
    story: "Do I know which one I have, so that you need not send it again?",
    spec: "RFC 9111 §4.3.1",
};

/// The fields with which a request sets conditions of its own.
const CONDITIONS: [&str; 5] =
    ["if-none-match", "if-modified-since", "if-match", "if-unmodified-since", "if-range"];

impl Cache {
    /// Looks for an answer at home.
    #[must_use]
    pub fn look_up(&self, request: &Request, now_ms: u64) -> LookUp {
        let mut asking = Asking::default();
        let verdict = self.judge(request, now_ms, &mut asking);
        LookUp { verdict, asked: asking.done() }
    }

    fn judge(&self, request: &Request, now_ms: u64, asking: &mut Asking) -> Verdict {
        let wishes = wishes(request);
        let found = self.find(request, asking);
        let only_stored = |asking: &mut Asking, otherwise: Verdict| {
            if !wishes.only_if_cached {
                return otherwise;
            }
            asking
                .ask(&ONLY_STORED)
                .saw("Cache-Control", "only-if-cached")
                .no("The request wants a stored answer or none, and none will do: 504.");
            Verdict::Refuse { response: gateway_timeout() }
        };
        let Some(stored) = found else { return only_stored(asking, Verdict::Forward) };
        let standing = stored.standing(now_ms);
        let does = !asks_first(stored, &wishes, asking)
            && match fresh(&standing, &wishes, asking) {
                Freshness::Fresh => true,
                Freshness::Stale => stale_does(stored, &standing, &wishes, asking),
                Freshness::NotForThis => false,
            };
        if does {
            let mut response = stored.response.clone();
            response.set(header::AGE, (standing.age_ms / 1000).to_string());
            if request.method.as_ref() == b"HEAD" {
                response.content = bytes::Bytes::new();
            }
            return Verdict::Use { id: stored.id, response };
        }
        if wishes.only_if_cached {
            return only_stored(asking, Verdict::Forward);
        }
        validation(stored, request, asking)
    }

    /// The stored answer that was one to this very question.
    fn find<'c>(&'c self, request: &Request, asking: &mut Asking) -> Option<&'c Stored> {
        let method = request.method_text().into_owned();
        let own = CONDITIONS.iter().find(|name| request_field(request, name).is_some());
        let question = asking.ask(&LOOKS).saw("method", &*method);
        if !matches!(method.as_str(), "GET" | "HEAD") {
            question.no(format!("{method} is no plain question, so it goes to the server."));
            return None;
        }
        if request_field(request, "range").is_some() {
            question
                .saw_maybe("Range", request_field(request, "range"))
                .no("It asks for a part, and only whole answers are kept.");
            return None;
        }
        if let Some(name) = own {
            question
                .saw_maybe(name, request_field(request, name))
                .no("It sets a condition of its own, so the client keeps out of it, as browsers do.");
            return None;
        }
        question.yes(format!("{method} asks for something whole, and a stored answer could do."));

        let target = request.target_text().into_owned();
        let same: Vec<&Stored> =
            self.stored.iter().rev().filter(|stored| stored.target == request.target).collect();
        let question = asking.ask(&STORED).saw("target", target);
        let Some(latest) = same.first() else {
            question.saw("in the cache", "(none)").no("Nothing is kept for this target: ask the server.");
            return None;
        };
        question.saw("in the cache", same.len().to_string()).yes(if same.len() == 1 {
            "One answer is kept for it.".to_owned()
        } else {
            format!("{} answers are kept for it.", same.len())
        });

        let fitting = same.iter().copied().find(|stored| vary::difference(stored, request).is_none());
        let vary = field(&latest.response.fields, "vary");
        let question = asking.ask(&FITS).saw_maybe("Vary", vary.clone());
        match fitting {
            Some(stored) if stored.selecting.is_empty() => {
                question.yes("The answer depends on nothing but its address.");
                Some(stored)
            }
            Some(stored) => {
                question.yes("The fields that it depends on are the same as then.");
                Some(stored)
            }
            None => {
                let (name, then) = vary::difference(latest, request).cloned().unwrap_or_default();
                let now = request_field(request, &name);
                question.saw_maybe(&name, now.clone()).no(format!(
                    "It depends on {name}, which was {} then and is {} now: ask the server.",
                    then.as_deref().unwrap_or("not there"),
                    now.as_deref().unwrap_or("not there"),
                ));
                None
            }
        }
    }
}

/// What the request wants of caches: its `Cache-Control`, or failing that `Pragma` (RFC 9111 §5.4).
pub(super) fn wishes(request: &Request) -> Directives {
    match request_field(request, "cache-control") {
        Some(text) => Directives::read(&text),
        None => Directives {
            no_cache: request_field(request, "pragma").is_some_and(|text| Directives::read(&text).no_cache),
            ..Directives::default()
        },
    }
}

fn asks_first(stored: &Stored, wishes: &Directives, asking: &mut Asking) -> bool {
    let question = asking
        .ask(&ASKS_FIRST)
        .saw_maybe("Cache-Control of the answer", field(&stored.response.fields, "cache-control"));
    if stored.invalid {
        question.yes("Something has changed it since, by a request of this client: ask.");
    } else if stored.control().no_cache {
        question.yes("The server said no-cache: kept, but used only after asking.");
    } else if wishes.no_cache {
        question
            .saw("Cache-Control of the request", "no-cache")
            .yes("The request says no-cache: it wants the server's own word.");
    } else {
        question.no("Nobody asked for that.");
        return false;
    }
    true
}

/// Whether a stored answer is young enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Freshness {
    Fresh,
    Stale,
    /// It may be fresh, but this request wants it fresher.
    NotForThis,
}

fn fresh(standing: &Standing, wishes: &Directives, asking: &mut Asking) -> Freshness {
    let lifetime_ms = standing.lifetime_s.saturating_mul(1000);
    let age = span(standing.age_ms / 1000);
    let left_ms = lifetime_ms.saturating_sub(standing.age_ms);
    let mut question = asking
        .ask(&FRESH)
        .saw("age", &*age)
        .saw("good for", format!("{} ({})", span(standing.lifetime_s), standing.basis.words()));
    if let Some(most) = wishes.max_age {
        question = question.saw("max-age of the request", span(most));
        if standing.age_ms > most.saturating_mul(1000) {
            question.no(format!("The request takes nothing older than {}, and it is {age} old.", span(most)));
            return Freshness::NotForThis;
        }
    }
    if let Some(least) = wishes.min_fresh {
        question = question.saw("min-fresh of the request", span(least));
        if left_ms < least.saturating_mul(1000) {
            question.no(format!(
                "The request wants it to stay fresh for {}, and it does for {}.",
                span(least),
                span(left_ms / 1000)
            ));
            return Freshness::NotForThis;
        }
    }
    if !standing.is_fresh() {
        question.no(match standing.lifetime_s {
            0 => "Nothing lets it be used for any time.".to_owned(),
            lifetime => format!("It was good for {}, and is {age} old.", span(lifetime)),
        });
        return Freshness::Stale;
    }
    let guess = if standing.basis == Basis::Guess { " Nobody said so: it is a guess." } else { "" };
    let left = span(left_ms.div_ceil(1000));
    question.yes(format!("It is {age} old, and stays good for {left} more.{guess}"));
    Freshness::Fresh
}

fn stale_does(stored: &Stored, standing: &Standing, wishes: &Directives, asking: &mut Asking) -> bool {
    let question = asking.ask(&STALE_DOES);
    let Some(tolerance) = wishes.max_stale else {
        question
            .saw("max-stale of the request", "(none)")
            .no("Not unless the request says so: ask the server.");
        return false;
    };
    if stored.control().must_revalidate {
        question
            .saw("Cache-Control of the answer", "must-revalidate")
            .no("The server said must-revalidate: once stale, never without asking.");
        return false;
    }
    let over_ms = standing.age_ms.saturating_sub(standing.lifetime_s.saturating_mul(1000));
    let over = span(over_ms / 1000);
    match tolerance {
        Stale::Any => {
            question.saw("max-stale of the request", "any").yes("The request takes it however stale.");
        }
        Stale::For(most) => {
            let question = question.saw("max-stale of the request", span(most));
            if over_ms > most.saturating_mul(1000) {
                question.no(format!("It is stale for {over}, which is more."));
                return false;
            }
            question.yes(format!("It is stale for {over} only."));
        }
    }
    true
}

/// The request that asks whether the stored answer is still good; as it is where there is nothing to ask with.
fn validation(stored: &Stored, request: &Request, asking: &mut Asking) -> Verdict {
    let etag = field(&stored.response.fields, "etag");
    let modified = field(&stored.response.fields, "last-modified");
    let question =
        asking.ask(&VALIDATOR).saw_maybe("ETag", etag.clone()).saw_maybe("Last-Modified", modified.clone());
    let mut conditional = request.clone();
    match (&etag, &modified) {
        (None, None) => {
            question.no("The stored answer has neither: the server is asked for all of it.");
            return Verdict::Forward;
        }
        (Some(etag), _) => question.yes(format!("Ask with If-None-Match: {etag}.")),
        (None, Some(modified)) => question.yes(format!("Ask with If-Modified-Since: {modified}.")),
    }
    if let Some(etag) = etag {
        conditional = conditional.with("If-None-Match", etag);
    } else if let Some(modified) = modified {
        conditional = conditional.with("If-Modified-Since", modified);
    }
    Verdict::Validate { id: stored.id, request: conditional }
}

/// What the cache answers itself where it may not ask (RFC 9111 §5.2.1.7).
fn gateway_timeout() -> Response {
    let mut response = Response::new(StatusCode::GATEWAY_TIMEOUT);
    response.set(header::CONTENT_TYPE, "application/problem+json");
    response.set(header::CACHE_CONTROL, "no-store");
    response.content = concat!(
        r#"{"title":"Nothing stored will do","status":504,"detail":"The request says only-if-cached, and the "#,
        r#"client has no stored answer that may be used. The server was not asked."}"#
    )
    .into();
    response
}
