//! The text twin: each moment as a sentence that tells all that the picture shows.

use crate::{
    http::{Response, StatusCode},
    server::{Answer, Exchange, Step},
};

use super::MomentKind;

/// What an exchange's captions are made of.
pub(super) struct Captions<'a> {
    pub(super) exchange: &'a Exchange,
    /// Method and path from the API's root, such as `GET /toys/car`.
    pub(super) request: String,
    /// What the client says.
    pub(super) asked: &'a str,
    /// What the server says.
    pub(super) said: &'a str,
}

impl Captions<'_> {
    /// The caption of one moment.
    pub(super) fn of(&self, kind: MomentKind) -> String {
        let request = &self.request;
        let response = status_text(self.exchange.response.status);
        match kind {
            MomentKind::Ask => format!("The client writes a request, {request}: {}", self.asked),
            MomentKind::ClientToDispatcher => {
                format!("The request {request} travels from the client to the dispatcher.")
            }
            MomentKind::DispatcherToServer => "The dispatcher passes the request on to the server.".into(),
            MomentKind::Decide(step) => self.exchange.trace.steps.get(step).map(decided).unwrap_or_default(),
            MomentKind::ServerToDispatcher => {
                format!("The server sends its response, {response}: {}", self.said)
            }
            MomentKind::DispatcherToClient => "The dispatcher passes the response on to the client.".into(),
            MomentKind::Read => format!(
                "The client reads {response}: {}. {}.",
                meaning(self.exchange.response.status),
                carried(&self.exchange.response)
            ),
        }
    }
}

/// A question, its answer, where the rule stands, and the status with which the request leaves, if it does.
fn decided(step: &Step) -> String {
    let Step { decision, because, exit, .. } = step;
    let because = because.trim_end().trim_end_matches('.');
    let word = word(step);
    let caption = format!("The server asks: {} {word}{because} ({}).", decision.question, decision.spec);
    match exit {
        Some(status) => format!("{caption} The request leaves here with {}.", status_text(*status)),
        None => caption,
    }
}

/// `Yes.` or `No.`, where the question is one of those and its answer does not say so by itself.
fn word(step: &Step) -> &'static str {
    let open = ["What", "Who", "Which", "How"].iter().any(|word| step.decision.question.starts_with(word));
    let said = ["Yes", "No:", "No."].iter().any(|word| step.because.starts_with(word));
    match step.answer {
        Answer::Yes if !open && !said => "Yes. ",
        Answer::No if !open && !said => "No. ",
        _ => "",
    }
}

/// A status as it is read out, such as `404 Not Found`.
fn status_text(status: StatusCode) -> String {
    match status.canonical_reason() {
        Some(reason) => format!("{} {reason}", status.as_u16()),
        None => status.as_u16().to_string(),
    }
}

/// What a status means to a client, by its class (RFC 9110 §15).
fn meaning(status: StatusCode) -> &'static str {
    match status.as_u16() {
        304 => "the copy it has is still good",
        100..=199 => "there is more to come",
        200..=299 => "it worked",
        300..=399 => "the way goes on elsewhere",
        400..=499 => "the request has to change before it can work",
        _ => "the server could not do it, and the request may be all right",
    }
}

/// What came with the response.
fn carried(response: &Response) -> String {
    let media = response.field("Content-Type").map(|value| value.split(';').next().unwrap_or(value).trim());
    match (response.content.len(), media) {
        (0, _) => "No content came with it".into(),
        (1, Some(media)) => format!("It carries 1 byte of {media}"),
        (bytes, Some(media)) => format!("It carries {bytes} bytes of {media}"),
        (1, None) => "It carries 1 byte".into(),
        (bytes, None) => format!("It carries {bytes} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::{Block, Decision};

    #[test]
    fn an_answer_is_said_once() {
        static CLOSED: Decision = decision("Is it there?");
        static OPEN: Decision = decision("What goes back?");
        const fn decision(question: &'static str) -> Decision {
            Decision { id: "it", block: Block::Find, question, story: question, spec: "§1", exits: &[404] }
        }
        let told = |decision, answer, because: &'static str, exit| {
            decided(&Step { decision, evidence: Vec::new(), answer, because: because.into(), exit })
        };
        let missing = Some(StatusCode::NOT_FOUND);
        assert_eq!(
            told(&CLOSED, Answer::Yes, "Found it.", None),
            "The server asks: Is it there? Yes. Found it (§1)."
        );
        assert_eq!(
            told(&CLOSED, Answer::Yes, "Yes: found.", None),
            "The server asks: Is it there? Yes: found (§1)."
        );
        assert_eq!(told(&OPEN, Answer::Yes, "A toy.", None), "The server asks: What goes back? A toy (§1).");
        assert_eq!(
            told(&CLOSED, Answer::No, "Nothing there.", missing),
            "The server asks: Is it there? No. Nothing there (§1). The request leaves here with 404 Not Found."
        );
    }

    #[test]
    fn a_reader_hears_what_came() {
        let mut response = Response::new(StatusCode::OK);
        assert_eq!(carried(&response), "No content came with it");
        response.content = bytes::Bytes::from_static(b"{}");
        assert_eq!(carried(&response), "It carries 2 bytes");
        response.set(crate::http::header::CONTENT_TYPE, "application/json; charset=utf-8");
        assert_eq!(carried(&response), "It carries 2 bytes of application/json");
    }

    #[test]
    fn a_status_without_a_name_is_its_number() {
        let status = StatusCode::from_u16(799).expect("a status");
        assert_eq!(status_text(status), "799");
        assert_eq!(status_text(StatusCode::NOT_FOUND), "404 Not Found");
    }
}
