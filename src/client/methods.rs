//! What each method means (RFC 9110 §9; PATCH: RFC 5789), and which a path allows.

use super::lookup;
use crate::api::Api;

/// Whether a request with a method has content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HasContent {
    /// It is what the request is about.
    Yes,
    /// It may.
    May,
    /// It has no meaning there (RFC 9110 §9.3.1, §9.3.2, §9.3.5).
    No,
}

/// What a method means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// The method.
    pub method: &'static str,
    /// What it asks for, as a sentence.
    pub says: &'static str,
    /// It asks for nothing to be changed (RFC 9110 §9.2.1).
    pub safe: bool,
    /// Several of the same have the effect of one (RFC 9110 §9.2.2).
    pub idempotent: bool,
    /// Its answer may be kept and used again (RFC 9110 §9.2.3).
    pub cacheable: bool,
    /// Whether the request has content.
    pub content: HasContent,
    /// Where that stands.
    pub spec: &'static str,
}

/// The methods that the composer offers.
pub static MEANINGS: [Meaning; 7] = [
    Meaning {
        method: "GET",
        says: "Asks for what is there.",
        safe: true,
        idempotent: true,
        cacheable: true,
        content: HasContent::No,
        spec: "RFC 9110 §9.3.1",
    },
    Meaning {
        method: "HEAD",
        says: "Like GET, without the body.",
        safe: true,
        idempotent: true,
        cacheable: true,
        content: HasContent::No,
        spec: "RFC 9110 §9.3.2",
    },
    Meaning {
        method: "POST",
        says: "Hands something over.",
        safe: false,
        idempotent: false,
        // Only where its answer says for how long, which next to none does.
        cacheable: false,
        content: HasContent::Yes,
        spec: "RFC 9110 §9.3.3",
    },
    Meaning {
        method: "PUT",
        says: "Replaces what is there, whole.",
        safe: false,
        idempotent: true,
        cacheable: false,
        content: HasContent::Yes,
        spec: "RFC 9110 §9.3.4",
    },
    Meaning {
        method: "PATCH",
        says: "Changes a part and leaves the rest.",
        safe: false,
        idempotent: false,
        cacheable: false,
        content: HasContent::Yes,
        spec: "RFC 5789 §2",
    },
    Meaning {
        method: "DELETE",
        says: "Takes away what is there.",
        safe: false,
        idempotent: true,
        cacheable: false,
        content: HasContent::No,
        spec: "RFC 9110 §9.3.5",
    },
    Meaning {
        method: "OPTIONS",
        says: "Asks what may be done here.",
        safe: true,
        idempotent: true,
        cacheable: false,
        content: HasContent::May,
        spec: "RFC 9110 §9.3.7",
    },
];

impl Meaning {
    /// What a method means, where it is one of those offered.
    #[must_use]
    pub fn of(method: &str) -> Option<&'static Self> {
        MEANINGS.iter().find(|meaning| meaning.method == method)
    }

    /// What it is, in the terms of HTTP (RFC 9110 §9.2).
    #[must_use]
    pub fn traits(&self) -> Vec<&'static str> {
        let mut traits = vec![
            if self.safe { "safe" } else { "not safe" },
            if self.idempotent { "idempotent" } else { "not idempotent" },
        ];
        if self.cacheable {
            traits.push("cacheable");
        }
        traits
    }
}

impl HasContent {
    /// Whether a request has content, in words.
    #[must_use]
    pub fn told(self) -> &'static str {
        match self {
            Self::Yes => "has a body",
            Self::May => "may have a body",
            Self::No => "no body",
        }
    }
}

/// The methods that are allowed at a path, as the `Allow` field would list them; `None` where nothing lives there.
#[must_use]
pub fn allowed(api: &Api, path: &str) -> Option<Vec<String>> {
    let (route, _) = lookup::route(api, path)?;
    Some(route.allow().split(", ").map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::World;

    #[test]
    fn methods_mean_what_the_rfc_says() {
        let safe: Vec<_> = MEANINGS.iter().filter(|one| one.safe).map(|one| one.method).collect();
        assert_eq!(safe, ["GET", "HEAD", "OPTIONS"]);
        // RFC 9110 §9.2.2: the safe ones, PUT and DELETE.
        let idempotent: Vec<_> = MEANINGS.iter().filter(|one| one.idempotent).map(|one| one.method).collect();
        assert_eq!(idempotent, ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"]);
        assert_eq!(Meaning::of("PATCH").map(Meaning::traits), Some(vec!["not safe", "not idempotent"]));
        assert_eq!(Meaning::of("BREW"), None);
    }

    #[test]
    fn a_path_allows_what_the_description_lists() {
        let world = World::toy_library("/api");
        let toy = allowed(world.api(), "/toys/car?x").expect("a path");
        assert_eq!(toy, ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"]);
        assert_eq!(allowed(world.api(), "/nowhere"), None);
    }
}
