//! What is to be said of a body while it is written: where it breaks its schema, what is missing, what may stand where
//! the caret is.

use std::ops::Range;

use serde_json::Value;

use super::{
    Draft, content, outline,
    place::{self, Spot, Step},
};
use crate::{
    api::{
        Api,
        import::{facets::Facets, invent},
    },
    schema::{Direction, Schema},
    world::World,
};

/// The largest body that is checked while it is written, in bytes: the most that the server takes unless told else.
pub const LARGEST: usize = 1 << 20;

/// The most violations that are listed.
const MOST: usize = 20;

/// What is to be said of a body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// What it was held to: `None` where the description has no schema for it.
    pub schema: Option<String>,
    /// Where it breaks that, at most twenty.
    pub broken: Vec<Broken>,
    /// How many more places break it.
    pub more: usize,
    /// Members that must be there and are not, of the outermost object.
    pub missing: Vec<Missing>,
    /// Members that may be there and are not, of the outermost object.
    pub optional: Vec<Missing>,
    /// Why it was not checked, as a sentence; empty where it was.
    pub unchecked: String,
}

/// One place where a body breaks its schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The place, as a JSON Pointer.
    pub pointer: String,
    /// What is wrong, as a sentence.
    pub message: String,
    /// The place in the text, in bytes.
    pub range: Option<Range<usize>>,
    /// The line it begins on, from 1.
    pub line: usize,
}

/// A member that is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// Its name.
    pub name: String,
    /// What it may be, in words.
    pub takes: String,
    /// A value that fits, as JSON.
    pub sample: String,
}

/// Checks bodies; keeps the schema that it compiled last.
#[derive(Debug, Default)]
pub struct Checker {
    compiled: Option<(usize, String, Schema)>,
}

impl Checker {
    /// What is to be said of a draft's body.
    pub fn look(&mut self, world: &World, draft: &Draft) -> Report {
        let api = world.api();
        let Some(pointer) = content::schema(api, draft) else { return Report::default() };
        let mut report = Report { schema: Some(pointer.clone()), ..Report::default() };
        if !draft.is_json() {
            return report;
        }
        if draft.body.len() > LARGEST {
            report.unchecked =
                "The body is too large to be checked while it is written; the server will.".into();
            return report;
        }
        let value = if draft.body.trim().is_empty() {
            Value::Object(serde_json::Map::new())
        } else {
            match serde_json::from_str::<Value>(&draft.body) {
                Ok(value) => value,
                Err(error) => {
                    report.unchecked = format!("It is checked once it is JSON: {error}.");
                    return report;
                }
            }
        };
        self.members(api, &pointer, &value, &mut report);
        if draft.body.trim().is_empty() {
            return report;
        }
        let mut violations = self.schema(api, &pointer).validate_for(&value, Direction::Request);
        // What is missing from the outermost object is listed apart, with a way to add it.
        let apart = !report.missing.is_empty();
        violations.retain(|one| !(apart && one.keyword == "required" && one.pointer.is_empty()));
        report.more = violations.len().saturating_sub(MOST);
        let told: Vec<_> = violations.into_iter().take(MOST).collect();
        let pointers: Vec<&str> = told.iter().map(|one| one.pointer.as_str()).collect();
        let ranges = place::ranges(&draft.body, &pointers);
        report.broken = told
            .iter()
            .zip(ranges)
            .map(|(one, range)| {
                let start = range.as_ref().map_or(0, |range| range.start);
                let line = draft.body.as_bytes()[..start].iter().filter(|byte| **byte == b'\n').count() + 1;
                Broken { pointer: one.pointer.clone(), message: format!("{}.", one.message), range, line }
            })
            .collect();
        report
    }

    fn schema(&mut self, api: &Api, pointer: &str) -> &Schema {
        // An API is told from another by where its text stands: it never moves.
        let address = api.bytes().as_ptr() as usize;
        let kept = self.compiled.take().filter(|(at, known, _)| *at == address && known == pointer);
        let kept = kept.unwrap_or_else(|| {
            (address, pointer.to_owned(), Schema::compile_leniently(api.document(), pointer))
        });
        &self.compiled.insert(kept).2
    }

