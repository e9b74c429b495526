//! A lesson, its goals, and the requests that reach them.

use super::Predicate;
use crate::{
    http::Request,
    journal::{Entry, Journal},
};

/// A piece of text, so that markup is the view's business.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// Plain text.
    Text(&'static str),
    /// Something in HTTP's or JSON's own spelling, such as `GET` or `/toys/car`.
    Code(&'static str),
    /// A word that matters.
    Strong(&'static str),
}

impl Part {
    /// The words alone.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Text(text) | Self::Code(text) | Self::Strong(text) => text,
        }
    }
}

/// A request as a lesson writes it down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ask {
    /// The method.
    pub method: &'static str,
    /// The path from the API's root, with its query if it has one.
    pub path: &'static str,
    /// The header fields, in order.
    pub fields: &'static [(&'static str, &'static str)],
    /// The content, empty where there is none.
    pub content: &'static str,
}

impl Ask {
    /// The request to an API whose root is at `base`.
    #[must_use]
    pub fn request(&self, base: &str) -> Request {
        let request = Request::new(self.method, format!("{base}{}", self.path)).content(self.content);
        self.fields.iter().fold(request, |request, (name, value)| request.with(name, value))
    }
}

/// Something to reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Goal {
    /// A stable name, such as `borrow-the-car`; part of saved progress.
    pub id: &'static str,
    /// What to do.
    pub text: &'static [Part],
    /// When it is reached: one entry of the journal has to satisfy this.
    pub when: Predicate,
    /// How, for those who ask.
    pub hint: &'static [Part],
    /// Requests that reach it from the lesson's starting world.
    pub solution: &'static [Ask],
}

impl Goal {
    /// Whether this exchange reaches it. A goal once reached stays reached, so who keeps score has to ask only
    /// about each new entry.
    #[must_use]
    pub fn met_by(&self, entry: &Entry) -> bool {
        self.when.holds(entry)
    }

    /// Whether any exchange of this journal reaches it.
    #[must_use]
    pub fn met(&self, journal: &Journal) -> bool {
        journal.entries().iter().any(|entry| self.met_by(entry))
    }
}

/// A text and its goals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lesson {
    /// A stable name.
    pub id: &'static str,
    /// The title.
    pub title: &'static str,
    /// The text.
    pub story: &'static [Part],
    /// The goals, in the order in which they are best reached.
    pub goals: &'static [Goal],
}
