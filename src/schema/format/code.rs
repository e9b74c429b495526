//! Formats of identifiers, pointers and encoded bytes.

pub(super) fn is_uuid(text: &str) -> bool {
    let lengths = [8, 4, 4, 4, 12];
    let mut groups = text.split('-');
    lengths.iter().all(|&length| {
        groups
            .next()
            .is_some_and(|group| group.len() == length && group.bytes().all(|b| b.is_ascii_hexdigit()))
    }) && groups.next().is_none()
}

/// A JSON Pointer (RFC 6901 §3): each `~` is one of `~0` and `~1`.
pub(super) fn is_json_pointer(text: &str) -> bool {
    let escapes = text.split('~').skip(1).all(|after| after.starts_with(['0', '1']));
    (text.is_empty() || text.starts_with('/')) && escapes
}

/// How many levels up, then a JSON Pointer or `#` (draft-bhutton-relative-json-pointer-00 §3).
pub(super) fn is_relative_json_pointer(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (up, rest) = text.split_at(digits);
    !up.is_empty() && (up == "0" || !up.starts_with('0')) && (rest == "#" || is_json_pointer(rest))
}

/// Base64 with its padding (RFC 4648 §4).
pub(super) fn is_base64(text: &str) -> bool {
    let digits = text.trim_end_matches('=');
    let padding = text.len() - digits.len();
    text.len().is_multiple_of(4)
        && padding <= 2
        && digits.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/".contains(&byte))
}

/// Base64 with the alphabet for URLs, where padding may be left out (RFC 4648 §5).
pub(super) fn is_base64url(text: &str) -> bool {
    let digits = text.trim_end_matches('=');
    let padded = text.len() == digits.len() || text.len().is_multiple_of(4) && text.len() - digits.len() <= 2;
    padded
        && digits.len() % 4 != 1
        && digits.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}
