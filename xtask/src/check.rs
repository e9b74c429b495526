//! All that `cargo xtask test` looks at, cheapest first.

use std::{process::Command, time::Instant};

use crate::{
    licences,
    machine::{Machine, Outcome, output, seconds, show, show_and_keep},
    site, tools, walls,
};

/// What one step found: tests passed and failed, where it counts any.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Count {
    passed: usize,
    failed: usize,
}

struct Step {
    name: &'static str,
    saying: &'static str,
    run: fn(&Machine) -> (Count, Outcome),
}

const WASM: [&str; 2] = ["--target", "wasm32-unknown-unknown"];

const STEPS: [Step; 10] = [
    Step { name: "format", saying: "Formatting", run: |machine| plain(format(machine)) },
    Step {
        name: "walls",
        saying: "The walls between the rooms",
        run: |machine| plain(walls::check(machine)),
    },
    Step {
        name: "licences",
        saying: "Licences and withdrawn crates",
        run: |machine| plain(licences::check(machine)),
    },
    Step { name: "native", saying: "Tests of the engine, natively", run: native },
    Step { name: "lint", saying: "Lints: engine, app, tools", run: |machine| plain(lint(machine)) },
    Step { name: "docs", saying: "Documentation builds, links resolve", run: |machine| plain(docs(machine)) },
    Step { name: "browser", saying: "Tests of the wasm in a browser", run: browser },
    Step { name: "build", saying: "The site, as it ships", run: |machine| plain(site::build(machine)) },
    Step { name: "size", saying: "The first load against its budget", run: |machine| plain(size(machine)) },
    Step { name: "e2e", saying: "The built page, as a person uses it", run: e2e },
];

/// Runs every step, or the one named by `--only`. Stops at the first that fails.
pub(crate) fn run(machine: &Machine, words: &[&str]) -> Outcome {
    let only = match words {
        [] => None,
        ["--list"] => {
            STEPS.iter().for_each(|step| println!("{:9} {}", step.name, step.saying));
            return Ok(());
        }
        ["--only", name] => Some(*name),
        _ => return Err("`test` takes nothing, `--only STEP`, or `--list`.".into()),
    };
    let steps: Vec<&Step> = STEPS.iter().filter(|step| only.is_none_or(|name| name == step.name)).collect();
    if steps.is_empty() {
        let names: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
        return Err(format!("`{}` is not a step. There are {}.", only.unwrap_or_default(), names.join(", ")));
    }

    let (mut total, mut summary, mut failure) = (Count::default(), Vec::new(), None);
    for (index, step) in steps.iter().enumerate() {
        println!("\n== {} of {}: {} ({})", index + 1, steps.len(), step.saying, step.name);
        let began = Instant::now();
        let (count, outcome) = (step.run)(machine);
        total = Count { passed: total.passed + count.passed, failed: total.failed + count.failed };
        let tests =
            if count == Count::default() { String::new() } else { format!(", {} tests", count.passed) };
        let word = if outcome.is_ok() { "ok" } else { "FAILED" };
        summary.push(format!("{word:6} {:9} {}{tests}", step.name, seconds(began.elapsed())));
        if let Err(sentence) = outcome {
            // A step that failed outside a test is counted all the same: the last line must not look like a pass.
            total.failed = total.failed.max(1);
            failure = Some(format!(
                "the step `{name}` failed: {sentence}\nRun it alone with `cargo xtask test --only {name}`.",
                name = step.name
            ));
            break;
        }
    }
    println!("\n{}\n\n{} in all", summary.join("\n"), machine.elapsed());
    println!("{} passed, {} failed", total.passed, total.failed);
    failure.map_or(Ok(()), Err)
}

fn plain(outcome: Outcome) -> (Count, Outcome) {
    (Count::default(), outcome)
}

/// A Cargo that holds to the lock file and takes every warning for an error.
fn cargo(machine: &Machine, chore: &str) -> Command {
    let mut cargo = machine.cargo();
    cargo.args([chore, "--locked"]);
    cargo
}

fn format(machine: &Machine) -> Outcome {
    let doing = "find every file formatted (`cargo fmt --all` does it)";
    show(doing, machine.cargo().args(["fmt", "--all", "--check"]))
}

fn lint(machine: &Machine) -> Outcome {
    tools::wasm_target(machine)?;
    let strict = ["--", "-D", "warnings"];
    let mut engine = cargo(machine, "clippy");
    show(
        "pass the lints on the engine",
        engine.args(["--no-default-features", "--all-targets"]).args(strict),
    )?;
    let mut app = cargo(machine, "clippy");
    app.args(WASM).args(["--lib", "--bins", "--test", "browser"]).args(strict);
    show("pass the lints on the app", &mut app)?;
    let mut bench = cargo(machine, "clippy");
    show("pass the lints on the benches", bench.args(["--package", "bench-engine"]).args(WASM).args(strict))?;
    let mut tools = cargo(machine, "clippy");
    tools.args(["--package", "xtask", "--package", "bindgen", "--all-targets"]).args(strict);
    show("pass the lints on the tools", &mut tools)
}

