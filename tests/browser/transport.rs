use std::{cell::RefCell, rc::Rc};

use toyshelf::{
    browser::{page, timer::sleep},
    dispatch::{Dispatcher, Obstacle, Served, TransportState, Why, rewritten},
    http::Request,
    journal::{Journal, Origin, Via},
    world::World,
};
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

/// The harness serves no `sw.js`, as a host that lost it would.
#[wasm_bindgen_test]
async fn without_a_worker_requests_are_answered_once_in_the_page() {
    let base = page::api_base();
    let journal = Rc::new(RefCell::new(Journal::new(World::toy_library(&base))));
    let states = Rc::new(RefCell::new(Vec::new()));
    let (kept, seen) = (Rc::clone(&journal), Rc::clone(&states));
    let serve = move |request, origin, via| -> Served {
        let entry = kept.borrow_mut().send(page::now_ms(), request, origin, via).entry;
        Box::pin(std::future::ready(Ok(entry)))
    };
    let dispatcher = Dispatcher::start(serve, move |state| seen.borrow_mut().push(state));
    assert_eq!(dispatcher.state(), TransportState::Starting);

    let car = || Request::new("GET", format!("{base}/toys/car"));
    let early = dispatcher.send(car()).await.expect("answered");
    assert_eq!(early.entry.exchange.response.status, 200);
    assert_eq!((early.entry.origin, early.entry.via), (Origin::Composer, Via::InPage));
    assert!(early.in_page.is_some_and(|because| because.contains("is starting")));

    while states.borrow().is_empty() {
        sleep(1).await;
    }
    let state = dispatcher.state();
    assert!(matches!(state, TransportState::InPage { why: Why::Script(_) }), "{state:?}");
    let late = dispatcher.send(car()).await.expect("answered");
    assert_eq!(late.in_page, Some(state.explanation()));
    assert_eq!(late.lost, None);
    assert_eq!(journal.borrow().len(), 2);
}
