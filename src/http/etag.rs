//! Entity tags: a short name for one exact state of a representation (RFC 9110 §8.8.3).

use std::fmt;
use std::str::FromStr;

use http::HeaderValue;

use super::syntax::{Cursor, SyntaxError, text};

/// An entity tag, as in `ETag: "v1"` or `W/"v1"` (RFC 9110 §8.8.3).
///
/// ```
/// use toyshelf::http::etag::EntityTag;
///
/// let tag: EntityTag = r#"W/"v1""#.parse()?;
/// assert!(tag.weak);
/// assert!(tag.weak_eq(&EntityTag::strong("v1")));
/// assert!(!tag.strong_eq(&EntityTag::strong("v1")));
/// # Ok::<(), toyshelf::http::SyntaxError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EntityTag {
    /// Whether the tag names states that are merely equivalent, not the same byte for byte.
    pub weak: bool,
    /// What stands between the quotes: no quote, space or control character.
    pub opaque: String,
}

impl EntityTag {
    /// A strong tag. `opaque` goes between the quotes as it is, so it must hold no quote, space or control
    /// character.
    #[must_use]
    pub fn strong(opaque: impl Into<String>) -> Self {
        Self { weak: false, opaque: opaque.into() }
    }

    /// A strong tag made of the bytes of a representation, with FNV-1a: the same bytes get the same tag, others
    /// another. Not for secrets.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let hash = bytes.iter().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3)
        });
        Self::strong(format!("{hash:016x}"))
    }

    /// A weak tag, with the same rule for `opaque`.
    #[must_use]
    pub fn weak(opaque: impl Into<String>) -> Self {
        Self { weak: true, opaque: opaque.into() }
    }

    /// Strong comparison: same opaque part and neither is weak (RFC 9110 §8.8.3.2). If-Match and If-Range use it.
    #[must_use]
    pub fn strong_eq(&self, other: &Self) -> bool {
        !self.weak && !other.weak && self.opaque == other.opaque
    }

    /// Weak comparison: same opaque part (RFC 9110 §8.8.3.2). If-None-Match uses it.
    #[must_use]
    pub fn weak_eq(&self, other: &Self) -> bool {
        self.opaque == other.opaque
    }

    /// The tag as it stands in a field, such as `"v1"`: what `to_string` gives, made at once.
    #[must_use]
    pub fn text(&self) -> String {
        [if self.weak { "W/\"" } else { "\"" }, &self.opaque, "\""].concat()
    }

    fn read(cursor: &mut Cursor<'_>) -> Result<Self, SyntaxError> {
        if cursor.peek() == Some(b'w') {
            return Err(cursor.error("the mark of a weak entity tag is a capital W, as in W/\"v1\""));
        }
        let weak = cursor.eat(b'W');
        if weak && !cursor.eat(b'/') {
            return Err(cursor.error(format!("after W comes \"/\", but there is {}", cursor.found())));
        }
        let opened = cursor.column();
        if !cursor.eat(b'"') {
            let found = cursor.found();
            let wanted = "an entity tag stands in double quotes, as in \"v1\"";
            return Err(cursor.error(format!("{wanted}, but there is {found}")));
        }
        let opaque = cursor.take(is_opaque_byte).to_owned();
        match cursor.eat(b'"') {
            true => Ok(Self { weak, opaque }),
            false if cursor.at_end() => {
                Err(SyntaxError::new(opened, "the entity tag is not closed with a double quote"))
            }
            false => Err(cursor.error(format!("an entity tag may not contain {}", cursor.found()))),
        }
    }
}

/// `etagc`: RFC 9110 §8.8.3.
fn is_opaque_byte(byte: u8) -> bool {
    byte == 0x21 || (0x23..=0x7E).contains(&byte) || byte >= 0x80
}

impl fmt::Display for EntityTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\"{}\"", if self.weak { "W/" } else { "" }, self.opaque)
    }
}

impl FromStr for EntityTag {
    type Err = SyntaxError;

