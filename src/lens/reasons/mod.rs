//! The server's reasons in other words: a file of `public/reasons`, read.
//!
//! The server gives its reasons in English, in the terms of HTTP, and knows no other words. A file has, for each sentence
//! that it may say, as a template, how the lenses of one language put it; and likewise for what the client says. A reason may be several such sentences; and
//! what stands in a slot may itself be words: where the file has *phrases* under the name of a slot, such as
//! `{n} seconds` under `wait`, what a wording takes from the slot must be one of them, and is told in turn. So what comes
//! out is all in one language, or nothing does, and the reason is to be shown as it is.

mod template;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use self::template::Template;
use super::{Lens, TextsError};
use crate::server::{Block, Evidence, Source};

/// The reasons in the words of one language: the content of a file of `public/reasons`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reasons {
    language: Box<str>,
    /// What the server says.
    sentences: Sentences,
    /// What the client says: its questions to itself, its answers, and why it sends what it sends.
    client: Sentences,
    phrases: BTreeMap<Box<str>, Sentences>,
}

/// Templates, each with the wording of every lens that has one; those that fix most come first.
type Sentences = Vec<Sentence>;

#[derive(Clone, Debug, PartialEq, Eq)]
struct Sentence {
    key: Box<str>,
    template: Template,
    /// By the place of a lens in [`Lens::ALL`]; the words of the server itself where there is none.
    wordings: [Option<Template>; 4],
}

/// The most sentences of which a reason is taken to be made; one of more is looked up as a whole alone.
const MOST: usize = 12;

/// How deep phrases may lie in phrases.
const DEEPEST: usize = 6;

/// A way to read a reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading<'r> {
    /// The templates of its sentences, in order, as they stand in the file.
    pub templates: Vec<&'r str>,
    /// Whether no other way fixes as much of it.
    pub is_clear: bool,
}

/// A sentence that fits a part of a reason, with what stands in its slots.
type Fit<'r, 't> = (&'r Sentence, Vec<&'t str>);

impl Reasons {
    /// Reads a file of reasons.
    ///
    /// # Errors
    /// The first thing in it that is not as it should be, with its place.
    pub fn parse(text: &str) -> Result<Self, TextsError> {
        let document: Value = serde_json::from_str(text)
            .map_err(|error| TextsError::at("", format!("This is no JSON: {error}.")))?;
        let Some(language) = document["language"].as_str() else {
            return Err(TextsError::at("/language", "The language tag is missing."));
        };
        let phrases = object(&document["phrases"], "/phrases")?.iter().map(|(group, value)| {
            Ok((group.as_str().into(), sentences(value, &format!("/phrases/{group}"))?))
        });
        Ok(Self {
            language: language.into(),
            phrases: phrases.collect::<Result<_, TextsError>>()?,
            sentences: sentences(&document["reasons"], "/reasons")?,
            client: sentences(&document["client"], "/client")?,
        })
    }

    /// The language tag, such as `en`.
    #[must_use]
    pub fn language(&self) -> &str {
        &self.language
    }

    /// A reason of the server's in the wording of a lens; `None` where it is to be shown as it is: where the lens uses
    /// the server's own words, or there are none in this language for all of it.
    #[must_use]
    pub fn tell(&self, reason: &str, lens: Lens) -> Option<String> {
        self.put(&self.sentences, reason, lens)
    }

    /// What the client says, such as a question that it asks itself, in the wording of a lens; otherwise as [`Self::tell`].
    #[must_use]
    pub fn tell_client(&self, text: &str, lens: Lens) -> Option<String> {
        self.put(&self.client, text, lens)
    }

    fn put(&self, all: &[Sentence], text: &str, lens: Lens) -> Option<String> {
        let (fits, _) = find(all, text)?;
        let told: Option<Vec<String>> = fits.iter().map(|fit| self.told(fit, lens, DEEPEST)).collect();
        told.map(|told| told.join(" "))
    }

