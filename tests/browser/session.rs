use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use toyshelf::browser::{
    session::{Loaded, Session, StorageState},
    storage::{self, Store, StoreError},
};
use wasm_bindgen_test::wasm_bindgen_test;

/// A store in memory with so much room, or one that refuses everything.
#[derive(Clone)]
struct Fake {
    values: Rc<RefCell<BTreeMap<String, String>>>,
    room: usize,
    refuses: bool,
}

impl Fake {
    fn new() -> Self {
        Self { values: Rc::default(), room: usize::MAX, refuses: false }
    }

    fn keys_with(&self, part: &str) -> usize {
        self.values.borrow().keys().filter(|key| key.contains(part)).count()
    }
}

impl Store for Fake {
    fn get(&self, key: &str) -> Result<Option<String>, StoreError> {
        if self.refuses {
            return Err(StoreError::Refused("no".into()));
        }
        Ok(self.values.borrow().get(key).cloned())
    }

    fn set(&self, key: &str, value: &str) -> Result<(), StoreError> {
        if self.refuses {
            return Err(StoreError::Refused("no".into()));
        }
        let mut values = self.values.borrow_mut();
        let others = values.iter().filter(|(other, _)| *other != key);
        let used: usize = others.map(|(key, value)| key.len() + value.len()).sum();
        if used + key.len() + value.len() > self.room {
            return Err(StoreError::Full);
        }
        values.insert(key.into(), value.into());
        Ok(())
    }

    fn remove(&self, key: &str) {
        self.values.borrow_mut().remove(key);
    }

    fn keys(&self) -> Vec<String> {
        self.values.borrow().keys().cloned().collect()
    }
}

fn open(store: &Fake) -> (Session, Loaded) {
    Session::open_in(store.clone(), "t")
}

fn loaded(head: &str, lines: &[&str]) -> Loaded {
    Loaded {
        head: Some(head.into()),
        lines: lines.iter().map(ToString::to_string).collect(),
        notes: vec![],
        note: None,
    }
}

fn kept(store: &Fake, head: &str, lines: &[&str]) -> Session {
    let (mut session, _) = open(store);
    session.begin(head);
    for line in lines {
        session.append(line);
    }
    session
}

#[wasm_bindgen_test]
fn a_reload_brings_it_back() {
    let store = Fake::new();
    let (session, found) = open(&store);
    assert_eq!((found, session.state()), (Loaded::default(), &StorageState::Kept));
    kept(&store, "head\nof two lines", &["a", "b"]);
    let (mut session, found) = open(&store);
    assert_eq!(found, loaded("head\nof two lines", &["a", "b"]));
    session.append("c");
    assert_eq!(open(&store).1, loaded("head\nof two lines", &["a", "b", "c"]));
}

#[wasm_bindgen_test]
fn one_more_line_writes_one_key() {
    let store = Fake::new();
    let mut session = kept(&store, "head", &["a", "b"]);
    let before = store.values.borrow().clone();
    session.append("c");
    let after = store.values.borrow();
    let changed: Vec<_> = after.iter().filter(|(key, value)| before.get(*key) != Some(value)).collect();
    assert_eq!(changed, [(&"t:2".to_string(), &"c".to_string())]);
}

#[wasm_bindgen_test]
fn starting_over_forgets_the_lines() {
    let store = Fake::new();
    let mut session = kept(&store, "old", &["a", "b", "c"]);
    session.begin("new");
    session.append("d");
    assert_eq!(open(&store).1, loaded("new", &["d"]));
}

#[wasm_bindgen_test]
fn the_oldest_can_leave() {
    let store = Fake::new();
    let mut session = kept(&store, "old", &["a", "b", "c"]);
    session.forget_oldest(2, "later");
    session.append("d");
    assert_eq!(open(&store).1, loaded("later", &["c", "d"]));
    assert_eq!(store.values.borrow().len(), 3);
    // Again, on a session that was read back.
    let (mut session, _) = open(&store);
    session.forget_oldest(1, "latest");
    session.set_aside_from(1);
    session.append("e");
    assert_eq!(open(&store).1, loaded("latest", &["d", "e"]));
}

#[wasm_bindgen_test]
fn a_crash_while_the_oldest_leave_loses_nothing() {
    let store = Fake::new();
    kept(&store, "old", &["a", "b", "c"]);
    // As it stands when the later head is written and the lines before it are not yet removed.
    store.set("t:head", "2\nlater").expect("there is room");
    assert_eq!(open(&store).1, loaded("later", &["c"]));
    assert_eq!(store.values.borrow().len(), 2);
}

#[wasm_bindgen_test]
fn lines_that_cannot_be_read_are_set_aside() {
    let store = Fake::new();
    kept(&store, "head", &["a", "broken", "c"]);
    let (mut session, found) = open(&store);
    assert_eq!(found.lines.len(), 3);
    session.set_aside_from(1);
    session.append("d");
    assert_eq!(open(&store).1, loaded("head", &["a", "d"]));
    assert_eq!(store.values.borrow().get("t:aside:0:1").map(String::as_str), Some("broken"));
    assert_eq!(store.values.borrow().get("t:aside:0:2").map(String::as_str), Some("c"));
}

