//! A request that is being written.

use serde::{Deserialize, Serialize};

use crate::http::Request;

/// One row of the header table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeaderRow {
    /// The field name as typed.
    pub name: String,
    /// The field value as typed.
    pub value: String,
    /// Whether it is sent.
    pub on: bool,
}

impl HeaderRow {
    /// A row that is sent.
    #[must_use]
    pub fn new(name: &str, value: &str) -> Self {
        Self { name: name.into(), value: value.into(), on: true }
    }
}

/// Which part of a draft a note is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// The method.
    Method,
    /// The path.
    Path,
    /// The header row at this index.
    Header(usize),
    /// The body.
    Body,
}

/// A remark on a draft. It never keeps anybody from sending: what the server says of it is worth seeing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What it is about.
    pub part: Part,
    /// What is to be said.
    pub text: String,
    /// For the body: the line and the column, both from 1.
    pub place: Option<(usize, usize)>,
}

/// A request that is being written: texts, exactly as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The method.
    pub method: String,
    /// The path from the API root, with any query, such as `/toys/car`.
    pub path: String,
    /// The header rows.
    pub headers: Vec<HeaderRow>,
    /// The body; empty for none.
    pub body: String,
}

impl Default for Draft {
    /// `GET /toys/car`: "Can I borrow your toy car?"
    fn default() -> Self {
        Self::new("GET", "/toys/car")
    }
}

impl Draft {
    /// A draft that accepts JSON and has no body.
    #[must_use]
    pub fn new(method: &str, path: &str) -> Self {
        Self {
            method: method.into(),
            path: path.into(),
            headers: vec![HeaderRow::new("Accept", "application/json")],
            body: String::new(),
        }
    }

    /// The same draft with one more header row.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push(HeaderRow::new(name, value));
        self
    }

    /// The same draft with this body, said to be of this media type.
    #[must_use]
    pub fn body(self, media_type: &str, body: &str) -> Self {
        Self { body: body.into(), ..self.with("Content-Type", media_type) }
    }

    /// The request, with `base` (the path of the API root) before its path. Rows that are off, or empty, stay out.
    #[must_use]
    pub fn request(&self, base: &str) -> Request {
        let target = match self.path.as_str() {
            "*" => "*".to_owned(),
            path if path.starts_with('/') => format!("{base}{path}"),
            path => format!("{base}/{path}"),
        };
        let mut request = Request::new(&self.method, target).content(&self.body);
        for row in &self.headers {
            if row.on && !(row.name.is_empty() && row.value.is_empty()) {
                request = request.with(&row.name, &row.value);
            }
        }
        request
    }

    /// The draft that would send this request again; bytes that are not UTF-8 become replacement characters.
    #[must_use]
    pub fn of(request: &Request, base: &str) -> Self {
        let target = request.target_text();
        let path = target.strip_prefix(base).unwrap_or(&target);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self {
            method: request.method_text().into_owned(),
            path: if path.is_empty() { "/".into() } else { path.to_owned() },
            headers: request
                .fields
                .iter()
                .map(|field| HeaderRow::new(&text(&field.name), &text(&field.value)))
                .collect(),
            body: text(&request.content),
        }
    }

    /// The first value of a header row that is sent, by name in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|row| row.on && row.name.eq_ignore_ascii_case(name))
            .map(|row| row.value.as_str())
    }

    /// Whether the body is said to be JSON, or nothing is said of it.
    #[must_use]
    pub fn is_json(&self) -> bool {
        self.header("content-type").is_none_or(|value| {
            let essence = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
            essence == "application/json" || essence.ends_with("+json")
        })
    }

    /// What is worth saying before it is sent.
    #[must_use]
    pub fn notes(&self) -> Vec<Note> {
        let mut notes = Vec::new();
        let mut note = |part, text: String, place| notes.push(Note { part, text, place });
        if self.path.contains('#') {
            note(Part::Path, "What follows “#” is never sent to a server.".into(), None);
        }
        if self.path.contains(' ') {
            note(Part::Path, "A space in a path is written %20.".into(), None);
        }
        let whole = self
            .path
            .split_once("://")
            .is_some_and(|(scheme, _)| scheme.bytes().all(|b| b.is_ascii_alphabetic()));
        if whole {
            note(
                Part::Path,
                "Here stands a path from the API's root, such as /toys/car, and not a whole address.".into(),
                None,
            );
        } else if !self.path.is_empty() && !self.path.starts_with(['/', '*']) {
            note(Part::Path, format!("A path starts with “/”: /{} is sent.", self.path), None);
        }
        if let Some(place) = broken_percent(&self.path) {
            note(
                Part::Path,
                format!(
                    "A “%” is followed by two hexadecimal digits, and the one at character {place} is not. A “%” itself is written %25."
                ),
                None,
            );
        }
        for (index, row) in self.headers.iter().enumerate().filter(|(_, row)| row.on) {
            if row.name.is_empty() && !row.value.is_empty() {
                note(Part::Header(index), "This row has a value, but no name.".into(), None);
            } else if row.name.contains(char::is_whitespace) {
                note(Part::Header(index), "A header name has no spaces.".into(), None);
            }
        }
        if !self.body.is_empty() {
            if matches!(self.method.as_str(), "GET" | "HEAD" | "DELETE") {
                note(Part::Body, format!("A body has no meaning with {}.", self.method), None);
                // Left over from another method it may be out of sight.
                let text = format!("The body goes too; with {} it has no meaning.", self.method);
                note(Part::Method, text, None);
            } else if self.header("content-type").is_none() {
                note(Part::Body, "There is no Content-Type to say what the body is.".into(), None);
            }
            if self.is_json()
                && let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(&self.body)
            {
                note(Part::Body, error.to_string(), Some((error.line(), error.column())));
            }
        }
        notes
    }
}

