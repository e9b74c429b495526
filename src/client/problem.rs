//! Problem details, read for people: what went wrong, where in the request, and what to do (RFC 9457).

use super::json::{Doc, Shape};
use crate::http::Response;

/// Where in a request something is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// A value in the content, by its JSON Pointer.
    Value(String),
    /// A place in the content, by line and column from 1.
    Spot(usize, usize),
    /// All of the content.
    Content,
    /// A header field, by its name.
    Field(String),
    /// A parameter of the query.
    Query(String),
    /// The path.
    Path,
    /// A place in the path and query, by its column in bytes, from 1 and from the API's root.
    PathSpot(usize),
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// What is wrong.
    pub message: String,
    /// What should be there, where that is said.
    pub expected: Option<String>,
    /// What is there, where that is said.
    pub found: Option<String>,
    /// Where in the request, where that is said.
    pub place: Option<Place>,
}

/// A problem as an answer tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What kind of problem it is, in a few words.
    pub title: String,
    /// What happened this time; may be empty.
    pub detail: String,
    /// The explanation that its `type` leads to in this page, such as `problem/found`.
    pub explained: Option<String>,
    /// Each thing that is wrong, where they are listed.
    pub complaints: Vec<Complaint>,
    /// Where in the request it is wrong as a whole, where that is said.
    pub place: Option<Place>,
    /// What could have been had instead: media types, allowed values.
    pub offered: Vec<String>,
}

/// The most complaints that are read.
const MOST: usize = 100;

impl Problem {
    /// Whether an answer is problem details.
    #[must_use]
    pub fn is_told_by(response: &Response) -> bool {
        response.field("content-type").is_some_and(|kind| {
            kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/problem+json")
        })
    }

    /// Reads a problem; `None` for what is no object.
    #[must_use]
    pub fn read(doc: &Doc) -> Option<Self> {
        (doc.node(0).shape == Shape::Object).then(|| {
            let member = |name: &str| said(doc, 0, name);
            let explained = member("type").and_then(|kind| {
                let (_, fragment) = kind.split_once('#')?;
                fragment.starts_with("problem/").then(|| fragment.to_owned())
            });
            let place = place(doc);
            let listed =
                ["violations", "errors", "invalid-params"].into_iter().find_map(|name| doc.member(0, name));
            let listed = listed.filter(|list| doc.node(*list).shape == Shape::Array);
            let complaints = listed.map_or_else(Vec::new, |list| {
                doc.children(list).take(MOST).map(|item| complaint(doc, item, place.as_ref())).collect()
            });
            let offered = ["available", "allowed"].into_iter().find_map(|name| doc.member(0, name));
            let offered = offered.map_or_else(Vec::new, |listed| match doc.node(listed).shape.holds() {
                true => doc.children(listed).take(MOST).map(|item| doc.value(item).into_owned()).collect(),
                false => vec![doc.value(listed).into_owned()],
            });
            Self {
                title: member("title").unwrap_or_default(),
                detail: member("detail").unwrap_or_default(),
                explained,
                complaints,
                place,
                offered,
            }
        })
    }

    /// Where in the request the first thing is wrong, where that is said.
    #[must_use]
    pub fn first_place(&self) -> Option<Place> {
        self.complaints.first().map_or(self.place.as_ref(), |first| first.place.as_ref()).cloned()
    }

