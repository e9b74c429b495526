//! What a reload keeps: the session of this tab, written one line a request.
//!
//! A session is a *head* (the world it started from) and *lines* (the requests since), each under a key of its
//! own, so that keeping one more request writes one short value, however long the session is. A line's key is its
//! number; the head's value begins with the number of the first line that counts. What head and lines say is the
//! caller's business. Nothing found there is deleted because it cannot be read: it is set aside, under
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
    /// The note beside them.
    pub note: Option<String>,
    /// What went wrong on the way, in sentences for the person.
    pub notes: Vec<String>,
}

/// Where the session of this tab is kept.
pub struct Session {
    store: Option<Box<dyn Store>>,
    prefix: String,
    /// The number of the oldest line.
    first: usize,
    /// The number the next line will have.
    next: usize,
    state: StorageState,
}

/// Whether this tab keeps a session that [`Session::open`] would find.
#[must_use]
pub fn is_kept() -> bool {
    storage::of_this_tab().is_ok_and(|store| matches!(store.get(&format!("{}:head", prefix())), Ok(Some(_))))
}

/// What this tab keeps under a name beside its session, such as a draft; `None` where there is nothing.
#[must_use]
pub fn scratch(name: &str) -> Option<String> {
    storage::of_this_tab().ok()?.get(&scratch_key(name)).ok().flatten()
}

/// Keeps something under a name beside the session, or nothing. Where there is no room or the browser refuses, what was
/// kept before goes: an old draft that comes back is worse than none.
pub fn keep_scratch(name: &str, text: Option<&str>) {
    let Ok(store) = storage::of_this_tab() else { return };
    let key = scratch_key(name);
    if text.is_none_or(|text| store.set(&key, text).is_err()) {
        store.remove(&key);
    }
}

/// Such a key begins with its name: those of the session are found by what they begin with.
fn scratch_key(name: &str) -> String {
    format!("{name}:{}", prefix())
}

/// What all keys of this tab and frame begin with.
fn prefix() -> String {
    let place = page::beside(".").map_or_else(String::new, |url| url.pathname());
    format!("toyshelf:{place}{}", page::frame_path())
}

impl Session {
    /// Opens the session of this tab and frame, and reads what is there.
    #[must_use]
    pub fn open() -> (Self, Loaded) {
        let prefix = prefix();
        match storage::of_this_tab() {
            Ok(store) => Self::open_in(store, &prefix),
            Err(error) => {
                let session = Self { store: None, prefix, first: 0, next: 0, state: stopped(&error) };
                (session, Loaded::default())
            }
        }
    }

    /// Opens the session kept in this store under keys that begin with this prefix, and reads what is there.
    #[must_use]
    pub fn open_in(store: impl Store + 'static, prefix: &str) -> (Self, Loaded) {
        let (store, prefix): (Box<dyn Store>, _) = (Box::new(store), prefix.into());
        let mut session = Self { store: Some(store), prefix, first: 0, next: 0, state: StorageState::Kept };
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
        self.remove_lines(store.as_ref(), |_| true);
        // Were it to stay when the new one cannot be written, it would come back as a session that never was.
        store.remove(&self.head_key());
        store.remove(&self.note_key());
        (self.first, self.next) = (0, 0);
        self.state = match self.write_head(store.as_ref(), 0, head) {
            Ok(()) => StorageState::Kept,
            Err(error) => stopped(&error),
        };
    }

    /// Keeps one more line. Once that has failed nothing more is kept until [`Session::begin`]: a session with a
    /// hole in it would come back as something that never was.
    pub fn append(&mut self, line: &str) {
        let (Some(store), StorageState::Kept) = (&self.store, &self.state) else { return };
        match store.set(&self.line_key(self.next), line) {
            Ok(()) => self.next += 1,
            Err(error) => self.state = stopped(&error),
        }
    }

    /// Keeps a note beside head and lines, in place of the one before: what was set since the last line.
    pub fn note(&mut self, note: &str) {
        let (Some(store), StorageState::Kept) = (&self.store, &self.state) else { return };
        if let Err(error) = store.set(&self.note_key(), note) {
            self.state = stopped(&error);
        }
    }

