//! What there is to tell of an exchange: what stands in its two messages, by the names that lines know it by.

use serde_json::{Map, Value};

use super::{
    masked,
    place::{Place, friend, path_from, toy},
    short, visible,
};
use crate::{
    http::{Method, Request, Response, StatusCode, reason},
    lens::{Slots, Tellings},
    server::Exchange,
    world::World,
};

/// The longest content of a message that is looked into, in bytes: more would hold up the stage.
const LONGEST_CONTENT: usize = 64 * 1024;

/// The most members that a change is told by.
const FEW: usize = 3;

/// The request's fields that say most about it.
const ASKING: [&str; 11] = [
    "If-None-Match",
    "If-Match",
    "If-Modified-Since",
    "If-Unmodified-Since",
    "Range",
    "Idempotency-Key",
    "Content-Type",
    "Accept",
    "Prefer",
    "Origin",
    "Authorization",
];

/// The same of the response.
const ANSWERING: [&str; 11] = [
    "Location",
    "WWW-Authenticate",
    "Retry-After",
    "Access-Control-Allow-Methods",
    "Allow",
    "Accept-Post",
    "Accept-Patch",
    "Content-Range",
    "ETag",
    "Preference-Applied",
    "Idempotent-Replayed",
];

/// The most fields of a message that are told.
const FIELDS: usize = 2;

/// What is known of an exchange.
pub(super) struct Facts<'a> {
    exchange: &'a Exchange,
    pub(super) place: Place,
    pub(super) slots: Slots,
    /// The problem details, where the answer is an error that has some.
    problem: Map<String, Value>,
}

impl<'a> Facts<'a> {
    pub(super) fn of(exchange: &'a Exchange, base: &str, world: Option<&World>, tellings: &Tellings) -> Self {
        let Exchange { request, response, .. } = exchange;
        let place = Place::of(&request.target, base, world);
        let mut facts = Self { exchange, slots: place.slots(), place, problem: problem(response) };
        facts.of_request(request, base, world, tellings);
        facts.of_response(response, base, world, tellings);
        for (slot, kind) in [("thing", "mine"), ("yours", "yours")] {
            let keys = facts.place.keys().iter();
            let words = keys.map(|key| format!("{kind} {key}"));
            let word = words.into_iter().find_map(|key| tellings.word(&key, &facts.slots));
            facts.put(slot, word);
        }
        facts
    }

    fn put(&mut self, slot: &'static str, value: Option<impl Into<String>>) {
        if let Some(value) = value.map(Into::into).filter(|value| !value.is_empty()) {
            self.slots.insert(slot, value);
        }
    }

    fn of_request(&mut self, request: &Request, base: &str, world: Option<&World>, tellings: &Tellings) {
        let method = short(&visible(&request.method_text())).into_owned();
        let target = path_from(&request.target_text(), base);
        let path = target.split('?').next().unwrap_or(&target);
        self.put("path", Some(short(&visible(path))));
        self.put("request", Some(format!("{method} {}", short(&visible(&target)))));
        self.put("method", Some(method));
        self.put("fields", told(&ASKING, |name| request.field(name).map(|value| masked(name, &value))));
        for (slot, name) in [
            ("accept", "Accept"),
            ("type", "Content-Type"),
            ("range", "Range"),
            ("origin", "Origin"),
            ("wanted", "Access-Control-Request-Method"),
            ("expect", "Expect"),
            ("key", "Idempotency-Key"),
        ] {
            self.put(slot, request.field(name).map(|value| short(visible(&value).trim()).into_owned()));
        }
        let tag = request.field("If-Match").or_else(|| request.field("If-None-Match"));
        self.put("etag", tag.map(|tag| short(&visible(&tag)).into_owned()));
        if !request.content.is_empty() {
            let media = self.slots.get("type").cloned();
            self.put("body", carried(request.content.len(), media.as_deref(), tellings));
        }
        let Some(content) = object(&request.content) else { return };
        let text = |name: &str| {
            let text = content.get(name)?.as_str()?.trim();
            (!text.is_empty()).then(|| short(&visible(text)).into_owned())
        };
        self.put("name", text("name"));
        self.put("kind", text("kind"));
        self.put("what", text("what"));
        self.put("who", text("friend").map(|id| friend(&id, world)));
        self.put("moved", text("toy").map(|id| toy(&id)));
        self.put("to", text("to").map(|id| toy(&id)));
        let members: Vec<_> = content.keys().map(|name| short(&visible(name)).into_owned()).collect();
        match members.len() {
            0 => {}
            1..=FEW => self.put("members", Some(tellings.list(&members, "and"))),
            many => self.put("several", Some(many.to_string())),
        }
    }

