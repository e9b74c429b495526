//! Header field lines as they arrive: is the name a token, is the value clean (RFC 9110 §5.1, §5.5)?

use std::fmt;

use http::{HeaderName, HeaderValue};

use super::syntax::{is_token_byte, is_value_byte, visible};

/// A field name from raw bytes (RFC 9110 §5.1: a token, in any case).
///
/// # Errors
///
/// An empty name, a byte that no token may hold, or a name of more than 65,535 bytes.
///
/// ```
/// use toyshelf::http::field::parse_name;
///
/// assert_eq!(parse_name(b"Content-Type").unwrap(), "content-type");
/// let error = parse_name(b"X-Toy Name").unwrap_err();
/// assert_eq!(error.to_string(), "a field name may not contain a space (at column 6)");
/// ```
pub fn parse_name(name: &[u8]) -> Result<HeaderName, FieldError> {
    if name.is_empty() {
        return Err(FieldError::EmptyName);
    }
    if let Some(at) = name.iter().position(|&byte| !is_token_byte(byte)) {
        return Err(FieldError::InName { column: at + 1, shown: visible(name, at) });
    }
    HeaderName::from_bytes(name).map_err(|_| FieldError::NameTooLong { bytes: name.len() })
}

/// A field value from raw bytes, without the whitespace around it (RFC 9110 §5.5).
///
/// # Errors
///
/// NUL, a line break, or any other control character but the tab.
pub fn parse_value(value: &[u8]) -> Result<HeaderValue, FieldError> {
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t');
    let start = value.iter().position(|byte| !is_space(byte)).unwrap_or(value.len());
    let end = value.iter().rposition(|byte| !is_space(byte)).map_or(start, |last| last + 1);
    if let Some(at) = value.iter().position(|&byte| !is_value_byte(byte)) {
        return Err(FieldError::InValue { column: at + 1, shown: visible(value, at) });
    }
    // The crate's rule for values is the one just checked; if it ever grows stricter, the whole value is named.
    HeaderValue::from_bytes(&value[start..end]).map_err(|_| FieldError::InValue {
        column: 1,
        shown: "something that the field cannot hold".to_owned(),
    })
}

/// Why a field line cannot be used. Columns are bytes, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FieldError {
    /// Nothing before the colon.
    EmptyName,
    /// A byte in the name that no token may hold (RFC 9110 §5.6.2).
    InName {
        /// Where it is.
        column: usize,
        /// The character, made visible.
        shown: String,
    },
    /// A name longer than any implementation keeps.
    NameTooLong {
        /// Its length.
        bytes: usize,
    },
    /// A byte in the value that no field may hold (RFC 9110 §5.5).
    InValue {
        /// Where it is.
        column: usize,
        /// The character, made visible.
        shown: String,
    },
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyName => f.write_str("the field has no name; write one before the colon, as in Accept"),
            Self::InName { column, shown } => {
                write!(f, "a field name may not contain {shown} (at column {column})")
            }
            Self::NameTooLong { bytes } => {
                write!(f, "the field name is {bytes} bytes long; 65,535 is the most")
            }
            Self::InValue { column, shown } => {
                write!(f, "a field value may not contain {shown} (at column {column})")
            }
        }
    }
}

impl std::error::Error for FieldError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_tokens() {
        assert_eq!(parse_name(b"X-Toy!#$%&'*+.^_`|~9").unwrap().as_str(), "x-toy!#$%&'*+.^_`|~9");
        let table: [(&[u8], &str); 7] = [
            (b"", "the field has no name; write one before the colon, as in Accept"),
            (b"X-Toy Name", "a field name may not contain a space (at column 6)"),
            (b"Accept:", "a field name may not contain \":\" (at column 7)"),
            (b" Accept", "a field name may not contain a space (at column 1)"),
            (b"A\0", "a field name may not contain NUL (at column 2)"),
            ("Gewürz".as_bytes(), "a field name may not contain \"ü\" (at column 4)"),
            (b"A\xFF", "a field name may not contain the byte 0xFF (at column 2)"),
        ];
        for (name, want) in table {
            assert_eq!(parse_name(name).unwrap_err().to_string(), want);
        }
        assert_eq!(parse_name(&[b'a'; 70_000]), Err(FieldError::NameTooLong { bytes: 70_000 }));
    }

    #[test]
    fn values_are_trimmed_and_clean() {
        assert_eq!(parse_value(b" \ta b\tc \t").unwrap().as_bytes(), b"a b\tc");
        assert_eq!(parse_value(b" \t ").unwrap().as_bytes(), b"");
        assert_eq!(parse_value("Bär \u{1F9F8}".as_bytes()).unwrap().as_bytes(), "Bär \u{1F9F8}".as_bytes());
        let table: [(&[u8], &str); 4] = [
            (b"a\r\nEvil: yes", "a field value may not contain a carriage return (at column 2)"),
            (b"ab\n", "a field value may not contain a line feed (at column 3)"),
            (b"\0", "a field value may not contain NUL (at column 1)"),
            (b" a\x7F", "a field value may not contain the control character 0x7F (at column 3)"),
        ];
        for (value, want) in table {
            assert_eq!(parse_value(value).unwrap_err().to_string(), want);
        }
    }

    #[test]
    fn every_byte_is_judged_as_the_http_crate_does() {
        for byte in 0..=u8::MAX {
            assert_eq!(parse_name(&[byte]).is_ok(), HeaderName::from_bytes(&[byte]).is_ok(), "{byte}");
            let middle = [b'a', byte, b'a'];
            assert_eq!(parse_value(&middle).is_ok(), HeaderValue::from_bytes(&middle).is_ok(), "{byte}");
        }
    }
}
