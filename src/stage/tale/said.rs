//! What the server says with its response.

use super::{capital, list, member, place::Place, short};
use crate::{
    http::Request,
    server::{Block, Exchange},
};

/// A response in the words of the child with the toys. Every status has a line.
pub(in super::super) fn said(exchange: &Exchange, base: &str) -> String {
    let place = Place::of(&exchange.request.target, base);
    match exchange.response.status.as_u16() {
        200 => ok(&exchange.request, &place),
        201 => created(&exchange.request, &place),
        202 => "I'll see to it, but it is not done yet.".into(),
        204 | 205 => no_content(exchange, &place),
        206 => "Here is the part you asked for.".into(),
        301 | 308 => elsewhere(exchange, "It has moved for good"),
        302 | 307 => elsewhere(exchange, "It is somewhere else for now"),
        303 => elsewhere(exchange, "Done"),
        304 => "You already have the newest one.".into(),
        400 if left_at(exchange, Block::Content) => "I can't read what you put in the envelope.".into(),
        400 => "I can't make out what you wrote on the envelope.".into(),
        401 => "Who are you? Please show me your library card.".into(),
        403 => "I know who you are, but you may not do that.".into(),
        404 => not_found(&place),
        405 => not_allowed(exchange, &place),
        406 => "I can't give it to you in any of the ways you would take it.".into(),
        409 => conflict(&exchange.request, &place),
        410 => gone(&place),
        411 => "Please tell me first how long your message is.".into(),
        412 if exchange.request.field("If-Match").is_none()
            && exchange.request.field("If-None-Match").is_some() =>
        {
            "Wait: I already have that one.".into()
        }
        412 => "Wait: it is not the way you last saw it.".into(),
        413 => "That is more than I can carry.".into(),
        414 => "That address is too long for me.".into(),
        415 => "I can't read messages of that kind.".into(),
        416 => "There is no such part: it is not that long.".into(),
        417 => "I can't do what you expect of me.".into(),
        422 => unprocessable(&place),
        428 => {
            "Please tell me first which one you have seen, so that we don't undo each other's work.".into()
        }
        429 => later(exchange, "Not so fast!"),
        431 => "There are too many notes on your envelope.".into(),
        500 => "Oh no, something broke on my side.".into(),
        501 => format!("I never learned to {}.", short(&exchange.request.method_text())),
        503 => later(exchange, "I'm closed just now."),
        other => match other / 100 {
            1 => "Go on, I'm listening.".into(),
            2 => "Done.".into(),
            3 => elsewhere(exchange, "It is somewhere else"),
            4 => "Sorry, something about that is not right.".into(),
            _ => "Sorry, something went wrong on my side.".into(),
        },
    }
}

fn ok(request: &Request, place: &Place) -> String {
    match (&*request.method_text(), place) {
        ("GET", Place::Toy(toy)) if toy.many() => format!("Here are {} you wanted!", toy.the()),
        ("GET", Place::Toy(toy)) => format!("Here's {} you wanted!", toy.the()),
        ("GET", Place::Toys) => "These are my toys.".into(),
        ("GET", Place::Loans(toy)) => format!("Here is who has borrowed {}.", toy.the()),
        ("GET", Place::Friends) => "These are my friends.".into(),
        ("GET", Place::Friend(name)) => format!("This is {name}."),
        ("GET", Place::Root) => "Here is all you can ask me for.".into(),
        ("GET", Place::Rules) => "These are the rules of my house.".into(),
        ("GET", _) => "Here it is.".into(),
        ("HEAD", Place::Toy(toy)) => format!("Yes, I have {}.", toy.a()),
        ("HEAD", Place::Toys) => "Yes, I have toys.".into(),
        ("HEAD", Place::Friend(name)) => format!("Yes, I know {name}."),
        ("HEAD", _) => "Yes.".into(),
        ("PUT", _) => format!("Done: {} is now as you sent it.", place.thing()),
        ("PATCH", _) => format!("Done: I changed {}.", place.thing()),
        ("DELETE", Place::Toy(toy)) => format!("Done: {} is off my shelf.", toy.the()),
        ("DELETE", Place::Friend(name)) => format!("Done: {name} is off my list."),
        ("OPTIONS", _) => "Here is what you may do.".into(),
        _ => "Done.".into(),
    }
}

