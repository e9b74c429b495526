//! Which evidence is shown first, where there is more than fits.

use crate::server::Evidence;

/// The most pieces that are shown before one asks for more.
pub const AT_FIRST: usize = 6;

/// The pieces to show at first, at most [`AT_FIRST`], and the others. What is broken comes before what holds, because
/// it is what decides; otherwise the order in which it was read stays.
#[must_use]
pub fn fold(evidence: &[Evidence]) -> (Vec<&Evidence>, Vec<&Evidence>) {
    let (mut first, whole): (Vec<_>, Vec<_>) = evidence.iter().partition(|piece| is_broken(piece));
    first.extend(whole);
    let others = first.split_off(first.len().min(AT_FIRST));
    (first, others)
}

/// Whether the piece is a check that failed: the schema's account says so in its first word.
#[must_use]
pub fn is_broken(piece: &Evidence) -> bool {
    piece.value.starts_with("broken: ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        http::Request,
        server::{Source, dispatch},
        world::World,
    };

    fn pieces(values: &[&str]) -> Vec<Evidence> {
        values.iter().map(|value| Evidence { source: Source::Content, value: (*value).into() }).collect()
    }

    fn values<'a>(pieces: &[&'a Evidence]) -> Vec<&'a str> {
        pieces.iter().map(|piece| piece.value.as_str()).collect()
    }

    #[test]
    fn a_few_pieces_stay_as_they_were_read() {
        let few = pieces(&["a", "b", "c"]);
        let (first, others) = fold(&few);
        assert_eq!((values(&first), values(&others)), (vec!["a", "b", "c"], vec![]));
    }

    #[test]
    fn what_is_broken_comes_first_and_the_rest_is_folded() {
        let many = pieces(&["1", "2", "broken: x", "3", "4", "5", "broken: y", "6", "7"]);
        let (first, others) = fold(&many);
        assert_eq!(values(&first), ["broken: x", "broken: y", "1", "2", "3", "4"]);
        assert_eq!(values(&others), ["5", "6", "7"]);
    }

    #[test]
    fn the_server_says_broken_of_a_check_that_failed() {
        let content = br#"{"name": 1, "kind": "car", "wheels": "four", "color": "red"}"#;
        let request = Request::new("POST", "/api/toys").json(content);
        let (_, exchange) = dispatch(&World::toy_library("/api"), request);
        let step = exchange.trace.steps.iter().find(|step| step.decision.id == "content-fits");
        let evidence = step.map(|step| step.evidence.as_slice()).unwrap_or_default();
        assert!(evidence.len() > AT_FIRST, "{evidence:?}");
        assert!(is_broken(fold(evidence).0[0]), "{evidence:?}");
    }
}
