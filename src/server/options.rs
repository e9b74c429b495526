//! OPTIONS: what is allowed, of a resource or of the server as a whole; and the preflights of browsers.

use super::{Answer, Block, Decision, Exit, Source, Trace, cors, receive::Received};
use crate::{
    api::Route,
    http::{Method, Response, StatusCode, header, header::HeaderName},
    world::World,
};

pub(super) static OPTIONS: Decision = Decision {
    id: "options",
    block: Block::Route,
    question: "Do they only ask what is allowed?",
    story: "Do they just want to know the rules?",
    spec: "RFC 9110 §9.3.7",
    exits: &[204],
};

/// Answers OPTIONS for a route, or for the server as a whole where there is none.
pub(super) fn options(
    world: &World,
    received: &Received,
    route: Option<&Route>,
    trace: &mut Trace,
) -> Box<Exit> {
    let mut response = Response::new(StatusCode::NO_CONTENT);
    let (allow, told, place) = match route {
        Some(route) => {
            taken(route, &mut response);
            let allow = route.allow().to_owned();
            let told = format!("What is allowed here is {allow}.");
            (allow, told, Source::Description(route.pointer.clone()))
        }
        None => {
            let allow = anywhere(world);
            let told = format!("Somewhere on this server, {allow} are allowed.");
            (allow, told, Source::Description("/paths".into()))
        }
    };
    response.set(header::ALLOW, &allow);
    let question = trace.ask(&OPTIONS).saw(Source::Method, received.method.as_str()).saw(place, &allow);
    let policy = &world.settings().cors;
    let (question, preflight) = cors::preflight(policy, &received.headers, &allow, question, &mut response);
    question.leave(Answer::Yes, told + &preflight, response)
}

/// Says which media types the writes of a route read (RFC 5789 §3.1 and the registry for `Accept-Post`).
fn taken(route: &Route, response: &mut Response) {
    for (method, name) in [(Method::POST, "accept-post"), (Method::PATCH, "accept-patch")] {
        let content = route.operation(&method).and_then(|operation| operation.content.as_ref());
        if let Some(content) = content {
            let types: Vec<_> = content.types.iter().map(ToString::to_string).collect();
            response.set(HeaderName::from_static(name), types.join(", "));
        }
    }
}

/// Every method that some route allows.
fn anywhere(world: &World) -> String {
    let known = [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];
    let somewhere =
        |method: &Method| world.api().routes().iter().any(|route| route.operation(method).is_some());
    let mut allow: Vec<_> = known.iter().filter(|method| somewhere(method)).map(Method::as_str).collect();
    allow.push("OPTIONS");
    allow.join(", ")
}
