//! What goes back, by the document of an imported API.

use bytes::Bytes;
use serde_json::{Map, Value};

use super::{contract, shape};
use crate::{
    api::{Contract, Does, Kept, ParameterPlace, Resource, import},
    http::{
        HeaderName, HeaderValue, Method, Response, StatusCode, header,
        range::{Range, parse},
        target::Target,
    },
    server::{
        Asked, Source, Trace,
        act::Done,
        find::Subject,
        half::Known,
        negotiate::Coding,
        precondition::Part,
        range,
        receive::Received,
        respond::{ANSWER, RANGE, describe},
        route::Routed,
    },
    world::{Item, World},
};

pub(super) fn tell(
    world: &World,
    known: &Known<'_>,
    done: &Done,
    part: Part,
    trace: &mut Trace,
) -> Asked<Response> {
    let Known { received, routed, negotiated, subject, wishes, .. } = *known;
    let Some(contract) = contract(routed) else {
        trace.pass(&RANGE, WHOLE);
        let question = trace.ask(&ANSWER).saw(Source::Method, received.method.as_str());
        return Ok(question.finish("200, with nothing to say.", Response::new(StatusCode::OK)));
    };
    let mut seen: Vec<(String, String)> = Vec::new();
    if !contract.response.is_empty() {
        seen.push((contract.response.clone(), contract.status.to_string()));
    }
    let mut response = Response::new(StatusCode::from_u16(contract.status).unwrap_or(StatusCode::OK));
    let mut because = format!("{}: so the API description says.", contract.status);
    let resource =
        |index: usize| world.resource(index).and_then(|found| Some((found, found.kept.as_deref()?)));
    let schema = answer_schema(world, contract);
    let is_done = matches!(done, Done::Created { .. } | Done::Changed { .. });

    // What was found or made, as it is now.
    let content: Option<Value> = match (subject, done) {
        (Subject::Collection { resource: index, path }, Done::Read) if contract.does == Does::List => {
            resource(*index).map(|(made, kept)| {
                let (list, told) = list(world, received, contract, made, kept, path);
                because = told;
                list
            })
        }
        (
            Subject::Collection { resource: index, .. }
            | Subject::Item { resource: index, .. }
            | Subject::Absent { resource: index, .. },
            Done::Created { collection, id } | Done::Changed { collection, id },
        ) => {
            let created = matches!(done, Done::Created { .. });
            // RFC 9110 §9.3.4: what was made by PUT is told so.
            if created && matches!(subject, Subject::Absent { .. }) && received.method == Method::PUT {
                response.status = StatusCode::CREATED;
                because = "201: it was not there, and is now.".into();
            }
            if created && resource(*index).is_some_and(|(_, kept)| kept.addressed) {
                let path = crate::world::path(world.base(), collection, Some(id));
                because.push_str(&format!(" It lives at {path} now, and Location says so."));
                response.set(header::LOCATION, path);
            }
            let item = world.find(collection, id);
            if let Some(item) = item.filter(|_| received.method != Method::PUT) {
                let mut etag = item.etag();
                if negotiated.coding == Coding::Gzip {
                    etag.opaque.push_str("-gz");
                }
                response.set(header::ETAG, etag.to_string());
            }
            resource(*index).zip(item).map(|((made, kept), item)| one(world, made, kept, &schema, item))
        }
        (Subject::Item { resource: index, item, .. }, _) => {
            resource(*index).map(|(made, kept)| one(world, made, kept, &schema, item))
        }
        _ => None,
    };
    let is_read = received.method.is_safe();
    if is_read && let Some(current) = negotiated.select(world, subject, subject.validators(world)) {
        describe(&mut response, &current, negotiated);
    }
    if let Some((media, place)) = &contract.writes {
        let document = world.api().document();
        let described = document.pointer(place).unwrap_or(&Value::Null);
        let from_example = content.is_none();
        let is_json = import::survey::is_json(media);
        let mut broken = false;
        let value = content.unwrap_or_else(|| {
            let examples = import::examples_of(document, described, is_json);
            let (value, passed_over) = import::invent::shown(document, &examples, &schema, 1);
            broken = passed_over;
            value
        });
        response.content = match (&value, is_json) {
            (Value::String(text), false) => text.clone().into(),
            _ => value.to_string().into(),
        };
        response.set(header::CONTENT_TYPE, media);
        let size = response.content.len();
        if from_example {
            seen.push((place.clone(), "an example, or a schema to make one by".to_owned()));
            because.push_str(&format!(" The {size} bytes are an example: nothing is stored behind this."));
            if broken {
                because.push_str(" It is made up, because the document's own breaks its schema.");
            }
        } else if received.method == Method::HEAD {
            because.push_str(&format!(
                " These are the header fields that GET would get, without the {size} bytes."
            ));
        }
    } else {
        because.push_str(" It describes no content for this, so there is none.");
    }
    fields(world, contract, &mut response);
    if wishes.minimal && contract.writes.is_some() && is_done && response.status != StatusCode::CREATED {
        // RFC 7240 §4.2. A 201 keeps its content: the document describes one, and no 204 says what was made.
        response.status = StatusCode::NO_CONTENT;
        response.content = Bytes::new();
        response.fields.remove(header::CONTENT_TYPE);
        because = "204: it is done, and they would rather not have it sent back.".into();
        seen.retain(|(_, told)| told != &contract.status.to_string());
    }
    if negotiated.coding != Coding::Identity {
        (negotiated.half.represent)(world, subject, negotiated, &mut response);
    }
    if contract.lists(206) && received.method == Method::GET {
        response.set_static(header::ACCEPT_RANGES, "bytes");
    }
    match whole(world, received, routed, contract, part, &response) {
        None => range::cut(received, &mut response, trace)?,
        Some(why) => trace.pass(&RANGE, why),
    }
    let mut question = trace.ask(&ANSWER).saw(Source::Method, received.method.as_str());
    for (place, told) in seen {
        question = question.saw(Source::Description(place), told);
    }
    Ok(question.finish(because, response))
}

