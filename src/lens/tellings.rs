//! What is said on stage, as templates: a file of `public/tellings`, read.
//!
//! A file has, for each [`Part`] and each lens, lines under keys. A line is a template, or a list of them, best first:
//! a template is taken where everything in its braces is known. Which keys are tried, and what is known, the stage
//! decides (`stage/tale`); so a language may tell more than another one by having a line under a more special key.
//! Where there are two clients, the one that a moment is about is called by its name (the slot `client`) wherever the line
//! calls it one of the words under `client`.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use serde_json::{Map, Value};

use super::{Lens, TextsError};

/// What a line is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// What the client says as it asks.
    Asked,
    /// What the server says as it answers.
    Said,
    /// What happens in a moment.
    Moments,
    /// How a question was answered.
    Answers,
    /// Where an answer leads.
    Leads,
    /// What a decision asks where the texts of decisions do not fit: they are about toys.
    Questions,
    /// Who somebody on stage is.
    Actors,
    /// A block of the track.
    Blocks,
}

impl Part {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Asked,
        Self::Said,
        Self::Moments,
        Self::Answers,
        Self::Leads,
        Self::Questions,
        Self::Actors,
        Self::Blocks,
    ];

    /// The name in files.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Said => "said",
            Self::Moments => "moments",
            Self::Answers => "answers",
            Self::Leads => "leads",
            Self::Questions => "questions",
            Self::Actors => "actors",
            Self::Blocks => "blocks",
        }
    }
}

/// What is known, by name: what stands for `{toy}` in a template.
pub type Slots = BTreeMap<&'static str, String>;

type Lines = BTreeMap<Box<str>, Box<[Box<str>]>>;

/// The lines of one language: the content of a file of `public/tellings`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tellings {
    language: Box<str>,
    lines: BTreeMap<(Part, Lens), Lines>,
    /// Words and small phrases that lines are put together from.
    words: Lines,
}

/// English is built in, so that there are words from the first moment on.
static ENGLISH: LazyLock<Tellings> =
    LazyLock::new(|| Tellings::parse(include_str!("../../public/tellings/en.json")).unwrap_or_default());

impl Tellings {
    /// The lines in English.
    #[must_use]
    pub fn english() -> &'static Self {
        &ENGLISH
    }

    /// Reads a file of lines.
    ///
    /// # Errors
    /// The first thing in it that is not as it should be, with its place.
    pub fn parse(text: &str) -> Result<Self, TextsError> {
        let document: Value = serde_json::from_str(text)
            .map_err(|error| TextsError::at("", format!("This is no JSON: {error}.")))?;
        let Some(language) = document["language"].as_str() else {
            return Err(TextsError::at("/language", "The language tag is missing."));
        };
        let mut lines = BTreeMap::new();
        for part in Part::ALL {
            for lens in Lens::ALL {
                let place = format!("/{}/{}", part.key(), lens.key());
                let found = document[part.key()].get(lens.key()).unwrap_or(&Value::Null);
                lines.insert((part, lens), entries(found, &place)?);
            }
        }
        Ok(Self { language: language.into(), lines, words: entries(&document["words"], "/words")? })
    }

    /// The language tag, such as `en`.
    #[must_use]
    pub fn language(&self) -> &str {
        &self.language
    }

    /// The first line, by these keys in turn, all of whose slots are known; and the key that it stands under.
    #[must_use]
    pub fn find<'k>(
        &self,
        part: Part,
        lens: Lens,
        keys: &'k [String],
        slots: &Slots,
    ) -> Option<(&'k str, String)> {
        let lines = self.lines.get(&(part, lens))?;
        let who = (part == Part::Moments).then(|| slots.get("client")).flatten();
        keys.iter().find_map(|key| {
            let templates = lines.get(key.as_str())?;
            let filled = match (who, self.words.get("client")) {
                (Some(who), Some(names)) => {
                    templates.iter().find_map(|text| fill(text, slots, &|text| named(text, names, who)))
                }
                _ => filled(templates, slots),
            };
            Some((key.as_str(), filled?))
        })
    }

    /// A word or small phrase, where all of its slots are known.
    #[must_use]
    pub fn word(&self, key: &str, slots: &Slots) -> Option<String> {
        filled(self.words.get(key)?, slots)
    }

    /// So many of something that the file has a phrase for, such as `2 seconds`.
    #[must_use]
    pub fn count(&self, unit: &str, number: u64) -> Option<String> {
        let slots = Slots::from([("n", number.to_string())]);
        self.word(&format!("{number} {unit}"), &slots).or_else(|| self.word(unit, &slots))
    }

    /// Words as a list, with `and` or `or` before the last: `a`, `a and b`, `a, b and c`.
    #[must_use]
    pub fn list(&self, words: &[impl AsRef<str>], last: &str) -> String {
        let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
        let last = self.word(last, &Slots::new()).unwrap_or_else(|| last.to_owned());
        match words.as_slice() {
            [] => String::new(),
            [one] => (*one).into(),
            [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
        }
    }

    /// The keys under which there are lines for this.
    pub fn keys(&self, part: Part, lens: Lens) -> impl Iterator<Item = &str> {
        self.lines.get(&(part, lens)).into_iter().flat_map(|lines| lines.keys().map(|key| &**key))
    }

    /// The keys of the words.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.words.keys().map(|key| &**key)
    }

    /// Every slot that some line or word asks for.
    #[must_use]
    pub fn slots(&self) -> BTreeSet<&str> {
        let lines = self.lines.values().chain([&self.words]);
        lines
            .flat_map(|lines| lines.values().flatten())
            .flat_map(|template| pieces(template).filter_map(|(_, slot)| slot))
            .collect()
    }
}

