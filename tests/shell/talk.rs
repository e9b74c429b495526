//! A client that sends exactly the bytes it is given and reads answers with care.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream},
    thread,
    time::Duration,
};

use toyshelf::world::World;

use crate::shell::{Closing, Limits, serve};

/// After this a server that says nothing fails the test instead of hanging it.
const PATIENCE: Duration = Duration::from_secs(30);

/// Starts a server on a free port, for as long as the test program runs.
pub(crate) fn start(limits: Limits) -> SocketAddr {
    start_until(limits).0.address()
}

/// Starts a server that can be told to close, and gives the thread it runs on.
pub(crate) fn start_until(limits: Limits) -> (Closing, thread::JoinHandle<()>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let closing = Closing::of(listener.local_addr().unwrap());
    let told = closing.clone();
    let running = thread::spawn(move || serve(&listener, World::toy_library("/api"), limits, &told));
    (closing, running)
}

/// One connection.
pub(crate) struct Talk(BufReader<TcpStream>);

/// One response.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    fields: Vec<(String, String)>,
    pub(crate) content: Vec<u8>,
}

impl Talk {
    pub(crate) fn with(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        Self(BufReader::new(stream))
    }

    /// A new connection to a server with the usual limits.
    pub(crate) fn new() -> Self {
        Self::with(start(Limits::default()))
    }

    pub(crate) fn send(&mut self, bytes: impl AsRef<[u8]>) -> &mut Self {
        self.0.get_mut().write_all(bytes.as_ref()).unwrap();
        self
    }

    /// Sends as far as the server takes it: one that has answered and closed need not take it all.
    pub(crate) fn try_send(&mut self, bytes: &[u8]) {
        let _ = self.0.get_mut().write_all(bytes);
    }

    /// Tells the server that nothing more comes.
    pub(crate) fn finish(&mut self) {
        let _ = self.0.get_ref().shutdown(Shutdown::Write);
    }

    /// The next response to any method but HEAD.
    pub(crate) fn answer(&mut self) -> Answer {
        let mut answer = self.head();
        if !matches!(answer.status, 100..=199 | 204 | 304) {
            let length = answer.field("content-length").expect("a length").parse().unwrap();
            answer.content.resize(length, 0);
            self.0.read_exact(&mut answer.content).unwrap();
        }
        answer
    }

    /// The next response, where it begins to arrive within this time.
    pub(crate) fn answer_within(&mut self, time: Duration) -> Option<Answer> {
        self.0.get_ref().set_read_timeout(Some(time)).unwrap();
        let begun = self.0.fill_buf().is_ok();
        self.0.get_ref().set_read_timeout(Some(PATIENCE)).unwrap();
        begun.then(|| self.answer())
    }

    /// The next response up to the end of its fields.
    pub(crate) fn head(&mut self) -> Answer {
        let line = self.line();
        let mut parts = line.splitn(3, ' ');
        assert_eq!(parts.next(), Some("HTTP/1.1"), "{line:?}");
        let status = parts.next().unwrap().parse().unwrap();
        assert!(parts.next().is_some(), "a space follows the status even without a reason: {line:?}");
        let mut fields = Vec::new();
        loop {
            let line = self.line();
            if line.is_empty() {
                return Answer { status, fields, content: Vec::new() };
            }
            let (name, value) = line.split_once(": ").unwrap();
            fields.push((name.to_ascii_lowercase(), value.to_owned()));
        }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.0.read_line(&mut line).unwrap();
        line.strip_suffix("\r\n").unwrap_or_else(|| panic!("a line ends in CR LF: {line:?}")).to_owned()
    }

    /// Waits for the server to close; whether nothing came before that.
    pub(crate) fn ends(&mut self) -> bool {
        self.rest().is_empty()
    }

    /// All that comes until the server closes.
    pub(crate) fn rest(&mut self) -> Vec<u8> {
        let mut rest = Vec::new();
        self.0.read_to_end(&mut rest).unwrap();
        rest
    }
}

impl Answer {
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(each, _)| each == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.content).unwrap()
    }

    /// The sentence of an error that says what is wrong.
    pub(crate) fn detail(&self) -> String {
        assert_eq!(self.field("content-type"), Some("application/problem+json"), "{self:?}");
        let problem = self.json();
        assert_eq!(problem["status"], self.status);
        assert!(self.field("date").is_some(), "RFC 9110 §6.6.1: {self:?}");
        problem["detail"].as_str().unwrap().to_owned()
    }
}

/// A GET of the car, in full.
pub(crate) const GET_CAR: &str = "GET /api/toys/car HTTP/1.1\r\nHost: toys\r\n\r\n";

/// The head of a merge patch to the car, but for the fields that frame its content and the empty line.
pub(crate) const PATCH_CAR: &str =
    "PATCH /api/toys/car HTTP/1.1\r\nHost: toys\r\nContent-Type: application/merge-patch+json\r\n";

/// What the server at this address says the car is called.
pub(crate) fn car_name(address: SocketAddr) -> String {
    let car = Talk::with(address).send(GET_CAR).answer();
    assert_eq!(car.status, 200);
    car.json()["name"].as_str().unwrap().to_owned()
}
