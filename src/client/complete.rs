//! Completing a path as it is typed: from the API description and from what is stored.
//!
//! Every look at what is stored is by prefix, so a collection of 100,000 items costs no more than one of ten.

use std::collections::HashSet;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::Value;

use super::{
    Draft, MOST_SUGGESTIONS, Suggestion,
    lookup::{self, decoded},
    matching,
};
use crate::{
    api::{Api, Route, Segment},
    world::{Item, World},
};

/// What is encoded in a path segment (RFC 3986 §3.3: `pchar` stays).
const IN_PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'/')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// What the path may go on to be; at most [`MOST_SUGGESTIONS`]. Behind a `?` it is the query that is completed.
#[must_use]
pub fn paths(world: &World, draft: &Draft, typed: &str) -> Vec<Suggestion> {
    match typed.split_once('?') {
        Some((path, query)) => in_query(world.api(), draft, path, query),
        None => in_path(world, typed),
    }
}

fn in_path(world: &World, typed: &str) -> Vec<Suggestion> {
    let rest = typed.strip_prefix('/').unwrap_or(typed);
    let (above, last) = rest.rsplit_once('/').unwrap_or(("", rest));
    let above: Vec<String> =
        if above.is_empty() { Vec::new() } else { above.split('/').map(decoded).collect() };
    let last = decoded(last);
    let start: String = above.iter().fold(String::new(), |path, part| format!("{path}/{}", encoded(part)));
    let here: String = above.iter().fold(String::new(), |path, part| format!("{path}/{part}"));

    let mut found = Found { all: Vec::new(), seen: HashSet::new(), typed };
    for route in world.api().routes().iter().filter(|route| leads_on(route, &above)) {
        if found.is_full() {
            break;
        }
        let ends = route.template.segments().len() == above.len() + 1;
        if let Some(Segment::Literal(word)) = route.template.segments().get(above.len())
            && word.starts_with(&last)
        {
            let about = if ends { methods(route) } else { String::new() };
            found.add(format!("{start}/{}", encoded(word)), about, None);
        }
    }
    // Then what is stored there: one collection stands behind all templates of this form.
    let may_be_id = world.api().routes().iter().any(|route| {
        leads_on(route, &above)
            && matches!(route.template.segments().get(above.len()), Some(Segment::Parameter(_)))
    });
    if may_be_id {
        let collection = world.collection(&here);
        for id in collection.ids_from(&last).filter(|id| !id.is_empty()).take(MOST_SUGGESTIONS) {
            let about = collection.get(id).map_or_else(String::new, |item| title(item));
            found.add(format!("{start}/{}", encoded(id)), about, None);
        }
        let from = format!("{here}/{last}");
        for (path, to) in world.forwards_from(&from).take(MOST_SUGGESTIONS) {
            if let Some(id) = path.strip_prefix(&format!("{here}/")).filter(|id| !id.contains('/')) {
                found.add(format!("{start}/{}", encoded(id)), format!("now at {}", to.to), Some("moved"));
            }
        }
        for id in collection.gone_from(&last).filter(|id| !id.is_empty()).take(MOST_SUGGESTIONS) {
            found.add(format!("{start}/{}", encoded(id)), "It was here: 410 Gone.".into(), Some("deleted"));
        }
        // An item named in full goes on to what lies below it.
        if collection.get(&last).is_some() && !last.is_empty() {
            let mut whole = above.clone();
            whole.push(last.clone());
            for route in world.api().routes().iter().filter(|route| leads_on(route, &whole)) {
                if let (Some(Segment::Literal(word)), true) = (
                    route.template.segments().get(whole.len()),
                    route.template.segments().len() == whole.len() + 1,
                ) {
                    found.add(format!("{start}/{}/{}", encoded(&last), encoded(word)), methods(route), None);
                }
            }
        }
    }
    found.all
}

struct Found<'t> {
    all: Vec<Suggestion>,
    seen: HashSet<String>,
    typed: &'t str,
}

impl Found<'_> {
    fn is_full(&self) -> bool {
        self.all.len() >= MOST_SUGGESTIONS
    }

    fn add(&mut self, value: String, about: String, mark: Option<&'static str>) {
        if !self.is_full() && value != self.typed && self.seen.insert(value.clone()) {
            self.all.push(Suggestion { value, about, mark });
        } else if !about.is_empty()
            && let Some(known) = self.all.iter_mut().find(|one| one.value == value && one.about.is_empty())
        {
            // First met on the way to something deeper.
            known.about = about;
        }
    }
}

/// Whether a route's template goes on from these segments.
fn leads_on(route: &Route, above: &[String]) -> bool {
    let segments = route.template.segments();
    segments.len() > above.len()
        && segments.iter().zip(above).all(|(segment, part)| match segment {
            Segment::Literal(word) => word == part,
            Segment::Parameter(_) => !part.is_empty(),
        })
}

fn methods(route: &Route) -> String {
    let methods: Vec<&str> = route.operations.iter().map(|operation| operation.method.as_str()).collect();
    methods.join(", ")
}

