//! The representation that a query asks for.
//!
//! It is made while the resource is looked for, because what comes next (conditions, ranges) is asked of the selected
//! representation (RFC 9110 §3.2). A strong entity tag must change whenever the bytes do, and be the tag of no other
//! representation of the same resource (§8.8.1, §8.8.3). A target with another query is another resource, so its
//! collection's revision would do; the tag carries a mark of the query all the same, for whoever keeps copies by
//! path alone, and the revisions of whatever else is embedded.

use std::sync::Arc;

use bytes::Bytes;
use serde_json::Value;

use super::{
    super::{
        Source,
        find::{Subject, Validators},
    },
    Query,
    cursor::Cursor,
    filter::{Filter, mentions},
    order::{Key, compare, told},
    page::{Window, address, cursored, numbered},
    shape::RestsOn,
};
use crate::{
    http::etag::EntityTag,
    world::{Item, World, path},
};

/// What a query picked, ready to be sent.
#[derive(Debug)]
pub(in crate::server) struct Selected {
    /// What it was picked from.
    pub(in crate::server) from: Subject,
    pub(in crate::server) json: Bytes,
    pub(in crate::server) validators: Validators,
    /// Links to other pages, by relation.
    pub(in crate::server) links: Vec<(&'static str, String)>,
    /// How many items match, on this page or not; `None` where it is one item.
    pub(in crate::server) total: Option<u64>,
    /// What was counted on the way.
    pub(in crate::server) evidence: Vec<(Source, String)>,
    /// What was done, in a sentence.
    pub(in crate::server) told: String,
}

/// What the query picks of a collection, or shows of an item; anything else stays as it is.
pub(in crate::server) fn select(world: &World, query: &Query, subject: Subject) -> Subject {
    match subject {
        Subject::Collection { resource, path } => {
            Subject::Selected(Box::new(of_collection(world, query, resource, path)))
        }
        Subject::Item { resource, collection, item } => {
            Subject::Selected(Box::new(of_item(world, query, resource, collection, item)))
        }
        other => other,
    }
}

fn of_item(world: &World, query: &Query, resource: usize, collection: String, item: Arc<Item>) -> Selected {
    let mut rests_on = RestsOn::default();
    let json = query.shown.item(world, world.resource(resource), &collection, &item, &mut rests_on);
    let own = format!("{collection}/{}", item.id);
    let validators = Validators {
        etag: EntityTag::strong(format!("v{}.{}-{:x}", item.version, rests_on.revisions, query.mark)),
        modified_ms: Some(item.modified_ms.max(rests_on.modified_ms)),
        // The date is that of whatever changed last, so it tells too little apart.
        hasty: true,
    };
    let mut selected = Selected {
        from: Subject::Item { resource, collection, item },
        json,
        validators,
        links: Vec::new(),
        total: None,
        evidence: Vec::new(),
        told: format!("Read {own}"),
    };
    selected.tell_shape(query);
    selected.told.push('.');
    selected
}

/// The items that go on the page, with their places.
struct Page<'w> {
    items: Vec<(u64, &'w Arc<Item>)>,
    /// How many match in all.
    total: u64,
    /// Whether there are more behind them, where that was looked for.
    more: bool,
}

fn of_collection(world: &World, query: &Query, resource: usize, from: String) -> Selected {
    let stored = world.collection(&from);
    let page =
        if query.order.is_empty() { in_place(world, query, &from) } else { sorted(world, query, &from) };
    let (items, total) = (&page.items, page.total);
    let own = path(world.base(), &from, None);
    let count = stored.len();

    let mut evidence = vec![(Source::Stored(from.clone()), counted(count as u64))];
    let mut sentence = format!("Read {from}");
    if !query.filters.is_empty() || !query.words.is_empty() {
        let mut conditions: Vec<_> = query.filters.iter().map(Filter::told).collect();
        if !query.words.is_empty() {
            conditions.push(format!("mentions {}", query.words.join(" and ")));
        }
        evidence.push((
            Source::Server("picked".into()),
            format!("{total} of {count}: {}", conditions.join("; ")),
        ));
        sentence.push_str(&format!(": {total} of {} picked", counted(count as u64)));
    }
    if !query.order.is_empty() {
        let order = told(&query.order);
        sentence.push_str(&format!(", sorted by {order}"));
        evidence.push((Source::Server("sorted".into()), format!("by {order}")));
    }
    let links = match &query.window {
        Window::All => Vec::new(),
        Window::Page { number, size, name } => {
            let pages = total.div_ceil(*size).max(1);
            sentence.push_str(&format!(", page {number} of {pages}"));
            evidence.push((
                Source::Server("page".into()),
                format!("{number} of {pages}, with {} of {total} items, {size} a page", items.len()),
            ));
            name.as_ref().map_or_else(Vec::new, |name| numbered(&own, &query.pairs, name, *number, pages))
        }
        Window::After { cursor, size, name } => {
            let start = if cursor.is_some() { "after the cursor" } else { "from the start" };
            sentence.push_str(&format!(", {} {start}", counted(items.len() as u64)));
            evidence.push((
                Source::Server("page".into()),
                format!("{} of {total} items {start}, up to {size}", items.len()),
            ));
            let next = items.last().filter(|_| page.more).map(|(place, item)| Cursor {
                of: query.order_mark,
                place: *place,
                keys: query.order.iter().map(|key| key.key(&item.fields).keep()).collect(),
            });
            name.as_ref().map_or_else(Vec::new, |name| cursored(&own, &query.pairs, name, next))
        }
    };

    let mut rests_on = RestsOn::default();
    let json =
        list(world, query, resource, &from, &page, (&address(&own, &query.pairs), &links), &mut rests_on);
    let modified_ms = stored.modified_ms().max(rests_on.modified_ms);
    let validators = Validators {
        etag: EntityTag::strong(format!("c{}.{}-{:x}", stored.revision(), rests_on.revisions, query.mark)),
        modified_ms: (modified_ms > 0).then_some(modified_ms),
        hasty: true,
    };
    let mut selected = Selected {
        from: Subject::Collection { resource, path: from },
        json,
        validators,
        links,
        total: Some(total),
        evidence,
        told: sentence,
    };
    selected.tell_shape(query);
    selected.told.push('.');
    selected
}

fn counted(count: u64) -> String {
    if count == 1 { "1 item".into() } else { format!("{count} items") }
}

impl Selected {
    fn tell_shape(&mut self, query: &Query) {
        let mut parts = Vec::new();
        if let Some(fields) = &query.shown.fields {
            let names: Vec<_> = fields.iter().map(|path| path.0.join(".")).collect();
            parts.push(format!("only the fields {}", names.join(", ")));
        }
        if !query.shown.embed.is_empty() {
            parts.push(format!("with {} embedded", query.shown.embed.join(", ")));
        }
        if !parts.is_empty() {
            let shape = parts.join(", ");
            self.told.push_str(&format!(", {shape}"));
            self.evidence.push((Source::Server("shown".into()), shape));
        }
    }
}

fn picks(query: &Query, item: &Item) -> bool {
    query.filters.iter().all(|filter| filter.picks(&item.fields))
        && (query.words.is_empty() || mentions(&item.fields, &query.words))
}

/// A page in the order in which items came.
fn in_place<'w>(world: &'w World, query: &Query, from: &str) -> Page<'w> {
    let stored = world.collection(from);
    let all = query.filters.is_empty() && query.words.is_empty();
    let matching = stored.placed().filter(|(_, item)| all || picks(query, item));
    match &query.window {
        Window::All => {
            let items: Vec<_> = matching.collect();
            Page { total: items.len() as u64, items, more: false }
        }
        Window::Page { number, size, .. } => {
            let start = (number - 1).saturating_mul(*size);
            let end = start.saturating_add(*size);
            let mut page = Page { items: Vec::new(), total: stored.len() as u64, more: false };
            if start >= page.total {
                if !all {
                    page.total = matching.count() as u64;
                }
                return page;
            }
            let mut total = 0;
            for found in matching {
                if (start..end).contains(&total) {
                    page.items.push(found);
                }
                total += 1;
                if all && total >= end {
                    return page;
                }
            }
            page.total = total;
            page
        }
        Window::After { cursor, size, .. } => {
            let total = if all { stored.len() as u64 } else { matching.count() as u64 };
            let (items, more) = match cursor {
                Some(cursor) => {
                    part(stored.placed_after(cursor.place), *size, |item| all || picks(query, item))
                }
                None => part(stored.placed(), *size, |item| all || picks(query, item)),
            };
            Page { items, total, more }
        }
    }
}

