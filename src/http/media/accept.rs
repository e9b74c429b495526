//! Accept: the media types that a client would like, each with a weight (RFC 9110 §12.5.1).

use std::fmt;
use std::str::FromStr;

use http::HeaderValue;

use super::MediaType;
use crate::http::list::{self, Element};
use crate::http::syntax::{Cursor, SyntaxError};

/// A weight between 0 and 1 with three decimals (RFC 9110 §12.4.2). 0 means "not acceptable".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QValue(u16);

impl QValue {
    /// 1: what a range has when it says nothing.
    pub const ONE: Self = Self(1000);
    /// 0: not acceptable.
    pub const ZERO: Self = Self(0);

    /// The weight in thousandths, 0 to 1000.
    #[must_use]
    pub const fn thousandths(self) -> u16 {
        self.0
    }

    /// Whether what has this weight may be sent at all.
    #[must_use]
    pub const fn is_acceptable(self) -> bool {
        self.0 > 0
    }
}

impl fmt::Display for QValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fraction = format!("{:03}", self.0 % 1000);
        match fraction.trim_end_matches('0') {
            "" => write!(f, "{}", self.0 / 1000),
            digits => write!(f, "{}.{digits}", self.0 / 1000),
        }
    }
}

impl FromStr for QValue {
    type Err = SyntaxError;

    fn from_str(text: &str) -> Result<Self, SyntaxError> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = fraction.len() <= 3 && fraction.bytes().all(|byte| byte.is_ascii_digit());
        let thousandths = match whole {
            "0" if digits => format!("{fraction:0<3}").parse().ok(),
            "1" if digits && fraction.bytes().all(|byte| byte == b'0') => Some(1000),
            _ => None,
        };
        thousandths.map(Self).ok_or_else(|| {
            let wanted = "a weight is a number from 0 to 1 with at most three decimals, as in 0.5";
            SyntaxError::new(1, format!("{wanted}, not \"{text}\""))
        })
    }
}

/// One range of an Accept field, with its weight.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MediaRange {
    /// Type, subtype and parameters; either or both of the first two may be `*`.
    pub range: MediaType,
    /// Its weight.
    pub quality: QValue,
    /// The range as the client wrote it.
    pub text: String,
}

impl MediaRange {
    /// How exactly this range names `media`: `None` when it does not (RFC 9110 §12.5.1).
    fn specificity(&self, media: &MediaType) -> Option<usize> {
        let named = |range: &str, own: &str| range == own;
        let wide = match (self.range.type_.as_str(), self.range.subtype.as_str()) {
            ("*", "*") => 0,
            (type_, "*") if named(type_, &media.type_) => 1,
            (type_, subtype) if named(type_, &media.type_) && named(subtype, &media.subtype) => 2,
            _ => return None,
        };
        let params = &self.range.params;
        params.iter().all(|(name, value)| media.has_param(name, value)).then_some(wide + params.len() * 3)
    }
}

/// The value of Accept (RFC 9110 §12.5.1). The default, like an absent or empty field, accepts everything.
///
/// ```
/// use toyshelf::http::media::{Accept, MediaType};
///
/// let accept: Accept = "text/*;q=0.3, text/html, */*;q=0.1".parse()?;
/// let plain = MediaType::new("text", "plain");
/// let (quality, range) = accept.quality_of(&plain).unwrap();
/// assert_eq!((quality.to_string().as_str(), range), ("0.3", "text/*;q=0.3"));
/// # Ok::<(), toyshelf::http::SyntaxError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Accept {
    /// The ranges in order.
    pub ranges: Vec<MediaRange>,
}