    /// What to do about it: a sentence for an answer of this status with these fields.
    #[must_use]
    pub fn advice(&self, response: &Response) -> String {
        let field = |name: &str| response.field(name).unwrap_or_default();
        match response.status.as_u16() {
            _ if !self.complaints.is_empty() => "Put right what is listed here, and send it again.".into(),
            400 if matches!(self.place, Some(Place::Spot(..) | Place::Content)) => {
                "Look at the content where it breaks off, put it right, and send it again.".into()
            }
            400 => "Put that part of the request right, and send it again.".into(),
            401 => "Say who you are: add an Authorization field. A library card comes from POST /cards, where this API has those.".into(),
            403 if field("www-authenticate").contains("insufficient_scope") => {
                "You are known, but what you showed does not cover this. Get something that does, and show that.".into()
            }
            403 => "You are known, but this is not yours to do. Somebody else may; asking again will not help.".into(),
            404 => "Check the address letter by letter, or ask for the collection to see what is there.".into(),
            405 if !field("allow").is_empty() => format!("Use one of the methods that are allowed here: {}.", field("allow")),
            405 => "Use another method.".into(),
            406 => "Accept something that it can be had in, or leave the Accept fields out.".into(),
            409 => "Have a look at how things stand now, and decide anew.".into(),
            410 => "It will not come back. Forget the address.".into(),
            411 => "Say how long the content is: add Content-Length.".into(),
            412 => "What you know may be out of date. Get it anew, look at what is there now, and try again with its ETag.".into(),
            413 => "Send less at once.".into(),
            414 => "Make the address shorter; what is long belongs in the content of a POST.".into(),
            415 if !field("accept-post").is_empty() => format!("Send it as {}, and say so in Content-Type.", field("accept-post")),
            415 if !field("accept-patch").is_empty() => format!("Send it as one of {}, and say so in Content-Type.", field("accept-patch")),
            415 => "Send it in a form that is read here, and name that in Content-Type.".into(),
            416 => "Ask for a part that is there: Content-Range says how long the whole is.".into(),
            417 => "Leave Expect out.".into(),
            422 => "The request can be read, but not done as it is. Change what is said here.".into(),
            428 => "Say which version you mean to change: get it, and send its ETag back in If-Match.".into(),
            429 | 503 => match field("retry-after") {
                "" => "Wait a little, and ask again.".into(),
                wait => format!("Wait {}, and ask again.", super::explain_field::span(wait.parse().unwrap_or(60))),
            },
            431 => "Send fewer or shorter header fields.".into(),
            501 => "Use a method that this server knows, in capital letters.".into(),
            500.. => "It is not your doing. Try again later.".into(),
            _ => "Change the request, and send it again.".into(),
        }
    }
}

/// What a member says, where it is plain.
fn said(doc: &Doc, object: usize, name: &str) -> Option<String> {
    let member = doc.member(object, name)?;
    (!doc.node(member).shape.holds() && doc.raw(member) != "null").then(|| doc.value(member).into_owned())
}

fn complaint(doc: &Doc, item: usize, whole: Option<&Place>) -> Complaint {
    if !doc.node(item).shape.holds() {
        return Complaint {
            message: doc.value(item).into_owned(),
            expected: None,
            found: None,
            place: whole.cloned(),
        };
    }
    let first = |names: &[&str]| names.iter().find_map(|name| said(doc, item, name));
    // What is wrong with a parameter is told by pointers into that parameter, not into the content.
    let inside = match whole {
        Some(Place::Field(_) | Place::Query(_) | Place::Path | Place::PathSpot(_)) => whole.cloned(),
        _ => {
            let pointer = first(&["pointer", "path"]).map(|pointer| {
                let plain = pointer.strip_prefix('#').unwrap_or(&pointer);
                percent_encoding::percent_decode_str(plain).decode_utf8_lossy().into_owned()
            });
            pointer.filter(|pointer| pointer.is_empty() || pointer.starts_with('/')).map(Place::Value)
        }
    };
    let named = first(&["parameter"]).map(Place::Query).or_else(|| first(&["header"]).map(Place::Field));
    Complaint {
        message: first(&["message", "detail", "reason", "title", "name"])
            .unwrap_or_else(|| "This is wrong.".into()),
        expected: first(&["expected"]),
        found: first(&["found"]),
        place: inside.or(named).or_else(|| whole.cloned()),
    }
}

/// Where the request is wrong as a whole.
fn place(doc: &Doc) -> Option<Place> {
    let number = |name: &str| said(doc, 0, name)?.parse::<usize>().ok().filter(|number| *number > 0);
    let part = said(doc, 0, "part");
    match part.as_deref() {
        Some("content") => match (number("line"), number("column")) {
            (Some(line), Some(column)) => Some(Place::Spot(line, column)),
            _ => said(doc, 0, "field").map_or(Some(Place::Content), |field| Some(Place::Field(field))),
        },
        Some("query") => Some(Place::Query(said(doc, 0, "parameter").unwrap_or_default())),
        Some("header") => said(doc, 0, "parameter").map(Place::Field),
        Some("target") => Some(number("column").map_or(Place::Path, Place::PathSpot)),
        Some("path") => Some(Place::Path),
        _ => said(doc, 0, "field").map(Place::Field),
    }
}