    fn from_str(text: &str) -> Result<Self, SyntaxError> {
        let mut cursor = Cursor::new(text);
        cursor.skip_space();
        let tag = Self::read(&mut cursor)?;
        cursor.skip_space();
        match cursor.at_end() {
            true => Ok(tag),
            false => {
                Err(cursor.error(format!("the entity tag has ended, but then comes {}", cursor.found())))
            }
        }
    }
}

/// The value of If-Match or If-None-Match (RFC 9110 §13.1.1, §13.1.2).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum EntityTagList {
    /// `*`: any current representation.
    Any,
    /// These tags. An empty list is valid and names none.
    Tags(Vec<EntityTag>),
}

impl EntityTagList {
    /// Reads all field lines of one name, in order.
    ///
    /// # Errors
    ///
    /// The first thing that is not an entity tag, or a `*` that is not alone.
    pub fn parse<'a>(lines: impl IntoIterator<Item = &'a HeaderValue>) -> Result<Self, SyntaxError> {
        let mut tags = Vec::new();
        let mut star = false;
        for (index, value) in lines.into_iter().enumerate() {
            text(value)
                .and_then(|line| read_line(line, &mut tags, &mut star))
                .map_err(|error| error.on_line(index + 1))?;
        }
        Ok(if star { Self::Any } else { Self::Tags(tags) })
    }

    /// Whether If-Match holds for what is current: strong comparison (RFC 9110 §13.1.1). `None` means that there
    /// is no current representation.
    #[must_use]
    pub fn strong_match(&self, current: Option<&EntityTag>) -> bool {
        self.any(current, EntityTag::strong_eq)
    }

    /// Whether some tag here is the current one by weak comparison. If-None-Match holds when this is `false`
    /// (RFC 9110 §13.1.2).
    #[must_use]
    pub fn weak_match(&self, current: Option<&EntityTag>) -> bool {
        self.any(current, EntityTag::weak_eq)
    }

    fn any(&self, current: Option<&EntityTag>, same: fn(&EntityTag, &EntityTag) -> bool) -> bool {
        match (self, current) {
            (_, None) => false,
            (Self::Any, Some(_)) => true,
            (Self::Tags(tags), Some(current)) => tags.iter().any(|tag| same(tag, current)),
        }
    }
}

/// Adds one line's tags; `star` remembers that a `*` was seen, here or on a line before.
fn read_line(line: &str, tags: &mut Vec<EntityTag>, star: &mut bool) -> Result<(), SyntaxError> {
    let mut cursor = Cursor::new(line);
    loop {
        cursor.take(|byte| matches!(byte, b' ' | b'\t' | b','));
        if cursor.at_end() {
            return Ok(());
        }
        let here = cursor.column();
        let alone = || SyntaxError::new(here, "* means any entity tag, so it must stand alone");
        if *star {
            return Err(alone());
        }
        if cursor.eat(b'*') {
            if !tags.is_empty() {
                return Err(alone());
            }
            *star = true;
        } else {
            tags.push(EntityTag::read(&mut cursor)?);
        }
        cursor.skip_space();
        if !cursor.at_end() && cursor.peek() != Some(b',') {
            return Err(
                cursor.error(format!("entity tags are separated by commas, but there is {}", cursor.found()))
            );
        }
    }
}

impl fmt::Display for EntityTagList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Tags(tags) = self else { return f.write_str("*") };
        for (index, tag) in tags.iter().enumerate() {
            write!(f, "{}{tag}", if index > 0 { ", " } else { "" })?;
        }
        Ok(())
    }
}

impl FromStr for EntityTagList {
    type Err = SyntaxError;

