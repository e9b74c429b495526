//! Where a request's content ends (RFC 9112 §6), and reading it.

use std::time::Instant;

use bytes::Bytes;
use toyshelf::http::StatusCode;

use super::{
    answer::{Problem, Stop, quoted},
    head::{Fields, Version},
    wire::{Halt, Wire},
};

/// How the content is delimited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    /// There is none.
    Nothing,
    /// This many bytes.
    Length(usize),
    /// Chunks (RFC 9112 §7.1).
    Chunked,
}

impl Framing {
    /// Reads Transfer-Encoding and Content-Length as RFC 9112 §6.3 has it. What could be read in two ways is
    /// refused: two readers who disagree on where a message ends are how requests are smuggled (§11.2).
    pub(super) fn of(fields: &Fields, version: Version, most: usize) -> Result<Self, Problem> {
        let coded = fields.all("transfer-encoding").next().is_some();
        let measured = fields.all("content-length").next().is_some();
        match (coded, measured) {
            (true, true) => {
                Err(bad("The request has both Transfer-Encoding and Content-Length, so its end is in doubt \
                 (RFC 9112 §6.3). Send one of them."
                    .into()))
            }
            (true, false) if version == Version::Http10 => {
                Err(bad("Transfer-Encoding came with HTTP/1.1; a request of HTTP/1.0 gives Content-Length."
                    .into()))
            }
            (true, false) => chunked(fields),
            (false, true) => length(fields, most).map(Self::Length),
            (false, false) => Ok(Self::Nothing),
        }
    }
}

fn chunked(fields: &Fields) -> Result<Framing, Problem> {
    let codings: Vec<&[u8]> = fields.elements("transfer-encoding").collect();
    match codings.as_slice() {
        [only] if only.eq_ignore_ascii_case(b"chunked") => Ok(Framing::Chunked),
        [.., last] if !last.eq_ignore_ascii_case(b"chunked") => Err(bad(format!(
            "Transfer-Encoding ends in {}, so the end of the content is in doubt (RFC 9112 §6.3). It must end in \
             `chunked`.",
            quoted(last)
        ))),
        [earlier @ .., _] if earlier.iter().any(|coding| coding.eq_ignore_ascii_case(b"chunked")) => Err(bad(
            "Transfer-Encoding lists `chunked` more than once; content is cut into chunks once (RFC 9112 §6.1)."
                .into(),
        )),
        [first, ..] => Err(Problem::new(
            StatusCode::NOT_IMPLEMENTED,
            format!("The transfer coding {} is not known here; `chunked` alone is (RFC 9112 §6.1).", quoted(first)),
        )),
        [] => Err(bad("Transfer-Encoding is empty. Write `Transfer-Encoding: chunked`, or leave it out.".into())),
    }
}

fn length(fields: &Fields, most: usize) -> Result<usize, Problem> {
    let mut agreed: Option<&[u8]> = None;
    for line in fields.all("content-length") {
        // Empty elements count as faults here, unlike in other lists: `Content-Length: ,` has no meaning.
        for value in line.split(|byte| *byte == b',').map(<[u8]>::trim_ascii) {
            if value.is_empty() || !value.iter().all(u8::is_ascii_digit) {
                return Err(bad(format!(
                    "Content-Length is {}, which is not a number of bytes: write digits only, such as \
                     `Content-Length: 42`.",
                    quoted(line)
                )));
            }
            match agreed {
                Some(other) if other != value => {
                    return Err(bad(format!(
                        "Content-Length is given as {} and as {}, so the end of the content is in doubt. Send one \
                         value.",
                        quoted(other),
                        quoted(value)
                    )));
                }
                _ => agreed = Some(value),
            }
        }
    }
    let digits = agreed.unwrap_or(b"0");
    // Digits alone fail to parse only where the number is beyond any memory.
    let length = str::from_utf8(digits).ok().and_then(|text| text.parse::<usize>().ok());
    length.filter(|length| *length <= most).ok_or_else(|| too_large(most))
}

