//! Whether to ask for a request's content at all (RFC 9110 §10.1.1).
//!
//! A client that sends `Expect: 100-continue` holds its content back until it is told to go on. It is told so only
//! where the engine would go as far as looking at the content: otherwise it gets the final answer at once, is spared
//! the sending, and the connection closes, as whether the content still comes is anyone's guess.

use bytes::Bytes;
use toyshelf::{
    http::{Request, Response},
    server::Block,
};

use super::{
    Shell,
    body::Framing,
    head::{Fields, RequestLine, Version},
};

/// Whether the client waits to be told to send its content.
pub(super) fn waits(line: &RequestLine, fields: &Fields, framing: Framing) -> bool {
    line.version == Version::Http11
        && !matches!(framing, Framing::Nothing | Framing::Length(0))
        && fields.all("expect").next().is_some()
}

/// The final answer to a request whose content would make no difference; `None` where the content is wanted.
///
/// The engine is asked with spaces in place of the content, as long as it is announced to be, so that a limit on its
/// length counts too. Nothing comes of that where it gets as far as reading them.
pub(super) fn refusal(
    shell: &Shell,
    line: &RequestLine,
    fields: &Fields,
    framing: Framing,
) -> Option<Response> {
    let length = match framing {
        Framing::Length(length) => length,
        Framing::Nothing | Framing::Chunked => 1,
    };
    let mut fields = fields.clone();
    fields.describe_content(framing, length);
    let request = Request {
        method: line.method.clone(),
        target: line.target.clone(),
        fields: fields.list,
        content: Bytes::from(vec![b' '; length]),
    };
    shell.dispatch_if(request, |exchange| {
        exchange.trace.exit().is_some_and(|step| step.decision.block < Block::Content)
    })
}

/// A client of HTTP/1.0 cannot expect it: the field counts as not there.
pub(super) fn forget_if_old(line: &RequestLine, fields: &mut Fields) {
    if line.version == Version::Http10 && fields.lists("expect", "100-continue") {
        fields.remove("expect");
    }
}
