//! What `Server-Timing` tells (W3C Server Timing): here, the blocks that a request went through.

use super::{Said, text};

/// One metric: what its block looks after, where it is one of the server's; its duration and its description. `None`
/// where there is nothing to say of it.
pub(super) fn metric(metric: &str) -> Option<Said> {
    let mut pieces = metric.split(';').map(str::trim);
    let name = pieces.next()?;
    let mut words = Vec::new();
    for piece in pieces {
        match piece.split_once('=')? {
            ("dur", ms) => words.push(format!("{ms} ms")),
            ("desc", what) => words.push(what.trim_matches('"').to_owned()),
            _ => {}
        }
    }
    words.splice(0..0, block(name).map(str::to_owned));
    (!words.is_empty()).then(|| text(name, words.join(": ")))
}

/// What one of the server's blocks, by which its answers name their way, looks after.
fn block(name: &str) -> Option<&'static str> {
    Some(match name {
        "receive" => "Whether it can be taken in at all",
        "route" => "Where it goes, and what may be done there",
        "identify" => "Who asks, and whether they may",
        "negotiate" => "In which form, and by which wishes",
        "find" => "Whether the thing is there",
        "precondition" => "Whether its conditions hold",
        "content" => "Whether what was sent is in order",
        "act" => "Doing it",
        "respond" => "Making the answer",
        _ => return None,
    })
}
