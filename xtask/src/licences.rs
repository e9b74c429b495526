//! Licences, duplicate versions and withdrawn crates, from what Cargo already has on this machine.
//!
//! What this covers: the licence of every crate that a build of any part can use, against `licences.txt`; versions
//! withdrawn ("yanked") by their authors, as far as Cargo's own copy of the registry's index tells.
//! What it does not: security advisories, whose database is not in a registry. Where `cargo-deny` or `cargo-audit` is
//! installed, `cargo deny check advisories` or `cargo audit` answers that.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
};

use crate::machine::{Machine, Outcome, on_path, output, read, show};

pub(crate) fn check(machine: &Machine) -> Outcome {
    let allowed: Vec<String> = read(&machine.root.join("licences.txt"))?
        .lines()
        .map(|line| line.split('#').next().unwrap_or_default().trim().to_owned())
        .filter(|line| !line.is_empty())
        .collect();

    let mut tree = machine.cargo();
    tree.args(["tree", "--locked", "--workspace", "--target", "all", "--edges", "all", "--prefix", "none"]);
    tree.args(["--format", "{p}\t{l}"]);
    let listed = output(&mut tree).ok_or("`cargo tree` failed; run it to see why.")?;
    let crates = crates_in(&listed);

    let refused: Vec<String> = crates
        .iter()
        .filter(|(_, licence)| !permitted(licence, &allowed))
        .map(|((name, version), licence)| {
            format!("{name} {version}: {}", if licence.is_empty() { "no licence given" } else { licence })
        })
        .collect();
    if !refused.is_empty() {
        return Err(format!(
            "these crates have licences that licences.txt does not allow:\n  {}\nUse another crate, or allow the licence \
             there with a reason.",
            refused.join("\n  ")
        ));
    }
    println!("{} crates, every licence allowed.", crates.len());

    let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    crates.keys().for_each(|(name, version)| versions.entry(name).or_default().push(version));
    versions.retain(|_, several| several.len() > 1);
    let twice: Vec<String> =
        versions.iter().map(|(name, several)| format!("{name} {}", several.join(" and "))).collect();
    println!(
        "In more than one version: {}.",
        if twice.is_empty() { "none".into() } else { twice.join(", ") }
    );

    withdrawn(&crates)?;
    advisories(machine)
}

type Crates = BTreeMap<(String, String), String>;

/// From `cargo tree`'s lines, `name vVERSION [(notes)]<tab>licence [(*)]`, the crates that are not the project's own.
fn crates_in(listed: &str) -> Crates {
    let own = |notes: &str| notes.contains('/') || notes.contains('\\');
    listed
        .lines()
        .filter_map(|line| {
            let (package, licence) = line.split_once('\t')?;
            let mut words = package.splitn(3, ' ');
            let (name, version) = (words.next()?, words.next()?.strip_prefix('v')?);
            let foreign = !words.next().is_some_and(own);
            let licence = licence.trim_end_matches("(*)").trim();
            foreign.then(|| ((name.to_owned(), version.to_owned()), licence.to_owned()))
        })
        .collect()
}

/// Whether an SPDX expression can be met with allowed licences alone: `A OR B` by either, `A AND B` by both. The old
/// `A/B` means `A OR B`.
fn permitted(expression: &str, allowed: &[String]) -> bool {
    let expression = expression.replace('/', " OR ");
    let words: Vec<String> =
        expression.replace('(', " ( ").replace(')', " ) ").split_whitespace().map(str::to_owned).collect();
    let mut place = 0;
    let met = either(&words, &mut place, allowed);
    met && place == words.len()
}

fn either(words: &[String], place: &mut usize, allowed: &[String]) -> bool {
    let mut met = both(words, place, allowed);
    while words.get(*place).is_some_and(|word| word == "OR") {
        *place += 1;
        met |= both(words, place, allowed);
    }
    met
}

fn both(words: &[String], place: &mut usize, allowed: &[String]) -> bool {
    let mut met = single(words, place, allowed);
    while words.get(*place).is_some_and(|word| word == "AND") {
        *place += 1;
        met &= single(words, place, allowed);
    }
    met
}

fn single(words: &[String], place: &mut usize, allowed: &[String]) -> bool {
    let Some(word) = words.get(*place) else { return false };
    *place += 1;
    if word == "(" {
        let met = either(words, place, allowed);
        *place += 1;
        return met;
    }
    let mut licence = word.clone();
    if words.get(*place).is_some_and(|word| word == "WITH") {
        licence = format!("{word} WITH {}", words.get(*place + 1).map_or("", String::as_str));
        *place += 2;
    }
    allowed.contains(&licence)
}

