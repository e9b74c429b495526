//! Which operation of the API description a draft is for, and what the description says of its parameters.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::{Draft, outline};
use crate::{
    api::{
        Api, Found, Operation, Route,
        import::facets::{Facets, follow},
    },
    http::Method,
};

/// The path of a draft without its query and fragment.
#[must_use]
pub fn plain_path(path: &str) -> &str {
    path.split(['?', '#']).next().unwrap_or_default()
}

/// The decoded segments of a path.
pub(super) fn segments(path: &str) -> Vec<String> {
    let path = plain_path(path);
    let path = path.strip_prefix('/').unwrap_or(path);
    if path.is_empty() {
        return Vec::new();
    }
    path.split('/').map(decoded).collect()
}

/// A piece of a target with its percent-encoding undone.
pub(super) fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// The route that a path leads to, with the values of its parameters.
#[must_use]
pub fn route<'a>(api: &'a Api, path: &str) -> Option<(&'a Route, Found)> {
    api.find(&segments(path))
}

/// The route and the operation that a draft is for; HEAD is GET's.
#[must_use]
pub fn operation<'a>(api: &'a Api, draft: &Draft) -> Option<(&'a Route, &'a Operation)> {
    let (route, _) = route(api, &draft.path)?;
    let method = Method::from_bytes(draft.method.as_bytes()).ok()?;
    Some((route, route.operation(&method)?))
}

/// The route of a draft, and the operation that names its parameters: its own, or where it has none, GET's.
pub(super) fn nearest<'a>(api: &'a Api, draft: &Draft) -> Option<(&'a Route, &'a Operation)> {
    operation(api, draft).or_else(|| {
        let (route, _) = route(api, &draft.path)?;
        Some((route, route.operation(&Method::GET)?))
    })
}

/// A parameter of the query or a header field, as the description has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Documented {
    /// Its name as it is written, such as `wheels[gte]`.
    pub name: String,
    /// What it does, in the description's words; may be empty.
    pub about: String,
    /// What values it takes, in words.
    pub takes: String,
    /// The values it takes where there are only so many, or examples of them.
    pub values: Vec<String>,
    /// Whether it must be there.
    pub required: bool,
}

/// What the description says of an operation's parameters in `place`, which is `query` or `header`.
#[must_use]
pub fn parameters(api: &Api, route: &Route, operation: &Operation, place: &str) -> Vec<Documented> {
    let document = api.document();
    let mut found: Vec<Documented> = Vec::new();
    let mut add = |one: Documented| {
        // The operation's own come first, and count more than the path's (OpenAPI 3.1 §4.8.9).
        if !found.iter().any(|known| known.name == one.name) {
            found.push(one);
        }
    };
    for holder in [&operation.pointer, &route.pointer] {
        let list = format!("{holder}/parameters");
        let all = document.pointer(&list).and_then(Value::as_array);
        for (index, one) in all.into_iter().flatten().enumerate() {
            let Some((one, at)) = follow(document, one, &format!("{list}/{index}")) else { continue };
            let text = |key: &str| one.get(key).and_then(Value::as_str);
            let (Some(name), true) = (text("name"), text("in") == Some(place)) else { continue };
            let required = one.get("required") == Some(&Value::Bool(true));
            let about = text("description").unwrap_or_default();
            let example = one.get("example").cloned();
            let made =
                |name: &str, schema: &str| documented(document, name, about, required, schema, &example);
            if text("style") == Some("deepObject") {
                let inner = operation.query.iter().filter(|query| {
                    query.name == name
                        || query.name.strip_prefix(name).is_some_and(|rest| rest.starts_with('['))
                });
                inner.for_each(|query| add(made(&query.name, &query.schema_pointer)));
            } else {
                add(made(name, &format!("{at}/schema")));
            }
        }
    }
    found
}

fn documented(
    document: &Value,
    name: &str,
    about: &str,
    required: bool,
    schema: &str,
    example: &Option<Value>,
) -> Documented {
    let facets = Facets::at(document, schema).unwrap_or_default();
    let mut values: Vec<String> = outline::choices(document, &facets).iter().map(plain).collect();
    for one in example.iter().chain(facets.get("default")).chain(facets.get("example")) {
        let one = plain(one);
        if !values.contains(&one) {
            values.push(one);
        }
    }
    values.truncate(super::MOST_SUGGESTIONS);
    Documented {
        name: name.into(),
        about: about.into(),
        takes: outline::words(document, &facets),
        values,
        required,
    }
}

/// A value as it stands in a query or a header field.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::World;

    #[test]
    fn a_draft_finds_its_operation() {
        let world = World::toy_library("/api");
        let id = |method: &str, path: &str| {
            operation(world.api(), &Draft::new(method, path)).map(|(_, operation)| operation.id.clone())
        };
        assert_eq!(id("GET", "/toys?kind=car").as_deref(), Some("listToys"));
        assert_eq!(id("HEAD", "/toys/c%61r").as_deref(), id("GET", "/toys/car").as_deref());
        assert_eq!(id("POST", "/toys/car"), None);
        assert_eq!(id("GET", "/nowhere"), None);
        assert_eq!(id("a b", "/toys"), None);
    }

    #[test]
    fn parameters_are_told_with_what_they_take() {
        let world = World::toy_library("/api");
        let (route, operation) = operation(world.api(), &Draft::new("GET", "/toys")).expect("an operation");
        let query = parameters(world.api(), route, operation, "query");
        let made_of = query.iter().find(|one| one.name == "madeOf").expect("madeOf");
        assert!(made_of.values.contains(&"wood".to_owned()), "{made_of:?}");
        assert!(made_of.about.starts_with("Only those with exactly"), "{made_of:?}");
        assert!(query.iter().any(|one| one.name == "wheels[gte]" && one.takes.contains("whole number")));
        let available = query.iter().find(|one| one.name == "available").expect("available");
        assert_eq!(available.values, ["true", "false"]);
        assert!(
            parameters(world.api(), route, operation, "header").iter().any(|one| one.name == "If-None-Match")
        );
    }
}
