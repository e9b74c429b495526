//! Content-Length (RFC 9110 §8.6).

use std::fmt;

use http::HeaderValue;

use super::syntax::{SyntaxError, text, visible};

/// The content's length in bytes, from all Content-Length field lines; `None` when there is no such field.
///
/// The same number said several times counts once, on several lines or in one list: RFC 9110 §8.6 allows a
/// recipient to accept that, and nothing else.
///
/// # Errors
///
/// Anything but digits, different numbers, or a number that does not fit 64 bits.
///
/// ```
/// use toyshelf::http::{HeaderValue, length::content_length};
///
/// assert_eq!(content_length([&HeaderValue::from_static("42, 42")]), Ok(Some(42)));
/// assert_eq!(content_length([]), Ok(None));
/// ```
pub fn content_length<'a>(
    lines: impl IntoIterator<Item = &'a HeaderValue>,
) -> Result<Option<u64>, LengthError> {
    let mut length = None;
    for (index, value) in lines.into_iter().enumerate() {
        let on_line = |error: SyntaxError| LengthError::NotANumber(error.on_line(index + 1));
        let line = text(value).map_err(on_line)?;
        let mut column = 1;
        for element in line.split(',') {
            let before_digits = element.len() - element.trim_start_matches([' ', '\t']).len();
            let digits = element.trim_matches([' ', '\t']);
            check_digits(digits).map_err(|error| on_line(error.shifted(column - 1 + before_digits)))?;
            let here = digits.parse().map_err(|_| LengthError::TooBig { digits: digits.to_owned() })?;
            match length {
                Some(before) if before != here => {
                    return Err(LengthError::Conflict { first: before, second: here });
                }
                _ => length = Some(here),
            }
            column += element.len() + 1;
        }
    }
    Ok(length)
}

fn check_digits(digits: &str) -> Result<(), SyntaxError> {
    match digits.bytes().position(|byte| !byte.is_ascii_digit()) {
        None if digits.is_empty() => Err(SyntaxError::new(1, "a number of bytes should stand here")),
        None => Ok(()),
        Some(at) => {
            let shown = visible(digits.as_bytes(), at);
            Err(SyntaxError::new(at + 1, format!("a length is digits only, but there is {shown}")))
        }
    }
}

/// Why Content-Length cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LengthError {
    /// Something other than digits.
    NotANumber(SyntaxError),
    /// A number that does not fit 64 bits.
    TooBig {
        /// The digits as they came.
        digits: String,
    },
    /// Two different lengths: nobody can know where the message ends, and guessing is how requests get smuggled
    /// (RFC 9112 §11.2).
    Conflict {
        /// The first length, in bytes.
        first: u64,
        /// The length that differs, in bytes.
        second: u64,
    },
}

impl fmt::Display for LengthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotANumber(error) => error.fmt(f),
            Self::TooBig { digits } => {
                // Digits may go on for as long as a field may.
                let shown: String = digits.chars().take(24).collect();
                let more = if shown.len() < digits.len() { "…" } else { "" };
                write!(f, "{shown}{more} is more bytes than any computer can count")
            }
            Self::Conflict { first, second } => {
                write!(f, "one Content-Length says {first} and another says {second}; send one")
            }
        }
    }
}

impl std::error::Error for LengthError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[&str]) -> Result<Option<u64>, LengthError> {
        let lines: Vec<_> = lines.iter().map(|line| HeaderValue::from_str(line).unwrap()).collect();
        content_length(&lines)
    }

    #[test]
    fn digits_and_repeats_are_accepted() {
        assert_eq!(read(&[]), Ok(None));
        assert_eq!(read(&["0"]), Ok(Some(0)));
        assert_eq!(read(&[" 42\t"]), Ok(Some(42)));
        assert_eq!(read(&["42, 042", "42"]), Ok(Some(42)));
        assert_eq!(read(&["18446744073709551615"]), Ok(Some(u64::MAX)));
    }

    #[test]
    fn the_rest_is_refused_in_words() {
        let table: [(&[&str], &str); 9] = [
            (&[""], "a number of bytes should stand here, at column 1"),
            (&["5,,5"], "a number of bytes should stand here, at column 3"),
            (&["+5"], "a length is digits only, but there is \"+\", at column 1"),
            (&["5 5"], "a length is digits only, but there is a space, at column 2"),
            (&["0x10"], "a length is digits only, but there is \"x\", at column 2"),
            (&["5", "5, 5.0"], "a length is digits only, but there is \".\", at column 5 of field line 2"),
            (&["5, 6"], "one Content-Length says 5 and another says 6; send one"),
            (&["5", "6"], "one Content-Length says 5 and another says 6; send one"),
            (&["18446744073709551616"], "18446744073709551616 is more bytes than any computer can count"),
        ];
        for (lines, want) in table {
            assert_eq!(read(lines).unwrap_err().to_string(), want, "{lines:?}");
        }
    }

    #[test]
    fn arbitrary_values_never_panic() {
        crate::http::arbitrary::bytes(b"0123456789, \t-", |bytes| {
            if let Ok(value) = HeaderValue::from_bytes(bytes)
                && let Ok(length) = content_length([&value])
            {
                assert!(length.is_some());
            }
        });
    }
}
