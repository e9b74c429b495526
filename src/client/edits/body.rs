//! Other bodies: by the schema of what the operation takes, and by what is stored already.

use serde_json::{Map, Value, json};

use super::{
    super::content,
    Edit,
    make::{Maker, changed, cut, short},
    query::resolved,
};
use crate::{
    api::{JSON_PATCH, Resource, Shape},
    world::Item,
};

/// How many members are tried.
const MEMBERS: usize = 10;

/// What is known of the body that an operation takes.
struct Shaped<'w> {
    /// Its properties, each with its schema.
    properties: Vec<(&'w str, &'w Value)>,
    required: Vec<&'w str>,
    /// What a client does not write.
    read_only: Vec<String>,
    /// One that is stored, as an example.
    stored: Option<&'w Item>,
    /// The media type to say, where none is said.
    media_type: Option<String>,
}

pub(super) fn make(maker: &mut Maker<'_>) {
    let Some(shaped) = shaped(maker) else { return };
    let json_patch = maker.draft.header("content-type").is_some_and(|it| it.contains("json-patch"));
    if json_patch {
        return patches(maker, &shaped);
    }
    let body = maker.draft.body.trim();
    match serde_json::from_str::<Value>(body) {
        Ok(Value::Object(members)) => object(maker, &shaped, &members),
        Err(_) if !body.is_empty() => mended(maker),
        Ok(_) | Err(_) => {}
    }
    if !body.is_empty() {
        let without = Edit::Body { text: String::new(), media_type: None };
        maker.costing(body.chars().count(), without, "empty the body");
        let mut broken: String = body.into();
        if let Some(last) = broken.pop() {
            write(maker, 1 + 2, broken, format!("leave out the last {last}"), None);
        }
    }
    let whole = sample(maker, &shaped);
    let whole = Value::Object(whole);
    let text = written(maker, &whole);
    let cost = changed(&maker.draft.body, &text);
    let words = format!("write {}", cut(&whole.to_string(), 26));
    write(maker, cost, text, words, shaped.media_type.clone());
    if body.is_empty() {
        write(maker, 2, "{}".into(), "write {}", shaped.media_type.clone());
    }
    if let Some((name, media_type, example)) = example(maker) {
        let text = written(maker, &example);
        let cost = changed(&maker.draft.body, &text);
        write(maker, cost, text, format!("write the example “{}”", short(&name)), Some(media_type));
    }
}

/// The first example that the description has of what the operation takes: its name, its media type and what it is.
fn example(maker: &Maker<'_>) -> Option<(String, String, Value)> {
    let (described, _) = content::body(maker.world.api(), maker.operation()?)?;
    let content = described.get("content")?.as_object()?;
    content.iter().filter(|(media_type, _)| *media_type != JSON_PATCH).find_map(|(media_type, described)| {
        let (name, example) = described.get("examples")?.as_object()?.iter().next()?;
        let value = example.get("value")?;
        value.is_object().then(|| (name.clone(), media_type.clone(), value.clone()))
    })
}

/// What the operation takes; `None` where it takes nothing.
fn shaped<'w>(maker: &Maker<'w>) -> Option<Shaped<'w>> {
    let (route, found) = maker.route.as_ref()?;
    let operation = maker.operation()?;
    let content = operation.content.as_ref()?;
    let api = maker.world.api();
    let (resource, collection): (Option<&Resource>, Option<String>) = match route.shape {
        Shape::Collection(index) | Shape::Item(index) => {
            let resource = api.resources().get(index)?;
            (Some(resource), Some(resource.collection.fill(found)))
        }
        _ => (None, None),
    };
    let own = operation.contract.as_ref().and_then(|contract| contract.content.as_ref());
    let pointer =
        own.map(|schema| schema.pointer.as_str()).or(resource.map(|kind| kind.schema_pointer.as_str()))?;
    let schema = resolved(api.document(), pointer);
    let parts: Vec<&Value> = match schema.get("allOf").and_then(Value::as_array) {
        Some(parts) => parts
            .iter()
            .map(|part| match part.get("$ref").and_then(Value::as_str).and_then(|to| to.strip_prefix('#')) {
                Some(pointer) => resolved(api.document(), pointer),
                None => part,
            })
            .chain([schema])
            .collect(),
        None => vec![schema],
    };
    let mut properties = Vec::new();
    let mut required = Vec::new();
    for part in parts {
        let named = part.get("properties").and_then(Value::as_object).into_iter().flatten();
        properties.extend(named.map(|(name, schema)| (name.as_str(), schema)));
        required.extend(
            part.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str),
        );
    }
    let stored = collection.and_then(|path| maker.world.collection(&path).iter().next()).map(|item| &**item);
    Some(Shaped {
        properties,
        required,
        read_only: resource.map(|resource| resource.read_only.clone()).unwrap_or_default(),
        stored,
        // What is written here is a thing, or a part of one, and no operations.
        media_type: (content.types.iter().find(|media| media.essence() != JSON_PATCH))
            .or(content.types.first())
            .map(ToString::to_string),
    })
}

