//! What conditions come to: every combination, every method, on a resource that is there and on one that is not.
//!
//! Nothing here knows the rules: each status is that of a request dispatched on a copy of a world.

use super::dispatch;
use crate::{
    http::{Request, StatusCode, date::HttpDate},
    world::{Item, World},
};

/// What one of the four conditional fields says about the resource as it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Told {
    /// The field is not there.
    Absent,
    /// The field names what is stored, or a date not before its last change.
    Current,
    /// The field names another version, or a date before the last change.
    Stale,
}

impl Told {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Absent, Self::Current, Self::Stale];
}

/// One column: a method, on a resource that is there or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Column {
    /// The method.
    pub method: &'static str,
    /// Whether the resource is there.
    pub present: bool,
}

/// One row: what the fields say, and the status in each column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// If-Match.
    pub if_match: Told,
    /// If-Unmodified-Since.
    pub if_unmodified_since: Told,
    /// If-None-Match.
    pub if_none_match: Told,
    /// If-Modified-Since.
    pub if_modified_since: Told,
    /// The status in each column, in the order of [`Table::columns`].
    pub statuses: Vec<StatusCode>,
}

/// The whole table: 81 rows of 11 columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The methods, each on a resource that is there and on one that is not. POST is sent to the collection, which
    /// is always there.
    pub columns: Vec<Column>,
    /// Every combination of the four fields; the last of them changes from row to row.
    pub rows: Vec<Row>,
}

impl Table {
    /// Works the table out on a world of its own, with its API root where the given one has it: 891 requests.
    #[must_use]
    pub fn of(world: &World) -> Self {
        let world = World::toy_library(world.base());
        // A date in the world's past must be one at which its toys were older than they are.
        let world = world.at(world.now_ms() + 60_000);
        let columns: Vec<_> = ["GET", "HEAD", "PUT", "PATCH", "DELETE"]
            .into_iter()
            .flat_map(|method| [true, false].map(|present| Column { method, present }))
            .chain([Column { method: "POST", present: true }])
            .collect();
        let Some(item) = world.find("/toys", "car").cloned() else {
            return Self { columns, rows: Vec::new() };
        };
        let mut rows = Vec::with_capacity(81);
        for if_match in Told::ALL {
            for if_unmodified_since in Told::ALL {
                for if_none_match in Told::ALL {
                    for if_modified_since in Told::ALL {
                        let told = [if_match, if_unmodified_since, if_none_match, if_modified_since];
                        let statuses =
                            columns.iter().map(|column| status(&world, &item, *column, told)).collect();
                        rows.push(Row {
                            if_match,
                            if_unmodified_since,
                            if_none_match,
                            if_modified_since,
                            statuses,
                        });
                    }
                }
            }
        }
        Self { columns, rows }
    }
}

fn status(world: &World, item: &Item, column: Column, told: [Told; 4]) -> StatusCode {
    let toys = world.collection("/toys");
    let (path, tag, modified_ms) = match column {
        Column { method: "POST", .. } => ("toys", toys.etag(), toys.modified_ms()),
        Column { present: true, .. } => ("toys/car", item.etag(), item.modified_ms),
        Column { present: false, .. } => ("toys/no-such-toy", item.etag(), item.modified_ms),
    };
    let mut request = Request::new(column.method, format!("{}/{path}", world.base()));
    let content = br#"{"name":"Red racing car","kind":"car"}"#;
    match column.method {
        "PUT" | "POST" => request = request.json(content),
        "PATCH" => request = request.with("Content-Type", "application/merge-patch+json").content(content),
        _ => {}
    }
    let changed = HttpDate::from_seconds(modified_ms / 1000);
    let before = HttpDate::from_seconds((modified_ms / 1000).saturating_sub(3600));
    let names = ["If-Match", "If-Unmodified-Since", "If-None-Match", "If-Modified-Since"];
    for (name, told) in names.into_iter().zip(told) {
        let is_date = name.ends_with("Since");
        let value = match told {
            Told::Absent => continue,
            Told::Current if is_date => changed.to_string(),
            Told::Current => tag.to_string(),
            Told::Stale if is_date => before.to_string(),
            Told::Stale => "\"another\"".to_owned(),
        };
        request = request.with(name, value);
    }
    dispatch(world, request).1.response.status
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_holds_what_the_rules_are_known_for() {
        let table = Table::of(&World::toy_library("/api"));
        assert_eq!((table.rows.len(), table.columns.len()), (81, 11));
        let shown = |row: &Row| {
            let codes: Vec<_> = row.statuses.iter().map(|status| status.as_str().to_owned()).collect();
            codes.join(" ")
        };
        assert_eq!(shown(&table.rows[0]), "200 404 200 404 200 201 200 404 204 404 201");
        let find = |told: [Told; 4]| {
            let row = table.rows.iter().find(|row| {
                [row.if_match, row.if_unmodified_since, row.if_none_match, row.if_modified_since] == told
            });
            shown(row.unwrap())
        };
        let (none, current, stale) = (Told::Absent, Told::Current, Told::Stale);
        assert_eq!(find([stale, none, none, none]), "412 404 412 404 412 412 412 404 412 404 412");
        assert_eq!(find([current, stale, none, none]), "200 404 200 404 200 412 200 404 204 404 201");
        assert_eq!(find([none, none, current, none]), "304 404 304 404 412 201 412 404 412 404 412");
        assert_eq!(find([none, none, none, current]), "304 404 304 404 200 201 200 404 204 404 201");
        assert_eq!(find([none, none, stale, current]), "200 404 200 404 200 201 200 404 204 404 201");
    }
}
