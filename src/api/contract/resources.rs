//! The kinds of resource that an imported document stores, by its `x-toyshelf-resources`.

use std::{collections::HashMap, sync::OnceLock};

use serde_json::Value;

use super::{Kept, LazySchema, form};
use crate::api::{
    ApiError, PathTemplate, Resource, Segment,
    compile::{self, error},
    import::{facets::Facets, infer::RESOURCES, steps::Steps},
};

pub(super) async fn resources(
    document: &Value,
    problems: &mut Vec<ApiError>,
    steps: &Steps,
) -> Vec<Resource> {
    let given: Vec<&Value> =
        document.get(RESOURCES).and_then(Value::as_array).into_iter().flatten().collect();
    let items: HashMap<String, ()> = given
        .iter()
        .filter_map(|one| PathTemplate::parse(one.get("item")?.as_str()?).ok())
        .map(|template| (form(template.segments()), ()))
        .collect();
    let (mut found, count) = (Vec::new(), given.len());
    for (index, one) in given.into_iter().enumerate() {
        steps.next(index, 3 * count).await;
        match resource(document, one, &items) {
            Ok(resource) => found.push(resource),
            Err(message) => problems.push(error(&format!("/{RESOURCES}/{index}"), message)),
        }
    }
    found
}

fn resource(document: &Value, one: &Value, items: &HashMap<String, ()>) -> Result<Resource, String> {
    let text = |key: &str| one.get(key).and_then(Value::as_str);
    let collection = PathTemplate::parse(text("collection").ok_or("it has no “collection”")?)?;
    let item = text("item").map(PathTemplate::parse).transpose()?;
    let single = one.get("single") == Some(&Value::Bool(true));
    let pointer = text("schema").ok_or("it has no “schema”")?.to_owned();
    let facets = Facets::at(document, &pointer).ok_or("its “schema” leads nowhere")?;

    let mut checked = Vec::new();
    let mut prefix = String::new();
    for segment in collection.segments() {
        match segment {
            Segment::Literal(word) => prefix = format!("{prefix}/{word}"),
            Segment::Parameter(_) => {
                prefix.push_str("/{}");
                checked.push(items.contains_key(&prefix));
            }
        }
    }
    let properties = facets.properties();
    let says = |schemas: &[&Value], keyword: &str| Facets::gather(document, schemas, |_| 0).says(keyword);
    let names = |keyword: &str| -> Vec<String> {
        let marked = properties.iter().filter(|(_, schemas)| says(schemas, keyword));
        marked.map(|(name, _)| (*name).to_owned()).collect()
    };
    let read_only = names("readOnly");
    let id = text("id").map(|name| {
        let schemas = properties.iter().find(|(known, _)| *known == name).map(|(_, schemas)| schemas);
        let is_number = schemas.is_some_and(|schemas| {
            let facets = Facets::gather(document, schemas, |_| 0);
            !facets.may_be("string") && (facets.may_be("integer") || facets.may_be("number"))
        });
        (name.to_owned(), is_number)
    });
    let mut filled: Vec<String> = facets.required().into_iter().map(str::to_owned).collect();
    filled.extend(read_only.iter().filter(|name| !filled.contains(name)).cloned().collect::<Vec<_>>());
    let list = one.get("list");
    let at = list.and_then(|list| list.get("at")).and_then(Value::as_array);
    let mut defaults = Vec::new();
    for (name, schemas) in &properties {
        if let Some(default) = Facets::gather(document, schemas, |_| 0).get("default") {
            defaults.push(((*name).to_owned(), default.clone()));
        }
    }
    let kept = Kept {
        id,
        write_only: names("writeOnly"),
        list_at: at.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect(),
        list_schema: list.and_then(|list| list.get("schema")).and_then(Value::as_str).map(str::to_owned),
        list_of: list
            .and_then(|list| list.get("of"))
            .and_then(Value::as_str)
            .map(|pointer| LazySchema::new(pointer.to_owned())),
        wrapper: text("wrapper").map(str::to_owned),
        in_list: one.get("inList") == Some(&Value::Bool(true)),
        checked,
        addressed: item.is_some() || single,
        single,
        schema: LazySchema::new(pointer.clone()),
        filled,
    };
    Ok(Resource {
        // What is checked is each operation's own schema, so this one is never asked for.
        compiled: OnceLock::new(),
        fragment: compile::fragment(&pointer),
        schema_pointer: pointer,
        item: item.unwrap_or_else(|| collection.clone()),
        collection,
        order: properties.iter().map(|(name, _)| (*name).to_owned()).collect(),
        read_only,
        defaults,
        from_path: Vec::new(),
        from_clock: Vec::new(),
        refers_to: Vec::new(),
        moves: None,
        is_status: false,
        listed: true,
        children: Vec::new(),
        kept: Some(Box::new(kept)),
    })
}
