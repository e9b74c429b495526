//! From the pairs of a query to a [`Query`], by the parameters that the API description names.

use std::cell::Cell;

use serde_json::Value;

use super::{
    super::{Asked, Exit, Source, asking::Question},
    FieldPath, Query,
    cursor::Cursor,
    filter::{Filter, Test, Wanted},
    mark,
    order::Direction,
    page::Window,
    shape::Shown,
};
use crate::{
    api::{Operation, QueryParameter, Reading, Resource, Route, Shape},
    http::{Method, StatusCode, target::OriginForm},
    world::World,
};

/// How many items a page has where neither the query nor the document says.
const PAGE: u64 = 10;

/// What a parameter is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    Filter,
    Search,
    Sort,
    Fields,
    Embed,
    Page,
    PerPage,
    Cursor,
    Limit,
    /// The document names it, and this server has no use for it.
    Nothing,
}

impl Use {
    /// By what the document says, else by a field of the items that is called so, else by the name.
    fn of(parameter: &QueryParameter, resource: Option<&Resource>) -> Self {
        let name = parameter.name.split(['[', '.']).next().unwrap_or_default();
        if parameter.does.is_none() && resource.is_some_and(|resource| has_field(resource, name)) {
            return Self::Filter;
        }
        match parameter.does.as_deref().unwrap_or(&parameter.name) {
            "filter" => Self::Filter,
            "q" | "search" => Self::Search,
            "sort" => Self::Sort,
            "fields" => Self::Fields,
            "embed" => Self::Embed,
            "page" => Self::Page,
            "per_page" => Self::PerPage,
            "cursor" => Self::Cursor,
            "limit" => Self::Limit,
            _ => Self::Nothing,
        }
    }
}

fn has_field(resource: &Resource, name: &str) -> bool {
    resource.order.iter().any(|field| field == name)
}

/// Settles the question whether the resource takes these parameters. Comes back with what they ask for; `None`
/// where the operation reads nothing that could be picked from.
pub(in crate::server) fn read(
    world: &World,
    route: &Route,
    operation: &Operation,
    target: &OriginForm,
    lenient: bool,
    question: Question<'_>,
) -> Asked<(Option<Box<Query>>, bool)> {
    let question = question.saw(Source::Target, target.raw_query.as_deref().unwrap_or_default());
    let unknown = |(name, _): &&(String, String)| operation.query.iter().all(|known| known.name != *name);
    // An API key says who asks, and picks nothing.
    let mut pairs: Vec<(String, String)> =
        target.query.iter().filter(|(name, _)| !operation.keys.contains(name)).cloned().collect();
    let passed_over: Vec<_> = pairs.iter().filter(unknown).map(|(name, _)| name.clone()).collect();
    let lenient = lenient && !passed_over.is_empty();
    if lenient {
        pairs.retain(|(name, _)| !passed_over.contains(name));
    }
    if let Some((name, value)) = pairs.iter().find(unknown) {
        let names: Vec<_> = operation.query.iter().map(|known| known.name.as_str()).collect();
        let names = names.join(", ");
        let known = if names.is_empty() { "It takes none.".into() } else { format!("It takes {names}.") };
        let detail = format!("There is no query parameter “{name}” here. {known}");
        return Err(question
            .saw(Source::Description(format!("{}/parameters", operation.pointer)), names)
            .refuse(StatusCode::BAD_REQUEST, detail)
            .with("part", "query")
            .with("parameter", name.as_str())
            .with("value", value.as_str())
            .into());
    }
    let (resource, is_collection) = match route.shape {
        Shape::Collection(index) => (world.resource(index), true),
        Shape::Item(index) => (world.resource(index), false),
        _ => (None, false),
    };
    let reader = Reader { document: world.api().document(), operation, resource, pairs: &pairs };
    match reader.read(is_collection) {
        Ok(query) => {
            question.yes(if lenient {
                format!(
                    "“{}” is none of them, and Prefer: handling=lenient has that passed over.",
                    passed_over.join("”, “")
                )
            } else {
                "The API description names each of them, and each has a value that it may have.".into()
            });
            Ok((query.filter(|_| operation.method == Method::GET).map(Box::new), lenient))
        }
        Err(refusal) => Err(refusal.settle(question)),
    }
}