const WHOLE: &str = "The whole is to be sent.";

/// Why the whole is sent; nothing where a part of it is asked for, and the document lists the statuses for that. A
/// server may always send the whole (RFC 9110 §14.2).
fn whole(
    world: &World,
    received: &Received,
    routed: &Routed<'_>,
    contract: &Contract,
    part: Part,
    response: &Response,
) -> Option<&'static str> {
    if part == Part::Whole {
        return Some(WHOLE);
    }
    if !contract.lists(206) {
        return Some(
            "The API description lists no 206 here, so the whole is sent, as RFC 9110 §14.2 lets a server do.",
        );
    }
    let document = world.api().document();
    let place = format!("{}/responses/206", routed.operation.pointer);
    let described = document.pointer(&place).and_then(|one| import::facets::follow(document, one, &place));
    let types: Vec<&String> = described
        .and_then(|(one, _)| one.get("content")?.as_object())
        .map_or_else(Vec::new, |content| content.keys().collect());
    let asked = received.headers.get(header::RANGE).and_then(|value| value.to_str().ok()).map(parse);
    // What cannot be read is told by the question itself.
    let Some(Ok(Range::Bytes(asked))) = asked else { return None };
    let has = |wanted: &str| {
        types.is_empty() || types.iter().any(|media| import::survey::same_essence(media, wanted))
    };
    if asked.len() > 1 && !has("multipart/byteranges") {
        return Some(
            "The API description has no multipart/byteranges for several parts, so the whole is sent.",
        );
    }
    if !has(response.field("content-type").unwrap_or_default()) {
        return Some("The API description has parts of other media types only, so the whole is sent.");
    }
    let length = response.content.len() as u64;
    if asked.iter().all(|part| part.within(length).is_none()) && !contract.lists(416) {
        return Some(
            "None of the bytes asked for is there, and the API description lists no 416: so the whole is sent.",
        );
    }
    None
}

/// The pointer of the schema of the answer's content.
fn answer_schema(world: &World, contract: &Contract) -> String {
    let document = world.api().document();
    contract
        .writes
        .as_ref()
        .and_then(|(_, place)| {
            let place = format!("{place}/schema");
            import::facets::follow(document, document.pointer(&place)?, &place)
        })
        .map_or_else(String::new, |(_, pointer)| pointer)
}

