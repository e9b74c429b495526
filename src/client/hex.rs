//! Bytes for people: hexadecimal, eight a row, with the letters among them.

/// How many bytes stand in a row.
pub const ROW: usize = 8;

/// How many rows so many bytes take.
#[must_use]
pub fn count(bytes: usize) -> usize {
    bytes.div_ceil(ROW)
}

/// One row: where it begins, the bytes in hexadecimal, and those that are visible ASCII, with a dot for any other.
///
/// ```
/// assert_eq!(toyshelf::client::hex::row(b"\x1f\x8b hello, toy", 1), "00000008  2c 20 74 6f 79           , toy");
/// ```
#[must_use]
pub fn row(bytes: &[u8], row: usize) -> String {
    let from = (row * ROW).min(bytes.len());
    let part = &bytes[from..(from + ROW).min(bytes.len())];
    let mut text = format!("{from:08x}  ");
    for at in 0..ROW {
        match part.get(at) {
            Some(byte) => text.push_str(&format!("{byte:02x} ")),
            None => text.push_str("   "),
        }
    }
    text.push(' ');
    text.extend(part.iter().map(|byte| if (0x20..0x7F).contains(byte) { char::from(*byte) } else { '.' }));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_as_long_as_there_are_bytes() {
        assert_eq!([count(0), count(1), count(8), count(9)], [0, 1, 1, 2]);
        assert_eq!(row(b"\0Az\xFF    ", 0), "00000000  00 41 7a ff 20 20 20 20  .Az.    ");
        assert_eq!(row(b"", 0).trim_end(), "00000000");
        assert_eq!(row(b"x", 7).trim_end(), "00000001");
    }
}
