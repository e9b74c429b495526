//! The server in two halves: what every visit needs at once, and what can be fetched when it is first needed.
//!
//! A page that has just been opened answers plain reads with the first half. Whatever is heavy and not needed for
//! that stands in [`Half`] as a function, is reached through it alone, and so can be cut off into a file of its own.

use super::{
    Asked, Exit, Trace,
    act::{self, Done},
    content,
    find::Subject,
    imported,
    receive::Received,
    route::Routed,
};
use crate::{
    http::{Request, Response},
    world::World,
};

/// The blocks Content and Act, for a method that is not safe (RFC 9110 §9.2.1).
pub(super) type Change = fn(
    world: &World,
    after: &mut World,
    request: &Request,
    received: &Received,
    routed: &Routed<'_>,
    subject: &Subject,
    trace: &mut Trace,
) -> Asked<Done>;

/// Looks at the parameters of an operation of an imported API.
pub(super) type Parameters =
    fn(world: &World, received: &Received, routed: &Routed<'_>, trace: &mut Trace) -> Asked<()>;

/// Answers as the document of an imported API says.
pub(super) type Tell = fn(
    world: &World,
    received: &Received,
    routed: &Routed<'_>,
    subject: &Subject,
    done: &Done,
    trace: &mut Trace,
) -> Asked<Response>;

/// The work of the second half; each function may instead leave with [`Exit::Beyond`].
#[derive(Clone, Copy)]
pub(super) struct Half {
    /// Reads the content, and does what was asked.
    pub(super) change: Change,
    /// The parameters of an imported API's operation; whatever is asked of one gets here first.
    pub(super) parameters: Parameters,
    /// The answer of an imported API's operation.
    pub(super) tell: Tell,
}

/// Both halves: everything is done here.
pub(super) static WHOLE: Half = Half { change, parameters: imported::parameters, tell: imported::tell };

/// The first half alone: where the second is needed, the request is given back.
pub(super) static FIRST: Half = Half {
    change: |_, _, _, _, _, _, _| Err(Box::new(Exit::Beyond)),
    parameters: |_, _, _, _| Err(Box::new(Exit::Beyond)),
    tell: |_, _, _, _, _, _| Err(Box::new(Exit::Beyond)),
};

fn change(
    world: &World,
    after: &mut World,
    request: &Request,
    received: &Received,
    routed: &Routed<'_>,
    subject: &Subject,
    trace: &mut Trace,
) -> Asked<Done> {
    if routed.operation.contract.is_some() {
        return imported::change(world, after, request, received, routed, subject, trace);
    }
    let wanted = content::content(world, request, received, routed, subject, trace)?;
    act::act(after, received, routed, subject, wanted, trace)
}
