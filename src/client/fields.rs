//! Suggestions for header fields: names, and values that fit this request and what is known by now.

use super::{
    Draft, Suggestion, content,
    lookup::{self, Documented},
    matching,
};
use crate::{
    api::{Api, Operation, SchemeKind},
    http::date::HttpDate,
    lens,
    world::World,
};

/// The usual spelling of a field name that is known in lower case, such as `If-None-Match`.
#[must_use]
pub fn spelled(name: &str) -> String {
    let part = |part: &str| {
        let mut letters = part.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    };
    name.split('-').map(part).collect::<Vec<_>>().join("-")
}

/// Names of header fields: those that the description lists for this operation first, then all that the server reads.
/// `explain` gives what a field means, by its name in lower case, where that is known.
#[must_use]
pub fn names(
    world: &World,
    draft: &Draft,
    typed: &str,
    explain: impl Fn(&str) -> Option<String>,
) -> Vec<Suggestion> {
    let mut all: Vec<Suggestion> = Vec::new();
    for one in documented(world.api(), draft) {
        let about = explain(&one.name.to_ascii_lowercase()).unwrap_or(one.about);
        all.push(Suggestion { value: one.name, about, mark: one.required.then_some("required") });
    }
    for name in lens::request_fields(world.api()) {
        if !all.iter().any(|known| known.value.eq_ignore_ascii_case(&name)) {
            all.push(Suggestion::new(spelled(&name), explain(&name).unwrap_or_default()));
        }
    }
    matching(typed, all)
}

/// The header parameters of the draft's operation.
fn documented(api: &Api, draft: &Draft) -> Vec<Documented> {
    lookup::nearest(api, draft)
        .map_or_else(Vec::new, |(route, operation)| lookup::parameters(api, route, operation, "header"))
}

/// An entity tag or a date that an answer has shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The target that was asked for, from the API root.
    pub path: String,
    /// The `ETag` of the answer.
    pub etag: Option<String>,
    /// The `Last-Modified` of the answer.
    pub modified: Option<String>,
}

