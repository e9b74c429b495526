use serde_json::json;

use super::*;

fn patched(document: &Value, patch: &Value) -> Result<Value, Failure> {
    apply(document, &read(patch)?)
}

/// The examples of RFC 6902, appendix A, in order; `None` where the patch must fail.
fn appendix_a() -> Vec<(Value, Value, Option<Value>)> {
    let o = |document: Value, patch: Value, result: Value| (document, patch, Some(result));
    vec![
        o(
            json!({"foo":"bar"}),
            json!([{"op":"add","path":"/baz","value":"qux"}]),
            json!({"baz":"qux","foo":"bar"}),
        ),
        o(
            json!({"foo":["bar","baz"]}),
            json!([{"op":"add","path":"/foo/1","value":"qux"}]),
            json!({"foo":["bar","qux","baz"]}),
        ),
        o(json!({"baz":"qux","foo":"bar"}), json!([{"op":"remove","path":"/baz"}]), json!({"foo":"bar"})),
        o(
            json!({"foo":["bar","qux","baz"]}),
            json!([{"op":"remove","path":"/foo/1"}]),
            json!({"foo":["bar","baz"]}),
        ),
        o(
            json!({"baz":"qux","foo":"bar"}),
            json!([{"op":"replace","path":"/baz","value":"boo"}]),
            json!({"baz":"boo","foo":"bar"}),
        ),
        o(
            json!({"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}}),
            json!([{"op":"move","from":"/foo/waldo","path":"/qux/thud"}]),
            json!({"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}}),
        ),
        o(
            json!({"foo":["all","grass","cows","eat"]}),
            json!([{"op":"move","from":"/foo/1","path":"/foo/3"}]),
            json!({"foo":["all","cows","eat","grass"]}),
        ),
        o(
            json!({"baz":"qux","foo":["a",2,"c"]}),
            json!([{"op":"test","path":"/baz","value":"qux"},{"op":"test","path":"/foo/1","value":2}]),
            json!({"baz":"qux","foo":["a",2,"c"]}),
        ),
        (json!({"baz":"qux"}), json!([{"op":"test","path":"/baz","value":"bar"}]), None),
        o(
            json!({"foo":"bar"}),
            json!([{"op":"add","path":"/child","value":{"grandchild":{}}}]),
            json!({"foo":"bar","child":{"grandchild":{}}}),
        ),
        o(
            json!({"foo":"bar"}),
            json!([{"op":"add","path":"/baz","value":"qux","xyz":123}]),
            json!({"foo":"bar","baz":"qux"}),
        ),
        (json!({"foo":"bar"}), json!([{"op":"add","path":"/baz/bat","value":"qux"}]), None),
        o(json!({"/":9,"~1":10}), json!([{"op":"test","path":"/~01","value":10}]), json!({"/":9,"~1":10})),
        (json!({"/":9,"~1":10}), json!([{"op":"test","path":"/~01","value":"10"}]), None),
        o(
            json!({"foo":["bar"]}),
            json!([{"op":"add","path":"/foo/-","value":["abc","def"]}]),
            json!({"foo":["bar",["abc","def"]]}),
        ),
    ]
}

#[test]
fn a_patch_does_as_its_specification_shows() {
    for (document, patch, result) in appendix_a() {
        assert_eq!(patched(&document, &patch).ok(), result, "{patch}");
    }
}

#[test]
fn a_failure_names_the_operation_and_the_reason() {
    let document = json!({"name": "Car", "tags": ["a"], "n": 1});
    let ok = json!({"op": "add", "path": "/x", "value": 1});
    for (operation, want) in [
        (
            json!({"op":"test","path":"/name","value":"Bus"}),
            "test /name: expected \"Bus\", and found \"Car\"",
        ),
        (json!({"op":"remove","path":"/y"}), "remove /y: there is no member “y” in the document"),
        (
            json!({"op":"replace","path":"/tags/1","value":0}),
            "replace /tags/1: there is no item 1 in /tags, which has 1 item",
        ),
        (
            json!({"op":"add","path":"/tags/2","value":0}),
            "add /tags/2: there is no item 2 in /tags, which has 1 item",
        ),
        (
            json!({"op":"add","path":"/n/a","value":0}),
            "add /n/a: /n is a number, which has nothing within it",
        ),
        (
            json!({"op":"move","from":"/q","path":"/z"}),
            "move /z: its “from” /q: there is no member “q” in the document",
        ),
        (
            json!({"op":"remove","path":"/tags/-"}),
            "remove /tags/-: there is no item - in /tags, which has 1 item",
        ),
        (
            json!({"op":"move","from":"/tags","path":"/tags/0"}),
            "move /tags/0: /tags cannot be moved into itself",
        ),
        (
            json!({"op":"add","path":"x","value":1}),
            "add x: its “path”: a JSON Pointer begins with “/” or is empty, and “x” does not",
        ),
        (json!({"op":"add","path":"/x"}), "add /x: it needs a “value”"),
        (json!({"op":"copy","path":"/x"}), "copy /x: it needs a “from”, a JSON Pointer such as /name"),
    ] {
        let failure = patched(&document, &json!([ok, operation])).unwrap_err();
        assert_eq!(failure.sentence(), format!("Operation 1, {want}."));
    }
    for (patch, want) in [
        (json!({}), "A JSON Patch is an array of operations, and this is an object."),
        (json!([1]), "Operation 0: an operation is an object, and this is a number."),
        (
            json!([{"op":"put"}]),
            "Operation 0: no operation is called “put”; there are add, remove, replace, move, copy, test.",
        ),
    ] {
        assert_eq!(read(&patch).unwrap_err().sentence(), want);
    }
}

#[test]
fn copies_of_copies_end() {
    let double = json!({"op":"copy","from":"","path":"/a"});
    let failure = patched(&json!({"a": "0123456789"}), &Value::Array(vec![double; 200])).unwrap_err();
    assert!(failure.reason.contains("nested deeper"), "{}", failure.reason);
    let wide = json!({"op":"copy","from":"/a/0","path":"/a/-"});
    let failure = patched(&json!({"a": ["x".repeat(9000)]}), &Value::Array(vec![wide; 200])).unwrap_err();
    assert!(failure.reason.contains("writes more than"), "{}", failure.reason);
}

/// On many small documents and patches, the crate `json-patch` comes to the same.
#[cfg(not(target_arch = "wasm32"))]
#[test]
fn arbitrary_patches_do_as_the_json_patch_crate_does() {
    let mut numbers = crate::http::arbitrary::Numbers::new(7);
    let paths = ["", "/a", "/a/0", "/a/-", "/a/1", "/b", "/b/c", "/b/c/d", "/", "/a/01", "/b/~1", "/e"];
    let values =
        [json!(1), json!(1.5), json!("x"), json!(null), json!([]), json!({"c": [1]}), json!({"~": {}})];
    let ops = ["add", "remove", "replace", "move", "copy", "test"];
    let (mut done, mut failed) = (0, 0);
    for _ in 0..20_000 {
        let document = json!({"a": [values[numbers.below(7)], 2], "b": values[numbers.below(7)]});
        let patch: Vec<Value> = (0..1 + numbers.below(4))
            .map(|_| {
                json!({
                    "op": ops[numbers.below(6)], "path": paths[numbers.below(12)],
                    "from": paths[numbers.below(12)], "value": values[numbers.below(7)],
                })
            })
            .collect();
        // The crate refuses to move something to where it is; RFC 6902 §4.4 forbids only moving it into itself.
        if patch.iter().any(|entry| entry["op"] == "move" && entry["from"] == entry["path"]) {
            continue;
        }
        let patch = Value::Array(patch);
        let mut theirs = document.clone();
        let crates: json_patch::Patch = serde_json::from_value(patch.clone()).unwrap();
        let theirs = json_patch::patch_unsafe(&mut theirs, &crates).is_ok().then_some(theirs);
        let ours = patched(&document, &patch).ok();
        assert_eq!(ours, theirs, "{document} {patch}");
        if ours.is_some() { done += 1 } else { failed += 1 }
    }
    assert!(done > 1000 && failed > 1000, "{done} done, {failed} failed");
}
