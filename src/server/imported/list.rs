//! A list, by the document of an imported API: what a query picks of it, and what its answer says of it.

use serde_json::{Map, Value};

use super::{shape, tell::shown};
use crate::{
    api::{Contract, Kept, ParameterPlace, Resource, import},
    http::target::Target,
    server::receive::Received,
    world::{Item, World},
};

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

pub(super) fn list(
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
