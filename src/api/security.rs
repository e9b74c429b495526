//! Security schemes, and which of them an operation asks for (OpenAPI 3.1 §4.8.27, §4.8.30).

use serde_json::Value;

use super::{ApiError, PathTemplate, import::facets::follow};

/// A way to show who one is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityScheme {
    /// Its name in the document.
    pub name: String,
    /// How credentials are sent.
    pub kind: SchemeKind,
    /// The path of the collection whose items are the tokens' other half (`x-toyshelf-issued-by`); `None` where the
    /// document says of no token whether it is good.
    pub issued_by: Option<String>,
    /// The place in the document, as a JSON Pointer.
    pub pointer: String,
}

/// How credentials are sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemeKind {
    /// `Authorization: Bearer …` (RFC 6750); OAuth 2.0 and OpenID Connect send their tokens so, too.
    Bearer,
    /// `Authorization: Basic …` (RFC 7617).
    Basic,
    /// A key in a request field, the query or a cookie.
    ApiKey {
        /// Where it stands.
        place: KeyPlace,
        /// The name of the field, parameter or cookie.
        name: String,
    },
    /// Something that no request to a page can show: a client certificate, or an HTTP scheme not read here.
    Unseen(String),
}

/// Where an API key stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyPlace {
    /// In a request header field.
    Header,
    /// In the query.
    Query,
    /// In a cookie.
    Cookie,
}

/// One way to satisfy an operation: every scheme in it, each with its scopes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// The schemes, by index into [`Api::schemes`](super::Api::schemes), with the scopes (or roles) needed.
    pub schemes: Vec<(usize, Vec<String>)>,
}

/// Whose a stored resource is (`x-toyshelf-owner`): only its owner may do the operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The resource's path template.
    pub resource: PathTemplate,
    /// The field that holds the owner's id.
    pub field: String,
}

fn error(pointer: &str, message: impl Into<String>) -> ApiError {
    ApiError { pointer: pointer.into(), message: message.into() }
}

/// The schemes of a document.
pub(super) fn schemes(document: &Value) -> Result<Vec<SecurityScheme>, ApiError> {
    let Some(schemes) = document.pointer("/components/securitySchemes").and_then(Value::as_object) else {
        return Ok(Vec::new());
    };
    schemes.iter().map(|(name, scheme)| read(name, scheme)).collect()
}

/// The schemes of an imported document, which may break rules that a document of our own keeps. One that cannot be
/// read is told, and whoever would use it is taken at their word. No scheme there has tokens that this server hands
/// out.
pub(super) fn schemes_leniently(document: &Value, problems: &mut Vec<ApiError>) -> Vec<SecurityScheme> {
    let schemes = document.pointer("/components/securitySchemes").and_then(Value::as_object);
    let lenient = |(name, scheme): (&String, &Value)| {
        let place = super::compile::below("/components", "securitySchemes", name);
        let scheme = follow(document, scheme, &place).map_or(&Value::Null, |(scheme, _)| scheme);
        let read = read(name, scheme).unwrap_or_else(|problem| {
            problems.push(problem);
            let kind = SchemeKind::Unseen("a scheme that the API description leaves open".into());
            SecurityScheme { name: name.clone(), kind, issued_by: None, pointer: place }
        });
        SecurityScheme { issued_by: None, ..read }
    };
    schemes.into_iter().flatten().map(lenient).collect()
}

fn read(name: &str, scheme: &Value) -> Result<SecurityScheme, ApiError> {
    let pointer = format!("/components/securitySchemes/{}", name.replace('~', "~0").replace('/', "~1"));
    let text = |key: &str| scheme.get(key).and_then(Value::as_str);
    let kind = match text("type") {
        Some("http") => match text("scheme").map(str::to_ascii_lowercase).as_deref() {
            Some("bearer") => SchemeKind::Bearer,
            Some("basic") => SchemeKind::Basic,
            Some(other) => SchemeKind::Unseen(format!("the HTTP scheme “{other}”")),
            None => return Err(error(&pointer, "a scheme of type http needs “scheme”, such as bearer")),
        },
        Some("apiKey") => {
            let place = match text("in") {
                Some("header") => KeyPlace::Header,
                Some("query") => KeyPlace::Query,
                Some("cookie") => KeyPlace::Cookie,
                _ => return Err(error(&pointer, "an API key needs “in”: header, query or cookie")),
            };
            let name = text("name").ok_or_else(|| error(&pointer, "an API key needs “name”"))?;
            SchemeKind::ApiKey { place, name: name.into() }
        }
        Some("oauth2" | "openIdConnect") => SchemeKind::Bearer,
        Some("mutualTLS") => SchemeKind::Unseen("a client certificate".into()),
        _ => {
            let known = "http, apiKey, oauth2, openIdConnect and mutualTLS";
            return Err(error(&pointer, format!("a security scheme needs “type”, which is one of {known}")));
        }
    };
    let issued_by = text("x-toyshelf-issued-by").map(str::to_owned);
    Ok(SecurityScheme { name: name.into(), kind, issued_by, pointer })
}

