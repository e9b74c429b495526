//! Collections from outside: filters, order, sparse fields, embedding, pages and cursors.

// A test that cannot go on says so by panicking.
#![allow(clippy::expect_used)]

use serde_json::{Map, Value, json};
use toyshelf::{
    http::Request,
    server::{Exchange, dispatch},
    world::World,
};

fn world() -> World {
    World::toy_library("/api").at(1_800_000_000_000)
}

fn get(world: &World, target: &str) -> Exchange {
    dispatch(world, Request::new("GET", target)).1
}

fn body(exchange: &Exchange) -> Value {
    serde_json::from_slice(&exchange.response.content).expect("the content is JSON")
}

/// The ids of the items of a list.
fn ids(list: &Value) -> Vec<String> {
    let items = list["items"].as_array().expect("items");
    items.iter().map(|item| item["id"].as_str().unwrap_or("?").to_owned()).collect()
}

/// What a query picks, as ids with spaces between.
fn picked(query: &str) -> String {
    let exchange = get(&world(), &format!("/api/toys?{query}"));
    assert_eq!(exchange.response.status, 200, "{query}: {}", exchange.response.text());
    ids(&body(&exchange)).join(" ")
}

#[test]
fn filters_pick_by_value_comparison_and_text() {
    for (query, wanted) in [
        ("kind=car", "car"),
        ("kind=car&kind=duck", "car duck"),
        ("madeOf=wood&available=true", "blocks train drum"),
        ("wheels=4", "car"),
        ("wheels[gte]=4", "car train"),
        ("wheels%5Bgt%5D=4", "train"),
        ("wheels[gt]=1&wheels[lt]=5", "car"),
        ("wheels[lte]=-1", ""),
        ("wheels[ne]=4&madeOf=metal", "robot"),
        ("available=false", "ball"),
        ("name[contains]=RUBBER", "duck"),
        ("q=red", "car"),
        ("q=little+train", "train"),
        ("q=wood", "blocks train drum"),
        ("q=", "car duck blocks robot train bear drum rocket ball"),
        ("kind=", ""),
    ] {
        assert_eq!(picked(query), wanted, "{query}");
    }
}

#[test]
fn several_keys_sort_one_after_the_other_and_equal_ones_stay() {
    for (query, wanted) in [
        ("sort=name", "ball blocks train drum rocket car duck bear robot"),
        ("sort=-wheels,name", "train car ball blocks drum rocket duck bear robot"),
        ("sort=wheels", "duck blocks robot bear drum rocket ball car train"),
        ("sort=madeOf,-id&madeOf=wood&madeOf=cloth", "bear train drum blocks"),
        ("sort=available,name&q=ball", "ball"),
    ] {
        assert_eq!(picked(query), wanted, "{query}");
    }
}

#[test]
fn sparse_fields_leave_the_rest_out_but_not_the_links() {
    let list = body(&get(&world(), "/api/toys?fields=kind,name&kind=car"));
    assert_eq!(
        list["items"][0],
        json!({"name": "Red racing car", "kind": "car", "_links": {
            "self": "/api/toys/car", "collection": "/api/toys", "loans": "/api/toys/car/loans",
            "repairs": "/api/toys/car/repairs",
        }})
    );
    let item = body(&get(&world(), "/api/toys/car?fields=wheels"));
    assert_eq!(item["wheels"], 4);
    assert_eq!(item.as_object().expect("an object").len(), 2);
}

#[test]
fn relations_are_embedded_beside_the_fields() {
    let world = world();
    let ball = body(&get(&world, "/api/toys/ball?embed=loans"));
    assert_eq!(ball["_embedded"]["loans"][0]["friend"], "zoe");
    assert_eq!(ball["name"], "Bouncy ball");
    let loans = body(&get(&world, "/api/toys/ball/loans?embed=friend"));
    assert_eq!(loans["items"][0]["_embedded"]["friend"]["name"], "Zoe");
    let toys = body(&get(&world, "/api/toys?embed=loans&fields=id"));
    let embedded = |toy: &Value| toy["_embedded"]["loans"].as_array().expect("a list").len();
    let counts: Vec<_> = toys["items"].as_array().expect("items").iter().map(embedded).collect();
    assert_eq!(counts, [0, 0, 0, 0, 0, 0, 0, 0, 1]);
}

