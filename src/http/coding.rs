//! Content codings: gzip, which wraps DEFLATE (RFC 9110 §8.4.1.3, RFC 1952), and which one a client would like.

use std::fmt;

use http::{HeaderValue, header};
use miniz_oxide::{
    deflate::compress_to_vec,
    inflate::{
        TINFLStatus,
        core::{DecompressorOxide, decompress, inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF},
    },
};

use super::{
    Response,
    list::{self, Element},
    media::QValue,
    syntax::SyntaxError,
};

/// Whether a coding's name means gzip (RFC 9110 §8.4.1.3: `x-gzip` is the same).
#[must_use]
pub fn is_gzip(name: &str) -> bool {
    name.eq_ignore_ascii_case("gzip") || name.eq_ignore_ascii_case("x-gzip")
}

/// Codes content as one gzip member (RFC 1952 §2.3), with no name and no time, so that the same content always
/// comes out the same.
#[must_use]
pub fn gzip(content: &[u8]) -> Vec<u8> {
    let mut coded = vec![0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255];
    coded.extend_from_slice(&compress_to_vec(content, 6));
    coded.extend_from_slice(&crc32(content).to_le_bytes());
    coded.extend_from_slice(&(content.len() as u32).to_le_bytes());
    coded
}

/// Undoes [`gzip`]: every member, one after the other, checked against its length and checksum.
///
/// # Errors
/// What is broken, or that the content would have more than `most` bytes. No more than that is ever made.
pub fn gunzip(coded: &[u8], most: usize) -> Result<Vec<u8>, CodingError> {
    let mut rest = coded;
    let mut content = Vec::new();
    loop {
        rest = rest.get(header_length(rest).ok_or(CodingError::Header)?..).unwrap_or_default();
        let before = content.len();
        let used = inflate(rest, &mut content, most)?;
        let member = content.get(before..).unwrap_or_default();
        let (trailer, after) =
            rest.get(used..).and_then(|rest| rest.split_first_chunk::<8>()).ok_or(CodingError::CutShort)?;
        let [a, b, c, d, e, f, g, h] = *trailer;
        if u32::from_le_bytes([a, b, c, d]) != crc32(member)
            || u32::from_le_bytes([e, f, g, h]) != member.len() as u32
        {
            return Err(CodingError::Checksum);
        }
        if after.is_empty() {
            return Ok(content);
        }
        rest = after;
    }
}

/// How long the header of a gzip member is (RFC 1952 §2.3); `None` where there is none.
fn header_length(coded: &[u8]) -> Option<usize> {
    let [0x1F, 0x8B, 8, flags, ..] = *coded else { return None };
    let mut at = 10;
    if flags & 0b1110_0000 != 0 {
        return None;
    }
    if flags & 4 != 0 {
        let [low, high] = *coded.get(at..)?.first_chunk()?;
        at += 2 + usize::from(u16::from_le_bytes([low, high]));
    }
    // A name, then a comment, each ended by a zero byte.
    for flag in [8, 16] {
        if flags & flag != 0 {
            at += coded.get(at..)?.iter().position(|byte| *byte == 0)? + 1;
        }
    }
    if flags & 2 != 0 {
        at += 2;
    }
    (at <= coded.len()).then_some(at)
}

/// Undoes DEFLATE, adding to `content`. Comes back with how many bytes it took.
fn inflate(coded: &[u8], content: &mut Vec<u8>, most: usize) -> Result<usize, CodingError> {
    let start = content.len();
    let mut member = vec![0; coded.len().saturating_mul(4).clamp(256, 64 << 10).min(most - start + 1)];
    let (mut taken, mut made) = (0, 0);
    let mut state = Box::<DecompressorOxide>::default();
    loop {
        let input = coded.get(taken..).unwrap_or_default();
        let (status, read, written) =
            decompress(&mut state, input, &mut member, made, TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF);
        taken += read;
        made += written;
        if start + made > most {
            return Err(CodingError::TooLarge { most });
        }
        match status {
            TINFLStatus::Done => {
                content.extend_from_slice(member.get(..made).unwrap_or_default());
                return Ok(taken);
            }
            TINFLStatus::HasMoreOutput => {
                // One byte above the limit is room enough to find out that there is more.
                let room = member.len().saturating_mul(2).min(most - start + 1);
                member.resize(room, 0);
            }
            TINFLStatus::FailedCannotMakeProgress | TINFLStatus::NeedsMoreInput => {
                return Err(CodingError::CutShort);
            }
            _ => return Err(CodingError::Deflate),
        }
    }
}

/// The checksum of gzip (RFC 1952 §8).
fn crc32(bytes: &[u8]) -> u32 {
    const TABLE: [u32; 256] = {
        let mut table = [0; 256];
        let mut at = 0;
        while at < 256 {
            let mut value = at as u32;
            let mut bit = 0;
            while bit < 8 {
                value = if value & 1 == 1 { value >> 1 ^ 0xEDB8_8320 } else { value >> 1 };
                bit += 1;
            }
            table[at] = value;
            at += 1;
        }
        table
    };
    !bytes.iter().fold(!0, |crc: u32, byte| TABLE[usize::from(crc as u8 ^ byte)] ^ crc >> 8)
}

