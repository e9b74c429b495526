//! Media types (RFC 9110 §8.3.1). What a client would like of them is in [`accept`].

pub mod accept;

use std::fmt;
use std::str::FromStr;

pub use self::accept::{Accept, QValue};
use super::syntax::{Cursor, SyntaxError, is_token_byte, is_value_byte};

/// A media type, as in `Content-Type: application/json; charset=utf-8` (RFC 9110 §8.3.1).
///
/// ```
/// use toyshelf::http::media::MediaType;
///
/// let media: MediaType = "Application/Problem+JSON; Charset=\"utf-8\"".parse()?;
/// assert_eq!(media.essence(), "application/problem+json");
/// assert_eq!(media.suffix(), Some("json"));
/// assert_eq!(media.param("charset"), Some("utf-8"));
/// # Ok::<(), toyshelf::http::SyntaxError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MediaType {
    /// The top-level type, in lower case.
    pub type_: String,
    /// The subtype, in lower case, with its suffix.
    pub subtype: String,
    /// The parameters in order: names in lower case, values without quotes.
    pub params: Vec<(String, String)>,
}

impl MediaType {
    /// A media type without parameters; both parts become lower case.
    #[must_use]
    pub fn new(type_: &str, subtype: &str) -> Self {
        Self { type_: type_.to_ascii_lowercase(), subtype: subtype.to_ascii_lowercase(), params: Vec::new() }
    }

    /// Type and subtype without parameters, as in `application/json`.
    #[must_use]
    pub fn essence(&self) -> String {
        format!("{}/{}", self.type_, self.subtype)
    }

    /// The structured syntax suffix (RFC 6838 §4.2.8): `json` of `application/problem+json`.
    #[must_use]
    pub fn suffix(&self) -> Option<&str> {
        self.subtype.rsplit_once('+').map(|(_, suffix)| suffix)
    }

    /// Whether content of this type is JSON: `application/json`, or any type that ends with `+json`.
    #[must_use]
    pub fn is_json(&self) -> bool {
        (self.type_ == "application" && self.subtype == "json") || self.suffix() == Some("json")
    }

    /// A parameter's value, by its name in lower case.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether a parameter is here with this value. Only `charset` compares without case (RFC 9110 §8.3.2).
    fn has_param(&self, name: &str, value: &str) -> bool {
        self.param(name)
            .is_some_and(|own| own == value || (name == "charset" && own.eq_ignore_ascii_case(value)))
    }

    /// Reads type, subtype and parameters; does not mind `*`.
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, SyntaxError> {
        let type_ = cursor.token("a media type, as in application/json,")?;
        if !cursor.eat(b'/') {
            let found = cursor.found();
            return Err(
                cursor.error(format!("after {type_} comes \"/\" and a subtype, but there is {found}"))
            );
        }
        let subtype = cursor.token("a subtype")?;
        let mut media = Self::new(type_, subtype);
        loop {
            cursor.skip_space();
            if !cursor.eat(b';') {
                return Ok(media);
            }
            cursor.skip_space();
            // RFC 9110 §5.6.6 allows empty parameters.
            if cursor.at_end() || cursor.peek() == Some(b';') {
                continue;
            }
            let twice = cursor.error("this parameter was given before");
            let (name, value) = read_param(cursor)?;
            if media.param(&name).is_some() {
                return Err(SyntaxError {
                    problem: format!("the parameter {name} was given before"),
                    ..twice
                });
            }
            media.params.push((name, value));
        }
    }
}

fn read_param(cursor: &mut Cursor<'_>) -> Result<(String, String), SyntaxError> {
    let name = cursor.token("a parameter, as in charset=utf-8,")?.to_ascii_lowercase();
    if !cursor.eat(b'=') {
        let found = cursor.found();
        return Err(cursor.error(format!("after {name} comes \"=\" and a value, but there is {found}")));
    }
    let value = match cursor.peek() {
        Some(b'"') => cursor.quoted()?,
        _ => cursor.token("a parameter's value")?.to_owned(),
    };
    Ok((name, value))
}

