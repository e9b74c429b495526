//! Where to go from an answer: its `Link` field (RFC 8288), and how many there are in all.
//!
//! An item leads to its `collection` (RFC 6573) and is `describedby` its schema in the API description; the API's root
//! leads to the description itself (`service-desc`, RFC 8631); a page leads to the pages around it.

use super::find::Subject;
use crate::{
    api::Resource,
    http::{HeaderName, Response, header},
    world::{World, path},
};

static TOTAL: HeaderName = HeaderName::from_static("x-total-count");

/// Sets the fields of an answer with the representation of what the request is about.
pub(super) fn lead_on(world: &World, subject: &Subject, response: &mut Response) {
    let mut links = String::new();
    match subject {
        Subject::Selected(selected) => {
            for (relation, target) in &selected.links {
                link(&mut links, target, relation);
            }
            if let Some(total) = selected.total {
                response.set(TOTAL.clone(), total.to_string());
            }
            of_stored(world, &selected.from, &mut links);
        }
        Subject::Collection { path, .. } => {
            response.set(TOTAL.clone(), world.collection(path).len().to_string());
        }
        Subject::Item { .. } => of_stored(world, subject, &mut links),
        Subject::Root => {
            if let Some(description) = world.api().description_path() {
                link(&mut links, &[world.base(), description].concat(), "service-desc");
            }
        }
        Subject::Description | Subject::Absent { .. } | Subject::Example { .. } => {}
    }
    if !links.is_empty() {
        response.set(header::LINK, links);
    }
}

fn of_stored(world: &World, subject: &Subject, links: &mut String) {
    let Subject::Item { resource, collection, .. } = subject else { return };
    if world.resource(*resource).is_none_or(|resource| resource.listed) {
        link(links, &path(world.base(), collection, None), "collection");
    }
    let fragment = world.resource(*resource).map(|resource: &Resource| resource.fragment.as_str());
    if let (Some(description), Some(fragment)) = (world.api().description_path(), fragment) {
        link(links, &[world.base(), description, "#", fragment].concat(), "describedby");
    }
}

fn link(links: &mut String, target: &str, relation: &str) {
    if !links.is_empty() {
        links.push_str(", ");
    }
    for part in ["<", target, ">; rel=\"", relation, "\""] {
        links.push_str(part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::StatusCode;

    #[test]
    fn an_item_leads_to_its_collection_and_its_schema() {
        let world = World::toy_library("/a%20b/api");
        let item = world.find("/friends", "mia").unwrap();
        let subject =
            Subject::Item { resource: 2, collection: "/friends".into(), item: std::sync::Arc::clone(item) };
        let mut response = Response::new(StatusCode::OK);
        lead_on(&world, &subject, &mut response);
        assert_eq!(
            response.field("link"),
            Some(
                "</a%20b/api/friends>; rel=\"collection\", \
                 </a%20b/api/openapi.json#/components/schemas/Friend>; rel=\"describedby\""
            )
        );
    }

    #[test]
    fn the_root_leads_to_the_description() {
        let mut response = Response::new(StatusCode::OK);
        lead_on(&World::toy_library("/api"), &Subject::Root, &mut response);
        assert_eq!(response.field("link"), Some("</api/openapi.json>; rel=\"service-desc\""));
    }
}