    /// Forgets so many of the oldest lines, and goes on from a later head: the world as those lines left it.
    pub fn forget_oldest(&mut self, lines: usize, head: &str) {
        let (Some(store), StorageState::Kept) = (&self.store, &self.state) else { return };
        let first = self.next.min(self.first + lines);
        // The head first: from then on the lines before it no longer count, whatever happens here.
        match self.write_head(store.as_ref(), first, head) {
            Ok(()) => {
                self.first = first;
                self.remove_lines(store.as_ref(), |number| number < first);
            }
            Err(error) => self.state = stopped(&error),
        }
    }

    /// Sets aside the lines from this one on (counted from 0 at the oldest), because they cannot be read. The next
    /// line kept takes the place of the first of them.
    pub fn set_aside_from(&mut self, line: usize) {
        let Some(store) = &self.store else { return };
        let from = self.first + line;
        self.move_aside(store.as_ref(), self.lines(store.as_ref(), |number| number >= from));
        self.next = self.next.min(from);
    }

    /// Sets aside the whole session, because its head cannot be read. Goes on with [`Session::begin`].
    pub fn set_aside(&mut self) {
        let Some(store) = &self.store else { return };
        let mut keys = self.lines(store.as_ref(), |_| true);
        keys.push(self.head_key());
        self.move_aside(store.as_ref(), keys);
        (self.first, self.next) = (0, 0);
    }

    fn load(&mut self) -> Loaded {
        let Some(store) = &self.store else { return Loaded::default() };
        let mut loaded = match self.read(store.as_ref()) {
            Ok((first, loaded)) => {
                (self.first, self.next) = (first, first + loaded.lines.len());
                loaded
            }
            Err(error) => {
                self.state = stopped(&error);
                return Loaded::default();
            }
        };
        self.remove_lines(store.as_ref(), |number| number < self.first);
        let stray = self.lines(store.as_ref(), |number| number >= self.next);
        let headless = loaded.head.is_none();
        if !stray.is_empty() {
            loaded.notes.push(format!(
                "{} of the requests kept in this tab had lost what came before; set aside, not deleted.",
                stray.len()
            ));
        }
        let broken = headless && matches!(store.get(&self.head_key()), Ok(Some(_)));
        if broken {
            loaded
                .notes
                .push("What this tab had kept does not begin as it should; set aside, not deleted.".into());
        }
        self.move_aside(store.as_ref(), stray.into_iter().chain(broken.then(|| self.head_key())).collect());
        loaded
    }

    /// The number of the oldest line, and what is there.
    fn read(&self, store: &dyn Store) -> Result<(usize, Loaded), StoreError> {
        let mut loaded = Loaded::default();
        let head = store.get(&self.head_key())?;
        let Some((first, head)) = head.as_deref().and_then(|head| head.split_once('\n')) else {
            return Ok((0, loaded));
        };
        let Ok(first) = first.parse::<usize>() else { return Ok((0, loaded)) };
        loaded.head = Some(head.into());
        loaded.note = store.get(&self.note_key())?;
        while let Some(line) = store.get(&self.line_key(first.saturating_add(loaded.lines.len())))? {
            loaded.lines.push(line);
        }
        Ok((first, loaded))
    }

    fn write_head(&self, store: &dyn Store, first: usize, head: &str) -> Result<(), StoreError> {
        store.set(&self.head_key(), &format!("{first}\n{head}"))
    }

    fn remove_lines(&self, store: &dyn Store, which: impl Fn(usize) -> bool) {
        for key in self.lines(store, which) {
            store.remove(&key);
        }
    }

    /// The keys of those of the lines in the store that have such a number, in order.
    fn lines(&self, store: &dyn Store, which: impl Fn(usize) -> bool) -> Vec<String> {
        let numbers = store.keys().into_iter().filter_map(|key| self.line_number(&key));
        let mut numbers: Vec<usize> = numbers.filter(|&number| which(number)).collect();
        numbers.sort_unstable();
        numbers.into_iter().map(|number| self.line_key(number)).collect()
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

    fn note_key(&self) -> String {
        format!("{}:note", self.prefix)
    }

    fn line_key(&self, number: usize) -> String {
        format!("{}:{number}", self.prefix)
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
