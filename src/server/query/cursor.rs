//! Cursors: where the last page ended, in a form that tells a client nothing.
//!
//! A cursor holds the sort keys of the last item shown and its place in the collection, which is never given again.
//! So the next page begins right behind that item, whatever was added or taken away since, itself included.

use serde_json::Value;

/// Where a page ended.
#[derive(Debug)]
pub(super) struct Cursor {
    /// The mark of the query that it belongs to.
    pub(super) of: u64,
    pub(super) place: u64,
    pub(super) keys: Vec<Value>,
}

/// Digits of base64url (RFC 4648 §5).
const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

impl Cursor {
    pub(super) fn write(self) -> String {
        let mut parts = vec![self.of.into(), self.place.into()];
        parts.extend(self.keys);
        let json = Value::Array(parts).to_string();
        let mut text = String::with_capacity(json.len().div_ceil(3) * 4);
        for chunk in json.as_bytes().chunks(3) {
            let group =
                chunk.iter().chain(&[0, 0]).take(3).fold(0, |group, byte| (group << 8) | usize::from(*byte));
            text.extend((0..=chunk.len()).map(|place| char::from(DIGITS[(group >> (18 - 6 * place)) & 63])));
        }
        text
    }

    /// `None` where no server wrote this.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut json = Vec::with_capacity(text.len() / 4 * 3 + 2);
        for chunk in text.as_bytes().chunks(4) {
            let mut group = 0;
            for digit in chunk {
                group = (group << 6) | DIGITS.iter().position(|other| other == digit)?;
            }
            group <<= 6 * (4 - chunk.len());
            json.extend(
                [16, 8, 0].into_iter().take(chunk.len() - 1).map(|shift| ((group >> shift) & 255) as u8),
            );
        }
        let mut parts = serde_json::from_slice::<Vec<Value>>(&json).ok()?.into_iter();
        let (of, place) = (parts.next()?.as_u64()?, parts.next()?.as_u64()?);
        Some(Self { of, place, keys: parts.collect() })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_cursor_comes_back_as_it_was() {
        for keys in [json!([]), json!([null, 4, "Zoë & co"]), json!([true]), json!(["a"]), json!(["ab"])] {
            let keys = keys.as_array().unwrap().clone();
            let text = Cursor { of: u64::MAX, place: 7, keys: keys.clone() }.write();
            assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)), "{text}");
            let back = Cursor::read(&text).unwrap();
            assert_eq!((back.of, back.place, back.keys), (u64::MAX, 7, keys));
        }
    }

    #[test]
    fn what_is_no_cursor_is_none() {
        for text in ["", "x", "é", "AAAA", "WzFd", "====", "W10", "bnVsbA"] {
            assert!(Cursor::read(text).is_none(), "{text}");
        }
    }
}
