//! What is wrong with a body, in the order in which one would mend it: each thing in a line, with its place.

use std::ops::Range;

use super::{Draft, Note, Part, check::Report};

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What it is, in one line.
    pub text: String,
    /// Where it is.
    pub place: FaultPlace,
}

/// Where something is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultPlace {
    /// In the text: the bytes, and the line that they begin on, from 1.
    Text(Range<usize>, usize),
    /// A member is not there.
    Missing(String),
    /// It is not in the text.
    Elsewhere,
}

/// What is to be said of a body as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// What is wrong.
    pub faults: Vec<Fault>,
    /// How many more things are wrong than are listed.
    pub more: usize,
    /// Whether all that is wrong is that the text breaks off: it may well go on.
    pub unfinished: bool,
    /// Whether it was held to a schema, and fits.
    pub fits: bool,
}

impl Verdict {
    /// What is said of a draft's body, put together.
    #[must_use]
    pub fn of(draft: &Draft, notes: &[Note], report: &Report) -> Self {
        if draft.body.trim().is_empty() {
            return Self::default();
        }
        let mut faults = Vec::new();
        let of_body = || notes.iter().filter(|note| note.part == Part::Body);
        let mut unfinished = false;
        for note in of_body() {
            let Some((line, column)) = note.place else { continue };
            let spoken = note.text.rsplit_once(" at line ").map_or(&*note.text, |(said, _)| said);
            unfinished = spoken.starts_with("EOF");
            let text = match spoken.strip_prefix("EOF while parsing ") {
                Some(what) => format!("Not whole yet: {what} is not closed."),
                None => format!("Line {line}, column {column}: {spoken}."),
            };
            faults.push(Fault { text, place: FaultPlace::Text(spot(&draft.body, line, column), line) });
        }
        let mut broken: Vec<_> = report.broken.iter().collect();
        broken.sort_by_key(|one| one.range.as_ref().map(|range| range.start));
        faults.extend(broken.into_iter().map(|one| match &one.range {
            Some(range) => Fault {
                text: format!("Line {}: {}", one.line, one.message),
                place: FaultPlace::Text(range.clone(), one.line),
            },
            None => Fault { text: one.message.clone(), place: FaultPlace::Elsewhere },
        }));
        faults.extend(report.missing.iter().map(|one| Fault {
            text: format!("Still missing: {} ({}).", one.name, one.takes),
            place: FaultPlace::Missing(one.name.clone()),
        }));
        faults.extend(
            of_body()
                .filter(|note| note.place.is_none())
                .map(|note| Fault { text: note.text.clone(), place: FaultPlace::Elsewhere }),
        );
        let fits =
            report.schema.is_some() && report.unchecked.is_empty() && draft.is_json() && faults.is_empty();
        Self { unfinished: unfinished && faults.len() == 1, more: report.more, fits, faults }
    }
}

/// The character at a line and a column of a text (in bytes, both from 1), as bytes; the last of its line where the line
/// is shorter, and nothing where there is none.
fn spot(text: &str, line: usize, column: usize) -> Range<usize> {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = text.get(start..).unwrap_or_default();
    let rest = rest.split('\n').next().unwrap_or_default();
    let at = rest.floor_char_boundary(column.saturating_sub(1));
    let at = if at == rest.len() { rest.char_indices().last().map_or(0, |(at, _)| at) } else { at };
    let length = rest[at..].chars().next().map_or(0, char::len_utf8);
    start + at..start + at + length
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{client::check::Checker, world::World};

    fn verdict(draft: &Draft) -> Verdict {
        let report = Checker::default().look(&World::toy_library("/api"), draft);
        Verdict::of(draft, &draft.notes(), &report)
    }

    fn of(body: &str) -> Verdict {
        verdict(&Draft::new("POST", "/toys").body("application/json", body))
    }

    #[test]
    fn what_breaks_the_schema_comes_in_the_order_of_the_text_and_what_is_missing_after_it() {
        let body = "{\n  \"wheels\": \"four\",\n  \"name\": \"\"\n}";
        let told = of(body);
        let texts: Vec<_> = told.faults.iter().map(|fault| &*fault.text).collect();
        assert_eq!(texts.len(), 3, "{texts:?}");
        assert!(texts[0].starts_with("Line 2: wheels must be a whole number"), "{texts:?}");
        assert!(texts[1].starts_with("Line 3: name must"), "{texts:?}");
        assert!(texts[2].starts_with("Still missing: kind"), "{texts:?}");
        let FaultPlace::Text(range, 2) = told.faults[0].place.clone() else { panic!("{told:?}") };
        assert_eq!(&body[range], "\"four\"");
        assert!(!told.fits && !told.unfinished);
    }

    #[test]
    fn what_breaks_off_is_told_from_what_is_wrong() {
        let off = of("{ \"name\": ");
        assert!(off.unfinished && off.faults[0].text.starts_with("Not whole yet:"), "{off:?}");
        let wrong = of("{\n  \"name\": }");
        assert!(!wrong.unfinished && wrong.faults[0].text.starts_with("Line 2, column 11: "), "{wrong:?}");
        assert_eq!(wrong.faults[0].place, FaultPlace::Text(12..13, 2));
    }

    #[test]
    fn what_fits_is_said_to_fit_and_of_nothing_nothing_is_said() {
        assert!(of(r#"{"name": "Boat", "kind": "boat"}"#).fits);
        assert_eq!(of(" \n"), Verdict::default());
        let read = verdict(&Draft::new("GET", "/toys").body("application/json", "{}"));
        assert!(!read.fits && read.faults[0].text.contains("no meaning with GET"), "{read:?}");
    }

    #[test]
    fn any_place_is_somewhere_in_the_text() {
        for text in ["", "é", "\n", "{\n\u{1F697}\n"] {
            for line in 0..5 {
                for column in 0..9 {
                    assert!(text.get(spot(text, line, column)).is_some(), "{text:?} {line} {column}");
                }
            }
        }
    }
}
