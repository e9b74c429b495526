//! Every goal can be reached, and only by doing what it asks for.

use super::*;
use crate::{
    journal::{Journal, Origin, Via},
    lesson::{Goal, Part},
    world::World,
};

const BASE: &str = "/api";

fn after(asks: &[Ask]) -> Journal {
    let mut journal = Journal::new(World::toy_library(BASE));
    for (second, ask) in (1..).zip(asks) {
        let now_ms = 1_800_000_000_000 + second * 1_000;
        journal.send(now_ms, ask.request(BASE), Origin::Composer, Via::InPage);
    }
    journal
}

fn goal(id: &str) -> &'static Goal {
    FIRST_STEPS.goals.iter().find(|goal| goal.id == id).expect("a goal of that name")
}

const fn ask(method: &'static str, path: &'static str) -> Ask {
    Ask { method, path, fields: &[], content: "" }
}

const fn give(method: &'static str, path: &'static str, content: &'static str) -> Ask {
    Ask { method, path, fields: JSON_GIVEN, content }
}

/// A new toy, with a key that says that it is the same request each time.
const fn keyed(content: &'static str) -> Ask {
    const FIELDS: &[(&str, &str)] = &[("Content-Type", "application/json"), ("Idempotency-Key", "\"one\"")];
    Ask { method: "POST", path: "/toys", fields: FIELDS, content }
}

#[test]
fn every_solution_reaches_its_goal_and_needs_its_last_step() {
    for goal in FIRST_STEPS.goals {
        let (_, without_last) = goal.solution.split_last().expect("a solution");
        assert!(!goal.met(&after(without_last)), "{} is met too early", goal.id);
        let journal = after(goal.solution);
        let statuses: Vec<_> =
            journal.entries().iter().map(|entry| entry.exchange.response.status.as_u16()).collect();
        assert!(goal.met(&journal), "{} is not met: {statuses:?}", goal.id);
    }
}

#[test]
fn one_session_can_reach_them_all() {
    let all: Vec<Ask> = FIRST_STEPS.goals.iter().flat_map(|goal| goal.solution).copied().collect();
    let journal = after(&all);
    for goal in FIRST_STEPS.goals {
        assert!(goal.met(&journal), "{}", goal.id);
    }
}

#[test]
fn near_misses_do_not_reach_a_goal() {
    let near_misses: &[(&str, &[Ask], u16)] = &[
        ("borrow-the-car", &[ask("HEAD", "/toys/car")], 200),
        ("borrow-the-car", &[ask("GET", "/toys/duck")], 200),
        ("borrow-the-car", &[ask("GET", "/toys")], 200),
        ("borrow-the-car", goal("you-have-it-already").solution, 304),
        ("no-such-toy", &[ask("GET", "/nowhere")], 404),
        ("no-such-toy", &[ask("DELETE", "/toys/kite")], 404),
        ("no-such-toy", &[ask("GET", "/friends/kite")], 404),
        ("no-such-toy", &[ask("GET", "/toys/car")], 200),
        (
            "you-have-it-already",
            &[Ask { fields: &[("If-None-Match", "\"v0\"")], ..ask("GET", "/toys/car") }],
            200,
        ),
        ("you-have-it-already", &[ask("GET", "/toys/car"), ask("GET", "/toys/car")], 200),
        ("a-new-toy", &[give("POST", "/toys", r#"{ "kind": "kite" }"#)], 422),
        ("a-new-toy", &[give("POST", "/toys/car/loans", r#"{ "friend": "mia" }"#)], 201),
        ("a-toy-without-a-name", &[give("POST", "/toys", r#"{ "kind": "kite" "#)], 400),
        ("a-toy-without-a-name", &[give("POST", "/toys", r#"{ "name": "Kite", "kind": "kite" }"#)], 201),
        // Another 422 is not about the name, nor is one about something else that is missing.
        (
            "a-toy-without-a-name",
            &[keyed(r#"{ "name": "A", "kind": "a" }"#), keyed(r#"{ "name": "B", "kind": "b" }"#)],
            422,
        ),
        ("a-toy-without-a-name", &[give("POST", "/toys", r#"{ "name": "Kite" }"#)], 422),
        ("a-toy-without-a-name", &[give("PUT", "/toys/car", r#"{ "kind": "car" }"#)], 422),
        ("lent-twice", &[give("POST", "/toys/duck/loans", r#"{ "friend": "mia" }"#)], 201),
        (
            "lent-twice",
            &[
                give("POST", "/toys/duck/loans", r#"{ "friend": "mia" }"#),
                give("POST", "/toys/bear/loans", r#"{ "friend": "tom" }"#),
            ],
            201,
        ),
    ];
    for (id, asks, status) in near_misses {
        let journal = after(asks);
        let last = journal.entries().last().expect("an exchange");
        assert_eq!(last.exchange.response.status.as_u16(), *status, "{id} {asks:?}");
        assert!(!goal(id).met(&journal), "{id} {asks:?}");
    }
    for goal in FIRST_STEPS.goals {
        assert!(near_misses.iter().any(|(id, ..)| *id == goal.id), "{} has no near-miss", goal.id);
    }
}

#[test]
fn goals_have_names_of_their_own_and_words() {
    let mut ids: Vec<_> = FIRST_STEPS.goals.iter().map(|goal| goal.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), FIRST_STEPS.goals.len());
    for goal in FIRST_STEPS.goals {
        for parts in [goal.text, goal.hint] {
            let words: String = parts.iter().copied().map(Part::text).collect();
            assert!(words.ends_with(['.', '?']) && !words.contains("  "), "{words}");
        }
    }
}
