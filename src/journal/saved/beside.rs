//! The lines for what never reached the server. They stand after the line of the entry that they came after.

use serde::{Deserialize, Serialize};

use super::{Journal, Octets, is_usual};
use crate::{
    client::{Client, Purpose, wire::Loss},
    http::{Field, HeaderName, Request, Response, StatusCode},
    journal::{Aside, Role},
    server::{Exchange, Trace},
};

/// What every such line begins with.
const MARK: &str = "{\"aside\":";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    aside: Kept,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    id: u64,
    at: u64,
    #[serde(default, skip_serializing_if = "is_usual")]
    client: Client,
    #[serde(default, skip_serializing_if = "is_usual")]
    purpose: Purpose,
    errand: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    loss: Option<Loss>,
    method: Octets,
    target: Octets,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    fields: Vec<(Octets, Octets)>,
    #[serde(default, skip_serializing_if = "Octets::is_empty")]
    content: Octets,
    status: u16,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    answered: Vec<(String, Octets)>,
    /// The exchange whose content it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    of: Option<u64>,
    /// The content, where it is none of an exchange's.
    #[serde(default, skip_serializing_if = "Octets::is_empty")]
    body: Octets,
}

/// One aside as a line of a saved journal: a JSON object with no line break in it.
#[must_use]
pub fn aside_line(aside: &Aside) -> String {
    let Exchange { at_ms, request, response, .. } = &aside.exchange;
    let role = aside.role;
    let kept = Kept {
        id: aside.id,
        at: *at_ms,
        client: role.client,
        purpose: role.purpose,
        errand: role.errand,
        loss: role.loss,
        method: Octets::of(&request.method),
        target: Octets::of(&request.target),
        fields: request
            .fields
            .iter()
            .map(|field| (Octets::of(&field.name), Octets::of(&field.value)))
            .collect(),
        content: Octets::of(&request.content),
        status: response.status.as_u16(),
        answered: response
            .fields
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), Octets::of(value.as_bytes())))
            .collect(),
        of: aside.of,
        body: if aside.of.is_some() { Octets::default() } else { Octets::of(&response.content) },
    };
    // Strings, numbers and lists alone: serde_json cannot fail on them.
    serde_json::to_string(&Line { aside: kept }).unwrap_or_default()
}

/// Whether a line is one of these.
pub(super) fn is_aside(text: &str) -> bool {
    text.starts_with(MARK)
}

/// Reads one back; `None` where it cannot be read, which takes nothing else along.
pub(super) fn read(text: &str, journal: &Journal) -> Option<Aside> {
    let Line { aside: kept } = serde_json::from_str(text).ok()?;
    let mut response = Response::new(StatusCode::from_u16(kept.status).ok()?);
    for (name, value) in kept.answered {
        let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
        let value = crate::http::HeaderValue::from_bytes(&value.bytes().ok()?).ok()?;
        response.fields.append(name, value);
    }
    response.content = match kept.of {
        Some(number) => {
            let found = journal.entries().iter().rfind(|entry| entry.exchange.number == number);
            found.map(|entry| entry.exchange.response.content.clone()).unwrap_or_default()
        }
        None => kept.body.bytes().ok()?.into(),
    };
    let mut fields = Vec::with_capacity(kept.fields.len());
    for (name, value) in kept.fields {
        fields.push(Field { name: name.bytes().ok()?.into(), value: value.bytes().ok()?.into() });
    }
    let request = Request {
        method: kept.method.bytes().ok()?.into(),
        target: kept.target.bytes().ok()?.into(),
        fields,
        content: kept.content.bytes().ok()?.into(),
    };
    Some(Aside {
        id: kept.id,
        role: Role { client: kept.client, purpose: kept.purpose, errand: kept.errand, loss: kept.loss },
        exchange: Exchange { number: 0, at_ms: kept.at, request, trace: Trace::default(), response },
        asked: Vec::new(),
        of: kept.of,
    })
}
