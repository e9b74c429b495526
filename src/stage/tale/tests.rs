//! What is said of exchanges made by hand; `tests/tellings.rs` has real ones.

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

fn story(exchange: &Exchange, base: &str) -> Telling {
    Telling::of(exchange, base, None, Words::built_in(Lens::Story))
}

fn asked(request: &Request, base: &str) -> String {
    story(&exchange(request.clone(), 200, None), base).asked
}

fn said(exchange: &Exchange, base: &str) -> String {
    story(exchange, base).said
}

#[test]
fn every_request_has_words() {
    let new = |line: &str| {
        let (method, path) = line.split_once(' ').expect("a method and a path");
        Request::new(method, format!("/api{path}"))
    };
    let requests = [
        new("GET /toys/car"),
        new("GET /toys/car").with("If-None-Match", "\"v1\""),
        new("GET /toys"),
        new("GET /toys?kind=car"),
        new("GET /toys/car/loans"),
        new("GET /friends"),
        new("GET /friends/mia"),
        new("GET /"),
        new("GET /openapi.json"),
        new("GET /nowhere/at/all"),
        new("HEAD /toys/car"),
        new("HEAD /toys/blocks"),
        new("HEAD /friends/tom"),
        new("HEAD /nowhere"),
        new("OPTIONS /toys/car"),
        new("OPTIONS /toys"),
        Request::new("OPTIONS", "*"),
        new("POST /toys").json(r#"{"name":"Blue boat","kind":"boat"}"#),
        new("POST /toys").json(r#"{"kind":"boat"}"#),
        new("POST /toys").json("{"),
        new("POST /toys").json(r#"["name"]"#),
        new("POST /toys/car/loans").json(r#"{"friend":"mia"}"#),
        new("POST /toys/car/loans"),
        new("POST /toys/car"),
        new("POST /friends").json(r#"{"name":"Ada"}"#),
        new("PUT /toys/car").json(r#"{"name":"Green car"}"#),
        new("PUT /toys/car"),
        new("PUT /friends/mia").json(r#"{"name":"Mia Maria"}"#),
        new("PATCH /toys/car").json(r#"{"name":"x"}"#),
        new("PATCH /toys/car").json(r#"{"name":"x","kind":"y","color":"z"}"#),
        new("PATCH /toys/car").json(r#"{"a":1,"b":2,"c":3,"d":4}"#),
        new("PATCH /toys/car").json("{}"),
        new("DELETE /toys/car"),
        new("DELETE /toys"),
        new("DELETE /friends/zoe"),
        new("DELETE /"),
        new("BREW /toys/duck"),
        new("get /toys/car"),
        new("GE{T /toys/car"),
        new("GET /toys/%zz"),
        Request::new("", ""),
    ];
    let said: Vec<String> = requests
        .iter()
        .map(|request| {
            let line = format!("{} {}", request.method_text(), request.target_text());
            format!("{line:<28} {}\n", asked(request, "/api"))
        })
        .collect();
    expect![[r#"
        GET /api/toys/car            Can I borrow your toy car?
        GET /api/toys/car            Can I have your toy car again, if it has changed?
        GET /api/toys                Which toys do you have?
        GET /api/toys?kind=car       Which of your toys fit what I am looking for?
        GET /api/toys/car/loans      Who has borrowed your toy car?
        GET /api/friends             Who are your friends?
        GET /api/friends/mia         Who is Mia?
        GET /api/                    What can I ask you for?
        GET /api/openapi.json        What are the rules of your house?
        GET /api/nowhere/at/all      What do you have at /nowhere/at/all?
        HEAD /api/toys/car           Do you have a toy car? Just tell me, don't bring it.
        HEAD /api/toys/blocks        Do you have toy blocks? Just tell me, don't bring them.
        HEAD /api/friends/tom        Do you know Tom? Just say yes or no.
        HEAD /api/nowhere            Is there anything at /nowhere? Just say yes or no.
        OPTIONS /api/toys/car        What may I do with the toy car?
        OPTIONS /api/toys            What may I do with your toys?
        OPTIONS *                    What can you do at all?
        POST /api/toys               Here is a new toy for your shelf: Blue boat.
        POST /api/toys               Here is a new toy for your shelf, of the kind boat.
        POST /api/toys               Here is something for your shelf.
        POST /api/toys               Here is something for your shelf.
        POST /api/toys/car/loans     May Mia take the toy car home?
        POST /api/toys/car/loans     May somebody take the toy car home?
        POST /api/toys/car           Here is something for your toy car.
        POST /api/friends            Here is a new friend for you: Ada.
        PUT /api/toys/car            Please swap your toy car for this one: Green car.
        PUT /api/toys/car            Please swap your toy car for this one.
        PUT /api/friends/mia         Please write down Mia as Mia Maria.
        PATCH /api/toys/car          Please change the name of your toy car.
        PATCH /api/toys/car          Please change the name, kind and color of your toy car.
        PATCH /api/toys/car          Please change 4 things about your toy car.
        PATCH /api/toys/car          Please change something about your toy car.
        DELETE /api/toys/car         Please take the toy car off your shelf.
        DELETE /api/toys             Please take all your toys off the shelf.
        DELETE /api/friends/zoe      Please take Zoe off your list of friends.
        DELETE /api/                 Please take away your front door.
        BREW /api/toys/duck          Could you BREW your toy duck for me?
        get /api/toys/car            Could you get your toy car for me?
        GE{T /api/toys/car           (mumbles something that nobody can make out)
        GET /api/toys/%zz            (mumbles something that nobody can make out)
                                     (mumbles something that nobody can make out)
    "#]]
    .assert_eq(&said.concat());
}

#[test]
fn any_bytes_have_words() {
    let mut seed = 7_u32;
    let mut byte = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        seed.to_be_bytes()[0]
    };
    for length in 0..400 {
        let mut bytes =
            |from: &[u8]| from.iter().copied().chain((0..length % 50).map(|_| byte())).collect::<Vec<_>>();
        let (target, content) = (bytes(b"/toys/"), bytes(b"{\"name\":\""));
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "\u{0}"] {
            assert!(!asked(&Request::new(method, &target).content(&content), "").is_empty());
        }
    }
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
        200 PATCH /toys/car        Done: I changed the name and kind of the toy car.
        201 POST /toys             Thank you! There is a place on my shelf for it: Blue boat.
        201 PUT /toys/boat         Thank you! Now I have a toy boat.
        201 POST /toys/car/loans   Yes, Mia may take the toy car home.
        201 POST /friends          Nice to meet you, Ada!
        202 POST /toys             I'll see to it, but it is not done yet.
        204 DELETE /toys/car       Done: the toy car is off my shelf.
        204 PUT /toys/car          Done: the toy car is now as you sent it.
        204 OPTIONS /toys/car      With the toy car you may use GET, HEAD or PUT.
        204 OPTIONS *              Go ahead.
        206 GET /toys/car          Here is the piece of the toy car you asked for.
        301 GET /toys/auto         The toy auto has moved for good. You find it at /toys/car now.
        302 GET /toys/auto         It is somewhere else for now.
        303 POST /toys             Done: see what came of it at /toys/car.
        304 GET /toys/car          You already have the newest toy car.
        307 GET /toys/car          The toy car is at /toys/car for now. Ask there, but come here again next time.
        308 GET /toys/car          The toy car has moved for good. Send your letter once more, just as it is, to /toys/car.
        400 GET /toys/%zz          I can't make out what you wrote on the envelope.
        401 GET /toys/car          Who are you? Please show me your library card.
        403 GET /toys/car          I know who you are, but you may not do that.
        404 GET /toys/boat         I have no toy boat.
        404 POST /toys/boat/loans  I have no toy boat, so nobody can borrow it.
        404 GET /friends/ned       I know nobody called Ned.
        404 GET /nowhere           I looked at /nowhere, and it is not there.
        405 POST /toys/car         You can't POST the toy car. Try GET or HEAD.
        405 DELETE /toys           You can't DELETE my toys.
        406 GET /toys/car          I can't give you the toy car in any of the ways you would take it.
        409 POST /toys/car/loans   Sorry, that doesn't go together with what I have now.
        409 POST /toys             Sorry, that doesn't go together with what I have now.
        410 GET /toys/boat         I had a toy boat once, but it is gone for good.
        411 POST /toys             Please tell me first how long your letter is.
        412 PUT /toys/car          Wait: I already have that one.
        413 POST /toys             That is more than I can carry.
        414 GET /toys              That address is too long for me.
        415 POST /toys             I can't read letters of that kind.
        416 GET /toys              There is no such piece.
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
        226 GET /toys              You have my old list, so here is only what is new on it.
        300 GET /toys              I have it in several ways. Which one would you like?
        418 GET /toys              Sorry, something about that is not right.
        507 GET /toys              Sorry, something went wrong on my side.
    "#]]
    .assert_eq(&lines.concat());
}

#[test]
fn a_failed_condition_says_which_way() {
    let put = |name| Request::new("PUT", "/toys/car").with(name, "*");
    assert_eq!(said(&exchange(put("If-None-Match"), 412, None), ""), "Wait: I already have that one.");
    assert_eq!(said(&exchange(put("If-Match"), 412, None), ""), "Wait: it is not the one you mean.");
}

#[test]
fn every_status_has_words() {
    for status in 100..1000 {
        let line = said(&exchange(Request::new("GET", "\u{0}"), status, None), "/api");
        assert!(line.ends_with(['.', '!', '?']), "{status} {line}");
    }
}
