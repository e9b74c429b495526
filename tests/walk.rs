//! A client that knows one address, `/api/`, and finds everything else by following links.

// A test that cannot go on says so by panicking.
#![allow(clippy::expect_used)]

use std::collections::BTreeSet;

use serde_json::Value;
use toyshelf::{
    api::Route,
    http::{Method, Request},
    schema::Schema,
    server::{Exchange, dispatch},
    world::World,
};

/// What was found, and the world it was found in.
struct Walk {
    world: World,
    seen: BTreeSet<String>,
    left: Vec<String>,
}

impl Walk {
    fn from(world: World, starts: &[&str]) -> Self {
        let left = starts.iter().map(|start| (*start).to_owned()).collect();
        let mut walk = Self { world, seen: BTreeSet::new(), left };
        walk.go();
        walk
    }

    /// Gets every address that is left, and those that lead on from there.
    fn go(&mut self) {
        while let Some(address) = self.left.pop() {
            let (target, fragment) = address.split_once('#').unwrap_or((&address, ""));
            if !fragment.is_empty() {
                let pointer = fragment.replace("%7B", "{").replace("%7D", "}");
                assert!(self.world.api().document().pointer(&pointer).is_some(), "{address} leads nowhere");
            }
            if !self.seen.insert(target.to_owned()) {
                continue;
            }
            assert!(self.seen.len() < 10_000, "the walk ends");
            let (_, exchange) = dispatch(&self.world, Request::new("GET", target));
            let status = exchange.response.status.as_u16();
            assert!(status < 400, "GET {target}: {status} {}", exchange.response.text());
            as_documented(&self.world, target, &exchange);
            self.left.extend(exchange.response.field("location").map(str::to_owned));
            for link in exchange.response.field("link").into_iter().flat_map(|field| field.split(", <")) {
                let (target, rest) = link.trim_start_matches('<').split_once('>').expect("a target");
                assert!(rest.starts_with("; rel=\""), "{link}");
                self.left.push(target.to_owned());
            }
            if let Ok(json) = serde_json::from_slice::<Value>(&exchange.response.content)
                && target != format!("{}/openapi.json", self.world.base())
            {
                links(&json, &mut self.left);
            }
        }
    }

    fn route(&self, target: &str) -> &Route {
        route(&self.world, target)
    }
}

/// The route that a target leads to.
fn route<'w>(world: &'w World, target: &str) -> &'w Route {
    let path = target.split(['?', '#']).next().unwrap_or_default();
    let below = path.strip_prefix(world.base()).expect("inside the API").trim_matches('/');
    let segments: Vec<String> = below.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
    world.api().find(&segments).expect("a route").0
}

/// Every address in every `_links`, however deep.
fn links(json: &Value, found: &mut Vec<String>) {
    match json {
        Value::Array(items) => items.iter().for_each(|item| links(item, found)),
        Value::Object(members) => {
            for (name, value) in members {
                match value {
                    Value::Object(targets) if name == "_links" => found.extend(
                        targets.values().map(|target| target.as_str().expect("an address").to_owned()),
                    ),
                    _ => links(value, found),
                }
            }
        }
        _ => {}
    }
}

/// The status is in the document, so is every header field that says something of this resource, and the content
/// fits the schema given for it.
fn as_documented(world: &World, target: &str, exchange: &Exchange) {
    let document = world.api().document();
    let pointer =
        format!("{}/get/responses/{}", route(world, target).pointer, exchange.response.status.as_u16());
    let answer = document.pointer(&pointer).unwrap_or_else(|| panic!("{pointer} is not documented"));
    for field in ["link", "x-total-count", "etag", "last-modified"] {
        let named = answer["headers"]
            .as_object()
            .is_some_and(|named| named.keys().any(|name| name.eq_ignore_ascii_case(field)));
        assert!(named || exchange.response.field(field).is_none(), "{target}: {field} is not documented");
    }
    // A redirect's note is for people.
    if exchange.response.status.is_redirection() {
        return;
    }
    let schema = Schema::compile(document, &format!("{pointer}/content/application~1json/schema"))
        .expect("a schema that compiles");
    let json = serde_json::from_slice(&exchange.response.content).expect("the content is JSON");
    assert_eq!(schema.validate(&json), [], "{target}");
}

