//! A value that fits a schema, from the document's own examples where it has some: always the same for the same seed.

use serde_json::{Map, Number, Value};

use super::{dice::Dice, facets::Facets, pattern, words};
use crate::schema::Schema;

/// How deep a made value goes before only what must be there is made.
const DEEP: usize = 4;
/// How deep it goes at all: a schema that needs itself has no value that ends.
const DEEPEST: usize = 24;
/// How many values one value is made of at most.
const MOST: usize = 2_000;
/// How many schemas may be reached from one for its values to be checked: compiling a schema costs what it reaches.
const CHECKED: usize = 1_500;

/// A value for the schema at a pointer, and whether it was found to fit (`None`: not checked, for its size).
///
/// It is made from examples first; then without them, should they not fit; then of no more than must be there.
pub(crate) fn invent(document: &Value, pointer: &str, name: &str, seed: u64) -> (Value, Option<bool>) {
    let Some(schema) = document.pointer(pointer) else { return (Value::Null, None) };
    let judge = reaches(document, schema, CHECKED).then(|| Schema::compile(document, pointer).ok()).flatten();
    with_judge(document, schema, judge.as_ref(), name, seed)
}

/// What stands for a schema that has examples: the first that fits it, else one that is made to fit, else the first as it
/// is. Comes back with whether the examples were passed over because they break their own schema.
pub(crate) fn shown(document: &Value, examples: &[Value], pointer: &str, seed: u64) -> (Value, bool) {
    let schema = document.pointer(pointer).unwrap_or(&Value::Null);
    let judge = reaches(document, schema, CHECKED).then(|| Schema::compile(document, pointer).ok()).flatten();
    let good = |value: &&Value| judge.as_ref().is_none_or(|judge| judge.validate(value).is_empty());
    if let Some(example) = examples.iter().find(good) {
        return (example.clone(), false);
    }
    // What one throw of the dice does not make fit, another may.
    let mut made = with_judge(document, schema, judge.as_ref(), "", seed);
    for turn in 1..8 {
        if made.1 != Some(false) {
            break;
        }
        made = with_judge(document, schema, judge.as_ref(), "", seed + turn * 101);
    }
    match (examples.first(), made) {
        (Some(first), (_, Some(false))) => (first.clone(), false),
        (first, (value, _)) => (value, first.is_some()),
    }
}

/// As [`invent`], with the schema compiled already, or not to be checked.
pub(crate) fn with_judge(
    document: &Value,
    schema: &Value,
    judge: Option<&Schema>,
    name: &str,
    seed: u64,
) -> (Value, Option<bool>) {
    attempt(
        document,
        schema,
        judge,
        name,
        seed,
        &[(true, true), (false, true), (false, true), (false, false)],
    )
}

/// As [`with_judge`], but made up throughout, unless nothing made up fits.
pub(crate) fn without_examples(
    document: &Value,
    schema: &Value,
    judge: Option<&Schema>,
    name: &str,
    seed: u64,
) -> Value {
    let ways = [(false, true), (false, true), (false, false), (true, true), (true, false)];
    attempt(document, schema, judge, name, seed, &ways).0
}

/// A value that these schemas hold of together, made up and not checked.
pub(crate) fn made_up(document: &Value, schemas: &[&Value], name: &str, seed: u64) -> Value {
    let dice = Dice::named(seed, name);
    Inventor { document, dice, left: MOST, examples: false, optional: true }.value(schemas, name, 0)
}

/// Makes a value one way after the other until one fits: whether examples are taken, and what need not be there.
fn attempt(
    document: &Value,
    schema: &Value,
    judge: Option<&Schema>,
    name: &str,
    seed: u64,
    ways: &[(bool, bool)],
) -> (Value, Option<bool>) {
    let mut best: Option<(usize, Value)> = None;
    for (attempt, (examples, optional)) in ways.iter().copied().enumerate() {
        let dice = Dice::named(seed.wrapping_add(attempt as u64), name);
        let mut inventor = Inventor { document, dice, left: MOST, examples, optional };
        let value = inventor.value(&[schema], name, 0);
        let Some(judge) = judge else { return (value, None) };
        let wrong = judge.validate(&value).len();
        if wrong == 0 {
            return (value, Some(true));
        }
        if best.as_ref().is_none_or(|(least, _)| wrong < *least) {
            best = Some((wrong, value));
        }
    }
    (best.map_or(Value::Null, |(_, value)| value), Some(false))
}

