//! Long work in small steps: an `async` function that comes back at each place where it may pause, and is polled by
//! hand. Nothing here waits for anything, so nobody is to be woken: whoever polls says when it goes on.

use std::{
    cell::Cell,
    future::{Future, poll_fn},
    pin::{Pin, pin},
    rc::Rc,
    task::{Context, Poll, Waker},
};

/// Where the work is, and its places to pause. A clone is another handle on the same.
#[derive(Clone, Debug, Default)]
pub(in crate::api) struct Steps(Rc<Cell<At>>);

/// How far the work is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct At {
    /// The piece that is under way, from 0.
    pub(super) piece: usize,
    /// How much of it is done …
    pub(super) done: usize,
    /// … of so much, as far as that is known.
    pub(super) total: usize,
}

impl Steps {
    /// Begins the piece with this number.
    pub(super) async fn begin(&self, piece: usize) {
        self.0.set(At { piece, ..At::default() });
        pause().await;
    }

    /// So much of the piece is done; where it turns out to be more than was thought, no less than before. Pauses.
    pub(in crate::api) async fn next(&self, done: usize, total: usize) {
        let at = self.0.get();
        if done.saturating_mul(at.total) >= at.done.saturating_mul(total) {
            self.0.set(At { done, total, ..at });
        }
        pause().await;
    }

    /// Where the work is.
    pub(super) fn at(&self) -> At {
        self.0.get()
    }
}

/// Comes back once.
async fn pause() {
    let mut paused = false;
    poll_fn(|_| match std::mem::replace(&mut paused, true) {
        true => Poll::Ready(()),
        false => Poll::Pending,
    })
    .await;
}

/// Does the next step of some work; comes back with what came of it after the last.
pub(super) fn step<T>(work: Pin<&mut (impl Future<Output = T> + ?Sized)>) -> Option<T> {
    match work.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(outcome) => Some(outcome),
        Poll::Pending => None,
    }
}

/// Does all of some work.
pub(in crate::api) fn all<T>(work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    loop {
        if let Some(outcome) = step(work.as_mut()) {
            return outcome;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_comes_back_at_each_step_and_says_how_far_it_is() {
        let steps = Steps::default();
        let mut work = Box::pin(async {
            steps.begin(2).await;
            let mut sum = 0;
            for number in 0..3 {
                steps.next(number, 3).await;
                sum += number;
            }
            // There is more than was thought.
            steps.next(3, 9).await;
            sum
        });
        let mut seen = Vec::new();
        let sum = loop {
            if let Some(sum) = step(work.as_mut()) {
                break sum;
            }
            let At { piece, done, total } = steps.at();
            seen.push((piece, done, total));
        };
        assert_eq!((sum, seen), (3, vec![(2, 0, 0), (2, 0, 3), (2, 1, 3), (2, 2, 3), (2, 2, 3)]));
        assert_eq!(all(async { 7 }), 7);
    }
}