/// Where a place in the content is, in bytes of this text. Where there is no such value, the nearest that it should
/// stand in is meant.
#[must_use]
pub fn span_in(text: &str, place: &Place) -> Option<(usize, usize)> {
    match place {
        Place::Value(pointer) => {
            let doc = Doc::parse(text).ok()?;
            let found = doc.resolve(pointer).unwrap_or_else(|lost| lost.at);
            Some(doc.span(found))
        }
        Place::Spot(line, column) => {
            let start = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum::<usize>();
            let rest = text.get(start..)?;
            let length = rest.find('\n').unwrap_or(rest.len());
            // The parser counts columns in bytes, and names the last one it read.
            let at = rest[..length]
                .char_indices()
                .map(|(at, _)| at)
                .take_while(|at| *at < *column)
                .last()
                .unwrap_or(0);
            let end = rest[at..].chars().next().filter(|_| at < length).map_or(0, char::len_utf8);
            Some((start + at, start + at + end))
        }
        Place::Content => Some((0, text.len())),
        Place::Field(_) | Place::Query(_) | Place::Path | Place::PathSpot(_) => None,
    }
}

/// What stands at a column of a path with a query, in bytes: an escape that is none with what follows it, else the one
/// character; the whole path, where it is shorter by now.
#[must_use]
pub fn spot_in(path: &str, column: usize) -> (usize, usize) {
    let start = path.floor_char_boundary(column.saturating_sub(1));
    let rest = &path[start..];
    let taken = if rest.starts_with('%') { 3 } else { 1 };
    match rest.chars().take(taken).map(char::len_utf8).sum::<usize>() {
        0 => (0, path.find('?').unwrap_or(path.len())),
        length => (start, start + length),
    }
}

/// Where a parameter stands in a path with a query, in bytes; the query's end, where it does not.
#[must_use]
pub fn parameter_in(path: &str, name: &str) -> (usize, usize) {
    let Some(mut at) = path.find('?').map(|mark| mark + 1) else { return (path.len(), path.len()) };
    for pair in path[at..].split('&') {
        let given = pair.split('=').next().unwrap_or_default().replace('+', " ");
        if percent_encoding::percent_decode_str(&given).decode_utf8_lossy() == name {
            return (at, at + pair.len());
        }
        at += pair.len() + 1;
    }
    (path.len(), path.len())
}