    fn of_response(&mut self, response: &Response, base: &str, world: Option<&World>, tellings: &Tellings) {
        self.put("status", Some(status_text(response.status)));
        self.put("code", Some(response.status.as_u16().to_string()));
        self.put("answered", told(&ANSWERING, |name| response.field(name).map(visible)));
        self.put("tag", response.field("ETag"));
        self.put("count", response.field("X-Total-Count"));
        let found = response.field("X-Total-Count").and_then(|count| count.parse().ok());
        self.put("toys", found.and_then(|count| tellings.count("toy", count)));
        // What is picked and what is sent are two numbers where the answer is one page of several.
        let sent = found.and_then(|found| Some((found, listed_in(&response.content)?)));
        self.put("part", sent.filter(|(found, sent)| sent < found).map(|(_, sent)| sent.to_string()));
        if let Some(location) = response.field("Location") {
            self.put("location", Some(short(&visible(&path_from(location, base)))));
        }
        let wait = response.field("Retry-After").and_then(|wait| wait.parse().ok());
        self.put("wait", wait.and_then(|seconds| tellings.count("second", seconds)));
        self.put("allow", response.field("Allow").map(|list| tellings.list(&listed(list), "or")));
        let takes = ["Accept-Post", "Accept-Patch", "Accept-Encoding"];
        let takes = takes.into_iter().find_map(|name| response.field(name));
        self.put("takes", takes.map(|list| tellings.list(&listed(list), "or")));
        if let Some((part, whole)) = response.field("Content-Range").and_then(part_of) {
            if let Some((first, last)) = part {
                self.put("first", Some(first));
                self.put("last", Some(last));
            }
            self.put("whole", whole.parse().ok().and_then(|bytes| tellings.count("byte", bytes)));
        }
        if !response.content.is_empty() {
            let media = response.field("Content-Type");
            self.put("content", carried(response.content.len(), media, tellings));
        }
        self.put("holder", holder(&self.exchange.request, base, world));

        let problem = std::mem::take(&mut self.problem);
        let text = |name: &str| {
            problem.get(name).and_then(Value::as_str).map(|text| short(&visible(text)).into_owned())
        };
        self.put("parameter", text("parameter"));
        self.put("value", text("value"));
        self.put("field", text("field"));
        let number = |name: &str| problem.get(name).and_then(Value::as_u64).map(|number| number.to_string());
        self.put("line", number("line"));
        self.put("column", number("column"));
        let available = problem.get("available").and_then(Value::as_array).map(|list| {
            let names: Vec<_> = list
                .iter()
                .filter_map(Value::as_str)
                .map(|name| short(&visible(name)).into_owned())
                .collect();
            tellings.list(&names, "or")
        });
        self.put("available", available);
        let (missing, wrong) = violations(&problem);
        self.put("missing", Some(tellings.list(&missing, "and")));
        self.put("wrong", Some(tellings.list(&wrong, "and")));
        self.problem = problem;
    }

