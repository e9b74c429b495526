//! Clients that send too much, too slowly, or nonsense: none of them keeps the server from the others.

use std::{net::SocketAddr, time::Duration};

use crate::{
    shell::Limits,
    talk::{GET_CAR, PATCH_CAR, Talk, car_name, start},
};

/// Short enough not to be waited for, in tests that wait for it.
const SOON: Duration = Duration::from_millis(50);

fn serves(address: SocketAddr) -> bool {
    Talk::with(address).send(GET_CAR).answer().status == 200
}

#[test]
fn the_engine_refuses_content_of_two_megabytes() {
    let mut talk = Talk::new();
    talk.send(format!("{PATCH_CAR}Content-Length: 2000000\r\n\r\n")).send(vec![b' '; 2_000_000]);
    let answer = talk.answer();
    assert_eq!(answer.status, 413);
    assert!(!answer.detail().is_empty());
    // All of it was read, so the connection may go on.
    assert_eq!(talk.send(GET_CAR).answer().status, 200);
}

#[test]
fn content_beyond_all_measure_is_refused_and_not_read() {
    let address = start(Limits::default());
    let mut talk = Talk::with(address);
    talk.send(format!("{PATCH_CAR}Content-Length: 9000000\r\n\r\n")).try_send(&[b' '; 9_000_000]);
    assert_eq!(talk.answer().status, 413);
    assert!(talk.ends());

    let mut talk = Talk::with(address);
    talk.send(format!("{PATCH_CAR}Transfer-Encoding: chunked\r\n\r\n"));
    let chunk = format!("100000\r\n{}\r\n", " ".repeat(0x10_0000));
    for _ in 0..9 {
        talk.try_send(chunk.as_bytes());
    }
    assert_eq!(talk.answer().status, 413);
    assert!(talk.ends());
    assert!(serves(address));
}

#[test]
fn heads_are_bounded() {
    let mut talk = Talk::new();
    talk.send("GET /api/toys HTTP/1.1\r\nHost: toys\r\n").try_send("X: y\r\n".repeat(20_000).as_bytes());
    assert_eq!(talk.answer().status, 431);
    assert!(talk.ends());

    let mut talk = Talk::new();
    talk.send("GET /").try_send(&[b'a'; 100_000]);
    assert_eq!(talk.answer().status, 414);
    assert!(talk.ends());
}

#[test]
fn json_ten_thousand_levels_deep_is_refused() {
    let address = start(Limits::default());
    let deep = "[".repeat(10_000) + &"]".repeat(10_000);
    let patch = format!("{PATCH_CAR}Content-Length: {}\r\n\r\n{deep}", deep.len());
    let answer = Talk::with(address).send(patch).answer();
    assert_eq!(answer.status, 400, "{answer:?}");
    assert!(serves(address));
}

#[test]
fn a_slow_head_is_given_up_and_holds_up_no_one() {
    let address = start(Limits { head_time: SOON, ..Limits::default() });
    for part in ["GET /api/toys", "GET /api/toys HTTP/1.1\r\nHost: to"] {
        let mut slow = Talk::with(address);
        slow.send(part);
        assert!(serves(address));
        let answer = slow.answer();
        assert_eq!(answer.status, 408);
        assert!(answer.detail().contains("too slowly"), "{}", answer.detail());
        assert!(slow.ends());
    }
}

#[test]
fn a_head_that_trickles_in_is_slow_as_a_whole() {
    let address = start(Limits { head_time: SOON, ..Limits::default() });
    let mut slow = Talk::with(address);
    slow.send("GET /api/toys HTTP/1.1\r\nX: ");
    // Each byte comes well within the time; the answer comes all the same.
    let answer = loop {
        slow.try_send(b"y");
        if let Some(answer) = slow.answer_within(Duration::from_millis(5)) {
            break answer;
        }
    };
    assert_eq!(answer.status, 408);
}