fn one(world: &World, resource: &Resource, kept: &Kept, schema: &str, item: &Item) -> Value {
    shape::shaped(world, resource, kept, schema, shown(kept, item))
}

/// An item's fields, without those that are never sent back.
fn shown(kept: &Kept, item: &Item) -> Value {
    let shown = item.fields.iter().filter(|(name, _)| !kept.write_only.contains(name));
    Value::Object(shown.map(|(name, value)| (name.clone(), value.clone())).collect())
}

/// What a query asks of a list, as far as its parameters are of a sort that is understood.
#[derive(Default)]
struct Wish {
    filters: Vec<(String, String)>,
    limit: Option<usize>,
    offset: usize,
    page: Option<usize>,
    set_aside: Vec<String>,
}

fn wish(received: &Received, contract: &Contract, resource: &Resource) -> Wish {
    let mut wish = Wish::default();
    let Target::Origin(target) = &received.target else { return wish };
    for (name, value) in &target.query {
        let declared = contract
            .parameters
            .iter()
            .any(|parameter| parameter.place == ParameterPlace::Query && parameter.name == *name);
        if !declared {
            continue;
        }
        let plain: String = name.to_ascii_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
        let number = value.parse::<usize>().ok();
        match (plain.as_str(), number) {
            _ if resource.order.contains(name) => wish.filters.push((name.clone(), value.clone())),
            (
                "limit" | "perpage" | "pagesize" | "size" | "maxresults" | "pagelimit" | "top" | "count",
                Some(number),
            ) => {
                wish.limit = Some(number);
            }
            ("offset" | "skip" | "start" | "startindex" | "pageoffset", Some(number)) => wish.offset = number,
            ("page" | "pagenumber", Some(number)) => wish.page = Some(number),
            _ => wish.set_aside.push(name.clone()),
        }
    }
    wish
}

/// Names of members that say how many there are.
const TOTALS: [&str; 10] = [
    "total",
    "totalcount",
    "totalitems",
    "totalresults",
    "totalelements",
    "totalrecords",
    "itemcount",
    "resultcount",
    "totalsize",
    "recordcount",
];

