//! Ids: where a thing shows its own, and which may stand where a path has a parameter for one.

use serde_json::{Map, Number, Value};

use super::{facets::Facets, invent};
use crate::api::{Api, Kept, Parameter, ParameterPlace, Segment, Shape};

/// The path parameter that holds the id of an item of this kind, by what the document says of it.
pub(crate) fn parameter(api: &Api, resource: usize) -> Option<&Parameter> {
    let route = api.routes().iter().find(|route| route.shape == Shape::Item(resource))?;
    let Some(Segment::Parameter(name)) = route.template.segments().last() else { return None };
    let contracts = route.operations.iter().filter_map(|operation| operation.contract.as_ref());
    contracts
        .flat_map(|contract| &contract.parameters)
        .find(|parameter| parameter.place == ParameterPlace::Path && parameter.name == *name)
}

/// Whether an id fits what the document says of the parameter.
pub(crate) fn fits(document: &Value, parameter: &Parameter, id: &str) -> bool {
    let is_number = parameter.types.iter().any(|kind| kind == "integer" || kind == "number");
    let number = is_number.then(|| serde_json::from_str::<Number>(id).ok()).flatten();
    let value = number.map_or_else(|| Value::from(id), Value::Number);
    let schema = parameter.schema.as_ref().and_then(|schema| schema.get(document));
    schema.is_none_or(|schema| schema.validate(&value).is_empty())
}

/// Whether a text is as long as its schemas ask.
pub(crate) fn is_long_enough(facets: &Facets<'_>, id: &str) -> bool {
    let length = id.chars().count() as u64;
    facets.all("minLength").filter_map(Value::as_u64).all(|least| length >= least)
        && facets.all("maxLength").filter_map(Value::as_u64).all(|most| length <= most)
}

/// An id that fits and is free, made by the parameter's schema.
pub(crate) fn made(
    document: &Value,
    parameter: &Parameter,
    seed: u64,
    free: impl Fn(&String) -> bool,
) -> Option<String> {
    let schema = document.pointer(&parameter.schema.as_ref()?.pointer)?;
    // Small numbers first: they are what a server counts by.
    let counted = (1..=20).map(|number: u64| number.to_string());
    let counted = counted.filter(|_| parameter.types.iter().any(|kind| kind == "integer"));
    let invented = (0..40).filter_map(|turn: u64| {
        match invent::made_up(document, &[schema], &parameter.name, seed.wrapping_add(turn * 7919)) {
            Value::String(text) => Some(text),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    });
    counted
        .chain(invented)
        .find(|id| !id.is_empty() && !id.contains('/') && free(id) && fits(document, parameter, id))
}

/// A value as it is written in a path.
pub(super) fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The id that fields show.
pub(super) fn id_of(kept: &Kept, fields: &Map<String, Value>) -> Option<String> {
    let (field, is_number) = kept.id.as_ref()?;
    let value = fields.get(field)?;
    let text = plain(value);
    let usable = (value.is_string() && (!is_number || text.parse::<i64>().is_ok()) || value.is_number())
        && !text.is_empty()
        && !text.contains('/');
    usable.then_some(text)
}

/// Writes the id into the fields, as the number or text that the schema asks for.
pub(crate) fn set_id(kept: &Kept, fields: &mut Map<String, Value>, id: &str) {
    let Some((field, is_number)) = &kept.id else { return };
    let number = is_number.then(|| id.parse::<i64>().ok()).flatten().map(Value::from);
    if fields.get(field).map(plain).as_deref() != Some(id) {
        fields.insert(field.clone(), number.unwrap_or_else(|| id.into()));
    }
}
