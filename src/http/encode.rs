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

/// A number in decimal digits, written into `space`: `u64::MAX` has 20.
pub(crate) fn decimal(mut number: u64, space: &mut [u8; 20]) -> &str {
    let mut start = space.len();
    for (at, digit) in space.iter_mut().enumerate().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
        start = at;
        if number == 0 {
            break;
        }
    }
    std::str::from_utf8(&space[start..]).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_written_as_to_string_writes_it() {
        for number in [0, 1, 9, 10, 99, 100, 16_384, u64::from(u32::MAX), u64::MAX - 1, u64::MAX] {
            assert_eq!(decimal(number, &mut [0; 20]), number.to_string());
        }
    }
}
