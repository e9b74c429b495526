//! Credentials: whose they are, and what their owner may do, by the API description's security schemes.

use serde_json::Value;

use super::{
    Asked, Source, Trace, cards,
    identify::{MAY, WHO},
    receive::Received,
    route::Routed,
};
use crate::{
    api::{KeyPlace, Owner, Requirement, SchemeKind, SecurityScheme},
    http::{HeaderValue, StatusCode, credentials::Credentials, credentials::masked, header, target::Target},
    world::World,
};

/// Who asks, as far as their credentials say.
#[derive(Debug, Default)]
struct Caller {
    /// What the trace calls them.
    name: String,
    /// The friend whose card it is, where it is a card.
    friend: Option<String>,
    /// The scopes of the card; `None` where nothing bounds what the credentials are good for.
    scopes: Option<Vec<String>>,
}

/// What became of the credentials of one scheme.
enum Shown {
    /// They are good.
    Good(Caller),
    /// There are none.
    Missing,
    /// They cannot be read, and why.
    Malformed(String),
    /// They are not good, and why.
    Bad(String),
}

/// Asks both questions of this block, where the operation needs credentials.
pub(super) fn identify(
    world: &World,
    received: &Received,
    routed: &Routed<'_>,
    trace: &mut Trace,
) -> Asked<()> {
    let operation = routed.operation;
    let mut keys = Vec::new();
    let shown: Vec<Vec<Shown>> = operation
        .security
        .iter()
        .map(|way| {
            let schemes = way.schemes.iter().filter_map(|(at, _)| world.api().schemes().get(*at));
            schemes.map(|scheme| show(world, received, scheme, &mut keys)).collect()
        })
        .collect();
    for key in &keys {
        trace.hide(key);
    }

    let mut question = trace.ask(&WHO).saw(
        Source::Description(format!("{}/security", operation.pointer)),
        ways(world, &operation.security),
    );
    let in_authorization =
        |scheme: &&SecurityScheme| matches!(scheme.kind, SchemeKind::Bearer | SchemeKind::Basic);
    if schemes(world, &operation.security).iter().any(in_authorization) {
        let given = received.headers.get(header::AUTHORIZATION);
        question = question.saw_field("Authorization", given.map(HeaderValue::as_bytes));
    }
    for key in &keys {
        question = question.saw(Source::Server("API key".into()), masked(key.as_bytes()));
    }

    let good = shown.iter().position(|way| way.iter().all(|shown| matches!(shown, Shown::Good(_))));
    let Some(good) = good else {
        let challenge = |error: &str| challenges(world, &operation.security, error);
        for shown in shown.iter().flatten() {
            if let Shown::Malformed(why) = shown {
                // RFC 6750 §3.1: a request that is malformed is told so with 400.
                return Err(question
                    .refuse(StatusCode::BAD_REQUEST, why.clone())
                    .with("field", "authorization")
                    .field(header::WWW_AUTHENTICATE, challenge("invalid_request"))
                    .into());
            }
        }
        let bad = shown.iter().flatten().find_map(|shown| match shown {
            Shown::Bad(why) => Some(why.as_str()),
            _ => None,
        });
        let (detail, error) = match bad {
            Some(why) => (why.to_owned(), "invalid_token"),
            // RFC 6750 §3: no error code where no credentials were sent.
            None => (missing(world, &operation.security), ""),
        };
        return Err(question
            .refuse(StatusCode::UNAUTHORIZED, detail)
            .field(header::WWW_AUTHENTICATE, challenge(error))
            .into());
    };
    let callers: Vec<&Caller> = shown[good]
        .iter()
        .filter_map(|shown| match shown {
            Shown::Good(caller) => Some(caller),
            _ => None,
        })
        .collect();
    let names: Vec<_> = callers.iter().map(|caller| caller.name.as_str()).collect();
    question.yes(format!("It is {}.", names.join(", with ")));
    may(world, routed, &operation.security[good], &callers, trace)
}

