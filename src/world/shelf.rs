//! What the shelf shows.

use serde_json::Value;

use super::{Item, World};

/// One toy as the shelf draws it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShelfToy {
    /// The id, such as `car`.
    pub id: String,
    /// The path from the API root, such as `/toys/car`.
    pub path: String,
    /// The name, such as `Red racing car`.
    pub name: String,
    /// The kind, which picks the drawing: `car`, `duck`, `blocks`, `robot`, `train`, `bear`, `boat`, `kite`,
    /// `ball`, `drum`, `rocket`, or any other text.
    pub kind: String,
    /// The colour the toy says it has, where it is a CSS hex colour such as `#e4572e`.
    pub color: Option<String>,
    /// The friend who has it, where it is lent out: the shelf shows an outline.
    pub lent_to: Option<String>,
    /// The entity tag, such as `"v3"`.
    pub etag: String,
}

/// The most toys that the shelf shows.
const MOST_TOYS: usize = 200;

/// The most things that the shelf of an imported API shows.
const MOST: usize = 60;

impl World {
    /// What the shelf shows: the toys stored, in the order of the collection, up to a
    /// number that a shelf can hold. Of an imported API what is stored in
    /// its collections that lie below nothing else, up to a number that a shelf can hold.
    #[must_use]
    pub fn shelf(&self) -> Vec<ShelfToy> {
        if !self.api().is_imported() {
            let toys = self.collection("/toys").iter().take(MOST_TOYS);
            return toys.map(|item| self.on_shelf("/toys", item)).collect();
        }
        let tops =
            self.collections().filter(|(path, _)| path.trim_end_matches('/').matches('/').count() == 1);
        tops.flat_map(|(path, collection)| collection.iter().map(move |item| (path, item)))
            .take(MOST)
            .map(|(path, item)| self.on_shelf(path, item))
            .collect()
    }

    /// How many toys there are besides those that [`World::shelf`] shows.
    #[must_use]
    pub fn beyond_shelf(&self) -> u64 {
        if self.api().is_imported() {
            return 0;
        }
        self.collection("/toys").len().saturating_sub(MOST_TOYS) as u64
    }

    fn on_shelf(&self, collection: &str, item: &Item) -> ShelfToy {
        let text = |key: &str| item.fields.get(key).and_then(Value::as_str).unwrap_or_default();
        let name = ["name", "title", "label"].into_iter().map(text).find(|name| !name.is_empty());
        let name = name.map_or_else(
            || format!("{} {}", collection.trim_matches('/'), item.id).trim_end().to_owned(),
            str::to_owned,
        );
        ShelfToy {
            id: item.id.to_string(),
            path: match &*item.id {
                "" => collection.to_owned(),
                id => format!("{}/{id}", collection.trim_end_matches('/')),
            },
            name,
            kind: text("kind").to_owned(),
            color: Some(text("color").to_owned()).filter(|color| is_hex_color(color)),
            lent_to: if collection == "/toys" { self.borrower(&item.id) } else { None },
            etag: item.etag().to_string(),
        }
    }

    /// The name of the friend who has a toy.
    fn borrower(&self, toy: &str) -> Option<String> {
        let loan = self.collection(&format!("/toys/{toy}/loans")).iter().last()?;
        let id = loan.fields.get("friend").and_then(Value::as_str)?;
        let name =
            self.find("/friends", id).and_then(|friend| friend.fields.get("name")).and_then(Value::as_str);
        Some(name.unwrap_or(id).to_owned())
    }
}

/// Whether a text is `#` with 3 or 6 hexadecimal digits: the only colours let into a drawing.
fn is_hex_color(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|digits| matches!(digits.len(), 3 | 6) && digits.bytes().all(|b| b.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shelf_knows_who_has_what() {
        let shelf = World::toy_library("/api").shelf();
        assert_eq!(shelf[0].id, "car");
        assert_eq!(shelf[0].lent_to, None);
        let ball = shelf.iter().find(|toy| toy.id == "ball").unwrap();
        assert_eq!(ball.lent_to.as_deref(), Some("Zoe"));
    }

    #[test]
    fn only_a_hex_colour_is_a_colour() {
        assert!(is_hex_color("#abc") && is_hex_color("#E4572E"));
        assert!(
            !is_hex_color("red")
                && !is_hex_color("#12345")
                && !is_hex_color("#12345z")
                && !is_hex_color("#é1")
        );
    }
}
