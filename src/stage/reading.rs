//! The raw request, and which part of it the server reads at each of its questions.
//!
//! A message becomes lines of spans; each span knows the steps of the trace that read it, by the evidence they noted
//! ([`Source`]). So what is lit is a function of the exchange and the step alone.

use percent_encoding::percent_decode_str;

use crate::{
    http::{Request, Response},
    server::{Answer, Block, Exchange, Source, Step},
};

/// The most bytes of content that are shown; the rest is counted.
const SHOWN: usize = 20_000;

/// Where the server is in its reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gaze {
    /// It has not got the message yet.
    Ahead,
    /// It asks the question of this step (index into the trace's steps).
    At(usize),
    /// It is done.
    Done,
}

/// How a span looks at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Look {
    /// Nobody has looked at it yet.
    Plain,
    /// It is being read.
    Now,
    /// It was read for an earlier question.
    Read,
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Its text. All spans of all lines, the lines joined by line breaks, are the message.
    pub text: String,
    /// What it is.
    pub kind: Kind,
    /// The steps that read it, rising.
    readers: Vec<usize>,
}

/// What a span is, for its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The method, or the status.
    Start,
    /// The target, or a piece of it.
    Target,
    /// The name of a field.
    Name,
    /// The value of a field.
    Value,
    /// Content.
    Content,
    /// What holds the others together.
    Plain,
}

impl Span {
    fn new(kind: Kind, text: impl Into<String>) -> Self {
        Self { text: text.into(), kind, readers: Vec::new() }
    }

    /// How it looks while the server is there in its reading.
    #[must_use]
    pub fn look(&self, gaze: Gaze) -> Look {
        match gaze {
            Gaze::At(step) if self.readers.contains(&step) => Look::Now,
            Gaze::At(step) if self.readers.iter().any(|reader| *reader < step) => Look::Read,
            Gaze::Done if !self.readers.is_empty() => Look::Read,
            Gaze::Ahead | Gaze::At(_) | Gaze::Done => Look::Plain,
        }
    }
}

/// A message in lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The lines, without their breaks.
    pub lines: Vec<Vec<Span>>,
    /// How many bytes of content are not among them.
    pub left_out: usize,
    /// For each step, the fields it looked for and did not find.
    absent: Vec<Vec<String>>,
}

impl Reading {
    /// The request of an exchange.
    #[must_use]
    pub fn of_request(exchange: &Exchange) -> Self {
        let request = &exchange.request;
        let (mut lines, mut places) = (Vec::new(), Places::default());

        let mut first =
            vec![Span::new(Kind::Start, visible(&request.method_text())), Span::new(Kind::Plain, " ")];
        let target = pieces(&request.target_text());
        places.target = first.len()..first.len() + target.len();
        first.extend(target.into_iter().map(|piece| Span::new(Kind::Target, piece)));
        first.push(Span::new(Kind::Plain, " HTTP/1.1"));
        lines.push(first);
        for field in &request.fields {
            lines.push(field_line(&field.name, &field.value));
        }
        lines.push(Vec::new());
        places.content = lines.len();
        let left_out = content_lines(&request.content, &mut lines);

        let asked = exchange.trace.steps.iter().map(|step| step.answer != Answer::NotAsked);
        let mut reading = Self { lines, left_out, absent: vec![Vec::new(); asked.len()] };
        for (index, (step, asked)) in exchange.trace.steps.iter().zip(asked).enumerate() {
            if asked {
                reading.read(index, step, request, &places);
            }
        }
        reading
    }

    /// A response: nobody asks questions of it, so nothing is ever lit.
    #[must_use]
    pub fn of_response(response: &Response) -> Self {
        let status = Span::new(Kind::Start, format!("{} {}", response.status.as_u16(), response.reason()));
        let mut lines = vec![vec![Span::new(Kind::Plain, "HTTP/1.1 "), status]];
        for (name, value) in &response.fields {
            lines.push(field_line(name.as_str().as_bytes(), value.as_bytes()));
        }
        lines.push(Vec::new());
        let left_out = content_lines(&response.content, &mut lines);
        Self { lines, left_out, absent: Vec::new() }
    }

    /// The fields that the server looks for at this moment, and that were not sent.
    #[must_use]
    pub fn absent(&self, gaze: Gaze) -> &[String] {
        match gaze {
            Gaze::At(step) => self.absent.get(step).map_or(&[], Vec::as_slice),
            Gaze::Ahead | Gaze::Done => &[],
        }
    }

    /// Whether anything of the message is read at this moment, or looked for in it.
    #[must_use]
    pub fn is_read(&self, gaze: Gaze) -> bool {
        let lit = |span: &Span| span.look(gaze) == Look::Now;
        !self.absent(gaze).is_empty() || self.lines.iter().flatten().any(lit)
    }