impl Shaped<'_> {
    fn is_written(&self, name: &str) -> bool {
        !self.read_only.iter().any(|other| other == name)
    }

    /// A value that the property may have: as one that is stored has it, or as its schema says.
    fn value(&self, document: &Value, name: &str) -> Option<Value> {
        let stored = self.stored.and_then(|item| item.fields.get(name)).cloned();
        stored.or_else(|| {
            let (_, schema) = self.properties.iter().find(|(property, _)| *property == name)?;
            Some(invented(document, schema, 3))
        })
    }
}

/// A body of the least that must be there.
fn sample(maker: &Maker<'_>, shaped: &Shaped<'_>) -> Map<String, Value> {
    let document = maker.world.api().document();
    let patch = maker.draft.method == "PATCH";
    let mut names: Vec<&str> =
        shaped.required.iter().copied().filter(|name| shaped.is_written(name)).collect();
    if patch || names.is_empty() {
        names = shaped
            .properties
            .iter()
            .map(|(name, _)| *name)
            .filter(|name| shaped.is_written(name))
            .take(1)
            .collect();
    }
    let value = |name: &str| Some((name.to_owned(), shaped.value(document, name)?));
    names.into_iter().filter_map(value).collect()
}

/// A body that is an object: members that come, go or change.
fn object(maker: &mut Maker<'_>, shaped: &Shaped<'_>, members: &Map<String, Value>) {
    let document = maker.world.api().document();
    for (name, value) in members.iter().take(MEMBERS) {
        let mut left = members.clone();
        left.shift_remove(name);
        let cost = member(name, value);
        let text = written(maker, &Value::Object(left));
        write(maker, cost, text, format!("drop “{}”", short(name)), None);

        let wrong = match value {
            Value::Number(number) => json!(spelt(number)),
            Value::String(_) => json!(7),
            Value::Bool(_) => json!("perhaps"),
            _ => json!(null),
        };
        put(maker, members, name, wrong);
        if value.is_string() {
            put(maker, members, name, json!("nobody"));
        }
        let good = shaped.value(document, name);
        if let Some(good) = good.filter(|good| good != value) {
            put(maker, members, name, good);
        }
    }
    let absent = |name: &&str| !members.contains_key(*name);
    let missing: Vec<&str> = shaped.required.iter().copied().filter(absent).collect();
    let others = shaped.properties.iter().map(|(name, _)| *name).filter(absent);
    let names: Vec<&str> = missing.iter().copied().chain(others).take(MEMBERS).collect();
    for name in names {
        if let Some(value) = shaped.value(document, name) {
            put(maker, members, name, value);
        }
    }
    if missing.len() > 1 {
        let mut whole = members.clone();
        whole.extend(
            missing.iter().filter_map(|name| Some(((*name).to_owned(), shaped.value(document, name)?))),
        );
        let text = written(maker, &Value::Object(whole));
        let cost = changed(&maker.draft.body, &text);
        write(maker, cost, text, format!("add “{}”", missing.join("”, “")), None);
    }
    if !shaped.properties.iter().any(|(name, _)| *name == "colour") {
        put(maker, members, "colour", json!("red"));
    }
}

/// The object with this member, in the place of the one there or as one more.
fn put(maker: &mut Maker<'_>, members: &Map<String, Value>, name: &str, value: Value) {
    let mut next = members.clone();
    let shown = format!("“{}”: {}", short(name), short(&value.to_string()));
    let (cost, words) = match members.get(name) {
        Some(now) => (changed(&now.to_string(), &value.to_string()), shown),
        None => (member(name, &value), format!("add {shown}")),
    };
    next.insert(name.to_owned(), value);
    let text = written(maker, &Value::Object(next));
    write(maker, cost, text, words, None);
}

