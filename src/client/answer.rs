//! What there is to show of an answer: which kind of content it has, and why it has none.

use crate::http::{Method, Response, media::MediaType};

/// A kind of content, as it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Content {
    /// None at all.
    Empty,
    /// JSON, or what says it is.
    Json,
    /// Comma-separated values.
    Table,
    /// Text of any other kind, HTML among it: shown, never run.
    Text,
    /// Bytes that are no text.
    Binary,
}

impl Content {
    /// The kind of content of an answer whose content coding is undone. A part of JSON (206) is text: it is not JSON
    /// of itself.
    #[must_use]
    pub fn of(response: &Response) -> Self {
        if response.content.is_empty() {
            return Self::Empty;
        }
        if std::str::from_utf8(&response.content).is_err() || response.content.contains(&0) {
            return Self::Binary;
        }
        let kind = response.field("content-type").and_then(|kind| kind.parse::<MediaType>().ok());
        let is_part = response.status.as_u16() == 206;
        match kind {
            Some(kind) if kind.is_json() && !is_part => Self::Json,
            Some(kind) if kind.essence() == "text/csv" && !is_part => Self::Table,
            _ => Self::Text,
        }
    }
}

/// Why an answer has no content: one kind sentence or two, for people.
#[must_use]
pub fn why_empty(method: &str, response: &Response) -> String {
    let length = response.field("content-length").filter(|length| *length != "0");
    match (method, response.status.as_u16()) {
        ("HEAD", _) => match length {
            Some(length) => format!(
                "HEAD asks for the fields alone. A GET would answer with the same ones, and {length} bytes besides."
            ),
            None => "HEAD asks for the fields alone. A GET would answer with the same ones, and the content besides.".into(),
        },
        (_, 304) => "304 means that what you have is still good, so it is not sent again. That saves the bytes, and the \
                     wait."
            .into(),
        ("OPTIONS", 204) => "OPTIONS asks what may be done here. The answer is in the fields: see Allow.".into(),
        ("DELETE", 204) => "It is gone, and there is nothing left to send: 204 says just that.".into(),
        (_, 204) => "204 says that it is done and that there is nothing to add.".into(),
        (_, 205) => "205 says that it is done, and asks you to clear the form it came from.".into(),
        (_, 301 | 302 | 303 | 307 | 308) => {
            "The answer is a direction, not a thing: the Location field says where to go.".into()
        }
        (_, 201) => "It was made. The Location field says where it lives now.".into(),
        (_, 202) => "It was taken in, and will be done later. There is nothing to show yet.".into(),
        (_, 400..) => "The server says no more than the status.".into(),
        _ => "The content is there, and it is empty: nought bytes long.".into(),
    }
}

/// Whether the method is one whose answers have no content of their own.
#[must_use]
pub fn is_head(method: &str) -> bool {
    method == Method::HEAD.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{StatusCode, header};

    fn answer(status: u16, kind: &str, content: &'static [u8]) -> Response {
        let mut response = Response::new(StatusCode::from_u16(status).unwrap());
        response.set(header::CONTENT_TYPE, kind);
        response.content = bytes::Bytes::from_static(content);
        response
    }

    #[test]
    fn the_kind_of_content_is_told_by_type_and_bytes() {
        let table: [(u16, &str, &[u8], Content); 10] = [
            (200, "application/json", b"{}", Content::Json),
            (404, "application/problem+json; charset=utf-8", b"{}", Content::Json),
            (206, "application/json", b"{\"a", Content::Text),
            (206, "text/csv", b"a,b", Content::Text),
            (200, "text/csv; header=present", b"a,b", Content::Table),
            (200, "text/html", b"<p>", Content::Text),
            (200, "application/json", b"", Content::Empty),
            (200, "application/json", b"\xFF", Content::Binary),
            (200, "text/plain", b"a\0b", Content::Binary),
            (200, "???", b"hello", Content::Text),
        ];
        for (status, kind, content, want) in table {
            assert_eq!(Content::of(&answer(status, kind, content)), want, "{status} {kind}");
        }
    }

    #[test]
    fn an_empty_answer_says_why() {
        let why = |method: &str, status: u16| why_empty(method, &answer(status, "text/plain", b""));
        for (method, status, word) in [
            ("HEAD", 200, "HEAD asks"),
            ("HEAD", 404, "HEAD asks"),
            ("GET", 304, "still good"),
            ("DELETE", 204, "It is gone"),
            ("PUT", 204, "nothing to add"),
            ("OPTIONS", 204, "Allow"),
            ("POST", 201, "Location"),
            ("POST", 202, "later"),
            ("GET", 308, "Location"),
            ("GET", 500, "no more than the status"),
            ("GET", 200, "nought bytes"),
        ] {
            assert!(why(method, status).contains(word), "{method} {status}: {}", why(method, status));
        }
        let mut head = answer(200, "application/json", b"");
        head.set(header::CONTENT_LENGTH, "138");
        assert!(why_empty("HEAD", &head).contains("138 bytes"));
        assert!(is_head("HEAD") && !is_head("GET"));
    }
}
