//! What a filled shelf holds is what the server itself would take.

use serde_json::Value;
use toyshelf::{http::Request, server::dispatch, world::Filling};

#[test]
fn what_is_on_it_can_be_put_back_as_it_is() {
    let mut filling = Filling::of("/api", 70);
    filling.advance(100);
    let mut world = filling.into_world();
    for number in 20..70 {
        let target = format!("/api/toys/toy-{number}");
        let (_, got) = dispatch(&world, Request::new("GET", &target));
        let mut toy: Value = serde_json::from_slice(&got.response.content).unwrap();
        for own in ["id", "_links", "lentTo"] {
            toy.as_object_mut().unwrap().remove(own);
        }
        let (after, put) = dispatch(&world, Request::new("PUT", &target).json(toy.to_string()));
        assert!(put.response.status.is_success(), "{}", put.response.text());
        world = after;
    }
}
