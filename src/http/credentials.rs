//! Authorization: how a client says who it is (RFC 9110 §11.6.2, RFC 6750 §2.1, RFC 7617 §2).

use http::HeaderValue;

use super::syntax::{Cursor, SyntaxError, text};

/// What an Authorization field holds.
///
/// ```
/// use toyshelf::http::{HeaderValue, credentials::Credentials};
///
/// let value = HeaderValue::from_static("bearer a.b-c==");
/// assert_eq!(Credentials::parse(&value), Ok(Credentials::Bearer("a.b-c==".into())));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credentials {
    /// A token (RFC 6750 §2.1).
    Bearer(String),
    /// A name and a password (RFC 7617 §2).
    Basic {
        /// The name; it holds no colon.
        user: String,
        /// The password.
        password: String,
    },
    /// Credentials of another scheme, by its name as it was written.
    Other(String),
}

impl Credentials {
    /// Reads the value of an Authorization field. Scheme names have no case (RFC 9110 §11.1).
    ///
    /// # Errors
    /// What is not as the scheme writes it. The message never holds the token or the password.
    pub fn parse(value: &HeaderValue) -> Result<Self, SyntaxError> {
        let line = text(value)?;
        let mut cursor = Cursor::new(line);
        let scheme = cursor.token("the name of a scheme, such as Bearer,")?.to_owned();
        if !cursor.at_end() && !cursor.eat(b' ') {
            return Err(cursor.error(format!("after {scheme} comes one space, and then the credentials")));
        }
        cursor.take(|byte| byte == b' ');
        let start = cursor.column();
        let rest = line.get(start - 1..).unwrap_or_default();
        if scheme.eq_ignore_ascii_case("Bearer") {
            return token68(rest, start, "a token").map(|()| Self::Bearer(rest.into()));
        }
        if !scheme.eq_ignore_ascii_case("Basic") {
            return Ok(Self::Other(scheme));
        }
        token68(rest, start, "a name and a password in Base64")?;
        let pair = base64(rest)
            .and_then(|octets| String::from_utf8(octets).ok())
            .ok_or_else(|| SyntaxError::new(start, "this is not UTF-8 text in Base64"))?;
        match pair.split_once(':') {
            Some((user, password)) => Ok(Self::Basic { user: user.into(), password: password.into() }),
            None => Err(SyntaxError::new(start, "there is no colon between the name and the password")),
        }
    }
}

/// Checks `token68` (RFC 9110 §11.2).
fn token68(value: &str, start: usize, what: &str) -> Result<(), SyntaxError> {
    let body = value.trim_end_matches('=');
    if body.is_empty() {
        return Err(SyntaxError::new(start, format!("{what} should stand here, but there is none")));
    }
    let good = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte);
    match body.bytes().position(|byte| !good(byte)) {
        None => Ok(()),
        Some(at) => Err(SyntaxError::new(start + at, format!("{what} may not contain such a character"))),
    }
}

/// Undoes Base64 (RFC 4648 §4), with or without its padding.
fn base64(text: &str) -> Option<Vec<u8>> {
    let mut octets = Vec::with_capacity(text.len() * 3 / 4);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in text.trim_end_matches('=').bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(value)) & 0xFFFF;
        count += 6;
        if count >= 8 {
            count -= 8;
            octets.push((bits >> count) as u8);
        }
    }
    Some(octets)
}

/// Credentials for people to see: the scheme and the first four characters of the rest, never all of it.
#[must_use]
pub fn masked(value: &[u8]) -> String {
    let text = String::from_utf8_lossy(value);
    let (scheme, secret) = match text.split_once(' ') {
        Some((scheme, secret)) => (format!("{scheme} "), secret),
        None => (String::new(), text.as_ref()),
    };
    // Of something short, four characters would be most of it.
    let shown = if secret.chars().count() > 8 { 4 } else { 0 };
    let start: String = secret.chars().take(shown).collect();
    format!("{scheme}{start}…")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Credentials, String> {
        Credentials::parse(&HeaderValue::from_str(text).unwrap()).map_err(|error| error.to_string())
    }

    #[test]
    fn credentials_are_read() {
        assert_eq!(parse("Bearer abc").unwrap(), Credentials::Bearer("abc".into()));
        assert_eq!(parse("BEARER   a_b~c/+").unwrap(), Credentials::Bearer("a_b~c/+".into()));
        // The example of RFC 7617 §2.
        assert_eq!(
            parse("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==").unwrap(),
            Credentials::Basic { user: "Aladdin".into(), password: "open sesame".into() }
        );
        assert_eq!(parse("Digest username=\"x\"").unwrap(), Credentials::Other("Digest".into()));
    }

    #[test]
    fn what_is_wrong_is_told_without_the_secret() {
        for (text, problem) in [
            ("", "the name of a scheme, such as Bearer, should begin here"),
            ("Bearer", "a token should stand here, but there is none, at column 7"),
            ("Bearer ==", "a token should stand here, but there is none, at column 8"),
            ("Bearer se cret", "a token may not contain such a character, at column 10"),
            ("Bearer:secret", "after Bearer comes one space"),
            ("Basic secret", "this is not UTF-8 text in Base64"),
            ("Basic YWJj", "there is no colon between the name and the password"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.starts_with(problem), "{text}: {error}");
            assert!(!error.contains("secret") && !error.contains("YWJj"));
        }
    }

    #[test]
    fn a_secret_never_shows_whole() {
        assert_eq!(masked(b"Bearer card_1_abcdefgh"), "Bearer card…");
        assert_eq!(masked(b"Bearer short"), "Bearer …");
        assert_eq!(masked(b"naked-token-without-scheme"), "nake…");
        assert_eq!(masked(b"\xff\xfe"), "…");
        assert_eq!(masked(b""), "…");
    }

    #[test]
    fn arbitrary_bytes_never_panic() {
        crate::http::arbitrary::bytes(b"Bearer Basic =+/:", |bytes| {
            let _ = masked(bytes);
            if let Ok(value) = HeaderValue::from_bytes(bytes) {
                let _ = Credentials::parse(&value);
            }
        });
    }
}
