//! Nothing is lost: what was undone comes back, what was done is undone exactly, and all of it survives a reload.

use super::*;
use crate::{
    http::Request,
    journal::{Action, Asides, Origin, Restored, Via, action_line, entry_line},
    world::{RateLimit, Settings},
};

/// Something that is done.
type Step = fn(&mut Kept);

const NOON: u64 = 1_800_000_000_000;

/// A journal, and the lines that were kept of it.
struct Kept {
    journal: Journal,
    head: String,
    lines: Vec<String>,
    now_ms: u64,
}

impl Kept {
    fn new() -> Self {
        let journal = Journal::new(World::toy_library("/api"));
        Self { head: journal.head_line(), journal, lines: Vec::new(), now_ms: NOON }
    }

    fn send(&mut self, method: &str, path: &str) -> Arc<Entry> {
        self.now_ms += 1_000;
        let request = Request::new(method, format!("/api{path}"));
        let sent = self.journal.send(self.now_ms, request, Origin::Composer, Via::InPage);
        self.lines.push(entry_line(&sent.entry));
        sent.entry
    }

    fn act(&mut self, action: Action) -> Told {
        let line = action_line(&action);
        let told = self.journal.act(action).expect("it can be done");
        self.lines.push(line);
        told
    }

    fn undo(&mut self) -> Told {
        self.act(Action::Undo { now: None })
    }

    fn redo(&mut self) -> Told {
        self.act(Action::Redo { now: None })
    }

    fn restored(&self) -> Restored {
        Journal::restore(&self.head, self.lines.iter().map(String::as_str), "/api").expect("a journal")
    }
}

/// All that there is to a journal, as text: its branches, and what can be undone and redone, step by step.
fn whole(journal: &Journal) -> String {
    let mut text = branches(journal);
    let mut back = journal.clone();
    while let Some(what) = back.undoable() {
        back.act(Action::Undo { now: None }).expect("it can be undone");
        text += &format!("undo {what}: {}\n", branches(&back));
    }
    let mut forth = journal.clone();
    while let Some(what) = forth.redoable() {
        forth.act(Action::Redo { now: None }).expect("it can be redone");
        text += &format!("redo {what}: {}\n", branches(&forth));
    }
    text
}

fn branches(journal: &Journal) -> String {
    let branch = |branch: super::super::Branch<'_>| {
        let entries: Vec<_> = branch
            .entries
            .iter()
            .map(|entry| {
                format!("{} {} {}", entry.exchange.number, entry.name(), entry.exchange.response.status)
            })
            .collect();
        format!(
            "{} {} {:?} {} {} {:?} {:?}",
            branch.id,
            branch.name,
            branch.fork,
            branch.is_current,
            branch.was_undone,
            entries,
            branch.world().settings().rate
        )
    };
    let shared = |first: &super::super::Branch<'_>| {
        journal.branches().iter().map(|second| first.parts_from(second)).collect::<Vec<_>>()
    };
    let all = journal.branches();
    all.iter().map(|each| format!("{} {:?}\n", branch(*each), shared(each))).collect()
}

fn limited(requests: u32) -> Action {
    let rate = Some(RateLimit { requests, window_s: 60 });
    Action::Configure { settings: Box::new(Settings { rate, ..Settings::default() }) }
}

fn wrote(path: &str) -> Action {
    let (before, after) = (Box::new(Draft::default()), Box::new(Draft::new("GET", path)));
    Action::Write { before, after }
}

fn names(journal: &Journal) -> Vec<String> {
    journal.entries().iter().map(|entry| entry.name()).collect()
}

#[test]
fn a_fork_shares_what_came_before_and_goes_its_own_way() {
    let mut kept = Kept::new();
    let first = kept.send("DELETE", "/toys/duck");
    kept.send("DELETE", "/toys/car");
    kept.act(Action::Fork { after: 1 });
    let journal = &kept.journal;
    assert_eq!((journal.len(), journal.current().id, journal.branch_count()), (1, 2, 2));
    assert!(Arc::ptr_eq(&journal.entries()[0], &first), "shared, not copied");
    assert!(
        journal.world().find("/toys", "car").is_some() && journal.world().find("/toys", "duck").is_none()
    );
    let car = kept.send("GET", "/toys/car");
    assert_eq!((car.exchange.number, car.exchange.response.status.as_u16()), (2, 200));
    kept.act(Action::Switch { branch: 1 });
    assert_eq!(names(&kept.journal), ["DELETE /toys/duck", "DELETE /toys/car"]);
    assert_eq!(kept.send("GET", "/toys/car").exchange.response.status, 410);
    let branch = kept.journal.branch(2).unwrap();
    assert_eq!((branch.name, branch.fork), ("Branch 2", Some(Fork { from: 1, after: 1 })));
    assert_eq!(branch.entries.len(), 2);
    assert_eq!(whole(&kept.journal), whole(&kept.restored().journal));
}

