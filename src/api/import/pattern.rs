//! Text that fits a regular expression, of the sort that people write in schemas.

use super::dice::Dice;

/// How deep groups may be inside one another.
const DEEPEST: usize = 24;
/// How long a text is made at most, in characters.
const LONGEST: usize = 400;

enum Part {
    /// One of these characters.
    One(Vec<char>),
    /// One of these sequences.
    Any(Vec<Vec<(Part, u32, u32)>>),
}

/// A text that fits the pattern; `None` where the pattern is beyond this (back-references are). What must or must not
/// stand before or after (lookaround) is passed over: mostly it rules out a few texts of many, and what is made is
/// checked and made again.
pub(super) fn sample(pattern: &str, dice: &mut Dice) -> Option<String> {
    let characters: Vec<char> = pattern.chars().take(2000).collect();
    let mut parser = Parser { characters: &characters, at: 0 };
    let parts = parser.branches(0)?;
    if parser.at < characters.len() {
        return None;
    }
    let mut text = String::new();
    write(&parts, dice, &mut text, &mut 0);
    Some(text)
}

fn write(branches: &[Vec<(Part, u32, u32)>], dice: &mut Dice, text: &mut String, length: &mut usize) {
    if branches.is_empty() {
        return;
    }
    for (part, least, most) in &branches[dice.below(branches.len())] {
        let span = (most - least).min(6) as usize + 1;
        let count = *least as usize + dice.below(span);
        for _ in 0..count {
            if *length >= LONGEST {
                return;
            }
            match part {
                Part::One(characters) => {
                    *length += 1;
                    text.extend(characters.get(dice.below(characters.len().max(1))));
                }
                Part::Any(branches) => {
                    *length += 1;
                    write(branches, dice, text, length);
                }
            }
        }
    }
}

struct Parser<'p> {
    characters: &'p [char],
    at: usize,
}

