//! The server in two halves: what every visit needs at once, and what can be fetched when it is first needed.
//!
//! A page that has just been opened answers plain reads with the first half. Whatever is heavy and not needed for
//! that stands in [`Half`] as a function, is reached through it alone, and so can be cut off into a file of its own.

use super::{
    Asked, Exit, Trace,
    act::{self, Done},
    admit, cards, content, cors, credentials,
    find::Subject,
    negotiate::{self, Negotiated},
    options,
    receive::Received,
    represent,
    route::Routed,
};
use crate::{
    api::Route,
    http::{Request, Response},
    world::{Item, World},
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

/// The work of the second half; each function that may leave may instead leave with [`Exit::Beyond`].
#[derive(Debug)]
pub(super) struct Half {
    /// Reads the content, and does what was asked.
    pub(super) change: Change,
    /// Lets the request in or not, where the settings are not the usual ones.
    pub(super) admit: fn(world: &World, after: &mut World, trace: &mut Trace) -> Asked<()>,
    /// Answers OPTIONS.
    pub(super) options:
        fn(world: &World, received: &Received, route: Option<&Route>, trace: &mut Trace) -> Box<Exit>,
    /// Finds out who asks and whether they may, where that matters.
    pub(super) identify:
        fn(world: &World, received: &Received, routed: &Routed<'_>, trace: &mut Trace) -> Asked<()>,
    /// Negotiates, where there is anything to negotiate.
    pub(super) negotiate: fn(
        world: &World,
        request: &Request,
        received: &Received,
        routed: &Routed<'_>,
        trace: &mut Trace,
    ) -> Asked<Negotiated>,
    /// Writes a representation other than plain JSON.
    pub(super) represent: fn(
        world: &World,
        subject: &Subject,
        negotiated: &Negotiated,
        response: &mut Response,
    ) -> &'static str,
    /// Hands out a card with its token.
    pub(super) hand_out: fn(card: &Item, response: &mut Response),
    /// Adds the fields that depend on settings, where those are not the usual ones.
    pub(super) settings_fields: fn(after: &World, request: &Request, response: &mut Response),
}

/// Both halves: everything is done here.
pub(super) static WHOLE: Half = Half {
    change,
    admit: admit::admit,
    options: options::options,
    identify: credentials::identify,
    negotiate: negotiate::negotiate,
    represent: represent::represent,
    hand_out: cards::hand_out,
    settings_fields,
};

/// The first half alone: where the second is needed, the request is given back.
pub(super) static FIRST: Half = Half {
    change: |_, _, _, _, _, _, _| Err(Box::new(Exit::Beyond)),
    admit: |_, _, _| Err(Box::new(Exit::Beyond)),
    options: |_, _, _, _| Box::new(Exit::Beyond),
    identify: |_, _, _, _| Err(Box::new(Exit::Beyond)),
    negotiate: |_, _, _, _, _| Err(Box::new(Exit::Beyond)),
    // These are reached only after one of those above was.
    represent: |_, _, _, _| "",
    hand_out: |_, _| {},
    settings_fields: |_, _, _| {},
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
    let wanted = content::content(world, request, received, routed, subject, trace)?;
    act::act(after, received, routed, subject, wanted, trace)
}

fn settings_fields(after: &World, request: &Request, response: &mut Response) {
    let settings = after.settings();
    if let Some(rate) = settings.rate.filter(|_| settings.down.is_none()) {
        admit::rate_fields(after, rate, response);
    }
    cors::allow(&settings.cors, request, response);
}
