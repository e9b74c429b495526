//! What is said aloud of the way through an exchange.
//!
//! Everything that happens has its line in the text log, to be read at leisure. Heard as it happens is less: thirteen
//! lines in three seconds, or all of them at once for whoever goes to the end, tell nothing.

use super::MomentKind;

/// Where the playhead is, as far as hearing goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At<K> {
    /// What tells the play from another one.
    pub play: K,
    /// Which moment it is, counted from 0.
    pub moment: usize,
    /// How many there are.
    pub moments: usize,
    /// What kind of moment it is.
    pub kind: MomentKind,
    /// Whether it moves by itself.
    pub playing: bool,
}

/// Whether what plays is heard at such a moment: where a message sets out, is lost or is read. The questions between are
/// the server's own.
#[must_use]
pub fn is_milestone(kind: MomentKind) -> bool {
    match kind {
        MomentKind::Ask
        | MomentKind::ServerToDispatcher
        | MomentKind::Read
        | MomentKind::LoseRequest
        | MomentKind::LoseResponse
        | MomentKind::Wait
        | MomentKind::HandOn => true,
        MomentKind::ClientToDispatcher
        | MomentKind::DispatcherToServer
        | MomentKind::Decide(_)
        | MomentKind::DispatcherToClient
        | MomentKind::Home(_)
        | MomentKind::OnTheWire => false,
    }
}

/// What is said before the caption of the moment that the playhead has come to: its number, where somebody went there,
/// and nothing, where it is the outcome or was played. `None` where nothing is said.
#[must_use]
pub fn heard<K: PartialEq>(before: Option<&At<K>>, now: &At<K>) -> Option<String> {
    if before.is_some_and(|before| before.play == now.play && before.moment == now.moment) {
        return None;
    }
    match now.moment + 1 == now.moments {
        true => Some(String::new()),
        false if now.playing => is_milestone(now.kind).then(String::new),
        false => Some(format!("Step {} of {}:", now.moment + 1, now.moments)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(moment: usize, kind: MomentKind, playing: bool) -> At<u64> {
        At { play: 1, moment, moments: 18, kind, playing }
    }

    #[test]
    fn what_plays_is_heard_where_a_message_sets_out_and_where_it_is_read() {
        let course = [MomentKind::Ask, MomentKind::ClientToDispatcher, MomentKind::DispatcherToServer]
            .into_iter()
            .chain((0..12).map(MomentKind::Decide))
            .chain([MomentKind::ServerToDispatcher, MomentKind::DispatcherToClient, MomentKind::Read]);
        let moments: Vec<_> = course.enumerate().map(|(moment, kind)| at(moment, kind, true)).collect();
        assert_eq!(moments.len(), 18);
        let mut before = None;
        let mut said = Vec::new();
        for now in &moments {
            if heard(before, now) == Some(String::new()) {
                said.push(now.moment);
            }
            before = Some(now);
        }
        assert_eq!(said, [0, 15, 17]);
    }

    #[test]
    fn a_step_says_which_and_the_end_says_the_outcome_alone() {
        let third = at(2, MomentKind::DispatcherToServer, false);
        let back = at(1, MomentKind::ClientToDispatcher, false);
        assert_eq!(heard(Some(&third), &back).as_deref(), Some("Step 2 of 18:"));
        assert_eq!(heard(Some(&third), &at(17, MomentKind::Read, false)).as_deref(), Some(""));
        assert_eq!(heard(Some(&third), &at(0, MomentKind::Ask, false)).as_deref(), Some("Step 1 of 18:"));
    }

    #[test]
    fn nothing_is_said_twice_but_for_another_exchange() {
        let end = at(17, MomentKind::Read, true);
        assert_eq!(heard(Some(&end), &At { playing: false, ..end }), None);
        assert_eq!(heard(Some(&end), &At { play: 2, ..end }).as_deref(), Some(""));
    }
}
