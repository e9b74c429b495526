//! The Idempotency-Key: a request sent twice is done once (draft-ietf-httpapi-idempotency-key-header).
//!
//! Whether a key is there, and can be read, is one of the normal checks of a request, so it is asked early; what the
//! key was used for is asked when it comes to acting. The draft's 409, for a key whose first request is still being
//! worked on, cannot come up: a request is dispatched as a whole before the next one is looked at, and slow work has
//! its answer, a 202, at once.

use super::{
    Answer, Asked, Block, Decision, Source, Trace, prefer::Wishes, receive::Received, route::Routed,
};
use crate::{
    http::{HeaderName, HeaderValue, Request, Response, StatusCode, header},
    world::World,
};

pub(super) static GIVEN: Decision = Decision {
    id: "idempotency-key-given",
    block: Block::Negotiate,
    question: "Is an Idempotency-Key given where one is needed?",
    story: "Did they number their letter?",
    spec: "draft-ietf-httpapi-idempotency-key-header",
    exits: &[400],
};
pub(super) static SEEN: Decision = Decision {
    id: "idempotency-key",
    block: Block::Act,
    question: "Is this the first time we see this Idempotency-Key?",
    story: "Did they ask me this very thing before?",
    spec: "draft-ietf-httpapi-idempotency-key-header",
    exits: &[200, 201, 202, 204, 422],
};

pub(super) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Says in a response that it is a kept one.
const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// A key that was read, with what it takes to look it up.
#[derive(Debug)]
pub(super) struct Key {
    /// The key as the client has it.
    text: String,
    /// The same with a hash of the client's credentials before it: nobody gets the answer to somebody else's request.
    kept_under: String,
    /// What makes the request the same as another: a hash of its method, target, type and content.
    fingerprint: u64,
}

/// The most characters that a key may have.
const LONGEST: usize = 255;

/// Reads the key, in the second half.
pub(super) fn given(
    request: &Request,
    received: &Received,
    routed: &Routed<'_>,
    trace: &mut Trace,
) -> Asked<Key> {
    let mut lines = received.headers.get_all(IDEMPOTENCY_KEY).iter();
    let (first, more) = (lines.next(), lines.next());
    let question = trace.ask(&GIVEN).saw_field("Idempotency-Key", first.map(HeaderValue::as_bytes));
    const HOW: &str = "Write one string in double quotes that is new for each new request, such as \
                       Idempotency-Key: \"8e03978e-40d5-43dd-bc93-6894a57f9324\", and send it again only with the \
                       same request.";
    let problem = match (first, more) {
        (None, _) => {
            let question = question
                .saw(Source::Description(format!("{}/parameters", routed.operation.pointer)), "required");
            let detail = format!("The API asks for an Idempotency-Key here, and there is none. {HOW}");
            return Err(question
                .refuse(StatusCode::BAD_REQUEST, detail)
                .with("field", "idempotency-key")
                .into());
        }
        (Some(_), Some(_)) => "There are several Idempotency-Key fields".to_owned(),
        (Some(value), None) => match read(value.as_bytes()) {
            Ok(key) => {
                question.yes("There is a key, and it can be read.");
                return Ok(Key::new(key, request, received));
            }
            Err(problem) => problem,
        },
    };
    let detail = format!("{problem}. {HOW}");
    Err(question.refuse(StatusCode::BAD_REQUEST, detail).with("field", "idempotency-key").into())
}

/// Reads the key of an imported API. How one is written is for its document to say, and was checked as a parameter: the
/// text in quotes where it is as the draft has it, else all that stands there.
pub(super) fn described(request: &Request, received: &Received, trace: &mut Trace) -> Key {
    let lines: Vec<_> = received.headers.get_all(IDEMPOTENCY_KEY).iter().map(HeaderValue::as_bytes).collect();
    let value = lines.join(&b", "[..]);
    trace.ask(&GIVEN).saw_field("Idempotency-Key", Some(&value)).yes("There is a key, and it can be read.");
    let text = read(&value).unwrap_or_else(|_| String::from_utf8_lossy(&value).into_owned());
    Key::new(text, request, received)
}