    /// What is special about what is asked, the most special first.
    fn asks(&self) -> Vec<&'static str> {
        let request = &self.exchange.request;
        let has = |name: &str| request.field(name).is_some();
        let reads = matches!(&*request.method, b"GET" | b"HEAD");
        let mut asks = Vec::new();
        if &*request.method == b"OPTIONS" && has("Origin") && has("Access-Control-Request-Method") {
            asks.push("preflight");
        }
        if reads && (has("If-None-Match") || has("If-Modified-Since")) {
            asks.push("again");
        }
        if reads && has("Range") {
            asks.push("part");
        }
        if !reads && request.field("If-None-Match").is_some_and(|tag| tag.trim() == "*") {
            asks.push("new");
        }
        if !reads && (has("If-Match") || has("If-Unmodified-Since")) {
            asks.push("same");
        }
        if picks(&request.target) {
            asks.push("search");
        }
        asks
    }

    /// What is special about the answer, the most special first.
    fn says(&self) -> Vec<&'static str> {
        let Exchange { request, response, .. } = self.exchange;
        let mut says = Vec::new();
        if response.field("Access-Control-Allow-Methods").is_some() {
            says.push("let");
        }
        says.extend(self.asks());
        let mut add = |is: bool, what| {
            if is {
                says.push(what);
            }
        };
        add(request.field("Authorization").is_some(), "known");
        add(request.field("Idempotency-Key").is_some(), "numbered");
        add(request.content.is_empty(), "empty");
        add(response.field("Content-Type").is_some_and(|kind| kind.starts_with("multipart/")), "parts");
        add(self.problem.contains_key("allowed"), "value");
        add(self.problem.get("part").is_some_and(|part| part == "target"), "target");
        add(self.problem.contains_key("scope"), "scope");
        let unknown = |entry: &Value| entry["keyword"] == "x-toyshelf-refers-to";
        let violations = self.problem.get("violations").and_then(Value::as_array);
        add(violations.is_some_and(|list| list.iter().any(unknown)), "stranger");
        says
    }

    /// The keys of the line with which the client asks, the most special first.
    pub(super) fn asked(&self) -> Vec<String> {
        if self.place == Place::Unreadable || Method::from_bytes(&self.exchange.request.method).is_err() {
            return vec!["unreadable".into()];
        }
        let mut keys = Vec::new();
        for method in self.methods() {
            spread(&mut keys, method, &self.asks(), self.place.keys());
        }
        keys
    }

    /// The keys of the line with which the server answers, the most special first.
    pub(super) fn said(&self) -> Vec<String> {
        let status = self.exchange.response.status.as_u16();
        let [method, _] = self.methods();
        let (says, places) = (self.says(), self.place.keys());
        let mut keys = Vec::new();
        if let Some(exit) = self.exchange.trace.exit() {
            let id = exit.decision.id;
            spread(&mut keys, &format!("{status} {id} {method}"), &says, places);
            spread(&mut keys, &format!("{status} {id}"), &says, places);
        }
        spread(&mut keys, &format!("{status} {method}"), &says, places);
        spread(&mut keys, &status.to_string(), &says, places);
        keys.push(format!("{}xx", status / 100));
        keys
    }

    fn methods(&self) -> [&'static str; 2] {
        let method = match &*self.exchange.request.method {
            b"GET" => "GET",
            b"HEAD" => "HEAD",
            b"OPTIONS" => "OPTIONS",
            b"POST" => "POST",
            b"PUT" => "PUT",
            b"PATCH" => "PATCH",
            b"DELETE" => "DELETE",
            b"TRACE" => "TRACE",
            _ => "other",
        };
        [method, "other"]
    }
}

/// Whether a query picks some of what is there: one that only says how much of it, or how it is to be shown, does not.
fn picks(target: &[u8]) -> bool {
    const SHAPE: [&str; 7] = ["page", "per_page", "cursor", "limit", "sort", "fields", "embed"];
    let target = String::from_utf8_lossy(target);
    let query = target.split_once('?').map_or("", |(_, query)| query);
    let names = query.split('&').filter_map(|pair| pair.split('=').next());
    names.into_iter().any(|name| !name.is_empty() && !SHAPE.contains(&name))
}

/// Adds `start` with each trait and place, then with each trait, then with each place, then alone.
fn spread(keys: &mut Vec<String>, start: &str, traits: &[&str], places: &[&str]) {
    for special in traits {
        keys.extend(places.iter().map(|place| format!("{start} {special} {place}")));
        keys.push(format!("{start} {special}"));
    }
    keys.extend(places.iter().map(|place| format!("{start} {place}")));
    keys.push(start.to_owned());
}

