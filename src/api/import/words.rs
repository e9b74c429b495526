//! Words for text that a schema leaves open, told by the name of the field and by its format.

use super::dice::Dice;

const FIRST: [&str; 12] =
    ["Ada", "Ben", "Chloe", "David", "Elif", "Farid", "Grace", "Hugo", "Ines", "Jonas", "Kofi", "Lena"];
const LAST: [&str; 10] =
    ["Adams", "Baker", "Costa", "Diaz", "Evans", "Fischer", "Garcia", "Hansen", "Ito", "Jones"];
const CITIES: [&str; 8] = ["Berlin", "Lisbon", "Oslo", "Porto", "Kyoto", "Nairobi", "Lima", "Bristol"];
const COUNTRIES: [&str; 8] = ["Germany", "Portugal", "Norway", "Spain", "Japan", "Kenya", "Peru", "Ireland"];
const CODES: [&str; 8] = ["DE", "PT", "NO", "ES", "JP", "KE", "PE", "IE"];
const COLOURS: [&str; 7] = ["red", "blue", "green", "yellow", "purple", "orange", "teal"];
const THINGS: [&str; 12] = [
    "Acorn", "Beacon", "Cedar", "Dune", "Ember", "Fjord", "Grove", "Harbour", "Iris", "Juniper", "Kestrel",
    "Lantern",
];
const KINDS: [&str; 6] = ["small", "large", "round", "bright", "quiet", "new"];
const SENTENCES: [&str; 6] = [
    "Made for a first look around.",
    "Works well, and has done so for years.",
    "A short text that says a little about it.",
    "Handle with care.",
    "People ask for this one a lot.",
    "Nothing out of the ordinary.",
];

