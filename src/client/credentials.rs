//! Credentials in a draft: read from its header rows and written back, so that both tell the same.

use serde_json::Value;

use super::{Draft, HeaderRow, lookup};
use crate::{
    api::{Api, KeyPlace, Operation, SchemeKind},
    http::{HeaderValue, Request, Response, StatusCode, credentials::Credentials},
};

/// What a draft shows of who is asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// Nothing.
    Nothing,
    /// A token (RFC 6750), such as that of a library card.
    Bearer(String),
    /// A name and a password (RFC 7617).
    Basic {
        /// The name.
        user: String,
        /// The password.
        password: String,
    },
    /// Something else, as it is written after `Authorization:`.
    Other(String),
}

impl Given {
    /// What a draft's Authorization row says.
    #[must_use]
    pub fn of(draft: &Draft) -> Self {
        let Some(value) = draft.header("authorization") else { return Self::Nothing };
        let (scheme, rest) = value.split_once(' ').unwrap_or((value, ""));
        if scheme.eq_ignore_ascii_case("bearer") {
            return Self::Bearer(rest.trim_start().to_owned());
        }
        if scheme.eq_ignore_ascii_case("basic") {
            if rest.trim().is_empty() {
                return Self::Basic { user: String::new(), password: String::new() };
            }
            if let Some(Credentials::Basic { user, password }) =
                HeaderValue::from_str(value).ok().and_then(|value| Credentials::parse(&value).ok())
            {
                return Self::Basic { user, password };
            }
        }
        Self::Other(value.to_owned())
    }

    /// The value of the Authorization field; `None` for nothing.
    #[must_use]
    pub fn value(&self) -> Option<String> {
        match self {
            Self::Nothing => None,
            Self::Bearer(token) => Some(format!("Bearer {token}")),
            Self::Basic { user, password } if user.is_empty() && password.is_empty() => Some("Basic ".into()),
            Self::Basic { user, password } => {
                Some(format!("Basic {}", base64(format!("{user}:{password}").as_bytes())))
            }
            Self::Other(value) => Some(value.clone()),
        }
    }

    /// Writes it into a draft. For nothing the row is switched off, so that what stood there is not lost.
    pub fn write(&self, draft: &mut Draft) {
        set_header(draft, "Authorization", self.value().as_deref());
    }
}

/// Gives a draft this header field, in the row that has it or else in a new one; `None` switches its rows off.
pub fn set_header(draft: &mut Draft, name: &str, value: Option<&str>) {
    let named = |row: &&mut HeaderRow| row.name.eq_ignore_ascii_case(name);
    let Some(value) = value else {
        draft.headers.iter_mut().filter(named).for_each(|row| row.on = false);
        return;
    };
    let on = draft.headers.iter().position(|row| row.on && row.name.eq_ignore_ascii_case(name));
    let place = on.or_else(|| draft.headers.iter().position(|row| row.name.eq_ignore_ascii_case(name)));
    match place.and_then(|place| draft.headers.get_mut(place)) {
        Some(row) => (row.value, row.on) = (value.into(), true),
        None => draft.headers.push(HeaderRow::new(name, value)),
    }
}

/// Base64 with its padding (RFC 4648 §4).
pub(super) fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let group =
            chunk.iter().chain([&0, &0]).take(3).fold(0, |group, byte| group << 8 | usize::from(*byte));
        for place in 0..4 {
            let letter = LETTERS[group >> (18 - 6 * place) & 63];
            text.push(if place <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    text
}

/// A card that was handed out in this session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Its id.
    pub id: String,
    /// The collection that it is in, from the API root.
    pub collection: String,
    /// Whose it is.
    pub friend: String,
    /// What it is good for; often nothing beyond showing who one is.
    pub scopes: Vec<String>,
    /// The token, which is a secret.
    pub token: String,
}

