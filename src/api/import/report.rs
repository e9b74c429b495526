//! What an import has to tell: where in the document, how bad, and what became of it.

use std::{
    collections::{BTreeMap, HashSet},
    fmt,
};

use super::read::Places;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Done otherwise than the document may suggest, or worth knowing.
    Note,
    /// Something the document asks for is left out.
    Unsupported,
    /// Something in the document is broken.
    Broken,
}

impl Severity {
    /// A word for people: `note`, `not supported` or `broken`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Unsupported => "not supported",
            Self::Broken => "broken",
        }
    }
}

/// One thing in a document that the server does not do as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The place in the document, as a JSON Pointer (RFC 6901); empty for the whole.
    pub pointer: String,
    /// The line in the text, from 1, where it is known.
    pub line: Option<u32>,
    /// The column in that line, from 1, in characters.
    pub column: Option<u32>,
    /// How much it matters.
    pub severity: Severity,
    /// What sort of thing it is, as a stable name such as `external-reference`.
    pub kind: &'static str,
    /// What it is and what became of it, in a sentence.
    pub sentence: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.severity.name())?;
        match (self.line, self.column) {
            (Some(line), Some(column)) => write!(f, "line {line}, column {column}")?,
            (Some(line), None) => write!(f, "line {line}")?,
            _ if self.pointer.is_empty() => write!(f, "the document")?,
            _ => {}
        }
        if !self.pointer.is_empty() {
            let gap = if self.line.is_some() { " " } else { "" };
            write!(f, "{gap}({})", self.pointer)?;
        }
        write!(f, ": {}", self.sentence)
    }
}

/// How many findings of one kind are listed one by one; the rest are counted.
const MOST_OF_A_KIND: usize = 50;

/// Findings while they are gathered: each place once, and a long row of the same kind cut short.
#[derive(Debug, Default)]
pub(super) struct Report {
    findings: Vec<Finding>,
    seen: HashSet<(&'static str, String)>,
    counts: BTreeMap<&'static str, usize>,
}

impl Report {
    pub(super) fn note(&mut self, kind: &'static str, pointer: &str, sentence: impl Into<String>) {
        self.add(Severity::Note, kind, pointer, sentence);
    }

    pub(super) fn unsupported(&mut self, kind: &'static str, pointer: &str, sentence: impl Into<String>) {
        self.add(Severity::Unsupported, kind, pointer, sentence);
    }

    pub(super) fn broken(&mut self, kind: &'static str, pointer: &str, sentence: impl Into<String>) {
        self.add(Severity::Broken, kind, pointer, sentence);
    }

    pub(super) fn at(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    fn add(&mut self, severity: Severity, kind: &'static str, pointer: &str, sentence: impl Into<String>) {
        if !self.seen.insert((kind, pointer.to_owned())) {
            return;
        }
        let count = self.counts.entry(kind).or_default();
        *count += 1;
        if *count <= MOST_OF_A_KIND {
            self.findings.push(Finding {
                pointer: pointer.to_owned(),
                line: None,
                column: None,
                severity,
                kind,
                sentence: sentence.into(),
            });
        }
    }

    /// The findings with their lines, the worst first, and in the order of the text.
    pub(super) fn finish(mut self, places: &Places) -> Vec<Finding> {
        for (kind, count) in self.counts.iter().filter(|(_, count)| **count > MOST_OF_A_KIND) {
            let severity = self.findings.iter().find(|finding| finding.kind == *kind);
            self.findings.push(Finding {
                pointer: String::new(),
                line: None,
                column: None,
                severity: severity.map_or(Severity::Note, |finding| finding.severity),
                kind,
                sentence: format!(
                    "There are {} more places like the {MOST_OF_A_KIND} listed as “{kind}”.",
                    count - MOST_OF_A_KIND
                ),
            });
        }
        for finding in &mut self.findings {
            if finding.line.is_none()
                && !finding.pointer.is_empty()
                && let Some((line, column)) = places.of(&finding.pointer)
            {
                (finding.line, finding.column) = (Some(line), Some(column));
            }
        }
        self.findings.sort_by_key(|finding| {
            (std::cmp::Reverse(finding.severity), finding.line.unwrap_or(u32::MAX), finding.column)
        });
        self.findings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_row_of_the_same_is_cut_short_and_counted() {
        let mut report = Report::default();
        for number in 0..60 {
            report.note("links", &format!("/paths/{number}"), "Links are not followed.");
            report.note("links", &format!("/paths/{number}"), "Links are not followed.");
        }
        let found = report.finish(&Places::default());
        assert_eq!(found.len(), 51);
        assert!(found.iter().any(|finding| finding.sentence.contains("10 more places")));
    }
}
