//! A JSON text as a tree that opens and closes: which rows are shown, and what each key does (the ARIA tree pattern).

use super::doc::Doc;

/// A key that a tree knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Press<'a> {
    /// To the row above.
    Up,
    /// To the row below.
    Down,
    /// Closes what is open, else goes to what it stands in.
    Out,
    /// Opens what is closed, else goes to the first in it.
    In,
    /// To the first row.
    First,
    /// To the last row.
    Last,
    /// So many rows on, or back where it is negative.
    Page(isize),
    /// Opens what is closed, closes what is open.
    Toggle,
    /// Opens all that stand beside it.
    Siblings,
    /// To the next row that begins with these letters.
    Type(&'a str),
}

/// Which values are open, and so which are shown.
#[derive(Clone, Debug)]
pub struct Tree {
    open: Vec<bool>,
    rows: Vec<u32>,
}

impl Tree {
    /// The most rows that a tree begins with, unless the whole holds more by itself.
    const AT_FIRST: usize = 120;

    /// A tree that is open as far down as keeps it easy to survey.
    #[must_use]
    pub fn of(doc: &Doc) -> Self {
        let mut tree = Self { open: vec![false; doc.len()], rows: Vec::new() };
        let deepest = (0..doc.len()).map(|number| doc.node(number).depth).max().unwrap_or_default();
        // How many values stand at each depth, and so how many rows there are when all above are open.
        let mut at_depth = vec![0_usize; usize::from(deepest) + 1];
        (0..doc.len()).for_each(|number| at_depth[usize::from(doc.node(number).depth)] += 1);
        let mut rows = 0;
        let shown = at_depth.iter().take_while(|count| {
            rows += **count;
            rows <= Self::AT_FIRST
        });
        let depth = shown.count().max(2) as u16 - 1;
        for number in 0..doc.len() {
            tree.open[number] = doc.node(number).depth < depth;
        }
        tree.lay_out(doc);
        tree
    }

    fn lay_out(&mut self, doc: &Doc) {
        self.rows.clear();
        let mut at = 0;
        while at < doc.len() {
            self.rows.push(at as u32);
            at = if self.is_open(doc, at) { at + 1 } else { doc.node(at).after as usize };
        }
    }

    /// How many rows are shown.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether no row is shown.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The number of the value in a row.
    #[must_use]
    pub fn node(&self, row: usize) -> Option<usize> {
        self.rows.get(row).map(|node| *node as usize)
    }

    /// The row of a value, where it is shown.
    #[must_use]
    pub fn row_of(&self, node: usize) -> Option<usize> {
        self.rows.binary_search(&u32::try_from(node).ok()?).ok()
    }

    /// Whether what stands in a value is shown.
    #[must_use]
    pub fn is_open(&self, doc: &Doc, node: usize) -> bool {
        doc.node(node).count > 0 && self.open.get(node).copied().unwrap_or_default()
    }

    /// Opens or closes a value.
    pub fn set(&mut self, doc: &Doc, node: usize, open: bool) {
        if let Some(there) = self.open.get_mut(node)
            && *there != open
        {
            *there = open;
            self.lay_out(doc);
        }
    }

    /// Opens all that a value stands in, so that it is shown.
    pub fn reveal(&mut self, doc: &Doc, node: usize) {
        if self.row_of(node).is_some() {
            return;
        }
        let mut at = node;
        while let Some(parent) = doc.parent(at) {
            self.open[parent] = true;
            at = parent;
        }
        self.lay_out(doc);
    }

    /// Opens or closes everything. The whole stays open.
    pub fn set_all(&mut self, doc: &Doc, open: bool) {
        self.open.fill(open);
        if let Some(whole) = self.open.first_mut() {
            *whole = true;
        }
        self.lay_out(doc);
    }

