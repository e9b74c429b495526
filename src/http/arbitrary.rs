//! Arbitrary bytes for tests: a deterministic walk, so that a failure repeats.

/// A small generator of numbers (xorshift64*); equal seeds give equal numbers.
pub(crate) struct Numbers(u64);

impl Numbers {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `bound`, which is not 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % bound
    }
}

/// Calls `check` with many short byte strings, most of their bytes from `alphabet`, some any byte.
pub(crate) fn bytes(alphabet: &[u8], mut check: impl FnMut(&[u8])) {
    let mut numbers = Numbers::new(1);
    for _ in 0..20_000 {
        let length = numbers.below(24);
        let text: Vec<u8> = (0..length)
            .map(|_| match numbers.below(16) {
                0 => numbers.below(256) as u8,
                _ => alphabet[numbers.below(alphabet.len())],
            })
            .collect();
        check(&text);
    }
}

/// The same, for those that are UTF-8.
pub(crate) fn texts(alphabet: &[u8], mut check: impl FnMut(&str)) {
    bytes(alphabet, |bytes| {
        if let Ok(text) = std::str::from_utf8(bytes) {
            check(text);
        }
    });
}
