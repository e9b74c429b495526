//! The work of making an API of a document, a step at a time.

use std::{fmt, future::Future, pin::Pin, sync::Arc};

use serde_json::{Map, Value};

use super::{
    Finding, Imported, infer, normalise,
    read::{self, Places, refusal},
    report::Report,
    seed,
    steps::{self, At, Steps},
    survey, unreadable,
};
use crate::api::{Api, contract};

/// What comes of it: the API, or what stands in the way of serving anything at all.
pub type Outcome = Result<Imported, Vec<Finding>>;

/// The work of [`import`](super::import), for whoever has other things to do meanwhile: [`Work::advance`] does the
/// next step, which is a small one wherever the document has many parts, and [`Work::doing`] says what that is about.
pub struct Work {
    steps: Steps,
    /// `None` once it is over.
    running: Option<Pin<Box<dyn Future<Output = Outcome>>>>,
}

impl fmt::Debug for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Work").field("at", &self.steps.at()).finish_non_exhaustive()
    }
}

/// What is done, piece by piece.
const PIECES: [&str; 6] = [
    "Reading the document",
    "Looking for what is not supported",
    "Bringing it into one form",
    "Finding out what it keeps",
    "Making a server of it",
    "Filling its shelf",
];

/// How much each piece counts for in [`Work::WHOLE`].
const SHARE: usize = 100;

impl Work {
    /// How much there is to do in all, in the measure of [`Work::done`].
    pub const WHOLE: usize = PIECES.len() * SHARE;

    /// The work on this text, nothing of it done yet.
    #[must_use]
    pub fn on(text: &str, seed: u64) -> Self {
        let steps = Steps::default();
        let running = Box::pin(run(text.to_owned(), seed, steps.clone()));
        Self { steps, running: Some(running) }
    }

    /// How much of it is done.
    #[must_use]
    pub fn done(&self) -> usize {
        let At { piece, done, total } = self.steps.at();
        if self.running.is_none() {
            return Self::WHOLE;
        }
        piece * SHARE + (done * SHARE).checked_div(total).unwrap_or(0).min(SHARE)
    }

    /// What the next step is about, in a few words, such as "Reading the document".
    #[must_use]
    pub fn doing(&self) -> &'static str {
        if self.running.is_none() {
            return "Done";
        }
        PIECES.get(self.steps.at().piece).copied().unwrap_or_default()
    }

    /// Does the next step. Comes back with what came of it all after the last, and where nothing can come of it; from
    /// then on with nothing.
    pub fn advance(&mut self) -> Option<Outcome> {
        let outcome = steps::step(self.running.as_mut()?.as_mut())?;
        self.running = None;
        Some(outcome)
    }
}

/// All of it.
async fn run(text: String, seed: u64, steps: Steps) -> Outcome {
    let mut report = Report::default();
    steps.begin(0).await;
    let (mut document, places) = match read(text, &mut report, &steps).await {
        Ok(read) => read,
        Err(finding) => return Err(vec![finding]),
    };
    steps.begin(1).await;
    survey::survey(&document, &mut report, &steps).await;
    steps.begin(2).await;
    normalise::normalise(&mut document, &mut report, &steps).await;
    steps.begin(3).await;
    infer::infer(&mut document, &mut report, &steps).await;
    steps.begin(4).await;
    let (api, problems) = Api::from_imported_by(document, &steps).await;
    for problem in problems {
        report.broken("operation", &problem.pointer, format!("Left out: {}.", problem.message));
    }
    contract::tell(&api, &mut |kind, pointer, sentence| report.note(kind, pointer, sentence));
    steps.begin(5).await;
    let mut note = |pointer: &str, sentence: String| report.note("seed", pointer, sentence);
    let seed = seed::seed(&api, seed, &mut note, &steps).await;
    Ok(Imported { api: Arc::new(api), seed, report: report.finish(&places) })
}

