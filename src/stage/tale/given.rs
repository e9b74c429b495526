//! What server and client say themselves, in other words where there are any.

use super::{Piece, Words};
use crate::{client::Question, lens::Lens};

/// A reason that the server gives: in the words of the lens, or, where there are none for it, as the server put it.
pub(super) fn reason(because: &str, words: Words<'_>) -> Piece {
    let because = because.trim();
    let told = words.reasons.and_then(|reasons| reasons.tell(because, words.lens));
    told.map_or_else(|| Piece::Fact(because.to_owned()), Piece::Words)
}

/// What the client says to itself: in the words of the lens, or, where there are none for it, as the client put it.
#[must_use]
pub fn by_client(text: &str, words: Words<'_>) -> Piece {
    let text = text.trim();
    let told = words.reasons.and_then(|reasons| reasons.tell_client(text, words.lens));
    told.map_or_else(|| Piece::Fact(text.to_owned()), Piece::Words)
}

/// A question that the client asks itself; in the toy tale, it has words of its own for it in English.
#[must_use]
pub fn wonder(question: &Question, words: Words<'_>) -> Piece {
    match by_client(question.text, words) {
        Piece::Fact(_) if words.lens == Lens::Story => Piece::Fact(question.story.to_owned()),
        told => told,
    }
}