/// Looks for the credentials of one scheme, and at them. Keys found are added to `keys`, to be hidden in the trace.
fn show(world: &World, received: &Received, scheme: &SecurityScheme, keys: &mut Vec<String>) -> Shown {
    match &scheme.kind {
        SchemeKind::Bearer | SchemeKind::Basic => {
            let mut lines = received.headers.get_all(header::AUTHORIZATION).iter();
            let Some(value) = lines.next() else { return Shown::Missing };
            if lines.next().is_some() {
                return Shown::Malformed(
                    "There is more than one Authorization field. Send the one that counts.".into(),
                );
            }
            match (Credentials::parse(value), &scheme.kind) {
                (Err(error), _) => {
                    let form = match scheme.kind {
                        SchemeKind::Basic => "Basic, a space, and “name:password” in Base64",
                        _ => "Bearer, a space, and the token",
                    };
                    Shown::Malformed(format!(
                        "The Authorization field is malformed: {error}. It holds {form}."
                    ))
                }
                (Ok(Credentials::Bearer(token)), SchemeKind::Bearer) => bearer(world, scheme, &token),
                (Ok(Credentials::Basic { user, .. }), SchemeKind::Basic) => Shown::Good(Caller {
                    name: format!("“{user}”, by name and password, which nobody here can check"),
                    ..Caller::default()
                }),
                (Ok(_), _) => Shown::Missing,
            }
        }
        SchemeKind::ApiKey { place, name } => match key(received, *place, name, keys) {
            Some(key) if key.is_empty() => Shown::Bad(format!("The API key “{name}” is empty.")),
            Some(_) => Shown::Good(Caller {
                name: format!("somebody with an API key in “{name}”, which nobody here can check"),
                ..Caller::default()
            }),
            None => Shown::Missing,
        },
        SchemeKind::Unseen(what) => Shown::Good(Caller {
            name: format!("somebody who is taken at their word, because {what} cannot be shown to a page"),
            ..Caller::default()
        }),
    }
}

fn bearer(world: &World, scheme: &SecurityScheme, token: &str) -> Shown {
    let Some(collection) = &scheme.issued_by else {
        return Shown::Good(Caller {
            name: "somebody with a token, which nobody here can check".into(),
            ..Caller::default()
        });
    };
    match cards::card(world, collection, token) {
        Err(why) => Shown::Bad(why),
        Ok(card) => {
            let friend = card.fields.get("friend").and_then(Value::as_str).unwrap_or_default();
            let scopes = card.fields.get("scopes").and_then(Value::as_array).into_iter().flatten();
            Shown::Good(Caller {
                name: format!("{friend}, with the card {collection}/{}", card.id),
                friend: Some(friend.into()),
                scopes: Some(scopes.filter_map(Value::as_str).map(str::to_owned).collect()),
            })
        }
    }
}

/// An API key, where it is there. What it looks like on the wire is added to `keys`.
fn key(received: &Received, place: KeyPlace, name: &str, keys: &mut Vec<String>) -> Option<String> {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let key = match place {
        KeyPlace::Header => received.headers.get(name).map(text),
        KeyPlace::Query => {
            let Target::Origin(target) = &received.target else { return None };
            let raw = target.raw_query.as_deref().unwrap_or_default();
            let pairs = raw.split('&').filter(|pair| !pair.is_empty()).zip(&target.query);
            for (raw, _) in pairs.filter(|(_, (key, _))| key == name) {
                keys.extend(raw.split_once('=').map(|(_, value)| value.to_owned()));
            }
            target.query_value(name).map(str::to_owned)
        }
        KeyPlace::Cookie => received.headers.get_all(header::COOKIE).iter().find_map(|line| {
            text(line).split(';').find_map(|pair| match pair.trim().split_once('=') {
                Some((key, value)) if key == name => Some(value.trim_matches('"').to_owned()),
                _ => None,
            })
        }),
    };
    keys.extend(key.clone());
    keys.retain(|key| !key.is_empty());
    keys.dedup();
    key
}

/// Whether the caller has the scopes, and is the owner where only the owner may.
fn may(
    world: &World,
    routed: &Routed<'_>,
    way: &Requirement,
    callers: &[&Caller],
    trace: &mut Trace,
) -> Asked<()> {
    let operation = routed.operation;
    let needed: Vec<&str> = way.schemes.iter().flat_map(|(_, scopes)| scopes).map(String::as_str).collect();
    let has = |scope: &str| {
        callers.iter().any(|caller| match &caller.scopes {
            Some(scopes) => scopes.iter().any(|has| has == scope),
            None => true,
        })
    };
    let scopes: Vec<_> =
        callers.iter().filter_map(|caller| caller.scopes.as_ref()).flatten().cloned().collect();
    let or_none = |list: String| if list.is_empty() { "(none)".into() } else { list };
    let mut question = trace
        .ask(&MAY)
        .saw(Source::Description(format!("{}/security", operation.pointer)), or_none(needed.join(" ")))
        .saw(Source::Server("scopes of the card".into()), or_none(scopes.join(" ")));
    if let Some(lacking) = needed.iter().find(|scope| !has(scope)) {
        let detail = format!(
            "This takes the scope “{lacking}”, and the card does not have it. Ask for a card that does."
        );
        return Err(question
            .refuse(StatusCode::FORBIDDEN, detail)
            .with("scope", needed.join(" "))
            .field(header::WWW_AUTHENTICATE, challenges(world, &operation.security, "insufficient_scope"))
            .into());
    }
    if let Some(Owner { resource, field }) = &operation.owner {
        let path = resource.fill(&routed.found);
        let owner = path
            .rsplit_once('/')
            .and_then(|(collection, id)| world.find(collection, id))
            .and_then(|item| item.fields.get(field))
            .and_then(Value::as_str);
        question =
            question.saw(Source::Stored(path.clone()), format!("{field} = {}", owner.unwrap_or("(none)")));
        if let Some(owner) = owner
            && callers.iter().any(|caller| caller.friend.as_deref().is_some_and(|friend| friend != owner))
        {
            let detail = format!("{path} is somebody else’s: only its owner may see or change it.");
            return Err(question.refuse(StatusCode::FORBIDDEN, detail).into());
        }
    }
    question.yes(if needed.is_empty() {
        "Whoever is known may do this with what is theirs.".to_owned()
    } else {
        format!("They have the scope {}.", needed.join(" "))
    });
    Ok(())
}