    /// How a reason is read: by which templates, and whether that is the one best way. `None` where none fit it.
    #[must_use]
    pub fn reading(&self, reason: &str) -> Option<Reading<'_>> {
        let (fits, is_clear) = find(&self.sentences, reason)?;
        Some(Reading { templates: fits.iter().map(|(sentence, _)| &*sentence.key).collect(), is_clear })
    }

    /// Where a piece of evidence was read, in the wording of a lens; `None` where [`Source::label`] says it already. The
    /// name of a field is its name in every language.
    #[must_use]
    pub fn label(&self, source: &Source, lens: Lens) -> Option<String> {
        match source {
            Source::Field(_) => None,
            _ => self.phrase("label", &source.label(), lens, DEEPEST),
        }
    }

    /// What the client looked at, likewise, such as `age`.
    #[must_use]
    pub fn client_label(&self, what: &str, lens: Lens) -> Option<String> {
        self.phrase("label", what, lens, DEEPEST)
    }

    /// What stood there, where it is the server who says so in words of its own; `None` where it is shown as it is.
    #[must_use]
    pub fn value(&self, evidence: &Evidence, lens: Lens) -> Option<String> {
        match evidence.source {
            Source::Stored(_) | Source::Server(_) | Source::Description(_) => {
                self.phrase("evidence", &evidence.value, lens, DEEPEST)
            }
            // Where nothing stood, that is said.
            _ if matches!(&*evidence.value, "(none)" | "") => {
                self.phrase("evidence", "(none)", lens, DEEPEST)
            }
            _ => None,
        }
    }

    /// What a block is called; `None` where that is [`Block::name`].
    #[must_use]
    pub fn block(&self, block: Block, lens: Lens) -> Option<String> {
        self.phrase("block", block.name(), lens, DEEPEST)
    }

    /// Every template of the file, with the group it belongs to: an empty one for what the server says, `client` for what
    /// the client does.
    pub fn templates(&self) -> impl Iterator<Item = (&str, &str)> {
        let phrases =
            self.phrases.iter().flat_map(|(group, all)| all.iter().map(|one| (&**group, &*one.key)));
        let client = self.client.iter().map(|one| ("client", &*one.key));
        self.sentences.iter().map(|one| ("", &*one.key)).chain(client).chain(phrases)
    }

    /// The phrase of this group that fits best, as it stands in the file.
    #[must_use]
    pub fn phrase_of(&self, group: &str, text: &str) -> Option<&str> {
        let (fit, ..) = fitting(self.phrases.get(group)?, text)?;
        Some(&fit.0.key)
    }

    fn phrase(&self, group: &str, text: &str, lens: Lens, deep: usize) -> Option<String> {
        let (fit, ..) = fitting(self.phrases.get(group)?, text)?;
        self.told(&fit, lens, deep)
    }

    /// The words of a sentence, its slots filled; `None` where the lens has none, or none for what is in a slot.
    fn told(&self, (sentence, values): &Fit<'_, '_>, lens: Lens, deep: usize) -> Option<String> {
        sentence.wordings[lens as usize].as_ref()?.fill(|slot| {
            let (_, value) = sentence.template.slots().zip(values).find(|(other, _)| *other == slot)?;
            if self.phrases.contains_key(slot) {
                self.phrase(slot, value, lens, deep.checked_sub(1)?)
            } else {
                Some((*value).to_owned())
            }
        })
    }
}

/// The sentences of a reason: of all ways to cut it after a full stop, the one whose templates fix most of it.
fn find<'r, 't>(all: &'r [Sentence], reason: &'t str) -> Option<(Vec<Fit<'r, 't>>, bool)> {
    /// The best way as far as some sentence: how much it fixes, its last piece, where that begins, whether it is clear.
    type Way<'r, 't> = (usize, Fit<'r, 't>, usize, bool);

    let mut ends: Vec<usize> = reason.match_indices(". ").map(|(at, _)| at + 1).collect();
    if ends.len() >= MOST {
        ends.clear();
    }
    ends.push(reason.len());
    let begin = |piece: usize| piece.checked_sub(1).map_or(0, |before| ends[before] + 1);
    let mut ways: Vec<Option<Way<'_, 't>>> = Vec::with_capacity(ends.len());
    for &end in &ends {
        let mut best: Option<Way<'_, 't>> = None;
        // From the longest piece on: where two ways fix as much, the one with fewer pieces stays.
        for piece in 0..=ways.len() {
            let (before, was_clear) = match piece.checked_sub(1).map(|before| &ways[before]) {
                None => (0, true),
                Some(None) => continue,
                Some(Some((weight, _, _, is_clear))) => (*weight, *is_clear),
            };
            let Some((fit, weight, is_clear)) = fitting(all, &reason[begin(piece)..end]) else {
                continue;
            };
            let weight = before + weight;
            if best.as_ref().is_none_or(|(other, ..)| weight > *other) {
                best = Some((weight, fit, piece, was_clear && is_clear));
            }
        }
        ways.push(best);
    }
    let mut fits = Vec::new();
    let (mut at, mut all_clear) = (ways.len(), true);
    while let Some(last) = at.checked_sub(1) {
        let (_, fit, piece, is_clear) = ways.get_mut(last)?.take()?;
        fits.push(fit);
        all_clear &= is_clear;
        at = piece;
    }
    fits.reverse();
    Some((fits, all_clear))
}