#[test]
fn pages_are_numbered_and_linked() {
    let world = world();
    let second = get(&world, "/api/toys?sort=name&page=2&per_page=4");
    let list = body(&second);
    assert_eq!(ids(&list), ["rocket", "car", "duck", "bear"]);
    assert_eq!((list["total"].as_u64(), second.response.field("x-total-count")), (Some(9), Some("9")));
    assert_eq!(
        second.response.field("link").expect("links"),
        "</api/toys?sort=name&per_page=4&page=1>; rel=\"first\", \
         </api/toys?sort=name&per_page=4&page=1>; rel=\"prev\", \
         </api/toys?sort=name&per_page=4&page=3>; rel=\"next\", \
         </api/toys?sort=name&per_page=4&page=3>; rel=\"last\""
    );
    assert_eq!(list["_links"]["self"], "/api/toys?sort=name&page=2&per_page=4");
    assert_eq!(list["_links"]["next"], "/api/toys?sort=name&per_page=4&page=3");

    let beyond = body(&get(&world, "/api/toys?page=7"));
    assert_eq!((ids(&beyond).len(), beyond["total"].as_u64()), (0, Some(9)));
    assert_eq!(beyond["_links"]["prev"], "/api/toys?page=1");
    let huge = get(&world, "/api/toys?page=18446744073709551615&per_page=100&sort=name");
    assert_eq!(huge.response.status, 200);
}

/// Follows `next` from here on, doing something to the world between pages.
fn walk(world: &mut World, from: &str, mut between: impl FnMut(&mut World, usize)) -> Vec<String> {
    let mut seen = Vec::new();
    let mut next = Some(from.to_owned());
    for round in 0.. {
        let Some(target) = next else { break };
        let exchange = get(world, &target);
        assert_eq!(exchange.response.status, 200, "{}", exchange.response.text());
        let list = body(&exchange);
        seen.extend(ids(&list));
        next = list["_links"]["next"].as_str().map(str::to_owned);
        between(world, round);
        assert!(round < 100, "the pages end");
    }
    seen
}

#[test]
fn a_cursor_holds_its_place_while_things_come_and_go() {
    let toy = |id: &str, name: &str| {
        Map::from_iter([("id".into(), json!(id)), ("name".into(), json!(name)), ("kind".into(), json!("x"))])
    };
    for (query, wanted) in [
        ("limit=2", "car duck blocks robot bear drum rocket ball new"),
        ("limit=2&sort=name", "ball blocks train drum rocket car duck new robot"),
        ("limit=2&sort=-name", "robot bear new duck car rocket drum train blocks ball"),
        ("limit=3&madeOf[ne]=metal&sort=wheels,name", "ball blocks drum rocket duck new train"),
    ] {
        let mut world = world();
        let seen = walk(&mut world, &format!("/api/toys?{query}"), |world, round| match round {
            0 => {
                // The very item that the cursor stands on goes, and others come, one before it and one behind.
                let page = body(&get(world, &format!("/api/toys?{query}")));
                let last = ids(&page).pop().expect("an item");
                world.remove("/toys", &last);
                world.write("/toys", "new", toy("new", "Silver spoon"));
            }
            // One that was not seen yet.
            1 => world.remove("/toys", if query == "limit=2" { "train" } else { "bear" }),
            _ => {}
        });
        let wanted: Vec<_> = wanted.split(' ').collect();
        assert_eq!(seen, wanted, "{query}");
    }
}

#[test]
fn a_cursor_survives_saving() {
    let mut world = world();
    world.remove("/toys", "duck");
    let first = body(&get(&world, "/api/toys?limit=3"));
    let next = first["_links"]["next"].as_str().expect("a next page");
    let restored = World::restore(&world.save(), "/api").expect("a saved world");
    assert_eq!(ids(&body(&get(&world, next))), ids(&body(&get(&restored, next))));
    assert_eq!(ids(&body(&get(&restored, next)))[0], "train");
}