fn entries(value: &Value, place: &str) -> Result<Lines, TextsError> {
    let object: &Map<String, Value> =
        value.as_object().ok_or_else(|| TextsError::at(place, "There should be a JSON object here."))?;
    object
        .iter()
        .map(|(key, value)| {
            let templates: Option<Box<[Box<str>]>> = match value {
                Value::String(text) => Some([text.as_str().into()].into()),
                Value::Array(texts) => texts.iter().map(|text| text.as_str().map(Into::into)).collect(),
                _ => None,
            };
            match templates {
                Some(templates) if !templates.is_empty() && templates.iter().all(|text| !text.is_empty()) => {
                    Ok((key.as_str().into(), templates))
                }
                _ => Err(TextsError::at(
                    format!("{place}/{key}"),
                    "A line, or a list of lines, is missing here.",
                )),
            }
        })
        .collect()
}

/// The first of these templates that can be filled.
fn filled(templates: &[Box<str>], slots: &Slots) -> Option<String> {
    templates.iter().find_map(|template| fill(template, slots, &|text| text.into()))
}

/// A template with its slots filled, where all are known; its own text as `own` has it.
fn fill<'t>(template: &'t str, slots: &Slots, own: &dyn Fn(&'t str) -> Cow<'t, str>) -> Option<String> {
    let mut line = String::with_capacity(template.len() + 16);
    for (text, slot) in pieces(template) {
        line.push_str(&own(text));
        if let Some(slot) = slot {
            line.push_str(slots.get(slot)?);
        }
    }
    Some(line)
}

/// A text with the client called by its name, where it goes by one of these.
fn named<'t>(text: &'t str, names: &[Box<str>], who: &str) -> Cow<'t, str> {
    let used = names.iter().filter(|name| text.contains(&***name));
    used.fold(Cow::Borrowed(text), |text, name| text.replace(&**name, who).into())
}

/// A template as text, and the slot that follows it.
fn pieces(template: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    let mut rest = Some(template);
    std::iter::from_fn(move || {
        let text = rest.take()?;
        match text.split_once('{').and_then(|(before, after)| Some((before, after.split_once('}')?))) {
            Some((before, (slot, after))) => {
                rest = Some(after);
                Some((before, Some(slot)))
            }
            None => Some((text, None)),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tellings() -> Tellings {
        let empty = r#"{"story": {}, "plain": {}, "http": {}, "spec": {}}"#;
        let mut document = String::from(
            r#"{"language": "en", "words": {"and": "and", "second": "{n} seconds", "1 second": "a second"}"#,
        );
        for part in Part::ALL {
            let lines = if part == Part::Said {
                r#"{"story": {"404 toy": ["I have no {toy}; ask {friend}.", "I have no {toy}."], "404": "It is not there."}, "plain": {}, "http": {}, "spec": {}}"#
            } else {
                empty
            };
            document.push_str(&format!(r#", "{}": {lines}"#, part.key()));
        }
        document.push('}');
        Tellings::parse(&document).expect("tellings")
    }

    fn said(slots: &[(&'static str, &str)]) -> Option<String> {
        let keys = ["404 found toy", "404 toy", "404"].map(str::to_owned);
        let slots = slots.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        let tellings = tellings();
        tellings.find(Part::Said, Lens::Story, &keys, &slots).map(|(_, line)| line)
    }

    #[test]
    fn the_best_line_that_can_be_filled_is_taken() {
        assert_eq!(said(&[("toy", "car"), ("friend", "Mia")]).as_deref(), Some("I have no car; ask Mia."));
        assert_eq!(said(&[("toy", "{friend}")]).as_deref(), Some("I have no {friend}."));
        assert_eq!(said(&[]).as_deref(), Some("It is not there."));
    }

    #[test]
    fn numbers_and_lists_are_words() {
        let tellings = tellings();
        assert_eq!(tellings.count("second", 1).as_deref(), Some("a second"));
        assert_eq!(tellings.count("second", 5).as_deref(), Some("5 seconds"));
        assert_eq!(tellings.list(&["a", "b", "c"], "and"), "a, b and c");
        assert_eq!(tellings.list(&["a"], "and"), "a");
        assert_eq!(tellings.slots().into_iter().collect::<Vec<_>>(), ["friend", "n", "toy"]);
    }

    #[test]
    fn what_is_wrong_in_a_file_is_told_with_its_place() {
        let wrong = Tellings::parse(r#"{"language": "en", "asked": {"story": {"GET": 3}}}"#);
        assert_eq!(wrong.map_err(|error| error.pointer), Err("/asked/story/GET".into()));
        let short = Tellings::parse(r#"{"language": "en", "asked": {"story": {}}}"#);
        assert_eq!(short.map_err(|error| error.pointer), Err("/asked/plain".into()));
        assert!(Tellings::parse("{}").is_err() && Tellings::parse("").is_err());
    }

    #[test]
    fn english_is_built_in() {
        assert_eq!(Tellings::english().language(), "en");
    }
}
