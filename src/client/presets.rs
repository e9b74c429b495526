//! Requests worth trying.

use super::Draft;

/// A request worth trying.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preset {
    /// What it does, in a few words.
    pub name: &'static str,
    /// What to watch.
    pub about: &'static str,
    /// The request.
    pub draft: Draft,
}

/// The requests that the composer offers, simplest first.
#[must_use]
pub fn presets() -> Vec<Preset> {
    let preset = |name, about, draft| Preset { name, about, draft };
    vec![
        preset("Borrow the car", "Ask for one toy by its address.", Draft::new("GET", "/toys/car")),
        preset("See all toys", "Ask for the whole collection.", Draft::new("GET", "/toys")),
        preset("Only the wooden ones", "Let the server pick, by a query.", Draft::new("GET", "/toys?madeOf=wood")),
        preset(
            "Put a boat on the shelf",
            "Create a toy: the answer says where it lives.",
            Draft::new("POST", "/toys").body(
                "application/json",
                "{\n  \"name\": \"Blue boat\",\n  \"kind\": \"boat\",\n  \"color\": \"#2f5fd0\"\n}",
            ),
        ),
        preset(
            "Lend the car to Mia",
            "Create something below a toy, and watch the shelf.",
            Draft::new("POST", "/toys/car/loans").body("application/json", "{\n  \"friend\": \"mia\"\n}"),
        ),
        preset(
            "Repaint the train",
            "Replace a toy with PUT, whole.",
            Draft::new("PUT", "/toys/train").body(
                "application/json",
                "{\n  \"name\": \"Big red train\",\n  \"kind\": \"train\",\n  \"color\": \"#c2313b\",\n  \"wheels\": 8\n}",
            ),
        ),
        preset(
            "Give the car two more wheels",
            "Change one field with PATCH.",
            Draft::new("PATCH", "/toys/car").body("application/merge-patch+json", "{\n  \"wheels\": 6\n}"),
        ),
        preset("Take the drum away", "Delete a toy.", Draft::new("DELETE", "/toys/drum")),
        preset(
            "Ask again for what you have",
            "Nothing new, nothing sent: 304.",
            Draft::new("GET", "/toys/duck").with("If-None-Match", "\"v1\""),
        ),
        preset(
            "Change it only if it is unchanged",
            "A stale version is refused: 412.",
            Draft::new("PATCH", "/toys/bear")
                .with("If-Match", "\"v0\"")
                .body("application/merge-patch+json", "{\n  \"name\": \"Wide-awake bear\"\n}"),
        ),
        preset("A toy that is not there", "404, kindly.", Draft::new("GET", "/toys/dragon")),
        preset(
            "A toy with something missing",
            "422: what is missing, and what is wrong.",
            Draft::new("POST", "/toys").body("application/json", "{\n  \"name\": \"Mystery\",\n  \"wheels\": \"four\"\n}"),
        ),
        preset(
            "Lend what is already lent",
            "409: what is stored stands in the way.",
            Draft::new("POST", "/toys/ball/loans").body("application/json", "{\n  \"friend\": \"tom\"\n}"),
        ),
        preset("What may I do here?", "OPTIONS tells the methods.", Draft::new("OPTIONS", "/toys/car")),
    ]
}