fn docs(machine: &Machine) -> Outcome {
    let mut doc = cargo(machine, "doc");
    doc.args(["--no-default-features", "--no-deps", "--document-private-items"])
        .env("RUSTDOCFLAGS", "-D warnings");
    show("build the documentation", &mut doc)
}

fn native(machine: &Machine) -> (Count, Outcome) {
    let (engine, outcome) =
        show_and_keep("pass the engine's tests", cargo(machine, "test").arg("--no-default-features"));
    if outcome.is_err() {
        return (counted(&engine), outcome);
    }
    let (own, outcome) =
        show_and_keep("pass xtask's tests", cargo(machine, "test").args(["--package", "xtask"]));
    (counted(&(engine + &own)), outcome)
}

fn browser(machine: &Machine) -> (Count, Outcome) {
    let ready = tools::chromium()
        .and_then(|_| tools::chromedriver())
        .and_then(|driver| tools::wasm_target(machine).map(|()| driver))
        .and_then(|driver| tools::test_runner(machine).map(|()| driver));
    let driver = match ready {
        Ok(driver) => driver,
        Err(sentence) => return plain(Err(sentence)),
    };
    let mut test = cargo(machine, "test");
    test.args(WASM).args(["--test", "browser"]);
    test.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", tools::own(machine, "wasm-bindgen-test-runner"));
    test.env("CHROMEDRIVER", driver).env("WASM_BINDGEN_TEST_ONLY_WEB", "1");
    let (said, outcome) = show_and_keep("pass the tests in a browser", &mut test);
    (counted(&said), outcome)
}

fn size(machine: &Machine) -> Outcome {
    show("keep the first load within its budget", &mut machine.node("tests/e2e/size.mjs"))
}

fn e2e(machine: &Machine) -> (Count, Outcome) {
    let chrome = match tools::npm(machine).and_then(|()| tools::chromium()) {
        Ok(chrome) => chrome,
        Err(sentence) => return plain(Err(sentence)),
    };
    if !machine.root.join(site::DIST).join("index.html").is_file() {
        return plain(Err("there is no built site. Run `cargo xtask build` first.".into()));
    }
    let mut playwright = machine.node("node_modules/@playwright/test/cli.js");
    playwright.args(["test", "--config", "tests/e2e/playwright.config.mjs"]).env("CHROME", chrome);
    let (said, outcome) = show_and_keep("pass the end-to-end tests", &mut playwright);
    (counted(&said), outcome)
}

/// Adds up the closing lines of the runners: Cargo's and the wasm runner's `test result: ok. 3 passed; 0 failed; …`,
/// Playwright's `3 passed (1.2s)`.
fn counted(said: &str) -> Count {
    let mut count = Count::default();
    for line in said.lines().map(str::trim) {
        let line = line.strip_prefix("test result:").unwrap_or(line);
        let mut before = None;
        let closing = line.starts_with(|sign: char| sign.is_ascii_digit() || sign.is_whitespace());
        for word in line.split_whitespace().take(if closing { 16 } else { 0 }) {
            match (word.trim_end_matches([';', ',']), before) {
                ("passed", Some(number)) => count.passed += number,
                ("failed", Some(number)) => count.failed += number,
                _ => {}
            }
            before = word.parse::<usize>().ok();
        }
    }
    count
}

/// The crates that the engine is made of when the app is left out, one `name version` a line.
pub(crate) fn engine_tree(machine: &Machine) -> Outcome<String> {
    let mut tree = cargo(machine, "tree");
    tree.args(["--no-default-features", "--edges", "normal,build", "--prefix", "none", "--target", "all"]);
    output(&mut tree).ok_or_else(|| "`cargo tree` failed; run it to see why.".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_runners_closing_lines_are_added_up() {
        let said = "running 2 tests\ntest result: ok. 2 passed; 0 failed; 0 ignored; 0 measured\n\
                    test result: FAILED. 3 passed; 1 failed; 0 ignored\n  1 failed\n    [chromium] a test that passed\n  7 \
                    passed (10.4s)\n";
        assert_eq!(counted(said), Count { passed: 12, failed: 2 });
    }

    #[test]
    fn an_unknown_step_is_named_with_the_known_ones() {
        let machine = Machine::here().unwrap();
        assert!(run(&machine, &["--only", "everything"]).unwrap_err().contains("native"));
    }
}