/// So many of the items that are picked, and whether there are more.
fn part<'w>(
    items: impl Iterator<Item = (u64, &'w Arc<Item>)>,
    size: u64,
    picks: impl Fn(&Item) -> bool,
) -> (Vec<(u64, &'w Arc<Item>)>, bool) {
    let mut rest = items.filter(|(_, item)| picks(item));
    let part = rest.by_ref().take(clamp(size)).collect();
    (part, rest.next().is_some())
}

/// A page in the order that the query asks for. Only what is on the page is sorted through: the rest is parted off,
/// which takes time in proportion to the number of items.
fn sorted<'w>(world: &'w World, query: &Query, from: &str) -> Page<'w> {
    let width = query.order.len();
    let (mut items, mut keys) = (Vec::new(), Vec::new());
    for (place, item) in world.collection(from).placed().filter(|(_, item)| picks(query, item)) {
        keys.extend(query.order.iter().map(|direction| direction.key(&item.fields)));
        items.push((place, item));
    }
    let total = items.len() as u64;
    let row = |index: usize| -> (&[Key<'_>], u64) {
        let keys = keys.get(index * width..(index + 1) * width).unwrap_or_default();
        (keys, items.get(index).map_or(0, |(place, _)| *place))
    };
    let by = |a: &usize, b: &usize| compare(&query.order, row(*a), row(*b));
    let mut rows: Vec<usize> = (0..items.len()).collect();
    let (start, end) = match &query.window {
        Window::All => (0, rows.len()),
        Window::Page { number, size, .. } => {
            let start = (number - 1).saturating_mul(*size);
            (clamp(start), clamp(start.saturating_add(*size)))
        }
        Window::After { cursor, size, .. } => {
            if let Some(cursor) = cursor {
                let last: Vec<Key<'_>> = cursor.keys.iter().map(|key| Some(key).into()).collect();
                rows.retain(|index| compare(&query.order, row(*index), (&last, cursor.place)).is_gt());
            }
            (0, clamp(*size))
        }
    };
    let (start, end, left) = (start.min(rows.len()), end.min(rows.len()), rows.len());
    if end < rows.len() {
        rows.select_nth_unstable_by(end, by);
        rows.truncate(end);
    }
    if start > 0 && start < rows.len() {
        rows.select_nth_unstable_by(start, by);
    }
    rows.drain(..start);
    rows.sort_unstable_by(by);
    let shown = rows.into_iter().filter_map(|index| items.get(index).copied()).collect();
    Page { items: shown, total, more: end < left }
}