/// A body that does not parse, with something at its end that may be missing.
fn mended(maker: &mut Maker<'_>) {
    for end in ["}", "\"}", "]", "]}", "}}"] {
        let text = format!("{}{end}", maker.draft.body.trim_end());
        if serde_json::from_str::<Value>(&text).is_ok() {
            write(maker, end.len(), text, format!("add {end} at the end"), None);
        }
    }
    let trimmed = maker.draft.body.trim_end();
    if let Some(rest) = trimmed.strip_suffix('}')
        && let Some(rest) = rest.trim_end().strip_suffix(',')
    {
        let text = format!("{rest}}}");
        if serde_json::from_str::<Value>(&text).is_ok() {
            write(maker, 1, text, "leave out the last comma".to_owned(), None);
        }
    }
}

/// JSON Patches: one that can be applied, one that cannot, and one that is none.
fn patches(maker: &mut Maker<'_>, shaped: &Shaped<'_>) {
    let document = maker.world.api().document();
    let first = shaped.properties.iter().map(|(name, _)| *name).find(|name| shaped.is_written(name));
    let good = first.and_then(|name| {
        let value = shaped.value(document, name)?;
        Some((
            json!([{"op": "replace", "path": format!("/{name}"), "value": value}]),
            format!("replace /{name}"),
        ))
    });
    let wrong = first.map(|name| {
        (json!([{"op": "replace", "path": format!("/{name}"), "value": null}]), format!("make /{name} null"))
    });
    let others = [
        (json!([{"op": "remove", "path": "/nothing-here"}]), "remove what is not there".to_owned()),
        (json!([{"op": "paint"}]), "an operation that is none".to_owned()),
    ];
    for (value, words) in good.into_iter().chain(wrong).chain(others) {
        let text = value.to_string();
        let cost = changed(&maker.draft.body, &text);
        write(maker, cost, text, words, None);
    }
}

fn write(
    maker: &mut Maker<'_>,
    cost: usize,
    text: String,
    words: impl Into<String>,
    media_type: Option<String>,
) {
    let said = if maker.draft.header("content-type").is_none() { media_type } else { None };
    let cost = cost + said.as_ref().map_or(0, |media_type| "Content-Type: ".len() + media_type.len());
    maker.costing(cost, Edit::Body { text, media_type: said }, words);
}

/// How many characters a member takes.
fn member(name: &str, value: &Value) -> usize {
    name.chars().count() + value.to_string().chars().count() + 6
}

/// JSON as the body has it: over several lines, or on one.
fn written(maker: &Maker<'_>, value: &Value) -> String {
    if maker.draft.body.is_empty() || maker.draft.body.contains('\n') {
        format!("{value:#}")
    } else {
        value.to_string()
    }
}

/// A number in words, as somebody might write it who has not read the schema.
fn spelt(number: &serde_json::Number) -> &'static str {
    const WORDS: [&str; 10] =
        ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    let place = number.as_u64().and_then(|number| usize::try_from(number).ok());
    place.and_then(|place| WORDS.get(place)).copied().unwrap_or("many")
}

/// A value for a schema: its own example, or the plainest of its type.
fn invented(document: &Value, schema: &Value, deep: usize) -> Value {
    let schema = match schema.get("$ref").and_then(Value::as_str).and_then(|to| to.strip_prefix('#')) {
        Some(pointer) => resolved(document, pointer),
        None => schema,
    };
    for keyword in ["const", "example", "default"] {
        if let Some(value) = schema.get(keyword) {
            return value.clone();
        }
    }
    for keyword in ["enum", "examples"] {
        if let Some(value) = schema.get(keyword).and_then(Value::as_array).and_then(|all| all.first()) {
            return value.clone();
        }
    }
    let kind = match schema.get("type") {
        Some(Value::Array(kinds)) => kinds.first().and_then(Value::as_str),
        Some(kind) => kind.as_str(),
        None => None,
    };
    match kind {
        Some("integer" | "number") => schema.get("minimum").cloned().unwrap_or_else(|| json!(1)),
        Some("boolean") => json!(true),
        Some("array") => json!([]),
        Some("null") => Value::Null,
        Some("object") if deep > 0 => {
            let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
            let members = required.filter_map(Value::as_str).filter_map(|name| {
                let own = schema.get("properties")?.get(name)?;
                Some((name.to_owned(), invented(document, own, deep - 1)))
            });
            Value::Object(members.collect())
        }
        Some("object") => json!({}),
        _ => match schema.get("format").and_then(Value::as_str) {
            Some("date-time") => json!("2026-01-01T09:00:00Z"),
            Some("date") => json!("2026-01-01"),
            Some("email") => json!("someone@example.org"),
            Some("uri") => json!("https://example.org/"),
            Some("uuid") => json!("8e03978e-40d5-43dd-bc93-6894a57f9324"),
            _ => json!("something"),
        },
    }
}
