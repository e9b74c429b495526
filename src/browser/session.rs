//! What a reload keeps: the session of this tab, written one line a request.
//!
//! A session is a *head* (the world it started from) and *lines* (the requests since), each under a key of its
//! own, so that keeping one more request writes one short value, however long the session is. What the lines say
//! is the caller's business. Nothing found there is deleted because it cannot be read: it is set aside, under
//! keys that say so.

use super::{
    page,
    storage::{self, Store, StoreError},
};

/// Whether the session is being kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StorageState {
    /// A reload brings it back.
    Kept,
    /// It lives in memory only, until the page is reloaded.
    MemoryOnly {
        /// What keeps it from being stored, as a sentence.
        why: String,
    },
    /// It was kept up to a point; then there was no more room.
    Full {
        /// What that means, as a sentence.
        why: String,
    },
}

/// What was found of an earlier session of this tab.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// The head, where there is a session.
    pub head: Option<String>,
    /// Its lines, oldest first.
    pub lines: Vec<String>,
    /// What went wrong on the way, in sentences for the person.
    pub notes: Vec<String>,
}

/// Where the session of this tab is kept.
pub struct Session {
    store: Option<Box<dyn Store>>,
    prefix: String,
    lines: usize,
    state: StorageState,
}

impl Session {
    /// Opens the session of this tab and frame, and reads what is there.
    #[must_use]
    pub fn open() -> (Self, Loaded) {
        let place = page::beside(".").map_or_else(String::new, |url| url.pathname());
        let prefix = format!("toyshelf:{place}{}", page::frame_path());
        match storage::of_this_tab() {
            Ok(store) => Self::open_in(store, &prefix),
            Err(error) => {
                let session = Self { store: None, prefix, lines: 0, state: stopped(&error) };
                (session, Loaded::default())
            }
        }
    }

    /// Opens the session kept in this store under keys that begin with this prefix, and reads what is there.
    #[must_use]
    pub fn open_in(store: impl Store + 'static, prefix: &str) -> (Self, Loaded) {
        let mut session =
            Self { store: Some(Box::new(store)), prefix: prefix.into(), lines: 0, state: StorageState::Kept };
        let loaded = session.load();
        (session, loaded)
    }

    /// Whether the session is being kept.
    #[must_use]
    pub fn state(&self) -> &StorageState {
        &self.state
    }

    /// Starts over with this head: the lines before it are forgotten, what was set aside stays.
    pub fn begin(&mut self, head: &str) {
        let Some(store) = &self.store else { return };
        for key in store.keys() {
            if self.line_number(&key).is_some() {
                store.remove(&key);
            }
        }
        self.lines = 0;
        self.state = match store.set(&self.head_key(), head) {
            Ok(()) => StorageState::Kept,
            Err(error) => {
                // An older head without its lines would come back as another session.
                store.remove(&self.head_key());
                stopped(&error)
            }
        };
    }

    /// Keeps one more line. Once that has failed nothing more is kept until [`Session::begin`]: a session with a
    /// hole in it would come back as something that never was.
    pub fn append(&mut self, line: &str) {
        let (Some(store), StorageState::Kept) = (&self.store, &self.state) else { return };
        match store.set(&self.line_key(self.lines), line) {
            Ok(()) => self.lines += 1,
            Err(error) => self.state = stopped(&error),
        }
    }

    /// Sets aside the lines from this one on (counted from 0), because they cannot be read. The next line kept
    /// takes the place of the first of them.
    pub fn set_aside_from(&mut self, line: usize) {
        let Some(store) = &self.store else { return };
        let keys = store.keys().into_iter().filter(|key| self.line_number(key).is_some_and(|at| at >= line));
        self.move_aside(store.as_ref(), keys.collect());
        self.lines = self.lines.min(line);
    }

    /// Sets aside the whole session, because its head cannot be read. Goes on with [`Session::begin`].
    pub fn set_aside(&mut self) {
        self.set_aside_from(0);
        if let Some(store) = &self.store {
            self.move_aside(store.as_ref(), vec![self.head_key()]);
        }
    }

    fn load(&mut self) -> Loaded {
        let mut loaded = Loaded::default();
        if let Err(error) = self.read(&mut loaded) {
            self.state = stopped(&error);
            self.lines = 0;
            return Loaded::default();
        }
        self.lines = loaded.lines.len();
        let Some(store) = &self.store else { return loaded };
        let beyond = |key: &String| self.line_number(key).is_some_and(|at| at >= self.lines);
        let stray: Vec<String> = store.keys().into_iter().filter(beyond).collect();
        if !stray.is_empty() {
            loaded.notes.push(format!(
                "{} of the requests kept in this tab had lost what came before them; they were set aside.",
                stray.len()
            ));
            self.move_aside(store.as_ref(), stray);
        }
        loaded
    }

    fn read(&self, loaded: &mut Loaded) -> Result<(), StoreError> {
        let Some(store) = &self.store else { return Ok(()) };
        loaded.head = store.get(&self.head_key())?;
        if loaded.head.is_some() {
            while let Some(line) = store.get(&self.line_key(loaded.lines.len()))? {
                loaded.lines.push(line);
            }
        }
        Ok(())
    }

    /// Renames these keys. Each is removed before it is written again, so that a full store has room for it.
    fn move_aside(&self, store: &dyn Store, keys: Vec<String>) {
        let aside = format!("{}:aside:", self.prefix);
        let taken = store
            .keys()
            .iter()
            .filter_map(|key| key.strip_prefix(&aside)?.split(':').next()?.parse().ok())
            .max();
        let number = taken.map_or(0, |number: usize| number + 1);
        for key in keys {
            let (Ok(Some(value)), Some(name)) = (store.get(&key), key.strip_prefix(&self.prefix)) else {
                continue;
            };
            store.remove(&key);
            if store.set(&format!("{aside}{number}{name}"), &value).is_err() {
                // No room for the longer key: it stays where it was, and is written over when its turn comes.
                let _ = store.set(&key, &value);
            }
        }
    }

    fn head_key(&self) -> String {
        format!("{}:head", self.prefix)
    }

    fn line_key(&self, line: usize) -> String {
        format!("{}:{line}", self.prefix)
    }

    fn line_number(&self, key: &str) -> Option<usize> {
        key.strip_prefix(&self.prefix)?.strip_prefix(':')?.parse().ok()
    }
}

fn stopped(error: &StoreError) -> StorageState {
    match error {
        StoreError::Full => StorageState::Full {
            why: "There is no room left to keep this session; what you do from here on is lost when the page is \
                  reloaded. Reset starts over with an empty one."
                .into(),
        },
        StoreError::Refused(_) => StorageState::MemoryOnly {
            why: "The browser keeps nothing for this page (a sandboxed frame, or a privacy setting); the session \
                  is lost when the page is reloaded."
                .into(),
        },
    }
}
