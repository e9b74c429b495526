//! A question, its answer and its reason, through a lens: the server's, and those that the client asks itself.

use super::{
    Caption, Piece, Words,
    facts::status_text,
    given::{by_client, reason, wonder},
    line, named,
};
use crate::{
    client::Asked,
    lens::{Lens, Part, Slots},
    server::{Answer, Decision, Step},
};

/// A step in the wording of a lens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asking {
    /// The question.
    pub question: String,
    /// The answer, where the lens has one of its own beside the server's reason.
    pub answer: Option<String>,
    /// Where that leads, such as `→ next`, where the answer does not say so.
    pub leads: Option<String>,
    /// The answer in a word, for a list.
    pub brief: String,
    /// The reason that the server gives, which names the facts: in the words of the lens, where there are any for it.
    pub because: Piece,
}

/// The question of a decision; `abroad` as for a [`block`](super::block).
#[must_use]
pub fn question(decision: &Decision, abroad: bool, words: Words<'_>) -> String {
    let own = || named(Part::Questions, &[decision.id], &Slots::new(), words);
    if let Some(own) = abroad.then(own).filter(|own| !own.is_empty()) {
        return own;
    }
    let told = words.texts.and_then(|texts| texts.decision(decision.id));
    match (told, words.lens) {
        (Some(told), lens) => told.question.through(lens).to_owned(),
        (None, Lens::Story) => decision.story.to_owned(),
        (None, _) => decision.question.to_owned(),
    }
}

/// A step, as it is asked and answered.
pub(super) fn asking(step: &Step, abroad: bool, words: Words<'_>) -> Asking {
    let Step { decision, answer, because, exit, .. } = step;
    let word = match answer {
        Answer::Yes => "yes",
        Answer::No => "no",
        Answer::NotAsked => "not asked",
    };
    let mut slots = Slots::new();
    let mut keys = Vec::new();
    if let Some(status) = exit {
        slots.insert("status", status_text(*status));
        slots.insert("code", status.as_u16().to_string());
        keys.push(format!("{} {word} leaves {}", decision.id, status.as_u16()));
        keys.push(format!("{} {word} leaves", decision.id));
        keys.push(format!("{word} leaves"));
    } else {
        keys.push(format!("{} {word}", decision.id));
        keys.push(word.to_owned());
    }
    let lead = if exit.is_some() { "leaves" } else { "next" };
    let text = |part, keys: &[String]| Some(line(words, part, keys, &slots)).filter(|line| !line.is_empty());
    let leads = text(Part::Leads, &[lead.to_owned()]);
    let left = leads.clone().filter(|_| exit.is_some());
    let answer = text(Part::Answers, &keys);
    let asked = answer.clone().filter(|_| step.answer != Answer::NotAsked);
    let brief = left.or(asked).or_else(|| words.tellings.word(word, &slots));
    Asking {
        question: question(decision, abroad, words),
        brief: brief.unwrap_or_default(),
        answer,
        leads,
        because: reason(because, words),
    }
}

/// A question, its answer and the reason for it, where the rule stands, and how the request leaves, where it does.
pub(super) fn decided(step: &Step, asking: &Asking, words: Words<'_>) -> Caption {
    let mut slots =
        Slots::from([("question", asking.question.clone()), ("spec", step.decision.spec.to_owned())]);
    if let Some(status) = step.exit {
        slots.insert("status", status_text(status));
    }
    if let Some(answer) = &asking.answer {
        slots.insert("answer", answer.clone());
    }
    let before = line(words, Part::Moments, &["decide".to_owned()], &slots);
    let after = line(words, Part::Moments, &["decided".to_owned()], &slots);
    let mut pieces = vec![Piece::Words(before), asking.because.clone(), Piece::Words(after)];
    pieces.retain(|piece| !piece.text().is_empty());
    Caption(pieces)
}

/// A question that the client asked itself, its answer and the reason for it, and where the rule stands.
pub(super) fn wondered(asked: &Asked, words: Words<'_>) -> Caption {
    let Asked { question, yes, because, .. } = asked;
    let slots = Slots::from([("spec", question.spec.to_owned())]);
    let moment = |key: &str| Piece::Words(line(words, Part::Moments, &[key.to_owned()], &slots));
    let mut pieces = vec![
        moment("wonder"),
        wonder(question, words),
        moment(if *yes { "wonder yes" } else { "wonder no" }),
        by_client(because, words),
        moment("wondered"),
    ];
    pieces.retain(|piece| !piece.text().is_empty());
    Caption(pieces)
}