fn list(
    world: &World,
    received: &Received,
    contract: &Contract,
    resource: &Resource,
    kept: &Kept,
    path: &str,
) -> (Value, String) {
    let wish = wish(received, contract, resource);
    let collection = world.collection(path);
    let picked: Vec<&Item> = collection
        .iter()
        .map(AsRef::as_ref)
        .filter(|item| wish.filters.iter().all(|(name, wanted)| has(item.fields.get(name), wanted)))
        .collect();
    let total = picked.len();
    let limit = wish.limit.unwrap_or(if wish.page.is_some() { 20 } else { usize::MAX });
    let offset = wish.page.map_or(wish.offset, |page| page.saturating_sub(1).saturating_mul(limit));
    let mut items: Vec<Value> =
        picked.into_iter().skip(offset).take(limit).map(|item| shown(kept, item)).collect();
    as_listed(world, kept, &mut items);
    let count = items.len();
    let mut because = format!("{} with {count} of {total}", contract.status);
    if !wish.filters.is_empty() {
        let filters: Vec<String> =
            wish.filters.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        because.push_str(&format!(" that have {}", filters.join(" and ")));
    }
    because.push('.');
    if !wish.set_aside.is_empty() {
        because.push_str(&format!(
            " It is not known what “{}” should change, so it changes nothing.",
            wish.set_aside.join("”, “")
        ));
    }
    if kept.list_at.is_empty() {
        return (Value::Array(items), because);
    }
    let document = world.api().document();
    let schema = kept.list_schema.as_deref().unwrap_or_default();
    let mut whole = match import::invent::invent(document, schema, "", 1).0 {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    count_in(&mut whole, total, count, offset, limit, offset + count < total);
    for value in whole.values_mut() {
        if let Value::Object(inner) = value {
            count_in(inner, total, count, offset, limit, offset + count < total);
        }
    }
    put(&mut whole, &kept.list_at, Value::Array(items));
    (Value::Object(whole), because)
}

/// How many items of a list are made to fit what a list has of them.
const LISTED: usize = 200;

/// Where the document describes one otherwise in a list than by itself, makes what does not fit that fit.
fn as_listed(world: &World, kept: &Kept, items: &mut [Value]) {
    let document = world.api().document();
    let Some(listed) = &kept.list_of else { return };
    let Some(schema) = document.pointer(&listed.pointer) else { return };
    if !import::invent::reaches(document, schema, shape::CHECKED) {
        return;
    }
    let Some(judge) = listed.get(document) else { return };
    for (turn, item) in (0..).zip(items.iter_mut().take(LISTED)) {
        if let Value::Object(fields) = item {
            let fields = std::mem::take(fields);
            *item = Value::Object(import::mended(document, turn, fields, schema, judge, "").0);
        }
    }
}

/// Makes what a list's answer says of the list true, where its names tell what they mean.
fn count_in(
    fields: &mut Map<String, Value>,
    total: usize,
    count: usize,
    offset: usize,
    limit: usize,
    more: bool,
) {
    for (name, value) in fields.iter_mut() {
        let plain: String = name.to_ascii_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
        let number = match plain.as_str() {
            _ if !value.is_number() => {
                if value.is_boolean()
                    && ["hasmore", "more", "hasnext", "hasnextpage"].contains(&plain.as_str())
                {
                    *value = more.into();
                }
                continue;
            }
            plain if TOTALS.contains(&plain) => total,
            "count" | "numresults" | "returned" | "numberofelements" => count,
            "offset" | "skip" | "start" => offset,
            "limit" | "perpage" | "pagesize" if limit < usize::MAX => limit,
            "page" | "pagenumber" | "currentpage" if limit < usize::MAX && limit > 0 => offset / limit + 1,
            "totalpages" | "pagecount" | "lastpage" => {
                if limit < usize::MAX && limit > 0 {
                    total.div_ceil(limit).max(1)
                } else {
                    1
                }
            }
            _ => continue,
        };
        *value = number.into();
    }
}

fn put(fields: &mut Map<String, Value>, at: &[String], list: Value) {
    match at {
        [] => {}
        [last] => {
            fields.insert(last.clone(), list);
        }
        [first, rest @ ..] => {
            let inner = fields.entry(first.clone()).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(inner) = inner {
                put(inner, rest, list);
            }
        }
    }
}

/// Whether a field has the value that a query asks for; one of a list will do.
fn has(field: Option<&Value>, wanted: &str) -> bool {
    match field {
        Some(Value::String(text)) => wanted.split(',').any(|wanted| text == wanted),
        Some(Value::Array(items)) => items.iter().any(|item| has(Some(item), wanted)),
        Some(other) => wanted.parse().is_ok_and(|wanted: Value| *other == wanted),
        None => false,
    }
}

/// The header fields that the document says the answer has, where the server has not set them.
fn fields(world: &World, contract: &Contract, response: &mut Response) {
    let document = world.api().document();
    let headers = document.pointer(&contract.response).and_then(|response| response.get("headers"));
    for (name, described) in headers.and_then(Value::as_object).into_iter().flatten().take(50) {
        let place = format!("{}/headers/{}", contract.response, name.replace('~', "~0").replace('/', "~1"));
        let Some((described, place)) = import::facets::follow(document, described, &place) else { continue };
        let Ok(field) = name.parse::<HeaderName>() else { continue };
        let is_framing =
            [header::CONTENT_TYPE, header::CONTENT_LENGTH, header::TRANSFER_ENCODING, header::CONNECTION]
                .contains(&field);
        if is_framing || response.field(name).is_some() {
            continue;
        }
        let value = import::example_of(described)
            .cloned()
            .unwrap_or_else(|| import::invent::invent(document, &format!("{place}/schema"), name, 1).0);
        let text = match value {
            Value::String(text) => text,
            Value::Array(items) => {
                let texts =
                    items.iter().map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned));
                texts.collect::<Vec<_>>().join(", ")
            }
            Value::Null => continue,
            other => other.to_string(),
        };
        if HeaderValue::from_str(&text).is_ok() && text.is_ascii() {
            response.set(field, text);
        }
    }
}