/// The card that an answer handed out, where it did.
#[must_use]
pub fn card(api: &Api, base: &str, request: &Request, response: &Response) -> Option<Card> {
    if request.method.as_ref() != b"POST" || response.status != StatusCode::CREATED {
        return None;
    }
    let target = request.target_text();
    let path = lookup::plain_path(target.strip_prefix(base)?);
    if !api.issues_tokens(path) {
        return None;
    }
    let answer: Value = serde_json::from_slice(&response.content).ok()?;
    let text = |name: &str| answer.get(name).and_then(Value::as_str).map(str::to_owned);
    let scopes = answer.get("scopes").and_then(Value::as_array);
    Some(Card {
        id: text("id").unwrap_or_default(),
        collection: path.to_owned(),
        friend: text("friend").unwrap_or_default(),
        scopes: scopes.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect(),
        token: text("token")?,
    })
}

/// What an operation asks for, as a phrase: `libraryCard with friends:write`, or each of several ways. Empty where it
/// asks for nothing.
#[must_use]
pub fn asks(api: &Api, operation: &Operation) -> String {
    let scheme = |(at, scopes): &(usize, Vec<String>)| {
        let name = api.schemes().get(*at).map_or("", |scheme| scheme.name.as_str());
        if scopes.is_empty() { name.to_owned() } else { format!("{name} with {}", scopes.join(" and ")) }
    };
    let way =
        |schemes: &Vec<(usize, Vec<String>)>| schemes.iter().map(scheme).collect::<Vec<_>>().join(" and ");
    let ways: Vec<String> = operation.security.iter().map(|requirement| way(&requirement.schemes)).collect();
    ways.join(", or ")
}

/// The operations that ask for credentials: method and path, and what they ask for; at most `most`, and how many more.
#[must_use]
pub fn guarded(api: &Api, most: usize) -> (Vec<(String, String)>, usize) {
    let all = api.routes().iter().flat_map(|route| {
        let asking = route.operations.iter().filter(|operation| !operation.security.is_empty());
        asking.map(move |operation| (route, operation))
    });
    let count = all.clone().count();
    let told = all.take(most).map(|(route, operation)| {
        (format!("{} {}", operation.method, route.template.text()), asks(api, operation))
    });
    (told.collect(), count.saturating_sub(most))
}

/// A key that an API takes elsewhere than in Authorization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The scheme's name in the document.
    pub scheme: String,
    /// Where it stands.
    pub place: KeyPlace,
    /// The name of the field, parameter or cookie.
    pub name: String,
}

/// The API keys of the description, in its order.
#[must_use]
pub fn keys(api: &Api) -> Vec<Key> {
    let key = |scheme: &crate::api::SecurityScheme| match &scheme.kind {
        SchemeKind::ApiKey { place, name } => {
            Some(Key { scheme: scheme.name.clone(), place: *place, name: name.clone() })
        }
        _ => None,
    };
    api.schemes().iter().filter_map(key).collect()
}

impl Key {
    /// The key that a draft shows; empty where there is none.
    #[must_use]
    pub fn read(&self, draft: &Draft) -> String {
        match self.place {
            KeyPlace::Header => draft.header(&self.name).unwrap_or_default().to_owned(),
            KeyPlace::Cookie => {
                let cookies = draft.header("cookie").unwrap_or_default();
                let pairs = cookies.split(';').filter_map(|pair| pair.trim().split_once('='));
                pairs
                    .filter(|(name, _)| *name == self.name)
                    .map(|(_, value)| value.to_owned())
                    .next()
                    .unwrap_or_default()
            }
            KeyPlace::Query => {
                let rows = super::query_rows::rows(&draft.path);
                rows.into_iter().find(|row| row.name == self.name).map(|row| row.value).unwrap_or_default()
            }
        }
    }

