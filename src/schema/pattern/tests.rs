use super::*;

fn finds(pattern: &str, text: &str) -> bool {
    let pattern = Pattern::new(pattern).unwrap_or_else(|error| panic!("{pattern}: {error:?}"));
    pattern.finds(text, &mut 1_000_000).unwrap()
}

#[test]
fn what_is_found_and_what_is_not() {
    let table: [(&str, &[&str], &[&str]); 35] = [
        ("", &["", "a"], &[]),
        ("b", &["b", "abc"], &["", "B"]),
        ("^b$", &["b"], &["ab", "bc", "b\n"]),
        ("^a|b$", &["ax", "xb"], &["xa", "bx"]),
        ("^(a|bc|)d$", &["ad", "bcd", "d"], &["bd", "abcd"]),
        ("^a*$", &["", "aaa"], &["ab"]),
        ("^a+?$", &["a", "aa"], &["", "b"]),
        ("^colou?r$", &["color", "colour"], &["colouur"]),
        ("^a{2}$", &["aa"], &["a", "aaa"]),
        ("^a{2,}$", &["aa", "aaaa"], &["a"]),
        ("^a{0,2}$", &["", "aa"], &["aaa"]),
        ("^a{,2}$", &["a{,2}"], &["a"]),
        ("^{a}$", &["{a}"], &[]),
        ("^(?:a*)*$", &["", "aa"], &["b"]),
        (".", &["a", "\u{1F9F8}"], &["", "\n", "\u{2028}"]),
        ("^[a-cx]$", &["a", "c", "x"], &["d", "-"]),
        ("^[^a-c]$", &["d", "\n", "\u{1F9F8}"], &["a"]),
        ("^[-a]$|^[b-]$", &["-", "a", "b"], &["c"]),
        ("[]", &[], &["", "a"]),
        ("^[^]$", &["a", "\n"], &[""]),
        (r"^[\w.\-]+$", &["a_1.-"], &["é", " "]),
        (r"^[\D]$", &["a"], &["1"]),
        (r"^[^\W_]$", &["a", "1"], &["_", "-"]),
        (r"^\d\D\s\S$", &["1a\u{FEFF}x"], &["\u{0661}a x"]),
        (r"^\/\.\-\#$", &["/.-#"], &[]),
        (r"^\t\n\v\f\r\0\cJ\x41\u0041\u{41}$", &["\t\n\x0B\x0C\r\0\nAAA"], &[]),
        (r"^\uD83E\uDDF8[\uD83E\uDDF8][\b]$", &["\u{1F9F8}\u{1F9F8}\u{8}"], &[]),
        (r"\bcar\b", &["car", "a car!", "é-car"], &["scar", "cars"]),
        (r"a\Bb", &["ab"], &["a b"]),
        (r"^\p{L}\p{Ll}\p{Nd}$", &["éa1", "字ß\u{664}"], &["1a1", "\u{345}a1", "aª1", "aa½"]),
        (r"^\p{Lu}\p{N}\P{Alphabetic}$", &["É½-", "A1 "], &["é1-", "\u{24B6}1-", "A1a"]),
        (r"^(?=.*\d)(?=.*[A-Z])(?!.*\s).{4,}$", &["aB3d"], &["ab3d", "aBcd", "aB3", "aB 3d"]),
        (r"(?<=\$)\d", &["$5"], &["5", "€5"]),
        (r"(?<!a)b", &["b", "cb"], &["ab"]),
        (r"^(?<year>\d{4})(?!-(?=0))", &["2026-1", "2026"], &["2026-0"]),
    ];
    for (pattern, good, bad) in table {
        for text in good {
            assert!(finds(pattern, text), "{pattern} in {text:?}");
        }
        for text in bad {
            assert!(!finds(pattern, text), "{pattern} in {text:?}");
        }
    }
}

#[test]
fn what_is_malformed_and_what_is_only_not_matched_here() {
    for pattern in [
        "(",
        ")",
        "a)",
        "[",
        "[a",
        "*",
        "a**",
        "+a",
        "^*",
        "a{2,1}",
        "[b-a]",
        r"[\d-x]",
        r"\",
        r"\a",
        r"\x4",
        r"\u00",
        r"\u{110000}",
        r"\c1",
        r"\01",
        "(?<1>a)",
        "(?>a)",
        "(?i)a",
        "(?P<a>b)",
        r"\p",
        "a++",
    ] {
        assert!(matches!(Pattern::new(pattern), Err(PatternError::Malformed(_))), "{pattern}");
    }
    for pattern in [r"(a)\1", r"(?<a>b)\k<a>", r"\p{Thai}", "(?i:a)", "a{10001}", "(a{1000}){1000}"] {
        assert!(matches!(Pattern::new(pattern), Err(PatternError::Unsupported(_))), "{pattern}");
    }
    let deep = "(".repeat(100_000);
    assert!(matches!(Pattern::new(&deep), Err(PatternError::Unsupported(_))));
}

#[test]
fn no_pattern_takes_long() {
    for pattern in ["^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "(a*)*b", "(?=(a+)+b)c", "(.*)(.*)(.*)(.*)[^a]$"] {
        let pattern = Pattern::new(pattern).unwrap();
        let text = "a".repeat(50_000) + "!";
        let mut fuel = 50_000 * 40;
        assert!(pattern.finds(&text, &mut fuel).is_some(), "{}", pattern.text());
    }
    // Repetitions of nothing are written once, however often.
    assert!(finds("((((){10000}){10000}){10000}){10000}", ""));
    assert_eq!(Pattern::new("a").unwrap().finds("aaaa", &mut 1), None);
}
