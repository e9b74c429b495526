//! Respond, for a GET with a Range field: one part, several, or none (RFC 9110 §14).

use bytes::Bytes;

use super::{Answer, Asked, Source, Trace, receive::Received, respond::RANGE};
use crate::http::{
    HeaderValue, Response, StatusCode, header,
    range::{ByteRange, Range, parse},
};

/// The most parts that may be asked for. More serve no honest reader, and cost the server (RFC 9110 §17.15).
const MOST: usize = 16;

/// What a part costs beside its bytes, roughly: a boundary and two fields. Parts with a smaller gap between them are
/// sent as one (RFC 9110 §15.3.7.2).
const OVERHEAD: u64 = 80;

/// Leaves with 206 or 416, or lets the whole be sent where the field asks for nothing that can be cut out.
pub(super) fn cut(received: &Received, whole: &mut Response, trace: &mut Trace) -> Asked<()> {
    let lines: Vec<_> = received.headers.get_all(header::RANGE).iter().map(HeaderValue::as_bytes).collect();
    let value = lines.join(&b", "[..]);
    let length = whole.content.len() as u64;
    let question = trace
        .ask(&RANGE)
        .saw_field("Range", Some(&value))
        .saw(Source::Server("whole".into()), format!("{length} bytes"));
    if whole.status != StatusCode::OK {
        question.pass("A part is cut out of a 200 only.");
        return Ok(());
    }
    if lines.len() > 1 {
        question.no("There are several Range fields, and only one is defined: so the whole is sent.");
        return Ok(());
    }
    let asked = match std::str::from_utf8(&value).map(parse) {
        Ok(Ok(Range::Bytes(parts))) => parts,
        Ok(Ok(Range::Other(unit))) => {
            question.no(format!("Parts are sent in bytes, not in {unit}: so the whole is sent."));
            return Ok(());
        }
        Ok(Err(error)) => {
            question.no(format!("The Range field cannot be read, and so is ignored: {error}."));
            return Ok(());
        }
        Err(_) => {
            question.no("The Range field is not text, and so is ignored.");
            return Ok(());
        }
    };
    if asked.len() > MOST {
        let count = asked.len();
        question.no(format!(
            "{count} parts are more than the {MOST} that are sent at once: so the whole is sent."
        ));
        return Ok(());
    }
    let parts = together(&asked, length);
    let Some(&(first, last)) = parts.first() else {
        let detail = match length {
            0 => "The representation is empty, so it has no part. Leave the Range field out.".to_owned(),
            _ => format!(
                "The representation has {length} bytes, 0 to {}, and none of those asked for.",
                length - 1
            ),
        };
        return Err(question
            .refuse(StatusCode::RANGE_NOT_SATISFIABLE, detail)
            .field(header::CONTENT_RANGE, format!("bytes */{length}"))
            .with("length", length)
            .into());
    };
    if parts.len() > 1 && parts.iter().map(|(first, last)| last - first + 1 + OVERHEAD).sum::<u64>() > length
    {
        question.no(
            "The parts with what goes between them take more bytes than the whole: so the whole is sent.",
        );
        return Ok(());
    }
    let because = if parts.len() == 1 {
        let joined = if asked.len() > 1 { ", the parts asked for sent as one" } else { "" };
        whole.set(header::CONTENT_RANGE, format!("bytes {first}-{last}/{length}"));
        whole.content = slice(&whole.content, first, last);
        format!("206 with bytes {first} to {last} of {length}{joined}.")
    } else {
        let Some(boundary) = boundary(&whole.content) else {
            question.no("No line could be found that tells the parts apart: so the whole is sent.");
            return Ok(());
        };
        // Both tell of the parts: it is these that are of a type and coded, not the message that they are put into.
        let described =
            [("Content-Type", header::CONTENT_TYPE), ("Content-Encoding", header::CONTENT_ENCODING)]
                .map(|(label, name)| (label, whole.fields.remove(name)));
        whole.content = multipart(&whole.content, &parts, &described, &boundary);
        whole.set(header::CONTENT_TYPE, format!("multipart/byteranges; boundary={boundary}"));
        let fewer =
            if parts.len() < asked.len() { ", some of those asked for sent as one or not there" } else { "" };
        format!("206 with {} parts of {length} bytes{fewer}.", parts.len())
    };
    whole.status = StatusCode::PARTIAL_CONTENT;
    if received.headers.contains_key(header::IF_RANGE) {
        // They have the rest, and with it these (RFC 9110 §15.3.7).
        whole.fields.remove(header::LAST_MODIFIED);
    }
    Err(question.leave(Answer::Yes, because, whole.clone()))
}