#[test]
fn what_cannot_be_done_says_why_and_changes_nothing() {
    let mut journal = Journal::new(World::toy_library("/api"));
    let request = Request::new("GET", "/api/toys");
    journal.send(NOON, request, Origin::Composer, Via::InPage);
    let before = whole(&journal);
    for (action, why) in [
        (Action::Fork { after: 2 }, "no request 2"),
        (Action::Fork { after: u64::MAX }, "no request"),
        (Action::Switch { branch: 7 }, "not there"),
        (Action::Rename { branch: 1, name: " ".into() }, "needs a name"),
        (Action::Rename { branch: 1, name: "x".repeat(61) }, "longer than 60"),
        (Action::Rename { branch: 7, name: "x".into() }, "not there"),
        (Action::Delete { branch: 1 }, "only branch"),
        (Action::Redo { now: None }, "nothing to redo"),
    ] {
        let said = journal.act(action).unwrap_err();
        assert!(said.contains(why), "{said}");
    }
    assert_eq!(whole(&journal), before);
    let mut empty = Journal::new(World::toy_library("/api"));
    assert!(empty.act(Action::Undo { now: None }).unwrap_err().contains("nothing to undo"));
    while journal.act(Action::Fork { after: 1 }).is_ok() {}
    assert_eq!(journal.branch_count(), Journal::MOST_BRANCHES);
    let said = journal.act(Action::Rename { branch: 3, name: "Branch 4".into() }).unwrap_err();
    assert!(said.contains("already"), "{said}");
}

#[test]
fn each_kind_of_thing_is_undone_and_done_again() {
    let mut kept = Kept::new();
    kept.send("GET", "/toys");
    let mut states = vec![(whole_of_now(&kept.journal), None::<String>)];
    let steps: [(Step, &str); 11] = [
        (|kept| drop(kept.send("DELETE", "/toys/duck")), "DELETE /toys/duck"),
        (|kept| drop(kept.act(limited(3))), "server settings"),
        (|kept| drop(kept.send("GET", "/toys/duck")), "GET /toys/duck"),
        (|kept| drop(kept.act(Action::Fork { after: 1 })), "fork “Branch 2”"),
        (|kept| drop(kept.send("GET", "/toys/car")), "GET /toys/car"),
        (|kept| drop(kept.act(wrote("/toys/bear"))), "writing GET /toys/bear"),
        (|kept| drop(kept.act(Action::Rename { branch: 2, name: "Mine".into() })), "rename"),
        (|kept| drop(kept.act(Action::Switch { branch: 1 })), "switch"),
        (|kept| drop(kept.act(Action::Delete { branch: 2 })), "delete “Mine”"),
        (
            |kept| {
                let (before, after) = (Box::new(Draft::default()), Box::new(Draft::new("GET", "/")));
                let world = Box::new(World::toy_library("/api"));
                kept.act(Action::Start { world, before, after });
            },
            "starting over",
        ),
        (|kept| drop(kept.send("GET", "/friends")), "GET /friends"),
    ];
    for (step, name) in &steps {
        step(&mut kept);
        let said = kept.journal.undoable();
        assert!(said.as_ref().is_some_and(|said| said.contains(name)), "{said:?} {name}");
        states.push((whole_of_now(&kept.journal), said));
    }
    for pair in states.windows(2).rev() {
        assert_eq!(kept.journal.undoable(), pair[1].1);
        kept.undo();
        assert_eq!(whole_of_now(&kept.journal), pair[0].0, "undone: {:?}", pair[1].1);
        let restored = kept.restored();
        assert!(restored.set_aside.is_empty());
        assert_eq!(whole(&restored.journal), whole(&kept.journal));
    }
    for (state, _) in &states[1..] {
        assert!(kept.journal.redoable().is_some());
        kept.redo();
        assert_eq!(&whole_of_now(&kept.journal), state);
    }
    assert_eq!(kept.journal.redoable(), None);
}

/// Branches and the world as it is, to the last field.
fn whole_of_now(journal: &Journal) -> String {
    let worlds: String = journal.branches().iter().map(|branch| branch.world().save().to_string()).collect();
    branches(journal) + &worlds
}