/// What an operation asks for, its own words before the document's: any one of these ways. Empty where nobody has to
/// say who they are, also where that is one of the ways (`{}`).
pub(super) fn requirements(
    document: &Value,
    operation: &Value,
    pointer: &str,
    schemes: &[SecurityScheme],
) -> Result<Vec<Requirement>, ApiError> {
    let (ways, place) = match operation.get("security") {
        Some(own) => (own, format!("{pointer}/security")),
        None => match document.get("security") {
            Some(all) => (all, "/security".to_owned()),
            None => return Ok(Vec::new()),
        },
    };
    let ways = ways.as_array().ok_or_else(|| error(&place, "security is a list of requirements"))?;
    let mut requirements = Vec::new();
    for (index, way) in ways.iter().enumerate() {
        let place = format!("{place}/{index}");
        let way = way.as_object().ok_or_else(|| error(&place, "a security requirement is an object"))?;
        if way.is_empty() {
            return Ok(Vec::new());
        }
        let mut needed = Vec::new();
        for (name, scopes) in way {
            let scheme = schemes.iter().position(|scheme| scheme.name == *name).ok_or_else(|| {
                error(&place, format!("there is no security scheme “{name}” in /components/securitySchemes"))
            })?;
            let scopes = scopes.as_array().into_iter().flatten().filter_map(Value::as_str);
            needed.push((scheme, scopes.map(str::to_owned).collect()));
        }
        requirements.push(Requirement { schemes: needed });
    }
    Ok(requirements)
}

/// The query parameters that hold a key for one of these ways.
pub(super) fn keys_in_query(security: &[Requirement], schemes: &[SecurityScheme]) -> Vec<String> {
    let needed = security.iter().flat_map(|way| &way.schemes).filter_map(|(at, _)| schemes.get(*at));
    needed
        .filter_map(|scheme| match &scheme.kind {
            SchemeKind::ApiKey { place: KeyPlace::Query, name } => Some(name.clone()),
            _ => None,
        })
        .collect()
}

/// Whose the resource of an operation is, where that matters.
pub(super) fn owner(operation: &Value, pointer: &str) -> Result<Option<Owner>, ApiError> {
    let Some(rule) = operation.get("x-toyshelf-owner") else { return Ok(None) };
    let place = format!("{pointer}/x-toyshelf-owner");
    let text = |name: &str| {
        rule.get(name)
            .and_then(Value::as_str)
            .ok_or_else(|| error(&place, format!("the field “{name}” is missing or is no text")))
    };
    let resource = PathTemplate::parse(text("resource")?).map_err(|message| error(&place, message))?;
    Ok(Some(Owner { resource, field: text("field")?.to_owned() }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn document() -> Value {
        json!({
            "security": [{"card": []}],
            "components": {"securitySchemes": {
                "card": {"type": "http", "scheme": "Bearer", "x-toyshelf-issued-by": "/cards"},
                "door": {"type": "http", "scheme": "basic"},
                "key": {"type": "apiKey", "in": "query", "name": "key"},
                "flow": {"type": "oauth2", "flows": {}},
                "tls": {"type": "mutualTLS"}
            }}
        })
    }

    #[test]
    fn every_type_of_scheme_is_understood() {
        let kinds: Vec<_> = schemes(&document()).unwrap().into_iter().map(|scheme| scheme.kind).collect();
        assert_eq!(
            kinds,
            [
                SchemeKind::Bearer,
                SchemeKind::Basic,
                SchemeKind::ApiKey { place: KeyPlace::Query, name: "key".into() },
                SchemeKind::Bearer,
                SchemeKind::Unseen("a client certificate".into()),
            ]
        );
    }

    #[test]
    fn an_operation_speaks_before_the_document() {
        let document = document();
        let schemes = schemes(&document).unwrap();
        let of = |operation: Value| requirements(&document, &operation, "/paths/~1x/get", &schemes);
        let way = |schemes: &[(usize, &[&str])]| Requirement {
            schemes: schemes
                .iter()
                .map(|(at, scopes)| (*at, scopes.iter().map(|scope| (*scope).to_owned()).collect()))
                .collect(),
        };
        assert_eq!(of(json!({})).unwrap(), [way(&[(0, &[])])]);
        assert_eq!(of(json!({"security": []})).unwrap(), []);
        assert_eq!(of(json!({"security": [{"door": []}, {}]})).unwrap(), [], "no credentials is one way");
        assert_eq!(
            of(json!({"security": [{"flow": ["read"], "key": []}, {"door": []}]})).unwrap(),
            [way(&[(3, &["read"]), (2, &[])]), way(&[(1, &[])])]
        );
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let document = document();
        let known = schemes(&document).unwrap();
        let refused = requirements(&document, &json!({"security": [{"no": []}]}), "/paths/~1x/get", &known);
        assert_eq!(refused.unwrap_err().pointer, "/paths/~1x/get/security/0");
        for broken in [json!({}), json!({"type": "http"}), json!({"type": "apiKey", "in": "header"})] {
            let document = json!({"components": {"securitySchemes": {"a/b": broken}}});
            assert_eq!(schemes(&document).unwrap_err().pointer, "/components/securitySchemes/a~1b");
        }
    }
}
