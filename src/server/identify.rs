//! Identify: who asks, and may they?

use super::{Asked, Block, Decision, Half, Trace, receive::Received, route::Routed};
use crate::{
    http::{HeaderValue, header},
    world::World,
};

pub(super) static WHO: Decision = Decision {
    id: "who",
    block: Block::Identify,
    question: "Do we know who is asking?",
    story: "Which friend is this?",
    spec: "RFC 9110 §15.5.2",
    exits: &[400, 401],
};
pub(super) static MAY: Decision = Decision {
    id: "may",
    block: Block::Identify,
    question: "May they do this?",
    story: "May this friend do that?",
    spec: "RFC 9110 §15.5.4",
    exits: &[403],
};

/// This block's decisions, in order.
pub(super) static DECISIONS: &[&Decision] = &[&WHO, &MAY];

/// Asks who it is only where the API description wants to know; credentials sent elsewhere are not looked at.
pub(super) fn identify(
    world: &World,
    received: &Received,
    routed: &Routed<'_>,
    half: &Half,
    trace: &mut Trace,
) -> Asked<()> {
    if !routed.operation.security.is_empty() {
        return (half.identify)(world, received, routed, trace);
    }
    match received.headers.get(header::AUTHORIZATION).map(HeaderValue::as_bytes) {
        Some(given) => trace.ask(&WHO).saw_field("Authorization", Some(given)).pass(
            "They sent credentials, but nobody has to say who they are for this, so nobody looks at them.",
        ),
        None => trace.pass(&WHO, "Nobody has to say who they are for this."),
    }
    trace.pass(&MAY, "Everybody may do this.");
    Ok(())
}
