//! Random sequences of requests, held against a model of the store that is simple enough to be seen to be right.

// A test that cannot go on says so by panicking.
#![allow(clippy::expect_used)]

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use toyshelf::{
    http::{Request, Response},
    server::dispatch,
    world::World,
};

/// A small generator of numbers (xorshift64*); equal seeds give equal numbers.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % bound
    }

    fn chance(&mut self, one_in: usize) -> bool {
        self.below(one_in) == 0
    }
}

/// A toy as the model has it: what the client gave, who has it, and which version it is.
#[derive(Clone, Debug)]
struct Toy {
    given: Map<String, Value>,
    loan: Option<String>,
    version: u64,
}

/// The toys there, in the order in which they came; the last versions of those that were; and where they moved.
#[derive(Debug, Default)]
struct Model {
    toys: Vec<(String, Toy)>,
    gone: BTreeMap<String, u64>,
    moved: BTreeMap<String, String>,
}

impl Model {
    fn get(&mut self, id: &str) -> Option<&mut Toy> {
        self.toys.iter_mut().find(|(other, _)| other == id).map(|(_, toy)| toy)
    }

    /// The status of what does not get as far as the toy itself.
    fn not_here(&mut self, id: &str, read: bool) -> Option<u16> {
        if self.moved.contains_key(id) {
            return Some(if read { 301 } else { 308 });
        }
        match (self.get(id).is_some(), self.gone.contains_key(id)) {
            (true, _) => None,
            (false, true) => Some(410),
            (false, false) => Some(404),
        }
    }

    fn put(&mut self, id: &str, given: Map<String, Value>) {
        if let Some(toy) = self.get(id) {
            if toy.given != given {
                toy.version += 1;
                toy.given = given;
            }
            return;
        }
        let version = self.gone.remove(id).unwrap_or(0) + 1;
        self.toys.push((id.to_owned(), Toy { given, loan: None, version }));
    }

    fn remove(&mut self, id: &str) -> Option<Toy> {
        let at = self.toys.iter().position(|(other, _)| other == id)?;
        let (_, toy) = self.toys.remove(at);
        self.gone.insert(id.to_owned(), toy.version);
        Some(toy)
    }
}

const IDS: [&str; 6] = ["car", "ball", "kite", "top", "toy-9", "drum"];

fn object(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().expect("an object")
}

/// What the client gave, out of what the server shows.
fn given(shown: &Value) -> Map<String, Value> {
    let mut fields = object(shown);
    for name in ["id", "available", "_links"] {
        fields.remove(name);
    }
    fields
}

fn body(response: &Response) -> Value {
    serde_json::from_slice(&response.content).expect("the content is JSON")
}

struct Run {
    world: World,
    model: Model,
    numbers: Numbers,
    statuses: BTreeMap<u16, usize>,
}

