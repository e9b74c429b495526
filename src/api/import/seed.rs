//! What an imported API stores at the start: its examples first, then what fits its schemas.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::{
    dice::Dice,
    examples::{self, example_of},
    facets::Facets,
    ids::{self, id_of, plain, set_id},
    invent,
    steps::Steps,
    words::{parts, singular, uuid},
};
use crate::{
    api::{Api, Kept, ParameterPlace, Resource, Segment},
    schema::Schema,
};

/// How many items a collection at the top gets, if the document has no more examples.
const TOP: usize = 5;
/// How many items a collection below another item gets.
const BELOW: usize = 2;
/// How many items of one kind get something below them.
const PARENTS: usize = 3;
/// How many items get what each has one of only.
const ALONE: usize = 30;
/// How many items are made in all.
const MOST: usize = 3_000;
/// How much the schemas may reach in all that made values are checked against.
const CHECKS: usize = 300_000;

/// One collection's first items.
#[derive(Clone, Debug, PartialEq)]
pub struct Seeded {
    /// The collection's path from the API root.
    pub collection: String,
    /// The kind of resource, by index into the API's resources.
    pub resource: usize,
    /// The ids with the fields, in order.
    pub items: Vec<(String, Map<String, Value>)>,
}

/// What is stored at the start, by collection.
pub type Seed = Vec<Seeded>;

/// The first contents for an API, and notes on what could not be made.
pub(super) async fn seed(api: &Api, seed: u64, note: &mut dyn FnMut(&str, String), steps: &Steps) -> Seed {
    let mut order: Vec<usize> = (0..api.resources().len()).collect();
    order.sort_by_key(|index| api.resources()[*index].collection.segments().len());
    let mut maker = Maker {
        api,
        seed,
        made: Vec::new(),
        given: Vec::new(),
        ids: HashMap::new(),
        count: 0,
        checks: CHECKS,
        broken: false,
    };
    let (mut full, count) = (false, order.len());
    for (at, index) in order.into_iter().enumerate() {
        // All that are left start empty once it is full.
        steps.next(at.max(maker.count * count / MOST), count).await;
        let resource = &api.resources()[index];
        let Some(kept) = &resource.kept else { continue };
        if maker.count >= MOST {
            if !full {
                let sentence = format!("With {MOST} items made, the collections from here on start empty.");
                note(&resource.schema_pointer, sentence);
            }
            full = true;
            continue;
        }
        let fit = maker.collections(index, resource, kept);
        if std::mem::take(&mut maker.broken) && fit {
            note(
                &resource.schema_pointer,
                format!(
                    "An example of what is in {} breaks this schema; what breaks it is made up anew.",
                    resource.collection.text()
                ),
            );
        }
        if !fit {
            note(
                &resource.schema_pointer,
                format!(
                    "The first items of {} do not fit this schema in everything.",
                    resource.collection.text()
                ),
            );
        }
    }
    maker.name_others();
    maker.made
}

struct Maker<'a> {
    api: &'a Api,
    seed: u64,
    made: Seed,
    /// How many items of each collection made are the document's own examples.
    given: Vec<usize>,
    /// Ids at the top, by the word for one.
    ids: HashMap<String, Vec<Value>>,
    count: usize,
    checks: usize,
    /// Whether an example of the kind at hand was broken.
    broken: bool,
}

