//! A patch in operations (RFC 6902), by the document of an imported API.

use serde_json::{Map, Value};

use super::change::resource;
use crate::{
    api::{Contract, Does},
    http::StatusCode,
    server::{
        Asked, Source, Trace,
        content::{APPLIES, FITS, count, entry, failed, parse, read_only},
        find::Subject,
        half::Known,
        patch::{apply, read},
    },
    world::Item,
};

/// The fields as they are once the patch is applied to what GET shows. Where nothing is stored that could be patched,
/// it is held to its form, and changes nothing.
pub(super) fn patched(
    known: &Known<'_>,
    contract: &Contract,
    trace: &mut Trace,
) -> Asked<Map<String, Value>> {
    let Known { world, subject, .. } = *known;
    let (value, question) = parse(&known.negotiated.content, trace)?;
    let operations = match read(&value) {
        Ok(operations) => operations,
        Err(failure) => {
            let detail = format!("The content is JSON, but no JSON Patch. {}", failure.sentence());
            return Err(failed(question.refuse(StatusCode::BAD_REQUEST, detail), &failure));
        }
    };
    question.yes(format!("It is a JSON Patch of {}.", count(operations.len(), "operation")));
    let kept = resource(world, subject).and_then(|resource| Some((resource, resource.kept.as_deref()?)));
    let (Subject::Item { item, .. }, Some((kind, kept)), Does::Merge) = (subject, kept, contract.does) else {
        trace.pass(&APPLIES, "Nothing is stored here that the patch could be applied to.");
        trace.pass(&FITS, "Nothing comes of the patch that could be compared with a schema.");
        return Ok(Map::new());
    };

    let before = shown(item, &kept.write_only);
    let wrapped = |fields: Value| match &kept.wrapper {
        Some(member) => Value::Object(Map::from_iter([(member.clone(), kept.wrapped(fields))])),
        None => fields,
    };
    let question = trace
        .ask(&APPLIES)
        .saw(Source::Content, &known.negotiated.content)
        .saw(Source::Stored(subject.path()), format!("version {}", item.etag()));
    let whole = match apply(&wrapped(Value::Object(before.clone())), &operations) {
        Ok(whole) => whole,
        Err(failure) => {
            let detail = format!(
                "The patch does not go with what is stored, so nothing of it was done. {}",
                failure.sentence()
            );
            return Err(failed(question.refuse(StatusCode::CONFLICT, detail), &failure));
        }
    };
    question.yes(format!("All of it: {} done, in order.", count(operations.len(), "operation")));

    let after = match &kept.wrapper {
        Some(_) => kept.unwrapped(&whole).cloned().unwrap_or_default(),
        None => whole,
    };
    let document = world.api().document();
    let question = trace.ask(&FITS).saw(Source::Description(kind.schema_pointer.clone()), "schema");
    // The document may narrow down which patches there are.
    let narrowed = contract.patch.as_ref().and_then(|schema| schema.get(document));
    let mut violations: Vec<Value> =
        narrowed.map_or_else(Vec::new, |schema| schema.validate(&value)).iter().map(entry).collect();
    // What broke the schema before the patch is not the patch's fault.
    if let Some(schema) = kept.schema.get(document)
        && schema.validate(&Value::Object(before.clone())).is_empty()
    {
        violations.extend(schema.validate(&after).iter().map(entry));
    }
    let own = kept.id.as_ref().map(|(field, _)| field);
    for name in kind.read_only.iter().chain(own.filter(|name| !kind.read_only.contains(name))) {
        if before.get(name) != after.get(name) {
            violations.push(read_only(name, before.get(name), after.get(name)));
        }
    }
    match after {
        Value::Object(mut fields) if violations.is_empty() => {
            for name in &kept.write_only {
                if let Some(value) = item.fields.get(name) {
                    fields.entry(name.clone()).or_insert_with(|| value.clone());
                }
            }
            question.yes("The resource, patched, satisfies it.");
            Ok(fields)
        }
        _ => {
            let first = violations
                .first()
                .and_then(|violation| violation["message"].as_str())
                .unwrap_or("it must be a JSON object")
                .to_owned();
            let detail = format!("The content breaks the schema: {first}.");
            Err(question
                .refuse(StatusCode::UNPROCESSABLE_ENTITY, detail)
                .with("violations", violations)
                .into())
        }
    }
}

/// What GET shows of an item.
fn shown(item: &Item, write_only: &[String]) -> Map<String, Value> {
    let fields = item.fields.iter().filter(|(name, _)| !write_only.contains(name));
    fields.map(|(name, value)| (name.clone(), value.clone())).collect()
}
