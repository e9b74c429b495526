//! Requests that a person saved under a name, and the draft that a reload keeps: as text, within bounds.

use serde::{Deserialize, Serialize};

use super::Draft;

/// A request that was saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// What it is called.
    pub name: String,
    /// The request.
    pub draft: Draft,
}

/// The requests that a person saved, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SavedRequests(Vec<Saved>);

impl SavedRequests {
    /// The most requests that are saved.
    pub const MOST: usize = 100;

    /// The largest request that is saved, in bytes of JSON.
    pub const LARGEST: usize = 100_000;

    /// The longest name, in characters.
    pub const LONGEST_NAME: usize = 60;

    /// Reads what [`SavedRequests::text`] wrote. What cannot be read, or is too much, is left out.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let listed: Vec<serde_json::Value> = serde_json::from_str(text).unwrap_or_default();
        let one = |value| serde_json::from_value::<Saved>(value).ok();
        let mut saved = Self::default();
        for Saved { name, draft } in listed.into_iter().filter_map(one) {
            let _ = saved.save(&name, draft);
        }
        saved
    }

    /// All of them as text.
    #[must_use]
    pub fn text(&self) -> String {
        // Texts and booleans alone: serde_json cannot fail on them.
        serde_json::to_string(&self.0).unwrap_or_default()
    }

    /// All of them, oldest first.
    #[must_use]
    pub fn all(&self) -> &[Saved] {
        &self.0
    }

    /// Whether a request is saved under this name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|saved| saved.name == name.trim())
    }

    /// Saves a request under a name, in place of the one that had it.
    ///
    /// # Errors
    /// A sentence that says why it is not saved, and what to do.
    pub fn save(&mut self, name: &str, draft: Draft) -> Result<(), String> {
        let name = name.trim();
        if name.is_empty() {
            return Err("Give it a name first.".into());
        }
        if name.chars().count() > Self::LONGEST_NAME {
            return Err(format!(
                "A name has at most {} characters; give it a shorter one.",
                Self::LONGEST_NAME
            ));
        }
        if serde_json::to_string(&draft).map_or(0, |text| text.len()) > Self::LARGEST {
            return Err(
                "This request is larger than 100 kB, which is too much to save. Shorten its body.".into()
            );
        }
        let is_full = self.0.len() >= Self::MOST;
        match self.0.iter_mut().find(|saved| saved.name == name) {
            Some(saved) => saved.draft = draft,
            None if is_full => {
                return Err(format!(
                    "{} requests are saved, which is the most. Delete one first.",
                    Self::MOST
                ));
            }
            None => self.0.push(Saved { name: name.into(), draft }),
        }
        Ok(())
    }

    /// Deletes the request saved under this name.
    pub fn delete(&mut self, name: &str) {
        self.0.retain(|saved| saved.name != name);
    }
}

/// The largest draft that a reload keeps, in bytes of JSON.
const LARGEST_KEPT: usize = 500_000;

/// A draft and the rest of what was typed, as text to keep; `None` where that is too much.
#[must_use]
pub fn keep(draft: &Draft, query: &[super::QueryRow], tab: usize) -> Option<String> {
    let size = draft.body.len() + draft.path.len();
    if size > LARGEST_KEPT {
        return None;
    }
    serde_json::to_string(&(draft, query, tab)).ok().filter(|text| text.len() <= LARGEST_KEPT)
}

/// What [`keep`] kept; `None` where it cannot be read.
#[must_use]
pub fn kept(text: &str) -> Option<(Draft, Vec<super::QueryRow>, usize)> {
    serde_json::from_str(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::QueryRow;

    #[test]
    fn requests_are_saved_under_their_names() {
        let mut saved = SavedRequests::default();
        saved.save(" Mine ", Draft::new("GET", "/a")).expect("saved");
        saved.save("Mine", Draft::new("GET", "/b")).expect("in its place");
        saved.save("Other", Draft::new("PUT", "/c").body("text/plain", "é")).expect("saved");
        assert!(saved.has("Mine") && saved.all().len() == 2);
        assert_eq!(SavedRequests::read(&saved.text()), saved);
        saved.delete("Mine");
        assert_eq!(saved.all()[0].name, "Other");
    }

    #[test]
    fn what_is_too_much_is_refused_with_a_reason() {
        let mut saved = SavedRequests::default();
        assert!(saved.save("  ", Draft::default()).is_err());
        assert!(saved.save(&"x".repeat(61), Draft::default()).is_err());
        let huge = Draft::default().body("text/plain", &"x".repeat(SavedRequests::LARGEST));
        assert!(saved.save("huge", huge).is_err());
        for number in 0..SavedRequests::MOST {
            saved.save(&number.to_string(), Draft::default()).expect("room");
        }
        assert!(saved.save("one more", Draft::default()).is_err());
        assert!(saved.save("0", Draft::default()).is_ok());
    }

    #[test]
    fn what_cannot_be_read_is_left_out() {
        assert_eq!(SavedRequests::read("nonsense"), SavedRequests::default());
        assert_eq!(SavedRequests::read("{\"a\": 1}"), SavedRequests::default());
        let good = serde_json::to_string(&Saved { name: "x".into(), draft: Draft::default() }).expect("json");
        assert_eq!(SavedRequests::read(&format!("[1, {good}, {{\"name\": 2}}]")).all().len(), 1);
    }

    #[test]
    fn a_draft_is_kept_within_bounds() {
        let draft = Draft::new("POST", "/toys?a=1").body("application/json", "{\n}");
        let off = QueryRow { on: false, ..QueryRow::new("b", "2") };
        let text = keep(&draft, std::slice::from_ref(&off), 2).expect("kept");
        assert_eq!(kept(&text), Some((draft, vec![off], 2)));
        assert_eq!(keep(&Draft::default().body("text/plain", &"\n".repeat(400_000)), &[], 0), None);
        assert_eq!(kept("[]"), None);
    }
}
