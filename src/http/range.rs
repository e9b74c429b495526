//! Range: which parts of a representation the client asks for (RFC 9110 §14.1.1, §14.2).

use super::syntax::{Cursor, SyntaxError};

/// One part asked for, before the length of the whole is known. Positions are bytes from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByteRange {
    /// From this byte to the end, as in `500-`.
    From(u64),
    /// From the first byte to the last, both included, as in `0-499`.
    Between(u64, u64),
    /// The last so many bytes, as in `-500`.
    Last(u64),
}

impl ByteRange {
    /// The first and last byte of the part in a representation of this length; `None` where it has none of them.
    #[must_use]
    pub fn within(self, length: u64) -> Option<(u64, u64)> {
        let last = length.checked_sub(1)?;
        match self {
            Self::From(first) => (first <= last).then_some((first, last)),
            Self::Between(first, end) => (first <= last).then_some((first, end.min(last))),
            Self::Last(0) => None,
            Self::Last(count) => Some((length.saturating_sub(count), last)),
        }
    }
}

/// The value of a Range field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Range {
    /// Parts in bytes, at least one.
    Bytes(Vec<ByteRange>),
    /// A unit other than bytes, in lower case.
    Other(String),
}

/// Reads a Range field. The unit's case means nothing; empty list elements are skipped.
///
/// # Errors
/// The first thing that the grammar does not allow. Such a field is to be ignored (RFC 9110 §14.2).
///
/// ```
/// use toyshelf::http::range::{ByteRange, Range, parse};
///
/// assert_eq!(parse("bytes=0-9, -5"), Ok(Range::Bytes(vec![ByteRange::Between(0, 9), ByteRange::Last(5)])));
/// assert!(parse("bytes=9-0").is_err());
/// ```
pub fn parse(text: &str) -> Result<Range, SyntaxError> {
    let mut cursor = Cursor::new(text);
    cursor.skip_space();
    let unit = cursor.token("a unit, such as bytes,")?.to_ascii_lowercase();
    if !cursor.eat(b'=') {
        return Err(cursor.error(format!("after the unit comes \"=\", but there is {}", cursor.found())));
    }
    if unit != "bytes" {
        return Ok(Range::Other(unit));
    }
    let mut parts = Vec::new();
    loop {
        cursor.take(|byte| matches!(byte, b' ' | b'\t' | b','));
        if cursor.at_end() {
            break;
        }
        parts.push(part(&mut cursor)?);
        cursor.skip_space();
        if !cursor.at_end() && cursor.peek() != Some(b',') {
            return Err(
                cursor.error(format!("ranges are separated by commas, but there is {}", cursor.found()))
            );
        }
    }
    if parts.is_empty() {
        return Err(cursor.error("a range should stand here, such as 0-99"));
    }
    Ok(Range::Bytes(parts))
}

fn part(cursor: &mut Cursor<'_>) -> Result<ByteRange, SyntaxError> {
    let start = cursor.error("the last byte of a range comes before its first");
    let first = number(cursor);
    if !cursor.eat(b'-') {
        let found = cursor.found();
        return Err(cursor.error(format!("a range is written as 0-99, 100- or -100, but there is {found}")));
    }
    match (first, number(cursor)) {
        (Some(first), Some(last)) if first > last => Err(start),
        (Some(first), Some(last)) => Ok(ByteRange::Between(first, last)),
        (Some(first), None) => Ok(ByteRange::From(first)),
        (None, Some(count)) => Ok(ByteRange::Last(count)),
        (None, None) => Err(cursor.error("a range needs a number before or after its hyphen")),
    }
}

/// Digits as a number; one too large for 64 bits is beyond every end, and so counts as the largest.
fn number(cursor: &mut Cursor<'_>) -> Option<u64> {
    let digits = cursor.take(|byte| byte.is_ascii_digit());
    (!digits.is_empty()).then(|| digits.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::{ByteRange::*, *};

    #[test]
    fn ranges_are_read() {
        for (text, want) in [
            ("bytes=0-499", vec![Between(0, 499)]),
            ("BYTES=9500-", vec![From(9500)]),
            ("bytes=-500", vec![Last(500)]),
            ("bytes= 0-0 ,, -1", vec![Between(0, 0), Last(1)]),
            ("bytes=0-99999999999999999999999", vec![Between(0, u64::MAX)]),
        ] {
            assert_eq!(parse(text), Ok(Range::Bytes(want)), "{text}");
        }
        assert_eq!(parse("Pages=1-2"), Ok(Range::Other("pages".into())));
    }

    #[test]
    fn what_is_no_range_says_where() {
        for (text, want) in [
            ("", "a unit, such as bytes, should begin here, but there is the end, at column 1"),
            ("bytes 0-9", "after the unit comes \"=\", but there is a space, at column 6"),
            ("bytes=", "a range should stand here, such as 0-99, at column 7"),
            ("bytes=9-0", "the last byte of a range comes before its first, at column 7"),
            ("bytes=-", "a range needs a number before or after its hyphen, at column 8"),
            ("bytes=1 2", "a range is written as 0-99, 100- or -100, but there is a space, at column 8"),
            ("bytes=0-1 2-3", "ranges are separated by commas, but there is \"2\", at column 11"),
        ] {
            assert_eq!(parse(text).unwrap_err().to_string(), want, "{text}");
        }
    }

    #[test]
    fn a_part_lies_within_the_whole_or_is_nothing() {
        for (part, length, want) in [
            (Between(0, 9), 5, Some((0, 4))),
            (From(4), 5, Some((4, 4))),
            (From(5), 5, None),
            (Last(3), 5, Some((2, 4))),
            (Last(9), 5, Some((0, 4))),
            (Last(0), 5, None),
            (From(0), 0, None),
            (Last(1), 0, None),
        ] {
            assert_eq!(part.within(length), want, "{part:?} of {length}");
        }
    }

    #[test]
    fn arbitrary_text_never_panics() {
        crate::http::arbitrary::texts(b"bytes=0123456789-, ", |text| {
            if let Ok(Range::Bytes(parts)) = parse(text) {
                for part in parts {
                    if let Some((first, last)) = part.within(7) {
                        assert!(first <= last && last < 7);
                    }
                }
            }
        });
    }
}
