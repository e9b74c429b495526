//! What a browser asks first when a page of another origin sends more than a form could (Fetch standard, CORS protocol).

use bytes::Bytes;

use crate::http::{Request, Response};

/// How long an allowance counts where the server does not say, in seconds (Fetch §4.8, step 7).
const USUAL_S: u64 = 5;

/// How long at most, in seconds: two hours, as Chromium has it.
const LONGEST_S: u64 = 7_200;

/// The longest value of a field that needs no preflight, in bytes (Fetch §2.2.2, CORS-safelisted request-header).
const LONGEST_VALUE: usize = 128;

/// The methods that need none (Fetch §2.2.1, CORS-safelisted method).
const METHODS: [&[u8]; 3] = [b"GET", b"HEAD", b"POST"];

/// What of a request has to be allowed first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asks {
    /// The method, where a form could not send it.
    pub method: Option<String>,
    /// The names of the fields that a form could not send, in lower case, sorted.
    pub fields: Vec<String>,
}

impl Asks {
    /// Why a preflight is needed, such as `PATCH and If-Match`.
    #[must_use]
    pub fn words(&self) -> String {
        let all: Vec<&str> =
            self.method.iter().map(String::as_str).chain(self.fields.iter().map(String::as_str)).collect();
        match all.as_slice() {
            [] => String::new(),
            [one] => (*one).to_owned(),
            [first @ .., last] => format!("{} and {last}", first.join(", ")),
        }
    }
}

/// What has to be allowed before this request may be sent from another origin; `None` where it is a simple one.
#[must_use]
pub fn needed(request: &Request) -> Option<Asks> {
    let method = (!METHODS.contains(&&*request.method)).then(|| request.method_text().into_owned());
    let mut fields: Vec<String> = request
        .fields
        .iter()
        .filter(|field| !is_safe(&field.name, &field.value))
        .map(|field| String::from_utf8_lossy(&field.name).to_ascii_lowercase())
        .collect();
    fields.sort();
    fields.dedup();
    (method.is_some() || !fields.is_empty()).then_some(Asks { method, fields })
}

/// Fetch §2.2.2, CORS-safelisted request-header. `Origin` is the browser's own.
fn is_safe(name: &[u8], value: &[u8]) -> bool {
    let unsafe_byte = |byte: &u8| (*byte < 0x20 && *byte != b'\t') || b"\"():<>?@[\\]{}\x7f".contains(byte);
    let language = |byte: &u8| byte.is_ascii_alphanumeric() || b" *,-.;=".contains(byte);
    let fits = value.len() <= LONGEST_VALUE;
    match name.to_ascii_lowercase().as_slice() {
        b"origin" => true,
        b"accept" => fits && !value.iter().any(unsafe_byte),
        b"accept-language" | b"content-language" => fits && value.iter().all(language),
        b"content-type" => {
            let essence = value.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii();
            let simple: [&[u8]; 3] =
                [b"application/x-www-form-urlencoded", b"multipart/form-data", b"text/plain"];
            fits && !value.iter().any(unsafe_byte)
                && simple.iter().any(|one| essence.eq_ignore_ascii_case(one))
        }
        b"range" => {
            let range = value.strip_prefix(b"bytes=").unwrap_or_default();
            let parts: Vec<_> = range.split(|byte| *byte == b'-').collect();
            matches!(parts.as_slice(), [first, last]
                if !first.is_empty() && first.iter().chain(*last).all(u8::is_ascii_digit))
        }
        _ => false,
    }
}

/// The preflight for a request from this origin.
#[must_use]
pub fn request(of: &Request, asks: &Asks, origin: &str) -> Request {
    let preflight = Request::new("OPTIONS", &of.target)
        .with("Accept", "*/*")
        .with("Origin", origin)
        .with("Access-Control-Request-Method", &of.method);
    if asks.fields.is_empty() {
        preflight
    } else {
        preflight.with("Access-Control-Request-Headers", asks.fields.join(","))
    }
}

