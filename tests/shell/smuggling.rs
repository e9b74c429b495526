//! Messages that two readers would cut differently (RFC 9112 §11.2). In each, a request hides where one reader sees
//! content; it must never be answered.

use crate::talk::{PATCH_CAR, Talk};

/// A request that would tell if it were answered: it has a status of its own.
const HIDDEN: &str = "DELETE /api/nowhere/hidden HTTP/1.1\r\nHost: toys\r\n\r\n";

/// Sends a head of these fields, and behind it what looks like the end of chunks and a hidden request.
fn tried(fields: &str) -> (u16, String) {
    let mut talk = Talk::new();
    let answer = talk.send(format!("{PATCH_CAR}{fields}\r\n\r\n0\r\n\r\n{HIDDEN}")).answer();
    let rest = String::from_utf8_lossy(&talk.rest()).into_owned();
    assert!(rest.is_empty(), "{fields:?} let something through: {rest}");
    assert_eq!(answer.field("connection"), Some("close"), "{fields:?}");
    (answer.status, answer.detail())
}

#[test]
fn framing_that_can_be_read_in_two_ways_ends_the_connection() {
    for fields in [
        "Transfer-Encoding: chunked\r\nContent-Length: 4",
        "Content-Length: 4\r\nTransfer-Encoding: chunked",
        "Content-Length: 5\r\nTransfer-Encoding: identity",
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: 5\r\nContent-Length: 05",
        "Content-Length: 0x5",
        "Content-Length: +5",
        "Content-Length: 5_0",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: chunked;q=1",
        "Transfer-Encoding: \"chunked\"",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: x",
    ] {
        let (status, detail) = tried(fields);
        assert_eq!(status, 400, "{fields}: {detail}");
    }
}

#[test]
fn fields_that_only_look_like_framing_end_the_connection() {
    for fields in [
        "Transfer-Encoding : chunked",
        "Transfer-Encoding\t: chunked",
        "Transfer-Encoding\x0b: chunked",
        "X: y\rTransfer-Encoding: chunked",
        "X: y\r\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\x0b",
        "Transfer-Encoding: \x0cchunked",
        "Transfer-Encoding: chun\0ked",
        "Content-Length: 4\rX: y",
        "Content-Length : 4",
        "X: y\r\n Transfer-Encoding: chunked",
        "X: y\r\n\tContent-Length: 4",
        "Content-Length: 4\r\n X: y",
        "\x00Transfer-Encoding: chunked",
        "Transfer-Encoding\r\n: chunked",
    ] {
        let (status, detail) = tried(fields);
        assert_eq!(status, 400, "{fields:?}: {detail}");
    }
}

#[test]
fn a_bare_cr_ends_nothing() {
    for bytes in [
        format!("GET /api/toys/car HTTP/1.1\rHost: toys\r\r{HIDDEN}"),
        format!("GET /api/toys/car\r HTTP/1.1\r\nHost: toys\r\n\r\n{HIDDEN}"),
        format!("GET /api/toys/car HTTP/1.1\r\nHost: toys\rX: y\r\n\r\n{HIDDEN}"),
        format!("{PATCH_CAR}Transfer-Encoding: chunked\r\n\r\n0\r\r{HIDDEN}"),
        format!("{PATCH_CAR}Transfer-Encoding: chunked\r\n\r\n1;\rx\r\na\r\n0\r\n\r\n{HIDDEN}"),
    ] {
        let mut talk = Talk::new();
        let answer = talk.send(&bytes).answer();
        assert_eq!(answer.status, 400, "{bytes:?}");
        assert!(talk.ends(), "{bytes:?}");
    }
}

#[test]
fn what_stands_in_a_trailer_counts_for_nothing() {
    let trailers = "Content-Length: 99\r\nTransfer-Encoding: chunked\r\nIf-Match: \"v9\"\r\nHost: other\r\n";
    let mut talk = Talk::new();
    let patch = format!("{PATCH_CAR}Transfer-Encoding: chunked\r\n\r\n2\r\n{{}}\r\n0\r\n{trailers}\r\n");
    assert_eq!(talk.send(format!("{patch}{HIDDEN}")).answer().status, 200);
    assert_eq!(talk.answer().status, 404, "the next request begins behind the trailer section");
}

#[test]
fn content_of_a_get_is_content_and_no_request() {
    let mut talk = Talk::new();
    let get = format!("GET /api/toys/car HTTP/1.1\r\nHost: toys\r\nContent-Length: {}\r\n\r\n", HIDDEN.len());
    assert_eq!(talk.send(format!("{get}{HIDDEN}{get}{HIDDEN}")).answer().status, 200);
    assert_eq!(talk.answer().status, 200);
}
