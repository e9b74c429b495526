//! What the client says with its request.

use super::{capital, content, list, member, place::Place, short};
use crate::http::{Method, Request};

/// A request in the words of a friend at the door.
pub(in super::super) fn asked(request: &Request, base: &str) -> String {
    let place = Place::of(&request.target, base);
    let method = request.method_text();
    if place == Place::Unreadable || Method::from_bytes(&request.method).is_err() {
        return "(mumbles something that nobody can make out)".into();
    }
    match &*method {
        "GET" => get(request, &place),
        "HEAD" => head(&place),
        "OPTIONS" => options(&place),
        "POST" => post(request, &place),
        "PUT" => put(request, &place),
        "PATCH" => patch(request, &place),
        "DELETE" => delete(&place),
        other => format!("Could you {} {} for me?", short(other), yours(&place)),
    }
}

fn get(request: &Request, place: &Place) -> String {
    let again = request.field("If-None-Match").is_some() || request.field("If-Modified-Since").is_some();
    match place {
        Place::Toy(toy) if again => format!("Can I have your {} again, if it has changed?", toy.name()),
        Place::Toy(toy) => format!("Can I borrow your {}?", toy.name()),
        Place::Toys if again => "Is there anything new on your shelf?".into(),
        Place::Toys if request.target.contains(&b'?') => {
            "Which of your toys fit what I am looking for?".into()
        }
        Place::Toys => "Which toys do you have?".into(),
        Place::Loans(toy) => format!("Who has borrowed your {}?", toy.name()),
        Place::Friends => "Who are your friends?".into(),
        Place::Friend(name) => format!("Who is {name}?"),
        Place::Root | Place::Everything => "What can I ask you for?".into(),
        Place::Rules => "What are the rules of your house?".into(),
        Place::Elsewhere(_) | Place::Unreadable => format!("What do you have at {}?", place.thing()),
    }
}

fn head(place: &Place) -> String {
    match place {
        Place::Toy(toy) if toy.many() => format!("Do you have {}? Just tell me, don't bring them.", toy.a()),
        Place::Toy(toy) => format!("Do you have {}? Just tell me, don't bring it.", toy.a()),
        Place::Toys => "Do you have any toys? Just tell me, don't bring them.".into(),
        Place::Loans(toy) => format!("Has anybody borrowed your {}? Just say yes or no.", toy.name()),
        Place::Friends => "Do you have any friends? Just say yes or no.".into(),
        Place::Friend(name) => format!("Do you know {name}? Just say yes or no."),
        other => format!("Is there anything at {}? Just say yes or no.", yours(other)),
    }
}

fn options(place: &Place) -> String {
    match place {
        Place::Everything | Place::Root => "What can you do at all?".into(),
        Place::Toy(toy) => format!("What may I do with {}?", toy.the()),
        other => format!("What may I do with {}?", yours(other)),
    }
}

fn post(request: &Request, place: &Place) -> String {
    match place {
        Place::Toys => match (member(request, "name"), member(request, "kind")) {
            (Some(name), _) => format!("Here is a new toy for your shelf: {name}."),
            (None, Some(kind)) => format!("Here is a new toy for your shelf, of the kind {kind}."),
            (None, None) => "Here is something for your shelf.".into(),
        },
        Place::Loans(toy) => {
            let who = member(request, "friend").map_or_else(|| "somebody".into(), |friend| capital(&friend));
            format!("May {who} take {} home?", toy.the())
        }
        Place::Friends => match member(request, "name") {
            Some(name) => format!("Here is a new friend for you: {name}."),
            None => "Here is a new friend for you.".into(),
        },
        other => format!("Here is something for {}.", yours(other)),
    }
}

fn put(request: &Request, place: &Place) -> String {
    match (place, member(request, "name")) {
        (Place::Toy(toy), Some(name)) => format!("Please swap your {} for this one: {name}.", toy.name()),
        (Place::Toy(toy), None) => format!("Please swap your {} for this one.", toy.name()),
        (Place::Friend(who), Some(name)) => format!("Please write down {who} as {name}."),
        (other, _) => format!("Please put this in place of {}.", yours(other)),
    }
}

fn patch(request: &Request, place: &Place) -> String {
    let members: Vec<String> = content(request)
        .map(|object| object.keys().map(|name| short(name).into_owned()).collect())
        .unwrap_or_default();
    match members.as_slice() {
        [] => format!("Please change something about {}.", yours(place)),
        [_, _, _, _, ..] => format!("Please change a few things about {}.", yours(place)),
        few => format!("Please change the {} of {}.", list(few, "and"), yours(place)),
    }
}

fn delete(place: &Place) -> String {
    match place {
        Place::Toy(toy) => format!("Please take {} off your shelf.", toy.the()),
        Place::Toys => "Please take all your toys off the shelf.".into(),
        Place::Loans(toy) => format!("Please forget who has borrowed {}.", toy.the()),
        Place::Friend(name) => format!("Please take {name} off your list of friends."),
        other => format!("Please take away {}.", yours(other)),
    }
}

