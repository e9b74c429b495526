//! Sets of characters.

use super::tables::{ALPHABETIC_MARKS, DECIMAL_DIGITS, LOWERCASE_OTHERS};

/// Characters by ranges and properties, or all others.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Class {
    ranges: Vec<(u32, u32)>,
    /// Sets of which this one is the union, such as `\W` in `[\W_]`.
    parts: Vec<Part>,
    negated: bool,
}

#[derive(Clone, Debug, PartialEq)]
enum Part {
    Not(Class),
    Property(Property, bool),
}

/// The Unicode properties that Rust's own tables hold, or nearly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Property {
    Any,
    Ascii,
    Alphabetic,
    Lowercase,
    Uppercase,
    WhiteSpace,
    /// `\p{N}`.
    Number,
    /// `\p{Cc}`.
    Control,
    /// `\p{L}`.
    Letter,
    /// `\p{Lu}`.
    UppercaseLetter,
    /// `\p{Ll}`.
    LowercaseLetter,
    /// `\p{Nd}`.
    DecimalDigit,
}

const DIGITS: &[(u32, u32)] = &[(0x30, 0x39)];
const WORD: &[(u32, u32)] = &[(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)];
/// WhiteSpace and LineTerminator (ECMA-262 §12.2, §12.3).
const SPACE: &[(u32, u32)] = &[
    (0x09, 0x0D),
    (0x20, 0x20),
    (0xA0, 0xA0),
    (0x1680, 0x1680),
    (0x2000, 0x200A),
    (0x2028, 0x2029),
    (0x202F, 0x202F),
    (0x205F, 0x205F),
    (0x3000, 0x3000),
    (0xFEFF, 0xFEFF),
];
const LINE_ENDS: &[(u32, u32)] = &[(0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029)];
/// Uppercase symbols that are no letters: circled and squared ones (general category So).
const UPPERCASE_SYMBOLS: &[(u32, u32)] =
    &[(0x24B6, 0x24CF), (0x1F130, 0x1F149), (0x1F150, 0x1F169), (0x1F170, 0x1F189)];

impl Property {
    /// By its name in `\p{…}` (ECMA-262 §22.2.1.1, tables 67 to 69).
    pub(super) fn from_name(name: &str) -> Option<Self> {
        let name = ["General_Category=", "gc="].iter().find_map(|key| name.strip_prefix(key)).unwrap_or(name);
        Some(match name {
            "Any" => Self::Any,
            "ASCII" => Self::Ascii,
            "Alphabetic" | "Alpha" => Self::Alphabetic,
            "Lowercase" | "Lower" => Self::Lowercase,
            "Uppercase" | "Upper" => Self::Uppercase,
            "White_Space" | "space" => Self::WhiteSpace,
            "N" | "Number" => Self::Number,
            "Cc" | "Control" | "cntrl" => Self::Control,
            "L" | "Letter" => Self::Letter,
            "Lu" | "Uppercase_Letter" => Self::UppercaseLetter,
            "Ll" | "Lowercase_Letter" => Self::LowercaseLetter,
            "Nd" | "Decimal_Number" | "digit" => Self::DecimalDigit,
            _ => return None,
        })
    }

    fn has(self, c: char) -> bool {
        match self {
            Self::Any => true,
            Self::Ascii => c.is_ascii(),
            Self::Alphabetic => c.is_alphabetic(),
            Self::Lowercase => c.is_lowercase(),
            Self::Uppercase => c.is_uppercase(),
            Self::WhiteSpace => c.is_whitespace(),
            Self::Number => c.is_numeric(),
            Self::Control => c.is_control(),
            Self::Letter => c.is_alphabetic() && !c.is_numeric() && !is_in(ALPHABETIC_MARKS, c.into()),
            Self::UppercaseLetter => {
                c.is_uppercase() && !c.is_numeric() && !is_in(UPPERCASE_SYMBOLS, c.into())
            }
            Self::LowercaseLetter => c.is_lowercase() && !is_in(LOWERCASE_OTHERS, c.into()),
            Self::DecimalDigit => is_in(DECIMAL_DIGITS, c.into()),
        }
    }
}

/// Whether ranges, which are in order, hold a character.
fn is_in(ranges: &[(u32, u32)], code: u32) -> bool {
    let after = ranges.partition_point(|&(low, _)| low <= code);
    after.checked_sub(1).and_then(|at| ranges.get(at)).is_some_and(|&(_, high)| code <= high)
}

impl Class {
    pub(super) fn one(c: u32) -> Self {
        Self { ranges: vec![(c, c)], ..Self::default() }
    }

    /// What `\d`, `\w`, `\s` and, as capitals, their opposites stand for.
    pub(super) fn of_letter(letter: char) -> Option<Self> {
        let ranges = match letter.to_ascii_lowercase() {
            'd' => DIGITS,
            'w' => WORD,
            's' => SPACE,
            _ => return None,
        };
        Some(Self { ranges: ranges.to_vec(), negated: letter.is_ascii_uppercase(), ..Self::default() })
    }

    /// `.`: anything but the end of a line.
    pub(super) fn dot() -> Self {
        Self { ranges: LINE_ENDS.to_vec(), negated: true, ..Self::default() }
    }

    pub(super) fn of_property(property: Property, negated: bool) -> Self {
        Self { parts: vec![Part::Property(property, negated)], ..Self::default() }
    }

    pub(super) fn add_range(&mut self, low: u32, high: u32) {
        self.ranges.push((low, high));
    }

    pub(super) fn add(&mut self, other: Self) {
        if other.negated {
            self.parts.push(Part::Not(Self { negated: false, ..other }));
        } else {
            self.ranges.extend(other.ranges);
            self.parts.extend(other.parts);
        }
    }

    /// All other characters, when `negated`; the ranges are put in order, so that looking up is quick.
    pub(super) fn finish(mut self, negated: bool) -> Self {
        self.negated ^= negated;
        self.ranges.sort_unstable();
        let mut merged: Vec<(u32, u32)> = Vec::with_capacity(self.ranges.len());
        for (low, high) in self.ranges {
            match merged.last_mut() {
                Some(last) if low <= last.1.saturating_add(1) => last.1 = last.1.max(high),
                _ => merged.push((low, high)),
            }
        }
        self.ranges = merged;
        self
    }

    pub(super) fn has(&self, c: char) -> bool {
        let held = is_in(&self.ranges, c.into())
            || self.parts.iter().any(|part| match part {
                Part::Not(class) => !class.has(c),
                Part::Property(property, negated) => property.has(c) != *negated,
            });
        held != self.negated
    }
}

/// `\w` of one character, for `\b`.
pub(super) fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}