#[wasm_bindgen_test]
fn a_whole_session_set_aside_stays_through_the_next() {
    let store = Fake::new();
    for round in 0..2 {
        let mut session = kept(&store, "broken", &["a"]);
        session.set_aside();
        session.begin("new");
        assert_eq!(open(&store).1, loaded("new", &[]));
        assert_eq!(store.keys_with(":aside:"), 2 * (round + 1));
    }
}

#[wasm_bindgen_test]
fn a_hole_is_noticed() {
    let store = Fake::new();
    kept(&store, "head", &["a", "b", "c", "d"]);
    store.remove("t:1");
    let (_, found) = open(&store);
    assert_eq!((found.lines, found.notes.len()), (vec!["a".to_string()], 1));
    assert_eq!(store.keys_with(":aside:"), 2);
    assert_eq!(open(&store).1, loaded("head", &["a"]), "it is said once");
}

#[wasm_bindgen_test]
fn a_head_that_is_broken_or_gone_is_no_session() {
    for head in [None, Some("no number\nhead"), Some("junk"), Some("-1\nhead")] {
        let store = Fake::new();
        kept(&store, "head", &["a"]);
        store.remove("t:head");
        if let Some(head) = head {
            store.set("t:head", head).expect("there is room");
        }
        let (mut session, found) = open(&store);
        assert_eq!((found.head, found.lines.len()), (None, 0), "{head:?}");
        assert!(!found.notes.is_empty(), "{head:?}");
        session.begin("new");
        assert_eq!(open(&store).1, loaded("new", &[]), "{head:?}");
        assert_eq!(store.keys_with(":aside:"), 1 + usize::from(head.is_some()), "{head:?}");
    }
}

#[wasm_bindgen_test]
fn full_is_said_and_what_was_kept_stays_whole() {
    let mut store = Fake::new();
    store.room = 40;
    let mut session = kept(&store, "head", &["a line", "a line"]);
    assert_eq!(session.state(), &StorageState::Kept);
    session.append("a line that is much too long for the room");
    let StorageState::Full { why } = session.state() else { panic!("{:?}", session.state()) };
    assert!(why.contains("no room left"));
    session.append("b");
    assert_eq!(open(&store).1, loaded("head", &["a line", "a line"]), "no hole");
    session.begin("head");
    assert_eq!(session.state(), &StorageState::Kept, "starting over makes room");
}

#[wasm_bindgen_test]
fn no_room_for_a_head_leaves_no_other_session() {
    let mut store = Fake::new();
    store.room = 40;
    let mut session = kept(&store, "old", &["a"]);
    session.begin(&"x".repeat(100));
    assert!(matches!(session.state(), StorageState::Full { .. }));
    assert_eq!(open(&store).1, Loaded::default());
}

#[wasm_bindgen_test]
fn a_full_store_still_sets_aside() {
    let mut store = Fake::new();
    kept(&store, "head", &["broken"]);
    // Room for what is there, and for the longer name of what is set aside.
    store.room = "t:head0\nheadt:aside:0:0broken".len();
    let (mut session, _) = open(&store);
    session.set_aside_from(0);
    assert_eq!(store.values.borrow().get("t:aside:0:0").map(String::as_str), Some("broken"));
}

#[wasm_bindgen_test]
fn a_browser_that_refuses_is_said() {
    let mut store = Fake::new();
    store.refuses = true;
    let (mut session, found) = open(&store);
    assert_eq!(found, Loaded::default());
    session.begin("head");
    session.append("a");
    assert!(matches!(session.state(), StorageState::MemoryOnly { .. }), "{:?}", session.state());
}

#[wasm_bindgen_test]
fn two_frames_of_one_tab_keep_apart() {
    let store = Fake::new();
    let (mut outer, _) = Session::open_in(store.clone(), "toyshelf:/");
    let (mut inner, _) = Session::open_in(store.clone(), "toyshelf:/.0");
    outer.begin("outer");
    inner.begin("inner");
    inner.append("a");
    outer.begin("outer");
    assert_eq!(Session::open_in(store, "toyshelf:/.0").1, loaded("inner", &["a"]));
}

#[wasm_bindgen_test]
fn the_browsers_own_storage_says_when_it_is_full() {
    let store = storage::of_this_tab().expect("the harness has storage");
    let (mut session, _) = Session::open_in(store.clone(), "test-full");
    session.begin("head");
    let line = "x".repeat(1 << 20);
    for _ in 0..64 {
        session.append(&line);
    }
    assert!(matches!(session.state(), StorageState::Full { .. }), "{:?}", session.state());
    let (_, found) = Session::open_in(store.clone(), "test-full");
    assert!(!found.lines.is_empty() && found.lines.iter().all(|found| found.len() == line.len()));
    for key in store.keys() {
        if key.starts_with("test-full") {
            store.remove(&key);
        }
    }
}