/// Whether no more than so many parts of the document are reached from a schema.
pub(crate) fn reaches(document: &Value, schema: &Value, most: usize) -> bool {
    let mut seen = std::collections::HashSet::new();
    let mut left = vec![schema];
    let mut count = 0;
    while let Some(value) = left.pop() {
        count += 1;
        if count > most {
            return false;
        }
        match value {
            Value::Object(map) => {
                if let Some(reference) = map.get("$ref").and_then(Value::as_str)
                    && seen.insert(reference)
                {
                    left.extend(super::facets::lookup(document, reference));
                }
                left.extend(map.values().filter(|value| value.is_object() || value.is_array()));
            }
            Value::Array(items) => left.extend(items),
            _ => {}
        }
    }
    true
}

struct Inventor<'d> {
    document: &'d Value,
    dice: Dice,
    left: usize,
    /// Whether examples and defaults are taken as they stand.
    examples: bool,
    /// Whether what need not be there is made too.
    optional: bool,
}

impl<'d> Inventor<'d> {
    fn value(&mut self, schemas: &[&'d Value], name: &str, depth: usize) -> Value {
        self.left = self.left.saturating_sub(1);
        if self.left == 0 || depth > DEEPEST {
            return Value::Null;
        }
        let dice = &mut self.dice;
        let first = self.examples;
        let facets =
            Facets::gather(self.document, schemas, |count| if first { 0 } else { dice.below(count) });
        if let Some(value) = facets.get("const") {
            return value.clone();
        }
        if self.examples {
            // The outermost part speaks first: a reference's own example is nearer than that of what it leads to.
            for part in &facets.parts {
                let many = part.get("examples").and_then(Value::as_array).filter(|many| !many.is_empty());
                if let Some(many) = many {
                    return many[self.dice.below(many.len())].clone();
                }
                if let Some(one) = part.get("example").or_else(|| part.get("default")) {
                    return one.clone();
                }
            }
        }
        if let Some(allowed) = facets.get("enum").and_then(Value::as_array) {
            let others: Vec<_> = facets.all("enum").skip(1).filter_map(Value::as_array).collect();
            let shared: Vec<_> =
                allowed.iter().filter(|one| others.iter().all(|other| other.contains(one))).collect();
            let real: Vec<_> = shared.iter().filter(|one| !one.is_null()).collect();
            if let Some(one) = real.get(self.dice.below(real.len())) {
                return (**one).clone();
            }
            return shared.first().map_or(Value::Null, |one| (*one).clone());
        }
        let types = facets.types();
        let kind = types.iter().find(|kind| **kind != "null").or(types.first()).copied();
        match kind {
            Some("object") => self.object(&facets, depth),
            Some("array") => self.list(&facets, name, depth),
            Some("string") => Value::String(self.text(&facets, name)),
            Some("integer") => self.number(&facets, name, true),
            Some("number") => self.number(&facets, name, false),
            Some("boolean") => Value::Bool(self.dice.below(2) == 1),
            Some(_) => Value::Null,
            None if depth == 0 => Value::Object(Map::new()),
            None => Value::String(words::for_name(name, &mut self.dice)),
        }
    }

    fn object(&mut self, facets: &Facets<'d>, depth: usize) -> Value {
        let required = facets.required();
        let needed: std::collections::HashSet<&str> = required.iter().copied().collect();
        let mut made = Map::new();
        let properties = facets.properties();
        for (name, schemas) in &properties {
            let must = needed.contains(name);
            let may = self.optional && depth < DEEP && !name.starts_with("x-");
            if !must && (!may || schemas.contains(&&Value::Bool(false)) || self.ends(schemas, depth)) {
                continue;
            }
            made.insert((*name).to_owned(), self.value(schemas, name, depth + 1));
        }
        let open = facets.get("additionalProperties");
        let others: Vec<&'d Value> = open.into_iter().filter(|open| open.is_object()).collect();
        for name in required {
            if !made.contains_key(name) && open != Some(&Value::Bool(false)) {
                made.insert(name.to_owned(), self.value(&others, name, depth + 1));
            }
        }
        self.discriminate(facets, &mut made);
        let least = facets.all("minProperties").filter_map(Value::as_u64).max().unwrap_or(0);
        let least = usize::try_from(least).unwrap_or(usize::MAX).min(20);
        let wanted = if properties.is_empty() && !others.is_empty() && depth < DEEP && self.optional {
            least.max(2)
        } else {
            least
        };
        for name in ["first", "second", "third"] {
            if made.len() < wanted && open != Some(&Value::Bool(false)) {
                made.insert(name.to_owned(), self.value(&others, name, depth + 1));
            }
        }
        Value::Object(made)
    }

    /// Whether making this property would go on and on: it leads back into itself, and need not be there.
    fn ends(&self, schemas: &[&'d Value], depth: usize) -> bool {
        depth >= 2
            && schemas.iter().any(|schema| {
                let inner = schema.get("items").unwrap_or(schema);
                inner.get("$ref").is_some() || inner.get("allOf").is_some() || inner.get("anyOf").is_some()
            })
    }

    /// The field that says which of several schemas is meant (OpenAPI 3.1 §4.8.25).
    fn discriminate(&mut self, facets: &Facets<'d>, made: &mut Map<String, Value>) {
        for part in &facets.parts {
            let Some(field) = part.get("discriminator").and_then(|says| says.get("propertyName")) else {
                continue;
            };
            let Some(field) = field.as_str() else { continue };
            let mapping = part.get("discriminator").and_then(|says| says.get("mapping"));
            // The branch that was taken stands right among the parts: its name is the last word of its reference.
            let taken = ["oneOf", "anyOf"].iter().filter_map(|key| part.get(*key)?.as_array()).flatten();
            let reference =
                taken.filter_map(|branch| branch.get("$ref").and_then(Value::as_str)).find(|reference| {
                    super::facets::lookup(self.document, reference)
                        .and_then(Value::as_object)
                        .is_some_and(|found| facets.parts.iter().any(|part| std::ptr::eq(*part, found)))
                });
            let Some(reference) = reference else { continue };
            let name = mapping
                .and_then(Value::as_object)
                .and_then(|mapping| mapping.iter().find(|(_, to)| to.as_str() == Some(reference)))
                .map_or_else(|| reference.rsplit('/').next().unwrap_or_default(), |(name, _)| name);
            // Some documents say what the field must be, and it is not the schema's name.
            let properties = facets.properties();
            let own = properties.iter().find(|(known, _)| *known == field).map(|(_, schemas)| schemas);
            let allows = own.is_none_or(|schemas| {
                let own = Facets::gather(self.document, schemas, |_| 0);
                let is_other = |value: &Value| value.as_str() != Some(name);
                !own.all("const").any(is_other)
                    && !own.all("enum").filter_map(Value::as_array).any(|all| all.iter().all(is_other))
            });
            if allows {
                made.insert(field.to_owned(), Value::String(name.to_owned()));
            }
        }
    }

    fn list(&mut self, facets: &Facets<'d>, name: &str, depth: usize) -> Value {
        let bound = |keyword: &'static str| facets.all(keyword).filter_map(Value::as_u64);
        let least = bound("minItems").max().unwrap_or(0);
        let most = bound("maxItems").min().unwrap_or(u64::MAX);
        let usual = if self.optional && depth < DEEP { 2 } else { 0 };
        let count = usize::try_from(least.max(usual).min(most.max(least))).unwrap_or(usize::MAX).min(50);
        let first: Vec<&'d Value> =
            facets.get("prefixItems").and_then(Value::as_array).into_iter().flatten().collect();
        let rest: Vec<&'d Value> = facets.all("items").collect();
        let unique = facets.says("uniqueItems");
        let one = words::singular(name);
        let mut made: Vec<Value> = Vec::new();
        for index in 0..count.max(if most > 0 { first.len().min(50) } else { 0 }) {
            if self.left == 0 {
                break;
            }
            let schemas: &[&'d Value] = first.get(index).map_or(&rest, std::slice::from_ref);
            let mut value = self.value(schemas, &one, depth + 1);
            for _ in 0..8 {
                if !unique || !made.contains(&value) {
                    break;
                }
                let examples = std::mem::replace(&mut self.examples, false);
                value = self.value(schemas, &one, depth + 1);
                self.examples = examples;
            }
            if !unique || !made.contains(&value) {
                made.push(value);
            }
        }
        if let Some(inner) = facets.get("contains")
            && made.len() < 50
            && made.is_empty()
        {
            made.push(self.value(&[inner], &one, depth + 1));
        }
        Value::Array(made)
    }

    fn text(&mut self, facets: &Facets<'d>, name: &str) -> String {
        let bound = |keyword: &'static str| facets.all(keyword).filter_map(Value::as_u64);
        let least = usize::try_from(bound("minLength").max().unwrap_or(0)).unwrap_or(usize::MAX).min(10_000);
        let most = usize::try_from(bound("maxLength").min().unwrap_or(u64::MAX)).unwrap_or(usize::MAX);
        if let Some(pattern) = facets.text("pattern") {
            let fits = |text: &String| (least..=most).contains(&text.chars().count());
            let mut last = None;
            for _ in 0..12 {
                let made = pattern::sample(pattern, &mut self.dice);
                match made {
                    Some(text) if fits(&text) => return text,
                    None => break,
                    some => last = some,
                }
            }
            if let Some(text) = last {
                return text;
            }
        }
        let format = facets.text("format").unwrap_or_default();
        if let Some(text) = words::for_format(format, name, &mut self.dice)
            && (least..=most).contains(&text.chars().count())
        {
            return text;
        }
        let mut text = words::for_name(name, &mut self.dice);
        while text.chars().count() < least {
            text.push(' ');
            text.push_str(&words::for_name(name, &mut self.dice));
        }
        if text.chars().count() > most {
            text = text.chars().take(most).collect();
            // A space at the end that was cut to looks like a mistake.
            while text.ends_with(' ') && text.chars().count() > least {
                text.pop();
            }
        }
        text
    }

    fn number(&mut self, facets: &Facets<'d>, name: &str, whole: bool) -> Value {
        let bound = |keyword: &'static str| facets.all(keyword).filter_map(Value::as_f64);
        let low = bound("minimum").chain(bound("exclusiveMinimum")).fold(f64::NEG_INFINITY, f64::max);
        let high = bound("maximum").chain(bound("exclusiveMaximum")).fold(f64::INFINITY, f64::min);
        let above = bound("exclusiveMinimum").any(|limit| limit >= low);
        let below = bound("exclusiveMaximum").any(|limit| limit <= high);
        let (usual_low, usual_high) = usual(name);
        // The usual range as far as it meets what is allowed; what is allowed where it does not.
        let (from, to) = match (low.is_finite(), high.is_finite()) {
            (true, true) if low.max(usual_low) < high.min(usual_high) => {
                (low.max(usual_low), high.min(usual_high))
            }
            (true, true) => (low, high.max(low)),
            (true, false) => (low.max(usual_low), if usual_high > low { usual_high } else { low + 99.0 }),
            (false, true) => (if usual_low < high { usual_low } else { high - 99.0 }, high.min(usual_high)),
            (false, false) => (usual_low, usual_high),
        };
        let step = bound("multipleOf").find(|step| *step > 0.0);
        if let Some(step) = step {
            let first = (from / step).ceil() + if above && (from / step).fract() == 0.0 { 1.0 } else { 0.0 };
            let count = ((to / step).floor() - first).clamp(0.0, 20.0);
            let times = first + self.pick(count);
            let value = times * step;
            return if value.fract() == 0.0 { integer(value) } else { real(value) };
        }
        if whole {
            let first = if above && from.fract() == 0.0 && from <= low { from + 1.0 } else { from.ceil() };
            let last = if below && to.fract() == 0.0 && to >= high { to - 1.0 } else { to.floor() };
            return integer(first + self.pick((last - first).clamp(0.0, 1e6)));
        }
        let span = to - from;
        let part = (1.0 + self.pick(97.0)) / 100.0;
        let value = from + span * part;
        let rounded = (value * 100.0).round() / 100.0;
        let inside = rounded > from && rounded < to;
        real(if inside { rounded } else { value })
    }

    /// A whole number from 0 to `most`.
    fn pick(&mut self, most: f64) -> f64 {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
        let picked = self.dice.below(most.clamp(0.0, 1e9) as usize + 1) as f64;
        picked
    }
}

fn usual(name: &str) -> (f64, f64) {
    let parts = words::parts(name);
    let has = |words: &[&str]| parts.iter().any(|part| words.contains(&part.as_str()));
    if has(&["year"]) {
        (2015.0, 2026.0)
    } else if has(&["lat", "latitude"]) {
        (-60.0, 60.0)
    } else if has(&["lng", "lon", "longitude"]) {
        (-120.0, 120.0)
    } else if has(&["age"]) {
        (18.0, 80.0)
    } else if has(&["percent", "percentage", "rating", "score"]) {
        (1.0, 5.0)
    } else if has(&["created", "updated", "timestamp"]) {
        (1_750_000_000.0, 1_765_000_000.0)
    } else {
        (1.0, 100.0)
    }
}

fn integer(value: f64) -> Value {
    #[allow(clippy::cast_possible_truncation)]
    let whole = value as i64;
    Value::Number(whole.into())
}

fn real(value: f64) -> Value {
    Number::from_f64(value).map_or(Value::from(0), Value::Number)
}

#[cfg(test)]
mod tests;