/// The thing, from the client's side: `your toy car`, `your toys`.
fn yours(place: &Place) -> String {
    match place {
        Place::Toy(toy) => format!("your {}", toy.name()),
        Place::Loans(toy) => format!("the loans of your {}", toy.name()),
        Place::Everything => "everything".into(),
        other => other.thing().replacen("my ", "your ", 1),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn every_request_has_words() {
        let new = |line: &str| {
            let (method, path) = line.split_once(' ').expect("a method and a path");
            Request::new(method, format!("/api{path}"))
        };
        let requests = [
            new("GET /toys/car"),
            new("GET /toys/car").with("If-None-Match", "\"v1\""),
            new("GET /toys"),
            new("GET /toys?kind=car"),
            new("GET /toys/car/loans"),
            new("GET /friends"),
            new("GET /friends/mia"),
            new("GET /"),
            new("GET /openapi.json"),
            new("GET /nowhere/at/all"),
            new("HEAD /toys/car"),
            new("HEAD /toys/blocks"),
            new("HEAD /friends/tom"),
            new("HEAD /nowhere"),
            new("OPTIONS /toys/car"),
            new("OPTIONS /toys"),
            Request::new("OPTIONS", "*"),
            new("POST /toys").json(r#"{"name":"Blue boat","kind":"boat"}"#),
            new("POST /toys").json(r#"{"kind":"boat"}"#),
            new("POST /toys").json("{"),
            new("POST /toys").json(r#"["name"]"#),
            new("POST /toys/car/loans").json(r#"{"friend":"mia"}"#),
            new("POST /toys/car/loans"),
            new("POST /toys/car"),
            new("POST /friends").json(r#"{"name":"Ada"}"#),
            new("PUT /toys/car").json(r#"{"name":"Green car"}"#),
            new("PUT /toys/car"),
            new("PUT /friends/mia").json(r#"{"name":"Mia Maria"}"#),
            new("PATCH /toys/car").json(r#"{"name":"x"}"#),
            new("PATCH /toys/car").json(r#"{"name":"x","kind":"y","color":"z"}"#),
            new("PATCH /toys/car").json(r#"{"a":1,"b":2,"c":3,"d":4}"#),
            new("PATCH /toys/car").json("{}"),
            new("DELETE /toys/car"),
            new("DELETE /toys"),
            new("DELETE /friends/zoe"),
            new("DELETE /"),
            new("BREW /toys/duck"),
            new("get /toys/car"),
            new("GE{T /toys/car"),
            new("GET /toys/%zz"),
            Request::new("", ""),
        ];
        let said: Vec<String> = requests
            .iter()
            .map(|request| {
                let line = format!("{} {}", request.method_text(), request.target_text());
                format!("{line:<28} {}\n", asked(request, "/api"))
            })
            .collect();
        expect![[r#"
            GET /api/toys/car            Can I borrow your toy car?
            GET /api/toys/car            Can I have your toy car again, if it has changed?
            GET /api/toys                Which toys do you have?
            GET /api/toys?kind=car       Which of your toys fit what I am looking for?
            GET /api/toys/car/loans      Who has borrowed your toy car?
            GET /api/friends             Who are your friends?
            GET /api/friends/mia         Who is Mia?
            GET /api/                    What can I ask you for?
            GET /api/openapi.json        What are the rules of your house?
            GET /api/nowhere/at/all      What do you have at /nowhere/at/all?
            HEAD /api/toys/car           Do you have a toy car? Just tell me, don't bring it.
            HEAD /api/toys/blocks        Do you have toy blocks? Just tell me, don't bring them.
            HEAD /api/friends/tom        Do you know Tom? Just say yes or no.
            HEAD /api/nowhere            Is there anything at /nowhere? Just say yes or no.
            OPTIONS /api/toys/car        What may I do with the toy car?
            OPTIONS /api/toys            What may I do with your toys?
            OPTIONS *                    What can you do at all?
            POST /api/toys               Here is a new toy for your shelf: Blue boat.
            POST /api/toys               Here is a new toy for your shelf, of the kind boat.
            POST /api/toys               Here is something for your shelf.
            POST /api/toys               Here is something for your shelf.
            POST /api/toys/car/loans     May Mia take the toy car home?
            POST /api/toys/car/loans     May somebody take the toy car home?
            POST /api/toys/car           Here is something for your toy car.
            POST /api/friends            Here is a new friend for you: Ada.
            PUT /api/toys/car            Please swap your toy car for this one: Green car.
            PUT /api/toys/car            Please swap your toy car for this one.
            PUT /api/friends/mia         Please write down Mia as Mia Maria.
            PATCH /api/toys/car          Please change the name of your toy car.
            PATCH /api/toys/car          Please change the name, kind and color of your toy car.
            PATCH /api/toys/car          Please change a few things about your toy car.
            PATCH /api/toys/car          Please change something about your toy car.
            DELETE /api/toys/car         Please take the toy car off your shelf.
            DELETE /api/toys             Please take all your toys off the shelf.
            DELETE /api/friends/zoe      Please take Zoe off your list of friends.
            DELETE /api/                 Please take away your front door.
            BREW /api/toys/duck          Could you BREW your toy duck for me?
            get /api/toys/car            Could you get your toy car for me?
            GE{T /api/toys/car           (mumbles something that nobody can make out)
            GET /api/toys/%zz            (mumbles something that nobody can make out)
                                         (mumbles something that nobody can make out)
        "#]]
        .assert_eq(&said.concat());
    }

    #[test]
    fn any_bytes_have_words() {
        let mut seed = 7_u32;
        let mut byte = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            seed.to_be_bytes()[0]
        };
        for length in 0..400 {
            let mut bytes = |from: &[u8]| {
                from.iter().copied().chain((0..length % 50).map(|_| byte())).collect::<Vec<_>>()
            };
            let (target, content) = (bytes(b"/toys/"), bytes(b"{\"name\":\""));
            for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "\u{0}"] {
                assert!(!asked(&Request::new(method, &target).content(&content), "").is_empty());
            }
        }
    }
}