#[test]
fn what_was_undone_is_kept_when_something_new_is_sent() {
    let mut kept = Kept::new();
    for path in ["/toys", "/toys/car", "/toys/duck"] {
        kept.send("GET", path);
    }
    kept.undo();
    kept.undo();
    assert_eq!(names(&kept.journal), ["GET /toys"]);
    kept.send("DELETE", "/toys/car");
    assert_eq!(kept.journal.redoable(), None);
    assert_eq!(names(&kept.journal), ["GET /toys", "DELETE /toys/car"]);
    let branch = kept.journal.branch(2).unwrap();
    assert_eq!((branch.name, branch.was_undone), ("Main, undone", true));
    let there: Vec<_> = branch.entries.iter().map(|entry| entry.name()).collect();
    assert_eq!(there, ["GET /toys", "GET /toys/car", "GET /toys/duck"]);
    assert_eq!(branch.fork, Some(Fork { from: 1, after: 1 }));
    // Going on with it makes it one that stays.
    kept.act(Action::Switch { branch: 2 });
    assert!(!kept.journal.current().was_undone);
    assert_eq!(whole(&kept.journal), whole(&kept.restored().journal));
}

#[test]
fn a_branch_that_was_undone_with_its_exchanges_is_kept() {
    let mut kept = Kept::new();
    kept.send("GET", "/toys");
    kept.act(Action::Fork { after: 1 });
    kept.send("DELETE", "/toys/car");
    kept.undo();
    kept.undo();
    assert_eq!(kept.journal.branch_count(), 1);
    kept.act(limited(5));
    let branch = kept.journal.branch(2).unwrap();
    assert_eq!((branch.name, branch.entries.len(), branch.was_undone), ("Branch 2", 2, true));
    // One with nothing in it that is its own is not missed.
    kept.act(Action::Fork { after: 1 });
    kept.undo();
    kept.act(wrote("/toys"));
    assert_eq!(kept.journal.branch_count(), 2);
}

#[test]
fn what_was_sent_after_starting_over_is_kept_too() {
    let mut kept = Kept::new();
    kept.send("GET", "/toys");
    let draft = || Box::new(Draft::default());
    let world = Box::new(World::toy_library("/api"));
    kept.act(Action::Start { world, before: draft(), after: draft() });
    assert_eq!((kept.journal.len(), kept.journal.branch_count()), (0, 1));
    kept.send("DELETE", "/toys/car");
    kept.undo();
    assert_eq!(kept.undo(), Some(Draft::default()));
    kept.send("GET", "/friends");
    let all: Vec<_> = kept.journal.branches().iter().map(|branch| branch.entries.len()).collect();
    assert_eq!(all, [2, 1]);
    assert_eq!(kept.journal.branches()[1].entries[0].name(), "DELETE /toys/car");
    assert_eq!(whole(&kept.journal), whole(&kept.restored().journal));
}

#[test]
fn only_a_few_of_those_that_nobody_made_are_kept() {
    let mut kept = Kept::new();
    for number in 0..40 {
        kept.send("GET", &format!("/toys/{number}"));
        kept.undo();
    }
    kept.send("GET", "/toys");
    let undone = kept.journal.branches().iter().filter(|branch| branch.was_undone).count();
    assert_eq!(undone, RESCUED);
    let newest = kept.journal.branches().last().map(|branch| branch.entries[0].name());
    assert_eq!(newest.as_deref(), Some("GET /toys/39"));
    assert_eq!(whole(&kept.journal), whole(&kept.restored().journal));
}

#[test]
fn what_gives_way_in_the_composer_comes_back() {
    let mut journal = Journal::new(World::toy_library("/api"));
    let typed = |path: &str| Box::new(Draft::new("GET", path));
    journal.act(Action::Write { before: typed("/a"), after: typed("/b") }).unwrap();
    assert!(journal.undo_writes());
    // It was typed on since.
    let told = journal.act(Action::Undo { now: Some(typed("/bc")) }).unwrap();
    assert_eq!(told, Some(*typed("/a")));
    assert!(journal.redo_writes());
    let told = journal.act(Action::Redo { now: Some(typed("/ad")) }).unwrap();
    assert_eq!(told, Some(*typed("/bc")));
    assert_eq!(journal.act(Action::Undo { now: None }).unwrap(), Some(*typed("/ad")));
    // The same again is nothing to undo.
    let mut journal = Journal::new(World::toy_library("/api"));
    journal.act(Action::Write { before: typed("/a"), after: typed("/a") }).unwrap();
    assert_eq!(journal.undoable(), None);
}

#[test]
fn what_can_be_undone_is_bounded() {
    let mut journal = Journal::new(World::toy_library("/api"));
    for number in 0..DEEDS + 50 {
        journal.act(wrote(&format!("/{number}"))).unwrap();
    }
    let mut undone = 0;
    while journal.act(Action::Undo { now: None }).is_ok() {
        undone += 1;
    }
    assert_eq!(undone, DEEDS);
}

