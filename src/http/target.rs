//! The request target: path and query, checked and decoded (RFC 9112 §3.2, RFC 3986 §3.3, §3.4).

use std::fmt;

use super::syntax::visible;

/// What a request is aimed at.
///
/// ```
/// use toyshelf::http::target::Target;
///
/// let target = Target::parse(b"/toys/teddy%20bear?colour=dark+brown&new").unwrap();
/// let origin = target.origin().unwrap();
/// assert_eq!(origin.segments, ["toys", "teddy bear"]);
/// assert_eq!(origin.query_value("colour"), Some("dark brown"));
/// assert_eq!(origin.query_value("new"), Some(""));
///
/// let error = Target::parse(b"/toys/%zz").unwrap_err();
/// assert!(error.to_string().starts_with("%zz at column 7 is not percent-encoding"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// A path with an optional query (RFC 9112 §3.2.1).
    Origin(OriginForm),
    /// `*`: the server itself, for OPTIONS (RFC 9112 §3.2.4).
    Asterisk,
}

/// A path with an optional query (RFC 9112 §3.2.1).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OriginForm {
    /// The path as it came, from its `/` on.
    pub raw_path: String,
    /// The path's segments, each decoded. `/` has none; `/toys/` has `toys` and an empty one. A decoded segment
    /// may hold a `/`.
    pub segments: Vec<String>,
    /// The query as it came, without its `?`.
    pub raw_query: Option<String>,
    /// The query's names and values in order, decoded, with `+` read as a space (as HTML forms send it). A name
    /// without `=` has an empty value.
    pub query: Vec<(String, String)>,
}

impl OriginForm {
    /// The decoded path, its segments joined by `/`.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/{}", self.segments.join("/"))
    }

    /// The first value of a query parameter.
    #[must_use]
    pub fn query_value(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

impl Target {
    /// Reads a target from the bytes of a request line.
    ///
    /// # Errors
    ///
    /// The first thing that a target may not be or hold, with its place.
    pub fn parse(bytes: &[u8]) -> Result<Self, TargetError> {
        match bytes.first() {
            None => return Err(TargetError::Empty),
            Some(b'*') if bytes.len() == 1 => return Ok(Self::Asterisk),
            Some(b'/') => {}
            Some(_) => return Err(TargetError::NoSlash { shown: visible(bytes, 0) }),
        }
        check(bytes)?;
        let text = std::str::from_utf8(bytes)
            .map_err(|error| TargetError::not_allowed(bytes, error.valid_up_to()))?;
        let (raw_path, raw_query) = match text.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (text, None),
        };
        Ok(Self::Origin(OriginForm {
            segments: segments(raw_path)?,
            query: pairs(raw_query.unwrap_or(""), raw_path.len() + 1)?,
            raw_path: raw_path.to_owned(),
            raw_query: raw_query.map(str::to_owned),
        }))
    }

    /// The path and query, unless the target is `*`.
    #[must_use]
    pub fn origin(&self) -> Option<&OriginForm> {
        match self {
            Self::Origin(origin) => Some(origin),
            Self::Asterisk => None,
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Asterisk => f.write_str("*"),
            Self::Origin(OriginForm { raw_path, raw_query: None, .. }) => f.write_str(raw_path),
            Self::Origin(OriginForm { raw_path, raw_query: Some(query), .. }) => {
                write!(f, "{raw_path}?{query}")
            }
        }
    }
}

/// Every byte is one that a path or query may hold (or a bracket in a query), and every `%` is followed by two hexadecimal digits.
fn check(bytes: &[u8]) -> Result<(), TargetError> {
    let (mut at, mut query) = (0, false);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'%' if escape(bytes, at).is_some() => at += 2,
            b'%' => {
                let end = bytes.len().min(at + 3);
                let text = String::from_utf8_lossy(&bytes[at..end]).escape_debug().to_string();
                return Err(TargetError::BadEscape { column: at + 1, text });
            }
            b'#' => return Err(TargetError::Fragment { column: at + 1 }),
            // RFC 3986 keeps them out of a query; the URL Standard does not encode them there, so that every
            // browser sends `wheels[gte]=2` as it was typed.
            b'[' | b']' if query => {}
            _ if is_target_byte(byte) => query |= byte == b'?',
            _ => return Err(TargetError::not_allowed(bytes, at)),
        }
        at += 1;
    }
    Ok(())
}