    fn members(&self, api: &Api, pointer: &str, value: &Value, report: &mut Report) {
        let document = api.document();
        let (Value::Object(there), Some(facets)) = (value, Facets::at(document, pointer)) else { return };
        let properties = facets.properties();
        for member in outline::members(document, &facets) {
            if member.read_only || there.contains_key(&member.name) {
                continue;
            }
            let schemas =
                properties.iter().find(|(name, _)| *name == member.name).map(|(_, schemas)| schemas);
            let sample = schemas.map_or(Value::Null, |schemas| sample(document, schemas, &member.name));
            let missing = Missing { name: member.name, takes: member.takes, sample: sample.to_string() };
            if member.required { report.missing.push(missing) } else { report.optional.push(missing) }
        }
        report.optional.truncate(MOST);
    }
}

/// A value for a person to start from: the description's example, its default, the first of its choices, or one made.
fn sample(document: &Value, schemas: &[&Value], name: &str) -> Value {
    let facets = Facets::gather(document, schemas, |_| 0);
    let given =
        facets.get("example").or_else(|| facets.get("examples")?.get(0)).or_else(|| facets.get("default"));
    given.cloned().unwrap_or_else(|| invent::made_up(document, schemas, name, 3))
}

/// What may stand where the caret is, as a sentence; `None` where the schema says nothing of it. `caret` is a place in
/// bytes.
#[must_use]
pub fn hint(world: &World, draft: &Draft, caret: usize) -> Option<String> {
    let api = world.api();
    let document = api.document();
    let pointer = content::schema(api, draft).filter(|_| draft.is_json())?;
    match place::spot(&draft.body, caret) {
        // Of the whole it says more to tell what may stand in it.
        Spot::Value(path) | Spot::Between(path) if path.is_empty() => {
            let facets = outline::inside(document, &pointer, &path)?;
            let members = outline::members(document, &facets);
            let writable: Vec<_> = members.iter().filter(|member| !member.read_only).collect();
            match writable.is_empty() {
                true => Some(format!("{}: {}.", called(&path), outline::words(document, &facets))),
                false => Some(names(&format!("{} may hold", called(&path)), &writable)),
            }
        }
        Spot::Value(path) => {
            let facets = outline::inside(document, &pointer, &path)?;
            let about = facets.text("description").map_or_else(String::new, |about| format!(" {about}"));
            let required = is_required(document, &pointer, &path);
            let read_only = if facets.says("readOnly") { ", written by the server alone" } else { "" };
            let name = called(&path);
            let takes = outline::words(document, &facets);
            Some(format!("{name}: {takes}{required}{read_only}.{about}"))
        }
        Spot::Name(path, typed) => {
            let facets = outline::inside(document, &pointer, &path)?;
            let members = outline::members(document, &facets);
            if let Some(member) = members.iter().find(|member| member.name == typed) {
                let required = if member.required { ", required" } else { "" };
                return Some(
                    format!("{typed}: {}{required}. {}", member.takes, member.about).trim_end().to_owned(),
                );
            }
            let begun: Vec<_> = members.iter().filter(|member| member.name.starts_with(&typed)).collect();
            if begun.is_empty() {
                Some(unknown(&typed, &members))
            } else {
                Some(names("Names that begin so", &begun))
            }
        }
        Spot::Between(path) => {
            let facets = outline::inside(document, &pointer, &path)?;
            let members = outline::members(document, &facets);
            let writable: Vec<_> = members.iter().filter(|member| !member.read_only).collect();
            if writable.is_empty() {
                None
            } else {
                Some(names(&format!("{} may hold", called(&path)), &writable))
            }
        }
    }
}

fn unknown(typed: &str, members: &[outline::Member]) -> String {
    let known: Vec<_> = members.iter().filter(|member| !member.read_only).collect();
    names(&format!("No member is called “{typed}”. There are"), &known)
}