impl Accept {
    /// Reads all Accept field lines, in order.
    ///
    /// # Errors
    ///
    /// The first range or weight that is not one.
    pub fn parse<'a>(lines: impl IntoIterator<Item = &'a HeaderValue>) -> Result<Self, SyntaxError> {
        Self::read(&list::elements(lines)?)
    }

    fn read(elements: &[Element<'_>]) -> Result<Self, SyntaxError> {
        let ranges = elements
            .iter()
            .map(|element| {
                read_range(element.text)
                    .map_err(|error| error.shifted(element.column - 1).on_line(element.line))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { ranges })
    }

    /// The weight of a media type and the range that gave it, as the client wrote it: the most exact range that
    /// names it wins, and the first of equals. `None` when no range names it. When there are no ranges,
    /// everything has weight 1, from `*/*`.
    #[must_use]
    pub fn quality_of(&self, media: &MediaType) -> Option<(QValue, &str)> {
        if self.ranges.is_empty() {
            return Some((QValue::ONE, "*/*"));
        }
        let mut best: Option<(usize, &MediaRange)> = None;
        for range in &self.ranges {
            if let Some(specificity) = range.specificity(media)
                && best.is_none_or(|(before, _)| specificity > before)
            {
                best = Some((specificity, range));
            }
        }
        best.map(|(_, range)| (range.quality, range.text.as_str()))
    }

    /// Of the media types that a server can send, its favourite first, the one the client would like most; the
    /// server's order decides between equals. `None` when none is acceptable.
    #[must_use]
    pub fn best<'a>(&self, offers: &'a [MediaType]) -> Option<Chosen<'a, '_>> {
        let mut best: Option<Chosen<'a, '_>> = None;
        for media in offers {
            if let Some((quality, range)) = self.quality_of(media)
                && quality.is_acceptable()
                && best.is_none_or(|before| quality > before.quality)
            {
                best = Some(Chosen { media, quality, range });
            }
        }
        best
    }
}

/// What [`Accept::best`] chose, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chosen<'a, 'r> {
    /// The media type.
    pub media: &'a MediaType,
    /// Its weight, above 0.
    pub quality: QValue,
    /// The range that gave the weight, as the client wrote it.
    pub range: &'r str,
}

fn read_range(text: &str) -> Result<MediaRange, SyntaxError> {
    let mut cursor = Cursor::new(text);
    let mut range = MediaType::read(&mut cursor)?;
    if !cursor.at_end() {
        let found = cursor.found();
        return Err(cursor.error(format!("media ranges are separated by commas, but there is {found}")));
    }
    if range.type_ == "*" && range.subtype != "*" {
        return Err(SyntaxError::new(
            1,
            format!("*/{} is not a media range; write */* or name the type", range.subtype),
        ));
    }
    // RFC 9110 §12.5.1: any parameter named q is the weight, wherever it stands.
    let weight = range.params.iter().position(|(name, _)| name == "q");
    let quality = match weight.map(|index| range.params.remove(index)) {
        None => QValue::ONE,
        Some((_, value)) => value.parse::<QValue>().map_err(|error| error.shifted(weight_column(text)))?,
    };
    Ok(MediaRange { range, quality, text: text.to_owned() })
}

/// How many bytes stand before the value of `q`, which is there.
fn weight_column(text: &str) -> usize {
    let mut quoted = false;
    let mut escaped = false;
    let mut at_name = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b';' if !quoted => at_name = true,
            b' ' | b'\t' => {}
            b'q' | b'Q' if at_name && text.as_bytes().get(at + 1) == Some(&b'=') => return at + 2,
            _ => at_name = false,
        }
    }
    0
}

impl FromStr for Accept {
    type Err = SyntaxError;

