//! What the header-field parsers share: the error that says where, and a cursor over a field value.

use std::fmt;

use http::HeaderValue;

/// What is wrong with a field value, and where.
///
/// Displays as a phrase for a person: `a quoted string is not closed, at column 7`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// What is wrong, without the place and without a full stop.
    pub problem: String,
    /// The byte where it went wrong, counted from 1.
    pub column: usize,
    /// Which field line of that name, counted from 1 (RFC 9110 §5.3 lets a list span several).
    pub line: usize,
}

impl SyntaxError {
    pub(crate) fn new(column: usize, problem: impl Into<String>) -> Self {
        Self { problem: problem.into(), column, line: 1 }
    }

    pub(crate) fn on_line(self, line: usize) -> Self {
        Self { line, ..self }
    }

    /// The same error, for text that began `by` bytes into the field value.
    pub(crate) fn shifted(self, by: usize) -> Self {
        Self { column: self.column + by, ..self }
    }
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, at column {}", self.problem, self.column)?;
        if self.line > 1 {
            write!(f, " of field line {}", self.line)?;
        }
        Ok(())
    }
}

impl std::error::Error for SyntaxError {}

/// The character that starts at byte `at`, in a form a person can see: `"é"`, `a space`, `NUL`, `the byte 0xFF`.
pub(crate) fn visible(bytes: &[u8], at: usize) -> String {
    let Some(&byte) = bytes.get(at) else { return "the end".to_owned() };
    match byte {
        0 => return "NUL".to_owned(),
        b'\t' => return "a tab".to_owned(),
        b'\n' => return "a line feed".to_owned(),
        b'\r' => return "a carriage return".to_owned(),
        b' ' => return "a space".to_owned(),
        b'"' => return "a double quote".to_owned(),
        0x01..=0x1F | 0x7F => return format!("the control character 0x{byte:02X}"),
        0x21..=0x7E => return format!("\"{}\"", char::from(byte)),
        _ => {}
    }
    // UTF-8 takes at most four bytes a character.
    let rest = &bytes[at..bytes.len().min(at + 4)];
    let whole = rest.utf8_chunks().next().and_then(|chunk| chunk.valid().chars().next());
    match whole {
        Some(shown) if !shown.is_control() => format!("\"{shown}\""),
        _ => format!("the byte 0x{byte:02X}"),
    }
}

/// Whether a byte may be part of a token (RFC 9110 §5.6.2).
pub(crate) fn is_token_byte(byte: u8) -> bool {
    matches!(byte,
        b'!' | b'#' | b'$' | b'%' | b'&' | b'\'' | b'*' | b'+' | b'-' | b'.' | b'^' | b'_' | b'`' | b'|' | b'~'
        | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z')
}

/// Whether a byte may be part of a field value (RFC 9110 §5.5).
pub(crate) fn is_value_byte(byte: u8) -> bool {
    byte == b'\t' || (byte >= 0x20 && byte != 0x7F)
}

/// A field value as text. RFC 9110 §5.5 lets a value hold any byte above 0x7F; only UTF-8 can be read here.
pub(crate) fn text(value: &HeaderValue) -> Result<&str, SyntaxError> {
    std::str::from_utf8(value.as_bytes()).map_err(|error| {
        let at = error.valid_up_to();
        SyntaxError::new(at + 1, format!("{} is not UTF-8 text", visible(value.as_bytes(), at)))
    })
}

/// A cursor over one field value. Every method either moves past what it read or leaves the cursor alone.
pub(crate) struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    pub(crate) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub(crate) fn at_end(&self) -> bool {
        self.at >= self.text.len()
    }

    /// The byte under the cursor, counted from 1.
    pub(crate) fn column(&self) -> usize {
        self.at + 1
    }

    /// What is under the cursor, for a message.
    pub(crate) fn found(&self) -> String {
        visible(self.text.as_bytes(), self.at)
    }

    pub(crate) fn error(&self, problem: impl Into<String>) -> SyntaxError {
        SyntaxError::new(self.column(), problem)
    }

    pub(crate) fn eat(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    /// Skips optional whitespace (RFC 9110 §5.6.3).
    pub(crate) fn skip_space(&mut self) {
        self.take(|byte| byte == b' ' || byte == b'\t');
    }

    /// The longest run of bytes that all pass; `accept` must take whole characters or none of their bytes.
    pub(crate) fn take(&mut self, accept: impl Fn(u8) -> bool) -> &'a str {
        let start = self.at;
        while self.peek().is_some_and(&accept) {
            self.at += 1;
        }
        &self.text[start..self.at]
    }

    /// A token (RFC 9110 §5.6.2); `what` names it in the error.
    pub(crate) fn token(&mut self, what: &str) -> Result<&'a str, SyntaxError> {
        match self.take(is_token_byte) {
            "" => Err(self.error(format!("{what} should begin here, but there is {}", self.found()))),
            token => Ok(token),
        }
    }

    /// A quoted string, without its quotes and backslashes (RFC 9110 §5.6.4). The cursor must be on the opening
    /// quote.
    pub(crate) fn quoted(&mut self) -> Result<String, SyntaxError> {
        let opened = self.error("a quoted string is not closed");
        self.eat(b'"');
        let mut value = String::new();
        let mut escaped = false;
        for (offset, c) in self.text[self.at..].char_indices() {
            match c {
                '"' if !escaped => {
                    self.at += offset + 1;
                    return Ok(value);
                }
                '\\' if !escaped => escaped = true,
                c if c.is_ascii() && !is_value_byte(c as u8) => {
                    let at = self.at + offset;
                    let shown = visible(self.text.as_bytes(), at);
                    return Err(SyntaxError::new(
                        at + 1,
                        format!("{shown} may not stand in a quoted string"),
                    ));
                }
                c => {
                    escaped = false;
                    value.push(c);
                }
            }
        }
        Err(opened)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_can_be_shown() {
        for byte in 0..=u8::MAX {
            let shown = visible(&[byte], 0);
            assert!(!shown.chars().any(char::is_control), "{byte}: {shown:?}");
        }
        assert_eq!(visible("é".as_bytes(), 0), "\"é\"");
        assert_eq!(visible(&[0xC3], 0), "the byte 0xC3");
        assert_eq!(visible(b"a b", 1), "a space");
        assert_eq!(visible(b"", 0), "the end");
    }

    #[test]
    fn quoted_strings_lose_their_quotes_and_backslashes() {
        for (text, want) in [(r#""""#, ""), (r#""a b""#, "a b"), (r#""a\"b""#, "a\"b"), (r#""é""#, "é")] {
            assert_eq!(Cursor::new(text).quoted().as_deref(), Ok(want), "{text}");
        }
        assert_eq!(
            Cursor::new(r#""ab\""#).quoted().unwrap_err().to_string(),
            "a quoted string is not closed, at column 1"
        );
        assert_eq!(Cursor::new("\"a\u{1}\"").quoted().unwrap_err().column, 3);
    }

    #[test]
    fn a_later_field_line_is_named() {
        let error = SyntaxError::new(3, "odd").on_line(2);
        assert_eq!(error.to_string(), "odd, at column 3 of field line 2");
    }
}