#[test]
fn bad_parameters_are_named_with_what_they_may_be() {
    let world = world();
    for (target, parameter, words) in [
        ("/api/toys?colour=red", "colour", "It takes id, name, "),
        ("/api/toys?wheels[almost]=4", "wheels[almost]", "There is no query parameter"),
        ("/api/toys?wheels=four", "wheels", "“four”"),
        ("/api/toys?wheels[gte]=", "wheels[gte]", "must be a whole number"),
        ("/api/toys?available=maybe", "available", "must be true or false"),
        ("/api/toys?available=true&available=false", "available", "given 2 times"),
        ("/api/toys?madeOf=wood&madeOf=glass", "madeOf", "“glass” is none of wood, plastic"),
        ("/api/toys?sort=name,colour", "sort", "“colour” is none of id, -id, "),
        ("/api/toys?sort=", "sort", "-available"),
        ("/api/toys/car?fields=", "fields", "name"),
        ("/api/toys?sort=name&sort=kind", "sort", "with commas between"),
        ("/api/toys?fields=name,_links", "fields", "_links"),
        ("/api/toys?embed=friend", "embed", "is none of loans"),
        ("/api/toys?page=0", "page", "1"),
        ("/api/toys?page=two", "page", "“two”"),
        ("/api/toys?per_page=101", "per_page", "100"),
        ("/api/toys?limit=1e9", "limit", "100"),
        ("/api/toys?page=1&cursor=abc", "page", "leave one of them out"),
        ("/api/toys?cursor=abc", "cursor", "did not give it out"),
        ("/api/toys?cursor=a%20c", "cursor", "“a c”"),
        ("/api/toys/car?sort=name", "sort", "It takes fields, embed."),
        ("/api/toys/car?fields=nose", "fields", "“nose”"),
        ("/api/?x=1", "x", "It takes none."),
    ] {
        let exchange = get(&world, target);
        let problem = body(&exchange);
        assert_eq!(exchange.response.status, 400, "{target}");
        assert_eq!(problem["parameter"], parameter, "{target}");
        assert!(problem["value"].is_string(), "{target}");
        let detail = problem["detail"].as_str().expect("a detail");
        assert!(detail.contains(words) && detail.contains(parameter), "{target}: {detail}");
        assert_eq!(exchange.trace.exit().map(|step| step.decision.id), Some("query-known"));
    }
    let other = body(&get(&world, "/api/toys?limit=2"))["_links"]["next"].as_str().expect("next").to_owned();
    let mixed = get(&world, &format!("{other}&sort=name"));
    assert_eq!(mixed.response.status, 400, "a cursor of another order");
}

#[test]
fn a_list_has_a_tag_for_each_query_that_changes_with_what_it_shows() {
    let mut world = world();
    let tag =
        |world: &World, target: &str| get(world, target).response.field("etag").expect("a tag").to_owned();
    let plain = tag(&world, "/api/toys");
    let targets =
        ["/api/toys?kind=car", "/api/toys?embed=loans", "/api/toys/ball?embed=loans", "/api/toys?sort=name"];
    let before: Vec<_> = targets.iter().map(|target| tag(&world, target)).collect();
    assert!(before.iter().all(|tag| *tag != plain && !tag.starts_with("W/")));
    let held = Request::new("GET", targets[0]).with("If-None-Match", &before[0]);
    assert_eq!(dispatch(&world, held.clone()).1.response.status, 304);

    world.remove("/toys/ball/loans", "1");
    let after: Vec<_> = targets.iter().map(|target| tag(&world, target)).collect();
    assert_eq!(tag(&world, "/api/toys"), plain, "the toys are as they were");
    assert_eq!((&before[0], &before[3]), (&after[0], &after[3]));
    assert!(before[1] != after[1] && before[2] != after[2], "what is embedded counts");

    world.remove("/toys", "car");
    assert_eq!(dispatch(&world, held).1.response.status, 200);
}

#[test]
fn a_plain_list_is_as_it_always_was() {
    let exchange = get(&world(), "/api/toys");
    let list = body(&exchange);
    assert_eq!(list["_links"], json!({"self": "/api/toys"}));
    assert_eq!(exchange.response.field("etag"), Some("\"c9\""));
    assert_eq!(exchange.response.field("x-total-count"), Some("9"));
    assert_eq!(exchange.response.field("link"), None);
}

