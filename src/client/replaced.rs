//! Requests written by hand that others took the place of: each can be brought back, and none is lost on the way.

use super::{Draft, QueryRow};

/// A draft with the rows of its query, as they stood beside it.
pub type Written = (Draft, Vec<QueryRow>);

/// Those that were replaced, and what the draft was when it was last put in whole.
///
/// ```
/// use toyshelf::client::{Draft, replaced::Replaced};
///
/// let mut replaced = Replaced::default();
/// let mine = Draft::new("GET", "/toys?kind=car");
/// replaced.replace(mine.clone(), vec![], false, &Draft::new("GET", "/toys/duck"));
/// // Another example after the first: the one before is nobody's work, and mine is still there.
/// replaced.replace(Draft::new("GET", "/toys/duck"), vec![], false, &Draft::new("GET", "/toys/train"));
/// assert_eq!(replaced.back(Draft::new("GET", "/toys/train"), vec![]), Some((mine, vec![])));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    /// The newest last.
    kept: Vec<Written>,
    /// What was put in whole, and is nobody's work for as long as it stays as it is.
    given: Option<Draft>,
    /// Whether the way back is offered.
    offered: bool,
}

impl Default for Replaced {
    fn default() -> Self {
        Self { kept: Vec::new(), given: Some(Draft::default()), offered: false }
    }
}

impl Replaced {
    /// The most that are kept; the oldest go first.
    pub const MOST: usize = 20;

    /// Notes that a draft takes the place of another, which is kept where it was written by hand and not `sent` as it is:
    /// what was sent stands among the exchanges, to be written again from there.
    pub fn replace(&mut self, old: Draft, query: Vec<QueryRow>, sent: bool, new: &Draft) {
        if old == *new {
            return;
        }
        if !sent && self.is_by_hand(&old) {
            self.kept.retain(|(kept, _)| *kept != old);
            if self.kept.len() >= Self::MOST {
                self.kept.remove(0);
            }
            self.kept.push((old, query));
            self.offered = true;
        }
        self.given = Some(new.clone());
    }

    /// The one that is offered: the newest, and how many there are.
    #[must_use]
    pub fn offer(&self) -> Option<(&Draft, usize)> {
        let (draft, _) = self.kept.last().filter(|_| self.offered)?;
        Some((draft, self.kept.len()))
    }

    /// Takes the newest back, to be put in place of this draft. Where that is written by hand it becomes the oldest of
    /// those kept, so whoever goes on comes past each of them.
    pub fn back(&mut self, now: Draft, query: Vec<QueryRow>) -> Option<Written> {
        let back = self.kept.pop()?;
        if self.is_by_hand(&now) && now != back.0 {
            self.kept.retain(|(kept, _)| *kept != now);
            self.kept.insert(0, (now, query));
        }
        // What comes back was written by hand, and is so still.
        self.given = None;
        Some(back)
    }

    /// Offers them no more, until another is replaced.
    pub fn put_away(&mut self) {
        self.offered = false;
    }

    fn is_by_hand(&self, draft: &Draft) -> bool {
        self.given.as_ref() != Some(draft)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(path: &str) -> Draft {
        Draft::new("GET", path)
    }

    fn offered(replaced: &Replaced) -> Option<(String, usize)> {
        replaced.offer().map(|(draft, count)| (draft.path.clone(), count))
    }

    #[test]
    fn what_nobody_wrote_is_not_kept() {
        let mut replaced = Replaced::default();
        replaced.replace(Draft::default(), vec![], false, &draft("/a"));
        replaced.replace(draft("/a"), vec![], false, &draft("/b"));
        assert_eq!(offered(&replaced), None);
        assert_eq!(replaced.back(draft("/b"), vec![]), None);
    }

    #[test]
    fn whoever_goes_back_again_and_again_comes_past_each() {
        let mut replaced = Replaced::default();
        let row = vec![QueryRow::new("kind", "car")];
        replaced.replace(draft("/mine-1"), row.clone(), false, &draft("/a"));
        replaced.replace(draft("/mine-2"), vec![], false, &draft("/b"));
        assert_eq!(offered(&replaced), Some(("/mine-2".into(), 2)));
        let mut now = (draft("/mine-3"), vec![]);
        let mut seen = Vec::new();
        for _ in 0..4 {
            now = replaced.back(now.0, now.1).unwrap();
            seen.push(now.0.path.clone());
        }
        assert_eq!(seen, ["/mine-2", "/mine-1", "/mine-3", "/mine-2"]);
        // The rows that only the table knows come back with their draft.
        assert_eq!(replaced.back(now.0, now.1), Some((draft("/mine-1"), row)));
    }

    #[test]
    fn what_was_brought_back_is_kept_when_it_is_replaced_as_it_is() {
        let mut replaced = Replaced::default();
        replaced.replace(draft("/mine"), vec![], false, &draft("/a"));
        let (mine, _) = replaced.back(draft("/a"), vec![]).unwrap();
        assert_eq!(offered(&replaced), None);
        replaced.replace(mine, vec![], false, &draft("/b"));
        assert_eq!(offered(&replaced), Some(("/mine".into(), 1)));
    }

    #[test]
    fn what_was_put_away_is_not_lost() {
        let mut replaced = Replaced::default();
        replaced.replace(draft("/mine-1"), vec![], false, &draft("/a"));
        replaced.put_away();
        assert_eq!(offered(&replaced), None);
        replaced.replace(draft("/a"), vec![], false, &draft("/b"));
        assert_eq!(offered(&replaced), None);
        replaced.replace(draft("/mine-2"), vec![], false, &draft("/c"));
        assert_eq!(offered(&replaced), Some(("/mine-2".into(), 2)));
    }

    #[test]
    fn what_was_sent_is_left_to_the_exchanges() {
        let mut replaced = Replaced::default();
        replaced.replace(draft("/mine"), vec![], false, &draft("/a"));
        replaced.replace(draft("/sent"), vec![], true, &draft("/b"));
        assert_eq!(offered(&replaced), Some(("/mine".into(), 1)));
        // What took its place is nobody's work all the same.
        replaced.replace(draft("/b"), vec![], false, &draft("/c"));
        assert_eq!(offered(&replaced), Some(("/mine".into(), 1)));
    }

    #[test]
    fn each_is_kept_once_and_no_more_than_so_many() {
        let mut replaced = Replaced::default();
        for turn in 0..3 * Replaced::MOST {
            replaced.replace(draft(&format!("/{}", turn / 2)), vec![], false, &draft("/a"));
        }
        assert_eq!(offered(&replaced), Some(("/29".into(), Replaced::MOST)));
    }
}
