//! Where one message ends and the next begins.

use crate::{
    shell::Limits,
    talk::{GET_CAR, PATCH_CAR, Talk, car_name, start},
};

#[test]
fn a_connection_serves_request_after_request() {
    let mut talk = Talk::new();
    for _ in 0..3 {
        let answer = talk.send(GET_CAR).answer();
        assert_eq!(answer.status, 200);
        assert_eq!(answer.field("connection"), None);
        assert!(answer.field("date").is_some());
    }
}

#[test]
fn pipelined_requests_are_answered_in_order() {
    let mut talk = Talk::new();
    talk.send(format!("{GET_CAR}GET /api/no-such-thing HTTP/1.1\r\nHost: toys\r\n\r\n{GET_CAR}"));
    let statuses = [(); 3].map(|()| talk.answer().status);
    assert_eq!(statuses, [200, 404, 200]);
}

#[test]
fn empty_lines_before_a_request_are_passed_over() {
    let mut talk = Talk::new();
    assert_eq!(talk.send(format!("\r\n\r\n{GET_CAR}\r\n{GET_CAR}")).answer().status, 200);
    assert_eq!(talk.answer().status, 200);
}

#[test]
fn lines_may_end_in_lf_alone() {
    assert_eq!(Talk::new().send("GET /api/toys/car HTTP/1.1\nHost: toys\n\n").answer().status, 200);
}

#[test]
fn close_is_heeded() {
    let mut talk = Talk::new();
    let answer =
        talk.send("GET /api/toys/car HTTP/1.1\r\nHost: toys\r\nConnection: te, Close\r\n\r\n").answer();
    assert_eq!((answer.status, answer.field("connection")), (200, Some("close")));
    assert!(talk.ends());
}

#[test]
fn http_1_0_closes_unless_asked_to_stay() {
    let mut talk = Talk::new();
    let kept = talk.send("GET /api/toys/car HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").answer();
    assert_eq!((kept.status, kept.field("connection")), (200, Some("keep-alive")));
    let closed = talk.send("GET /api/toys/car HTTP/1.0\r\n\r\n").answer();
    assert_eq!((closed.status, closed.field("connection")), (200, Some("close")));
    assert!(talk.ends());
}

#[test]
fn head_announces_the_content_of_get_and_sends_none() {
    let mut talk = Talk::new();
    let get = talk.send(GET_CAR).answer();
    let head = talk.send(GET_CAR.replace("GET", "HEAD")).head();
    assert_eq!(head.status, 200);
    assert_eq!(head.field("content-length"), get.field("content-length"));
    assert_eq!(head.field("etag"), get.field("etag"));
    // Were there content, it would stand where this answer does.
    assert_eq!(talk.send(GET_CAR).answer().status, 200);
}

#[test]
fn a_refused_head_request_gets_no_content_either() {
    let mut talk = Talk::new();
    let refused = talk.send("HEAD /api/toys HTTP/1.1\r\nContent-Length: x\r\nHost: toys\r\n\r\n").head();
    assert_eq!(refused.status, 400);
    assert!(talk.ends());
}

#[test]
fn no_content_and_not_modified_end_with_their_fields() {
    let mut talk = Talk::new();
    let etag = talk.send(GET_CAR).answer().field("etag").unwrap().to_owned();
    let get = format!("GET /api/toys/car HTTP/1.1\r\nHost: toys\r\nIf-None-Match: {etag}\r\n\r\n");
    assert_eq!(talk.send(get).answer().status, 304);
    let deleted = talk.send("DELETE /api/toys/duck HTTP/1.1\r\nHost: toys\r\n\r\n").answer();
    assert_eq!((deleted.status, deleted.field("content-length")), (204, None));
    assert_eq!(talk.send(GET_CAR).answer().status, 200);
}

#[test]
fn content_of_a_length_is_read_to_its_end() {
    let address = start(Limits::default());
    let mut talk = Talk::with(address);
    let patch = format!("{PATCH_CAR}Content-Length: 15\r\n\r\n{{\"name\":\"Zoom\"}}");
    let answer = talk.send(patch + GET_CAR).answer();
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(talk.answer().json()["name"], "Zoom");
}

#[test]
fn a_length_repeated_alike_counts_once() {
    let patch =
        format!("{PATCH_CAR}Content-Length: 15, 15\r\ncontent-length: 15\r\n\r\n{{\"name\":\"Zoom\"}}");
    assert_eq!(Talk::new().send(patch).answer().status, 200);
}

#[test]
fn chunks_are_joined_and_their_trailers_dropped() {
    let address = start(Limits::default());
    let mut talk = Talk::with(address);
    let chunks =
        "4;note=\"a; b\"\r\n{\"na\r\n0C ; x\r\nme\":\"Chunky\"\r\n1\r\n}\r\n0\r\nX-Trailer: t\r\n\r\n";
    let answer =
        talk.send(format!("{PATCH_CAR}Transfer-Encoding: Chunked\r\n\r\n{chunks}{GET_CAR}")).answer();
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(talk.answer().status, 200);
    assert_eq!(car_name(address), "Chunky");
}

#[test]
fn a_client_that_expects_continue_gets_it_before_it_sends() {
    let mut talk = Talk::new();
    let expect = format!("{PATCH_CAR}Expect: 100-Continue\r\nContent-Length: 15\r\n\r\n");
    assert_eq!(talk.send(&expect).answer().status, 100);
    assert_eq!(talk.send("{\"name\":\"Zoom\"}").answer().status, 200);
    // Content that has already arrived needs no leave (RFC 9110 §10.1.1).
    assert_eq!(talk.send(expect + "{\"name\":\"Zoom\"}").answer().status, 200);
}

#[test]
fn a_client_that_expects_continue_for_too_much_is_told_at_once() {
    let mut talk = Talk::new();
    let expect = format!("{PATCH_CAR}Expect: 100-continue\r\nContent-Length: 99999999\r\n\r\n");
    assert_eq!(talk.send(expect).answer().status, 413);
    assert!(talk.ends());
}

#[test]
fn options_may_ask_about_the_whole_server() {
    let mut talk = Talk::new();
    for target in ["*", "http://toys", "HTTP://toys:80"] {
        let answer = talk.send(format!("OPTIONS {target} HTTP/1.1\r\nHost: toys\r\n\r\n")).answer();
        assert!(matches!(answer.status, 200 | 204), "{target}: {answer:?}");
        assert!(answer.field("allow").is_some(), "{target}: {answer:?}");
    }
}

#[test]
fn a_target_in_absolute_form_counts_by_its_path() {
    let mut talk = Talk::new();
    for target in ["http://toys/api/toys/car", "HTTP://[::1]:8080/api/toys/car"] {
        let answer = talk.send(format!("GET {target} HTTP/1.1\r\nHost: other\r\n\r\n")).answer();
        assert_eq!((answer.status, answer.json()["id"].as_str()), (200, Some("car")));
    }
    assert_eq!(talk.send("GET http://toys?x HTTP/1.1\r\nHost: toys\r\n\r\n").answer().status, 404);
}
