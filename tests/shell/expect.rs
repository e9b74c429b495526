//! `Expect` (RFC 9110 §10.1.1): content is asked for only where the server would go on to read it.

use crate::{
    shell::Limits,
    talk::{PATCH_CAR, Talk, car_name, start},
};

const CONTENT: &str = "{\"name\":\"Zoom\"}";

#[test]
fn content_that_would_make_no_difference_is_not_asked_for() {
    let address = start(Limits::default());
    let with = |head: &str| format!("{head}Expect: 100-continue\r\nContent-Length: 15\r\n\r\n");
    let post = "POST /api/toys HTTP/1.1\r\nHost: toys\r\n";
    for (head, status) in [
        (format!("{PATCH_CAR}If-Match: \"v9\"\r\n"), 412),
        (PATCH_CAR.replace("car", "dragon"), 404),
        (PATCH_CAR.replace("merge-patch", "brainwave"), 415),
        (format!("{PATCH_CAR}Accept: image/png\r\n"), 406),
        (PATCH_CAR.replace("/car", ""), 405),
        (format!("{post}X: a\x01b\r\n"), 400),
        (post.into(), 415),
    ] {
        let mut talk = Talk::with(address);
        let answer = talk.send(with(&head)).answer();
        assert_eq!(answer.status, status, "{head}: {answer:?}");
        assert_eq!(answer.field("connection"), Some("close"), "whether the content still comes is in doubt");
        assert!(talk.ends());
    }
    assert_ne!(car_name(address), "Zoom");
}

#[test]
fn content_above_the_engines_limit_is_not_asked_for() {
    let mut talk = Talk::new();
    let expect = format!("{PATCH_CAR}Expect: 100-continue\r\nContent-Length: {}\r\n\r\n", 2 << 20);
    assert_eq!(talk.send(expect).answer().status, 413);
    assert!(talk.ends());
}

#[test]
fn an_expectation_that_nobody_knows_is_refused_at_once() {
    let mut talk = Talk::new();
    let expect = format!("{PATCH_CAR}Expect: a-miracle\r\nContent-Length: 15\r\n\r\n");
    let answer = talk.send(expect).answer();
    assert_eq!(answer.status, 417, "{answer:?}");
    assert!(talk.ends());
    let get = "GET /api/toys/car HTTP/1.1\r\nHost: toys\r\nExpect: a-miracle\r\n\r\n";
    assert_eq!(Talk::new().send(get).answer().status, 417);
}

#[test]
fn chunked_content_is_asked_for_and_read() {
    let address = start(Limits::default());
    let mut talk = Talk::with(address);
    let expect = format!("{PATCH_CAR}Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n");
    assert_eq!(talk.send(expect).answer().status, 100);
    assert_eq!(talk.send(format!("f\r\n{CONTENT}\r\n0\r\n\r\n")).answer().status, 200);
    assert_eq!(car_name(address), "Zoom");
}

#[test]
fn what_was_asked_in_vain_leaves_no_mark() {
    let address = start(Limits::default());
    let mut talk = Talk::with(address);
    let expect = format!("{PATCH_CAR}Expect: 100-continue\r\nContent-Length: 15\r\n\r\n");
    assert_eq!(talk.send(expect).answer().status, 100);
    assert_ne!(car_name(address), "Zoom", "nothing happens before the content is there");
    let answer = talk.send(CONTENT).answer();
    assert_eq!((answer.status, answer.field("etag")), (200, Some("\"v2\"")));
}

#[test]
fn http_1_0_knows_no_expectations() {
    let old = PATCH_CAR.replace("1.1", "1.0");
    let expect = format!("{old}Expect: 100-continue\r\nContent-Length: 15\r\n\r\n");
    let mut talk = Talk::new();
    talk.send(expect);
    assert!(talk.answer_within(std::time::Duration::from_millis(100)).is_none(), "no 100 comes");
    assert_eq!(talk.send(CONTENT).answer().status, 200);
}
