//! How the nine blocks of the track look.

use super::Mark;
use crate::server::{Answer, Block, Trace};

/// What the track has to know of a step.
#[derive(Clone, Copy, Debug)]
struct Beat {
    block: Block,
    asked: bool,
    /// The mark of the block once the request has left here.
    exit: Option<Mark>,
}

/// The steps of a trace as the track sees them.
#[derive(Clone, Debug)]
pub(super) struct Track(Vec<Beat>);

impl Track {
    pub(super) fn of(trace: &Trace) -> Self {
        let beat = |step: &crate::server::Step| Beat {
            block: step.decision.block,
            asked: step.answer != Answer::NotAsked,
            exit: step.exit.map(|status| {
                if status.is_client_error() || status.is_server_error() {
                    Mark::Refused
                } else {
                    Mark::Answered
                }
            }),
        };
        Self(trace.steps.iter().map(beat).collect())
    }

    /// The marks before the first question.
    pub(super) fn ahead() -> [Mark; 9] {
        [Mark::Ahead; 9]
    }

    /// The marks while this step is being asked, or once it is answered.
    pub(super) fn at(&self, step: usize, answered: bool) -> [Mark; 9] {
        let mut marks = self.upto(step + usize::from(answered));
        if let Some(beat) = self.0.get(step)
            && (!answered || beat.exit.is_none())
        {
            marks[beat.block.index()] = Mark::Now;
        }
        marks
    }

    /// The marks when the server is done.
    pub(super) fn done(&self) -> [Mark; 9] {
        self.upto(self.0.len())
    }

    /// The marks once so many steps are behind the request.
    fn upto(&self, behind: usize) -> [Mark; 9] {
        let behind = &self.0[..behind.min(self.0.len())];
        let ahead = &self.0[behind.len()..];
        let furthest = behind.iter().chain(ahead.first()).map(|beat| beat.block).max();
        Block::ALL.map(|block| {
            let here = || behind.iter().filter(|beat| beat.block == block);
            let exit = here().find_map(|beat| beat.exit);
            match exit {
                Some(mark) => mark,
                None if here().any(|beat| beat.asked) => Mark::Passed,
                None if ahead.iter().any(|beat| beat.block == block) => Mark::Ahead,
                // A block in which nothing was asked is skipped once the request is past it.
                None if furthest.is_some_and(|furthest| block <= furthest) => Mark::Skipped,
                None => Mark::Ahead,
            }
        })
    }
}
