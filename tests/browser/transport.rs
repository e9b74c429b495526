use toyshelf::dispatch::{Obstacle, rewritten};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn targets_that_the_browser_leaves_alone() {
    for target in
        ["/api", "/api/toys/car?a=1&b=%20", "/api/toys?", "/api/%zz", "/api//toys", "/api/a;b=c@d:e"]
    {
        assert_eq!(rewritten(target), None, "{target}");
    }
}

#[wasm_bindgen_test]
fn targets_that_the_browser_would_rewrite() {
    let rewrites = [
        ("/api/../toys", "/toys"),
        ("/api/%2e%2E/toys", "/toys"),
        ("/api/./toys", "/api/toys"),
        ("/api\\toys", "/api/toys"),
        ("/api/a\"b", "/api/a%22b"),
        ("/api?a='b'", "/api?a=%27b%27"),
        ("/api/a b", "/api/a%20b"),
        ("/api/\ttoys", "/api/toys"),
    ];
    for (target, sent) in rewrites {
        assert_eq!(rewritten(target), Some(Obstacle::TargetRewritten { sent: sent.into() }), "{target}");
    }
    assert_eq!(
        rewritten("//example.com/api"),
        Some(Obstacle::TargetRewritten { sent: "http://example.com/api".into() }),
    );
}