/// How many UTF-16 units there are before a byte of a text: how a browser counts in a field.
#[must_use]
pub fn units_before(text: &str, byte: usize) -> u32 {
    let end = text.floor_char_boundary(byte);
    u32::try_from(text[..end].encode_utf16().count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{http::Request, server::dispatch, world::World};

    fn problem(request: Request) -> (Problem, Response) {
        let (_, exchange) = dispatch(&World::toy_library("/api"), request);
        let doc = Doc::parse(&exchange.response.text()).unwrap();
        assert!(Problem::is_told_by(&exchange.response));
        (Problem::read(&doc).unwrap(), exchange.response)
    }

    #[test]
    fn advice_says_no_more_than_the_server_knows() {
        // A card that does not cover it: another one may, and be the same friend's.
        let (world, made) = dispatch(
            &World::toy_library("/api"),
            Request::new("POST", "/api/cards").json(r#"{"friend":"mia"}"#),
        );
        let card: serde_json::Value = serde_json::from_slice(&made.response.content).unwrap();
        let token = format!("Bearer {}", card["token"].as_str().unwrap());
        let remove = Request::new("DELETE", "/api/friends/zoe").with("Authorization", token);
        let response = dispatch(&world, remove).1.response;
        let told = Problem::read(&Doc::parse(&response.text()).unwrap()).unwrap();
        assert_eq!(response.status, 403);
        assert!(told.advice(&response).contains("does not cover this"), "{}", told.advice(&response));
        // A tag that never was says nothing about changes.
        let stale = Request::new("PUT", "/api/toys/car").with("If-Match", "\"v9\"").json("{}");
        let (told, response) = problem(stale);
        assert!(told.advice(&response).contains("may be out of date"));
    }

    #[test]
    fn the_problems_of_the_toy_library_are_read() {
        let body = r#"{"name": "Mystery", "kind": "kite", "wheels": "four"}"#;
        let (told, response) = problem(Request::new("POST", "/api/toys").json(body));
        assert_eq!(told.explained.as_deref(), Some("problem/content-fits"));
        assert_eq!(told.complaints.len(), 1);
        assert_eq!(told.complaints[0].place, Some(Place::Value("/wheels".into())));
        let (start, end) = span_in(body, told.complaints[0].place.as_ref().unwrap()).unwrap();
        assert_eq!(&body[start..end], "\"four\"");
        assert!(told.advice(&response).contains("listed here"));

        let body = "{\n  \"name\": }";
        let (told, response) = problem(Request::new("POST", "/api/toys").json(body));
        let (start, end) = span_in(body, told.place.as_ref().unwrap()).unwrap();
        assert_eq!(&body[start..end], "}");
        assert!(told.advice(&response).contains("breaks off"));

        let (told, response) = problem(Request::new("GET", "/api/toys?page=first"));
        assert_eq!(told.place, Some(Place::Query("page".into())));
        assert!(!told.offered.is_empty() && response.status == 400, "{told:?}");

        let (told, _) = problem(Request::new("GET", "/api/toys/car").with("Accept", "image/png"));
        assert_eq!(told.place, Some(Place::Field("accept".into())));
        assert!(told.offered.iter().any(|kind| kind == "application/json"));

        let (told, response) = problem(Request::new("DELETE", "/api/toys"));
        assert!(told.advice(&response).contains("GET") && told.complaints.is_empty());
        let (told, _) = problem(Request::new("GET", "/api/toys/ca%zr"));
        assert_eq!(told.place, Some(Place::PathSpot(9)));
        assert!(told.detail.starts_with("The target is malformed: %zr at column 9 "), "{}", told.detail);
        assert!(told.detail.ends_with("Columns count after /api."), "{}", told.detail);
        assert_eq!(spot_in("/toys/ca%zr", 9), (8, 11));
        let stale = Request::new("PUT", "/api/toys/car").with("If-Match", "\"v0\"").json("{}");
        assert_eq!(problem(stale).0.place, Some(Place::Field("if-match".into())));
    }

    #[test]
    fn the_lists_of_others_are_read_too() {
        let read = |text: &str| Problem::read(&Doc::parse(text).unwrap()).unwrap();
        let told = read(
            r##"{"title":"Not valid","errors":[{"detail":"too young","pointer":"#/a%20b"},{"detail":"odd","header":"X"},"plain"]}"##,
        );
        let places: Vec<_> = told.complaints.iter().map(|complaint| complaint.place.clone()).collect();
        assert_eq!(places, [Some(Place::Value("/a b".into())), Some(Place::Field("X".into())), None]);
        assert_eq!(told.complaints[0].message, "too young");
        assert_eq!(
            read(r#"{"invalid-params":[{"name":"age","reason":"must be positive"}]}"#).complaints[0].message,
            "must be positive"
        );
        assert_eq!(read("{}").complaints, []);
        assert_eq!(read(r#"{"violations":7,"title":null,"available":"x","type":"about:blank"}"#).title, "");
        assert_eq!(Problem::read(&Doc::parse("[]").unwrap()), None);
    }

    #[test]
    fn spots_of_a_path_are_found_as_far_as_it_goes() {
        assert_eq!(spot_in("/a b", 3), (2, 3));
        assert_eq!(spot_in("/é", 2), (1, 3));
        assert_eq!(spot_in("/é", 3), (1, 3));
        assert_eq!(spot_in("/a%4", 3), (2, 4));
        assert_eq!(spot_in("/a?x", 9), (0, 2));
        assert_eq!(spot_in("", 0), (0, 0));
    }

    #[test]
    fn places_are_found_in_a_text_that_has_changed() {
        let place = Place::Value("/a/b".into());
        assert_eq!(span_in(r#"{"a": {"c": 1}}"#, &place), Some((6, 14)));
        assert_eq!(span_in("{\"a\"", &place), None);
        assert_eq!(span_in("é\nab", &Place::Spot(2, 2)), Some((4, 5)));
        assert_eq!(span_in("é\nab", &Place::Spot(2, 9)), Some((4, 5)));
        assert_eq!(span_in("", &Place::Spot(9, 9)), Some((0, 0)));
        assert_eq!(span_in("abc", &Place::Content), Some((0, 3)));
        assert_eq!(parameter_in("/toys?a=1&made%4ff=x", "madeOf"), (10, 20));
        assert_eq!(parameter_in("/toys?a=1", "b"), (9, 9));
        assert_eq!(parameter_in("/toys", "b"), (5, 5));
        assert_eq!(
            [units_before("é\u{1F697}x", 2), units_before("é\u{1F697}x", 6), units_before("x", 9)],
            [1, 3, 1]
        );
    }
}
