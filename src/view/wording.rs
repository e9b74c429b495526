//! Words and class names for values of the rooms below.

use crate::{
    http::StatusCode,
    journal::Origin,
    stage::{Mood, Tone},
};

/// The class that gives a method its colour; the method itself always stands beside it.
pub(super) fn method_class(method: &str) -> &'static str {
    match method {
        "GET" => "m-get",
        "HEAD" => "m-head",
        "POST" => "m-post",
        "PUT" => "m-put",
        "PATCH" => "m-patch",
        "DELETE" => "m-delete",
        "OPTIONS" => "m-options",
        _ => "m-other",
    }
}

/// The id of a suggestion in a list, by the list's prefix and its place.
pub(super) fn option_id(id: &str, index: usize) -> String {
    format!("{id}-option-{index}")
}

/// The class that gives a status its colour.
pub(super) fn status_class(status: StatusCode) -> &'static str {
    match status.as_u16() {
        200..300 => "s-ok",
        300..400 => "s-redirect",
        400..500 => "s-bad",
        _ => "s-down",
    }
}

/// The class that gives a message on the wire its colour.
pub(super) fn tone_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Request => "t-request",
        Tone::Success => "s-ok",
        Tone::Redirect => "s-redirect",
        Tone::ClientError => "s-bad",
        Tone::ServerError => "s-down",
    }
}

/// The drawing of a face.
pub(super) fn face(mood: Mood) -> &'static str {
    match mood {
        Mood::Idle => "#face-idle",
        Mood::Thinking => "#face-thinking",
        Mood::Happy => "#face-happy",
        Mood::Refusing => "#face-refusing",
        Mood::Down => "#face-down",
    }
}

/// A mood as a word, for style sheets and tests.
pub(super) fn mood_word(mood: Mood) -> &'static str {
    match mood {
        Mood::Idle => "idle",
        Mood::Thinking => "thinking",
        Mood::Happy => "happy",
        Mood::Refusing => "refusing",
        Mood::Down => "down",
    }
}

/// Who sent a request, where it was not the composer: a short word and the sentence behind it.
pub(super) fn origin_words(origin: Origin) -> Option<(&'static str, &'static str)> {
    match origin {
        Origin::Composer => None,
        Origin::Page => {
            Some(("page", "Sent by other code in this page, such as a fetch typed in the console"))
        }
        Origin::Elsewhere => Some(("elsewhere", "Sent by another tab, frame or program")),
    }
}

/// A number of bytes for people, such as `138 B` or `2.1 kB`.
pub(super) fn size(bytes: usize) -> String {
    if bytes < 1000 {
        format!("{bytes} B")
    } else if bytes < 1_000_000 {
        format!("{}.{} kB", bytes / 1000, bytes % 1000 / 100)
    } else {
        format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000)
    }
}

/// A status as it is read out, such as `404 Not Found`.
pub(super) fn named(status: StatusCode) -> String {
    format!("{} {}", status.as_u16(), crate::http::reason(status))
}
