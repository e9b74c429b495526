//! HTTP dates (RFC 9110 §5.6.7).

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A moment to the second, as in `Date`, `Last-Modified` and `If-Modified-Since` (RFC 9110 §5.6.7).
///
/// ```
/// use toyshelf::http::date::HttpDate;
///
/// let date: HttpDate = "Sunday, 06-Nov-94 08:49:37 GMT".parse()?;
/// assert_eq!(date.seconds(), 784_111_777);
/// assert_eq!(date.to_string(), "Sun, 06 Nov 1994 08:49:37 GMT");
/// # Ok::<(), toyshelf::http::date::DateError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HttpDate(u64);

impl HttpDate {
    /// The last second that an HTTP date can say: the end of the year 9999.
    pub const LAST: Self = Self(253_402_300_799);

    /// A date from seconds since 1970-01-01T00:00:00Z; later than [`HttpDate::LAST`] counts as that.
    #[must_use]
    pub const fn from_seconds(seconds: u64) -> Self {
        if seconds < Self::LAST.0 { Self(seconds) } else { Self::LAST }
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn seconds(self) -> u64 {
        self.0
    }

    /// Reads any of the three forms. The two-digit year of the RFC 850 form is the one that is at most 50 years
    /// after `now`, as RFC 9110 §5.6.7 asks.
    ///
    /// # Errors
    ///
    /// Anything else, a day that the calendar does not have, or a day name that does not fit the date.
    pub fn parse_at(text: &str, now: Self) -> Result<Self, DateError> {
        let text = text.trim_matches([' ', '\t']);
        let full = with_full_year(text, now);
        read(full.as_deref().unwrap_or(text)).ok_or_else(|| DateError::explain(text, full.as_deref()))
    }
}

/// Only the forms with a full year, and IMF-fixdate among them.
fn read(text: &str) -> Option<HttpDate> {
    let time = httpdate::parse_http_date(text).ok()?;
    Some(HttpDate(time.duration_since(UNIX_EPOCH).ok()?.as_secs()))
}

/// `Sunday, 06-Nov-94 08:49:37 GMT` as `Sun, 06 Nov 1994 08:49:37 GMT`; `None` when it has another form.
fn with_full_year(text: &str, now: HttpDate) -> Option<String> {
    let (day_name, rest) = text.split_once(", ")?;
    let (date, time) = rest.split_once(' ')?;
    let mut parts = date.split('-');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let two_digits = year.len() == 2 && year.bytes().all(|byte| byte.is_ascii_digit());
    if parts.next().is_some() || !days.contains(&day_name) || !two_digits {
        return None;
    }
    let this_year: u64 = now.to_string().get(12..16)?.parse().ok()?;
    let mut year = this_year - this_year % 100 + year.parse::<u64>().ok()?;
    if year > this_year + 50 {
        year -= 100;
    }
    Some(format!("{}, {day} {month} {year:04} {time}", day_name.get(..3)?))
}

impl HttpDate {
    /// The date as it stands in a field, such as `Thu, 01 Jan 2026 09:00:00 GMT`: what `to_string` gives, made at once.
    #[must_use]
    pub fn text(self) -> String {
        httpdate::fmt_http_date(SystemTime::from(self))
    }
}

impl fmt::Display for HttpDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl From<HttpDate> for SystemTime {
    fn from(date: HttpDate) -> Self {
        UNIX_EPOCH + Duration::from_secs(date.0)
    }
}

impl FromStr for HttpDate {
    type Err = DateError;

    /// As [`HttpDate::parse_at`], with two-digit years between 1970 and 2069.
    fn from_str(text: &str) -> Result<Self, DateError> {
        // 2019-12-31: the year whose following fifty end with 2069.
        Self::parse_at(text, Self(1_577_750_400))
    }
}

/// Why a text is not an HTTP date.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DateError {
    /// It does not have one of the three forms.
    Form {
        /// The text as it came.
        text: String,
        /// The first byte that departs from the preferred form, from 1.
        column: usize,
    },
    /// It has the form, but no clock or calendar shows it: 31 February, 25:00.
    NoSuchTime {
        /// The text as it came.
        text: String,
    },
    /// The date exists, but on another day of the week.
    DayName {
        /// The day name of the text, three letters.
        said: String,
        /// The day it is, three letters.
        is: &'static str,
    },
}

impl DateError {
    /// `full` is the text in the preferred form, when it came in the RFC 850 form.
    fn explain(text: &str, full: Option<&str>) -> Self {
        let preferred = full.unwrap_or(text);
        if let Some(column) = departs_from_form(preferred) {
            // A column of the rewritten text would mislead.
            let column = if full.is_some() { 1 } else { column };
            return Self::Form { text: text.to_owned(), column };
        }
        let (said, rest) = preferred.split_at(3);
        ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
            .into_iter()
            .find(|day| read(&format!("{day}{rest}")).is_some())
            .map_or_else(
                || Self::NoSuchTime { text: text.to_owned() },
                |is| Self::DayName { said: said.to_owned(), is },
            )
    }
}

