//! The walls between the rooms of `src/`, which the compiler alone does not keep.
//!
//! - Rooms use only rooms below them, in the order of [`FLOORS`].
//! - The engine compiles without any crate that needs a browser.

use std::{fs, path::Path};

use crate::{
    check,
    machine::{Machine, Outcome, read},
};

/// The rooms, lowest first; rooms that share a floor may use each other.
const FLOORS: [&[&str]; 10] = [
    &["http"],
    &["schema"],
    &["api"],
    &["world"],
    &["server"],
    &["client"],
    &["journal"],
    &["lesson", "stage"],
    &["dispatch", "browser"],
    &["view"],
];

/// Crates that only a browser can use.
const BROWSER: [&str; 7] =
    ["leptos", "wasm-bindgen", "js-sys", "web-sys", "gloo-net", "gloo-utils", "tachys"];

pub(crate) fn check(machine: &Machine) -> Outcome {
    let tree = check::engine_tree(machine)?;
    let crates: Vec<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    if let Some(found) = crates.iter().find(|name| BROWSER.contains(name)) {
        return Err(format!("the engine depends on {found} (cargo tree --no-default-features -i {found})."));
    }
    println!("The engine is {} crates, none of them for a browser.", {
        let mut names = crates.clone();
        names.sort_unstable();
        names.dedup();
        names.len()
    });

    let mut faults = Vec::new();
    for room in FLOORS.iter().copied().flatten() {
        let folder = machine.root.join("src").join(room);
        if folder.is_dir() {
            visit(&folder, &mut |file| {
                for (line, used) in rooms_used(&read(file)?) {
                    if floor(&used) > floor(room) {
                        let file = file.strip_prefix(&machine.root).unwrap_or(file).display();
                        faults.push(format!("{file}:{line}: {room} uses {used}, which is above it"));
                    }
                }
                Ok(())
            })?;
        }
    }
    if faults.is_empty() {
        println!("Every room uses only rooms below it.");
        Ok(())
    } else {
        Err(format!("rooms look upward:\n  {}", faults.join("\n  ")))
    }
}

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&room))
}

/// The rooms that code names after `crate::`, alone or in the first level of a group in braces, each with its line.
/// Comments may point anywhere.
fn rooms_used(text: &str) -> Vec<(usize, String)> {
    let code: Vec<&str> = text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect();
    let code = code.join("\n");
    let mut found = Vec::new();
    for (place, path) in code.match_indices("crate::") {
        let from = place + path.len();
        let mut depth = 0;
        // A name counts where a path begins: right after `crate::`, or after `{` or `,` at the group's first level.
        let (mut begins, mut name) = (true, String::new());
        for (offset, sign) in code[from..].char_indices() {
            if begins && (sign.is_alphanumeric() || sign == '_') {
                name.push(sign);
                continue;
            }
            if !name.is_empty() {
                if floor(&name).is_some() {
                    found.push((code[..from + offset].lines().count(), std::mem::take(&mut name)));
                }
                name.clear();
                begins = false;
            }
            match sign {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            begins = depth == 1 && matches!(sign, '{' | ',') || begins && sign.is_whitespace();
            if depth == 0 {
                break;
            }
        }
    }
    found
}

fn visit(folder: &Path, each: &mut dyn FnMut(&Path) -> Outcome) -> Outcome {
    let said = |error| format!("cannot read the folder {}: {error}.", folder.display());
    for entry in fs::read_dir(folder).map_err(said)? {
        let path = entry.map_err(said)?.path();
        if path.is_dir() {
            visit(&path, each)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            each(&path)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_is_seen_in_code_and_not_in_comments() {
        let rooms = |code: &str| {
            rooms_used(code).into_iter().map(|(line, room)| format!("{line} {room}")).collect::<Vec<_>>()
        };
        assert_eq!(rooms("\nuse crate::server::trace;"), ["2 server"]);
        assert_eq!(
            rooms("use crate::{\n    http::{Field, view},\n    stage::Scene,\n};\n"),
            ["2 http", "3 stage"]
        );
        assert_eq!(rooms("let x = crate::world::World::new(view::y);"), ["1 world"]);
        assert!(rooms("//! see [`crate::view`]").is_empty());
        assert!(floor("view") > floor("http"));
    }
}