/// The same response with its content coding undone, and the fields that go with it: for those who hand a response to
/// a browser from inside, where nobody undoes it any more. A response without a coding comes back as it is, and so
/// does one whose coding cannot be undone.
///
/// `ETag` and `Vary` stay: they are about the representation that was chosen, and the client must send that tag back.
#[must_use]
pub fn decoded(response: &Response) -> Response {
    let mut plain = response.clone();
    let lines = response.fields.get_all(header::CONTENT_ENCODING);
    let Ok(codings) = list::elements(lines) else { return plain };
    if codings.is_empty() {
        return plain;
    }
    for coding in codings.iter().rev() {
        if is_gzip(coding.text) {
            // HEAD and 304 say how content would be coded, and have none.
            if plain.content.is_empty() {
                continue;
            }
            // What this server coded is no larger than what it holds, so nothing bounds it but the address space.
            match gunzip(&plain.content, u32::MAX as usize >> 2) {
                Ok(content) => plain.content = content.into(),
                Err(_) => return response.clone(),
            }
        } else if !coding.text.eq_ignore_ascii_case("identity") {
            return response.clone();
        }
    }
    plain.fields.remove(header::CONTENT_ENCODING);
    if plain.content.is_empty() {
        plain.fields.remove(header::CONTENT_LENGTH);
    } else if plain.fields.contains_key(header::CONTENT_LENGTH) {
        plain.set(header::CONTENT_LENGTH, plain.content.len().to_string());
    }
    plain
}

/// Why coded content cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CodingError {
    /// It does not begin as gzip does.
    Header,
    /// It ends too early.
    CutShort,
    /// What is inside is no DEFLATE.
    Deflate,
    /// Length or checksum do not fit.
    Checksum,
    /// It would be larger than allowed.
    TooLarge {
        /// The most allowed, in bytes.
        most: usize,
    },
}

impl fmt::Display for CodingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header => f.write_str("it does not begin as gzip does, with the bytes 1F 8B 08"),
            Self::CutShort => f.write_str("it ends before its end"),
            Self::Deflate => f.write_str("what is inside is not DEFLATE data"),
            Self::Checksum => f.write_str("its checksum does not fit what is inside"),
            Self::TooLarge { most } => write!(f, "unpacked it has more than {most} bytes"),
        }
    }
}

impl std::error::Error for CodingError {}

/// The value of Accept-Encoding (RFC 9110 §12.5.3): codings, each with a weight.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AcceptEncoding {
    codings: Vec<(String, QValue)>,
}

impl AcceptEncoding {
    /// Reads all Accept-Encoding field lines, in order. With no lines at all every coding is acceptable; ask for
    /// that before.
    ///
    /// # Errors
    /// The first coding or weight that is not one.
    pub fn parse<'a>(lines: impl IntoIterator<Item = &'a HeaderValue>) -> Result<Self, SyntaxError> {
        let codings = list::elements(lines)?.iter().map(weighted).collect::<Result<_, _>>()?;
        Ok(Self { codings })
    }

    /// The weight of gzip: 0 where it is not acceptable.
    #[must_use]
    pub fn gzip(&self) -> QValue {
        self.named(is_gzip).or_else(|| self.named(|name| name == "*")).unwrap_or(QValue::ZERO)
    }

    /// The weight of no coding at all: 0 only where it is refused, by name or by `*`; `None` where nothing is said
    /// of it, and so it is acceptable.
    #[must_use]
    pub fn identity(&self) -> Option<QValue> {
        self.named(|name| name.eq_ignore_ascii_case("identity")).or_else(|| {
            // RFC 9110 §12.5.3: only “*;q=0” takes it away; any other “*” names what is not named.
            self.named(|name| name == "*").filter(|quality| !quality.is_acceptable())
        })
    }

    fn named(&self, is: impl Fn(&str) -> bool) -> Option<QValue> {
        self.codings.iter().find(|(name, _)| is(name)).map(|(_, quality)| *quality)
    }
}

