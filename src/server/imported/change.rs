//! What content must be, and what it does, by the document of an imported API.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::{contract, find, patch, shape};
use crate::{
    api::{Contract, Does, JSON_PATCH, Kept, Resource, import},
    http::{StatusCode, header},
    schema::Violation,
    server::{
        Asked, Source, Trace,
        act::{CONFLICT, DO, Done},
        content::{APPLIES, FITS, PARSES, entry, parse},
        find::Subject,
        half::Known,
        key,
        patch::merge,
    },
    world::World,
};

pub(super) fn change(known: &Known<'_>, after: &mut World, trace: &mut Trace) -> Asked<Done> {
    let Some(contract) = contract(known.routed) else { return Ok(Done::Read) };
    let wanted = content(known, contract, trace)?;
    act(known, after, contract, wanted, trace)
}

/// The fields that the content asks for, where it does.
fn content(known: &Known<'_>, contract: &Contract, trace: &mut Trace) -> Asked<Option<Map<String, Value>>> {
    let Known { world, received, routed, subject, .. } = *known;
    // What was meant, with its coding undone.
    let sent = &known.negotiated.content;
    let Some(takes) = &routed.operation.content else {
        pass(format!("The API description gives {} no content here.", received.method), trace);
        return Ok(None);
    };
    let media =
        received.headers.get(header::CONTENT_TYPE).map(|value| String::from_utf8_lossy(value.as_bytes()));
    let is_json = media.as_ref().is_none_or(|media| import::survey::is_json(media));
    if sent.is_empty() && !takes.required {
        pass("There is no content, and there need be none.", trace);
        return Ok(None);
    }
    if !is_json {
        let media = media.unwrap_or_default();
        trace.pass(&PARSES, format!("Content of type {media} is taken as it is, and not looked into."));
        trace.pass(&APPLIES, "What is not JSON is no patch that could be applied.");
        trace.pass(&FITS, "What is not JSON is not compared with a schema.");
        return Ok(None);
    }
    if media.as_ref().is_some_and(|media| media.starts_with(JSON_PATCH)) {
        return patch::patched(known, contract, trace).map(Some);
    }
    let (value, question) = parse(sent, trace)?;
    question.yes("It is JSON.");
    match subject {
        Subject::Item { item, .. } if contract.does == Does::Merge => trace
            .ask(&APPLIES)
            .saw(Source::Content, sent)
            .saw(Source::Stored(subject.path()), format!("version {}", item.etag()))
            .yes("Its fields take the place of those stored, as in a merge patch (RFC 7396 §2): that always can be."),
        _ => trace.pass(&APPLIES, "The content is no patch, so it is not applied to what is stored."),
    }
    fits(world, contract, subject, &value, trace).map(Some)
}

/// Passes over all of Content.
fn pass(why: impl Into<Cow<'static, str>>, trace: &mut Trace) {
    let why = why.into();
    for decision in [&PARSES, &APPLIES, &FITS] {
        trace.pass(decision, why.clone());
    }
}