#[test]
fn the_trace_counts_what_was_picked_sorted_and_paged() {
    let exchange = get(&world(), "/api/toys?madeOf=wood&sort=-name&per_page=2&fields=id");
    let step = exchange.trace.steps.iter().find(|step| step.decision.id == "do").expect("it is done");
    let seen: Vec<_> =
        step.evidence.iter().map(|seen| format!("{}: {}", seen.source.label(), seen.value)).collect();
    assert_eq!(
        seen,
        [
            "method: GET",
            "stored /toys: 9 items",
            "picked: 3 of 9: madeOf = wood",
            "sorted: by name (descending)",
            "page: 1 of 2, with 2 of 3 items, 2 a page",
            "shown: only the fields id",
        ]
    );
    assert_eq!(
        step.because,
        "Read /toys: 3 of 9 items picked, sorted by name (descending), page 1 of 2, only the fields id."
    );
}

#[test]
fn a_query_needs_the_second_half_of_the_server() {
    let request = Request::new("GET", "/api/toys?kind=car");
    assert!(toyshelf::server::dispatch_reading(&world(), request).is_err());
}

#[test]
fn head_tells_of_a_page_what_get_does() {
    for target in ["/api/toys?page=2&per_page=2", "/api/toys/car?fields=name", "/api/toys?wheels=x"] {
        let (get, head) = (get(&world(), target), dispatch(&world(), Request::new("HEAD", target)).1);
        assert_eq!(get.response.fields, head.response.fields, "{target}");
        assert!(head.response.content.is_empty());
    }
}

/// A small generator of numbers, the same every time.
fn numbers() -> impl FnMut(usize) -> usize {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    move |below| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as usize % below
    }
}

#[test]
fn pages_joined_are_the_list_whatever_the_order_and_size() {
    let mut next = numbers();
    let mut world = world();
    for number in 0..60 {
        let mut fields = Map::from_iter([("id".into(), json!(format!("n{number}")))]);
        // Values of every kind, and many alike, as a document with a looser schema would let them in.
        let values =
            [json!(null), json!(1), json!(1.0), json!(2), json!("b"), json!("a"), json!(true), json!([])];
        for name in ["name", "kind", "wheels"] {
            if next(4) > 0 {
                fields.insert(name.into(), values[next(values.len())].clone());
            }
        }
        world.write("/toys", &format!("n{number}"), fields);
    }
    for _ in 0..120 {
        let names = ["name", "kind", "wheels", "id", "available"];
        let keys: Vec<_> =
            (0..1 + next(3)).map(|_| format!("{}{}", ["", "-"][next(2)], names[next(names.len())])).collect();
        let filter = ["", "&wheels[ne]=1", "&name=a&name=b", "&q=a", "&kind[ne]=car"][next(5)];
        let query = format!("/api/toys?sort={}{filter}", keys.join(","));
        let whole = body(&get(&world, &query));
        let size = 1 + next(12);
        for window in [format!("per_page={size}"), format!("limit={size}")] {
            let joined = walk(&mut world, &format!("{query}&{window}"), |_, _| {});
            assert_eq!(joined, ids(&whole), "{query}&{window}");
        }
        assert_eq!(whole["total"], ids(&whole).len());
    }
}

