//! How the server ends: what is under way is answered, and nothing new is begun.

use std::{net::TcpStream, time::Duration};

use crate::{
    shell::Limits,
    talk::{GET_CAR, PATCH_CAR, Talk, start_until},
};

#[test]
fn what_is_under_way_is_answered_and_nothing_new_is_begun() {
    let (closing, running) = start_until(Limits::default());
    let mut idle = Talk::with(closing.address());
    assert_eq!(idle.send(GET_CAR).answer().status, 200);
    let mut busy = Talk::with(closing.address());
    busy.send(format!("{PATCH_CAR}Content-Length: 15\r\n\r\n{{\"name\":"));
    // Where the server has read the head is not to be seen from outside, so it gets a moment for it.
    assert!(busy.answer_within(Duration::from_millis(100)).is_none());

    assert!(!closing.has_begun());
    closing.begin();
    assert!(closing.has_begun());
    assert!(idle.ends());
    let answer = busy.send("\"Zoom\"}").answer();
    assert_eq!((answer.status, answer.field("connection")), (200, Some("close")));
    assert!(busy.ends());
    running.join().unwrap();
    assert!(TcpStream::connect_timeout(&closing.address(), Duration::from_secs(1)).is_err());
}

#[test]
fn a_client_that_never_ends_is_not_waited_for_for_long() {
    let limits = Limits { closing_time: Duration::from_millis(50), ..Limits::default() };
    let (closing, running) = start_until(limits);
    let mut slow = Talk::with(closing.address());
    slow.send(format!("{PATCH_CAR}Content-Length: 15\r\n\r\n{{"));
    assert!(slow.answer_within(Duration::from_millis(100)).is_none());
    closing.begin();
    running.join().unwrap();
}