    /// Notes what a step reads.
    fn read(&mut self, index: usize, step: &Step, request: &Request, places: &Places) {
        for evidence in &step.evidence {
            match &evidence.source {
                Source::Method => self.mark(0, 0..1, index),
                Source::Target => {
                    let spans = places.target.clone();
                    let mut lit = aimed_at(&self.lines[0][spans.clone()], &evidence.value);
                    // Where something lives is told by the path alone.
                    if step.decision.id == "resource-known" {
                        let query = |place: &usize| self.lines[0][spans.start + *place].text.starts_with('?');
                        lit.truncate(lit.iter().position(query).unwrap_or(lit.len()));
                    }
                    for place in lit {
                        self.mark(0, spans.start + place..spans.start + place + 1, index);
                    }
                }
                Source::Field(name) => self.mark_field(index, name, request),
                Source::Content => self.mark_content(index, places),
                // How much there is of them is told by all of them.
                Source::Server(what) if what == "header fields" => {
                    for line in 1..=request.fields.len() {
                        let spans = self.lines[line].len();
                        self.mark(line, 0..spans, index);
                    }
                }
                Source::Description(_) | Source::Stored(_) | Source::Server(_) => {}
            }
        }
        // What a question about the content notes is where the rules stand; the content is what they are held against.
        if step.decision.block == Block::Content {
            self.mark_content(index, places);
        }
    }

    fn mark_field(&mut self, index: usize, name: &str, request: &Request) {
        let mut found = false;
        for (place, field) in request.fields.iter().enumerate() {
            if field.name.eq_ignore_ascii_case(name.as_bytes()) {
                let spans = self.lines[place + 1].len();
                self.mark(place + 1, 0..spans, index);
                found = true;
            }
        }
        if !found && !self.absent[index].iter().any(|other| other == name) {
            self.absent[index].push(name.to_owned());
        }
    }

    fn mark_content(&mut self, index: usize, places: &Places) {
        for line in places.content..self.lines.len() {
            let spans = self.lines[line].len();
            self.mark(line, 0..spans, index);
        }
    }

    fn mark(&mut self, line: usize, spans: std::ops::Range<usize>, index: usize) {
        for span in self.lines.get_mut(line).and_then(|line| line.get_mut(spans)).into_iter().flatten() {
            if span.readers.last() != Some(&index) {
                span.readers.push(index);
            }
        }
    }
}

/// Where the parts of a request lie.
#[derive(Debug, Default)]
struct Places {
    /// The target's spans in the first line.
    target: std::ops::Range<usize>,
    /// The first line of the content.
    content: usize,
}

fn field_line(name: &[u8], value: &[u8]) -> Vec<Span> {
    vec![
        Span::new(Kind::Name, visible(&String::from_utf8_lossy(name))),
        Span::new(Kind::Plain, ": "),
        Span::new(Kind::Value, visible(&String::from_utf8_lossy(value))),
    ]
}

/// Adds the lines of some content; comes back with how many bytes were left out.
fn content_lines(content: &[u8], lines: &mut Vec<Vec<Span>>) -> usize {
    let shown = &content[..content.len().min(SHOWN)];
    if !shown.is_empty() {
        let text = String::from_utf8_lossy(shown);
        lines
            .extend(text.split('\n').map(|line| vec![Span::new(Kind::Content, line.trim_end_matches('\r'))]));
    }
    content.len() - shown.len()
}

/// A target cut before each `/` and `?`, and behind `?` and `&`, so that each piece can be pointed at.
fn pieces(target: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut in_query = false;
    for (at, char) in target.char_indices() {
        let cut = match char {
            '/' if !in_query => at,
            '?' if !in_query => {
                in_query = true;
                at
            }
            '&' if in_query => at,
            _ => continue,
        };
        if cut > start {
            pieces.push(visible(&target[start..cut]));
            start = cut;
        }
    }
    if start < target.len() {
        pieces.push(visible(&target[start..]));
    }
    pieces
}

/// Which pieces of a target a step looked at that noted this value: the segment that holds an id, the query, or all.
fn aimed_at(spans: &[Span], value: &str) -> Vec<usize> {
    let decoded =
        |span: &Span| percent_decode_str(span.text.trim_start_matches('/')).decode_utf8_lossy().into_owned();
    if let Some(id) = value.strip_prefix("id = ")
        && let Some(place) = spans.iter().rposition(|span| decoded(span) == id)
    {
        return vec![place];
    }
    let query = spans.iter().position(|span| span.text.starts_with('?'));
    if let Some(query) = query {
        let text: String = spans[query..].iter().map(|span| span.text.as_str()).collect();
        if text.strip_prefix('?') == Some(value) {
            return (query..spans.len()).collect();
        }
    }
    (0..spans.len()).collect()
}

/// Control characters as a sign that can be seen.
fn visible(text: &str) -> String {
    text.chars().map(|char| if char.is_control() { '\u{fffd}' } else { char }).collect()
}

#[cfg(test)]
mod tests;