fn clamp(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

/// The list as JSON: items, how many match, and links.
fn list(
    world: &World,
    query: &Query,
    resource: usize,
    from: &str,
    Page { items, total, .. }: &Page<'_>,
    (own, links): (&str, &[(&'static str, String)]),
    rests_on: &mut RestsOn,
) -> Bytes {
    let plain = query.shown.is_plain();
    // Room for everything at once: a long list is otherwise copied again and again while it grows.
    let room =
        if plain { items.iter().map(|(_, item)| item.json.len() + 1).sum() } else { items.len() * 128 };
    let mut json = Vec::with_capacity(room + 512);
    json.extend_from_slice(b"{\"items\":[");
    for (number, (_, item)) in items.iter().enumerate() {
        if number > 0 {
            json.push(b',');
        }
        if plain {
            json.extend_from_slice(&item.json);
        } else {
            json.extend_from_slice(&query.shown.item(world, world.resource(resource), from, item, rests_on));
        }
    }
    json.extend_from_slice(
        format!("],\"total\":{total},\"_links\":{{\"self\":{}", Value::from(own)).as_bytes(),
    );
    for (relation, target) in links {
        json.extend_from_slice(format!(",\"{relation}\":{}", Value::from(target.as_str())).as_bytes());
    }
    json.extend_from_slice(b"}}");
    json.into()
}
