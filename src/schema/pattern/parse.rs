//! From a pattern's text to a tree (ECMA-262 §22.2.1), read as with the flag `u`.

use std::iter::Peekable;
use std::str::Chars;

use super::PatternError;
use super::class::{Class, Property};

/// A pattern as a tree.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Tree {
    /// One character of a set.
    Set(Class),
    /// One after the other; none matches the empty text.
    Sequence(Vec<Tree>),
    /// One of them.
    Either(Vec<Tree>),
    Repeat {
        inner: Box<Tree>,
        least: u32,
        /// `None` for as often as there is.
        most: Option<u32>,
    },
    /// `^`.
    Start,
    /// `$`.
    End,
    /// `\b`, or `\B` when negated.
    Boundary { negated: bool },
    /// `(?=…)`, `(?!…)`, `(?<=…)`, `(?<!…)`.
    Look { ahead: bool, negated: bool, inner: Box<Tree> },
}

/// How many groups may stand inside one another: reading is recursive.
const DEEPEST: usize = 50;
/// How long a pattern may be, in bytes: a longer one would take more states than a program may have.
const LONGEST: usize = 50_000;
/// The highest count of a repetition; more states than a program may have.
const MOST_REPEATS: u32 = 10_000;

/// How strictly a pattern is read.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Reading {
    /// As with the flag `u`.
    Strict,
    /// Escapes of punctuation that need none, and braces that repeat nothing, are taken for themselves, as without the
    /// flag (ECMA-262 annex B.1.2): people write them.
    Lenient,
}

pub(super) fn parse(text: &str, reading: Reading) -> Result<Tree, PatternError> {
    if text.len() > LONGEST {
        return unsupported(format!("it is longer than {LONGEST} bytes"));
    }
    let mut parser = Parser { rest: text.chars().peekable(), depth: 0, reading };
    let tree = parser.alternatives()?;
    match parser.rest.next() {
        None => Ok(tree),
        Some(_) => malformed("a \")\" closes no group"),
    }
}

fn malformed<T>(problem: impl Into<String>) -> Result<T, PatternError> {
    Err(PatternError::Malformed(problem.into()))
}

fn unsupported<T>(problem: impl Into<String>) -> Result<T, PatternError> {
    Err(PatternError::Unsupported(problem.into()))
}

struct Parser<'a> {
    rest: Peekable<Chars<'a>>,
    depth: usize,
    reading: Reading,
}

