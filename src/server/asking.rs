//! How a block asks its questions: the only way in which steps come into a trace.

use std::borrow::Cow;

use super::{Answer, Decision, Evidence, Source, Step, Trace, problem::Problem};
use crate::http::{Response, StatusCode, credentials::masked};

/// How a request leaves before the end.
#[derive(Debug)]
pub(crate) enum Exit {
    /// With an error, told as problem details.
    Problem(Problem),
    /// With an answer that is no error, such as 304.
    Answer(Response),
    /// With no answer: this takes the half of the server that is not here.
    Beyond,
}

/// What a block comes to: something for the next block, or an exit.
pub(crate) type Asked<T> = Result<T, Box<Exit>>;

impl From<Problem> for Box<Exit> {
    fn from(problem: Problem) -> Self {
        Self::new(Exit::Problem(problem))
    }
}

/// A question that is being asked.
#[must_use = "a question needs an answer"]
pub(crate) struct Question<'t> {
    trace: &'t mut Trace,
    step: Step,
}

impl Trace {
    /// Asks the next question.
    pub(crate) fn ask(&mut self, decision: &'static Decision) -> Question<'_> {
        let step = Step {
            decision,
            evidence: Vec::new(),
            answer: Answer::NotAsked,
            because: Cow::Borrowed(""),
            exit: None,
        };
        Question { trace: self, step }
    }

    /// Passes over a question, and says why.
    pub(crate) fn pass(&mut self, decision: &'static Decision, why: impl Into<Cow<'static, str>>) {
        self.ask(decision).settle(Answer::NotAsked, why.into(), None);
    }

    /// Takes a secret out of all evidence noted so far: one that was noted before anybody knew that it is one.
    pub(crate) fn hide(&mut self, secret: &str) {
        for evidence in self.steps.iter_mut().flat_map(|step| &mut step.evidence) {
            if evidence.value.contains(secret) {
                evidence.value = evidence.value.replace(secret, "…");
            }
        }
    }
}

impl Question<'_> {
    /// Notes something that was read to decide.
    ///
    /// Credentials in a request field are never noted whole.
    pub(crate) fn saw(mut self, source: Source, value: impl AsRef<[u8]>) -> Self {
        let value = match &source {
            Source::Field(name) if name.eq_ignore_ascii_case("authorization") && value.as_ref() != NONE => {
                short(masked(value.as_ref()).as_bytes())
            }
            _ => short(value.as_ref()),
        };
        self.step.evidence.push(Evidence { source, value });
        self
    }

    /// Notes a request header field, where it is there.
    pub(crate) fn saw_field(self, name: &'static str, value: Option<&[u8]>) -> Self {
        match value {
            Some(value) => self.saw(Source::Field(name.into()), value),
            None => self.saw(Source::Field(name.into()), NONE),
        }
    }

    /// The answer is yes, and the request goes on.
    pub(crate) fn yes(self, because: impl Into<Cow<'static, str>>) {
        self.settle(Answer::Yes, because.into(), None);
    }

    /// The answer is no, and the request goes on.
    pub(crate) fn no(self, because: impl Into<Cow<'static, str>>) {
        self.settle(Answer::No, because.into(), None);
    }

    /// Nothing in this request needs an answer.
    pub(crate) fn pass(self, why: impl Into<Cow<'static, str>>) {
        self.settle(Answer::NotAsked, why.into(), None);
    }

    /// The answer is no, and the request leaves with this error. `because` is the problem's detail.
    pub(crate) fn refuse(self, status: StatusCode, because: impl Into<Cow<'static, str>>) -> Problem {
        self.refuse_as(Answer::No, status, because)
    }

    /// The request leaves with this error, where it is another answer than no that leads there.
    pub(crate) fn refuse_as(
        self,
        answer: Answer,
        status: StatusCode,
        because: impl Into<Cow<'static, str>>,
    ) -> Problem {
        let because = because.into();
        let problem = Problem::new(self.step.decision, status, because.clone().into_owned());
        self.settle(answer, because, Some(status));
        problem
    }

    /// The request leaves here with an answer that is no error.
    pub(crate) fn leave(
        self,
        answer: Answer,
        because: impl Into<Cow<'static, str>>,
        response: Response,
    ) -> Box<Exit> {
        self.settle(answer, because.into(), Some(response.status));
        Box::new(Exit::Answer(response))
    }

    /// The last question: the response is ready.
    pub(crate) fn finish(self, because: impl Into<Cow<'static, str>>, response: Response) -> Response {
        self.settle(Answer::Yes, because.into(), Some(response.status));
        response
    }

    fn settle(mut self, answer: Answer, because: Cow<'static, str>, exit: Option<StatusCode>) {
        self.step.answer = answer;
        self.step.because = because;
        self.step.exit = exit;
        self.trace.steps.push(self.step);
    }
}

/// What the evidence shows where there was nothing.
const NONE: &[u8] = b"(none)";

/// How many characters of a value a trace keeps.
const SHORT: usize = 120;

/// A value for people to read: control characters made visible, long ones cut.
fn short(value: &[u8]) -> String {
    // Nearly every value is short and plain, and then is shown as it is.
    if value.len() <= SHORT
        && value.iter().all(|byte| (b' '..=b'~').contains(byte))
        && let Ok(text) = std::str::from_utf8(value)
    {
        return text.to_owned();
    }
    let text = String::from_utf8_lossy(&value[..value.len().min(SHORT * 4)]);
    let mut shown = String::with_capacity(text.len().min(SHORT));
    for (count, character) in text.chars().enumerate() {
        if count == SHORT {
            shown.push('…');
            break;
        }
        if character.is_control() { shown.extend(character.escape_default()) } else { shown.push(character) }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_or_strange_value_is_shown_short_and_plain() {
        assert_eq!(short(b"a\0b\n"), "a\\u{0}b\\n");
        assert_eq!(short("ü".repeat(5000).as_bytes()).chars().count(), SHORT + 1);
        assert_eq!(short(b"\xff"), "\u{fffd}");
    }
}
