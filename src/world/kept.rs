//! Answers kept under their Idempotency-Key, so that the same request sent again gets the same answer.

use std::sync::Arc;

use bytes::Bytes;
use imbl::OrdMap;
use serde_json::{Value, json};

use super::{World, save::number};
use crate::http::{HeaderName, Response, StatusCode};

/// How long an answer is kept, in milliseconds by the world's clock: a day.
pub(crate) const KEPT_MS: u64 = 24 * 60 * 60 * 1000;

/// How many answers are kept; the oldest makes room.
const MOST: usize = 100;

/// How many bytes of content are kept in all; the oldest make room.
const MOST_BYTES: usize = 4 << 20;

/// One answer that is kept.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    /// Tells the request apart from others under the same key.
    pub(crate) fingerprint: u64,
    /// Which exchange it was, and when, in milliseconds since 1970-01-01T00:00:00Z.
    pub(crate) exchange: u64,
    pub(crate) at_ms: u64,
    /// What was answered, without what every response gets as it leaves, such as `Date`.
    pub(crate) response: Response,
}

/// The answers that are kept, by key.
#[derive(Clone, Debug, Default)]
pub(crate) struct KeptAnswers(OrdMap<Arc<str>, Arc<Kept>>);

impl World {
    /// The answer kept under this key, where it is not older than a day.
    pub(crate) fn kept(&self, key: &str) -> Option<&Kept> {
        self.kept.0.get(key).map(|kept| &**kept).filter(|kept| !self.is_stale(kept))
    }

    /// The Idempotency-Keys under which answers are kept, as their clients wrote them, in the order of the store.
    pub(crate) fn kept_keys(&self) -> impl DoubleEndedIterator<Item = &str> {
        // Each is kept under a hash of the client's credentials, a space and the key.
        let key = |key: &'_ Arc<str>| key.split_once(' ').map_or(0, |(hash, _)| hash.len() + 1);
        self.kept.0.keys().map(move |kept| &kept[key(kept)..])
    }

    /// Keeps the answer to the exchange that was counted last.
    pub(crate) fn keep(&mut self, key: &str, fingerprint: u64, response: Response) {
        let kept = Kept { fingerprint, exchange: self.exchanges, at_ms: self.now_ms, response };
        self.kept.0.insert(key.into(), Arc::new(kept));
        let mut oldest_first: Vec<_> =
            self.kept.0.iter().map(|(key, kept)| (Arc::clone(key), Arc::clone(kept))).collect();
        oldest_first.sort_by_key(|(_, kept)| kept.exchange);
        let mut bytes: usize = oldest_first.iter().map(|(_, kept)| kept.response.content.len()).sum();
        let newest = self.exchanges;
        for (key, kept) in oldest_first {
            let room = self.kept.0.len() <= MOST && bytes <= MOST_BYTES;
            if kept.exchange == newest || (room && !self.is_stale(&kept)) {
                break;
            }
            bytes -= kept.response.content.len();
            self.kept.0.remove(&key);
        }
    }

    fn is_stale(&self, kept: &Kept) -> bool {
        self.now_ms.saturating_sub(kept.at_ms) > KEPT_MS
    }
}

impl KeptAnswers {
    pub(super) fn save(&self) -> Value {
        let save = |(key, kept): (&Arc<str>, &Arc<Kept>)| {
            let fields: Vec<_> = kept
                .response
                .fields
                .iter()
                .map(|(name, value)| json!([name.as_str(), String::from_utf8_lossy(value.as_bytes())]))
                .collect();
            let content = match std::str::from_utf8(&kept.response.content) {
                Ok(text) => Value::from(text),
                Err(_) => Value::from(kept.response.content.to_vec()),
            };
            json!({
                "key": **key, "fingerprint": kept.fingerprint, "exchange": kept.exchange, "at": kept.at_ms,
                "status": kept.response.status.as_u16(), "fields": fields, "content": content,
            })
        };
        self.0.iter().map(save).collect()
    }

    /// Reads back what [`KeptAnswers::save`] wrote; nothing where an earlier version saved none.
    pub(super) fn restore(saved: Option<&Value>) -> Result<Self, String> {
        let mut all = OrdMap::new();
        for saved in saved.and_then(Value::as_array).into_iter().flatten() {
            let key = saved.get("key").and_then(Value::as_str).ok_or("a kept answer has no key")?;
            let status = u16::try_from(number(saved, "status")?).map_err(|error| error.to_string())?;
            let status = StatusCode::from_u16(status).map_err(|error| error.to_string())?;
            let mut response = Response::new(status);
            for field in saved.get("fields").and_then(Value::as_array).into_iter().flatten() {
                let text = |place: usize| field.get(place).and_then(Value::as_str).unwrap_or_default();
                let name = HeaderName::from_bytes(text(0).as_bytes()).map_err(|error| error.to_string())?;
                response.set(name, text(1));
            }
            response.content = match saved.get("content") {
                Some(Value::String(text)) => Bytes::copy_from_slice(text.as_bytes()),
                Some(Value::Array(bytes)) => {
                    bytes.iter().filter_map(|byte| u8::try_from(byte.as_u64()?).ok()).collect()
                }
                _ => Bytes::new(),
            };
            let kept = Kept {
                fingerprint: number(saved, "fingerprint")?,
                exchange: number(saved, "exchange")?,
                at_ms: number(saved, "at")?,
                response,
            };
            all.insert(Arc::from(key), Arc::new(kept));
        }
        Ok(Self(all))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(content: &[u8]) -> Response {
        Response { content: Bytes::copy_from_slice(content), ..Response::new(StatusCode::CREATED) }
    }

    #[test]
    fn the_oldest_answers_make_room() {
        let mut world = World::toy_library("/api");
        for number in 0..MOST + 5 {
            world.count_exchange();
            world.keep(&format!("key {number}"), 1, answer(b"x"));
        }
        assert_eq!(world.kept.0.len(), MOST);
        assert!(world.kept("key 4").is_none() && world.kept("key 5").is_some());
        world.count_exchange();
        world.keep("huge", 1, answer(&vec![0; MOST_BYTES + 1]));
        assert_eq!(world.kept.0.len(), 1, "the newest is kept, however large");
        let back = World::restore(&world.save(), "/api").unwrap();
        assert_eq!(back.kept("huge").unwrap().response.content.len(), MOST_BYTES + 1);
    }

    #[test]
    fn an_answer_is_kept_for_a_day() {
        let mut world = World::toy_library("/api");
        world.keep("key", 1, answer(b"x"));
        assert!(world.at(world.now_ms() + KEPT_MS).kept("key").is_some());
        assert!(world.at(world.now_ms() + KEPT_MS + 1).kept("key").is_none());
    }
}