/// `pchar`, `/` and `?` (RFC 3986 §3.3, §3.4), without the `%` of an escape.
fn is_target_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?".contains(&byte)
}

/// The octet that `%XX` at `at` stands for.
fn escape(bytes: &[u8], at: usize) -> Option<u8> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    let (high, low) = (bytes.get(at + 1).and_then(digit)?, bytes.get(at + 2).and_then(digit)?);
    u8::try_from(high * 16 + low).ok()
}

fn segments(raw_path: &str) -> Result<Vec<String>, TargetError> {
    if raw_path == "/" {
        return Ok(Vec::new());
    }
    let mut start = 1;
    raw_path[1..]
        .split('/')
        .map(|raw| {
            let decoded = decode(raw, start, false);
            start += raw.len() + 1;
            decoded
        })
        .collect()
}

/// `offset` is where the query begins in the target, for error columns.
fn pairs(raw_query: &str, offset: usize) -> Result<Vec<(String, String)>, TargetError> {
    let mut start = offset;
    let mut found = Vec::new();
    for raw in raw_query.split('&') {
        let (name, value) = raw.split_once('=').unwrap_or((raw, ""));
        if !raw.is_empty() {
            found.push((decode(name, start, true)?, decode(value, start + name.len() + 1, true)?));
        }
        start += raw.len() + 1;
    }
    Ok(found)
}

/// Undoes percent-encoding in text that [`check`] has passed.
fn decode(raw: &str, offset: usize, plus_is_space: bool) -> Result<String, TargetError> {
    // Nearly always there is nothing to undo.
    if !raw.bytes().any(|byte| byte == b'%' || byte == b'+' && plus_is_space) {
        return Ok(raw.to_owned());
    }
    let bytes = raw.as_bytes();
    let mut octets = Vec::with_capacity(bytes.len());
    // Where each octet came from, for the error.
    let mut columns = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        columns.push(offset + at + 1);
        match escape(bytes, at).filter(|_| byte == b'%') {
            Some(octet) => {
                octets.push(octet);
                at += 3;
            }
            None => {
                octets.push(if plus_is_space && byte == b'+' { b' ' } else { byte });
                at += 1;
            }
        }
    }
    let column = |index: usize| columns.get(index).copied().unwrap_or(offset + 1);
    let text = String::from_utf8(octets).map_err(|error| {
        let index = error.utf8_error().valid_up_to();
        let octet = error.as_bytes().get(index).copied().unwrap_or_default();
        TargetError::NotUtf8 { column: column(index), octet }
    })?;
    match text.char_indices().find(|(_, c)| c.is_control()) {
        Some((index, c)) => Err(TargetError::Control { column: column(index), code: u32::from(c) }),
        None => Ok(text),
    }
}

/// Why a request target cannot be used. Columns are bytes, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TargetError {
    /// Nothing at all.
    Empty,
    /// It begins with something other than `/`.
    NoSlash {
        /// What it begins with, made visible.
        shown: String,
    },
    /// A `#`: fragments stay with the client (RFC 9110 §7.1).
    Fragment {
        /// Where it is.
        column: usize,
    },
    /// An ASCII character that no path or query may hold as it is.
    NotAllowed {
        /// Where it is.
        column: usize,
        /// The character, made visible.
        shown: String,
        /// The character in percent-encoding.
        encoded: String,
    },
    /// A character outside ASCII, not percent-encoded.
    NotAscii {
        /// Where it is.
        column: usize,
        /// The character, made visible.
        shown: String,
        /// The character in percent-encoding.
        encoded: String,
    },
    /// A `%` that two hexadecimal digits do not follow (RFC 3986 §2.1).
    BadEscape {
        /// Where the `%` is.
        column: usize,
        /// The `%` and what follows.
        text: String,
    },
    /// Decoded, the octets are not UTF-8.
    NotUtf8 {
        /// Where the first bad octet is.
        column: usize,
        /// That octet.
        octet: u8,
    },
    /// Decoded, there is a control character.
    Control {
        /// Where it is.
        column: usize,
        /// Its code point.
        code: u32,
    },
}

