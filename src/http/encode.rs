//! What must be percent-encoded where in an address (RFC 3986).

use percent_encoding::{AsciiSet, CONTROLS};

/// In a fragment (§3.5): all but `pchar`, `/` and `?`.
pub(crate) const FRAGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// In one segment of a path (§3.3): all but `pchar`.
pub(crate) const SEGMENT: &AsciiSet = &FRAGMENT.add(b'/').add(b'?');
