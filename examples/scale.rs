//! How the engine bears many items, natively: what an operation costs at 100,000 items against 100, and what a filter,
//! an order and a page over 100,000 take. Prints; passes or fails nothing, as clocks on shared machines are no judges.
//!
//! ```sh
//! cargo run --release --no-default-features --example scale
//! ```

use std::time::Instant;

use serde_json::{Map, Value, json};
use toyshelf::{http::Request, server::dispatch, world::World};

/// A world with this many toys.
fn world(count: usize) -> World {
    let mut world = World::toy_library("/api");
    for number in world.collection("/toys").len()..count {
        let id = format!("toy-{number}");
        let fields: Map<String, Value> = [
            ("id", json!(id)),
            ("name", json!(format!("Toy number {number}"))),
            ("kind", json!(if number % 2 == 0 { "car" } else { "duck" })),
            ("color", json!("#2f5fd0")),
            ("wheels", json!(number * 7919 % 64)),
            ("madeOf", json!(["wood", "metal", "cloth"].get(number % 3))),
            ("available", json!(true)),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into_iter()
        .collect();
        world.write("/toys", &id, fields);
    }
    world
}

/// The median time of one dispatch, in microseconds, over rounds. With `keeps`, the world before each is kept.
fn time(world: &World, rounds: usize, keeps: bool, request: impl Fn(usize) -> Request) -> f64 {
    let mut world = world.clone();
    let mut kept = Vec::new();
    let mut times: Vec<f64> = (0..rounds)
        .map(|round| {
            let request = request(round);
            let begun = Instant::now();
            let (after, exchange) = dispatch(&world, request);
            let taken = begun.elapsed().as_secs_f64() * 1e6;
            assert!(exchange.response.status.as_u16() < 400, "{}", exchange.response.text());
            if keeps {
                kept.push(std::mem::replace(&mut world, after));
            }
            taken
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn main() {
    let (few, many) = (world(100), world(100_000));
    let put = |round: usize| {
        let toy = json!({"name": "Red racing car", "kind": "car", "wheels": round % 64});
        Request::new("PUT", "/api/toys/car").json(toy.to_string())
    };
    let post = |round: usize| {
        let toy = json!({"name": format!("Blue boat {round}"), "kind": "boat"});
        Request::new("POST", "/api/toys").json(toy.to_string())
    };
    println!("µs a call               100 toys   100,000 toys   ratio");
    let row = |name: &str, keeps: bool, request: &dyn Fn(usize) -> Request| {
        let (a, b) = (time(&few, 2000, keeps, request), time(&many, 2000, keeps, request));
        println!("{name:22} {a:9.1} {b:14.1} {:6.2}×", b / a);
    };
    row("GET an item", false, &|_| Request::new("GET", "/api/toys/toy-50"));
    row("PUT, and a snapshot", true, &put);
    row("POST, and a snapshot", true, &post);
    row("10 from a cursor", false, &|_| Request::new("GET", "/api/toys?limit=10"));

    let list = world(200);
    let plain = time(&list, 500, false, |_| Request::new("GET", "/api/toys"));
    let half = time(&list, 500, false, |_| Request::new("GET", "/api/toys?kind=car"));
    println!("\nGET 200 toys: {plain:.1} µs; filtered to 100: {half:.1} µs, {:.2}× of that", half / plain);

    println!("\nms over 100,000 toys");
    for query in [
        "kind=car&per_page=10",
        "kind=car&sort=-wheels,name&per_page=10",
        "kind=car&sort=-wheels,name&page=2500&per_page=10",
        "wheels[gte]=32&sort=name&limit=100",
        "q=number+99&sort=name&page=1",
        "sort=name&page=1",
        "fields=name&embed=loans&page=9000",
    ] {
        let taken = time(&many, 5, false, |_| Request::new("GET", format!("/api/toys?{query}")));
        println!("{:8.2}  {query}", taken / 1000.0);
    }
}