/// Any query gets an answer, and a refused one names its parameter.
#[test]
fn no_query_is_too_strange() {
    let mut next = numbers();
    let names = [
        "kind",
        "wheels[gte]",
        "wheels",
        "sort",
        "fields",
        "embed",
        "page",
        "per_page",
        "cursor",
        "limit",
        "q",
        "",
        "name[contains]",
        "wheels[",
        "]",
        "available",
        "%5B%5D",
        "madeOf[ne]",
        "sort[gte]",
    ];
    let values = [
        "car",
        "",
        "-1",
        "0",
        "1",
        "1e400",
        "99999999999999999999999",
        "-",
        ",",
        "name,-kind,,",
        "-name",
        "a.b.c",
        "..",
        "true",
        "null",
        "%20",
        "%C3%A9",
        "WzAsMF0",
        "WzAsMCwxXQ",
        "W10",
        "loans",
        "%2C",
        "\u{7f}x",
        "[[[[",
    ];
    let world = world();
    for _ in 0..5000 {
        let pairs: Vec<_> = (0..1 + next(4))
            .map(|_| format!("{}={}", names[next(names.len())], values[next(values.len())]))
            .collect();
        let path = ["/api/toys", "/api/toys/car", "/api/toys/ball/loans", "/api/"][next(4)];
        let target = format!("{path}?{}", pairs.join("&"));
        let exchange = get(&world, &target);
        let status = exchange.response.status.as_u16();
        assert!(matches!(status, 200 | 400), "{target}: {status}");
        let well_formed = exchange.trace.exit().is_none_or(|step| step.decision.id != "well-formed");
        if status == 400 && well_formed {
            assert!(body(&exchange)["parameter"].is_string(), "{target}");
        }
    }
}

/// Books, by a document that says less than the toys' does, and says it otherwise.
fn books() -> World {
    let document = json!({
        "openapi": "3.1.0",
        "info": {"title": "Books", "version": "1"},
        "paths": {
            "/books": {"parameters": [
                {"name": "find", "in": "query", "x-toyshelf-query": "search"},
                {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 1}},
            ], "get": {
                "parameters": [
                    {"name": "page", "in": "query", "schema": {"type": "integer"}},
                    {"name": "made.year", "in": "query", "schema": {"type": "integer"}},
                    {"name": "made.year", "in": "query", "style": "deepObject", "schema": {"anyOf": [
                        {"$ref": "#/components/schemas/Range"},
                    ]}},
                    {"name": "tags", "in": "query", "schema": {"type": "string"}},
                    {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 50}},
                    {"name": "sort", "in": "query", "schema": {"type": "string"}},
                    {"name": "fields", "in": "query", "schema": {"type": "string"}},
                    {"name": "lang", "in": "query", "schema": {"type": "string"}},
                ],
                "responses": {"200": {"description": "Books", "content": {"application/json": {}}}},
            }},
            "/books/{book}": {"get": {"responses": {"200": {"description": "A book", "content": {
                "application/json": {"schema": {"type": "object", "properties": {
                    "title": {"type": "string"}, "page": {"type": "integer"}, "made": {"type": "object"},
                    "tags": {"type": "array"},
                }}},
            }}}}},
        },
        "components": {"schemas": {"Range": {"type": "object", "properties": {"gte": {"type": "integer"}}}}},
    });
    let api = toyshelf::api::Api::from_document(document).expect("a document that compiles");
    let mut world = World::empty(std::sync::Arc::new(api), "/api");
    for (id, year, page) in [("a", 1990, 7), ("b", 2000, 7), ("c", 2010, 9)] {
        let book = json!({"id": id, "title": format!("Book {id}"), "page": page,
            "made": {"year": year, "in": "Ulm"}, "tags": [id, "all"]});
        world.write("/books", id, book.as_object().expect("an object").clone());
    }
    world
}

#[test]
fn any_document_says_what_its_parameters_do() {
    let world = books();
    for (query, wanted) in [
        ("page=7", "a b"),
        ("made.year=2000", "b"),
        ("made.year[gte]=2000", "b c"),
        ("tags=all&tags=x", "400"),
        ("tags=all", "a b c"),
        ("limit=2", "a b"),
        ("limit=51", "400"),
        ("sort=-made.year,title", "c b a"),
        ("sort=nose", "400"),
        ("find=BOOK+c", "c"),
        ("lang=de", "a b c"),
        ("cursor=x", "400"),
    ] {
        let exchange = get(&world, &format!("/api/books?{query}"));
        let picked = match exchange.response.status.as_u16() {
            200 => ids(&body(&exchange)).join(" "),
            other => other.to_string(),
        };
        assert_eq!(picked, wanted, "{query}");
    }
    let few = get(&world, "/api/books?limit=2");
    assert_eq!(few.response.field("link"), None, "there is no cursor to go on with");
    let part = body(&get(&world, "/api/books?fields=made.year&limit=1"));
    assert_eq!(part["items"][0]["made"], json!({"year": 1990}));
}