impl Maker<'_> {
    /// Fills every collection of one kind: one for each item that it may lie below. Whether all that was made fits.
    fn collections(&mut self, index: usize, resource: &Resource, kept: &Kept) -> bool {
        let document = self.api.document();
        let schema = document.pointer(&resource.schema_pointer).unwrap_or(&Value::Null);
        let judge = (self.checks > 0 && invent::reaches(document, schema, 3_000))
            .then(|| Schema::compile(document, &resource.schema_pointer).ok())
            .flatten();
        if judge.is_some() {
            self.checks = self.checks.saturating_sub(1_000);
        }
        let noun = noun(resource);
        let mut examples = examples::of_kind(self.api, index, resource, kept);
        if let Some(judge) = &judge {
            for fields in &mut examples {
                let (whole, was_broken) =
                    examples::mended(document, self.seed, std::mem::take(fields), schema, judge, &noun);
                *fields = whole;
                self.broken |= was_broken;
            }
        }
        let paths = self.paths(resource, kept);
        let mut all_fit = true;
        for (path, given) in paths {
            let top = given.is_empty();
            let wanted = match kept.single {
                true => 1,
                false if top => TOP,
                false => BELOW,
            };
            let mut items: Vec<(String, Map<String, Value>)> = Vec::new();
            let mut used: HashSet<String> = HashSet::new();
            for fields in &examples {
                let mut fields = fields.clone();
                if kept.single {
                    items.push((String::new(), fields));
                    break;
                }
                let id = id_of(kept, &fields).unwrap_or_else(|| (items.len() + 1).to_string());
                let Some(id) = self.fitting(index, id, &used) else { continue };
                if !used.insert(id.clone()) {
                    continue;
                }
                set_id(kept, &mut fields, &id);
                items.push((id, fields));
            }
            self.given.push(items.len());
            let mut tries = 0;
            while items.len() < wanted && tries < wanted * 3 {
                tries += 1;
                let name = format!("{path}#{tries}");
                // The examples stand already: what is added to them should be different.
                let plain = examples.is_empty() && items.is_empty();
                let fields = self.invent(schema, judge.as_ref(), &name, &noun, plain);
                let Value::Object(mut fields) = fields else { break };
                lies_below(kept, &mut fields, &given);
                let id = match kept.single {
                    true => String::new(),
                    false => {
                        let id = self.new_id(resource, kept, &fields, &noun, &used, tries);
                        let Some(id) = self.fitting(index, id, &used) else { break };
                        id
                    }
                };
                set_id(kept, &mut fields, &id);
                if used.insert(id.clone()) {
                    items.push((id, fields));
                }
            }
            if let Some(judge) = &judge {
                all_fit &=
                    items.iter().all(|(_, fields)| judge.validate(&Value::Object(fields.clone())).is_empty());
            }
            self.count += items.len();
            if top && let Some((field, _)) = &kept.id {
                let ids = items.iter().filter_map(|(_, fields)| fields.get(field).cloned()).collect();
                self.ids.entry(noun.clone()).or_insert(ids);
            }
            self.made.push(Seeded { collection: path, resource: index, items });
            if self.count >= MOST {
                break;
            }
        }
        all_fit
    }

    /// The id, or where that does not fit the parameter in the path, one that does; nothing where there is none.
    fn fitting(&self, index: usize, id: String, used: &HashSet<String>) -> Option<String> {
        let document = self.api.document();
        let Some(parameter) = ids::parameter(self.api, index) else { return Some(id) };
        if ids::fits(document, parameter, &id) {
            return Some(id);
        }
        let seed = Dice::named(self.seed, &format!("{index}#{}", used.len())).next();
        ids::made(document, parameter, seed, |id| !used.contains(id))
    }

    fn invent(
        &self,
        schema: &Value,
        judge: Option<&Schema>,
        name: &str,
        noun: &str,
        examples: bool,
    ) -> Value {
        let document = self.api.document();
        let value = Dice::named(self.seed, name).next();
        if examples {
            return invent::with_judge(document, schema, judge, noun, value).0;
        }
        invent::without_examples(document, schema, judge, noun, value)
    }

    /// The paths that a collection has, each with the values of its parameters.
    fn paths(&self, resource: &Resource, kept: &Kept) -> Vec<(String, Vec<(String, Value)>)> {
        let mut paths: Vec<(String, Vec<(String, Value)>)> = vec![(String::new(), Vec::new())];
        let mut nth = 0;
        for segment in resource.collection.segments() {
            match segment {
                Segment::Literal(word) => {
                    for (path, _) in &mut paths {
                        path.push('/');
                        path.push_str(word);
                    }
                }
                Segment::Parameter(name) => {
                    let checked = kept.checked.get(nth) == Some(&true);
                    nth += 1;
                    let mut next = Vec::new();
                    for (path, given) in paths {
                        let ids: Vec<(String, Value)> = if checked {
                            let parents = self.made.iter().find(|seeded| seeded.collection == path);
                            let most = if kept.single { ALONE } else { PARENTS };
                            let items = parents.into_iter().flat_map(|seeded| &seeded.items).take(most);
                            items
                                .map(|(id, fields)| (id.clone(), self.id_value(parents, fields, id)))
                                .collect()
                        } else {
                            let known = self.known(&path, nth);
                            let value = known.unwrap_or_else(|| self.parameter(resource, name));
                            vec![(plain(&value), value)]
                        };
                        for (id, value) in ids {
                            let given = given.iter().cloned().chain([(name.clone(), value)]).collect();
                            next.push((format!("{path}/{id}"), given));
                        }
                    }
                    next.truncate(if kept.single { ALONE } else { 9 });
                    paths = next;
                }
            }
        }
        for (path, _) in &mut paths {
            if path.is_empty() {
                path.push('/');
            }
        }
        paths
    }

    /// The value that stands after this path where something was stored below it already: for the parameter with this
    /// number, from 1.
    fn known(&self, path: &str, nth: usize) -> Option<Value> {
        let prefix = format!("{path}/");
        self.made.iter().find_map(|seeded| {
            let value = seeded.collection.strip_prefix(&prefix)?.split('/').next()?;
            let template = self.api.resources().get(seeded.resource)?.collection.segments();
            let place = prefix.matches('/').count() - 1;
            let before =
                template.get(..=place)?.iter().filter(|segment| matches!(segment, Segment::Parameter(_)));
            let is_parameter = matches!(template.get(place), Some(Segment::Parameter(_)));
            (is_parameter && before.count() == nth).then(|| value.into())
        })
    }

    fn id_value(&self, parents: Option<&Seeded>, fields: &Map<String, Value>, id: &str) -> Value {
        parents
            .and_then(|seeded| self.api.resources().get(seeded.resource)?.kept.as_ref()?.id.as_ref())
            .and_then(|(field, _)| fields.get(field).cloned())
            .unwrap_or_else(|| id.into())
    }

    /// A value for a path parameter that is no item's id: its example, or one that fits its schema.
    fn parameter(&self, resource: &Resource, name: &str) -> Value {
        let document = self.api.document();
        let declared = self
            .api
            .routes()
            .iter()
            .filter(|route| route.template == resource.item || route.template == resource.collection)
            .flat_map(|route| &route.operations)
            .filter_map(|operation| operation.contract.as_ref())
            .flat_map(|contract| &contract.parameters)
            .find(|parameter| parameter.place == ParameterPlace::Path && parameter.name == name);
        let Some(parameter) = declared else { return Value::String(name.to_owned()) };
        let given = document.pointer(&parameter.pointer).and_then(example_of);
        let made = || {
            let schema = parameter.schema.as_ref()?;
            Some(invent::invent(document, &schema.pointer, name, self.seed).0)
        };
        let mut value = given.cloned().or_else(made).unwrap_or_else(|| name.into());
        if let Value::String(text) = &value
            && given.is_none()
            && text.contains(' ')
        {
            value = text.to_lowercase().replace(' ', "-").into();
        }
        if plain(&value).is_empty() || plain(&value).contains('/') { name.into() } else { value }
    }

    /// Puts ids of things that are there into fields that name others, such as `ownerId`.
    fn name_others(&mut self) {
        for (seeded, given) in self.made.iter_mut().zip(&self.given) {
            let kept = self.api.resources().get(seeded.resource).and_then(|resource| resource.kept.as_ref());
            let own = kept.and_then(|kept| kept.id.as_ref()).map(|(field, _)| field.as_str());
            for (turn, (_, fields)) in seeded.items.iter_mut().enumerate().skip(*given) {
                for (name, value) in fields.iter_mut().filter(|(name, _)| Some(name.as_str()) != own) {
                    let words = parts(name).concat();
                    let one =
                        ["uuid", "gid", "username", "id"].iter().find_map(|end| words.strip_suffix(end));
                    if let Some(ids) = one.and_then(|one| self.ids.get(one))
                        && let Some(id) = ids.get(turn % ids.len().max(1))
                        && (id.is_string() && value.is_string() || id.is_number() && value.is_number())
                    {
                        *value = id.clone();
                    }
                }
            }
        }
    }

    fn new_id(
        &self,
        resource: &Resource,
        kept: &Kept,
        fields: &Map<String, Value>,
        noun: &str,
        used: &HashSet<String>,
        turn: usize,
    ) -> String {
        let free = |id: &String| !id.is_empty() && !id.contains('/') && !used.contains(id);
        let numbers = || (turn..).map(|number| number.to_string()).find(free).unwrap_or_default();
        let Some((field, is_number)) = &kept.id else { return numbers() };
        if *is_number {
            return numbers();
        }
        let document = self.api.document();
        let facets = Facets::at(document, &resource.schema_pointer);
        let schemas = facets
            .iter()
            .flat_map(Facets::properties)
            .find(|(name, _)| name == field)
            .map_or_else(Vec::new, |(_, schemas)| schemas);
        let facets = Facets::gather(document, &schemas, |_| 0);
        if facets.text("format").is_some_and(|format| format == "uuid") {
            return uuid(&mut Dice::named(self.seed, &format!("{noun}{turn}{}", used.len())));
        }
        let made = fields.get(field).map(plain).unwrap_or_default();
        if facets.get("pattern").is_some() || facets.get("enum").is_some() || facets.get("format").is_some() {
            return made;
        }
        let last = parts(field).pop().unwrap_or_default();
        let id = if ["id", "key", "gid", "code"].contains(&last.as_str()) {
            format!("{noun}-{turn}")
        } else {
            made
        };
        let id =
            if ids::is_long_enough(&facets, &id) { id } else { fields.get(field).map(plain).unwrap_or(id) };
        Some(id).filter(free).unwrap_or_else(|| format!("{noun}-{turn}-{}", used.len()))
    }
}

/// Puts in the ids of what an item lies below, where it has fields for them.
fn lies_below(kept: &Kept, fields: &mut Map<String, Value>, given: &[(String, Value)]) {
    let own = kept.id.as_ref().map(|(field, _)| field.as_str());
    for (name, value) in fields.iter_mut().filter(|(name, _)| Some(name.as_str()) != own) {
        let words = parts(name).concat();
        let above = given.iter().find(|(parameter, _)| parts(parameter).concat() == words);
        if let Some((_, id)) = above
            && (id.is_string() && value.is_string() || id.is_number() && value.is_number())
        {
            *value = id.clone();
        }
    }
}

/// The word for one of a kind.
fn noun(resource: &Resource) -> String {
    resource
        .collection
        .segments()
        .iter()
        .rev()
        .find_map(|segment| match segment {
            Segment::Literal(word) => Some(parts(&singular(word)).concat()),
            Segment::Parameter(_) => None,
        })
        .unwrap_or_default()
}
