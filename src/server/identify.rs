//! Identify: who asks, and may they?

use super::{Block, Decision, Trace};

static WHO: Decision = Decision {
    id: "who",
    block: Block::Identify,
    question: "Do we know who is asking?",
    story: "Which friend is this?",
    spec: "RFC 9110 §15.5.2",
    exits: &[401],
};
static MAY: Decision = Decision {
    id: "may",
    block: Block::Identify,
    question: "May they do this?",
    story: "May this friend do that?",
    spec: "RFC 9110 §15.5.4",
    exits: &[403],
};

/// This block's decisions, in order.
pub(super) static DECISIONS: &[&Decision] = &[&WHO, &MAY];

pub(super) fn identify(trace: &mut Trace) {
    trace.pass(&WHO, "Not asked yet: everyone is a friend here.");
    trace.pass(&MAY, "Not asked yet: every friend may do everything.");
}
