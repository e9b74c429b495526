//! Comma-separated lists in field values (RFC 9110 §5.6.1).

use http::HeaderValue;

use super::syntax::{SyntaxError, text};

/// One element of a list, with its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Element<'a> {
    /// The element, without whitespace around it; never empty.
    pub text: &'a str,
    /// Where it begins in its field line, in bytes from 1.
    pub column: usize,
    /// Which field line it is on, from 1.
    pub line: usize,
}

/// The elements of a list field in order, over all its field lines (RFC 9110 §5.3). A comma inside a quoted
/// string does not separate; empty elements are skipped, as §5.6.1.2 asks of a recipient.
///
/// # Errors
///
/// A quoted string that is not closed, or a value that is not UTF-8.
///
/// ```
/// use toyshelf::http::{HeaderValue, list};
///
/// let prefer = HeaderValue::from_static(r#"wait=5,, handling="strict, please""#);
/// let elements: Vec<&str> = list::elements([&prefer])?.iter().map(|element| element.text).collect();
/// assert_eq!(elements, ["wait=5", r#"handling="strict, please""#]);
/// # Ok::<(), toyshelf::http::SyntaxError>(())
/// ```
pub fn elements<'a>(
    lines: impl IntoIterator<Item = &'a HeaderValue>,
) -> Result<Vec<Element<'a>>, SyntaxError> {
    let mut found = Vec::new();
    for (index, value) in lines.into_iter().enumerate() {
        let line = index + 1;
        let on_line = text(value).and_then(split).map_err(|error| error.on_line(line))?;
        found.extend(on_line.into_iter().map(|element| Element { line, ..element }));
    }
    Ok(found)
}

/// The elements of one field line.
pub(crate) fn split(line: &str) -> Result<Vec<Element<'_>>, SyntaxError> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut quote = None;
    let mut escaped = false;
    for (at, byte) in line.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quote.is_some() => escaped = true,
            b'"' if quote.is_some() => quote = None,
            b'"' => quote = Some(at),
            b',' if quote.is_none() => {
                found.extend(element(line, start, at));
                start = at + 1;
            }
            _ => {}
        }
    }
    match quote {
        Some(at) => Err(SyntaxError::new(at + 1, "a quoted string is not closed")),
        None => {
            found.extend(element(line, start, line.len()));
            Ok(found)
        }
    }
}

fn element(line: &str, start: usize, end: usize) -> Option<Element<'_>> {
    let space = [' ', '\t'];
    let from_start = line[start..end].trim_start_matches(space);
    let text = from_start.trim_end_matches(space);
    let column = end - from_start.len() + 1;
    (!text.is_empty()).then_some(Element { text, column, line: 1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_on_commas_outside_quotes() {
        let table: [(&str, &[(&str, usize)]); 8] = [
            ("", &[]),
            (" , ,\t,", &[]),
            ("a", &[("a", 1)]),
            ("a,b", &[("a", 1), ("b", 3)]),
            (" a b ,\tc ", &[("a b", 2), ("c", 8)]),
            (r#"a="x,y",b"#, &[(r#"a="x,y""#, 1), ("b", 9)]),
            (r#""\"," , c"#, &[(r#""\",""#, 1), ("c", 9)]),
            ("é,ü", &[("é", 1), ("ü", 4)]),
        ];
        for (line, want) in table {
            let got: Vec<_> = split(line).unwrap().iter().map(|e| (e.text, e.column)).collect();
            assert_eq!(got, want, "{line:?}");
        }
    }

    #[test]
    fn an_open_quote_is_an_error_on_its_line() {
        let lines = [HeaderValue::from_static("a"), HeaderValue::from_static("b, \"c")];
        let error = elements(&lines).unwrap_err();
        assert_eq!(error.to_string(), "a quoted string is not closed, at column 4 of field line 2");
    }

    #[test]
    fn lines_join_in_order() {
        let lines =
            [HeaderValue::from_static("a, b"), HeaderValue::from_static(""), HeaderValue::from_static("c")];
        let got: Vec<_> = elements(&lines).unwrap().iter().map(|e| (e.text, e.line)).collect();
        assert_eq!(got, [("a", 1), ("b", 1), ("c", 3)]);
    }
}