async fn read(text: String, report: &mut Report, steps: &Steps) -> Result<(Value, Places), Finding> {
    let (document, place) = read::read(&text, report, steps).await?;
    drop(text);
    let places = Places::new(copied(&document, steps).await, place);
    match unreadable(&document) {
        None => Ok((document, places)),
        Some((kind, pointer, sentence)) => {
            let mut finding = refusal(kind, None, sentence);
            pointer.clone_into(&mut finding.pointer);
            if let Some((line, column)) = places.of(pointer) {
                (finding.line, finding.column) = (Some(line), Some(column));
            }
            Err(finding)
        }
    }
}

/// A copy of a document, made part by part.
async fn copied(document: &Value, steps: &Steps) -> Value {
    let Value::Object(root) = document else { return document.clone() };
    let mut copy = Map::with_capacity(root.len());
    for (key, part) in root {
        let part = match part {
            Value::Object(parts) => {
                let mut copy = Map::with_capacity(parts.len());
                for (name, part) in parts {
                    steps.next(1, 2).await;
                    let part = match part {
                        Value::Object(parts) if key == "components" => {
                            let mut copy = Map::with_capacity(parts.len());
                            for (name, part) in parts {
                                steps.next(1, 2).await;
                                copy.insert(name.clone(), part.clone());
                            }
                            Value::Object(copy)
                        }
                        part => part.clone(),
                    };
                    copy.insert(name.clone(), part);
                }
                Value::Object(copy)
            }
            part => part.clone(),
        };
        copy.insert(key.clone(), part);
    }
    Value::Object(copy)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A document with so many paths, each with a schema of its own.
    fn document(count: usize) -> String {
        let thing = |name: String| json!({"$ref": format!("#/components/schemas/{name}")});
        let paths = (0..count).map(|number| {
            let body = json!({"content": {"application/json": {"schema": thing(format!("Thing{number}"))}}});
            let get = json!({"get": {"responses": {"200": body}}});
            (format!("/things{number}/{{id}}"), get)
        });
        let schemas = (0..count).map(|number| {
            let properties =
                json!({"id": {"type": "string"}, "next": thing(format!("Thing{}", (number + 1) % count))});
            (format!("Thing{number}"), json!({"type": "object", "properties": properties}))
        });
        let (paths, schemas): (Map<_, _>, Map<_, _>) = (paths.collect(), schemas.collect());
        json!({"openapi": "3.0.3", "info": {"title": "Many"}, "paths": paths, "components": {"schemas": schemas}})
            .to_string()
    }

    #[test]
    fn a_large_document_takes_many_small_steps_and_says_how_far_it_is() {
        let text = document(300);
        let mut work = Work::on(&text, 1);
        let (mut steps, mut done, mut words) = (0, 0, vec![work.doing()]);
        let outcome = loop {
            let outcome = work.advance();
            steps += 1;
            assert!(work.done() >= done && work.done() <= Work::WHOLE, "{done} and then {}", work.done());
            done = work.done();
            if words.last() != Some(&work.doing()) {
                words.push(work.doing());
            }
            if let Some(outcome) = outcome {
                break outcome;
            }
        };
        assert_eq!((&words[..6], words[6]), (&PIECES[..], "Done"));
        assert!(steps > 300 * 8, "{steps}");
        assert_eq!(work.done(), Work::WHOLE);
        assert!(work.advance().is_none());
        let (stepped, whole) = (outcome.unwrap(), super::super::import(&text, 1).unwrap());
        assert_eq!((stepped.report, stepped.seed), (whole.report, whole.seed));
        assert_eq!(stepped.api.document().to_string(), String::from_utf8_lossy(stepped.api.bytes()));
    }

    #[test]
    fn what_cannot_be_read_ends_the_work() {
        let mut work = Work::on("{", 1);
        let outcome = loop {
            if let Some(outcome) = work.advance() {
                break outcome;
            }
        };
        assert!(outcome.is_err() && work.advance().is_none());
    }
}
