//! What is saved comes back, and what is broken does not take the rest along.

use super::*;
use crate::world::{Down, RateLimit};

const NOON: u64 = 1_800_000_000_000;

/// A journal with text, bytes that are no text, a refusal, and each origin and way.
fn journal() -> Journal {
    let mut journal = Journal::new(World::toy_library("/api"));
    let requests = [
        Request::new("POST", "/api/toys").json(r#"{"name":"Blaues Boot ⛵\n","kind":"boat"}"#),
        Request::new("PUT", "/api/toys/car")
            .with("Content-Type", "application/json")
            .content(b"{\"\xff\0\x80"),
        Request::new(b"B\xc3\xff", b"/api/\xf0\x28").with(b"X \xfe", b"\xc3(").with("Accept", "*/*"),
        Request::new("DELETE", "/api/toys/duck"),
        Request::new("", ""),
    ];
    let ways = [
        (Origin::Composer, Via::ServiceWorker),
        (Origin::Page, Via::ServiceWorker),
        (Origin::Elsewhere, Via::InPage),
        (Origin::Composer, Via::InPage),
        (Origin::Composer, Via::InPage),
    ];
    for ((second, request), (origin, via)) in (1..).zip(requests).zip(ways) {
        journal.send(NOON + second * 1_000, request, origin, via);
    }
    // Down for one request, limited for two, and as usual again.
    let rate = Some(RateLimit { requests: 1, window_s: 60 });
    for (second, settings) in (10..).zip([
        Settings { down: Some(Down { retry_after_s: 3 }), ..Settings::default() },
        Settings { rate, ..Settings::default() },
        Settings { rate, ..Settings::default() },
        Settings::default(),
    ]) {
        journal.configure(settings);
        let car = Request::new("GET", "/api/toys/car");
        journal.send(NOON + second * 1_000, car, Origin::Composer, Via::InPage);
    }
    let statuses: Vec<_> =
        journal.entries()[5..].iter().map(|entry| entry.exchange.response.status.as_u16()).collect();
    assert_eq!(statuses, [503, 200, 429, 200]);
    journal
}

fn lines(journal: &Journal) -> Vec<String> {
    journal.entries().iter().map(|entry| entry_line(entry)).collect()
}

fn restore(head: &str, lines: &[String]) -> Restored {
    Journal::restore(head, lines.iter().map(String::as_str), "/api").expect("a journal")
}

#[test]
fn a_journal_comes_back_as_it_was() {
    let before = journal();
    let restored = restore(&before.head_line(), &lines(&before));
    assert!(restored.set_aside.is_empty());
    let after = restored.journal;
    assert_eq!(after.len(), before.len());
    for (after, before) in after.entries().iter().zip(before.entries()) {
        assert_eq!(after.exchange.request, before.exchange.request);
        assert_eq!(after.exchange.number, before.exchange.number);
        assert_eq!(after.exchange.at_ms, before.exchange.at_ms);
        assert_eq!((after.origin, after.via), (before.origin, before.via));
        assert_eq!(after.exchange.response.to_text(), before.exchange.response.to_text());
        assert_eq!(after.after.save(), before.after.save());
    }
    assert_eq!((after.head_line(), lines(&after)), (before.head_line(), lines(&before)));
}

#[test]
fn it_can_come_back_under_another_root() {
    let mut before = Journal::new(World::toy_library("/api"));
    before.send(NOON, Request::new("DELETE", "/api/toys/duck"), Origin::Composer, Via::InPage);
    let line = entry_line(&before.entries()[0]);
    let restored =
        Journal::restore(&before.head_line(), [line.as_str()].into_iter(), "/docs/api").expect("a journal");
    assert_eq!(restored.journal.world().base(), "/docs/api");
    assert_eq!(restored.journal.entries()[0].exchange.response.status, 404);
}

#[test]
fn a_line_is_one_short_line() {
    let journal = journal();
    assert!(!journal.head_line().contains('\n'));
    let lines = lines(&journal);
    assert!(lines.iter().all(|line| !line.contains('\n')));
    assert_eq!(
        lines[1],
        concat!(
            r#"{"at":1800000002000,"from":"page","via":"worker","method":"PUT","target":"/api/toys/car","#,
            r#""fields":[["Content-Type","application/json"]],"content":{"base64":"eyL/AIA="}}"#
        )
    );
    assert_eq!(lines[4], r#"{"at":1800000005000,"from":"composer","via":"page","method":"","target":""}"#);
}

#[test]
fn a_broken_line_is_set_aside_with_all_after_it() {
    let before = journal();
    let good = lines(&before);
    let broken = [
        "",
        "{",
        "null",
        "\u{0}",
        r#"{"at":-1,"from":"page","via":"page","method":"GET","target":"/"}"#,
        r#"{"at":1,"from":"moon","via":"page","method":"GET","target":"/"}"#,
        r#"{"at":1,"from":"page","via":"page","method":{"base64":"Z"},"target":"/"}"#,
        r#"{"at":1,"from":"page","via":"page","method":"GET","target":"/","extra":1}"#,
    ];
    for text in broken {
        let mut lines = good.clone();
        lines[2] = text.into();
        let restored = restore(&before.head_line(), &lines);
        assert_eq!(restored.journal.len(), 2);
        assert_eq!(restored.journal.world().save(), before.entries()[1].after.save());
        let places: Vec<usize> = restored.set_aside.iter().map(|(place, _)| *place).collect();
        assert_eq!(places, (2..lines.len()).collect::<Vec<_>>(), "{text}");
        assert!(restored.set_aside[0].1.ends_with('.'), "{}", restored.set_aside[0].1);
        assert_eq!(restored.set_aside[1].1, "It follows request 3, which could not be read.");
    }
}

#[test]
fn a_broken_head_is_explained() {
    let why = |head: &str| Journal::restore(head, std::iter::empty(), "/api").map(|_| ()).unwrap_err();
    for head in ["", "[]", "{\"format\":1}", "{\"format\":1,\"world\":7}", "{\"format\":1,\"world\":{}}"] {
        assert!(why(head).len() > 20, "{head}: {}", why(head));
    }
    assert_eq!(
        why(r#"{"format":2,"world":{}}"#),
        "The saved session is in format 2, and this page reads format 1."
    );
}

#[test]
fn any_bytes_can_be_read_without_harm() {
    let line = entry_line(&journal().entries()[1]);
    let head = journal().head_line();
    for end in (0..line.len()).filter(|end| line.is_char_boundary(*end)) {
        let restored = Journal::restore(&head, [&line[..end]].into_iter(), "/api").expect("a journal");
        assert_eq!((restored.journal.len(), restored.set_aside.len()), (0, 1));
    }
    for end in (0..head.len()).filter(|end| head.is_char_boundary(*end)) {
        assert!(Journal::restore(&head[..end], std::iter::empty(), "/api").is_err());
    }
}

#[test]
fn roles_and_what_never_reached_the_server_come_back() {
    use crate::{
        client::{Client, Purpose, wire::Loss},
        http::{Response, StatusCode, header},
        journal::{Aside, Asides, Role, aside_line},
        server::{Exchange, Trace},
    };
    let mut journal = Journal::new(World::toy_library("/api"));
    let role = Role { client: Client::Second, purpose: Purpose::Retry, errand: 7, loss: Some(Loss::Midway) };
    let entry = journal.send(1_000, Request::new("GET", "/api/toys/car"), role, Via::InPage).entry;
    let line = entry_line(&entry);
    let mut response = Response::new(StatusCode::OK);
    response.set(header::AGE, "5");
    response.content = entry.exchange.response.content.clone();
    let aside = |id, of, loss, response| Aside {
        id,
        role: Role { loss, ..role },
        exchange: Exchange {
            number: 0,
            at_ms: 2_000,
            request: Request::new("GET", "/api/toys/car").with("X", "1"),
            trace: Trace::default(),
            response,
        },
        asked: Vec::new(),
        of,
    };
    let home = aside(1, Some(entry.exchange.number), None, response);
    let lost = aside(2, None, Some(Loss::Request), Response::new(StatusCode::OK));
    let lines = [aside_line(&lost), line, aside_line(&home), "{\"aside\":{}}".to_owned()];
    assert!(!lines[2].contains("Red racing car"), "the content is kept once");

    let restored =
        Journal::restore(&journal.head_line(), lines.iter().map(String::as_str), "/api").expect("a journal");
    assert!(restored.set_aside.is_empty());
    let back = restored.journal.entries().last().expect("an entry");
    assert_eq!(back.role, role);
    let asides: &Asides = &restored.asides;
    assert_eq!((asides.len(), asides.after(None)[0].id, asides.last_errand()), (2, 2, 7));
    let again = &asides.after(Some(back))[0];
    assert_eq!((again.role, again.exchange.request.clone()), (home.role, home.exchange.request));
    assert_eq!(again.exchange.response.to_text(), home.exchange.response.to_text());
    // Written anew, each stands where it stood; what could not be read is gone.
    assert_eq!(restored.journal.lines(asides), lines[..3]);
}
