//! Work that was accepted and is not done yet. When it is due, the server does it before it answers anything else.

use std::sync::Arc;

use imbl::OrdMap;
use serde_json::{Map, Value, json};

use super::{World, save::number};

/// One piece of work.
#[derive(Clone, Debug)]
pub(crate) struct Pending {
    /// The collection in which its status resource is, such as `/jobs`, and the id there.
    pub(crate) status: String,
    pub(crate) job: String,
    /// The collection in which its result will be, such as `/toys/car/repairs`, and the fields given for it.
    pub(crate) collection: String,
    pub(crate) fields: Map<String, Value>,
}

/// All that is pending, in the order in which it is due: by time in milliseconds, then by exchange.
#[derive(Clone, Debug, Default)]
pub(crate) struct PendingWork(OrdMap<(u64, u64), Arc<Pending>>);

impl World {
    /// Whether some work is due by the world's clock.
    pub(crate) fn is_due(&self) -> bool {
        self.pending.0.get_min().is_some_and(|((due_ms, _), _)| *due_ms <= self.now_ms)
    }

    /// Takes on work that is due at this time.
    pub(crate) fn take_on(&mut self, due_ms: u64, work: Pending) {
        self.pending.0.insert((due_ms, self.exchanges), Arc::new(work));
    }

    /// When the work behind this status resource is due, where it is pending.
    pub(crate) fn due(&self, status: &str, job: &str) -> Option<u64> {
        let mut pending = self.pending.0.iter();
        pending.find(|(_, work)| work.status == status && work.job == job).map(|((due_ms, _), _)| *due_ms)
    }

    /// Takes out the first piece of work that is due, with a world whose clock shows when it was.
    pub(crate) fn next_due(&self) -> Option<(Self, Arc<Pending>)> {
        let ((due_ms, exchange), work) = self.pending.0.get_min()?;
        if *due_ms > self.now_ms {
            return None;
        }
        let mut then = Self { now_ms: *due_ms, ..self.clone() };
        then.pending.0.remove(&(*due_ms, *exchange));
        Some((then, Arc::clone(work)))
    }
}

impl PendingWork {
    pub(super) fn save(&self) -> Value {
        let save = |((due_ms, exchange), work): (&(u64, u64), &Arc<Pending>)| {
            json!({
                "due": due_ms, "exchange": exchange, "status": work.status, "job": work.job,
                "collection": work.collection, "fields": work.fields,
            })
        };
        self.0.iter().map(save).collect()
    }

    /// Reads back what [`PendingWork::save`] wrote; nothing where an earlier version saved none.
    pub(super) fn restore(saved: Option<&Value>) -> Result<Self, String> {
        let mut all = OrdMap::new();
        for saved in saved.and_then(Value::as_array).into_iter().flatten() {
            let text = |name: &str| {
                let text = saved.get(name).and_then(Value::as_str).map(str::to_owned);
                text.ok_or_else(|| format!("pending work has no “{name}”"))
            };
            let fields = saved.get("fields").and_then(Value::as_object).cloned().unwrap_or_default();
            let work = Pending {
                status: text("status")?,
                job: text("job")?,
                collection: text("collection")?,
                fields,
            };
            all.insert((number(saved, "due")?, number(saved, "exchange")?), Arc::new(work));
        }
        Ok(Self(all))
    }
}