/// Values for a header field.
#[must_use]
pub fn values(world: &World, draft: &Draft, name: &str, typed: &str, shown: &[Shown]) -> Vec<Suggestion> {
    let api = world.api();
    let name = name.trim().to_ascii_lowercase();
    let operation = lookup::nearest(api, draft).map(|(_, operation)| operation);
    let fixed =
        |all: &[(&str, &str)]| all.iter().map(|(value, about)| Suggestion::new(*value, *about)).collect();
    let mut all: Vec<Suggestion> = match name.as_str() {
        "accept" => accept(operation),
        "content-type" => types_read(api, draft),
        "if-match" => tags(draft, shown, true),
        "if-none-match" => tags(draft, shown, false),
        "if-range" => {
            let strong = |one: &Suggestion| one.value.starts_with('"');
            tags(draft, shown, true).into_iter().filter(strong).chain(dates(world, draft, shown)).collect()
        }
        "if-modified-since" | "if-unmodified-since" => dates(world, draft, shown),
        "authorization" => authorization(api, operation),
        "range" => fixed(&[
            ("bytes=0-99", "The first 100 bytes."),
            ("bytes=100-", "All but the first 100 bytes."),
            ("bytes=-50", "The last 50 bytes."),
            ("bytes=0-9, 20-29", "Two parts, sent as one multipart answer."),
            ("bytes=100000-", "Behind the end: 416."),
        ]),
        "prefer" => fixed(&[
            ("return=minimal", "No body in the answer, please: 204."),
            ("return=representation", "The resource as it is afterwards, please."),
            ("respond-async", "Do it later if it takes long: 202."),
            ("handling=strict", "Refuse what is not quite right."),
            ("handling=lenient", "Make the best of what is not quite right."),
            ("wait=5", "Answer within 5 seconds, or say that it takes longer."),
        ]),
        "accept-encoding" => fixed(&[
            ("gzip", "The answer may be compressed."),
            ("identity", "As it is."),
            ("gzip;q=1, identity;q=0.5", "Compressed rather than as it is."),
            ("br", "A coding this server does not write."),
            ("identity;q=0", "Not as it is: 406 where nothing else can be."),
        ]),
        "accept-language" => fixed(&[
            ("en", "English."),
            ("de", "German."),
            ("de, en;q=0.5", "German, or else English."),
            ("fr", "A language this server may not speak."),
        ]),
        "content-encoding" => fixed(&[("gzip", "The body is compressed."), ("identity", "As it is.")]),
        "expect" => fixed(&[("100-continue", "May I send the body? The one expectation there is.")]),
        "origin" => fixed(&[
            ("https://example.com", "A page of another site asks."),
            ("null", "A page without an origin of its own asks."),
        ]),
        "access-control-request-method" => {
            let methods = super::methods::allowed(api, &draft.path).unwrap_or_default();
            methods.into_iter().map(|method| Suggestion::new(method, "")).collect()
        }
        "access-control-request-headers" => fixed(&[
            ("content-type", "What a page would ask for before it sends JSON."),
            ("authorization, content-type", "The same with credentials."),
        ]),
        "idempotency-key" => fixed(&[
            ("\"a-key-of-my-own\"", "Any text in quotes. The same again with the same key is done once."),
            ("\"8e03978e-40d5-43dd-bc93-6894a57f9324\"", "A UUID is the usual choice."),
        ]),
        "cache-control" => fixed(&[
            ("no-cache", "Ask the server before a kept answer is used."),
            ("no-store", "Keep nothing of this."),
            ("max-age=0", "No kept answer is fresh enough."),
            ("only-if-cached", "A kept answer or none."),
        ]),
        _ => Vec::new(),
    };
    for one in documented(api, draft).into_iter().filter(|one| one.name.eq_ignore_ascii_case(&name)) {
        for value in one.values {
            if !all.iter().any(|known| known.value == value) {
                all.push(Suggestion::new(value, one.takes.clone()));
            }
        }
    }
    matching(typed, all)
}

fn accept(operation: Option<&Operation>) -> Vec<Suggestion> {
    let written = operation.map_or(&[][..], |operation| &operation.writes);
    let mut all: Vec<Suggestion> =
        written.iter().map(|media| Suggestion::new(media.to_string(), "Written here.")).collect();
    if let [first, second, ..] = written {
        let both = format!("{second}, {first};q=0.5");
        all.push(Suggestion::new(both, "The first rather than the second."));
    }
    all.push(Suggestion::new("*/*", "Whatever the server likes best."));
    all.push(Suggestion::new("image/png", "A picture: likely 406, which is worth seeing."));
    all
}

fn types_read(api: &Api, draft: &Draft) -> Vec<Suggestion> {
    let read =
        lookup::operation(api, draft).map_or_else(Vec::new, |(_, operation)| content::types(api, operation));
    let mut all: Vec<Suggestion> =
        read.into_iter().map(|media| Suggestion::new(media, "Read here.")).collect();
    if !all.is_empty() {
        all.push(Suggestion::new("text/plain", "Likely not read here: 415."));
    }
    all
}

/// Tags that answers have shown: of this very path first.
fn tags(draft: &Draft, shown: &[Shown], matches: bool) -> Vec<Suggestion> {
    let here = lookup::plain_path(&draft.path);
    let mut all: Vec<Suggestion> = Vec::new();
    for own in [true, false] {
        for one in shown.iter().rev().filter(|one| (lookup::plain_path(&one.path) == here) == own) {
            let Some(etag) = &one.etag else { continue };
            if !all.iter().any(|known| known.value == *etag) && all.len() < 12 {
                let about =
                    if own { "Shown for this path.".into() } else { format!("Shown for {}.", one.path) };
                all.push(Suggestion::new(etag.clone(), about));
            }
        }
    }
    if matches {
        all.push(Suggestion::new("*", "Only if something is there at all."));
        all.push(Suggestion::new("\"v0\"", "A version there never was: 412."));
    } else {
        all.push(Suggestion::new("*", "Only if nothing is there yet."));
    }
    all
}

