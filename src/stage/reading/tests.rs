use super::*;
use crate::{server::dispatch, world::World};

fn exchange(request: Request) -> Exchange {
    dispatch(&World::toy_library("/api"), request).1
}

fn index(exchange: &Exchange, id: &str) -> usize {
    let steps = &exchange.trace.steps;
    steps.iter().position(|step| step.decision.id == id).expect("a step of that name")
}

/// What is lit while this question is asked.
fn lit(exchange: &Exchange, id: &str) -> Vec<String> {
    let gaze = Gaze::At(index(exchange, id));
    let reading = Reading::of_request(exchange);
    let lit = reading.lines.iter().map(|line| {
        let spans = line.iter().filter(|span| span.look(gaze) == Look::Now);
        spans.map(|span| span.text.as_str()).collect::<String>()
    });
    lit.filter(|text| !text.is_empty()).collect()
}

#[test]
fn the_lines_are_the_message() {
    let requests = [
        Request::new("GET", "/api/toys/car?a=1&b=2").with("Accept", "text/html"),
        Request::new("POST", "/api/toys").json("{\n  \"name\": \"x\"\n}"),
        Request::new("OPTIONS", "*"),
        Request::new("", ""),
    ];
    for request in requests {
        let reading = Reading::of_request(&exchange(request.clone()));
        let lines: Vec<String> =
            reading.lines.iter().map(|line| line.iter().map(|span| span.text.as_str()).collect()).collect();
        let text = request.to_text();
        assert_eq!(
            lines.join("\n"),
            text.strip_suffix('\n').filter(|_| request.content.is_empty()).unwrap_or(&text)
        );
    }
}

#[test]
fn each_question_lights_what_it_reads() {
    let exchange = exchange(
        Request::new("GET", "/api/toys/car")
            .with("accept", "application/json")
            .with("If-None-Match", "\"v9\""),
    );
    assert_eq!(lit(&exchange, "method-known"), ["GET"]);
    assert_eq!(lit(&exchange, "found"), ["/car"]);
    let (accept, tag) = ("accept: application/json", "If-None-Match: \"v9\"");
    let matched = exchange.trace.steps.iter().filter(|step| step.answer != Answer::NotAsked);
    let all: Vec<_> = matched.map(|step| lit(&exchange, step.decision.id)).collect();
    assert!(all.iter().any(|lit| lit.iter().any(|line| line == accept)), "{all:?}");
    assert!(all.iter().any(|lit| lit.iter().any(|line| line == tag)), "{all:?}");
}

#[test]
fn all_fields_are_lit_for_their_size_and_the_path_alone_for_what_lives_there() {
    let exchange = exchange(Request::new("GET", "/api/toys?kind=car").with("Accept", "*/*").with("X-A", "1"));
    assert_eq!(lit(&exchange, "fields-small"), ["Accept: */*", "X-A: 1"]);
    assert_eq!(lit(&exchange, "resource-known"), ["/api/toys"]);
    assert_eq!(lit(&exchange, "well-formed"), ["/api/toys?kind=car"]);
}

#[test]
fn it_is_known_whether_a_question_reads_the_message_at_all() {
    let exchange = exchange(Request::new("GET", "/api/toys/car").with("Accept", "*/*"));
    let reading = Reading::of_request(&exchange);
    let is_read = |id| reading.is_read(Gaze::At(index(&exchange, id)));
    assert!(is_read("method-known") && is_read("found") && is_read("acceptable"));
    assert!(!is_read("up") && !is_read("moved"));
    assert!(!reading.is_read(Gaze::Ahead) && !reading.is_read(Gaze::Done));
}

#[test]
fn content_is_lit_while_it_is_parsed_and_checked() {
    let exchange = exchange(Request::new("POST", "/api/toys").json("{\n\"kind\": 3\n}"));
    assert_eq!(lit(&exchange, "content-parses"), ["{", "\"kind\": 3", "}"]);
    assert_eq!(lit(&exchange, "content-fits").len(), 3);
}

#[test]
fn a_query_is_lit_and_not_the_path_before_it() {
    let spans: Vec<_> =
        pieces("/api/toys?kind=car&q=a/b").into_iter().map(|piece| Span::new(Kind::Target, piece)).collect();
    let texts = |places: Vec<usize>| places.into_iter().map(|at| spans[at].text.clone()).collect::<String>();
    assert_eq!(texts(aimed_at(&spans, "kind=car&q=a/b")), "?kind=car&q=a/b");
    assert_eq!(texts(aimed_at(&spans, "22 bytes")), "/api/toys?kind=car&q=a/b");
    assert_eq!(texts(aimed_at(&spans, "id = toys")), "/toys");
}

#[test]
fn what_was_looked_for_and_not_sent_is_named() {
    let exchange = exchange(Request::new("POST", "/api/toys").content("{}"));
    let reading = Reading::of_request(&exchange);
    assert_eq!(reading.absent(Gaze::At(index(&exchange, "content-type"))), ["Content-Type"]);
    assert!(reading.absent(Gaze::Done).is_empty() && reading.absent(Gaze::At(9_999)).is_empty());
}

#[test]
fn a_span_is_plain_then_read_and_lit_between() {
    let span = Span { readers: vec![2, 5], ..Span::new(Kind::Start, "GET") };
    let looks = [Gaze::Ahead, Gaze::At(0), Gaze::At(2), Gaze::At(3), Gaze::At(5), Gaze::Done]
        .map(|gaze| span.look(gaze));
    assert_eq!(looks, [Look::Plain, Look::Plain, Look::Now, Look::Read, Look::Now, Look::Read]);
    assert_eq!(Span::new(Kind::Plain, " ").look(Gaze::Done), Look::Plain);
}

#[test]
fn any_bytes_are_shown_and_long_content_is_cut() {
    let odd = Request::new(b"G\0T", b"/\xff?\r\n").with(b"a\0", b"\x01").content(vec![0xff; SHOWN + 7]);
    let reading = Reading::of_request(&exchange(odd));
    assert_eq!(reading.left_out, 7);
    assert!(reading.lines.iter().flatten().all(|span| !span.text.contains('\0')));
    let response = Reading::of_response(&exchange(Request::new("GET", "/api/toys/none")).response);
    assert_eq!(response.lines[0][1].text, "404 Not Found");
}