fn fits(
    world: &World,
    contract: &Contract,
    subject: &Subject,
    value: &Value,
    trace: &mut Trace,
) -> Asked<Map<String, Value>> {
    let document = world.api().document();
    let resource = resource(world, subject);
    let kept = resource.and_then(|resource| resource.kept.as_deref());
    let pointer = contract.content.as_ref().map_or("", |schema| &schema.pointer);
    let question = trace.ask(&FITS).saw(Source::Description(pointer.to_owned()), "schema");
    let schema = contract.content.as_ref().and_then(|schema| schema.get(document));

    let stored = match subject {
        Subject::Item { item, .. } if contract.does == Does::Merge => Some(&item.fields),
        _ => None,
    };
    // Where one stands in a member of its own, it is sent so too.
    let inner = kept.and_then(|kept| kept.unwrapped(value)).cloned();
    let is_wrapped = inner.as_ref().is_some_and(Value::is_object);
    let own = if is_wrapped { inner.unwrap_or_default() } else { value.clone() };
    let rewrap = |own: &Value| {
        let mut whole = value.clone();
        match kept
            .and_then(|kept| kept.wrapper.as_ref())
            .filter(|_| is_wrapped)
            .and_then(|name| whole.get_mut(name))
        {
            Some(slot) => *slot = kept.map_or_else(|| own.clone(), |kept| kept.wrapped(own.clone())),
            None => whole = own.clone(),
        }
        whole
    };
    let read_only: Vec<&str> = schema.map_or_else(Vec::new, |schema| {
        let mut names = schema.read_only_properties();
        names.extend(resource.into_iter().flat_map(|resource| &resource.read_only).map(String::as_str));
        // Where the content says which one is meant, its id is no addition.
        let id = kept.and_then(|kept| kept.id.as_ref()).map(|(field, _)| field.as_str());
        let names_one =
            matches!((subject, contract.does), (Subject::Collection { .. }, Does::Replace { .. }));
        names.retain(|name| !names_one || Some(*name) != id);
        names
    });
    let judge = |own: &Value| schema.map_or_else(Vec::new, |schema| schema.validate(&rewrap(own)));
    let mut violations = judge(&own);
    if !violations.is_empty() && !read_only.is_empty() && own.is_object() {
        // OpenAPI 3.1 §4.8.24: what is read-only need not be sent, even if it is required.
        violations = judge(&with_read_only(document, contract, stored, &read_only, &own));
    }
    let whole = stored.map(|stored| {
        let mut whole = Value::Object(stored.clone());
        merge(&mut whole, &own);
        whole
    });
    if let (Some(whole), false) = (&whole, violations.is_empty()) {
        // Many documents describe a patch by the schema of the whole.
        if judge(whole).is_empty() {
            violations.clear();
        } else {
            let is_removal =
                |violation: &Violation| rewrap(&own).pointer(&violation.pointer) == Some(&Value::Null);
            violations.retain(|violation| !is_removal(violation));
        }
    }
    let mut result = whole.unwrap_or(own);
    if violations.is_empty()
        && let (Some(stored), Some(resource), Some(kept)) = (stored, resource, kept)
        && let Some(shown) = kept.schema.get(document)
        && shown.validate(&Value::Object(stored.clone())).is_empty()
    {
        if let (Some(_), Value::Object(fields)) = (schema, &mut result) {
            shape::as_shown(world, resource, kept, fields, &Value::Null);
        }
        violations = shown.validate(&result);
    }
    match result {
        Value::Object(mut fields) if violations.is_empty() => {
            let mut aside = Vec::new();
            if stored.is_none() {
                for name in &read_only {
                    if fields.shift_remove(*name).is_some() {
                        aside.push(*name);
                    }
                }
            }
            let mut because = match schema {
                None => "The API description gives it no schema, so anything will do.".to_owned(),
                Some(_) if stored.is_some() => "The resource, patched, satisfies it.".to_owned(),
                Some(_) => "It satisfies every rule.".to_owned(),
            };
            if !aside.is_empty() {
                because
                    .push_str(&format!(" The server sets aside what it alone writes: {}.", aside.join(", ")));
            }
            question.yes(because);
            Ok(fields)
        }
        _ if violations.is_empty() && resource.is_none() => {
            question.yes("It satisfies every rule.");
            Ok(Map::new())
        }
        _ => {
            let first = violations.first().map_or("it must be a JSON object", |first| first.message.as_str());
            let more = match violations.len() {
                0 | 1 => String::new(),
                2 => "; and one more".into(),
                count => format!("; and {} more", count - 1),
            };
            let detail = format!("The content breaks the schema: {first}{more}.");
            let entries: Vec<Value> = violations.iter().map(entry).collect();
            Err(question.refuse(StatusCode::UNPROCESSABLE_ENTITY, detail).with("violations", entries).into())
        }
    }
}

