//! The extensions that say how things move and what takes long.

use serde_json::Value;

use super::{ApiError, compile::error};

/// Where something is now that used to be elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forward {
    /// The path from the API root, such as `/toys/car`.
    pub to: String,
    /// Whether it is there for good (301, 308) or for now (307).
    pub permanent: bool,
}

/// What moves when a resource of some kind is created (`x-toyshelf-moves`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moves {
    /// The collection in which something moves, such as `/toys`.
    pub collection: String,
    /// The field with the id that it had.
    pub from: String,
    /// The field with the id that it gets.
    pub to: String,
    /// The field that says whether it moves for good.
    pub permanent: String,
}

/// What an operation takes long over (`x-toyshelf-slow`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slow {
    /// How long it takes, in seconds by the world's clock.
    pub seconds: u64,
    /// The collection in which its status resources are, such as `/jobs`.
    pub status: String,
}

/// Reads `x-toyshelf-forwards`, which stands at the top of the document.
pub(super) fn forwards(document: &Value) -> Result<Vec<(String, Forward)>, ApiError> {
    const PLACE: &str = "/x-toyshelf-forwards";
    let listed = document.get("x-toyshelf-forwards").and_then(Value::as_object);
    let read = |(from, entry): (&String, &Value)| {
        let to = text(entry, "to", PLACE)?.to_owned();
        Ok((from.clone(), Forward { to, permanent: entry.get("permanent") == Some(&Value::Bool(true)) }))
    };
    listed.into_iter().flatten().map(read).collect()
}

/// Reads `x-toyshelf-moves` of the operation that creates.
pub(super) fn moves(operation: Option<&Value>, pointer: &str) -> Result<Option<Moves>, ApiError> {
    let Some(rule) = operation.and_then(|operation| operation.get("x-toyshelf-moves")) else {
        return Ok(None);
    };
    let place = format!("{pointer}/post/x-toyshelf-moves");
    let text = |name: &str| text(rule, name, &place).map(str::to_owned);
    Ok(Some(Moves {
        collection: text("collection")?,
        from: text("from")?,
        to: text("to")?,
        permanent: text("permanent")?,
    }))
}

/// Reads `x-toyshelf-slow` of an operation.
pub(super) fn slow(operation: &Value, pointer: &str) -> Result<Option<Slow>, ApiError> {
    let Some(rule) = operation.get("x-toyshelf-slow") else { return Ok(None) };
    let place = format!("{pointer}/x-toyshelf-slow");
    let seconds = rule.get("seconds").and_then(Value::as_u64);
    let seconds =
        seconds.ok_or_else(|| error(&place, "the field “seconds” is missing or is no whole number"))?;
    Ok(Some(Slow { seconds, status: text(rule, "status", &place)?.to_owned() }))
}

fn text<'a>(rule: &'a Value, name: &str, place: &str) -> Result<&'a str, ApiError> {
    let found = rule.get(name).and_then(Value::as_str);
    found.ok_or_else(|| error(place, format!("the field “{name}” is missing or is no text")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_extension_that_lacks_something_says_where() {
        let document = json!({"x-toyshelf-forwards": {"/a": {}}});
        assert_eq!(forwards(&document).unwrap_err().pointer, "/x-toyshelf-forwards");
        let post = json!({"x-toyshelf-moves": {"collection": "/toys"}});
        assert_eq!(moves(Some(&post), "/paths/~1m").unwrap_err().pointer, "/paths/~1m/post/x-toyshelf-moves");
        let post = json!({"x-toyshelf-slow": {"seconds": "long"}});
        assert_eq!(slow(&post, "/p").unwrap_err().pointer, "/p/x-toyshelf-slow");
        assert_eq!(slow(&json!({}), "/p"), Ok(None));
    }

    #[test]
    fn the_toy_library_forwards_and_takes_its_time() {
        let api = super::super::toys::api();
        assert_eq!(api.forwards().len(), 2);
        assert!(api.resources().iter().any(|resource| resource.moves.is_some()));
        assert!(api.resources().iter().any(|resource| resource.is_status));
    }
}
