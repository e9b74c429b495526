//! A file of texts, read.

use std::{collections::BTreeMap, fmt};

use serde_json::{Map, Value};

use super::Lens;

/// One thing in the wording of each lens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Four([Box<str>; 4]);

impl Four {
    /// The wording that this lens shows.
    #[must_use]
    pub fn through(&self, lens: Lens) -> &str {
        &self.0[lens as usize]
    }
}

/// What there is to say about a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionTexts {
    /// The question.
    pub question: Four,
    /// Why a server asks it, and where each answer leads.
    pub means: Four,
    exits: BTreeMap<Box<str>, Four>,
}

impl DecisionTexts {
    /// What must be true of a request, or of the server, that it leaves here with this status: a sentence or two.
    #[must_use]
    pub fn exit(&self, status: u16) -> Option<&Four> {
        self.exits.get(status.to_string().as_str())
    }
}

/// The texts of one language: the content of a file of `public/texts`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Texts {
    language: Box<str>,
    lenses: Four,
    decisions: BTreeMap<Box<str>, DecisionTexts>,
    statuses: BTreeMap<Box<str>, Four>,
    fields: BTreeMap<Box<str>, Four>,
}

impl Texts {
    /// Reads a file of texts.
    ///
    /// # Errors
    /// The first thing in it that is not as it should be, with its place.
    pub fn parse(text: &str) -> Result<Self, TextsError> {
        let document: Value = serde_json::from_str(text)
            .map_err(|error| TextsError::at("", format!("This is no JSON: {error}.")))?;
        let Some(language) = document["language"].as_str() else {
            return Err(TextsError::at("/language", "The language tag is missing."));
        };
        Ok(Self {
            language: language.into(),
            lenses: four(&document["lenses"], "/lenses")?,
            decisions: entries(&document, "decisions", |value, place| {
                Ok(DecisionTexts {
                    question: four(&value["question"], &format!("{place}/question"))?,
                    means: four(&value["means"], &format!("{place}/means"))?,
                    exits: exits(&value["exits"], &format!("{place}/exits"))?,
                })
            })?,
            statuses: entries(&document, "statuses", four)?,
            fields: entries(&document, "fields", four)?,
        })
    }

    /// The language tag, such as `en`.
    #[must_use]
    pub fn language(&self) -> &str {
        &self.language
    }

    /// What this language calls a lens.
    #[must_use]
    pub fn lens_name(&self, lens: Lens) -> &str {
        self.lenses.through(lens)
    }

    /// The texts of the decision with this id.
    #[must_use]
    pub fn decision(&self, id: &str) -> Option<&DecisionTexts> {
        self.decisions.get(id)
    }

    /// The texts of a status, by its number.
    #[must_use]
    pub fn status(&self, status: u16) -> Option<&Four> {
        self.statuses.get(status.to_string().as_str())
    }

    /// The texts of a header field, by its name in any case.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Four> {
        self.fields.get(name.to_ascii_lowercase().as_str())
    }
}

fn entries<T>(
    document: &Value,
    kind: &str,
    read: impl Fn(&Value, &str) -> Result<T, TextsError>,
) -> Result<BTreeMap<Box<str>, T>, TextsError> {
    object(&document[kind], &format!("/{kind}"))?
        .iter()
        .map(|(name, value)| Ok((name.as_str().into(), read(value, &format!("/{kind}/{name}"))?)))
        .collect()
}

fn four(value: &Value, place: &str) -> Result<Four, TextsError> {
    let object = object(value, place)?;
    let text = |lens: Lens| match object.get(lens.key()) {
        Some(Value::String(text)) if !text.is_empty() => Ok(text.as_str().into()),
        _ => Err(TextsError::at(format!("{place}/{}", lens.key()), "A text is missing here.")),
    };
    Ok(Four([text(Lens::Story)?, text(Lens::Plain)?, text(Lens::Http)?, text(Lens::Spec)?]))
}

/// The ways out of a decision, each under its status; none where nothing is there.
fn exits(value: &Value, place: &str) -> Result<BTreeMap<Box<str>, Four>, TextsError> {
    if value.is_null() {
        return Ok(BTreeMap::new());
    }
    let exit = |(status, value): (&String, &Value)| {
        Ok((status.as_str().into(), four(value, &format!("{place}/{status}"))?))
    };
    object(value, place)?.iter().map(exit).collect()
}

fn object<'a>(value: &'a Value, place: &str) -> Result<&'a Map<String, Value>, TextsError> {
    value.as_object().ok_or_else(|| TextsError::at(place, "There should be a JSON object here."))
}

/// What in a file of texts is not as it should be, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextsError {
    /// The place in the file, as a JSON Pointer (RFC 6901).
    pub pointer: String,
    /// What is wrong there.
    pub message: String,
}

impl TextsError {
    pub(super) fn at(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), message: message.into() }
    }
}

impl fmt::Display for TextsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.pointer.is_empty() { "the file of texts" } else { &self.pointer };
        write!(f, "at {place}: {}", self.message)
    }
}

impl std::error::Error for TextsError {}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn file() -> Value {
        let four = json!({"story": "a", "plain": "b", "http": "c", "spec": "d"});
        json!({
            "language": "en",
            "lenses": four,
            "decisions": {"found": {"question": four, "means": four, "exits": {"404": four}}},
            "statuses": {"404": four},
            "fields": {"etag": four},
        })
    }

    #[test]
    fn texts_are_looked_up() {
        let texts = Texts::parse(&file().to_string()).expect("texts");
        assert_eq!(texts.language(), "en");
        assert_eq!(Lens::ALL.map(|lens| texts.lens_name(lens)), ["a", "b", "c", "d"]);
        assert_eq!(texts.decision("found").map(|texts| texts.means.through(Lens::Http)), Some("c"));
        let exit = |status| Some(texts.decision("found")?.exit(status)?.through(Lens::Plain));
        assert_eq!((exit(404), exit(410)), (Some("b"), None));
        assert_eq!(texts.decision("lost"), None);
        assert_eq!(texts.status(404).map(|four| four.through(Lens::Spec)), Some("d"));
        assert_eq!(texts.status(200), None);
        assert_eq!(texts.field("ETag").map(|four| four.through(Lens::Story)), Some("a"));
        assert_eq!(texts.field("X-Unheard-Of"), None);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let error = |change: fn(&mut Value)| {
            let mut file = file();
            change(&mut file);
            Texts::parse(&file.to_string()).expect_err("an error").to_string()
        };
        assert_eq!(error(|file| file["language"] = json!(1)), "at /language: The language tag is missing.");
        assert_eq!(
            error(|file| file["fields"] = json!([])),
            "at /fields: There should be a JSON object here."
        );
        assert_eq!(
            error(|file| file["statuses"]["404"]["plain"] = json!("")),
            "at /statuses/404/plain: A text is missing here."
        );
        assert_eq!(
            error(|file| file["decisions"]["found"] = json!({"question": {}})),
            "at /decisions/found/question/story: A text is missing here."
        );
        assert_eq!(
            error(|file| file["decisions"]["found"]["exits"]["404"]["http"] = json!([])),
            "at /decisions/found/exits/404/http: A text is missing here."
        );
        assert!(Texts::parse("{").expect_err("no JSON").to_string().starts_with("at the file of texts: "));
    }
}
