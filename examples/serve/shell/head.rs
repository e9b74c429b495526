//! A request's head: request line and field lines (RFC 9112 §3, §5).

use bytes::Bytes;
use toyshelf::http::{Field, StatusCode};

use super::{
    answer::{Problem, quoted},
    body::Framing,
};

/// The versions this server speaks. Any later HTTP/1.x is read as HTTP/1.1 (RFC 9110 §2.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    Http10,
    Http11,
}

/// A request line in its three parts.
#[derive(Debug)]
pub(super) struct RequestLine {
    pub(super) method: Bytes,
    pub(super) target: Bytes,
    pub(super) version: Version,
    /// Whether a part holds bytes it may not hold; the engine says which.
    pub(super) doubtful: bool,
}

impl RequestLine {
    /// Splits the line at its first and last space: a space inside the target is for the engine to explain.
    pub(super) fn parse(line: &[u8]) -> Result<Self, Problem> {
        let line = without_cr(line);
        let first = line.iter().position(|byte| *byte == b' ');
        let last = line.iter().rposition(|byte| *byte == b' ');
        let (Some(first), Some(last)) = (first, last) else {
            return Err(unsplittable(line, "has no spaces"));
        };
        let (method, rest) = line.split_at(first);
        let version = line.get(last + 1..).unwrap_or_default();
        let target = line.get(first + 1..last).unwrap_or_default();
        if rest.is_empty() || method.is_empty() {
            return Err(unsplittable(line, "begins with a space"));
        }
        if first == last {
            return Err(unsplittable(line, "has only two parts"));
        }
        let doubtful =
            !is_token(method) || target.iter().any(|byte| byte.is_ascii_whitespace() || *byte < b' ');
        Ok(Self {
            method: Bytes::copy_from_slice(method),
            target: Bytes::copy_from_slice(target),
            version: parse_version(line, version)?,
            doubtful,
        })
    }
}

fn unsplittable(line: &[u8], fault: &str) -> Problem {
    Problem::new(
        StatusCode::BAD_REQUEST,
        format!(
            "The request line {} {fault}. It needs a method, a target and a version with one space between: \
             `GET /api/toys HTTP/1.1`.",
            quoted(line)
        ),
    )
}

fn parse_version(line: &[u8], version: &[u8]) -> Result<Version, Problem> {
    match version {
        [b'H', b'T', b'T', b'P', b'/', b'1', b'.', b'0'] => Ok(Version::Http10),
        [b'H', b'T', b'T', b'P', b'/', b'1', b'.', b'1'..=b'9'] => Ok(Version::Http11),
        [b'H', b'T', b'T', b'P', b'/', b'0'..=b'9', b'.', b'0'..=b'9'] => Err(Problem::new(
            StatusCode::HTTP_VERSION_NOT_SUPPORTED,
            format!("The request asks for {}; this server speaks HTTP/1.1.", quoted(version)),
        )),
        _ => Err(Problem::new(
            StatusCode::BAD_REQUEST,
            format!(
                "The request line {} ends in {}, which is not a version. It ends in `HTTP/1.1`.",
                quoted(line),
                quoted(version)
            ),
        )),
    }
}

/// The fields of a head, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields {
    pub(super) list: Vec<Field>,
    /// Whether some line is not a proper field. The engine says which; the shell no longer trusts where this
    /// message ends, and closes the connection after answering.
    pub(super) doubtful: bool,
}

impl Fields {
    /// Takes one line. A line without a colon becomes a field whose name is the whole line, so that the engine
    /// explains it; it is refused here where that would look like a proper name with an empty value.
    pub(super) fn push(&mut self, line: &[u8]) -> Result<(), Problem> {
        let line = without_cr(line);
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            return Err(Problem::new(
                StatusCode::BAD_REQUEST,
                format!(
                    "The header line {} begins with a space, which once meant that it continues the line before it. \
                     Such folding is obsolete (RFC 9112 §5.2): write each field on one line.",
                    quoted(line)
                ),
            ));
        }
        let colon = line.iter().position(|byte| *byte == b':');
        let (name, value) = line.split_at(colon.unwrap_or(line.len()));
        let value = value.get(1..).unwrap_or_default();
        if colon.is_none() && is_token(name) {
            return Err(Problem::new(
                StatusCode::BAD_REQUEST,
                format!("The header line {} has no colon. Write a name, a colon and a value.", quoted(line)),
            ));
        }
        self.doubtful |= colon.is_none()
            || !is_token(name)
            || value.iter().any(|byte| byte.is_ascii_control() && *byte != b'\t');
        self.list.push(Field {
            name: Bytes::copy_from_slice(name),
            value: Bytes::copy_from_slice(trim_ows(value)),
        });
        Ok(())
    }

    /// The values of all lines of one field, in order.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.list.iter().filter(move |field| is(field, name)).map(|field| field.value.as_ref())
    }

    /// The elements of a field that is a comma-separated list (RFC 9110 §5.6.1), over all its lines. Quoted
    /// strings are not read, as the fields that the shell needs have none.
    pub(super) fn elements<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.all(name)
            .flat_map(|value| value.split(|byte| *byte == b','))
            .map(<[u8]>::trim_ascii)
            .filter(|element| !element.is_empty())
    }

    /// Whether a list field has this element, in any case.
    pub(super) fn lists(&self, name: &str, element: &str) -> bool {
        self.elements(name).any(|each| each.eq_ignore_ascii_case(element.as_bytes()))
    }

    /// Removes all lines of one field.
    pub(super) fn remove(&mut self, name: &str) {
        self.list.retain(|field| !is(field, name));
    }

    /// Leaves the fields as they describe the content once it is read: chunked content is whole, and has a length
    /// (RFC 9112 §7.1.3); a length that was repeated stands once.
    pub(super) fn describe_content(&mut self, framing: Framing, length: usize) {
        match framing {
            Framing::Nothing => return,
            Framing::Chunked => {
                self.remove("transfer-encoding");
                self.remove("trailer");
            }
            Framing::Length(_) if self.elements("content-length").count() == 1 => return,
            Framing::Length(_) => {}
        }
        self.set("Content-Length", length.to_string().into());
    }

    /// Puts this one line in the place of all lines of that field.
    pub(super) fn set(&mut self, name: &'static str, value: Bytes) {
        let at = self.list.iter().position(|field| is(field, name)).unwrap_or(self.list.len());
        self.remove(name);
        self.list.insert(at, Field { name: Bytes::from_static(name.as_bytes()), value });
    }
}

