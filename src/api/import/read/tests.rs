use super::*;
use crate::api::import::steps;

fn read(text: &str, report: &mut Report) -> Result<(Value, Place), Finding> {
    steps::all(super::read(text, report, &Steps::default()))
}

#[test]
fn reading_in_parts_is_reading_the_whole() {
    let deep = |depth: usize| format!("{{\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
    let texts = [
        "{}",
        " { } ",
        "{\"a\":{}}",
        "{\"a\":{\"b\":{\"c\":{\"d\":[1,{\"e\":null}]}}},\"f\":-1.5e3 }\n",
        "{\"a\":1,\"\\u0061\":2}",
        "{\"a\" : \"x}\" , \"b\\\"\":[ ] }",
        "{\"a\":{\"b\":1,\"b\":{\"c\":2}}}",
        "{",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,",
        "{\"a\":1,}",
        "{\"a\":1 \"b\":2}",
        "{a:1}",
        "{\"a\":01}",
        "{\"a\":1}}",
        "{\"a\":1} x",
        "{,}",
        "{\"a\":{\"b\":tru}}",
        "{\"a\":\"\n\"}",
        "{\"\n\":1}",
        "[1, 2]",
        "[1, 2",
        &deep(126),
        &deep(127),
        &deep(500),
        &deep(100_000),
    ];
    for text in texts {
        let whole = serde_json::from_str::<Value>(text);
        let read = read(text, &mut Report::default());
        match (whole, read) {
            (Ok(whole), Ok((value, place))) => {
                assert_eq!(whole, value, "{text}");
                let mut report = Report::default();
                let scanned = Scan::of(text, &mut report).value();
                assert_eq!(format!("{scanned:?}"), format!("{place:?}"), "{text}");
            }
            (Err(error), Err(finding)) => {
                assert_eq!(finding.line, u32::try_from(error.line()).ok(), "{text}");
                assert!(finding.sentence.contains(&error.to_string()), "{text}: {}", finding.sentence);
            }
            // In braces it may be YAML.
            (Err(_), Ok(_)) => assert_eq!(text, "{a:1}"),
            (whole, read) => panic!("{text}: {whole:?} and {read:?}"),
        }
    }
}

fn places(text: &str, pointers: &[&str]) -> Vec<Option<(u32, u32)>> {
    let (value, place) = read(text, &mut Report::default()).unwrap();
    let places = Places::new(value, place);
    pointers.iter().map(|pointer| places.of(pointer)).collect()
}

#[test]
fn every_part_of_a_json_text_has_its_line() {
    let text = "{\n \"a\": [1, {\"b\\\"c\": \"x,]\"}],\n\n \"d/e\": {},\n \"f\": [],\n  \"g\": -1e3}";
    assert_eq!(
        places(text, &["/a", "/a/1/b\"c", "/d~1e", "/f", "/g", "/g/none"]),
        [(2, 2), (2, 12), (4, 2), (5, 2), (6, 3), (6, 3)].map(Some)
    );
}

#[test]
fn every_part_of_a_yaml_text_has_its_line() {
    let text = "a:\n  - one\n  - {b: 2}\n# words\nc:\n  d: |\n    long\n  e: x\n";
    assert_eq!(places(text, &["/a", "/a/1/b", "/c/d", "/c/e"]), [(1, 1), (3, 6), (6, 3), (8, 3)].map(Some));
}

#[test]
fn a_key_that_stands_twice_is_told() {
    for text in ["{\"a\": {\"b\": 1,\n\"b\": [2, 3], \"c\": 4}}", "a:\n  b: 1\n  b: [2, 3]\n  c: 4\n"] {
        let mut report = Report::default();
        let (value, place) = read(text, &mut report).unwrap();
        assert_eq!(value, serde_json::json!({"a": {"b": [2, 3], "c": 4}}));
        let places = Places::new(value, place);
        assert!(places.of("/a/c").is_some());
        let found = report.finish(&places);
        assert_eq!((found[0].kind, found[0].pointer.as_str()), ("duplicate-key", "/a/b"));
    }
}

#[test]
fn what_cannot_be_read_says_where() {
    let error = read("{\"a\": 1,\n \"b\": }", &mut Report::default()).unwrap_err();
    assert_eq!((error.line, error.kind), (Some(2), "syntax"));
    let error = read("a: 1\nb: [1, 2\nc: 3\n", &mut Report::default()).unwrap_err();
    assert_eq!(error.kind, "syntax");
    assert!(error.line.is_some());
    assert_eq!(read("  \n", &mut Report::default()).unwrap_err().kind, "empty");
    let deep = "[".repeat(100_000);
    assert_eq!(read(&deep, &mut Report::default()).unwrap_err().kind, "syntax");
    let deep = "- ".repeat(100_000);
    assert!(read(&deep, &mut Report::default()).is_err());
}