#[test]
fn slow_content_is_given_up() {
    let address = start(Limits { body_time: SOON, ..Limits::default() });
    for part in ["Content-Length: 15\r\n\r\n{\"na", "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"na"] {
        let mut slow = Talk::with(address);
        assert_eq!(slow.send(format!("{PATCH_CAR}{part}")).answer().status, 408);
        assert!(slow.ends());
    }
}

#[test]
fn a_client_with_nothing_to_say_is_hung_up_on() {
    let address = start(Limits { idle_time: SOON, ..Limits::default() });
    assert!(Talk::with(address).ends());
    let mut talk = Talk::with(address);
    assert_eq!(talk.send(GET_CAR).answer().status, 200);
    assert!(talk.send("\r\n").ends());
}

#[test]
fn a_client_that_does_not_read_is_given_up() {
    let address = start(Limits { answer_time: SOON, connections: 1, ..Limits::default() });
    let mut deaf = Talk::with(address);
    // Requests for more than the network's own buffers hold; the server must give up before the last of them.
    for _ in 0..1000 {
        deaf.try_send("GET /api/toys HTTP/1.1\r\nHost: toys\r\n\r\n".repeat(200).as_bytes());
    }
    until_served(address);
}

#[test]
fn clients_beyond_the_limit_are_told_so_until_one_leaves() {
    let address = start(Limits { connections: 2, ..Limits::default() });
    let mut inside = [(); 2].map(|()| Talk::with(address));
    for talk in &mut inside {
        assert_eq!(talk.send(GET_CAR).answer().status, 200);
    }
    let mut outside = Talk::with(address);
    let answer = outside.answer();
    assert_eq!((answer.status, answer.field("retry-after")), (503, Some("1")));
    assert!(outside.ends());
    drop(inside);
    until_served(address);
}

/// Tries until a place is free.
fn until_served(address: SocketAddr) {
    loop {
        let mut talk = Talk::with(address);
        talk.try_send(GET_CAR.as_bytes());
        match talk.answer().status {
            200 => return,
            status => assert_eq!(status, 503),
        }
    }
}

#[test]
fn random_bytes_do_no_harm() {
    let address = start(Limits { head_time: SOON, body_time: SOON, idle_time: SOON, ..Limits::default() });
    let name = car_name(address);
    let mut random = Random(0x5eed_70f5);
    let samples = [
        GET_CAR.to_owned(),
        "POST /api/toys HTTP/1.1\r\nHost: toys\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[1,2]\r\n0\r\n\r\n"
            .into(),
        "PUT /api/toys HTTP/1.1\r\nHost: a\r\nContent-Length: 7\r\nExpect: 100-continue\r\n\r\n{\"a\":1}"
            .into(),
        "OPTIONS http://toys HTTP/1.0\r\nConnection: keep-alive\r\nIf-None-Match: \"x\"\r\n\r\n".into(),
    ];
    for round in 0..400 {
        let mut bytes = samples[random.below(samples.len())].clone().into_bytes();
        if round % 4 == 0 {
            bytes = (0..random.below(300)).map(|_| random.byte()).collect();
        }
        for _ in 0..random.below(6) {
            let at = random.below(bytes.len() + 1);
            match random.below(3) {
                0 => bytes.insert(at, random.byte()),
                1 => bytes.truncate(at),
                _ => bytes.splice(at..at, *b"\r\n").for_each(drop),
            }
        }
        let mut talk = Talk::with(address);
        talk.try_send(&bytes);
        talk.finish();
        let answer = talk.rest();
        assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 "), "to {bytes:?}: {answer:?}");
        assert!(!answer.starts_with(b"HTTP/1.1 500"), "to {bytes:?}");
    }
    assert_eq!(car_name(address), name);
}

/// xorshift64: the same bytes each time.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        if end == 0 { 0 } else { usize::try_from(self.next() >> 33).unwrap() % end }
    }

    fn byte(&mut self) -> u8 {
        (self.next() >> 40).to_le_bytes()[0]
    }
}
