//! The work of making an API of a document, a piece at a time.

use std::sync::Arc;

use serde_json::Value;

use super::{
    Finding, Imported, infer, normalise,
    read::{self, Places, refusal},
    report::Report,
    seed, survey, unreadable,
};
use crate::api::{Api, contract};

/// What comes of it: the API, or what stands in the way of serving anything at all.
pub type Outcome = Result<Imported, Vec<Finding>>;

/// The work of [`import`](super::import), for whoever has other things to do meanwhile: [`Work::advance`] does the
/// next piece, [`Work::doing`] says which that is.
#[derive(Debug)]
pub struct Work {
    seed: u64,
    report: Report,
    places: Places,
    piece: Piece,
}

/// The piece that is next, with what those before it made.
#[derive(Debug)]
enum Piece {
    Read(String),
    Survey(Value),
    Normalise(Value),
    Infer(Value),
    Compile(Value),
    Seed(Box<Api>),
    Done,
}

impl Work {
    /// How many pieces there are.
    pub const PIECES: usize = 6;

    /// The work on this text, nothing of it done yet.
    #[must_use]
    pub fn on(text: &str, seed: u64) -> Self {
        let piece = Piece::Read(text.to_owned());
        Self { seed, report: Report::default(), places: Places::default(), piece }
    }

    /// How many pieces are done.
    #[must_use]
    pub fn done(&self) -> usize {
        match self.piece {
            Piece::Read(_) => 0,
            Piece::Survey(_) => 1,
            Piece::Normalise(_) => 2,
            Piece::Infer(_) => 3,
            Piece::Compile(_) => 4,
            Piece::Seed(_) => 5,
            Piece::Done => Self::PIECES,
        }
    }

    /// What the next piece does, in a few words, such as "Reading the document".
    #[must_use]
    pub fn doing(&self) -> &'static str {
        match self.piece {
            Piece::Read(_) => "Reading the document",
            Piece::Survey(_) => "Looking for what is not supported",
            Piece::Normalise(_) => "Bringing it into one form",
            Piece::Infer(_) => "Finding out what it keeps",
            Piece::Compile(_) => "Making a server of it",
            Piece::Seed(_) => "Filling its shelf",
            Piece::Done => "Done",
        }
    }

    /// Does the next piece. Comes back with what came of it all after the last, and where nothing can come of it; from
    /// then on with nothing.
    pub fn advance(&mut self) -> Option<Outcome> {
        self.piece = match std::mem::replace(&mut self.piece, Piece::Done) {
            Piece::Read(text) => match self.read(&text) {
                Ok(document) => Piece::Survey(document),
                Err(finding) => return Some(Err(vec![finding])),
            },
            Piece::Survey(document) => {
                survey::survey(&document, &mut self.report);
                Piece::Normalise(document)
            }
            Piece::Normalise(mut document) => {
                normalise::normalise(&mut document, &mut self.report);
                Piece::Infer(document)
            }
            Piece::Infer(mut document) => {
                infer::infer(&mut document, &mut self.report);
                Piece::Compile(document)
            }
            Piece::Compile(document) => {
                let (api, problems) = Api::from_imported(document);
                let report = &mut self.report;
                for problem in problems {
                    report.broken("operation", &problem.pointer, format!("Left out: {}.", problem.message));
                }
                contract::tell(&api, &mut |kind, pointer, sentence| report.note(kind, pointer, sentence));
                Piece::Seed(Box::new(api))
            }
            Piece::Seed(api) => {
                let report = &mut self.report;
                let seed = seed::seed(&api, self.seed, &mut |pointer, sentence| {
                    report.note("seed", pointer, sentence);
                });
                let report = std::mem::take(report).finish(&self.places);
                return Some(Ok(Imported { api: Arc::new(*api), seed, report }));
            }
            Piece::Done => return None,
        };
        None
    }

    fn read(&mut self, text: &str) -> Result<Value, Finding> {
        let (document, place) = read::read(text, &mut self.report)?;
        self.places = Places::new(document.clone(), place);
        match unreadable(&document) {
            None => Ok(document),
            Some((kind, pointer, sentence)) => {
                let mut finding = refusal(kind, None, sentence);
                pointer.clone_into(&mut finding.pointer);
                if let Some((line, column)) = self.places.of(pointer) {
                    (finding.line, finding.column) = (Some(line), Some(column));
                }
                Err(finding)
            }
        }
    }
}