/// What is wrong with one parameter's value.
struct Refusal<'q> {
    parameter: &'q QueryParameter,
    value: String,
    problem: String,
    allowed: String,
}

impl Refusal<'_> {
    fn settle(self, question: Question<'_>) -> Box<Exit> {
        let Self { parameter, value, problem, allowed } = self;
        let shown: String = value.chars().take(60).collect();
        let detail = format!("The query parameter “{}” cannot be “{shown}”: {problem}.", parameter.name);
        question
            .saw(Source::Description(parameter.schema_pointer.clone()), &allowed)
            .refuse(StatusCode::BAD_REQUEST, detail)
            .with("part", "query")
            .with("parameter", parameter.name.as_str())
            .with("value", value)
            .with("allowed", allowed)
            .into()
    }
}

struct Reader<'q> {
    document: &'q Value,
    operation: &'q Operation,
    resource: Option<&'q Resource>,
    pairs: &'q [(String, String)],
}

impl<'q> Reader<'q> {
    fn read(&self, is_collection: bool) -> Result<Option<Query>, Refusal<'q>> {
        let mut query = Query {
            filters: Vec::new(),
            words: Vec::new(),
            order: Vec::new(),
            window: Window::All,
            shown: Shown::default(),
            pairs: self.pairs.to_vec(),
            mark: mark(self.pairs.iter().flat_map(|(name, value)| [name, value])),
            order_mark: 0,
        };
        let mut decides = Vec::new();
        let (mut page, mut per_page, mut cursor, mut limit) = (None, None, None, None);
        for parameter in &self.operation.query {
            let texts: Vec<&str> = self
                .pairs
                .iter()
                .filter(|(name, _)| *name == parameter.name)
                .map(|(_, value)| value.as_str())
                .collect();
            if texts.is_empty() {
                continue;
            }
            let value = self.value(parameter, &texts)?;
            let usage = Use::of(parameter, self.resource);
            if matches!(usage, Use::Filter | Use::Search | Use::Sort) {
                decides.push(parameter.name.as_str());
                decides.extend(&texts);
            }
            match usage {
                Use::Filter => query.filters.extend(filter(&parameter.name, value)),
                Use::Search => {
                    let text = texts.join(" ").to_lowercase();
                    query.words.extend(text.split_whitespace().map(str::to_owned));
                }
                Use::Sort => {
                    for name in list(value) {
                        let descending = name.starts_with('-');
                        let path = FieldPath::parse(name.strip_prefix('-').unwrap_or(&name));
                        self.field(parameter, &texts, &path)?;
                        query.order.push(Direction { path, descending });
                    }
                }
                Use::Fields => {
                    let mut fields = Vec::new();
                    for name in list(value) {
                        let path = FieldPath::parse(&name);
                        self.field(parameter, &texts, &path)?;
                        fields.push(path);
                    }
                    query.shown.fields = Some(fields);
                }
                Use::Embed => {
                    for name in list(value) {
                        self.relation(parameter, &texts, &name)?;
                        if !query.shown.embed.contains(&name) {
                            query.shown.embed.push(name);
                        }
                    }
                }
                Use::Page => page = Some((parameter, self.count(parameter, &texts, &value)?)),
                Use::PerPage => per_page = Some((parameter, self.count(parameter, &texts, &value)?)),
                Use::Cursor => cursor = Some((parameter, texts.concat())),
                Use::Limit => limit = Some((parameter, self.count(parameter, &texts, &value)?)),
                Use::Nothing => {}
            }
        }
        // Half of it tells one query from another well enough, and keeps cursors short.
        query.order_mark = mark(decides) >> 32;
        query.window = self.window(&query, page, per_page, cursor, limit)?;
        Ok((is_collection || !query.shown.is_plain()).then_some(query))
    }

    /// The value of a parameter, of the type that its schema asks for, checked by that schema.
    fn value(&self, parameter: &'q QueryParameter, texts: &[&str]) -> Result<Value, Refusal<'q>> {
        let reading = parameter.reading(self.document);
        if texts.len() > 1 && !(reading.is_list && parameter.explode) {
            let once = if reading.is_list { "once, with commas between" } else { "once" };
            return Err(Refusal {
                parameter,
                value: texts.join(" and "),
                problem: format!("it is given {} times; write it {once}", texts.len()),
                allowed: "one value".into(),
            });
        }
        let value = match reading.is_list {
            true if parameter.explode => texts.iter().map(|text| typed(text, reading)).collect(),
            true => texts.concat().split(',').map(|text| typed(text, reading)).collect(),
            false => typed(&texts.concat(), reading),
        };
        let violations = reading.schema.as_ref().map(|schema| schema.validate(&value)).unwrap_or_default();
        let Some(violation) = violations.into_iter().next() else { return Ok(value) };
        let (problem, allowed) = match &reading.choices {
            // One that is not among the choices is named, and all of them are: they are what a person needs here.
            Some(choices) if violation.keyword == "enum" => {
                let given = value.as_array().map_or(std::slice::from_ref(&value), Vec::as_slice);
                let wrong = given.iter().find(|one| !choices.contains(one)).unwrap_or(&value);
                let allowed = choices.iter().map(plain).collect::<Vec<_>>().join(", ");
                (format!("“{}” is none of {allowed}", plain(wrong)), allowed)
            }
            _ => (violation.message, violation.expected),
        };
        Err(Refusal { parameter, value: texts.join(","), problem, allowed })
    }

    /// A number of pages or items, from 1; one that is beyond counting is as much as can be counted.
    fn count(
        &self,
        parameter: &'q QueryParameter,
        texts: &[&str],
        value: &Value,
    ) -> Result<u64, Refusal<'q>> {
        // As a float is cut to what fits, so is a number with a fraction, where the document lets one through.
        let number = value.as_u64().or_else(|| value.as_f64().map(|number| number as u64));
        let number = number.or_else(|| texts.concat().parse().ok());
        number.filter(|number| *number > 0).ok_or_else(|| Refusal {
            parameter,
            value: texts.concat(),
            problem: "it must be a whole number from 1 on".into(),
            allowed: "a whole number from 1 on".into(),
        })
    }

    /// Fields must be ones that the schema names, where it names any.
    fn field(
        &self,
        parameter: &'q QueryParameter,
        texts: &[&str],
        path: &FieldPath,
    ) -> Result<(), Refusal<'q>> {
        let Some(resource) = self.resource else { return Ok(()) };
        let known: Vec<_> =
            resource.order.iter().filter(|name| !name.starts_with('_')).map(String::as_str).collect();
        if known.is_empty() || path.0.first().is_some_and(|first| known.contains(&first.as_str())) {
            return Ok(());
        }
        let (name, known) = (path.0.join("."), known.join(", "));
        Err(Refusal {
            parameter,
            value: texts.join(","),
            problem: format!("there is no field “{name}”; the fields are {known}"),
            allowed: known,
        })
    }

    fn relation(&self, parameter: &'q QueryParameter, texts: &[&str], name: &str) -> Result<(), Refusal<'q>> {
        let Some(resource) = self.resource else { return Ok(()) };
        let known = resource.children.iter().chain(resource.refers_to.iter().map(|(field, _)| field));
        let known: Vec<_> = known.map(String::as_str).collect();
        if known.contains(&name) {
            return Ok(());
        }
        let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
        Err(Refusal {
            parameter,
            value: texts.join(","),
            problem: format!("there is no relation “{name}”; those that can be embedded are: {known}"),
            allowed: known,
        })
    }

    fn window(
        &self,
        query: &Query,
        page: Option<(&'q QueryParameter, u64)>,
        per_page: Option<(&'q QueryParameter, u64)>,
        cursor: Option<(&'q QueryParameter, String)>,
        limit: Option<(&'q QueryParameter, u64)>,
    ) -> Result<Window, Refusal<'q>> {
        let numbered = page.or(per_page);
        let after =
            cursor.as_ref().map(|(parameter, _)| *parameter).or(limit.map(|(parameter, _)| parameter));
        if let (Some((parameter, number)), Some(other)) = (numbered, after) {
            return Err(Refusal {
                parameter,
                value: number.to_string(),
                problem: format!(
                    "“{}” is there too. Pages are counted, or one goes from cursor to cursor: leave one of them out",
                    other.name
                ),
                allowed: "pages or cursors, not both".into(),
            });
        }
        if numbered.is_some() {
            return Ok(Window::Page {
                number: page.map_or(1, |(_, number)| number),
                size: per_page.map_or_else(|| self.size(Use::PerPage), |(_, size)| size),
                name: self.name(Use::Page),
            });
        }
        if after.is_none() {
            return Ok(Window::All);
        }
        let cursor = match cursor {
            None => None,
            Some((parameter, text)) => {
                let read = Cursor::read(&text)
                    .filter(|cursor| cursor.of == query.order_mark && cursor.keys.len() == query.order.len());
                Some(read.ok_or_else(|| Refusal {
                    parameter,
                    value: text,
                    problem: "this server did not give it out for this query. Take one from a link to the next \
                              page, with the same filters and order, or leave it out to start at the beginning"
                        .into(),
                    allowed: "the cursor of a “next” link".into(),
                })?)
            }
        };
        let size = limit.map_or_else(|| self.size(Use::Limit), |(_, size)| size);
        Ok(Window::After { cursor, size, name: self.name(Use::Cursor) })
    }

    fn parameter(&self, usage: Use) -> Option<&'q QueryParameter> {
        self.operation.query.iter().find(|parameter| Use::of(parameter, self.resource) == usage)
    }

    fn name(&self, usage: Use) -> Option<String> {
        self.parameter(usage).map(|parameter| parameter.name.clone())
    }

    /// The size of a page where the query does not say: the document's default.
    fn size(&self, usage: Use) -> u64 {
        self.parameter(usage)
            .and_then(|parameter| parameter.reading(self.document).default.as_ref()?.as_u64())
            .filter(|size| *size > 0)
            .unwrap_or(PAGE)
    }
}

/// A filter from a parameter's name, such as `address.city` or `wheels[gte]`; `None` for an unknown comparison.
fn filter(name: &str, value: Value) -> Option<Filter> {
    let (path, test) = match name.strip_suffix(']').and_then(|name| name.split_once('[')) {
        Some((path, test)) => (path, Test::named(test)?),
        None => (name, Test::Is),
    };
    let wanted = match value {
        Value::Array(values) => values.into_iter().map(Wanted::new).collect(),
        value => vec![Wanted::new(value)],
    };
    Some(Filter { path: FieldPath::parse(path), test, wanted, place: Cell::default() })
}

/// The items of a list, or of a text with commas between.
fn list(value: Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.into_iter().map(|item| plain(&item)).collect(),
        Value::String(text) => text.split(',').map(str::to_owned).collect(),
        other => vec![other.to_string()],
    }
}

/// A value as it stands in a query.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A text as the number or the boolean that it is, where the schema asks for such; else as it came.
fn typed(text: &str, reading: &Reading) -> Value {
    // The reader of JSON passes over space around a number; a query has none.
    if reading.numbers
        && let Ok(number @ Value::Number(_)) = text.parse()
        && !text.contains(char::is_whitespace)
    {
        return number;
    }
    match text {
        "true" if reading.booleans => true.into(),
        "false" if reading.booleans => false.into(),
        _ => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_text_is_read_as_its_schema_says() {
        for (text, numbers, booleans, value) in [
            ("4", true, false, json!(4)),
            ("4.5", true, false, json!(4.5)),
            ("4", false, false, json!("4")),
            ("four", true, false, json!("four")),
            (" 4", true, false, json!(" 4")),
            ("true", true, true, json!(true)),
            ("true", true, false, json!("true")),
            ("[1]", true, true, json!("[1]")),
            ("", true, true, json!("")),
        ] {
            let (choices, default) = (None, None);
            let reading = Reading { schema: None, is_list: false, numbers, booleans, choices, default };
            assert_eq!(typed(text, &reading), value, "{text}");
        }
    }
}
