//! A request as it arrived, and a response as it leaves.

use std::borrow::Cow;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

/// One header field line as it arrived: nothing checked yet (RFC 9110 §5.1, §5.5).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Field {
    /// The field name, in the sender's spelling.
    pub name: Bytes,
    /// The field value, without its line's end.
    pub value: Bytes,
}

/// A request as it arrived: any bytes at all.
///
/// Method, target and fields are not parsed here. The server parses them as its first decisions, so that a
/// malformed request gets an answer that says what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Request {
    /// The method token, case-sensitive (RFC 9110 §9.1).
    pub method: Bytes,
    /// The request target, in origin form or `*` (RFC 9112 §3.2).
    pub target: Bytes,
    /// The header field lines, in order.
    pub fields: Vec<Field>,
    /// The content; empty where there is none.
    pub content: Bytes,
}

impl Request {
    /// A request with no fields and no content.
    pub fn new(method: impl AsRef<[u8]>, target: impl AsRef<[u8]>) -> Self {
        Self {
            method: Bytes::copy_from_slice(method.as_ref()),
            target: Bytes::copy_from_slice(target.as_ref()),
            fields: Vec::new(),
            content: Bytes::new(),
        }
    }

    /// The same request with one more field line at the end.
    #[must_use]
    pub fn with(mut self, name: impl AsRef<[u8]>, value: impl AsRef<[u8]>) -> Self {
        self.fields.push(Field {
            name: Bytes::copy_from_slice(name.as_ref()),
            value: Bytes::copy_from_slice(value.as_ref()),
        });
        self
    }

    /// The same request with this content, and nothing else changed.
    #[must_use]
    pub fn content(mut self, content: impl AsRef<[u8]>) -> Self {
        self.content = Bytes::copy_from_slice(content.as_ref());
        self
    }

    /// The same request with this JSON as content and `Content-Type: application/json`.
    #[must_use]
    pub fn json(self, json: impl AsRef<[u8]>) -> Self {
        self.with("Content-Type", "application/json").content(json)
    }

    /// The method for people to read; bytes that are not UTF-8 show as replacement characters.
    #[must_use]
    pub fn method_text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.method)
    }

    /// The target for people to read.
    #[must_use]
    pub fn target_text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.target)
    }

    /// The first value of a field, by name in any case, for people to read.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<Cow<'_, str>> {
        self.fields
            .iter()
            .find(|field| field.name.eq_ignore_ascii_case(name.as_bytes()))
            .map(|field| String::from_utf8_lossy(&field.value))
    }

    /// The message in the text form of HTTP/1.1, for people to read (RFC 9112 §2.1).
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = format!("{} {} HTTP/1.1\n", self.method_text(), self.target_text());
        for field in &self.fields {
            text.push_str(&format!(
                "{}: {}\n",
                String::from_utf8_lossy(&field.name),
                String::from_utf8_lossy(&field.value)
            ));
        }
        text.push('\n');
        text.push_str(&String::from_utf8_lossy(&self.content));
        text
    }
}

/// A response as it leaves the server.
#[derive(Clone, Debug)]
pub struct Response {
    /// The status code (RFC 9110 §15).
    pub status: StatusCode,
    /// The header fields, in the order they were added.
    pub fields: HeaderMap,
    /// The content; empty for HEAD, 204 and 304.
    pub content: Bytes,
}

impl Response {
    /// A response with no fields and no content.
    #[must_use]
    pub fn new(status: StatusCode) -> Self {
        // Room for what nearly every response carries: a map that grows is filled anew each time.
        Self { status, fields: HeaderMap::with_capacity(12), content: Bytes::new() }
    }

    /// Sets one field, replacing any before it of that name. A value that no field may hold (a line break, a
    /// NUL) is left out: a response never carries a broken field. Text that is handed over is not copied.
    pub fn set(&mut self, name: HeaderName, value: impl TryInto<HeaderValue>) {
        if let Ok(value) = value.try_into() {
            self.fields.insert(name, value);
        }
    }

    /// Sets one field to a value that is always the same, without a copy.
    ///
    /// # Panics
    /// Where the value is not visible ASCII; it is part of the program, so a test shows it.
    pub(crate) fn set_static(&mut self, name: HeaderName, value: &'static str) {
        self.fields.insert(name, HeaderValue::from_static(value));
    }

    /// The first value of a field, where it is there and is text.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(name).and_then(|value| value.to_str().ok())
    }

    /// The reason phrase that goes with the status, such as `Not Found`.
    #[must_use]
    pub fn reason(&self) -> &'static str {
        reason(self.status)
    }

    /// The content as text, for people to read.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        // Nearly all content is text, and this check of it is much the quicker one.
        match std::str::from_utf8(&self.content) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => String::from_utf8_lossy(&self.content),
        }
    }

    /// The message in the text form of HTTP/1.1, for people to read (RFC 9112 §2.1).
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = format!("HTTP/1.1 {} {}\n", self.status.as_u16(), self.reason());
        for (name, value) in &self.fields {
            text.push_str(&format!("{}: {}\n", name, String::from_utf8_lossy(value.as_bytes())));
        }
        text.push('\n');
        text.push_str(&self.text());
        text
    }
}

/// The reason phrase that goes with a status, as RFC 9110 §15 names it; empty for one that is not registered.
#[must_use]
pub fn reason(status: StatusCode) -> &'static str {
    match status {
        // The library has the names of RFC 7231 and RFC 4918 for these.
        StatusCode::PAYLOAD_TOO_LARGE => "Content Too Large",
        StatusCode::UNPROCESSABLE_ENTITY => "Unprocessable Content",
        status => status.canonical_reason().unwrap_or(""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_reads_as_http() {
        let request = Request::new("GET", "/toys/car").with("Accept", "application/json");
        assert_eq!(request.to_text(), "GET /toys/car HTTP/1.1\nAccept: application/json\n\n");
        assert_eq!(request.field("ACCEPT").as_deref(), Some("application/json"));
    }

    #[test]
    fn a_response_never_carries_a_broken_field() {
        let mut response = Response::new(StatusCode::OK);
        response.set(http::header::LOCATION, "a\r\nb: c");
        assert_eq!(response.fields.len(), 0);
    }
}