impl TargetError {
    /// Where it is, as a column of the target, where it has a place.
    #[must_use]
    pub fn column(&self) -> Option<usize> {
        match self {
            Self::Empty | Self::NoSlash { .. } => None,
            Self::Fragment { column }
            | Self::NotAllowed { column, .. }
            | Self::NotAscii { column, .. }
            | Self::BadEscape { column, .. }
            | Self::NotUtf8 { column, .. }
            | Self::Control { column, .. } => Some(*column),
        }
    }

    /// The same, with its column counted after so many bytes of the target.
    #[must_use]
    pub fn after(mut self, bytes: usize) -> Self {
        match &mut self {
            Self::Empty | Self::NoSlash { .. } => {}
            Self::Fragment { column }
            | Self::NotAllowed { column, .. }
            | Self::NotAscii { column, .. }
            | Self::BadEscape { column, .. }
            | Self::NotUtf8 { column, .. }
            | Self::Control { column, .. } => *column = column.saturating_sub(bytes),
        }
        self
    }

    fn not_allowed(bytes: &[u8], at: usize) -> Self {
        let (column, shown) = (at + 1, visible(bytes, at));
        let rest = bytes.get(at..bytes.len().min(at + 4)).unwrap_or_default();
        let whole = rest.utf8_chunks().next().and_then(|chunk| chunk.valid().chars().next());
        let length = whole.map_or(1, char::len_utf8);
        let encoded = rest.iter().take(length).map(|byte| format!("%{byte:02X}")).collect();
        match rest.first() {
            Some(0x80..) => Self::NotAscii { column, shown, encoded },
            _ => Self::NotAllowed { column, shown, encoded },
        }
    }
}

impl fmt::Display for TargetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the request has no target; write a path, as in /toys"),
            Self::NoSlash { shown } => write!(f, "a path begins with \"/\", but this begins with {shown}"),
            Self::Fragment { column } => write!(
                f,
                "\"#\" at column {column} begins a fragment, which is never sent; leave it out, or write %23 if you \
                 mean the character"
            ),
            Self::NotAllowed { column, shown, encoded } => {
                write!(
                    f,
                    "{shown} at column {column} may not stand in a path or query; write it as {encoded}"
                )
            }
            Self::NotAscii { column, shown, encoded } => write!(
                f,
                "{shown} at column {column} is not ASCII, so it must be percent-encoded; write it as {encoded}"
            ),
            Self::BadEscape { column, text } => write!(
                f,
                "{text} at column {column} is not percent-encoding: after % come two hexadecimal digits, as in %20; \
                 write %25 if you mean the character %"
            ),
            Self::NotUtf8 { column, octet } => {
                write!(f, "%{octet:02X} at column {column} does not decode to UTF-8 text")
            }
            Self::Control { column, code } => {
                let name = if *code == 0 { "NUL".to_owned() } else { format!("U+{code:04X}") };
                write!(
                    f,
                    "the control character {name} at column {column} may not be part of a path or query"
                )
            }
        }
    }
}