/// The place (from 1, in characters) of the first “%” that no two hexadecimal digits follow (RFC 3986 §2.1).
fn broken_percent(path: &str) -> Option<usize> {
    let at = path.match_indices('%').map(|(at, _)| at).find(|at| {
        let digits = path.as_bytes().get(at + 1..at + 3);
        !digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    })?;
    Some(path[..at].chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_the_server_will_not_read_is_told_of_before_it_is_sent() {
        let notes = |path: &str| {
            let draft = Draft { path: path.into(), ..Draft::default() };
            draft.notes().into_iter().map(|note| note.text).collect::<Vec<_>>().join(" ")
        };
        assert!(notes("/toys/%zz").contains("character 7"));
        assert!(notes("/toys/100%").contains("%25"));
        assert!(notes("toys/car").contains("/toys/car is sent"));
        assert!(notes("http://other.example/x").contains("not a whole address"));
        assert_eq!(notes("/toys/%C3%BC?q=a:b"), "");
    }

    #[test]
    fn a_draft_becomes_a_request_and_comes_back() {
        let draft = Draft::new("POST", "/toys").body("application/json", "{}");
        let request = draft.request("/here/api");
        assert_eq!(request.target.as_ref(), b"/here/api/toys");
        assert_eq!(request.field("content-type").as_deref(), Some("application/json"));
        assert_eq!(Draft::of(&request, "/here/api"), draft);
    }

    #[test]
    fn rows_that_are_off_or_empty_stay_out() {
        let mut draft = Draft::default().with("", "");
        draft.headers[0].on = false;
        assert_eq!(draft.request("/api").fields, []);
    }

    #[test]
    fn a_broken_body_says_where() {
        let draft = Draft::new("POST", "/toys").body("application/json", "{\n  \"name\": }");
        let notes = draft.notes();
        assert_eq!(notes.len(), 1);
        assert_eq!(notes[0].place, Some((2, 11)));
        assert!(draft.clone().body("text/plain", "hi").notes().iter().all(|note| note.place.is_some()));
    }

    #[test]
    fn what_would_surprise_is_said() {
        let draft =
            Draft { body: "x".into(), ..Draft::new("GET", "/toys car#x").with("a b", "1").with("", "2") };
        let parts: Vec<_> = draft.notes().iter().map(|note| note.part).collect();
        assert_eq!(
            parts,
            [Part::Path, Part::Path, Part::Header(1), Part::Header(2), Part::Body, Part::Method, Part::Body]
        );
        // What is left over of another method is told of beside the method, too.
        let left = Draft::new("GET", "/toys").body("application/json", "{}").notes();
        assert!(left.iter().any(|note| note.part == Part::Method && note.text.contains("The body goes too")));
        let post = Draft::new("POST", "/toys").body("application/json", "{}");
        assert_eq!(post.notes(), []);
    }
}