#[test]
fn the_oldest_leave_a_journal_with_branches_and_it_can_be_written_anew() {
    let mut kept = Kept::new();
    kept.send("DELETE", "/toys/duck");
    kept.send("GET", "/toys/car");
    kept.act(Action::Fork { after: 1 });
    kept.send("GET", "/toys/bear");
    let entry = kept.send("GET", "/toys/drum");
    let mut journal = kept.journal;
    while journal.len() < Journal::MAX {
        journal.keep(Arc::clone(&entry));
    }
    let sent = journal.send(NOON * 2, Request::new("GET", "/api/toys"), Origin::Composer, Via::InPage);
    assert_eq!(sent.left.len(), Journal::LEAVE);
    assert!(!journal.is_plain());
    assert_eq!(journal.branch(1).map(|branch| branch.entries.len()), Some(2), "other branches stay whole");
    assert_eq!(journal.start().save(), entry.after.save());
}

/// The same numbers for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }
}

#[test]
fn whatever_is_done_a_reload_brings_it_back() {
    for seed in 1..=60 {
        let (mut dice, mut kept) = (Dice(seed * 0x9E37_79B9_7F4A), Kept::new());
        let mut sent = 0_u64;
        for _ in 0..40 {
            let action = match dice.below(16) {
                0..5 => {
                    let toy = ["car", "duck", "bear", "kite"][dice.below(4) as usize];
                    let method = ["GET", "DELETE", "GET"][dice.below(3) as usize];
                    kept.send(method, &format!("/toys/{toy}"));
                    sent += 1;
                    continue;
                }
                5 => Action::Fork { after: dice.below(sent + 1) },
                6 | 7 => Action::Switch { branch: dice.below(8) as u32 },
                8 => Action::Rename { branch: dice.below(6) as u32, name: format!("N{}", dice.below(9)) },
                9 => Action::Delete { branch: dice.below(8) as u32 },
                10 => limited(dice.below(4) as u32),
                11 => wrote(&format!("/{}", dice.below(9))),
                12 if dice.below(3) == 0 => Action::Start {
                    world: Box::new(World::toy_library("/api")),
                    before: Box::new(Draft::default()),
                    after: Box::new(Draft::new("GET", "/")),
                },
                12..15 => Action::Undo { now: (dice.below(4) == 0).then(|| Box::new(Draft::default())) },
                _ => Action::Redo { now: None },
            };
            let (line, before) = (action_line(&action), whole(&kept.journal));
            match kept.journal.act(action) {
                Ok(_) => kept.lines.push(line),
                Err(why) => {
                    assert!(why.ends_with('.'), "{why}");
                    assert_eq!(whole(&kept.journal), before, "{why}");
                }
            }
        }
        let restored = kept.restored();
        assert!(restored.set_aside.is_empty(), "{:?}", restored.set_aside);
        assert_eq!(whole(&restored.journal), whole(&kept.journal), "seed {seed}");
        assert!(kept.lines.iter().all(|line| !line.contains('\n')));

        // Written anew it has the same branches, and they are written the same way again.
        let lines = kept.journal.lines(&Asides::default());
        let head = kept.journal.head_line();
        let anew = Journal::restore(&head, lines.iter().map(String::as_str), "/api").expect("a journal");
        assert!(anew.set_aside.is_empty(), "seed {seed}: {:?}", anew.set_aside);
        assert_eq!(whole_of_now(&anew.journal), whole_of_now(&kept.journal), "seed {seed}");
        assert_eq!(anew.journal.lines(&anew.asides), lines, "seed {seed}");
    }
}

#[test]
fn every_entry_that_was_sent_is_somewhere() {
    for seed in 1..=40 {
        let (mut dice, mut kept, mut sent) = (Dice(seed * 77_777_777_777), Kept::new(), Vec::new());
        for _ in 0..25 {
            match dice.below(6) {
                0 | 1 => sent.push(kept.send("GET", &format!("/toys/{}", dice.below(99)))),
                2 if kept.journal.undoable().is_some() => drop(kept.undo()),
                3 if kept.journal.redoable().is_some() => drop(kept.redo()),
                4 => drop(kept.act(limited(dice.below(3) as u32))),
                5 if dice.below(3) == 0 && kept.journal.branch_count() < 10 => {
                    let numbers = kept.journal.len() as u64 + 1;
                    kept.act(Action::Fork { after: dice.below(numbers) });
                }
                _ => {}
            }
        }
        while kept.journal.redoable().is_some() {
            kept.redo();
        }
        let branches = kept.journal.branches();
        // No more were set aside than are kept.
        if branches.iter().filter(|branch| branch.was_undone).count() < RESCUED {
            for entry in &sent {
                let there = branches
                    .iter()
                    .any(|branch| branch.entries.iter().any(|other| Arc::ptr_eq(other, entry)));
                assert!(there, "seed {seed}: {}", entry.name());
            }
        }
    }
}