fn created(request: &Request, place: &Place) -> String {
    match (place, member(request, "name")) {
        (Place::Toys, Some(name)) => format!("Thank you! There is a place on my shelf for it: {name}."),
        (Place::Toys, None) => "Thank you! There is a place on my shelf for it.".into(),
        (Place::Toy(toy), _) => format!("Thank you! Now I have {}.", toy.a()),
        (Place::Loans(toy), _) => match member(request, "friend") {
            Some(friend) => format!("Yes, {} may take {} home.", capital(&friend), toy.the()),
            None => format!("Yes, {} may go.", toy.the()),
        },
        (Place::Friends, Some(name)) => format!("Nice to meet you, {name}!"),
        _ => "Done: it has an address of its own now.".into(),
    }
}

fn no_content(exchange: &Exchange, place: &Place) -> String {
    match &*exchange.request.method_text() {
        "OPTIONS" => match allowed(exchange) {
            Some(methods) => format!("With {} you may use {methods}.", place.thing()),
            None => "Go ahead.".into(),
        },
        "GET" | "HEAD" => "There is nothing to send.".into(),
        _ => ok(&exchange.request, place),
    }
}

fn not_found(place: &Place) -> String {
    match place {
        Place::Toy(toy) => format!("I have no {}.", toy.name()),
        Place::Loans(toy) => format!("I have no {}, so nobody can borrow it.", toy.name()),
        Place::Friend(name) => format!("I know nobody called {name}."),
        Place::Elsewhere(path) => format!("There is nothing at {path}."),
        _ => "I looked, and it is not there.".into(),
    }
}

fn not_allowed(exchange: &Exchange, place: &Place) -> String {
    let no = format!(
        "You can't {} {}.",
        short(&exchange.request.method_text()),
        match place {
            Place::Everything | Place::Unreadable | Place::Elsewhere(_) => "here".into(),
            other => other.thing(),
        }
    );
    match allowed(exchange) {
        Some(methods) => format!("{no} Try {methods}."),
        None => no,
    }
}

fn conflict(request: &Request, place: &Place) -> String {
    match (&*request.method_text(), place) {
        ("POST", Place::Loans(toy)) if request.field("Idempotency-Key").is_none() => {
            format!("Sorry, somebody has {} already.", toy.the())
        }
        _ => "Sorry, that doesn't go together with what I have now.".into(),
    }
}

fn gone(place: &Place) -> String {
    match place {
        Place::Toy(toy) if toy.many() => format!("I had {} once, but they are gone for good.", toy.a()),
        Place::Toy(toy) => format!("I had {} once, but it is gone for good.", toy.a()),
        Place::Friend(name) => format!("I knew {name} once, but we lost touch."),
        _ => "It was here once, but it is gone for good.".into(),
    }
}

fn unprocessable(place: &Place) -> String {
    match place {
        Place::Toys | Place::Toy(_) => "I can read it, but it doesn't make a toy yet.".into(),
        Place::Loans(_) => "I can read it, but I can't lend a toy that way.".into(),
        _ => "I can read it, but something in it is not right.".into(),
    }
}

fn elsewhere(exchange: &Exchange, what: &str) -> String {
    match exchange.response.field("Location") {
        Some(location) => format!("{what}: look at {}.", short(location)),
        None => format!("{what}."),
    }
}

/// With the wait that the response asks for, where it is in seconds (RFC 9110 §10.2.3).
fn later(exchange: &Exchange, what: &str) -> String {
    match exchange.response.field("Retry-After").map(str::parse::<u64>) {
        Some(Ok(1)) => format!("{what} Please ask again in a second."),
        Some(Ok(seconds)) => format!("{what} Please ask again in {seconds} seconds."),
        _ => format!("{what} Please ask again later."),
    }
}

/// The methods of the response's `Allow`, as a list to say (RFC 9110 §10.2.1).
fn allowed(exchange: &Exchange) -> Option<String> {
    let methods: Vec<&str> = exchange
        .response
        .field("Allow")?
        .split(',')
        .map(str::trim)
        .filter(|method| !method.is_empty())
        .collect();
    (!methods.is_empty()).then(|| list(&methods, "or"))
}