    /// Writes a key into a draft; an empty one takes it out.
    pub fn write(&self, draft: &mut Draft, value: &str) {
        match self.place {
            KeyPlace::Header => set_header(draft, &self.name, Some(value).filter(|value| !value.is_empty())),
            KeyPlace::Cookie => {
                let cookies = draft.header("cookie").unwrap_or_default().to_owned();
                let others = cookies.split(';').map(str::trim).filter(|pair| {
                    !pair.is_empty() && pair.split_once('=').map_or(*pair, |(name, _)| name) != self.name
                });
                let own = format!("{}={value}", self.name);
                let all: Vec<&str> = others.chain((!value.is_empty()).then_some(own.as_str())).collect();
                let all = all.join("; ");
                set_header(draft, "Cookie", Some(all.as_str()).filter(|all| !all.is_empty()));
            }
            KeyPlace::Query => {
                let mut rows = super::query_rows::rows(&draft.path);
                if value.is_empty() {
                    rows.retain(|row| row.name != self.name);
                } else if let Some(row) = rows.iter_mut().find(|row| row.name == self.name) {
                    row.set(None, Some(value));
                } else {
                    rows.push(super::QueryRow::new(&self.name, value));
                }
                draft.path = super::query_rows::path_with(&draft.path, &rows);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{server::dispatch, world::World};

    #[test]
    fn credentials_are_written_and_read_back() {
        for given in [
            Given::Bearer("abc.def".into()),
            Given::Bearer(String::new()),
            Given::Basic { user: "mia".into(), password: "é:x".into() },
            Given::Basic { user: String::new(), password: String::new() },
            Given::Other("Digest x=y".into()),
        ] {
            let mut draft = Draft::default();
            given.write(&mut draft);
            assert_eq!(Given::of(&draft), given);
        }
        assert_eq!(base64(b"reader:example"), "cmVhZGVyOmV4YW1wbGU=");
    }

    #[test]
    fn nothing_switches_the_row_off_and_keeps_it() {
        let mut draft = Draft::default().with("authorization", "Bearer x");
        Given::Nothing.write(&mut draft);
        assert_eq!(Given::of(&draft), Given::Nothing);
        assert_eq!(draft.headers[1], HeaderRow { on: false, ..HeaderRow::new("authorization", "Bearer x") });
        Given::Bearer("y".into()).write(&mut draft);
        assert_eq!((draft.headers.len(), draft.header("Authorization")), (2, Some("Bearer y")));
    }

    #[test]
    fn a_card_is_found_in_the_answer_that_hands_it_out() {
        let world = World::toy_library("/api");
        let request =
            Request::new("POST", "/api/cards").json(r#"{"friend": "mia", "scopes": ["friends:write"]}"#);
        let (after, exchange) = dispatch(&world, request);
        let card = card(world.api(), "/api", &exchange.request, &exchange.response).expect("a card");
        assert_eq!((card.friend.as_str(), card.scopes.len()), ("mia", 1));
        let mut draft = Draft::new("GET", &format!("/cards/{}", card.id));
        Given::Bearer(card.token.clone()).write(&mut draft);
        assert_eq!(dispatch(&after, draft.request("/api")).1.response.status, 200);
        assert!(
            super::card(world.api(), "/api", &Request::new("GET", "/api/cards"), &exchange.response)
                .is_none()
        );
    }

    #[test]
    fn what_asks_for_credentials_is_told() {
        let world = World::toy_library("/api");
        let (told, more) = guarded(world.api(), 50);
        assert!(
            told.contains(&("DELETE /friends/{friend}".into(), "libraryCard with friends:write".into())),
            "{told:?}"
        );
        assert_eq!(more, 0);
        assert_eq!(guarded(world.api(), 1).1, told.len() - 1);
    }

    #[test]
    fn keys_go_where_the_description_says() {
        for place in [KeyPlace::Header, KeyPlace::Cookie, KeyPlace::Query] {
            let key = Key { scheme: "k".into(), place, name: "api-key".into() };
            let mut draft = Draft::new("GET", "/toys?kind=car").with("Cookie", "a=b");
            key.write(&mut draft, "s p");
            assert_eq!(key.read(&draft), "s p");
            key.write(&mut draft, "");
            assert_eq!(key.read(&draft), "");
            assert_eq!((draft.path.as_str(), draft.header("cookie")), ("/toys?kind=car", Some("a=b")));
        }
    }
}