/// What a preflight asked to send, where its answer does not allow that: the method; `None` for what is allowed, or no
/// preflight.
#[must_use]
pub fn refused(preflight: &Request, response: &Response) -> Option<String> {
    let origin = preflight.field("origin")?;
    let method = preflight.field("access-control-request-method")?.into_owned();
    if &*preflight.method != b"OPTIONS" {
        return None;
    }
    let fields = preflight.field("access-control-request-headers").unwrap_or_default();
    let fields = fields.split(',').map(|name| name.trim().to_ascii_lowercase());
    let asks = Asks {
        method: (!METHODS.contains(&method.as_bytes())).then(|| method.clone()),
        fields: fields.filter(|name| !name.is_empty()).collect(),
    };
    Preflights::default().read(preflight, &asks, &origin, response, 0).is_err().then_some(method)
}

/// Whether an answer may be read by a page of this origin (Fetch, CORS check; no cookies are sent along).
///
/// # Errors
/// Why not, as a sentence.
pub fn may_read(response: &Response, origin: &str) -> Result<(), String> {
    match response.field("access-control-allow-origin") {
        Some("*") => Ok(()),
        Some(allowed) if allowed == origin => Ok(()),
        Some(allowed) => Err(format!(
            "The answer may be read by pages of {allowed} only, and this one is of {origin}: the browser keeps it."
        )),
        None => Err(format!(
            "The answer does not say that pages of {origin} may read it (no Access-Control-Allow-Origin): the browser keeps it."
        )),
    }
}

/// One thing that the server allows a page of an origin to send.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Allowed {
    origin: String,
    target: Bytes,
    methods: Vec<String>,
    /// In lower case.
    fields: Vec<String>,
    until_ms: u64,
}

impl Allowed {
    fn lacks(&self, asks: &Asks) -> Option<String> {
        let any = |list: &[String]| list.iter().any(|name| name == "*");
        if let Some(method) = &asks.method
            && !any(&self.methods)
            && !self.methods.contains(method)
        {
            return Some(method.clone());
        }
        asks.fields
            .iter()
            // “*” does not stand for Authorization (Fetch §2.2.2, CORS non-wildcard request-header name).
            .find(|name| !self.fields.contains(name) && (*name == "authorization" || !any(&self.fields)))
            .cloned()
    }
}

/// What the server has allowed so far (Fetch, CORS-preflight cache).
#[derive(Clone, Debug, Default)]
pub struct Preflights(Vec<Allowed>);

impl Preflights {
    /// The most that are remembered.
    const MOST: usize = 100;