fn is(field: &Field, name: &str) -> bool {
    field.name.eq_ignore_ascii_case(name.as_bytes())
}

fn without_cr(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// Takes optional whitespace off both ends, and nothing else: any other control byte is for the engine to see
/// (RFC 9110 §5.5, §5.6.3).
fn trim_ows(value: &[u8]) -> &[u8] {
    let is_ows = |byte: &u8| matches!(byte, b' ' | b'\t');
    let start = value.iter().position(|byte| !is_ows(byte)).unwrap_or(value.len());
    let end = value.iter().rposition(|byte| !is_ows(byte)).map_or(start, |last| last + 1);
    value.get(start..end).unwrap_or_default()
}

/// Whether these bytes are a token (RFC 9110 §5.6.2).
fn is_token(bytes: &[u8]) -> bool {
    !bytes.is_empty()
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte))
}

/// Checks the Host field and brings the target to origin form or `*` (RFC 9112 §3.2).
///
/// In absolute form the target's own authority counts and takes the place of Host (§3.2.2).
pub(super) fn settle_target(line: &mut RequestLine, fields: &mut Fields) -> Result<(), Problem> {
    let hosts: Vec<&[u8]> = fields.all("host").collect();
    match hosts.as_slice() {
        // A line that is not a proper field may well have been meant as Host: then the engine explains that line.
        [] if line.version == Version::Http11 && !fields.doubtful => Err(Problem::new(
            StatusCode::BAD_REQUEST,
            "The request has no Host field. HTTP/1.1 requires one (RFC 9112 §3.2): add a line such as \
             `Host: 127.0.0.1`."
                .into(),
        )),
        [host] if !is_authority(host) => Err(bad_authority("Host field", host)),
        [] | [_] => Ok(()),
        [first, second, ..] => Err(Problem::new(
            StatusCode::BAD_REQUEST,
            format!(
                "The request has {} Host fields, {} and {} among them. It must have exactly one (RFC 9112 §3.2).",
                hosts.len(),
                quoted(first),
                quoted(second)
            ),
        )),
    }?;

    const SCHEME: &[u8] = b"http://";
    let Some((scheme, rest)) = line.target.split_at_checked(SCHEME.len()) else { return Ok(()) };
    if !scheme.eq_ignore_ascii_case(SCHEME) {
        return Ok(());
    }
    let end = rest.iter().position(|byte| matches!(byte, b'/' | b'?' | b'#')).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    if authority.is_empty() || !is_authority(authority) {
        return Err(bad_authority("target", authority));
    }
    let authority = Bytes::copy_from_slice(authority);
    line.target = match path.first() {
        Some(b'/') => Bytes::copy_from_slice(path),
        // How a proxy writes `OPTIONS *` (RFC 9112 §3.2.4).
        None if line.method == "OPTIONS" => Bytes::from_static(b"*"),
        _ => [b"/", path].concat().into(),
    };
    fields.set("Host", authority);
    Ok(())
}

fn bad_authority(place: &str, authority: &[u8]) -> Problem {
    Problem::new(
        StatusCode::BAD_REQUEST,
        format!(
            "The {place} names the host {}, which is not a host name or address with an optional port, such as \
             `127.0.0.1:8080`.",
            quoted(authority)
        ),
    )
}

/// Whether these bytes are `uri-host [ ":" port ]` (RFC 9110 §7.2), to the letter but for the inside of an IP
/// literal, which nothing here depends on.
fn is_authority(bytes: &[u8]) -> bool {
    let (host, port) = match bytes.iter().rposition(|byte| *byte == b':') {
        Some(colon) if !bytes.ends_with(b"]") => (&bytes[..colon], &bytes[colon + 1..]),
        _ => (bytes, &bytes[bytes.len()..]),
    };
    let host_holds = match host {
        [b'[', literal @ .., b']'] => {
            !literal.is_empty()
                && literal.iter().all(|byte| byte.is_ascii_alphanumeric() || b":.-_~".contains(byte))
        }
        _ => is_registered_name(host),
    };
    host_holds && port.iter().all(u8::is_ascii_digit)
}

/// `reg-name` of RFC 3986 §3.2.2.
fn is_registered_name(host: &[u8]) -> bool {
    let mut bytes = host.iter();
    while let Some(byte) = bytes.next() {
        let holds = match byte {
            b'%' => {
                bytes.next().is_some_and(u8::is_ascii_hexdigit)
                    && bytes.next().is_some_and(u8::is_ascii_hexdigit)
            }
            _ => byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=".contains(byte),
        };
        if !holds {
            return false;
        }
    }
    true
}
