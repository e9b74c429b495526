//! The first lesson: the toy library in six requests.

use super::Part::{Code, Strong, Text};
use super::Predicate::{All, Left, Method, Path, Status, Without};
use super::{Ask, Goal, Lesson};

/// What a friend can ask, and what the answers mean: 200, 404, 304, 201, 422 and 409.
pub static FIRST_STEPS: Lesson = Lesson {
    id: "first-steps",
    title: "Can I borrow your toy car?",
    story: &[
        Text("Your friend asks for a toy by its "),
        Strong("address"),
        Text(
            ". The server looks on its shelf, and answers with the toy and a note that says how it went: the ",
        ),
        Strong("status code"),
        Text("."),
    ],
    goals: &[
        Goal {
            id: "borrow-the-car",
            text: &[Text("Ask for "), Code("/toys/car"), Text(" and get "), Code("200"), Text(".")],
            when: All(&[Method("GET"), Path("/toys/car"), Status(200)]),
            hint: &[
                Text("Choose "),
                Code("GET"),
                Text(", write "),
                Code("/toys/car"),
                Text(" as the path, and press Send. "),
                Code("GET"),
                Text(" asks to see something and changes nothing."),
            ],
            solution: &[Ask { method: "GET", path: "/toys/car", fields: JSON_PLEASE, content: "" }],
        },
        Goal {
            id: "no-such-toy",
            text: &[Text("Ask for a toy that is not there. What does the note say?")],
            when: All(&[Method("GET"), Path("/toys/{id}"), Status(404)]),
            hint: &[
                Text("There is no kite on the shelf: ask for "),
                Code("/toys/kite"),
                Text(". The server says "),
                Code("404"),
                Text(": I looked, and there is nothing at that address."),
            ],
            solution: &[Ask { method: "GET", path: "/toys/kite", fields: JSON_PLEASE, content: "" }],
        },
        Goal {
            id: "you-have-it-already",
            text: &[Text("Ask again for a toy you already have, and get a note with no toy in it.")],
            when: All(&[Method("GET"), Path("/toys/{id}"), Status(304)]),
            hint: &[
                Text("Each answer carries the version of the toy in its "),
                Code("ETag"),
                Text(" field. Send it back in "),
                Code("If-None-Match"),
                Text(", and the server sends the toy only when it has changed; else "),
                Code("304"),
                Text("."),
            ],
            solution: &[Ask {
                method: "GET",
                path: "/toys/car",
                fields: &[("Accept", "application/json"), ("If-None-Match", "\"v1\"")],
                content: "",
            }],
        },
        Goal {
            id: "a-new-toy",
            text: &[Text("Put a new toy on the shelf, and get "), Code("201"), Text(".")],
            when: All(&[Method("POST"), Path("/toys"), Status(201)]),
            hint: &[
                Text("Send "),
                Code("POST"),
                Text(" to "),
                Code("/toys"),
                Text(" with the toy as JSON: it needs a "),
                Code("name"),
                Text(" and a "),
                Code("kind"),
                Text(". The answer tells its address in "),
                Code("Location"),
                Text("."),
            ],
            solution: &[Ask {
                method: "POST",
                path: "/toys",
                fields: JSON_GIVEN,
                content: r##"{ "name": "Striped kite", "kind": "kite", "color": "#2f5fd0" }"##,
            }],
        },
        Goal {
            id: "a-toy-without-a-name",
            text: &[Text("Leave the name off a new toy. How does the server say what is missing?")],
            when: All(&[Method("POST"), Path("/toys"), Status(422), Left("content-fits"), Without("name")]),
            hint: &[
                Text("Send "),
                Code("POST"),
                Text(" to "),
                Code("/toys"),
                Text(" with a "),
                Code("kind"),
                Text(" alone. The JSON can be read, so it is not "),
                Code("400"),
                Text("; it does not make a toy, so it is "),
                Code("422"),
                Text("."),
            ],
            solution: &[Ask {
                method: "POST",
                path: "/toys",
                fields: JSON_GIVEN,
                content: r#"{ "kind": "ball" }"#,
            }],
        },
        Goal {
            id: "lent-twice",
            text: &[Text("Lend a toy to a friend, then try to lend it to another.")],
            when: All(&[Method("POST"), Path("/toys/{id}/loans"), Status(409), Left("no-conflict")]),
            hint: &[
                Text("Send "),
                Code("POST"),
                Text(" to "),
                Code("/toys/duck/loans"),
                Text(" with "),
                Code("{ \"friend\": \"mia\" }"),
                Text(", then once more with "),
                Code("tom"),
                Text(". One toy cannot be in two places: "),
                Code("409"),
                Text("."),
            ],
            solution: &[
                Ask {
                    method: "POST",
                    path: "/toys/duck/loans",
                    fields: JSON_GIVEN,
                    content: r#"{ "friend": "mia" }"#,
                },
                Ask {
                    method: "POST",
                    path: "/toys/duck/loans",
                    fields: JSON_GIVEN,
                    content: r#"{ "friend": "tom" }"#,
                },
            ],
        },
    ],
};

const JSON_PLEASE: &[(&str, &str)] = &[("Accept", "application/json")];
const JSON_GIVEN: &[(&str, &str)] = &[("Accept", "application/json"), ("Content-Type", "application/json")];

#[cfg(test)]
mod tests;
