//! Comma-separated values as rows of cells (RFC 4180), read leniently: every text has some reading.

use super::json::{Hit, Search, occurrences};

/// A cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Where it begins in the text, in bytes.
    pub at: usize,
    /// What stands in it, without the quotes around it.
    pub text: String,
}

/// Reads one row, which begins at this byte: its cells, and where the next one begins. `None` at the end of the text.
#[must_use]
pub fn row(text: &str, from: usize) -> Option<(Vec<Cell>, usize)> {
    let rest = text.get(from..).filter(|rest| !rest.is_empty())?;
    let mut cells = Vec::new();
    let mut cell = Cell { at: from, text: String::new() };
    let mut quoted = false;
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' if quoted => match chars.peek() {
                Some((_, '"')) => {
                    cell.text.push('"');
                    chars.next();
                }
                _ => quoted = false,
            },
            '"' if cell.text.is_empty() => quoted = true,
            ',' if !quoted => {
                cells.push(std::mem::take(&mut cell));
                cell.at = from + at + 1;
            }
            '\r' if !quoted && matches!(chars.peek(), Some((_, '\n'))) => {}
            '\n' if !quoted => {
                cells.push(cell);
                return Some((cells, from + at + 1));
            }
            c => cell.text.push(c),
        }
    }
    cells.push(cell);
    Some((cells, text.len()))
}

/// The rows of a text from this byte on, where one begins, at most so many; and where the first that is left begins.
///
/// ```
/// use toyshelf::client::csv::rows;
///
/// let text = "id,name\r\ncar,\"Red, \"\"fast\"\" car\"\r\n";
/// let (table, left) = rows(text, 0, 100);
/// assert_eq!(table[1][1].text, "Red, \"fast\" car");
/// assert_eq!(&text[table[1][0].at..][..3], "car");
/// assert_eq!(left, text.len());
/// ```
#[must_use]
pub fn rows(text: &str, from: usize, most: usize) -> (Vec<Vec<Cell>>, usize) {
    let mut next = from;
    let rows = std::iter::from_fn(|| {
        let (cells, after) = row(text, next)?;
        next = after;
        Some(cells)
    });
    let rows = rows.take(most).collect();
    (rows, next)
}

/// A search through the cells, under way: in pieces, so that a long text never holds up the page.
///
/// The place of a hit is where its cell begins, and so many bytes on as the words are into what stands in the cell; its
/// number is where its row begins.
#[derive(Clone, Debug)]
pub struct CellSearch {
    words: String,
    next: usize,
    hits: Vec<Hit>,
}

impl CellSearch {
    /// Begins a search. Letters match in either case.
    #[must_use]
    pub fn new(text: &str, words: &str) -> Self {
        let next = if words.is_empty() { text.len() } else { 0 };
        Self { words: words.to_owned(), next, hits: Vec::new() }
    }

    /// Goes on through about so many bytes of the same text. `true` once all has been looked through, or there are too
    /// many hits.
    pub fn work(&mut self, text: &str, bytes: usize) -> bool {
        let until = self.next.saturating_add(bytes.max(1));
        while self.next < until && self.hits.len() < Search::MOST {
            let node = self.next;
            let Some((cells, next)) = row(text, node) else { return true };
            let found = cells.iter().flat_map(|cell| {
                occurrences(&cell.text, &self.words).map(|(at, len)| Hit { node, at: cell.at + at, len })
            });
            self.hits.extend(found.take(Search::MOST - self.hits.len()));
            self.next = next;
        }
        self.next >= text.len() || self.hits.len() >= Search::MOST
    }

    /// What was found so far, in the order of the text.
    #[must_use]
    pub fn hits(&self) -> &[Hit] {
        &self.hits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Vec<String>> {
        let (table, _) = rows(text, 0, 9);
        table.into_iter().map(|row| row.into_iter().map(|cell| cell.text).collect()).collect()
    }

    #[test]
    fn any_text_has_a_reading() {
        assert_eq!(read(""), Vec::<Vec<String>>::new());
        assert_eq!(read("a"), [["a"]]);
        assert_eq!(read("a,\nb\n"), [vec!["a", ""], vec!["b"]]);
        assert_eq!(read("\n\n"), [[""], [""]]);
        assert_eq!(read("\"a\nb\",\"never closed"), [["a\nb", "never closed"]]);
        assert_eq!(read("a\"b,\"c\"d"), [["a\"b", "cd"]]);
        assert_eq!(read("a\rb\r\n"), [["a\rb"]]);
        assert_eq!(row("é", 1), None, "not at the start of a character");
    }

    #[test]
    fn no_more_rows_than_asked_for_are_read_and_the_rest_can_be() {
        let text = "a\nb\nc\nd";
        let (table, left) = rows(text, 0, 2);
        assert_eq!((table.len(), left), (2, 4));
        let (table, left) = rows(text, left, 9);
        assert_eq!((table.len(), table[0][0].at, left), (2, 4, 7));
    }

    #[test]
    fn words_are_found_in_cells_and_never_across_them() {
        let text = "id,name\ncar,\"a \"\"red\"\" car, red\"\nred,car\n";
        let hits = |words: &str| {
            let mut search = CellSearch::new(text, words);
            while !search.work(text, 1) {}
            search.hits().to_vec()
        };
        let red = hits("RED");
        assert_eq!(red.iter().map(|hit| hit.node).collect::<Vec<_>>(), [8, 8, 33]);
        // Within the second cell of its row, at the fourth byte of what stands there.
        let (cells, _) = row(text, 8).unwrap();
        assert_eq!(red[0].at, cells[1].at + 3);
        assert_eq!(hits("car,red"), []);
        assert_eq!(hits("red,car"), []);
        assert_eq!(hits("\"red\""), [Hit { node: 8, at: cells[1].at + 2, len: 5 }]);
        assert_eq!(hits(""), []);
    }

    #[test]
    fn hits_are_bounded() {
        let text = "a,".repeat(3 * Search::MOST);
        let mut search = CellSearch::new(&text, "a");
        assert!(search.work(&text, 1));
        assert_eq!(search.hits().len(), Search::MOST);
    }
}
