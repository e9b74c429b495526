//! Whether a stored answer was an answer to the same question (`Vary`, RFC 9111 §4.1).

use super::{Stored, freshness::joined, request_field};
use crate::http::{HeaderMap, Request};

/// The names in `Vary`, in lower case; `None` for `*`.
pub(super) fn names(fields: &HeaderMap) -> Option<Vec<String>> {
    let names: Vec<String> = joined(fields, "vary")
        .split(',')
        .map(|name| name.trim().to_ascii_lowercase())
        .filter(|name| !name.is_empty())
        .collect();
    (!names.iter().any(|name| name == "*")).then_some(names)
}

/// What those fields are in this request, so that a later one can be compared.
pub(super) fn selecting(names: &[String], request: &Request) -> Vec<(String, Option<String>)> {
    names.iter().map(|name| (name.clone(), request_field(request, name).map(|value| tidy(&value)))).collect()
}

/// The first field in which this request differs from the one that was answered: its name, and what it was then.
pub(super) fn difference<'s>(stored: &'s Stored, request: &Request) -> Option<&'s (String, Option<String>)> {
    stored.selecting.iter().find(|(name, value)| request_field(request, name).map(|now| tidy(&now)) != *value)
}

/// White space around commas means nothing, in these fields as elsewhere.
fn tidy(value: &str) -> String {
    value.split(',').map(str::trim).collect::<Vec<_>>().join(", ")
}
