//! Comma-separated values as rows of cells (RFC 4180), read leniently: every text has some reading.

/// The rows of a text, at most so many; and how many bytes of it were left unread.
///
/// ```
/// use toyshelf::client::csv::rows;
///
/// let (table, left) = rows("id,name\r\ncar,\"Red, \"\"fast\"\" car\"\r\n", 100);
/// assert_eq!(table, [["id", "name"], ["car", "Red, \"fast\" car"]]);
/// assert_eq!(left, 0);
/// ```
#[must_use]
pub fn rows(text: &str, most: usize) -> (Vec<Vec<String>>, usize) {
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut cell = String::new();
    let mut quoted = false;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if rows.len() >= most {
            return (rows, text.len() - at);
        }
        match c {
            '"' if quoted => match chars.peek() {
                Some((_, '"')) => {
                    cell.push('"');
                    chars.next();
                }
                _ => quoted = false,
            },
            '"' if cell.is_empty() => quoted = true,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted && matches!(chars.peek(), Some((_, '\n'))) => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    if !cell.is_empty() || !row.is_empty() || quoted {
        row.push(cell);
        rows.push(row);
    }
    (rows, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_has_a_reading() {
        let read = |text| rows(text, 9).0;
        assert_eq!(read(""), Vec::<Vec<String>>::new());
        assert_eq!(read("a"), [["a"]]);
        assert_eq!(read("a,\nb\n"), [vec!["a", ""], vec!["b"]]);
        assert_eq!(read("\n\n"), [[""], [""]]);
        assert_eq!(read("\"a\nb\",\"never closed"), [["a\nb", "never closed"]]);
        assert_eq!(read("a\"b,\"c\"d"), [["a\"b", "cd"]]);
        assert_eq!(read("a\rb\r\n"), [["a\rb"]]);
    }

    #[test]
    fn no_more_rows_than_asked_for_are_read() {
        let (table, left) = rows("a\nb\nc\nd", 2);
        assert_eq!((table.len(), left), (2, 3));
    }
}
