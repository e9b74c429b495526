//! Ids that may stand where a path has a parameter for them.

use serde_json::{Number, Value};

use super::{facets::Facets, invent};
use crate::api::{Api, Parameter, ParameterPlace, Segment, Shape};

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