    /// How many are remembered and still count.
    #[must_use]
    pub fn count(&self, now_ms: u64) -> usize {
        self.0.iter().filter(|allowed| allowed.until_ms > now_ms).count()
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Whether the server has allowed this not long ago.
    #[must_use]
    pub fn cover(&self, origin: &str, target: &[u8], asks: &Asks, now_ms: u64) -> bool {
        self.0.iter().any(|allowed| {
            allowed.origin == origin
                && allowed.target == target
                && allowed.until_ms > now_ms
                && allowed.lacks(asks).is_none()
        })
    }

    /// Reads the answer to a preflight, and remembers what it allows.
    ///
    /// # Errors
    /// Why the request may not be sent, as a sentence.
    pub fn read(
        &mut self,
        request: &Request,
        asks: &Asks,
        origin: &str,
        response: &Response,
        now_ms: u64,
    ) -> Result<(), String> {
        if !response.status.is_success() {
            return Err(format!(
                "The preflight was answered with {}, so the browser does not send the request.",
                response.status.as_u16()
            ));
        }
        if may_read(response, origin).is_err() {
            return Err(format!(
                "The answer to the preflight does not allow pages of {origin}, so the browser does not send the request."
            ));
        }
        let list = |name: &str| -> Vec<String> {
            let text = response.field(name).unwrap_or_default();
            text.split(',').map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect()
        };
        let max_age = response.field("access-control-max-age").and_then(|text| text.parse().ok());
        let allowed = Allowed {
            origin: origin.into(),
            target: request.target.clone(),
            methods: list("access-control-allow-methods"),
            fields: list("access-control-allow-headers")
                .iter()
                .map(|name| name.to_ascii_lowercase())
                .collect(),
            until_ms: now_ms + max_age.unwrap_or(USUAL_S).min(LONGEST_S) * 1000,
        };
        if let Some(lacking) = allowed.lacks(asks) {
            return Err(format!(
                "The answer to the preflight does not allow {lacking}, so the browser does not send the request."
            ));
        }
        self.0.retain(|old| old.until_ms > now_ms && !(old.origin == origin && old.target == request.target));
        if self.0.len() >= Self::MOST {
            self.0.remove(0);
        }
        self.0.push(allowed);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{StatusCode, header};

    const HOME: &str = "https://friend.example";

    fn asks(request: &Request) -> String {
        needed(request).map(|asks| asks.words()).unwrap_or_default()
    }

    #[test]
    fn what_a_form_could_send_needs_none() {
        let get = || Request::new("GET", "/toys");
        assert_eq!(asks(&get().with("Accept", "application/json").with("Origin", HOME)), "");
        assert_eq!(
            asks(&Request::new("POST", "/toys").with("Content-Type", "text/plain; charset=utf-8")),
            ""
        );
        assert_eq!(asks(&get().with("Range", "bytes=0-9").with("Accept-Language", "de, en;q=0.5")), "");
        assert_eq!(asks(&Request::new("POST", "/toys").json("{}")), "content-type");
        assert_eq!(asks(&get().with("Accept", "x".repeat(129))), "accept");
        assert_eq!(
            asks(&get().with("Range", "bytes=-9").with("If-None-Match", "\"v1\"")),
            "if-none-match and range"
        );
        assert_eq!(
            asks(&Request::new("DELETE", "/toys/car").with("Authorization", "Bearer x")),
            "DELETE and authorization"
        );
    }

    #[test]
    fn what_is_allowed_is_remembered_for_its_time() {
        let request = Request::new("PATCH", "/toys/car").with("If-Match", "\"v1\"");
        let asks = needed(&request).unwrap();
        let mut response = Response::new(StatusCode::NO_CONTENT);
        let mut known = Preflights::default();
        assert!(known.read(&request, &asks, HOME, &response, 0).unwrap_err().contains(HOME));
        response.set(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        assert!(known.read(&request, &asks, HOME, &response, 0).unwrap_err().contains("PATCH"));
        response.set(header::ACCESS_CONTROL_ALLOW_METHODS, "GET, PATCH");
        assert!(known.read(&request, &asks, HOME, &response, 0).unwrap_err().contains("if-match"));
        response.set(header::ACCESS_CONTROL_ALLOW_HEADERS, "If-Match, X");
        assert_eq!(known.read(&request, &asks, HOME, &response, 0), Ok(()));
        assert!(known.cover(HOME, b"/toys/car", &asks, 4_999));
        assert!(!known.cover(HOME, b"/toys/car", &asks, 5_000));
        response.set(header::ACCESS_CONTROL_MAX_AGE, "600");
        assert_eq!(known.read(&request, &asks, HOME, &response, 0), Ok(()));
        assert!(known.cover(HOME, b"/toys/car", &asks, 599_999));
        assert!(!known.cover("https://other.example", b"/toys/car", &asks, 0));
        assert!(!known.cover(HOME, b"/toys", &asks, 0));
        assert_eq!((known.count(0), known.count(600_000)), (1, 0));
        response.status = StatusCode::FOUND;
        assert!(known.read(&request, &asks, HOME, &response, 0).unwrap_err().contains("302"));
    }

    #[test]
    fn a_star_does_not_stand_for_authorization() {
        let request = Request::new("GET", "/cards").with("Authorization", "Bearer x").with("X-A", "1");
        let asks = needed(&request).unwrap();
        let mut response = Response::new(StatusCode::NO_CONTENT);
        response.set(header::ACCESS_CONTROL_ALLOW_ORIGIN, HOME);
        response.set(header::ACCESS_CONTROL_ALLOW_HEADERS, "*");
        let mut known = Preflights::default();
        assert!(known.read(&request, &asks, HOME, &response, 0).unwrap_err().contains("authorization"));
        response.set(header::ACCESS_CONTROL_ALLOW_HEADERS, "*, Authorization");
        assert_eq!(known.read(&request, &asks, HOME, &response, 0), Ok(()));
    }
}
