//! What an item has beyond what was sent, and how it stands in an answer.

use serde_json::{Map, Value};

use crate::{
    api::{Kept, Resource, Segment, import},
    server::route::Routed,
    world::{World, rfc3339},
};

/// How much a schema may reach to have made values checked while a request waits.
pub(super) const CHECKED: usize = 3_000;

/// The fields of a new item: those wanted, those that must be there, and those that the server writes.
pub(super) fn filled(
    world: &World,
    resource: &Resource,
    kept: &Kept,
    routed: &Routed<'_>,
    path: &str,
    mut wanted: Map<String, Value>,
) -> Map<String, Value> {
    for (name, default) in &resource.defaults {
        wanted.entry(name.clone()).or_insert_with(|| default.clone());
    }
    let missing: Vec<&String> = kept.filled.iter().filter(|name| !wanted.contains_key(*name)).collect();
    let made = if missing.is_empty() {
        Value::Null
    } else {
        let document = world.api().document();
        let seed = import::Dice::named(world.exchanges(), path).next();
        let schema = document.pointer(&resource.schema_pointer).unwrap_or(&Value::Null);
        let judge =
            import::invent::reaches(document, schema, CHECKED).then(|| kept.schema.get(document)).flatten();
        import::invent::with_judge(document, schema, judge, "", seed).0
    };
    for name in missing {
        let Some(value) = made.get(name) else { continue };
        let value = if is_time(name, value) { rfc3339(world.now_ms()).into() } else { value.clone() };
        wanted.insert(name.clone(), value);
    }
    as_shown(world, resource, kept, &mut wanted, &made);
    // What it lies below, where it has a field for that.
    for (name, id) in &routed.found.parameters {
        if resource.order.contains(name) && kept.id.as_ref().is_none_or(|(field, _)| field != name) {
            let number =
                made.get(name).is_some_and(Value::is_number).then(|| id.parse::<i64>().ok()).flatten();
            wanted.insert(name.clone(), number.map_or_else(|| id.as_str().into(), Value::from));
        }
    }
    wanted
}

/// Gives fields the form in which they are shown, where that is another than the one in which they are sent: many APIs
/// take the id of another thing, and show that thing.
pub(super) fn as_shown(
    world: &World,
    resource: &Resource,
    kept: &Kept,
    fields: &mut Map<String, Value>,
    made: &Value,
) {
    let document = world.api().document();
    let schema = document.pointer(&resource.schema_pointer).unwrap_or(&Value::Null);
    let Some(judge) =
        import::invent::reaches(document, schema, CHECKED).then(|| kept.schema.get(document)).flatten()
    else {
        return;
    };
    let wrong = judge.validate(&Value::Object(fields.clone()));
    if wrong.is_empty() {
        return;
    }
    let made = match made {
        Value::Null => &import::invent::with_judge(document, schema, Some(judge), "", world.exchanges()).0,
        made => made,
    };
    for violation in wrong {
        let Some(name) =
            violation.pointer.split('/').nth(1).map(|name| name.replace("~1", "/").replace("~0", "~"))
        else {
            continue;
        };
        let Some(sent) = fields.get(&name).cloned() else { continue };
        match made.get(&name).cloned() {
            Some(mut shown) => {
                if let Value::Object(inner) = &mut shown
                    && (sent.is_string() || sent.is_number())
                    && let Some(id) = ["id", "gid", "uuid"].into_iter().find(|id| inner.contains_key(*id))
                    && inner[id].is_string() == sent.is_string()
                {
                    inner.insert(id.to_owned(), sent);
                }
                fields.insert(name, shown);
            }
            None if !kept.filled.contains(&name) => {
                fields.shift_remove(&name);
            }
            None => {}
        }
    }
}

/// Puts the ids of what something lies below into its fields of the same names, as far as it has them.
pub(super) fn below(
    resource: &Resource,
    kept: &Kept,
    path: &str,
    mut fields: Map<String, Value>,
) -> Map<String, Value> {
    let segments = resource.collection.segments().iter().zip(path.split('/').skip(1));
    for (segment, id) in segments {
        let Segment::Parameter(name) = segment else { continue };
        let is_own = kept.id.as_ref().is_some_and(|(field, _)| field == name);
        match fields.get_mut(name).filter(|_| !is_own) {
            Some(field @ Value::String(_)) => *field = id.into(),
            Some(field @ Value::Number(_)) => *field = id.parse::<i64>().map_or(field.take(), Value::from),
            _ => {}
        }
    }
    in_order(resource, fields)
}

/// Whether a field says when something was made or changed.
fn is_time(name: &str, value: &Value) -> bool {
    let name = name.to_ascii_lowercase();
    let is_date =
        value.as_str().is_some_and(|text| text.len() >= 20 && text.as_bytes().get(10) == Some(&b'T'));
    is_date && ["created", "updated", "modified", "changed", "added"].iter().any(|word| name.contains(word))
}