/// Looks every crate up in Cargo's copy of the index. A crate it has not kept is counted, not guessed at.
fn withdrawn(crates: &Crates) -> Outcome {
    let copies = index_copies();
    let (mut looked_up, mut found) = (0, Vec::new());
    for (name, version) in crates.keys() {
        let entry = copies.iter().find_map(|copy| fs::read(copy.join(place_in_index(name))).ok());
        match entry.as_deref().and_then(|entry| yanked(&String::from_utf8_lossy(entry), version)) {
            Some(true) => found.push(format!("{name} {version}")),
            Some(false) => looked_up += 1,
            None => {}
        }
    }
    if !found.is_empty() {
        return Err(format!(
            "withdrawn by their authors: {}. `cargo update` finds others.",
            found.join(", ")
        ));
    }
    println!(
        "Withdrawn versions: none among the {looked_up} of {} that Cargo's copy of the index has.",
        crates.len()
    );
    Ok(())
}

fn index_copies() -> Vec<PathBuf> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| {
        env::var_os("HOME").or_else(|| env::var_os("USERPROFILE")).map(|home| Path::new(&home).join(".cargo"))
    });
    let Some(home) = home else { return Vec::new() };
    let Ok(indexes) = fs::read_dir(home.join("registry/index")) else { return Vec::new() };
    indexes.flatten().map(|index| index.path().join(".cache")).filter(|copy| copy.is_dir()).collect()
}

/// `se/rd/serde`, `3/u/url`: where the registry's index keeps a crate.
fn place_in_index(name: &str) -> PathBuf {
    let name = name.to_lowercase();
    match name.len() {
        0 => PathBuf::new(),
        length @ 1..=2 => Path::new(&length.to_string()).join(&name),
        3 => Path::new("3").join(&name[..1]).join(&name),
        _ => Path::new(&name[..2]).join(&name[2..4]).join(&name),
    }
}

/// Whether the entry says the version is yanked; none if it does not speak of it.
fn yanked(entry: &str, version: &str) -> Option<bool> {
    // Registries differ in the spaces of their JSON.
    let mut lines = entry.split('\0').map(|line| line.replace("\": ", "\":"));
    let line = lines.find(|line| line.contains(&format!("\"vers\":\"{version}\"")))?;
    Some(line.contains("\"yanked\":true"))
}

fn advisories(machine: &Machine) -> Outcome {
    if on_path(&["cargo-audit"]).is_some() {
        return show("find the crates free of advisories", machine.cargo().arg("audit"));
    }
    println!("Security advisories: not looked at (install cargo-audit, and this step runs it).");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_is_met_by_what_it_offers() {
        let allowed =
            ["MIT".to_owned(), "Unicode-3.0".to_owned(), "Apache-2.0 WITH LLVM-exception".to_owned()];
        for met in [
            "MIT OR GPL-3.0",
            "MIT/GPL-3.0",
            "(GPL-3.0 OR MIT) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception",
        ] {
            assert!(permitted(met, &allowed), "{met}");
        }
        for refused in
            ["", "GPL-3.0", "MIT AND GPL-3.0", "Apache-2.0", "(MIT OR GPL-3.0) AND GPL-3.0", "MIT MIT"]
        {
            assert!(!permitted(refused, &allowed), "{refused}");
        }
    }

    #[test]
    fn crates_are_read_from_the_tree_without_our_own() {
        let listed = "toyshelf v0.1.0 (/somewhere/toyshelf)\tMIT OR Apache-2.0\nserde v1.0.1\tMIT (*)\nsyn-derive v2.0.0 \
                      (proc-macro)\tMIT";
        let names: Vec<String> = crates_in(listed).into_keys().map(|(name, _)| name).collect();
        assert_eq!(names, ["serde", "syn-derive"]);
    }

    #[test]
    fn the_index_is_read_as_cargo_keeps_it() {
        assert_eq!(place_in_index("serde"), Path::new("se/rd/serde"));
        assert_eq!(place_in_index("url"), Path::new("3/u/url"));
        let lines = [
            "head",
            "1.0.0",
            r#"{"vers": "1.0.0", "yanked": true}"#,
            "1.0.1",
            r#"{"vers":"1.0.1","yanked":false}"#,
        ];
        let entry = &lines.join("\0");
        assert_eq!(yanked(entry, "1.0.0"), Some(true));
        assert_eq!(yanked(entry, "1.0.1"), Some(false));
        assert_eq!(yanked(entry, "2.0.0"), None);
    }
}
