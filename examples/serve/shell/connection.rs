//! One client: request after request, answered in order (RFC 9112 §9.3).

use std::{
    net::TcpStream,
    time::{Duration, Instant},
};

use toyshelf::http::{Request, Response, StatusCode};

use super::{
    Shell,
    answer::{self, Problem, Stop},
    body::{self, Framing},
    closing::LOOK,
    expect,
    head::{Fields, RequestLine, Version, settle_target},
    wire::{Halt, Wire},
};

/// Answers requests until the client leaves, asks to close, or sends what cannot be framed.
pub(super) fn serve(shell: &Shell, stream: TcpStream) {
    let mut wire = Wire::new(stream);
    loop {
        let mut turn = Turn { to_head: false, version: Version::Http11, keep: false };
        let response = match turn.take(shell, &mut wire) {
            Ok(response) => response,
            Err(Stop::Refuse(problem)) => {
                turn.keep = false;
                problem.response()
            }
            Err(Stop::Silently) => return,
        };
        let bytes = answer::bytes(&response, turn.to_head, turn.version, turn.keep);
        if wire.write(&bytes, Instant::now() + shell.limits.answer_time).is_err() {
            return;
        }
        if !turn.keep {
            return wire.close_gently();
        }
    }
}

/// Tells a client that too many others are being served.
pub(super) fn turn_away(stream: TcpStream) {
    const PATIENCE: Duration = Duration::from_secs(1);
    let problem = Problem::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "Too many connections are open. Close one, or try again in a moment.".into(),
    );
    let bytes = answer::bytes(&problem.response(), false, Version::Http11, false);
    let mut wire = Wire::new(stream);
    if wire.write(&bytes, Instant::now() + PATIENCE).is_ok() {
        wire.close_gently();
    }
}

/// One request and what it says about its answer.
struct Turn {
    /// The method is HEAD.
    to_head: bool,
    version: Version,
    /// The connection stays open after the answer.
    keep: bool,
}

impl Turn {
    /// Reads one request and has it answered.
    fn take(&mut self, shell: &Shell, wire: &mut Wire) -> Result<Response, Stop> {
        let limits = &shell.limits;
        wait_for_request(shell, wire)?;

        let deadline = Instant::now() + limits.head_time;
        let mut budget = limits.head_bytes;
        let line = wire.line(deadline, &mut budget).map_err(|halt| {
            in_head(halt, StatusCode::URI_TOO_LONG, limits.head_bytes, "in its request line")
        })?;
        let mut line = RequestLine::parse(&line)?;
        self.to_head = line.method == "HEAD";
        self.version = line.version;
        let mut fields = Fields::default();
        loop {
            let field = wire.line(deadline, &mut budget).map_err(|halt| {
                let status = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
                in_head(halt, status, limits.head_bytes, "before the empty line that ends its header fields")
            })?;
            if field.is_empty() || field == b"\r" {
                break;
            }
            fields.push(&field)?;
        }
        settle_target(&mut line, &mut fields)?;
        let framing = Framing::of(&fields, line.version, limits.body_bytes)?;
        self.keep = !line.doubtful
            && !fields.doubtful
            && !fields.lists("connection", "close")
            && (line.version == Version::Http11 || fields.lists("connection", "keep-alive"));

        let deadline = Instant::now() + limits.body_time;
        expect::forget_if_old(&line, &mut fields);
        if expect::waits(&line, &fields, framing) && wire.is_empty() {
            if let Some(refusal) = expect::refusal(shell, &line, &fields, framing) {
                self.keep = false;
                return Ok(refusal);
            }
            wire.write(b"HTTP/1.1 100 Continue\r\n\r\n", deadline).map_err(|_| Stop::Silently)?;
        }
        let content = body::read(wire, framing, limits.body_bytes, deadline)?;
        fields.describe_content(framing, content.len());

        let request = Request { method: line.method, target: line.target, fields: fields.list, content };
        let answer = shell.dispatch(request);
        self.keep &= !shell.closing.has_begun();
        answer.ok_or_else(|| {
            Stop::Refuse(Problem::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "The server failed while answering: this is a fault in Toyshelf, not in the request. Nothing was \
                 changed."
                    .into(),
            ))
        })
    }
}

/// Waits for the first byte of a request, for as long as a client may stay silent or until the server is to close.
fn wait_for_request(shell: &Shell, wire: &mut Wire) -> Result<(), Stop> {
    let deadline = Instant::now() + shell.limits.idle_time;
    loop {
        let now = Instant::now();
        if shell.closing.has_begun() || now >= deadline {
            return Err(Stop::Silently);
        }
        match wire.skip_empty_lines(deadline.min(now + LOOK)) {
            Ok(()) => return Ok(()),
            Err(Halt::Late) => {}
            Err(_) => return Err(Stop::Silently),
        }
    }
}

/// The answer to a head that did not come to its end; `too_long` is the status for one that is too long.
fn in_head(halt: Halt, too_long: StatusCode, most: usize, place: &str) -> Stop {
    let (status, detail) = match halt {
        Halt::Closed => (StatusCode::BAD_REQUEST, format!("The request ended {place}.")),
        Halt::Late => {
            (StatusCode::REQUEST_TIMEOUT, format!("The request came too slowly: it stopped {place}."))
        }
        Halt::Long => (
            too_long,
            format!("The request line and header fields are more than {most} bytes together. Send less."),
        ),
    };
    Problem::new(status, detail).into()
}