/// The ways to say who one is, for people: `libraryCard (friends:write), or key`.
fn ways(world: &World, security: &[Requirement]) -> String {
    let told: Vec<_> = security
        .iter()
        .map(|way| {
            let schemes: Vec<_> = way
                .schemes
                .iter()
                .filter_map(|(at, scopes)| {
                    let name = &world.api().schemes().get(*at)?.name;
                    Some(if scopes.is_empty() {
                        name.clone()
                    } else {
                        format!("{name} ({})", scopes.join(" "))
                    })
                })
                .collect();
            schemes.join(" with ")
        })
        .collect();
    told.join(", or ")
}

/// What to do where no credentials were sent.
fn missing(world: &World, security: &[Requirement]) -> String {
    let mut hows = Vec::new();
    for scheme in schemes(world, security) {
        hows.push(match (&scheme.kind, &scheme.issued_by) {
            (SchemeKind::Bearer, Some(collection)) => {
                format!("get a card with POST {collection}, and send its token as “Authorization: Bearer …”")
            }
            (SchemeKind::Bearer, None) => "send a token as “Authorization: Bearer …”".into(),
            (SchemeKind::Basic, _) => "send a name and a password as “Authorization: Basic …”".into(),
            (SchemeKind::ApiKey { place, name }, _) => {
                let place = match place {
                    KeyPlace::Header => "in the header field",
                    KeyPlace::Query => "in the query parameter",
                    KeyPlace::Cookie => "in the cookie",
                };
                format!("send an API key {place} “{name}”")
            }
            (SchemeKind::Unseen(what), _) => format!("show {what}"),
        });
    }
    format!("One has to say who one is for this: {}.", hows.join("; or "))
}

/// Every scheme of these ways, once.
fn schemes<'w>(world: &'w World, security: &[Requirement]) -> Vec<&'w SecurityScheme> {
    let mut found: Vec<&SecurityScheme> = Vec::new();
    for scheme in
        security.iter().flat_map(|way| &way.schemes).filter_map(|(at, _)| world.api().schemes().get(*at))
    {
        if !found.iter().any(|other| other.name == scheme.name) {
            found.push(scheme);
        }
    }
    found
}

/// The value of `WWW-Authenticate`: a challenge for each scheme (RFC 9110 §11.6.1, RFC 6750 §3).
fn challenges(world: &World, security: &[Requirement], error: &str) -> String {
    let realm = quoted(world.api().title());
    let challenges: Vec<_> = schemes(world, security)
        .iter()
        .map(|scheme| match &scheme.kind {
            SchemeKind::Basic => format!("Basic realm={realm}, charset=\"UTF-8\""),
            SchemeKind::ApiKey { name, .. } => format!("ApiKey realm={realm}, name={}", quoted(name)),
            SchemeKind::Bearer | SchemeKind::Unseen(_) => {
                let mut challenge = format!("Bearer realm={realm}");
                let at = world.api().schemes().iter().position(|other| other.name == scheme.name);
                let scopes: Vec<&str> = security
                    .iter()
                    .flat_map(|way| &way.schemes)
                    .filter(|(other, _)| Some(*other) == at)
                    .flat_map(|(_, scopes)| scopes)
                    .map(String::as_str)
                    .collect();
                if !scopes.is_empty() {
                    challenge.push_str(&format!(", scope={}", quoted(&scopes.join(" "))));
                }
                if !error.is_empty() {
                    challenge.push_str(&format!(", error=\"{error}\""));
                }
                challenge
            }
        })
        .collect();
    challenges.join(", ")
}

/// A quoted string (RFC 9110 §5.6.4). What is outside ASCII shows as “?”: few clients read it.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(character);
            }
            ' '..='~' => quoted.push(character),
            _ => quoted.push('?'),
        }
    }
    quoted.push('"');
    quoted
}
