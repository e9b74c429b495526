//! Reading a command line as a POSIX shell does.

/// The words of a command line as a POSIX shell reads them (XCU §2.2), with the `$'…'` of newer ones. What would run
/// or look up something is taken as it stands.
pub(super) fn words(text: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\n' if word.is_none() && words.is_empty() => {}
            // The end of the command; what follows is another.
            '\n' | ';' | '|' | '&' if word.is_none() || letter == '\n' => break,
            ';' | '|' => break,
            letter if letter.is_whitespace() => words.extend(word.take()),
            '\\' => match letters.next() {
                Some('\r') if letters.peek() == Some(&'\n') => {
                    letters.next();
                }
                Some('\n') | None => {}
                Some(other) => word.get_or_insert_default().push(other),
            },
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match letters.next() {
                        Some('\'') => break,
                        Some(other) => word.push(other),
                        None => return Err("A “'” is opened and never closed.".into()),
                    }
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match letters.next() {
                        Some('"') => break,
                        Some('\\') => match letters.next() {
                            Some('\n') | None => {}
                            Some(other @ ('"' | '\\' | '$' | '`')) => word.push(other),
                            Some(other) => word.extend(['\\', other]),
                        },
                        Some(other) => word.push(other),
                        None => return Err("A “\"” is opened and never closed.".into()),
                    }
                }
            }
            '$' if letters.peek() == Some(&'\'') => {
                letters.next();
                escaped(&mut letters, word.get_or_insert_default())?;
            }
            // A comment goes on to the end of its line.
            '#' if word.is_none() => while letters.next_if(|letter| *letter != '\n').is_some() {},
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    Ok(words)
}

/// Reads `$'…'` up to its closing quote.
fn escaped(letters: &mut std::iter::Peekable<std::str::Chars<'_>>, word: &mut String) -> Result<(), String> {
    let mut bytes: Vec<u8> = Vec::new();
    let number =
        |letters: &mut std::iter::Peekable<std::str::Chars<'_>>, first: u32, radix: u32, most: usize| {
            let mut value = first;
            for _ in 0..most {
                let Some(digit) = letters.peek().and_then(|letter| letter.to_digit(radix)) else { break };
                value = value * radix + digit;
                letters.next();
            }
            value
        };
    loop {
        let letter = match letters.next() {
            Some('\'') => break,
            Some('\\') => match letters.next() {
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                Some('a') => '\u{7}',
                Some('b') => '\u{8}',
                Some('e' | 'E') => '\u{1b}',
                Some('f') => '\u{c}',
                Some('v') => '\u{b}',
                Some('x') => {
                    bytes.push(number(letters, 0, 16, 2) as u8);
                    continue;
                }
                Some('u') => char::from_u32(number(letters, 0, 16, 4)).unwrap_or(char::REPLACEMENT_CHARACTER),
                Some('U') => char::from_u32(number(letters, 0, 16, 8)).unwrap_or(char::REPLACEMENT_CHARACTER),
                Some(digit @ '0'..='7') => {
                    bytes.push(number(letters, u32::from(digit) - u32::from('0'), 8, 2) as u8);
                    continue;
                }
                Some(other) => other,
                None => return Err("A “$'” is opened and never closed.".into()),
            },
            Some(other) => other,
            None => return Err("A “$'” is opened and never closed.".into()),
        };
        bytes.extend(letter.encode_utf8(&mut [0; 4]).bytes());
    }
    word.push_str(&String::from_utf8_lossy(&bytes));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_what_a_shell_makes_of_them() {
        let read = |text: &str| words(text).expect("words");
        assert_eq!(read("a 'b c' \"d $e\" f\\ g \"\" h'i'j"), ["a", "b c", "d $e", "f g", "", "hij"]);
        assert_eq!(read("a \\\n  b \\\r\n c\nd"), ["a", "b", "c"]);
        assert_eq!(read("a # b\n"), ["a"]);
        assert_eq!(read("a b#c | d"), ["a", "b#c"]);
        assert_eq!(read("$'\\t\\'\\101\\xe9'"), ["\t'A\u{fffd}"]);
        assert!(words("'a").is_err() && words("\"a").is_err() && words("$'a\\").is_err());
    }
}