impl Parser<'_> {
    fn next(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.at += 1;
        Some(character)
    }

    fn peek(&self) -> Option<char> {
        self.characters.get(self.at).copied()
    }

    fn branches(&mut self, depth: usize) -> Option<Vec<Vec<(Part, u32, u32)>>> {
        if depth > DEEPEST {
            return None;
        }
        let mut branches = vec![Vec::new()];
        while let Some(character) = self.peek().filter(|character| *character != ')') {
            self.at += 1;
            let part = match character {
                '|' => {
                    branches.push(Vec::new());
                    continue;
                }
                '^' | '$' => continue,
                '(' => {
                    if self.peek() == Some('?') {
                        self.at += 1;
                        match self.next()? {
                            ':' => {}
                            '=' | '!' => {
                                self.skip()?;
                                continue;
                            }
                            '<' if matches!(self.peek(), Some('=' | '!')) => {
                                self.skip()?;
                                continue;
                            }
                            '<' => while self.next()? != '>' {},
                            _ => return None,
                        }
                    }
                    let inner = self.branches(depth + 1)?;
                    (self.next()? == ')').then_some(Part::Any(inner))?
                }
                '[' => Part::One(self.class()?),
                '.' => Part::One(letters()),
                '\\' => match self.next()? {
                    'b' | 'B' => continue,
                    '1'..='9' | 'k' => return None,
                    escaped => Part::One(self.escape(escaped)?),
                },
                plain => Part::One(vec![plain]),
            };
            let (least, most) = self.count()?;
            branches.last_mut()?.push((part, least, most));
        }
        Some(branches)
    }

    /// Goes on behind the group that has begun.
    fn skip(&mut self) -> Option<()> {
        let (mut open, mut in_class) = (1, false);
        while open > 0 {
            match self.next()? {
                '\\' => {
                    self.next()?;
                }
                '[' => in_class = true,
                ']' => in_class = false,
                '(' if !in_class => open += 1,
                ')' if !in_class => open -= 1,
                _ => {}
            }
        }
        Some(())
    }

    /// How often the part before may stand.
    fn count(&mut self) -> Option<(u32, u32)> {
        let counted = match self.peek() {
            Some('?') => (0, 1),
            Some('*') => (0, 5),
            Some('+') => (1, 6),
            Some('{') if self.characters.get(self.at + 1).is_some_and(char::is_ascii_digit) => {
                self.at += 1;
                let least = self.number()?;
                let most = match self.next()? {
                    '}' => {
                        self.at -= 1;
                        least
                    }
                    ',' if self.peek() == Some('}') => least + 4,
                    ',' => self.number()?,
                    _ => return None,
                };
                (least, most.max(least))
            }
            _ => return Some((1, 1)),
        };
        self.at += 1;
        // A lazy quantifier takes as many in the end.
        if self.peek() == Some('?') {
            self.at += 1;
        }
        Some(counted)
    }

    fn number(&mut self) -> Option<u32> {
        let mut digits = String::new();
        while let Some(digit) = self.peek().filter(char::is_ascii_digit) {
            digits.push(digit);
            self.at += 1;
        }
        digits.parse().ok().filter(|number| *number <= 10_000)
    }

    fn class(&mut self) -> Option<Vec<char>> {
        let negated = self.peek() == Some('^');
        if negated {
            self.at += 1;
        }
        let mut found = Vec::new();
        loop {
            let character = match self.next()? {
                ']' => break,
                '\\' => {
                    let escaped = self.next()?;
                    let set = self.escape(escaped)?;
                    if set.len() != 1 {
                        found.extend(set);
                        continue;
                    }
                    set[0]
                }
                plain => plain,
            };
            let is_range = self.peek() == Some('-') && self.characters.get(self.at + 1) != Some(&']');
            if !is_range {
                found.push(character);
                continue;
            }
            self.at += 1;
            let end = match self.next()? {
                '\\' => {
                    let escaped = self.next()?;
                    *self.escape(escaped)?.first()?
                }
                plain => plain,
            };
            found.extend((character..=end).take(200));
        }
        if negated {
            return Some(letters().into_iter().filter(|letter| !found.contains(letter)).collect());
        }
        // Letters and digits read better than what a wide range also lets in.
        let plain: Vec<char> = found.iter().copied().filter(char::is_ascii_alphanumeric).collect();
        Some(if plain.is_empty() { found } else { plain })
    }

    fn escape(&mut self, escaped: char) -> Option<Vec<char>> {
        Some(match escaped {
            'd' => ('0'..='9').collect(),
            'w' | 'S' => letters(),
            's' => vec![' '],
            'W' => vec!['-'],
            'D' => ('a'..='z').collect(),
            'n' => vec!['\n'],
            't' => vec!['\t'],
            'r' => vec!['\r'],
            'x' | 'u' => {
                let count = if escaped == 'x' { 2 } else { 4 };
                let digits: String = self.characters.get(self.at..self.at + count)?.iter().collect();
                self.at += count;
                vec![char::from_u32(u32::from_str_radix(&digits, 16).ok()?)?]
            }
            'p' | 'P' => return None,
            other => vec![other],
        })
    }
}

fn letters() -> Vec<char> {
    ('a'..='z').chain('0'..='9').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_fits_its_pattern() {
        for pattern in [
            "^[A-Z]{3}$",
            "^\\d{4}-\\d{2}$",
            "^(cat|dog)s?$",
            "^[a-z0-9_-]{3,16}$",
            "^#[0-9a-fA-F]{6}$",
            "^\\+?[1-9]\\d{1,14}$",
            "^(?:[a-z]+\\.)+com$",
            "^[^/]+/[^/]+$",
            "^a{0}b{2,}$",
            "^tok_\\w+$",
            "^[\\w.-]+@x$",
            "^(?!\\d{8}-[)(]+\\))(?=.*[a-z])[a-z]{3}(?<=z|[a-z])$",
        ] {
            let schema = serde_json::json!({"type": "string", "pattern": pattern});
            let judge = jsonschema::validator_for(&schema).unwrap();
            for seed in 0..20 {
                let text = sample(pattern, &mut Dice::new(seed)).expect(pattern);
                assert!(judge.is_valid(&serde_json::json!(text)), "{pattern} made {text}");
            }
        }
    }

    #[test]
    fn what_is_beyond_it_is_left_alone() {
        for pattern in ["(?=a", "(?!a(b)c", "(?<!a", "(a)\\1", "[a", "(a", "a)", &"(".repeat(1000), "\\p{L}"]
        {
            assert_eq!(sample(pattern, &mut Dice::new(1)), None, "{pattern}");
        }
        assert!(sample("((a{9999}){9999}){9999}", &mut Dice::new(1)).unwrap().len() <= LONGEST);
    }
}
