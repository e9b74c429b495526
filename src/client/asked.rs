//! What the client asks itself on the way, told as the server tells its decisions.

/// One question that the client asks itself, about its cache or about what to do next.
#[derive(Debug, PartialEq, Eq)]
pub struct Question {
    /// A stable name, such as `cache-fresh`.
    pub id: &'static str,
    /// The question in plain words, such as "Is the stored answer still fresh?".
    pub text: &'static str,
    /// The same question as the toy tale asks it.
    pub story: &'static str,
    /// Where the rule stands, such as `RFC 9111 §4.2`.
    pub spec: &'static str,
}

/// One thing that was read to answer a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saw {
    /// What was read, such as `Cache-Control` or `age`.
    pub what: String,
    /// What stood there; `(none)` where there was nothing.
    pub value: String,
}

/// A question as it was met: what was read, the answer, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The question.
    pub question: &'static Question,
    /// What was read to answer it, in order.
    pub saw: Vec<Saw>,
    /// The answer.
    pub yes: bool,
    /// The answer in a sentence.
    pub because: String,
}

/// Collects questions in the order in which they are asked.
#[derive(Debug, Default)]
pub(super) struct Asking(Vec<Asked>);

impl Asking {
    /// Begins a question.
    pub(super) fn ask(&mut self, question: &'static Question) -> Open<'_> {
        Open { asking: self, question, saw: Vec::new() }
    }

    /// All that was asked.
    pub(super) fn done(self) -> Vec<Asked> {
        self.0
    }
}

/// A question that waits for its answer.
#[derive(Debug)]
pub(super) struct Open<'a> {
    asking: &'a mut Asking,
    question: &'static Question,
    saw: Vec<Saw>,
}

impl Open<'_> {
    /// Notes something that was read.
    pub(super) fn saw(mut self, what: impl Into<String>, value: impl Into<String>) -> Self {
        self.saw.push(Saw { what: what.into(), value: value.into() });
        self
    }

    /// Notes something that was read, or that nothing stood there.
    pub(super) fn saw_maybe(self, what: &str, value: Option<impl Into<String>>) -> Self {
        let value = value.map_or_else(|| "(none)".to_owned(), Into::into);
        self.saw(what, value)
    }

    /// Settles it.
    pub(super) fn answer(self, yes: bool, because: impl Into<String>) {
        let Self { asking, question, saw } = self;
        asking.0.push(Asked { question, saw, yes, because: because.into() });
    }

    /// Settles it with yes.
    pub(super) fn yes(self, because: impl Into<String>) {
        self.answer(true, because);
    }

    /// Settles it with no.
    pub(super) fn no(self, because: impl Into<String>) {
        self.answer(false, because);
    }
}