/// The key out of a field value: an Item that is a String (RFC 9651 §3.3.3); its parameters mean nothing here.
fn read(value: &[u8]) -> Result<String, String> {
    let Some(rest) = value.strip_prefix(b"\"") else {
        return Err("The Idempotency-Key does not begin with a double quote".into());
    };
    let mut key = String::new();
    let mut bytes = rest.iter();
    loop {
        match bytes.next() {
            Some(b'"') => break,
            Some(b'\\') => {
                match bytes.next() {
                    Some(&byte @ (b'"' | b'\\')) => key.push(char::from(byte)),
                    _ => return Err(
                        "In the Idempotency-Key, a backslash stands before something other than “\"” or “\\”"
                            .into(),
                    ),
                }
            }
            Some(&byte @ 0x20..=0x7E) => key.push(char::from(byte)),
            Some(byte) => {
                return Err(format!(
                    "The Idempotency-Key has the byte 0x{byte:02X}, which is not printable ASCII"
                ));
            }
            None => return Err("The Idempotency-Key has no double quote at its end".into()),
        }
    }
    match bytes.as_slice() {
        [] | [b';', ..] if (1..=LONGEST).contains(&key.len()) => Ok(key),
        [] | [b';', ..] => {
            Err(format!("The Idempotency-Key has {} characters, and may have 1 to {LONGEST}", key.len()))
        }
        _ => Err("After the Idempotency-Key comes something else".into()),
    }
}

impl Key {
    fn new(text: String, request: &Request, received: &Received) -> Self {
        let field = |name| received.headers.get(name).map_or(&b""[..], HeaderValue::as_bytes);
        let kept_under = format!("{:016x} {text}", hash(&[field(header::AUTHORIZATION)]));
        let content_type = field(header::CONTENT_TYPE);
        let fingerprint = hash(&[&request.method, &request.target, content_type, &request.content]);
        Self { text, kept_under, fingerprint }
    }
}

/// Asks whether the key was used before: then the answer is the one that was kept.
pub(super) fn seen(world: &World, wishes: &Wishes, trace: &mut Trace) -> Asked<()> {
    let Some(key) = &wishes.key else {
        trace.pass(&SEEN, "There is no Idempotency-Key to look up.");
        return Ok(());
    };
    let question = trace.ask(&SEEN).saw_field("Idempotency-Key", Some(key.text.as_bytes()));
    let Some(kept) = world.kept(&key.kept_under) else {
        question
            .saw(Source::Server("kept answers".into()), "none for this key")
            .yes("No answer is kept for this key, so this is done, and its answer kept for a day.");
        return Ok(());
    };
    let question = question.saw(
        Source::Server("kept answers".into()),
        format!("exchange {}: {}", kept.exchange, kept.response.status),
    );
    if kept.fingerprint != key.fingerprint {
        let detail = format!(
            "This Idempotency-Key came with another request before, in exchange {}. Send a new key with a new request.",
            kept.exchange
        );
        return Err(question
            .refuse(StatusCode::UNPROCESSABLE_ENTITY, detail)
            .with("field", "idempotency-key")
            .with("exchange", kept.exchange)
            .into());
    }
    let mut response = kept.response.clone();
    response.set(REPLAYED, "true");
    let because = format!(
        "This very request was done in exchange {}. It is not done again: here is the answer of that time.",
        kept.exchange
    );
    Err(question.leave(Answer::No, because, response))
}

/// Whether this very request was done before. Then a condition that fails now held when it counted, and the change
/// asked for has already succeeded: RFC 9110 §13.1.1 lets that be answered with success.
pub(super) fn was_done(world: &World, key: &Key) -> bool {
    world.kept(&key.kept_under).is_some_and(|kept| kept.fingerprint == key.fingerprint)
}

/// Keeps the answer to what was just done. Refusals are not kept: nothing was done, and the same request may well
/// succeed later.
pub(super) fn keep(world: &mut World, wishes: &Wishes, answer: &Response) {
    if let Some(key) = &wishes.key
        && SEEN.exits.contains(&answer.status.as_u16())
        && answer.status.is_success()
    {
        world.keep(&key.kept_under, key.fingerprint, answer.clone());
    }
}

/// FNV-1a in 64 bits, with each part's length before it: the same today and in a world saved long ago.
fn hash(parts: &[&[u8]]) -> u64 {
    let mut hash = 0xCBF2_9CE4_8422_2325_u64;
    for part in parts {
        for byte in (part.len() as u64).to_le_bytes().iter().chain(*part) {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01B3);
        }
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_a_string_in_quotes() {
        assert_eq!(read(br#""a-1""#).as_deref(), Ok("a-1"));
        assert_eq!(read(br#""say \"hi\" \\";v=1"#).as_deref(), Ok(r#"say "hi" \"#));
        for broken in [&b"a-1"[..], b"\"a", b"\"\"", b"\"a\" b", b"\"a\\b\"", b"\"\xc3\xa9\"", b""] {
            assert!(read(broken).is_err(), "{broken:?}");
        }
        assert!(read(format!("\"{}\"", "x".repeat(LONGEST + 1)).as_bytes()).is_err());
    }

    #[test]
    fn a_hash_tells_where_one_part_ends() {
        assert_ne!(hash(&[b"ab", b"c"]), hash(&[b"a", b"bc"]));
    }
}
