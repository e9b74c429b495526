//! What may be put into a field, and what that means.

/// The most suggestions that are made at once: more than this helps nobody, and each is an element of the page.
pub const MOST_SUGGESTIONS: usize = 50;

/// One thing that a field may be made to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suggestion {
    /// What the field holds once this is chosen.
    pub value: String,
    /// What it means, in few words; empty where nothing is known of it.
    pub about: String,
    /// A word that sets it apart, such as `deleted`.
    pub mark: Option<&'static str>,
}

impl Suggestion {
    /// A suggestion with nothing that sets it apart.
    #[must_use]
    pub fn new(value: impl Into<String>, about: impl Into<String>) -> Self {
        Self { value: value.into(), about: about.into(), mark: None }
    }
}

/// Those that begin with what was typed, then those that have it anywhere, whatever the case; what is there already
/// in full is no suggestion.
#[must_use]
pub fn matching(typed: &str, all: impl IntoIterator<Item = Suggestion>) -> Vec<Suggestion> {
    let wanted = typed.trim().to_lowercase();
    let (mut first, mut then) = (Vec::new(), Vec::new());
    for one in all {
        let value = one.value.to_lowercase();
        if value == wanted {
            continue;
        }
        if value.starts_with(&wanted) {
            first.push(one);
        } else if value.contains(&wanted) {
            then.push(one);
        }
    }
    first.append(&mut then);
    first.truncate(MOST_SUGGESTIONS);
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_so_comes_first() {
        let all = ["If-Match", "Accept", "match", "X-Match"].map(|name| Suggestion::new(name, ""));
        let found: Vec<_> = matching("Match", all).into_iter().map(|one| one.value).collect();
        assert_eq!(found, ["If-Match", "X-Match"]);
        assert_eq!(matching("", (0..99).map(|n| Suggestion::new(n.to_string(), ""))).len(), MOST_SUGGESTIONS);
    }
}
