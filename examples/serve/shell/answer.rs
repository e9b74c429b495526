//! Responses on the wire (RFC 9112 §4, §6), and the few that the shell writes itself.

use std::time::SystemTime;

use toyshelf::http::{Response, StatusCode, header};

use super::head::Version;

/// A request that the shell refuses because it cannot tell where it ends, or should not read on to find out. The
/// connection closes after it.
#[derive(Debug)]
pub(super) struct Problem {
    status: StatusCode,
    detail: String,
}

impl Problem {
    /// `detail` says what happened, where, and what to do.
    pub(super) fn new(status: StatusCode, detail: String) -> Self {
        Self { status, detail }
    }

    /// As problem details (RFC 9457).
    pub(super) fn response(&self) -> Response {
        let content = serde_json::json!({
            "type": "about:blank",
            "title": self.status.canonical_reason().unwrap_or_default(),
            "status": self.status.as_u16(),
            "detail": self.detail,
        });
        let mut response = Response::new(self.status);
        response.set(header::DATE, httpdate::fmt_http_date(SystemTime::now()));
        response.set(header::CONTENT_TYPE, "application/problem+json");
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            response.set(header::RETRY_AFTER, "1");
        }
        response.content = content.to_string().into();
        response
    }
}

/// Why a connection goes no further.
#[derive(Debug)]
pub(super) enum Stop {
    /// The client has gone, or has been silent for long: there is no one to tell.
    Silently,
    /// The client gets this answer first.
    Refuse(Problem),
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::Refuse(problem)
    }
}

/// A response to a request of this version, in bytes. `to_head`: the request was HEAD, so that the fields describe
/// content that does not follow. `keep`: the connection stays open.
pub(super) fn bytes(response: &Response, to_head: bool, version: Version, keep: bool) -> Vec<u8> {
    let status = response.status;
    let mut bytes = format!("HTTP/1.1 {} {}\r\n", status.as_u16(), response.reason()).into_bytes();
    let mut push = |name: &[u8], value: &[u8]| {
        for part in [name, b": ", value, b"\r\n"] {
            bytes.extend_from_slice(part);
        }
    };
    for (name, value) in &response.fields {
        // How messages are framed and connections kept is the shell's to say.
        if !matches!(name.as_str(), "connection" | "keep-alive" | "transfer-encoding" | "content-length") {
            push(name.as_str().as_bytes(), value.as_bytes());
        }
    }
    if let Some(length) = announced_length(response, to_head) {
        push(b"content-length", length.as_bytes());
    }
    if !keep {
        push(b"connection", b"close");
    } else if version == Version::Http10 {
        push(b"connection", b"keep-alive");
    }
    bytes.extend_from_slice(b"\r\n");
    if !to_head && !is_bare(status) {
        bytes.extend_from_slice(&response.content);
    }
    bytes
}

/// Content-Length: of the content that follows, and for HEAD and 304 of that which would have followed a GET
/// (RFC 9110 §8.6). 1xx and 204 never have one.
fn announced_length(response: &Response, to_head: bool) -> Option<String> {
    let engines = || response.field("content-length").map(str::to_owned);
    match response.status {
        status if status.is_informational() || status == StatusCode::NO_CONTENT => None,
        StatusCode::NOT_MODIFIED => engines(),
        StatusCode::RESET_CONTENT => Some("0".into()),
        _ if to_head => engines().or_else(|| Some(response.content.len().to_string())),
        _ => Some(response.content.len().to_string()),
    }
}

/// Whether a response of this status ends with its fields whatever they say (RFC 9112 §6.3), or has content of
/// length zero by definition (205, RFC 9110 §15.3.6).
fn is_bare(status: StatusCode) -> bool {
    status.is_informational()
        || matches!(status, StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT | StatusCode::NOT_MODIFIED)
}

/// Bytes from a request for people to read: text in backquotes, the rest escaped, the end of a long one left out.
pub(super) fn quoted(bytes: &[u8]) -> String {
    const MOST: usize = 60;
    let part = bytes.get(..MOST).unwrap_or(bytes);
    let rest = if part.len() < bytes.len() { "…" } else { "" };
    format!("`{}{rest}`", part.escape_ascii())
}
