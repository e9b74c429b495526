//! Other header fields: left out, added, or with another value.

use super::{Edit, make::Maker};
use crate::{
    api::{KeyPlace, ParameterPlace, SchemeKind},
    http::{Method, date::HttpDate},
    server::card_token,
};

/// Fields whose absence may matter.
const DROPPED: [&str; 18] = [
    "Accept",
    "Accept-Language",
    "Accept-Encoding",
    "Content-Type",
    "Content-Encoding",
    "Content-Length",
    "Authorization",
    "If-Match",
    "If-None-Match",
    "If-Modified-Since",
    "If-Unmodified-Since",
    "Range",
    "If-Range",
    "Expect",
    "Prefer",
    "Idempotency-Key",
    "Origin",
    "Transfer-Encoding",
];

pub(super) fn make(maker: &mut Maker<'_>) {
    dropped(maker);
    conditions(maker);
    negotiation(maker);
    credentials(maker);
    content(maker);
    wishes(maker);
    described(maker);
    too_large(maker);
}

/// Only those without which a request may not be taken: credentials, conditions, what the body is, a key.
pub(super) fn menders(maker: &mut Maker<'_>) {
    conditions(maker);
    credentials(maker);
    content(maker);
    wishes(maker);
    described(maker);
}

fn dropped(maker: &mut Maker<'_>) {
    for name in DROPPED {
        drop_field(maker, name);
    }
}

fn drop_field(maker: &mut Maker<'_>, name: &str) {
    if let Some(value) = maker.draft.header(name) {
        let cost = name.len() + value.len() + 2;
        maker.costing(cost, Edit::Drop(name.into()), format!("drop {name}"));
    }
}

/// Conditions and ranges: with the version and the date of what is there, and with others.
fn conditions(maker: &mut Maker<'_>) {
    let read = maker.read().filter(|response| response.status.is_success());
    let tag = read.as_ref().and_then(|read| read.field("etag").map(str::to_owned));
    let date = read.as_ref().and_then(|read| read.field("last-modified").map(str::to_owned));
    if let Some(tag) = &tag {
        maker.field("If-None-Match", tag);
        maker.field("If-Match", tag);
        maker.odd_field(6, "If-None-Match", &format!("W/{tag}"));
    }
    if let Some(date) = &date {
        maker.field("If-Modified-Since", date);
        maker.field("If-Unmodified-Since", date);
        let now = HttpDate::from_seconds(maker.world.now_ms() / 1000);
        if let Ok(then) = HttpDate::parse_at(date, now) {
            let before = HttpDate::from_seconds(then.seconds().saturating_sub(86_400)).to_string();
            maker.field("If-Unmodified-Since", &before);
            maker.field("If-Modified-Since", &before);
        }
    }
    maker.field("If-Match", "\"v0\"");
    maker.field("If-None-Match", "\"v0\"");
    maker.odd_field(12, "If-Match", "*");
    maker.odd_field(12, "If-None-Match", "*");
    maker.odd_field(6, "If-Match", "v0");
    maker.field("Range", "bytes=0-19");
    maker.field("Range", "bytes=999999-");
    if maker.draft.header("range").is_some() {
        maker.field("If-Range", tag.as_deref().unwrap_or("\"v1\""));
        maker.field("If-Range", "\"v0\"");
    }
}

fn negotiation(maker: &mut Maker<'_>) {
    let writes: Vec<String> = maker
        .operation()
        .into_iter()
        .flat_map(|operation| &operation.writes)
        .map(ToString::to_string)
        .collect();
    for media_type in writes.iter().take(5) {
        maker.field("Accept", media_type);
    }
    maker.field("Accept", "*/*");
    maker.field("Accept", "image/png");
    maker.odd_field(2, "Accept", "nonsense");
    maker.odd_field(2, "Accept-Language", "tlh");
    maker.odd_field(2, "Accept-Encoding", "br, identity;q=0");
    maker.field("Accept-Encoding", "gzip");
}