fn names(start: &str, members: &[&outline::Member]) -> String {
    let more = members.len().saturating_sub(12);
    let name = |member: &&outline::Member| {
        if member.required { format!("{} (required)", member.name) } else { member.name.clone() }
    };
    let shown = members.iter().take(12).map(name).collect::<Vec<_>>().join(", ");
    if more > 0 { format!("{start}: {shown} and {more} more.") } else { format!("{start}: {shown}.") }
}

fn called(path: &[Step]) -> String {
    match path.last() {
        None => "The body".into(),
        Some(Step::Member(name)) => name.clone(),
        Some(Step::Item(index)) => format!("Item {}", index + 1),
    }
}

fn is_required(document: &Value, pointer: &str, path: &[Step]) -> &'static str {
    let Some((Step::Member(name), above)) = path.split_last() else { return "" };
    let holder = outline::inside(document, pointer, above);
    if holder.is_some_and(|holder| holder.required().contains(&name.as_str())) { ", required" } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn toy(body: &str) -> Draft {
        Draft::new("POST", "/toys").body("application/json", body)
    }

    #[test]
    fn what_is_broken_has_its_place() {
        let world = World::toy_library("/api");
        let text = "{\n  \"name\": \"Mystery\",\n  \"wheels\": \"four\"\n}";
        let report = Checker::default().look(&world, &toy(text));
        let wheels = report.broken.iter().find(|one| one.pointer == "/wheels").expect("wheels");
        assert_eq!(wheels.line, 3);
        assert_eq!(wheels.range.clone().map(|range| &text[range]), Some("\"four\""));
        let missing: Vec<_> = report.missing.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(missing, ["kind"]);
        assert!(report.optional.iter().any(|one| one.name == "color"));
        assert!(report.optional.iter().all(|one| one.name != "id"), "the server writes it");
    }

    #[test]
    fn every_sample_fits() {
        let world = World::toy_library("/api");
        let mut checker = Checker::default();
        let report = checker.look(&world, &toy(""));
        assert!(report.broken.is_empty() && report.missing.len() == 2);
        let mut body = String::new();
        for one in report.missing.iter().chain(&report.optional) {
            body = place::with_member(&body, &one.name, &one.sample).expect("an object");
        }
        let full = checker.look(&world, &toy(&body));
        assert_eq!((full.broken, full.missing, full.optional), (vec![], vec![], vec![]));
    }

    #[test]
    fn what_cannot_be_checked_says_why() {
        let world = World::toy_library("/api");
        let mut checker = Checker::default();
        assert!(checker.look(&world, &toy("{")).unchecked.contains("once it is JSON"));
        assert!(checker.look(&world, &toy(&" ".repeat(LARGEST + 1))).unchecked.contains("too large"));
        assert_eq!(checker.look(&world, &Draft::new("GET", "/toys")), Report::default());
        let csv = Draft::new("POST", "/toys").body("text/csv", "a,b");
        assert_eq!(checker.look(&world, &csv), Report::default());
    }

    #[test]
    fn the_caret_gets_a_hint() {
        let world = World::toy_library("/api");
        let at = |marked: &str| {
            let caret = marked.find('|').expect("a caret");
            hint(&world, &toy(&marked.replacen('|', "", 1)), caret)
        };
        let name = at("{\"name\": \"|\"}").expect("a hint");
        assert_eq!(name, "name: text, 1–60 characters, required. What the toy is called.");
        assert!(
            at("{|}").expect("a hint").starts_with("The body may hold: name (required), kind (required)")
        );
        assert!(at("{\"whe|\"").expect("a hint").contains("wheels"));
        assert!(at("{\"wings|\": 2}").expect("a hint").starts_with("No member is called “wings”"));
        assert_eq!(at("{\"wings\": |2}"), None);
        assert!(at("{\"name\": 1}|").expect("a hint").starts_with("The body may hold: name (required)"));
    }
}
