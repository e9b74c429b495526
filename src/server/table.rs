//! What conditions come to: every combination, every method, on a resource that is there and on one that is not.
//!
//! Nothing here knows the rules: each status is that of a request dispatched on a copy of a world.

use super::dispatch;
use crate::{
    http::{Request, StatusCode, date::HttpDate},
    world::World,
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

/// The columns, from left to right. POST is sent to the collection, which is always there.
pub static COLUMNS: [Column; 11] = [
    Column { method: "GET", present: true },
    Column { method: "GET", present: false },
    Column { method: "HEAD", present: true },
    Column { method: "HEAD", present: false },
    Column { method: "PUT", present: true },
    Column { method: "PUT", present: false },
    Column { method: "PATCH", present: true },
    Column { method: "PATCH", present: false },
    Column { method: "DELETE", present: true },
    Column { method: "DELETE", present: false },
    Column { method: "POST", present: true },
];

/// The conditional fields, in the order in which a row tells of them.
pub static FIELDS: [&str; 4] = ["If-Match", "If-Unmodified-Since", "If-None-Match", "If-Modified-Since"];

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

impl Row {
    /// What the fields say, in the order of [`FIELDS`].
    #[must_use]
    pub fn told(&self) -> [Told; 4] {
        [self.if_match, self.if_unmodified_since, self.if_none_match, self.if_modified_since]
    }
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
        Self { columns: COLUMNS.to_vec(), rows: Work::on(world).collect() }
    }
}

/// The rows of the table, each worked out when it is asked for: who draws them can do other things in between.
#[derive(Clone, Debug)]
pub struct Work {
    world: World,
    next: usize,
}

impl Work {
    /// Works on a world of its own, with its API root where the given one has it.
    #[must_use]
    pub fn on(world: &World) -> Self {
        let world = World::toy_library(world.base());
        // A date in the world's past must be one at which its toys were older than they are.
        let world = world.at(world.now_ms() + 60_000);
        Self { world, next: 0 }
    }
}

impl Iterator for Work {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        if self.next == 81 {
            return None;
        }
        // The number of the row, written with four digits in base 3.
        let digit = |place: usize| Told::ALL[self.next / place % 3];
        let told = [digit(27), digit(9), digit(3), digit(1)];
        let statuses = COLUMNS
            .iter()
            .map(|column| Some(dispatch(&self.world, request(&self.world, *column, told)?).1.response.status))
            .collect::<Option<Vec<_>>>()?;
        self.next += 1;
        let [if_match, if_unmodified_since, if_none_match, if_modified_since] = told;
        Some(Row { if_match, if_unmodified_since, if_none_match, if_modified_since, statuses })
    }
}

/// The request of one cell, in a world; `None` where the car that it is about is not on the shelf.
#[must_use]
pub fn request(world: &World, column: Column, told: [Told; 4]) -> Option<Request> {
    let item = world.find("/toys", "car")?;
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
    for (name, told) in FIELDS.into_iter().zip(told) {
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
    Some(request)
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
