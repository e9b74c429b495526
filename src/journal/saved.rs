//! The saved form of a journal: one head line with the world it started from, then one line a request, and one for
//! whatever else was done, in the order in which it was done.

use serde::{Deserialize, Serialize};
use serde_json::Value;

mod beside;
mod done;

use super::{Asides, Entry, Journal, Origin, Role, Sender, Via, base64};
use crate::{
    client::{Client, Purpose, wire::Loss},
    http::{Field, Request},
    world::{Settings, World},
};

pub use beside::aside_line;
pub use done::action_line;

/// The version of the saved form. A journal saved in another one is not read.
const FORMAT: u64 = 1;

/// A journal read back.
#[derive(Clone, Debug)]
pub struct Restored {
    /// The journal, up to the first line that could not be read.
    pub journal: Journal,
    /// The lines that were left out, by their place counted from 0, each with a sentence that says why. A line
    /// that cannot be read takes all after it along, because they answered to the world it would have left.
    pub set_aside: Vec<(usize, String)>,
    /// What never reached the server. One that cannot be read is left out.
    pub asides: Asides,
}

/// The first line of a saved journal.
#[derive(Serialize, Deserialize)]
struct Head {
    format: u64,
    world: Value,
}

/// One request of a saved journal. The names are short because there may be ten thousand.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    /// When, in milliseconds since 1970-01-01T00:00:00Z.
    at: u64,
    from: From,
    via: By,
    method: Octets,
    target: Octets,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    fields: Vec<(Octets, Octets)>,
    #[serde(default, skip_serializing_if = "Octets::is_empty")]
    content: Octets,
    /// How the server was set up, where not as usual.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    settings: Option<Settings>,
    /// What part it plays in an errand, where it is not the only message of the first client's.
    #[serde(default, skip_serializing_if = "is_usual")]
    client: Client,
    #[serde(default, skip_serializing_if = "is_usual")]
    purpose: Purpose,
    #[serde(default, skip_serializing_if = "is_usual")]
    errand: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    loss: Option<Loss>,
}

fn is_usual<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Bytes: as text where they are UTF-8, else as Base64.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Octets {
    Text(String),
    Base64 { base64: String },
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum From {
    Composer,
    Page,
    Elsewhere,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum By {
    Page,
    Worker,
}

impl Octets {
    fn of(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::Text(text.into()),
            Err(_) => Self::Base64 { base64: base64::encode(bytes) },
        }
    }

    fn is_empty(&self) -> bool {
        matches!(self, Self::Text(text) if text.is_empty())
    }

    fn bytes(self) -> Result<Vec<u8>, String> {
        match self {
            Self::Text(text) => Ok(text.into_bytes()),
            Self::Base64 { base64 } => {
                base64::decode(&base64).ok_or_else(|| "Some of its bytes are not valid Base64.".into())
            }
        }
    }
}

impl Default for Octets {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

impl Line {
    fn of(entry: &Entry) -> Self {
        let request = &entry.exchange.request;
        Self {
            at: entry.exchange.at_ms,
            from: match entry.origin {
                Origin::Composer => From::Composer,
                Origin::Page => From::Page,
                Origin::Elsewhere => From::Elsewhere,
            },
            via: match entry.via {
                Via::InPage => By::Page,
                Via::ServiceWorker => By::Worker,
            },
            method: Octets::of(&request.method),
            target: Octets::of(&request.target),
            fields: request
                .fields
                .iter()
                .map(|field| (Octets::of(&field.name), Octets::of(&field.value)))
                .collect(),
            content: Octets::of(&request.content),
            settings: Some(entry.before.settings().clone())
                .filter(|settings| *settings != Settings::default()),
            client: entry.role.client,
            purpose: entry.role.purpose,
            errand: entry.role.errand,
            loss: entry.role.loss,
        }
    }

    /// Has the server of this journal answer the request again, set up as it was.
    fn read(text: &str, journal: &mut Journal) -> Result<(), String> {
        let line: Self =
            serde_json::from_str(text).map_err(|error| format!("It cannot be read: {error}."))?;
        let origin = match line.from {
            From::Composer => Origin::Composer,
            From::Page => Origin::Page,
            From::Elsewhere => Origin::Elsewhere,
        };
        let via = match line.via {
            By::Page => Via::InPage,
            By::Worker => Via::ServiceWorker,
        };
        let mut fields = Vec::with_capacity(line.fields.len());
        for (name, value) in line.fields {
            fields.push(Field { name: name.bytes()?.into(), value: value.bytes()?.into() });
        }
        let request = Request {
            method: line.method.bytes()?.into(),
            target: line.target.bytes()?.into(),
            fields,
            content: line.content.bytes()?.into(),
        };
        journal.configure(line.settings.unwrap_or_default());
        let role = Role { client: line.client, purpose: line.purpose, errand: line.errand, loss: line.loss };
        journal.send(line.at, request, Sender { origin, role }, via);
        Ok(())
    }
}

/// One entry as a line of a saved journal: a JSON object with no line break in it.
#[must_use]
pub fn entry_line(entry: &Entry) -> String {
    // Strings, numbers and lists alone: serde_json cannot fail on them.
    serde_json::to_string(&Line::of(entry)).unwrap_or_default()
}

impl Journal {
    /// The first line of this journal as it is saved: the world it starts from, and the version of the form.
    #[must_use]
    pub fn head_line(&self) -> String {
        serde_json::to_string(&Head { format: FORMAT, world: self.start.save() }).unwrap_or_default()
    }

    /// Reads back a journal from its head line and the lines that follow, oldest first, by sending each request again
    /// and doing again what else was done.
    /// The API root of the journal read is `base`.
    ///
    /// # Errors
    /// A sentence that says why the head line is not that of a journal; then nothing can be read. An entry line
    /// that cannot be read is not an error: it is set aside with all after it.
    pub fn restore<'a>(
        head: &str,
        entries: impl Iterator<Item = &'a str>,
        base: &str,
    ) -> Result<Restored, String> {
        let head: Head = serde_json::from_str(head)
            .map_err(|error| format!("The saved session has no readable beginning: {error}."))?;
        if head.format != FORMAT {
            return Err(format!(
                "The saved session is in format {}, and this page reads format {FORMAT}.",
                head.format
            ));
        }
        let mut restored = Restored {
            journal: Self::new(World::restore(&head.world, base)?),
            set_aside: Vec::new(),
            asides: Asides::default(),
        };
        let mut broken = None;
        for (place, text) in entries.enumerate() {
            if let Some(at) = broken {
                let why = format!("It follows request {at}, which could not be read.");
                restored.set_aside.push((place, why));
                continue;
            }
            if beside::is_aside(text) {
                if let Some(aside) = beside::read(text, &restored.journal) {
                    restored.asides.add(restored.journal.entries().last(), aside.into());
                }
                continue;
            }
            let read = if done::is_done(text) {
                done::read(text, &mut restored.journal)
            } else {
                Line::read(text, &mut restored.journal)
            };
            if let Err(why) = read {
                broken = Some(place + 1);
                restored.set_aside.push((place, why));
            }
        }
        Ok(restored)
    }
}

#[cfg(test)]
mod tests;