/// The first column where `text` cannot be `Sun, 06 Nov 1994 08:49:37 GMT`; `None` when the shape fits.
fn departs_from_form(text: &str) -> Option<usize> {
    let shape = b"Aaa, 00 Aaa 0000 00:00:00 GMT";
    let fits = |index: usize, byte: u8| match shape.get(index) {
        Some(b'0') => byte.is_ascii_digit(),
        // The only capital A and small a of the shape stand for letters.
        Some(b'A' | b'a') => byte.is_ascii_alphabetic(),
        Some(&literal) => byte == literal,
        None => false,
    };
    let wrong = text.bytes().enumerate().find(|&(index, byte)| !fits(index, byte));
    match wrong {
        Some((index, _)) => Some(index + 1),
        None => (text.len() < shape.len()).then_some(text.len() + 1),
    }
}

impl fmt::Display for DateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form { text, column } => write!(
                f,
                "\"{text}\" is not an HTTP date; write it as Sun, 06 Nov 1994 08:49:37 GMT (it departs from that at \
                 column {column})"
            ),
            Self::NoSuchTime { text } => {
                write!(f, "\"{text}\" is written like a date, but there is no such moment")
            }
            Self::DayName { said, is } => write!(f, "the date says {said}, but that day is a {is}"),
        }
    }
}

impl std::error::Error for DateError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_all_three_forms_to_one_moment() {
        for text in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
            " Sun, 06 Nov 1994 08:49:37 GMT\t",
        ] {
            assert_eq!(text.parse(), Ok(HttpDate(784_111_777)), "{text}");
        }
    }

    #[test]
    fn writes_what_it_reads() {
        for seconds in [0, 1, 951_782_400, 784_111_777, 4_107_542_400, HttpDate::LAST.0] {
            let date = HttpDate::from_seconds(seconds);
            assert_eq!(date.to_string().parse(), Ok(date));
        }
        assert_eq!(HttpDate::from_seconds(u64::MAX).to_string(), "Fri, 31 Dec 9999 23:59:59 GMT");
    }

    #[test]
    fn two_digit_years_are_within_fifty_years_ahead() {
        let now: HttpDate = "Sun, 22 Nov 2026 21:00:00 GMT".parse().unwrap();
        let in_2076 = HttpDate::parse_at("Friday, 06-Nov-76 08:49:37 GMT", now).unwrap();
        assert_eq!(in_2076.to_string(), "Fri, 06 Nov 2076 08:49:37 GMT");
        let in_1977 = HttpDate::parse_at("Sunday, 06-Nov-77 08:49:37 GMT", now).unwrap();
        assert_eq!(in_1977.to_string(), "Sun, 06 Nov 1977 08:49:37 GMT");
    }

    #[test]
    fn says_what_is_wrong() {
        let table = [
            ("yesterday", "departs from that at column 4"),
            ("", "at column 1"),
            ("Sun, 06 Nov 1994 08:49:37 CET", "at column 27"),
            ("Sun, 06 Nov 1994 08:49:37", "at column 26"),
            ("1994-11-06T08:49:37Z", "at column 1"),
            ("Wed, 31 Feb 2024 00:00:00 GMT", "no such moment"),
            ("Sun, 06 Nov 1994 25:49:37 GMT", "no such moment"),
            ("Sun, 06 Now 1994 08:49:37 GMT", "no such moment"),
            ("Mon, 06 Nov 1994 08:49:37 GMT", "the date says Mon, but that day is a Sun"),
            ("Monday, 06-Nov-94 08:49:37 GMT", "the date says Mon, but that day is a Sun"),
            ("Sunday, 06-Nov-94 08:49:37 CET", "not an HTTP date"),
        ];
        for (text, want) in table {
            let error = text.parse::<HttpDate>().unwrap_err().to_string();
            assert!(error.contains(want), "{text}: {error}");
        }
    }

    #[test]
    fn arbitrary_text_never_panics_and_reads_to_what_it_writes() {
        crate::http::arbitrary::texts(b"Sun, 06-Nov 1994:GMTday", |text| {
            if let Ok(date) = text.parse::<HttpDate>() {
                assert_eq!(date.to_string().parse(), Ok(date), "{text:?}");
            }
        });
        // Near misses reach further than noise: change each byte of a good date in turn.
        for good in
            ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"]
        {
            for at in 0..good.len() {
                for byte in 0..0x80 {
                    let mut bytes = good.as_bytes().to_vec();
                    bytes[at] = byte;
                    if let Ok(date) = String::from_utf8(bytes).unwrap().parse::<HttpDate>() {
                        assert_eq!(date.to_string().parse(), Ok(date));
                    }
                }
            }
        }
    }
}
