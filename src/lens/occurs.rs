//! What can occur: the statuses and header fields that need texts.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{api::Api, server::decisions};

/// The request header fields that the server reads and the API description has no place for: fields of HTTP itself.
static READ: &[&str] = &[
    "accept",
    "accept-encoding",
    "accept-language",
    "access-control-request-headers",
    "access-control-request-method",
    "authorization",
    "content-encoding",
    "content-length",
    "content-type",
    "expect",
    "idempotency-key",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "origin",
    "prefer",
    "range",
    "transfer-encoding",
];

/// The response header fields that the server writes wherever they apply, and the API description need not list.
static WRITTEN: &[&str] = &[
    "accept",
    "accept-encoding",
    "accept-patch",
    "accept-post",
    "accept-ranges",
    "access-control-allow-credentials",
    "access-control-allow-headers",
    "access-control-allow-methods",
    "access-control-allow-origin",
    "access-control-expose-headers",
    "access-control-max-age",
    "allow",
    "cache-control",
    "content-encoding",
    "content-language",
    "content-length",
    "content-range",
    "content-security-policy",
    "content-type",
    "date",
    "etag",
    "idempotent-replayed",
    "last-modified",
    "link",
    "location",
    "preference-applied",
    "ratelimit",
    "ratelimit-policy",
    "retry-after",
    "server-timing",
    "vary",
    "www-authenticate",
    "x-content-type-options",
    "x-total-count",
];

/// Every status that a response can have: those with which a decision leaves, and those of the API description.
#[must_use]
pub fn statuses(api: &Api) -> BTreeSet<u16> {
    let described = operations(api.document())
        .filter_map(|operation| operation["responses"].as_object())
        .flat_map(|responses| responses.keys().filter_map(|status| status.parse().ok()));
    decisions().flat_map(|decision| decision.exits.iter().copied()).chain(described).collect()
}

/// The names, in lower case, of every request header field that the server may read.
#[must_use]
pub fn request_fields(api: &Api) -> BTreeSet<String> {
    let document = api.document();
    let described = path_items(document)
        .chain(operations(document))
        .filter_map(|holder| holder["parameters"].as_array())
        .flatten()
        .filter_map(|parameter| {
            let parameter = resolved(document, parameter);
            (parameter["in"] == "header").then(|| parameter["name"].as_str()).flatten()
        });
    described.chain(READ.iter().copied()).map(str::to_ascii_lowercase).collect()
}

/// The names, in lower case, of every response header field that the server may write.
#[must_use]
pub fn response_fields(api: &Api) -> BTreeSet<String> {
    let document = api.document();
    let described = operations(document)
        .filter_map(|operation| operation["responses"].as_object())
        .flat_map(|responses| responses.values())
        .filter_map(|response| resolved(document, response)["headers"].as_object())
        .flat_map(|headers| headers.keys().map(String::as_str));
    described.chain(WRITTEN.iter().copied()).map(str::to_ascii_lowercase).collect()
}

fn path_items(document: &Value) -> impl Iterator<Item = &Value> {
    document["paths"].as_object().into_iter().flat_map(|paths| paths.values())
}

fn operations(document: &Value) -> impl Iterator<Item = &Value> {
    path_items(document)
        .filter_map(Value::as_object)
        .flat_map(|item| item.iter().filter(|(name, _)| *name != "parameters").map(|(_, value)| value))
}

/// What a `$ref` into the same document stands for, one step on; anything else as it is.
fn resolved<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let pointer = value["$ref"].as_str().and_then(|address| address.strip_prefix('#'));
    pointer.and_then(|pointer| document.pointer(pointer)).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn api() -> Api {
        Api::from_document(json!({
            "openapi": "3.1.0",
            "info": {"title": "Described", "version": "1"},
            "paths": {"/things": {
                "parameters": [{"$ref": "#/components/parameters/Tenant"}],
                "get": {
                    "x-toyshelf-serves": "root",
                    "parameters": [
                        {"name": "X-Trace", "in": "header", "schema": {"type": "string"}},
                        {"name": "page", "in": "query", "schema": {"type": "integer"}},
                    ],
                    "responses": {
                        "218": {"description": "So", "headers": {"X-Seen": {"schema": {"type": "string"}}}},
                        "default": {"$ref": "#/components/responses/Bad"},
                    },
                },
            }},
            "components": {
                "parameters": {"Tenant": {"name": "X-Tenant", "in": "header", "schema": {"type": "string"}}},
                "responses": {"Bad": {"description": "Bad", "headers": {"X-Why": {"schema": {"type": "string"}}}}},
            },
        }))
        .expect("a description")
    }

    #[test]
    fn what_the_description_lists_can_occur() {
        let api = api();
        assert!(statuses(&api).contains(&218));
        let asked = request_fields(&api);
        assert!(["x-trace", "x-tenant", "if-match"].iter().all(|name| asked.contains(*name)), "{asked:?}");
        assert!(!asked.contains("page"));
        let said = response_fields(&api);
        assert!(["x-seen", "x-why", "date"].iter().all(|name| said.contains(*name)), "{said:?}");
    }

    #[test]
    fn what_a_decision_leaves_with_can_occur() {
        let statuses = statuses(&api());
        assert!([304, 404, 412, 503].iter().all(|status| statuses.contains(status)), "{statuses:?}");
    }
}