    fn from_str(line: &str) -> Result<Self, SyntaxError> {
        let (mut tags, mut star) = (Vec::new(), false);
        read_line(line, &mut tags, &mut star)?;
        Ok(if star { Self::Any } else { Self::Tags(tags) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(text: &str) -> EntityTag {
        text.parse().unwrap()
    }

    #[test]
    fn reads_and_writes() {
        for text in [r#""v1""#, r#"W/"v1""#, r#""""#, r#""a,b\c""#, r#""é""#] {
            assert_eq!(tag(text).to_string(), text);
        }
        assert_eq!(tag(" \"v1\"\t"), EntityTag::strong("v1"));
    }

    #[test]
    fn compares_as_the_table_of_rfc_9110_8_8_3_2() {
        let table = [
            (r#"W/"1""#, r#"W/"1""#, false, true),
            (r#"W/"1""#, r#"W/"2""#, false, false),
            (r#"W/"1""#, r#""1""#, false, true),
            (r#""1""#, r#""1""#, true, true),
        ];
        for (a, b, strong, weak) in table {
            assert_eq!(tag(a).strong_eq(&tag(b)), strong, "{a} {b}");
            assert_eq!(tag(a).weak_eq(&tag(b)), weak, "{a} {b}");
        }
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        let table = [
            ("v1", "an entity tag stands in double quotes, as in \"v1\", but there is \"v\", at column 1"),
            ("", "an entity tag stands in double quotes, as in \"v1\", but there is the end, at column 1"),
            ("\"v1", "the entity tag is not closed with a double quote, at column 1"),
            ("w/\"v1\"", "the mark of a weak entity tag is a capital W, as in W/\"v1\", at column 1"),
            ("W\"v1\"", "after W comes \"/\", but there is a double quote, at column 2"),
            ("\"v 1\"", "an entity tag may not contain a space, at column 3"),
            ("\"v1\"x", "the entity tag has ended, but then comes \"x\", at column 5"),
        ];
        for (text, want) in table {
            assert_eq!(text.parse::<EntityTag>().unwrap_err().to_string(), want, "{text}");
        }
    }

    #[test]
    fn lists_skip_empty_elements_and_span_lines() {
        let lines = [HeaderValue::from_static(r#", "a,b" ,, W/"c","#), HeaderValue::from_static(r#""d""#)];
        let list = EntityTagList::parse(&lines).unwrap();
        assert_eq!(list.to_string(), r#""a,b", W/"c", "d""#);
        assert_eq!("*".parse(), Ok(EntityTagList::Any));
        assert_eq!(" , ".parse(), Ok(EntityTagList::Tags(vec![])));
    }

    #[test]
    fn a_star_stands_alone() {
        for text in [r#"*, "a""#, r#""a", *"#, "*, *"] {
            let error = text.parse::<EntityTagList>().unwrap_err();
            assert!(error.problem.contains("stand alone"), "{text}: {error}");
        }
        let lines = [HeaderValue::from_static("*"), HeaderValue::from_static(r#""a""#)];
        assert_eq!(EntityTagList::parse(&lines).unwrap_err().line, 2);
    }

    #[test]
    fn tags_need_commas_between_them() {
        let error = r#""a" "b""#.parse::<EntityTagList>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "entity tags are separated by commas, but there is a double quote, at column 5"
        );
    }

    #[test]
    fn matches_against_what_is_current() {
        let current = EntityTag::strong("a");
        let list: EntityTagList = r#"W/"a", "b""#.parse().unwrap();
        assert!(!list.strong_match(Some(&current)));
        assert!(list.weak_match(Some(&current)));
        assert!(EntityTagList::Any.strong_match(Some(&current)));
        assert!(!EntityTagList::Any.strong_match(None));
        assert!(!EntityTagList::Tags(vec![]).weak_match(Some(&current)));
    }

    #[test]
    fn arbitrary_text_reads_to_something_that_reads_the_same_again() {
        crate::http::arbitrary::texts(b"\"W/*, a\\\xC3\xA9\t;", |text| {
            if let Ok(list) = text.parse::<EntityTagList>() {
                assert_eq!(list.to_string().parse(), Ok(list), "{text:?}");
            }
        });
    }
}
