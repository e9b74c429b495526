//! CSV: a line of names, then a line an item (RFC 4180).

use std::fmt::Write;

use serde_json::Value;

use super::{Shown, text};

/// Writes a list as its items, and anything else as one line.
pub(super) fn write(shown: &Shown<'_>) -> String {
    let rows = shown.items().unwrap_or_else(|| vec![&shown.json]);
    let columns = shown.columns(&rows);
    let mut csv = String::new();
    line(&mut csv, columns.iter().map(String::as_str));
    for row in rows {
        let values: Vec<_> =
            columns.iter().map(|column| row.get(column).map_or_else(String::new, cell)).collect();
        line(&mut csv, values.iter().map(String::as_str));
    }
    csv
}

/// A list of plain texts is one cell with spaces between; anything nested is JSON.
fn cell(value: &Value) -> String {
    match value {
        Value::Array(items)
            if items.iter().all(|item| item.as_str().is_some_and(|text| !text.contains(' '))) =>
        {
            items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" ")
        }
        other => text(other),
    }
}

fn line<'a>(csv: &mut String, cells: impl Iterator<Item = &'a str>) {
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            csv.push(',');
        }
        if cell.contains(['"', ',', '\r', '\n']) || cell != cell.trim() {
            // Writing to a String cannot fail.
            let _ = write!(csv, "\"{}\"", cell.replace('"', "\"\""));
        } else {
            csv.push_str(cell);
        }
    }
    csv.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let mut csv = String::new();
        line(&mut csv, ["plain", "a,b", "say \"hi\"", "two\r\nlines", " edge ", ""].into_iter());
        assert_eq!(csv, "plain,\"a,b\",\"say \"\"hi\"\"\",\"two\r\nlines\",\" edge \",\r\n");
    }
}
