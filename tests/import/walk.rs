//! Whole walks through a document: what is made can be read, changed and taken away, each answer as the document says.

use std::{
    collections::{BTreeMap, HashMap},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use toyshelf::{
    api::{
        Does, Operation, Route, Shape, SharedApi,
        import::{Imported, example_request},
    },
    http::{Method, Request, StatusCode},
    server::{Exchange, dispatch},
    world::World,
};

use super::check_trace;

/// Statuses that HTTP itself asks for, whatever a document lists: the request was not one that it describes, or a
/// condition, a part or a method asked for something beside it.
const PROTOCOL: [u16; 13] = [304, 400, 401, 404, 405, 406, 409, 412, 413, 415, 416, 422, 428];

/// The statuses of success and redirection that have a meaning, but for the part that only a Range gets.
const SUCCESSES: [u16; 17] =
    [200, 201, 202, 203, 204, 205, 207, 208, 226, 300, 301, 302, 303, 304, 305, 307, 308];

/// What a walk found.
#[derive(Default)]
pub(super) struct Walked {
    /// How many requests were sent.
    pub(super) requests: usize,
    /// How often each status came.
    pub(super) statuses: BTreeMap<u16, usize>,
    /// What was not as the document says.
    pub(super) wrong: Vec<String>,
    /// Requests for which the document gives no content that fits, and none could be made.
    pub(super) unmade: Vec<String>,
    /// What was sent and not kept.
    pub(super) lost: Vec<String>,
    /// The request that took longest.
    pub(super) slowest: (Duration, String),
}

/// A validator for each schema that an answer must fit, by its place.
#[derive(Default)]
struct Judges(HashMap<String, Option<jsonschema::Validator>>);

impl Judges {
    /// How a value breaks the schema at this place of the document.
    fn misfit(&mut self, document: &Value, pointer: &str, value: &Value) -> Option<String> {
        let judge = self.0.entry(pointer.to_owned()).or_insert_with(|| {
            let schema = document.pointer(pointer)?;
            let whole =
                json!({ "components": document["components"], "paths": document["paths"], "allOf": [schema] });
            jsonschema::options().with_draft(jsonschema::Draft::Draft202012).build(&whole).ok()
        });
        let error = judge.as_ref()?.iter_errors(value).next()?;
        Some(format!("{error} at {}", error.instance_path()))
    }
}

struct Walk<'d> {
    api: SharedApi,
    imported: &'d Imported,
    judges: Judges,
    walked: Walked,
}

/// Walks every path: reads it, and where something can be made, changed or taken away, does so and looks again.
pub(super) fn walk(imported: &Imported) -> Walked {
    let mut walk =
        Walk { api: imported.api.clone(), imported, judges: Judges::default(), walked: Walked::default() };
    let start = World::imported(imported, "/api");
    let api = walk.api.clone();
    for route in api.routes() {
        walk.route(&start, route);
    }
    walk.walked
}

