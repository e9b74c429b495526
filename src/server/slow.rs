//! Work that takes long: taken on with 202, told about by a status resource, and done when the clock says so.
//!
//! Nothing runs in the background: a world is a value. Before a request is answered, [`settle`] does what has become
//! due since the last one, each piece at its own time, so that the same requests at the same times always find the
//! same world, however often anyone asked in between.

use serde_json::{Map, Value};

use super::{
    act::{in_order, new_id},
    elsewhere,
    find::Subject,
};
use crate::{
    api::Slow,
    http::{Response, StatusCode, header},
    world::{Pending, World, path, rfc3339},
};

/// Takes on work whose result will be in this collection: makes its status resource, and says its id.
pub(super) fn take_on(
    world: &mut World,
    slow: &Slow,
    collection: &str,
    wanted: &Map<String, Value>,
) -> String {
    let id = new_id(world, &slow.status, &Map::new());
    let due_ms = world.now_ms().saturating_add(slow.seconds.saturating_mul(1000));
    let mut job = Map::new();
    job.insert("id".into(), id.as_str().into());
    job.insert("state".into(), "running".into());
    job.insert("work".into(), collection.into());
    job.insert("ready".into(), rfc3339(due_ms).into());
    world.write(&slow.status, &id, job);
    let work = Pending {
        status: slow.status.clone(),
        job: id.clone(),
        collection: collection.into(),
        fields: wanted.clone(),
    };
    world.take_on(due_ms, work);
    id
}

/// The world once all that is due by its clock is done.
pub(super) fn settle(world: &World) -> World {
    let now_ms = world.now_ms();
    let mut world = world.clone();
    while let Some((mut then, work)) = world.next_due() {
        let mut job = then.find(&work.status, &work.job).map(|job| job.fields.clone()).unwrap_or_default();
        match finish(&mut then, &work) {
            Ok(result) => {
                job.insert("state".into(), "done".into());
                job.insert("result".into(), result.into());
            }
            Err(reason) => {
                job.insert("state".into(), "failed".into());
                job.insert("reason".into(), reason.into());
            }
        }
        then.write(&work.status, &work.job, job);
        world = then.at(now_ms);
    }
    world
}

/// Stores the result of one piece of work, and says where; or why it cannot.
fn finish(world: &mut World, work: &Pending) -> Result<String, String> {
    // What the result belongs to may have moved meanwhile, more than once.
    let mut collection = work.collection.clone();
    if let Some((owner, name)) = work.collection.rsplit_once('/') {
        let mut owner = owner.to_owned();
        let mut steps = 0;
        while let Some(forward) = world.forward(&owner).filter(|_| steps < 100) {
            owner.clone_from(&forward.to);
            steps += 1;
        }
        if let Some((parent, id)) = owner.rsplit_once('/')
            && !parent.is_empty()
            && world.find(parent, id).is_none()
        {
            return Err(format!("There is no {owner} any more."));
        }
        collection = format!("{owner}/{name}");
    }
    let resource = world.resource_of(&collection).and_then(|resource| world.resource(resource));
    let Some(resource) = resource else { return Err(format!("There is no {collection}.")) };
    let id = new_id(world, &collection, &work.fields);
    let mut fields = work.fields.clone();
    fields.insert("id".into(), id.as_str().into());
    let segments: Vec<String> =
        collection.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
    let found = resource.collection.find(&segments).unwrap_or_default();
    for name in &resource.from_path {
        if let Some(value) = found.get(name) {
            fields.insert(name.clone(), value.into());
        }
    }
    for name in &resource.from_clock {
        fields.insert(name.clone(), rfc3339(world.now_ms()).into());
    }
    for (name, default) in &resource.defaults {
        fields.entry(name.clone()).or_insert_with(|| default.clone());
    }
    let fields = in_order(resource, fields);
    world.write(&collection, &id, fields);
    Ok(format!("{collection}/{id}"))
}

/// What a status resource says beside its representation: where the result is, once it is there, and how long to
/// wait before. Answers with the reason for a 303 (RFC 9110 §15.4.4).
pub(super) fn status(world: &World, subject: &Subject, response: &mut Response) -> Option<String> {
    if let Some(result) = subject.result(world) {
        let location = path(world.base(), result, None);
        *response = elsewhere::note(StatusCode::SEE_OTHER, &location, "It is done. The result is at");
        return Some(format!("303: it is done, and the result is at {location}."));
    }
    if let Subject::Item { collection, item, .. } = subject
        && let Some(due_ms) = world.due(collection, &item.id)
    {
        response.set(header::RETRY_AFTER, due_ms.saturating_sub(world.now_ms()).div_ceil(1000).to_string());
    }
    None
}