impl Run {
    fn new(seed: u64) -> Self {
        let world = World::toy_library("/api");
        let mut model = Model::default();
        for item in world.collection("/toys").iter() {
            let toy = Toy { given: given(&Value::Object(item.fields.clone())), loan: None, version: 1 };
            model.toys.push((item.id.to_string(), toy));
        }
        model.get("ball").expect("the ball").loan = Some("1".into());
        // The loan that is there from the start changed nothing: the ball was stored as lent.
        let numbers = Numbers(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        Self { world, model, numbers, statuses: BTreeMap::new() }
    }

    fn send(&mut self, request: Request) -> Response {
        let (after, exchange) = dispatch(&self.world, request);
        let saved = after.save();
        let back = World::restore(&saved, "/api").expect("what was saved can be restored");
        assert_eq!(back.save(), saved, "after\n{}", exchange.request.to_text());
        self.world = if self.numbers.chance(2) { back } else { after };
        *self.statuses.entry(exchange.response.status.as_u16()).or_default() += 1;
        exchange.response
    }

    /// Maybe a condition: the request with it, and whether it holds for this version.
    fn maybe_if_match(&mut self, request: Request, version: Option<u64>) -> (Request, bool) {
        if !self.numbers.chance(3) {
            return (request, true);
        }
        let guess = version.unwrap_or(1) + self.numbers.below(2) as u64;
        (request.with("If-Match", format!("\"v{guess}\"")), version == Some(guess))
    }

    fn step(&mut self) {
        let id = IDS[self.numbers.below(IDS.len())];
        let path = format!("/api/toys/{id}");
        let version = self.model.get(id).map(|toy| toy.version);
        let wheels = self.numbers.below(3);
        match self.numbers.below(10) {
            0 => self.read(id, &path),
            1 => self.create(wheels),
            2 | 3 => {
                let valid = !self.numbers.chance(5);
                let content =
                    if valid { json!({"name": "Toy", "kind": "toy", "wheels": wheels}) } else { json!({}) };
                let request = Request::new("PUT", &path).json(content.to_string());
                let (request, holds) = self.maybe_if_match(request, version);
                let want = match self.model.not_here(id, false) {
                    Some(308) => 308,
                    _ if !holds => 412,
                    _ if !valid => 422,
                    Some(_) => 201,
                    None => 200,
                };
                assert_eq!(self.send(request).status, want);
                if matches!(want, 200 | 201) {
                    self.model.put(id, object(&content));
                }
            }
            4 => {
                let patch = json!({"wheels": wheels, "color": null});
                let request = Request::new("PATCH", &path)
                    .with("Content-Type", "application/merge-patch+json")
                    .content(patch.to_string());
                let (request, holds) = self.maybe_if_match(request, version);
                let want = self.model.not_here(id, false).unwrap_or(if holds { 200 } else { 412 });
                assert_eq!(self.send(request).status, want);
                if want == 200 {
                    let mut fields = self.model.get(id).expect("here").given.clone();
                    fields.insert("wheels".into(), wheels.into());
                    fields.remove("color");
                    self.model.put(id, fields);
                }
            }
            5 => {
                let patch = json!([
                    {"op": "test", "path": "/wheels", "value": wheels},
                    {"op": "replace", "path": "/wheels", "value": wheels + 1},
                ]);
                let request = Request::new("PATCH", &path)
                    .with("Content-Type", "application/json-patch+json")
                    .content(patch.to_string());
                let (request, holds) = self.maybe_if_match(request, version);
                let fits =
                    self.model.get(id).is_some_and(|toy| toy.given.get("wheels") == Some(&json!(wheels)));
                let here = if !holds {
                    412
                } else if fits {
                    200
                } else {
                    409
                };
                let want = self.model.not_here(id, false).unwrap_or(here);
                assert_eq!(self.send(request).status, want);
                if want == 200 {
                    let mut fields = self.model.get(id).expect("here").given.clone();
                    fields.insert("wheels".into(), (wheels + 1).into());
                    self.model.put(id, fields);
                }
            }
            6 => {
                let (request, holds) = self.maybe_if_match(Request::new("DELETE", &path), version);
                let lent = self.model.get(id).is_some_and(|toy| toy.loan.is_some());
                let here = if !holds {
                    412
                } else if lent {
                    409
                } else {
                    204
                };
                let want = self.model.not_here(id, false).unwrap_or(here);
                assert_eq!(self.send(request).status, want);
                if want == 204 {
                    self.model.remove(id);
                }
            }
            7 => self.lend_or_give_back(id, &path),
            8 => self.rename(id),
            _ => self.world = self.world.at(self.world.now_ms() + 700),
        }
    }

    fn read(&mut self, id: &str, path: &str) {
        let response = self.send(Request::new("GET", path));
        let want = self.model.not_here(id, true).unwrap_or(200);
        assert_eq!(response.status, want);
        if let (200, Some(toy)) = (want, self.model.get(id).cloned()) {
            let shown = body(&response);
            assert_eq!(given(&shown), toy.given);
            assert_eq!(shown["available"], toy.loan.is_none());
            assert_eq!(response.field("etag"), Some(format!("\"v{}\"", toy.version).as_str()));
        }
    }

    fn create(&mut self, wheels: usize) {
        let content = json!({"name": "Kite", "kind": "kite", "wheels": wheels});
        let response = self.send(Request::new("POST", "/api/toys").json(content.to_string()));
        assert_eq!(response.status, 201);
        let place = response.field("location").expect("a Location");
        let id = place.strip_prefix("/api/toys/").expect("a toy").to_owned();
        let model = &self.model;
        let used = model.toys.iter().any(|(other, _)| *other == id)
            || model.gone.contains_key(&id)
            || model.moved.contains_key(&id);
        assert!(!used, "{id} was used before");
        self.model.put(&id, object(&content));
    }

    fn lend_or_give_back(&mut self, id: &str, path: &str) {
        let loan = self.model.get(id).and_then(|toy| toy.loan.clone());
        if let Some(loan) = loan {
            assert_eq!(self.send(Request::new("DELETE", format!("{path}/loans/{loan}"))).status, 204);
            let toy = self.model.get(id).expect("here");
            toy.loan = None;
            toy.version += 1;
            return;
        }
        let lend = Request::new("POST", format!("{path}/loans")).json(r#"{"friend":"mia"}"#);
        let response = self.send(lend);
        let want = self.model.not_here(id, false).unwrap_or(201);
        assert_eq!(response.status, want);
        if let (201, Some(toy)) = (want, self.model.get(id)) {
            let place = response.field("location").expect("a Location");
            toy.loan = place.rsplit('/').next().map(str::to_owned);
            toy.version += 1;
        }
    }

    /// Moves a toy for good, to an id that may be taken.
    fn rename(&mut self, id: &str) {
        if !self.numbers.chance(2) {
            return;
        }
        let to = IDS[self.numbers.below(IDS.len())];
        let content = json!({"toy": id, "to": to});
        let response = self.send(Request::new("POST", "/api/moves").json(content.to_string()));
        let free = self.model.get(to).is_none() && !self.model.moved.contains_key(to);
        let want = if free && self.model.get(id).is_some() { 201 } else { 409 };
        assert_eq!(response.status, want, "{content}");
        if want == 201 {
            let toy = self.model.remove(id).expect("here");
            self.model.put(to, toy.given);
            self.model.get(to).expect("here").loan = toy.loan;
            self.model.moved.insert(id.to_owned(), to.to_owned());
        }
    }

    /// The list has what the model has, in its order.
    fn compare(&mut self) {
        let list = body(&self.send(Request::new("GET", "/api/toys")));
        let shown: Vec<_> = list["items"]
            .as_array()
            .expect("items")
            .iter()
            .map(|toy| (toy["id"].as_str().unwrap_or_default().to_owned(), given(toy)))
            .collect();
        let want: Vec<_> = self.model.toys.iter().map(|(id, toy)| (id.clone(), toy.given.clone())).collect();
        assert_eq!(shown, want);
    }
}

#[test]
fn the_store_does_as_its_model() {
    let mut statuses = BTreeMap::new();
    for seed in 1..=24 {
        let mut run = Run::new(seed);
        for _ in 0..80 {
            run.step();
        }
        run.compare();
        for (status, count) in run.statuses {
            *statuses.entry(status).or_insert(0) += count;
        }
    }
    for status in [200, 201, 204, 301, 308, 404, 409, 410, 412, 422] {
        assert!(
            statuses.get(&status).is_some_and(|count| *count > 3),
            "{status} hardly comes up: {statuses:?}"
        );
    }
}