    fn from_str(line: &str) -> Result<Self, SyntaxError> {
        Self::read(&list::split(line)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn media(text: &str) -> MediaType {
        text.parse().unwrap()
    }

    fn accept(text: &str) -> Accept {
        text.parse().unwrap()
    }

    #[test]
    fn weights_have_three_decimals() {
        for (text, thousandths) in
            [("0", 0), ("0.", 0), ("0.5", 500), ("0.05", 50), ("0.123", 123), ("1", 1000), ("1.000", 1000)]
        {
            assert_eq!(text.parse::<QValue>().unwrap().thousandths(), thousandths, "{text}");
        }
        for text in ["", ".5", "0.1234", "1.001", "2", "-1", "0.5x", "1e0", "00", "+0"] {
            assert!(text.parse::<QValue>().is_err(), "{text}");
        }
        for thousandths in 0..=1000 {
            assert_eq!(QValue(thousandths).to_string().parse(), Ok(QValue(thousandths)));
        }
    }

    /// The example of RFC 9110 §12.5.1, with its table.
    #[test]
    fn the_most_exact_range_wins() {
        let accept = accept(
            "text/*;q=0.3, text/plain;q=0.7, text/plain;format=flowed, text/plain;format=fixed;q=0.4, */*;q=0.5",
        );
        let table = [
            ("text/plain;format=flowed", "1"),
            ("text/plain", "0.7"),
            ("text/html", "0.3"),
            ("image/jpeg", "0.5"),
            ("text/plain;format=fixed", "0.4"),
            ("text/html;level=3", "0.3"),
        ];
        for (text, want) in table {
            assert_eq!(accept.quality_of(&media(text)).unwrap().0.to_string(), want, "{text}");
        }
    }

    #[test]
    fn the_matching_range_is_told_as_written() {
        let accept = accept("TEXT/* ; q=0.2 , image/png");
        assert_eq!(accept.quality_of(&media("text/csv")).unwrap().1, "TEXT/* ; q=0.2");
        assert_eq!(accept.quality_of(&media("application/json")), None);
    }

    #[test]
    fn the_best_offer_is_the_clients_favourite_then_the_servers() {
        let offers = [media("application/json"), media("text/csv"), media("text/html")];
        let table = [
            ("", Some("application/json")),
            ("*/*", Some("application/json")),
            ("text/*", Some("text/csv")),
            ("text/csv;q=0.5, text/html", Some("text/html")),
            ("*/*, application/json;q=0", Some("text/csv")),
            ("image/png", None),
            ("application/json;q=0", None),
        ];
        for (text, want) in table {
            let accept = accept(text);
            assert_eq!(accept.best(&offers).map(|chosen| chosen.media.essence()).as_deref(), want, "{text}");
        }
    }

    #[test]
    fn charset_has_no_case_and_other_parameters_do() {
        assert!(accept("text/plain;charset=UTF-8").quality_of(&media("text/plain; charset=utf-8")).is_some());
        assert!(accept("text/plain;format=Flowed").quality_of(&media("text/plain; format=flowed")).is_none());
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        let table = [
            ("json", "after json comes \"/\" and a subtype, but there is the end, at column 5"),
            ("a/b, */c", "*/c is not a media range; write */* or name the type, at column 6"),
            (
                "a/b;q=2",
                "a weight is a number from 0 to 1 with at most three decimals, as in 0.5, not \"2\", at column 7",
            ),
            (
                "a/b, c/d;x=\";q=1\"; Q=0.1234",
                "with at most three decimals, as in 0.5, not \"0.1234\", at column 22",
            ),
            ("a/b c/d", "media ranges are separated by commas, but there is \"c\", at column 5"),
        ];
        for (text, want) in table {
            let error = text.parse::<Accept>().unwrap_err().to_string();
            assert!(error.ends_with(want), "{text}: {error}");
        }
        let lines = [HeaderValue::from_static("a/b"), HeaderValue::from_static("c")];
        assert_eq!(Accept::parse(&lines).unwrap_err().line, 2);
    }

    #[test]
    fn arbitrary_text_never_panics() {
        let offers = [media("a/b"), media("b/a;q1=a")];
        crate::http::arbitrary::texts(b"ab/*;q=0.19,\" \\", |text| {
            if let Ok(accept) = text.parse::<Accept>()
                && let Some(chosen) = accept.best(&offers)
            {
                assert!(chosen.quality.is_acceptable(), "{text:?}");
            }
        });
    }
}