/// What was sent, with what the server alone writes filled in.
fn with_read_only(
    document: &Value,
    contract: &Contract,
    stored: Option<&Map<String, Value>>,
    read_only: &[&str],
    own: &Value,
) -> Value {
    let pointer = contract.content.as_ref().map_or("", |schema| &schema.pointer);
    let made = import::invent::invent(document, pointer, "", 0).0;
    let mut whole = own.clone();
    if let Value::Object(fields) = &mut whole {
        for name in read_only {
            let value = stored.and_then(|stored| stored.get(*name)).or_else(|| made.get(*name));
            if let Some(value) = value {
                fields.entry((*name).to_owned()).or_insert_with(|| value.clone());
            }
        }
    }
    whole
}

pub(super) fn resource<'w>(world: &'w World, subject: &Subject) -> Option<&'w Resource> {
    match subject {
        Subject::Collection { resource, .. }
        | Subject::Item { resource, .. }
        | Subject::Absent { resource, .. } => world.resource(*resource),
        Subject::Root | Subject::Description | Subject::Example { .. } | Subject::Selected(_) => None,
    }
}

fn act(
    known: &Known<'_>,
    after: &mut World,
    contract: &Contract,
    wanted: Option<Map<String, Value>>,
    trace: &mut Trace,
) -> Asked<Done> {
    let Known { world, received, routed, subject, .. } = *known;
    key::seen(world, known.wishes, trace)?;
    let kept = resource(world, subject).and_then(|resource| Some((resource, resource.kept.as_deref()?)));
    let mut given = match (subject, &wanted, kept) {
        (Subject::Collection { resource: index, path }, Some(fields), Some((_, kept)))
            if contract.does == Does::Create =>
        {
            // One that may not stand in the path is no id that anything could be found by.
            let may_stand = |id: &String| {
                let parameter = import::ids::parameter(world.api(), *index);
                let document = world.api().document();
                parameter.is_none_or(|parameter| import::ids::fits(document, parameter, id))
            };
            given_id(kept, fields).filter(may_stand).map(|id| (path, id))
        }
        _ => None,
    };
    match &given {
        Some((path, id)) if world.find(path, id).is_some() && is_servers(kept.map(|(_, kept)| kept)) => {
            trace
                .ask(&CONFLICT)
                .saw(Source::Stored(format!("{path}/{id}")), id.as_bytes())
                .yes(format!("There is a “{id}” in {path} already, so the new one gets an id of its own."));
            given = None;
        }
        Some((path, id)) => {
            let question = trace.ask(&CONFLICT).saw(Source::Stored(format!("{path}/{id}")), id.as_bytes());
            if world.find(path, id).is_some() {
                let detail = format!(
                    "There is a “{id}” in {path} already. Leave the id out to get a new one, or change the one there."
                );
                return Err(question.refuse(StatusCode::CONFLICT, detail).into());
            }
            question.yes(format!("“{id}” is free in {path}."));
        }
        None => trace.pass(&CONFLICT, "The API description sets no condition for this."),
    }

    let question = trace.ask(&DO).saw(Source::Method, received.method.as_str());
    let (because, done) = match (subject, kept) {
        (Subject::Collection { resource: index, path }, Some((resource, kept)))
            if contract.does == Does::Create =>
        {
            let wanted = wanted.unwrap_or_default();
            let mut fields = shape::filled(world, resource, kept, routed, path, wanted);
            let id = given
                .map_or_else(|| shape::fresh_id(world, *index, resource, kept, path, &fields), |(_, id)| id);
            import::set_id(kept, &mut fields, &id);
            after.write(path, &id, shape::in_order(resource, fields));
            (format!("Created “{id}” in {path}."), Done::Created { collection: path.clone(), id })
        }
        (Subject::Collection { resource: index, path }, Some((resource, kept)))
            if matches!(contract.does, Does::Replace { .. }) =>
        {
            let wanted = wanted.unwrap_or_default();
            let given = given_id(kept, &wanted);
            let mut fields = shape::filled(world, resource, kept, routed, path, wanted);
            let id = given.unwrap_or_else(|| shape::fresh_id(world, *index, resource, kept, path, &fields));
            let stored = world.find(path, &id);
            for (name, value) in stored.into_iter().flat_map(|stored| &stored.fields) {
                if resource.read_only.contains(name) {
                    fields.insert(name.clone(), value.clone());
                }
            }
            let verb = if stored.is_some() { "Replaced" } else { "Created" };
            import::set_id(kept, &mut fields, &id);
            after.write(path, &id, shape::in_order(resource, fields));
            let because = format!("{verb} “{id}” in {path}: the content says by its id which one is meant.");
            (because, Done::Changed { collection: path.clone(), id })
        }
        (Subject::Absent { collection, id, .. }, Some((resource, kept))) => {
            let mut fields =
                shape::filled(world, resource, kept, routed, collection, wanted.unwrap_or_default());
            import::set_id(kept, &mut fields, id);
            after.write(collection, id, shape::in_order(resource, fields));
            let done = Done::Created { collection: collection.clone(), id: id.clone() };
            (format!("Created {}.", called(collection, id)), done)
        }
        (Subject::Item { collection, item, .. }, _) if contract.does == Does::Delete => {
            if world.find(collection, &item.id).is_none() {
                // It was there from the start without ever being written: it leaves a tombstone all the same.
                after.write(collection, &item.id, item.fields.clone());
            }
            after.remove(collection, &item.id);
            let because = match &*item.id {
                "" => format!("Deleted {collection}."),
                id => format!("Deleted “{id}” from {collection}."),
            };
            (because, Done::Deleted)
        }
        (Subject::Item { collection, item, .. }, Some((resource, kept)))
            if matches!(contract.does, Does::Merge | Does::Replace { .. }) =>
        {
            let merged = contract.does == Does::Merge;
            let mut fields = wanted.unwrap_or_else(|| item.fields.clone());
            // What the server alone writes, and what one cannot send, stays as it is.
            for (name, value) in &item.fields {
                let stays = resource.read_only.contains(name)
                    || !merged && kept.filled.contains(name) && !fields.contains_key(name);
                if stays {
                    fields.insert(name.clone(), value.clone());
                }
            }
            shape::as_shown(world, resource, kept, &mut fields, &Value::Null);
            import::set_id(kept, &mut fields, &item.id);
            after.write(collection, &item.id, shape::in_order(resource, fields));
            let (old, id) = (item.etag(), item.id.to_string());
            let new = after.find(collection, &id).map_or_else(|| old.clone(), |item| item.etag());
            let verb = if merged { "Patched" } else { "Replaced" };
            let what = if id.is_empty() { collection.clone() } else { format!("“{id}”") };
            let because = if new == old {
                format!("{verb} {what} with what it already was: still version {old}.")
            } else {
                format!("{verb} {what}: version {old} became {new}.")
            };
            (because, Done::Changed { collection: collection.clone(), id })
        }
        _ => {
            let because = format!(
                "Nothing: the API description tells of no stored resource behind {}, so nothing changes.",
                routed.route.template.text()
            );
            (because, Done::Read)
        }
    };
    question.yes(because);
    if let Done::Created { collection, id } = &done {
        find::renew(after, collection, id);
    }
    Ok(done)
}

/// What is made, and where: what there is one of only is called by its path.
fn called(collection: &str, id: &str) -> String {
    if id.is_empty() { collection.to_owned() } else { format!("“{id}” in {collection}") }
}

/// Whether an id is a mere number or key, which a server gives, and no name by which people call the thing.
fn is_servers(kept: Option<&Kept>) -> bool {
    kept.and_then(|kept| kept.id.as_ref()).is_none_or(|(field, _)| {
        let field = field.to_ascii_lowercase();
        ["id", "uuid", "guid", "gid"].iter().any(|end| field.ends_with(end))
    })
}

/// The id that the content gives, where that may stand in a path.
fn given_id(kept: &Kept, fields: &Map<String, Value>) -> Option<String> {
    let id = match fields.get(&kept.id.as_ref()?.0)? {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    let plain = (1..=120).contains(&id.len())
        && !id.starts_with('.')
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~:@".contains(&byte));
    plain.then_some(id)
}
