//! From text to a value, JSON or YAML, with the line of every part.

use std::{collections::HashMap, future::Future, pin::Pin};

use serde_json::{Map, Value};

use super::{
    report::{Finding, Report, Severity},
    steps::Steps,
    yaml,
};

/// The most that a document may have, in bytes.
const LARGEST: usize = 32 << 20;

/// Where a value begins in the text, and where its parts do: an object's in the order of its entries.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    pub(super) line: u32,
    pub(super) column: u32,
    pub(super) inside: Vec<Place>,
}

/// A value with its places.
#[derive(Debug, Default)]
pub(super) struct Places {
    value: Value,
    place: Place,
}

impl Places {
    pub(super) fn new(value: Value, place: Place) -> Self {
        Self { value, place }
    }

    /// The line and column of the nearest part of the document that a JSON Pointer leads to.
    pub(super) fn of(&self, pointer: &str) -> Option<(u32, u32)> {
        let (mut value, mut place) = (&self.value, &self.place);
        for token in pointer.split('/').skip(1) {
            let token = token.replace("~1", "/").replace("~0", "~");
            let index = match value {
                Value::Object(map) => map.keys().position(|key| *key == token),
                Value::Array(_) => token.parse::<usize>().ok(),
                _ => None,
            };
            let Some((index, inner)) = index.and_then(|index| Some((index, place.inside.get(index)?))) else {
                break;
            };
            let next = match value {
                Value::Object(map) => map.get(&token),
                Value::Array(items) => items.get(index),
                _ => None,
            };
            let Some(next) = next else { break };
            (value, place) = (next, inner);
        }
        (place.line > 0).then_some((place.line, place.column))
    }
}

/// Reads a text as JSON or, where it is none, as YAML.
pub(super) async fn read(text: &str, report: &mut Report, steps: &Steps) -> Result<(Value, Place), Finding> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.len() > LARGEST {
        let sentence = format!(
            "The document has {} bytes; up to {LARGEST} are read. Take out the parts you do not need.",
            text.len()
        );
        return Err(refusal("too-large", None, sentence));
    }
    let Some(first) = text.trim_start().chars().next() else {
        let sentence = "There is nothing in it. Give an OpenAPI 3.0 or 3.1 document in JSON or YAML.";
        return Err(refusal("empty", None, sentence));
    };
    if !matches!(first, '{' | '[') {
        return yaml::read(text, report, steps).await;
    }
    let mut scan = Scan::of(text, report);
    if let Some(read) = scan.part(TAKEN_APART, steps).await
        && scan.is_whole()
    {
        return Ok(read);
    }
    // It is no JSON, or none that can be read in parts: the whole says why, and where.
    *report = Report::default();
    match serde_json::from_str::<Value>(text) {
        Ok(value) => {
            let place = Scan::of(text, report).value();
            Ok((value, place))
        }
        Err(error) => {
            let place = (u32::try_from(error.line()).ok(), u32::try_from(error.column()).ok());
            let refusal = refusal("syntax", place.0.zip(place.1), format!("The text is not JSON: {error}."));
            // YAML's flow style starts with a brace too, but seldom has its keys in quotes.
            let second = text.trim_start().chars().skip(1).find(|character| !character.is_whitespace());
            if matches!(second, Some('"') | None) {
                Err(refusal)
            } else {
                yaml::read(text, report, steps).await.map_err(|_| refusal)
            }
        }
    }
}

/// Why a text cannot be read at all.
pub(super) fn refusal(kind: &'static str, place: Option<(u32, u32)>, sentence: impl Into<String>) -> Finding {
    Finding {
        pointer: String::new(),
        line: place.map(|(line, _)| line),
        column: place.map(|(_, column)| column),
        severity: Severity::Broken,
        kind,
        sentence: sentence.into(),
    }
}

/// How deep the objects of a text are taken apart to be read one part at a time: the root, its paths or components, and
/// each of those.
const TAKEN_APART: usize = 3;

/// How deep lists and objects may be inside one another: as deep as serde_json reads them.
const DEEPEST: usize = 127;

/// A part that is read: what it is, and where it and what is in it stand. `None` where it is no JSON.
type Reading<'s> = Pin<Box<dyn Future<Output = Option<(Value, Place)>> + 's>>;

/// Walks a JSON text that was read already, and notes where each value begins. No deeper than the reader went.
struct Scan<'t, 'r> {
    text: &'t [u8],
    at: usize,
    line: u32,
    /// Where the line starts.
    start: usize,
    path: Vec<String>,
    /// Whether lists and objects are too deep inside one another.
    is_too_deep: bool,
    report: &'r mut Report,
}

impl<'t, 'r> Scan<'t, 'r> {
    fn of(text: &'t str, report: &'r mut Report) -> Self {
        Self { text: text.as_bytes(), at: 0, line: 1, start: 0, path: Vec::new(), is_too_deep: false, report }
    }

    /// Whether all of the text was read, and may be.
    fn is_whole(&mut self) -> bool {
        self.space();
        self.at == self.text.len() && !self.is_too_deep
    }