/// The sentence that fits a text and fixes most of it, how much that is, and whether it is the only such one.
fn fitting<'r, 't>(all: &'r [Sentence], text: &'t str) -> Option<(Fit<'r, 't>, usize, bool)> {
    let mut fits = all.iter().filter_map(|sentence| Some((sentence, sentence.template.read(text)?)));
    let best = fits.next()?;
    let weight = best.0.template.weight();
    // The next that fits is the only other one that could fix as much.
    let is_clear = fits.next().is_none_or(|(other, _)| other.template.weight() < weight);
    Some((best, weight, is_clear))
}

fn object<'a>(value: &'a Value, place: &str) -> Result<&'a Map<String, Value>, TextsError> {
    value.as_object().ok_or_else(|| TextsError::at(place, "There should be a JSON object here."))
}

fn sentences(value: &Value, place: &str) -> Result<Sentences, TextsError> {
    let read = |(key, value): (&String, &Value)| {
        let place = format!("{place}/{}", key.replace('~', "~0").replace('/', "~1"));
        let template =
            Template::parse(key).map_err(|wrong| TextsError::at(&*place, format!("Here {wrong}.")))?;
        let wordings = wordings(value, &template, &place)?;
        Ok(Sentence { key: key.as_str().into(), template, wordings })
    };
    let mut all: Sentences = object(value, place)?.iter().map(read).collect::<Result<_, _>>()?;
    all.sort_by_key(|sentence| std::cmp::Reverse(sentence.template.weight()));
    Ok(all)
}

/// The wordings of a sentence. A text alone is that of every lens; else Story falls back on the plain words, those on
/// the terms of HTTP, and Spec on these, too.
fn wordings(value: &Value, template: &Template, place: &str) -> Result<[Option<Template>; 4], TextsError> {
    let read = |text: &Value, place: &str| {
        let wrong = |wrong: String| TextsError::at(place, wrong);
        let text = text.as_str().filter(|text| !text.is_empty());
        let wording = Template::wording(text.ok_or_else(|| wrong("A wording is missing here.".into()))?)
            .map_err(|error| wrong(format!("Here {error}.")))?;
        if let Some(slot) = wording.slots().find(|slot| template.slots().all(|known| known != *slot)) {
            return Err(wrong(format!("The sentence has no slot “{slot}”.")));
        }
        Ok(wording)
    };
    if value.is_string() {
        let wording = read(value, place)?;
        return Ok([(); 4].map(|()| Some(wording.clone())));
    }
    let given = object(value, place)?;
    if let Some(other) = given.keys().find(|key| Lens::from_key(key).is_none()) {
        return Err(TextsError::at(format!("{place}/{other}"), "There is no such lens."));
    }
    let wording = |lens: Lens| {
        given.get(lens.key()).map(|text| read(text, &format!("{place}/{}", lens.key()))).transpose()
    };
    let http = wording(Lens::Http)?;
    let plain = wording(Lens::Plain)?.or_else(|| http.clone());
    let story = wording(Lens::Story)?.or_else(|| plain.clone());
    let spec = wording(Lens::Spec)?.or_else(|| http.clone());
    Ok([story, plain, http, spec])
}

#[cfg(test)]
mod tests;
