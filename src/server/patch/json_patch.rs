//! JSON Patch (RFC 6902), with errors that name the operation, its place and the reason.
//!
//! The `json-patch` crate is the oracle of the tests, not what runs: its errors name the operation and the path, but
//! neither what a test found nor what on a path is missing, and it lets a few small operations double a document over
//! and over.

use serde_json::{Map, Value};

use super::pointer::{Pointer, cut, index, kind};
use crate::schema::equal;

/// The most operations in one patch.
pub(super) const MOST: usize = 1000;

/// How much a patched document may weigh: its names and values in bytes, roughly as it is written.
const HEAVIEST: usize = 1 << 20;

/// How deep a patched document may be nested.
const DEEPEST: usize = 100;

/// One operation.
#[derive(Clone, Debug)]
pub(crate) struct Operation {
    name: &'static str,
    path: (String, Pointer),
    deed: Deed,
}

#[derive(Clone, Debug)]
enum Deed {
    Add(Value),
    Remove,
    Replace(Value),
    Move(String, Pointer),
    Copy(String, Pointer),
    Test(Value),
}

/// What stopped a patch, and where.
#[derive(Debug)]
pub(crate) struct Failure {
    /// Which operation, from 0; none where the patch as a whole is at fault.
    pub(crate) operation: Option<usize>,
    /// Its `op`, where it has one that is known.
    pub(crate) op: &'static str,
    /// Its `path` as it was written, where it has one.
    pub(crate) path: String,
    /// Why, as a phrase without a full stop.
    pub(crate) reason: String,
    /// For a test: the value wanted, and the value there.
    pub(crate) values: Option<Box<(Value, Value)>>,
}

impl Failure {
    /// The sentence for the problem details.
    pub(crate) fn sentence(&self) -> String {
        let reason = &self.reason;
        match self.operation {
            Some(number) if self.op.is_empty() => format!("Operation {number}: {reason}."),
            Some(number) => format!("Operation {number}, {} {}: {reason}.", self.op, shown(&self.path)),
            None => format!("{reason}."),
        }
    }
}

fn shown(path: &str) -> String {
    if path.is_empty() { "the whole document".into() } else { cut(path) }
}

/// Reads a patch document.
pub(crate) fn read(patch: &Value) -> Result<Vec<Operation>, Failure> {
    let whole =
        |reason: String| Failure { operation: None, op: "", path: String::new(), reason, values: None };
    let Some(entries) = patch.as_array() else {
        return Err(whole(format!("A JSON Patch is an array of operations, and this is {}", kind(patch))));
    };
    if entries.len() > MOST {
        return Err(whole(format!(
            "{} operations are more than the {MOST} that are done at once",
            entries.len()
        )));
    }
    entries.iter().enumerate().map(|(operation, entry)| one(operation, entry)).collect()
}

fn one(operation: usize, entry: &Value) -> Result<Operation, Failure> {
    const KNOWN: [&str; 6] = ["add", "remove", "replace", "move", "copy", "test"];
    let said = entry.get("op").and_then(Value::as_str);
    let name = said.and_then(|said| KNOWN.into_iter().find(|name| *name == said));
    let path = entry.get("path").and_then(Value::as_str).unwrap_or_default();
    let broken = |reason: String| Failure {
        operation: Some(operation),
        op: name.unwrap_or_default(),
        path: path.to_owned(),
        reason,
        values: None,
    };
    if !entry.is_object() {
        return Err(broken(format!("an operation is an object, and this is {}", kind(entry))));
    }
    let Some(name) = name else {
        let known = KNOWN.join(", ");
        return Err(broken(match said {
            Some(said) => format!("no operation is called “{}”; there are {known}", cut(said)),
            None => format!("it has no “op”, which is one of {known}"),
        }));
    };
    let pointer = |member: &str| {
        let text = entry.get(member).and_then(Value::as_str);
        let text =
            text.ok_or_else(|| broken(format!("it needs a “{member}”, a JSON Pointer such as /name")))?;
        let pointer = Pointer::parse(text).map_err(|reason| broken(format!("its “{member}”: {reason}")))?;
        Ok((text.to_owned(), pointer))
    };
    let value = || entry.get("value").cloned().ok_or_else(|| broken("it needs a “value”".into()));
    let path = pointer("path")?;
    let deed = match name {
        "add" => Deed::Add(value()?),
        "remove" => Deed::Remove,
        "replace" => Deed::Replace(value()?),
        "test" => Deed::Test(value()?),
        _ => {
            let (text, from) = pointer("from")?;
            if name == "move" && from.is_above(&path.1) {
                return Err(broken(format!("{} cannot be moved into itself", shown(&text))));
            }
            if name == "move" { Deed::Move(text, from) } else { Deed::Copy(text, from) }
        }
    };
    Ok(Operation { name, path, deed })
}

/// Applies operations to a copy of a document, in order. Either all are done, or the document stays as it was.
pub(crate) fn apply(document: &Value, operations: &[Operation]) -> Result<Value, Failure> {
    let mut patched = document.clone();
    let mut weight = weigh(document);
    for (number, operation) in operations.iter().enumerate() {
        run(&mut patched, operation, &mut weight).map_err(|stop| Failure {
            operation: Some(number),
            op: operation.name,
            path: operation.path.0.clone(),
            reason: stop.reason,
            values: stop.values,
        })?;
    }
    Ok(patched)
}

