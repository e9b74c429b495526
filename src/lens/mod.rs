//! Lenses: one event in four wordings, in every language there is a file for.
//!
//! May use everything up to `server`. Start with [`Texts::parse`]: a file of `public/texts` as a value, in which the
//! texts of a decision, a status or a header field are looked up, and [`Four::through`], which gives the one that a
//! [`Lens`] shows. [`statuses`], [`request_fields`] and [`response_fields`] say what can occur, and so needs texts;
//! `tests/texts.rs` holds the files to it. The files are fetched when an explanation is first wanted. [`Tellings`] are the
//! lines that are spoken on stage, from `public/tellings`; English is built in, and `tests/tellings.rs` holds them to it.
//! [`Reasons`] puts what the server gives as its reasons in other words, from `public/reasons`; `tests/reasons` holds
//! the files to what it says.
//!
//! ```
//! use toyshelf::lens::{Language, Lens, Texts};
//!
//! assert_eq!(Language::best(["de-AT", "en"]).file, "texts/de.json");
//! let texts = Texts::parse(include_str!("../../public/texts/en.json"))?;
//! let gone = texts.status(410).map(|four| four.through(Lens::Plain));
//! assert_eq!(gone, Some("It was here, but it is gone for good. You can forget the link."));
//! # Ok::<(), toyshelf::lens::TextsError>(())
//! ```

mod language;
mod occurs;
mod reasons;
mod tellings;
mod texts;

pub use language::{LANGUAGES, Language};
pub use occurs::{request_fields, response_fields, statuses};
pub use reasons::{Reading, Reasons};
pub use tellings::{Part, Slots, Tellings};
pub use texts::{DecisionTexts, Four, Texts, TextsError};

/// The wording of what is on stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lens {
    /// The toy tale: toys, a shelf, a friend at the door.
    #[default]
    Story,
    /// Plain words, for somebody who has never heard of HTTP.
    Plain,
    /// The terms of HTTP, for somebody who works with it.
    Http,
    /// What the specification requires, and where it says so.
    Spec,
}

impl Lens {
    /// All four, from the story to the specification.
    pub const ALL: [Self; 4] = [Self::Story, Self::Plain, Self::Http, Self::Spec];

    /// The name in files and links, such as `plain`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Story => "story",
            Self::Plain => "plain",
            Self::Http => "http",
            Self::Spec => "spec",
        }
    }

    /// The name for people, in English; [`Texts::lens_name`] has it in the language of the texts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Story => "Story",
            Self::Plain => "Plain words",
            Self::Http => "HTTP",
            Self::Spec => "Spec",
        }
    }

    /// The lens of this key, where there is one.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lens| lens.key() == key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lens_is_found_by_its_key() {
        for lens in Lens::ALL {
            assert_eq!(Lens::from_key(lens.key()), Some(lens));
        }
        assert_eq!(Lens::from_key("Story"), None);
    }
}
