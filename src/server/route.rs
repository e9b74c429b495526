//! Route: which resource is it for, and does that take the method?

use percent_encoding::percent_decode_str;

use super::{
    Asked, Block, Decision, Source, Trace, cors, half::Half, options::OPTIONS, prefer, query::Query,
    receive::Received,
};
use crate::{
    api::{Found, Operation, Route},
    http::{Method, Request, StatusCode, header, target::Target},
    world::World,
};

static RESOURCE_KNOWN: Decision = Decision {
    id: "resource-known",
    block: Block::Route,
    question: "Does any resource live at this path?",
    story: "Is there a shelf with this name?",
    spec: "RFC 9110 §15.5.5",
    exits: &[404],
};
static METHOD_ALLOWED: Decision = Decision {
    id: "method-allowed",
    block: Block::Route,
    question: "Is the method allowed here?",
    story: "May one do this with what is here?",
    spec: "RFC 9110 §15.5.6",
    exits: &[405],
};
static QUERY_KNOWN: Decision = Decision {
    id: "query-known",
    block: Block::Route,
    question: "Does the resource take these query parameters?",
    story: "Can I pick toys by what they say?",
    spec: "RFC 9110 §15.5.1",
    exits: &[400],
};

/// This block's decisions, in order.
pub(super) static DECISIONS: &[&Decision] =
    &[&RESOURCE_KNOWN, &METHOD_ALLOWED, &OPTIONS, &QUERY_KNOWN, &super::imported::PARAMETERS];

/// How many paths a refusal lists: an imported document may have thousands.
const SHOWN: usize = 40;

/// A request that found its way.
#[derive(Debug)]
pub(super) struct Routed<'w> {
    pub(super) route: &'w Route,
    pub(super) operation: &'w Operation,
    pub(super) found: Found,
    /// What the query asks for, where there is one.
    pub(super) query: Option<Box<Query>>,
    /// Whether parameters were passed over, because the client would have it so (RFC 7240 §4.4).
    pub(super) lenient: bool,
}

pub(super) fn route<'w>(
    world: &'w World,
    request: &Request,
    received: &Received,
    half: &Half,
    trace: &mut Trace,
) -> Asked<Routed<'w>> {
    let method = &received.method;
    let question = trace.ask(&RESOURCE_KNOWN).saw(Source::Target, &request.target);
    let segments = match &received.target {
        Target::Asterisk => {
            question.yes("“*” is the server as a whole.");
            return Err(server_as_a_whole(world, received, half, trace));
        }
        Target::Origin(target) => inside(world.base(), &target.segments),
    };
    let Some(segments) = segments else {
        let detail = format!("The API starts at {}/, and this target lies outside it.", world.base());
        return Err(question.refuse(StatusCode::NOT_FOUND, detail).into());
    };
    let Some((route, found)) = world.api().find(segments) else {
        let detail = match segments.split_last() {
            Some((last, rest)) if last.is_empty() && world.api().find(rest).is_some() => {
                "Nothing lives at this path. It does without the “/” at its end.".to_owned()
            }
            _ => {
                let routes = world.api().routes();
                let known: Vec<_> = routes.iter().take(SHOWN).map(|route| route.template.text()).collect();
                let more = if routes.len() > SHOWN { ", and more" } else { "" };
                let path = segments.join("/");
                format!("Nothing lives at /{path}. The paths here are {}{more}.", known.join(", "))
            }
        };
        return Err(question.refuse(StatusCode::NOT_FOUND, detail).into());
    };
    question
        .saw(Source::Description(route.pointer.clone()), route.template.text())
        .yes(["It fits the path ", route.template.text(), "."].concat());

    let allow = route.allow();
    let question = trace
        .ask(&METHOD_ALLOWED)
        .saw(Source::Method, &request.method)
        .saw(Source::Description(route.pointer.clone()), allow);
    let operation = route.operation(method);
    if operation.is_none() && method != Method::OPTIONS {
        let detail = format!("{method} is not allowed at {}. Allowed are {allow}.", route.template.text());
        return Err(question
            .refuse(StatusCode::METHOD_NOT_ALLOWED, detail)
            .field(header::ALLOW, allow)
            .into());
    }
    question.yes([method.as_str(), " is one of ", allow, "."].concat());

    let Some(operation) = operation else {
        return Err((half.options)(world, received, Some(route), trace));
    };
    let question = trace.ask(&OPTIONS).saw(Source::Method, &request.method);
    match cors::origin(&received.headers) {
        Some(origin) => question.saw_field("Origin", Some(origin.as_bytes())).no(cors::FROM_A_PAGE),
        None => question.no([method.as_str(), " asks for more than that."].concat()),
    }

    let (query, lenient) = query(world, route, operation, received, half, trace)?;
    Ok(Routed { route, operation, found, query, lenient })
}

/// The path below the API root, as decoded segments; `None` for a path outside it.
fn inside<'t>(base: &str, segments: &'t [String]) -> Option<&'t [String]> {
    let mut rest = segments.iter();
    for part in base.split('/').filter(|part| !part.is_empty()) {
        if percent_decode_str(part).decode_utf8_lossy() != rest.next()?.as_str() {
            return None;
        }
    }
    match rest.as_slice() {
        [only] if only.is_empty() => Some(&[]),
        rest => Some(rest),
    }
}

/// `OPTIONS *` asks about the server as a whole (RFC 9110 §9.3.7); no other method has `*` as its target.
fn server_as_a_whole(world: &World, received: &Received, half: &Half, trace: &mut Trace) -> Box<super::Exit> {
    let method = &received.method;
    let question = trace.ask(&METHOD_ALLOWED).saw(Source::Method, method.as_str()).saw(Source::Target, "*");
    if method != Method::OPTIONS {
        let detail =
            format!("{method} cannot be asked of the whole server: only OPTIONS has “*” as its target.");
        return question
            .refuse(StatusCode::METHOD_NOT_ALLOWED, detail)
            .field(header::ALLOW, "OPTIONS")
            .into();
    }
    question.yes("OPTIONS may be asked of the whole server.");
    (half.options)(world, received, None, trace)
}

/// Query parameters must be ones that the operation names, with values that they may have. Most requests have none;
/// reading them is work for the second half.
fn query(
    world: &World,
    route: &Route,
    operation: &Operation,
    received: &Received,
    half: &Half,
    trace: &mut Trace,
) -> Asked<(Option<Box<Query>>, bool)> {
    match &received.target {
        _ if operation.contract.is_some() => {
            trace.pass(&QUERY_KNOWN, "In an imported API the next question looks at every parameter.");
            Ok((None, false))
        }
        Target::Origin(target) if !target.query.is_empty() => {
            let lenient = received.method.is_safe()
                && received.headers.contains_key(prefer::PREFER)
                && (half.is_lenient)(&received.headers)?;
            (half.query)(world, route, operation, target, lenient, trace.ask(&QUERY_KNOWN))
        }
        _ => {
            trace.pass(&QUERY_KNOWN, "There is no query.");
            Ok((None, false))
        }
    }
}