    /// Reads the next value; objects, as far as this depth, part by part.
    fn part<'s>(&'s mut self, depth: usize, steps: &'s Steps) -> Reading<'s> {
        Box::pin(async move {
            self.space();
            if depth == 0 || self.text.get(self.at) != Some(&b'{') {
                // Read before it is walked: that goes no deeper than the reader did.
                let rest = self.text.get(self.at..)?;
                let value = serde_json::Deserializer::from_slice(rest).into_iter::<Value>().next()?.ok()?;
                let place = self.value();
                // The copy that is made of it then is the other half of the work.
                steps.next(self.at, 2 * self.text.len()).await;
                return Some((value, place));
            }
            let (mut map, mut place) = (Map::new(), self.here());
            let mut known: HashMap<&'t [u8], usize> = HashMap::new();
            self.at += 1;
            self.space();
            let mut next = self.text.get(self.at).copied()?;
            if next == b'}' {
                self.at += 1;
                return Some((Value::Object(map), place));
            }
            loop {
                self.space();
                let here = self.here();
                let raw = Some(self.string()).filter(|raw| raw.first() == Some(&b'"'))?;
                let key: String = serde_json::from_slice(raw).ok()?;
                self.space();
                self.sign(b":")?;
                self.path.push(key.clone());
                let (value, mut inner) = self.part(depth - 1, steps).await?;
                (inner.line, inner.column) = (here.line, here.column);
                self.keep(raw, &here, inner, &mut known, &mut place.inside);
                self.path.pop();
                map.insert(key, value);
                self.space();
                next = self.sign(b",}")?;
                if next == b'}' {
                    return Some((Value::Object(map), place));
                }
            }
        })
    }

    /// Steps over one of these signs.
    fn sign(&mut self, signs: &[u8]) -> Option<u8> {
        let sign = self.text.get(self.at).copied().filter(|sign| signs.contains(sign))?;
        self.at += 1;
        Some(sign)
    }

    /// Keeps where the value of a key stands, which is last in the path. A key that stands twice keeps its first place in
    /// the order, and its last value: as the reader has it.
    fn keep(
        &mut self,
        raw: &'t [u8],
        here: &Place,
        place: Place,
        known: &mut HashMap<&'t [u8], usize>,
        places: &mut Vec<Place>,
    ) {
        match known.get(raw) {
            Some(&index) => {
                let pointer = self.path.iter().fold(String::new(), |to, key| super::child(&to, key));
                twice(&pointer, self.path.last().map_or("", String::as_str), here, self.report);
                places[index] = place;
            }
            None => {
                known.insert(raw, places.len());
                places.push(place);
            }
        }
    }

    fn value(&mut self) -> Place {
        self.space();
        let mut place = self.here();
        self.is_too_deep |= self.path.len() >= DEEPEST && matches!(self.text.get(self.at), Some(b'{' | b'['));
        match self.text.get(self.at) {
            Some(b'{') => {
                self.at += 1;
                place.inside = self.object();
            }
            Some(b'[') => {
                self.at += 1;
                while self.more() {
                    self.path.push(place.inside.len().to_string());
                    place.inside.push(self.value());
                    self.path.pop();
                }
            }
            Some(b'"') => {
                self.string();
            }
            _ => {
                while self.text.get(self.at).is_some_and(|byte| !b",]} \t\r\n".contains(byte)) {
                    self.at += 1;
                }
            }
        }
        place
    }

    fn object(&mut self) -> Vec<Place> {
        let mut places: Vec<Place> = Vec::new();
        let mut known: HashMap<&'t [u8], usize> = HashMap::new();
        while self.more() {
            let here = self.here();
            let raw = self.string();
            self.space();
            self.at += 1;
            let key: String = serde_json::from_slice(raw).unwrap_or_default();
            self.path.push(key);
            let mut place = self.value();
            (place.line, place.column) = (here.line, here.column);
            self.keep(raw, &here, place, &mut known, &mut places);
            self.path.pop();
        }
        places
    }

    /// Whether another item follows in this list or object; steps over what ends or divides it.
    fn more(&mut self) -> bool {
        loop {
            self.space();
            match self.text.get(self.at) {
                Some(b',') => self.at += 1,
                Some(b']' | b'}') | None => {
                    self.at += 1;
                    return false;
                }
                Some(_) => return true,
            }
        }
    }

    /// Steps over a string, and gives it with its quotes.
    fn string(&mut self) -> &'t [u8] {
        let start = self.at;
        self.at += 1;
        while let Some(byte) = self.text.get(self.at) {
            self.at += if *byte == b'\\' { 2 } else { 1 };
            if *byte == b'"' {
                break;
            }
        }
        self.at = self.at.min(self.text.len());
        &self.text[start..self.at]
    }

    fn space(&mut self) {
        while let Some(byte) = self.text.get(self.at).filter(|byte| b" \t\r\n".contains(byte)) {
            self.at += 1;
            if *byte == b'\n' {
                self.line += 1;
                self.start = self.at;
            }
        }
    }

    fn here(&self) -> Place {
        let column = u32::try_from(self.at - self.start).unwrap_or(u32::MAX).saturating_add(1);
        Place { line: self.line, column, inside: Vec::new() }
    }
}

pub(super) fn twice(pointer: &str, key: &str, place: &Place, report: &mut Report) {
    report.at(Finding {
        pointer: pointer.to_owned(),
        line: Some(place.line),
        column: Some(place.column),
        severity: Severity::Broken,
        kind: "duplicate-key",
        sentence: format!("“{key}” stands twice here; the later one counts."),
    });
}

#[cfg(test)]
mod tests;