/// Who asks: nobody, somebody with no card, and each of those who have one.
pub(super) fn credentials(maker: &mut Maker<'_>) {
    let world = maker.world;
    for scheme in world.api().schemes().iter().take(6) {
        match &scheme.kind {
            SchemeKind::Bearer => {
                if let Some(collection) = &scheme.issued_by {
                    for card in world.collection(collection).iter().take(6) {
                        let words = format!("show card {} (Authorization)", card.id);
                        maker.field_in_words(
                            0,
                            "Authorization",
                            &format!("Bearer {}", card_token(card)),
                            words,
                        );
                    }
                }
                maker.field("Authorization", "Bearer nobody");
                maker.odd_field(4, "Authorization", "Bearer");
            }
            // “reader:example”, as RFC 7617 §2 has it.
            SchemeKind::Basic => {
                maker.field("Authorization", "Basic cmVhZGVyOmV4YW1wbGU=");
                maker.odd_field(4, "Authorization", "Basic");
            }
            SchemeKind::ApiKey { place: KeyPlace::Header, name } => {
                maker.field(name, "example-key");
                drop_field(maker, name);
            }
            SchemeKind::ApiKey { place: KeyPlace::Cookie, name } => {
                maker.field("Cookie", &format!("{name}=example-key"));
                drop_field(maker, "Cookie");
            }
            SchemeKind::ApiKey { place: KeyPlace::Query, .. } | SchemeKind::Unseen(_) => {}
        }
    }
}

/// What the body is said to be.
fn content(maker: &mut Maker<'_>) {
    let reads: Vec<String> = maker
        .operation()
        .and_then(|operation| operation.content.as_ref())
        .into_iter()
        .flat_map(|content| &content.types)
        .map(ToString::to_string)
        .collect();
    for media_type in reads.iter().take(5) {
        maker.field("Content-Type", media_type);
    }
    if !maker.draft.body.is_empty() {
        maker.field("Content-Type", "text/plain");
        maker.field("Content-Encoding", "br");
        maker.field("Content-Encoding", "gzip");
    }
    maker.odd_field(8, "Content-Length", &(maker.draft.body.len() + 1).to_string());
}

/// What else a client may wish for.
fn wishes(maker: &mut Maker<'_>) {
    maker.field("Expect", "a-miracle");
    maker.field("Prefer", "return=minimal");
    maker.field("Prefer", "return=representation");
    maker.field("Prefer", "respond-async");
    maker.field("Prefer", "handling=lenient");
    maker.odd_field(4, "Prefer", "handling=strict, magic");
    if Method::POST == maker.draft.method.as_str() || Method::PATCH == maker.draft.method.as_str() {
        let keys: Vec<String> = maker.world.kept_keys().rev().take(6).map(str::to_owned).collect();
        for key in keys {
            maker.field("Idempotency-Key", &quoted(&key));
        }
        maker.field("Idempotency-Key", "\"a-new-key\"");
        maker.odd_field(4, "Idempotency-Key", "no-quotes");
    }
    maker.odd_field(4, "Origin", "https://example.org");
}

/// The header fields that an imported document describes.
fn described(maker: &mut Maker<'_>) {
    let parameters = maker.operation().and_then(|operation| operation.contract.as_ref());
    let Some(contract) = parameters else { return };
    for parameter in
        contract.parameters.iter().filter(|parameter| parameter.place == ParameterPlace::Header).take(6)
    {
        drop_field(maker, &parameter.name);
        let number = parameter.types.iter().any(|kind| kind == "integer" || kind == "number");
        maker.field(&parameter.name, if number { "1" } else { "text" });
        if number {
            maker.field(&parameter.name, "many");
        }
    }
}

/// More than the server takes.
fn too_large(maker: &mut Maker<'_>) {
    let limit = maker.world.limits().fields;
    if limit <= 1 << 16 {
        let words = format!("add a header field of {limit} bytes");
        maker.field_in_words(0, "X-Padding", &"x".repeat(limit), words);
    }
}

/// A String of RFC 9651 §3.3.3.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