/// What an item is called, where one of its fields says that.
fn title(item: &Item) -> String {
    let text = |name: &&str| item.fields.get(*name).and_then(Value::as_str);
    ["name", "title", "label", "summary", "username", "email"]
        .iter()
        .find_map(text)
        .unwrap_or_default()
        .into()
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, IN_PATH).to_string()
}

/// What the last pair of the query may be: a name as long as there is no `=`, then a value.
fn in_query(api: &Api, draft: &Draft, path: &str, query: &str) -> Vec<Suggestion> {
    let draft = Draft { path: path.into(), ..Draft::new(&draft.method, path) };
    let Some((route, operation)) = lookup::nearest(api, &draft) else { return Vec::new() };
    let known = lookup::parameters(api, route, operation, "query");
    let (before, last) = query.rsplit_once('&').map_or(("", query), |(before, last)| (before, last));
    let start = if before.is_empty() { format!("{path}?") } else { format!("{path}?{before}&") };
    let Some((name, value)) = last.split_once('=') else {
        let names = known.into_iter().map(|one| Suggestion::new(format!("{}=", one.name), one.about));
        return prefixed(&start, matching(&decoded(last), names));
    };
    let wanted = decoded(name);
    let values = known.into_iter().find(|one| one.name == wanted).map(|one| one.values).unwrap_or_default();
    let start = format!("{start}{name}=");
    prefixed(&start, matching(&decoded(value), values.into_iter().map(|value| Suggestion::new(value, ""))))
}

fn prefixed(start: &str, all: Vec<Suggestion>) -> Vec<Suggestion> {
    let whole = |one: Suggestion| Suggestion { value: format!("{start}{}", one.value), ..one };
    all.into_iter().map(whole).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{http::Request, server::dispatch};

    fn values(world: &World, typed: &str) -> Vec<String> {
        paths(world, &Draft::new("GET", typed), typed).into_iter().map(|one| one.value).collect()
    }

    #[test]
    fn literals_and_ids_are_completed() {
        let world = World::toy_library("/api");
        assert!(values(&world, "").contains(&"/toys".to_owned()));
        assert_eq!(values(&world, "/to"), ["/toys"]);
        assert!(values(&world, "/toys/c").contains(&"/toys/car".to_owned()));
        assert!(values(&world, "/toys/c").iter().all(|path| path.starts_with("/toys/c")));
        assert_eq!(values(&world, "/toys/car/"), ["/toys/car/loans", "/toys/car/repairs"]);
        assert!(values(&world, "/toys/car").contains(&"/toys/car/loans".to_owned()));
        assert!(!values(&world, "/toys/car").contains(&"/toys/car".to_owned()));
        assert_eq!(values(&world, "/nothing/x"), Vec::<String>::new());
    }

    #[test]
    fn what_is_gone_or_moved_is_marked() {
        let (world, _) = dispatch(&World::toy_library("/api"), Request::new("DELETE", "/api/toys/drum"));
        let found = paths(&world, &Draft::default(), "/toys/d");
        let drum = found.iter().find(|one| one.value == "/toys/drum").expect("the drum");
        assert_eq!(drum.mark, Some("deleted"));
        assert!(
            found.iter().any(|one| one.value == "/toys/duck" && one.mark.is_none() && !one.about.is_empty())
        );
        let marks: Vec<_> =
            paths(&world, &Draft::default(), "/toys/").into_iter().filter_map(|one| one.mark).collect();
        assert!(marks.contains(&"moved"), "{marks:?}");
    }

    #[test]
    fn the_query_is_completed_too() {
        let world = World::toy_library("/api");
        assert!(values(&world, "/toys?mad").contains(&"/toys?madeOf=".to_owned()));
        assert_eq!(values(&world, "/toys?kind=car&madeOf=wo"), ["/toys?kind=car&madeOf=wood"]);
        assert_eq!(values(&world, "/toys/car?x=1&nonsense=y"), Vec::<String>::new());
    }

    #[test]
    fn large_collections_are_looked_into_by_prefix() {
        let mut world = World::toy_library("/api");
        for number in 0..3_000 {
            let name = format!("Toy {number}");
            world.write(
                "/toys",
                &format!("t{number}"),
                json!({"name": name}).as_object().cloned().unwrap_or_default(),
            );
        }
        assert_eq!(values(&world, "/toys/").len(), MOST_SUGGESTIONS);
        assert_eq!(values(&world, "/toys/t299")[0], "/toys/t299/loans".to_owned().replace("/loans", "0"));
    }

    #[test]
    fn an_api_of_thousands_of_paths_offers_no_more_than_fit() {
        let one = json!({"get": {"x-toyshelf-serves": "root", "responses": {"200": {"description": "So"}}}});
        let all = (0..3_000).map(|number| (format!("/deep/r{number}/end"), one.clone()));
        let document = json!({
            "openapi": "3.1.0",
            "info": {"title": "Huge", "version": "1"},
            "paths": all.collect::<serde_json::Map<_, _>>(),
        });
        let world = World::empty(std::sync::Arc::new(Api::from_document(document).expect("an API")), "/api");
        assert_eq!(values(&world, "/d"), ["/deep"]);
        assert_eq!(values(&world, "/deep/").len(), MOST_SUGGESTIONS);
        assert_eq!(values(&world, "/deep/r2999/"), ["/deep/r2999/end"]);
    }
}