impl FromStr for MediaType {
    type Err = SyntaxError;

    fn from_str(text: &str) -> Result<Self, SyntaxError> {
        let mut cursor = Cursor::new(text);
        cursor.skip_space();
        let start = cursor.error("a range such as */* may stand in Accept only; name one media type");
        let media = Self::read(&mut cursor)?;
        match cursor.peek() {
            _ if media.type_ == "*" || media.subtype == "*" => Err(start),
            None => Ok(media),
            Some(b',') => Err(cursor.error("there may be one media type only, but a comma begins another")),
            Some(_) => {
                Err(cursor.error(format!("parameters begin with \";\", but there is {}", cursor.found())))
            }
        }
    }
}

impl fmt::Display for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.type_, self.subtype)?;
        for (name, value) in &self.params {
            write!(f, "; {name}=")?;
            if !value.is_empty() && value.bytes().all(is_token_byte) {
                f.write_str(value)?;
                continue;
            }
            f.write_str("\"")?;
            // What no field may hold is left out, so that a value made by hand cannot break the field.
            for c in value.chars().filter(|c| !c.is_ascii() || is_value_byte(*c as u8)) {
                write!(f, "{}{c}", if matches!(c, '"' | '\\') { "\\" } else { "" })?;
            }
            f.write_str("\"")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes() {
        let table = [
            ("application/json", "application/json"),
            (" Text/HTML ;\tCharset=UTF-8 ", "text/html; charset=UTF-8"),
            ("a/b;c=\"d e\\\"f\";;g=h;", "a/b; c=\"d e\\\"f\"; g=h"),
            ("a/b; c=\"\"", "a/b; c=\"\""),
            ("a/b; c=\"token\"", "a/b; c=token"),
        ];
        for (text, want) in table {
            let media: MediaType = text.parse().unwrap();
            assert_eq!(media.to_string(), want);
            assert_eq!(want.parse(), Ok(media));
        }
    }

    #[test]
    fn knows_json_by_its_suffix() {
        let table = [
            ("application/json", None, true),
            ("application/vnd.toy+json", Some("json"), true),
            ("image/svg+xml", Some("xml"), false),
            ("text/json", None, false),
        ];
        for (text, suffix, is_json) in table {
            let media: MediaType = text.parse().unwrap();
            assert_eq!((media.suffix(), media.is_json()), (suffix, is_json), "{text}");
        }
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        let table = [
            (
                "",
                "a media type, as in application/json, should begin here, but there is the end, at column 1",
            ),
            ("json", "after json comes \"/\" and a subtype, but there is the end, at column 5"),
            ("a/", "a subtype should begin here, but there is the end, at column 3"),
            ("a/b c", "parameters begin with \";\", but there is \"c\", at column 5"),
            ("a/b;c", "after c comes \"=\" and a value, but there is the end, at column 6"),
            ("a/b;c =d", "after c comes \"=\" and a value, but there is a space, at column 6"),
            ("a/b;c=", "a parameter's value should begin here, but there is the end, at column 7"),
            ("a/b;c=\"d", "a quoted string is not closed, at column 7"),
            ("a/b;c=d;C=e", "the parameter c was given before, at column 9"),
            ("a/b, c/d", "there may be one media type only, but a comma begins another, at column 4"),
            ("*/*", "a range such as */* may stand in Accept only; name one media type, at column 1"),
        ];
        for (text, want) in table {
            assert_eq!(text.parse::<MediaType>().unwrap_err().to_string(), want, "{text}");
        }
    }

    #[test]
    fn arbitrary_text_reads_to_something_that_reads_the_same_again() {
        crate::http::arbitrary::texts(b"a/b;c=\"\\ ,*+", |text| {
            if let Ok(media) = text.parse::<MediaType>() {
                assert_eq!(media.to_string().parse(), Ok(media), "{text:?}");
            }
        });
    }
}
