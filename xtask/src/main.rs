//! Every chore of the project, in plain Rust: `cargo xtask help` lists them.
//!
//! - [`machine`]: where things are, running commands with progress in words, and failing with a sentence.
//! - [`tools`]: what the chores need and how each comes to be there.
//! - [`site`]: the page, served for work and built for the world.
//! - [`check`]: all that `cargo xtask test` looks at; [`licences`] and [`walls`] are two of its steps.
//! - [`page`]: chores that drive the built page from Node: screenshots and benches.
//!
//! No dependencies, so that its own first compile takes seconds.

mod check;
mod licences;
mod machine;
mod page;
mod site;
mod tools;
mod walls;

use std::process::ExitCode;

use machine::{Machine, Outcome};

const HELP: &str = "\
cargo xtask serve [--port N] [--open]   show the page at http://127.0.0.1:8080/ and rebuild it when a file changes
cargo xtask test [--only STEP] [--list] run every check; --list names the steps
cargo xtask build [--dev]               write the site to dist/ (--dev: quickly, unoptimised)
cargo xtask bench [ARGUMENTS]           measure, against the budgets and against other tools
cargo xtask shots [ARGUMENTS]           write screenshots of the built page to shots/
cargo xtask setup                       install all that the above need, and nothing else

Each sets up what it needs. Rust's stable toolchain by rustup is enough for serve; the others want Node 20 or newer with
npm, and those that open the page want Chromium.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("\nStopped: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[&str]) -> Outcome {
    let machine = Machine::here()?;
    match words {
        ["serve", rest @ ..] => site::serve(&machine, rest),
        ["build"] => site::build(&machine),
        ["build", "--dev"] => site::build_dev(&machine),
        ["test", rest @ ..] => check::run(&machine, rest),
        ["bench", rest @ ..] => page::bench(&machine, rest),
        ["shots", rest @ ..] => page::shots(&machine, rest),
        ["setup"] => tools::everything(&machine),
        [] | ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(())
        }
        other => Err(format!("`cargo xtask {}` is not a chore this project has.\n\n{HELP}", other.join(" "))),
    }
}