/// The parts that are there, in the order asked for; those that overlap or nearly touch as one.
fn together(asked: &[ByteRange], length: u64) -> Vec<(u64, u64)> {
    let mut parts: Vec<(u64, u64)> = Vec::new();
    for part in asked.iter().filter_map(|part| part.within(length)) {
        let mut joined = part;
        let mut place = None;
        // What the part joined with others meets next may be one that it did not meet alone.
        while let Some(at) = parts.iter().position(|other| meets(*other, joined)) {
            let other = parts.remove(at);
            joined = (joined.0.min(other.0), joined.1.max(other.1));
            place = Some(place.map_or(at, |place: usize| place.min(at)));
        }
        parts.insert(place.unwrap_or(parts.len()), joined);
    }
    parts
}

fn meets(a: (u64, u64), b: (u64, u64)) -> bool {
    a.0 <= b.1.saturating_add(OVERHEAD) && b.0 <= a.1.saturating_add(OVERHEAD)
}

fn slice(content: &Bytes, first: u64, last: u64) -> Bytes {
    let at = |place: u64| usize::try_from(place).unwrap_or(usize::MAX).min(content.len());
    content.slice(at(first)..at(last.saturating_add(1)))
}

/// The parts as multipart/byteranges (RFC 9110 §14.6).
fn multipart(
    content: &Bytes,
    parts: &[(u64, u64)],
    described: &[(&str, Option<HeaderValue>)],
    boundary: &str,
) -> Bytes {
    let length = content.len();
    let mut text = Vec::new();
    for &(first, last) in parts {
        text.extend_from_slice(format!("--{boundary}\r\n").as_bytes());
        for (label, value) in described {
            if let Some(value) = value {
                text.extend_from_slice(format!("{label}: ").as_bytes());
                text.extend_from_slice(value.as_bytes());
                text.extend_from_slice(b"\r\n");
            }
        }
        text.extend_from_slice(format!("Content-Range: bytes {first}-{last}/{length}\r\n\r\n").as_bytes());
        text.extend_from_slice(&slice(content, first, last));
        text.extend_from_slice(b"\r\n");
    }
    text.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    text.into()
}

/// A line that is not in the content, made from a hash of it: the same content gets the same one, and nobody can
/// write content that holds its own.
fn boundary(content: &[u8]) -> Option<String> {
    let hash = content.iter().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01B3)
    });
    let candidates = (0..4).map(|more| format!("part-{:016x}", hash.wrapping_add(more)));
    candidates.into_iter().find(|line| !content.windows(line.len()).any(|window| window == line.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::{ByteRange::*, *};

    #[test]
    fn parts_that_meet_are_sent_as_one_in_the_place_of_the_first() {
        for (asked, want) in [
            (vec![Between(0, 9), Between(500, 509)], vec![(0, 9), (500, 509)]),
            (vec![Between(500, 509), Between(0, 9)], vec![(500, 509), (0, 9)]),
            (vec![Between(0, 9), Between(5, 20)], vec![(0, 20)]),
            (vec![Between(0, 9), Between(60, 70)], vec![(0, 70)]),
            (vec![Between(0, 9), Between(400, 409), Between(10, 399)], vec![(0, 409)]),
            (vec![Last(10), From(2000), Between(0, 0)], vec![(990, 999), (0, 0)]),
            (vec![From(1000), Last(0)], vec![]),
        ] {
            assert_eq!(together(&asked, 1000), want, "{asked:?}");
        }
    }

    #[test]
    fn a_boundary_is_not_in_the_content() {
        let content = b"some content".to_vec();
        let line = boundary(&content).unwrap();
        assert!(line.len() <= 70 && boundary(&content).as_ref() == Some(&line));
    }
}
