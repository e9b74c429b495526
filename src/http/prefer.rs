//! Prefer: what the client would like, and can do without (RFC 7240).

use http::HeaderValue;

use super::{list, syntax::Cursor};

/// One preference, as in `return=minimal` or `respond-async`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preference {
    /// The name, in lower case.
    pub name: String,
    /// The value; empty where there is none, which means the same (RFC 7240 §2).
    pub value: String,
}

/// The preferences of all Prefer field lines, in order. Of several with one name the first counts, and what cannot
/// be read is passed over, as RFC 7240 §2 asks; parameters are not kept, since none is defined.
///
/// ```
/// use toyshelf::http::{HeaderValue, prefer};
///
/// let line = HeaderValue::from_static(r#"respond-async, return="minimal"; x=1, return=representation"#);
/// let told: Vec<_> = prefer::parse([&line]).into_iter().map(|it| (it.name, it.value)).collect();
/// assert_eq!(told, [("respond-async".into(), String::new()), ("return".into(), "minimal".into())]);
/// ```
pub fn parse<'a>(lines: impl IntoIterator<Item = &'a HeaderValue>) -> Vec<Preference> {
    let mut found: Vec<Preference> = Vec::new();
    for line in lines {
        for element in list::elements([line]).unwrap_or_default() {
            if let Some(preference) = read(element.text)
                && found.iter().all(|other| other.name != preference.name)
            {
                found.push(preference);
            }
        }
    }
    found
}

fn read(text: &str) -> Option<Preference> {
    let mut cursor = Cursor::new(text);
    let name = cursor.token("a preference").ok()?.to_ascii_lowercase();
    cursor.skip_space();
    let mut value = String::new();
    if cursor.eat(b'=') {
        cursor.skip_space();
        value = if cursor.peek() == Some(b'"') {
            cursor.quoted().ok()?
        } else {
            cursor.token("a value").ok()?.to_owned()
        };
        cursor.skip_space();
    }
    (cursor.at_end() || cursor.peek() == Some(b';')).then_some(Preference { name, value })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(lines: &[&str]) -> String {
        let lines: Vec<_> = lines.iter().map(|line| HeaderValue::from_str(line).unwrap()).collect();
        let told: Vec<_> = parse(&lines).iter().map(|it| format!("{}={}", it.name, it.value)).collect();
        told.join(" ")
    }

    #[test]
    fn the_examples_of_rfc_7240_are_read() {
        for (lines, want) in [
            (
                &["respond-async, wait=100", "handling=lenient"][..],
                "respond-async= wait=100 handling=lenient",
            ),
            (&["wait=100, handling=lenient", "respond-async"], "wait=100 handling=lenient respond-async="),
            (&["foo; some-parameter=\"\""], "foo="),
            (&["foo=\"\"; bar"], "foo="),
            (&["Return = minimal"], "return=minimal"),
            (&["return=minimal, return=representation"], "return=minimal"),
            (&["return=minimal x, =y, , handling=strict"], "handling=strict"),
            (&["\"open", "respond-async"], "respond-async="),
        ] {
            assert_eq!(told(lines), want, "{lines:?}");
        }
    }
}