/// An element with an optional weight, as in `gzip;q=0.5` (RFC 9110 §12.4.2).
pub(crate) fn weighted(element: &Element<'_>) -> Result<(String, QValue), SyntaxError> {
    let at = |error: SyntaxError, by: usize| error.shifted(element.column - 1 + by).on_line(element.line);
    let space = [' ', '\t'];
    let (name, weight) = match element.text.split_once(';') {
        None => (element.text, None),
        Some((name, weight)) => (name.trim_end_matches(space), Some((name.len() + 1, weight))),
    };
    if name.is_empty() || !name.bytes().all(super::syntax::is_token_byte) {
        return Err(at(SyntaxError::new(1, format!("“{name}” is no name that may stand here")), 0));
    }
    let Some((offset, weight)) = weight else { return Ok((name.into(), QValue::ONE)) };
    let trimmed = weight.trim_matches(space);
    let value = trimmed
        .strip_prefix("q=")
        .or_else(|| trimmed.strip_prefix("Q="))
        .ok_or_else(|| at(SyntaxError::new(1, "after “;” comes a weight, as in q=0.5"), offset))?;
    value.parse().map(|quality| (name.into(), quality)).map_err(|error| at(error, offset + 2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::StatusCode;

    #[test]
    fn content_comes_back_as_it_was() {
        for content in [&b""[..], b"a", &b"toys and toys and toys ".repeat(500), &[0xFF; 70_000]] {
            let coded = gzip(content);
            assert_eq!(gunzip(&coded, content.len()).unwrap(), content);
            let twice = [coded.clone(), coded.clone()].concat();
            assert_eq!(gunzip(&twice, content.len() * 2).unwrap(), [content, content].concat());
            if !content.is_empty() {
                assert_eq!(
                    gunzip(&coded, content.len() - 1),
                    Err(CodingError::TooLarge { most: content.len() - 1 })
                );
            }
        }
        assert!(gzip(&b"toys and toys and toys ".repeat(500)).len() < 200);
    }

    /// Written by gzip 1.12, with a name: `printf 'toys\n' > t; gzip -c t`.
    #[test]
    fn what_another_program_coded_is_read() {
        let coded = [
            0x1F, 0x8B, 8, 8, 0, 0, 0, 0, 0, 3, b't', 0, 0x2B, 0xC9, 0xAF, 0x2C, 0xE6, 0x02, 0x00, 0xB3,
            0xC6, 0xD2, 0x16, 5, 0, 0, 0,
        ];
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(
            gunzip(&coded, 99).map(|content| String::from_utf8(content).unwrap()),
            Ok("toys\n".into())
        );
    }

    #[test]
    fn broken_content_says_how() {
        let good = gzip(b"toys on a shelf");
        assert_eq!(gunzip(b"", 9), Err(CodingError::Header));
        assert_eq!(gunzip(b"{}", 9), Err(CodingError::Header));
        assert_eq!(gunzip(&good[..good.len() - 3], 99), Err(CodingError::CutShort));
        assert_eq!(gunzip(&good[..14], 99), Err(CodingError::CutShort));
        let mut flipped = good.clone();
        let last = flipped.len() - 5;
        flipped[last] ^= 1;
        assert_eq!(gunzip(&flipped, 99), Err(CodingError::Checksum));
        assert_eq!(gunzip(&[&good[..10], &[0xFF; 20]].concat(), 99), Err(CodingError::Deflate));
        crate::http::arbitrary::bytes(&good, |bytes| {
            let _ = gunzip(bytes, 1000);
            let _ = gunzip(&[&good[..10], bytes].concat(), 1000);
        });
    }

    #[test]
    fn a_response_loses_its_coding() {
        let mut response = Response::new(StatusCode::OK);
        response.content = gzip(b"{\"items\":[]}").into();
        response.set(header::CONTENT_ENCODING, "gzip");
        response.set(header::CONTENT_LENGTH, response.content.len().to_string());
        response.set(header::ETAG, "\"c1-gz\"");
        let plain = decoded(&response);
        assert_eq!(plain.text(), "{\"items\":[]}");
        assert_eq!(plain.field("content-encoding"), None);
        assert_eq!(plain.field("content-length"), Some("12"));
        assert_eq!(plain.field("etag"), Some("\"c1-gz\""));
        assert_eq!(decoded(&plain).to_text(), plain.to_text());
        response.content = "no gzip".into();
        assert_eq!(decoded(&response).to_text(), response.to_text());
    }

    #[test]
    fn weights_are_read_as_the_specification_says() {
        let read = |text: &'static str| {
            let accept = AcceptEncoding::parse([&HeaderValue::from_static(text)]).unwrap();
            (accept.gzip().thousandths(), accept.identity().map(QValue::thousandths))
        };
        for (text, want) in [
            ("", (0, None)),
            ("gzip", (1000, None)),
            ("x-GZIP;q=0.5", (500, None)),
            ("br, *", (1000, None)),
            ("br", (0, None)),
            ("*;q=0", (0, Some(0))),
            ("identity;q=0", (0, Some(0))),
            ("gzip;q=0, *", (0, None)),
            ("gzip, identity;q=0.5, *;q=0", (1000, Some(500))),
            ("gzip , identity ; q=0", (1000, Some(0))),
        ] {
            assert_eq!(read(text), want, "{text}");
        }
        let refused = |text: &'static str| {
            AcceptEncoding::parse([&HeaderValue::from_static(text)]).unwrap_err().to_string()
        };
        assert!(refused("gzip;q=2").ends_with("column 8"), "{}", refused("gzip;q=2"));
        assert!(refused("br, gzip;level=9").ends_with("column 10"), "{}", refused("br, gzip;level=9"));
        assert!(refused("gz ip").ends_with("column 1"));
    }
}
