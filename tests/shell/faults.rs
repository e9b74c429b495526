//! Requests that are wrong: each gets a sentence that says how, from the engine where it can tell, else from the
//! shell; and the connection closes wherever the end of the message is in doubt.

use crate::talk::{GET_CAR, PATCH_CAR, Talk};

/// Sends these bytes; the answer must have this status, mention all of `words`, and be the last.
fn refused(bytes: impl AsRef<[u8]>, status: u16, words: &[&str]) {
    let mut talk = Talk::new();
    let answer = talk.send(bytes).answer();
    let detail = answer.detail();
    assert_eq!(answer.status, status, "{detail}");
    for word in words {
        assert!(detail.contains(word), "{word:?} is not in: {detail}");
    }
    assert_eq!(answer.field("connection"), Some("close"), "{detail}");
    assert!(talk.ends());
}

#[test]
fn request_lines_that_have_no_three_parts() {
    refused("hello\r\n\r\n", 400, &["`hello`", "GET /api/toys HTTP/1.1"]);
    refused("GET /api/toys\r\nHost: toys\r\n\r\n", 400, &["`GET /api/toys`", "two parts"]);
    refused(" GET /api/toys HTTP/1.1\r\n\r\n", 400, &["begins with a space"]);
    refused("GET /api/toys HTTP/one\r\n\r\n", 400, &["`HTTP/one`", "not a version"]);
    refused(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\n", 400, &["\\x16\\x03"]);
}

#[test]
fn versions_that_are_not_spoken() {
    refused("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, &["HTTP/2.0", "HTTP/1.1"]);
    refused("GET /api/toys HTTP/0.9\r\n\r\n", 505, &["HTTP/0.9"]);
}

#[test]
fn a_later_http_1_is_read_as_1_1() {
    assert_eq!(Talk::new().send(GET_CAR.replace("1.1", "1.3")).answer().status, 200);
}

#[test]
fn the_engine_explains_a_bad_field() {
    for line in [
        "No colon here",
        "Toy Name: car",
        "Accept : */*",
        ": empty",
        "X: nul\0",
        "X: bare\rreturn",
        "X: \x07",
    ] {
        refused(format!("GET /api/toys/car HTTP/1.1\r\nHost: toys\r\n{line}\r\n\r\n"), 400, &[]);
    }
    // What was meant as Host is explained as the line it is.
    refused("GET /api/toys/car HTTP/1.1\r\nHost 127.0.0.1\r\n\r\n", 400, &["Host 127.0.0.1"]);
}

#[test]
fn the_engine_explains_a_bad_target() {
    let mut talk = Talk::new();
    for target in
        [&b"/api/toys/\xff\xfe"[..], b"/api/toys/%zz", b"/api/toys/%ff", b"/api/toys/%00", b"/api/\xc3\xa9"]
    {
        let answer = talk.send([b"GET ", target, b" HTTP/1.1\r\nHost: toys\r\n\r\n"].concat()).answer();
        assert!(!answer.detail().is_empty());
        assert!(matches!(answer.status, 400 | 404), "{answer:?}");
    }
    refused("GET /api/toys/a car HTTP/1.1\r\nHost: toys\r\n\r\n", 400, &[]);
    refused("GET /api/toys/\0 HTTP/1.1\r\nHost: toys\r\n\r\n", 400, &[]);
}

#[test]
fn the_engine_answers_what_is_merely_unknown() {
    let mut talk = Talk::new();
    assert_eq!(talk.send(GET_CAR.replace("GET", "JUGGLE")).answer().status, 501);
    assert_eq!(talk.send("GET /elsewhere HTTP/1.1\r\nHost: toys\r\n\r\n").answer().status, 404);
    assert_eq!(talk.send(GET_CAR).answer().status, 200);
}

#[test]
fn a_line_that_is_a_name_alone() {
    refused("GET / HTTP/1.1\r\nHost: toys\r\nNoColonHere\r\n\r\n", 400, &["`NoColonHere`", "no colon"]);
}

#[test]
fn folded_fields() {
    refused("GET / HTTP/1.1\r\nHost: toys\r\nX: one\r\n two\r\n\r\n", 400, &["` two`", "§5.2"]);
}

#[test]
fn hosts() {
    refused("GET /api/toys HTTP/1.1\r\n\r\n", 400, &["no Host"]);
    refused("GET /api/toys HTTP/1.1\r\nHost: a\r\nhost: b\r\n\r\n", 400, &["2 Host", "`a`", "`b`"]);
    for host in ["a b", "a/b", "a:b", "you@toys", "[::1", "%4", "a,b:c"] {
        refused(format!("GET /api/toys HTTP/1.1\r\nHost: {host}\r\n\r\n"), 400, &["Host", host]);
    }
    refused("GET http://you@toys/api/toys HTTP/1.1\r\nHost: toys\r\n\r\n", 400, &["target", "you@toys"]);
    refused("GET http:///api/toys HTTP/1.1\r\nHost: toys\r\n\r\n", 400, &["target"]);
    let mut talk = Talk::new();
    for host in ["127.0.0.1", "localhost:8080", "[::1]:80", "t%C3%B6ys", ""] {
        let get = format!("GET /api/toys/car HTTP/1.1\r\nHost: {host}\r\n\r\n");
        assert_eq!(talk.send(get).answer().status, 200, "{host}");
    }
}

#[test]
fn lengths_that_leave_the_end_in_doubt() {
    let patch = |fields: &str| format!("{PATCH_CAR}{fields}\r\n\r\n0\r\n\r\n{GET_CAR}");
    refused(patch("Transfer-Encoding: chunked\r\nContent-Length: 5"), 400, &["both", "§6.3"]);
    refused(patch("Content-Length: 5\r\nContent-Length: 6"), 400, &["`5`", "`6`"]);
    refused(patch("Content-Length: 5, 6"), 400, &["`5`", "`6`"]);
    for length in ["-1", "+5", "5 5", "0x5", "five", "", "5,"] {
        refused(patch(&format!("Content-Length: {length}")), 400, &["not a number of bytes"]);
    }
    refused(patch("Content-Length: 99999999999999999999999999"), 413, &["8388608 bytes"]);
    refused(patch("Transfer-Encoding: gzip"), 400, &["`gzip`"]);
    refused(patch("Transfer-Encoding: gzip, chunked"), 501, &["`gzip`"]);
    refused(patch("Transfer-Encoding: chunked, chunked"), 400, &["more than once"]);
    refused(patch("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity"), 400, &["`identity`"]);
    refused(patch("Transfer-Encoding:"), 400, &["empty"]);
    refused(patch("Transfer-Encoding: chunked").replace("HTTP/1.1", "HTTP/1.0"), 400, &["HTTP/1.0"]);
}

#[test]
fn chunks_that_are_broken() {
    let chunked = |chunks: &str| format!("{PATCH_CAR}Transfer-Encoding: chunked\r\n\r\n{chunks}");
    for line in ["", "x", "-1", "0x1", "1 1", "1 \rx", "1\n", "٣"] {
        refused(chunked(&format!("{line}\r\n{GET_CAR}")), 400, &["chunk line"]);
    }
    refused(chunked("1\r\nab\r\n0\r\n\r\n"), 400, &["chunk of 1 bytes", "`b\\r`"]);
    refused(chunked("fffffffffffffffffffffffff\r\n"), 413, &["8388608 bytes"]);
    refused(chunked(&format!("1;{}\r\n", "x".repeat(5000))), 400, &["too long"]);
    refused(chunked(&format!("0\r\n{}", "X: y\r\n".repeat(5000))), 400, &["too long"]);
}

#[test]
fn requests_that_end_early() {
    for (bytes, words) in [
        ("GET /api", "request line"),
        ("GET /api/toys HTTP/1.1\r\nHost: to", "header fields"),
        (
            "PATCH /api/toys/car HTTP/1.1\r\nHost: toys\r\nContent-Length: 15\r\n\r\n{\"na",
            "4 of the 15 bytes",
        ),
        (
            "PATCH /api/toys/car HTTP/1.1\r\nHost: toys\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
            "after 3 bytes",
        ),
    ] {
        let mut talk = Talk::new();
        talk.send(bytes).finish();
        let answer = talk.answer();
        assert_eq!(answer.status, 400);
        assert!(answer.detail().contains(words), "{}", answer.detail());
        assert!(talk.ends());
    }
}
