//! Formats of addresses: of people, of hosts and of resources.

/// A mailbox of RFC 5321 §4.1.2: a dot-string or a quoted string, then a domain or an address in brackets.
pub(super) fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let atom = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
    };
    let quoted =
        local.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).is_some_and(is_quoted_content);
    let literal = |inside: &str| match inside.strip_prefix("IPv6:") {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => inside.parse::<std::net::Ipv4Addr>().is_ok(),
    };
    let domain_fits = match domain.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(inside) => literal(inside),
        None => is_domain(domain),
    };
    local.len() <= 64 && (quoted || local.split('.').all(atom)) && domain_fits
}

fn is_quoted_content(text: &str) -> bool {
    let mut escaped = false;
    for byte in text.bytes() {
        match byte {
            _ if !(0x20..0x7F).contains(&byte) => return false,
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return false,
            _ => {}
        }
    }
    !escaped
}

/// Labels of letters, digits and inner hyphens, at most 63 bytes each and 253 in all (RFC 1123 §2.1).
fn is_domain(text: &str) -> bool {
    let label = |part: &str| {
        (1..=63).contains(&part.len())
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !part.starts_with('-')
            && !part.ends_with('-')
    };
    text.len() <= 253 && text.split('.').all(label)
}

/// A name of RFC 1123 §2.1. Two hyphens at the third place are kept for names that are encoded (RFC 5891 §4.2.3.1);
/// what such a name decodes to is not looked at.
pub(super) fn is_hostname(text: &str) -> bool {
    let reserved = |label: &str| label.get(2..4) == Some("--") && !label.starts_with("xn--");
    is_domain(text) && !text.split('.').any(reserved)
}

/// Which characters beside ASCII an address may have.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Letters {
    /// None: a URI (RFC 3986).
    Ascii,
    /// Those of `ucschar` and, in a query, `iprivate`: an IRI (RFC 3987 §2.2).
    Any,
}

/// An absolute URI with an optional fragment (RFC 3986 §3).
pub(super) fn is_uri(text: &str, letters: Letters) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let scheme_fits = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    scheme_fits && is_after_scheme(rest, letters)
}

/// A URI or a relative reference (RFC 3986 §4.1), whose first segment has no colon.
pub(super) fn is_reference(text: &str, letters: Letters) -> bool {
    let first = text.split(['/', '?', '#']).next().unwrap_or_default();
    if first.contains(':') { is_uri(text, letters) } else { is_after_scheme(text, letters) }
}

fn is_after_scheme(rest: &str, letters: Letters) -> bool {
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, path) = match path.strip_prefix("//") {
        None => ("", path),
        Some(after) => after.split_at(after.find('/').unwrap_or(after.len())),
    };
    let has = |text: &str, more: &str, private| {
        text.chars().all(|c| c.is_ascii() || letters == Letters::Any && is_beyond_ascii(c, private))
            && has_only(text, more)
    };
    has(authority, ":@[]", false)
        && is_authority(authority)
        && has(path, ":@/", false)
        && has(query, ":@/?", true)
        && has(fragment, ":@/?", false)
}

/// `ucschar`, or `iprivate` where it is allowed (RFC 3987 §2.2).
fn is_beyond_ascii(c: char, private: bool) -> bool {
    let code = u32::from(c);
    match code {
        0xE000..=0xF8FF | 0xF_0000..=0x10_FFFF => private && code & 0xFFFE != 0xFFFE,
        0xA0..=0xFDCF | 0xFDF0..=0xFFEF => true,
        0xE_0000..=0xE_0FFF => false,
        _ => code >= 0x1_0000 && code & 0xFFFE != 0xFFFE,
    }
}

/// `[userinfo@]host[:port]` (RFC 3986 §3.2).
fn is_authority(text: &str) -> bool {
    let (user, host_and_port) = text.rsplit_once('@').unwrap_or(("", text));
    let (host_fits, port) = match host_and_port.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((address, port)) => (is_ip_literal(address), port),
            None => return false,
        },
        None => {
            let end = host_and_port.find(':').unwrap_or(host_and_port.len());
            let (host, port) = host_and_port.split_at(end);
            (has_only(host, ""), port)
        }
    };
    let port_fits =
        port.is_empty() || port.strip_prefix(':').is_some_and(|p| p.bytes().all(|b| b.is_ascii_digit()));
    has_only(user, ":") && host_fits && port_fits
}

/// What may stand in brackets: an IPv6 address, or one of a later version (RFC 3986 §3.2.2).
fn is_ip_literal(text: &str) -> bool {
    let later = |rest: &str| {
        rest.split_once('.').is_some_and(|(version, address)| {
            let hex = !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_hexdigit());
            hex && !address.is_empty() && !address.contains('%') && has_only(address, ":")
        })
    };
    text.parse::<std::net::Ipv6Addr>().is_ok() || text.strip_prefix(['v', 'V']).is_some_and(later)
}

/// Unreserved characters, sub-delimiters, whole percent-escapes, those of `more`, and any beyond ASCII.
fn has_only(text: &str, more: &str) -> bool {
    let bytes = text.as_bytes();
    let hex = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
    bytes.iter().enumerate().all(|(at, &byte)| match byte {
        b'%' => hex(at + 1) && hex(at + 2),
        _ => {
            let plain = byte.is_ascii_alphanumeric() || !byte.is_ascii();
            plain || b"-._~!$&'()*+,;=".contains(&byte) || more.as_bytes().contains(&byte)
        }
    })
}

/// A template of RFC 6570 §2: literals, and expressions in braces.
pub(super) fn is_uri_template(text: &str) -> bool {
    let mut rest = text;
    while let Some((literal, after)) = rest.split_once('{') {
        let Some((expression, after)) = after.split_once('}') else { return false };
        let variables = expression.strip_prefix(|c| "+#./;?&=,!@|".contains(c)).unwrap_or(expression);
        if !is_template_literal(literal) || !variables.split(',').all(is_template_variable) {
            return false;
        }
        rest = after;
    }
    is_template_literal(rest)
}

fn is_template_literal(text: &str) -> bool {
    let escapes = text
        .split('%')
        .skip(1)
        .all(|after| after.len() >= 2 && after.bytes().take(2).all(|byte| byte.is_ascii_hexdigit()));
    escapes && !text.chars().any(|c| c.is_ascii_control() || " \"<>\\^`{|}".contains(c))
}

/// A name with a `*`, or with how much of it to take.
fn is_template_variable(text: &str) -> bool {
    let name = match text.split_once(':') {
        Some((name, length)) => {
            let fits = (1..=4).contains(&length.len()) && length.bytes().all(|byte| byte.is_ascii_digit());
            if !fits || length.starts_with('0') {
                return false;
            }
            name
        }
        None => text.strip_suffix('*').unwrap_or(text),
    };
    let part = |part: &str| {
        let plain = part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_%".contains(&byte));
        !part.is_empty() && plain && is_template_literal(part)
    };
    name.split('.').all(part)
}
