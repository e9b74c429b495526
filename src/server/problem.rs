//! Problem details: how every error is told (RFC 9457).

use serde_json::{Map, Value};

use super::Decision;
use crate::http::{HeaderName, Response, StatusCode, header, reason};

/// An error on its way out.
#[derive(Debug)]
pub struct Problem {
    decision: &'static Decision,
    status: StatusCode,
    detail: String,
    members: Map<String, Value>,
    fields: Vec<(HeaderName, String)>,
}

impl Problem {
    pub(crate) fn new(decision: &'static Decision, status: StatusCode, detail: String) -> Self {
        Self { decision, status, detail, members: Map::new(), fields: Vec::new() }
    }

    /// Adds an extension member (RFC 9457 §3.2).
    pub(crate) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.members.insert(name.into(), value.into());
        self
    }

    /// Adds a header field to the response.
    pub(crate) fn field(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.fields.push((name, value.into()));
        self
    }

    /// The response. `base` is the path of the API root: the explanation that `type` links to is in the page above.
    pub(crate) fn into_response(self, base: &str) -> Response {
        let page = base.rsplit_once('/').map_or("", |(page, _)| page);
        let mut body = Map::new();
        body.insert("type".into(), format!("{page}/#problem/{}", self.decision.id).into());
        body.insert("title".into(), reason(self.status).into());
        body.insert("status".into(), self.status.as_u16().into());
        body.insert("detail".into(), self.detail.into());
        body.insert("decision".into(), self.decision.question.into());
        body.extend(self.members);

        let mut response = Response::new(self.status);
        response.set(header::CONTENT_TYPE, "application/problem+json");
        for (name, value) in self.fields {
            response.set(name, value);
        }
        response.content = Value::Object(body).to_string().into();
        response
    }
}