impl std::error::Error for TargetError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(text: &str) -> OriginForm {
        match Target::parse(text.as_bytes()) {
            Ok(Target::Origin(origin)) => origin,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn paths_split_into_decoded_segments() {
        let table: [(&str, &[&str]); 8] = [
            ("/", &[]),
            ("/toys", &["toys"]),
            ("/toys/", &["toys", ""]),
            ("//", &["", ""]),
            ("/a%2Fb/c", &["a/b", "c"]),
            ("/caf%C3%A9/%f0%9f%a7%b8", &["café", "\u{1F9F8}"]),
            ("/a+b/%25zz", &["a+b", "%zz"]),
            ("/-._~!$&'()*+,;=:@", &["-._~!$&'()*+,;=:@"]),
        ];
        for (text, want) in table {
            assert_eq!(origin(text).segments, want, "{text}");
        }
        assert_eq!(origin("/a%20b/c").path(), "/a b/c");
        assert_eq!(Target::parse(b"*"), Ok(Target::Asterisk));
    }

    #[test]
    fn queries_split_into_decoded_pairs() {
        let table: [(&str, &[(&str, &str)]); 7] = [
            ("/", &[]),
            ("/?", &[]),
            ("/?a=1&b&&c=", &[("a", "1"), ("b", ""), ("c", "")]),
            ("/?a+b=c%2Bd%26e=f", &[("a b", "c+d&e=f")]),
            ("/?a=b=c?/", &[("a", "b=c?/")]),
            ("/?f[x]=1&g%5Bx%5D=2", &[("f[x]", "1"), ("g[x]", "2")]),
            ("/?=x", &[("", "x")]),
        ];
        for (text, want) in table {
            let got = origin(text).query;
            let got: Vec<_> = got.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            assert_eq!(got, want, "{text}");
        }
        assert_eq!(origin("/").raw_query, None);
        assert_eq!(origin("/?").raw_query.as_deref(), Some(""));
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        let table: [(&[u8], &str); 14] = [
            (b"", "the request has no target; write a path, as in /toys"),
            (b"toys", "a path begins with \"/\", but this begins with \"t\""),
            (b"*/", "a path begins with \"/\", but this begins with \"*\""),
            (b"/toys#top", "\"#\" at column 6 begins a fragment"),
            (b"/my toys", "a space at column 4 may not stand in a path or query; write it as %20"),
            (b"/a[x]?f=1", "\"[\" at column 3 may not stand in a path or query; write it as %5B"),
            (b"/a\0", "NUL at column 3 may not stand in a path or query; write it as %00"),
            (
                "/é".as_bytes(),
                "\"é\" at column 2 is not ASCII, so it must be percent-encoded; write it as %C3%A9",
            ),
            (
                b"/\xFF",
                "the byte 0xFF at column 2 is not ASCII, so it must be percent-encoded; write it as %FF",
            ),
            (b"/toys/%zz", "%zz at column 7 is not percent-encoding"),
            (b"/toys/%4", "%4 at column 7 is not percent-encoding"),
            (b"/a?b=%C3(", "%C3 at column 6 does not decode to UTF-8 text"),
            (b"/a/b%00", "the control character NUL at column 5 may not be part of a path or query"),
            (b"/a?b=1%0D%0A", "the control character U+000D at column 7 may not be part of a path or query"),
        ];
        for (bytes, want) in table {
            let error = Target::parse(bytes).unwrap_err().to_string();
            assert!(error.starts_with(want), "{error}\nwant {want}");
        }
    }

    #[test]
    fn columns_count_from_the_start_of_the_target() {
        for (text, column) in [("/a/b%FF", 5), ("/a?x=1&y%FF=2", 9), ("/a?x=1&y=2%FF", 11), ("/a%20%FF", 6)] {
            match Target::parse(text.as_bytes()) {
                Err(TargetError::NotUtf8 { column: got, .. }) => assert_eq!(got, column, "{text}"),
                other => panic!("{text}: {other:?}"),
            }
        }
    }

    #[test]
    fn columns_can_count_from_further_on() {
        let error = Target::parse(b"/api/toys/ca%zr").unwrap_err().after(4);
        assert_eq!(error.column(), Some(9));
        assert!(error.to_string().starts_with("%zr at column 9"), "{error}");
        assert_eq!(Target::parse(b"").unwrap_err().after(4).column(), None);
    }

    #[test]
    fn arbitrary_bytes_never_panic_and_good_targets_write_as_they_came() {
        crate::http::arbitrary::bytes(b"/toys%20%C3%A9?a=b&+#* ", |bytes| {
            let mut rooted = vec![b'/'];
            rooted.extend(bytes);
            for target in [bytes, &rooted] {
                match Target::parse(target) {
                    Ok(read) => assert_eq!(read.to_string().as_bytes(), target),
                    Err(error) => assert!(!error.to_string().chars().any(char::is_control), "{error}"),
                }
            }
        });
    }
}
