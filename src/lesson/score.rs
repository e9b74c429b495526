//! Which goals have been reached, kept up as the journal grows.

use std::sync::Arc;

use super::Lesson;
use crate::journal::{Entry, Journal};

/// Which goals of a lesson have been reached. It looks at each new exchange once, so that keeping it up costs the same
/// after ten thousand of them.
///
/// A goal once reached stays reached, whatever is undone and whichever branch is current, until there is nothing left
/// in the journal: after starting over, or once all is undone.
#[derive(Clone, Debug)]
pub struct Score {
    lesson: &'static Lesson,
    met: Vec<bool>,
    /// The last exchange looked at; nothing yet where there is none.
    last: Option<Arc<Entry>>,
    begun: bool,
}

impl PartialEq for Score {
    /// Whether the same goals have been reached, after the same exchange.
    fn eq(&self, other: &Self) -> bool {
        let last = |score: &Self| score.last.as_ref().map(Arc::as_ptr);
        self.met == other.met && last(self) == last(other)
    }
}

impl Score {
    /// A score with no goal reached.
    #[must_use]
    pub fn new(lesson: &'static Lesson) -> Self {
        Self { lesson, met: vec![false; lesson.goals.len()], last: None, begun: false }
    }

    /// Whether each goal has been reached, in the lesson's order.
    #[must_use]
    pub fn met(&self) -> &[bool] {
        &self.met
    }

    /// Takes in what is new in the journal.
    pub fn follow(&mut self, journal: &Journal) {
        let entries = journal.entries();
        if entries.is_empty() && journal.branch_count() == 1 {
            *self = Self { begun: true, ..Self::new(self.lesson) };
            return;
        }
        if !self.begun {
            // A session that was kept: what was reached in any of its branches.
            self.begun = true;
            for branch in journal.branches() {
                self.look_at(branch.entries);
            }
        } else {
            let seen = self.last.as_ref().and_then(|last| {
                let place = journal.place_of(last.exchange.number)?;
                entries.get(place).is_some_and(|entry| Arc::ptr_eq(entry, last)).then_some(place + 1)
            });
            // Where the last one is not there any more, this is another branch, or something was undone.
            self.look_at(&entries[seen.unwrap_or(0)..]);
        }
        self.last = entries.last().cloned();
    }

    fn look_at(&mut self, entries: &[Arc<Entry>]) {
        for (goal, met) in self.lesson.goals.iter().zip(&mut self.met) {
            *met = *met || entries.iter().any(|entry| goal.met_by(entry));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        client::Draft,
        journal::{Action, Origin, Via},
        lesson::FIRST_STEPS,
        world::World,
    };

    fn solve(journal: &mut Journal, goal: usize) {
        for ask in FIRST_STEPS.goals[goal].solution {
            journal.send(1_800_000_000_000, ask.request("/api"), Origin::Composer, Via::InPage);
        }
    }

    fn met(score: &Score) -> Vec<usize> {
        score.met().iter().enumerate().filter(|(_, met)| **met).map(|(goal, _)| goal).collect()
    }

    #[test]
    fn it_says_what_looking_at_all_would_say() {
        let mut journal = Journal::new(World::toy_library("/api"));
        let mut score = Score::new(&FIRST_STEPS);
        score.follow(&journal);
        for goal in 0..FIRST_STEPS.goals.len() {
            solve(&mut journal, goal);
            score.follow(&journal);
            let all: Vec<bool> = FIRST_STEPS.goals.iter().map(|goal| goal.met(&journal)).collect();
            assert_eq!(score.met(), all);
        }
        assert!(score.met().iter().all(|met| *met));
    }

    #[test]
    fn what_was_reached_stays_so_until_nothing_is_left() {
        let mut journal = Journal::new(World::toy_library("/api"));
        let mut score = Score::new(&FIRST_STEPS);
        let mut follow = |journal: &Journal| {
            score.follow(journal);
            met(&score)
        };
        solve(&mut journal, 0);
        assert_eq!(follow(&journal), [0]);
        journal.act(Action::Fork { after: 1 }).unwrap();
        solve(&mut journal, 1);
        assert_eq!(follow(&journal), [0, 1]);
        journal.act(Action::Undo { now: None }).unwrap();
        assert_eq!(follow(&journal), [0, 1]);
        journal.act(Action::Switch { branch: 1 }).unwrap();
        solve(&mut journal, 3);
        assert_eq!(follow(&journal), [0, 1, 3]);
        let draft = || Box::new(Draft::default());
        let world = Box::new(World::toy_library("/api"));
        journal.act(Action::Start { world, before: draft(), after: draft() }).unwrap();
        assert_eq!(follow(&journal), [0_usize; 0]);
        journal.act(Action::Undo { now: None }).unwrap();
        assert_eq!(follow(&journal), [0, 3]);
    }

    #[test]
    fn a_session_that_was_kept_counts_all_its_branches() {
        let mut journal = Journal::new(World::toy_library("/api"));
        solve(&mut journal, 0);
        journal.act(Action::Fork { after: 0 }).unwrap();
        solve(&mut journal, 1);
        let mut score = Score::new(&FIRST_STEPS);
        score.follow(&journal);
        assert_eq!(met(&score), [0, 1]);
    }
}
