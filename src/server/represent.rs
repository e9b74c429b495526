//! Representations other than plain JSON: written from the JSON that the answer would have been, so that whatever
//! picks, sorts or trims that picks, sorts and trims them all.

mod csv;
mod page;
mod plain;
mod words;

use serde_json::{Map, Value};

use super::{
    find::Subject,
    negotiate::{Form, Language, Negotiated},
};
use crate::{
    api::Resource,
    http::{Response, coding, header},
    world::World,
};

/// Turns an answer of JSON into the form, the language and the coding that were negotiated. Comes back with what it
/// is then, for the trace.
pub(super) fn represent(
    world: &World,
    subject: &Subject,
    negotiated: &Negotiated,
    response: &mut Response,
) -> &'static str {
    if negotiated.form != Form::Json
        && let Ok(json) = serde_json::from_slice(&response.content)
    {
        let json = match json {
            Value::Object(json) => json,
            other => Map::from_iter([(if negotiated.list { "items" } else { "value" }.to_owned(), other)]),
        };
        let language = negotiated.language.unwrap_or(Language::English);
        let shown = Shown { world, subject, list: negotiated.list, language, json };
        response.content = match negotiated.form {
            Form::Csv => csv::write(&shown),
            Form::Html => page::write(&shown),
            Form::Plain | Form::Json => plain::write(&shown),
        }
        .into();
        // What people have stored stands in it, and no browser is to take it for something else.
        response.set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
        if negotiated.form == Form::Html {
            response.set(
                header::CONTENT_SECURITY_POLICY,
                "default-src 'none'; base-uri 'none'; form-action 'none'",
            );
        }
        if let Some(language) = negotiated.language {
            response.set(header::CONTENT_LANGUAGE, language.tag());
        }
    }
    if negotiated.gzips(world, subject) && !response.content.is_empty() {
        response.content = coding::gzip(&response.content).into();
        response.set(header::CONTENT_ENCODING, "gzip");
        return negotiated.form.gzipped();
    }
    negotiated.form.name()
}

/// What is to be shown, in the forms that are for people and tables.
struct Shown<'a> {
    world: &'a World,
    subject: &'a Subject,
    /// Whether it is a list.
    list: bool,
    language: Language,
    /// The representation in JSON.
    json: Map<String, Value>,
}

impl Shown<'_> {
    /// The items, where it is a list.
    fn items(&self) -> Option<Vec<&Map<String, Value>>> {
        let items = self.json.get("items").filter(|_| self.list)?.as_array()?;
        Some(items.iter().filter_map(Value::as_object).collect())
    }

    /// The path of what is shown, and of the collection that it is or lies in, from the API root.
    fn places(&self) -> (String, String) {
        let path = self.subject.path();
        let collection = match path.rsplit_once('/') {
            Some((parent, _)) if !self.list => parent.to_owned(),
            _ => path.clone(),
        };
        (path, collection)
    }

    /// The kind of resource.
    fn resource(&self) -> Option<&Resource> {
        self.world.resource(self.world.resource_of(&self.places().1)?)
    }

    /// The names of the fields in these rows, in the order of the schema, those that it does not name last.
    fn columns(&self, rows: &[&Map<String, Value>]) -> Vec<String> {
        let mut columns: Vec<String> =
            self.resource().map_or_else(Vec::new, |resource| resource.order.clone());
        if !rows.is_empty() {
            columns.retain(|column| rows.iter().any(|row| row.contains_key(column)));
        }
        for name in rows.iter().flat_map(|row| row.keys()) {
            if !columns.contains(name) {
                columns.push(name.clone());
            }
        }
        // Nothing stands in those of a list of none.
        columns.retain(|column| column != "_links" && (column != "_embedded" || !rows.is_empty()));
        columns
    }

    /// What a thing is called: by its name, else by its id.
    fn title(&self, fields: &Map<String, Value>) -> String {
        let text = |key: &str| fields.get(key).and_then(Value::as_str);
        match (text("name"), text("title"), text("id")) {
            (Some(name), ..) | (None, Some(name), _) => name.into(),
            (None, None, Some(id)) => id.into(),
            _ => self.world.api().title().into(),
        }
    }

    /// What the whole is called.
    fn heading(&self) -> String {
        if self.items().is_none() {
            return self.title(&self.json);
        }
        let (path, _) = self.places();
        words::label(self.language, path.rsplit('/').next().unwrap_or_default()).into_owned()
    }
}

/// The links of a thing: relation and address.
fn links(fields: &Map<String, Value>) -> impl Iterator<Item = (&str, &str)> {
    let links = fields.get("_links").and_then(Value::as_object);
    links.into_iter().flatten().filter_map(|(relation, link)| {
        let address = link.as_str().or_else(|| link.get("href")?.as_str())?;
        // An absolute path or a query, as the server writes them: nothing that could be made to run.
        (address.starts_with('/') || address.starts_with('?')).then_some((relation.as_str(), address))
    })
}

/// A value as text: a text as it is, anything else as JSON.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
