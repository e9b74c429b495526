//! JSON Pointers that change what they point to (RFC 6901).

use serde_json::Value;

/// A JSON Pointer, as its reference tokens. No tokens point to the whole document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pointer {
    tokens: Vec<String>,
}

impl Pointer {
    /// Reads a pointer, or says what is wrong with it.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Ok(Self { tokens: Vec::new() });
        }
        let Some(rest) = text.strip_prefix('/') else {
            return Err(format!("a JSON Pointer begins with “/” or is empty, and “{}” does not", cut(text)));
        };
        let tokens = rest.split('/').map(unescape).collect::<Result<_, _>>()?;
        Ok(Self { tokens })
    }

    /// The last token and what comes before it; `None` for the whole document.
    pub(super) fn split(&self) -> Option<(&str, &[String])> {
        let (last, parents) = self.tokens.split_last()?;
        Some((last, parents))
    }

    pub(super) fn depth(&self) -> usize {
        self.tokens.len()
    }

    /// Whether this points to something that the other lies within, and is not.
    pub(super) fn is_above(&self, other: &Self) -> bool {
        self.tokens.len() < other.tokens.len() && other.tokens.starts_with(&self.tokens)
    }

    /// What this points to, or why there is nothing.
    pub(super) fn get<'v>(&self, root: &'v Value) -> Result<&'v Value, String> {
        let mut value = root;
        for (depth, token) in self.tokens.iter().enumerate() {
            value = match value {
                Value::Object(members) => members.get(token).ok_or_else(|| self.no_member(depth))?,
                Value::Array(items) => {
                    let index = index(token, items.len())?;
                    items.get(index).ok_or_else(|| self.no_item(depth, items.len()))?
                }
                other => return Err(self.no_way(depth, other)),
            };
        }
        Ok(value)
    }

    /// The object or array that what this points to is in, or would be.
    pub(super) fn parent<'v>(
        &self,
        root: &'v mut Value,
        parents: &[String],
    ) -> Result<&'v mut Value, String> {
        let mut value = root;
        for (depth, token) in parents.iter().enumerate() {
            value = match value {
                Value::Object(members) => members.get_mut(token).ok_or_else(|| self.no_member(depth))?,
                Value::Array(items) => {
                    let (length, index) = (items.len(), index(token, items.len())?);
                    items.get_mut(index).ok_or_else(|| self.no_item(depth, length))?
                }
                other => return Err(self.no_way(depth, other)),
            };
        }
        Ok(value)
    }

    /// What to say when an object has no member of the name that the token at this depth gives.
    pub(super) fn no_member(&self, depth: usize) -> String {
        format!("there is no member “{}” in {}", cut(&self.tokens[depth]), self.place(depth))
    }

    pub(super) fn no_item(&self, depth: usize, length: usize) -> String {
        let items = if length == 1 { "1 item".to_owned() } else { format!("{length} items") };
        format!("there is no item {} in {}, which has {items}", cut(&self.tokens[depth]), self.place(depth))
    }

    pub(super) fn no_way(&self, depth: usize, value: &Value) -> String {
        format!("{} is {}, which has nothing within it", self.place(depth), kind(value))
    }

    /// The first so many tokens, as they are shown in a sentence.
    fn place(&self, depth: usize) -> String {
        if depth == 0 {
            return "the document".into();
        }
        let tokens: String = self.tokens[..depth]
            .iter()
            .flat_map(|token| ["/".to_owned(), token.replace('~', "~0").replace('/', "~1")])
            .collect();
        cut(&tokens)
    }
}

/// The index that a token gives into an array with so many items: digits, with no zero before them.
pub(super) fn index(token: &str, length: usize) -> Result<usize, String> {
    if token == "-" {
        return Ok(length);
    }
    let digits = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || (token.len() > 1 && token.starts_with('0')) {
        return Err(format!(
            "“{}” is no index into an array: 0 or digits that do not begin with 0",
            cut(token)
        ));
    }
    Ok(token.parse().unwrap_or(usize::MAX))
}

/// What sort of value this is, for a sentence.
pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

fn unescape(token: &str) -> Result<String, String> {
    let mut plain = String::with_capacity(token.len());
    let mut characters = token.chars();
    while let Some(character) = characters.next() {
        if character != '~' {
            plain.push(character);
            continue;
        }
        match characters.next() {
            Some('0') => plain.push('~'),
            Some('1') => plain.push('/'),
            _ => return Err(format!("in “{}”, “~” is followed by neither 0 nor 1", cut(token))),
        }
    }
    Ok(plain)
}

/// Text for a sentence: at most 60 characters.
pub(super) fn cut(text: &str) -> String {
    let mut shown: String = text.chars().take(60).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The examples of RFC 6901 §5.
    #[test]
    fn pointers_point_as_their_specification_shows() {
        let document = json!({
            "foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7,
            "m~n": 8,
        });
        for (text, want) in [
            ("", document.clone()),
            ("/foo", json!(["bar", "baz"])),
            ("/foo/0", json!("bar")),
            ("/", json!(0)),
            ("/a~1b", json!(1)),
            ("/c%d", json!(2)),
            ("/e^f", json!(3)),
            ("/g|h", json!(4)),
            ("/i\\j", json!(5)),
            ("/k\"l", json!(6)),
            ("/ ", json!(7)),
            ("/m~0n", json!(8)),
        ] {
            assert_eq!(Pointer::parse(text).unwrap().get(&document), Ok(&want), "{text}");
        }
    }

    #[test]
    fn what_does_not_point_says_why() {
        let document = json!({"foo": ["bar"], "n": 1});
        for (text, want) in [
            ("/x", "there is no member “x” in the document"),
            ("/foo/7", "there is no item 7 in /foo, which has 1 item"),
            ("/foo/-", "there is no item - in /foo, which has 1 item"),
            ("/foo/01", "“01” is no index into an array: 0 or digits that do not begin with 0"),
            ("/n/x", "/n is a number, which has nothing within it"),
        ] {
            assert_eq!(Pointer::parse(text).unwrap().get(&document).unwrap_err(), want);
        }
        assert!(Pointer::parse("x").unwrap_err().contains("begins with"));
        assert!(Pointer::parse("/a~2").unwrap_err().contains("neither 0 nor 1"));
    }
}
