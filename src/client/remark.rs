//! What the client has to say of an answer, beside what the server says in it.

use std::fmt;

/// One such sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remark<'a> {
    /// Nothing was sent, because the answer is at home.
    AtHome,
    /// Nothing was sent, because the request wants only what is at home, and nothing there fits
    /// (`only-if-cached`, RFC 9111 §5.2.1.7).
    NothingFits,
    /// The request was lost, so the server knows nothing of it.
    NeverArrived,
    /// The answer is from the client's cache, and this old, in seconds as its Age field gives them.
    FromCache(&'a str),
    /// The answer is the cache's own.
    CacheSays,
    /// The answer that came is about the stored one, which is handed on to whoever asked.
    HandedOn {
        /// The status that came.
        came: u16,
        /// The status of the stored answer.
        handed: u16,
    },
    /// Nothing is known of the request yet.
    Unknown,
    /// No answer came.
    NoAnswer,
    /// The answer is on its way.
    OnItsWay,
}

impl fmt::Display for Remark<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AtHome => "The client has its answer at home: nothing was sent, and the server asks nothing.",
            Self::NothingFits => {
                "The client has nothing stored that fits, and was told not to ask: nothing was sent, and the server asks nothing."
            }
            Self::NeverArrived => "The request never came, so the server asks nothing.",
            Self::FromCache(age) => {
                return write!(f, "From the client's cache, {age} s old. Nothing was sent.");
            }
            Self::CacheSays => "The client's cache says so itself. Nothing was sent.",
            Self::HandedOn { came, handed } => {
                return write!(
                    f,
                    "{came} came: the stored answer is good again, and is handed on as {handed}."
                );
            }
            Self::Unknown => {
                "Nothing has come yet, and nobody knows what becomes of the request. The client waits."
            }
            Self::NoAnswer => "No answer came.",
            Self::OnItsWay => "The answer is on its way…",
        })
    }
}
