//! The content that an operation takes: its media types, their schemas, and an example of each.

use serde_json::Value;

use super::{Draft, lookup};
use crate::api::{
    Api, Operation,
    import::{example_of, facets::follow, invent},
};

/// The media types that an operation reads, as its description lists them; a range stands for JSON.
#[must_use]
pub fn types(api: &Api, operation: &Operation) -> Vec<String> {
    let listed = body(api, operation).and_then(|(body, _)| body.get("content")?.as_object());
    let mut all: Vec<String> = Vec::new();
    for media in listed.into_iter().flat_map(|content| content.keys()) {
        let media = if media.contains('*') { "application/json" } else { media };
        if !all.iter().any(|known| known == media) {
            all.push(media.into());
        }
    }
    all
}

/// Whether the operation must be given content.
#[must_use]
pub fn is_required(api: &Api, operation: &Operation) -> bool {
    body(api, operation).is_some_and(|(body, _)| body.get("required") == Some(&Value::Bool(true)))
}

/// The media type that a draft's body is of: what its Content-Type says, or else the first that the operation reads.
#[must_use]
pub fn media(api: &Api, operation: &Operation, draft: &Draft) -> Option<String> {
    match draft.header("content-type") {
        Some(value) => Some(value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()),
        None => types(api, operation).into_iter().next(),
    }
}

/// Where the schema of a draft's body stands, as a JSON Pointer; `None` where the description has none for it.
#[must_use]
pub fn schema(api: &Api, draft: &Draft) -> Option<String> {
    let (_, operation) = lookup::operation(api, draft)?;
    let media = media(api, operation, draft)?;
    let (described, place) = described(api, operation, &media)?;
    let schema = described.get("schema")?;
    follow(api.document(), schema, &format!("{place}/schema")).map(|(_, place)| place)
}

/// An example of a body of this media type: the description's own, or one made to fit.
#[must_use]
pub fn example(api: &Api, draft: &Draft, media: &str) -> Option<String> {
    let (_, operation) = lookup::operation(api, draft)?;
    let (described, place) = described(api, operation, media)?;
    let is_json = media.ends_with("json");
    let value = match example_of(described) {
        Some(example) => {
            let (example, _) = follow(api.document(), example, "")?;
            example.clone()
        }
        None if is_json => {
            let schema = format!("{place}/schema");
            api.document().pointer(&schema)?;
            without_read_only(api, &schema, invent::invent(api.document(), &schema, "", 3).0)
        }
        None => return None,
    };
    match value {
        Value::String(text) if !is_json => Some(text),
        value => serde_json::to_string_pretty(&value).ok(),
    }
}

/// What the server alone writes is no part of what is sent.
fn without_read_only(api: &Api, schema: &str, mut value: Value) -> Value {
    if let Value::Object(members) = &mut value
        && let Some(facets) = super::outline::inside(api.document(), schema, &[])
    {
        for member in super::outline::members(api.document(), &facets) {
            if member.read_only {
                members.shift_remove(&member.name);
            }
        }
    }
    value
}

/// The request body that an operation describes, with its place.
pub(super) fn body<'a>(api: &'a Api, operation: &Operation) -> Option<(&'a Value, String)> {
    let place = format!("{}/requestBody", operation.pointer);
    follow(api.document(), api.document().pointer(&place)?, &place)
}

/// What the description says of content of this media type, with its place: of the type itself, or of a range with
/// it in.
fn described<'a>(api: &'a Api, operation: &Operation, media: &str) -> Option<(&'a Value, String)> {
    let (body, place) = body(api, operation)?;
    let content = body.get("content")?.as_object()?;
    let essence = |key: &str| key.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let exact = content.iter().find(|(key, _)| essence(key) == media);
    let range = || {
        content.iter().find(|(key, _)| {
            let key = essence(key);
            key == "*/*"
                || key.strip_suffix('*').is_some_and(|start| start.ends_with('/') && media.starts_with(start))
        })
    };
    let (key, described) = exact.or_else(range)?;
    Some((described, format!("{place}/content/{}", key.replace('~', "~0").replace('/', "~1"))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::World;

    #[test]
    fn content_is_looked_up_by_its_type() {
        let world = World::toy_library("/api");
        let api = world.api();
        let patch = Draft::new("PATCH", "/toys/car");
        let (_, operation) = lookup::operation(api, &patch).expect("an operation");
        assert_eq!(types(api, operation), ["application/merge-patch+json", "application/json-patch+json"]);
        assert_eq!(schema(api, &patch).as_deref(), Some("/components/schemas/ToyPatch"));
        let json_patch = patch.clone().body("application/json-patch+json; x=y", "[]");
        assert_eq!(schema(api, &json_patch).as_deref(), Some("/components/schemas/JsonPatch"));
        assert_eq!(schema(api, &patch.clone().body("text/plain", "x")), None);
        assert_eq!(schema(api, &Draft::new("GET", "/toys")), None);
    }

    #[test]
    fn examples_are_the_descriptions_own_or_made_to_fit() {
        let world = World::toy_library("/api");
        let boat =
            example(world.api(), &Draft::new("POST", "/toys"), "application/json").expect("an example");
        assert!(boat.contains("boat") && boat.contains("\n  "), "{boat}");
        let friend =
            example(world.api(), &Draft::new("PUT", "/friends/mia"), "application/json").expect("one made");
        assert!(friend.contains("\"name\"") && !friend.contains("\"id\""), "{friend}");
        assert_eq!(example(world.api(), &Draft::new("POST", "/toys"), "text/plain"), None);
    }
}
