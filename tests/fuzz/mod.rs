//! What must hold whatever the bytes: the bodies of the fuzz targets in `fuzz/`, which `tests/seeds.rs` runs on every
//! seed with a stable compiler.

use toyshelf::{
    api::import::{example_request, import as read_document},
    http::{Field, Request},
    server::{Exchange, dispatch as answer, dispatch_reading},
    world::World,
};

/// How many requests one input makes, so that it ends soon.
const MOST: usize = 40;

/// Sends the requests in these bytes to a toy library, one after the other.
///
/// They are separated by lines `===`. Each has a line with method and target, lines with fields, an empty line, and
/// content; all but the first may be missing. A line `+MILLISECONDS` before it lets that time pass.
pub(crate) fn dispatch(bytes: &[u8]) {
    let mut world = World::toy_library("/api").at(1_800_000_000_000);
    for block in blocks(bytes).into_iter().take(MOST) {
        let (wait, request) = request(block);
        world = world.at(world.now_ms().saturating_add(wait));
        let (after, exchange) = answer(&world, request.clone());
        whole(&exchange);
        // The first half of the server says the same, or gives the request back as it was.
        match dispatch_reading(&world, request.clone()) {
            Ok((_, read)) => assert_eq!(told(&read), told(&exchange)),
            Err(given_back) => assert_eq!(given_back, request),
        }
        world = after;
    }
    comes_back(&world);
}

/// Imports these bytes as a document, and where that works asks for all that it describes.
pub(crate) fn import(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let imported = match read_document(&text, 1) {
        Ok(imported) => imported,
        Err(findings) => {
            assert!(!findings.is_empty(), "a refusal says why");
            assert!(findings.iter().all(|finding| !finding.sentence.is_empty()));
            return;
        }
    };
    let mut world = World::imported(&imported, "/api");
    let operations = imported.api.routes().iter().flat_map(|route| {
        let operations = route.operations.iter();
        operations.map(move |operation| (route, operation))
    });
    for (route, operation) in operations.take(MOST) {
        let request = example_request(&imported.api, &imported.seed, route, operation, "/api");
        let (after, exchange) = answer(&world, request);
        whole(&exchange);
        world = after;
    }
    comes_back(&world);
}

/// What the two halves must agree on.
fn told(exchange: &Exchange) -> String {
    format!("{:?} {:?}", exchange.response, exchange.trace)
}

/// An exchange has one exit, the last step, with the status of its response; and each step has a reason.
fn whole(exchange: &Exchange) {
    let Some((last, before)) = exchange.trace.steps.split_last() else { panic!("no step") };
    assert_eq!(last.exit, Some(exchange.response.status));
    assert!(last.decision.exits.contains(&exchange.response.status.as_u16()), "{}", last.decision.id);
    for step in before {
        assert_eq!(step.exit, None, "{}", step.decision.id);
    }
    for step in &exchange.trace.steps {
        assert!(!step.because.is_empty(), "{}", step.decision.id);
    }
}

/// A world that is saved comes back as it was.
fn comes_back(world: &World) {
    let saved = world.save();
    match World::restore(&saved, "/api") {
        Ok(back) => assert_eq!(back.save(), saved),
        Err(why) => panic!("{why}"),
    }
}

fn blocks(bytes: &[u8]) -> Vec<&[u8]> {
    let (mut blocks, mut start, mut at) = (Vec::new(), 0, 0);
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        if line == b"===\n" {
            blocks.push(&bytes[start..at]);
            start = at + line.len();
        }
        at += line.len();
    }
    blocks.push(&bytes[start..]);
    blocks
}

fn request(block: &[u8]) -> (u64, Request) {
    let (mut line, mut rest) = cut(block, b'\n');
    let mut wait = 0;
    if let [b'+', number @ ..] = line {
        wait = std::str::from_utf8(number).ok().and_then(|number| number.parse().ok()).unwrap_or_default();
        (line, rest) = cut(rest, b'\n');
    }
    let (method, target) = cut(line, b' ');
    let mut fields = Vec::new();
    loop {
        (line, rest) = cut(rest, b'\n');
        if line.is_empty() {
            break;
        }
        let (name, value) = cut(line, b':');
        let value = value.strip_prefix(b" ").unwrap_or(value);
        fields.push(Field { name: name.to_vec().into(), value: value.to_vec().into() });
    }
    // The line break at the end of a seed is none of the content.
    let content = rest.strip_suffix(b"\n").unwrap_or(rest);
    let (method, target) = (method.to_vec().into(), target.to_vec().into());
    (wait, Request { method, target, fields, content: content.to_vec().into() })
}

/// What stands before the first of these bytes, and what after it.
fn cut(bytes: &[u8], at: u8) -> (&[u8], &[u8]) {
    match bytes.iter().position(|byte| *byte == at) {
        Some(place) => (&bytes[..place], &bytes[place + 1..]),
        None => (bytes, &[]),
    }
}