fn dates(world: &World, draft: &Draft, shown: &[Shown]) -> Vec<Suggestion> {
    let here = lookup::plain_path(&draft.path);
    let mut all: Vec<Suggestion> = Vec::new();
    if let Some(modified) = shown
        .iter()
        .rev()
        .find_map(|one| one.modified.clone().filter(|_| lookup::plain_path(&one.path) == here))
    {
        all.push(Suggestion::new(modified, "The Last-Modified shown for this path."));
    }
    let now = world.now_ms() / 1000;
    let date = |seconds: u64| HttpDate::from_seconds(seconds).to_string();
    all.push(Suggestion::new(date(now), "The server's time as it last was."));
    all.push(Suggestion::new(date(now.saturating_sub(24 * 60 * 60)), "A day before that."));
    all
}

fn authorization(api: &Api, operation: Option<&Operation>) -> Vec<Suggestion> {
    let asked = operation.is_some_and(|operation| !operation.security.is_empty());
    let about =
        |what: &str| if asked { format!("{what} This operation asks for credentials.") } else { what.into() };
    let scheme = |kind: &SchemeKind| match kind {
        SchemeKind::Bearer => {
            Some(Suggestion::new("Bearer ", about("A token; the tab Auth lists those you have.")))
        }
        SchemeKind::Basic => {
            Some(Suggestion::new("Basic ", about("Name and password; the tab Auth writes them.")))
        }
        SchemeKind::ApiKey { .. } | SchemeKind::Unseen(_) => None,
    };
    let mut all: Vec<Suggestion> = Vec::new();
    for one in api.schemes().iter().filter_map(|one| scheme(&one.kind)) {
        if !all.contains(&one) {
            all.push(one);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(all: Vec<Suggestion>) -> Vec<String> {
        all.into_iter().map(|one| one.value).collect()
    }

    #[test]
    fn names_are_spelled_and_explained() {
        let world = World::toy_library("/api");
        let found = names(&world, &Draft::new("GET", "/toys"), "if-n", |name| {
            (name == "if-none-match").then(|| "Only if it changed.".into())
        });
        assert_eq!(found, [Suggestion::new("If-None-Match", "Only if it changed.")]);
        assert!(plain(names(&world, &Draft::default(), "", |_| None)).contains(&"Authorization".to_owned()));
        assert_eq!(spelled("x-total-count"), "X-Total-Count");
    }

    #[test]
    fn values_fit_the_operation_and_what_was_shown() {
        let world = World::toy_library("/api");
        let shown = [
            Shown { path: "/toys/duck".into(), etag: Some("\"v1\"".into()), modified: None },
            Shown { path: "/toys/car".into(), etag: Some("\"v3\"".into()), modified: Some("then".into()) },
        ];
        let of = |method: &str, path: &str, name: &str, typed: &str| {
            plain(values(&world, &Draft::new(method, path), name, typed, &shown))
        };
        assert_eq!(of("GET", "/toys", "Accept", "text/c")[0], "text/csv");
        assert_eq!(of("PATCH", "/toys/car", "content-type", "")[0], "application/merge-patch+json");
        assert_eq!(of("GET", "/toys/car", "If-None-Match", "")[..3], ["\"v3\"", "\"v1\"", "*"]);
        assert_eq!(of("GET", "/toys/car", "If-Modified-Since", "")[0], "then");
        assert_eq!(of("PUT", "/friends/mia", "Authorization", "")[0], "Bearer ");
        assert_eq!(of("GET", "/toys/car", "X-Unheard-Of", ""), Vec::<String>::new());
    }
}