impl Parser<'_> {
    fn take(&mut self, c: char) -> bool {
        self.rest.next_if_eq(&c).is_some()
    }

    /// Takes the text, or nothing.
    fn take_all(&mut self, text: &str) -> bool {
        let mut ahead = self.rest.clone();
        let all = text.chars().all(|c| ahead.next() == Some(c));
        if all {
            self.rest = ahead;
        }
        all
    }

    fn alternatives(&mut self) -> Result<Tree, PatternError> {
        let mut all = vec![self.sequence()?];
        while self.take('|') {
            all.push(self.sequence()?);
        }
        Ok(if all.len() == 1 { all.remove(0) } else { Tree::Either(all) })
    }

    fn sequence(&mut self) -> Result<Tree, PatternError> {
        let mut parts = Vec::new();
        while !matches!(self.rest.peek(), None | Some('|' | ')')) {
            let part = self.term()?;
            parts.push(self.repeated(part)?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Tree::Sequence(parts) })
    }

    fn repeated(&mut self, inner: Tree) -> Result<Tree, PatternError> {
        let (least, most) = if self.take('*') {
            (0, None)
        } else if self.take('+') {
            (1, None)
        } else if self.take('?') {
            (0, Some(1))
        } else if let Some(counts) = self.counts()? {
            counts
        } else {
            return Ok(inner);
        };
        if matches!(inner, Tree::Start | Tree::End | Tree::Boundary { .. }) {
            return malformed("what is repeated is a place, not a character or a group");
        }
        // Lazy or greedy: which is found first makes no difference to whether anything is.
        self.take('?');
        Ok(Tree::Repeat { inner: Box::new(inner), least, most })
    }

    /// `{2}`, `{2,}` or `{2,3}`; anything else in braces is text.
    fn counts(&mut self) -> Result<Option<(u32, Option<u32>)>, PatternError> {
        let mut ahead = self.rest.clone();
        if ahead.next() != Some('{') {
            return Ok(None);
        }
        // A pair of counts that can be meant is shorter than this; a text full of braces is not searched again and again.
        let inside: String = ahead.by_ref().take(24).take_while(|c| *c != '}').collect();
        let closed = self.rest.clone().nth(inside.chars().count() + 1) == Some('}');
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let (least, most) = match inside.split_once(',') {
            None => (inside.as_str(), Some(inside.as_str())),
            Some((least, "")) => (least, None),
            Some((least, most)) => (least, Some(most)),
        };
        if !closed || !digits(least) || !most.is_none_or(digits) {
            return Ok(None);
        }
        self.rest = ahead;
        let count = |text: &str| match text.parse() {
            Ok(count) if count <= MOST_REPEATS => Ok(count),
            _ => unsupported(format!("it repeats something {text} times, and {MOST_REPEATS} is the most")),
        };
        let (least, most) = (count(least)?, most.map(count).transpose()?);
        if most.is_some_and(|most| most < least) {
            return malformed(format!("the counts in {{{inside}}} are out of order"));
        }
        Ok(Some((least, most)))
    }

    fn term(&mut self) -> Result<Tree, PatternError> {
        match self.rest.next() {
            None => Ok(Tree::Sequence(Vec::new())),
            Some('^') => Ok(Tree::Start),
            Some('$') => Ok(Tree::End),
            Some('.') => Ok(Tree::Set(Class::dot())),
            Some('(') => self.group(),
            Some('[') => self.class().map(Tree::Set),
            Some('\\') => self.escape(),
            Some(c @ ('*' | '+' | '?')) => malformed(format!("there is nothing before \"{c}\" to repeat")),
            Some(c @ ('{' | '}' | ']')) if self.reading == Reading::Strict => {
                malformed(format!("\"{c}\" needs a backslash to stand for itself"))
            }
            Some(c) => Ok(Tree::Set(Class::one(c.into()))),
        }
    }

    fn group(&mut self) -> Result<Tree, PatternError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return unsupported(format!("it has more than {DEEPEST} groups inside one another"));
        }
        let look = [("?=", true, false), ("?!", true, true), ("?<=", false, false), ("?<!", false, true)]
            .into_iter()
            .find(|(start, ..)| self.take_all(start));
        if look.is_none() && !self.take_all("?:") && self.take_all("?") {
            if !self.take('<') {
                // ECMA-262 2025, §22.2.1: flags for one group.
                while self.rest.next_if(|c| "ims-".contains(*c)).is_some() {}
                return match self.take(':') {
                    true => unsupported("it sets flags for a group"),
                    false => malformed(
                        "\"(?\" starts no group of ECMAScript; (?:, (?=, (?!, (?<=, (?<! and (?<name> do",
                    ),
                };
            }
            self.group_name()?;
        }
        let inner = self.alternatives()?;
        if !self.take(')') {
            return malformed("a \"(\" is not closed");
        }
        self.depth -= 1;
        Ok(match look {
            Some((_, ahead, negated)) => Tree::Look { ahead, negated, inner: Box::new(inner) },
            // A group of its own, so that `^*` is malformed and `(^)*` is not.
            None => Tree::Sequence(vec![inner]),
        })
    }

    fn group_name(&mut self) -> Result<(), PatternError> {
        let mut name = String::new();
        while let Some(c) = self.rest.next_if(|c| c.is_alphanumeric() || matches!(c, '_' | '$')) {
            name.push(c);
        }
        let starts_well = name.starts_with(|c: char| !c.is_numeric());
        if self.take('>') && starts_well { Ok(()) } else { malformed("a group's name is not one") }
    }

    fn escape(&mut self) -> Result<Tree, PatternError> {
        match self.rest.peek() {
            Some('b' | 'B') => Ok(Tree::Boundary { negated: self.rest.next() == Some('B') }),
            Some('1'..='9' | 'k') => unsupported("it refers back to what a group found"),
            _ => Ok(Tree::Set(self.class_escape()?)),
        }
    }

    /// An escape that stands for a set or one character, after its backslash.
    fn class_escape(&mut self) -> Result<Class, PatternError> {
        if let Some(class) = self.rest.peek().copied().and_then(Class::of_letter) {
            self.rest.next();
            return Ok(class);
        }
        match self.rest.next_if(|c| matches!(c, 'p' | 'P')) {
            Some(letter) => self.property(letter == 'P'),
            None => self.character_escape(false).map(Class::one),
        }
    }

    fn property(&mut self, negated: bool) -> Result<Class, PatternError> {
        if !self.take('{') {
            return malformed("\\p needs a property in braces, as in \\p{L}");
        }
        let name: String = self.rest.by_ref().take_while(|c| *c != '}').collect();
        match Property::from_name(&name) {
            Some(property) => Ok(Class::of_property(property, negated)),
            None => unsupported(format!("\\p{{{name}}} is not a property known here (\\p{{L}} is)")),
        }
    }

    fn character_escape(&mut self, in_class: bool) -> Result<u32, PatternError> {
        let Some(c) = self.rest.next() else { return malformed("it ends in a backslash") };
        Ok(match c {
            't' => 0x09,
            'n' => 0x0A,
            'v' => 0x0B,
            'f' => 0x0C,
            'r' => 0x0D,
            '0' if !self.rest.peek().is_some_and(char::is_ascii_digit) => 0,
            '0'..='9' => return malformed("a backslash with digits stands for no character"),
            'c' => match self.rest.next() {
                Some(letter) if letter.is_ascii_alphabetic() => u32::from(letter) % 32,
                _ => return malformed("\\c needs a letter"),
            },
            'x' => match self.hex(2) {
                Some(code) => code,
                None => return malformed("\\x needs two hexadecimal digits"),
            },
            'u' => return self.unicode_escape(),
            'a'..='z' | 'A'..='Z' => return malformed(format!("\\{c} is not an escape of ECMAScript")),
            _ if self.reading == Reading::Lenient
                || "^$\\.*+?()[]{}|/".contains(c)
                || in_class && c == '-' =>
            {
                c.into()
            }
            _ => return malformed(format!("\"{c}\" needs no backslash, and may have none")),
        })
    }

    fn hex(&mut self, digits: usize) -> Option<u32> {
        let mut code = 0;
        for _ in 0..digits {
            code = code * 16 + self.rest.next()?.to_digit(16)?;
        }
        Some(code)
    }

    /// `\u0041`, `\u{1F9F8}`, or two of the first kind that make one character.
    fn unicode_escape(&mut self) -> Result<u32, PatternError> {
        let problem = "\\u needs four hexadecimal digits, or some in braces";
        if self.take('{') {
            let digits: String = self.rest.by_ref().take_while(|c| *c != '}').collect();
            return match u32::from_str_radix(&digits, 16) {
                Ok(code) if code <= 0x10_FFFF && !digits.starts_with('+') => Ok(code),
                _ => malformed(problem),
            };
        }
        let Some(code) = self.hex(4) else { return malformed(problem) };
        if (0xD800..0xDC00).contains(&code) {
            let before = self.rest.clone();
            if self.take_all("\\u")
                && let Some(low @ 0xDC00..=0xDFFF) = self.hex(4)
            {
                return Ok(0x1_0000 + ((code - 0xD800) << 10) + (low - 0xDC00));
            }
            self.rest = before;
        }
        Ok(code)
    }

    /// A set, after its opening bracket.
    fn class(&mut self) -> Result<Class, PatternError> {
        let negated = self.take('^');
        let mut class = Class::default();
        loop {
            let Some(low) = self.class_member()? else { return Ok(class.finish(negated)) };
            let mut ahead = self.rest.clone();
            let is_range = ahead.next() == Some('-') && !matches!(ahead.next(), None | Some(']'));
            if !is_range {
                match low {
                    Member::One(code) => class.add_range(code, code),
                    Member::Many(many) => class.add(many),
                }
                continue;
            }
            self.rest.next();
            match (low, self.class_member()?) {
                (Member::One(low), Some(Member::One(high))) if low <= high => class.add_range(low, high),
                (Member::One(_), Some(Member::One(_))) => {
                    return malformed("a range in […] is out of order");
                }
                _ => return malformed("a range in […] has a set for an end"),
            }
        }
    }

    /// The next member of a set; `None` at its closing bracket.
    fn class_member(&mut self) -> Result<Option<Member>, PatternError> {
        Ok(Some(match self.rest.next() {
            None => return malformed("a \"[\" is not closed"),
            Some(']') => return Ok(None),
            Some('\\') if self.take('b') => Member::One(0x08),
            Some('\\') => match self.rest.peek() {
                Some('d' | 'D' | 'w' | 'W' | 's' | 'S' | 'p' | 'P') => Member::Many(self.class_escape()?),
                _ => Member::One(self.character_escape(true)?),
            },
            Some(c) => Member::One(c.into()),
        }))
    }
}

enum Member {
    One(u32),
    Many(Class),
}