/// Why an operation was not done.
struct Stop {
    reason: String,
    values: Option<Box<(Value, Value)>>,
}

impl From<String> for Stop {
    fn from(reason: String) -> Self {
        Self { reason, values: None }
    }
}

fn run(document: &mut Value, operation: &Operation, weight: &mut usize) -> Result<(), Stop> {
    let path = &operation.path.1;
    match &operation.deed {
        Deed::Add(value) => add(document, path, value.clone(), weight)?,
        Deed::Remove => {
            remove(document, path)?;
        }
        Deed::Replace(value) => {
            path.get(document)?;
            match path.split() {
                // An item of an array is put in the place of the other, not before it.
                Some((_, parents)) => {
                    grow(path, value, weight)?;
                    let (last, parent) = (path, path.parent(document, parents)?);
                    *slot(last, parent)? = value.clone();
                }
                None => add(document, path, value.clone(), weight)?,
            }
        }
        Deed::Move(text, from) => {
            if from == path {
                from.get(document).map_err(|reason| at(text, &reason))?;
            } else {
                let value = remove(document, from).map_err(|reason| at(text, &reason))?;
                add(document, path, value, weight)?;
            }
        }
        Deed::Copy(text, from) => {
            let value = from.get(document).map_err(|reason| at(text, &reason))?.clone();
            add(document, path, value, weight)?;
        }
        Deed::Test(wanted) => {
            let found = path.get(document)?;
            if !equal(wanted, found) {
                let reason = format!("expected {}, and found {}", json(wanted), json(found));
                return Err(Stop { reason, values: Some(Box::new((wanted.clone(), found.clone()))) });
            }
        }
    }
    Ok(())
}

fn at(from: &str, reason: &str) -> String {
    format!("its “from” {}: {reason}", shown(from))
}

fn add(document: &mut Value, path: &Pointer, value: Value, weight: &mut usize) -> Result<(), String> {
    grow(path, &value, weight)?;
    let Some((last, parents)) = path.split() else {
        *document = value;
        return Ok(());
    };
    match path.parent(document, parents)? {
        Value::Object(members) => {
            members.insert(last.to_owned(), value);
        }
        Value::Array(items) => {
            let at = index(last, items.len())?;
            if at > items.len() {
                return Err(path.no_item(parents.len(), items.len()));
            }
            items.insert(at, value);
        }
        other => return Err(path.no_way(parents.len(), other)),
    }
    Ok(())
}

fn remove(document: &mut Value, path: &Pointer) -> Result<Value, String> {
    path.get(document)?;
    let Some((last, parents)) = path.split() else {
        return Err(
            "without the whole document nothing is left to patch; DELETE takes away a resource".into()
        );
    };
    match path.parent(document, parents)? {
        Value::Object(members) => members.shift_remove(last).ok_or_else(|| path.no_member(parents.len())),
        Value::Array(items) => {
            let at = index(last, items.len())?;
            if at < items.len() {
                Ok(items.remove(at))
            } else {
                Err(path.no_item(parents.len(), items.len()))
            }
        }
        other => Err(path.no_way(parents.len(), other)),
    }
}

/// The place of something that is there, within what it is in.
fn slot<'v>(path: &Pointer, parent: &'v mut Value) -> Result<&'v mut Value, String> {
    let (last, parents) = path.split().unwrap_or_default();
    match parent {
        Value::Object(members) => members.get_mut(last).ok_or_else(|| path.no_member(parents.len())),
        Value::Array(items) => {
            let (length, at) = (items.len(), index(last, items.len())?);
            items.get_mut(at).ok_or_else(|| path.no_item(parents.len(), length))
        }
        other => Err(path.no_way(parents.len(), other)),
    }
}

/// Adds a value's weight. Copies of copies soon fill any memory, and nest deeper than any stack.
fn grow(path: &Pointer, value: &Value, weight: &mut usize) -> Result<(), String> {
    *weight = weight.saturating_add(weigh(value));
    if *weight > HEAVIEST {
        return Err(format!("with this, the patch writes more than {HEAVIEST} bytes"));
    }
    if path.depth() + depth(value) > DEEPEST {
        return Err(format!("with this, the document is nested deeper than {DEEPEST} levels"));
    }
    Ok(())
}

fn weigh(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len() + 2,
        Value::Array(items) => items.iter().map(|item| weigh(item) + 1).sum::<usize>() + 2,
        Value::Object(members) => {
            members.iter().map(|(name, value)| name.len() + weigh(value) + 4).sum::<usize>() + 2
        }
        _ => 8,
    }
}

fn depth(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Object(members) => 1 + members.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

/// A value for a sentence.
fn json(value: &Value) -> String {
    match value {
        Value::Object(members) if weigh(value) > 60 => format!("an object with {}", count(members)),
        Value::Array(items) if weigh(value) > 60 => format!("an array with {} items", items.len()),
        other => cut(&other.to_string()),
    }
}

fn count(members: &Map<String, Value>) -> String {
    if members.len() == 1 { "1 member".into() } else { format!("{} members", members.len()) }
}

#[cfg(test)]
mod tests;
