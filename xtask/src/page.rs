//! Chores that drive the built page from Node.

use crate::{
    machine::{Machine, Outcome, show},
    site, tools,
};

/// Writes screenshots of the built page to `shots/`; arguments go to the script.
pub(crate) fn shots(machine: &Machine, words: &[&str]) -> Outcome {
    drive(machine, "take the screenshots", "tests/e2e/shots.mjs", words)
}

/// Measures; arguments go to the script.
pub(crate) fn bench(machine: &Machine, words: &[&str]) -> Outcome {
    drive(machine, "run the benches", "benches/run.mjs", words)
}

/// Runs a script of the project on the built site, with Chromium named in `CHROME` and the site in `TOYSHELF_DIST`.
/// `--reuse` among the words keeps the site as it was built last.
fn drive(machine: &Machine, doing: &str, script: &str, words: &[&str]) -> Outcome {
    if !machine.root.join(script).is_file() {
        return Err(format!("could not {doing}: {script} is not there."));
    }
    let dist = machine.root.join(site::DIST);
    let reuse = words.contains(&"--reuse");
    if reuse && !dist.join("index.html").is_file() {
        return Err(format!("--reuse has nothing to use again: there is no {}/index.html yet.", site::DIST));
    }
    let chrome = tools::chromium()?;
    tools::npm(machine)?;
    if !reuse {
        site::build(machine)?;
    }
    let mut node = machine.node(script);
    node.args(words.iter().filter(|word| **word != "--reuse"));
    show(doing, node.env("CHROME", chrome).env("TOYSHELF_DIST", dist))
}