/// Whether the answer was settled in this block.
fn left_at(exchange: &Exchange, block: Block) -> bool {
    exchange.trace.exit().is_some_and(|step| step.decision.block == block)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::{
        http::{HeaderName, Response, StatusCode},
        server::Trace,
    };

    type Field = Option<(&'static str, &'static str)>;

    fn exchange(request: Request, status: u16, field: Field) -> Exchange {
        let mut response = Response::new(StatusCode::from_u16(status).expect("a status"));
        if let Some((name, value)) = field {
            response.set(HeaderName::from_static(name), value);
        }
        Exchange { number: 1, at_ms: 0, request, trace: Trace::default(), response }
    }

    #[test]
    fn every_answer_has_words() {
        let boat = r#"{"name":"Blue boat","kind":"boat"}"#;
        let mia = r#"{"friend":"mia"}"#;
        let answers: &[(&str, &str, &str, u16, Field)] = &[
            ("GET", "/toys/car", "", 200, None),
            ("GET", "/toys/blocks", "", 200, None),
            ("GET", "/toys", "", 200, None),
            ("GET", "/toys/car/loans", "", 200, None),
            ("GET", "/friends", "", 200, None),
            ("GET", "/friends/mia", "", 200, None),
            ("GET", "/", "", 200, None),
            ("GET", "/openapi.json", "", 200, None),
            ("HEAD", "/toys/car", "", 200, None),
            ("PUT", "/toys/car", boat, 200, None),
            ("PATCH", "/toys/car", boat, 200, None),
            ("POST", "/toys", boat, 201, None),
            ("PUT", "/toys/boat", boat, 201, None),
            ("POST", "/toys/car/loans", mia, 201, None),
            ("POST", "/friends", r#"{"name":"Ada"}"#, 201, None),
            ("POST", "/toys", boat, 202, None),
            ("DELETE", "/toys/car", "", 204, None),
            ("PUT", "/toys/car", "", 204, None),
            ("OPTIONS", "/toys/car", "", 204, Some(("allow", "GET, HEAD, PUT"))),
            ("OPTIONS", "*", "", 204, None),
            ("GET", "/toys/car", "", 206, None),
            ("GET", "/toys/auto", "", 301, Some(("location", "/api/toys/car"))),
            ("GET", "/toys/auto", "", 302, None),
            ("POST", "/toys", "", 303, Some(("location", "/api/toys/car"))),
            ("GET", "/toys/car", "", 304, None),
            ("GET", "/toys/car", "", 307, Some(("location", "/api/toys/car"))),
            ("GET", "/toys/car", "", 308, Some(("location", "/api/toys/car"))),
            ("GET", "/toys/%zz", "", 400, None),
            ("GET", "/toys/car", "", 401, None),
            ("GET", "/toys/car", "", 403, None),
            ("GET", "/toys/boat", "", 404, None),
            ("POST", "/toys/boat/loans", mia, 404, None),
            ("GET", "/friends/ned", "", 404, None),
            ("GET", "/nowhere", "", 404, None),
            ("POST", "/toys/car", "", 405, Some(("allow", "GET, HEAD"))),
            ("DELETE", "/toys", "", 405, None),
            ("GET", "/toys/car", "", 406, None),
            ("POST", "/toys/car/loans", mia, 409, None),
            ("POST", "/toys", boat, 409, None),
            ("GET", "/toys/boat", "", 410, None),
            ("POST", "/toys", boat, 411, None),
            ("PUT", "/toys/car", boat, 412, None),
            ("POST", "/toys", boat, 413, None),
            ("GET", "/toys", "", 414, None),
            ("POST", "/toys", boat, 415, None),
            ("GET", "/toys", "", 416, None),
            ("POST", "/toys", boat, 417, None),
            ("POST", "/toys", boat, 422, None),
            ("POST", "/toys/car/loans", boat, 422, None),
            ("PUT", "/toys/car", boat, 428, None),
            ("GET", "/toys", "", 429, Some(("retry-after", "5"))),
            ("GET", "/toys", "", 429, Some(("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT"))),
            ("GET", "/toys", "", 431, None),
            ("GET", "/toys", "", 500, None),
            ("BREW", "/toys/duck", "", 501, None),
            ("GET", "/toys", "", 503, Some(("retry-after", "1"))),
            ("GET", "/toys", "", 102, None),
            ("GET", "/toys", "", 226, None),
            ("GET", "/toys", "", 300, None),
            ("GET", "/toys", "", 418, None),
            ("GET", "/toys", "", 507, None),
        ];
        let lines: Vec<String> = answers
            .iter()
            .map(|(method, path, content, status, field)| {
                let target = if *path == "*" { "*".to_owned() } else { format!("/api{path}") };
                let request = Request::new(method, target).content(content);
                let line = format!("{method} {path}");
                format!("{status} {line:<22} {}\n", said(&exchange(request, *status, *field), "/api"))
            })
            .collect();
        expect![[r#"
            200 GET /toys/car          Here's the toy car you wanted!
            200 GET /toys/blocks       Here are the toy blocks you wanted!
            200 GET /toys              These are my toys.
            200 GET /toys/car/loans    Here is who has borrowed the toy car.
            200 GET /friends           These are my friends.
            200 GET /friends/mia       This is Mia.
            200 GET /                  Here is all you can ask me for.
            200 GET /openapi.json      These are the rules of my house.
            200 HEAD /toys/car         Yes, I have a toy car.
            200 PUT /toys/car          Done: the toy car is now as you sent it.
            200 PATCH /toys/car        Done: I changed the toy car.
            201 POST /toys             Thank you! There is a place on my shelf for it: Blue boat.
            201 PUT /toys/boat         Thank you! Now I have a toy boat.
            201 POST /toys/car/loans   Yes, Mia may take the toy car home.
            201 POST /friends          Nice to meet you, Ada!
            202 POST /toys             I'll see to it, but it is not done yet.
            204 DELETE /toys/car       Done: the toy car is off my shelf.
            204 PUT /toys/car          Done: the toy car is now as you sent it.
            204 OPTIONS /toys/car      With the toy car you may use GET, HEAD or PUT.
            204 OPTIONS *              Go ahead.
            206 GET /toys/car          Here is the part you asked for.
            301 GET /toys/auto         It has moved for good: look at /api/toys/car.
            302 GET /toys/auto         It is somewhere else for now.
            303 POST /toys             Done: look at /api/toys/car.
            304 GET /toys/car          You already have the newest one.
            307 GET /toys/car          It is somewhere else for now: look at /api/toys/car.
            308 GET /toys/car          It has moved for good: look at /api/toys/car.
            400 GET /toys/%zz          I can't make out what you wrote on the envelope.
            401 GET /toys/car          Who are you? Please show me your library card.
            403 GET /toys/car          I know who you are, but you may not do that.
            404 GET /toys/boat         I have no toy boat.
            404 POST /toys/boat/loans  I have no toy boat, so nobody can borrow it.
            404 GET /friends/ned       I know nobody called Ned.
            404 GET /nowhere           There is nothing at /nowhere.
            405 POST /toys/car         You can't POST the toy car. Try GET or HEAD.
            405 DELETE /toys           You can't DELETE my toys.
            406 GET /toys/car          I can't give it to you in any of the ways you would take it.
            409 POST /toys/car/loans   Sorry, somebody has the toy car already.
            409 POST /toys             Sorry, that doesn't go together with what I have now.
            410 GET /toys/boat         I had a toy boat once, but it is gone for good.
            411 POST /toys             Please tell me first how long your message is.
            412 PUT /toys/car          Wait: it is not the way you last saw it.
            413 POST /toys             That is more than I can carry.
            414 GET /toys              That address is too long for me.
            415 POST /toys             I can't read messages of that kind.
            416 GET /toys              There is no such part: it is not that long.
            417 POST /toys             I can't do what you expect of me.
            422 POST /toys             I can read it, but it doesn't make a toy yet.
            422 POST /toys/car/loans   I can read it, but I can't lend a toy that way.
            428 PUT /toys/car          Please tell me first which one you have seen, so that we don't undo each other's work.
            429 GET /toys              Not so fast! Please ask again in 5 seconds.
            429 GET /toys              Not so fast! Please ask again later.
            431 GET /toys              There are too many notes on your envelope.
            500 GET /toys              Oh no, something broke on my side.
            501 BREW /toys/duck        I never learned to BREW.
            503 GET /toys              I'm closed just now. Please ask again in a second.
            102 GET /toys              Go on, I'm listening.
            226 GET /toys              Done.
            300 GET /toys              It is somewhere else.
            418 GET /toys              Sorry, something about that is not right.
            507 GET /toys              Sorry, something went wrong on my side.
        "#]]
        .assert_eq(&lines.concat());
    }

    #[test]
    fn a_failed_condition_says_which_way() {
        let put = |name| Request::new("PUT", "/toys/car").with(name, "*");
        assert_eq!(said(&exchange(put("If-None-Match"), 412, None), ""), "Wait: I already have that one.");
        assert_eq!(
            said(&exchange(put("If-Match"), 412, None), ""),
            "Wait: it is not the way you last saw it."
        );
    }

    #[test]
    fn every_status_has_words() {
        for status in 100..1000 {
            let line = said(&exchange(Request::new("GET", "\u{0}"), status, None), "/api");
            assert!(line.ends_with(['.', '!']), "{status} {line}");
        }
    }
}
