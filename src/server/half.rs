//! The server in two halves: what every visit needs at once, and what can be fetched when it is first needed.
//!
//! A page that has just been opened answers plain reads with the first half. Whatever is heavy and not needed for
//! that stands in [`Half`] as a function, is reached through it alone, and so can be cut off into a file of its own.

use super::{
    Asked, Exit, Trace, act, admit,
    asking::Question,
    cards, content, cors, credentials, elsewhere,
    elsewhere::Place,
    find::Subject,
    imported,
    key::{self, Key},
    negotiate::{self, Negotiated},
    options, precondition,
    precondition::Part,
    prefer::{self, Wishes},
    query::{self, Query},
    range,
    receive::Received,
    represent, respond,
    route::Routed,
    slow,
};
use crate::{
    api::{Operation, Route},
    http::{HeaderMap, Request, Response, header, target::OriginForm},
    world::{Forward, Item, Tombstone, World},
};

/// What the blocks up to Find have found out about a request.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known<'r> {
    /// The world as it was when the request came.
    pub(super) world: &'r World,
    /// The request, its content with its coding undone.
    pub(super) request: &'r Request,
    pub(super) received: &'r Received,
    pub(super) routed: &'r Routed<'r>,
    pub(super) negotiated: &'r Negotiated,
    pub(super) wishes: &'r Wishes,
    pub(super) subject: &'r Subject,
}

/// The blocks Content, Act and Respond, for a method that is not safe (RFC 9110 §9.2.1).
pub(super) type Change = fn(&Known<'_>, after: &mut World, &mut Trace) -> Asked<Response>;

/// A redirect to where something has moved.
pub(super) type Redirect = fn(&World, &Received, &Place<'_>, &Forward, &mut Trace) -> Box<Exit>;

/// What a tombstone means for the request.
pub(super) type Gone = fn(&Received, &Place<'_>, Tombstone, &mut Trace) -> Asked<()>;

/// The conditions that the client set.
pub(super) type Conditions = fn(&Known<'_>, &mut Trace) -> Asked<Part>;

/// Reads a query that is not empty, and settles the question whether the resource takes it. Where the client would
/// have it so, parameters that are not known are passed over; whether any were comes back, too.
pub(super) type ReadQuery = fn(
    world: &World,
    route: &Route,
    operation: &Operation,
    target: &OriginForm,
    lenient: bool,
    question: Question<'_>,
) -> Asked<(Option<Box<Query>>, bool)>;

/// All that follows Route, for an operation of an imported API.
pub(super) type Imported = fn(
    world: &World,
    after: &mut World,
    request: &Request,
    received: &Received,
    routed: &Routed<'_>,
    trace: &mut Trace,
) -> Asked<Response>;

/// The work of the second half; each function that may leave may instead leave with [`Exit::Beyond`].
#[derive(Debug)]
pub(super) struct Half {
    /// Does the work that is due by the clock; a world in which nothing is due never asks for it.
    pub(super) settle: fn(&World) -> Asked<World>,
    /// Whether a mistake in the query is to be passed over.
    pub(super) is_lenient: fn(&HeaderMap) -> Asked<bool>,
    /// Reads a Prefer field.
    pub(super) preferences: fn(&Received, &Routed<'_>, &mut Trace) -> Asked<Wishes>,
    /// Reads an Idempotency-Key.
    pub(super) key: fn(&Request, &Received, &Routed<'_>, &mut Trace) -> Asked<Key>,
    /// Leads on to where something has moved.
    pub(super) redirect: Redirect,
    /// Meets a tombstone.
    pub(super) gone: Gone,
    /// Asks whether the conditions hold.
    pub(super) conditions: Conditions,
    /// Reads the content, does what was asked, and says so.
    pub(super) change: Change,
    /// Reads a query.
    pub(super) query: ReadQuery,
    /// Picks what a query asks for. Not reached without the one above.
    pub(super) select: fn(world: &World, query: &Query, subject: Subject) -> Subject,
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
    /// Leads on to the result of work that is done, or says how long it still takes.
    pub(super) status: fn(&World, &Subject, &mut Response) -> Asked<Option<String>>,
    /// Cuts the part that was asked for out of a whole answer.
    pub(super) cut: fn(&Received, &mut Response, &mut Trace) -> Asked<()>,
    /// Says in the answer which preferences it keeps to, and keeps it under its key.
    pub(super) wished: fn(&mut World, &Wishes, &mut Response),
    /// Answers as the document of an imported API says.
    pub(super) imported: Imported,
}

/// Both halves: everything is done here.
pub(super) static WHOLE: Half = Half {
    settle: |world| Ok(slow::settle(world)),
    is_lenient: |headers| Ok(prefer::is_lenient(headers)),
    preferences: prefer::preferences,
    key: key::given,
    redirect: elsewhere::redirect,
    gone: elsewhere::gone,
    conditions: precondition::conditions,
    change,
    status: |world, subject, response| Ok(slow::status(world, subject, response)),
    cut: range::cut,
    wished: |world, wishes, response| {
        prefer::applied(wishes, response);
        key::keep(world, wishes, response);
    },
    query: query::read,
    select: query::select,
    admit: admit::admit,
    options: options::options,
    identify: credentials::identify,
    negotiate: negotiate::negotiate,
    represent: represent::represent,
    hand_out: cards::hand_out,
    settings_fields,
    imported: imported::answer,
};

/// The first half alone: where the second is needed, the request is given back.
pub(super) static FIRST: Half = Half {
    settle: |_| Err(beyond()),
    is_lenient: |_| Err(beyond()),
    preferences: |_, _, _| Err(beyond()),
    key: |_, _, _, _| Err(beyond()),
    redirect: |_, _, _, _, _| beyond(),
    gone: |_, _, _, _| Err(beyond()),
    conditions: |_, _| Err(beyond()),
    change: |_, _, _| Err(beyond()),
    status: |_, _, _| Err(beyond()),
    cut: |_, _, _| Err(beyond()),
    wished: |_, _, _| {},
    query: |_, _, _, _, _, _| Err(beyond()),
    select: |_, _, subject| subject,
    admit: |_, _, _| Err(beyond()),
    options: |_, _, _, _| beyond(),
    identify: |_, _, _, _| Err(beyond()),
    negotiate: |_, _, _, _, _| Err(beyond()),
    // These are reached only after one of those above was.
    represent: |_, _, _, _| "",
    hand_out: |_, _| {},
    settings_fields: |_, _, _| {},
    imported: |_, _, _, _, _, _| Err(beyond()),
};

fn beyond() -> Box<Exit> {
    Box::new(Exit::Beyond)
}

fn change(known: &Known<'_>, after: &mut World, trace: &mut Trace) -> Asked<Response> {
    let Known { world, request, received, routed, subject, .. } = *known;
    let wanted = content::content(world, request, received, routed, subject, trace)?;
    key::seen(world, known.wishes, trace)?;
    let done = act::act(after, received, routed, subject, wanted, trace)?;
    respond::respond(after, known, &done, trace)
}

fn settings_fields(after: &World, request: &Request, response: &mut Response) {
    let settings = after.settings();
    if let Some(rate) = settings.rate.filter(|_| settings.down.is_none()) {
        admit::rate_fields(after, rate, response);
    }
    cors::allow(&settings.cors, request, response);
    // What changes is asked about before each use, unless the person said for how long it does.
    if let Some(seconds) = settings.fresh_s
        && matches!(request.method.as_ref(), b"GET" | b"HEAD")
        && response.field("cache-control") == Some("no-cache")
    {
        response.set(header::CACHE_CONTROL, format!("max-age={seconds}"));
    }
}