/// A status as it is read out, such as `404 Not Found`.
pub(super) fn status_text(status: StatusCode) -> String {
    match reason(status) {
        "" => status.as_u16().to_string(),
        reason => format!("{} {reason}", status.as_u16()),
    }
}

/// So many bytes of something, such as `291 bytes of JSON`.
fn carried(bytes: usize, media: Option<&str>, tellings: &Tellings) -> Option<String> {
    let size = tellings.count("byte", bytes as u64)?;
    let media = media.map(|media| media.split(';').next().unwrap_or(media).trim()).filter(|m| !m.is_empty());
    let Some(media) = media else { return Some(size) };
    let named = tellings.word(&media.to_ascii_lowercase(), &Slots::new());
    let media = named.unwrap_or_else(|| short(&visible(media)).into_owned());
    tellings.word("carried", &Slots::from([("size", size), ("media", media)]))
}

/// The first fields that are there, as `Name: value`.
fn told(names: &[&str], value: impl Fn(&str) -> Option<String>) -> Option<String> {
    let fields = names.iter().filter_map(|name| Some(format!("{name}: {}", short(value(name)?.trim()))));
    let fields: Vec<String> = fields.take(FIELDS).collect();
    (!fields.is_empty()).then(|| fields.join(", "))
}

fn listed(list: &str) -> Vec<&str> {
    list.split(',').map(str::trim).filter(|word| !word.is_empty()).collect()
}

/// First and last byte, where there is a part, and the length of the whole, of a Content-Range (RFC 9110 §14.4).
fn part_of(range: &str) -> Option<(Option<(&str, &str)>, &str)> {
    let (part, whole) = range.strip_prefix("bytes ")?.split_once('/')?;
    Some((part.split_once('-'), whole))
}

/// The JSON object in a message, where it is one that is short enough to look into.
fn object(content: &[u8]) -> Option<Map<String, Value>> {
    let content = Some(content).filter(|content| content.len() <= LONGEST_CONTENT)?;
    serde_json::from_slice(content).ok()
}

/// How many things a list in JSON holds, where it is short enough to look into.
fn listed_in(content: &[u8]) -> Option<u64> {
    let content = Some(content).filter(|content| content.len() <= LONGEST_CONTENT)?;
    let list: Value = serde_json::from_slice(content).ok()?;
    let items = list.as_array().or_else(|| list.get("items")?.as_array())?;
    Some(items.len() as u64)
}

fn problem(response: &Response) -> Map<String, Value> {
    let is_problem =
        response.field("Content-Type").is_some_and(|kind| kind.starts_with("application/problem+json"));
    is_problem.then(|| object(&response.content)).flatten().unwrap_or_default()
}

/// What is missing in the content, and what in it is wrong, by the names of its members.
fn violations(problem: &Map<String, Value>) -> (Vec<String>, Vec<String>) {
    let (mut missing, mut wrong): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for violation in problem.get("violations").and_then(Value::as_array).into_iter().flatten() {
        let message = violation["message"].as_str().unwrap_or_default();
        let pointer = violation["pointer"].as_str().unwrap_or_default().trim_start_matches('/');
        let is_missing = violation["keyword"] == "required";
        let (names, name) = match message.strip_suffix(" is missing").filter(|_| is_missing) {
            Some(name) => (&mut missing, name),
            None => (&mut wrong, pointer),
        };
        let name = short(&visible(name)).into_owned();
        if !name.is_empty() && names.len() < FEW && !names.contains(&name) {
            names.push(name);
        }
    }
    (missing, wrong)
}

/// The friend who has the toy that the request is about, where the world shows one.
fn holder(request: &Request, base: &str, world: Option<&World>) -> Option<String> {
    let world = world.filter(|world| !world.api().is_imported())?;
    let path = path_from(std::str::from_utf8(&request.target).ok()?, base);
    let id = path.split('?').next()?.strip_prefix("/toys/")?.split('/').next()?;
    let loan = world.collection(&format!("/toys/{id}/loans")).iter().last()?;
    Some(friend(loan.fields.get("friend")?.as_str()?, Some(world)))
}