impl Walk<'_> {
    fn route(&mut self, start: &World, route: &Route) {
        let mut world = start.clone();
        let mut place = None;
        for method in
            [Method::GET, Method::POST, Method::GET, Method::PUT, Method::GET, Method::PATCH, Method::GET]
        {
            let Some(operation) = route.operation(&method).filter(|one| one.contract.is_some()) else {
                continue;
            };
            let exchange = self.send(&mut world, route, operation, None);
            if method == Method::POST {
                place = exchange.response.field("location").map(str::to_owned);
            }
        }
        if let Some(operation) = route.operation(&Method::DELETE).filter(|one| one.contract.is_some()) {
            let gone = self.send(&mut world, route, operation, None);
            self.is_gone(&mut world, route, operation, &gone);
        }
        if let Some(place) = place.filter(|place| place.starts_with("/api/")) {
            self.made(&mut world, &place);
        }
    }

    /// What was made has a place: it is there, can be changed as the document says, and taken away.
    fn made(&mut self, world: &mut World, place: &str) {
        let api = self.api.clone();
        let segments: Vec<String> = place
            .trim_start_matches("/api/")
            .split('/')
            .map(|part| percent_encoding::percent_decode_str(part).decode_utf8_lossy().into_owned())
            .collect();
        let Some((route, _)) = api.find(&segments) else {
            self.walked.wrong.push(format!("Location {place} leads nowhere"));
            return;
        };
        for method in [Method::GET, Method::PUT, Method::GET, Method::PATCH, Method::GET, Method::DELETE] {
            let Some(operation) = route.operation(&method).filter(|one| one.contract.is_some()) else {
                continue;
            };
            let exchange = self.send(world, route, operation, Some(place));
            if method == Method::DELETE {
                self.is_gone(world, route, operation, &exchange);
            }
        }
    }

    /// What was taken away cannot be read any more.
    fn is_gone(&mut self, world: &mut World, route: &Route, operation: &Operation, gone: &Exchange) {
        let does = operation.contract.as_ref().map(|contract| contract.does);
        if does != Some(Does::Delete) || !gone.response.status.is_success() {
            return;
        }
        let Some(read) = route.operation(&Method::GET) else { return };
        let mut request = self.request(route, read);
        request.target = gone.request.target.clone();
        let (_, exchange) = dispatch(world, request);
        if exchange.response.status.is_success() {
            let told = exchange.request.target_text().into_owned();
            self.walked.wrong.push(format!("{told} is there after DELETE"));
        }
    }

    fn request(&self, route: &Route, operation: &Operation) -> Request {
        example_request(&self.api, &self.imported.seed, route, operation, "/api")
    }

    /// Sends the request that the document suggests, at another place where one is given, and judges the answer.
    fn send(
        &mut self,
        world: &mut World,
        route: &Route,
        operation: &Operation,
        place: Option<&str>,
    ) -> Exchange {
        let mut request = self.request(route, operation);
        if let Some(place) = place {
            let target = request.target_text().into_owned();
            let query = target.split_once('?').map_or_else(String::new, |(_, query)| format!("?{query}"));
            request.target = format!("{place}{query}").into_bytes().into();
        }
        let began = Instant::now();
        let (after, exchange) = dispatch(world, request);
        let took = began.elapsed();
        *world = after;
        let told = format!("{} {}", exchange.request.method_text(), exchange.request.target_text());
        self.walked.requests += 1;
        *self.walked.statuses.entry(exchange.response.status.as_u16()).or_default() += 1;
        if took > self.walked.slowest.0 {
            self.walked.slowest = (took, told.clone());
        }
        check_trace(&exchange);
        let last = exchange.trace.steps.last().map(|step| step.decision.id);
        if last == Some("content-fits") {
            self.walked.unmade.push(format!("{told}: {}", exchange.response.text()));
        } else if let Some(problem) = self.problem(operation, &exchange) {
            let sent: String = String::from_utf8_lossy(&exchange.request.content).chars().take(200).collect();
            self.walked.wrong.push(format!("{told}: {problem}; sent {sent}"));
        }
        self.is_kept(world, route, operation, &exchange);
        exchange
    }

    /// What an answer has that the document does not allow.
    fn problem(&mut self, operation: &Operation, exchange: &Exchange) -> Option<String> {
        let api = self.api.clone();
        let (document, response) = (api.document(), &exchange.response);
        let status = response.status;
        let text: String = response.text().chars().take(300).collect();
        let all = document.pointer(&operation.pointer)?.get("responses");
        let listed = all.and_then(Value::as_object).and_then(|all| {
            let class = format!("{}XX", &status.as_str()[..1]);
            [status.as_str(), &class, "default"]
                .into_iter()
                .find(|key| all.contains_key(*key))
                .map(str::to_owned)
        });
        // The document's own example may stand on the shelf already: then its name is taken.
        let is_taken = status == StatusCode::CONFLICT && operation.method == Method::POST;
        if !status.is_success() && !status.is_redirection() && !is_taken {
            return Some(format!("{status} {text}"));
        }
        let Some(listed) = listed else {
            let is_created = status == StatusCode::CREATED && operation.method == Method::PUT;
            // Where no success is described that anybody knows, there is none that could be answered as it says: that is
            // told in the report.
            let known = |key: &String| {
                key.to_uppercase() == "2XX"
                    || key.parse().is_ok_and(|number: u16| SUCCESSES.contains(&number))
            };
            let is_silent = all.and_then(Value::as_object).is_none_or(|all| !all.keys().any(known));
            let is_known = is_created || is_silent || PROTOCOL.contains(&status.as_u16());
            return (!is_known).then(|| format!("{status} is not described"));
        };
        if !status.is_success() {
            return None;
        }
        let place = format!("{}/responses/{listed}", operation.pointer);
        let place = followed(document, &place);
        let media = response.field("content-type").unwrap_or_default().to_owned();
        let content = document.pointer(&format!("{place}/content")).and_then(Value::as_object);
        let Some(content) = content.filter(|content| !content.is_empty()) else {
            return (!response.content.is_empty()).then(|| format!("content that is not described: {text}"));
        };
        if response.content.is_empty() {
            return None;
        }
        let key = [media.as_str(), "*/*", "application/*"].into_iter().find(|key| content.contains_key(*key));
        let Some(key) = key else { return Some(format!("content of type {media} is not described")) };
        if !media.contains("json") {
            return None;
        }
        let Ok(value) = serde_json::from_slice::<Value>(&response.content) else {
            return Some(format!("no JSON: {text}"));
        };
        let pointer = format!("{place}/content/{}/schema", key.replace('~', "~0").replace('/', "~1"));
        let problem = self.judges.misfit(document, &pointer, &value)?;
        Some(format!("{problem} in {text}"))
    }

    /// Notes what a client sent of a thing that a later look does not show.
    fn is_kept(&mut self, world: &World, route: &Route, operation: &Operation, exchange: &Exchange) {
        let does = operation.contract.as_ref().map(|contract| contract.does);
        if !matches!(does, Some(Does::Replace { .. } | Does::Merge)) || !exchange.response.status.is_success()
        {
            return;
        }
        let Some(read) = route.operation(&Method::GET) else { return };
        let mut request = self.request(route, read);
        request.target = exchange.request.target.clone();
        let (_, seen) = dispatch(world, request);
        let (Ok(Value::Object(sent)), Ok(seen)) = (
            serde_json::from_slice::<Value>(&exchange.request.content),
            serde_json::from_slice::<Value>(&seen.response.content),
        ) else {
            return;
        };
        // What the server alone writes is no loss.
        let resource = match route.shape {
            Shape::Item(index) => self.api.resources().get(index),
            _ => None,
        };
        let is_own = |name: &String| {
            resource.is_some_and(|resource| {
                let id = resource.kept.as_ref().and_then(|kept| kept.id.as_ref());
                resource.read_only.contains(name) || id.is_some_and(|(field, _)| field == name)
            })
        };
        for (name, value) in sent.iter().filter(|(_, value)| !value.is_object() && !value.is_array()) {
            if is_own(name) {
                continue;
            }
            if let Some(other) = seen.get(name)
                && other != value
                && !other.is_object()
            {
                let told = format!("{} {}", exchange.request.method_text(), exchange.request.target_text());
                self.walked.lost.push(format!("{told}: {name} = {value} was sent, {other} is shown"));
            }
        }
    }
}

/// A place with the references that stand there followed.
fn followed(document: &Value, place: &str) -> String {
    let mut place = place.to_owned();
    for _ in 0..8 {
        let reference = document.pointer(&place).and_then(|value| value.get("$ref")).and_then(Value::as_str);
        match reference.and_then(|reference| reference.strip_prefix('#')) {
            Some(to) => to.clone_into(&mut place),
            None => break,
        }
    }
    place
}