    /// Does what a key asks for at a value; the value that is to be at hand then.
    pub fn press(&mut self, doc: &Doc, at: usize, press: Press<'_>) -> usize {
        let row = self.row_of(at).unwrap_or_default();
        let to = |row: usize| self.node(row.min(self.len().saturating_sub(1))).unwrap_or(at);
        match press {
            Press::Up => to(row.saturating_sub(1)),
            Press::Down => to(row + 1),
            Press::First => to(0),
            Press::Last => to(usize::MAX),
            Press::Page(rows) => to(row.saturating_add_signed(rows)),
            Press::Out if self.is_open(doc, at) => {
                self.set(doc, at, false);
                at
            }
            Press::Out => doc.parent(at).unwrap_or(at),
            Press::In if self.is_open(doc, at) => at + 1,
            Press::In => {
                self.set(doc, at, true);
                at
            }
            Press::Toggle => {
                let open = self.is_open(doc, at);
                self.set(doc, at, !open);
                at
            }
            Press::Siblings => {
                if let Some(parent) = doc.parent(at) {
                    doc.children(parent).for_each(|child| self.open[child] = true);
                    self.lay_out(doc);
                }
                at
            }
            Press::Type(letters) => {
                // One letter goes on to the next; more keep to the row that they began with, while it fits.
                let from = row + usize::from(letters.chars().count() == 1);
                let begins = |row: &usize| {
                    let Some(node) = self.node(*row) else { return false };
                    let text = doc.key(node).unwrap_or_else(|| doc.value(node));
                    let mut here = text.chars().flat_map(char::to_lowercase);
                    letters.chars().flat_map(char::to_lowercase).all(|letter| here.next() == Some(letter))
                };
                (from..self.len())
                    .chain(0..from.min(self.len()))
                    .find(begins)
                    .and_then(|row| self.node(row))
                    .unwrap_or(at)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOYS: &str = r#"{"items": [{"id": "car", "wheels": 4}, {"id": "duck"}], "empty": {}, "total": 2}"#;

    #[test]
    fn keys_walk_the_rows_that_are_shown() {
        let doc = Doc::parse(TOYS).unwrap();
        let mut tree = Tree::of(&doc);
        assert_eq!(tree.len(), doc.len(), "a small one is open");
        let mut at = 0;
        let mut walk = |at: &mut usize, press| {
            *at = tree.press(&doc, *at, press);
            (doc.pointer(*at), tree.len())
        };
        assert_eq!(walk(&mut at, Press::Down), ("/items".into(), 9));
        assert_eq!(walk(&mut at, Press::Out), ("/items".into(), 4), "closed");
        assert_eq!(walk(&mut at, Press::Down), ("/empty".into(), 4));
        assert_eq!(walk(&mut at, Press::In), ("/empty".into(), 4), "there is nothing in it");
        assert_eq!(walk(&mut at, Press::Last), ("/total".into(), 4));
        assert_eq!(walk(&mut at, Press::Down), ("/total".into(), 4));
        assert_eq!(walk(&mut at, Press::Type("i")), ("/items".into(), 4));
        assert_eq!(walk(&mut at, Press::In), ("/items".into(), 9));
        assert_eq!(walk(&mut at, Press::In), ("/items/0".into(), 9));
        assert_eq!(walk(&mut at, Press::Toggle), ("/items/0".into(), 7));
        assert_eq!(walk(&mut at, Press::Siblings), ("/items/0".into(), 9));
        assert_eq!(walk(&mut at, Press::Page(2)), ("/items/0/wheels".into(), 9));
        assert_eq!(walk(&mut at, Press::Type("to")), ("/total".into(), 9));
        assert_eq!(walk(&mut at, Press::Page(-99)), (String::new(), 9));
        assert_eq!(walk(&mut at, Press::Out), (String::new(), 1));
        assert_eq!(walk(&mut at, Press::Out), (String::new(), 1));
        assert_eq!(walk(&mut at, Press::Up), (String::new(), 1));
    }

    #[test]
    fn a_long_one_begins_closed_and_reveals_what_is_looked_for() {
        let items: Vec<_> = (0..100_000).map(|n| format!("{{\"n\":{n}}}")).collect();
        let doc = Doc::parse(&format!("{{\"items\":[{}]}}", items.join(","))).unwrap();
        let mut tree = Tree::of(&doc);
        assert_eq!(tree.len(), 2);
        let last = doc.len() - 1;
        assert_eq!(tree.row_of(last), None);
        tree.reveal(&doc, last);
        assert_eq!(tree.row_of(last), Some(tree.len() - 1));
        assert_eq!(tree.len(), 100_003);
        tree.set_all(&doc, true);
        assert_eq!(tree.len(), doc.len());
        tree.set_all(&doc, false);
        assert_eq!(tree.len(), 2);
    }
}