/// Reads the content. Its length must be settled already, so at most `most` bytes are kept.
pub(super) fn read(wire: &mut Wire, framing: Framing, most: usize, deadline: Instant) -> Result<Bytes, Stop> {
    let mut content = Vec::new();
    match framing {
        Framing::Nothing => {}
        Framing::Length(length) => {
            wire.take(length, deadline, &mut content).map_err(|halt| {
                stopped(
                    halt,
                    &format!("after {} of the {length} bytes of content it announced", content.len()),
                )
            })?;
        }
        Framing::Chunked => {
            read_chunks(wire, most, deadline, &mut content)?;
        }
    }
    Ok(content.into())
}

/// Chunks until the last one, then the trailer section, which is dropped (RFC 9112 §7.1.2).
fn read_chunks(wire: &mut Wire, most: usize, deadline: Instant, content: &mut Vec<u8>) -> Result<(), Stop> {
    /// Bytes of a chunk's first line, extensions and all.
    const LINE: usize = 4 * 1024;
    /// Bytes of the whole trailer section.
    const TRAILERS: usize = 16 * 1024;

    loop {
        let line = wire.line(deadline, &mut { LINE }).map_err(|halt| in_chunks(halt, content.len()))?;
        let size = chunk_size(&line)?;
        if size > most.saturating_sub(content.len()) {
            return Err(too_large(most).into());
        }
        if size == 0 {
            break;
        }
        wire.take(size, deadline, content).map_err(|halt| in_chunks(halt, content.len()))?;
        let mut end = Vec::new();
        wire.take(2, deadline, &mut end).map_err(|halt| in_chunks(halt, content.len()))?;
        if end != b"\r\n" {
            return Err(bad(format!(
                "A chunk of {size} bytes is followed by {} where its line end (CR LF) belongs (RFC 9112 §7.1).",
                quoted(&end)
            ))
            .into());
        }
    }

    let mut budget = TRAILERS;
    loop {
        let line = wire.line(deadline, &mut budget).map_err(|halt| in_chunks(halt, content.len()))?;
        if line.is_empty() || line == b"\r" {
            return Ok(());
        }
    }
}

/// The size in a chunk's first line: hexadecimal digits, then perhaps extensions, then CR LF. A bare LF is not
/// taken here, nor a CR elsewhere: readers differ on them.
fn chunk_size(line: &[u8]) -> Result<usize, Problem> {
    let fault = || {
        bad(format!(
            "The chunk line {} is not a size in hexadecimal, such as `1a`, ended by CR LF (RFC 9112 §7.1).",
            quoted(line)
        ))
    };
    let text = line.strip_suffix(b"\r").filter(|text| !text.contains(&b'\r')).ok_or_else(fault)?;
    let count = text.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
    let (digits, rest) = text.split_at(count);
    if digits.is_empty() || !(rest.is_empty() || rest.trim_ascii_start().starts_with(b";")) {
        return Err(fault());
    }
    // Too many digits for a usize is too large a chunk, which the caller refuses by its size.
    let digits = str::from_utf8(digits).map_err(|_| fault())?;
    Ok(usize::from_str_radix(digits, 16).unwrap_or(usize::MAX))
}

fn in_chunks(halt: Halt, so_far: usize) -> Stop {
    stopped(halt, &format!("after {so_far} bytes of chunked content, before its last chunk"))
}

fn stopped(halt: Halt, place: &str) -> Stop {
    match halt {
        Halt::Closed => bad(format!("The request ended {place}.")).into(),
        Halt::Late => Problem::new(
            StatusCode::REQUEST_TIMEOUT,
            format!("The request came too slowly: it stopped {place}."),
        )
        .into(),
        Halt::Long => bad(format!("A chunk line or the trailer section is too long, {place}.")).into(),
    }
}

fn bad(detail: String) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, detail)
}

fn too_large(most: usize) -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        format!(
            "The content is more than {most} bytes, which is more than this server reads at all. Send less."
        ),
    )
}