/// A toy library in which something was mended, and something moved.
fn lived_in() -> World {
    let mut world = World::toy_library("/api");
    for request in [
        Request::new("POST", "/api/toys/car/repairs")
            .json(r#"{"what":"a wheel"}"#)
            .with("Idempotency-Key", "\"wheel\""),
        Request::new("POST", "/api/moves").json(r#"{"toy":"duck","to":"drake","permanent":true}"#),
    ] {
        let (after, exchange) = dispatch(&world, request);
        assert!(exchange.response.status.is_success(), "{}", exchange.response.text());
        world = after;
    }
    world.at(world.now_ms() + 60_000)
}

#[test]
fn everything_is_reached_from_the_root() {
    let walk = Walk::from(lived_in(), &["/api/"]);
    for (path, collection) in walk.world.collections() {
        for item in collection.iter() {
            assert!(
                walk.seen.contains(&format!("/api{path}/{}", item.id)),
                "{path}/{} is not linked",
                item.id
            );
        }
    }
    let routes: BTreeSet<_> = walk.seen.iter().map(|target| walk.route(target).pointer.as_str()).collect();
    for route in walk.world.api().routes() {
        let Some(read) = route.operation(&Method::GET) else { continue };
        // What only its owner may see is not linked to.
        let unseen = !read.security.is_empty();
        assert!(
            unseen || routes.contains(route.pointer.as_str()),
            "no link leads to {}",
            route.template.text()
        );
    }
}

#[test]
fn what_is_created_is_where_location_says_and_is_linked_from_then_on() {
    let mut walk = Walk::from(World::toy_library("/a%20place/api"), &["/a%20place/api/"]);
    let mut created = Vec::new();
    for target in walk.seen.clone() {
        let operation =
            walk.route(&target).operation(&Method::POST).map(|operation| operation.pointer.clone());
        let Some(pointer) = operation else { continue };
        // A move takes a toy away from where it was found.
        if target.ends_with("/moves") {
            continue;
        }
        let document = walk.world.api().document();
        let examples = document
            .pointer(&format!("{pointer}/requestBody/content/application~1json/examples"))
            .and_then(Value::as_object)
            .expect("an example of what to send");
        for example in examples.values().map(|example| example["value"].to_string()).collect::<Vec<_>>() {
            let key = format!("\"{target}\"");
            let request = Request::new("POST", &target).with("Idempotency-Key", key).json(example);
            let (after, exchange) = dispatch(&walk.world, request);
            // What is lent already cannot be lent again, and a repair takes its time.
            assert!(matches!(exchange.response.status.as_u16(), 201 | 202 | 409), "POST {target}");
            created.extend(exchange.response.field("location").map(str::to_owned));
            walk.world = after;
        }
    }
    assert!(created.len() > 8, "toys, friends and a loan for most toys");
    let again = Walk::from(walk.world.clone(), &["/a%20place/api/"]);
    walk.left = created.clone();
    walk.go();
    assert!(created.iter().all(|target| walk.seen.contains(target) && again.seen.contains(target)));
}

#[test]
fn pages_and_shapes_lead_on_and_are_as_documented() {
    let starts = [
        "/api/toys?per_page=2&sort=-wheels,name",
        "/api/toys?limit=2&sort=madeOf&embed=loans&q=a",
        "/api/toys?fields=name,wheels&wheels[gte]=0",
        "/api/toys?page=50",
        "/api/toys/ball?embed=loans&fields=kind",
        "/api/toys/ball/loans?embed=friend&limit=1",
        "/api/toys/ball/loans/1?embed=friend",
        "/api/friends?page=1&per_page=1&fields=email&name[contains]=%C3%B6%26",
    ];
    let walk = Walk::from(World::toy_library("/api"), &starts);
    for page in 1..=5 {
        let target = format!("/api/toys?per_page=2&sort=-wheels,name&page={page}");
        assert!(walk.seen.contains(&target), "{target}");
    }
    let cursors = walk.seen.iter().filter(|target| target.contains("cursor=")).count();
    assert_eq!(cursors, 3, "seven toys have an a, two at a time");
}

#[test]
fn an_address_with_everything_in_it_still_resolves() {
    let mut world = World::toy_library("/api");
    let fields = world.find("/toys", "car").expect("stored").fields.clone();
    for id in ["a b", "ü%", "?x#y", "[]{}|^\"<>`\\"] {
        let mut fields = fields.clone();
        fields.insert("id".into(), id.into());
        world.write("/toys", id, fields);
    }
    let count = world.collection("/toys").len();
    let walk = Walk::from(world, &["/api/"]);
    let toys = walk.seen.iter().filter(|target| walk.route(target).template.text() == "/toys/{toy}").count();
    assert_eq!(toys, count);
}