/// The words of a field name, in lower case: `createdAt`, `created_at` and `created-at` alike.
pub(super) fn parts(name: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut small_before = false;
    for character in name.chars().take(80) {
        if !character.is_alphanumeric() {
            parts.push(String::new());
            small_before = false;
            continue;
        }
        if character.is_uppercase() && small_before || parts.is_empty() {
            parts.push(String::new());
        }
        small_before = character.is_lowercase() || character.is_numeric();
        if let Some(part) = parts.last_mut() {
            part.extend(character.to_lowercase());
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// A text for a format; `None` for one that asks for nothing in particular.
pub(super) fn for_format(format: &str, name: &str, dice: &mut Dice) -> Option<String> {
    Some(match format {
        "date" => date(dice),
        "date-time" => format!("{}T{:02}:{:02}:00Z", date(dice), 7 + dice.below(12), dice.below(4) * 15),
        "time" => format!("{:02}:{:02}:00Z", 7 + dice.below(12), dice.below(4) * 15),
        "duration" => format!("PT{}M", 5 + dice.below(11) * 5),
        "email" | "idn-email" => email(dice),
        "uuid" | "guid" => uuid(dice),
        "uri" | "url" | "iri" => url(name, dice),
        "uri-reference" | "iri-reference" | "json-pointer" => {
            format!("/{}", dice.pick(&THINGS).to_lowercase())
        }
        "uri-template" => format!("/{}/{{id}}", dice.pick(&THINGS).to_lowercase()),
        "hostname" | "idn-hostname" => format!("{}.example.com", dice.pick(&THINGS).to_lowercase()),
        "ipv4" | "ip" => format!("192.0.2.{}", 1 + dice.below(250)),
        "ipv6" => format!("2001:db8::{:x}", 1 + dice.below(0xffff)),
        "byte" => "VG95cyBvbiBhIHNoZWxm".into(),
        "relative-json-pointer" => "1/name".into(),
        "regex" => "^[a-z]+$".into(),
        "password" => format!("{}-{}", dice.pick(&COLOURS), dice.pick(&THINGS).to_lowercase()),
        "decimal" => format!("{}.{:02}", 1 + dice.below(90), dice.below(100)),
        _ => return None,
    })
}

fn date(dice: &mut Dice) -> String {
    format!("2025-{:02}-{:02}", 1 + dice.below(12), 1 + dice.below(28))
}

fn email(dice: &mut Dice) -> String {
    format!("{}.{}@example.com", dice.pick(&FIRST).to_lowercase(), dice.pick(&LAST).to_lowercase())
}

fn url(name: &str, dice: &mut Dice) -> String {
    let picture = ["image", "photo", "picture", "avatar", "logo", "icon", "thumbnail"];
    let is_picture = parts(name).iter().any(|part| picture.contains(&part.as_str()));
    let tail = if is_picture { ".png" } else { "" };
    format!("https://example.com/{}{tail}", dice.pick(&THINGS).to_lowercase())
}

/// A UUID of version 4's form (RFC 9562 §5.4).
pub(super) fn uuid(dice: &mut Dice) -> String {
    let (high, low) = (dice.next(), dice.next());
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        (low >> 48) & 0x3fff | 0x8000,
        low & 0xffff_ffff_ffff
    )
}

/// A text for a field of this name.
pub(super) fn for_name(name: &str, dice: &mut Dice) -> String {
    let parts = parts(name);
    let has = |words: &[&str]| parts.iter().any(|part| words.contains(&part.as_str()));
    let last = parts.last().map_or("", String::as_str);
    if has(&["email", "mail"]) {
        email(dice)
    } else if has(&["uuid", "guid"]) {
        uuid(dice)
    } else if has(&["url", "uri", "href", "website", "homepage", "link", "avatar"]) {
        url(name, dice)
    } else if has(&["first", "given", "firstname"]) && has(&["name", "firstname", "given"]) {
        dice.pick(&FIRST).into()
    } else if has(&["last", "family", "lastname", "surname"]) {
        dice.pick(&LAST).into()
    } else if has(&["username", "login", "nickname", "handle"]) {
        format!("{}{}", dice.pick(&FIRST).to_lowercase(), 10 + dice.below(90))
    } else if has(&["author", "owner", "customer", "person", "user", "contact", "fullname"])
        || last == "name" && has(&["full", "display"])
    {
        format!("{} {}", dice.pick(&FIRST), dice.pick(&LAST))
    } else if has(&["phone", "mobile", "tel", "fax", "telephone"]) {
        format!("+44 20 7946 0{:03}", dice.below(1000))
    } else if has(&["city", "town"]) {
        dice.pick(&CITIES).into()
    } else if has(&["country"]) && has(&["code", "iso"]) {
        dice.pick(&CODES).into()
    } else if has(&["country"]) {
        dice.pick(&COUNTRIES).into()
    } else if has(&["street", "address", "line1"]) {
        format!("{} {} Street", 1 + dice.below(99), dice.pick(&THINGS))
    } else if has(&["zip", "postcode", "postal"]) {
        format!("{:05}", 10_000 + dice.below(89_999))
    } else if has(&["currency"]) {
        dice.pick(&["EUR", "GBP", "USD", "JPY"]).into()
    } else if has(&["language", "locale", "lang"]) {
        dice.pick(&["en", "de", "fr", "pt"]).into()
    } else if has(&["timezone", "tz"]) {
        dice.pick(&["Europe/Berlin", "Europe/Lisbon", "Asia/Tokyo", "America/Lima"]).into()
    } else if has(&["colour", "color"]) {
        dice.pick(&COLOURS).into()
    } else if has(&["status", "state"]) {
        dice.pick(&["active", "pending", "done"]).into()
    } else if has(&["type", "kind", "category", "tag", "label", "role", "size"]) {
        dice.pick(&KINDS).into()
    } else if has(&["date", "birthday", "day"]) {
        date(dice)
    } else if has(&["at", "time", "timestamp", "created", "updated"]) && last != "by" {
        format!("{}T{:02}:00:00Z", date(dice), 7 + dice.below(12))
    } else if has(&["version"]) {
        format!("1.{}.{}", dice.below(9), dice.below(9))
    } else if has(&["price", "amount", "cost", "total"]) {
        format!("{}.{:02}", 1 + dice.below(90), dice.below(100))
    } else if has(&["token", "secret", "password", "hash", "sha", "key"]) {
        format!("{:016x}", dice.next())
    } else if has(&["description", "summary", "text", "body", "message", "comment", "note", "notes", "bio"]) {
        dice.pick(&SENTENCES).into()
    } else if last == "id" || has(&["code", "slug", "sku", "number"]) {
        format!("{}-{}", dice.pick(&THINGS).to_lowercase(), 10 + dice.below(90))
    } else {
        format!("{} {}", dice.pick(&THINGS), 1 + dice.below(99))
    }
}

/// The word for one of many: `stations` gives `station`.
pub(crate) fn singular(word: &str) -> String {
    let lower = word.to_lowercase();
    for (plural, one) in [("people", "person"), ("children", "child"), ("news", "news"), ("series", "series")]
    {
        if lower == plural {
            return one.into();
        }
    }
    if let Some(stem) = lower.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    for end in ["sses", "xes", "ches", "shes", "zes"] {
        if lower.ends_with(end) {
            return lower[..lower.len() - 2].to_owned();
        }
    }
    if lower.ends_with('s') && !lower.ends_with("ss") && !lower.ends_with("us") && lower.len() > 2 {
        return lower[..lower.len() - 1].to_owned();
    }
    lower
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fall_into_words() {
        for (name, words) in
            [("createdAt", "created at"), ("created_at", "created at"), ("HTMLUrl", "htmlurl"), ("id", "id")]
        {
            assert_eq!(parts(name).join(" "), words);
        }
    }

    #[test]
    fn many_become_one() {
        for (many, one) in [
            ("stations", "station"),
            ("categories", "category"),
            ("addresses", "address"),
            ("boxes", "box"),
            ("status", "status"),
            ("People", "person"),
            ("pet", "pet"),
        ] {
            assert_eq!(singular(many), one);
        }
    }
}