/// An id that was never used in this collection, and that may stand in the path.
pub(super) fn fresh_id(
    world: &World,
    index: usize,
    resource: &Resource,
    kept: &Kept,
    path: &str,
    fields: &Map<String, Value>,
) -> String {
    let id = next_id(world, resource, kept, path, fields);
    let document = world.api().document();
    match import::ids::parameter(world.api(), index) {
        Some(parameter) if !import::ids::fits(document, parameter, &id) => {
            let free = |id: &String| !world.collection(path).was_used(id);
            import::ids::made(document, parameter, world.exchanges(), free).unwrap_or(id)
        }
        _ => id,
    }
}

/// An id that was never used in this collection, of the form that its schema asks for.
fn next_id(
    world: &World,
    resource: &Resource,
    kept: &Kept,
    path: &str,
    fields: &Map<String, Value>,
) -> String {
    let collection = world.collection(path);
    let free = |id: &String| !id.is_empty() && !id.contains('/') && !collection.was_used(id);
    let next = collection.next_number();
    let numbers = || (next..).map(|number| number.to_string()).find(free).unwrap_or_default();
    let Some((field, false)) = &kept.id else { return numbers() };
    let document = world.api().document();
    let schemas = import::facets::Facets::at(document, &resource.schema_pointer)
        .iter()
        .flat_map(import::facets::Facets::properties)
        .find(|(name, _)| name == field)
        .map_or_else(Vec::new, |(_, schemas)| schemas);
    let facets = import::facets::Facets::gather(document, &schemas, |_| 0);
    let wanted = fields.get(field).and_then(Value::as_str).map(str::to_owned);
    let word = resource.collection.segments().iter().rev().find_map(|segment| match segment {
        Segment::Literal(word) => Some(word.as_str()),
        Segment::Parameter(_) => None,
    });
    let stem = import::singular(word.unwrap_or("item"));
    let counted = (next..).map(|number| format!("{stem}-{number}")).find(free).unwrap_or_default();
    let is_told = ["format", "pattern", "enum"].iter().any(|keyword| facets.get(keyword).is_some());
    if is_told || !import::ids::is_long_enough(&facets, &counted) {
        for turn in 0..50 {
            let seed = world.exchanges().wrapping_add(turn * 7919);
            let value = import::invent::made_up(document, &schemas, field, seed);
            if let Some(id) = value.as_str().map(str::to_owned).filter(free) {
                return id;
            }
        }
        return wanted.filter(free).unwrap_or_else(numbers);
    }
    counted
}

/// The fields in the order of the schema, those that it does not name last.
pub(super) fn in_order(resource: &Resource, mut fields: Map<String, Value>) -> Map<String, Value> {
    let mut ordered = Map::with_capacity(fields.len());
    for name in &resource.order {
        if let Some(value) = fields.shift_remove(name) {
            ordered.insert(name.clone(), value);
        }
    }
    ordered.extend(fields);
    ordered
}

/// An item as an answer of this schema: as it is where it fits, inside its member where it has one, and otherwise a
/// made answer that says what it can of it.
pub(super) fn shaped(world: &World, resource: &Resource, kept: &Kept, schema: &str, shown: Value) -> Value {
    let document = world.api().document();
    if schema == resource.schema_pointer || schema.is_empty() {
        return shown;
    }
    let Some(described) = document.pointer(schema) else { return shown };
    let judge = import::invent::reaches(document, described, CHECKED)
        .then(|| crate::schema::Schema::compile(document, schema).ok())
        .flatten();
    let fits = |value: &Value| judge.as_ref().is_none_or(|judge| judge.validate(value).is_empty());
    let facets = import::facets::Facets::at(document, schema).unwrap_or_default();
    let names: Vec<&str> = facets.properties().into_iter().map(|(name, _)| name).collect();
    let wrapper = kept.wrapper.as_ref().filter(|member| names.contains(&member.as_str()));
    if wrapper.is_none() && (names.is_empty() || fits(&shown)) && facets.may_be("object") {
        return shown;
    }
    let mut made = import::invent::with_judge(document, described, judge.as_ref(), "", 1).0;
    if let Value::Object(fields) = &mut made {
        match wrapper {
            Some(member) => {
                fields.insert(member.clone(), kept.wrapped(shown.clone()));
                // Some show one in a list here and by itself there.
                if kept.in_list && judge.is_some() && !fits(&Value::Object(fields.clone())) {
                    let listed = fields.insert(member.clone(), shown);
                    if let (Some(listed), false) = (listed, fits(&Value::Object(fields.clone()))) {
                        fields.insert(member.clone(), listed);
                    }
                }
            }
            None => {
                for (name, value) in
                    shown.as_object().into_iter().flatten().filter(|(name, _)| names.contains(&name.as_str()))
                {
                    let before = fields.insert(name.clone(), value.clone());
                    if judge.is_some() && !fits(&Value::Object(fields.clone())) {
                        match before {
                            Some(before) => fields.insert(name.clone(), before),
                            None => fields.shift_remove(name),
                        };
                    }
                }
            }
        }
    }
    made
}
